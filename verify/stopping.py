"""Ctrl-C while answers are waited for: noted whenever it comes, heeded where that is safe.

Left to themselves, Z3 takes it and loses it where its answer is just there, and Python raises it
wherever it is: while z3py frees an object it is swallowed, and while z3py hands something over it
becomes another error. So it is noted, and a thread breaks off the question that Z3 is at; the next
one is not asked, so that what was found can be shown. Where no question comes for a while, the
exception is raised as soon as nothing of z3py is under way.
"""

from __future__ import annotations

import _thread
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

from verify.patience import CutOff, Patience
from verify.verdict import Reason

_TICK = 0.02  # seconds between attempts to break off a question, or to raise the exception
_SOON = 0.6  # seconds in which the next question should come


@contextmanager
def stoppable(patience: Patience, raising: bool = True) -> Iterator[None]:
    """Let the first Ctrl-C end what is asked, and the next one everything.

    Nothing is changed outside of the main thread, and where Ctrl-C is ignored or somebody else's.

    Parameters
    ----------
    raising
        Whether it raises ``CutOff`` wherever the program is where no question comes for a while.
    """
    former = signal.getsignal(signal.SIGINT)
    if not callable(former) or threading.current_thread() is not threading.main_thread():
        yield
        return
    stop = _Stop(patience, raising)
    signal.signal(signal.SIGINT, stop.handle)
    with stop.watched():
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, former)


class _Stop:
    """What has become of a Ctrl-C."""

    def __init__(self, patience: Patience, raising: bool) -> None:
        self.patience = patience
        self._raising = raising
        self._times = 0
        self._again = 0
        self._overdue = False
        self._over = threading.Event()

    def handle(self, _: int, frame: FrameType | None) -> None:
        """Note it; the second one raises, and the first once no question has come for a while."""
        if self._again:
            self._again -= 1
        else:
            self._times += 1
        self.patience.stopped = True
        if self._times > 1:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            raise KeyboardInterrupt
        if self._overdue and not self.patience.heeded and not _within_z3py(frame):
            self.patience.heeded = True
            raise CutOff(Reason.STOPPED)

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Let a thread see at once that it has come, whatever this one is at."""
        theirs, ours = os.pipe()
        if os.name != "nt":  # where a pipe is not asked for it
            os.set_blocking(ours, False)
        former = signal.set_wakeup_fd(ours, warn_on_full_buffer=False)
        thread = threading.Thread(target=self._see_to_it, args=(theirs,), daemon=True)
        thread.start()
        try:
            yield
        finally:
            signal.set_wakeup_fd(former)
            self._over.set()
            with suppress(OSError):
                os.write(ours, b"\0")
            thread.join()
            os.close(ours)
            os.close(theirs)

    def _see_to_it(self, woken: int) -> None:
        while os.read(woken, 1) != bytes([signal.SIGINT]):
            if self._over.is_set():
                return
        self.patience.stopped, began = True, time.monotonic()
        while not self._over.wait(_TICK):
            self._overdue = self._raising and time.monotonic() > began + _SOON
            if (asking := self.patience.asking) is not None:
                asking.interrupt()
            elif self._overdue and self._times and not self.patience.heeded:
                self._again += 1
                _thread.interrupt_main()


def _within_z3py(frame: FrameType | None) -> bool:
    """Whether an exception raised here would be lost, or become another one."""
    while frame is not None:
        if (
            frame.f_globals.get("__name__", "").startswith("z3.")
            or frame.f_code.co_name == "__del__"
        ):
            return True
        frame = frame.f_back
    return False
