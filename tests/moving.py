"""Random regimes whose limits move: lapses, and clocks that stop, begin anew or are extended."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from model.deadline import Counting, Fraction, Immediately, Indefinite, Within
from model.property import Property
from model.regime import Regime
from model.rule import Rule
from model.tolling import Extension, Suspension, Tolling
from model.vocabulary import EventType
from tests.small import GUARDS, NAME, counts, duty, lapse, may, must_not, regime

_DAYS = st.just(1)
_OTHERS = ("c", "d", "e")


@st.composite
def clocks(draw: st.DrawFn) -> Tolling:
    """One thing or two that happen to a clock."""
    one, other, third = draw(st.permutations(_OTHERS))
    lengths: list[Within | Indefinite] = [Within(1), Indefinite("自定")]
    longer = Extension(other, draw(st.sampled_from(lengths)))
    stop, next_stop = Suspension(one, other), Suspension(other, third)
    return draw(
        st.sampled_from(
            [
                Tolling((stop,)),
                Tolling((stop,)),
                Tolling((stop, Suspension(third, other))),
                Tolling((stop, next_stop)),
                Tolling((stop,), (third,)),
                Tolling((stop,), (), (Extension(third, longer.by),)),
                Tolling((), (one,)),
                Tolling((), (one,), (longer,)),
                Tolling((), (), (longer,)),
            ]
        )
    )


@st.composite
def moving(draw: st.DrawFn) -> Regime:
    """A limit whose clock c, d and e may move, a lapse of one of these, perhaps a third rule."""
    clock, guard = draw(clocks()), draw(GUARDS)
    if draw(st.integers(0, 2)):
        default = draw(st.sampled_from([None, "b", "c"]))
        excused = draw(st.sampled_from([(), (), ("d",)]))
        limit = Within(draw(st.integers(1, 2)))
        first: Rule = duty(
            "a",
            "b",
            limit,
            id="main",
            default=default,
            jointly=draw(st.sampled_from([(), (), (), ("q",)])),
            excused_by=excused,
            clock=clock,
            when=guard,
        )
    else:
        unless = draw(st.sampled_from([(), ("d",), ("c",)]))
        first = lapse("a", "b", Within(draw(_DAYS)), id="main", unless=unless, clock=clock)
    event = draw(st.sampled_from(_OTHERS))
    start = draw(st.sampled_from([one for one in ("a", "c", "d") if one != event]))
    ending = draw(st.sampled_from([(), (), *((one,) for one in (*_OTHERS, "b") if one != event)]))
    second = lapse(start, event, Within(draw(_DAYS)), id="over", unless=ending)
    soon: list[Within | Immediately] = [Within(1), Immediately()]
    further: list[Rule] = [
        duty(event, "b", draw(st.sampled_from(soon)), id="then", bearer="q"),
        may(event, "b", bearer="p", id="may"),
        must_not("a", "b", until=event, id="wait"),
        counts(event, "b", id="is"),
        lapse("a", "f", Fraction("main", 1, 2), id="half", unless=("b",)),
    ]
    third = draw(st.sampled_from([None, *further]))
    who = {name: draw(st.sampled_from(["world", "world", "p", "q"])) for name in _OTHERS}
    events = {name: EventType(name, NAME, who.get(name, "world")) for name in "abcdef"}
    needs, hand = draw(st.sampled_from([*[((), "world")] * 4, (("f",), "p"), (("c",), "world")]))
    events["b"] = replace(events["b"], presupposes=needs)
    events["f"] = replace(events["f"], by=hand)
    chosen = [first, second, *([third] if third else [])]
    return regime(*chosen, events=events, counting=draw(st.sampled_from(list(Counting))))


@st.composite
def in_one_step(draw: st.DrawFn) -> Regime:
    """Such a regime, of which a clock may heed what comes in one step with the trigger."""
    of = draw(moving().filter(lambda one: "half" not in one.by_id))
    other = counts(draw(st.sampled_from("af")), draw(st.sampled_from(_OTHERS)), id="other")
    begun = [counts("f", "a", id="begun"), other]
    return replace(of, rules=(*draw(st.permutations(begun)), *of.rules))


@st.composite
def moving_questions(draw: st.DrawFn) -> tuple[Regime, Property]:
    """Such a regime, and whether what begins in it leads to what it brings about."""
    of = draw(moving())
    trigger = draw(st.sampled_from(["a", "a", "c", "d"]))
    response = draw(st.sampled_from([one for one in ("b", "b", "c", "d", "e") if one != trigger]))
    return of, Property("any", NAME, trigger, response, draw(st.integers(0, 4)) == 0)
