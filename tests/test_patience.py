"""How long answers are waited for: a time, Ctrl-C, a limit of memory; what was found stays."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.popen_fork import Popen
from pathlib import Path
from typing import Any

import click
import pytest
import z3

from experiments.amend.ask import _worked_out
from experiments.command.commands import COMMANDS, root
from experiments.command.patience import waited_for
from experiments.compare import workers
from experiments.compare.workers import side_by_side
from experiments.running.ending import end
from model.calendar import chinese_calendar
from model.language import Complaint, catalogue
from model.property import Property
from model.regime import Regime
from protocols import library
from tests.draws import when_wide
from tests.small import NAME, duty, regime
from tests.work import cut_above_one, killed, slow
from verify import patience as waits
from verify import solver as solvers
from verify.amend import SearchOutcome, amend
from verify.amend.requirement import Requirement
from verify.audit import audit
from verify.audit.finding import FindingKind
from verify.bounds import parametric_bounds
from verify.diff import Implication, strictness
from verify.guarantees import verify
from verify.patience import CutOff, Patience, waiting
from verify.prover import Prover, Provers
from verify.readings import hinges_of
from verify.slicing import parts_of, slice_of
from verify.solver import NO_LIMIT, Solver, heed, in_bounded_memory, while_decided
from verify.trust import breaks, dependences
from verify.trust.parties import ObedienceNeeded
from verify.verdict import Answer, Assume, Reason

WAITING = {
    *("amend", "audit", "bounds", "capacity", "compare", "diff"),
    *("export", "readings", "trust", "verify"),
}
ROOT = Path(__file__).parents[1]
PROCESSORS = workers.processors


class Clock:
    """A clock that goes on by itself by so many seconds whenever it is read."""

    def __init__(self, step: float = 0.0) -> None:
        self.now, self.step = 0.0, step

    def monotonic(self) -> float:
        self.now += self.step
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(waits, "time", made)
    return made


@pytest.fixture(scope="module")
def small() -> Regime:
    return regime(duty("a", "b"), duty("b", "c"), duty("c", "d"))


def asks(trigger: str, response: str) -> Property:
    return Property(f"{trigger}-{response}", NAME, trigger, response)


ASKED = asks("a", "c")


def pigeons(count: int, context: z3.Context) -> list[Any]:
    """That so many pigeons sit in holes of their own, one hole too few: hard to refute."""
    sits = [[z3.Bool(f"p{k}-{n}", context) for n in range(count - 1)] for k in range(count)]
    alone = [
        z3.Or(z3.Not(sits[a][n]), z3.Not(sits[b][n]))
        for n in range(count - 1)
        for a in range(count)
        for b in range(a)
    ]
    return [*map(z3.Or, sits), *alone]


def hard() -> Solver:
    context = z3.Context()
    solver = Solver(z3.SimpleSolver(ctx=context))
    solver.add(*pigeons(12, context))
    return solver


def test_every_command_that_proves_takes_a_timeout() -> None:
    commands, context = root(), click.Context(root())
    every = {name: commands.get_command(context, name) for name in COMMANDS}
    assert {
        name
        for name, command in every.items()
        if command and any("--timeout" in one.opts for one in command.params)
    } == WAITING


def test_no_solver_is_asked_but_through_the_one_that_heeds() -> None:
    """An export alone makes one of its own, and only writes it down."""
    makers = ("z3.Solver(", "z3.SimpleSolver(", "z3.Optimize(", "z3.SolverFor(", ".solver()")
    for path in (ROOT / "verify").rglob("*.py"):
        for line in path.read_text("utf-8").splitlines():
            if any(maker in line for maker in makers):
                assert "Solver(z3." in line or path.name == "smtlib.py", f"{path}: {line}"
    assert ".check(" not in (ROOT / "verify/export/smtlib.py").read_text("utf-8")


@pytest.mark.parametrize("value", ["0", "-1", "nan", "inf", "soon", "9" * 5000])
def test_a_timeout_is_a_number_of_seconds(value: str, shenguan: Any) -> None:
    status, _, err = shenguan("verify", "xuecheng", "--timeout", value)
    assert status == 2
    assert "--timeout" in err
    assert len(err) < 400


def test_the_solver_has_the_time_that_is_left() -> None:
    solver = hard()
    with waiting(0.05) as waited, pytest.raises(CutOff) as cut:
        solver.check()
    assert cut.value.reason is Reason.TIMEOUT
    assert waited.cut is Reason.TIMEOUT
    assert 0.04 <= waited.spent < 5
    assert waited.asked == 1


def test_with_no_time_left_the_solver_is_not_asked(clock: Clock) -> None:
    solver = hard()
    with waiting(3) as waited:
        clock.now = 2.9
        heed()
        clock.now = 3.0
        with pytest.raises(CutOff):
            solver.check()
    assert waited.asked == 0


def test_a_time_is_for_all_questions_together(clock: Clock) -> None:
    """The limit of one question is what is left, and grows again where nobody waits."""
    given: list[int] = []

    class Stub:
        def set(self, what: str, milliseconds: int) -> None:
            if what == "timeout":
                given.append(milliseconds)

        def statistics(self) -> Any:
            return z3.Solver().statistics()

        def check(self) -> object:
            clock.now += 4
            return z3.unsat

    solver = Solver(Stub())
    with waiting(10):
        for _ in range(3):
            solver.check()
        with pytest.raises(CutOff):
            solver.check()
    solver.check()
    assert given == [10_000, 6_000, 2_000, NO_LIMIT]


def test_what_was_found_before_stays(small: Regime, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second question meets the end of the time; the first one has its answer."""
    with waiting(1000) as waited:
        answered = Prover.lacking

        def late(prover: Prover, prop: Property, obeyed: frozenset[str]) -> Any:
            if prop.id == "b-d":
                waited.seconds = 0
            return answered(prover, prop, obeyed)

        monkeypatch.setattr(Prover, "lacking", late)
        verdicts = verify(small, [ASKED, asks("b", "d"), asks("c", "d")], assumptions="everyone")
    assert [(each.answer, each.days, each.reason) for each in verdicts] == [
        (Answer.PROVED, 2, None),
        (Answer.UNKNOWN, None, Reason.TIMEOUT),
        (Answer.UNKNOWN, None, Reason.TIMEOUT),
    ]


def test_without_time_every_question_is_unknown(small: Regime) -> None:
    """And has its answer without a limit: the twin that shows that time is the only reason."""
    other = regime(duty("a", "b"), duty("b", "c"))

    def asked() -> list[object]:
        provers = Provers(chinese_calendar(), ())
        (bound,) = parametric_bounds(small, ASKED, "everyone")
        (dependence,) = dependences(small, ASKED, provers=provers)
        stricter = strictness(small, other, "strict")
        amended = amend(small, [Requirement(ASKED, 1, Assume.EVERYONE)])
        kinds = {finding.kind for finding in audit(small)}
        return [
            bound.answer,
            dependence.standing,
            {rule.standing for rule in stricter.rules},
            amended.outcome,
            FindingKind.UNDECIDED in kinds,
        ]

    with waiting(1e-9):
        assert asked() == [
            Answer.UNKNOWN,
            ObedienceNeeded.UNKNOWN,
            {Implication.UNKNOWN},
            SearchOutcome.UNKNOWN,
            True,
        ]
    assert asked() == [
        Answer.PROVED,
        ObedienceNeeded.ONE,
        {Implication.IMPLIED},
        SearchOutcome.NONE,
        False,
    ]


def test_no_run_and_no_hinge_is_made_up_where_time_is_over(small: Regime) -> None:
    provers = Provers(chinese_calendar(), ())
    found = dependences(small, ASKED, provers=provers)
    xuecheng = library.find("xuecheng")
    verdicts = verify(xuecheng, library.questions([xuecheng]).values(), provers=provers)
    with waiting(1e-9) as waited:
        assert [one.run for one in breaks(found, provers)] == [None] * len(found[0].corrections)
        assert hinges_of(verdicts, provers) == []
    assert found[0].corrections
    assert waited.cut is Reason.TIMEOUT


def test_full_memory_is_told_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solvers, "MEGABYTES", 0)
    gc.collect()  # memory that is given back in between would make room
    with waiting() as waited:
        heed()
        with in_bounded_memory(), pytest.raises(CutOff) as cut:
            hard().check()
    assert cut.value.reason is waited.cut is Reason.MEMORY


def test_where_no_memory_is_left_to_be_told_something_it_is_given_up() -> None:
    asked = hard()

    class Full:
        def push(self) -> None:
            raise z3.Z3Exception(b"out of memory")

    asked._solver = Full()
    with waiting() as waited, pytest.raises(CutOff) as cut, asked.supposing([]):
        pass
    assert cut.value.reason is waited.cut is Reason.MEMORY


@when_wide
@pytest.mark.parametrize("command", ["verify", "trust", "bounds", "readings"])
def test_what_is_asked_of_all_shipped_texts_fits_in_the_memory_of_a_command(command: str) -> None:
    code = "from experiments.command import main; main()"
    words = [sys.executable, "-c", code, "--lang", "en", command]
    done = subprocess.run(words, capture_output=True, text=True, cwd=ROOT)
    told = done.stdout + done.stderr
    assert told
    assert "limit of memory" not in told
    assert "Traceback" not in told


def test_the_solver_gives_up_where_its_memory_is_full() -> None:
    """In a process of its own, since the limit is one of the process."""
    code = (
        "import z3\n"
        "from tests.test_patience import hard\n"
        "from verify.patience import CutOff\n"
        "z3.set_param('memory_high_watermark_mb', 1)\n"
        "try: hard().check()\n"
        "except CutOff as cut: print(cut.reason.short)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert (done.stdout, done.stderr) == ("memory\n", "")


@pytest.mark.parametrize(
    ("status", "cut", "told"),
    [(0, None, 0), (0, Reason.TIMEOUT, 3), (1, Reason.TIMEOUT, 1), (4, Reason.MEMORY, 3)],
)
def test_a_refutation_outweighs_what_is_unknown(
    status: int, cut: Reason | None, told: int, capsys: pytest.CaptureFixture[str]
) -> None:
    def run() -> int:
        waits.patience().cut = cut
        return status

    assert waited_for(run, 7, "zh") == told
    err = capsys.readouterr().err
    assert bool(err) is (cut is not None)
    assert ("7 秒" in err) is (cut is Reason.TIMEOUT)


def test_a_command_tells_what_was_tried_and_for_how_long(shenguan: Any) -> None:
    status, out, err = shenguan(
        "verify", "xuecheng", "--property", "approval-push-claimed", "--timeout", "0.000001"
    )
    assert status == 3
    assert out.count(": unknown; the time given (--timeout) was over") == 2
    assert err.startswith("The 1e-06 s of --timeout were over: 0 questions")


STOPPING = """
import os, signal, threading, time, z3
from verify import solver
from tests.test_patience import hard
from experiments.command import main
from verify.prover import Prover

bound = Prover.bound
def asked(prover, prop, obeyed):
    if prop.trigger == "approval.decided":
        threading.Timer(0.3, lambda: (print("sent", time.monotonic(), flush=True),
                                      os.kill(os.getpid(), signal.SIGINT))).start()
        hard().check()
    return bound(prover, prop, obeyed)
Prover.bound = asked
try:
    main(["verify", "xuecheng", "--property", "approval-push-claimed", "--property",
          "decision-reaches-supervision", "--lang", "en", "--assume", "everyone"])
finally:
    print("ended", time.monotonic())
"""


@pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
def test_ctrl_c_inside_the_solver_shows_what_was_found() -> None:
    done = subprocess.run(
        [sys.executable, "-c", STOPPING], capture_output=True, text=True, cwd=ROOT, timeout=60
    )
    lines = done.stdout.splitlines()
    times = {
        words[0]: float(words[1])
        for words in map(str.split, lines)
        if words and words[0] in ("sent", "ended")
    }
    assert done.returncode == 130
    assert times["ended"] - times["sent"] < 5  # on a busy machine; less than one on an idle one
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("Stopped: ")
    told = " ".join(done.stdout.split())  # lines end where the terminal of the test does
    assert "claimed (everyone obeys): proved" in told
    assert "unknown; it was stopped before there was an answer" in told


def test_outside_of_a_command_ctrl_c_is_pythons_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Z3 says the same of a question that has taken all its steps."""

    class Broken:
        taken = 0

        def set(self, *_: object) -> None: ...

        def check(self) -> object:
            self.taken += 9
            return z3.unknown

        def reason_unknown(self) -> str:
            return "canceled"

    monkeypatch.setattr(Solver, "steps", property(lambda solver: solver.taken))
    with pytest.raises(KeyboardInterrupt):
        Solver(Broken(), steps=10).check()
    assert Solver(Broken(), steps=9).check() == z3.unknown


@pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
def test_the_first_ctrl_c_ends_questions_and_the_second_everything() -> None:
    before = signal.getsignal(signal.SIGINT)
    seen: list[Patience] = []

    def run() -> int:
        seen.append(waits.patience())
        signal.raise_signal(signal.SIGINT)  # what is under way may still be finished
        with pytest.raises(CutOff):
            heed()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        return 0

    assert waited_for(run, None, "en") == 130
    assert seen[0].stopped
    assert signal.getsignal(signal.SIGINT) is before
    assert {*map(str, (Reason.TIMEOUT, Reason.MEMORY, Reason.STOPPED))} <= {*catalogue()}


def busy(seconds: float) -> None:
    """Be at something that asks no question."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        time.sleep(0.001)


def test_ctrl_c_where_no_question_comes_ends_what_is_under_way_all_the_same() -> None:
    began = time.monotonic()

    def run() -> int:
        signal.raise_signal(signal.SIGINT)
        busy(30)
        return 0

    assert waited_for(run, None, "en") == 130
    assert time.monotonic() - began < 10


def test_ctrl_c_is_raised_nowhere_within_z3py_nor_while_an_object_is_freed() -> None:
    within: dict[str, Any] = {"__name__": "z3.z3core", "busy": busy}
    exec("def handed_over(seconds):\n    busy(seconds)\n    passed.append('z3')", within)

    class Freed:
        def __del__(self) -> None:
            busy(1.0)
            passed.append("freed")

    passed: list[str] = []
    within["passed"] = passed

    def run() -> int:
        signal.raise_signal(signal.SIGINT)
        within["handed_over"](1.0)
        one = Freed()
        del one
        busy(30)
        return 0

    assert waited_for(run, None, "en") == 130
    assert passed[0] == "z3"


def test_after_a_question_that_was_not_asked_what_was_found_is_shown_in_peace() -> None:
    shown: list[str] = []

    def run() -> int:
        signal.raise_signal(signal.SIGINT)
        with pytest.raises(CutOff):
            heed()
        busy(1.5)
        shown.append("all")
        return 0

    assert waited_for(run, None, "en") == 130
    assert shown == ["all"]


def test_an_amendment_of_which_it_is_not_known_what_follows_is_not_shown() -> None:
    def drafts(*whole: bool) -> Iterator[Any]:
        for number, each in enumerate(whole):
            if not each:
                waits.patience().give_up(Reason.TIMEOUT)
            yield number

    with waiting():
        assert [*map(str, _worked_out(drafts(True, True, False, False)))] == ["0", "1"]
    with waiting(), pytest.raises(CutOff):
        list(_worked_out(drafts(False)))


def test_a_search_cut_off_is_told_or_raises() -> None:
    def found() -> Iterator[int]:
        yield 1
        raise CutOff(Reason.MEMORY)

    with pytest.raises(CutOff):
        list(while_decided(found()))
    with waiting() as waited:
        waited.cut = Reason.MEMORY
        assert list(while_decided(found())) == [1]


@pytest.mark.parametrize("name", library.REGIMES)
def test_the_parts_of_a_regime_are_the_slices_of_its_rules(name: str) -> None:
    whole = library.find(name)
    placed: dict[str, Regime] = {}
    for rule in whole.rules:
        if rule.id not in placed:
            part = slice_of(whole, rule.on.events[0])
            placed |= {ruled.id: part for ruled in part.rules}
    reference = [*{id(part): part for part in placed.values()}.values()]
    assert [*parts_of(whole)] == reference
    assert len(reference) > 1 or len(placed) == len(whole.rules)


@pytest.mark.begun_afresh
@pytest.mark.side_by_side
def test_a_comparison_that_has_no_time_at_all_leaves_no_worker(
    shenguan: Any, tmp_path: Path
) -> None:
    before = {*multiprocessing.active_children()}
    words = ("compare", "jinan", "xuecheng", "--timeout", "0.2", "--out", tmp_path / "page")
    status, _, err = shenguan(*words, lang="en")
    assert status == 3, err
    assert "--timeout were over" in err
    assert {*multiprocessing.active_children()} <= before


@pytest.mark.begun_afresh
@pytest.mark.side_by_side
def test_of_work_done_side_by_side_what_there_was_time_for_is_kept() -> None:
    told: list[float] = []
    before = {*multiprocessing.active_children()}
    with waiting() as waited:
        found = side_by_side(cut_above_one, [0.1, 60.0, 0.2], told.append)
    assert found == {0: 0.1, 2: 0.2}
    assert sorted(told) == [0.1, 0.2]
    assert waited.cut is Reason.TIMEOUT
    assert {*multiprocessing.active_children()} <= before


@pytest.mark.begun_afresh
@pytest.mark.side_by_side
def test_a_worker_that_another_thread_sees_end_first_is_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: dict[Popen, tuple[int, float]] = {}
    poll = Popen.poll

    def told_nothing_at_first(process: Popen, flag: int = os.WNOHANG) -> int | None:
        if process not in seen:
            status = poll(process, flag)
            if status is None:
                return None
            seen[process] = status, time.monotonic() + 0.1
        status, told_from = seen[process]
        process.returncode = status if time.monotonic() > told_from else None
        return process.returncode

    executor = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"))
    executor.submit(slow, 0.0).result()
    monkeypatch.setattr(Popen, "poll", told_nothing_at_first)
    (worker,) = executor._processes.values()
    others = {*multiprocessing.active_children()} - {worker}
    end(executor, others)
    assert worker not in multiprocessing.active_children()
    assert seen
    assert not worker.is_alive()


@pytest.mark.side_by_side
def test_a_worker_that_the_system_ends_is_told_of() -> None:
    with pytest.raises(Complaint, match="ended by the system"), waiting():
        side_by_side(killed, [1.0, 2.0], lambda _: None)


def test_with_one_processor_work_is_done_here_and_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "processors", PROCESSORS)
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    with waiting(1.0) as waited:
        assert side_by_side(slow, [0.1, 60.0], lambda _: None) == {0: 0.1}
    assert waited.cut is Reason.TIMEOUT
    with waiting(0.0), pytest.raises(CutOff):
        side_by_side(slow, [0.1], lambda _: None)


SIDE_BY_SIDE = """
import os, signal, sys, threading, time
from experiments.compare.workers import side_by_side
from experiments.running.ending import end
from experiments.command.patience import waited_for
from tests.work import slow
def run():
    def stop():
        print("sent", time.monotonic(), flush=True)
        os.kill(os.getpid(), signal.SIGINT)
    found = side_by_side(slow, [0.1, 60.0], lambda _: threading.Timer(0.3, stop).start())
    print("found", found, flush=True)
if __name__ == "__main__":
    status = waited_for(run, None, "en")
    print("ended", time.monotonic(), flush=True)
    sys.exit(status)
"""


@pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
def test_ctrl_c_keeps_what_was_found_side_by_side(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(SIDE_BY_SIDE, "utf-8")
    done = subprocess.run(
        [sys.executable, script],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 130, done.stderr
    assert "found {0: 0.1}" in done.stdout
    assert "Traceback" not in done.stderr
    sent, ended = (
        float(line.split()[1]) for line in done.stdout.splitlines() if not line.startswith("found")
    )
    assert ended - sent < 5  # on a busy machine; less than one on an idle one


@pytest.mark.parametrize("before", ["", "import verify.solver"])
def test_the_memory_of_a_command_is_bounded_whenever_z3_is_loaded(before: str) -> None:
    code = (
        f"{before}\n"
        "from experiments.command.patience import waited_for\n"
        "import verify.patience\n"
        "def run():\n"
        "    import verify.solver\n"
        "    print(verify.patience.patience().most < 1 << 30)\n"
        "waited_for(run, None, 'en')\n"
        "import verify.solver\n"
        "print(verify.patience.patience().bounding)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert (done.stdout, done.stderr) == ("True\nNone\n", "")
