"""Random regimes whose duties arise behind the limits of an instant, with means to their acts."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from model.deadline import Counting, Deadline, Immediately, Within
from model.regime import Regime
from model.rule import CountsAs, Power, Prohibition, Rule, Trigger
from model.vocabulary import EventType
from tests.small import FITS, NAME, duty, lapse, regime

_LIMITS: st.SearchStrategy[Deadline] = st.sampled_from([Immediately(), Immediately(), Within(1)])
_HANDS = st.sampled_from(["p", "p", "p", "q", "world"])


@st.composite
def behind(draw: st.DrawFn) -> Regime:
    """A duty to do c once a has lapsed, means that c needs, and what bears on these."""
    needs = {
        "b": st.sampled_from([("a",), ("a",), ("d",), ()]),
        "s": st.sampled_from([(), ("a",), ("b",), ("d",)]),
        "c": st.sampled_from([("b",), ("b",), ("b", "s"), ("a", "b"), ("s",), ()]),
        "d": st.sampled_from([(), ("a",)]),
    }
    kinds = {name: EventType(name, NAME) for name in "ae"}
    for name, before in needs.items():
        fits = draw(FITS) if name in "bc" else {}
        kinds[name] = EventType(name, NAME, draw(_HANDS), presupposes=draw(before), when=fits)
    on = [Trigger(("a",)), Trigger(("a",)), Trigger(("a", "d"), "all"), Trigger(("a", "d"))]
    owed = duty(
        draw(st.sampled_from(on)),
        "c",
        draw(_LIMITS),
        id="owed",
        default=draw(st.sampled_from([None, None, "d"])),
        jointly=draw(st.sampled_from([(), (), ("q",)])),
    )
    number = draw(st.sampled_from([0, 1, 1, 2]))
    ways = [draw(_ways(number)) for number in range(number)]
    counting = draw(st.sampled_from(list(Counting)))
    return regime(lapse("e", "a"), owed, *ways, events=kinds, counting=counting)


@st.composite
def _ways(draw: st.DrawFn, number: int) -> Rule:
    """A rule that forbids, allows, counts, demands or brings about one of the events."""
    one = [Trigger((event,)) for event in "aedbs"]
    on = draw(st.sampled_from([*one, Trigger(("a", "s"), "all"), Trigger(("d", "s"))]))
    act = draw(st.sampled_from([event for event in "bbscd" if event not in on.events]))
    ends = [event for event in "sbd" if event not in (act, *on.events)]
    until = draw(st.sampled_from([None, *ends]))
    who = draw(st.sampled_from(["p", "p", "p", "q"]))
    named = (f"w{number}", f"w{number}", on)
    power = Power(*named, who, act, draw(FITS))
    further: list[Rule] = [
        Prohibition(*named, who, act, draw(FITS), until),
        power,
        replace(power, until=until),
        CountsAs(*named, act, draw(FITS)),
        duty(on, act, draw(_LIMITS), id=f"w{number}", bearer=who),
        lapse("e", "d", id=f"w{number}"),
    ]
    return draw(st.sampled_from(further))
