"""Labels that stand for identifiers in a rule file.

Where a rule file takes the identifier of an event, a party, an attribute, a channel, a content or a
consequence, its label in either language will do. Labels are put into identifiers before anything
else is checked, so that everything behind this module knows identifiers only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import field, replace
from operator import is_
from typing import Any

from model.language import LANGS, Text, catalogue, plain
from model.ledger import article_label
from model.value import dataclass
from model.vocabulary import Vocabulary
from protocols.articles import canonical
from protocols.document import DataPath, Document
from protocols.fields import NAME
from protocols.marks import marked
from protocols.mistakes import Mistake
from protocols.names import Names

_PLACES: dict[str, tuple[str, ...]] = {
    "events": (
        "rules/*/on",
        "rules/*/on/*",
        "rules/*/act",
        "rules/*/may",
        "rules/*/must-not",
        "rules/*/until",
        "rules/*/counts-as",
        "rules/*/lapse",
        "rules/*/unless",
        "rules/*/clock/stops/from",
        "rules/*/clock/stops/until",
        "rules/*/clock/stops/*/from",
        "rules/*/clock/stops/*/until",
        "rules/*/clock/restarts",
        "rules/*/clock/extends/on",
        "rules/*/clock/extends/*/on",
        "rules/*/overdue",
        "rules/*/excused-by",
        "rules/*/on-expiry",
        "rules/*/on-expiry/event",
        "rules/*/deadline/before",
        "rounds/*/events",
        "rounds/*/last-without",
        "vocabulary/events/*/presupposes",
        "vocabulary/events/*/answers",
        "vocabulary/events/*/mirror",
        "vocabulary/events/*/refusal",
        "vocabulary/events/*/consents",
        "vocabulary/events/*/covers",
        "vocabulary/events/*/settles",
        "vocabulary/events/*/failing",
        "vocabulary/events/*/sees-to",
        "vocabulary/concerns/*/trigger",
        "vocabulary/concerns/*/never",
        "vocabulary/purposes/*/reach",
        "properties/*/trigger",
        "properties/*/response",
        "ledger/silent/*/takes-up",
    ),
    "parties": (
        "rules/*/bearer",
        "rules/*/bearer/*",
        "rules/*/jointly",
        "rules/*/towards",
        "sanctions/*/by",
        "vocabulary/events/*/by",
        "vocabulary/parties/*/within",
        "vocabulary/attributes/*/known-to",
        "ledger/silent/*/defines",
    ),
    "channels": ("rules/*/through", "rules/*/through/any", "rules/*/through/all"),
    "contents": ("rules/*/content",),
    "consequences": ("sanctions/*/consequence",),
}
_GUARDS = (
    "rules/*/when",
    "rules/*/on-expiry/unless",
    "rules/*/on-expiry/unless/*",
    "vocabulary/events/*/when",
    "vocabulary/concerns/*/when",
    "vocabulary/purposes/*/when",
    "properties/*/when",
)
_OF_RULES = ("sanctions/*/of", "precedence/*/first", "precedence/*/over", "rules/*/deadline/of")
_ACTS = ("act", "counts-as", "may", "must-not", "lapse")
_KINDS = {
    "events": "kind.event",
    "parties": "kind.party",
    "attributes": "kind.attribute",
    "channels": "kind.channel",
    "contents": "kind.content",
    "consequences": "kind.consequence",
}
_RULES = (
    "rules/*",
    "rules/*/reading/alternatives/*/rule",
    "rules/*/reading/*/alternatives/*/rule",
)
"""Where a rule stands, or those of its keys that an alternative reading changes."""
_UNKNOWN = "unknown-word"
"""Stands for a word that is none, so that the form of the file can be checked all the same."""


@dataclass(slots=True)
class _Tree:
    """Places that begin alike, and what stands here; ``*`` is any key, or any of a list."""

    kinds: list[str] = field(default_factory=list)
    steps: dict[str, _Tree] = field(default_factory=dict)

    def grow(self, kind: str, places: tuple[str, ...]) -> None:
        """Add places, and for one in a rule the same place in alternative readings."""
        for place in places:
            for prefix in _RULES if place.startswith("rules/*") else ("",):
                at = self
                for step in (prefix + place.removeprefix("rules/*")).split("/"):
                    at = at.steps.setdefault(step, _Tree())
                at.kinds.append(kind)


_WORDS = _Tree()
for _kind, _where in {**_PLACES, "guard": _GUARDS}.items():
    _WORDS.grow(_kind, _where)
_RULE_NAMES = _Tree()
_RULE_NAMES.grow("rules", _OF_RULES)


def with_identifiers(document: Document, shared: Vocabulary) -> Document:
    """Return a rule file with identifiers in the place of labels.

    What is neither the one nor the other is among the mistakes of the document.
    """
    return _Replacing(document, shared).document()


class _Replacing:
    def __init__(self, document: Document, shared: Vocabulary) -> None:
        self.before = document
        self.shared = shared
        self._names: dict[str, Names] = {}
        self.keys, self.values = dict(document.keys), dict(document.values)
        self.mistakes: list[Mistake] = []

    def document(self) -> Document:
        change = {section: self._word(section) for section in (*_PLACES, "rules")}
        change["guard"] = self._guard
        data = _changed(self.before.data, _WORDS, (), change)
        self._words_replaced = data
        data = _changed(data, _RULE_NAMES, (), change)
        mistakes = (*self.before.mistakes, *self.mistakes)
        return replace(
            self.before, data=data, keys=self.keys, values=self.values, mistakes=mistakes
        )

    def _known(self, section: str) -> Names:
        """The names of a section; most files have none but identifiers, and need none."""
        if section not in self._names:
            self._names[section] = (
                self._rules(self._words_replaced)
                if section == "rules"
                else _names(self.before.data, self.shared, section)
            )
        return self._names[section]

    def _word(self, section: str) -> Callable[[Any, DataPath], Any]:
        def words(value: Any, path: DataPath) -> Any:
            if isinstance(value, list):
                return [self._found(section, each, (*path, k)) for k, each in enumerate(value)]
            return self._found(section, value, path)

        return words

    def _guard(self, value: Any, path: DataPath) -> Any:
        """A condition on cases, whose keys are attributes."""
        if not isinstance(value, dict):
            return value
        renamed = {}
        for key, allowed in value.items():
            name = self._found("attributes", key, (*path, key), key=True)
            if name != key:
                self._moved((*path, key), (*path, name))
            renamed[name] = self._allowed(name, allowed)
        return renamed

    def _allowed(self, attribute: str, given: Any) -> Any:
        """The values that a condition asks for, each by its identifier where it has that name."""
        if isinstance(given, list):
            return [self._allowed(attribute, each) for each in given]
        if not isinstance(given, str):
            return given
        return _value_called(self.before.data, self.shared, attribute, given)

    def _rules(self, data: Any) -> Names:
        """The rules of the file by identifier, article, and what their act is called."""
        rules = data.get("rules") if isinstance(data, Mapping) else None
        acts = _labels(data, self.shared, "events")
        found: dict[str, list[Text]] = {}
        for rule in rules if isinstance(rules, list) else ():
            if isinstance(rule, Mapping) and isinstance(rule.get("id"), str):
                article = rule.get("article")
                cited = [article_label(canonical(article))] if isinstance(article, str) else []
                act = next((rule[key] for key in _ACTS if isinstance(rule.get(key), str)), "")
                found[rule["id"]] = [*cited, *acts.get(act, ())]
        return Names(found)

    def _moved(self, old: DataPath, new: DataPath) -> None:
        for places in (self.keys, self.values):
            for path in [path for path in places if path[: len(old)] == old]:
                places[(*new, *path[len(old) :])] = places[path]

    def _found(self, section: str, value: Any, path: DataPath, key: bool = False) -> Any:
        """The identifier that a word means; the word itself where it cannot be a label."""
        if section == "events" and (mark := marked(value)):
            return {mark[0]: self._found(section, mark[1], (*path, mark[0]))}
        if not isinstance(value, str) or re.fullmatch(NAME, value) or not _spoken(value):
            return value
        known, kind = self._known(section), catalogue()[_KINDS.get(section, "kind.rule")]
        meant = known.all(value)
        if len(meant) == 1:
            return meant[0]
        located = self.before.mistake_at_key if key else self.before.mistake
        if meant:
            every = ", ".join(meant)
            found = located(path, "ambiguous-word", kind=kind, word=value, all=every)
        else:
            near = known.nearest(value)
            found = located(path, "unknown-word", kind=kind, word=value, near=near)
        self.mistakes.append(found)
        return _UNKNOWN


def _spoken(value: str) -> bool:
    """Whether a word looks like a label: it has Chinese signs, or words with blanks between."""
    return bool(re.search(r"[\u3400-\u9fff]", value) or " " in value.strip())


def _changed(
    data: Any, tree: _Tree, path: DataPath, change: Mapping[str, Callable[[Any, DataPath], Any]]
) -> Any:
    """Return data with what stands at the places of a tree changed.

    Where nothing changes it is the same data: most places are in few rules.
    """
    for kind in tree.kinds:
        data = change[kind](data, path)
    if isinstance(data, dict):
        for step, branch in tree.steps.items():
            at = data if step == "*" else (step,) if step in data else ()
            made = {key: _changed(data[key], branch, (*path, key), change) for key in at}
            if new := {key: value for key, value in made.items() if value is not data[key]}:
                data = {**data, **new}
    elif isinstance(data, list) and (every := tree.steps.get("*")) is not None:
        each = [_changed(value, every, (*path, k), change) for k, value in enumerate(data)]
        return data if all(map(is_, each, data)) else each
    return data


def _names(data: Any, shared: Vocabulary, section: str) -> Names:
    """The names of the shared words of a section and of those that a file adds."""
    return Names(_labels(data, shared, section))


_SPOKEN = {"是": "true", "yes": "true", "否": "false", "no": "false"}


def _value_called(data: Any, shared: Vocabulary, attribute: str, called: str) -> str:
    """The value of an attribute that goes by a name; the name itself where none does."""
    known = _values(data, shared, attribute)
    named = {name: value for value, names in known.items() for name in names}
    if {"true", "false"} <= known.keys():
        named = {**_SPOKEN, **named}
    return called if called in known else named.get(called, called)


def _values(data: Any, shared: Vocabulary, attribute: str) -> dict[str, list[str]]:
    """The values of an attribute, each with what it is called."""
    if (word := shared.attributes.get(attribute)) is not None:
        names = {value: word.names.get(value) for value in word.values}
        return {value: [text.zh, text.en] if text else [] for value, text in names.items()}
    own = dict(_own(data, "attributes")).get(attribute)
    written = own.get("values", ["false", "true"]) if isinstance(own, Mapping) else []
    if not isinstance(written, Mapping):
        return {str(value).lower(): [] for value in written} if isinstance(written, list) else {}
    return {
        value: [name for name in texts.values() if isinstance(name, str)]
        for value, texts in written.items()
        if isinstance(texts, Mapping)
    }


def _labels(data: Any, shared: Vocabulary, section: str) -> dict[str, list[Text]]:
    labels = {
        name: [word if isinstance(word, Text) else word.label]
        for name, word in getattr(shared, section).items()
    }
    for name, own in _own(data, section):
        label = own.get("label", own) if isinstance(own, dict) else None
        said = [label[lang] for lang in LANGS if lang in label] if isinstance(label, dict) else []
        labels.setdefault(name, [plain(word) for word in said if isinstance(word, str)])
    return labels


def _own(data: Any, section: str) -> Iterator[tuple[str, Any]]:
    words = data.get("vocabulary") if isinstance(data, Mapping) else None
    found = words.get(section) if isinstance(words, Mapping) else None
    if isinstance(found, Mapping):
        yield from found.items()
