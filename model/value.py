"""Classes of values: dataclasses whose methods are compiled when they are first called.

A command imports many of them, and calls few methods of few; to compile all took longer than all
else that was imported. Who checks types takes :func:`dataclass` for that of the standard library,
and so does whoever asks for ``fields`` or ``replace``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:
    import dataclasses
    from reprlib import recursive_repr

    def dataclass(cls=None, /, *, frozen=False, slots=False, eq=True, repr=True):
        """Return a class as the standard library's decorator of this name would, sooner."""

        def made(of):
            return _made(of, frozen, slots, eq, repr)

        return made if cls is None else made(cls)

    def _made(of, frozen, slots, eq, repr):
        own = {name for name in vars(of) if name != "__hash__" or vars(of)[name] is not None}
        cls = dataclasses.dataclass(init=False, repr=False, eq=False, slots=slots)(of)
        names = tuple(each.name for each in dataclasses.fields(cls))
        if "__init__" not in own:
            cls.__init__ = _compiled_later(cls, "__init__", lambda: _initialiser(cls, frozen))
            cls.__signature__ = _Signature()
        if repr and "__repr__" not in own:
            cls.__repr__ = _shown
        if eq:
            if "__eq__" not in own:
                cls.__eq__ = _compiled_later(cls, "__eq__", lambda: _equality(cls))
            if "__hash__" not in own:
                hashing = _compiled_later(cls, "__hash__", lambda: _hashing(cls))
                cls.__hash__ = hashing if frozen else None
        if frozen:
            cls.__setattr__, cls.__delattr__ = _refusing(cls, names)
            if slots and "__getstate__" not in own:
                cls.__getstate__, cls.__setstate__ = _pickling(names)
        return cls

    def _compiled_later(cls, name, make):
        """Return a method that puts another in its place when it is called, and calls that."""

        def compiled():
            found = make()
            found.__qualname__ = f"{cls.__qualname__}.{name}"
            found.__module__ = cls.__module__
            setattr(cls, name, found)
            return found

        def method(self, *given, **named):
            return compiled()(self, *given, **named)

        method.__name__, method.__qualname__ = name, f"{cls.__qualname__}.{name}"
        method.compiled = compiled
        return method

    class _Signature:
        """What a class takes, for whoever asks for help: its method is compiled to be asked."""

        def __get__(self, _, cls):
            from inspect import signature

            making = vars(cls.__init__).get("compiled", lambda: cls.__init__)()
            found = signature(making)
            return found.replace(parameters=[*found.parameters.values()][1:])

    def _initialiser(cls, frozen):
        """Return what gives each field its value, as it is given or by default."""
        known = {"_set": object.__setattr__, "_made": _MADE}
        words, lines, by_name = ["self"], [], []
        for each in dataclasses.fields(cls):
            value, about = each.name, each.name
            if each.default_factory is not dataclasses.MISSING:
                known[f"_make_{each.name}"] = each.default_factory
                made = f"_make_{each.name}()"
                value = f"{made} if {each.name} is _made else {each.name}" if each.init else made
                about = f"{each.name}=_made"
            elif each.default is not dataclasses.MISSING:
                known[f"_default_{each.name}"] = each.default
                value = each.name if each.init else f"_default_{each.name}"
                about = f"{each.name}=_default_{each.name}"
            elif not each.init:
                continue
            if each.init:
                (by_name if each.kw_only else words).append(about)
            by_force = f"_set(self, {each.name!r}, {value})"  # past what refuses it
            lines.append(by_force if frozen else f"self.{each.name} = {value}")
        if hasattr(cls, "__post_init__"):
            lines.append("self.__post_init__()")
        words += ["*", *by_name] if by_name else []
        found = _compiled("__init__", words, lines, known)
        types = {each.name: each.type for each in dataclasses.fields(cls) if each.init}
        found.__annotations__ = types | {"return": None}
        return found

    def _equality(cls):
        mine, theirs = _tuple(cls, "self"), _tuple(cls, "other")
        lines = (
            "if other.__class__ is self.__class__:",
            f"    return {mine} == {theirs}",
            "return NotImplemented",
        )
        return _compiled("__eq__", ("self", "other"), lines, {})

    def _tuple(cls, name):
        compared = (each.name for each in dataclasses.fields(cls) if each.compare)
        return "(" + "".join(f"{name}.{each}, " for each in compared) + ")"

    def _hashing(cls):
        counted = [
            each.name
            for each in dataclasses.fields(cls)
            if (each.compare if each.hash is None else each.hash)
        ]
        values = "".join(f"self.{each}, " for each in counted)
        return _compiled("__hash__", ("self",), (f"return hash(({values}))",), {})

    def _compiled(name, words, lines, known):
        body = "\n    ".join(lines or ("pass",))
        exec(f"def {name}({', '.join(words)}):\n    {body}", known)
        return known[name]

    @recursive_repr()
    def _shown(self):
        fields = (each.name for each in dataclasses.fields(self) if each.repr)
        values = ", ".join(f"{name}={getattr(self, name)!r}" for name in fields)
        return f"{self.__class__.__qualname__}({values})"

    def _refusing(cls, names):
        """Return what sets and deletes attributes: no field, and nothing at all of this class."""

        def __setattr__(self, name, value):  # noqa: N807
            if type(self) is cls or name in names:
                raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")
            super(cls, self).__setattr__(name, value)

        def __delattr__(self, name):  # noqa: N807
            if type(self) is cls or name in names:
                raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")
            super(cls, self).__delattr__(name)

        return __setattr__, __delattr__

    def _pickling(names):
        """Return what gives and sets the values of all fields, of what has no dictionary."""

        def __getstate__(self):  # noqa: N807
            return [getattr(self, name) for name in names]

        def __setstate__(self, state):  # noqa: N807
            for name, value in zip(names, state, strict=True):
                object.__setattr__(self, name, value)

        return __getstate__, __setstate__

    class _Made:
        def __repr__(self):
            return "<factory>"

    _MADE = _Made()
