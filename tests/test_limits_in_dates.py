"""Limits counted in calendar days, months and periods: each answer held to a search over all dates.

The search knows nothing of the solver: it tries every date of the calendar, in office hours and
after the close, for whatever starts, and every instant up to the limit for whatever follows.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

import pytest
import z3

from model.calendar import CoverageError, chinese_calendar
from model.clock import CalendarClock, delay
from model.conformance import conformance
from model.deadline import (
    STRICT,
    Deadline,
    Immediately,
    Measure,
    Period,
    Recurring,
    Term,
    Unit,
    Within,
)
from model.instant import MINUTES, date_of, day_of
from model.lengths import lengths
from model.property import Property
from model.regime import Regime
from model.simulation.script import replay
from model.transition import Law
from protocols import library
from tests.small import NAME, duty, regime
from verify.bounds.on_dates import Datings
from verify.export.evidence import queries
from verify.export.uppaal import network
from verify.export.uppaal.part import Unsaid, UntranslatableError
from verify.guarantees import verify
from verify.prover import Prover
from verify.trust import dependences
from verify.trust.parties import ObedienceNeeded
from verify.verdict import Answer, Assume, Verdict

CALENDAR = chinese_calendar()
MONTH = Within(1, Unit.MONTHS)


def days(count: int) -> Within:
    return Within(count, Unit.CALENDAR_DAYS)


@cache
def instants() -> list[int]:
    """Of each date one instant up to the close of business, and one after it."""
    first, last = day_of(CALENDAR.first), day_of(CALENDAR.last)
    close = CALENDAR.hours.close
    return [day * MINUTES + at for day in range(first, last + 1) for at in (close, close + 1)]


@cache
def due(deadline: Deadline) -> list[int | None]:
    """When a limit that starts at each of the instants expires."""
    term = regime(duty("a", "b", deadline)).terms(STRICT)["a-b"]
    assert term is not None
    ends: list[int | None] = []
    for at in instants():
        try:
            ends.append(CALENDAR.due(at, term))
        except CoverageError:
            ends.append(None)
    return ends


def longest(*chain: Deadline) -> int:
    """The greatest delay of a chain of duties that are all kept, over all dates."""
    return max(
        delay(CALENDAR.slot(at), CALENDAR.slot(end))
        for at, end in zip(instants(), latest_ends(*chain), strict=True)
        if end is not None and at >= CALENDAR.closing(0)
    )


def latest_ends(*chain: Deadline) -> list[int | None]:
    """When a chain ends at the latest from each of the instants; ``None`` where it is not told."""
    latest: list[int | None] = [*instants()]
    places = {at: place for place, at in enumerate(instants())}
    for deadline in reversed(chain):
        ends = due(deadline)
        found: list[int | None] = []
        for place, end in enumerate(ends):
            then = [None] if end is None else latest[place : places[end] + 1]
            known = [one for one in then if one is not None]
            found.append(max(known) if len(known) == len(then) else None)
        latest = found
    return latest


def chained(*chain: Deadline) -> tuple[Regime, Property]:
    names = "abcde"
    rules = [duty(names[k], names[k + 1], one) for k, one in enumerate(chain)]
    return regime(*rules), Property("any", NAME, "a", names[len(chain)])


CHAINS = [
    ((Immediately(), MONTH), 25),
    ((MONTH, days(5)), 29),
    ((MONTH, MONTH), None),
    ((days(5), days(5)), None),
    ((days(10), Immediately(), days(7)), None),
    ((Recurring(Period.QUARTERLY),), 67),
    ((Recurring(Period.MONTHLY), days(3)), None),
]


@pytest.mark.parametrize(("chain", "known"), CHAINS)
def test_the_bound_of_a_chain_is_what_the_worst_of_all_dates_takes(
    chain: tuple[Deadline, ...], known: int | None
) -> None:
    most = longest(*chain)
    assert known in (None, most)
    of, prop = chained(*chain)
    (verdict,) = verify(of, [prop], [STRICT], [Assume.EVERYONE], within=most)
    assert (verdict.answer, verdict.days) == (Answer.PROVED, most)
    assert verdict.guaranteed is not None
    assert verdict.guaranteed.exact
    (refuted,) = verify(of, [prop], [STRICT], [Assume.EVERYONE], within=most - 1)
    assert refuted.answer is Answer.REFUTED
    obeys_on_its_dates(of, refuted)


def obeys_on_its_dates(of: Regime, verdict: Verdict) -> None:
    """The run that is shown, on the dates that it shows, breaches nothing and is as late."""
    shown = verdict.counterexample
    assert shown is not None
    assert shown.start is not None
    recorded = replay(of, STRICT, shown.run, CALENDAR)
    assert recorded is not None
    judged = conformance(Law(of, STRICT, CalendarClock(CALENDAR)), recorded)
    assert judged.admissible
    assert not judged.disobeyed
    first = CALENDAR.slot(recorded.occurrences[0].at) // 2 - shown.run.occurrences[0].at // 2
    assert date_of(CALENDAR.day(first)) == shown.start


@pytest.mark.parametrize(
    ("name", "within"), [("guanxian", 66), ("tancheng", 22)], ids=["guanxian", "tancheng"]
)
def test_overdue_claims_are_reported_within_the_longest_period_after_a_close(
    name: str, within: int
) -> None:
    """A limit is passed at a close of business, so the period has begun before that close."""
    period = Period.QUARTERLY if name == "guanxian" else Period.MONTHLY
    ends = zip(instants()[::2], due(Recurring(period))[::2], strict=True)
    most = max(
        delay(CALENDAR.slot(at), CALENDAR.slot(end))
        for at, end in ends
        if end is not None and CALENDAR.is_working(date_of(at // MINUTES))
    )
    assert most == within
    prop, of = library.properties()["overdue-claim-reported"], library.find(name)
    (verdict,) = verify(of, [prop], [STRICT], [Assume.EVERYONE], within=within)
    assert (verdict.answer, verdict.days) == (Answer.PROVED, within)
    assert verdict.guaranteed is not None
    assert verdict.guaranteed.exact
    (one,) = dependences(of, [prop], STRICT, within)
    assert one.standing is not ObedienceNeeded.NOTHING
    assert [found.guaranteed.days for found in one.trust_sets] == [within]
    (sooner,) = verify(of, [prop], [STRICT], [Assume.EVERYONE], within=within - 1)
    assert sooner.answer is Answer.REFUTED
    (none,) = dependences(of, [prop], STRICT, within - 1)
    assert none.standing is ObedienceNeeded.NOTHING


def test_trust_is_asked_on_dates_too() -> None:
    of, prop = chained(Immediately(), MONTH)
    (found,) = dependences(of, [prop], STRICT, 25)
    assert [one.rules for one in found.trust_sets] == [("a-b", "b-c")]
    assert [one.guaranteed.days for one in found.trust_sets] == [25]


def test_a_default_does_not_hide_that_a_rule_was_breached_on_the_dates_shown() -> None:
    of = regime(duty("a", "b", Immediately()), duty("b", "c", MONTH, default="c"))
    prop = Property("any", NAME, "a", "c")
    (verdict,) = verify(of, [prop], [STRICT], [Assume.EVERYONE], within=25)
    assert (verdict.answer, verdict.days) == (Answer.PROVED, 25)


@pytest.mark.parametrize(
    "term",
    [
        Term(Measure.CALENDAR, 7),
        Term(Measure.MONTHS, 1),
        Term(Measure.END_OF_MONTH),
        Term(Measure.END_OF_QUARTER),
    ],
    ids=str,
)
def test_lengths_are_those_of_every_date_of_a_slot(term: Term) -> None:
    table = lengths(CALENDAR, term)
    told: dict[int, set[int]] = {}
    for at in instants():
        slot = CALENDAR.slot(at)
        if 0 <= slot < len(table.by_slot):
            told.setdefault(slot, set()).add(CALENDAR.index_at(CALENDAR.due(at, term)) - slot // 2)
    assert {slot: set(table.of(slot)) for slot in told} == told
    for off in (0, 1):
        known = [one for slot in range(off, len(table.by_slot), 2) for one in table.of(slot)]
        assert table.range(off) == (min(known), max(known))


def spans(*chain: Deadline) -> dict[date, date]:
    """For each date of the calendar the last on which a chain can end that begins on it."""
    latest = latest_ends(*chain)
    found: dict[date, date] = {}
    for at, end in zip(instants(), latest, strict=True):
        start = date_of(at // MINUTES)
        if at < CALENDAR.closing(0):
            continue
        if end is None:
            found.pop(start, None)
            break
        found[start] = date_of(end // MINUTES)
    return found


def dated(*chain: Deadline) -> Datings:
    of, prop = chained(*chain)
    prover = Prover(of, STRICT, CALENDAR, z3.Context())
    bound = prover.bound(prop, prover.binding)
    assert bound is not None
    return Datings(prover, prop, prover.binding, bound)


WORST = [
    # chain, worst start of all, end, calendar days
    ((MONTH,), "2019-12-24", "2020-02-03", 41),
    ((days(10),), None, None, 20),
    ((days(7),), None, None, 17),
    ((Immediately(), MONTH), None, None, None),
    ((MONTH, days(5)), None, None, None),
    ((Recurring(Period.QUARTERLY),), None, None, None),
]


@pytest.mark.parametrize(("chain", "start", "end", "taken"), WORST)
def test_the_worst_date_of_all_is_the_worst_of_a_search_over_all(
    chain: tuple[Deadline, ...], start: str | None, end: str | None, taken: int | None
) -> None:
    ends = spans(*chain)
    longest_of_all = max((ends[day] - day).days for day in ends)
    first = min(day for day in ends if (ends[day] - day).days == longest_of_all)
    assert start in (None, str(first))
    assert end in (None, str(ends[first]))
    assert taken in (None, longest_of_all)
    found = dated(*chain).worst(CALENDAR.first, CALENDAR.last)
    assert found is not None
    assert (found.start, found.end) == (first, ends[first])


@pytest.mark.parametrize("chain", [chain for chain, *_ in WORST])
def test_a_matter_that_begins_on_a_date_takes_what_a_search_from_it_says(
    chain: tuple[Deadline, ...],
) -> None:
    ends, asked = spans(*chain), dated(*chain)
    for start in [date(2019, 12, 20), date(2019, 12, 24), *sorted(ends)[400::531]]:
        found = asked.span(start)
        assert found is not None
        assert (start, found.end) == (start, ends[start])


def test_a_month_from_20_december_2019_ends_on_20_january() -> None:
    found = dated(MONTH).span(date(2019, 12, 20))
    assert found is not None
    assert (found.end, found.calendar_days) == (date(2020, 1, 20), 31)


def test_the_worst_of_one_year_is_that_of_a_search_over_it() -> None:
    ends = spans(MONTH, days(5))
    of_year = {day: end for day, end in ends.items() if day.year == 2025}
    most = max((end - day).days for day, end in of_year.items())
    first = min(day for day, end in of_year.items() if (end - day).days == most)
    found = dated(MONTH, days(5)).worst(date(2025, 1, 1), date(2025, 12, 31))
    assert found is not None
    assert (found.start, found.calendar_days) == (first, most)


def test_what_the_calendar_does_not_tell_is_not_told() -> None:
    with pytest.raises(CoverageError):
        dated(MONTH, days(5)).span(CALENDAR.last - timedelta(days=33))


@pytest.mark.parametrize("chain", [(Immediately(), MONTH), (MONTH, days(5))])
def test_what_is_exported_says_enough_of_dates_for_another_solver(
    chain: tuple[Deadline, ...],
) -> None:
    of, prop = chained(*chain)
    found = queries(of, prop, Assume.EVERYONE, within=longest(*chain))
    assert {query.name: query.expected for query in found}["verdict"] == "unsat"
    for query in found:
        solver = z3.Solver(ctx=z3.Context())
        solver.from_string(query.body)
        assert str(solver.check()) == query.expected


def test_automata_refuse_several_limits_counted_in_dates() -> None:
    of, prop = chained(MONTH, days(5))
    (verdict,) = verify(of, [prop], [STRICT], [Assume.EVERYONE])
    with pytest.raises(UntranslatableError) as refusal:
        network(verdict)
    assert (refusal.value.rules, refusal.value.unsaid) == (("a-b", "b-c"), Unsaid.DATES)
