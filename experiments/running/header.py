"""What the results in a folder are results of."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from experiments.designs.assumption import Assumptions, Shown, assumptions_of
from experiments.designs.axes import rivals_of
from experiments.designs.point import Best, Design, Of, Point, Precision
from experiments.running.header_form import read_header
from experiments.running.versions import versions
from model.language import Complaint, Text
from protocols.contents import contents

HEADER = "experiment.json"


@dataclass(frozen=True)
class Cell:
    """A point of a design as its results name it.

    Attributes
    ----------
    key
        Sixteen hexadecimal digits; cells of one key have the same results.
    rules
        The digest of the regime's rule file.
    assumed
        What is assumed otherwise than usual; empty at the main points.
    row
        Row of the sample over all ranges, from 0; ``None`` for none.
    """

    key: str
    regime: str
    rules: str
    scenario: str
    levels: Mapping[str, Shown]
    reading: str
    year: int
    assumed: Mapping[str, Shown] = field(default_factory=dict)
    row: int | None = None

    @classmethod
    def of(cls, point: Point) -> Cell:
        """Return the cell of a point."""
        return cls(
            point.key,
            point.regime.id,
            point.regime.digest,
            point.scenario.id,
            dict(point.levels),
            str(point.reading),
            point.year,
            dict(point.assumed),
            point.row,
        )

    def data(self) -> dict[str, Any]:
        """Return it as plain data."""
        names = ("key", "regime", "rules", "scenario", "levels", "reading", "year")
        plain = {name: getattr(self, name) for name in names}
        return {**plain, **({"assumed": self.assumed, "row": self.row} if self.assumed else {})}


@dataclass(frozen=True)
class Header:
    """What results are results of: the design, the points, and the versions that made them.

    Attributes
    ----------
    identity
        Sixteen hexadecimal digits of what is simulated.
    regimes, scenarios, levels
        Names in the order of the design, with what they are called.
    rivals
        Numbers of the points to choose between, where the best is asked for.
    replications
        Of each main point in any case.
    points
        In the order of the design, the main ones first.
    single_spans
        Whether every single span is kept besides the measures.
    """

    design: str
    identity: str
    question: Text
    baseline: str
    regimes: Mapping[str, Text]
    scenarios: Mapping[str, Text]
    levels: Mapping[str, Text]
    measures: tuple[str, ...]
    precision: Precision | None
    best: Best | None
    rivals: tuple[int, ...]
    replications: int
    assumptions: Assumptions | None
    seed: int
    versions: Mapping[str, str]
    points: tuple[Cell, ...]
    single_spans: bool = True

    @classmethod
    def of(cls, design: Design) -> Header:
        """Return what the results of a design are results of, made by the versions here."""
        return cls(
            design.id,
            design.identity,
            design.question,
            design.baseline,
            design.regimes,
            design.scenarios,
            design.levels,
            tuple(design.measures),
            design.precision,
            design.best,
            () if design.best is None else tuple(rivals_of(design)),
            design.replications,
            design.assumptions,
            design.seed,
            versions(),
            tuple(Cell.of(point) for point in design.points),
            design.single_spans,
        )

    @classmethod
    def read(cls, path: Path) -> Header:
        """Read the header of the results in a folder.

        Raises
        ------
        Complaint
            When there are none, or what is there is damaged.
        """
        if not (path / HEADER).exists():
            raise Complaint("experiment.no-results", folder=path, file=HEADER)
        return _of_data(read_header(path / HEADER))

    def data(self) -> dict[str, Any]:
        """Return it as plain data, as it stands on disk."""
        best = None if self.best is None else {**vars(self.best), "points": list(self.rivals)}
        named = {
            kind: {name: _both(label) for name, label in getattr(self, kind).items()}
            for kind in ("regimes", "scenarios", "levels")
        }
        return {
            "design": self.design,
            "identity": self.identity,
            "question": _both(self.question),
            "baseline": self.baseline,
            **named,
            "measures": list(self.measures),
            "precision": None if self.precision is None else vars(self.precision),
            "best": best,
            "replications": self.replications,
            **({"assumptions": self.assumptions.data()} if self.assumptions else {}),
            **({} if self.single_spans else {"single_spans": False}),
            "seed": self.seed,
            "versions": dict(self.versions),
            "points": [cell.data() for cell in self.points],
        }


def _of_data(data: Mapping[str, Any]) -> Header:
    precision, best = dict(data["precision"] or {}), dict(data.get("best") or {})
    of = Of(precision.pop("of", Of.EACH_POINT))  # older results do not have it
    rivals = tuple(best.pop("points", ()))
    texts = {
        kind: {name: Text(**label) for name, label in data[kind].items()}
        for kind in ("regimes", "scenarios", "levels")
    }
    return Header(
        data["design"],
        data["identity"],
        Text(**data["question"]),
        data["baseline"],
        texts["regimes"],
        texts["scenarios"],
        texts["levels"],
        tuple(data["measures"]),
        Precision(**precision, of=of) if precision else None,
        Best(**best) if best else None,
        rivals,
        data["replications"],
        assumptions_of(data["assumptions"]) if "assumptions" in data else None,
        data["seed"],
        data["versions"],
        tuple(Cell(**cell) for cell in data["points"]),
        data.get("single_spans", True),
    )


def recorded(path: Path) -> dict[str, Any]:
    """Read a mapping; empty where there is none."""
    try:
        data = json.loads(contents(path))
    except (Complaint, ValueError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def _both(label: Text) -> dict[str, str]:
    return {"zh": label.zh, "en": label.en}
