"""What is still guaranteed from a moment on: the solver, and all that may follow one by one.

The continuations of a session are enumerated by the transition relation and the calendar alone, on
real dates; none may be later than what the solver says, and some is as late.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import Phase, given
from hypothesis import strategies as st

from model.calendar import chinese_calendar
from model.clock import Clock
from model.conformance import conformance
from model.deadline import Unit, Within
from model.instant import date_of, instant_of
from model.lengths import instants_of
from model.property import Property, World
from model.regime import Regime
from model.rule import Rule, bearers_of
from model.session import Session, possible, soonest, start
from model.steps import perform, silence, wait
from model.trace import Mode
from model.vocabulary import EventType
from protocols import library
from tests.draws import draws, enough
from tests.enumeration import Enumeration, Steps, broken_in
from tests.moving import moving_questions
from tests.small import NAME, duty, may, must_not, pressing, questions, regime
from tests.test_regimes_in_dates import dated
from tests.test_session import claims, stepped, walks
from verify.asking import put
from verify.audit import audit
from verify.audit.finding import FindingKind
from verify.continuation import Continuations
from verify.failing import failing
from verify.guarantees import verify
from verify.prospect import asked_after, prospect
from verify.prover import Provers
from verify.verdict import Answer, Assume, Reason

CALENDAR = chinese_calendar()
FOUND: Counter[str] = Counter()
SLOTS = 8


class Onwards(Enumeration):
    """All that may follow a session in some slots, parties that are silent doing nothing."""

    def __init__(self, session: Session, slots: int = SLOTS) -> None:
        self.law, self.steps, self.any_day = session.law, _Acting(session), True
        at, turn = session.now
        slot = CALENDAR.slot(at)
        later = [at for near in range(slot, slot + slots) for _, at in instants_of(CALENDAR, near)]
        self.instants = [at, *(one for one in later if one > at)]
        self.next = dict(zip(self.instants, [*self.instants[1:], 10**12], strict=True))
        self.last, self.at_once = self.instants[-1], True
        self.finals, self.known = {}, self._keys()
        self._go(self.known(session.state), at, turn)

    def _clock(self) -> Clock:
        return self.law.clock

    def _after(self, slot: int) -> int:
        return self.next[slot]

    def _closes(self, slot: int) -> bool:
        return CALENDAR.is_closing(slot)

    def latest(self, prop: Property, obeyed: frozenset[str]) -> tuple[bool, date | None]:
        """Whether there is a continuation as assumed, and the last working day of the response."""
        possible, worst = False, 0
        for state in self.finals.values():
            if broken_in(self.law, state) & obeyed:
                continue
            possible = True
            response = state.occurred.get(prop.response)
            if response is None or (prop.performed and response.mode is not Mode.PERFORMED):
                return True, None
            worst = max(worst, (CALENDAR.slot(response.at) + 1) // 2)
        return possible, date_of(CALENDAR.day(worst))


class _Acting(Steps):
    def __init__(self, session: Session) -> None:
        super().__init__(session.law)
        self.kinds = [
            (event, mode, tuple(one for one in who if one[0] not in session.silent))
            for event, mode, who in self.kinds
        ]


def obeying(session: Session, assume: Assume) -> frozenset[str]:
    if assume is Assume.NOBODY:
        return frozenset()
    return frozenset(
        rule.id
        for rule in session.law.regime.binding
        if rule.id not in session.disobeyed and not session.silent & {*bearers_of(rule)}
    )


@st.composite
def asked(
    draw: st.DrawFn, which: st.SearchStrategy[tuple[Regime, Property]]
) -> tuple[Session, Property]:
    """A matter in which a question is asked, and up to three steps more."""
    of, prop = draw(which)
    session = draw(walks(st.just(of), most=2))
    moves = [one for one in possible(session) if one.event == prop.trigger]
    if moves:
        session = perform(session, prop.trigger, moves[0].party, *soonest(session, moves[0]))
    for _ in range(draw(st.integers(0, 3))):
        session = stepped(draw, session)
    return session, prop


def agree(session: Session, prop: Property) -> None:
    if not asked_after(session, prop) or prop.response in session.state.occurred:
        return
    onwards, provers = Onwards(session), Provers(CALENDAR)
    for assume in Assume:
        found = prospect(session, prop, assume, provers)
        if found.reason is not None and found.reason.unregulated:
            continue
        possible, latest = onwards.latest(prop, obeying(session, assume))
        FOUND[str(found.answer)] += 1
        if not possible:
            expected = Answer.VACUOUS
        else:
            expected = Answer.REFUTED if latest is None else Answer.PROVED
        if found.answer is Answer.REFUTED:
            fails(session, prop, assume, provers)
        context = (session.text, session.state.attributes, session.law.regime.rules, prop, assume)
        if is_dated(session):  # what is due behind the slots looked at may come later still
            assert found.answer is not Answer.VACUOUS or not possible, context
            if found.answer is Answer.PROVED:
                assert latest is not None, context
                assert found.by is not None, context
                assert latest <= found.by, context
        else:
            by = latest if expected is Answer.PROVED else None
            assert (found.answer, found.by) == (expected, by), context
        if found.by is not None and found.exact:
            attained(session, prop, assume, provers, found.by)


def is_dated(session: Session) -> bool:
    return any(term and term.needs_calendar for term in session.law.terms.values())


def attained(session: Session, prop: Property, assume: Assume, provers: Provers, by: date) -> None:
    """Some way to go on, on real dates, takes until the very date."""
    days = CALENDAR.index_from(by) - CALENDAR.index_at(session.now[0])
    if days > 0:
        run = failing(session, prop, assume, provers, days - 1)
        if run is None:  # limits in dates may need another of several days off
            assert is_dated(session), (session.text, session.law.regime.rules, prop, assume, by)
            return
        response = run.state.occurred[prop.response]
        assert (CALENDAR.slot(response.at) + 1) // 2 == CALENDAR.index_from(by)
        FOUND["attained"] += 1


def fails(session: Session, prop: Property, assume: Assume, provers: Provers) -> None:
    """What is not guaranteed fails in a run that goes on from there on real dates."""
    run = failing(session, prop, assume, provers)
    if run is None:
        assert is_dated(session), (session.text, session.law.regime.rules, prop, assume)
        return
    FOUND["fails"] += 1
    assert run.text.startswith(session.text)
    assert prop.response not in run.state.occurred or prop.performed
    assert conformance(run.law, run.run).admissible
    assert not run.disobeyed & obeying(session, assume)


@given(asked(st.one_of(questions(most=2), pressing(), moving_questions())))
@draws(360, part=12, phases=[Phase.generate])
def test_what_is_still_guaranteed_is_what_every_continuation_keeps(
    pair: tuple[Session, Property],
) -> None:
    agree(*pair)


@given(asked(dated()))
@draws(120, phases=[Phase.generate])
def test_so_it_is_where_limits_are_counted_in_dates(pair: tuple[Session, Property]) -> None:
    agree(*pair)


def test_the_random_matters_held_every_kind_of_answer() -> None:
    """Else the agreement above would be an agreement about nothing."""
    assert FOUND["proved"] >= enough(30), FOUND
    assert FOUND["refuted"] >= enough(60), FOUND
    assert FOUND["fails"] >= enough(60), FOUND
    assert FOUND["attained"] >= enough(20), FOUND


def festival(name: str) -> Session:
    """Decided on the Friday before Spring Festival 2026; the Saturday is a make-up day."""
    at = instant_of(datetime(2026, 2, 13, 9, 0))
    session = start(library.find(name), at, calendar=CALENDAR)
    return perform(session, "approval.decided", at=instant_of(datetime(2026, 2, 13, 16, 0)))


def answered(session: Session, prop: str, assume: Assume) -> tuple[Answer, date | None]:
    asked = session.law.regime.question(library.properties()[prop])
    found = prospect(session, asked, assume, Provers(CALENDAR))
    return found.answer, found.by


def test_guanxian_s_default_still_guarantees_the_claim_though_everyone_is_silent() -> None:
    """Pushed at once, art. 10, on the Friday; two working days: the Saturday and 24 February."""
    pushed = perform(festival("guanxian"), "approval-info.pushed")
    for assume in Assume:
        assert answered(pushed, PUSH, assume) == (Answer.PROVED, date(2026, 2, 24))


def test_xuecheng_guarantees_the_claim_only_while_it_can_still_be_obeyed() -> None:
    """Pushed within a day, on the Saturday at the latest; claimed within one more: 24 February."""
    decided = festival("xuecheng")
    assert answered(decided, REACH, Assume.EVERYONE) == (Answer.PROVED, date(2026, 2, 24))
    pushed = perform(decided, "approval-info.pushed")
    assert answered(pushed, PUSH, Assume.EVERYONE) == (Answer.PROVED, date(2026, 2, 14))
    assert answered(pushed, PUSH, Assume.NOBODY) == (Answer.REFUTED, None)
    # What the bureau has let pass it does not owe from now on, and nothing else brings it about.
    assert answered(wait(pushed), PUSH, Assume.EVERYONE) == (Answer.REFUTED, None)


def test_of_a_bureau_that_is_always_silent_no_obedience_is_assumed() -> None:
    pushed = silence(perform(festival("xuecheng"), "approval-info.pushed"), "regulator")
    assert answered(pushed, PUSH, Assume.EVERYONE) == (Answer.REFUTED, None)


@pytest.mark.parametrize("quiet", [True, False])
def test_what_only_a_silent_party_could_do_does_not_come(quiet: bool) -> None:
    """c, which q alone may do, would excuse p from b; q never does it."""
    events = {
        name: EventType(name, NAME, by) for name, by in (("a", "world"), ("b", "p"), ("c", "q"))
    }
    of = regime(duty("a", "b", Within(1), excused_by=("c",)), events=events)
    session = perform(start(of, at(13), calendar=CALENDAR), "a")
    session = silence(session, "q") if quiet else session
    found = prospect(session, Property("any", NAME, "a", "b"), Assume.EVERYONE, Provers(CALENDAR))
    expected = (Answer.PROVED, date(2026, 2, 14)) if quiet else (Answer.REFUTED, None)
    assert (found.answer, found.by) == expected


def test_a_limit_that_began_in_days_off_is_as_long_as_from_its_own_date() -> None:
    """Twelve days from Sunday 15 February end on Friday 27; from the last day off on 9 March."""
    of = regime(duty("a", "b", Within(12, Unit.CALENDAR_DAYS), default="b"))
    session = perform(start(of, at(15), calendar=CALENDAR), "a", at=at(15))
    asked, provers = Property("any", NAME, "a", "b"), Provers(CALENDAR)
    for day, exact in ((16, False), (24, True)):
        found = prospect(wait(session, at(day)), asked, Assume.NOBODY, provers)
        assert (found.by, found.exact) == (date(2026, 2, 27), exact)


def test_what_has_come_is_no_longer_in_question() -> None:
    pushed = perform(begun := festival("guanxian"), "approval-info.pushed")
    claimed = perform(pushed, "approval-info.claimed")
    found = prospect(claimed, library.properties()[PUSH], Assume.NOBODY, Provers(CALENDAR))
    assert (found.answer, found.by) == (Answer.PROVED, None)
    assert found.done == claimed.state.occurred["approval-info.claimed"]
    assert not asked_after(begun, library.properties()[PUSH])


def test_a_deemed_response_is_no_answer_where_an_act_is_asked_for() -> None:
    session = wait(
        perform(perform(start(claims(), at(13), calendar=CALENDAR), "decided"), "pushed")
    )
    asked = Property("any", NAME, "pushed", "claimed", performed=True)
    assert prospect(session, asked, Assume.NOBODY, Provers(CALENDAR)).answer is Answer.REFUTED
    asked = Property("any", NAME, "pushed", "claimed")
    assert prospect(session, asked, Assume.NOBODY, Provers(CALENDAR)).answer is Answer.PROVED


def at(day: int) -> int:
    return instant_of(datetime(2026, 2, day, 9, 0))


def opposed(ban: bool) -> Session:
    """p must do b within a day of a; once c has come, p must not. Apart from that d asks for e."""
    acts = {"b": "p", "e": "p"}
    events = {name: EventType(name, NAME, acts.get(name, "world")) for name in "abcde"}
    rules: list[Rule] = [duty("a", "b", Within(1)), *([must_not("c", "b")] if ban else [])]
    rules.append(duty("d", "e", Within(2)))
    session = start(regime(*rules, events=events), at(13), calendar=CALENDAR)
    return perform(perform(session, "a"), "c" if ban else "b")


def test_where_two_rules_bind_to_opposite_things_there_is_no_obeying_from_here() -> None:
    asked = Property("any", NAME, "a", "b")
    provers = Provers(CALENDAR)
    assert prospect(opposed(True), asked, Assume.EVERYONE, provers).answer is Answer.VACUOUS
    assert prospect(opposed(True), asked, Assume.NOBODY, provers).answer is Answer.REFUTED
    assert prospect(opposed(False), asked, Assume.EVERYONE, provers).answer is Answer.PROVED


def test_rules_that_conflict_in_another_part_of_the_text_change_no_answer() -> None:
    """A proof is of the part that is connected with what is asked; the audit tells of the other."""
    asked, session = Property("any", NAME, "d", "e"), perform(opposed(True), "d")
    found = prospect(session, asked, Assume.EVERYONE, Provers(CALENDAR))
    assert (found.answer, found.by) == (Answer.PROVED, date(2026, 2, 24))
    (proved,) = verify(session.law.regime, asked, assumptions=[Assume.EVERYONE])
    assert (proved.answer, proved.days) == (Answer.PROVED, 2)
    assert FindingKind.SITUATIONAL_CONFLICT in {one.kind for one in audit(session.law.regime)}


@pytest.mark.parametrize(("guarded", "kept"), [(True, False), (False, True)])
def test_whether_a_pending_duty_can_still_be_kept(guarded: bool, kept: bool) -> None:
    """c needs b, which is p's within three days; q owes c within one: p alone may bring it off."""
    when = {"flag": frozenset({"true"})} if guarded else {}
    events = {
        "a": EventType("a", NAME),
        "b": EventType("b", NAME, "p", when=when),
        "c": EventType("c", NAME, "q", presupposes=("b",)),
    }
    of = regime(
        duty("a", "c", Within(1), bearer="q"), duty("a", "b", Within(3), when=when), events=events
    )
    session = perform(start(of, at(13), {"flag": "false"}, calendar=CALENDAR), "a")
    provers = Provers(CALENDAR)
    after = Continuations(session, provers.of(provers.part(of, "a"), session.law.reading))
    assert after.can_be_kept("a-c") is kept


def test_who_obeys_is_not_seen_to_break_what_the_question_is_not_about() -> None:
    """q may do c and need not; p owes d within three days meanwhile, which has no part in that."""
    events = {"a": EventType("a", NAME), "b": EventType("b", NAME)}
    events |= {"c": EventType("c", NAME, "q"), "d": EventType("d", NAME, "p")}
    of = regime(duty("b", "d", Within(3)), may("a", "c"), events=events)
    begun = perform(perform(start(of, at(13), calendar=CALENDAR), "b"), "a")
    asked, provers = Property("any", NAME, "a", "c"), Provers(CALENDAR)
    obeying, free = (failing(begun, asked, assume, provers) for assume in Assume)
    assert obeying is not None
    assert free is not None
    assert ({*obeying.state.occurred}, {*obeying.disobeyed}) == ({"a", "b", "d"}, set[str]())
    assert ({*free.state.occurred}, {*free.disobeyed}) == ({"a", "b"}, {"b-d"})


def test_of_what_would_come_behind_the_last_year_of_the_calendar_no_day_is_said() -> None:
    """Pushed within one working day of Wednesday 30 December 2026, claimed within two more."""
    eve = instant_of(datetime(2026, 12, 30, 9, 0))
    decided = perform(
        start(library.find("guanxian"), eve, calendar=CALENDAR), "approval.decided", at=eve
    )
    asked = decided.law.regime.question(library.properties()[REACH])
    found = prospect(decided, asked, Assume.EVERYONE, Provers(CALENDAR))
    assert (found.answer, found.by, found.reason) == (Answer.UNKNOWN, None, Reason.CALENDAR)


@pytest.mark.parametrize("history", ["waited", "excused"])
def test_a_world_that_was_not_as_usual_is_not_told_as_rules_that_bind_to_opposite_things(
    history: str,
) -> None:
    """b needs c, which usually comes at once; x, which usually stays away, excuses from b."""
    needing = EventType("b", NAME, "p", presupposes=("c",))
    events = {name: EventType(name, NAME) for name in "acx"} | {"b": needing}
    of = regime(duty("a", "b", Within(2), excused_by=("x",)), events=events)
    asked = put(Property("any", NAME, "a", "b", world=World.USUAL), of)
    begun = perform(start(of, at(13), calendar=CALENDAR), "a")
    session = wait(begun, at(25)) if history == "waited" else perform(begun, "x")
    for assume in Assume:
        found = prospect(session, asked, assume, Provers(CALENDAR))
        assert (found.answer, found.reason) == (Answer.VACUOUS, Reason.UNUSUAL)
    found = prospect(begun, asked, Assume.EVERYONE, Provers(CALENDAR))
    assert (found.answer, found.by) == (Answer.PROVED, date(2026, 2, 24))


def test_what_is_asked_of_all_departments_is_not_asked_of_the_matter_of_one() -> None:
    pushed = perform(festival("guanxian"), "approval-info.pushed")
    asked = library.properties()[PUSH]
    assert asked_after(pushed, asked)
    assert not asked_after(pushed, replace(asked, by_all=True))


def test_a_text_in_all_its_versions_and_another_calendar_are_refused() -> None:
    session = festival("guanxian")
    asked = library.properties()[PUSH]
    with pytest.raises(ValueError, match="calendar"):
        prospect(session, asked, Assume.NOBODY, Provers(CALENDAR.changed()))


PUSH, REACH = "approval-push-claimed", "decision-reaches-supervision"
