"""Where a choice leads: the address with one edit more, or without those of a clause."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from experiments.studio.address import Address
from experiments.studio.change.choices import is_as_first
from protocols.edits import Edit, with_edit, without


def put(edits: Sequence[Edit], new: Edit, first: Mapping[str, Any]) -> tuple[Edit, ...]:
    """Return edits with one more, or without it where it leaves a clause as it was at first."""
    return without(edits, new.path) if is_as_first(new, first) else with_edit(edits, new)


def undone(edits: Sequence[Edit], name: str) -> tuple[Edit, ...]:
    """Return edits without those of one clause: altered, struck or added."""
    kept = without(edits, ("rules", name))
    return tuple(one for one in kept if one.behind is None or one.value.get("id") != name)


def link(address: Address, edits: Sequence[Edit]) -> str:
    """Return the address of the screen with other edits."""
    return address.url("change", edits=tuple(edits), run=None, repair=None, audit=None, add=None)
