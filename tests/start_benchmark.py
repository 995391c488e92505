"""What a command costs from its start to its end, against the imports that it cannot do without."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from model.kept import folder
from protocols.shipped import shipped

_MAIN = "from experiments.command import main; main()"
_TABLE, _SOLVER = "import click, rich.table", "import click, rich.table, z3"
_PROPERTY = ("--property", "decision-reaches-supervision")
_COMMANDS = {
    "list": ["list"],
    "show": ["show", "xuecheng"],
    "check, of a shipped text": ["check", str(shipped("xuecheng.yaml"))],
    "coverage": ["coverage", "xuecheng"],
    "verify, of one property, known": ["verify", "xuecheng", *_PROPERTY],
    "verify, of one property, anew": ["verify", "xuecheng", *_PROPERTY, "--anew"],
}
_CHANGES = {
    "verify, of all properties, anew": ["verify", "guanxian", "--anew"],
    "amend, a limit by defaults": [
        *("amend", "guanxian", "--require"),
        "approval-push-claimed within 1 assuming nobody",
    ],
    "amend, any limit by defaults": [
        *("amend", "xuecheng", "--require"),
        "approval-push-claimed assuming nobody",
    ],
    "diff, of two shipped texts": ["diff", "jinan", "xuecheng"],
}
_RUNS = 15


def starts() -> None:
    """Whole processes, in turn; the first round, in which Python compiles, is not counted.

    A file of one's own is read and proved each time, since nothing of it is kept.
    """
    asked = {_TABLE: [_TABLE], _SOLVER: [_SOLVER]}
    asked |= {name: [_MAIN, *words] for name, words in _COMMANDS.items()}
    with TemporaryDirectory() as folder:
        own = Path(folder) / "xuecheng.yaml"
        own.write_bytes(shipped("xuecheng.yaml").read_bytes() + b"# mine\n")
        wrong = Path(folder) / "wrong.yaml"  # a key that is none, which pydantic has to tell
        wrong.write_bytes(own.read_bytes().replace(b"bearer:", b"bearers:", 1))
        asked["check, of one's own file"] = [_MAIN, "check", str(own)]
        asked["check, with a mistake of form"] = [_MAIN, "check", str(wrong)]
        asked["verify, of one's own file"] = [_MAIN, "verify", str(own), *_PROPERTY]
        _print(asked, also=_SOLVER)


def changes() -> None:
    """Whole processes that propose a change or hold two texts against each other, in turn."""
    asked = {_SOLVER: [_SOLVER]}
    _print(asked | {name: [_MAIN, *words] for name, words in _CHANGES.items()}, runs=1)


def compares(small: bool) -> None:
    """The comparison of the shipped texts, of two if small: proved, and with its proofs kept."""
    texts = ["xuecheng", "guanxian"] if small else []
    times: dict[str, float] = {}
    with TemporaryDirectory() as out:
        for name in ("first", "again"):
            for kept in folder().glob("proofs-*.kept") if name == "first" else ():
                kept.unlink()
            times[name] = _spent([_MAIN, "compare", *texts, "--out", str(Path(out) / name)])
    base = _spent([_SOLVER])
    print(f"\nA comparison of shipped texts, its page included, against {_SOLVER!r}")
    for name, taken in times.items():
        print(f"  {name:30} {taken:6.1f} s  x{taken / base:5.0f}")


def _print(asked: dict[str, list[str]], runs: int = _RUNS, also: str | None = None) -> None:
    """Print each median, against that of the first row, and against that of another as well."""
    spent: dict[str, list[float]] = {name: [] for name in asked}
    for _ in range(1 + runs):
        for name, words in asked.items():
            spent[name].append(_spent(words))
    taken = {name: median(times[1:]) for name, times in spent.items()}
    bases = [next(iter(asked)), *([also] if also else [])]
    print("\nWhole processes; first call of all in brackets")
    for name, seconds in taken.items():
        ratios = "  ".join(f"x{seconds / taken[base]:5.2f} of {base!r}" for base in bases)
        print(f"  {name:32} {seconds:6.3f} s  ({spent[name][0]:.3f} s)  {ratios}")


def _spent(words: list[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", *words], capture_output=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
