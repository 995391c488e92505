"""Designs as files: the shipped ones beside this module, and any of the user's own."""

from __future__ import annotations

import os
from importlib import resources
from pathlib import Path

from experiments.designs.point import Design

DESIGNS = (
    "five-regimes",
    "claim-window",
    "staffing-against-deadline",
    "holidays",
    "silent-consent",
    "feedback-window",
    "reminders",
    "who-has-to-be-honest",
    "what-it-hinges-on",
)
"""The names of the shipped designs."""


def path_of(name: str) -> Path:
    """Return the file of a design: a shipped one by its name, any other by its path.

    Raises
    ------
    Complaint
        When the name is neither.
    """
    if name in DESIGNS:
        return Path(str(resources.files("experiments.designs").joinpath(f"standard/{name}.yaml")))
    path = Path(name)
    if path.suffix in (".yaml", ".yml") or os.path.exists(path):
        return path
    from protocols.library import unknown  # which reads files; workers need points only

    raise unknown("experiment.unknown", "experiment.not-known", name, DESIGNS)


def find(name: str) -> Design:
    """Read a design by name or path; raises ``Mistakes`` or ``Complaint``."""
    from experiments.designs.reader import read_design  # workers need points and no reader

    return read_design(path_of(name))
