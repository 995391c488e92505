"""How numba puts the functions of the engine together: all are parts of those that Python calls.

By itself numba makes machine code of every function alone, with all that it calls, and again of
whatever calls it. A part is never run alone: it is left as it is written until it has been put into
the whole. There each is known to be called from nowhere else, so that what is called from one place
only is put into it, and nobody asks a function that cannot fail whether it has.
"""

from __future__ import annotations

from typing import Any

from llvmlite.binding import Linkage
from numba.core.codegen import JITCodeLibrary
from numba.core.compiler import Compiler


class _Part(JITCodeLibrary):  # type: ignore[misc]
    """A function that is kept for those that call it."""

    def _optimize_final_module(self) -> None:
        """Leave it as it is written."""

    def _finalize_final_module(self) -> None:
        """Make no machine code of it."""
        self._finalize_dynamic_globals()
        self._finalized = True

    def get_pointer_to_function(self, name: str) -> int:
        """Return that there is no machine code."""
        self._ensure_finalized()
        return 0

    @property
    def codegen(self) -> _Part:
        """What is told of its environment, of which only what Python calls has need."""
        return self

    def set_env(self, name: str, environment: object) -> None:
        """Take no notice of an environment."""


class _Whole(JITCodeLibrary):  # type: ignore[misc]
    """A function that Python calls, with all its parts."""

    def _optimize_final_module(self) -> None:
        """Let nobody else call the parts, and optimise it then."""
        for function in self._final_module.functions:
            numbas = function.is_declaration or function.name.startswith("NRT_")
            if not numbas and function.linkage == Linkage.linkonce_odr:
                function.linkage = Linkage.internal
        super()._optimize_final_module()


class _Linking(Compiler):  # type: ignore[misc]
    library: type[JITCodeLibrary]

    def compile_extra(self, function: Any) -> Any:
        """Compile a function into a library of its kind."""
        self.state.library = self.library(self.state.targetctx.codegen(), function.__qualname__)
        self.state.library.enable_object_caching()
        return super().compile_extra(function)


class PartCompiler(_Linking):
    """Compiles a function that only others of the engine call."""

    library = _Part


class WholeCompiler(_Linking):
    """Compiles a function that Python calls."""

    library = _Whole
