"""The assumptions of a design file: what is usual, what else is tried, and the sample of all."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from experiments.designs.assumption import Assumption, Assumptions, Group, Shown, text_of
from experiments.designs.form import AssumptionForm, DesignForm, VaryForm
from experiments.designs.levels import Varied, label_of, shown
from experiments.designs.regimes import Setting, Variant
from experiments.designs.scenarios import Setup
from model.language import Text, catalogue
from protocols.document import DataPath, Document

_READINGS = ("legal-act", "expiry-frees")
"""What a scenario says of how the texts are read."""


@dataclass(frozen=True)
class Variation:
    """What is assumed otherwise at some points.

    Attributes
    ----------
    assumed
        By assumption the value taken.
    row
        Row of the sample; ``None`` where one assumption is changed alone.
    """

    assumed: Mapping[str, Shown]
    settings: tuple[Setting, ...]
    row: int | None = None


class Assumed(Varied):
    """What a design assumes.

    Parameters
    ----------
    variants, setups
        Its regimes and scenarios, of which the usual values are asked.
    """

    def __init__(
        self,
        document: Document,
        form: DesignForm,
        variants: Sequence[Variant],
        setups: Sequence[Setup],
    ) -> None:
        super().__init__(document, "assumptions")
        self.form = form
        self.variants = variants
        self.setups = setups
        self._whole: dict[str, bool] = {}
        self.listed = {name: self.settings(name, one) for name, one in form.assumptions.items()}
        for name, one in form.assumptions.items():
            self._check(name, one)
        self._check_counts()

    def assumptions(self, tried: Sequence[Variation]) -> Assumptions | None:
        """Return them; ``tried`` are the variations that have a point."""
        form = self.form
        if not form.assumptions:
            return None
        return Assumptions(
            {name: self._assumption(name, one, tried) for name, one in form.assumptions.items()},
            form.assumption_replications or form.replications,
            form.sobol.sample if form.sobol else 0,
            form.sobol.replications if form.sobol else 1,
            form.seed,
        )

    def alone(self) -> Iterator[Variation]:
        """Yield each assumption at each other value, all others as usual."""
        for name, form in self.form.assumptions.items():
            values = self.listed[name] if form.values is not None else self._ends(name, form)
            for told, setting in values:
                yield Variation({name: told}, (setting,))

    @property
    def rows_in_all(self) -> int:
        """Rows of the sample."""
        ranges = sum(assumption.values is None for assumption in self.form.assumptions.values())
        return (ranges + 2) * self.form.sobol.sample if self.form.sobol and ranges else 0

    def rows(self) -> Iterator[Variation]:
        """Yield the rows of the sample over all ranges at once."""
        from experiments.statistics.sensitivity import plan  # takes long to load

        given = self.assumptions(())
        if given is None or not given.ranges:
            return
        made = plan(given.ranges, given.sample, seed=given.seed)
        for row, values in enumerate(made.points.tolist()):
            told = {
                name: self._drawn(name, value)
                for name, value in zip(given.ranges, values, strict=True)
            }
            yield Variation(told, tuple(self._setting(n, v) for n, v in told.items()), row)

    def _ends(self, name: str, form: AssumptionForm) -> Iterator[tuple[Shown, Setting]]:
        """The ends of a range, where they are not what is usual everywhere."""
        usual = {self._meant(form.vary, setup) for setup in self.setups}
        for key, end in (("low", form.low), ("high", form.high)):
            assert end is not None
            value = int(end) if self._whole[name] else end
            if usual != {value}:
                told = value if self._whole[name] else _tidy(end)
                yield told, self._setting(name, value, key)

    def _setting(self, name: str, value: Shown, key: str = "low") -> Setting:
        path: DataPath = (self.section, name)
        vary = self.form.assumptions[name].vary
        return Setting(name, vary, value, (*path, key), (*path, "vary"))

    def _drawn(self, name: str, value: float) -> Shown:
        """A sampled value, to six digits; whole numbers of a range have the same chance."""
        form = self.form.assumptions[name]
        if not self._whole[name]:
            return _tidy(value)
        low, high = int(form.low or 0), int(form.high or 0)
        return min(high, low + math.floor((value - low) / (high - low) * (high - low + 1)))

    def _assumption(
        self, name: str, form: AssumptionForm, tried: Sequence[Variation]
    ) -> Assumption:
        values = [one.assumed[name] for one in tried if one.row is None and name in one.assumed]
        ends = None if form.low is None or form.high is None else (form.low, form.high)
        words = {value: label.read() for value, label in form.words.items()}
        group = Group.READING if _is_reading(form.vary) else Group.CONDUCT
        usual = self._usual(form, words)
        source = form.source.read()
        return Assumption(label_of(name, form), source, group, usual, tuple(values), words, ends)

    def _usual(self, form: AssumptionForm, words: Mapping[str, Text]) -> Text:
        """What is assumed as usual; of several scenarios or regimes all that they say."""
        told = [words.get(one, _named(one)) for one in dict.fromkeys(self._said(form.vary))]
        return Text(" / ".join(one.zh for one in told), " / ".join(one.en for one in told))

    def _said(self, vary: VaryForm) -> Iterator[str]:
        if vary.setting == "reading":
            yield "strict" if self.form.reading is None else str(self.form.reading)
        elif vary.scenario is not None:
            yield from (_told(setup.says(vary.scenario)[0]) for setup in self.setups)
        else:
            yield from (_told(variant.says(vary)) for variant in self.variants)

    def _meant(self, vary: VaryForm, setup: Setup) -> Any:
        return setup.says(vary.scenario or [])[1]

    def _check(self, name: str, form: AssumptionForm) -> None:
        path: DataPath = (self.section, name)
        if name in self.form.levels:
            mistake = self.document.mistake_at_key(path, "assumption-is-level", name=name)
            self.mistakes.append(mistake)
        at = (*path, "vary", "scenario")
        wrong = [
            one for setup in self.setups for one in setup.misplaced(form.vary.scenario or (), at)
        ]
        self.mistakes += wrong
        ends = [form.low is not None, form.high is not None]
        if (form.values is None) != all(ends) or (form.values is not None and any(ends)):
            self._add(path, "assumption-form")
        elif form.values is None and not wrong:
            self._check_range(name, form)
        self._check_alone(name, form)
        if not wrong:
            self._check_words(name, form)

    def _check_range(self, name: str, form: AssumptionForm) -> None:
        """A range is of numbers, from low to high, and holds what is usual."""
        path: DataPath = (self.section, name)
        low, high = form.low or 0.0, form.high or 0.0
        if form.vary.scenario is None:
            self._add((*path, "vary"), "range-of-what", found=_kind(form.vary))
            return
        if not low < high:
            self._add((*path, "low"), "range-order")
            return
        usual = [self._meant(form.vary, setup) for setup in self.setups]
        whole = all(isinstance(one, int) for one in usual)
        self._whole[name] = whole
        for one in usual:
            if isinstance(one, bool) or not isinstance(one, int | float):
                self._add((*path, "vary"), "range-of-what", found=_told(one) or "null")
            elif not low <= one <= high:
                self._add((*path, "low"), "range-misses", usual=f"{one:g}")
        if whole and not (low.is_integer() and high.is_integer()):
            self._add((*path, "low"), "range-whole")

    def _check_alone(self, name: str, form: AssumptionForm) -> None:
        """Nothing is varied twice, as a level and an assumption, or as two assumptions."""
        others: list[tuple[str, VaryForm]] = [
            (level, one.vary) for level, one in self.form.levels.items()
        ]
        for other, one in self.form.assumptions.items():
            if other == name:
                break
            others.append((other, one.vary))
        for other, vary in others:
            if _meet(form.vary, vary):
                path = (self.section, name, "vary")
                self._add(path, "varied-twice", name=name, other=other)

    def _check_words(self, name: str, form: AssumptionForm) -> None:
        known = {text_of(told) for told, _ in self.listed[name]}
        known |= {text_of(end) for end in (form.low, form.high) if end is not None}
        known |= set(self._said(form.vary))
        for value in form.words:
            if value not in known:
                path: DataPath = (self.section, name, "words", value)
                known_words = ", ".join(sorted(known))
                mistake = self.document.mistake_at_key(
                    path, "words-of-nothing", found=value, known=known_words
                )
                self.mistakes.append(mistake)

    def _check_counts(self) -> None:
        form = self.form
        ranges = [
            assumption for assumption in form.assumptions.values() if assumption.values is None
        ]
        if form.sobol is not None and not ranges:
            self._add(("sobol",), "nothing-sampled")
        if form.assumption_replications is not None and not form.assumptions:
            self._add(("assumption-replications",), "no-assumptions")


def _is_reading(vary: VaryForm) -> bool:
    return vary.scenario is None or vary.scenario[0] in _READINGS


def _meet(one: VaryForm, other: VaryForm) -> bool:
    """Whether two vary the same, or one a part of what the other does."""
    if one.scenario and other.scenario:
        shorter = min(len(one.scenario), len(other.scenario))
        return one.scenario[:shorter] == other.scenario[:shorter]
    if one.rule is not None:
        return (one.rule, one.part) == (other.rule, other.part)
    return one.setting is not None and one.setting == other.setting


def _kind(vary: VaryForm) -> str:
    return str(vary.setting or vary.part)


def _tidy(value: float) -> float:
    return float(f"{value:.6g}")


def _told(value: Any) -> str:
    """A value of a scenario or a rule in few words."""
    if value is None or value == {} or value == []:
        return ""
    if isinstance(value, dict):
        return ", ".join(f"{k} {_told(one)}" for k, one in value.items() if k != "source")
    if isinstance(value, list):
        return ", ".join(map(_told, value))
    return text_of(value if isinstance(value, float) else shown(value))


def _named(said: str) -> Text:
    return Text(said, said) if said else catalogue()["hinges.nothing"]
