"""Small regimes made in code, and random ones for hypothesis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Literal

from hypothesis import strategies as st

from model.deadline import (
    Before,
    Counting,
    Deadline,
    External,
    Fraction,
    Immediately,
    Indefinite,
    NoLimit,
    Period,
    Recurring,
    Within,
)
from model.language import Text
from model.property import Property
from model.regime import Document, Regime
from model.rule import (
    CountsAs,
    Default,
    Lapse,
    Obligation,
    Power,
    Prohibition,
    Rule,
    Trigger,
    effects_of,
    is_timed,
)
from model.tolling import Extension, Suspension, Tolling
from model.vocabulary import Attribute, EventType, Guard, Party, Vocabulary

NAME = Text("例", "example")
EVENTS = ("a", "b", "c", "d")


def words(events: Mapping[str, EventType]) -> Vocabulary:
    parties = {name: Party(name, NAME) for name in ("p", "q")}
    flag = {"flag": Attribute("flag", NAME)}
    return Vocabulary(parties, {}, events, flag, {})


def regime(
    *rules: Rule,
    events: Mapping[str, EventType] | None = None,
    counting: Counting = Counting.EXCLUDE_FIRST_DAY,
) -> Regime:
    """A regime over the events a, b, c, d, of which the world does what no rule governs."""
    return Regime(
        id="small",
        name=NAME,
        document=Document(NAME, None, NAME, date(2020, 1, 1), None),
        vocabulary=words(events or {name: EventType(name, NAME) for name in EVENTS}),
        rules=rules,
        counting=counting,
    )


def duty(
    on: str | Trigger,
    act: str,
    deadline: Deadline | None = None,
    *,
    id: str = "",
    bearer: str = "p",
    default: str | None = None,
    unless: Guard | None = None,
    when: Guard | None = None,
    article: str = "",
    jointly: tuple[str, ...] = (),
    overdue: str | None = None,
    excused_by: tuple[str, ...] = (),
    clock: Tolling | None = None,
) -> Obligation:
    trigger = Trigger((on,)) if isinstance(on, str) else on
    name = id or f"{'-'.join(trigger.events)}-{act}"
    on_expiry = Default(default, (unless,) if unless else ()) if default else None
    limit = Within(1) if deadline is None else deadline
    return Obligation(
        name,
        article or name,
        trigger,
        bearer,
        act,
        limit,
        when or {},
        on_expiry=on_expiry,
        jointly=jointly,
        overdue=overdue,
        excused_by=excused_by,
        clock=clock or Tolling(),
    )


def lapse(
    on: str,
    event: str,
    deadline: Deadline | None = None,
    *,
    unless: tuple[str, ...] = (),
    clock: Tolling | None = None,
    id: str = "",
    when: Guard | None = None,
) -> Lapse:
    name = id or f"{on}-lapses-{event}"
    limit = Within(1) if deadline is None else deadline
    return Lapse(
        name, name, Trigger((on,)), event, limit, when or {}, unless, clock=clock or Tolling()
    )


def counts(on: str, event: str, *, id: str = "", when: Guard | None = None) -> CountsAs:
    name = id or f"{on}-is-{event}"
    return CountsAs(name, name, Trigger((on,)), event, when or {})


def may(on: str, act: str, *, bearer: str = "q", id: str = "", when: Guard | None = None) -> Power:
    name = id or f"{on}-may-{act}"
    return Power(name, name, Trigger((on,)), bearer, act, when or {})


def must_not(
    on: str,
    act: str,
    *,
    until: str | None = None,
    bearer: str = "p",
    id: str = "",
    when: Guard | None = None,
) -> Prohibition:
    name = id or f"{on}-must-not-{act}"
    return Prohibition(name, name, Trigger((on,)), bearer, act, when or {}, until)


GUARDS: st.SearchStrategy[Guard] = st.sampled_from(
    [{}, {}, {"flag": frozenset({"true"})}, {"flag": frozenset({"false"})}]
)
DEADLINES: st.SearchStrategy[Deadline] = st.sampled_from(
    [
        Within(1),
        Within(1),
        Within(2),
        Within(2),
        Immediately(),
        Indefinite("及时"),
        External("法定"),
        NoLimit(),
        Recurring(Period.DAILY),
    ]
)


@st.composite
def triggers(draw: st.DrawFn, effect: str) -> Trigger:
    others = [event for event in EVENTS if event != effect]
    most = draw(st.sampled_from([1, 1, 2]))
    chosen = draw(st.lists(st.sampled_from(others), min_size=1, max_size=most, unique=True))
    return Trigger(tuple(chosen), draw(st.sampled_from(["any", "all"])))


@st.composite
def rules(draw: st.DrawFn, number: int) -> Rule:
    effect = draw(st.sampled_from(EVENTS))
    on = draw(triggers(effect))
    kind = draw(st.integers(0, 9))
    if kind <= 1:
        return CountsAs(f"r{number}", f"{number}", on, effect, draw(GUARDS))
    bearer = draw(st.sampled_from(["p", "q"]))
    others = [event for event in EVENTS if event != effect]
    if kind == 2:
        until = draw(st.sampled_from([None, *others]))
        return Power(f"r{number}", f"{number}", on, bearer, effect, draw(GUARDS), until=until)
    if kind == 3:
        until = draw(st.sampled_from([None, *others, effect]))
        return Prohibition(f"r{number}", f"{number}", on, bearer, effect, draw(GUARDS), until)
    limit = draw(DEADLINES)
    clock = draw(clocks(limit, others, on))
    if kind == 4:
        unless = draw(st.sampled_from([(), (others[0],), (others[-1],), tuple(others[:2])]))
        named = (f"r{number}", f"{number}", on, effect, limit, draw(GUARDS))
        return Lapse(*named, unless=unless, clock=clock)
    default = None
    if draw(st.booleans()):
        event = effect if draw(st.integers(0, 2)) else draw(st.sampled_from(EVENTS))
        guard = draw(GUARDS)
        default = Default(event, (guard,) if guard else ())
    missed = [event for event in others if default is None or event != default.event]
    return Obligation(
        f"r{number}",
        f"{number}",
        on,
        bearer,
        effect,
        limit,
        draw(GUARDS),
        on_expiry=default,
        clock=clock,
        jointly=draw(st.sampled_from([(), (), ("q",) if bearer == "p" else ("p",)])),
        overdue=draw(st.sampled_from([None, None, None, *missed[:1]])),
        excused_by=draw(st.sampled_from([(), (), (others[0],), (others[-1],)])),
    )


@st.composite
def clocks(draw: st.DrawFn, limit: Deadline, events: Sequence[str], on: Trigger) -> Tolling:
    """What may happen to a clock, mostly nothing; only to one of working days."""
    counted = isinstance(limit, Within | Indefinite | External)
    if not counted or draw(st.integers(0, 2)):
        return Tolling()
    one, other, third = draw(st.permutations(events))
    stops = draw(st.sampled_from([(), (Suspension(one, other),), (Suspension(other, third),)]))
    restarts = draw(st.sampled_from([(), (one,), (third,)]))
    lengths: list[Within | Indefinite] = [Within(1), Within(2), Indefinite("自定")]
    added = draw(st.sampled_from(lengths))
    extensions = draw(st.sampled_from([(), (Extension(other, added),), (Extension(third, added),)]))
    return Tolling(stops, tuple(event for event in restarts if event not in on.events), extensions)


@st.composite
def parts(draw: st.DrawFn, rule: Rule, other: Rule) -> Rule:
    """A rule whose limit is a part of another's, where that has a figure."""
    if not (is_timed(rule) and is_timed(other) and isinstance(other.deadline, Within)):
        return rule
    numerator, up = draw(st.sampled_from([(1, True), (1, False), (2, True)]))
    return replace(rule, deadline=Fraction(other.id, numerator, 2, up=up))


@st.composite
def notices(draw: st.DrawFn) -> Obligation:
    """A duty to give notice of the event e, or of one that other rules may be about."""
    on, act = draw(st.sampled_from([("a", "b"), ("a", "c"), ("c", "b"), ("b", "d")]))
    others = [event for event in EVENTS if event not in (on, act)]
    deadline = Before(draw(st.sampled_from(["e", "e", "e", *others])), draw(st.integers(0, 2)))
    excuse = draw(st.sampled_from([(), (), ("d",)])) if "d" not in (act, deadline.event) else ()
    bearer, other = draw(st.permutations(["p", "q"]))
    jointly = draw(st.sampled_from([(), (), (), (other,)]))
    return duty(on, act, deadline, id="notice", bearer=bearer, jointly=jointly, excused_by=excuse)


@st.composite
def kinds(draw: st.DrawFn) -> dict[str, EventType]:
    """What presupposes what, without a circle, and whose own act an event is."""
    guard = draw(st.sampled_from([{}, {}, {}, {"flag": frozenset({"true"})}]))
    order = draw(st.permutations(EVENTS))
    pairs = [(one, other) for k, one in enumerate(order) for other in order[:k]]
    most = draw(st.sampled_from([0, 0, 1, 2]))
    chosen = draw(st.lists(st.sampled_from(pairs), max_size=most, unique=True))
    by = {name: draw(st.sampled_from(["world", "world", "world", "p", "q"])) for name in EVENTS}
    return {
        name: EventType(
            name,
            NAME,
            by=by[name],
            presupposes=tuple(other for one, other in chosen if one == name),
            when=guard if name == "b" else {},
        )
        for name in EVENTS
    }


@st.composite
def regimes(draw: st.DrawFn, most: int = 3) -> Regime:
    """A random regime of one to three rules over four events, or five where one is announced."""
    chosen: list[Rule] = [draw(rules(k)) for k in range(draw(st.integers(1, most)))]
    if len(chosen) > 1 and draw(st.integers(0, 3)) == 0:
        chosen[0] = draw(parts(chosen[0], chosen[1]))
    events = draw(kinds())
    if draw(st.integers(0, 4)) == 0:
        announced = draw(notices())
        chosen[-1] = announced
        who = draw(st.sampled_from(["world", "p"]))
        before = draw(st.sampled_from([announced.on.events, ()]))
        events["e"] = EventType("e", NAME, by=who, presupposes=before)
    return regime(*chosen, events=events, counting=draw(st.sampled_from(list(Counting))))


FLAG: Guard = {"flag": frozenset({"true"})}
FITS: st.SearchStrategy[Guard] = st.sampled_from([{}, {}, {}, {}, {}, FLAG])


@st.composite
def needing(draw: st.DrawFn) -> Regime:
    """Duties whose acts need other acts, with what brings those about, delays or forbids them.

    One after the other they take four working days at most.
    """
    order = draw(st.permutations(EVENTS[1:]))
    needs = {order[0]: ("a",), order[1]: (order[0],), order[2]: draw(_some(order[:2]))}
    who, fits = st.sampled_from(["world", "p", "p", "q"]), draw(FITS)
    kinds = {
        name: EventType(
            name, NAME, draw(who), presupposes=needs[name], when=fits if name == "b" else {}
        )
        for name in order
    }
    duties = [draw(_owing(order, number)) for number in range(draw(st.integers(1, 3)))]
    owed = duties[0]
    if draw(st.integers(0, 4)) == 0:
        told = [one for one in (*EVENTS, "e") if one not in (owed.act, *owed.on.events)]
        notice = Before(draw(st.sampled_from(told)), draw(st.integers(0, 2)))
        excuses = tuple(one for one in owed.excused_by if one != notice.event)
        duties[0] = replace(owed, deadline=notice, on_expiry=None, excused_by=excuses)
    means = [one for one in needs[owed.act] if one != "a"]
    number = draw(st.sampled_from([0, 1, 1, 2, 2]))
    rules: list[Rule] = [*duties, *(draw(_ways(owed, means, order, k)) for k in range(number))]
    free = draw(st.sampled_from(["world", "q", *[owed.bearer] * 3]))
    kinds |= {"a": EventType("a", NAME), "e": EventType("e", NAME, free)}
    return regime(*rules, events=kinds, counting=draw(st.sampled_from(list(Counting))))


@st.composite
def _owing(draw: st.DrawFn, order: Sequence[str], number: int) -> Obligation:
    """One of some duties, of which only the first may have two working days."""
    limits: list[Deadline] = [Within(1), Immediately()]
    act = draw(st.sampled_from([*order, order[2]]))
    begins = ["a", "a", *(one for one in order if one != act)]
    events = draw(st.lists(st.sampled_from(begins), min_size=2, max_size=2, unique=True))
    on = Trigger((events[0],)) if draw(st.integers(0, 3)) else Trigger(tuple(events), draw(_ANY))
    bearer, other = draw(st.sampled_from([("p", "q"), ("p", "q"), ("q", "p")]))
    return duty(
        on,
        act,
        draw(st.sampled_from(limits if number else [*limits, Within(2), Within(2)])),
        id=f"r{number}",
        bearer=bearer,
        jointly=draw(st.sampled_from([(), (), (), (other,)])),
        default=draw(st.sampled_from([None, None, act, order[0]])),
        excused_by=draw(st.sampled_from([(), (), ("e",)])),
    )


_ANY: st.SearchStrategy[Literal["any", "all"]] = st.sampled_from(["any", "all"])


@st.composite
def _ways(
    draw: st.DrawFn, owed: Obligation, means: Sequence[str], order: Sequence[str], number: int
) -> Rule:
    """A rule that forbids, allows or counts an act that is owed, a means to it, or e.

    A ban is lifted by e more often than by anything else: that is nobody's duty, and often an act
    of the very bearer who is forbidden.
    """
    kind = draw(st.integers(0, 7))
    banned = kind > 3
    likely = [owed.act, owed.act, *means] if banned else [*means, *means, *means]
    about = draw(st.sampled_from([owed.act, *order, "e", *likely]))
    until = draw(
        st.sampled_from([None, None, "e", "e", "e", *order] if banned else [None, None, *order])
    )
    begins = [one for one in ("a", *owed.on.events, "e", *order) if one not in (about, until)]
    events = draw(st.lists(st.sampled_from(begins), min_size=2, max_size=2, unique=True))
    on = Trigger((events[0],)) if draw(st.integers(0, 2)) else Trigger(tuple(events), draw(_ANY))
    named = (f"w{number}", f"w{number}", on)
    if kind < 2:
        return CountsAs(*named, about, draw(FITS))
    bearer = draw(st.sampled_from(["p", "q", *[owed.bearer] * 4]))
    if banned:
        return Prohibition(*named, bearer, about, draw(FITS), until)
    return Power(*named, bearer, about, draw(FITS), until=None if until == about else until)


def _some(events: Sequence[str]) -> st.SearchStrategy[tuple[str, ...]]:
    """One of some events, or all of them."""
    return st.sampled_from([*((one,) for one in events), tuple(events)])


@st.composite
def leading(draw: st.DrawFn) -> Regime:
    """A duty to do c, which may need b first, and what forbids, allows or counts these."""
    fits: st.SearchStrategy[Guard] = st.sampled_from([{}, {}, FLAG])
    first, hand = st.sampled_from([(), ("a",)]), st.sampled_from(["world", "p"])
    needs = st.sampled_from([("b",), ("b",), ("a", "b"), ()])
    kinds = {
        "a": EventType("a", NAME),
        "b": EventType("b", NAME, "p", presupposes=draw(first), when=draw(fits)),
        "c": EventType("c", NAME, draw(hand), presupposes=draw(needs), when=draw(FITS)),
        "d": EventType("d", NAME, draw(hand)),
    }
    begins = [Trigger(("a",)), Trigger(("a", "d"), "all"), Trigger(("a", "d"))]
    on = st.sampled_from([*begins, begins[0], begins[0], Trigger(("d",))])
    limits: list[Deadline] = [Immediately(), Within(1), Within(1)]
    rules: list[Rule] = [duty(draw(on), "c", draw(st.sampled_from(limits)), id="owed")]
    for number in range(draw(st.sampled_from([1, 1, 2]))):
        act, until = draw(st.sampled_from("bbc")), draw(st.sampled_from([None, None, "d", "a"]))
        named = (f"w{number}", f"w{number}", draw(on))
        further: list[Rule] = [
            Prohibition(*named, "p", act, draw(fits), until),
            Power(*named, "p", act, draw(fits), until=until),
            Power(*named, "p", act, draw(fits)),
            CountsAs(*named, act, draw(fits)),
            lapse("d", "a", id=f"w{number}"),
        ]
        rules.append(draw(st.sampled_from(further)))
    return regime(*rules, events=kinds)


@st.composite
def pressing(draw: st.DrawFn) -> tuple[Regime, Property]:
    """A regime of :func:`needing`, and whether a duty of it is answered once it arises."""
    of = draw(needing())
    owed = draw(st.sampled_from(of.obligations))
    trigger = draw(st.sampled_from(["a", owed.on.events[0]]))
    response = draw(st.sampled_from([owed.act, *(rule.act for rule in of.obligations)]))
    response = owed.act if response == trigger else response
    return of, Property("any", NAME, trigger, response, draw(st.integers(0, 2)) == 0)


@st.composite
def questions(draw: st.DrawFn, most: int = 3) -> tuple[Regime, Property]:
    """A random regime, and whether some trigger of its rules leads to some effect of them."""
    of = draw(regimes(most))
    some = draw(st.sampled_from(of.rules))
    trigger = draw(st.sampled_from(some.on.events))
    effects = sorted({event for rule in of.rules for event in effects_of(rule)})
    likely = sorted(effects_of(some)) * 3
    others = [one for one in (*likely, *effects, *EVENTS) if one != trigger]
    response = draw(st.sampled_from(others))
    return of, Property("any", NAME, trigger, response, draw(st.integers(0, 2)) == 0)
