"""The Change screen: only what the reader takes is offered, each choice an edit with its undo."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from experiments.studio.address import Address
from experiments.studio.ask import Edited, Studio
from experiments.studio.change import screen as change
from experiments.studio.change.clauses import MOST, Clauses, View
from experiments.studio.change.exceptions import listings
from experiments.studio.change.findings import differences
from experiments.studio.change.offers import further, offers
from experiments.studio.change.repair import repairs
from experiments.studio.lights.lamps import Panel, told
from experiments.studio.lights.light import Lights, questions_of
from experiments.studio.page import html
from experiments.studio.times import Times
from model.calendar import chinese_calendar
from model.deadline import STRICT
from model.language import LANGS, Lang, plain
from model.rule import Obligation
from protocols import library
from protocols.document import Document, parse_document
from protocols.edits import TAKEN, Edit, applied, edit, opened, regime_after, regime_from
from protocols.mechanism import mechanisms, rule_file
from tests.draws import some
from verify.verdict import Answer, Assume

CLAIM = "approval-claim"


@pytest.fixture
def studio(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Studio]:
    """A studio whose screens do not wait for lights, which are tested elsewhere."""

    def dark(here: Address, studio: Studio, edited: Edited) -> Panel:
        lights = Lights(edited.after, here.reading, questions_of(edited.after), done=True)
        return Panel(lights, None)

    monkeypatch.setattr(change, "panel", dark)
    made = Studio(tmp_path)
    yield made
    made.close()


def address(*lines: str, lang: Lang = "zh", **more: str) -> Address:
    query = [("edit", line) for line in lines] + [*more.items()]
    return Address.of([*query, ("lang", lang)])


def at(url: str) -> Address:
    return Address.of(parse_qsl(urlsplit(url).query))


def lines(url: str) -> list[str]:
    return [one.text for one in at(url).edits]


class Page(HTMLParser):
    """The choices of a page by name: what is chosen, and each value with its words; and links."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.choices: dict[str, dict[str, str]] = {}
        self.chosen: dict[str, str] = {}
        self.labels: list[str] = []
        self.links: list[tuple[str, str]] = []
        self.open: tuple[str, str] | None = None
        self.href = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "select":
            self.name = found["name"]
            self.choices[self.name] = {}
            self.labels.append(found["aria-label"])
        elif tag == "option":
            self.open = (self.name, found["value"])
            if "selected" in found:
                self.chosen[self.name] = found["value"]
        elif tag == "a":
            self.links.append((found.get("aria-label", ""), found["href"]))

    def handle_data(self, data: str) -> None:
        if self.open is not None:
            self.choices[self.open[0]][self.open[1]] = data
            self.open = None


def shown(studio: Studio, here: Address) -> Page:
    page = change.screen(here, studio)
    return Page(html(page, "change", here, {}, Times()))


def clauses(document: Document, lang: Lang = "zh") -> Clauses:
    regime = regime_from(document, ())
    return Clauses(Edited(regime, regime), (), document, document.data, lang)


def offered(view: View) -> Iterator[tuple[str, Edit]]:
    """Every edit that is offered for a clause, by the place where it is."""
    for offer in (*offers(view.clause).values(), *further(view.clause).values()):
        yield from ((offer.key, one.edit) for one in offer.choices)
    for one in listings(view.clause):
        yield from ((f"{one.key} gone", choice.edit) for choice in one.struck)
        yield from ((f"{one.key} more", choice.edit) for choice in one.added)


def mechanism(name: str) -> Document:
    return parse_document(rule_file([name], "zh", "mine").encode(), "mine.yaml")


EVERY = [*library.REGIMES, "licensing-law", *mechanisms()]


@pytest.mark.parametrize("name", some(EVERY, "jinan", "guanxian"))
def test_what_is_offered_the_reader_takes(name: str) -> None:
    """All at one place of different clauses are read at once; of many, every eleventh."""
    shipped = name in (*library.REGIMES, "licensing-law")
    document = opened(library.resolved(name)) if shipped else mechanism(name)
    held = clauses(document)
    together: dict[tuple[str, int], list[Edit]] = {}
    for view in held.views():
        counted: dict[str, int] = {}
        for place, made in offered(view):
            number = counted[place] = counted.get(place, -1) + 1
            there = made.path[2] in held.entries[view.name]
            if made.value is not TAKEN or there:
                together.setdefault((place, number), []).append(made)
    assert together
    for _, made_at_once in list(together.items())[:: 11 if shipped else 1]:
        regime_from(document, made_at_once)


@pytest.mark.parametrize("lang", LANGS)
def test_each_sentence_reads_as_the_clause_does(lang: Lang) -> None:
    from experiments.show.clauses import laid_down

    held = clauses(opened(library.resolved("xuecheng")), lang)
    for view in held.views():
        said = [line.in_(lang) for line in laid_down(held.edited.after, view.clause.rule)]
        pieces = ["".join(piece.words for piece in line) for line in view.lines]
        pieces = [line for line in pieces if line]  # but choices that are lines of their own
        assert [one for one in said if one in pieces] == pieces
        for line in view.lines:
            for piece in line:
                if piece.offer is not None and piece.words:
                    (now,) = [one for one in piece.offer.choices if one.now]
                    assert now.words.in_(lang) == piece.words.strip()


def test_every_kind_of_clause_can_be_changed_or_struck(studio: Studio) -> None:
    """Tancheng has duties, lapses, powers and prohibitions; each has a way to be struck."""
    page = shown(studio, address(regime="tancheng"))
    kinds = {name.rpartition(".")[2] for name in page.choices}
    assert {"deadline=", "bearer=", "on-expiry="} <= kinds
    rules = library.find("tancheng").written
    assert sum(label.startswith("删去") for label, _ in page.links) == len(rules)
    assert all(label.strip() for label in page.labels)


def test_a_choice_is_an_edit_and_the_first_value_again_is_none(studio: Studio) -> None:
    here = address()
    two = change.posted(here, studio, {f"{CLAIM}.deadline=": "2 working days"})
    assert lines(two) == [f"{CLAIM}.deadline=2 working days"]
    page = shown(studio, at(two))
    assert page.choices[f"{CLAIM}.deadline="][change.STAYS] == "在 2 个工作日内"
    assert page.choices[f"{CLAIM}.deadline="]["1 working day"] == "在 1 个工作日内"
    three = change.posted(at(two), studio, {f"{CLAIM}.deadline=": "3 working days"})
    assert lines(three) == [f"{CLAIM}.deadline=3 working days"]
    assert lines(change.posted(at(three), studio, {f"{CLAIM}.deadline=": "1 working day"})) == []
    stays = dict.fromkeys(page.choices, change.STAYS)
    assert change.posted(at(two), studio, stays) == two


def test_any_number_of_days_may_be_typed(studio: Studio) -> None:
    url = change.posted(address(), studio, {f"{CLAIM}.deadline=|count": "45"})
    assert lines(url) == [f"{CLAIM}.deadline=45 working days"]
    url = change.posted(address(), studio, {f"{CLAIM}.deadline=|count": "soon"})
    assert studio.regime(at(url)).mistakes is not None
    assert lines(change.posted(address(), studio, {f"{CLAIM}.deadline=|count": ""})) == []


def test_silence_can_count_as_the_act_and_its_exceptions_be_struck(studio: Studio) -> None:
    url = change.posted(address(), studio, {f"{CLAIM}.on-expiry=": "approval-info.claimed"})
    assert lines(url) == [f"{CLAIM}.on-expiry=approval-info.claimed"]
    back = change.posted(at(url), studio, {f"{CLAIM}.on-expiry=": ""})
    assert lines(back) == []


def test_the_exceptions_of_a_default_are_struck_and_added() -> None:
    document = opened(library.resolved("xuecheng"))
    views = clauses(document).views()
    (view, *_) = [one for one in views if "unless" in str(one.clause.data.get("on-expiry"))]
    (listing,) = [one for one in listings(view.clause) if one.key == "on-expiry"]

    def excepted(made: Edit) -> int:
        rule = regime_from(document, [made]).by_id[view.name]
        assert isinstance(rule, Obligation)
        assert rule.on_expiry is not None
        return len(rule.on_expiry.unless)

    assert [excepted(one.edit) for one in listing.struck] == [0]
    assert {excepted(one.edit) for one in listing.added} == {2}


def test_a_struck_clause_stays_in_its_place_with_its_undo(studio: Studio) -> None:
    page = shown(studio, address())
    strike = next(url for label, url in page.links if label == "删去“第22条第(1)项 认领审批信息”")
    assert lines(strike) == [f"-{CLAIM}"]
    found = change.screen(at(strike), studio).values
    views: Any = found["views"]
    names = [view.name for view in views]
    assert names[names.index(CLAIM) - 1] == "approval-push"
    assert views[names.index(CLAIM)].struck
    undo: Any = found["undo"]
    assert lines(undo(views[names.index(CLAIM)])) == []


def test_an_edited_clause_shows_the_sentence_it_had(studio: Studio) -> None:
    here = address(f"{CLAIM}.deadline=2 working days")
    views: Any = change.screen(here, studio).values["views"]
    (view,) = [one for one in views if one.edited]
    assert (view.name, view.struck, view.added) == (CLAIM, False, False)
    assert ["1 个工作日" in line.zh for line in view.old] == [True]
    assert "⟦" not in "".join(line.zh + line.en for line in view.old)


def test_a_clause_is_added_from_a_mechanism_changed_and_taken_away(studio: Studio) -> None:
    found = change.screen(address(clause=CLAIM, add=CLAIM), studio).values
    kinds: Any = found["additions"]
    to: Any = found["to"]
    assert len(kinds) >= 15
    (edits,) = [made for label, made in kinds if label.zh.startswith("函件答复")]
    url = to(*edits)
    views: Any = change.screen(at(url), studio).values["views"]
    (view,) = [one for one in views if one.added]
    assert views[views.index(view) - 1].name == CLAIM
    assert view.clause.rule.article == "22(1)"
    url = change.posted(at(url), studio, {f"{view.name}.deadline=": "3 working days"})
    assert len(lines(url)) == 2
    undo: Any = change.screen(at(url), studio).values["undo"]
    assert lines(undo(view)) == []


def test_a_mistaken_edit_is_told_and_the_text_stays(studio: Studio) -> None:
    here = address(f"{CLAIM}.deadline=2 working days", f"{CLAIM}.bearer=nobody")
    values: Any = change.screen(here, studio).values
    ((line, what, url),) = values["mistakes"]
    assert line == f"{CLAIM}.bearer=nobody"
    assert "nobody" in what.zh
    assert lines(url) == [f"{CLAIM}.deadline=2 working days"]


def test_what_the_words_of_a_file_say_is_shown_as_text(studio: Studio, tmp_path: Path) -> None:
    text = library.path_of("xuecheng").read_text("utf-8")
    text = text.replace("读作自推送起算。", "<script>alert(1)</script>", 1)
    text = text.replace("zh: 监督信息上传认领", 'zh: "⟦x:deadline⟧假⟦x⟧<b>"')
    text = text.replace("name: {zh: 薛城, en: Xuecheng}", "name: {zh: '<b>', en: x}")
    (tmp_path / "bad.yaml").write_text(text, "utf-8")
    here = address(regime="bad.yaml", clause=CLAIM)
    shown = change.screen(here, studio)
    views: Any = shown.values["views"]
    (view,) = [one for one in views if one.name == "platform-oversight"]
    assert "⟦x:deadline⟧假⟦x⟧" in "".join(piece.words for line in view.lines for piece in line)
    page = html(shown, "change", here, {}, Times())
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page
    assert "<b>" not in page


def test_nothing_that_is_to_be_announced_is_deemed() -> None:
    """Nanchang has its conference announced before it is held: it cannot come of itself."""
    held = clauses(opened(library.resolved("nanchang")))
    (view,) = [one for one in held.views() if one.name == "conference-quarterly"]
    assert "on-expiry" not in offers(view.clause)


def test_a_freely_edited_file_becomes_edits_and_a_mistake_keeps_the_text(studio: Studio) -> None:
    here = address(f"{CLAIM}.deadline=2 working days")
    document = opened(library.resolved("xuecheng"))
    text = applied(document, here.edits).text.decode()
    changed = text.replace("deadline: 3 working days\n    start: unstated", "deadline: daily")
    assert changed != text
    url = change.posted(here, studio, {"text": changed.replace("\n", "\r\n")})
    assert f"{CLAIM}.deadline=2 working days" in lines(url)
    assert any(one.endswith(".deadline=daily") for one in lines(url))
    assert not at(url).get("free")
    wrong = text.replace("bearer: regulator", "bearer: regulatr", 1)
    url = change.posted(here, studio, {"text": wrong})
    assert lines(url) == lines(here.url("change"))
    values: Any = change.screen(at(url), studio).values
    (one,) = values["wrong"]
    number = wrong.splitlines().index("    bearer: regulatr") + 1
    assert (one.mistake.line, dict(one.lines)[number]) == (number, "    bearer: regulatr")
    assert values["text"] == wrong
    assert change.screen(address(free="0123"), studio).values["lost"]


def test_a_file_that_is_wholly_another_becomes_one_of_its_own(studio: Studio) -> None:
    other = library.path_of("tancheng").read_text("utf-8")
    url = change.posted(address(), studio, {"text": other})
    assert lines(url) == []
    assert studio.regime(at(url)).after.rules == library.find("tancheng").rules


def test_lights_are_those_worked_out_on_paper(studio: Studio) -> None:
    """A claim window of two days: two when all obey, nothing by itself; silence makes it two."""
    asked = "approval-push-claimed"
    for made, expected in (
        ((), (1, None)),
        ((f"{CLAIM}.deadline=2 working days",), (2, None)),
        ((f"{CLAIM}.deadline=2 working days", f"{CLAIM}.on-expiry=approval-info.claimed"), (2, 2)),
    ):
        here = address(*made)
        lights = studio.lights(studio.regime(here).after, here.reading, 20.0)
        each = [lights.of(asked, assume) for assume in (Assume.EVERYONE, Assume.NOBODY)]
        found = [one.verdict for one in each if one is not None]
        days = tuple(one.days if one.answer is Answer.PROVED else None for one in found)
        assert days == expected


def test_a_repair_is_a_link_after_which_it_is_proved() -> None:
    """With silence counting as nothing, the smallest change makes it count as the claim."""
    calendar = chinese_calendar()
    found = repairs(
        lambda *_: None, "xuecheng", (), "approval-push-claimed", "nobody", STRICT, calendar
    )
    assert found.repairs[0].lines == (f"{CLAIM}.on-expiry=approval-info.claimed",)
    regime = regime_after("xuecheng", map(edit, found.repairs[0].lines))
    assert regime.by_id[CLAIM].on_expiry is not None  # type: ignore[union-attr]
    assert found.answer.zh
    assert "视为" in found.repairs[0].costs[-1].zh
    assert "实际上可能没有办" in found.repairs[0].costs[-1].zh


def test_findings_of_an_edit_are_those_that_come_and_go() -> None:
    """Two days one way and one the other: the two ways are no longer alike."""
    made = [f"{CLAIM}.deadline=2 working days"]
    appeared, gone = differences(lambda *_: None, "xuecheng", made, chinese_calendar())
    assert [re.findall(r"\d 个工作日", words.zh) for _, words in appeared] == [
        ["2 个工作日", "1 个工作日"]
    ]
    assert not gone


class _Ending:
    """Work that ends while a page about it is written."""

    failed = None
    result: Any = ([(plain("new"), plain("finding"))], [])

    def __init__(self) -> None:
        self.asked = 0

    @property
    def done(self) -> bool:
        self.asked += 1
        return self.asked > 1


def test_an_audit_that_ends_while_the_page_is_written_is_asked_for_again(studio: Studio) -> None:
    """Else it stood in one place and not in the other, and nobody would ask any more."""
    where = address(f"{CLAIM}.deadline=2 working days", lang="en")
    shown = change.screen(where, studio)
    values = {**shown.values, "findings": _Ending()}
    page = html(replace(shown, values=values), "change", where, {}, Times())
    assert "audit=1" in page.partition('id="findings"')[2].partition("</div>")[0]
    assert 'href="#findings"' not in page


def test_clauses_are_found_by_their_words_and_the_others_are_folded(studio: Studio) -> None:
    values: Any = change.screen(address(find="认领 第23条"), studio).values
    assert [view.name for view in values["views"]] == ["supervision-claim"]
    values = change.screen(address(f"-{CLAIM}"), studio).values
    views: Any = values["views"]
    assert [view.name for view in views if view.name == CLAIM and view.main]
    firsts = [view.main for view in views]
    assert firsts == sorted(firsts, reverse=True)
    assert {True, False} == {*firsts}
    assert [name for name, _ in values["changed"]] == [CLAIM]


def test_a_thousand_clauses_are_shown_page_by_page(studio: Studio, tmp_path: Path) -> None:
    from tests.large import rule_file as large

    (tmp_path / "large.yaml").write_text(large("chain", 1000), "utf-8")
    here = address(regime="large.yaml", page="2")
    values: Any = change.screen(here, studio).values
    assert len(values["views"]) == MOST
    assert len(values["pages"]) == 17
    rule = values["views"][0].name
    url = change.posted(here, studio, {f"{rule}.deadline=": "daily"})
    assert lines(url) == [f"{rule}.deadline=daily"]


def test_no_heading_skips_a_level(studio: Studio) -> None:
    page = html(change.screen(address(), studio), "change", address(), {}, Times())
    levels = [int(one) for one in re.findall(r"<h([1-6])", page)]
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert page.index('href="#clauses"') < page.index('id="lights"') < page.index('id="clauses"')


def test_a_bound_on_a_limit_left_open_says_first_the_bound_and_then_what_it_rests_on(
    studio: Studio,
) -> None:
    """Article 27 says only `promptly`; what is taken for it is five working days."""
    here = address()
    lights = studio.lights(studio.regime(here).after, here.reading, 20.0)
    light = lights.of("letter-answered", Assume.EVERYONE)
    assert light is not None
    assert told(light.verdict).zh == "≤ 5 个工作日（第27条没有写明期限，按 5 个工作日计）"


def test_silence_on_a_push_is_never_offered_as_its_return(studio: Studio) -> None:
    values: Any = change.screen(address(), studio).values
    views = {view.name: view for view in values["views"]}
    for view in views.values():
        offer = offers(view.clause).get("on-expiry")
        events = view.clause.regime.vocabulary.events
        for one in offer.choices if offer is not None and not view.struck else ():
            event = one.edit.value
            if isinstance(event, str) and not one.now:
                assert view.clause.rule.act not in events[event].presupposes
    claim = offers(views[CLAIM].clause)["on-expiry"].choices
    assert "approval-info.claimed" in [one.edit.value for one in claim]
