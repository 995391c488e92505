"""One matter step by step: a session is the transition relation on real dates, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import Phase, given
from hypothesis import strategies as st

from model.calendar import chinese_calendar
from model.clock import CalendarClock
from model.conformance import Outcome, conformance
from model.deadline import STRICT, Immediately, Reading, Within
from model.deeds import Deed, Kind, parsed
from model.duty import Status
from model.instant import MINUTES, day_of, instant_of
from model.language import Complaint
from model.options import movers
from model.regime import Regime
from model.rule import Obligation, effects_of
from model.session import Session, parties, possible, soonest, start
from model.simulation.retold import retold
from model.steps import back, deeds_of, perform, played, silence, wait
from model.trace import Mode, Run
from model.transition import Law
from model.vocabulary import EventType
from protocols import library
from tests.county import OVERLOOKED, county, kind, lived
from tests.draws import draws
from tests.moving import moving
from tests.small import NAME, duty, lapse, must_not, needing, regime, regimes
from tests.test_regimes_in_dates import dated
from verify.guarantees import verify
from verify.verdict import rules_obeyed

CALENDAR = chinese_calendar()
FRIDAY = instant_of(datetime(2026, 2, 13, 9, 0))
"""The Friday before Spring Festival 2026: the Saturday is a make-up day, then nine days off."""


def at(written: str) -> int:
    return instant_of(datetime.fromisoformat(written))


def occurred(session: Session) -> list[tuple[str, str, int]]:
    return [(one.event, str(one.mode), one.round) for one in session.occurred]


ANY = st.one_of(regimes(), moving(), needing(), dated().map(lambda asked: asked[0]))
EVES = [date(2026, 2, 13), date(2025, 1, 26), date(2024, 9, 28)]


@st.composite
def walks(draw: st.DrawFn, texts: st.SearchStrategy[Regime] = ANY, most: int = 9) -> Session:
    """A random matter under a random regime: acts, events and waiting, at any time of the day."""
    day = day_of(draw(st.sampled_from(EVES)))
    flag = draw(st.sampled_from(["true", "false"]))
    reading = draw(st.sampled_from([STRICT, Reading(2)]))
    session = start(draw(texts), day * MINUTES, {"flag": flag}, reading, CALENDAR)
    for _ in range(draw(st.integers(0, most))):
        session = stepped(draw, session)
    return session


def stepped(draw: st.DrawFn, session: Session) -> Session:
    moves = possible(session)
    kind = draw(st.sampled_from(["do", "do", "do", "wait", "limit", "limit", "silent"]))
    if kind == "limit" and session.next_limit is not None:
        return wait(session)
    if kind == "wait" or not moves:
        return wait(session, session.now[0] + draw(st.integers(0, 2)) * MINUTES)
    if kind == "silent" and (known := parties(session.law)):
        return silence(session, draw(st.sampled_from(known)), draw(st.booleans()))
    move = draw(st.sampled_from(moves))
    soon = soonest(session, move)
    day = soon[0] // MINUTES * MINUTES
    later = [soon, (day + 1020, 0), (day + 1020, 1), (day + 1260, 0), (day + MINUTES + 600, 0)]
    moment = draw(st.sampled_from([soon, *(one for one in later if one >= soon)]))
    try:
        return perform(session, move.event, move.party, *moment)
    except Complaint:  # a limit that ran out before has taken the ground from it
        return session


def trail(session: Session) -> list[Session]:
    found = [session]
    while found[-1].before is not None:
        found.append(back(found[-1]))
    return found[::-1]


@given(walks())
@draws(240, phases=[Phase.generate])
def test_every_session_is_a_run_that_conformance_admits_with_the_same_breaches(
    session: Session,
) -> None:
    for prefix in trail(session):
        judged = conformance(prefix.law, prefix.run)
        assert judged.admissible, (prefix.text, judged.deviations)
        kept = {one.rule.id: (one.due, one.outcome, one.disobeyed) for one in prefix.judgements}
        found = {one.rule.id: (one.due, one.outcome, one.disobeyed) for one in judged.judgements}
        late = {one for one in kept if prefix.expired.keys() & {one}}
        assert {one: kept[one] for one in kept.keys() - late} == {
            one: found[one] for one in found.keys() - late
        }
        if prefix.end == prefix.now[0]:  # else what ran out at this very instant is not over yet
            assert kept == found


@given(walks())
@draws(120, phases=[Phase.generate])
def test_a_session_is_repeated_by_its_line(session: Session) -> None:
    first = trail(session)[0]
    again = played(
        start(first.law, first.now[0], session.state.attributes, calendar=CALENDAR),
        parsed(session.text),
    )
    assert (again.text, again.state, again.now) == (session.text, session.state, session.now)
    assert (again.occurred, again.silent) == (session.occurred, session.silent)


def waiting_for_p() -> Regime:
    """Q owes c a working day after a, and needs b of p for it, who has three."""
    events = {
        "a": EventType("a", NAME),
        "b": EventType("b", NAME, "p", presupposes=("a",)),
        "c": EventType("c", NAME, "q", presupposes=("a", "b")),
    }
    return regime(duty("a", "c", Within(1), bearer="q"), duty("a", "b", Within(3)), events=events)


@st.composite
def pushed_late(draw: st.DrawFn) -> Session:
    """Random steps once q has become able on the Saturday or later, after c was due."""
    session = wait(perform(start(waiting_for_p(), FRIDAY, calendar=CALENDAR), "a"))
    session = perform(session, "b", at=session.now[0] + draw(st.integers(1, 2 * MINUTES)))
    for _ in range(draw(st.integers(0, 3))):
        session = stepped(draw, session)
    return session


def test_what_is_owed_is_somebody_s_turn_until_it_is_disobeyed() -> None:
    """Also what became able only when it was late, of which there is enough here."""
    late: set[str] = set()

    @given(st.one_of(walks(needing()), pushed_late()))
    @draws(120, phases=[Phase.generate])
    def owed(session: Session) -> None:
        for prefix in trail(session):
            due = {move.event: move.due for move in possible(prefix) if not move.forbidden}
            for name, one in prefix.state.duties.items():
                last, broken = prefix.owed_until(one), name in prefix.disobeyed
                if not isinstance(one.rule, Obligation) or one.rule.announced is not None:
                    continue
                undone = one.rule.act in due and one.status is Status.OVERDUE
                assert not (undone and last is None and not broken), prefix.text
                if last is None:
                    continue
                assert not broken
                assert due.get(one.rule.act, last) is not None
                assert prefix.next_limit is not None
                assert prefix.next_limit <= last
                if one.status is Status.OVERDUE:
                    late.add(prefix.text)
                    waited = wait(prefix, last[0])
                    ends = {one.rule.act, *one.rule.excused_by}
                    assert (name in waited.disobeyed) is ends.isdisjoint(waited.state.occurred)

    owed()
    assert len(late) > 5


@given(walks())
@draws(120, phases=[Phase.generate])
def test_what_is_offered_can_be_done_and_nothing_else(session: Session) -> None:
    offered = {(one.event, one.party) for one in possible(session)}
    for event in session.law.regime.relevant:
        for party in movers(session.law, event):
            try:
                perform(session, event, party, session.now[0])
                done = True
            except Complaint as complaint:
                done = complaint.key == "session.closed"  # only later, but then it can
            assert done == ((event, party) in offered), (event, party)


def claims(default: bool = True) -> Regime:
    """Push within 1 day of the decision, claim within 2 of the push, deemed claimed."""
    events = {
        "decided": EventType("decided", NAME, "p"),
        "pushed": EventType("pushed", NAME, "p", presupposes=("decided",)),
        "claimed": EventType("claimed", NAME, "q", presupposes=("pushed",)),
        "reported": EventType("reported", NAME, "world"),
    }
    claim = duty("pushed", "claimed", Within(2), bearer="q", default="claimed" if default else None)
    return regime(duty("decided", "pushed", Within(1)), claim, events=events)


def begun(default: bool = True) -> Session:
    session = start(claims(default), FRIDAY, calendar=CALENDAR)
    return perform(session, "decided", at=at("2026-02-13T16:00"))


def test_a_limit_over_the_festival_runs_out_on_its_date_and_deems() -> None:
    pushed = perform(begun(), "pushed", at=at("2026-02-14T10:00"))  # a make-up Saturday
    # 14 February counts as the day of the push; 15 to 23 are days off: 24 and 25 are the two days.
    (move,) = (one for one in possible(pushed) if one.demanded)
    assert (move.party, move.event, move.due) == ("q", "claimed", (at("2026-02-25T17:00"), 0))
    silent = wait(pushed)
    assert occurred(silent)[-1] == ("claimed", "deemed", 1)
    assert silent.now == (at("2026-02-25T17:00"), 1)
    (push, claim) = silent.judgements
    assert (push.outcome, claim.outcome) == (Outcome.FULFILLED, Outcome.DEEMED)
    assert claim.disobeyed


def test_an_act_at_the_minute_of_its_limit_is_in_time_and_the_next_minute_is_late() -> None:
    pushed = perform(begun(default=False), "pushed")
    limit = at("2026-02-24T17:00") if pushed.now[0] < at("2026-02-14T00:00") else None
    assert limit is not None
    in_time = perform(pushed, "claimed", at=limit)
    late = perform(pushed, "claimed", at=limit + 1)
    assert in_time.judgements[-1].outcome is Outcome.FULFILLED
    assert late.judgements[-1].outcome is Outcome.LATE
    assert effects_of(late.steps[-1].expired[0].duty.rule) == {"claimed"}


def test_back_is_the_session_before_and_the_start_has_none() -> None:
    session = wait(begun())
    assert back(session).text == begun().text
    assert back(back(session)).steps == ()
    with pytest.raises(Complaint, match="start"):
        back(back(back(session)))


def test_a_party_that_is_always_silent_is_offered_nothing_until_it_acts_again() -> None:
    silent = silence(begun(), "p")
    assert not any(one.party == "p" for one in possible(silent))
    with pytest.raises(Complaint, match="always silent"):
        perform(silent, "pushed")
    assert wait(silent).judgements[0].outcome is Outcome.NEVER
    assert any(one.party == "p" for one in possible(silence(silent, "p", silent=False)))


def test_what_could_not_be_kept_names_what_its_bearer_waited_for() -> None:
    expired = wait(perform(start(waiting_for_p(), FRIDAY, calendar=CALENDAR), "a"))
    (found,) = expired.steps[-1].expired
    assert found.awaited == {"b": "c"}
    assert [(one.rule.act, one.could, one.disobeyed) for one in expired.judgements] == [
        ("c", False, False),
        ("b", True, False),
    ]


def test_behind_the_limits_of_a_closing_instant_nothing_else_can_be_done_there() -> None:
    over = wait(perform(begun(default=False), "pushed"))
    assert over.now == (at("2026-02-24T17:00"), 1)
    with pytest.raises(Complaint, match="from the next minute on"):
        perform(over, "claimed", at=over.now[0])
    assert perform(over, "claimed", at=over.now[0] + 1).judgements[-1].outcome is Outcome.LATE
    (move,) = (one for one in possible(over) if one.event == "claimed")
    assert soonest(over, move) == (at("2026-02-25T09:00"), 0)


def test_a_lapse_comes_of_waiting_and_nobody_is_to_blame() -> None:
    session = perform(start(regime(lapse("a", "b")), FRIDAY, calendar=CALENDAR), "a")
    over = wait(session)
    assert occurred(over)[-1] == ("b", "deemed", 1)
    assert over.judgements == ()


def test_what_a_ban_forbids_is_offered_with_the_ban() -> None:
    of = regime(
        must_not("a", "b", until="c"),
        events={
            "a": EventType("a", NAME),
            "b": EventType("b", NAME, "p"),
            "c": EventType("c", NAME),
        },
    )
    session = perform(start(of, FRIDAY, calendar=CALENDAR), "a")
    (move,) = (one for one in possible(session) if one.event == "b")
    assert [ban.rule.id for ban in move.forbidden] == ["a-must-not-b"]
    assert perform(session, "b").judgements[0].outcome is Outcome.VIOLATED
    lifted = perform(session, "c")
    assert not any(one.forbidden for one in possible(lifted))


def test_what_falls_due_at_once_at_a_close_can_still_be_done_in_its_round() -> None:
    of = regime(duty("a", "b", default="b"), duty("b", "c", Immediately(), bearer="q"))
    of = regime(
        *of.rules,
        events={name: EventType(name, NAME, "world") for name in "ab"}
        | {"c": EventType("c", NAME, "q", presupposes=("b",))},
    )
    counted = start(regime(*of.rules, events=of.vocabulary.events), FRIDAY, calendar=CALENDAR)
    deemed = wait(perform(counted, "a"))
    (move,) = (one for one in possible(deemed) if one.event == "c")
    assert soonest(deemed, move) == deemed.now == (at("2026-02-14T17:00"), 1)
    assert perform(deemed, "c").judgements[-1].outcome in (Outcome.FULFILLED, Outcome.PENDING)


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("decided@2026-02-13", "session.no-time"),
        ("decided@yesterday", "session.no-step"),
        ("decided@2026-02-31T10:00", "session.no-time"),
        ("a;b;;/x", "session.no-step"),
        (";".join(["wait"] * 401), "session.too-many"),
    ],
)
def test_a_line_that_tells_no_steps_is_refused(line: str, key: str) -> None:
    with pytest.raises(Complaint) as raised:
        parsed(line)
    assert raised.value.key == key


@pytest.mark.parametrize(
    ("deed", "key"),
    [
        (Deed(Kind.DO, "dezided"), "session.no-event"),
        (Deed(Kind.DO, "claimed"), "session.too-soon"),
        (Deed(Kind.DO, "decided"), "session.twice"),
        (Deed(Kind.DO, "pushed", "q"), "session.not-theirs"),
        (Deed(Kind.DO, "pushed", "", FRIDAY), "session.past"),
        (Deed(Kind.DO, "pushed", "", at("2026-02-14T10:00"), 1), "session.no-round"),
        (Deed(Kind.WAIT, at=FRIDAY), "session.wait-past"),
        (Deed(Kind.SILENT, "nobody"), "session.no-party"),
        (Deed(Kind.WAIT, at=at("2093-01-01T00:00")), "calendar.outside"),
    ],
)
def test_a_step_that_cannot_be_is_refused_and_says_why(deed: Deed, key: str) -> None:
    with pytest.raises(Complaint) as raised:
        played(begun(), [deed])
    assert raised.value.key == key
    assert raised.value.say().zh
    assert raised.value.say().en


def test_facts_of_the_case_are_of_the_regime() -> None:
    assert start(claims(), FRIDAY, {"flag": "true"}).state.attributes == {"flag": "true"}
    for facts, key in (({"flog": "true"}, "no-fact"), ({"flag": "maybe"}, "no-value")):
        with pytest.raises(Complaint) as raised:
            start(claims(), FRIDAY, facts)
        assert raised.value.key == f"session.{key}"


def test_waiting_when_no_limit_runs_is_refused_but_a_date_can_be_waited_for() -> None:
    session = start(claims(), FRIDAY, calendar=CALENDAR)
    with pytest.raises(Complaint, match="no limit is running"):
        wait(session)
    assert wait(session, at("2026-02-24T10:00")).now == (at("2026-02-24T10:00"), 0)


def test_the_housing_bureau_s_silence_claims_in_guanxian_and_leaves_xuecheng_waiting() -> None:
    """Guanxian art. 10: what is not claimed in two working days counts as claimed; not so here."""
    for name, claimed in (("guanxian", "deemed"), ("xuecheng", None)):
        session = start(library.find(name), FRIDAY, calendar=CALENDAR)
        session = perform(session, "approval.decided", at=at("2026-02-13T16:00"))
        session = silence(perform(session, "approval-info.pushed"), "regulator")
        while session.next_limit is not None:
            session = wait(session)
        found = [one for one in session.occurred if one.event == "approval-info.claimed"]
        assert [str(one.mode) for one in found] == ([claimed] if claimed else [])
        assert all(one.mode is not Mode.PERFORMED for one in found)


def test_every_counterexample_of_the_texts_can_be_walked_through_step_by_step() -> None:
    """It ends as it was told: nobody breaks there what the verdict takes to be obeyed."""
    number = 0
    for name in ("guanxian", "xuecheng"):
        of = library.find(name)
        asked = [of.question(one) for one in library.properties().values()]
        for verdict in verify(of, asked, calendar=CALENDAR):
            if verdict.counterexample is None:
                continue
            number += 1
            run = verdict.counterexample.run
            friday = CALENDAR.index_from(date(2026, 2, 13))
            session = retold(of, verdict.reading, run, CALENDAR, friday)
            assert session is not None
            assert [one.event for one in session.occurred] == [one.event for one in run.occurrences]
            assert (CALENDAR.slot(session.occurred[0].at) // 2 == friday) or run.elapsed
            assert not session.disobeyed & rules_obeyed(of, verdict.assume, verdict.exempt)
            assert conformance(session.law, session.run).admissible
    assert number > 30


def test_a_run_that_outlasts_the_calendar_is_not_told_on_it() -> None:
    short = CALENDAR.changed()
    of = library.find("guanxian")
    verdicts = verify(
        of, [of.question(library.properties()["decision-reaches-supervision"])], calendar=short
    )
    run = next(one.counterexample.run for one in verdicts if one.counterexample is not None)
    assert retold(of, STRICT, run, short, 100) is not None
    late = Run(tuple(one._replace(at=one.at + 20000) for one in run.occurrences), run.attributes)
    assert retold(of, STRICT, late, short, 100) is None


def test_a_simulated_matter_is_walked_through_as_it_went() -> None:
    of = regime(
        duty("a", "b", Within(1), default="b", overdue="d"),
        duty("b", "c", Within(2), bearer="q"),
    )
    year = lived(of, county(kind("a", per_day=0.5), tasks={"b": replace(OVERLOOKED, missed=0.5)}))
    law = Law(of, Reading(2), CalendarClock(year.calendar))
    deemed = 0
    for thread in year.threads:
        run = thread.run(year.end)
        begun = start(law, run.occurrences[0].at, run.attributes, calendar=year.calendar)
        session = played(begun, deeds_of(begun, run))
        assert session.occurred == run.occurrences
        deemed += any(one.mode is Mode.DEEMED for one in session.occurred)
    assert 0 < deemed < len(year.threads)
