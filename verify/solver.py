"""Solvers with limits of time and memory, and what it means when one of them gives no answer."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from math import inf
from pathlib import Path
from typing import Any, TypeVar

import z3
from z3 import z3core

from model.value import dataclass
from verify.formula import Expr, operands_of, plain
from verify.patience import CutOff, Patience, Undecided, patience
from verify.verdict import Reason

STEPS = 250_000_000
"""The steps of Z3's own count that one question may take: about 20 s of a processor of 2024.

Nearly all take less than a tenth of a second; one that is not answered by then seldom is in ten
times as much. A limit on the clock would make the answer depend on what else the machine does.
"""

MEGABYTES = 320
"""The memory that what a command asks may take, so that its process stays below a gigabyte.

Solvers look at it now and then only, and the process takes up to twice as much.
"""

_BROKEN_OFF = ("cancel", "interrupt", "timeout")
"""What Z3 says of a question broken off at a limit or by Ctrl-C, which it takes."""

NO_LIMIT = 4_294_967_295
"""The milliseconds that Z3 takes for no end."""

_CLOCKS_DIFFER = 0.002  # seconds by which Z3's clock may be before ours

_STATISTICS, _SIZE = plain(z3core.Z3_solver_get_statistics), plain(z3core.Z3_stats_size)
_KEY, _COUNT = plain(z3core.Z3_stats_get_key), plain(z3core.Z3_stats_get_uint_value)
_SET, _COMPACT = plain(z3core.Z3_global_param_set), z3.get_param("model.compact").encode()
_STEPS_ARE = ("rlimit count", b"rlimit count")

T = TypeVar("T")


def heed() -> None:
    """Go on only where there are still time and memory.

    Raises
    ------
    CutOff
        Where there are not.
    """
    waited = patience()
    if (over := waited.over) is not None:
        waited.heeded = True
        _cut(over)
    if _too_much(waited):
        gc.collect()  # provers that nobody holds any more keep their memory until then
        if _too_much(waited):
            _cut(Reason.MEMORY)


def _too_much(waited: Patience) -> bool:
    return bool(z3core.Z3_get_estimated_alloc_size() > waited.most)


@contextmanager
def in_bounded_memory() -> Iterator[None]:
    """Let what is asked within take so many megabytes beside what earlier questions hold.

    Only a command is bounded: a notebook may hold as many regimes as it likes.
    """
    held = int(z3core.Z3_get_estimated_alloc_size())
    waited = patience()
    waited.most = held + (MEGABYTES << 20)
    z3.set_param("memory_high_watermark_mb", (held >> 20) + MEGABYTES)
    try:
        yield
    finally:
        waited.most = inf
        z3.set_param("memory_high_watermark_mb", 0)


@contextmanager
def _memory_heeded() -> Iterator[None]:
    """Give up where Z3 has no memory left to be told something, as :func:`heed` does."""
    try:
        yield
    except z3.Z3Exception as fault:
        if "memory" not in str(fault):
            raise
        _cut(Reason.MEMORY)


def _cut(reason: Reason) -> None:
    patience().give_up(reason)
    raise CutOff(reason)


def while_decided(found: Iterable[T]) -> Iterator[T]:
    """Yield what is found until a search is cut off; :attr:`Patience.cut` then tells so.

    Raises
    ------
    CutOff
        Where nobody is told of it, outside of a command.
    """
    try:
        heed()
        yield from found
    except CutOff:
        if patience().cut is None:
            raise


@dataclass
class _Told:
    """The limits that a solver of Z3 was last given."""

    steps: int = 0
    milliseconds: int = NO_LIMIT


class Solver:
    """A solver of Z3, plain or an optimiser, that heeds how long is waited for an answer."""

    def __init__(self, solver: Any, steps: int = STEPS) -> None:
        self._solver, self._most = solver, steps
        self._told = _Told()

    def within(self, steps: int) -> Solver:
        """The same solver with what it holds and has learned, for questions of so many steps."""
        other = Solver(self._solver, steps)
        other._told = self._told
        return other

    def check(self, *assumptions: Any) -> Any:
        """Return the answer: ``sat``, ``unsat`` or ``unknown``.

        Raises
        ------
        CutOff
            Where the time is over that is waited, the memory is full, or somebody stopped it.
        """
        heed()
        limit, began, waited = self._limit(), time.monotonic(), patience()
        before = 0
        if waited.stoppable:
            # Z3 loses a Ctrl-C that comes when its answer is there: verify.stopping breaks it off.
            self._solver.set("ctrl_c", False)
            waited.asking = self._solver.ctx
        else:
            before = self.steps
        waited.asked += 1
        try:
            answer = self._answer(assumptions)
        finally:
            waited.asking = None
        if answer == z3.unknown:
            self._given_up(limit, time.monotonic() - began, before)
        return answer

    def _answer(self, assumptions: tuple[Any, ...]) -> Any:
        """The solver's answer; a plain one takes literals without z3py's checks of each."""
        if len(assumptions) != 1 or type(self._solver) is not z3.Solver:
            return self._solver.check(*assumptions)
        (literals,) = assumptions
        if not isinstance(literals, list):
            return self._solver.check(literals)
        context, count = self._solver.ctx.ref(), len(literals)
        given = operands_of(literals)
        found = z3core.Z3_solver_check_assumptions(context, self._solver.solver, count, given)
        return z3.CheckSatResult(found)

    @contextmanager
    def supposing(self, claims: Iterable[Expr]) -> Iterator[None]:
        """Let claims hold in what is asked within: sooner than to assume them in each question.

        They are in no core, and what the solver learns from them it forgets in the end.
        """
        with _memory_heeded():
            self._solver.push()
        try:
            with _memory_heeded():
                self._solver.add(*claims)
            yield
        finally:
            self._solver.pop()

    def model(self) -> Any:
        """The model that the last answer found, in which every variable has its value.

        It is not made compact, which costs nearly as much as the model itself and changes no value
        of a variable; what other code of the process asks Z3 for is made as before.
        """
        _SET(b"model.compact", b"false")
        try:
            return self._solver.model()
        finally:
            _SET(b"model.compact", _COMPACT)

    @property
    def steps(self) -> int:
        """The steps that Z3 has taken in the context of the solver so far."""
        if type(self._solver) is not z3.Solver:
            return _counted(self._solver.statistics())
        context = self._solver.ctx
        found = _STATISTICS(context.ref(), self._solver.solver)
        return _counted(z3.Statistics(found, context))

    def _limit(self) -> int:
        """Give a question its steps, and no more time than somebody waits: its milliseconds."""
        if self._most != self._told.steps:
            self._solver.set("rlimit", self._most)
            self._told.steps = self._most
        left = patience().left
        limit = NO_LIMIT if left == inf else max(1, int(left * 1000))
        if limit != self._told.milliseconds:
            self._solver.set("timeout", limit)
            self._told.milliseconds = limit
        return limit

    def _given_up(self, limit: int, taken: float, before: int) -> None:
        """Tell apart who broke a question off that had so many milliseconds, after some seconds."""
        why = str(self._solver.reason_unknown())
        if any(word in why for word in _BROKEN_OFF):
            if taken >= limit / 1000 - _CLOCKS_DIFFER:
                _cut(Reason.TIMEOUT)
            if not patience().stoppable and self.steps - before < self._most:
                raise KeyboardInterrupt
        heed()
        if "memout" in why or "memory" in why:
            _cut(Reason.MEMORY)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._solver, name)


def _counted(statistics: Any) -> int:
    """The steps that statistics of a solver tell: they stand near the end."""
    context, found = statistics.ctx.ref(), statistics.stats
    for place in reversed(range(_SIZE(context, found))):
        if _KEY(context, found, place) in _STEPS_ARE:
            return int(_COUNT(context, found, place))
    return 0


def solver_of(context: z3.Context, *parts: Iterable[Expr]) -> Solver:
    """Return a solver with a limit of time that holds all parts of a statement."""
    solver = Solver(z3.Solver(ctx=context))
    for part in parts:
        solver.add(*part)
    return solver


def satisfiable(solver: Any, assumptions: Iterable[Expr] = ()) -> bool:
    """Whether what a solver holds can be true together with some assumptions.

    Raises
    ------
    Undecided
        When the solver gives up; the message says why.
    """
    answer = solver.check([*assumptions])
    if answer == z3.unknown:
        raise Undecided(solver.reason_unknown())
    return bool(answer == z3.sat)


def loads_its_own() -> bool:
    """Whether the library that answers is certainly the one that comes with Z3's package."""
    with suppress(Exception):  # a later z3py may hold it in another way
        (library,) = z3core.Z3_get_version.__defaults__[0].f._objects.values()
        return Path(z3.__file__).resolve().parent in Path(library._name).parents
    return False


if (_bounding := patience().bounding) is not None:  # that of a command which began without Z3
    _bounding.enter_context(in_bounded_memory())
