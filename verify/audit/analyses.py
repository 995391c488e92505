"""The analyses of an audit: those that read the wording, and those that ask the solver."""

from __future__ import annotations

from types import ModuleType

from verify.audit import (
    above,
    bearers,
    clocks,
    conflicts,
    defaults,
    disputes,
    fictions,
    power,
    sanctions,
    text,
    wants,
)

WRITTEN: tuple[ModuleType, ...] = (text, above, clocks, defaults, bearers, sanctions, disputes)
"""Those with a function ``written``, of a regime and a reporter."""

SOLVED: dict[ModuleType, str] = {
    conflicts: "analysis.conflicts",
    power: "analysis.power",
    wants: "analysis.wants",
    clocks: "analysis.clocks",
    defaults: "analysis.defaults",
    bearers: "analysis.bearers",
    fictions: "analysis.fictions",
    sanctions: "analysis.sanctions",
    disputes: "analysis.disputes",
}
"""Those with a function ``findings``, of a part and a reporter, and what they are called."""
