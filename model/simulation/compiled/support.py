"""Which engine runs a year: the compiled one, or the readable one where that cannot."""

from __future__ import annotations

from model.deadline import Measure
from model.language import Complaint
from model.simulation.compiled.jit import INSTALLED
from model.simulation.compiled.ready import is_ready
from model.simulation.engine import Engine
from model.transition import Law

_BY_TABLE = (Measure.CALENDAR, Measure.MONTHS)


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


def chosen(law: Law, asked: Engine | str | None) -> Engine:
    """Return the engine that runs a year under a law.

    Of itself that is the compiled one where nobody has to wait until it is compiled.

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
    compiled = asked is not None or (rule is None and is_ready())
    return Engine.COMPILED if compiled else Engine.SIMPY
