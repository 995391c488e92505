"""Amendments: cheapest by exhaustive search, verified from scratch, or a minimal reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest
import z3
from hypothesis import Phase, assume, given
from hypothesis import strategies as st

from model.amendment import (
    Edit,
    NewCountsAs,
    NewDeadline,
    NewDefault,
    NewDuty,
    NewStart,
    applied,
    article_of,
)
from model.calendar import chinese_calendar
from model.deadline import STRICT, Before, Immediately, Indefinite, NoLimit, Reading, Unit, Within
from model.property import Property
from model.regime import Regime
from model.vocabulary import EventType
from tests.draws import draws, enough
from tests.small import NAME, counts, duty, questions, regime
from verify.amend import Amendments, SearchOutcome, amend, renumbered
from verify.amend.limits import lengths
from verify.amend.master import Master
from verify.amend.requirement import Requirement
from verify.amend.space import EditKind, EditSpace, space
from verify.amend.symbolic import Choices
from verify.amend.violations import exempt_now, violations
from verify.guarantees import verify
from verify.verdict import Answer, Assume

LONGEST = 2
SEEN: Counter[str] = Counter()
P = Property("p", NAME, "a", "c")


def holds(of: Regime, one: Requirement, reading: Reading) -> bool:
    (found,) = verify(of, [one.property], [reading], [one.assume], one.within)
    return found.answer is Answer.PROVED


def every_choice(space: EditSpace) -> Iterator[tuple[Edit, ...]]:
    """All sets of edits of a space, those that make none included."""
    axes: list[list[tuple[Edit, ...]]] = []
    for rule, now in space.timed.items():
        figures = [n for n in range(1, space.longest + 1) if n != now]
        axes.append([(), *((NewDeadline(rule, n),) for n in figures)])
    plain: tuple[Edit, ...] = (*space.defaults, *space.starts, *space.counted)
    axes += [[(), (each,)] for each in plain]
    for one in space.duties:
        written = [
            replace(one, days=n, deemed=deemed)
            for n in range(1, space.longest + 1)
            for deemed in (False, True)[: 1 if one.act in space.announced else 2]
        ]
        axes.append([(), *((each,) for each in written)])
    for chosen in product(*axes):
        yield tuple(edit for edits in chosen for edit in edits)


def cost(space: EditSpace, edits: tuple[Edit, ...]) -> tuple[int, ...]:
    """What edits cost, straight from the definition."""
    articles = {article_of(one, space.regime) for one in edits}
    days = short = 0
    for one in edits:
        match one:
            case NewDeadline():
                now = space.timed[one.rule]
                days += abs(one.days - now) if now is not None else 0
                short += space.longest - one.days if now is None else 0
            case NewDuty():
                had = space.waits[one.on, one.act]
                days += max(0, had - one.days) if had is not None else 0
                short += space.longest - one.days
            case NewStart() | NewCountsAs():
                days += space.lost(one)
            case NewDefault():
                pass
    added = sum(isinstance(one, NewDuty | NewCountsAs) for one in edits)
    number = len(edits) + sum(isinstance(one, NewDuty) and one.deemed for one in edits)
    return len(articles), days, added, number, short


def can_expire(space: EditSpace, edits: tuple[Edit, ...]) -> bool:
    """Whether every new default is of a duty that has a limit by then."""
    timed = {one.rule for one in edits if isinstance(one, NewDeadline)}
    return all(
        one.rule in timed or space.timed.get(one.rule, 0) is not None
        for one in edits
        if isinstance(one, NewDefault)
    )


def exhaustive(found: Amendments, reading: Reading) -> tuple[object, set[str]]:
    """The least cost at which all requirements hold, and all choices that have it."""
    best: tuple[int, ...] | None = None
    chosen: set[str] = set()
    every = [one for one in every_choice(found.space) if can_expire(found.space, one)]
    for edits in sorted(every, key=lambda one: cost(found.space, one)):
        price = cost(found.space, edits)
        if best is not None and price > best:
            break
        amended = applied(found.space.regime, edits)
        if all(holds(amended, one, reading) for one in found.requirements):
            best = price
            chosen.add(str(sorted(map(str, renumbered(edits, found.space)))))
    return best, chosen


def with_acts(of: Regime) -> Regime:
    """The regime with events that are people's acts, so that duties can be added."""
    events = {
        name: replace(kind, by="p" if name != "a" else kind.by)
        for name, kind in of.vocabulary.events.items()
    }
    return replace(of, vocabulary=replace(of.vocabulary, events=events))


@given(
    questions(most=2),
    st.sampled_from([0, 1, 1, 2]),
    st.sampled_from(list(Assume)),
    st.sampled_from([STRICT, STRICT, Reading(2)]),
)
@draws(120, phases=[Phase.generate])
def test_amendments_are_those_of_exhaustive_search(
    question: tuple[Regime, Property], within: int, who: Assume, reading: Reading
) -> None:
    of, need = with_acts(question[0]), Requirement(question[1], within, who)
    table = space(of, [need], lengths(of, reading, chinese_calendar()), LONGEST)
    assume(table.size <= 5)  # asked before any search, which is long where many edits are possible
    found = amend(of, [need], longest=LONGEST, reading=reading)
    assert found.space.size == table.size
    SEEN[found.outcome] += 1
    assert found.outcome is not SearchOutcome.UNKNOWN
    best, chosen = exhaustive(found, reading)
    if found.outcome is SearchOutcome.HOLDS:
        assert best == (0, 0, 0, 0, 0)
        return
    assert {str(sorted(map(str, one.edits))) for one in found.amendments} == chosen
    assert {tuple(one.cost) for one in found.amendments} == ({best} if best else set())


def test_the_random_requirements_held_every_kind_of_answer() -> None:
    assert all(
        SEEN[kind] >= enough(5)
        for kind in (SearchOutcome.HOLDS, SearchOutcome.AMENDED, SearchOutcome.NONE)
    ), SEEN


def asked(
    of: Regime,
    within: int,
    who: Assume = Assume.EVERYONE,
    kinds: tuple[EditKind, ...] = tuple(EditKind),
) -> Amendments:
    return amend(of, [Requirement(P, within, who)], kinds, longest=9)


def test_a_deadline_is_shortened_by_no_more_than_needed() -> None:
    of = regime(duty("a", "b", Within(3), id="push"), duty("b", "c", Within(4), id="claim"))
    found = asked(of, 5, kinds=(EditKind.DEADLINE,))
    edits = {one.edits for one in found.amendments}
    assert edits == {(NewDeadline("push", 1),), (NewDeadline("claim", 2),)}
    assert {one.cost.days for one in found.amendments} == {2}


def test_one_article_with_two_changes_is_less_than_two_articles_with_one_each() -> None:
    push = duty("a", "b", Within(3), id="push", article="1")
    claim = duty("b", "c", Within(3), id="claim", article="1")
    report = duty("b", "c", Within(3), id="report", article="2")
    apart = asked(regime(push, claim), 2, kinds=(EditKind.DEADLINE,))
    assert {one.cost[:4] for one in apart.amendments} == {(1, 4, 0, 2)}
    other = asked(regime(push, claim, report), 2, kinds=(EditKind.DEADLINE,))
    assert {one.cost[:4] for one in other.amendments} == {(1, 4, 0, 2)}


def test_an_open_limit_gets_the_longest_figure_that_serves() -> None:
    of = regime(duty("a", "c", Indefinite("及时"), id="then"))
    (one,) = asked(of, 4, kinds=(EditKind.FIGURE,)).amendments
    assert one.edits == (NewDeadline("then", 4),)
    unlimited = regime(duty("a", "c", NoLimit(), id="then"))
    (one,) = asked(unlimited, 4, kinds=(EditKind.FIGURE,)).amendments
    assert one.edits == (NewDeadline("then", 4),)


def test_what_nobody_needs_to_obey_takes_a_default() -> None:
    of = regime(duty("a", "c", Within(2), id="claim"))
    (one,) = asked(of, 2, Assume.NOBODY, (EditKind.DEFAULT, EditKind.DEADLINE)).amendments
    assert one.edits == (NewDefault("claim"),)
    (one,) = asked(of, 1, Assume.NOBODY, (EditKind.DEFAULT, EditKind.DEADLINE)).amendments
    assert set(one.edits) == {NewDeadline("claim", 1), NewDefault("claim")}


def test_a_default_on_an_open_limit_comes_with_a_figure() -> None:
    of = regime(duty("a", "c", Indefinite("及时"), id="claim"))
    (one,) = asked(of, 3, Assume.NOBODY, (EditKind.DEFAULT, EditKind.FIGURE)).amendments
    assert set(one.edits) == {NewDeadline("claim", 3), NewDefault("claim")}
    assert asked(of, 3, Assume.NOBODY, (EditKind.DEFAULT,)).outcome is SearchOutcome.NONE


def test_a_duty_that_the_text_lacks_is_added_for_whose_act_it_is() -> None:
    events = {name: EventType(name, NAME, by="q" if name == "c" else "world") for name in "abcd"}
    of = regime(duty("a", "b", Within(1), id="other"), events=events)
    (one,) = asked(of, 2, kinds=(EditKind.DUTY,)).amendments
    (edit,) = one.edits
    assert isinstance(edit, NewDuty)
    assert (edit.on, edit.bearer, edit.act, edit.days, edit.deemed) == ("a", "q", "c", 2, False)


def test_what_must_be_announced_is_never_deemed() -> None:
    events = {name: EventType(name, NAME, by="p") for name in "abcd"}
    notice = duty("a", "b", Before("c", 1), id="notice")
    of = regime(notice, duty("a", "c", Within(2), id="hold"), events=events)
    assert asked(of, 2, Assume.NOBODY).outcome is SearchOutcome.NONE


def test_requirements_that_cannot_be_met_together_are_named_and_no_others() -> None:
    of = regime(duty("a", "b", Within(2), id="push"), counts("b", "d", id="same"))
    reachable = Requirement(Property("d", NAME, "a", "d"), 1, Assume.EVERYONE)
    hopeless = Requirement(Property("c", NAME, "b", "c"), 1, Assume.NOBODY)
    found = amend(of, [reachable, hopeless], (EditKind.DEADLINE,), longest=5)
    assert found.outcome is SearchOutcome.NONE
    assert found.conflict == (hopeless,)


def test_what_holds_needs_no_amendment() -> None:
    found = asked(regime(duty("a", "c", Immediately(), id="at-once")), 1)
    assert (found.outcome, found.amendments) == (SearchOutcome.HOLDS, ())


@pytest.mark.parametrize("within", [2, 5, 30])
def test_every_amendment_is_verified_as_an_ordinary_regime(within: int) -> None:
    of = regime(duty("a", "b", Within(20), id="push"), duty("b", "c", NoLimit(), id="claim"))
    found = amend(of, [Requirement(P, within, Assume.NOBODY)])
    assert found.outcome is SearchOutcome.AMENDED
    for one in found.amendments:
        (verdict,) = verify(one.regime, [P], assumptions=[Assume.NOBODY], within=within)
        assert verdict.answer is Answer.PROVED
        assert one.regime.rules == applied(of, one.edits).rules


@given(
    questions(most=2), st.sampled_from([None, 0, 1, 2]), st.sampled_from(list(Assume)), st.data()
)
@draws(120, phases=[Phase.generate])
def test_runs_under_chosen_edits_are_those_of_the_amended_regime(
    question: tuple[Regime, Property], within: int | None, who: Assume, data: st.DataObject
) -> None:
    of, prop = with_acts(question[0]), question[1]
    need = Requirement(prop, within, who)
    calendar = chinese_calendar()
    table = space(of, [need], lengths(of, STRICT, calendar), LONGEST)
    every = [one for one in every_choice(table) if can_expire(table, one)]
    edits = data.draw(st.sampled_from(every))
    choices = Choices(table, z3.Context())
    values = Master(choices, [need]).values(edits)
    exempt = exempt_now(of, need, STRICT, calendar)
    violated = violations(choices, need, STRICT, calendar, exempt).case(*values) is not None
    (plain,) = verify(applied(of, edits), [prop], [STRICT], [who], within)
    (before,) = verify(of, [prop], [STRICT], [who], within)
    regulated = plain.reason is None or not plain.reason.unregulated
    assume(plain.exempt == before.exempt and regulated)
    SEEN[f"{plain.answer} with {'edits' if edits else 'none'}"] += 1
    assert violated == (plain.answer is Answer.REFUTED)


def test_the_chosen_edits_held_every_kind_of_answer() -> None:
    kinds = [f"{answer} with edits" for answer in ("proved", "refuted")]
    assert all(SEEN[kind] >= enough(15) for kind in kinds), SEEN


def test_what_an_added_rule_governs_nobody_does_of_his_own_accord() -> None:
    events = {name: EventType(name, NAME, by="p" if name == "c" else "world") for name in "abcd"}
    of = regime(counts("a", "d", id="same"), events=events)
    first = Requirement(P, 0, Assume.NOBODY)
    then = Requirement(Property("q", NAME, "c", "d"), 0, Assume.NOBODY)
    found = amend(of, [first, then], (EditKind.COUNTS_AS,), longest=2)
    assert [len(one.edits) for one in found.amendments] == [1]


def test_limits_counted_in_dates_are_named_where_a_smaller_change_is_not_excluded() -> None:
    """Two of them are taken at lengths that they may never have together; one alone is not."""
    ten, month = Within(10, Unit.CALENDAR_DAYS), Within(1, Unit.MONTHS)
    need = [Requirement(Property("p", NAME, "a", "c"), 1, Assume.EVERYONE)]
    two = regime(duty("a", "b", ten, id="one"), duty("b", "c", month, id="then"))
    assert amend(two, need, ["deadline"]).dated == ("one", "then")
    one = regime(duty("a", "b", Within(2), id="one"), duty("b", "c", ten, id="then"))
    found = amend(one, [replace(need[0], within=3)], ["deadline"])
    assert (found.dated, found.outcome) == ((), SearchOutcome.AMENDED)
