"""What the conclusions of an experiment hang on, as a table for Excel."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from experiments.hinges.hinge import Hinge, Swing, Tried
from experiments.statistics.interval import record

HINGES = "hinges.csv"


def hinges_frame(hinges: Sequence[Hinge]) -> pl.DataFrame:
    """Return all that is tried of each conclusion, with its interval, a row each."""
    rows = [
        _record(hinge, swing, tried)
        for hinge in hinges
        for swing in hinge.swings
        for tried in swing.tried
    ]
    return pl.DataFrame(rows, infer_schema_length=None)


def _record(hinge: Hinge, swing: Swing, tried: Tried) -> dict[str, Any]:
    conclusion, assumption = hinge.conclusion, swing.assumption
    contrast = conclusion.contrast
    called = assumption.called(tried.value)
    usual, change, share = record(hinge.usual), record(tried.change), hinge.shares.get(tried.name)
    row: dict[str, Any] = {
        "measure": conclusion.measure.id,
        "axis": contrast.axis if contrast else None,
        "point": conclusion.point,
        "against": contrast.against if contrast else None,
        "group": str(assumption.group),
        "assumption": tried.name,
        "zh": assumption.label.zh,
        "en": assumption.label.en,
        "usual_zh": assumption.usual.zh,
        "usual_en": assumption.usual.en,
        "value_zh": called.zh,
        "value_en": called.en,
        **{f"as_usual_{key}": usual[key] for key in ("estimate", "low", "high")},
        **record(tried.there),
        **{f"change_{key}": change[key] for key in ("estimate", "low", "high", "reason")},
        "together": hinge.level,
        "p_value": tried.p_value,
        "verdict": str(tried.verdict),
        "swing": swing.size,
    }
    for kind in ("first_order", "total"):
        index = record(getattr(share, kind)) if share else {}
        row |= {f"{kind}_{key}": index.get(key) for key in ("estimate", "low", "high")}
    return row
