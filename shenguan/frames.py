"""Tables of answers; several rules, articles or parties of one row are separated by ``; ``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import polars as pl

from model.language import LANGS, Text

if TYPE_CHECKING:
    from experiments.amend.ask import Proposals
    from experiments.bounds.ask import Bounds
    from experiments.capacity.ask import Capacity
    from experiments.compare.ask import Comparison, RegimeResult
    from experiments.coverage.ask import Coverage
    from experiments.diff.ask import Pairing
    from experiments.diff.order import Order
    from experiments.export.ask import Export
    from verify.audit.finding import Finding
    from verify.hinge import ReadingHinge
    from verify.verdict import Verdict

WORDS, WHOLE, FLAG = pl.String(), pl.Int64(), pl.Boolean()
BOTH = pl.Struct(dict.fromkeys(LANGS, WORDS))
"""Of a column in both languages, which becomes one for each, such as ``says.zh``."""
Columns = Mapping[str, pl.DataType]

VERDICTS: Columns = {
    "regime": WORDS,
    "property": WORDS,
    "assume": WORDS,
    "reading": WORDS,
    "within": WHOLE,
    "verdict": WORDS,
    "bound_working_days": WHOLE,
    "bound_is_least": FLAG,
    "bound_expression": WORDS,
    "parameters": WORDS,
    "articles": WORDS,
    "rules": WORDS,
    "reason": WORDS,
    "hinges_on": WORDS,
    "says_nothing_of": WORDS,
}
STEPS: Columns = {
    "regime": WORDS,
    "property": WORDS,
    "assume": WORDS,
    "step": WHOLE,
    "event": WORDS,
    "mode": WORDS,
    "could_not_have_been_kept": FLAG,
    "working_day": WHOLE,
    "after_close": FLAG,
    "party": WORDS,
    "article": WORDS,
    "rule": WORDS,
}
BOUNDS: Columns = {
    "regime": WORDS,
    "property": WORDS,
    "assume": WORDS,
    "counting": WORDS,
    "verdict": WORDS,
    "expression": WORDS,
    "attained": FLAG,
    "at_values": WHOLE,
    "holds": WORDS,
    "articles": WORDS,
    "rules": WORDS,
    "reason": WORDS,
    "says_nothing_of": WORDS,
}
DATES: Columns = {
    "regime": WORDS,
    "property": WORDS,
    "assume": WORDS,
    "counting": WORDS,
    "working_days": WHOLE,
    "attained": FLAG,
    "calendar_days": WHOLE,
    "start": WORDS,
    "end": WORDS,
    "holiday": WORDS,
}
FINDINGS: Columns = {
    "regime": WORDS,
    "kind": WORDS,
    "card": WORDS,
    "root": FLAG,
    "severity": WORDS,
    "articles": WORDS,
    "rules": WORDS,
    "sentence": BOTH,
    "advice": BOTH,
    "accepted": BOTH,
}
UNITS: Columns = {
    "regime": WORDS,
    "unit": WORDS,
    "rules": WORDS,
    "sanctions": WORDS,
    "silent": WORDS,
    "reason": BOTH,
}
GUARANTEES: Columns = {
    "property": WORDS,
    "assume": WORDS,
    "reading": WORDS,
    "shift": WORDS,
    "old_verdict": WORDS,
    "old_bound": WHOLE,
    "new_verdict": WORDS,
    "new_bound": WHOLE,
}
CHANGES: Columns = {
    "kind": WORDS,
    "old_rule": WORDS,
    "new_rule": WORDS,
    "says": BOTH,
}
ORDER: Columns = {"assume": WORDS, "reading": WORDS, "over": WORDS, "under": WORDS, "sooner": WORDS}
DUTIES: Columns = {
    "regime": WORDS,
    "party": WORDS,
    "rule": WORDS,
    "article": WORDS,
    "window_days": WHOLE,
    "rate": WORDS,
    "burst": WORDS,
    "per_officer_per_day": WHOLE,
    "shortest_deadline_days": WHOLE,
    "largest_whole_burst": WHOLE,
    "officers": WHOLE,
    "verdict": WORDS,
    "least_officers": WHOLE,
}
RUN: Columns = {
    "day": WHOLE,
    "rule": WORDS,
    "arrived": WHOLE,
    "done": WHOLE,
    "waiting": WHOLE,
}
EDITS: Columns = {
    "amendment": WHOLE,
    "articles": WHOLE,
    "days": WHOLE,
    "kind": WORDS,
    "rule": WORDS,
    "article": WORDS,
    "working_days": WHOLE,
    "sentence": BOTH,
}
FILES: Columns = {
    "file": WORDS,
    "property": WORDS,
    "assume": WORDS,
    "verdict": WORDS,
    "bound_working_days": WHOLE,
    "query": WORDS,
    "expected": WORDS,
    "sha256": WORDS,
}


def framed(rows: Iterable[Mapping[str, Any]], columns: Columns) -> pl.DataFrame:
    """Return rows of plain data as a table; what a row lacks is null.

    >>> framed([{"over": "a", "sooner": ["p", "q"]}], {"over": WORDS, "sooner": WORDS}).rows()
    [('a', 'p; q')]
    >>> framed([{"says": Text("例", "example")}], {"says": BOTH}).columns
    ['says.zh', 'says.en']
    """
    schema: dict[str, pl.DataType] = {}
    for name, kind in columns.items():
        names = [f"{name}.{lang}" for lang in LANGS] if kind is BOTH else [name]
        schema |= dict.fromkeys(names, WORDS if kind is BOTH else kind)
    cells = [_cells(row) for row in rows]
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in cells], schema=schema)


def _cells(row: Mapping[str, Any]) -> dict[str, Any]:
    """The cells of a row: two for a text, one for anything else."""
    cells: dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, Text):
            cells |= {f"{name}.{lang}": value.in_(lang) for lang in LANGS}
        else:
            several = isinstance(value, list | tuple)
            cells[name] = "; ".join(map(str, value)) if several else value
    return cells


def verdicts(
    of: Iterable[Verdict],
    hinges: Sequence[ReadingHinge],
    left_out: Iterable[tuple[Verdict, tuple[Finding, ...]]] = (),
) -> pl.DataFrame:
    """Return one row for each verdict, with what it hinges on and of which runs it says nothing."""
    from experiments.show.data import verdict_data
    from experiments.show.left_out import left_out_cell
    from experiments.show.readings import of_verdict

    apart = {id(verdict): left_out_cell(found) for verdict, found in left_out}

    def row(verdict: Verdict) -> dict[str, Any]:
        found = of_verdict(hinges, verdict)
        named = [f"{hinge.rule.id}={hinge.alternative.id}" for hinge in found]
        cells = {"hinges_on": named, "says_nothing_of": apart.get(id(verdict))}
        return {**verdict_data(verdict), **cells}

    return framed(map(row, of), VERDICTS)


def counterexamples(of: Iterable[Verdict]) -> pl.DataFrame:
    """Return one row for each step of each counterexample; steps count from 1."""
    from experiments.show.data import verdict_data

    rows = (
        {**data, **step, "step": number}
        for data in map(verdict_data, of)
        for number, step in enumerate(data["counterexample"] or (), 1)
    )
    return framed(rows, STEPS)


def bounds(answer: Bounds) -> pl.DataFrame:
    """Return one row for each guarantee; ``holds`` is for which values, if that was asked."""
    from experiments.bounds.data import bounds_data
    from experiments.show.left_out import left_out_cell

    cells = (
        {"holds": one.held() or None, "says_nothing_of": left_out_cell(one.left_out)}
        for one in answer.guarantees
    )
    rows = zip(bounds_data(answer), cells, strict=True)
    return framed(({**data, **own} for data, own in rows), BOUNDS)


def dates(answer: Bounds) -> pl.DataFrame:
    """Return what each bound comes to on real dates, for each way of counting days."""
    from experiments.bounds.data import bounds_data

    data: Iterable[Any] = bounds_data(answer)
    return framed(({**one, **way} for one in data for way in one["worst_cases"]), DATES)


def findings(data: Iterable[Mapping[str, Any]]) -> pl.DataFrame:
    """Return one row for each finding."""
    return framed(data, FINDINGS)


def units(answer: Iterable[Coverage]) -> pl.DataFrame:
    """Return one row for each unit of each text: what comes from it, or why nothing does."""
    rows = (
        {
            "regime": coverage.regime.id,
            "unit": unit.name,
            "rules": unit.rules,
            "sanctions": unit.sanctions,
            "silent": [str(part.kind) for part in unit.silent],
            "reason": Text("；", "; ").join(part.reason for part in unit.silent),
        }
        for coverage in answer
        for unit in coverage.units
    )
    return framed(rows, UNITS)


def guarantees(answer: Pairing | tuple[Order, ...]) -> pl.DataFrame:
    """Return one row for each guarantee of two regimes; none for an order of several."""
    held = () if isinstance(answer, tuple) else answer.guarantees
    rows = (
        {
            "property": each.new.property.id,
            "assume": str(each.new.assume),
            "reading": str(each.new.reading),
            "shift": str(each.shift),
            "old_verdict": str(each.old.answer),
            "old_bound": each.old.days,
            "new_verdict": str(each.new.answer),
            "new_bound": each.new.days,
        }
        for each in held
    )
    return framed(rows, GUARANTEES)


def changes(answer: Pairing | tuple[Order, ...]) -> pl.DataFrame:
    """Return one row for each difference between two texts; none for an order of several."""
    from experiments.diff.data import change_data

    data = () if isinstance(answer, tuple) else change_data(answer.difference)
    rows = (
        {
            "kind": change["kind"],
            "old_rule": change.get("rule", {}).get("old"),
            "new_rule": change.get("rule", {}).get("new"),
            "says": Text("；", "; ").join(change.get("says", ())),
        }
        for change in data
    )
    return framed(rows, CHANGES)


def order(answer: Pairing | tuple[Order, ...]) -> pl.DataFrame:
    """Return one row for each pair of which the first dominates the second."""
    orders = answer if isinstance(answer, tuple) else answer.orders
    rows = (
        {
            "assume": str(each.assume),
            "reading": str(each.reading),
            "over": over,
            "under": regime.id,
            "sooner": [prop.id for prop in each.smaller(over, regime.id)],
        }
        for each in orders
        for regime in each.regimes
        for over in each.dominators(regime.id)
    )
    return framed(rows, ORDER)


def duties(answer: Capacity) -> pl.DataFrame:
    """Return one row for each duty of the office."""
    from experiments.capacity.data import capacity_data

    data: Any = capacity_data(answer)
    return framed(({**data, **duty} for duty in data["duties"]), DUTIES)


def run(answer: Capacity) -> pl.DataFrame:
    """Return the days of the run that breaks a duty; none where no run does."""
    from experiments.capacity.data import run_table

    if answer.refuted is None or answer.refuted.run is None:
        return framed((), RUN)
    return run_table(answer, answer.refuted.run)


def edits(answer: Proposals) -> pl.DataFrame:
    """Return one row for each edit of each amendment; amendments count from 1."""
    from experiments.amend.data import amendments_data

    rows = (
        {
            "amendment": number,
            **edit,
            "articles": amendment["articles"],
            "days": amendment["days"],
        }
        for number, amendment in enumerate(amendments_data(answer, {})["amendments"], 1)
        for edit in amendment["edits"]
    )
    return framed(rows, EDITS)


def files(answer: Export) -> pl.DataFrame:
    """Return one row for each file."""
    return framed(({"file": file.name, **file.entry} for file in answer.files), FILES)


def _together(part: Callable[[RegimeResult], pl.DataFrame]) -> Callable[[Comparison], pl.DataFrame]:
    """Return what makes one table of a part of every regime's results."""
    return lambda answer: pl.concat(part(result) for result in answer.results)


def _found(result: RegimeResult) -> pl.DataFrame:
    from experiments.audit.data import finding_data

    return findings(finding_data(result.regime, finding) for finding in result.findings)


COMPARED: Mapping[str, Callable[[Comparison], pl.DataFrame]] = {
    "verdicts": _together(lambda result: verdicts(result.verdicts, result.hinges, result.left_out)),
    "figures": _together(lambda result: result.table),
    "mechanisms": _together(lambda result: result.metrics.mechanisms),
    "findings": _together(_found),
    "log": _together(
        lambda result: result.log.select(pl.lit(result.regime.id).alias("regime"), pl.all())
    ),
}
"""The tables of a comparison."""
