"""Bounds for all values at once, held against one value at a time."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from pathlib import Path

import pytest
import z3
from hypothesis import Phase, given
from hypothesis import strategies as st

from experiments.bounds.ask import Question, bounds
from experiments.bounds.command import status
from experiments.bounds.plotted import plotted
from experiments.bounds.words import bound_words, expression_words, region_words
from experiments.command import run
from experiments.command.options import BAD_INPUT, GOOD, REFUTED, UNKNOWN
from experiments.show.runs import bound_words as verdict_bound
from model.calendar import Calendar, CoverageError, chinese_calendar
from model.deadline import (
    STRICT,
    Before,
    Counting,
    Deadline,
    External,
    Immediately,
    Indefinite,
    Reading,
    Unit,
    Within,
)
from model.holiday import worst_case
from model.language import plain
from model.property import Property
from model.regime import Regime
from model.rule import CountsAs, Default, Obligation, Power, Prohibition, Rule, Trigger
from model.unknowns import is_stated, stated_values
from model.vocabulary import EventType
from protocols import library
from tests.draws import draws, enough
from tests.enumeration import Enumeration
from tests.small import EVENTS, GUARDS, NAME, duty, regime
from verify.bounds import ParametricBound, parametric_bounds
from verify.bounds.closed_form import LateRuns, Piece
from verify.bounds.linear import EVERYWHERE, NOWHERE, Expression, Extremum, Inequality, Region, Sum
from verify.bounds.region import UnknownSpace
from verify.guarantees import verify
from verify.patience import Undecided
from verify.prover import NEVER, Provers
from verify.slicing import slice_of
from verify.verdict import Answer, Assume

CALENDAR = chinese_calendar()
RESPONSE = Property("any", NAME, "a", "c")
LIMITS: st.SearchStrategy[Deadline] = st.sampled_from(
    [Within(1), Within(2), Indefinite("及时"), Indefinite("及时"), External("法定"), Immediately()]
)
SEEN: Counter[str] = Counter()


@st.composite
def courses(draw: st.DrawFn, most: int = 3) -> tuple[Regime, Property]:
    """A regime in which each rule leads on to a later event, so that much is guaranteed."""
    chosen: list[Rule] = []
    for k in range(draw(st.integers(2, most))):
        first = draw(st.sampled_from(["a", "a", "b", "c"]))
        later = [event for event in EVENTS if event > first]
        act = draw(st.sampled_from(later))
        other = draw(st.sampled_from([event for event in EVENTS if event < act]))
        on = Trigger(tuple(dict.fromkeys([first, other])), draw(st.sampled_from(["any", "all"])))
        match draw(st.integers(0, 10)):
            case 0:
                chosen.append(CountsAs(f"r{k}", f"{k}", on, act, draw(GUARDS)))
            case 1:
                chosen.append(Power(f"r{k}", f"{k}", on, "q", act, {}))
            case 2:
                chosen.append(Prohibition(f"r{k}", f"{k}", on, "p", act, {}))
            case _:
                default = draw(st.sampled_from([None, None, act, later[-1]]))
                excuse = draw(st.sampled_from([(), (), (), ("d",)])) if act != "d" else ()
                chosen.append(
                    Obligation(
                        f"r{k}",
                        f"{k}",
                        on,
                        draw(st.sampled_from("pq")),
                        act,
                        draw(LIMITS),
                        draw(st.sampled_from([{}, {}, {"flag": frozenset({"true"})}])),
                        on_expiry=Default(default) if default else None,
                        excused_by=excuse,
                    )
                )
    events = {name: EventType(name, NAME) for name in EVENTS}
    if draw(st.integers(0, 3)) == 0:
        events["c"] = EventType("c", NAME, by="p", presupposes=("b",))
    of = regime(*chosen, events=events, counting=draw(st.sampled_from(list(Counting))))
    response = draw(st.sampled_from([one for one in "bcd" if one in of.governed] or ["d"]))
    trigger = draw(st.sampled_from([one for one in "abc" if one < response]))
    performed, ahead = draw(st.integers(0, 4)) == 0, draw(st.sampled_from([0, 0, 0, 1]))
    return of, Property("any", NAME, trigger, response, performed, ahead=ahead)


def settled(of: Regime, values: Mapping[str, int]) -> Regime:
    """The regime with its limits given these values as stated deadlines."""
    rules = (
        replace(rule, deadline=Within(values[rule.id]))
        if isinstance(rule, Obligation) and rule.id in values
        else rule
        for rule in of.rules
    )
    return replace(of, rules=tuple(rules))


def one_by_one(bound: ParametricBound, values: Mapping[str, int]) -> tuple[bool, int | None]:
    """Whether the trigger can occur, and the bound, for one choice of values."""
    part = slice_of(settled(bound.regime, values), bound.property.trigger)
    prover = Provers(CALENDAR).of(part, STRICT)
    everyone = bound.assume is Assume.EVERYONE
    obeyed = prover.binding - frozenset(bound.exempt) if everyone else frozenset()
    triggered = prover.triggered(bound.property)
    if prover.check([*prover.literals(obeyed), triggered]) == z3.unsat:
        return False, 0
    found = prover.bound(bound.property, obeyed)
    assert found is not None
    return True, None if found == NEVER else found


def check_values(bound: ParametricBound) -> None:
    regions = {days: bound.within(days) for days in (1, 3)}
    for chosen in product((1, 2, 4), repeat=len(bound.asked)):
        values = dict(zip(bound.asked, chosen, strict=True))
        reachable, days = one_by_one(bound, values)
        assert bound.reachable.at(values) == reachable
        assert bound.at(values) == days
        for limit, region in regions.items():
            held = reachable and days is not None and days <= limit
            assert region.at(values) == held


@given(courses(), st.booleans())
@draws(70)
def test_a_bound_for_all_values_is_the_bound_for_each(
    question: tuple[Regime, Property], deadlines: bool
) -> None:
    of, prop = question
    unknown = sum(one.open or (deadlines and is_stated(one)) for one in of.obligations)
    if unknown not in (1, 2):
        return
    for bound in parametric_bounds(of, [prop], deadlines=deadlines, calendar=CALENDAR):
        assert bound.answer is not Answer.UNKNOWN
        SEEN[f"{bound.answer} over {len(bound.parameters)}"] += 1
        if bound.answer in (Answer.PROVED, Answer.REFUTED):
            check_values(bound)


def test_random_courses_showed_bounds_over_unknowns() -> None:
    if SEEN:
        assert SEEN["proved over 1"] >= enough(5)


@given(courses(2))
@draws(12, phases=[Phase.explicit, Phase.generate])
def test_a_bound_for_all_values_is_what_every_run_one_by_one_shows(
    question: tuple[Regime, Property],
) -> None:
    of, prop = question
    unknown = [one.id for one in of.obligations if one.open or is_stated(one)]
    if len(unknown) != 1:
        return
    for bound in parametric_bounds(of, [prop], [Assume.EVERYONE], deadlines=True):
        if bound.answer in (Answer.PROVED, Answer.REFUTED):
            for value in (1, 2):
                every = Enumeration(settled(of, {unknown[0]: value}), STRICT, 9)
                obeyed = frozenset(of.by_id) - {*bound.exempt}
                found = every.judge(prop, obeyed)
                assert found.reachable == bound.reachable.at({unknown[0]: value})
                assert found.bound == bound.at({unknown[0]: value})


def of(
    *rules: Rule, deadlines: bool = True, counting: Counting = Counting.EXCLUDE_FIRST_DAY
) -> ParametricBound:
    text, asked = regime(*rules, counting=counting), [Assume.EVERYONE]
    (found,) = parametric_bounds(text, [RESPONSE], asked, deadlines)
    return found


PUSH = duty("a", "b", Within(1), id="push", default="b")
CLAIM = duty("b", "c", Within(2), id="claim", default="c")
BOTH = Sum.of({"push": 1, "claim": 1})


def test_limits_that_follow_on_each_other_add_up() -> None:
    found = of(PUSH, CLAIM)
    assert found.expression == BOTH
    assert (found.unbounded, found.reachable, found.exact) == (NOWHERE, EVERYWHERE, True)
    assert {*found.rules} == {"push", "claim"}
    three = found.within(3)
    assert three == Region(((Inequality.of(BOTH - Sum(3)),),))
    pairs = product(range(1, 9), range(1, 9))
    points = [(d, e) for d, e in pairs if three.at({"push": d, "claim": e})]
    assert points == [(1, 1), (1, 2), (2, 1)]
    assert (found.within(1), found.within(10**6) == EVERYWHERE) == (NOWHERE, False)


def test_a_stated_deadline_stays_a_number_unless_asked() -> None:
    open_claim = replace(CLAIM, deadline=Indefinite("及时"))
    found = of(PUSH, open_claim, deadlines=False)
    assert found.expression == Sum.of({"claim": 1}, 1)
    assert found.parameters == ("claim",)


def test_where_the_first_day_is_counted_the_next_limit_starts_on_the_same_day() -> None:
    found = of(PUSH, CLAIM, counting=Counting.INCLUDE_FIRST_DAY)
    assert found.expression == Sum.of({"push": 1, "claim": 1}, -1)
    # Only what happens after the close takes so long: it counts from the next day.
    assert found.in_hours == NOWHERE
    assert of(PUSH, CLAIM).in_hours == EVERYWHERE


def test_of_two_duties_for_one_act_the_sooner_counts_and_of_two_ways_the_later() -> None:
    sooner = of(duty("a", "c", Within(1), id="one"), duty("a", "c", Within(2), id="two"))
    assert sooner.expression == Extremum(False, (Sum.of({"one": 1}), Sum.of({"two": 1})))
    flag = {"flag": frozenset({"true"})}
    other = {"flag": frozenset({"false"})}
    later = of(
        duty("a", "c", Within(1), id="one", when=flag),
        duty("a", "c", Within(2), id="two", when=other),
    )
    assert later.expression == Extremum(True, (Sum.of({"one": 1}), Sum.of({"two": 1})))
    assert len(sooner.within(2).cubes) == 2
    assert len(later.within(2).cubes) == 1


def test_values_for_which_the_response_never_comes_are_a_region() -> None:
    """The missed duty to do b ends the other one, if it is missed before that has expired."""
    rules = (
        duty("a", "c", Within(1), id="act", article="1", excused_by=("d",), default="c"),
        duty("a", "b", Within(5), id="end", article="2", overdue="d"),
    )
    (found,) = parametric_bounds(regime(*rules), [RESPONSE], [Assume.NOBODY], deadlines=True)
    sooner = Inequality.of(Sum.of({"end": 1, "act": -1}, 1))
    assert found.unbounded == Region(((sooner,),))
    assert found.expression == Sum.of({"act": 1})
    assert bound_words(found).en == "d(art. 1); unbounded if d(art. 2) < d(art. 1)"
    assert found.within(3) == Region(((~sooner, Inequality.of(Sum.of({"act": 1}, -3))),))
    check_values(found)


def test_what_nobody_must_do_has_no_bound_for_any_value() -> None:
    (found,) = parametric_bounds(
        regime(PUSH, replace(CLAIM, on_expiry=None)), [RESPONSE], [Assume.NOBODY], deadlines=True
    )
    assert found.answer is Answer.REFUTED
    assert (found.within(1000), found.at({"push": 1})) == (NOWHERE, None)


def test_a_wrong_expression_is_refused() -> None:
    context = z3.Context()
    unknowns = {name: z3.Int(name, context) for name in ("push", "claim")}
    space = UnknownSpace(unknowns, [one >= 1 for one in unknowns.values()], context)
    delay = z3.Int("D", context)
    right = LateRuns(space, delay, [delay <= unknowns["push"] + unknowns["claim"]])
    assert right.closed_form() == (Piece(EVERYWHERE, BOTH),)
    for wrong in (BOTH + Sum(1), BOTH - Sum(1), Sum.of({"push": 2}), Sum(2)):
        late = LateRuns(space, delay, [delay <= unknowns["push"] + unknowns["claim"]])
        late.broad = late.candidates = [wrong]
        assert late.closed_form() == ()
        with pytest.raises(Undecided):
            late.told_apart()


def test_what_never_exceeds_the_rest_is_left_out() -> None:
    context = z3.Context()
    x, delay = z3.Int("x", context), z3.Int("D", context)
    late = LateRuns(UnknownSpace({"x": x}, [x >= 1], context), delay, [delay <= x, delay <= 1])
    late.broad = []
    assert {*late.candidates} == {Sum.of({"x": 1}), Sum(1)}
    assert late.closed_form() == (Piece(EVERYWHERE, Sum.of({"x": 1})),)


def test_an_expression_that_a_run_exceeds_is_no_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even if the projection lost a run, the proof against the runs would notice."""
    monkeypatch.setattr(LateRuns, "closed_form", lambda _: (Piece(EVERYWHERE, BOTH - Sum(1)),))
    found = of(PUSH, CLAIM)
    assert (found.answer, found.pieces) == (Answer.UNKNOWN, ())


def test_a_bound_without_a_continuous_form_is_told_apart() -> None:
    context = z3.Context()
    x = z3.Int("x", context)
    space, delay = UnknownSpace({"x": x}, [x >= 1], context), z3.Int("D", context)
    late = LateRuns(space, delay, [delay <= x, z3.And(delay <= 9, x <= 2)])
    assert late.closed_form() == ()
    pieces = late.told_apart()
    for value in range(1, 12):
        fitting = {one.bound.at({"x": value}) for one in pieces if one.where.at({"x": value})}
        assert fitting == {9 if value <= 2 else value}


@pytest.mark.parametrize("name", ["nanchang", "jinan"])
def test_at_the_reading_s_values_it_is_the_verdict_s_bound(name: str) -> None:
    of_text = library.find(name)
    properties = [one for one in library.properties().values() if one.trigger in of_text.mentioned]
    found = parametric_bounds(of_text, properties, [Assume.EVERYONE])
    for days in (2, 5):
        verdicts = verify(of_text, properties, [Reading(days)], [Assume.EVERYONE])
        for bound, verdict in zip(found, verdicts, strict=True):
            if bound.answer is not Answer.VACUOUS:
                values = stated_values(of_text, days)
                assert bound.at(values) == verdict.days
                assert verdict.guaranteed is None or bound.exact == verdict.guaranteed.exact


def test_bounds_and_regions_read_as_a_person_writes_them() -> None:
    order = ["push", "claim"]
    said: dict[str, Expression] = {
        "push + claim": BOTH,
        "3 + push": Sum.of({"push": 1}, 3),
        "push − 1": Sum.of({"push": 1}, -1),
        "0": Sum(0),
        "max(2·push, 2)": Extremum(True, (Sum.of({"push": 2}), Sum(2))),
    }
    assert [expression_words(one, plain, order).en for one in said.values()] == list(said)
    less, one = Inequality.of(Sum.of({"push": 1}, -2)), Inequality.of(Sum.of({"claim": 1}, -1))
    earlier = Inequality.of(Sum.of({"push": 1, "claim": -1}, 1))
    regions = {
        "push ≤ 2": Region(((less,),)),
        "push ≥ 3": Region(((~less,),)),
        "(push ≤ 2 and claim = 1) or push < claim": Region(((less, one), (earlier,))),
        "all values": EVERYWHERE,
        "no value": NOWHERE,
    }
    assert [region_words(region, plain, order).en for region in regions.values()] == list(regions)
    assert region_words(Region(((less, one),)), plain, order).zh == "push ≤ 2 且 claim = 1"


def either_clock_of_nanchang() -> Regime:
    """Nanchang where its five days run from any knowledge of a change, which is another reading."""
    of = library.find("nanchang")
    (otherwise,) = [
        taken.alternatives[0].rule
        for taken in of.by_id["policy-feedback"].readings
        if taken.alternatives
    ]
    assert otherwise is not None
    return replace(of, rules=tuple(otherwise if r.id == otherwise.id else r for r in of.rules))


def test_open_limits_and_stated_ones_are_named_by_their_articles() -> None:
    (nanchang,) = parametric_bounds(
        either_clock_of_nanchang(),
        [library.properties()["policy-change-known"]],
        [Assume.EVERYONE],
        deadlines=True,
    )
    assert bound_words(nanchang).zh == "min(d(二(二)2.5), θ(二(三)3.3))"
    (letter,) = verify(
        library.find("xuecheng"),
        [library.properties()["letter-answered"]],
        [Reading(5)],
        [Assume.EVERYONE],
    )
    (same,) = parametric_bounds(letter.regime, [letter.property], [Assume.EVERYONE])
    assert verdict_bound(letter).en == f"{bound_words(same).en} = 5"


LAST = date(2025, 12, 31)


@pytest.mark.parametrize("days", [0, 1, 3, 7])
def test_the_worst_start_is_the_worst_of_all_dates(days: int) -> None:
    working = [CALENDAR.is_working(date(2024, 1, 1) + timedelta(days=k)) for k in range(731)]
    calendar = Calendar(date(2024, 1, 1), working)
    spans = {}
    for start in (calendar.first + timedelta(days=k) for k in range(len(working))):
        # The days after the date are counted out one at a time; from a day off it is the same as
        # from the working day before.
        end, left = start, days
        while left and end <= calendar.last:
            end += timedelta(days=1)
            left -= end <= calendar.last and calendar.is_working(end)
        if not left and (calendar.is_working(start) or days):
            spans[start] = (end - start).days
    worst = worst_case(calendar, days)
    assert worst.calendar_days == max(spans.values()) == spans[worst.start]
    assert worst.start == min(one for one, span in spans.items() if span == worst.calendar_days)
    assert (worst.end - worst.start).days == worst.calendar_days
    assert worst.end <= LAST


def test_a_calendar_too_short_has_no_worst_case() -> None:
    with pytest.raises(CoverageError):
        worst_case(Calendar(date(2025, 1, 1), [True] * 5), 9)


def test_both_ways_of_counting_stand_side_by_side() -> None:
    """The longest holiday since the text was issued is that of 2026: from 12 to 24 February."""
    of_text = library.find("guanxian")
    asked = (library.properties()["decision-reaches-supervision"],)
    found = bounds(Question((of_text,), asked, (Assume.EVERYONE,), CALENDAR)).guarantees[0]
    own, other = found.dates
    assert (own.counting, own.days) == (Counting.EXCLUDE_FIRST_DAY, 3)
    assert (other.counting, other.days) == (Counting.INCLUDE_FIRST_DAY, 2)
    turned = replace(of_text, counting=Counting.INCLUDE_FIRST_DAY)
    (verdict,) = verify(turned, asked, [STRICT], [Assume.EVERYONE])
    assert verdict.days == other.days
    assert own.worst is not None
    assert own.worst.holiday is not None
    assert (own.worst.calendar_days, own.worst.holiday.en) == (12, "Spring Festival")


def test_the_strict_reading_gives_an_open_limit_no_date() -> None:
    asked = (library.properties()["certificate-issued"],)
    question = Question((library.find("guanxian"),), asked, (Assume.EVERYONE,), CALENDAR)
    assert bounds(question).guarantees[0].dates
    assert not bounds(replace(question, reading=STRICT)).guarantees[0].dates


def test_the_chart_varies_what_matters_most_or_what_is_named() -> None:
    asked = (library.properties()["parallel-approval-ends"],)
    question = Question((library.find("xuecheng"),), asked, (Assume.EVERYONE,), CALENDAR)
    (found,) = bounds(question).guarantees
    assert len(found.bound.parameters) == 3
    assert len(plotted(found, ())) == 2
    named = ("parallel-opinion-promised", "parallel-opinion-extended")
    assert {*plotted(found, named)} == {*named}


ONE = ["bounds", "xuecheng", "--property", "letter-answered", "--assume", "everyone"]


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ([*ONE], GOOD),
        ([*ONE, "--within", "3"], GOOD),
        (["bounds", "xuecheng", "--property", "parallel-approval-ends", "--within", "3"], REFUTED),
        ([*ONE, "--within", "-1"], BAD_INPUT),
        ([*ONE, "--vary", "nothing"], BAD_INPUT),
        (["bounds", "nowhere"], BAD_INPUT),
    ],
)
def test_the_status_says_whether_it_holds_for_some_value(words: list[str], status: int) -> None:
    assert run(words, "en") == status


def test_what_is_not_known_is_no_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LateRuns, "closed_form", lambda _: (Piece(EVERYWHERE, Sum(0)),))
    asked = (library.properties()["letter-answered"],)
    question = Question((library.find("xuecheng"),), asked, (Assume.EVERYONE,), CALENDAR, within=9)
    assert status(bounds(question)) == UNKNOWN


def test_the_data_hold_expression_region_and_dates(capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*ONE, "--within", "3", "--json"], "en") == GOOD
    (found,) = json.loads(capsys.readouterr().out)
    assert found["expression"] == "θ(letter-reply)"
    assert found["structure"] == {"constant": 0, "terms": {"θ(letter-reply)": 1}}
    assert found["within"]["holds"] == "some"
    assert found["within"]["region"]["smt"] == "(<= |θ(letter-reply)| 3)"
    assert [one["counting"] for one in found["worst_cases"]] == [
        "exclude-first-day",
        "include-first-day",
    ]
    assert found["articles"] == ["27"]


@pytest.mark.drawn_anew
def test_the_page_and_charts_are_the_same_bytes_twice(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        words = [*ONE, "--within", "3", "--out", str(tmp_path / folder), "--json"]
        assert run(words, "zh") == GOOD
    names = {path.name for path in (tmp_path / "one").iterdir()}
    chart = "frontier-letter-answered"
    assert {"index.html", "bounds.json", f"{chart}-zh.png", f"{chart}-en.svg"} <= names
    for name in names:
        one, two = (tmp_path / folder / name for folder in ("one", "two"))
        assert one.read_bytes() == two.read_bytes()


def test_limits_in_other_units_and_advance_notice_stay_as_they_are() -> None:
    month = duty("a", "c", Within(1, Unit.MONTHS), id="month")
    ahead = duty("a", "b", Before("c", 1), id="ahead")
    found = of(month, ahead)
    assert found.asked == ()
    assert (found.exact, found.dated, found.expression is not None) == (True, True, True)
