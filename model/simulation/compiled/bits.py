"""What machines do with whole words at once, and Python only by way of longer numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from model.simulation.compiled.jit import COMPILES


def high(one: Any, other: Any) -> Any:
    """Return the upper half of the product of two words."""
    return np.uint64((int(one) * int(other)) >> 64)


def lowest(word: Any) -> Any:
    """Return the place of the lowest bit that is set in a word other than 0."""
    whole = int(word)
    return (whole & -whole).bit_length() - 1


if COMPILES:
    from llvmlite import ir
    from numba.core import types
    from numba.extending import intrinsic

    @intrinsic  # type: ignore[untyped-decorator]
    def high(typing: Any, one: Any, other: Any) -> Any:
        """Return the upper half of the product of two words."""

        def upper(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            twice = ir.IntType(128)
            first, second = (builder.zext(part, twice) for part in arguments)
            whole = builder.lshr(builder.mul(first, second), ir.Constant(twice, 64))
            return builder.trunc(whole, ir.IntType(64))

        return types.uint64(types.uint64, types.uint64), upper

    @intrinsic  # type: ignore[untyped-decorator]
    def lowest(typing: Any, word: Any) -> Any:
        """Return the place of the lowest bit that is set in a word other than 0."""

        def zeros(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            return builder.cttz(arguments[0], ir.Constant(ir.IntType(1), 1))

        return types.int64(types.uint64), zeros
