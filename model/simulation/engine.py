"""What can run a simulated year."""

from __future__ import annotations

from enum import StrEnum


class Engine(StrEnum):
    """The two engines: both make the same year, event by event.

    SimPy's is the one to read, and replays counterexamples; the compiled one is much faster.
    """

    SIMPY = "simpy"
    COMPILED = "compiled"
