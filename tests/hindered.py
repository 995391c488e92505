"""Random small regimes in which a ban or a notice may be in the way of a duty."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from hypothesis import strategies as st

from model.deadline import Before, Deadline, Immediately, NoLimit, Within
from model.property import Property
from model.regime import Regime
from model.rule import Rule
from model.tolling import Extension, Suspension, Tolling
from model.vocabulary import EventType, Guard
from tests.small import FLAG, NAME, counts, duty, lapse, may, must_not, regime


@st.composite
def hindered(draw: st.DrawFn) -> Regime:
    """A duty with an excuse and what forbids or delays it, and what may bring the excuse about."""
    limits: list[Deadline] = [Within(1), Within(1), Within(1), Immediately()]
    act = duty("a", "c", draw(st.sampled_from(limits)), id="act", bearer="p")
    act = replace(act, excused_by=draw(st.sampled_from([("e",), ("e",), ("d",), ()])))
    ahead, ban_of = st.sampled_from([0, 1, 2, 2, 2]), st.sampled_from(["c", "c", "b"])
    on = st.sampled_from(["a", "a", "a", "d"])
    who = draw(st.sampled_from(["p", "p", "q"]))
    notice = duty(draw(on), "b", Before("c", draw(ahead), ""), id="notice", bearer=who)
    until = draw(st.sampled_from([None, "d", "e"]))
    ban = must_not(draw(st.sampled_from(["a", "b", "d"])), draw(ban_of), until=until, id="ban")
    unless = draw(st.sampled_from([(), ("d",), ("d",), ("b",)]))
    fits: st.SearchStrategy[Guard] = st.sampled_from([{}, {}, {}, FLAG])
    others: dict[str, Rule] = {
        "lapse": lapse("a", "e", Within(1), unless=unless, id="lapse"),
        "leave": may(
            draw(on), "e", id="leave", bearer=draw(st.sampled_from("pqq")), when=draw(fits)
        ),
        "owed": duty("a", "e", Within(1), id="owed", bearer="q", when=draw(fits)),
        "unlimited": duty("a", "e", NoLimit(), id="unlimited", bearer="q"),
        "counted": counts("d", "e", id="counted"),
    }
    if isinstance(act.deadline, Within) and draw(st.integers(0, 3)) == 0:
        longer = Tolling(extensions=(Extension("d", Within(1)),))
        stopped = Tolling(suspensions=(Suspension("a", "d"),))
        act = replace(act, clock=draw(st.sampled_from([longer, stopped])))
    names = draw(st.sets(st.sampled_from(sorted(others)), max_size=2))
    ways: list[tuple[Rule, ...]] = [(notice,), (notice,), (ban,), (notice, ban)]
    hindering = draw(st.sampled_from(ways))
    rules: list[Rule] = [act, *hindering, *(others[one] for one in sorted(names))]
    return regime(*rules, events=draw(_kinds(rules)))


@st.composite
def _kinds(draw: st.DrawFn, rules: list[Rule]) -> Mapping[str, EventType]:
    """Whose act what is, and what comes only after the beginning."""
    by = {name: draw(st.sampled_from(["world", "world", "p", "q"])) for name in "abcde"}
    first = st.sampled_from([("a",), ("a",), ()])
    needs = {"d": draw(first), "e": draw(st.one_of(first, st.just(("b",)))), "b": draw(first)}
    return {name: EventType(name, NAME, by[name], presupposes=needs.get(name, ())) for name in by}


@st.composite
def asked_of_hindered(draw: st.DrawFn) -> tuple[Regime, Property]:
    """Such a regime, and whether something comes after the beginning, mostly the excuse."""
    of, response = draw(hindered()), draw(st.sampled_from("beeed"))
    return of, Property("any", NAME, "a", response, draw(st.integers(0, 2)) == 0)
