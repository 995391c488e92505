"""What tests give workers to do: here, so that a worker loads no test, and only what it uses."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from experiments.designs.point import Point
    from experiments.running.replication import Replication


def poisoned(point: Point, seed: int) -> Replication:
    """Raise at one point and seed of a run with seed 1, and kill the worker at another."""
    from experiments.designs.point import seed_of
    from experiments.running.replication import replicate

    found = replicate(point, seed)
    if point.levels["window"] == 3 and point.regime.id == "auto-claim":
        number = [seed_of(1, number) for number in range(4)].index(seed)
        if number == 1:
            raise ZeroDivisionError("poison")
        if number == 2:
            os.kill(os.getpid(), signal.SIGKILL)
    return found


def half_sent(begun: Path) -> bytes:
    """Send half of a result and no more."""
    from multiprocessing.connection import Connection

    def half(connection: Any, data: bytes) -> None:
        os.write(connection.fileno(), data[: len(data) // 2])
        begun.touch()
        time.sleep(60)

    Connection._send = half  # type: ignore[attr-defined]
    return b"0" * 100_000


def half_sent_and_killed(_: int) -> None:
    """Die while a result is sent, as one that the system ends for want of memory may."""
    from multiprocessing.connection import Connection

    def half(connection: Any, data: bytes) -> None:
        os.write(connection.fileno(), data[: len(data) // 2])
        os.kill(os.getpid(), signal.SIGKILL)

    Connection._send = half  # type: ignore[attr-defined]


def slow(seconds: float) -> float:
    """Ask again and again, as proofs do, for so many seconds."""
    from verify.solver import heed

    end = time.monotonic() + seconds
    while time.monotonic() < end:
        heed()
        time.sleep(0.01)
    return seconds


def cut_above_one(seconds: float) -> float:
    """Find no time for what takes more than a second."""
    from verify.patience import CutOff
    from verify.verdict import Reason

    if seconds > 1:
        raise CutOff(Reason.TIMEOUT)
    return seconds


def killed(_: float) -> float:
    """Die."""
    os.kill(os.getpid(), signal.SIGKILL)
    return 0.0


def counted(progress: Any, upto: int) -> int:
    """Tell of each step, a hundredth of a second apart, and return who has done it."""
    for k in range(upto):
        time.sleep(0.01)
        progress(k + 1, upto)
    return os.getpid()


def told_and_killed(progress: Any) -> None:
    """Tell of half of it, and die."""
    progress(1, 2)
    os.kill(os.getpid(), signal.SIGKILL)


def complaining(_: Any) -> None:
    """Find what was asked for wrong."""
    from model.language import Complaint

    raise Complaint("studio.nothing-sent")
