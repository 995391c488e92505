"""How long a command waits for answers, and what it says where it gave up on some."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import ExitStack

import click

from experiments.command.options import GOOD, NOTHING_ASKED, STOPPED, UNKNOWN
from model.language import Lang, say
from verify.patience import CutOff, Patience, waiting
from verify.stopping import stoppable
from verify.verdict import Reason


def waited_for(run: Callable[[], int | None], seconds: float | None, lang: Lang) -> int:
    """Run a command, with no more time for its proofs than given, and return its status."""
    with waiting(seconds, True) as patience, stoppable(patience), ExitStack() as bounding:
        if "z3" in sys.modules:
            from verify.solver import in_bounded_memory

            bounding.enter_context(in_bounded_memory())
        patience.bounding, nothing = bounding, False
        try:
            status = run() or GOOD
        except CutOff as cut:
            patience.give_up(cut.reason)
            status, nothing = UNKNOWN, True
        cut_off = Reason.STOPPED if patience.stopped else patience.cut
        if cut_off is None:
            return status
        _tell(patience, cut_off, nothing, lang)
    if patience.stopped:
        return STOPPED
    return UNKNOWN if status in (GOOD, NOTHING_ASKED) else status


def _tell(patience: Patience, why: Reason, nothing: bool, lang: Lang) -> None:
    about = {
        "seconds": f"{patience.seconds or 0:g}",
        "asked": patience.asked,
        "spent": f"{patience.taken or patience.spent:.1f}",
    }
    heads = {
        Reason.TIMEOUT: say("cli.cut-timeout", **about),
        Reason.MEMORY: say("cli.cut-memory", **about),
        Reason.STOPPED: say("cli.cut-stopped", **about),
    }
    rest = say("cli.cut-before-anything") if nothing else say("cli.cut-shown")
    click.echo((heads[why] + rest).in_(lang), err=True)
