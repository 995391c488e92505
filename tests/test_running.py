"""Whatever happens to workers, disk or user, nothing finished is lost and the bytes stay."""

from __future__ import annotations

import errno
import hashlib
import json
import multiprocessing
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import tracemalloc
from array import array
from collections.abc import Callable, Collection
from concurrent.futures import Future, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from fnmatch import fnmatch
from pathlib import Path
from typing import IO, Any

import numpy as np
import polars as pl
import pytest

from experiments import scenarios
from experiments.answers.estimates import Values, estimate
from experiments.compare import years
from experiments.compare.ask import ComparisonQuestion
from experiments.designs.point import Design, Point, Task, seed_of
from experiments.experiment.carry import opened
from experiments.measures import declared, find, known
from experiments.measures.spans import SPANS
from experiments.running import loop, prepared
from experiments.running import store as storing
from experiments.running.frames import write_frames
from experiments.running.header import HEADER, Header
from experiments.running.line import read_line, sealed, written
from experiments.running.loop import Watch, run
from experiments.running.pools import Pool, Processes
from experiments.running.replication import Replication, Sample
from experiments.running.results import Results
from experiments.running.store import DESIGN, FAILURES, LINES, LOG, Store, failures
from experiments.running.versions import _CODE, digest_of, versions
from experiments.statistics.words import interval_words
from model.calendar import chinese_calendar
from model.language import Complaint
from model.simulation.compiled import ready
from model.simulation.engine import Engine
from protocols import library
from tests.designed import Inline, contents, design, tiny
from tests.work import half_sent, half_sent_and_killed, poisoned

pytestmark = pytest.mark.undrawn


def finish(store: Store) -> dict[str, bytes]:
    store.settle()
    write_frames(store)
    return contents(store.path)


@pytest.fixture(scope="module")
def tiny_design(tmp_path_factory: pytest.TempPathFactory) -> Design:
    return design(tmp_path_factory.mktemp("design"))


@pytest.fixture(scope="module")
def whole(tiny_design: Design, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The results of the tiny design, one after the other in this process."""
    folder = tmp_path_factory.mktemp("whole")
    store = Store(folder, tiny_design)
    run(store, Inline())
    finish(store)
    return folder


def lines(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / LINES).read_bytes().splitlines()]


def test_every_point_is_simulated_as_often_as_the_design_says(
    whole: Path, tiny_design: Design
) -> None:
    found = [(one["key"], one["replication"]) for one in lines(whole)]
    assert found == [(point.key, number) for point in tiny_design.points for number in range(4)]


def test_a_replication_is_what_simulate_gives_for_its_seed(
    whole: Path, tiny_design: Design
) -> None:
    from experiments.measures.metrics import metrics
    from model.simulation.year import simulate

    kept, point = lines(whole)[9], tiny_design.points[2]
    year = simulate(point.regime, point.scenario, point.calendar, 2025, kept["seed"], point.reading)
    found = metrics(year)
    assert kept["measures"]["threads"] == len(year.threads) > 50
    assert kept["measures"]["auto-claimed-share"] == found.auto_claimed_share
    mean = "time-without-supervisor.mean-of-ended.working-days"
    assert kept["measures"][mean] == found.unsupervised.working.mean()
    minutes = kept["samples"]["time-without-supervisor"]
    day = year.calendar.hours.minutes
    assert np.allclose(np.array(minutes["working"]) / day, np.sort(found.unsupervised.working))
    assert len(minutes["open"]) == found.unsupervised.censored


def test_every_measure_that_is_promised_is_kept_and_known(whole: Path) -> None:
    kept = lines(whole)[0]["measures"]
    assert {name for name, one in declared().items() if one.about is None} <= set(kept)
    assert all(known(name) for name in kept)
    assert not known("threads.of.silk")
    assert set(lines(whole)[0]["samples"]) == set(SPANS)


@pytest.mark.begun_afresh
def test_bytes_do_not_tell_how_many_workers_there_were(
    whole: Path, tiny_design: Design, tmp_path: Path
) -> None:
    """Two, here; of one it is seen where replications of its are poisoned."""
    store = Store(tmp_path, tiny_design)
    run(store, Processes(2))
    assert finish(store) == contents(whole)


def test_what_is_finished_is_on_the_disk_before_the_next_is_begun(
    tiny_design: Design, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, synced = Store(tmp_path, tiny_design), list[int]()
    monkeypatch.setattr(os, "fsync", lambda _: synced.append(len(lines(tmp_path))))
    run(store, Inline())
    assert {*range(1, 17)} <= {*synced}


def test_where_nothing_is_under_way_nothing_is_waited_for(
    tiny_design: Design, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    under_way = list[int]()

    def waited(those: Collection[Any], **more: Any) -> Any:
        under_way.append(len(those))
        return wait(those, **more)

    monkeypatch.setattr(loop, "wait", waited)
    monkeypatch.setattr(Inline, "width", 4)  # all are handed out before it is seen that they are
    run(Store(tmp_path, tiny_design), Inline())
    assert under_way
    assert 0 not in under_way


def test_a_killed_worker_loses_nothing_and_all_get_done(
    whole: Path, tiny_design: Design, tmp_path: Path
) -> None:
    store = Store(tmp_path, tiny_design)
    before = {*multiprocessing.active_children()}
    seen: list[tuple[str, int]] = []
    notes: list[str] = []

    def done(task: Task) -> None:
        seen.append((task.point.key, task.replication))
        if len(seen) == 3:
            worker = next(one for one in multiprocessing.active_children() if one not in before)
            assert worker.pid is not None
            os.kill(worker.pid, signal.SIGKILL)

    run(store, Processes(2), Watch(done, notes.append))
    assert any("worker was lost" in note for note in notes)
    assert len(seen) == len(set(seen)) == 16
    assert not store.failures
    assert finish(store) == contents(whole)


def test_a_poisoned_replication_is_reported_and_stops_nothing(
    whole: Path, tiny_design: Design, tmp_path: Path
) -> None:
    store = Store(tmp_path, tiny_design)
    run(store, Processes(1), work=poisoned)
    assert len(store) == 14
    finish(store)
    told = failures(tmp_path)
    assert [(one["replication"], one["levels"], one["regime"]) for one in told] == [
        (1, {"window": 3}, "auto-claim"),
        (2, {"window": 3}, "auto-claim"),
    ]
    assert [one["seed"] for one in told] == [seed_of(1, number) for number in (1, 2)]
    assert told[0]["why"]["en"] == "ZeroDivisionError: poison"
    assert "killed its worker twice" in told[1]["why"]["en"]
    again = Store(tmp_path, tiny_design, resume=True)
    assert len(list(again.tasks())) == 2
    run(again, Inline())
    assert finish(again) == contents(whole)


def test_the_user_s_mistake_is_a_failure_with_its_sentence(tmp_path: Path) -> None:
    one = design(tmp_path, ("replications: 4", "replications: 1"))
    late = replace(one, points=tuple(replace(point, year=2051) for point in one.points))
    store = Store(tmp_path / "out", late)
    run(store, Inline())
    assert len(store.failures) == 4
    assert "2051" in store.failures[0]["why"]["en"]


def test_a_worker_with_other_versions_is_not_believed(tiny_design: Design, tmp_path: Path) -> None:
    def other(point: Point, seed: int) -> Replication:
        return Replication(point.key, seed, {}, {}, {**versions(), "numpy": "1.0"})

    store = Store(tmp_path, tiny_design)
    run(store, Inline(), work=other)
    assert (len(store), len(store.failures)) == (0, 16)


def stopped_after(folder: Path, of: Design, count: int, resume: bool = False) -> Store:
    """Run until so many are kept, then be interrupted."""
    store = Store(folder, of, resume)

    def done(_: Task) -> None:
        if len(store) == count:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(store, Inline(), Watch(done))
    return store


def test_a_full_disk_keeps_what_was_written(
    whole: Path, tiny_design: Design, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(tmp_path, tiny_design)
    real = storing._whole
    written: list[bytes] = []

    def full(file: IO[bytes], data: bytes) -> None:
        if len(written) == 5:
            real(file, data[: len(data) // 2])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        written.append(data)
        real(file, data)

    with monkeypatch.context() as patch:
        patch.setattr(storing, "_whole", full)
        with pytest.raises(Complaint, match="the disk is full") as caught:
            run(store, Inline())
    assert "--resume" in caught.value.say().in_("zh")
    assert (tmp_path / LINES).read_bytes() == b"".join(written)
    again = Store(tmp_path, tiny_design, resume=True)
    assert len(again) == 5
    run(again, Inline())
    assert finish(again) == contents(whole)


def test_a_disk_that_fills_while_lines_are_put_in_order_keeps_them(
    tiny_design: Design, tmp_path: Path, whole: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(tmp_path, tiny_design)
    run(store, Inline())
    before = (tmp_path / LINES).read_bytes()

    def full(file: IO[bytes], data: bytes) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(storing, "_whole", full)
        with pytest.raises(Complaint, match="the disk is full"):
            store.settle()
    assert (tmp_path / LINES).read_bytes() == before
    again = Store(tmp_path, tiny_design, resume=True)
    assert not list(again.tasks())
    assert finish(again)[LINES] == contents(whole)[LINES]


@pytest.mark.parametrize("damage", ["torn", "altered", "garbage"])
def test_a_damaged_line_is_done_again(
    damage: str, whole: Path, tiny_design: Design, tmp_path: Path
) -> None:
    stopped_after(tmp_path, tiny_design, 6)
    text = (tmp_path / LINES).read_bytes()
    last = text.rstrip(b"\n").rfind(b"\n") + 1
    line = text[last:]
    bad = {
        "torn": line[: len(line) // 2],
        "altered": line.replace(b'"threads":', b'"threads":1', 1),
        "garbage": b"\xff\xfe not json\n",
    }[damage]
    assert bad != line
    (tmp_path / LINES).write_bytes(text[:last] + bad)
    again = Store(tmp_path, tiny_design, resume=True)
    assert len(again) == 5
    run(again, Inline())
    assert finish(again) == contents(whole)


def test_resuming_twice_gives_the_bytes_of_one_run(
    whole: Path, tiny_design: Design, tmp_path: Path
) -> None:
    stopped_after(tmp_path, tiny_design, 3)
    stopped_after(tmp_path, tiny_design, 9, resume=True)
    again = Store(tmp_path, tiny_design, resume=True)
    assert len(list(again.tasks())) == 7
    run(again, Inline())
    assert finish(again) == contents(whole)


def test_more_replications_go_on_from_fewer(
    whole: Path, tiny_design: Design, tmp_path: Path
) -> None:
    fewer = design(tmp_path, ("replications: 4", "replications: 2"))
    store = Store(tmp_path / "out", fewer)
    run(store, Inline())
    finish(store)
    again = Store(tmp_path / "out", tiny_design, resume=True)
    assert len(list(again.tasks())) == 8
    run(again, Inline())
    assert finish(again) == contents(whole)


@pytest.mark.parametrize(
    "edit", [("values: [1, 3]", "values: [1, 2]"), ("year: 2025", "year: 2025\nseed: 2")]
)
def test_results_of_another_design_are_not_gone_on_with(
    edit: tuple[str, str], whole: Path, tmp_path: Path
) -> None:
    other = design(tmp_path, edit)
    before = contents(whole)
    with pytest.raises(Complaint, match="another design"):
        Store(whole, other, resume=True)
    assert contents(whole) == before


def test_results_are_not_overwritten_unasked(whole: Path, tiny_design: Design) -> None:
    before = contents(whole)
    with pytest.raises(Complaint, match="--resume"):
        Store(whole, tiny_design)
    assert contents(whole) == before


def test_results_of_other_versions_are_not_gone_on_with(
    tiny_design: Design, tmp_path: Path
) -> None:
    stopped_after(tmp_path, tiny_design, 1)
    head = Header.read(tmp_path).data()
    head["versions"]["simpy"] = "3.0"
    (tmp_path / HEADER).write_text(json.dumps(head), encoding="utf-8")
    with pytest.raises(Complaint, match=r"simpy 3\.0 →"):
        Store(tmp_path, tiny_design, resume=True)


def big(point: Point, seed: int) -> Replication:
    """A replication of about forty kilobytes that costs no time."""
    many = tuple(range(100_000, 102_000))
    sample = {"claim-latency": Sample(many, many, many)}
    return Replication(point.key, seed, {"threads": 1.0}, sample, dict(versions()))


def test_memory_does_not_grow_with_replications(tmp_path: Path) -> None:
    def peak(count: int) -> int:
        text = f"replications: {count}"
        store = Store(tmp_path / str(count), design(tmp_path, ("replications: 4", text)))
        tracemalloc.start()
        run(store, Inline(), work=big)
        store.settle()
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    few, many = peak(1), peak(8)
    assert (tmp_path / "8" / LINES).stat().st_size > 1_000_000
    assert many < 1.5 * few


def stopped_by(how: signal.Signals, path: Path, out: Path) -> tuple[int, str, int]:
    """Run the command line until two are kept, stop it, and wait till nothing of it is left.

    Its exit status, what it said, and how many it kept come back.
    """
    words = [sys.executable, "-c", "from experiments.command import main; main()"]
    words += ["experiment", "run", str(path), "--out", str(out), "--workers", "1"]
    words.append("--no-page")
    child = subprocess.Popen(words, stderr=subprocess.PIPE, text=True, start_new_session=True)
    until = time.monotonic() + 60
    while time.monotonic() < until and child.poll() is None:
        if (out / LINES).exists() and (out / LINES).read_bytes().count(b"\n") > 1:
            break
        time.sleep(0.01)
    if how is signal.SIGINT:
        os.killpg(child.pid, how)  # as a terminal does, to the workers as well
    else:
        child.send_signal(how)
    _, told = child.communicate(timeout=60)  # ends when the last that can write to it has
    return child.returncode, told, (out / LINES).read_bytes().count(b"\n")


@pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
def test_ctrl_c_is_clean_and_can_be_gone_on_with(
    whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, out = tiny(tmp_path, ("replications: 4", "replications: 12")), tmp_path / "out"
    status, told, kept = stopped_by(signal.SIGINT, path, out)
    assert status == 130, told
    assert "Traceback" not in told
    assert f"{kept} replications are kept" in told
    assert 2 <= kept < 48
    from experiments.command import run as call

    monkeypatch.setattr("experiments.experiment.run._pool", lambda *_: Inline())
    words = ["experiment", "run", str(path), "--out", str(out), "--resume", "--no-page"]
    assert call(words, "en") == 0
    found = (out / LINES).read_bytes().splitlines()
    assert len(found) == 48
    first = [one for one in found if json.loads(one)["replication"] < 4]
    assert first == (whole / LINES).read_bytes().splitlines()


@pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
def test_workers_do_not_outlive_a_killed_run(
    whole: Path, tiny_design: Design, tmp_path: Path
) -> None:
    status, _, kept = stopped_by(signal.SIGKILL, tiny(tmp_path), tmp_path / "out")
    assert status == -signal.SIGKILL
    again = Store(tmp_path / "out", tiny_design, resume=True)
    assert len(again) == kept >= 2
    run(again, Inline())
    assert finish(again) == contents(whole)


def test_tables_have_one_row_for_each_point_replication_and_measure(
    whole: Path, tiny_design: Design
) -> None:
    assert Results(whole).points["window"].to_list() == [1, 3, 1, 3]
    assert Results(whole).points["key"].to_list() == [one.key for one in tiny_design.points]
    found = Results(whole).measures(["threads", "auto-claimed-share"])
    assert len(found) == 4 * 4 * 2
    by_hand = [(one["key"], one["replication"], one["measures"]["threads"]) for one in lines(whole)]
    threads = found.filter(pl.col("measure") == "threads")
    assert threads.select("key", "replication", "value").rows() == by_hand


def test_one_seed_brings_the_same_matters_to_every_point(whole: Path) -> None:
    values = Results(whole).array("threads")
    assert values.shape == (4, 4)
    assert (values == values[:, :1]).all()
    assert len(set(values[:, 0].tolist())) > 1


def test_spans_are_kept_one_by_one(whole: Path) -> None:
    found = Results(whole).samples("time-without-supervisor")
    assert len(found) == 16
    kept = lines(whole)[0]["samples"]["time-without-supervisor"]
    assert found["calendar"][0].to_list() == kept["calendar"] == sorted(kept["calendar"])


def test_tables_of_a_run_under_way_have_what_there_is(tiny_design: Design, tmp_path: Path) -> None:
    stopped_after(tmp_path, tiny_design, 6)
    assert len(Results(tmp_path).measures(["threads"])) == 6
    assert not (tmp_path / "measures").exists()


def test_show_gives_means_with_their_intervals(whole: Path, shenguan: Any) -> None:
    status, out, _ = shenguan("experiment", "show", whole)
    assert status == 0
    found = estimate(Values(Results(whole)), find("threads"), 0)
    assert interval_words(found).in_("en").split()[0] in out
    assert "window" in out
    status, out, _ = shenguan("experiment", "show", whole, lang="zh")
    assert "小例" in out


def test_show_says_whether_the_wanted_half_width_is_reached(tmp_path: Path, shenguan: Any) -> None:
    wanted = "precision: {measure: threads, half-width: 1, most: 30}\nreplications: 4"
    stopped_after(tmp_path, design(tmp_path, ("replications: 4", wanted)), 6)
    _, out, _ = shenguan("experiment", "show", tmp_path)
    assert "Wanted precision" in out
    _, out, _ = shenguan("experiment", "show", tmp_path, lang="zh")
    assert "所要的精度" in out


def test_show_says_what_is_wrong(whole: Path, tmp_path: Path, shenguan: Any) -> None:
    assert shenguan("experiment", "show", tmp_path)[0] == 2
    status, _, err = shenguan("experiment", "show", whole, "--measure", "thread")
    assert status == 2
    assert "threads" in err


class Failing(Inline):
    """A pool in which nothing gets done."""

    def submit(self, work: Callable[..., Any], *arguments: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_exception(Complaint("scenario.year", **dict.fromkeys(_YEAR, 2051)))
        return future


_YEAR = ("year", "start", "end", "years", "next")


def test_a_run_with_failures_says_so_and_exits_with_three(
    tmp_path: Path, shenguan: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("experiments.experiment.run._pool", lambda *_: Failing())
    path = tiny(tmp_path, ("replications: 4", "replications: 1"))
    status, _, err = shenguan("experiment", "run", path, "--out", tmp_path / "o")
    assert status == 3
    assert "2051" in err
    assert (tmp_path / "o" / FAILURES).exists()
    assert shenguan("experiment", "show", tmp_path / "o")[0] == 3


def test_a_pool_is_closed_when_the_disk_is_full(tiny_design: Design, tmp_path: Path) -> None:
    class Closing(Inline):
        closed = False

        def close(self) -> None:
            self.closed = True

    pool = Closing()
    checked: Pool = pool
    stopped: list[Task] = []

    def done(task: Task) -> None:
        stopped.append(task)
        raise Complaint("experiment.no-dask")

    with pytest.raises(Complaint):
        run(Store(tmp_path, tiny_design), checked, Watch(done))
    assert pool.closed


class Pressed(Inline):
    """A pool in whose hands Ctrl-C is pressed, once or twice, at the third replication."""

    def __init__(self, times: int) -> None:
        self.times, self.begun, self.ended = times, 0, 0

    def submit(self, work: Any, *arguments: Any) -> Future[Any]:
        self.begun += 1
        if self.begun == 3:
            for _ in range(self.times):
                signal.raise_signal(signal.SIGINT)
        future = super().submit(work, *arguments)
        self.ended += 1
        return future


@pytest.mark.parametrize(("times", "ended"), [(1, 3), (2, 2)])
def test_ctrl_c_lets_a_pool_finish_what_it_is_at_and_twice_does_not(
    times: int, ended: int, tiny_design: Design, tmp_path: Path
) -> None:
    before = signal.getsignal(signal.SIGINT)
    store, pool = Store(tmp_path, tiny_design), Pressed(times)
    with pytest.raises(KeyboardInterrupt):
        run(store, pool)
    assert (pool.begun, pool.ended, len(store)) == (3, ended, ended)
    assert signal.getsignal(signal.SIGINT) is before


def test_a_worker_that_is_ended_while_it_sends_is_not_waited_for(tmp_path: Path) -> None:
    begun, pool = tmp_path / "begun", Processes(1)
    pool.submit(half_sent, begun)
    reading: Any = pool._executor._executor_manager_thread
    until = time.monotonic() + 60
    while not begun.exists() and time.monotonic() < until:
        time.sleep(0.01)
    time.sleep(0.1)
    pool.close()
    reading.join(10)
    assert not reading.is_alive()


def test_a_worker_that_is_killed_while_it_sends_is_missed_by_whoever_waits() -> None:
    pool = Processes(2)
    futures = [pool.submit(half_sent_and_killed, number) for number in range(2)]
    try:
        until = time.monotonic() + 60
        while not all(future.done() for future in futures) and time.monotonic() < until:
            wait(futures, 0.2)
            pool.check()
        assert [type(future.exception(0)) for future in futures] == [BrokenProcessPool] * 2
        pool.renew()
        assert pool.submit(abs, -1).result(60) == 1
    finally:
        pool.close()


class Lost(Exception):
    """A worker was lost."""


class Fragile(Inline):
    """A pool in which each replication loses its first worker, or every one that it gets."""

    def __init__(self, *, every_time: bool) -> None:
        self.every_time = every_time
        self.handed_out: list[str] = []
        self.renewed = 0

    def submit(self, work: Any, *arguments: Any) -> Future[Any]:
        what = arguments[0].key
        self.handed_out.append(what)
        if self.handed_out.count(what) == 1 or self.every_time:
            future: Future[Any] = Future()
            future.set_exception(Lost())
            return future
        return super().submit(work, *arguments)

    def broke(self, error: BaseException) -> bool:
        return isinstance(error, Lost)

    def renew(self) -> None:
        self.renewed += 1


@pytest.mark.parametrize("every_time", [False, True])
def test_whoever_loses_two_workers_is_given_up_and_nobody_sooner(
    every_time: bool, tmp_path: Path
) -> None:
    of = design(tmp_path, ("replications: 4", "replications: 1"))
    store = Store(tmp_path / "out", of)
    pool = Fragile(every_time=every_time)
    run(store, pool)
    assert (len(store), len(store.failures)) == ((0, 4) if every_time else (4, 0))
    assert pool.renewed
    assert all("killed its worker twice" in one["why"]["en"] for one in store.failures)


def test_show_of_a_run_under_way_says_how_far_it_is(
    tiny_design: Design, tmp_path: Path, shenguan: Any
) -> None:
    stopped_after(tmp_path, tiny_design, 6)
    _, out, _ = shenguan("experiment", "show", tmp_path)
    assert "wants 4 replications and there are 1 to 2 so far" in out


def test_the_versions_cover_all_code_that_measures() -> None:
    """Else results of old and new code would be put together."""
    code = (
        "import sys, experiments.running.replication as _;"
        "print(*(m for m in sys.modules if m.startswith('experiments.')))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    named = {tuple(m.split(".")[1:]) for m in found.stdout.split()}
    loaded = {
        parts
        for parts in named
        if parts == ("running", "replication") or parts[0] not in ("designs", "running")
    }
    digested = {parts for parts in loaded if _digested(parts)}
    assert {("measures", "metrics"), ("measures", "offices")} <= digested
    assert _digested(("running", "replication"))
    packages = {parts[:1] for parts in loaded if len(parts) > 1}
    assert loaded - digested <= packages


MEASURING = '''"""A figure."""
from model.clock import delay


def figure(a: int) -> int:
    return a + 1
'''


@pytest.mark.parametrize(
    ("text", "name", "same"),
    [
        (MEASURING, "moved/elsewhere.py", True),
        (MEASURING.replace("model.clock", "model.time"), "figure.py", True),
        (MEASURING.replace("A figure.", "Another sentence."), "figure.py", True),
        (MEASURING.replace("a + 1", "(a +\n    1)  # why"), "figure.py", True),
        (MEASURING.replace("a + 1", "a + 2"), "figure.py", False),
        (MEASURING.replace("from model.clock import delay", "import numpy"), "figure.py", False),
    ],
)
def test_results_go_on_after_code_moved_and_not_after_it_measures_otherwise(
    text: str, name: str, same: bool, tmp_path: Path
) -> None:
    before, after = tmp_path / "before.py", tmp_path / name
    before.write_text(MEASURING)
    after.parent.mkdir(exist_ok=True)
    after.write_text(text)
    assert (digest_of([before]) == digest_of([after])) is same


def _digested(parts: tuple[str, ...]) -> bool:
    """Whether the file of a module of experiments is among those whose digest is kept."""
    file = "/".join(parts) + ".py"
    return any(fnmatch(file, pattern) for pattern in _CODE["experiments"])


def resealed(line: bytes, change: Callable[[dict[str, Any]], object]) -> bytes:
    """A line of which something is changed by one who knows how lines are sealed."""
    data = json.loads(line)
    change(data)
    del data["digest"]
    return sealed(data)


def _any_span(data: dict[str, Any]) -> Any:
    return data["samples"]["claim-latency"]


SEALED_AND_WRONG: dict[str, Callable[[dict[str, Any]], object]] = {
    "another replication": lambda data: data.update(replication=data["replication"] + 1),
    "another seed": lambda data: data.update(seed=5),
    "no measures": lambda data: data.pop("measures"),
    "measures of words": lambda data: data["measures"].update(threads="many"),
    "not a number": lambda data: data["measures"].update(threads=float("nan")),
    "a number without end": lambda data: data["measures"].update(threads=float("inf")),
    "no samples": lambda data: data.update(samples=None),
    "a span that is none": lambda data: data["samples"].update(odd=_any_span(data)),
    "a span of half minutes": lambda data: data["samples"]["claim-latency"].update(open=[0.5]),
    "a week that is none": lambda data: data["series"]["weeks"].__setitem__(0, "2025-13-01"),
    "too few weeks": lambda data: data["series"]["weeks"].pop(),
}


def test_single_spans_are_written_as_json_writes_them(whole: Path) -> None:
    """They come as plain arrays, which are told several times as fast, digit by digit."""
    luck = random.Random(16)
    edges = [0, 1, 9, 10, 11, 99, 100, 101, 999_999, 1_000_000, 2**31 - 1]
    rows = [[], [0], [9], [10], edges, [luck.randrange(2**31) for _ in range(500)]]
    rows += [[luck.randrange(10 ** luck.randint(1, 9)) for _ in range(9)] for _ in range(50)]
    for row in rows:
        assert written(np.array(row, np.int32)).decode() == ",".join(map(str, row))
    for line in (whole / LINES).read_bytes().splitlines(keepends=True):
        data = json.loads(line)
        del data["digest"]
        text = json.dumps(data, separators=(",", ":"))[:-1]
        for span in data["samples"].values():
            span |= {part: array("i", values) for part, values in span.items()}
        assert sealed(data).startswith(text.encode())
        assert sealed(data) == line


@pytest.mark.parametrize("what", SEALED_AND_WRONG)
def test_a_line_with_a_right_seal_is_checked_as_input_is(what: str, whole: Path) -> None:
    line = (whole / LINES).read_bytes().splitlines(keepends=True)[1]
    assert read_line(line) is not None
    assert read_line(resealed(line, lambda data: data)) is not None
    seed = Header.read(whole).seed
    bad = resealed(line, SEALED_AND_WRONG[what])
    data = read_line(bad)
    assert data is None or data["seed"] != seed_of(seed, data["replication"])


@pytest.mark.parametrize("what", ["no measures", "another seed", "twice"])
def test_a_wrong_line_is_not_shown(what: str, whole: Path, tmp_path: Path) -> None:
    other, line = (whole / LINES).read_bytes().splitlines(keepends=True)[:2]
    bad = line if what == "twice" else resealed(other, SEALED_AND_WRONG[what])
    shutil.copy(whole / HEADER, tmp_path)
    (tmp_path / LINES).write_bytes(line + bad)
    with pytest.raises(Complaint, match=f"{LINES}:2"):
        Results(tmp_path).measures(["threads"])


@pytest.mark.parametrize("again", [b'"replication":3,', b'"key":"0123456789abcdef",'])
def test_a_line_that_says_what_it_is_twice_is_none(again: bytes, whole: Path) -> None:
    """Programs differ in which of the two they go by."""
    line = (whole / LINES).read_bytes().splitlines(keepends=True)[1]
    text = line[: line.rindex(b',"digest"')].replace(b'"seed":', again + b'"seed":', 1)
    seal = hashlib.sha256(text).hexdigest()[:16].encode()
    assert read_line(text + b',"digest":"' + seal + b'"}\n') is None


def test_a_second_run_in_a_folder_is_refused(
    whole: Path, tiny_design: Design, tmp_path: Path
) -> None:
    part_of(whole, tmp_path, 16)
    with opened(tiny_design, tmp_path, True):
        for resume in (False, True):
            with (
                pytest.raises(Complaint, match="another run is still at work"),
                opened(tiny_design, tmp_path, resume),
            ):
                raise AssertionError("begun")
    assert contents(tmp_path) == contents(whole)


def test_a_wrong_line_in_the_middle_is_set_aside_and_done_again(
    whole: Path, tiny_design: Design, tmp_path: Path
) -> None:
    stopped_after(tmp_path, tiny_design, 6)
    found = (tmp_path / LINES).read_bytes().splitlines(keepends=True)
    found[1] = resealed(found[1], SEALED_AND_WRONG["another replication"])
    found[3] = resealed(found[3], SEALED_AND_WRONG["no measures"])
    (tmp_path / LINES).write_bytes(b"".join([*found, found[0]]))  # and one stands there twice
    again = Store(tmp_path, tiny_design, resume=True)
    assert (list(again.damaged), len(again)) == ([2, 4, 7], 4)
    run(again, Inline())
    assert f"{LINES}:2 set aside: " in (tmp_path / LOG).read_text("utf-8")
    assert finish(again) == contents(whole)


@pytest.mark.parametrize("part", ["points", "question", "regimes", "seed", "versions"])
def test_a_header_without_a_part_is_told_by_name(part: str, whole: Path, tmp_path: Path) -> None:
    data = json.loads((whole / HEADER).read_bytes())
    (tmp_path / HEADER).write_text(json.dumps({**data, part: None}), "utf-8")
    with pytest.raises(Complaint, match=rf"damaged \(at {part}"):
        Header.read(tmp_path)
    del data[part]
    (tmp_path / HEADER).write_text(json.dumps(data), "utf-8")
    with pytest.raises(Complaint, match=rf"damaged \(at {part}"):
        Header.read(tmp_path)


@pytest.mark.parametrize("text", [b"", b"{", b"[]", b"\xff", b"[" * 100_000])
def test_a_header_that_is_none_is_told(text: bytes, tmp_path: Path) -> None:
    (tmp_path / HEADER).write_bytes(text)
    with pytest.raises(Complaint, match=HEADER):
        Header.read(tmp_path)


def test_a_folder_in_the_place_of_results_is_told(tiny_design: Design, tmp_path: Path) -> None:
    (tmp_path / LINES).mkdir()
    with pytest.raises(Complaint, match=LINES):
        Store(tmp_path, tiny_design)


@pytest.mark.parametrize("name", [FAILURES, LOG, DESIGN, "measures/mine.csv"])
def test_a_run_begins_in_no_folder_that_has_files_of_the_user_s_under_its_names(
    name: str, tiny_design: Design, tmp_path: Path
) -> None:
    file = tmp_path / name
    file.parent.mkdir(exist_ok=True)
    file.write_text("mine", "utf-8")
    with pytest.raises(Complaint, match="not overwritten"), opened(tiny_design, tmp_path):
        pass
    assert file.read_text("utf-8") == "mine"


@pytest.mark.parametrize("name", [f"{LINES}.part", FAILURES, DESIGN, LOG])
def test_a_folder_in_the_way_is_told_before_anything_is_done(
    name: str, whole: Path, tiny_design: Design, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    shutil.copytree(whole, out)
    (out / name).unlink(missing_ok=True)
    (out / name).mkdir()
    with pytest.raises(Complaint, match=name), opened(tiny_design, out, resume=True):
        raise AssertionError("begun")


@pytest.mark.parametrize(("name", "kept"), [("mine.csv", True), ("mine.parquet", False)])
def test_what_a_user_put_beside_a_table_stays(
    name: str, kept: bool, whole: Path, tiny_design: Design, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    shutil.copytree(whole, out)
    mine = out / "measures" / name
    mine.write_text("mine", "utf-8")
    if kept:
        with opened(tiny_design, out, resume=True):
            pass
        assert contents(out) == {**contents(whole), f"measures/{name}": b"mine"}
    else:  # which would be read as one of the table's
        with pytest.raises(Complaint, match=name), opened(tiny_design, out, resume=True):
            raise AssertionError("begun")
    assert mine.read_text("utf-8") == "mine"


def part_of(whole: Path, folder: Path, count: int) -> None:
    """What a run leaves that is stopped after so many."""
    for name in (HEADER, DESIGN):
        shutil.copy(whole / name, folder)
    kept = (whole / LINES).read_bytes().splitlines(keepends=True)[:count]
    (folder / LINES).write_bytes(b"".join(kept))


HEADERS: dict[str, tuple[bool, Callable[[bytes], bytes]]] = {
    "torn": (True, lambda text: text[: text.index(b'"points"')]),
    "seed": (True, lambda text: text.replace(b'"seed": 1', b'"seed": -1')),
    "torn early": (False, lambda text: text[: text.index(b'"versions"')]),
    "other versions": (False, lambda text: text.replace(b'"simpy": "', b'"simpy": "9')[:-9]),
    "empty": (False, lambda _: b""),
}


@pytest.mark.parametrize("what", HEADERS)
def test_a_damaged_header_is_set_aside_and_lines_stay_if_it_still_names_our_versions(
    what: str, whole: Path, tiny_design: Design, tmp_path: Path
) -> None:
    stay, damage = HEADERS[what]
    part_of(whole, tmp_path, 6)
    before = (tmp_path / LINES).read_bytes()
    damaged = damage((tmp_path / HEADER).read_bytes())
    (tmp_path / HEADER).write_bytes(damaged)
    again = Store(tmp_path, tiny_design, resume=True)
    assert len(again) == (6 if stay else 0)
    told = " ".join(text.en for text in again.aside)
    assert f"{tmp_path / HEADER}: the file is damaged" in told
    assert told in (tmp_path / LOG).read_text("utf-8").replace("\n", " ")
    kept = contents(tmp_path)
    assert kept.pop(f"{HEADER}.set-aside") == damaged
    assert kept.pop(LINES if stay else f"{LINES}.set-aside") == before
    assert kept == {name: (whole / name).read_bytes() for name in (HEADER, DESIGN)}


def test_with_a_damaged_header_lines_of_another_design_are_refused(
    tiny_design: Design, tmp_path: Path
) -> None:
    stopped_after(tmp_path, design(tmp_path, ("values: [1, 3]", "values: [1, 2]")), 1)
    (tmp_path / HEADER).write_bytes(b"{")
    before = contents(tmp_path)
    with pytest.raises(Complaint, match="another design than tiny"):
        Store(tmp_path, tiny_design, resume=True)
    (tmp_path / LINES).write_bytes(b"mine\n")
    before[LINES] = b"mine\n"
    with pytest.raises(Complaint, match="not written by this experiment"):
        Store(tmp_path, tiny_design, resume=True)
    assert contents(tmp_path) == before


def test_a_second_damaged_header_takes_no_name_that_the_first_has(
    whole: Path, tiny_design: Design, tmp_path: Path
) -> None:
    for text in (b"{", b"["):
        part_of(whole, tmp_path, 1)
        (tmp_path / HEADER).write_bytes(text)
        Store(tmp_path, tiny_design, resume=True)
    kept = [tmp_path / f"{HEADER}.set-aside{end}" for end in ("", "-2")]
    assert [path.read_bytes() for path in kept] == [b"{", b"["]


def test_a_damaged_line_is_kept_in_the_log_where_nothing_is_left_to_do(
    whole: Path, tiny_design: Design, tmp_path: Path
) -> None:
    part_of(whole, tmp_path, 16)
    with (tmp_path / LINES).open("ab") as file:
        file.write(b"no line of ours\n")
    with opened(tiny_design, tmp_path, resume=True) as store:
        assert list(store.damaged) == [17]
    assert f"{LINES}:17 set aside: b'no line of ours" in (tmp_path / LOG).read_text("utf-8")
    assert contents(tmp_path) == contents(whole)


@pytest.mark.parametrize(
    ("engine", "matters", "compiles"),
    [(None, 15, True), (None, 14, False), (Engine.SIMPY, 15, False), (Engine.COMPILED, 1, True)],
)
def test_the_engine_is_compiled_first_where_it_is_asked_for_or_worth_it(
    engine: Engine | None,
    matters: int,
    compiles: bool,
    tiny_design: Design,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run: list[object] = []
    told: list[str] = []
    monkeypatch.setattr(ready, "WORTH", 15)
    for module in (ready, prepared):
        monkeypatch.setattr(module, "is_ready", lambda: False)
    monkeypatch.setattr(prepared, "replicate", lambda *of: run.append(of[2]))
    prepared.prepare(tiny_design, engine, matters, lambda: told.append("compiling"))
    assert (run, told) == (([Engine.COMPILED], ["compiling"]) if compiles else ([], []))


@pytest.mark.parametrize("fails", [False, True])
def test_a_comparison_asks_its_workers_for_no_engine_that_could_not_be_compiled(
    fails: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ComparisonQuestion(
        (library.find("xuecheng"),),
        (),
        scenarios.find("ordinary"),
        chinese_calendar(),
        2025,
        1,
        engine=Engine.COMPILED,
    )
    run: list[object] = []
    monkeypatch.setattr(years, "INSTALLED", True)
    monkeypatch.setattr(years, "is_ready", lambda: False)
    monkeypatch.setattr(years, "failed", lambda: fails)
    monkeypatch.setattr(years, "year_of", lambda question, _: run.append(question.engine))
    told: list[str] = []
    found = years.made_ready(asked, lambda: told.append("compiling"))
    assert (run, told) == ([Engine.COMPILED], ["compiling"])
    assert found.engine is (None if fails else Engine.COMPILED)
