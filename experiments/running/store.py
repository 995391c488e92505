"""What a run leaves on disk: one line for each replication, appended as it comes.

A line is whole or it is not there: one that was torn by a full disk or a killed process is cut
off when the store is opened again, and its replication is done again. When all is done the lines
are put in the order of the design, so that the bytes do not tell who computed what when.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path, PurePath
from types import TracebackType
from typing import IO, Any, Self

from experiments.designs.point import Design, Task
from experiments.running.aside import header_aside, lines_noted
from experiments.running.header import HEADER, Header
from experiments.running.header_form import read_failure
from experiments.running.line import lines_of, opened, read_replication, sealed
from experiments.running.ours import DESIGN as DESIGN
from experiments.running.ours import FAILURES as FAILURES
from experiments.running.ours import LINES as LINES
from experiments.running.ours import LOG as LOG
from experiments.running.ours import spare
from experiments.running.replication import Replication
from experiments.show.files import encoded, folder, json_text, put
from model.language import Complaint, Text, reason
from protocols.contents import contents


class Store:
    """The replications of a design in a folder.

    Parameters
    ----------
    path
        The folder.
    resume
        Whether to go on where there is something already.

    Raises
    ------
    Complaint
        When the folder holds results and ``resume`` is not asked for, or holds those of another
        design or of other versions; or when the disk does not take it.
    """

    def __init__(self, path: Path, design: Design, resume: bool = False) -> None:
        self.path = folder(path)
        self.design = design
        self.failures: list[dict[str, Any]] = []
        self.aside: tuple[Text, ...] = ()
        self._file: IO[bytes] | None = None
        self._places: dict[tuple[str, int], tuple[int, int]] = {}
        self._end = 0
        self._bad: dict[int, tuple[int, int]] = {}
        head = Header.of(design)
        if _holds_lines(path / LINES):
            self._check(head, resume)
        if _holds_lines(path / LINES):  # they may have been set aside
            self._scan()
        elif not self.aside:
            spare(path, design)
        for name, text in design.files.items():
            put(folder((path / name).parent) / PurePath(name).name, text)
        put(path / DESIGN, design.text)
        put(path / HEADER, encoded(json_text(head.data(), "en") + "\n"))

    def _check(self, head: Header, resume: bool) -> None:
        """Refuse results that are not to be gone on with."""
        if not resume:
            raise Complaint("experiment.taken", folder=self.path)
        try:
            old = Header.read(self.path)
        except Complaint as damage:
            self.aside = header_aside(self.path, self.design, damage)
            return
        keys = iter([cell.key for cell in head.points])
        # In this order, with more among them; a sample is drawn anew where there are more ranges.
        lasting = [cell.key for cell in old.points if cell.row is None]
        kept = all(key in keys for key in lasting)
        if old.seed != head.seed or not kept:
            was = f"{old.design} ({old.identity})"
            now = f"{head.design} ({head.identity})"
            raise Complaint("experiment.other-design", folder=self.path, was=was, now=now)
        if old.single_spans != head.single_spans:
            raise Complaint("experiment.other-spans", folder=self.path)
        if old.versions != head.versions:
            raise Complaint(
                "experiment.other-versions",
                folder=self.path,
                changes=_changes(old.versions, head.versions),
            )

    def __enter__(self) -> Self:
        try:
            self._set_aside()
            self._file = (self.path / LINES).open("ab", buffering=0)
            self._file.truncate(self._end)
        except OSError as error:
            raise unwritable(self.path / LINES, error) from None
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    @property
    def damaged(self) -> Collection[int]:
        """The lines, counted from 1, that are torn or are no replication of the design's.

        When work begins they are set aside in the log, and their replications are done again.
        """
        return self._bad.keys()

    def _set_aside(self) -> None:
        """Keep damaged lines in the log, and cut them out of what is kept."""
        if not self._bad:
            return
        lines_noted(self.path, self._bad)
        if any(start < self._end for start, _ in self._bad.values()):
            self._settle_lines()
        self._bad = {}

    def __contains__(self, task: Task) -> bool:
        return (task.point.key, task.replication) in self._places

    def __len__(self) -> int:
        return len(self._places)

    def append(self, task: Task, found: Replication) -> None:
        """Keep a replication; it is on disk when this returns.

        Raises
        ------
        Complaint
            When the disk does not take it; what was written before is untouched.
        """
        assert self._file is not None
        line = sealed({"replication": task.replication, **found.data()})
        start = self._end
        try:
            _whole(self._file, line)
            os.fsync(self._file.fileno())
        except OSError as error:
            raise unwritable(self.path / LINES, error) from None
        finally:  # Ctrl-C may have come at any moment; the line counts if it is whole
            if os.fstat(self._file.fileno()).st_size == start + len(line):
                self._places[found.key, task.replication] = (start, len(line))
                self._end = start + len(line)
            else:
                self._file.truncate(start)

    def fail(self, task: Task, why: Text) -> None:
        """Note a replication that cannot be done."""
        point = task.point
        self.failures.append(
            {
                "key": point.key,
                "replication": task.replication,
                "seed": task.seed,
                "regime": point.regime.id,
                "scenario": point.scenario.id,
                "levels": {**point.levels, **point.assumed},
                "why": {"zh": why.zh, "en": why.en},
            }
        )

    def tasks(self, goals: Mapping[str, int] | None = None) -> Iterator[Task]:
        """Yield what is still to be done and was not given up.

        Parameters
        ----------
        goals
            How often each point is to be simulated; as the design begins unless given.
        """
        given_up = {(failure["key"], failure["replication"]) for failure in self.failures}
        for task in self.design.tasks(goals):
            if task not in self and (task.point.key, task.replication) not in given_up:
                yield task

    @property
    def places(self) -> Collection[tuple[str, int]]:
        """Key and number of each replication that is there."""
        return self._places.keys()

    def replication(self, key: str, number: int) -> dict[str, Any]:
        """Read one replication."""
        start, length = self._places[key, number]
        with (self.path / LINES).open("rb") as file:
            file.seek(start)
            found: dict[str, Any] = json.loads(file.read(length))
        return found

    def opened(self) -> Iterator[dict[str, Any]]:
        """Yield every replication in the order of the design, its single spans as arrays."""
        return (opened(line) for _, line in self._lines())

    def _lines(self) -> Iterator[tuple[tuple[str, int], bytes]]:
        """Yield key and number of every replication, and its line, in the order of the design."""
        order = {key: place for place, key in enumerate(self.design.distinct)}
        wanted = sorted(self._places, key=lambda one: (order[one[0]], one[1]))
        if not wanted:
            return
        with (self.path / LINES).open("rb") as file:
            for one in wanted:
                start, length = self._places[one]
                file.seek(start)
                yield one, file.read(length)

    def settle(self) -> None:
        """Put the lines in the order of the design, and write down the failures, if there are any.

        Raises
        ------
        Complaint
            When the disk does not take it; the lines are then as they were.
        """
        try:
            self._set_aside()  # where nothing was to be done nobody has yet
            self._settle_lines()
        except OSError as error:
            raise unwritable(self.path / LINES, error) from None
        order = {key: place for place, key in enumerate(self.design.distinct)}
        self.failures.sort(key=lambda one: (order[one["key"]], one["replication"]))
        if self.failures:
            text = "".join(
                json.dumps(failure, ensure_ascii=False) + "\n" for failure in self.failures
            )
            put(self.path / FAILURES, encoded(text))
        else:
            (self.path / FAILURES).unlink(missing_ok=True)

    def _settle_lines(self) -> None:
        partial = self.path / f"{LINES}.part"
        places: dict[tuple[str, int], tuple[int, int]] = {}
        end = 0
        with partial.open("wb") as file:
            for one, line in self._lines():
                _whole(file, line)
                places[one] = (end, len(line))
                end += len(line)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(self.path / LINES)
        self._places, self._end = places, end

    def _scan(self) -> None:
        """Find the lines that are replications of the design, and those that are none at all."""
        known, seed, at = set(self.design.distinct), self.design.seed, 0
        with (self.path / LINES).open("rb") as file:
            for number, line in enumerate(lines_of(file), 1):
                data = read_replication(line, seed)
                one = None if data is None else (data["key"], data["replication"])
                if one is None or one in self._places:
                    self._bad[number] = (at, len(line))
                else:
                    if one[0] in known:
                        self._places[one] = (at, len(line))
                    self._end = at + len(line)
                at += len(line)


def _holds_lines(path: Path) -> bool:
    """Whether there are lines; what is no file is refused."""
    if path.exists() and not path.is_file():
        raise Complaint("file.not-regular", file=path)
    return path.exists() and path.stat().st_size > 0


def _whole(file: IO[bytes], data: bytes) -> None:
    """Write all of it: a raw file may take only a part."""
    view = memoryview(data)
    while view:
        view = view[file.write(view) :]


def _changes(old: Mapping[str, str], new: Mapping[str, str]) -> str:
    names = [name for name in {**old, **new} if old.get(name) != new.get(name)]
    return ", ".join(f"{name} {old.get(name)} → {new.get(name)}" for name in names)


def unwritable(path: Path, error: OSError) -> Complaint:
    """Return the complaint about a file that the system does not take."""
    return Complaint("experiment.unwritable", file=path, reason=reason(error))


def failures(path: Path) -> Sequence[dict[str, Any]]:
    """Read the replications that could not be done.

    Raises
    ------
    Complaint
        Where a line of the file is none of such a replication.
    """
    file = path / FAILURES
    if not file.exists():
        return []
    lines = contents(file).splitlines()
    return [_failure(file, number, line) for number, line in enumerate(lines, 1)]


def _failure(file: Path, number: int, line: bytes) -> dict[str, Any]:
    failure = read_failure(line)
    if failure is None:
        raise Complaint("experiment.bad-line", file=file, line=number)
    return failure
