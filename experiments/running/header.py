"""What the results in a folder are results of."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from experiments.designs.axes import rivals_of
from experiments.designs.point import Design
from experiments.running.versions import versions
from model.language import Complaint, Text

HEADER = "experiment.json"


def header(design: Design) -> dict[str, Any]:
    """Return what the results are results of."""
    points = [
        {
            "key": point.key,
            "regime": point.regime.id,
            "rules": point.regime.digest,
            "scenario": point.scenario.id,
            "levels": dict(point.levels),
            "reading": str(point.reading),
            "year": point.year,
            **({"assumed": dict(point.assumed), "row": point.row} if point.assumed else {}),
        }
        for point in design.points
    ]
    precision, best = design.precision, design.best
    return {
        "design": design.id,
        "identity": design.identity,
        "question": _both(design.question),
        "baseline": design.baseline,
        "regimes": {name: _both(label) for name, label in design.regimes.items()},
        "scenarios": {name: _both(label) for name, label in design.scenarios.items()},
        "levels": {name: _both(label) for name, label in design.levels.items()},
        "measures": list(design.measures),
        "precision": None if precision is None else vars(precision),
        "best": None if best is None else {**vars(best), "points": rivals_of(design)},
        "replications": design.replications,
        **({"assumptions": design.assumptions.data()} if design.assumptions else {}),
        "seed": design.seed,
        "versions": versions(),
        "points": points,
    }


def read_header(path: Path) -> dict[str, Any]:
    """Read what the results in a folder are results of.

    Raises
    ------
    Complaint
        When there are none.
    """
    found = recorded(path / HEADER)
    if "identity" not in found:
        raise Complaint("experiment.no-results", folder=path, file=HEADER)
    return found


def recorded(path: Path) -> dict[str, Any]:
    """Read a mapping; empty where there is none."""
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _both(label: Text) -> dict[str, str]:
    return {"zh": label.zh, "en": label.en}
