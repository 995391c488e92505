"""The fitted scenario as a file: what differs from its base, each with interval and method."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from experiments.fit.figures import Parameter, Path, rounded
from model.language import Text, plain, say

_PLAIN = re.compile(r"[a-z][a-z0-9.-]*")


class Tree:
    """A mapping whose keys may have comments above them."""

    def __init__(self) -> None:
        self.parts: dict[str, Tree | Any] = {}
        self.notes: dict[str, Text] = {}

    def put(self, path: Sequence[str], value: Any, note: Text | None = None) -> None:
        """Put a value at a path; what was there is replaced."""
        key, *rest = path
        if rest:
            below = self.parts.get(key)
            if not isinstance(below, Tree):
                below = self.parts[key] = Tree()
                self.notes.pop(key, None)
            below.put(rest, value, note)
            return
        self.parts[key] = value
        if note is not None:
            self.notes[key] = note

    def lines(self, indent: str = "") -> Iterator[Text]:
        """Yield the lines of a file."""
        for key, value in self.parts.items():
            if key in self.notes:
                yield _comment(self.notes[key], indent)
            name = key if _PLAIN.fullmatch(key) else json.dumps(key)
            if isinstance(value, Tree | Listed):
                yield plain(f"{indent}{name}:")
                yield from value.lines(indent + "  ")
            else:
                yield plain(f"{indent}{name}: {flow(value)}")


class Listed:
    """A list of which each entry may have comments above it."""

    def __init__(self, entries: Sequence[tuple[Any, Sequence[Text]]]) -> None:
        self.entries = entries

    def lines(self, indent: str) -> Iterator[Text]:
        """Yield the lines of a file."""
        for value, notes in self.entries:
            for note in notes:
                yield _comment(note, indent)
            yield plain(f"{indent}- {flow(value)}")


def flow(value: Any) -> str:
    """Return a value as YAML has it on one line.

    >>> flow({"median": 2.0, "after": ["letter.sent"]})
    '{"median": 2.0, "after": ["letter.sent"]}'
    """
    return json.dumps(value, ensure_ascii=False)


def _comment(note: Text, indent: str = "") -> Text:
    return plain(f"{indent}# ") + note


def said(one: Parameter) -> Text:
    """Say the interval of a parameter, and how it was found; of an assumption why it is kept."""
    if one.span is None:
        return say("fit.comment.kept", why=one.how)
    return say("fit.comment.estimated", span=span_words(one), how=one.how, n=one.n)


def span_words(one: Parameter) -> Text:
    """Say the ends of an interval, in the unit of the parameter."""
    assert one.span is not None
    low, high = one.span.low, one.span.high
    if one.path[-1] == "looks":
        from experiments.fit.tasks import clock_time

        return plain(f"{clock_time(int(low))}–{clock_time(int(high))}")
    return plain(f"{number(low)}–{number(high)}")


def number(value: float) -> str:
    """Return a number with three digits that count.

    >>> number(0.034567), number(1234.5), number(4.0), number(float("inf"))
    ('0.0346', '1230', '4', '∞')
    """
    if math.isinf(value):
        return "∞"
    found = rounded(value)
    return f"{found:g}" if abs(found) < 1e6 else f"{found:.3g}"


def scenario_text(
    head: Mapping[str, Any],
    parameters: Sequence[Parameter],
    later: Mapping[str, Sequence[tuple[Any, Sequence[Text]]]],
    further: Sequence[tuple[Path, Any, Text | None]],
    kept: Sequence[tuple[Text, Text]],
    notes: Sequence[Text] = (),
) -> Text:
    """Return the text of a scenario file.

    Parameters
    ----------
    head
        The keys that every file says for itself.
    later
        For each kind of matter what comes later in it, with comments.
    further
        What has to be said for the file to be whole, beside the parameters: written first.
    kept
        What no log can tell, and why.
    """
    tree = Tree()
    for key, value in head.items():
        tree.put((key,), value)
    for path, value, note in further:
        tree.put([str(step) for step in path], value, note)
    bursts: dict[tuple[str, ...], list[Parameter]] = {}
    for one in parameters:
        if one.value is None or "later" in one.path:
            continue
        steps = tuple(str(step) for step in one.path)
        if one.estimated and steps[-2:-1] == ("bursts",):
            bursts.setdefault(steps[:-1], []).append(one)
        else:
            tree.put(steps, one.value, said(one))
    for where, those in bursts.items():
        tree.put(where, Listed([(one.value, [said(one)]) for one in those]))
    for kind, entries in later.items():
        tree.put(("matters", kind, "later"), Listed(entries))
    tree.parts = {key: tree.parts[key] for key in sorted(tree.parts, key=_place)}
    lines = [*map(_comment, notes), *tree.lines(), *_bottom(parameters, kept)]
    return plain("\n").join(lines) + "\n"


_ORDER = ("departments", "arrivals", "matters", "tasks", "recall")


def _place(key: str) -> int:
    """Where a key stands in a file; what every file says for itself stands first."""
    return 1 + _ORDER.index(key) if key in _ORDER else 0


def _bottom(parameters: Sequence[Parameter], kept: Sequence[tuple[Text, Text]]) -> Iterator[Text]:
    """What stays an assumption of the base scenario, and why."""
    yield plain("")
    yield _comment(say("fit.comment.assumed"))
    for name, why in kept:
        yield _comment(say("fit.kept-one", name=name, why=why))
    for one in parameters:
        if one.value is None and not one.estimated:
            yield _comment(say("fit.kept-one", name=plain(one.name), why=one.how))
