"""Bounds for all values as the terminal and the page show them, from one layout."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from experiments.bounds.ask import Bounds, Question, bounds
from experiments.bounds.page import section, sheet
from experiments.show.blocks import Chart, Fold, Paragraph, Table
from experiments.show.page import html
from model.calendar import chinese_calendar
from model.language import LANGS, Complaint, Lang
from protocols import library
from verify.verdict import Assume


def asked(
    *names: str,
    props: tuple[str, ...] = (),
    within: int | None = None,
    start: date | None = None,
) -> Bounds:
    known = library.properties()
    properties = tuple(known[name] for name in props) or tuple(known.values())
    regimes = tuple(library.find(name) for name in names)
    days = chinese_calendar()
    return bounds(
        Question(
            regimes,
            properties,
            tuple(Assume),
            days,
            within=within,
            selected=bool(props),
            start=start,
        )
    )


@pytest.fixture(scope="module")
def two() -> Bounds:
    """Bounds of a matter of one day; the worst of all days is long to look for."""
    return asked("xuecheng", "guanxian", within=5, start=date(2025, 3, 3))


def test_many_guarantees_stand_side_by_side_and_one_by_one_in_a_fold(two: Bounds) -> None:
    blocks = sheet(two).sections[0].blocks
    tables = [one for one in blocks if isinstance(one, Table)]
    assert [one.caption.en for one in tables] == [
        "Bounds if everyone obeys (working days)",
        "For which values the result comes within 5 working days (everyone obeys)",
        "Bounds if nobody is relied on (working days)",
        "For which values the result comes within 5 working days (self-executing)",
    ]
    assert all(len(one.columns) == 3 for one in tables)
    fold, hinges, granted = [one for one in blocks if isinstance(one, Fold)]
    assert (hinges.id, granted.id) == ("hinges", "granted")
    (details,) = fold.blocks
    assert isinstance(details, Table)
    proved = [one for one in two.guarantees if one.at_values is not None or one.bound.pieces]
    assert len(details.rows) == len(proved)


def test_few_guarantees_are_listed_with_their_articles() -> None:
    answer = asked("xuecheng", props=("letter-answered",), within=3)
    blocks = sheet(answer).sections[0].blocks
    assert [one.text.en for one in blocks if isinstance(one, Paragraph)][:2] == [
        "Xuecheng, every letter within the remit of its recipient is answered (everyone obeys): "
        "the bound in working days is θ(art. 27).",
        "Xuecheng, every letter within the remit of its recipient is answered (self-executing): "
        "the bound in working days is unbounded.",
    ]
    (table,) = [one for one in blocks if isinstance(one, Table)]
    assert len(table.rows) == 2
    assert [one.id for one in blocks if isinstance(one, Fold)] == ["hinges", "granted"]


def test_the_lead_counts_what_has_a_bound(two: Bounds) -> None:
    lead = sheet(two).sections[0].blocks[0]
    assert isinstance(lead, Paragraph)
    everyone = [one for one in two.guarantees if one.bound.assume is Assume.EVERYONE]
    bounded = [one for one in everyone if one.bound.pieces]
    assert f"{len(bounded)} have a bound (everyone obeys)" in lead.text.en
    held = [one.held() for one in everyone if not one.unregulated]
    assert f"{held.count('all')} for all values, {held.count('some')} for some" in lead.text.en
    assert f"{held.count('none')} for none" in lead.text.en


def test_the_section_of_a_comparison_has_no_charts(two: Bounds) -> None:
    assert not [one for one in section(two).blocks if isinstance(one, Chart)]
    assert [one.id for one in sheet(two).sections] == ["bounds", "bounds-dates", "bounds-charts"]


def test_a_rule_without_a_limit_cannot_be_varied() -> None:
    regime, prop = library.find("xuecheng"), library.properties()["letter-answered"]
    days = chinese_calendar()
    with pytest.raises(Complaint) as told:
        bounds(Question((regime,), (prop,), tuple(Assume), days, vary=("letter-replies",)))
    assert "letter-reply" in told.value.say().en


@pytest.mark.parametrize("lang", LANGS)
def test_terminal_and_page_say_the_same_words(shenguan: Any, lang: Lang) -> None:
    words = ("bounds", "xuecheng", "--property", "letter-answered", "--within", 3)
    status, out, err = shenguan(*words, lang=lang)
    assert (status, err) == (1, "")  # silence is no answer, so nothing comes of itself
    answer = asked("xuecheng", props=("letter-answered",), within=3)
    page = html(sheet(answer), lang)
    leads = [one for one in sheet(answer).sections[0].blocks if isinstance(one, Paragraph)][:2]
    assert [one.kind for one in leads] == ["lead", "lead"]
    for lead in leads:
        assert lead.text.in_(lang) in out
        assert lead.text.zh in page
        assert lead.text.en in page
