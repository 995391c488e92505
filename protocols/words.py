"""Whether the words of a rule file exist and fit each other.

The form of the file is the matter of :mod:`protocols.form`; here its events, parties and attributes
are looked up, and what could never work is found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import assert_never

from model.language import catalogue
from model.property import Asks, World
from model.vocabulary import WORLD, Vocabulary
from protocols import document as yaml
from protocols.document import DataPath
from protocols.fields import NAME
from protocols.form import (
    AnyRuleForm,
    CountsAsForm,
    EventForm,
    LapseForm,
    LedgerForm,
    ObligationForm,
    PowerForm,
    PrecedenceForm,
    ProhibitionForm,
    PropertyForm,
    SanctionForm,
    VocabularyForm,
)
from protocols.kinds import any_deemed, binds, effect_of
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
        for name, party in form.parties.items():
            if party.within is not None:
                place = ("vocabulary", "parties", name, "within")
                self.known(party.within, self.words.parties, "kind.party", place)
        for name, attribute in form.attributes.items():
            if attribute.known_to is not None:
                place = ("vocabulary", "attributes", name, "known-to")
                self.known(attribute.known_to, self.words.parties, "kind.party", place)
            for value in attribute.phrases:
                where = ("vocabulary", "attributes", name, "phrases", value)
                self.known(value, attribute.values, "kind.value", where, key=True)
        self._wanted(form)
        for name, event in form.events.items():
            path: DataPath = ("vocabulary", "events", name)
            if name in self._ancestors(name):
                self.add(path, "presupposes-itself", word=name)
            if event.by != WORLD:
                self.known(event.by, self.words.parties, "kind.party", (*path, "by"))
            self.events(event.presupposes, (*path, "presupposes"))
            self.events(event.sees_to, (*path, "sees-to"))
            self.guard(event.when, (*path, "when"))
            for key, other in _related(event).items():
                self.known(other, self.words.events, "kind.event", (*path, key))

    def rule(self, rule: AnyRuleForm, path: DataPath) -> None:
        """Check the words of one rule."""
        triggers = self._trigger(rule, (*path, "on"))
        self.guard(rule.when, (*path, "when"))
        effect, key = effect_of(rule)
        self.known(effect, self.words.events, "kind.event", (*path, key))
        match rule:
            case CountsAsForm() | LapseForm():
                pass
            case PowerForm():
                self._bearer(rule, path)
                self._reaching(rule, path)
                self._ending(rule.until, rule.may, triggers, path)
            case ProhibitionForm():
                self._bearer(rule, path)
                self._ending(rule.until, rule.must_not, triggers, path)
            case ObligationForm():
                self._bearer(rule, path)
                self._reaching(rule, path)
                self._obligation(rule, path)
            case _:
                assert_never(rule)
        if effect in triggers:
            self.add((*path, key), "own-trigger", event=effect)
        if not isinstance(rule, ProhibitionForm):
            self.scope(effect, triggers, (*path, key))
        if rule.id == "all":
            self.add((*path, "id"), "reserved", word="all")

    def property(self, prop: PropertyForm, path: DataPath) -> None:
        """Check the words of one property, and that its parts fit each other."""
        self.known(prop.trigger, self.words.events, "kind.event", (*path, "trigger"))
        self.events(prop.response, (*path, "response"))
        self.guard(prop.when, (*path, "when"))
        if prop.trigger in prop.response:
            self.add((*path, "response"), "own-trigger", event=prop.trigger)
        written = {"within": prop.within is not None, "ahead": prop.ahead > 0}
        written |= {"by-all": prop.by_all, "world": prop.world is World.USUAL}
        for key, there in written.items():
            if there and prop.asks is not Asks.RESPONSE:
                self.add((*path, key), "does-not-fit", key=key, asks=prop.asks)
        trigger = self.words.events.get(prop.trigger)
        if prop.by_all and trigger is not None and trigger.scope == "thread":
            self.add((*path, "by-all"), "by-all-from-one", event=prop.trigger)
        if (prop.days is None) == (prop.asks is Asks.NOT_BEFORE):
            missing = prop.days is None
            code = "missing-key" if missing else "does-not-fit"
            self.add(path if missing else (*path, "days"), code, key="days", asks=prop.asks)

    def precedence(self, clause: PrecedenceForm, path: DataPath, rules: Iterable[str]) -> None:
        """Check that a hierarchy clause orders rules that are there."""
        for key, names in (("first", clause.first), ("over", clause.over)):
            for place, name in enumerate(names):
                self.known(name, rules, "kind.rule", (*path, key, place))

    def sanction(
        self, sanction: SanctionForm, path: DataPath, rules: Iterable[AnyRuleForm]
    ) -> None:
        """Check the words of one sanction."""
        known = self.words.consequences
        self.known(sanction.consequence, known, "kind.consequence", (*path, "consequence"))
        among = list(rules)
        duties = [rule.id for rule in among if binds(rule)]
        if sanction.by is not None:
            self.known(sanction.by, self.words.parties, "kind.party", (*path, "by"))
        if sanction.deemed_too and not any_deemed(sanction, among):
            self.add((*path, "deemed-too"), "nothing-deemed")
        if sanction.of == ["all"]:
            return
        for place, name in enumerate(sanction.of):
            self.known(name, duties, "kind.duty", (*path, "of", place))

    def defined(self, ledger: LedgerForm) -> None:
        """Check that what silent clauses define and take up is known."""
        for place, silent in enumerate(ledger.silent):
            path: DataPath = ("ledger", "silent", place)
            for number, party in enumerate(silent.defines):
                self.known(party, self.words.parties, "kind.party", (*path, "defines", number))
            for number, event in enumerate(silent.takes_up):
                self.known(event, self.words.events, "kind.event", (*path, "takes-up", number))

    def distinct(self, ids: list[str], section: str) -> None:
        """Check that no identifier of a section stands twice."""
        for place, name in enumerate(ids):
            if name in ids[:place]:
                self.add((section, place, "id"), "duplicate-id", id=name)

    def _own_words(self, form: VocabularyForm) -> None:
        shared = self.shared
        taken = {
            "parties": {*shared.parties, WORLD},
            "channels": {*shared.channels},
            "events": {*shared.events},
            "attributes": {*shared.attributes},
            "consequences": {*shared.consequences},
            "contents": {*shared.contents},
            "concerns": {*shared.concerns},
            "purposes": {*shared.purposes},
        }
        for section, words in taken.items():
            for name in getattr(form, section):
                if name in words:
                    self.add(("vocabulary", section, name), "word-taken", word=name)

    def follows(self, later: str, event: str) -> bool:
        """Whether an event is another, or presupposes it."""
        return later == event or (later in self.words.events and event in self._ancestors(later))

    def _ancestors(self, event: str) -> set[str]:
        found: set[str] = set()
        waiting = list(self.words.events[event].presupposes)
        while waiting:
            one = waiting.pop()
            if one not in found and one in self.words.events:
                found.add(one)
                waiting += self.words.events[one].presupposes
        return found

    def scope(self, event: str, triggers: list[str], path: DataPath) -> None:
        """An event that all threads of a case share must not hang on one of them."""
        events = self.words.events
        if event in events and events[event].scope == "case":
            causes = [*triggers, *events[event].presupposes]
            if any(one in events and events[one].scope == "thread" for one in causes):
                self.add(path, "case-from-thread", event=event)

    def _wanted(self, form: VocabularyForm) -> None:
        """Check the words of concerns and purposes."""
        for name, concern in form.concerns.items():
            path: DataPath = ("vocabulary", "concerns", name)
            self.known(concern.trigger, self.words.events, "kind.event", (*path, "trigger"))
            self.events(concern.never, (*path, "never"))
            self.guard(concern.when, (*path, "when"))
        for name, purpose in form.purposes.items():
            path = ("vocabulary", "purposes", name)
            self.events(purpose.reach, (*path, "reach"))
            self.guard(purpose.when, (*path, "when"))

    def _bearer(self, rule: ObligationForm | PowerForm | ProhibitionForm, path: DataPath) -> None:
        self.known(rule.bearer, self.words.parties, "kind.party", (*path, "bearer"))

    def _ending(self, until: str | None, act: str, triggers: list[str], path: DataPath) -> None:
        """Check what ends a permission or a prohibition."""
        if until is None:
            return
        self.known(until, self.words.events, "kind.event", (*path, "until"))
        if until == act:
            self.add((*path, "until"), "until-act", event=until)
        elif triggers == [until]:
            self.add((*path, "until"), "until-trigger", event=until)

    def _reaching(self, rule: ObligationForm | PowerForm, path: DataPath) -> None:
        if rule.towards is not None:
            self.known(rule.towards, self.words.parties, "kind.party", (*path, "towards"))
        rule_data = self.data(path)
        named = isinstance(rule_data, dict) and "through" in rule_data
        written = self.data((*path, "through")) if named else None
        keyed = isinstance(written, dict)
        if keyed and (rule.through.any is None) == (rule.through.all is None):
            self.add((*path, "through"), "channels-form")
        for key in ("any", "all"):
            at: DataPath = (*path, "through", key) if keyed else (*path, "through")
            for place, channel in enumerate(getattr(rule.through, key) or ()):
                self.known(channel, self.words.channels, "kind.channel", (*at, place))

    def _obligation(self, rule: ObligationForm, path: DataPath) -> None:
        for place, party in enumerate(rule.jointly):
            self.known(party, self.words.parties, "kind.party", (*path, "jointly", place))
        for place, content in enumerate(rule.content):
            self.known(content, self.words.contents, "kind.content", (*path, "content", place))
        if not rule.reading and not rule.bearer_stated:
            what = catalogue()["reading.bearer"]
            self.add((*path, "bearer-stated"), "reading-missing", what=what)

    def _trigger(self, rule: AnyRuleForm, path: DataPath) -> list[str]:
        if (rule.on.any is None) == (rule.on.all is None):
            self.add(path, "trigger-form")
            return []
        quantifier = "any" if rule.on.all is None else "all"
        events = rule.on.any or rule.on.all or []
        single = isinstance(self.data(path), str)
        self.events(events, path if single else (*path, quantifier))
        return list(events)

    def guard(self, guard: Mapping[str, list[str]], path: DataPath) -> None:
        """Check the attributes and values of a guard."""
        for name, values in guard.items():
            known = self.words.attributes
            if not self.known(name, known, "kind.attribute", (*path, name), key=True):
                continue
            for value in values:
                allowed = self.words.attributes[name].values
                self.known(value, allowed, "kind.value", (*path, name))

    def events(self, events: Iterable[str], path: DataPath) -> None:
        """Check that events are known."""
        for place, event in enumerate(events):
            self.known(event, self.words.events, "kind.event", (*path, place))

    def known(
        self, word: str, known: Iterable[str], kind: str, path: DataPath, key: bool = False
    ) -> bool:
        """Check that a word is known; where it is a key, the place told is that of the key."""
        known = list(known)
        if word in known:
            return True
        located = self.document.mistake_at_key if key else self.document.mistake
        label = catalogue()[kind]
        near = nearest(word, known)
        self.mistakes.append(located(path, "unknown-word", kind=label, word=word, near=near))
        return False

    def add(self, path: DataPath, code: str, **values: object) -> None:
        """Note a mistake at its place."""
        self.mistakes.append(self.document.mistake(path, code, **values))

    def at(self, path: DataPath, place: int, *more: str) -> DataPath:
        """Return the path to an entry of a list, or to the one that stands there without a list."""
        listed = isinstance(self.data(path), list)
        return (*path, place, *more) if listed else (*path, *more)

    def data(self, path: DataPath) -> object:
        """Return what is written at a place."""
        node = self.document.data
        for part in path:
            node = node[part]
        return node


def _related(event: EventForm) -> dict[str, str]:
    keys = ("answers", "mirror", "refusal", "consents", "covers", "settles", "failing")
    found = {key: getattr(event, key) for key in keys}
    return {key: other for key, other in found.items() if other is not None}


_WORDS = {"act": "events", "on": "events", "counts-as": "events", "bearer": "parties"}
_KINDS = {"events": "kind.event", "parties": "kind.party"}


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
            label = catalogue()[_KINDS[section]]
            values = {"kind": label, "word": word, "near": nearest(word, known)}
            mistakes.append(document.mistake((*path, key), "unknown-word", **values))
    return mistakes
