"""An interpreter of networks of timed automata in UPPAAL's XML, written from its documentation.

It knows nothing of this project: it reads a document, explores every state and answers reachability
and invariance. Clocks take whole values only, which is exact where time passes only up to closed
whole bounds and guards are met at those instants, as in a model whose every step waits for a
clock to reach a whole number.

The subset: bounded integers, booleans, arrays of them, constants, clocks of templates, channels
(binary and broadcast, single or in arrays), functions with ``if`` and ranged ``for``, templates
with one constant parameter, selections, urgent and committed locations, invariants; the
queries ``A[] not …`` and ``E<> …``. Out-of-range assignments are errors, as in UPPAAL.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any
from xml.etree import ElementTree

from tests.uppaal_language import Parser, Scope, tokens, within

State = tuple[int, ...]


@dataclass(frozen=True)
class Edge:
    process: int
    source: int
    target: int
    guard: Callable[[list[int]], bool]
    channel: Callable[[list[int]], int]
    kind: str  # "", "!" or "?"
    broadcast: bool
    update: Callable[[list[int]], None]


class Network:
    """A document, ready to be explored."""

    def __init__(self, xml: str) -> None:
        self.root = ElementTree.fromstring(xml.encode())
        self.initial: list[int] = []
        self.caps: dict[int, int] = {}
        self.names: dict[str, Any] = {"within": within}
        self.channels: dict[str, int] = {}
        self.channel_count = 0
        self.scope = Scope()
        system = self.root.findtext("system") or ""
        made = dict(re.findall(r"(\w+) = (\w+\([^)]*\));", system))
        listed = re.findall(r"\w+", re.findall(r"system ([^;]*);", system)[0])
        templates = {one.findtext("name") or "": one for one in self.root.iter("template")}
        self.count = len(listed)
        self.initial = [0] * self.count
        self._declare(self.root.findtext("declaration") or "", self.scope)
        instances = []
        for place, name in enumerate(listed):
            kind, _, argument = made.get(name, name).rstrip(")").partition("(")
            instances.append((place, templates[kind], argument))
            ids = [one.findtext("name") or "" for one in templates[kind].findall("location")]
            self.scope.processes[name] = (place, {one: k for k, one in enumerate(ids)})
        self.beginning: list[list[list[Edge]]] = []
        self.hearers: list[list[dict[int, list[Edge]]]] = []
        self.listening: dict[int, list[int]] = {}
        self.bounded: list[int] = []
        self.invariants: list[list[Callable[[list[int]], bool]]] = []
        self.kinds: list[list[str]] = []
        self.idle: list[list[list[int]]] = []
        for place, template, argument in instances:
            self._instance(place, template, argument)
        # Only what has such a location is asked in every state whether it is there.
        self.committing = [
            (k, [one == "committed" for one in kinds])
            for k, kinds in enumerate(self.kinds)
            if "committed" in kinds
        ]
        self.hurried = [
            (k, [bool(one) for one in kinds]) for k, kinds in enumerate(self.kinds) if any(kinds)
        ]
        self.resting = [(k, clocks) for k, clocks in enumerate(self.idle) if any(clocks)]

    # Declarations

    def _declare(self, text: str, scope: Scope) -> list[int]:
        """Read declarations; return the places of the clocks among them."""
        parser, clocks = Parser(text, scope), []
        while parser.peek():
            if parser.taken("const"):
                parser.take("int")
                name = parser.take()
                parser.take("=")
                scope.values[name] = str(eval(parser.expression(), {}))
                parser.take(";")
            elif parser.peek() == "void":
                self._function(parser)
            elif parser.peek() in ("chan", "broadcast"):
                broadcast = parser.taken("broadcast")
                parser.take("chan")
                name = parser.take()
                size = self._size(parser)
                scope.channels[name] = broadcast
                self.channels[name] = self.channel_count
                self.channel_count += max(1, size)
                parser.take(";")
            elif parser.taken("clock"):
                name = parser.take()
                parser.take(";")
                scope.clocks.add(name)
                scope.values[name] = f"S[{len(self.initial)}]"
                clocks.append(len(self.initial))
                self.initial.append(0)
            else:
                self._variable(parser, scope)
        return clocks

    def _size(self, parser: Parser) -> int:
        """The length of an array; 0 where it is none."""
        if not parser.taken("["):
            return 0
        size = int(eval(parser.expression(), {}))
        parser.take("]")
        assert size >= 1
        return size

    def _variable(self, parser: Parser, scope: Scope) -> None:
        low, high = 0, 1
        if parser.peek() == "int":
            low, high = (int(eval(one, {})) for one in parser.range())
        else:
            parser.take("bool")
        name, first = parser.take(), 0
        size = self._size(parser)
        if parser.taken("="):
            first = int(eval(parser.expression(), {}))
        parser.take(";")
        scope.ranges[name] = (low, high)
        if size:
            scope.arrays[name] = (len(self.initial), size)
        else:
            scope.values[name] = f"S[{len(self.initial)}]"
        self.initial += [first] * max(1, size)

    def _function(self, parser: Parser) -> None:
        parser.take("void")
        name = parser.take()
        parser.take("(")
        arguments = []
        while not parser.taken(")"):
            assert parser.take() in ("int", "bool")
            arguments.append(parser.take())
            parser.taken(",")
        outer = parser.scope
        parser.scope = outer.inner()
        parser.scope.values.update({one: one for one in arguments})
        lines = parser.block(" ")
        parser.scope = outer
        outer.functions.add(name)
        exec(f"def do_{name}({', '.join(['S', *arguments])}):\n" + "\n".join(lines), self.names)

    # Processes

    def _instance(self, place: int, template: ElementTree.Element, argument: str) -> None:
        scope = self.scope.inner()
        if parameter := template.findtext("parameter"):
            name = parameter.split()[-1]
            scope.values[name] = argument
        clocks = self._declare(template.findtext("declaration") or "", scope)
        text = ElementTree.tostring(template, encoding="unicode") + f" {argument}"
        labels = re.sub(r'(?:x|y|id|ref)="[^"]*"', "", text)
        largest = max((int(one) for one in re.findall(r"\b\d+\b", labels)), default=0)
        self.caps |= dict.fromkeys(clocks, 2 * largest + 2)
        found = template.findall("location")
        numbers = {one.get("id") or "": k for k, one in enumerate(found)}
        invariants = [label(one, "invariant") for one in found]
        self.invariants.append([self._condition(one, scope) for one in invariants])
        marks = [
            [mark for mark in ("urgent", "committed") if one.find(mark) is not None]
            for one in found
        ]
        self.kinds.append(["".join(one) for one in marks])
        initial = template.find("init")
        assert initial is not None
        self.initial[place] = numbers[initial.get("ref") or ""]
        transitions = template.findall("transition")
        edges: list[list[Edge]] = [[] for _ in found]
        for one in transitions:
            for edge in self._edges(place, one, numbers, scope):
                edges[edge.source].append(edge)
        self.beginning.append([[edge for edge in some if edge.kind != "?"] for some in edges])
        hearers: list[dict[int, list[Edge]]] = [{} for _ in found]
        for heard in (edge for some in edges for edge in some if edge.kind == "?"):
            # Channels that are listened to are constants here.
            hearers[heard.source].setdefault(heard.channel([]), []).append(heard)
        self.hearers.append(hearers)
        for channel in dict.fromkeys(one for known in hearers for one in known):
            self.listening.setdefault(channel, []).append(place)
        if any(invariants):
            self.bounded.append(place)
        named = [name for name in scope.clocks if name not in self.scope.clocks]
        at = {name: int(scope.values[name][2:-1]) for name in named}
        self.idle.append(idle_clocks(invariants, transitions, numbers, at))

    def _condition(self, text: str, scope: Scope) -> Callable[[list[int]], bool]:
        if not text:
            return _always
        parser = Parser(text, scope)
        found = parser.expression()
        assert not parser.peek(), text
        return eval(f"lambda S: {found}", self.names)  # type: ignore[no-any-return]

    def _edges(
        self, place: int, node: ElementTree.Element, numbers: dict[str, int], scope: Scope
    ) -> Iterator[Edge]:
        source, target = (node.find(one) for one in ("source", "target"))
        assert source is not None
        assert target is not None
        ends = numbers[source.get("ref") or ""], numbers[target.get("ref") or ""]
        for chosen in self._selected(label(node, "select"), scope):
            own = scope.inner()
            own.values.update(chosen)
            sync = label(node, "synchronisation")
            name = (tokens(sync) or [""])[0]
            index = Parser(sync[len(name) + 1 : -2], own).expression() if "[" in sync else "0"
            channel = eval(f"lambda S: {self.channels.get(name, -1)} + {index}", self.names)
            actions = Parser(label(node, "assignment"), own).actions() or ["pass"]
            made: dict[str, Any] = {}
            exec("def update(S):\n" + "\n".join(f" {one}" for one in actions), self.names, made)
            guard = self._condition(label(node, "guard"), own)
            broadcast = scope.channels.get(name, False)
            if broadcast and sync.endswith("?"):
                looked = set(tokens(label(node, "guard"))) & own.clocks
                assert not looked, "no clock in the guard of an edge that receives a broadcast"
            yield Edge(place, *ends, guard, channel, sync[-1:], broadcast, made["update"])

    def _selected(self, text: str, scope: Scope) -> Iterator[dict[str, str]]:
        parser, names, ranges = Parser(text, scope), [], []
        while parser.peek():
            names.append(parser.take())
            parser.take(":")
            low, high = (int(eval(one, {})) for one in parser.range())
            ranges.append(range(low, high + 1))
            parser.taken(",")
        for values in product(*ranges):
            yield {name: str(value) for name, value in zip(names, values, strict=True)}

    # Exploration

    def successors(self, state: State) -> list[State]:
        now, found = list(state), list[State]()
        committed = [k for k, kinds in self.committing if kinds[state[k]]]
        for k, known in enumerate(self.beginning):
            for edge in known[state[k]]:
                kind = edge.kind
                if committed and not kind and k not in committed:
                    continue
                if edge.guard is not _always and not edge.guard(now):
                    continue
                if not kind:
                    self._fire(now, [edge], found)
                    continue
                for group in self._groups(edge, now):
                    taken = [edge, *group]
                    if not committed or any(one.process in committed for one in taken):
                        self._fire(now, taken, found)
        if not any(kinds[state[k]] for k, kinds in self.hurried):
            for clock, cap in self.caps.items():
                if now[clock] < cap:
                    now[clock] += 1
            if self._allowed(now):
                found.append(self._settled(now))
        return found

    def _groups(self, edge: Edge, now: list[int]) -> list[list[Edge]]:
        """The edges that are taken together with one that is heard: one hearer, or all who hear."""
        channel = edge.channel(now)
        hearing = []
        for k in self.listening.get(channel, ()):
            known = self.hearers[k][now[k]].get(channel)
            if known and k != edge.process:
                hearing.append([one for one in known if one.guard(now)])
        if edge.broadcast:
            return [list(one) for one in product(*filter(None, hearing))]
        return [[one] for some in hearing for one in some]

    def _fire(self, now: list[int], edges: list[Edge], found: list[State]) -> None:
        """Add the state after edges are taken together to those found, if it is allowed."""
        after = now.copy()
        for edge in edges:
            edge.update(after)
        for edge in edges:
            after[edge.process] = edge.target
        if self._allowed(after):
            found.append(self._settled(after))

    def _allowed(self, values: list[int]) -> bool:
        for k in self.bounded:
            met = self.invariants[k][values[k]]
            if met is not _always and not met(values):
                return False
        return True

    def _settled(self, values: list[int]) -> State:
        """The state, in which clocks that will be reset before they are read stand at 0."""
        for k, clocks in self.resting:
            for clock in clocks[values[k]]:
                values[clock] = 0
        return tuple(values)

    def explore(self, most: int = 10**6) -> Iterator[State]:
        """Every state that can be reached, each branching one once."""
        start = self._settled(list(self.initial))
        seen, waiting = {start}, [start]
        while waiting:
            state = waiting.pop()
            yield state
            following = self.successors(state)
            # A committed state with one way on is passed through.
            while len(following) == 1 and self._pressing(following[0]):
                yield following[0]
                following = self.successors(following[0])
            for one in following:
                if one not in seen:
                    seen.add(one)
                    waiting.append(one)
                    if len(seen) > most:
                        raise OverflowError(most)

    def _pressing(self, state: State) -> bool:
        return any(kinds[state[k]] for k, kinds in self.committing)

    def formulas(self) -> list[str]:
        return [one.findtext("formula") or "" for one in self.root.iter("query")]

    def answers(self, most: int = 10**6) -> list[bool]:
        """Which of the document's queries are satisfied."""
        asked: list[tuple[Callable[[Any], bool], bool]] = []
        for formula in self.formulas():
            invariant = formula.startswith("A[] not ")
            assert invariant or formula.startswith("E<> ")
            text = formula.removeprefix("A[] not ").removeprefix("E<> ")
            asked.append((self._condition(text, self.scope), invariant))
        open_ones = dict(enumerate(asked))
        found = [invariant for _, invariant in asked]
        self.states = 0
        for state in self.explore(most):
            self.states += 1
            for number, (condition, invariant) in [*open_ones.items()]:
                if condition(state):
                    del open_ones[number]
                    found[number] = not invariant
            if not open_ones:
                break
        return found


def kind(location: ElementTree.Element) -> str:
    return next((one for one in ("urgent", "committed") if location.find(one) is not None), "")


def _always(_: list[int]) -> bool:
    return True


def label(node: ElementTree.Element, kind: str) -> str:
    found = [one.text or "" for one in node.findall("label") if one.get("kind") == kind]
    assert len(found) <= 1
    return found[0] if found else ""


def idle_clocks(
    invariants: list[str],
    transitions: list[ElementTree.Element],
    numbers: dict[str, int],
    clocks: dict[str, int],
) -> list[list[int]]:
    """For each location the clocks that are reset on every way before they are read."""
    idle: list[list[int]] = [[] for _ in invariants]
    for name, place in clocks.items():
        read = {k for k, text in enumerate(invariants) if name in tokens(text)}
        ways = []
        for one in transitions:
            source, target = (one.find(end) for end in ("source", "target"))
            assert source is not None
            assert target is not None
            ends = numbers[source.get("ref") or ""], numbers[target.get("ref") or ""]
            if name in tokens(label(one, "guard")):
                read.add(ends[0])
            if not re.search(rf"\b{name} = 0\b", label(one, "assignment")):
                ways.append(ends)
        while more := {source for source, target in ways if target in read} - read:
            read |= more
        for k in range(len(invariants)):
            if k not in read:
                idle[k].append(place)
    return idle
