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
    lapses,
    permissions,
    power,
    running,
    sanctions,
    text,
    wants,
)

WRITTEN: tuple[ModuleType, ...] = (
    text,
    above,
    clocks,
    running,
    defaults,
    lapses,
    permissions,
    bearers,
    sanctions,
    disputes,
)
"""Those with a function ``written``, of a regime and a reporter."""

SOLVED: dict[ModuleType, str] = {
    conflicts: "analysis.conflicts",
    power: "analysis.power",
    wants: "analysis.wants",
    clocks: "analysis.clocks",
    running: "analysis.running",
    defaults: "analysis.defaults",
    lapses: "analysis.lapses",
    permissions: "analysis.permissions",
    bearers: "analysis.bearers",
    fictions: "analysis.fictions",
    sanctions: "analysis.sanctions",
    disputes: "analysis.disputes",
}
"""Those with a function ``findings``, of a part and a reporter, and what they are called."""
