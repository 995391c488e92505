"""Whether the words of a scenario exist, and whether such matters could be."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from model.simulation.scenario import SUPERVISING, institutions
from protocols.document import DataPath, Document
from protocols.library import shared_vocabulary
from protocols.mistakes import Mistake, nearest

if TYPE_CHECKING:
    from experiments.scenarios.forms import LaterForm, MatterForm, ScenarioForm


class ScenarioWords:
    """Whether the words of a scenario exist and fit each other."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.words = shared_vocabulary()
        self.own: Collection[str] = ()
        self.mistakes: list[Mistake] = []

    def of(self, form: ScenarioForm) -> list[Mistake]:
        """Return all mistakes of a scenario whose form is right.

        The words that it says are some rule file's own can be known only there.
        """
        self.own = form.own_words
        for name, department in form.departments.items():
            self._known(department.party, self.words.parties, ("departments", name, "party"))
        for name, matter in form.matters.items():
            self._matter(matter, ("matters", name))
        for act in form.tasks:
            self._known(act, self.words.events, ("tasks", act), True)
        for place, act in enumerate(form.outages.acts):
            self._known(act, self.words.events, ("outages", "acts", place))
        for name, prompt in form.conduct.prompts.items():
            for place, event in enumerate(prompt.after):
                path = ("conduct", "prompts", name, "after", place)
                self._known(event, self.words.events, path)
        self._both_sides(form)
        return self.mistakes

    def _both_sides(self, form: ScenarioForm) -> None:
        """There must be one bureau, and somebody whom matters are about."""
        departments, parties = form.departments.values(), self.words.parties
        bureaus = sum(department.party == "approval-bureau" for department in departments)
        concerned = [
            department
            for department in departments
            if department.share > 0 and SUPERVISING in institutions(department.party, parties)
        ]
        if bureaus != 1 or not concerned:
            self._add(("departments",), "departments")

    def _matter(self, matter: MatterForm, path: DataPath) -> None:
        self._start_order(matter, path)
        for place, event in enumerate(matter.starts):
            self._known(event, self.words.events, (*path, "starts", place))
        for name, shares in matter.attributes.items():
            self._shares(name, shares, (*path, "attributes", name))
        for place, later in enumerate(matter.later):
            self._later(later, matter, (*path, "later", place))

    def _shares(self, name: str, shares: dict[str, float], path: DataPath) -> None:
        if not self._known(name, self.words.attributes, path, True):
            return
        values = self._values(name) or tuple(shares)
        if set(shares) == {"true", "false"} != set(values):
            self._add(path, "not-a-flag", word=name)
            return
        for value in shares:
            self._known(value, values, (*path, value), True)
        if abs(sum(shares.values()) - 1) > 1e-6:
            self._add(path, "shares", word=name, sum=round(sum(shares.values()), 6))

    def _later(self, later: LaterForm, matter: MatterForm, path: DataPath) -> None:
        events = self.words.events
        for place, event in enumerate(later.after):
            self._known(event, events, (*path, "after", place))
        for name, values in later.when.items():
            if self._known(name, self.words.attributes, (*path, "when", name), True):
                for value in values:
                    self._known(value, self._values(name) or (value,), (*path, "when", name))
        if not self._known(later.event, events, (*path, "event")):
            return
        if [*matter.starts, *(one.event for one in matter.later)].count(later.event) > 1:
            self._add((*path, "event"), "later-twice", event=later.event)
        whole = {name for name, one in events.items() if one.scope == "case"}
        narrow = [one for one in later.after if one not in whole and one not in matter.starts]
        if later.event in whole and narrow:
            self._add((*path, "event"), "later-scope", event=later.event, after=narrow[0])

    def _start_order(self, matter: MatterForm, path: DataPath) -> None:
        """What begins a matter must not presuppose what has not happened yet."""
        events = self.words.events
        for place, event in enumerate(matter.starts):
            for before in events[event].presupposes if event in events else ():
                if before not in matter.starts[:place]:
                    values = {"event": event, "before": before}
                    self._add((*path, "starts", place), "start-order", **values)

    def _values(self, attribute: str) -> tuple[str, ...]:
        known = self.words.attributes.get(attribute)
        return known.values if known is not None else ()

    def _known(self, word: str, among: Collection[str], path: DataPath, key: bool = False) -> bool:
        if word in among or word in self.own:
            return True
        located = self.document.mistake_at_key if key else self.document.mistake
        self.mistakes.append(
            located(path, "unknown-word", kind="", word=word, near=nearest(word, among))
        )
        return False

    def _add(self, path: DataPath, code: str, **values: Any) -> None:
        self.mistakes.append(self.document.mistake(path, code, **values))
