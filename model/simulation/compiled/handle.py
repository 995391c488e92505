"""One pointer to all arrays of a world, by which compiled functions hand it to each other.

A tuple of so many arrays would be handed over one number after the other, with every array counted
in and out at every call: that takes minutes to compile and most of the time of a run. Behind the
pointer an array is read as one that nobody counts; whoever runs a world keeps it meanwhile.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from model.simulation.compiled.jit import COMPILES


def handle(world: Any) -> Any:
    """Return what functions are handed: as they are written, the world itself."""
    return world


if COMPILES:
    from llvmlite import ir
    from numba.core import cgutils, types
    from numba.core.typing.templates import AttributeTemplate
    from numba.extending import (
        infer_getattr,
        intrinsic,
        lower_getattr_generic,
        models,
        register_model,
    )

    class Handle(types.Type):
        """The type of a pointer to arrays that have names."""

        def __init__(self, fields: tuple[tuple[str, Any], ...]) -> None:
            self.fields = fields
            self.places = {name: place for place, (name, _) in enumerate(fields)}
            whole = ", ".join(f"{name}: {of}" for name, of in fields)
            # The name is part of that of every compiled function: written out, of kilobytes.
            super().__init__(name=f"Handle({sha256(whole.encode()).hexdigest()[:16]})")

    @register_model(Handle)
    class _Model(models.OpaqueModel):  # type: ignore[misc]
        """An address."""

    @infer_getattr
    class _Attributes(AttributeTemplate):  # type: ignore[misc]
        key = Handle

        def generic_resolve(self, of: Any, name: str) -> Any:
            """Return the type of the array of a name."""
            return of.fields[of.places[name]][1] if name in of.places else None

    def _layout(context: Any, of: Any) -> Any:
        return ir.LiteralStructType([context.get_value_type(one) for _, one in of.fields])

    @lower_getattr_generic(Handle)  # type: ignore[untyped-decorator]
    def _array(context: Any, builder: Any, of: Any, value: Any, name: str) -> Any:
        """Read an array behind the pointer, as one that nobody counts."""
        place = of.places[name]
        kind = of.fields[place][1]
        there = builder.bitcast(value, _layout(context, of).as_pointer())
        stored = cgutils.gep_inbounds(builder, there, 0, place)
        array = context.make_array(kind)(context, builder, value=builder.load(stored))
        return _uncounted(array)

    def _uncounted(array: Any) -> Any:
        nobody = cgutils.get_null_value(array.meminfo.type)
        array.meminfo = nobody
        array.parent = cgutils.get_null_value(array.parent.type)
        return array._getvalue()

    @intrinsic  # type: ignore[untyped-decorator]
    def handle(typing: Any, world: Any) -> Any:
        """Return a pointer to the arrays of a world, good until the caller returns."""
        of = Handle(tuple(zip(world.fields, world.types, strict=True)))

        def pointer(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            layout = _layout(context, of)
            there = cgutils.alloca_once(builder, layout)
            for place, (_, kind) in enumerate(of.fields):
                value = builder.extract_value(arguments[0], place)
                array = context.make_array(kind)(context, builder, value=value)
                stored = cgutils.gep_inbounds(builder, there, 0, place)
                builder.store(_uncounted(array), stored)
            return builder.bitcast(there, context.get_value_type(of))

        return of(world), pointer
