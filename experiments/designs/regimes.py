"""The regimes of a design: texts as they stand, reforms of them, and levels of their parameters."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from experiments.designs.asking import NOTHING_MORE, Questions
from experiments.designs.form import PARTS, ChangeForm, RegimeForm, VaryForm
from experiments.designs.rereading import reread
from model.deadline import Counting
from model.language import Complaint, Text, catalogue
from model.otherwise import read_otherwise, without_alternatives
from model.regime import Regime
from model.rule import Rule
from protocols import library, names
from protocols.document import DataPath, Document, open_document
from protocols.mistakes import Mistake, Mistakes, nearest
from protocols.patch import Patch, settle, unname
from protocols.reader import regime_of


@dataclass(frozen=True)
class Setting:
    """One value of a level or an assumption.

    Attributes
    ----------
    name
        The level's or the assumption's.
    vary, at
        What it varies, and where in the design that is said.
    source
        Where in the design the value stands.
    """

    name: str
    vary: VaryForm
    value: Any
    source: DataPath
    at: DataPath


class Variant:
    """A regime of a design, with its changes checked against the articles of its text.

    Parameters
    ----------
    name, form, at
        What the design calls it and says of it, and where.

    Raises
    ------
    Mistakes
        Every mistake in the changes, told in the design; or the rule file's own.
    """

    def __init__(self, design: Document, name: str, form: RegimeForm, at: DataPath) -> None:
        self.design = design
        self.name = name
        self.form = form
        self.at = at
        path = self._path()
        self.base = self._read_otherwise(self._found(path))
        self.document = _opened(path, path.stat().st_mtime_ns)
        self.mistakes: list[Mistake] = []
        self.asked = NOTHING_MORE
        # A text at a day or with the law above it is in no one file that could be changed.
        self.as_found = bool(library.behind(form.regime) or self.base.versions)
        if self.as_found:
            self.regime = self._unchanged()
            return
        self.changed = self._changed()
        if self.mistakes:
            raise Mistakes(self.mistakes)
        self.regime = self._read(self.changed)
        self._idle_changes()

    def _unchanged(self) -> Regime:
        """Return the regime under the name that the design gives it."""
        if self.form.changes or self.form.counting is not None:
            self._add(self.at, "change-as-found", regime=self.form.regime)
            raise Mistakes(self.mistakes)
        label = self.form.label.read() if self.form.label else self.base.name
        return replace(self.base, id=self.name, name=label)

    def _read_otherwise(self, regime: Regime) -> Regime:
        """Return a regime with the readings that the design takes."""
        try:
            return read_otherwise(regime, self.form.readings)
        except Complaint as complaint:
            at = (*self.at, "readings")
            raise Mistakes([self.design.mistake(at, "no-reading", why=complaint.say())]) from None

    def _path(self) -> Path:
        found = file_of(self.design, self.form.regime)
        try:
            return library.resolved(found)
        except Complaint as complaint:
            where = (*self.at, "regime") if self._whole() else self.at
            raise located(self.design, where, "no-regime", self.form.regime, complaint) from None

    def _found(self, path: Path) -> Regime:
        """Return the regime, at the day and with the law above it if that is asked for."""
        try:
            return library.find(str(path) + library.behind(self.form.regime))
        except Complaint as complaint:
            where = (*self.at, "regime") if self._whole() else self.at
            raise located(self.design, where, "no-regime", self.form.regime, complaint) from None

    def _whole(self) -> bool:
        node = self.design.data
        for part in self.at:
            node = node[part] if isinstance(node, dict) else {}
        return isinstance(node, dict)

    def ask(self, questions: Questions) -> None:
        """Let the regime be asked some questions besides its own, at all levels."""
        self.asked = questions
        self.regime = questions.put_to(self.regime)

    def at_levels(self, settings: tuple[Setting, ...]) -> Regime:
        """Return the regime with levels of its parameters set."""
        if not settings:
            return self.regime
        if self.as_found:
            self._add(self.at, "change-as-found", regime=self.form.regime)
            raise Mistakes(self.mistakes)
        patch = self._changed()
        for setting in settings:
            self._set(patch, setting)
        if self.mistakes:
            raise Mistakes(self.mistakes)
        return self.asked.put_to(self._read(patch))

    def says(self, vary: VaryForm) -> Any:
        """Return what the regime says of what a level or an assumption varies."""
        if vary.setting == "counting":
            return str(self.regime.counting)
        if self.as_found:
            return None
        rules = {one["id"]: one for one in self.changed.data["rules"]}
        return rules.get(self._rule_called(str(vary.rule)), {}).get(vary.part)

    def _rule_called(self, name: str) -> str:
        """The identifier of a rule that is named by it or by a label; the name where it is none."""
        return names.rules(self.base).find(name) or name

    def _changed(self) -> Patch:
        patch = Patch(self.document, self.design, self.at)
        if self.form.counting is not None:
            patch.put(("counting",), str(self.form.counting), (*self.at, "counting"))
        for rule, name in self.form.readings.items():
            reread(patch, rule, name, (*self.at, "readings", rule))
        for number, change in enumerate(self.form.changes):
            self._change(patch, change, (*self.at, "changes", number))
        return patch

    def _change(self, patch: Patch, change: ChangeForm, at: DataPath) -> None:
        if sum(one is not None for one in (change.rule, change.add, change.drop)) != 1:
            self._add(at, "change-form")
        elif change.add is not None:
            self._rule_added(patch, ("rules", len(patch.data["rules"])), change.add, at)
        elif (place := self._cited(patch, change, at)) is not None:
            if change.drop is not None:
                called = self._rule_called(change.drop)
                patch.remove(("rules", place))
                unname(patch.data, called)
            else:
                self._alter(patch, place, change, at)

    def _rule_added(self, patch: Patch, path: DataPath, rule: dict[str, Any], at: DataPath) -> None:
        patch.put(path, rule, (*at, "add"))
        if "deadline" in rule:
            patch.put((*path, "deadline"), days(rule["deadline"]), (*at, "add", "deadline"))

    def _cited(self, patch: Patch, change: ChangeForm, at: DataPath) -> int | None:
        key = "rule" if change.rule is not None else "drop"
        rule = str(change.rule or change.drop)
        if change.article is None:
            self._add(at, "change-article", rule=rule)
            return None
        return self._place(patch, rule, change.article, (*at, key), (*at, "article"))

    def _place(
        self, patch: Patch, rule: str, article: str, at: DataPath, cited: DataPath
    ) -> int | None:
        """Where a rule stands, if it is there and comes from the article that is said."""
        rules = {one["id"]: (place, one) for place, one in enumerate(patch.data["rules"])}
        rule = self._rule_called(rule)
        if rule not in rules:
            near = nearest(rule, rules)
            self._add(at, "no-rule", rule=rule, regime=self.form.regime, near=near)
            return None
        place, found = rules[rule]
        if found["article"] != article:
            real = found["article"]
            self._add(cited, "other-article", rule=rule, article=article, real=real)
        return place

    def _alter(self, patch: Patch, place: int, change: ChangeForm, at: DataPath) -> None:
        altered = [part for part in PARTS if part.replace("-", "_") in change.model_fields_set]
        if not altered:
            self._add(at, "change-nothing", rule=change.rule)
        for part in altered:
            value = getattr(change, part.replace("-", "_"))
            _put(patch, ("rules", place), part, value, (*at, part))

    def _set(self, patch: Patch, setting: Setting) -> None:
        vary, at = setting.vary, setting.at
        if vary.setting == "counting":
            patch.put(("counting",), setting.value, setting.source)
            return
        article: Any = vary.article
        cited: DataPath = (*at, "article")
        if isinstance(article, dict):
            if self.form.regime not in article:
                self._add(cited, "level-article", regime=self.form.regime, rule=vary.rule)
                return
            cited, article = (*cited, self.form.regime), article[self.form.regime]
        place = self._place(patch, str(vary.rule), str(article), (*at, "rule"), cited)
        if place is not None:
            _put(patch, ("rules", place), vary.part, setting.value, setting.source)

    def _read(self, patch: Patch) -> Regime:
        """Read the patched file; its ledger stays that of the text, which the design leaves."""
        patch.data.pop("ledger", None)
        for rule in patch.data["rules"]:
            settle(rule)
        found = regime_of(patch.document(), library.shared_vocabulary(), self.base.under)
        found = replace(found, rules=tuple(map(self._as_in_the_text, found.rules)))
        named = Text(self.name, self.name) if self.form.changes else self.base.name
        label = self.form.label.read() if self.form.label else named
        same = (found.rules, found.counting) == (self.base.rules, self.base.counting)
        same = same and not self.form.readings
        rules = hashlib.sha256(repr(patch.data["rules"]).encode()).hexdigest()
        counting = self.base.counting_stated or found.counting is not Counting.EXCLUDE_FIRST_DAY
        return replace(
            found,
            id=self.name,
            name=label,
            ledger=self.base.ledger,
            counting_stated=counting,
            source=self.base.source,
            otherwise=self.base.otherwise,
            digest=self.base.digest if same else rules,
        )

    def _as_in_the_text(self, rule: Rule) -> Rule:
        """The rule of the text itself, with what one could read instead, where it is that rule."""
        before = self.base.by_id.get(rule.id)
        return before if before and without_alternatives([before]) == (rule,) else rule

    def _idle_changes(self) -> None:
        """A change after which the rule is as before is a slip of the pen."""
        for number, change in enumerate(self.form.changes):
            rule = self._rule_called(change.rule or "")
            same = rule and self.regime.by_id.get(rule) == self.base.by_id.get(rule)
            if same and not any(
                self._rule_called(one.drop or "") == rule for one in self.form.changes
            ):
                self._add((*self.at, "changes", number), "change-nothing", rule=rule)
        if self.mistakes:
            raise Mistakes(self.mistakes)

    def _add(self, path: DataPath, code: str, **values: object) -> None:
        self.mistakes.append(self.design.mistake(path, code, **values))


@cache
def _opened(path: Path, changed: int) -> Document:
    return open_document(path)


def days(value: Any) -> Any:
    """Return a deadline as rule files write it; a bare number is in working days, 0 immediately.

    >>> days(0), days(1), days(5), days("0 working days"), days("2 months")
    ('immediately', '1 working day', '5 working days', 'immediately', '2 months')
    """
    if value in ("0 working days", "0 calendar days"):
        return "immediately"
    if isinstance(value, bool) or not isinstance(value, int):
        return value
    return "immediately" if value == 0 else f"{value} working day{'s' if value > 1 else ''}"


def _put(patch: Patch, rule: DataPath, part: str, value: Any, source: DataPath) -> None:
    if part == "on-expiry" and value == "none":
        if part in patch.node(rule):
            patch.remove((*rule, part))
        return
    patch.put((*rule, part), days(value) if part == "deadline" else value, source)


def file_of(design: Document, name: str) -> str:
    """Return a file's path where it lies beside the design, else its name as it is."""
    plain = library.plain_name(name)
    beside = Path(design.file).parent / plain
    is_file = Path(plain).suffix in (".yaml", ".yml") and os.path.exists(beside)
    return str(beside) if is_file else name


def located(design: Document, at: DataPath, code: str, name: str, complaint: Complaint) -> Mistakes:
    """Return what is wrong with a name as a mistake of the design."""
    near = complaint.values.get("near")
    known = complaint.values.get("all") or catalogue()["experiment.a-path"]
    return Mistakes([design.mistake(at, code, name=name, known=known, near=near)])
