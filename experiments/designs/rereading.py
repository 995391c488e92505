"""A rule file's data with other readings of some rules."""

from __future__ import annotations

from model.language import LANGS
from protocols.document import DataPath
from protocols.patch import Patch, unname


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
        unname(patch.data, rule)
        return
    new = {key: value for key, value in {**old, **changes}.items() if value is not None}
    new["reading"] = [{lang: instead[lang] for lang in LANGS if lang in instead}, *others]
    patch.put(("rules", place), new, at)
    if "act" not in new and "must-not" not in new:
        unname(patch.data, rule, sections=("sanctions",))
