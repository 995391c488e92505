"""Tables about whole experiments for :mod:`tests.benchmark`: what a sweep costs, and its memory.

Both run the command as its users do, in a process of its own.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from experiments.designs.reader import read_design
from experiments.running.replication import replicate
from tests.designed import TINY
from tests.timing import seconds

WORKERS = 2
SWEEP = """\
design: sweep
question: {zh: 扫描, en: A sweep}
baseline: xuecheng
reforms:
  auto-claim:
    regime: xuecheng
    changes:
      - {rule: approval-claim, article: "22(1)", on-expiry: approval-info.claimed}
scenarios: [ordinary, understaffed]
levels:
  window:
    vary: {rule: approval-claim, article: "22(1)"}
    values: [1, 3]
replications: 30
year: 2025
reading: 5
"""
RUN = """\
import json, resource, sys
from experiments.command import run
status = run(sys.argv[1:], "en")
whom = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
peak = [resource.getrusage(one).ru_maxrss for one in whom]
print(json.dumps([status, *peak]))
"""


def sweep(small: bool = False) -> None:
    """Eight points of a county-year, with two workers, against a bare loop over replications."""
    count = 4 if small else 30
    with TemporaryDirectory() as folder:
        path = _written(folder, SWEEP.replace("replications: 30", f"replications: {count}"))
        design = read_design(path)
        tasks = list(design.tasks())
        used, start = _children(), time.perf_counter()
        experiment(path)
        wall, used = time.perf_counter() - start, _children() - used
    some = tasks[:: max(1, len(tasks) // 8)][:8]
    bare = seconds(lambda: [replicate(one.point, one.seed) for one in some], runs=1) / len(some)
    print(
        f"\n{len(design.points)} points x {count} replications of a county-year, {WORKERS} workers"
    )
    print(f"  in all                         {wall:8.1f} s, of the processors {used:.1f} s")
    print(f"  a replication, in a bare loop  {bare:8.3f} s of the processor   x1.00")
    whole = used / len(tasks)
    print(f"  a replication, in the sweep    {whole:8.3f} s of the processors  x{whole / bare:.2f}")
    passed = wall / len(tasks)
    print(
        f"  a replication, by the clock    {passed:8.3f} s                   x{passed / bare:.2f}"
    )


def memory(small: bool = False) -> None:
    """The largest memory of parent and workers, against that of a tenth of the replications."""
    counts = (5, 50) if small else (20, 200)
    print("\nMemory of a run of a tiny design (MB at the most)")
    print("  replications of each point   parent         largest worker")
    first: list[float] = []
    for count in counts:
        with TemporaryDirectory() as folder:
            text = TINY.replace("replications: 4", f"replications: {count}")
            status, *peak = experiment(_written(folder, text))
            assert status == 0
        found = [one / 1024 for one in peak]  # Linux gives kilobytes
        first = first or found
        told = [f"{one:6.0f}  x{one / base:.2f}" for one, base in zip(found, first, strict=True)]
        print(f"  {count:28} {told[0]:14} {told[1]:14}", flush=True)


def _written(folder: str, text: str) -> Path:
    path = Path(folder) / "design.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def experiment(design: Path) -> list[int]:
    """Run a design; status, and the most memory of parent and of its largest worker."""
    words = ["experiment", "run", str(design), "--out", str(design.parent / "out")]
    words += ["--workers", str(WORKERS), "--no-page"]
    done = subprocess.run(
        [sys.executable, "-c", RUN, *words], capture_output=True, text=True, check=True
    )
    told: list[int] = json.loads(done.stdout.splitlines()[-1])
    return told


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
