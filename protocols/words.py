"""Whether the words of a rule file exist and fit each other.

The form of the file is the matter of :mod:`protocols.form`; here its events, parties and attributes
are looked up, and what could never work is found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from model.deadline import External, Recurring
from model.language import catalogue
from model.regime import Regime
from model.vocabulary import WORLD, Vocabulary
from protocols import document as yaml
from protocols.document import DataPath
from protocols.fields import NAME
from protocols.form import CountsAsForm, ObligationForm, SanctionForm, VocabularyForm
from protocols.mistakes import Mistake, nearest


class Words:
    """Whether the words of a file exist and fit each other."""

    def __init__(self, document: yaml.Document, shared: Vocabulary, vocabulary: Vocabulary) -> None:
        self.document = document
        self.shared = shared
        self.words = vocabulary
        self.mistakes: list[Mistake] = []

    def vocabulary(self, form: VocabularyForm) -> None:
        """Check the words that the file defines itself."""
        self._own_words(form)
        for name, event in form.events.items():
            path: DataPath = ("vocabulary", "events", name)
            if name in self._ancestors(name):
                self._add(path, "presupposes-itself", word=name)
            if event.by != WORLD:
                self._known(event.by, self.words.parties, "party", (*path, "by"))
            self._events(event.presupposes, (*path, "presupposes"))

    def rule(self, rule: ObligationForm | CountsAsForm, path: DataPath) -> None:
        """Check the words of one rule."""
        triggers = self._trigger(rule, (*path, "on"))
        self._guard(rule.when, (*path, "when"))
        if isinstance(rule, CountsAsForm):
            self._known(rule.counts_as, self.words.events, "event", (*path, "counts-as"))
            effect, key = rule.counts_as, "counts-as"
        else:
            self._obligation(rule, path)
            effect, key = rule.act, "act"
        if effect in triggers:
            self._add((*path, key), "own-trigger", event=effect)
        self._scope(effect, triggers, (*path, key))
        if isinstance(rule, ObligationForm) and rule.on_expiry is not None:
            self._scope(rule.on_expiry.event, triggers, (*path, "on-expiry"))
        if rule.id == "all":
            self._add((*path, "id"), "reserved", word="all")

    def sanction(
        self, sanction: SanctionForm, path: DataPath, rules: Iterable[ObligationForm | CountsAsForm]
    ) -> None:
        """Check the words of one sanction."""
        self._known(
            sanction.consequence, self.words.consequences, "consequence", (*path, "consequence")
        )
        duties = [rule.id for rule in rules if isinstance(rule, ObligationForm)]
        if sanction.of == ["all"]:
            return
        for place, name in enumerate(sanction.of):
            self._known(name, duties, "duty", (*path, "of", place))

    def distinct(self, ids: list[str], section: str) -> None:
        """Check that no identifier of a section stands twice."""
        for place, name in enumerate(ids):
            if name in ids[:place]:
                self._add((section, place, "id"), "duplicate-id", id=name)

    def _own_words(self, form: VocabularyForm) -> None:
        shared = self.shared
        taken = {
            "parties": {*shared.parties, WORLD},
            "channels": {*shared.channels},
            "events": {*shared.events},
            "attributes": {*shared.attributes},
            "consequences": {*shared.consequences},
        }
        for section, words in taken.items():
            for name in getattr(form, section):
                if name in words:
                    self._add(("vocabulary", section, name), "word-taken", word=name)

    def _ancestors(self, event: str) -> set[str]:
        found: set[str] = set()
        waiting = list(self.words.events[event].presupposes)
        while waiting:
            one = waiting.pop()
            if one not in found and one in self.words.events:
                found.add(one)
                waiting += self.words.events[one].presupposes
        return found

    def _scope(self, event: str, triggers: list[str], path: DataPath) -> None:
        """An event that all threads of a case share must not hang on one of them."""
        events = self.words.events
        if event in events and events[event].scope == "case":
            causes = [*triggers, *events[event].presupposes]
            if any(one in events and events[one].scope == "thread" for one in causes):
                self._add(path, "case-from-thread", event=event)

    def _obligation(self, rule: ObligationForm, path: DataPath) -> None:
        self._known(rule.act, self.words.events, "event", (*path, "act"))
        self._known(rule.bearer, self.words.parties, "party", (*path, "bearer"))
        if rule.towards is not None:
            self._known(rule.towards, self.words.parties, "party", (*path, "towards"))
        for place, channel in enumerate(rule.through):
            self._known(channel, self.words.channels, "channel", (*path, "through", place))
        if rule.on_expiry is not None:
            self._known(rule.on_expiry.event, self.words.events, "event", (*path, "on-expiry"))
            self._guard(rule.on_expiry.unless, (*path, "on-expiry", "unless"))
        if rule.reading is None:
            if rule.start == "unstated":
                self._add((*path, "start"), "reading-missing", what=catalogue()["reading.start"])
            elif isinstance(rule.deadline, External | Recurring):
                what = catalogue()["reading.deadline"]
                self._add((*path, "deadline"), "reading-missing", what=what)

    def _trigger(self, rule: ObligationForm | CountsAsForm, path: DataPath) -> list[str]:
        if (rule.on.any is None) == (rule.on.all is None):
            self._add(path, "trigger-form")
            return []
        quantifier = "any" if rule.on.all is None else "all"
        events = rule.on.any or rule.on.all or []
        single = isinstance(self._data(path), str)
        self._events(events, path if single else (*path, quantifier))
        return list(events)

    def _guard(self, guard: Mapping[str, list[str]], path: DataPath) -> None:
        for name, values in guard.items():
            if not self._known(name, self.words.attributes, "attribute", (*path, name), key=True):
                continue
            for value in values:
                allowed = self.words.attributes[name].values
                self._known(value, allowed, "value", (*path, name))

    def _events(self, events: Iterable[str], path: DataPath) -> None:
        for place, event in enumerate(events):
            self._known(event, self.words.events, "event", (*path, place))

    def _known(
        self, word: str, known: Iterable[str], kind: str, path: DataPath, key: bool = False
    ) -> bool:
        known = list(known)
        if word in known:
            return True
        located = self.document.mistake_at_key if key else self.document.mistake
        label = catalogue()[f"kind.{kind}"]
        near = nearest(word, known)
        self.mistakes.append(located(path, "unknown-word", kind=label, word=word, near=near))
        return False

    def _add(self, path: DataPath, code: str, **values: object) -> None:
        self.mistakes.append(self.document.mistake(path, code, **values))

    def _data(self, path: DataPath) -> object:
        node = self.document.data
        for part in path:
            node = node[part]
        return node


_WORDS = {"act": "events", "on": "events", "counts-as": "events", "bearer": "parties"}
_KINDS = {"events": "event", "parties": "party"}


def unformed_words(document: yaml.Document, shared: Vocabulary) -> list[Mistake]:
    """Return unknown words and repeated ids of a file whose form is wrong elsewhere.

    So that an author is told everything at once; words that the file may define itself are left
    alone when it has a vocabulary.
    """
    rules = document.data.get("rules") if isinstance(document.data, dict) else None
    if not isinstance(rules, list):
        return []
    mistakes: list[Mistake] = []
    seen: set[str] = set()
    for place, rule in enumerate(rules):
        if not isinstance(rule, dict):
            continue
        name = rule.get("id")
        if isinstance(name, str) and name in seen:
            mistakes.append(document.mistake(("rules", place, "id"), "duplicate-id", id=name))
        seen.add(str(name))
        if "vocabulary" not in document.data:
            mistakes += _unknown_in(rule, ("rules", place), document, shared)
    return mistakes


def _unknown_in(
    rule: Mapping[str, object], path: DataPath, document: yaml.Document, shared: Vocabulary
) -> list[Mistake]:
    mistakes = []
    for key, section in _WORDS.items():
        word, known = rule.get(key), list(getattr(shared, section))
        if isinstance(word, str) and re.fullmatch(NAME, word) and word not in known:
            label = catalogue()[f"kind.{_KINDS[section]}"]
            values = {"kind": label, "word": word, "near": nearest(word, known)}
            mistakes.append(document.mistake((*path, key), "unknown-word", **values))
    return mistakes


def unreached(regime: Regime) -> list[tuple[str, str]]:
    """Return rules with a trigger that nothing in the file brings about, with that trigger.

    It is some party's act that no rule demands, deems or counts, and it follows on an act that
    rules do govern; so in practice it will not happen, and the rule will not speak.
    """
    words, governed = regime.vocabulary.events, regime.governed
    return [
        (rule.id, event)
        for rule in regime.rules
        for event in rule.on.events
        if event not in governed
        and words[event].by != WORLD
        and governed & set(words[event].presupposes)
    ]
