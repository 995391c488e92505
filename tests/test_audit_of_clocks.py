"""What a drafter is told of clocks, lapses and permissions that end, each with a sound twin."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from model.copies import Family
from model.deadline import External, Fraction, Indefinite, Within
from model.language import catalogue
from model.regime import Regime
from model.tolling import Extension, Tolling
from tests.small import counts, duty, lapse, may, must_not
from tests.test_audit import MORE, event, found, purpose, sanction, stopping, text
from verify.audit import audit
from verify.audit.cards import cards_of
from verify.audit.effect import Effects
from verify.audit.finding import FindingKind, Severity, severity_of


def told(of: Regime, kind: FindingKind) -> list[tuple[str, tuple[str, ...]]]:
    """The variants of a kind that are found, each with its rules."""
    return [(one.variant, one.rules) for one in found(of, kind)]


def decide(clock: Tolling, days: int = 5, **more: Any) -> Any:
    return duty("a", "b", Within(days), id="decide", clock=clock, **more)


# Clocks that may stand still for ever.

ENDLESS = FindingKind.ENDLESS_SUSPENSION


@pytest.mark.parametrize(
    ("resuming", "words", "variant", "rules"),
    [
        ((may("c", "d", bearer="p", id="own"),), {}, "debtor", ("decide",)),
        ((), event("d", by="p"), "debtor", ("decide",)),
        ((), event("d", by="q"), "other", ("decide",)),
        ((), event("a", by="q") | event("d", by="q"), "creditor", ("decide",)),
        ((), {}, "sentence", ("decide",)),
        (
            (duty("c", "d", Indefinite("及时"), id="vague", bearer="q"),),
            {},
            "unlimited",
            ("decide", "vague"),
        ),
    ],
)
def test_who_may_leave_a_clock_standing_is_told_apart(
    resuming: Any, words: Any, variant: str, rules: tuple[str, ...]
) -> None:
    of = text(decide(stopping("c", "d")), *resuming, events=words)
    assert told(of, ENDLESS) == [(variant, rules)]
    (finding,) = found(of, ENDLESS)
    assert finding.severity is (Severity.LOW if variant == "creditor" else Severity.MEDIUM)


def test_what_must_come_in_time_or_ends_the_matter_sets_a_clock_going_again() -> None:
    clock = stopping("c", "d")
    owed = duty("c", "d", Within(3), id="review", bearer="q")
    timer = lapse("c", "d", Within(10), id="at-last")
    ends = lapse("c", "e", Within(10), unless=("d",), id="withdrawn")
    words = event("d", by="q")
    assert not told(text(decide(clock), owed), ENDLESS)
    assert not told(text(decide(clock), timer), ENDLESS)
    assert told(text(decide(clock), ends, events=words), ENDLESS)
    assert not told(text(decide(clock, excused_by=("e",)), ends, events=words), ENDLESS)


def test_the_clock_of_a_lapse_may_stand_still_as_well() -> None:
    of = text(lapse("a", "b", Within(5), id="over", clock=stopping("c", "d")), duty("b", "e"))
    assert told(of, ENDLESS) == [("sentence", ("over",))]


def test_a_clock_that_stands_still_is_shown_by_a_run() -> None:
    of = text(decide(stopping("c", "d")))
    (finding,) = found(of, ENDLESS)
    assert finding.witness is not None
    events = [one.event for one in finding.witness.run.occurrences]
    assert sorted(events) == ["a", "c"]
    assert not any(one.disobeyed for one in finding.witness.judgements)


# Clocks that the debtor moves.


def test_a_debtor_who_starts_his_limit_anew_is_told() -> None:
    clock, kind = Tolling(restarts=("c",)), FindingKind.DEBTOR_MOVES_CLOCK
    assert told(text(decide(clock), events=event("c", by="p")), kind) == [("restarts", ("decide",))]
    assert not told(text(decide(clock), events=event("c", by="q")), kind)
    assert not told(text(decide(clock), counts("e", "c"), events=event("c", by="p")), kind)


def test_what_those_who_wait_do_again_and_again_is_their_own_affair() -> None:
    clock, kind = Tolling(restarts=("c",)), FindingKind.RESTART_WITHOUT_END
    asked = event("a", by="q")
    assert told(text(decide(clock), events=asked), kind) == [("sentence", ("decide",))]
    assert not told(text(decide(clock), events=asked | event("c", by="q")), kind)
    in_rounds = (Family("decide", ("decide",), rounds=2),)
    assert not told(text(decide(clock), events=asked, families=in_rounds), kind)


def test_an_extension_weighs_little_with_a_figure_and_more_without() -> None:
    words = event("c", by="p")
    firm = text(decide(Tolling(extensions=(MORE,))), events=words)
    vague = Extension("c", External("法定期限"))
    loose = text(decide(Tolling(extensions=(vague,))), events=words)
    (finding,) = found(firm, FindingKind.DEBTOR_MOVES_CLOCK)
    assert finding.severity is Severity.LOW
    assert not told(loose, FindingKind.DEBTOR_MOVES_CLOCK)
    assert told(loose, FindingKind.OPEN_EXTENSION) == [("debtor", ("decide",))]
    (finding,) = found(loose, FindingKind.OPEN_EXTENSION)
    assert finding.severity is Severity.MEDIUM
    assert "法定期限" in finding.sentence().zh
    assert not told(firm, FindingKind.OPEN_EXTENSION)


def test_an_extension_of_an_open_length_has_any_length_for_the_solver() -> None:
    """Whatever the days, c may come before b is due: no length of the extension excludes it."""
    clock = Tolling(extensions=(Extension("d", Indefinite("适当")),))
    late = duty("a", "b", Within(1), id="decide", clock=clock)
    timer = lapse("a", "c", Within(4), unless=("b",), id="timer")
    of = text(late, timer, duty("c", "e", id="heed"))
    assert not told(of, FindingKind.VACUOUS_CONFLICT)
    assert told(text(replace(late, clock=Tolling()), timer), FindingKind.VACUOUS_CONFLICT) == []


# Events that can have no effect.

IDLE = FindingKind.IDLE_EVENT


@pytest.mark.parametrize(
    "clock", [stopping("c", "d"), Tolling(restarts=("c",)), Tolling(extensions=(MORE,))]
)
def test_what_comes_only_after_a_limit_has_run_out_moves_it_no_more(clock: Tolling) -> None:
    late, soon = (lapse("a", "c", Within(days), id="timer") for days in (6, 4))
    assert told(text(decide(clock), late), IDLE) == [("sentence", ("decide",))]
    assert not told(text(decide(clock), soon), IDLE)


def test_what_cannot_happen_moves_no_clock_and_keeps_no_lapse_away() -> None:
    circle = duty("c", "e", id="one"), duty("e", "c", id="other")
    clock = Tolling(extensions=(MORE,))
    assert told(text(decide(clock), *circle), IDLE) == [("never", ("decide",))]
    heed = duty("b", "d", id="heed")
    idle = lapse("a", "b", Within(5), unless=("c",), id="over")
    assert told(text(idle, *circle, heed), IDLE) == [("never", ("over",))]
    assert not told(text(idle, heed), IDLE)
    assert not told(text(lapse("a", "b", Within(5), unless=("e",)), heed), IDLE)


# Lapses.

ESCAPE = FindingKind.LAPSE_WITHOUT_ESCAPE
ASKED = event("a", by="q") | event("c", by="q")


def lapsing(*unless: str, days: int = 5) -> Any:
    return lapse("a", "d", Within(days), unless=unless, id="over")


def test_a_right_that_lapses_whatever_its_holder_does() -> None:
    owed = duty("a", "b", Within(9), id="decide", excused_by=("d",))
    assert told(text(owed, lapsing(), events=ASKED), ESCAPE) == [("none", ("over",))]
    assert told(text(owed, lapsing("e"), events=ASKED), ESCAPE) == [("sentence", ("over",))]
    assert not told(text(owed, lapsing("c"), events=ASKED), ESCAPE)
    counted = counts("c", "e", id="counts")
    assert not told(text(owed, lapsing("e"), counted, events=ASKED), ESCAPE)
    # What ends no duty takes nothing away.
    plain = duty("a", "b", Within(9), id="decide")
    assert not told(text(plain, lapsing(), duty("d", "e"), events=ASKED), ESCAPE)


def test_a_right_that_may_lapse_before_its_holder_could_act() -> None:
    """q must correct what p tells him is missing, and p may tell him later than that."""
    owed = duty("a", "b", Within(9), id="decide", excused_by=("d",))
    words = ASKED | event("c", by="q", presupposes=("e",))
    for days, expected in ((6, [("early", ("over",))]), (5, [])):
        tell = duty("a", "e", Within(days), id="tell")
        late = text(owed, tell, lapsing("c", days=5), events=words)
        assert told(late, ESCAPE) == expected
    never = text(owed, may("a", "e", bearer="p", id="tell"), lapsing("c"), events=words)
    (finding,) = found(never, ESCAPE)
    assert (finding.variant, finding.severity) == ("early", Severity.MEDIUM)


def test_one_silence_with_two_effects_at_once() -> None:
    kind = FindingKind.TWO_DEFAULTS
    agreed = duty("a", "b", Within(5), id="answer", default="c")
    refused = lapse("a", "d", Within(5), unless=("b",), id="refused")
    assert told(text(agreed, refused), kind) == [("effects", ("answer", "refused"))]
    # A step of a ladder comes at another time, unless both answer what was asked.
    warned = replace(refused, deadline=Within(3))
    assert not told(text(agreed, warned), kind)
    both = event("c", answers="a") | event("d", answers="a")
    assert told(text(agreed, warned, events=both), kind) == [("effects", ("answer", "refused"))]
    # Of a plain timer nobody's silence is the cause.
    assert not told(text(agreed, replace(refused, unless=())), kind)
    twice = lapse("a", "e", Within(5), unless=("b",), id="twice")
    assert told(text(refused, twice), kind) == [("effects", ("refused", "twice"))]


def test_two_lapses_to_one_effect_at_different_times_are_two_defaults() -> None:
    kind = FindingKind.TWO_DEFAULTS
    rules = [lapse("a", "b", Within(days), unless=("c",), id=f"in-{days}") for days in (3, 5)]
    assert told(text(*rules), kind) == [("times", ("in-3", "in-5"))]
    apart = replace(rules[1], on=duty("e", "b").on)
    assert not told(text(rules[0], apart), kind)


def test_a_lapse_that_nothing_heeds_makes_no_difference() -> None:
    kind, timer = FindingKind.IDLE_FICTION, lapse("a", "b", Within(5), id="timer")
    assert told(text(timer), kind) == [("lapse", ("timer",))]
    assert not told(text(timer, duty("b", "c")), kind)
    assert not told(text(timer, replace(may("a", "c"), until="b")), kind)
    assert not told(text(timer, purposes=purpose("b")), kind)


def test_a_lapse_is_a_default_wherever_one_is_looked_for() -> None:
    heed = duty("d", "e", id="heed")
    for limit, weight in ((Indefinite("及时"), Severity.HIGH), (External("限"), Severity.MEDIUM)):
        (finding,) = found(
            text(lapse("a", "d", limit, id="over"), heed), FindingKind.DEFAULT_ON_OPEN_LIMIT
        )
        assert finding.severity is weight
    always = duty("a", "b", Within(2), id="now", default="b")
    never = lapse("a", "d", Within(3), unless=("b",), id="over")
    kind = FindingKind.DEFAULT_NEVER_FIRES
    assert told(text(always, never, heed), kind) == [("lapse", ("over",))]
    assert not told(text(always, replace(never, deadline=Within(2)), heed), kind)


def test_a_lapse_ends_the_waiting_for_an_answer() -> None:
    kind, asked = FindingKind.MISSING_DEFAULT, event("b", presupposes=("a",), answers="a")
    answer = duty("a", "b", Within(2), id="answer")
    assert told(text(answer, events=asked), kind) == [("sentence", ("answer",))]
    for unless in (("b",), ("b", "e")):
        over = lapse("a", "d", Within(5), unless=unless, id="over")
        expected = [("sentence", ("answer",))] if "e" in unless else []
        assert told(text(answer, over, events=asked), kind) == expected


def test_a_lapse_that_does_what_is_punished_collides_with_the_sanction() -> None:
    answer = duty("a", "b", Within(2), id="answer")
    done = lapse("a", "b", Within(2), id="done")
    kind, punished = FindingKind.DEFAULT_AND_SANCTION, (sanction("answer"),)
    assert told(text(answer, done, sanctions=punished), kind) == [("lapse", ("answer", "done"))]
    assert not told(text(answer, done), kind)
    other = lapse("a", "d", Within(2), id="other")
    assert not told(text(answer, other, sanctions=punished), kind)


def test_a_lapse_before_what_its_event_presupposes() -> None:
    kind, words = FindingKind.FICTION_WITHOUT_BASIS, event("d", presupposes=("b",))
    over = lapse("a", "d", Within(2), id="over")
    assert told(text(over, duty("a", "b", Within(3)), events=words), kind) == [("lapse", ("over",))]
    after = replace(over, on=duty("b", "d").on)
    assert not told(text(after, duty("a", "b", Within(3)), events=words), kind)


def test_a_rule_that_follows_on_what_a_missed_duty_lets_lapse_is_no_conflict() -> None:
    of = text(
        duty("a", "b", Within(2), id="act"),
        lapse("a", "c", Within(5), unless=("b",), id="over"),
        duty("c", "d", id="then", bearer="q"),
    )
    assert not told(of, FindingKind.VACUOUS_CONFLICT)


# Parts of limits.


def test_rounding_weighs_more_where_the_order_hangs_on_it() -> None:
    kind = FindingKind.PART_OF_A_LIMIT
    whole, heed = duty("a", "b", Within(5), id="whole"), duty("c", "e", id="heed")
    half = lapse("a", "c", Fraction("whole", 1, 2), id="half")
    for days, variant in ((1, "sentence"), (2, "order"), (3, "order"), (4, "sentence")):
        step = duty("a", "d", Within(days), id="step")
        (finding,) = found(text(whole, half, heed, step), kind)
        assert finding.variant == variant
        expected = Severity.MEDIUM if variant == "order" else severity_of(kind)
        assert finding.severity is expected
    assert not told(text(replace(whole, deadline=Within(4)), half, heed), kind)


def test_a_part_that_does_not_move_with_the_whole_is_told() -> None:
    kind, clock = FindingKind.PART_OF_A_LIMIT, Tolling(extensions=(Extension("d", Within(2)),))
    whole = duty("a", "b", Within(4), id="whole", clock=clock)
    half = lapse("a", "c", Fraction("whole", 1, 2), id="half")
    heed = duty("c", "e", id="heed")
    assert told(text(whole, half, heed), kind) == [("moving", ("half", "whole"))]
    assert not told(text(whole, replace(half, clock=clock), heed), kind)


# Permissions that end.

CUT = FindingKind.POWER_CUT_SHORT


def test_a_permission_that_can_never_be_used_is_worse_than_one_that_may_not() -> None:
    power = replace(may("a", "b", id="use"), until="d")
    words = event("b", by="q", presupposes=("c",))
    over, late = lapse("a", "d", Within(3), id="over"), lapse("a", "c", Within(4), id="late")
    (finding,) = found(text(power, over, late, events=words), CUT)
    assert (finding.variant, finding.severity) == ("never", Severity.HIGH)
    assert not told(text(power, over, replace(late, deadline=Within(2)), events=words), CUT)


def test_a_permission_whose_end_is_no_event_of_the_text() -> None:
    power = replace(may("a", "b", id="use"), until="d")
    assert told(text(power, duty("b", "c")), CUT) == [("foreign", ("use",))]
    assert not told(text(power, lapse("a", "d", Within(3))), CUT)
    assert not told(text(power, duty("d", "c")), CUT)


# Histories after which all goes well are found to be so, clocks or not.


@pytest.mark.parametrize(
    "clock",
    [
        stopping("d", "b"),
        stopping("e", "d"),
        Tolling(restarts=("e",)),
        Tolling(extensions=(Extension("e", Within(1)),)),
    ],
)
def test_a_clock_leaves_no_conflict_undecided(clock: Tolling) -> None:
    """The ban of b is lifted by d, which may come at once; so c can always be done in time."""
    act = duty("a", "c", Within(2), id="act", clock=clock)
    ban = must_not("b", "c", until="d", id="ban")
    follow = lapse("b", "f", Within(2), id="over", clock=clock if "b" not in clock.events else None)
    heed = may("f", "g", id="heed")
    words = event("f") | event("g")
    kinds = {one.kind for one in audit(text(act, ban, follow, heed, events=words))}
    assert not kinds & {FindingKind.UNDECIDED, FindingKind.SITUATIONAL_CONFLICT}


# How it is told.


def test_every_new_sentence_has_a_card_in_both_languages() -> None:
    of = text(decide(stopping("c", "d")), events=event("d", by="p"))
    (card,) = [one for one in cards_of(of, audit(of)) if one.root.kind is ENDLESS]
    assert card.title.zh == "有人在等，而等待没有尽头"
    effect = Effects(of, ()).of(card)
    assert effect.open_choice
    assert not effect.changes
    for kind in FindingKind:
        for name, entry in catalogue().items():
            if name.startswith(f"finding.{kind}.") and not name.endswith(".name"):
                assert set(_holes(entry.zh)) == set(_holes(entry.en)), name


def _holes(sentence: str) -> list[str]:
    return [part.split("}")[0] for part in sentence.split("{")[1:]]
