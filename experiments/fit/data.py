"""A fit as plain data for other programs."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import polars as pl

from experiments.fit.ask import Fit
from experiments.fit.came import kept
from experiments.fit.check import Check, Checked, Step
from experiments.fit.figures import Parameter, Span
from experiments.fit.parts import Part
from experiments.fit.written import flow

if TYPE_CHECKING:
    from experiments.fit.page import Fitted


def fit_data(answer: Fitted) -> dict[str, Any]:
    """Return a fit as JSON data."""
    of = answer.fit
    return {
        "log": of.log.name,
        "regime": of.regime.id,
        "base": of.base,
        "matters": len(of.matters.matters),
        "ends": of.log.ends,
        "parameters": [_parameter(one) for one in of.parameters],
        "assumptions": [{"name": name, "why": why} for name, why in kept()],
        "not_used": list(of.log.told),
        "check": None if answer.check is None else _check(answer.check),
    }


def _parameter(one: Parameter) -> dict[str, Any]:
    return {
        "name": one.name,
        "estimated": one.estimated,
        "value": one.value,
        **_span(one.span),
        "n": one.n,
        "how": one.how,
    }


def _span(span: Span | None) -> dict[str, float | None]:
    if span is None:
        return {"low": None, "high": None}
    return {"low": _finite(span.low), "high": _finite(span.high)}


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _check(of: Check) -> dict[str, Any]:
    return {
        "seeds": of.seeds,
        "whole": _checked(of.whole),
        "since": None if of.since is None else str(of.since),
        "held_out": None if of.held_out is None else _checked(of.held_out),
    }


def _checked(of: Checked) -> dict[str, Any]:
    return {
        "matters": of.matters,
        "acts": [_step(one) for one in of.steps],
        "not_simulated": list(of.absent),
        "late_by_month": [_part(one) for one in of.months],
        "load_by_weekday": [_part(one) for one in of.weekdays],
    }


def _step(one: Step) -> dict[str, Any]:
    return {
        "act": one.act,
        "n": one.n,
        "distance": one.apart.distance.value,
        **_span(one.apart.distance),
        "by_chance": one.apart.chance,
        "fits": one.apart.fits,
        "working_days": one.apart.at,
        "done_in_log": one.apart.seen,
        "done_in_simulation": one.apart.expected,
    }


def _part(one: Part) -> dict[str, Any]:
    return {
        "name": one.name,
        "n": one.n,
        "log": one.seen.value,
        **_span(one.seen),
        "simulated": one.expected,
        "least": one.least,
        "most": one.most,
        "fits": one.fits,
    }


def parameters_frame(of: Fit) -> pl.DataFrame:
    """Return every parameter, one in a row."""
    rows = [
        {
            "parameter": one.name,
            "estimated": one.estimated,
            "value": None if one.value is None else flow(one.value),
            **_span(one.span),
            "n": one.n,
            "how": one.how.en,
        }
        for one in of.parameters
    ]
    schema = {
        "parameter": pl.String,
        "estimated": pl.Boolean,
        "value": pl.String,
        "low": pl.Float64,
        "high": pl.Float64,
        "n": pl.Int64,
        "how": pl.String,
    }
    return pl.DataFrame(rows, schema=schema)


def steps_frame(check: Check | None) -> pl.DataFrame:
    """Return how far the delays of each act are from those simulated, one act in a row.

    ``part`` is ``whole``, or ``held-out`` of the matters that the estimate did not see.
    """
    parts = {} if check is None else {"whole": check.whole, "held-out": check.held_out}
    rows = [
        {"part": name, **_step(one)}
        for name, found in parts.items()
        if found is not None
        for one in found.steps
    ]
    return pl.DataFrame(rows, schema=_STEPS)


_STEPS: dict[str, pl.DataType | type[pl.DataType]] = {
    "part": pl.String,
    "act": pl.String,
    "n": pl.Int64,
    "distance": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "by_chance": pl.Float64,
    "fits": pl.Boolean,
    "working_days": pl.Float64,
    "done_in_log": pl.Float64,
    "done_in_simulation": pl.Float64,
}
