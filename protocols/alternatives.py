"""Alternative readings of rules: each is the rule with some of its keys otherwise.

An alternative is checked as the rule that it would make, so that a mistake in it is told where it
stands and not when somebody takes it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from model.regime import Regime
from model.vocabulary import Vocabulary
from protocols import document as yaml
from protocols.above import check_supplied
from protocols.document import DataPath
from protocols.form import AlternativeForm, AnyRuleForm, RegimeForm, RuleForm
from protocols.kinds import effect_of
from protocols.limits import check_limits
from protocols.mistakes import Mistake, Mistakes
from protocols.plain import Form, fields_of
from protocols.validation import validate
from protocols.words import Words

_FIXED = ("id", "article", "reading")
"""Keys of a rule that no reading of it changes."""

Forms = dict[str, AnyRuleForm | None]
"""The rule under each of its alternatives; ``None`` where there would be no rule."""


class _Place(NamedTuple):
    """An alternative in a file."""

    rule: int
    id: str
    form: AlternativeForm
    path: DataPath


class _Otherwise(Form):
    """A rule as it would be, alone in a file of its own."""

    rules: list[RuleForm]


class _Changed(NamedTuple):
    """Where the keys and values stand that an alternative changes, by their path in the rule."""

    keys: dict[DataPath, yaml.Place]
    values: dict[DataPath, yaml.Place]


def without_taken_away(document: yaml.Document) -> yaml.Document:
    """Return a document in which a key without a value is no mistake where it is taken away.

    That is in the rule of an alternative.
    """
    allowed = {
        document.place((*path, key), key=True)
        for path, changes in _written(document.data)
        for key, value in changes.items()
        if value is None
    }
    kept = (one for one in document.mistakes if not _is_empty_at(one, allowed))
    return replace(document, mistakes=tuple(kept))


def _is_empty_at(mistake: Mistake, places: set[yaml.Place]) -> bool:
    return mistake.code == "empty-value" and (mistake.line, mistake.column) in places


def _written(data: Any) -> Iterator[tuple[DataPath, dict[str, Any]]]:
    """Yield the changes of each alternative in a file that nobody has checked, with their path."""
    rules = data.get("rules") if isinstance(data, dict) else None
    for place, rule in enumerate(rules if isinstance(rules, list) else ()):
        reading = rule.get("reading") if isinstance(rule, dict) else None
        at: DataPath = ("rules", place, "reading")
        several = enumerate(reading) if isinstance(reading, list) else [(None, reading)]
        for number, each in several:
            path = at if number is None else (*at, number)
            named = each.get("alternatives") if isinstance(each, dict) else None
            for name, alternative in named.items() if isinstance(named, dict) else ():
                changes = alternative.get("rule") if isinstance(alternative, dict) else None
                if isinstance(changes, dict):
                    yield (*path, "alternatives", name, "rule"), changes


class Alternatives:
    """The alternatives in a file whose form is sound, each read as the rule that it would make."""

    def __init__(
        self,
        document: yaml.Document,
        form: RegimeForm,
        shared: Vocabulary,
        words: Vocabulary,
        above: tuple[Regime, ...] = (),
    ) -> None:
        self.above = above
        self.document, self.rules, self.shared, self.words = document, form.rules, shared, words
        self.places = list(_places(document, form))
        self.changed = _changed_places(document) if self.places else {}
        self.mistakes: list[Mistake] = []

    def read(self, sound: bool) -> list[Forms]:
        """Return for each rule its form under each alternative, and note all mistakes in them.

        ``sound`` says that nothing else in the file is wrong, so that a rule that does not fit
        the others does so because of the alternative.
        """
        read: list[Forms] = [{} for _ in self.rules]
        for place in self.places:
            if place.id in read[place.rule]:
                mistake = self.document.mistake_at_key(place.path, "duplicate-id", id=place.id)
                self.mistakes.append(mistake)
                continue
            try:
                read[place.rule][place.id] = self._rule(place, sound)
            except Mistakes as found:
                self.mistakes += found.mistakes
        return read

    def _rule(self, place: _Place, sound: bool) -> AnyRuleForm | None:
        """Return the rule under one alternative; all mistakes of it as :class:`Mistakes`."""
        changes, at = place.form.rule, (*place.path, "rule")
        if changes == "none":
            return None
        if fixed := [key for key in _FIXED if key in changes]:
            wrong = (
                self.document.mistake_at_key((*at, key), "alternative-fixed", key=key)
                for key in fixed
            )
            raise Mistakes(wrong)
        before = self.rules[place.rule]
        alone = self._alone(place, at)
        after = validate(alone, _Otherwise).rules[0]
        check = Words(alone, self.shared, self.words)
        check.rule(after, ("rules", 0))
        check_supplied(check, [after], self.above)
        if sound:
            check_limits(check, [after, *(each for each in self.rules if each is not before)], 1)
        if _as_read(after) == _as_read(before):
            check.mistakes.append(self.document.mistake(at, "alternative-same", id=place.id))
        if check.mistakes:
            raise Mistakes(check.mistakes)
        return after

    def _alone(self, place: _Place, at: DataPath) -> yaml.Document:
        """Return a file with the one rule as it would be; what was changed has its own place.

        All else has that of the alternative, which made it wrong if it is wrong.
        """
        merged = {**self.document.data["rules"][place.rule], **place.form.rule}
        rule = {key: value for key, value in merged.items() if value is not None}
        rule["reading"] = {"zh": place.form.zh, "en": place.form.read().en}
        changed = self.changed.get(at, _Changed({}, {}))  # a design's file has no places
        values = {(): self.document.place(place.path, key=True), **changed.values}
        data = {"rules": [rule]}
        return yaml.Document(self.document.file, data, values, changed.keys, (), self.document.text)


def _places(document: yaml.Document, form: RegimeForm) -> Iterator[_Place]:
    for number, rule in enumerate(form.rules):
        listed = isinstance(document.data["rules"][number].get("reading"), list)
        for nth, reading in enumerate(rule.reading):
            path: DataPath = ("rules", number, "reading", *((nth,) if listed else ()))
            for name, alternative in reading.alternatives.items():
                yield _Place(number, name, alternative, (*path, "alternatives", name))


def _as_read(form: AnyRuleForm) -> dict[str, Any]:
    """What a form says apart from its readings, so that two ways of writing it are the same."""
    said: dict[str, Any] = _said(form)
    _, kind = effect_of(form)
    # Who supplies an open limit is said as well, though it makes no other limit of it.
    by = getattr(said.get("deadline"), "by", "")
    return {**said, "reading": None, "kind": kind, "by": by}


def _said(value: Any) -> Any:
    """What a form says, whether it is written or holds where nothing is."""
    if isinstance(value, Form):
        return {name: _said(getattr(value, name)) for name in fields_of(type(value))}
    if isinstance(value, dict):
        return {key: _said(each) for key, each in value.items()}
    return [_said(each) for each in value] if isinstance(value, list) else value


def _changed_places(document: yaml.Document) -> dict[DataPath, _Changed]:
    """Return for the rule of each alternative where its changes stand."""
    found: dict[DataPath, _Changed] = {}
    for name in ("keys", "values"):
        for path, where in getattr(document, name).items():
            # rules, its number, reading, perhaps a number, alternatives, an id, rule
            length = 7 if len(path) > 3 and isinstance(path[3], int) else 6
            if len(path) >= length and path[0] == "rules" and path[length - 1] == "rule":
                changed = found.setdefault(path[:length], _Changed({}, {}))
                if rest := path[length:]:
                    getattr(changed, name)["rules", 0, *rest] = where
    return found
