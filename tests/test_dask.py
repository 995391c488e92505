"""A Dask cluster gives the bytes that one process gives, also when a worker is killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from experiments.designs.point import Point, Task
from experiments.running.frames import write_frames
from experiments.running.loop import Watch, run
from experiments.running.pools import Cluster
from experiments.running.replication import Replication, replicate
from experiments.running.store import Store
from model.language import Complaint
from tests.designed import Inline, contents, design, tiny
from tests.draws import when_wide

pytest.importorskip("distributed", reason="distributed is not installed (the extra 'cluster')")
pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]

ROOT = Path(__file__).parent.parent
QUIET = {
    **os.environ,
    "DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "false",
    # what dies with its worker comes back at once; otherwise four workers would have to die of it
    "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0",
}


def started(*words: str) -> subprocess.Popen[bytes]:
    nowhere = subprocess.DEVNULL
    command = [sys.executable, "-m", "distributed.cli." + words[0], *words[1:]]
    return subprocess.Popen(command, cwd=ROOT, env=QUIET, stdout=nowhere, stderr=nowhere)


Working = list[subprocess.Popen[bytes]]


@dataclass
class Grown:
    """A scheduler and its workers, each a process of its own."""

    folder: Path
    address: str
    living: Working = field(default_factory=list)
    begun: int = 0

    def with_workers(self, count: int) -> tuple[str, Working]:
        """Its address, and so many workers: those that still live, and as many new ones."""
        self.living = [one for one in self.living if one.poll() is None]
        for surplus in self.living[count:]:
            surplus.kill()
            surplus.wait()
        del self.living[count:]
        while len(self.living) < count:
            self.living.append(
                started(
                    "dask_worker", "--scheduler-file", str(self.folder / "scheduler.json"),
                    "--nthreads", "1", "--no-nanny", "--no-dashboard", "--name", f"w{self.begun}",
                    "--local-directory", str(self.folder),
                )
            )  # fmt: skip
            self.begun += 1
        return self.address, [*self.living]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Grown]:
    """One scheduler for all tests: a worker takes seconds to begin, and most outlive a test."""
    folder = tmp_path_factory.mktemp("cluster")
    file = folder / "scheduler.json"
    scheduler = started(
        "dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard",
        "--no-show", "--scheduler-file", str(file),
    )  # fmt: skip
    grown: Grown | None = None
    try:
        until = time.monotonic() + 40
        while not file.exists() and time.monotonic() < until:
            time.sleep(0.05)
        grown = Grown(folder, json.loads(file.read_text("utf-8"))["address"])
        yield grown
    finally:
        for one in (*(grown.living if grown else ()), scheduler):
            one.kill()
            one.wait()


class Lingering:
    """One replication waits with its worker to be killed, and is computed when begun again."""

    def __init__(self, key: str, seed: int, folder: Path) -> None:
        self.key = key
        self.seed = seed
        self.begun = folder / "begun"

    def __call__(self, point: Point, seed: int) -> Replication:
        if (point.key, seed) == (self.key, self.seed) and not self.begun.exists():
            whole = self.begun.with_suffix(".part")
            whole.write_text(str(os.getpid()), encoding="utf-8")
            whole.rename(self.begun)
            time.sleep(40)
        return replicate(point, seed)


def test_a_killed_worker_of_a_cluster_changes_no_byte(tmp_path: Path, cluster: Grown) -> None:
    of = design(tmp_path)
    alone = Store(tmp_path / "alone", of)
    run(alone, Inline())
    alone.settle()
    write_frames(alone)
    store = Store(tmp_path / "cluster", of)
    seen: list[Task] = []
    killed: list[int] = []
    address, working = cluster.with_workers(2)
    pool = Cluster(address)
    slow = next(iter(of.tasks()))
    lingering = Lingering(slow.point.key, slow.seed, tmp_path)

    def done(task: Task) -> None:
        seen.append(task)
        if lingering.begun.exists() and not killed:
            killed.append(int(lingering.begun.read_text("utf-8")))
            os.kill(killed[0], signal.SIGKILL)

    pool._client.wait_for_workers(2, timeout=40)
    run(store, pool, Watch(done), work=lingering)
    (dead,) = [one for one in working if one.pid in killed]
    assert dead.wait() == -signal.SIGKILL
    assert [one.poll() for one in working if one is not dead] == [None]
    assert len({(one.point.key, one.replication) for one in seen}) == len(seen) == 16
    assert not store.failures
    store.settle()
    write_frames(store)
    assert contents(tmp_path / "cluster") == contents(tmp_path / "alone")


class Lethal:
    """One replication kills the process that computes it."""

    def __init__(self, key: str, seed: int) -> None:
        self.key = key
        self.seed = seed

    def __call__(self, point: Point, seed: int) -> Replication:
        if (point.key, seed) == (self.key, self.seed):
            os.kill(os.getpid(), signal.SIGKILL)
        return replicate(point, seed)


@when_wide
def test_what_kills_workers_of_a_cluster_is_given_up_and_the_rest_is_done(
    tmp_path: Path, cluster: Grown
) -> None:
    of = design(tmp_path)
    bad = list(of.tasks())[5]
    store = Store(tmp_path / "out", of)
    address, working = cluster.with_workers(3)
    pool = Cluster(address)
    pool._client.wait_for_workers(3, timeout=40)
    run(store, pool, work=Lethal(bad.point.key, bad.seed))
    # A process that is dying closes what it is connected to before it counts as ended.
    until = time.monotonic() + 10
    while sum(one.poll() is not None for one in working) < 2 and time.monotonic() < until:
        time.sleep(0.05)
    assert sorted(one.poll() or 0 for one in working) == [-signal.SIGKILL, -signal.SIGKILL, 0]
    (failure,) = store.failures
    assert (failure["key"], failure["seed"]) == (bad.point.key, bad.seed)
    assert len(store) == 15


@when_wide
def test_a_cluster_that_is_gone_keeps_what_was_finished(tmp_path: Path, cluster: Grown) -> None:
    of = design(tmp_path)
    store = Store(tmp_path / "out", of)
    address, working = cluster.with_workers(1)
    pool = Cluster(address, patience=40)
    pool.patience = 2

    def done(_: Task) -> None:
        if len(store) == 3:
            working[0].kill()

    with pytest.raises(Complaint) as caught:
        run(store, pool, Watch(done))
    assert "--resume" in caught.value.say().in_("zh")
    assert 3 <= len(Store(tmp_path / "out", of, resume=True)) < 16


def test_an_address_where_nobody_answers_is_told() -> None:
    with pytest.raises(Complaint) as caught:
        Cluster("tcp://127.0.0.1:1", patience=0.5)
    assert "tcp://127.0.0.1:1" in caught.value.say().in_("en")
    for nonsense in ("nonsense", "tcp://10.0.0.5", "a:b", "10.0.0.5:99999"):
        with pytest.raises(Complaint, match="no address"):
            Cluster(nonsense)


def test_without_distributed_a_cluster_is_refused_in_words(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, shenguan: Any
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    words = ("experiment", "run", tiny(tmp_path), "--out", tmp_path / "o", "--cluster", "tcp://a:1")
    status, _, err = shenguan(*words)
    assert status == 2
    assert "shenguan[cluster]" in err


def test_only_dask_s_word_that_workers_died_is_a_lost_worker() -> None:
    import distributed

    killed: Any = distributed.scheduler.KilledWorker
    pool = Cluster.__new__(Cluster)
    assert pool.broke(killed("task", "worker", 3))
    assert not pool.broke(ZeroDivisionError())
