"""Networks of timed automata, and their text in UPPAAL's XML.

What a network says is said in UPPAAL's own language, as text; this file only knows how templates
are written down. The form is that of the document type `-//Uppaal Team//DTD Flat System 1.6//EN`,
as UPPAAL's documentation describes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal
from xml.etree import ElementTree

_HEAD = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE nta PUBLIC '-//Uppaal Team//DTD Flat System 1.6//EN' \
'http://www.it.uu.se/research/group/darts/uppaal/flat-1_6.dtd'>
"""
_STEP = 200  # between locations on the canvas


@dataclass(frozen=True, slots=True)
class Location:
    """A location; time does not pass in an urgent one, and a committed one is left first."""

    name: str
    kind: Literal["", "urgent", "committed"] = ""
    invariant: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """An edge, its labels in UPPAAL's language; an empty label is none."""

    source: str
    target: str
    guard: str = ""
    sync: str = ""
    update: str = ""
    select: str = ""


@dataclass(frozen=True)
class Template:
    """An automaton; the first location is the initial one."""

    name: str
    locations: tuple[Location, ...]
    edges: tuple[Edge, ...]
    declaration: str = ""
    parameter: str = ""


@dataclass(frozen=True, slots=True)
class UppaalQuery:
    """A query, what it asks in words, and whether it should be satisfied, where that is known."""

    name: str
    formula: str
    comment: str
    expected: bool | None


@dataclass(frozen=True)
class Network:
    """Declarations, templates, the processes made of them, and what is asked of them."""

    declaration: str
    templates: tuple[Template, ...]
    system: str
    questions: tuple[UppaalQuery, ...] = ()

    def xml(self, title: str = "") -> str:
        """Return the whole document, with comments of UPPAAL's language before everything."""
        root = ElementTree.Element("nta")
        _text(root, "declaration", title + self.declaration)
        for template in self.templates:
            root.append(_template(template))
        _text(root, "system", self.system)
        asked = ElementTree.SubElement(root, "queries")
        for question in self.questions:
            query = ElementTree.SubElement(asked, "query")
            _text(query, "formula", question.formula)
            _text(query, "comment", question.comment)
        ElementTree.indent(root)
        return _HEAD + ElementTree.tostring(root, encoding="unicode") + "\n"


def _template(template: Template) -> ElementTree.Element:
    node = ElementTree.Element("template")
    _text(node, "name", template.name)
    if template.parameter:
        _text(node, "parameter", template.parameter)
    if template.declaration:
        _text(node, "declaration", template.declaration)
    ids = {one.name: f"{template.name}_{one.name}" for one in template.locations}
    for place, one in enumerate(template.locations):
        spot = {"x": str(_STEP * place), "y": "0"}
        location = ElementTree.SubElement(node, "location", {"id": ids[one.name], **spot})
        _text(location, "name", one.name)
        _label(location, "invariant", one.invariant)
        if one.kind:
            ElementTree.SubElement(location, one.kind)
    ElementTree.SubElement(node, "init", {"ref": ids[template.locations[0].name]})
    for edge in template.edges:
        transition = ElementTree.SubElement(node, "transition")
        ElementTree.SubElement(transition, "source", {"ref": ids[edge.source]})
        ElementTree.SubElement(transition, "target", {"ref": ids[edge.target]})
        _label(transition, "select", edge.select)
        _label(transition, "guard", edge.guard)
        _label(transition, "synchronisation", edge.sync)
        _label(transition, "assignment", edge.update)
    return node


def _text(parent: ElementTree.Element, tag: str, text: str) -> None:
    ElementTree.SubElement(parent, tag).text = text


def _label(parent: ElementTree.Element, kind: str, text: str) -> None:
    if text:
        ElementTree.SubElement(parent, "label", {"kind": kind}).text = text


def conjunction(*parts: str) -> str:
    """Join conditions, of which those that are empty say nothing.

    >>> conjunction("a", "", "b || c")
    'a && (b || c)'
    """
    said = [part for part in parts if part]
    return " && ".join(f"({one})" if " || " in one and len(said) > 1 else one for one in said)


def either(parts: Iterable[str]) -> str:
    """Join alternatives; ``false`` where there is none."""
    said = list(parts)
    return " || ".join(f"({one})" if " && " in one else one for one in said) or "false"


@dataclass
class Names:
    """Identifiers for the words of a regime: letters, digits and underscores, each once."""

    prefix: str
    known: dict[str, str] = field(default_factory=dict)

    def of(self, words: Iterable[str]) -> Mapping[str, str]:
        """Give each word its identifier.

        >>> Names("e").of(["info.pushed", "info-pushed"])
        {'info.pushed': 'e_info_pushed', 'info-pushed': 'e_info_pushed_2'}
        """
        for word in words:
            plain = f"{self.prefix}_" + re.sub(r"[^A-Za-z0-9]", "_", word)
            name, number = plain, 2
            while name in self.known.values():
                name, number = f"{plain}_{number}", number + 1
            self.known[word] = name
        return self.known
