"""How numba puts the functions of the compiled engine together."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

import pytest

from model.simulation.compiled.jit import COMPILES, is_known

if COMPILES:
    from numba import njit

    from model.simulation.compiled.linking import PartCompiler, WholeCompiler

pytestmark = pytest.mark.skipif(
    not COMPILES or not is_known(version("numba")), reason="numba links as it does by itself"
)


def linked(whole: Any, part: Any) -> tuple[Any, Any]:
    """Compile a function that calls another, as the compilers given do it."""

    def rabbits(months: int) -> Any:
        return months if months < 2 else called(months - 1) + called(months - 2)

    called = njit(pipeline_class=part, no_cpython_wrapper=True, no_cfunc_wrapper=True)(rabbits)

    def census(months: int) -> Any:
        return called(months) + 1

    return njit(pipeline_class=whole)(census), called


def defined(function: Any) -> list[str]:
    """Return how the machine code of a function begins each function of ours within it."""
    (text,) = function.inspect_llvm().values()
    return [line for line in text.splitlines() if line.startswith("define") and "rabbits" in line]


def test_a_function_with_its_parts_counts_as_it_is_written() -> None:
    census, _ = linked(WholeCompiler, PartCompiler)
    assert [census(months) for months in (1, 10, 20)] == [2, 56, 6766]


def test_a_part_is_known_to_be_called_from_nowhere_else() -> None:
    from numba.core.compiler import Compiler

    census, _ = linked(WholeCompiler, PartCompiler)
    usual, _ = linked(Compiler, Compiler)
    assert census(10) == usual(10) == 56
    assert all(" internal " in line for line in defined(census))
    assert any(" linkonce_odr " in line for line in defined(usual))


def test_no_machine_code_is_made_of_a_part_alone() -> None:
    from numba.core.compiler import Compiler

    for compiler, made in ((PartCompiler, False), (Compiler, True)):
        census, part = linked(WholeCompiler, compiler)
        census(10)
        (alone,) = part.overloads.values()
        address = alone.library.get_pointer_to_function(alone.fndesc.llvm_func_name)
        assert (address != 0) is made
