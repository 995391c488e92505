"""What is supposed of offices beside what a scenario says: officers more or fewer, more matters.

It is written as the changes of a scenario that a design may make, so that a year, an experiment and
what is taken away all suppose the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from experiments import scenarios
from experiments.designs.form import ScenarioForm
from experiments.designs.scenarios import Setup
from experiments.studio.address import Address
from model.language import Complaint, Text, say
from model.simulation.scenario import Scenario
from protocols.document import open_document, parse_document

MOST_OFFICERS = 20
SHARES = (50, 75, 100, 125, 150, 200)
"""Matters in per cent of those of the scenario, as they are offered; any from 1 to 1000 is read."""

Change = dict[str, Any]
"""A change as a design writes it: ``at`` a path of keys, ``to`` a value."""


@dataclass(frozen=True, slots=True)
class Supposed:
    """What is supposed.

    Attributes
    ----------
    officers
        How many more are in the office, or fewer where it is negative; one always stays.
    office
        The department whose officers these are; each where it is empty.
    silent
        The department that never does anything; none where it is empty.
    share
        Matters in per cent of those of the scenario.
    """

    officers: int = 0
    office: str = ""
    silent: str = ""
    share: int = 100

    @staticmethod
    def of(address: Address, scenario: Scenario) -> Supposed:
        """Return what an address supposes.

        Raises
        ------
        Complaint
            Where a number is none or too large, or the scenario has no such department.
        """
        office, silent = address.get("office"), address.get("silent")
        known = {one.id for one in scenario.departments}
        for name in (office, silent):
            if name and name not in known:
                raise Complaint("studio.no-office", found=name, known=", ".join(sorted(known)))
        officers = number(address, "officers", 0, -MOST_OFFICERS, MOST_OFFICERS)
        share = number(address, "matters", 100, 1, 1000)
        return Supposed(officers, office if officers else "", silent, share)

    def __bool__(self) -> bool:
        return bool(self.officers or self.silent or self.share != 100)

    def words(self, scenario: Scenario) -> Text:
        """Say what is supposed, with the name of the scenario."""
        labels = {one.id: one.label for one in scenario.departments}
        office = labels[self.office] if self.office else say("studio.each-office")
        parts = []
        if self.officers:
            key = "studio.officers-more" if self.officers > 0 else "studio.officers-fewer"
            parts.append(say(key, office=office, count=abs(self.officers)))
        if self.silent:
            parts.append(say("studio.silent", office=labels[self.silent]))
        if self.share != 100:
            parts.append(say("studio.matters", share=self.share))
        return say("studio.supposed", scenario=scenario.label, what=say("studio.and").join(parts))

    def changes(self, data: Any) -> Iterator[Change]:
        """Yield the changes to the data of a scenario's document, with all that it extends."""
        for name, one in data["departments"].items():
            if self.officers and self.office in ("", name):
                officers = max(1, one["officers"] + self.officers)
                yield {"at": ["departments", name, "officers"], "to": officers}
        if self.silent:
            yield {"at": ["departments", self.silent, "silent"], "to": True}
        for name, one in data["matters"].items():
            if self.share != 100 and "per-day" in one:
                per_day = round(float(one["per-day"]) * self.share / 100, 6)
                yield {"at": ["matters", name, "per-day"], "to": per_day}

    def entry(self, source: str, scenario: Scenario, name: str = "") -> dict[str, Any]:
        """Return the scenario of a design that supposes this, as plain data.

        Parameters
        ----------
        source
            Where the scenario is read from: a shipped one, or a path.
        name
            What the design calls it; the same unless given.
        """
        data = scenarios.whole(open_document(scenarios.path_of(source))).data
        label = self.words(scenario)
        return {
            "scenario": name or source,
            "label": {"zh": label.zh, "en": label.en},
            "changes": list(self.changes(data)),
        }

    def put_to(self, source: str, scenario: Scenario) -> Scenario:
        """Return a scenario as it is supposed; raises ``Mistakes`` where that makes none."""
        if not self:
            return scenario
        design = parse_document(b"{}", "")
        form = ScenarioForm.model_validate(self.entry(source, scenario))
        return Setup(design, scenario.id, form, ()).scenario


def number(address: Address, name: str, usual: int, least: int, most: int) -> int:
    """Return a whole number that an address has under a name.

    Raises
    ------
    Complaint
        Where it is none, or none within these ends, both included.
    """
    word = address.get(name) or str(usual)
    digits = word.removeprefix("-").removeprefix("+")
    if not (digits.isdecimal() and len(digits) < 19 and least <= int(word) <= most):
        raise Complaint("studio.no-number", found=word[:60], least=least, most=most)
    return int(word)
