"""Edits written into a rule file, with everything else in it left as it stands.

The file is changed where the edits are and nowhere else, so that comments, order and layout of
the drafter's own text survive and a comparison of the two files shows just the amendment.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from model.amendment import (
    Edit,
    NewCountsAs,
    NewDeadline,
    NewDefault,
    NewDuty,
    NewStart,
    applied,
    proposed,
)
from model.language import Complaint
from model.otherwise import read_otherwise, without_alternatives
from model.regime import Regime
from model.rule import Obligation
from model.vocabulary import Guard, Vocabulary
from protocols.document import parse_document
from protocols.mistakes import Mistakes
from protocols.reader import regime_of

_WIDTH = 2  # spaces by which the shipped files indent


class _Change(NamedTuple):
    """Characters from ``start`` up to, not including, ``end`` are replaced."""

    start: int
    end: int
    text: str


def edited(
    text: bytes, file: str, regime: Regime, edits: Sequence[Edit], shared: Vocabulary
) -> bytes:
    """Return a rule file with edits made in it.

    Parameters
    ----------
    text, regime
        The file, and the regime that was read from it.
    file
        The file's name, for messages.
    shared
        The vocabulary that the file's own words are added to.

    Raises
    ------
    Complaint
        When the edited file would not be read as the regime with the edits made, as where rules
        share parts by reference.
    """
    source = text.decode("utf-8-sig")
    root = YAML(typ="rt", pure=True).compose(source)
    assert isinstance(root, MappingNode)
    made = sorted(_changes(source, root, regime, edits), reverse=True)
    for one in made:
        source = source[: one.start] + one.text + source[one.end :]
    result = source.encode()
    if not _reads_as(result, file, applied(regime, edits), shared):
        raise Complaint("amend.not-written", file=file)
    return result


def _reads_as(text: bytes, file: str, wanted: Regime, shared: Vocabulary) -> bool:
    """Whether a file is read as the regime that it should be."""
    try:
        found = regime_of(parse_document(text, file), shared, wanted.under)
        found = read_otherwise(found, {each.rule: each.alternative for each in wanted.otherwise})
    except (Mistakes, Complaint):
        return False
    # A rule that was read otherwise keeps its alternatives in the file.
    same = without_alternatives(found.rules) == without_alternatives(wanted.rules)
    return same and found.counting == wanted.counting


def _changes(
    source: str, root: MappingNode, regime: Regime, edits: Sequence[Edit]
) -> Iterator[_Change]:
    rules = _value(root, "rules")
    assert isinstance(rules, SequenceNode)
    nodes = {str(_value(node, "id").value): node for node in rules.value}
    added = [edit for edit in edits if isinstance(edit, NewDuty | NewCountsAs)]
    starts: dict[str, list[str]] = {}
    for one in edits:
        match one:
            case NewDeadline():
                yield _replaced(source, _value(nodes[one.rule], "deadline"), _days(one.days))
            case NewDefault():
                old = regime.by_id[one.rule]
                assert isinstance(old, Obligation)
                yield _inserted(source, nodes[one.rule], f"on-expiry: {old.act}")
            case NewStart():
                starts.setdefault(one.rule, []).append(one.event)
    changed = {edit.rule for edit in edits if not isinstance(edit, NewDuty | NewCountsAs)}
    for rule in changed - {each.rule for each in regime.otherwise}:
        yield from _settled(source, nodes[rule])
    for rule, events in starts.items():
        every = ", ".join((*regime.by_id[rule].on.events, *events))
        yield _replaced(source, _value(nodes[rule], "on"), f"{{any: [{every}]}}")
        if (start := _value(nodes[rule], "start", None)) is not None:
            yield _replaced(source, start, "stated")
    if added:
        yield _appended(source, rules, added)
        ledger = _value(root, "ledger", None)
        if isinstance(ledger, MappingNode):
            yield _listed(source, ledger, [one.article for one in added])


def _value(node: MappingNode, key: str, *default: Any) -> Any:
    for name, value in node.value:
        if name.value == key:
            return value
    if default:
        return default[0]
    raise KeyError(key)


def _settled(source: str, rule: MappingNode) -> Iterator[_Change]:
    """Take away what else could be read in a rule: it was about the wording before the edit."""
    reading = _value(rule, "reading", None)
    for node in reading.value if isinstance(reading, SequenceNode) else [reading]:
        pairs = node.value if isinstance(node, MappingNode) else []
        for place, (key, value) in enumerate(pairs):
            if key.value == "alternatives" and place:
                start = _end(source, pairs[place - 1][1])
                yield _Change(start, _end(source, value), "")
            elif key.value == "alternatives":
                yield _Change(key.start_mark.index, pairs[1][0].start_mark.index, "")


def _days(days: int) -> str:
    return "1 working day" if days == 1 else f"{days} working days"


def _replaced(source: str, node: Node, text: str) -> _Change:
    start, end = node.start_mark.index, _end(source, node)
    return _Change(start, end, text)


def _end(source: str, node: Node) -> int:
    """Where a node ends, without the white space and comments that the parser counts to it."""
    end = int(node.end_mark.index)
    text = source[node.start_mark.index : end]
    if isinstance(node, MappingNode | SequenceNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end(source, last[1] if isinstance(node, MappingNode) else last)
    return int(node.start_mark.index) + len(text.rstrip())


def _inserted(source: str, rule: MappingNode, line: str) -> _Change:
    """A further key, after the deadline."""
    place = _end(source, _value(rule, "deadline"))
    if rule.flow_style:
        return _Change(place, place, f", {line}")
    rest = source[place : source.find("\n", place) if "\n" in source[place:] else len(source)]
    place += len(rest)  # a comment at the end of the line stays with it
    return _Change(place, place, f"\n{' ' * rule.start_mark.column}{line}")


def _appended(source: str, rules: SequenceNode, added: Sequence[NewDuty | NewCountsAs]) -> _Change:
    place = _end(source, rules)
    if rules.flow_style:
        place -= 1
        return _Change(place, place, "".join(f", {{{', '.join(_lines(one))}}}" for one in added))
    last = rules.value[-1]
    column = last.start_mark.column - _WIDTH
    indent = " " * (column + _WIDTH)
    blocks = [f"\n\n{' ' * column}- " + f"\n{indent}".join(_lines(one)) for one in added]
    rest = source[place : source.find("\n", place) if "\n" in source[place:] else len(source)]
    place += len(rest)
    return _Change(place, place, "".join(blocks))


def _lines(one: NewDuty | NewCountsAs) -> list[str]:
    lines = [f"id: {one.id}", f'article: "{one.article}"', f"on: {one.on}"]
    if isinstance(one, NewDuty):
        lines += [f"bearer: {one.bearer}", f"act: {one.act}", f"deadline: {_days(one.days)}"]
        lines += [f"on-expiry: {one.act}"] if one.deemed else []
    else:
        lines.append(f"counts-as: {one.event}")
    lines += [f"when: {_guard(one.when)}"] if one.when else []
    reading = proposed()
    return [*lines, f'reading: {{zh: "{reading.zh}", en: "{reading.en}"}}']


def _guard(guard: Guard) -> str:
    parts = (
        f"{name}: [{', '.join(map(_quoted, sorted(values)))}]" for name, values in guard.items()
    )
    return f"{{{', '.join(parts)}}}"


def _quoted(value: str) -> str:
    return f'"{value}"'


def _listed(source: str, ledger: MappingNode, articles: Sequence[str]) -> _Change:
    """The added articles among the units of the text."""
    named = ", ".join(f'"{one}"' for one in articles)
    sections = _value(ledger, "sections", None)
    if sections is None:
        place = int(ledger.start_mark.index)
        if ledger.flow_style:
            return _Change(place + 1, place + 1, f"sections: [{named}], ")
        return _Change(place, place, f"sections: [{named}]\n{' ' * ledger.start_mark.column}")
    place = _end(source, sections)
    if sections.flow_style:
        comma = ", " if sections.value else ""
        return _Change(place - 1, place - 1, f"{comma}{named}")
    indent = " " * (sections.value[-1].start_mark.column - _WIDTH)
    return _Change(place, place, "".join(f'\n{indent}- "{one}"' for one in articles))
