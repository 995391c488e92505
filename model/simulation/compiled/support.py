"""Which engine runs a year: the compiled one, or the readable one where that cannot."""

from __future__ import annotations

from importlib.metadata import version

from model.deadline import Measure
from model.language import Complaint, say
from model.simulation.compiled.jit import INSTALLED
from model.simulation.compiled.ready import failed, is_ready
from model.simulation.engine import Engine
from model.transition import Law

_BY_TABLE = (Measure.CALENDAR, Measure.MONTHS)


class Uncompiled(RuntimeWarning):
    """The compiled engine was asked for and cannot be compiled, so SimPy's has run."""

    def __init__(self, reason: str) -> None:
        self.text = say("engine.uncompiled", numba=version("numba"), reason=reason)
        super().__init__(self.text.en)


def unsupported(law: Law) -> str | None:
    """Return the rule that only the readable engine can run, if there is one.

    A limit of so many days or months of the calendar, to which events add more of them: where it
    ends is looked up in a table for its own length.
    """
    for rule in law.regime.timed:
        term = law.terms[rule.id]
        if rule.clock.extensions and term is not None and term.measure in _BY_TABLE:
            return rule.id
    return None


_MOST = 62


def crowded(law: Law) -> str | None:
    """Return an attribute or a rule that has more values, or suspensions, than a word has bits."""
    for one in law.regime.vocabulary.attributes.values():
        if len(one.values) > _MOST:
            return one.id
    for rule in law.regime.timed:
        if len(rule.clock.suspensions) > _MOST:
            return rule.id
    return None


def chosen(law: Law, asked: Engine | str | None) -> Engine:
    """Return the engine that runs a year under a law.

    Of itself that is the compiled one where nobody has to wait until it is compiled; the readable
    one also where it has been found that the other cannot be compiled.

    Raises
    ------
    Complaint
        Where the compiled one is asked for, and is not installed or cannot.
    """
    if asked is not None and Engine(asked) is Engine.SIMPY:
        return Engine.SIMPY
    if asked is not None and not INSTALLED:
        raise Complaint("engine.not-installed")
    rule = unsupported(law)
    if asked is not None and rule is not None:
        raise Complaint("engine.cannot", rule=rule)
    many = crowded(law)
    if asked is not None and many is not None:
        raise Complaint("engine.crowded", name=many, most=_MOST)
    can = rule is None and many is None and not failed()
    compiled = can and (asked is not None or is_ready())
    return Engine.COMPILED if compiled else Engine.SIMPY
