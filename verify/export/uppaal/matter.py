"""What all automata of a network share: the day, what is being told, the parties, the observer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from model.property import Property
from model.regime import Regime
from model.rule import bearers_of
from model.vocabulary import WORLD
from verify.export.uppaal.network import Edge, Location, Template, conjunction, either
from verify.export.uppaal.rules import Identifiers

CALM = "Day.acting && busy == 0 && !broken"
"""A state from which nothing need ever happen: no deadline runs, and no rule obeyed is broken."""

_FUNCTIONS = """
void raise(int e, int h) {
  if (!occ[e]) {
    occ[e] = true;
    how[e] = h;
    fresh[e] = later;
    queue[tail] = e;
    tail++;
  }
}

void deem(int e, bool excepted) {
  if (!excepted) {
    raise(e, DEEMED);
  }
}

void set_going(int r) {
  going[r] = true;
  recent[r] = later;
}

void begin(int d) {
  duty[d] = true;
  busy++;
}

void end(int d) {
  duty[d] = false;
  busy--;
}

void settle() {
  for (k : int[0,EVENTS - 1]) {
    how[k] = 0;
  }
  for (k : int[0,EVENTS]) {
    queue[k] = 0;
  }
  head = 0;
  tail = 0;
}

void clear() {
  for (k : int[0,EVENTS - 1]) {
    fresh[k] = false;
  }
  for (k : int[0,SUPPORTS - 1]) {
    recent[k] = false;
  }
}
"""


def declaration(words: Identifiers, comments: dict[str, str]) -> str:
    """Return the global declarations; ``comments`` says what each identifier stands for."""
    supports = max(1, len(words.supports))
    events, parties = len(words.events), len(words.parties)
    lines = [
        f"const int EVENTS = {events};",
        *_numbered(words.events.values(), 0, comments),
        "const int DEEMED = 1;",
        "const int COUNTED = 2;",
        "const int WORLD = 3;",
        *_numbered(words.parties.values(), 4, comments),
        f"const int DUTIES = {len(words.duties)};",
        f"const int SUPPORTS = {supports};",
        *(
            f"int[0,{len(words.regime.vocabulary.attributes[name].values) - 1}] {one} = 0;"
            f"  // {comments[one]}"
            for name, one in words.attributes.items()
        ),
        "int[0,1] odd = 0;",
        "bool later = false;",
        "bool expired = false;",
        "bool broken = false;",
        "int[0,DUTIES] asked = 0;",
        f"int[0,{2 * len(words.rules)}] busy = 0;",
        "bool occ[EVENTS];",
        "bool fresh[EVENTS];",
        f"int[0,{3 + parties}] how[EVENTS];",
        "int[0,EVENTS] queue[EVENTS + 1];",
        "int[0,EVENTS] head = 0;",
        "int[0,EVENTS] tail = 0;",
        "bool going[SUPPORTS];",
        "bool recent[SUPPORTS];",
        "bool duty[DUTIES + 1];",
        "broadcast chan event[EVENTS];",
        "chan poll[DUTIES + 1];",
        "chan act;",
    ]
    return "\n".join(lines) + "\n" + _FUNCTIONS


def _numbered(names: Iterable[str], start: int, comments: dict[str, str]) -> Iterator[str]:
    for number, name in enumerate(names, start):
        yield f"const int {name} = {number};  // {comments[name]}"


def day(words: Identifiers) -> Template:
    """Return the automaton that lets slots pass and keeps the order of one instant.

    All that happens in a slot happens at its end: acts and events of the world one by one, each
    told to all rules with what it counts as; in the slot of a working day then the deadlines, all
    together, and if any passed a further round of the same.
    """
    chosen = [
        (name, f"v{k}", len(words.regime.vocabulary.attributes[attribute].values) - 1)
        for k, (attribute, name) in enumerate(words.attributes.items())
    ]
    select = ", ".join(f"{value} : int[0,{last}]" for _, value, last in chosen)
    case = ", ".join(f"{name} = {value}" for name, value, _ in chosen)
    asking = "asked < DUTIES"
    over = "asked == DUTIES"
    edges = [
        Edge("begun", "slot", update=case, select=select),
        Edge("slot", "acting", "t == 1"),
        Edge("acting", "telling", "", "act?"),
        Edge("telling", "telling", "head < tail", "event[queue[head]]!", "head++"),
        Edge("telling", "acting", "head == tail && !broken", update="settle()"),
        Edge("telling", "abandoned", "head == tail && broken", update="settle()"),
        Edge("acting", "abandoned", "broken"),
        Edge("acting", "slot", "odd == 1 && !broken", update="t = 0, odd = 0"),
        Edge("acting", "closing", "odd == 0 && !broken", update="clear(), later = true"),
        Edge("closing", "closing", f"{asking} && !duty[asked]", update="asked++"),
        Edge("closing", "closing", f"{asking} && duty[asked]", "poll[asked]!", "asked++"),
        Edge("closing", "telling", f"{over} && expired", update="asked = 0, expired = false"),
        Edge(
            "closing",
            "slot",
            f"{over} && !expired",
            update="asked = 0, clear(), later = false, t = 0, odd = 1",
        ),
    ]
    locations = (
        Location("begun", "committed"),
        Location("slot", invariant="t <= 1"),
        Location("acting", "urgent"),
        Location("telling", "committed"),
        Location("closing", "committed"),
        Location("abandoned"),
    )
    return Template("Day", locations, tuple(edges), "clock t;")


def parties(words: Identifiers, names: dict[str, str]) -> list[Template]:
    """Return an automaton for each party and the world, with an edge for each thing it may do."""
    found = []
    for party, name in names.items():
        how = "WORLD" if party == WORLD else words.parties[party]
        edges = [
            Edge("ready", "ready", guard, "act!", f"raise({words.events[event]}, {how})")
            for event in words.events
            for guard in _may(words, event, party)
        ]
        if edges:
            found.append(Template(name, (Location("ready"),), tuple(edges)))
    return found


def acting_parties(regime: Regime, events: tuple[str, ...], governed: frozenset[str]) -> list[str]:
    """Return the parties that can bring any of the events about, the world last."""
    found = [party for rule in regime.supports if rule.act in events for party in bearers_of(rule)]
    free = [regime.vocabulary.events[event].by for event in events if event not in governed]
    ordered = dict.fromkeys(one for one in [*found, *free] if one != WORLD)
    return [*ordered, WORLD]


def _may(words: Identifiers, event: str, party: str) -> Iterator[str]:
    """The condition under which a party may bring an event about; none where it never may."""
    regime, kind = words.regime, words.regime.vocabulary.events[event]
    before = [words.occurred(earlier) for earlier in kind.presupposes]
    possible = conjunction(f"!{words.occurred(event)}", *before, words.case(kind.when))
    fresh = [f"fresh[{words.events[one]}]" for one in kind.presupposes]
    if event not in regime.governed:
        if kind.by != party:
            return
        prompt = "" if party == WORLD else either(["!later", *fresh])
        yield conjunction(possible, prompt)
        return
    numbers = [
        words.supports[rule.id]
        for rule in regime.supports
        if rule.act == event and party in bearers_of(rule)
    ]
    if numbers:
        founded = either(f"going[{one}]" for one in numbers)
        recent = conjunction(*(f"!going[{one}] || recent[{one}]" for one in numbers))
        yield conjunction(possible, founded, either(["!later", *fresh, recent]))


def observer(words: Identifiers, prop: Property) -> Template:
    """Return the automaton that watches one property; its parameter is the bound in working days.

    ``w`` counts the slots since the trigger, or since the response where that comes first. It is
    read in committed locations, after the event has been told.
    """
    edges = []
    case = words.case(prop.when)
    if prop.trigger in words.events:
        told = words.told(prop.trigger)
        edges.append(Edge("idle", "waiting", case, told, _waits(prop)))
        edges.append(Edge("early", "weighing" if prop.ahead else "answered", case, told))
        edges.append(Edge("spoilt", "never", case, told))
    if prop.response in words.events:
        told, how = words.told(prop.response), words.how(prop.response)
        good = f"{how} > WORLD" if prop.performed else ""
        edges.append(Edge("idle", "early", good, told, "w = 0"))
        edges.append(Edge("waiting", "judging", good, told))
        if prop.performed:
            edges.append(Edge("idle", "spoilt", f"{how} <= WORLD", told))
            edges.append(Edge("waiting", "never", f"{how} <= WORLD", told))
    edges.append(Edge("judging", "answered", "w <= due", update="due = 0"))
    edges.append(Edge("judging", "late", "w > due", update="due = 0"))
    names = ["idle", "early", "spoilt", "waiting", "answered", "late", "never"]
    locations = [*(Location(name) for name in names), Location("judging", "committed")]
    if prop.ahead:
        soon = f"2 * ({prop.ahead} - bound) + odd"
        edges.append(Edge("weighing", "answered", f"w >= {soon}"))
        edges.append(Edge("weighing", "late", f"w < {soon}"))
        locations.append(Location("weighing", "committed"))
    declared = f"clock w;\nint[-{2 * prop.ahead + 1},2 * bound + 1] due = 0;"
    return Template("Observer", tuple(locations), tuple(edges), declared, "const int bound")


def _waits(prop: Property) -> str:
    """The update with which the observer begins to wait for the response."""
    if prop.ahead:
        return f"w = 0, due = 2 * (bound - {prop.ahead}) - odd"
    return "w = 0, due = bound == 0 ? 0 : 2 * bound - odd"


def unanswered(process: str) -> str:
    """The condition that the property's trigger has come and its response never will."""
    return f"({process}.waiting || {process}.never)"


def violated(process: str) -> str:
    """The condition that the response was later than the bound, or never will come."""
    return f"({process}.waiting || {process}.late || {process}.never)"
