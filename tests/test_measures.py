"""Measures of a year: made by hand, with figures that can be checked on paper, and identities."""

from __future__ import annotations

from dataclasses import replace
from math import isfinite

import pytest

from experiments.measures import declared, find, known, nearest, values
from experiments.measures.commitments import CHAIN, REPORTS, commitments
from experiments.measures.facts import Facts
from experiments.measures.measure import About, Kind, Unit
from experiments.measures.mechanisms import is_regulated, mechanisms, table
from experiments.measures.metrics import (
    breaches_by_article,
    breaches_by_party,
    letter_totals,
    metrics,
    permit_days,
)
from experiments.measures.spans import SPANS
from model.deadline import Within
from model.language import LANGS, Complaint, Text
from model.property import Asks, Property
from model.simulation.office import Attention
from model.simulation.year import Year
from model.vocabulary import EventType
from protocols import library
from tests.county import county, kind, later, lived
from tests.made import (
    BUREAU,
    CLOSE,
    END,
    REGULATOR,
    Told,
    a_year,
    at,
    busy_year,
    rules,
    small_year,
)
from tests.small import NAME, duty, must_not, regime

ALONE = [measure.id for measure in declared().values() if measure.about is None]
"""Measures without a subject: every year has them."""


def claims(*spans: tuple[int, int | None], deemed: bool = False) -> Year:
    """Permits decided at 10 o'clock of a day and claimed at 10 of another."""
    demanded = duty("approval-info.pushed", "approval-info.claimed", Within(9), bearer=REGULATOR)
    told = []
    for start, end in spans:
        begun: list[Told] = [("approval.decided", at(start, 10))]
        begun.append(("approval-info.pushed", at(start, 10), BUREAU))
        if end is not None:
            begun.append(("approval-info.claimed", at(end, 10), REGULATOR))
        told.append(tuple(begun))
    return a_year(rules(demanded), *told)


# Permits


def test_permit_days_add_up_spans_and_count_open_ones_until_watching_ended() -> None:
    """Thursday to Friday is 1 day, Friday to Monday 3; the third is open for 29 - 1/24 days."""
    seen = Attention("kind-0", 0, "approval-info.claimed", REGULATOR, at(2, 9), at(2, 10))
    of = replace(claims((0, 1), (1, 2), (0, None)), attention=(seen,))
    found, of_open = permit_days(metrics(of)), (END - at(0, 10)) / 1440
    assert found["total"] == pytest.approx(1 + 3 + of_open)
    assert found["per-permit"] == pytest.approx((4 + of_open) / 3)
    assert found["open-part"] == pytest.approx(of_open)
    assert (found["permits"], found["censored"]) == (3, 1)
    second = (END - at(1, 10)) / 1440
    assert found["unattended.total"] == pytest.approx(
        4 + second + of_open
    )  # claim is not attention
    assert found["unattended.censored"] == 2
    spans = metrics(of).unsupervised
    assert found["total"] == pytest.approx(spans.calendar.sum() + spans.open_calendar.sum())


def test_no_permits_have_no_days_and_no_mean() -> None:
    claim = duty("approval-info.pushed", "approval-info.claimed", bearer="queried-party")
    found = permit_days(metrics(a_year(rules(claim))))
    assert (found["total"], found["permits"], found["per-permit"]) == (0, 0, None)


SUPERVISED = duty("approval-info.pushed", "approval-info.claimed", bearer="queried-party")
PERMIT: tuple[Told, ...] = (("approval.decided", at(0, 9)), ("approval-info.pushed", at(0, 10)))
NO_CLAIM = (
    "time-without-supervisor.begun",
    "time-without-supervisor.censored",
    "time-without-supervisor.total.calendar-days",
    "time-without-supervisor.max.working-days",
    "time-to-attention.censored",
    "claim-latency.censored",
    "claims.performed",
    "auto-claimed-share",
    "permit-days.total",
    "permit-days.per-permit",
    "permit-days.censored",
    "permit-days.unattended.total",
    "property.decision-reaches-supervision.triggered",
    "property.decision-reaches-supervision.open",
    "property.decision-reaches-supervision.open-longest",
)


def test_a_text_without_a_claim_has_no_figures_of_permits_without_a_supervisor() -> None:
    """The same permit, which nobody claims: open under the one text, no matter of the other's."""
    silent, known = (values(Facts(a_year(rules(*of), PERMIT))) for of in ((), (SUPERVISED,)))
    assert [silent[name] for name in NO_CLAIM] == [None] * len(NO_CLAIM)
    assert silent["threads"] == known["threads"] == 1
    open_ = ("time-without-supervisor.censored", "permit-days.censored", "claim-latency.censored")
    assert [known[name] for name in open_] == [1, 1, 1]
    assert known["property.decision-reaches-supervision.open"] == 1
    total = known["permit-days.total"]
    assert total == pytest.approx((END - at(0, 9)) / 1440)
    assert known["claims.performed"] == 0


def test_letters_of_a_text_that_wants_none_answered_are_not_stuck_by_it() -> None:
    received: Told = ("letter.received", at(0, 10))
    answer = duty("letter.received", "letter.answered", bearer="queried-party")
    silent, known = (values(Facts(a_year(rules(*of), (received,)))) for of in ((), (answer,)))
    names = ("letters.received", "letters.unregulated", "letters.open", "letters.stuck",
             "letters.stuck-share")  # fmt: skip
    assert [silent[name] for name in names] == [1, 1, None, None, None]
    assert [known[name] for name in names] == [1, 0, 1, 1, 1]


def test_what_is_forbidden_needs_no_rule_to_be_counted() -> None:
    """The answer comes although none may: broken, whether or not a rule speaks of answers."""
    told: tuple[Told, ...] = (("letter.received", at(0, 10)), ("letter.answered", at(1, 10)))
    asked = Property("p", Text("问", "asked"), "letter.received", "letter.answered")
    never = replace(asked, asks=Asks.NEVER)
    for answered, prop in ((told, never), (told[:1], asked)):
        (row,) = table(mechanisms(a_year(rules(), answered), [prop])).to_dicts()
        assert (row["triggered"], row["answered"], row["open"]) == (1, 0, 1)
        assert is_regulated(row) is (prop is never)


# Breaches


def test_all_bearers_answer_for_a_breach_and_a_prohibition_counts_for_whom_it_binds() -> None:
    joint = duty("a", "b", bearer="p", jointly=("q",), article="1")
    of = small_year(
        regime(joint, duty("a", "c", bearer="q", article="2"), must_not("a", "d")),
        (("a", at(0, 10)), ("d", at(0, 11), "p")),  # b and c never, d though forbidden
        (("a", at(0, 10)), ("b", at(1, 10), "q"), ("c", at(2, 10), "q")),  # c late
    )
    found = metrics(of)
    assert breaches_by_party(of, found) == {"p": 2, "q": 3}
    articles = breaches_by_article(of, found)
    assert articles == {"1": 1, "2": 2, "a-must-not-d": 1}
    assert sum(breaches_by_party(of, found).values()) == sum(articles.values()) + 1  # one joint


def test_a_default_cures_no_breach_of_a_party_and_obedience_breaches_nothing() -> None:
    of = regime(duty("a", "b", default="b"))
    silent, kept = (("a", at(0, 10)),), (("a", at(0, 10)), ("b", at(1, CLOSE), "p"))
    for told, number in ((silent, 1), (kept, 0)):
        year = small_year(of, told)
        assert breaches_by_party(year, metrics(year)) == {"p": number, "q": 0}


def test_a_breach_that_could_not_have_been_avoided_is_counted_beside_the_breaches() -> None:
    """p's c needs q's b, which comes a day late in one matter and not in another; both are late."""
    events = {name: EventType(name, NAME) for name in "ab"}
    events["b"] = EventType("b", NAME, by="q")
    events["c"] = EventType("c", NAME, by="p", presupposes=("b",))
    of = small_year(
        regime(duty("a", "c", id="owed"), events=events),
        (("a", at(0, 10)), ("b", at(2, 9), "q"), ("c", at(2, 10), "p")),
        (("a", at(0, 10)), ("b", at(0, 11), "q"), ("c", at(2, 10), "p")),
    )
    found = metrics(of)
    assert found.outcomes == {("owed", "late"): 2}
    assert found.helpless == {"owed": 1}
    assert values(Facts(of))["could-not-have-been-kept.owed"] == 1


# Letters


def test_letters_are_answered_deemed_or_stuck_and_add_up_to_those_received() -> None:
    received: tuple[Told, ...] = (("letter.sent", at(0, 9)), ("letter.received", at(0, 10)))
    answer: Told = ("letter.answered", at(1, 10), "queried-party")
    asked = duty("letter.received", "letter.answered", bearer="queried-party")
    of = a_year(rules(asked), (*received, answer), received, received)
    found = metrics(of)
    assert found.letters == {"performed": 1, "open": 2}
    assert letter_totals(found) == {"received": 3, "stuck": 2, "stuck-share": 2 / 3}
    consent = replace(asked, on_expiry=duty("a", "b", default="letter.answered").on_expiry)
    found = metrics(a_year(rules(consent), (*received, answer), received))
    assert found.letters == {"performed": 1, "deemed": 1}
    assert letter_totals(found) == {"received": 2, "stuck": 0, "stuck-share": 0}
    consent = replace(asked, on_expiry=duty("a", "b", default="letter.consented").on_expiry)
    found = metrics(a_year(rules(consent), (*received, answer), received))
    assert found.letters == {"performed": 1, "consented": 1}
    assert letter_totals(found) == {"received": 2, "stuck": 1, "stuck-share": 1 / 2}
    found = metrics(a_year(rules(), received))
    assert letter_totals(found) == {"received": 1, "stuck": None, "stuck-share": None}
    none = letter_totals(metrics(a_year(rules(asked))))
    assert none == {"received": 0, "stuck": 0, "stuck-share": None}


# Broken commitments

BROKEN = {"informed-commitment": "true", "commitment-broken": "true"}
TERM: tuple[Told, ...] = (
    ("commitment.made", at(0, 10), "applicant"),
    ("commitment-period.ended", at(1, 10)),
)
REPORTED = "broken-commitment.reported"


def reported(day: int) -> tuple[Told, ...]:
    return (*TERM, (REPORTED, at(1 + day, 10), REGULATOR))


def test_broken_commitments_are_reported_in_time_late_or_never_by_the_regime_s_own_deadline() -> (
    None
):
    of = rules(duty("commitment-period.ended", REPORTED, Within(10), bearer=REGULATOR))
    told = [reported(5), reported(6), reported(10), reported(11), TERM, TERM[:1]]
    found = commitments(a_year(of, *told, facts=BROKEN))
    assert [found[name] for name in REPORTS] == [3, 1, 1, 0, 1]
    assert [found[name] for name in CHAIN] == [6, 5, 4, 4, 0]
    assert found["reported-within-5-days"] == 1
    assert found["share-in-time"] == 3 / 5
    slow = rules(duty("commitment-period.ended", REPORTED, Within(40), bearer=REGULATOR))
    found = commitments(a_year(slow, *told, facts=BROKEN))
    assert [found[name] for name in REPORTS] == [4, 0, 0, 1, 1]
    assert sum(found[name] or 0 for name in REPORTS) == found["broken"]


def test_where_no_rule_demands_a_report_nobody_is_late_and_only_the_yardstick_speaks() -> None:
    found = commitments(a_year(rules(), reported(5), reported(6), TERM, facts=BROKEN))
    assert [found[name] for name in REPORTS] == [0, 0, 0, 0, 3]
    assert (found["reported"], found["reported-within-5-days"]) == (2, 1)
    assert found["share-in-time"] is None


def test_the_worst_of_two_duties_to_report_counts_and_kept_commitments_do_not() -> None:
    ended = "commitment-period.ended"
    strict = duty(ended, REPORTED, Within(2), bearer=REGULATOR, id="strict")
    lax = duty(ended, REPORTED, Within(9), bearer=REGULATOR, id="lax")
    for order in ((strict, lax), (lax, strict)):
        found = commitments(a_year(rules(*order), reported(5), facts=BROKEN))
        assert (found["in-time"], found["late"]) == (0, 1)
    kept = BROKEN | {"commitment-broken": "false"}
    assert commitments(a_year(rules(lax), TERM, facts=kept))["broken"] == 0


# Properties


def test_a_year_tells_how_late_what_ended_and_what_is_open_is() -> None:
    """END is the 21st working day at 9 o'clock: 17 days after the 4th, 20 after the 1st."""
    of = claims((0, 5), (1, 2), (3, None))
    found = values(Facts(of))
    name = "property.approval-push-claimed"
    assert found[f"{name}.max"] is None
    assert (found[f"{name}.longest"], found[f"{name}.open-longest"]) == (5, 17)
    for figure in ("longest", "open-longest"):
        assert known(f"{name}.{figure}")
        assert find(f"{name}.{figure}").unit is Unit.WORKING_DAYS
    ended = claims((0, 5))
    assert values(Facts(ended))[f"{name}.open-longest"] is None


# All of them


@pytest.fixture(scope="module")
def busy() -> Year:
    return busy_year()


def test_no_measure_is_ever_nan_and_all_are_known_even_without_rules(busy: Year) -> None:
    empty = lived(regime(), county(kind("a", later("b", "a", 1))))
    for of in (empty, busy, a_year(rules())):
        found = values(Facts(of))
        assert set(ALONE) <= set(found)
        assert all(known(name) for name in found)
        assert all(value is None or isfinite(value) for value in found.values())
    found = values(Facts(empty))
    assert {
        found[name] for name in found if name.startswith(("waits.", "burden.", "backlog."))
    } == {0}


def test_every_measure_has_a_name_of_its_own_a_unit_and_a_meaning(busy: Year) -> None:
    year = a_year(rules(duty("letter.received", "letter.answered", bearer="queried-party")))
    found = [find(name) for name in values(Facts(year))]
    assert set(ALONE) < {measure.id for measure in found}
    for lang in LANGS:
        assert len({measure.titled.in_(lang) for measure in found}) == len(found)
        for measure in found:
            assert measure.label.in_(lang) != measure.id
            assert measure.level_unit.in_(lang)
            assert measure.meaning.in_(lang)
    names = {About.DEPARTMENT: {"market": Text("市场局", "market")}}
    assert find("backlog.market.max", names).label.zh == "市场局每日下班时的积压（最多）"
    assert find("backlog.bureau.max", names).label.en.endswith("(bureau, greatest)")


@pytest.mark.parametrize("name", ["threads.of.silk", "silk", "claims.of.silk", "backlog.silk.mode",
                                  "backlog", "backlog..mean", "claim-latency"])  # fmt: skip
def test_an_unknown_measure_is_an_error_that_names_the_nearest_one(name: str) -> None:
    assert not known(name)
    with pytest.raises(Complaint) as told:
        find(name)
    for lang in LANGS:
        said = told.value.say().in_(lang)
        assert name in said
        assert any(one in said for one in ALONE)
    assert nearest("thread") == "threads"


def test_what_measures_are_estimated_from_and_compared_by_are_measures() -> None:
    for measure in declared().values():
        of = measure.of("silk", Text("丝", "silk")) if measure.about else measure
        others = [of.begun] if of.begun else []
        if of.left_out:
            others += [of.left_out.begun, of.left_out.open, of.left_out.total]
        if of.ratio:
            others += [of.ratio.part, *of.ratio.whole]
        assert all(known(other) for other in others)
        assert of.span in ("", *SPANS)
        assert (of.kind is Kind.COUNT) == (of.unit is Unit.A_YEAR)
        assert (of.kind is Kind.SHARE) == (of.unit is Unit.PERCENT)
        assert find(of.id).label_key == measure.label_key


def test_a_measure_is_about_the_property_by_which_its_cases_are_told() -> None:
    properties = library.properties()
    for measure in declared().values():
        assert not measure.property_id or measure.property_id in properties
        assert not measure.bounded or measure.property_id or measure.about is About.PROPERTY
    assert find("property.letter-answered.max").property_id == "letter-answered"
