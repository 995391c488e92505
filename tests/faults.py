"""Faults in experiments, by hand: ``python -m tests.faults [KIND …] [CASE …] [--list]``.

Each case runs a small design as a user does, in processes of its own, does something to the run or
to what it left, and then goes on with ``--resume``. It holds where

- the folder has the bytes of a run that nobody disturbed, ``run.log`` and what was set aside apart;
- what was whole before is not simulated again;
- each process ended with the status that the documents give it, and none is left;
- nobody printed a traceback, nor Python's word that an exception was ignored.

A case is called ``kill-worker:10`` or ``header:torn``, its kind is what stands before the colon; a
name does that one again. What does not hold is printed, and at the end the cases are counted by
kind. All of them take about a quarter of an hour on two processors; they need Linux, a full disk
needs the right to mount one, and a cluster needs ``distributed``.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from experiments.command import run
from experiments.running.header import HEADER
from experiments.running.line import sealed
from experiments.running.ours import ASIDE, DESIGN, FAILURES, LINES, LOG, MEASURES, SERIES
from tests.designed import tiny

REPLICATIONS, POINTS = 6, 4
ALL = REPLICATIONS * POINTS
_LONGEST = 90.0  # seconds that a process may take
_COMMAND = (sys.executable, "-c", "from experiments.command import main; main()", "experiment")
_UNTOLD = re.compile("Traceback|Exception (ignored|in thread)|Error in atexit|RuntimeWarning")


class Fault(AssertionError):
    """Something did not hold."""


@dataclass
class Ended:
    """A process that has ended: its status, what it said, and how much it found done already."""

    status: int
    said: str

    @property
    def done(self) -> int:
        """How many replications it found done when it began."""
        told = re.search(r"(\d+) done already", self.said)
        return int(told[1]) if told else 0


@dataclass
class Place:
    """A folder of one case: a design, what it is run into, and what ran there."""

    folder: Path
    ended: list[Ended] = field(default_factory=list)

    @property
    def out(self) -> Path:
        """The folder of the results."""
        return self.folder / "out"

    def words(self, *more: str) -> list[str]:
        """The words of a run."""
        design = str(self.folder / "tiny.yaml")
        usual = ["run", design, "--out", str(self.out), "--workers", "2", "--no-page"]
        return [*_COMMAND, *usual, *more]

    def begin(
        self, *more: str, words: Sequence[str] = (), limits: Callable[[], None] | None = None
    ) -> subprocess.Popen[bytes]:
        """Start a run whose output goes to a file of its own."""
        told = self.folder / f"told-{time.monotonic_ns()}"
        with told.open("wb") as file:
            child = subprocess.Popen(
                words or self.words(*more),
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
                start_new_session=True,
                env={**os.environ, "PYTHONFAULTHANDLER": "1"},
                preexec_fn=limits,
            )
        child.told = told  # type: ignore[attr-defined]
        return child

    def end(self, child: subprocess.Popen[bytes], *statuses: int) -> Ended:
        """Wait for a run and see that it ended as it may."""
        try:
            child.wait(_LONGEST)
        except subprocess.TimeoutExpired:
            child.send_signal(signal.SIGABRT)  # at which it says where each thread stands
            child.wait()
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
            said = child.told.read_text("utf-8", "replace")  # type: ignore[attr-defined]
            raise Fault(f"it did not end:\n{said[-5000:]}") from None
        _nobody_left(child.pid)
        said = child.told.read_text("utf-8", "replace")  # type: ignore[attr-defined]
        ended = Ended(child.returncode, said)
        self.ended.append(ended)
        if _UNTOLD.search(said):
            raise Fault(f"a traceback:\n{said[-1500:]}")
        if ended.status not in statuses:
            raise Fault(f"status {ended.status} and none of {statuses}:\n{said[-1500:]}")
        return ended

    def run(self, *statuses: int, more: Sequence[str] = (), **how: Any) -> Ended:
        """Run to the end."""
        return self.end(self.begin(*more, **how), *statuses)

    def kept(self) -> int:
        """How many lines end where they should."""
        path = self.out / LINES
        return path.read_bytes().count(b"\n") if path.is_file() else 0

    def when(self, child: subprocess.Popen[bytes], there: Callable[[], bool]) -> None:
        """Wait for a moment of a run, or for its end."""
        until = time.monotonic() + _LONGEST
        while not there() and child.poll() is None and time.monotonic() < until:
            time.sleep(0.002)


def _nobody_left(session: int) -> None:
    until = time.monotonic() + 10
    while left := _of_session(session):
        if time.monotonic() > until:
            os.killpg(session, signal.SIGKILL)
            raise Fault(f"{len(left)} processes outlive it")
        time.sleep(0.05)


def _of_session(session: int) -> list[int]:
    """The processes of a session that are at work."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if int(fields[3]) == session and fields[0] not in "ZX":
            found.append(int(stat.parent.name))
    return found


def contents(folder: Path) -> dict[str, bytes]:
    """What must be the same after every fault, by name."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    names = {str(path.relative_to(folder)): path for path in files}
    return {
        name: path.read_bytes()
        for name, path in sorted(names.items())
        if name != LOG and ASIDE not in name and not name.endswith(".part")
    }


@dataclass(frozen=True)
class Prepared:
    """Runs that cases start from: one that nobody disturbed, and one that was stopped."""

    whole: Path
    half: Path


def prepared(folder: Path) -> Prepared:
    """Make both."""
    found = Prepared(folder / "whole", folder / "half")
    for path in (found.whole, found.half):
        fresh(path)
    Place(found.whole).run(0)
    half = Place(found.half)
    child = half.begin()
    half.when(child, lambda: half.kept() >= ALL // 2)
    os.killpg(child.pid, signal.SIGINT)
    half.end(child, 130)
    return found


def fresh(folder: Path) -> Place:
    """A folder with the design in it."""
    folder.mkdir(parents=True)
    tiny(folder, ("replications: 4", f"replications: {REPLICATIONS}"))
    return Place(folder)


Case = Callable[[Place, Prepared], None]
CASES: dict[str, Case] = {}


def gone_on_with(place: Place, of: Prepared, kept: int, *more: str, status: int = 0) -> Ended:
    """Go on, and see that the bytes are those of a run undisturbed and nothing was lost."""
    ended = place.run(status, more=("--resume", "--workers", "1", *more))
    if ended.done < kept:
        raise Fault(f"{kept} were whole and {ended.done} were taken over:\n{ended.said}")
    same(place, of)
    return ended


def same(place: Place, of: Prepared) -> None:
    """See that the bytes are those of a run that nobody disturbed."""
    found, wanted = contents(place.out), contents(of.whole / "out")
    if other := [name for name in {**found, **wanted} if found.get(name) != wanted.get(name)]:
        raise Fault(f"other bytes: {', '.join(other)}")


# Processes that are killed.

_MOMENTS: dict[str, Callable[[Place], bool]] = {
    **{str(count): partial(lambda count, one: one.kept() >= count, count) for count in (1, 8, 20)},
    "header": lambda one: (one.out / HEADER).exists(),
    "last": lambda one: one.kept() >= ALL,
    "tables": lambda one: (one.out / SERIES).exists(),
}


def _killed(how: str, moment: str, place: Place, of: Prepared) -> None:
    """Stop a run at a moment: by a signal to all of it, to the first, or to one of its workers."""
    child = place.begin()
    place.when(child, lambda: _MOMENTS[moment](place))
    if child.poll() is None:
        _SENDERS[how](child)
    status = {"kill-worker": (0,), "interrupt": (130, 0), "hang-up": (-1, 0), "kill": (-9, 0)}[how]
    ended = place.end(child, *status)
    if how == "kill-worker":
        same(place, of)
    elif how == "interrupt" and ended.status == 130 and not ended.said.strip():
        raise Fault("it was stopped and said nothing")
    gone_on_with(place, of, place.kept())


def _kill_worker(child: subprocess.Popen[bytes]) -> None:
    for process in _of_session(child.pid):
        words = _words_of(process)
        if b"spawn_main" in words:
            os.kill(process, signal.SIGKILL)
            return


def _words_of(process: int) -> bytes:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return b""


_SENDERS: dict[str, Callable[[subprocess.Popen[bytes]], None]] = {
    "kill-worker": _kill_worker,
    "interrupt": lambda child: os.killpg(child.pid, signal.SIGINT),
    "hang-up": lambda child: os.killpg(child.pid, signal.SIGHUP),
    "kill": lambda child: child.kill(),
}
for _how in _SENDERS:
    for _moment in _MOMENTS:
        CASES[f"{_how}:{_moment}"] = partial(_killed, _how, _moment)


def _soon(how: str, seconds: float, place: Place, of: Prepared) -> None:
    """Stop a run so many seconds after its start."""
    child = place.begin()
    time.sleep(seconds)
    if child.poll() is None:
        _SENDERS[how](child)
    place.end(child, *{"interrupt": (130, -2, 0), "kill": (-9, 0)}[how])
    gone_on_with(place, of, place.kept())


for _tenths in range(2, 30, 3):
    CASES[f"interrupt-soon:{_tenths}"] = partial(_soon, "interrupt", _tenths / 10)
    CASES[f"kill-soon:{_tenths}"] = partial(_soon, "kill", _tenths / 10)


def _again_and_again(place: Place, of: Prepared) -> None:
    """Kill a run and each that goes on with it."""
    for number, count in enumerate((3, 8, 13, 19)):
        child = place.begin(*(("--resume",) if number else ()))
        place.when(child, partial(lambda count: place.kept() >= count, count))
        child.kill()
        place.end(child, -9, 0)
    gone_on_with(place, of, place.kept())


CASES["kill:again-and-again"] = _again_and_again


def _at_the_start(milliseconds: int, place: Place, of: Prepared) -> None:
    """Press Ctrl-C so soon that hardly anything is loaded.

    Until the program's first line is reached Python answers with a traceback of its own.
    """
    words = [*_COMMAND[:3], "audit", "jinan", "nanchang"]
    child = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    time.sleep(milliseconds / 1000)
    child.send_signal(signal.SIGINT)
    said = child.communicate(timeout=_LONGEST)[0].decode()
    of_ours = re.search(r'command/__init__.py", line \d+, in \w', said)
    of_python = "Traceback" in said and of_ours is None
    told = child.returncode == 130 and "files already written are whole." in said
    if not (of_python or told or (child.returncode == -2 and not said)):
        raise Fault(f"status {child.returncode}:\n{said}")


for _moment in map(str, (*range(0, 100, 10), *range(100, 501, 50))):
    CASES[f"interrupt-start:{_moment}"] = partial(_at_the_start, int(_moment))

# Disks and tables that are full.


def _limited(what: int, most: int, place: Place, of: Prepared) -> None:
    """Run where the system gives no more than so much."""
    ended = place.run(0, 2, 3, limits=lambda: resource.setrlimit(what, (most, most)))
    if ended.status and not ended.said.strip() and most:  # where nothing can be written, nothing
        raise Fault("it ended without a word")
    gone_on_with(place, of, place.kept() if ended.status != 2 else 0)


for _size in (0, 100, 1_000, 3_000, 60_000, 300_000, 1_000_000, 1_900_000):
    CASES[f"file-size:{_size}"] = partial(_limited, resource.RLIMIT_FSIZE, _size)
for _files in (6, 8, 10, 12, 14, 16, 18, 20, 24, 30, 40):
    CASES[f"open-files:{_files}"] = partial(_limited, resource.RLIMIT_NOFILE, _files)


@contextmanager
def _disk(folder: Path, size: int) -> Iterator[None]:
    """A disk of so many bytes in the place of a folder."""
    folder.mkdir(exist_ok=True)
    words = ["mount", "-t", "tmpfs", "-o", f"size={size}", "shenguan", str(folder)]
    if subprocess.run(words, capture_output=True, check=False).returncode:
        raise Fault("cannot be asked here: no right to mount a disk")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False)


def _full(size: int, place: Place, of: Prepared) -> None:
    """Run on a disk that is too small, and go on when there is room."""
    kept = place.folder / "kept"
    with _disk(place.out, size):
        place.run(2, 0)
        shutil.copytree(place.out, kept, symlinks=True)
    place.out.rmdir()
    kept.rename(place.out)
    gone_on_with(place, of, sum(_is_whole(line) for line in lines(place)))


for _size in (4096, 8192, 16_384, 131_072, 524_288, 1_048_576, 2_097_152, 3_145_728):
    CASES[f"full-disk:{_size}"] = partial(_full, _size)

# What is found damaged.


def lines(place: Place) -> list[bytes]:
    """The lines of the results."""
    path = place.out / LINES
    return path.read_bytes().splitlines(keepends=True) if path.exists() else []


def _is_whole(line: bytes) -> bool:
    return line.endswith(b'"}\n')


def resealed(line: bytes, change: Callable[[dict[str, Any]], object]) -> bytes:
    """A line of which something is changed by one who knows how lines are sealed."""
    data = json.loads(line)
    change(data)
    del data["digest"]
    return sealed(data)


LINE_DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "torn": lambda line: line[: len(line) // 2],
    "empty": lambda _: b"\n",
    "not-json": lambda _: b"\xff\xfe no line\n",
    "digits": lambda line: line.replace(b'"threads":', b'"threads":1', 1),
    "nan": lambda line: resealed(line, lambda data: data["measures"].update(threads=float("nan"))),
    "other": lambda line: resealed(line, lambda data: data.update(replication=REPLICATIONS - 1)),
    "seed": lambda line: resealed(line, lambda data: data.update(seed=5)),
    "no-measures": lambda line: resealed(line, lambda data: data.pop("measures")),
    "words": lambda line: resealed(line, lambda data: data["measures"].update(threads="many")),
    "no-samples": lambda line: resealed(line, lambda data: data.pop("samples")),
    "short-series": lambda line: resealed(line, lambda data: data["series"]["weeks"].pop()),
    "deep": lambda _: b'{"replication":0,"key":' + b"[" * 100_000 + b"\n",
    "twice": lambda line: line + line,
}


def half(place: Place, of: Prepared) -> None:
    """Have what a stopped run left."""
    shutil.copytree(of.half / "out", place.out)


def shown(place: Place, *statuses: int) -> None:
    """See that results which are damaged are shown or refused, and never thrown."""
    told = io.StringIO()
    with contextlib.redirect_stdout(told), contextlib.redirect_stderr(told):
        status = run(["experiment", "show", str(place.out)], "en")
    if status not in statuses:
        raise Fault(f"shown with status {status}:\n{told.getvalue()[-1500:]}")


def _damaged_line(what: str, number: int, place: Place, of: Prepared) -> None:
    half(place, of)
    found = lines(place)
    before = found[number]
    found[number] = LINE_DAMAGE[what](before)
    (place.out / LINES).write_bytes(b"".join(found))
    shown(place, 0, 2)
    ended = gone_on_with(place, of, len(found) if what == "twice" else len(found) - 2)
    if "set aside" not in ended.said:
        raise Fault(f"not told:\n{ended.said}")


for _what in LINE_DAMAGE:
    for _number in (0, 7, -1):
        CASES[f"line:{_what}@{_number}"] = partial(_damaged_line, _what, _number)


def _without(part: str) -> Callable[[bytes], bytes]:
    def without(text: bytes) -> bytes:
        data = json.loads(text)
        del data[part]
        return json.dumps(data).encode()

    return without


def _with(**parts: Any) -> Callable[[bytes], bytes]:
    return lambda text: json.dumps({**json.loads(text), **parts}).encode()


HEADER_DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "torn": lambda text: text[: len(text) // 2],
    "empty": lambda _: b"",
    "not-json": lambda _: b"\xff\xfe no header",
    "list": lambda _: b"[]",
    "deep": lambda _: b"[" * 100_000,
    "digits": lambda text: text.replace(b'"seed": 1', b'"seed": ' + b"1" * 5000),
    **{f"no-{part}": _without(part) for part in ("points", "question", "regimes", "seed")},
    "no-versions": _without("versions"),
    "no-identity": _without("identity"),
    "nan": _with(replications=float("nan")),
    "no-point": _with(points=[]),
    "points-of-words": _with(points=["a"]),
    "key-of-words": lambda text: re.sub(rb'"key": "[0-9a-f]{16}"', b'"key": "soon"', text, count=1),
}


def _damaged_header(what: str, place: Place, of: Prepared) -> None:
    half(place, of)
    path = place.out / HEADER
    damaged = HEADER_DAMAGE[what](path.read_bytes())
    path.write_bytes(damaged)
    shown(place, 2)
    told = b'"versions": {' in damaged  # else nobody knows what computed the lines
    before = (place.out / LINES).read_bytes()
    ended = gone_on_with(place, of, len(lines(place)) if told else 0)
    if not told and before not in _aside(place):
        raise Fault("lines not set aside")
    if HEADER not in ended.said or "set aside" not in ended.said:
        raise Fault(f"not told:\n{ended.said}")
    if damaged not in _aside(place):
        raise Fault("not set aside")


def _aside(place: Place) -> list[bytes]:
    return [path.read_bytes() for path in place.out.glob(f"*{ASIDE}*") if path.is_file()]


for _what in HEADER_DAMAGE:
    CASES[f"header:{_what}"] = partial(_damaged_header, _what)


def _no_header(place: Place, of: Prepared) -> None:
    half(place, of)
    (place.out / HEADER).unlink()
    shown(place, 2)
    before = (place.out / LINES).read_bytes()
    gone_on_with(place, of, 0)
    if before not in _aside(place):
        raise Fault("lines not set aside")


CASES["header:missing"] = _no_header


def _in_its_place(name: str, status: int, place: Place, of: Prepared) -> None:
    """A folder in the place of a file, or a file in that of a folder."""
    half(place, of)
    whole = len(lines(place)) if name not in (LINES, HEADER) else 0
    path = place.out / name
    if path.is_file():
        path.unlink()
    if name in (MEASURES, SERIES):
        path.write_bytes(b"mine")
    else:
        path.mkdir()
        (path / "mine.txt").write_bytes(b"mine")
    shown(place, 0, 2)
    if status:
        ended = place.run(status, more=("--resume",))
        if name not in ended.said:
            raise Fault(f"not named:\n{ended.said}")
        if [one.read_bytes() for one in (path, path / "mine.txt") if one.is_file()] != [b"mine"]:
            raise Fault("what was there is gone")
        shutil.move(path, place.folder / "moved")
    gone_on_with(place, of, whole)


for _name, _status in (
    (HEADER, 0), (LINES, 2), (LOG, 2), (DESIGN, 2), (FAILURES, 2), (MEASURES, 2), (SERIES, 2),
    (f"{LINES}.part", 2),
):  # fmt: skip
    CASES[f"in-its-place:{_name}"] = partial(_in_its_place, _name, _status)


def _bad_failures(text: bytes, place: Place, of: Prepared) -> None:
    half(place, of)
    (place.out / FAILURES).write_bytes(text)
    shown(place, 2)
    gone_on_with(place, of, len(lines(place)))


for _what, _text in (("torn", b'{"key":'), ("not-json", b"\xff\n"), ("list", b"[]\n")):
    CASES[f"failures:{_what}"] = partial(_bad_failures, _text)


def _left_over(place: Place, of: Prepared) -> None:
    """Partial files of a run that was killed while it wrote them."""
    half(place, of)
    for name in (HEADER, LINES, DESIGN):
        (place.out / f"{name}.part").write_bytes(b"half")
    gone_on_with(place, of, len(lines(place)))


CASES["left-over:parts"] = _left_over


def _damaged_table(place: Place, of: Prepared) -> None:
    shutil.copytree(of.whole / "out", place.out)
    (part,) = (place.out / MEASURES).glob("*.parquet")
    part.write_bytes(part.read_bytes()[:100])
    shown(place, 2)
    gone_on_with(place, of, ALL)


CASES["table:torn"] = _damaged_table

# Two at once.


def _two(place: Place, of: Prepared) -> None:
    """Two runs in one folder: the second is refused, and the first never notices."""
    first, second = place.begin(), place.begin()
    ended = [place.end(second, 0, 2), place.end(first, 0, 2)]
    if sorted(one.status for one in ended) != [0, 2]:
        raise Fault(f"both ended alike:\n{ended[0].said}\n{ended[1].said}")
    gone_on_with(place, of, ALL)


def _second(more: tuple[str, ...], place: Place, of: Prepared) -> None:
    first = place.begin()
    place.when(first, lambda: place.kept() >= 3)
    place.end(place.begin(*more), 2)
    place.end(first, 0)
    gone_on_with(place, of, ALL)


CASES["two:at-once"] = _two
CASES["two:second"] = partial(_second, ())
CASES["two:second-resumes"] = partial(_second, ("--resume",))

# A cluster.


def _cluster(who: str, count: int, place: Place, of: Prepared) -> None:
    """Kill a worker of a cluster, or its scheduler, and go on without a cluster."""
    from tests.test_dask import cluster

    with cluster(place.folder, 2) as (address, working):
        words = [word for word in place.words() if word not in ("--workers", "2")]
        child = place.begin(words=[*words, "--cluster", address])
        place.when(child, lambda: place.kept() >= count)
        if who == "worker":
            working[0].kill()
        else:
            _kill_scheduler(address)
        ended = place.end(child, *((0,) if who == "worker" else (2, 0)))
    if ended.status and place.kept() and "--resume" not in ended.said:
        raise Fault(f"not told how to go on:\n{ended.said}")
    gone_on_with(place, of, place.kept())


def _kill_scheduler(address: str) -> None:
    """Kill the scheduler that this process started."""
    ours = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()
    for process in map(int, ours):
        if b"dask_scheduler" in _words_of(process):
            os.kill(process, signal.SIGKILL)


for _who in ("worker", "scheduler"):
    for _count in (0, 5, 15):
        CASES[f"cluster-{_who}:{_count}"] = partial(_cluster, _who, _count)


def outcome(case: str, of: Prepared, folder: Path) -> str:
    """Do a case and return what did not hold; nothing where all did."""
    shutil.rmtree(folder, ignore_errors=True)
    place = fresh(folder)
    try:
        CASES[case](place, of)
    except Fault as fault:
        return str(fault)
    return ""


def chosen(asked: Sequence[str]) -> list[str]:
    """The cases asked for, by kind or by name; all where none is."""
    return [case for case in CASES if not asked or {case, case.split(":")[0]} & {*asked}]


def main() -> int:
    """Do the cases asked for, print what does not hold and how many of each kind do."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("cases", nargs="*", metavar="CASE", help="kinds or names; all unless given")
    parser.add_argument("--list", action="store_true", help="print the names and do nothing")
    asked = parser.parse_args()
    cases = chosen(asked.cases)
    if asked.list:
        print("\n".join(cases))
        return 0
    counted: Counter[tuple[str, bool]] = Counter()
    with tempfile.TemporaryDirectory() as folder, contextlib.suppress(KeyboardInterrupt):
        of = prepared(Path(folder) / "prepared")  # Ctrl-C counts what was done until then
        for case in cases:
            failure = outcome(case, of, Path(folder) / "case")
            counted[case.split(":")[0], not failure] += 1
            if failure:
                print(f"{case}: {failure}\n", flush=True)
    for kind in dict.fromkeys(case.split(":")[0] for case in cases):
        print(f"{kind:18} {counted[kind, True]:4} held {counted[kind, False]:4} did not")
    failed = sum(count for (_, held), count in counted.items() if not held)
    print(f"{counted.total()} of {len(cases)} cases, {failed} did not hold")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
