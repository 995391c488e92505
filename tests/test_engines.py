"""The compiled engine makes the same years as the readable one, row by row.

What needs machine code is asked where the engine has been compiled; ``python -m tests.engines``
does that, and asks much more. Elsewhere the same functions are held against SimPy's as they are
written.
"""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from experiments.measures.facts import Facts
from model.clock import WatchedClock
from model.deadline import STRICT, Reading, Unit, Within
from model.language import Complaint
from model.regime import Regime
from model.simulation.asked import asked
from model.simulation.compiled import support
from model.simulation.compiled.jit import COMPILES, Uncompilable, compiling, is_known
from model.simulation.compiled.memory import Memory
from model.simulation.compiled.ready import is_ready
from model.simulation.compiled.support import Uncompiled, crowded, unsupported
from model.simulation.compiled.world import HABITS, OFFICE, World
from model.simulation.draws import Draws, whole
from model.simulation.effort import Effort, Tail
from model.simulation.engine import Engine
from model.simulation.year import Year, simulate
from model.tolling import Extension, Tolling
from model.transition import Law
from model.vocabulary import Attribute
from protocols import library
from tests.checked import Checked, Misplaced, checked
from tests.county import CALENDAR, county, kind, later
from tests.draws import WIDE, some
from tests.engine_cases import PAPER
from tests.engines import agree, at_random, same
from tests.small import NAME, duty, regime
from tests.test_command_line import quiet
from tests.test_simulation import busy

compiled = pytest.mark.skipif(
    not is_ready(), reason="not compiled on this machine: python -m tests.engines does that"
)
FIVE = Reading(5)


def test_the_functions_as_they_are_written_make_the_same_years_within_their_arrays() -> None:
    """Machine code reads and writes at any place; as written, each place is looked at."""
    texts = some(library.REGIMES, "jinan", "tancheng")
    part = [] if WIDE else ["--every", "6"]
    few = ["--checked", "--random", "3", "--thin", "0.003", *part, "--texts", *texts]
    asked = [sys.executable, "-m", "tests.engines", *few]
    told = subprocess.run(
        asked, env={**os.environ, "NUMBA_DISABLE_JIT": "1"}, capture_output=True, text=True
    )
    assert told.returncode == 0, told.stdout[-3000:] + told.stderr[-3000:]
    assert "every place looked at" in told.stdout
    assert "given threads alike" in told.stdout
    assert told.stdout.count(" threads alike") == len(texts) + 1


@pytest.mark.parametrize("place", [-1, 3, (0, 0), 3.0])
def test_a_place_that_an_array_has_not_is_neither_read_nor_written(place: Any) -> None:
    of = Checked("history", np.arange(3))
    assert (of[0], of[2], of[0:3].tolist(), of[3:3].tolist()) == (0, 2, [0, 1, 2], [])
    with pytest.raises((Misplaced, TypeError)):
        of[place]
    with pytest.raises((Misplaced, TypeError)):
        of[place] = 1
    with pytest.raises(Misplaced):
        of[2:4]


def test_a_run_that_writes_into_what_it_only_reads_is_seen() -> None:
    habits = np.zeros(1, HABITS).view(np.recarray)
    worlds = {name: np.zeros(1) for name in World._fields} | {"habits": habits}
    of = checked(World(**worlds))
    with pytest.raises(ValueError, match="read-only"):
        of.habits[0].recall = 1
    with pytest.raises(Misplaced):
        of.lists[0] = 1
    of.history[0] = 1


@compiled
def test_random_texts_in_random_offices_make_the_same_years() -> None:
    assert at_random(25, start=3) > 2000


@compiled
@pytest.mark.parametrize("name", library.REGIMES)
def test_the_five_texts_make_the_same_years(name: str) -> None:
    of = agree(library.find(name), busy(), 3, FIVE)
    assert len(of.threads) > 500


@compiled
def test_other_luck_and_another_law_make_other_years() -> None:
    """So that the comparison itself is known to see a difference."""
    one, other, third = (
        simulate(text, busy(), CALENDAR, 2025, seed, reading, None, "compiled")
        for text, seed, reading in (
            (library.find("guanxian"), 1, FIVE),
            (library.find("guanxian"), 2, FIVE),
            (library.find("guanxian"), 1, STRICT),
        )
    )
    for another in (other, third):
        with pytest.raises(AssertionError):
            same(one, another)


@compiled
def test_a_year_that_goes_elsewhere_has_its_threads_and_not_the_arrays() -> None:
    text = regime(duty("a", "b", Within(2)))
    of = simulate(text, county(kind("a")), CALENDAR, 2025, 1, FIVE, None, "compiled")
    copied = pickle.loads(pickle.dumps(of))
    assert of.recorded is not None
    assert copied.recorded is None
    assert [one.history for one in copied.threads] == [one.history for one in of.threads]
    assert copied.attention == tuple(of.attention)


@compiled
def test_a_year_that_is_kept_is_not_written_over_by_later_years() -> None:
    """Memory of years is used again, and only of those of which nothing is held any more."""
    text, scenario = library.find("guanxian"), busy()
    kept = simulate(text, scenario, CALENDAR, 2025, 1, FIVE, None, "compiled")
    assert kept.recorded is not None
    part = kept.recorded.duties.status
    before = part.copy()
    for seed in range(2, 6):
        simulate(text, scenario, CALENDAR, 2025, seed, FIVE, None, "compiled")
    assert np.array_equal(part, before)
    same(simulate(text, scenario, CALENDAR, 2025, 1, FIVE, None, "simpy"), kept)


def test_memory_is_used_again_when_no_part_of_it_is_held() -> None:
    memory, wanted = Memory(), {"a": ((2, 3), np.dtype(np.int32)), "b": ((5,), OFFICE)}
    one = memory.arrays(wanted)
    address, part = one["a"].ctypes.data, one["b"].waiting[1:3]
    del one
    assert memory.arrays(wanted)["a"].ctypes.data != address
    del part
    both = [memory.arrays(wanted)["a"].ctypes.data for _ in range(2)]
    assert address in both


def test_work_that_takes_no_time_does_not_turn_the_clock_back() -> None:
    """An officer who begins it at the opening was once done at the close of the day before."""
    of = simulate(*PAPER["no-work-at-the-opening"][:2], CALENDAR, 2025, 1, FIVE, None, "simpy")
    waited = [one.history[1].at - one.history[0].at for one in of.threads if len(one.history) > 1]
    assert 0 in waited
    assert min(waited) >= 0


def test_what_is_asked_of_a_year_is_worked_out_once_for_all_seeds() -> None:
    text, scenario = regime(duty("a", "b", Within(2))), county(kind("a"))
    one, same_again, other = (
        asked(text, scenario, CALENDAR, 2025, reading) for reading in (FIVE, FIVE, STRICT)
    )
    assert one is same_again
    assert one is not other
    assert asked(replace(text), scenario, CALENDAR, 2025, FIVE) is not one


@pytest.mark.parametrize(
    "effort",
    [
        Effort(30, 300),
        Effort(480, 480),
        Effort(10, 100, tail=Tail(0.9, 1.5)),
        Effort(100, 2000, same_day=0.3),
        Effort(2, 5, 0.4, Tail(0.8, 0.7)),
        Effort(0.3, 2),
    ],
)
@pytest.mark.parametrize("least", [0, 1])
def test_a_length_that_is_looked_up_is_the_one_that_would_be_worked_out(
    effort: Effort, least: int
) -> None:
    ranks = np.concatenate([np.random.default_rng(1).random(20_000), [0.0, 1e-13, 1 - 2**-53]])
    lengths, most = effort.lengths(ranks), 10_000 if effort.tail is None else 100_000
    worked_out = np.where(lengths > 0, np.clip(np.rint(lengths), least, most), 0)
    assert whole(effort, ranks, least).tolist() == worked_out.tolist()


@compiled
def test_a_year_with_other_threads_is_not_measured_on_its_arrays() -> None:
    """Backlogs know of the warm-up; without its threads there is less in them."""
    text, scenario = regime(duty("a", "b", Within(2))), county(kind("a"), warm_up=60)
    of = simulate(text, scenario, CALENDAR, 2025, 1, FIVE, None, "compiled")
    assert Facts(of).rows is not None
    fewer = Facts(replace(of, before=()))
    assert fewer.rows is None
    assert fewer.metrics.outcomes == Facts(of).metrics.outcomes


@compiled
@pytest.mark.parametrize("name", PAPER)
def test_on_paper_and_in_both_engines(name: str) -> None:
    agree(*PAPER[name])


@compiled
def test_the_numbers_of_many_streams_are_those_of_each() -> None:
    from model.simulation.compiled.streams import drawn

    draws = Draws(2**64 + 5)
    numbers, places = drawn(draws, [("x", "y"), ("z",)], [7, 50], [0, 4096])
    assert places.tolist() == [0, 7]
    assert np.array_equal(numbers[:7], draws.uniforms(7, "x", "y"))
    assert np.array_equal(numbers[7:], draws.uniforms(50, "z", start=4096))


def months(extended: bool) -> Regime:
    """A limit of two months, which an event makes longer or not."""
    clock = Tolling(extensions=(Extension("c", Within(1)),)) if extended else Tolling()
    limit = Within(2, Unit.MONTHS)
    return regime(replace(duty("a", "b", limit, id="slow"), clock=clock))


def test_what_it_cannot_run_is_named_and_left_to_the_other() -> None:
    laws = [Law(months(one), FIVE, WatchedClock(CALENDAR)) for one in (True, False)]
    assert [unsupported(law) for law in laws] == ["slow", None]
    scenario = county(kind("a", later("c", "a", 2)))
    of = simulate(months(True), scenario, CALENDAR, 2025, 1, FIVE)
    assert of.engine is Engine.SIMPY
    with pytest.raises(Complaint, match="slow"):
        simulate(months(True), scenario, CALENDAR, 2025, 1, FIVE, None, "compiled")


@compiled
def test_a_limit_in_months_is_looked_up() -> None:
    of = agree(months(False), county(kind("a", later("b", "a", 30))), 1, FIVE)
    due = {one.state.duties["slow"].due for one in of.threads}
    assert all(moment is not None and moment[0] > 0 for moment in due)
    assert of.engine is Engine.COMPILED


def test_without_numba_it_is_refused_and_nobody_misses_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(support, "INSTALLED", False)
    monkeypatch.setattr(support, "is_ready", lambda: False)
    text, scenario = regime(duty("a", "b", Within(2))), county(kind("a"))
    assert simulate(text, scenario, CALENDAR, 2025, 1).engine is Engine.SIMPY
    with pytest.raises(Complaint, match="numba"):
        simulate(text, scenario, CALENDAR, 2025, 1, engine="compiled")


AFTERWARDS = """
import sys
import numpy, numba
from tests.engine_cases import PAPER
from tests.engines import CALENDAR
from model.simulation.year import simulate
regime, scenario, seed, reading = PAPER["together"]
simulate(regime, scenario, CALENDAR, 2025, seed, reading, engine="compiled")
print("numba.np.linalg" in sys.modules)
ones = numpy.ones((2, 2))
print(numba.njit(lambda x: numpy.dot(x, x).sum())(ones), "numba.np.linalg" in sys.modules)
"""
"""A year, and then a function of somebody else's that needs more of numba."""


@compiled
@pytest.mark.skipif(
    not is_known(version("numba")), reason="this numba has not been tried, and has it all first"
)
def test_what_is_kept_on_disk_is_loaded_without_what_compiling_needs() -> None:
    regime, scenario, of_seed, reading = PAPER["together"]
    simulate(regime, scenario, CALENDAR, 2025, of_seed, reading, engine="compiled")
    ran = subprocess.run([sys.executable, "-c", AFTERWARDS], capture_output=True, text=True)
    assert (ran.stdout.split(), ran.stderr) == (["False", "8.0", "True"], "")


@pytest.mark.parametrize(
    ("raised", "passes"),
    [
        (AttributeError("module has no attribute 'load_item'"), False),
        (ImportError("cannot import name 'populate_array'"), False),
        (MemoryError(), True),
        (KeyboardInterrupt(), True),
        (Complaint("engine.not-installed"), True),
    ],
)
def test_what_fails_while_numba_compiles_is_told_from_the_rest(
    raised: BaseException, passes: bool
) -> None:
    with pytest.raises(type(raised) if passes else Uncompilable) as met, compiling():
        raise raised
    assert passes or str(raised) in str(met.value)


_NUMBA_HAS_MOVED = """
import sys
import numba.np.arrayobj
del numba.np.arrayobj.populate_array
from experiments.command import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.skipif(not COMPILES, reason="needs numba")
def test_a_numba_that_cannot_compile_it_leaves_the_year_to_the_readable_engine(
    tmp_path: Path,
) -> None:
    words = f"simulate guanxian --scenario {quiet(tmp_path)} --engine compiled --json".split()
    words += ["--replications", "2", "--lang", "zh"]
    asked = [sys.executable, "-c", _NUMBA_HAS_MOVED, *words]
    ran = subprocess.run(asked, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout)["engine"] == "simpy"
    assert (ran.stderr.count("已改用 SimPy 引擎"), ran.stderr.count("populate_array")) == (1, 1)
    assert "Traceback" not in ran.stderr
    assert "the SimPy engine has run instead" in str(Uncompiled("why"))


def test_more_values_than_a_word_has_bits_are_left_to_the_readable_engine() -> None:
    wide, narrow = (with_values(count) for count in (63, 62))
    laws = [Law(one, FIVE, WatchedClock(CALENDAR)) for one in (wide, narrow)]
    assert [crowded(law) for law in laws] == ["wide", None]
    with pytest.raises(Complaint, match="62"):
        simulate(wide, county(kind("a")), CALENDAR, 2025, 1, FIVE, None, "compiled")
    assert simulate(wide, county(kind("a")), CALENDAR, 2025, 1).engine is Engine.SIMPY


def with_values(count: int) -> Regime:
    """A regime with an attribute of so many values."""
    text = regime(duty("a", "b", Within(2)))
    words = text.vocabulary
    known = {**words.attributes, "wide": Attribute("wide", NAME, tuple(map(str, range(count))))}
    return replace(text, vocabulary=replace(words, attributes=known))


@compiled
def test_it_says_how_far_it_is() -> None:
    told: list[float] = []
    text, scenario = regime(duty("a", "b", Within(2))), county(kind("a"))
    simulate(text, scenario, CALENDAR, 2025, 1, FIVE, told.append, "compiled")
    assert told == sorted(told)
    assert 10 < len(told) <= 120
    assert told[-1] <= 1.0


@pytest.mark.parametrize("engine", ["simpy", pytest.param("compiled", marks=compiled)])
def test_the_command_says_which_engine_has_run(shenguan: Any, tmp_path: Path, engine: str) -> None:
    words = ("simulate", "guanxian", "--scenario", quiet(tmp_path), "--engine", engine, "--json")
    status, out, err = shenguan(*words)
    assert (status, err) == (0, "")
    assert json.loads(out)["engine"] == engine


def test_an_engine_that_there_is_not_is_refused(shenguan: Any) -> None:
    status, _, err = shenguan("simulate", "guanxian", "--engine", "steam")
    assert status == 2
    assert "simpy, compiled" in err


def test_a_year_that_arrays_cannot_hold_is_run_by_the_readable_engine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(*_: object) -> Year:
        raise MemoryError

    monkeypatch.setattr("model.simulation.year.chosen", lambda *_: Engine.COMPILED)
    monkeypatch.setattr("model.simulation.year._compiled", full)
    of = simulate(regime(duty("a", "b", Within(2))), county(kind("a")), CALENDAR, 2025, 1)
    assert of.engine is Engine.SIMPY
    assert of.threads
