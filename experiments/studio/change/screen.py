"""The screen on which a text is changed: its clauses as sentences with choices, and the lights."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from experiments.studio.address import Address
from experiments.studio.ask import Edited, Studio
from experiments.studio.change import free
from experiments.studio.change.additions import Addition, additions
from experiments.studio.change.choices import Choice, Offer
from experiments.studio.change.clauses import MOST, Clauses, View
from experiments.studio.change.findings import differences
from experiments.studio.change.linking import link, put, undone
from experiments.studio.change.repair import repairs
from experiments.studio.lights.lamps import Panel, panel, run_section
from experiments.studio.page import Screen
from experiments.studio.tasks import Task
from experiments.studio.times import timed
from model.language import Text, say
from protocols import library
from protocols.document import Document
from protocols.edits import TAKEN, Edit, applied, edit, opened
from protocols.flow import flow
from protocols.mistakes import Mistake

STAYS = "~"
"""What a choice sends that leaves everything as it is."""

_COUNT = "count"
_MOST_DAYS = 100_000


def screen(address: Address, studio: Studio) -> Screen:
    """Return the clauses of a text with what each could say instead, and its lights."""
    if address.get("free"):
        return free.screen(address, studio)
    edited, document = studio.regime(address), source(address, studio)
    lights = panel(address, studio, edited)
    with timed("studio.time.clauses"):
        page = _Page(address, studio, edited, document)
        values = {**page.values(lights), "lights": lights}
    sections = run_section(address, lights.after)
    title = say("studio.change.title", name=edited.after.name)
    texts = (edited.after,)
    return Screen(title, sections, "studio/change.html.jinja", values, regimes=texts)


def source(address: Address, studio: Studio) -> Document:
    """Return the document of the file that an address names."""
    return opened(library.resolved(studio.source(address.regime)))


def posted(address: Address, studio: Studio, form: Mapping[str, Any]) -> str:
    """Return the address after what was chosen; each choice is sent by the head of its edit."""
    if "text" in form:
        return free.posted(address, studio, str(form["text"]))
    document = source(address, studio)
    originals, edits = document.data.get("rules", []), address.edits
    for name, value in form.items():
        head, _, kind = name.partition("|")
        if value == STAYS or (kind == _COUNT and not value):
            continue
        new = edit(head + (_days(str(value)) if kind == _COUNT else str(value)))
        first: Mapping[str, Any] = next((one for one in originals if one.get("id") == new.rule), {})
        if new.rule is None:
            first = document.data
        edits = put(edits, new, first)
    return link(address, edits)


def _days(written: str) -> str:
    """A number of days as a limit; what is none is left for the reader to refuse."""
    if not written.isdecimal() or len(written) > 9 or not 1 <= int(written) <= _MOST_DAYS:
        return flow(written)
    return f"{int(written)} working day{'s' * (int(written) > 1)}"


class _Page:
    """What the template of the screen is given."""

    def __init__(
        self, address: Address, studio: Studio, edited: Edited, document: Document
    ) -> None:
        self.address, self.studio, self.edited, self.document = address, studio, edited, document
        # Edits that are mistaken are told, and the text is shown without them.
        self.made = () if edited.mistakes else address.edits
        self.after = applied(document, self.made).data
        page = address.get("page", "1")
        self.page = max(1, int(page[:6])) if page.isdecimal() else 1
        close, find = address.get("clause"), address.get("find")
        self.clauses = Clauses(
            edited, self.made, document, self.after, address.lang, close, self.page, find
        )

    def values(self, lights: Panel) -> dict[str, object]:
        """Return what the template is given, by name."""
        return {
            "views": self.clauses.views(),
            "pages": self._pages(),
            "changed": self.clauses.changed(),
            "others": self._others(),
            "mistakes": self._mistakes(),
            "counting": self._counting(),
            "stays": STAYS,
            "flow": lambda choice: "" if choice.edit.value is TAKEN else flow(choice.edit.value),
            "to": self._to,
            "undo": lambda view: link(self.address, undone(self.address.edits, view.name)),
            "strike": self._strike,
            "mend": lambda one: link(self.address, (*self.made, *map(edit, one.lines))),
            "additions": self._additions(),
            "repair": self._repair(lights),
            "findings": self._findings(lights),
        }

    def _to(self, *new: Edit) -> str:
        """The address of the screen with further edits."""
        edits = self.address.edits
        for one in new:
            first = self.clauses.originals.get(one.rule or "", {})
            edits = put(edits, one, first) if len(one.path) == 3 else (*edits, one)
        return link(self.address, edits)

    def _strike(self, view: View) -> str:
        edits = undone(self.address.edits, view.name)
        if not view.added:
            edits = (*edits, Edit(("rules", view.name)))
        return link(self.address, edits)

    def _pages(self) -> list[tuple[str, str, bool]]:
        """For each page of clauses its number, address, and whether it is shown."""
        count = -(-len(self.clauses.shown) // MOST)
        numbers = range(1, count + 1) if count > 1 else ()
        return [(str(k), self.address.url("change", page=k), k == self.page) for k in numbers]

    def _others(self) -> list[tuple[str, str]]:
        """The edits that are about no clause: each as its line, and the address without it."""
        return [
            (one.text[:200], link(self.address, [*self.made[:place], *self.made[place + 1 :]]))
            for place, one in enumerate(self.made)
            if one.rule is None and one.behind is None
        ]

    def _mistakes(self) -> list[tuple[str, Text, str]]:
        """What is wrong with edits: the line, what it is, and the address without that edit."""
        found = self.edited.mistakes.mistakes if self.edited.mistakes else []
        return [self._mistake(one) for one in found]

    def _mistake(self, mistake: Mistake) -> tuple[str, Text, str]:
        edits, place = self.address.edits, mistake.line - 1
        line = edits[place].text if 0 <= place < len(edits) else ""
        return line[:200], mistake.what(), link(self.address, [*edits[:place], *edits[place + 1 :]])

    def _counting(self) -> Offer:
        """Whether the day on which a limit begins is counted."""
        held = self.after.get("counting")
        known = {
            "exclude-first-day": say("studio.change.exclude"),
            "include-first-day": say("studio.change.include"),
        }
        choices = [
            Choice(words, Edit(("counting",), value), value == held)
            for value, words in known.items()
        ]
        if "counting" not in self.document.data:
            unsaid = Choice(say("studio.change.unsaid"), Edit(("counting",)), held is None)
            choices.insert(0, unsaid)
        return Offer("counting", say("studio.change.counting"), tuple(choices))

    def _additions(self) -> tuple[Addition, ...]:
        behind = self.address.get("add")
        if behind not in self.clauses.entries:
            return ()
        key = "additions", self.edited.after.digest, self.made, behind
        return self.studio.kept.of(
            key,
            lambda: additions(self.document, self.made, self.after, self.edited.after, behind),
        )

    def _repair(self, lights: Panel) -> dict[str, object] | None:
        """What the repair of the guarantee whose run is shown came to, or how to ask for it."""
        asked = self.address.get("run")
        lamp = next(
            (one for row in (*lights.main, *lights.rest) for one in row.lamps if one.id == asked),
            None,
        )
        if lamp is None or not lamp.runs:
            return None
        found: dict[str, object] = {"ask": self.address.url("change", repair="1"), "task": None}
        if self.address.get("repair") and not self.edited.mistakes:
            prop, _, assume = asked.rpartition(".")
            task = self._work(
                "repair", repairs, prop, assume, self.address.reading, self.studio.calendar
            )
            found["task"] = task
        return found

    def _findings(self, lights: Panel) -> Task | None:
        """What an audit finds newly; asked only when all lights are there, for whoever stays."""
        if not self.made or not lights.done or not self.address.get("audit"):
            return None
        return self._work("findings", differences, self.studio.calendar)

    def _work(self, kind: str, work: Any, *more: object) -> Task:
        """Work about the edited text, known by all that it comes from."""
        lines = tuple(one.text for one in self.made)
        where = self.studio.source(self.address.regime)
        parts = (kind, where, self.edited.before.digest, lines, *more[:-1])
        key = f"{kind}-{hashlib.sha256(repr(parts).encode()).hexdigest()[:16]}"
        return self.studio.run_in_background(key, work, where, lines, *more)
