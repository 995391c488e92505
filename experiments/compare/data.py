"""A comparison as files: verdicts, findings, figures and event logs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from experiments.audit.data import finding_data
from experiments.compare.ask import Comparison
from experiments.measures.eventlog import write_log
from experiments.show.data import verdict_data
from experiments.show.files import write_csv, write_json
from experiments.show.left_out import left_out_data
from experiments.show.readings import of_verdict
from model.language import Lang


def verdicts_data(comparison: Comparison) -> list[dict[str, Any]]:
    """Return every verdict, with the readings that it hinges on, as JSON data."""
    return [
        {
            **verdict_data(verdict, hinges=of_verdict(result.hinges, verdict)),
            **left_out_data(result.apart(verdict)),
        }
        for result in comparison.results
        for verdict in result.verdicts
    ]


def write_data(comparison: Comparison, folder: Path, lang: Lang) -> None:
    """Write everything but the report into a folder; sentences in one language."""
    results = comparison.results
    findings = [
        finding_data(result.regime, finding) for result in results for finding in result.findings
    ]
    write_json(folder / "verdicts.json", verdicts_data(comparison))
    write_json(folder / "findings.json", findings, lang)
    write_csv(folder / "metrics.csv", pl.concat([result.table for result in results]))
    mechanisms = pl.concat([result.metrics.mechanisms for result in results])
    write_csv(folder / "mechanisms.csv", mechanisms)
    for result in results:
        write_log(result.log, folder, f"events-{result.regime.id}")
