"""One pointer to all arrays of a world, by which compiled functions hand it to each other.

A tuple of so many arrays would be handed over one number after the other, with every array counted
in and out at every call: that takes minutes to compile and most of the time of a run. Behind the
pointer an array is one that nobody counts; whoever runs a world keeps it meanwhile. Its places are
counted from its beginning only, and are not checked, as by numba they would not be either.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from model.simulation.compiled.jit import COMPILES


def handle(world: Any) -> Any:
    """Return what functions are handed: as they are written, the world itself."""
    return world


def stretch(array: Any, first: Any, count: Any) -> Any:
    """Return so many members of an array from a place on."""
    return array[first : first + count]


if COMPILES:
    import operator

    from llvmlite import ir
    from numba.core import cgutils, types
    from numba.core.typing import signature
    from numba.core.typing.templates import AbstractTemplate, AttributeTemplate, infer_global
    from numba.extending import (
        infer_getattr,
        intrinsic,
        lower_builtin,
        lower_getattr,
        lower_getattr_generic,
        models,
        register_model,
    )
    from numba.np.arrayobj import load_item, populate_array, store_item

    class Handle(types.Type):
        """The type of a pointer to arrays that have names."""

        def __init__(self, fields: tuple[tuple[str, Any], ...]) -> None:
            self.fields = fields
            self.places = {name: place for place, (name, _) in enumerate(fields)}
            whole = ", ".join(f"{name}: {of}" for name, of in fields)
            # The name is part of that of every compiled function: written out, of kilobytes.
            super().__init__(name=f"Handle({_short(whole)})")

    class Held(types.Type):
        """The type of a pointer to one of them."""

        def __init__(self, array: Any) -> None:
            self.array = array
            super().__init__(name=f"Held({_short(str(array))})")

    def _short(name: str) -> str:
        return sha256(name.encode()).hexdigest()[:16]

    @register_model(Handle)
    @register_model(Held)
    class _Model(models.OpaqueModel):  # type: ignore[misc]
        """An address."""

    @infer_getattr
    class _Attributes(AttributeTemplate):  # type: ignore[misc]
        key = Handle

        def generic_resolve(self, of: Any, name: str) -> Any:
            """Return the type of the array of a name."""
            return Held(of.fields[of.places[name]][1]) if name in of.places else None

    @infer_getattr
    class _Shape(AttributeTemplate):  # type: ignore[misc]
        key = Held

        def resolve_shape(self, of: Any) -> Any:
            """Return the type of the lengths of an array."""
            return types.containers.UniTuple(types.intp, of.array.ndim)

    @infer_global(operator.getitem)
    class _Get(AbstractTemplate):  # type: ignore[misc]
        def generic(self, args: Any, kws: Any) -> Any:
            """Return what is taken from a place of an array."""
            known = isinstance(args[0], Held)
            return signature(args[0].array.dtype, *args) if known else None

    @infer_global(operator.setitem)
    class _Set(AbstractTemplate):  # type: ignore[misc]
        def generic(self, args: Any, kws: Any) -> Any:
            """Return what is put in a place of an array."""
            of, index, _ = args
            known = isinstance(of, Held)
            return signature(types.none, of, index, of.array.dtype) if known else None

    def _layout(context: Any, of: Any) -> Any:
        return ir.LiteralStructType([context.get_value_type(one) for _, one in of.fields])

    @lower_getattr_generic(Handle)  # type: ignore[untyped-decorator]
    def _array(context: Any, builder: Any, of: Any, value: Any, name: str) -> Any:
        """Return where an array is described behind the pointer."""
        there = builder.bitcast(value, _layout(context, of).as_pointer())
        stored = cgutils.gep_inbounds(builder, there, 0, of.places[name])
        return builder.bitcast(stored, cgutils.voidptr_t)

    def _described(context: Any, builder: Any, of: Any, value: Any, part: str, *at: int) -> Any:
        """Read a number of what describes an array; while a world is run it stays as it is."""
        there = builder.bitcast(value, context.get_value_type(of.array).as_pointer())
        array = context.make_array(of.array)(context, builder, ref=there)
        found = builder.load(cgutils.gep_inbounds(builder, array._get_ptr_by_name(part), 0, *at))
        found.set_metadata("invariant.load", builder.module.add_metadata([]))
        return found

    @lower_getattr(Held, "shape")  # type: ignore[untyped-decorator]
    def _shape(context: Any, builder: Any, of: Any, value: Any) -> Any:
        """Return the lengths of an array."""
        count = of.array.ndim
        lengths = [_described(context, builder, of, value, "shape", k) for k in range(count)]
        return context.make_tuple(builder, types.containers.UniTuple(types.intp, count), lengths)

    def _address(context: Any, builder: Any, types_: Any, value: Any, index: Any) -> Any:
        """Where the member of an array at a place is, or at a row and a column."""
        of, kind = types_[:2]
        places = cgutils.unpack_tuple(builder, index) if of.array.ndim > 1 else [index]
        kinds = list(kind) if of.array.ndim > 1 else [kind]
        whole = [
            context.cast(builder, place, one, types.intp)
            for place, one in zip(places, kinds, strict=True)
        ]
        offset = whole[0]
        if len(whole) > 1:
            columns = _described(context, builder, of, value, "shape", 1)
            offset = builder.add(builder.mul(offset, columns), whole[1])
        return builder.gep(_described(context, builder, of, value, "data"), [offset])

    @lower_builtin(operator.getitem, Held, types.Any)  # type: ignore[untyped-decorator]
    def _taken(context: Any, builder: Any, sig: Any, arguments: Any) -> Any:
        address = _address(context, builder, sig.args, *arguments)
        return load_item(context, builder, sig.args[0].array, address)

    @lower_builtin(operator.setitem, Held, types.Any, types.Any)  # type: ignore[untyped-decorator]
    def _put(context: Any, builder: Any, sig: Any, arguments: Any) -> Any:
        address = _address(context, builder, sig.args, *arguments[:2])
        store_item(context, builder, sig.args[0].array, arguments[2], address)
        return context.get_dummy_value()

    @intrinsic  # type: ignore[untyped-decorator]
    def stretch(typing: Any, array: Any, first: Any, count: Any) -> Any:
        """Return so many members of an array from a place on."""
        kind = types.Array(array.array.dtype, 1, "C")

        def part(context: Any, builder: Any, sig: Any, arguments: Any) -> Any:
            of, place, length = arguments
            made = context.make_array(kind)(context, builder)
            size = context.get_constant(types.intp, 8)
            address = _address(context, builder, sig.args, of, place)
            populate_array(made, address, [length], [size], size, None)
            return made._getvalue()

        return kind(array, types.intp, types.intp), part

    @intrinsic  # type: ignore[untyped-decorator]
    def handle(typing: Any, world: Any) -> Any:
        """Return a pointer to the arrays of a world, good until the caller returns."""
        of = Handle(tuple(zip(world.fields, world.types, strict=True)))

        def pointer(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            there = cgutils.alloca_once(builder, _layout(context, of))
            for place in range(len(of.fields)):
                stored = cgutils.gep_inbounds(builder, there, 0, place)
                builder.store(builder.extract_value(arguments[0], place), stored)
            # Nobody may read what describes the arrays before all of it is written.
            kind = context.get_value_type(of)
            address = builder.bitcast(there, kind)
            hidden = ir.FunctionType(kind, [kind])
            return builder.asm(hidden, "", "=r,0,~{memory}", [address], True)

        return of(world), pointer
