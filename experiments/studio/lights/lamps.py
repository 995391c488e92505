"""How lights are shown: each with its bound, the one before, what it rests on and hinges on."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from experiments.show.blocks import Section, Swimlane
from experiments.show.deadlines import theta
from experiments.show.granted import granted_words
from experiments.show.left_out import claim_of, left_out_lines, marked
from experiments.show.marks import Mark, articles, headline, mark_of, short, sign, within
from experiments.show.readings import hinge_cell
from experiments.show.runs import assumed, assumption, case_words, why
from experiments.show.timeline import counterexample_of
from experiments.studio.address import Address
from experiments.studio.ask import Edited, Studio
from experiments.studio.lights.forgotten import Forgotten, bearing, forgotten
from experiments.studio.lights.light import SOON, Light, Lights
from experiments.studio.times import timed
from model.calendar import chinese_calendar
from model.language import NOTHING, Text, say, written
from model.property import Property
from verify.granted import granted
from verify.left_out import LeftOut
from verify.verdict import Answer, Assume, Verdict

if TYPE_CHECKING:
    from verify.audit.finding import Finding

_LEAST = 0.05  # seconds for the lights of the text as it was, which mostly are there


@dataclass(frozen=True)
class Lamp:
    """A light beside the one before an edit.

    Attributes
    ----------
    id
        The property and the assumption, as an address names a run.
    light, old
        ``None`` where it is not there yet; ``old`` also where there was no edit.
    due
        Whether a light that is not there is still to come; else the text does not regulate it.
    lights
        Of which text it is.
    forgotten
        What else could be read in a clause that bears on it and was altered.
    before_lights
        Of which text the one before is; ``None`` where there was no edit.
    """

    id: str
    assume: Assume
    light: Light | None
    old: Light | None
    due: bool
    lights: Lights
    forgotten: tuple[Forgotten, ...] = ()
    before_lights: Lights | None = None

    @property
    def apart(self) -> tuple[Finding, ...]:
        """How its rules come to be at odds in runs of which it says nothing."""
        return _apart(self.lights, self.light)

    @property
    def left_out(self) -> Text:
        """That it says nothing of some runs, or that this is not known (yet); mostly empty."""
        if self.apart:
            is_open = all(one.is_open for one in self.apart)
            return say("studio.lights.left-out-open" if is_open else "studio.lights.left-out")
        if self.verdict is None or not self.lights.done or self.lights.weighed:
            return NOTHING
        may_be = LeftOut(self.lights.calendar or chinese_calendar()).may_be(self.verdict)
        return say("studio.lights.weighing") if may_be else NOTHING

    @property
    def verdict(self) -> Verdict | None:
        """The answer, where it is there."""
        return self.light.verdict if self.light else None

    @property
    def mark(self) -> str:
        """Its colour."""
        if self.verdict is None:
            return "" if self.due else Mark.VACUOUS
        return mark_of(self.verdict)

    @property
    def sign(self) -> str:
        """Its sign, which says the same as its colour."""
        if self.verdict is None:
            return "…" if self.due else "—"
        return sign(self.verdict)

    @property
    def words(self) -> Text:
        """The answer in a few words, with its bound; of what is not decided, why not."""
        verdict = self.verdict
        if verdict is None:
            return say("studio.lights.due" if self.due else "chart.mark.vacuous")
        if verdict.answer is not Answer.UNKNOWN:
            return marked(told(verdict), self.apart)
        tried = self.lights.tried
        spent = say("studio.lights.tried", asked=tried.asked, seconds=f"{tried.seconds:.1f}")
        return Text("；", "; ").join((headline(verdict), why(verdict.reason), spent))

    @property
    def before(self) -> Text:
        """What it was before the edits; empty where there are none."""
        if self.old is None:
            return NOTHING
        verdict, apart = self.old.verdict, _apart(self.before_lights, self.old)
        was = written("{} {}", sign(verdict), marked(told(verdict), apart))
        return say("studio.lights.before", before=was)

    @property
    def brief(self) -> Text:
        """Its bound alone, and what it was where that was another."""
        if self.verdict is None:
            return NOTHING
        now = marked(short(self.verdict), self.apart)
        if not self.changed or self.old is None:
            return now
        was = written("{} {}", sign(self.old.verdict), short(self.old.verdict))
        return written("{} ({})", now, say("studio.lights.before", before=was))

    @property
    def changed(self) -> bool:
        """Whether the answer or its bound was another before the edits."""
        if self.old is None or self.verdict is None:
            return False
        return _said(self.verdict) != _said(self.old.verdict)

    @property
    def articles(self) -> Text:
        """The articles on which it rests."""
        return articles(self.verdict) if self.verdict else NOTHING

    @property
    def hinges(self) -> Text:
        """What it would be under other readings, and which of them were not worked out; empty
        where it would be the same."""
        if self.light is None:
            return NOTHING
        lines = [one.words for one in self.forgotten]
        if self.light.hinges is None:
            lines.insert(0, say("studio.lights.hinges-unknown"))
        elif words := hinge_cell(self.light.hinges):
            lines.insert(0, say("studio.lights.hinges", readings=words))
        return Text("\n", "\n").join(dict.fromkeys(lines))

    @property
    def reasons(self) -> list[tuple[Text, Text]]:
        """What it takes for granted, each kind by its name."""
        taken = granted(self.verdict) if self.verdict else None
        if taken is None or self.verdict is None:
            return []
        whose = [(say("studio.lights.assumed"), assumed(self.verdict))] * bool(self.verdict.exempt)
        apart = left_out_lines([claim_of(self.verdict, self.apart)])
        told_of = [(say("studio.lights.left-out-title"), line) for line in apart]
        return [*whose, *told_of, *granted_words(self.verdict.regime, taken)]

    @property
    def title(self) -> Text:
        """The same on one line, for whoever points at it."""
        lines = (name + Text("：", ": ") + words for name, words in self.reasons)
        return Text("。", ". ").join(line.each(_one_line) for line in lines)

    @property
    def runs(self) -> bool:
        """Whether a run shows that it is not guaranteed."""
        return self.verdict is not None and self.verdict.counterexample is not None


def _apart(lights: Lights | None, light: Light | None) -> tuple[Finding, ...]:
    if lights is None or light is None:
        return ()
    return lights.apart(light.verdict.property.id, light.verdict.assume)


def told(verdict: Verdict) -> Text:
    """Say a verdict in few words: a bound first, and then on which limits left open it rests."""
    bound = verdict.guaranteed
    if mark_of(verdict) is not Mark.ASSUMED or bound is None:
        return headline(verdict)
    names = (theta(verdict.regime, one) for one in bound.parameters)
    limits = Text("、", ", ").join(one.each(_unwrapped) for one in names)
    reached = within(verdict)
    return say("studio.lights.counted", bound=reached, limits=limits, days=verdict.reading)


def _unwrapped(name: str) -> str:
    """An open limit without its sign: ``art. 27`` of ``θ(art. 27)``."""
    return name.removeprefix("θ(").removesuffix(")") if name.startswith("θ(") else name


def _one_line(words: str) -> str:
    return words.replace("\n", "; ")


def _said(verdict: Verdict) -> tuple[object, ...]:
    bound = verdict.guaranteed
    return verdict.answer, verdict.days, bound and bound.parameters, verdict.open_limits


@dataclass(frozen=True)
class Row:
    """A question and its lights: everyone obeys, and self-executing."""

    question: Text
    lamps: tuple[Lamp, ...]

    @property
    def changed(self) -> bool:
        """Whether any of them is another than before."""
        return any(lamp.changed for lamp in self.lamps)


@dataclass(frozen=True)
class Panel:
    """All lights of a text as a page shows them."""

    after: Lights
    before: Lights | None

    @property
    def done(self) -> bool:
        """Whether all are there."""
        return self.after.done and (self.before is None or self.before.done)

    @property
    def whole(self) -> bool:
        """Whether it is known besides of which runs they say nothing."""
        return self.after.whole and (self.before is None or self.before.whole)

    @property
    def apart(self) -> bool:
        """Whether any of them says nothing of some runs, or it is not decided."""
        return bool(self.after.left_out or (self.before and self.before.left_out))

    @property
    def questions(self) -> tuple[Property, ...]:
        """What was regulated before or is now, in the order of the questions."""
        first = self.before or self.after
        known = {prop.id for prop in first.questions}
        return (*first.questions, *(one for one in self.after.questions if one.id not in known))

    @property
    def main(self) -> list[Row]:
        """The main questions: those of the text as it was, so that none goes with an edit."""
        return [self._row(prop) for prop in self.questions[: len((self.before or self.after).main)]]

    @property
    def rest(self) -> list[Row]:
        """All others."""
        return [self._row(prop) for prop in self.questions[len(self.main) :]]

    @property
    def heads(self) -> list[Text]:
        """The assumptions, which head the columns."""
        return [assumption(assume) for assume in Assume]

    def _row(self, prop: Property) -> Row:
        return Row(prop.label, tuple(self._lamps(prop)))

    def _lamps(self, prop: Property) -> Iterator[Lamp]:
        asked = prop.id in {one.id for one in self.after.questions}
        lost = tuple(self._forgotten(prop))
        for assume in Assume:
            yield Lamp(
                f"{prop.id}.{assume}",
                assume,
                self.after.of(prop.id, assume),
                self.before.of(prop.id, assume) if self.before else None,
                asked and not self.after.done,
                self.after,
                lost,
                self.before,
            )

    def _forgotten(self, prop: Property) -> Iterator[Forgotten]:
        if self.before is not None and self.lost:
            yield from bearing(self.lost, self.before.regime, self.after.regime, prop)

    @cached_property
    def lost(self) -> tuple[Forgotten, ...]:
        """What else could be read in clauses before the edits, and was not worked out again."""
        return forgotten(self.before.regime, self.after.regime) if self.before else ()


def panel(address: Address, studio: Studio, edited: Edited, wait: float = SOON) -> Panel:
    """Return the lights of a text after and before its edits that are there within some seconds."""
    began = time.monotonic()
    after = studio.lights(edited.after, address.reading, wait)
    if edited.before is edited.after:
        return Panel(after, None)
    left = max(_LEAST, wait - (time.monotonic() - began))
    return Panel(after, studio.lights(edited.before, address.reading, left))


def run_section(address: Address, lights: Lights) -> tuple[Section, ...]:
    """Return the run that an address names under ``run``, as a section; none where it has none."""
    prop, _, assume = address.get("run").rpartition(".")
    if assume not in {*Assume}:
        return ()
    with timed("studio.time.run"):
        verdict = lights.opened(prop, Assume(assume))
        if verdict is None or verdict.counterexample is None:
            return ()
        lane = Swimlane(counterexample_of(verdict), case_words(verdict))
        title = say("studio.lights.run", property=verdict.property.label, assume=assumed(verdict))
        return (Section("run", title, (lane,)),)
