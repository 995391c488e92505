"""A rule file's data with other readings of some rules, and without what is only about its text."""

from __future__ import annotations

from typing import Any

from experiments.designs.patch import Patch
from model.language import LANGS
from protocols.document import DataPath


def reread(patch: Patch, rule: str, name: str, at: DataPath) -> None:
    """Read a rule otherwise in a patch, by an alternative that it is known to have."""
    place = next(k for k, one in enumerate(patch.data["rules"]) if one["id"] == rule)
    old = patch.data["rules"][place]
    readings = old["reading"] if isinstance(old["reading"], list) else [old["reading"]]
    taken = next(one for one in readings if name in one.get("alternatives", {}))
    instead, others = taken["alternatives"][name], [one for one in readings if one is not taken]
    changes = instead["rule"]
    if changes == "none":
        patch.remove(("rules", place))
        unname(patch, rule)
        return
    new = {key: value for key, value in {**old, **changes}.items() if value is not None}
    new["reading"] = [{lang: instead[lang] for lang in LANGS if lang in instead}, *others]
    patch.put(("rules", place), new, at)
    if "act" not in new and "must-not" not in new:
        unname(patch, rule, sections=("sanctions",))


def settle(rule: dict[str, Any]) -> None:
    """Leave out of a rule what one could read instead: it is about the text as it stands."""
    reading = rule.get("reading")
    for one in reading if isinstance(reading, list) else [reading]:
        if isinstance(one, dict):
            one.pop("alternatives", None)


_NAMING = {"sanctions": ("of",), "precedence": ("first", "over")}
"""The sections of a rule file that name rules, and under which keys."""


def unname(patch: Patch, rule: str, sections: tuple[str, ...] = tuple(_NAMING)) -> None:
    """Take a rule's name from the sanctions and hierarchy clauses that have it."""
    for section in sections:
        kept = []
        for one in patch.data.get(section, ()):
            for key in _NAMING[section]:
                named = one[key] if isinstance(one[key], list) else [one[key]]
                one[key] = [name for name in named if name != rule]
            if all(one[key] for key in _NAMING[section]):
                kept.append(one)
        if section in patch.data:
            patch.data[section] = kept
