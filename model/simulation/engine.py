"""What can run a simulated year."""

from __future__ import annotations

from enum import StrEnum

from model.language import Complaint
from model.simulation.compiled.jit import INSTALLED
from model.simulation.compiled.ready import is_ready
from model.simulation.compiled.support import unsupported
from model.transition import Law


class Engine(StrEnum):
    """The two engines: both make the same year, event by event.

    SimPy's is the one to read, and replays counterexamples; the compiled one is much faster.
    """

    SIMPY = "simpy"
    COMPILED = "compiled"


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
