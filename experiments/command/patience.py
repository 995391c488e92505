"""How long a command waits for answers, and what it says where it gave up on some."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click

from experiments.command.options import GOOD, NOTHING_ASKED, STOPPED, UNKNOWN
from model.language import Lang, say
from verify.patience import Patience, waiting
from verify.solver import CutOff, in_bounded_memory
from verify.verdict import Reason


def waited_for(run: Callable[[], int | None], seconds: float | None, lang: Lang) -> int:
    """Run a command, with no more time for its proofs than given, and return its status."""
    with waiting(seconds, True) as patience, _stoppable(patience), in_bounded_memory():
        try:
            status = run() or GOOD
        except CutOff as cut:  # nothing was found that could be shown
            patience.cut = patience.cut or cut.reason
            status = UNKNOWN
        cut_off = Reason.STOPPED if patience.stopped else patience.cut
        if cut_off is None:
            return status
        _tell(patience, cut_off, lang)
    if patience.stopped:
        return STOPPED
    return UNKNOWN if status in (GOOD, NOTHING_ASKED) else status


def _tell(patience: Patience, why: Reason, lang: Lang) -> None:
    about = {
        "seconds": f"{patience.seconds or 0:g}",
        "asked": patience.asked,
        "spent": f"{patience.spent:.1f}",
    }
    keys = {
        Reason.TIMEOUT: say("cli.cut-timeout", **about),
        Reason.MEMORY: say("cli.cut-memory", **about),
        Reason.STOPPED: say("cli.cut-stopped", **about),
    }
    click.echo(keys[why].in_(lang), err=True)


@contextmanager
def _stoppable(patience: Patience) -> Iterator[None]:
    """Let the first Ctrl-C end what is asked, and the next one everything."""
    former = signal.getsignal(signal.SIGINT)
    of_python = callable(former)  # else it is ignored, or somebody else's
    if not of_python or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_: object) -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        patience.stopped = True
        raise CutOff(Reason.STOPPED)

    def unraisable(lost: Any) -> None:
        # Where an object was being freed the exception is lost; the next question heeds it.
        if not isinstance(lost.exc_value, CutOff | KeyboardInterrupt):
            hook(lost)

    hook, sys.unraisablehook = sys.unraisablehook, unraisable
    signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, former)
        sys.unraisablehook = hook
