"""How a function becomes machine code, where numba is installed."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, TypeVar, cast

Function = TypeVar("Function", bound=Callable[..., Any])

INSTALLED = importlib.util.find_spec("numba") is not None

COMPILES = INSTALLED and os.environ.get("NUMBA_DISABLE_JIT", "0") in ("", "0")
"""Whether functions are compiled; else they run as they are written, a hundred times slower."""


class Uncompilable(Exception):
    """The installed numba cannot compile the engine, as one newer than those tried may not."""


_OF_NUMBA = ("numba", "llvmlite")
_MOVED = (ImportError, AttributeError, TypeError, KeyError, NotImplementedError, AssertionError)
"""What is raised where something of numba's is no longer where it was, or something else."""


@contextmanager
def compiling() -> Iterator[None]:
    """Do nothing but what numba does: it fails as :class:`Uncompilable`.

    Machine code raises nothing itself. What was interrupted or had no memory is no matter of numba.
    """
    try:
        yield
    except Exception as error:
        if isinstance(error, _MOVED) or type(error).__module__.split(".")[0] in _OF_NUMBA:
            kind, *lines = type(error).__name__, *str(error).split("\n")
            raise Uncompilable(f"{kind}: {lines[0]}") from error
        raise


def step(function: Function) -> Function:
    """Compile a function that others of the engine call; what is small is put into its callers."""
    return _once(_compile(function, **_part()))


def small(function: Function) -> Function:
    """Compile a function of a few operations straight into every function that calls it."""
    return _once(_compile(function, forceinline=True, **_part()))


def _part() -> dict[str, Any]:
    """The options of a function that Python does not call."""
    found: dict[str, Any] = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
    if linking := _linking():
        found["pipeline_class"] = linking.PartCompiler
    return found


def entry(function: Function) -> Function:
    """Compile a function that Python calls, once for a machine: it is kept on disk.

    numba looks only at the file of the function itself to see whether what it kept is still good.
    Therefore an entry is made anew by a function of the digest of all that it calls. Calling it
    raises :class:`Uncompilable` where it cannot be compiled.
    """
    linking = _linking()
    whole = {"pipeline_class": linking.WholeCompiler} if linking else {}
    compiled = _compile(function, cache=True, no_cfunc_wrapper=True, **whole)
    if not COMPILES:
        return compiled
    if linking:
        _load_alone(compiled)

    @wraps(function)
    def called(*given: Any) -> Any:
        with compiling():
            return compiled(*given)

    return cast("Function", called)


_KNOWN = ("0.68",)
"""The versions of numba of which more is known than they promise.

That is how functions are linked, and that their machine code needs nothing else when it is loaded.
"""


def is_known(version: str) -> bool:
    """Whether a version of numba is one of these.

    >>> is_known("0.68.1"), is_known("0.61.0")
    (True, False)
    """
    return version.startswith(tuple(f"{one}." for one in _KNOWN))


def _linking() -> Any:
    """How functions are linked; ``None`` as this numba does it by itself."""
    if not COMPILES:
        return None
    from numba import __version__

    if not is_known(__version__):
        return None
    from model.simulation.compiled import linking

    return linking


def _load_alone(compiled: Any) -> None:
    """Let what is kept on disk be loaded without all that numba needs to compile anything.

    Before it looks there numba imports and registers whatever it can compile, SciPy's linear
    algebra too: that is half of what a first year costs, in each process. Machine code needs only
    numba's own memory. What must be compiled after all has the rest done first, as ever.
    """
    from numba.core.runtime.nrt import rtsys

    load = compiled._cache.load_overload

    def load_overload(signature: Any, context: Any) -> Any:
        # numba holds the lock of its compiler meanwhile: nobody else meets the context so.
        context.refresh = lambda: rtsys.initialize(context)
        try:
            return load(signature, context)
        finally:
            del context.refresh

    compiled._cache.load_overload = load_overload


def _once(function: Function) -> Function:
    """Compile a function once for all numbers, and not anew for each that callers write out."""
    if COMPILES:
        from numba.core.types.misc import unliteral

        compiled: Any = function
        called = compiled.get_call_template

        def get_call_template(args: Any, kws: Any) -> Any:
            return called(tuple(unliteral(one) for one in args), kws)

        compiled.get_call_template = get_call_template
    return function


def _compile(function: Function, **options: Any) -> Function:
    if not COMPILES:
        return function
    from numba import njit

    compiled: Function
    try:
        compiled = njit(nogil=True, error_model="numpy", **options)(function)
    except RuntimeError:  # nowhere on this machine may anything be kept
        compiled = njit(nogil=True, error_model="numpy")(function)
    return compiled
