"""Lapses, clocks and parts of limits, where the rest of the program meets them."""

from __future__ import annotations

import re

from experiments.show.timeline import Story, timeline
from experiments.show.timeline import steps_of as told
from model.clock import SlotClock
from model.deadline import STRICT, Fraction, Indefinite, Within
from model.language import Lang, speaking
from model.limits import Direction, clock_direction
from model.moves import Move, Way, moves
from model.rule import Lapse
from model.tolling import RUNS_ON, Extension, Suspension, Tolling
from model.trace import Mode, Occurrence, Run
from model.transition import Law
from model.vocabulary import EventType
from protocols.suggestions import duty_questions
from tests.county import words
from tests.small import NAME, duty, lapse, regime
from verify.counterexample import steps_of
from verify.slicing import parts_of

CLOCK = Tolling(
    suspensions=(Suspension("c", "d"),), restarts=("e",), extensions=(Extension("f", Within(2)),)
)


def test_a_part_of_a_text_keeps_the_length_of_a_limit_whose_rule_it_lacks() -> None:
    of = regime(
        duty("a", "b", Within(4), id="decide"), lapse("c", "d", Fraction("decide", 1, 2), id="warn")
    )
    (warn,) = parts_of(of)[1].rules
    assert isinstance(warn, Lapse)
    assert warn.deadline == of.by_id["warn"].deadline  # type: ignore[union-attr]


def came(*events: tuple[str, int]) -> Run:
    return Run(tuple(Occurrence(name, 2 * day, Mode.EXOGENOUS, "world") for name, day in events))


def test_what_events_do_to_a_clock_is_told_with_the_day_on_which_it_is_due_then() -> None:
    """Three days from day 0; two days not counted: day 5. Anew from 4: day 7. Two more: day 9."""
    kinds = words(f=EventType("f", NAME), g=EventType("g", NAME))
    of = regime(duty("a", "b", Within(3), id="decide", clock=CLOCK), events=kinds)
    run = came(("a", 0), ("c", 1), ("d", 3), ("e", 4), ("f", 4), ("g", 5))
    law = Law(of, STRICT, SlotClock())
    assert moves(law, run) == (
        Move("c", "decide", Way.STOPPED, None),
        Move("d", "decide", Way.RESUMED, 10),
        Move("e", "decide", Way.RESTARTED, 14),
        Move("f", "decide", Way.EXTENDED, 18),
    )
    steps = tuple(steps_of(of, run, (), (), moves(law, run)))
    story = Story(of, steps, frozenset(), {}, NAME)
    expected: dict[Lang, tuple[str, str]] = {
        "zh": ("的期限中止计算", "恢复计算，至第 5 个工作日届满"),
        "en": ("stops", "goes on, until working day 5"),
    }
    for lang, (words_of_the_stop, day) in expected.items():
        with speaking(lang):
            said = [str(line) for line in told(story)]
            drawn = timeline(story, lang, "x")
        assert words_of_the_stop in said[1]
        assert day in said[2]
        assert "7" in said[3]
        assert "9" in said[4]
        assert ("中止计算" if lang == "zh" else "stops") in re.sub("<[^>]+>", "", drawn)


def test_a_clock_that_a_trigger_finds_stopped_is_told_at_the_trigger() -> None:
    of = regime(
        duty("a", "b", Within(3), id="decide", clock=CLOCK), events=words(f=EventType("f", NAME))
    )
    run = came(("c", 0), ("a", 1), ("d", 2))
    found = moves(Law(of, STRICT, SlotClock()), run)
    assert [(one.event, one.way) for one in found] == [("a", Way.STOPPED), ("d", Way.RESUMED)]
    late = came(("a", 0), ("c", 4), ("d", 5))
    assert moves(Law(of, STRICT, SlotClock()), late) == ()


def test_what_a_lapse_brings_about_is_nobody_s_act_and_not_deemed_to_be() -> None:
    of = regime(lapse("a", "b", Within(1), id="over"))
    deemed = Occurrence("b", 2, Mode.DEEMED, "world", "over", 1)
    run = Run((Occurrence("a", 0, Mode.EXOGENOUS, "world"), deemed))
    assert [step.mode for step in steps_of(of, run, (), ())] == ["exogenous", "lapsed"]


def test_a_duty_whose_limit_may_move_is_not_asked_for_a_number_of_days() -> None:
    clock = Tolling(extensions=(Extension("c", Within(2)),))
    of = regime(duty("a", "b", Within(3), id="fixed"), duty("a", "d", Within(3), clock=clock))
    fixed, moving = duty_questions(of)
    assert (fixed.within, moving.within) == (3, None)


def test_whatever_lets_more_happen_to_a_clock_is_looser() -> None:
    stop = Tolling(suspensions=(Suspension("c", "d"),))
    more = Tolling(suspensions=(Suspension("c", "d"),), restarts=("e",))
    short, long = (Tolling(extensions=(Extension("e", Within(n)),)) for n in (1, 2))
    vague = Tolling(extensions=(Extension("e", Indefinite("适当")),))
    for old, new in ((RUNS_ON, stop), (stop, more), (short, long), (long, vague)):
        assert clock_direction(old, new) is Direction.LOOSER
        assert clock_direction(new, old) is Direction.TIGHTER
    assert clock_direction(stop, short) is Direction.INCOMPARABLE
    assert clock_direction(vague, vague) is Direction.EQUAL
