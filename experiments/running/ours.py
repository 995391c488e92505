"""A folder that is to hold a run: nothing in it may be somebody's own under a name of ours."""

from __future__ import annotations

import os
import re
from pathlib import Path

from experiments.designs.point import Design
from experiments.running.header import HEADER, recorded
from model.language import Complaint

LINES, FAILURES = "replications.jsonl", "failures.jsonl"
DESIGN, LOG = "design.yaml", "run.log"
MEASURES, SAMPLES, SERIES = "measures", "samples", "series"
PART = re.compile(r"part-\d{5,}\.parquet(\.part)?")
"""The names of the files of a table."""
ASIDE = ".set-aside"
"""What the name of a damaged file ends with once it is set aside."""


def spare(path: Path, design: Design) -> None:
    """Refuse to write over files that are somebody's own.

    Raises
    ------
    Complaint
        Where there is such a file and no header of a run.
    """
    if (path / HEADER).exists() and "identity" in recorded(path / HEADER):
        return
    ours = {DESIGN: design.text, **design.files}
    for name in (HEADER, *ours, FAILURES, LOG, MEASURES, SAMPLES, SERIES):
        file = path / name
        if file.exists() and not _ours(file, ours.get(name)):
            raise Complaint("experiment.not-ours", file=file)


def passable(path: Path) -> None:
    """Refuse results in whose way something stands that a run does not leave.

    Raises
    ------
    Complaint
        Where a folder has the name of a file, a file that of a folder, or a table is not a run's.
    """
    for name in (LINES, f"{LINES}.part", FAILURES, DESIGN, LOG):
        if os.path.lexists(path / name) and not (path / name).is_file():
            raise Complaint("experiment.not-ours", file=path / name)
    for name in (MEASURES, SAMPLES, SERIES):
        table = path / name
        if os.path.lexists(table) and not table.is_dir():
            raise Complaint("experiment.not-ours", file=table)
        for file in sorted(table.glob("*.parquet")):
            if not PART.fullmatch(file.name):
                raise Complaint("experiment.not-ours", file=file)


def _ours(file: Path, text: bytes | None) -> bool:
    """Whether a file holds what a run would write, or nothing."""
    if file.is_dir():
        return not any(file.iterdir())
    return file.is_file() and file.stat().st_size < 10_000_000 and file.read_bytes() in (b"", text)
