"""Pools of workers: processes on this machine, or a Dask cluster; both are executors.

An executor whose worker was killed is broken for good (:class:`ProcessPoolExecutor`), so a pool
can put a new one in its place. Dask starts again by itself what a lost worker was doing.
"""

from __future__ import annotations

import gc
import logging
import multiprocessing
import re
import signal
import socket
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from functools import partial
from importlib import import_module
from time import monotonic
from typing import Any, Protocol

from experiments.running.ending import end, end_with_parent, lost_one
from model.kept import is_keeping, keep
from model.language import Complaint, reason

_PER_WORKER = 2  # replications handed out to each, so that none waits for the next
_PATIENCE = 60.0  # seconds that a cluster may be without any worker


class Pool(Protocol):
    """Workers behind an executor."""

    @property
    def width(self) -> int:
        """How many replications to hand out at a time."""
        ...

    def submit(self, work: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """Hand out one piece of work."""
        ...

    def broke(self, error: BaseException) -> bool:
        """Whether an error means that a worker was lost, and not that the work failed."""
        ...

    def renew(self) -> None:
        """Make good what is lost; needed after :meth:`broke`."""
        ...

    def check(self) -> None:
        """Raise ``Complaint`` where nobody is left to work; called now and then."""
        ...

    def close(self) -> None:
        """Stop at once; what is under way is dropped."""
        ...


class Processes:
    """Processes on this machine, started afresh (``spawn``) so that nothing is inherited.

    Parameters
    ----------
    workers
        How many.
    """

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._before = set(multiprocessing.active_children())
        self._executor = self._started()

    @property
    def width(self) -> int:
        """How many replications to hand out at a time."""
        return _PER_WORKER * self.workers

    def _started(self) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("spawn")
        begin = partial(_begin, is_keeping())
        return ProcessPoolExecutor(self.workers, mp_context=context, initializer=begin)

    def submit(self, work: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """Hand out one piece of work; errors as ``Executor.submit``."""
        with interruption_held():  # a process that this starts inherits what is held
            return self._executor.submit(work, *arguments)

    def broke(self, error: BaseException) -> bool:
        """Whether a worker died."""
        return isinstance(error, BrokenProcessPool)

    def renew(self) -> None:
        """Start new workers."""
        self._executor.shutdown(wait=True, cancel_futures=True)
        self._executor = self._started()

    def check(self) -> None:
        """Break the executor where a worker has died and nobody sees it."""
        if lost_one(self._executor):
            end(self._executor, self._before)

    def close(self) -> None:
        """Stop at once."""
        end(self._executor, self._before)


def _begin(keeping: bool) -> None:
    """Leave Ctrl-C to the process that hands out the work, and do not outlive it.

    What comes with the program is read as whoever hands out the work does.
    """
    if keeping:
        keep()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with_parent()
    gc.disable()  # what is imported stays, and is not looked through meanwhile
    import_module("experiments.running.replication")
    gc.freeze()
    gc.unfreeze()  # it counts as old: who simulates wants nothing kept frozen
    gc.enable()


@contextmanager
def interruption_held() -> Iterator[None]:
    """Keep Ctrl-C waiting for a moment, where the system can."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    old = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, old)


def _dask() -> Any:
    """Return the module ``distributed``, which is an extra and only loaded for a cluster."""
    try:
        return import_module("distributed")
    except ImportError:
        raise Complaint("experiment.no-dask") from None


_ADDRESS = re.compile(r"(?:(?:tcp|tls)://)?\[?(?P<host>[^\[\]/]+?)\]?:(?P<port>[0-9]{1,5})/?")


def _listens(address: str, seconds: float) -> None:
    """Refuse an address at which nobody listens: a client that finds nobody is slow to let go."""
    if "://" in address and not address.startswith(("tcp:", "tls:")):
        return
    found = _ADDRESS.fullmatch(address)
    if found is None or int(found["port"]) > 65535:
        raise Complaint("experiment.no-address", address=address)
    try:
        socket.create_connection((found["host"], int(found["port"])), seconds).close()
    except OSError as error:
        why = reason(error)
        raise Complaint("experiment.no-cluster", address=address, reason=why) from None


class Cluster:
    """A Dask cluster that is already there.

    Parameters
    ----------
    address
        The scheduler's, such as ``tcp://10.0.0.5:8786``.

    Raises
    ------
    Complaint
        When ``distributed`` is not installed, nobody answers at the address, or no worker comes.
    """

    def __init__(self, address: str, patience: float = _PATIENCE) -> None:
        dask = _dask()
        self.address = address
        self.patience = patience
        _listens(address, min(10.0, patience))
        self._levels = _quiet()
        try:
            self._client = dask.Client(address, timeout=min(10.0, patience), set_as_default=False)
        except (OSError, ValueError, TypeError) as error:
            _loud(self._levels)
            why = str(error) or type(error).__name__
            raise Complaint("experiment.no-cluster", address=address, reason=why) from None
        self._alone = 0.0
        try:
            self._client.wait_for_workers(1, timeout=patience)
        except TimeoutError:
            self.close()
            raise Complaint("experiment.no-workers", address=address) from None
        # Dask takes equal work for one and the same unless told that it is not.
        self._executor: Executor = self._client.get_executor(pure=False)

    @property
    def width(self) -> int:
        """How many replications to hand out at a time."""
        with self._connected():
            return _PER_WORKER * max(1, sum(map(int, self._client.nthreads().values())))

    def submit(self, work: Callable[..., Any], *arguments: Any) -> Future[Any]:
        """Hand out one piece of work."""
        with self._connected():
            return self._executor.submit(work, *arguments)

    def broke(self, error: BaseException) -> bool:
        """Whether workers died of it, one after the other, until Dask gave it up."""
        return isinstance(error, _dask().scheduler.KilledWorker)

    def renew(self) -> None:
        """Nothing: a cluster looks after its workers."""

    def check(self) -> None:
        """Raise ``Complaint`` where the scheduler is gone, or has been without workers for long."""
        if self._client.status != "running":
            raise Complaint("experiment.cluster-lost", address=self.address)
        with self._connected():
            workers = self._client.scheduler_info(n_workers=-1)["workers"]
        if workers:
            self._alone = 0.0
        elif not self._alone:
            self._alone = monotonic()
        elif monotonic() - self._alone > self.patience:
            raise Complaint("experiment.no-workers", address=self.address)

    def close(self) -> None:
        """Leave the cluster; what it still had to do for us is dropped."""
        with suppress(OSError, TimeoutError):  # nobody may be there to say goodbye to
            self._client.close(timeout=5)
        _loud(self._levels)

    @contextmanager
    def _connected(self) -> Iterator[None]:
        """Raise ``Complaint`` where Dask finds that nobody answers any more."""
        try:
            yield
        except (OSError, TimeoutError):
            raise Complaint("experiment.cluster-lost", address=self.address) from None


_TALKATIVE = (
    "distributed",
    "distributed.client",
    "distributed.core",
    "distributed.comm",
    "tornado",
    "distributed.utils",
    "distributed.utils_comm",
    "asyncio",
    "tornado.application",
    "tornado.general",
)
"""Loggers of Dask's, which print tracebacks of what is told here in a sentence."""


def _quiet() -> dict[str, int]:
    """Let Dask print nothing, and return how much each of its loggers printed before."""
    levels = {name: logging.getLogger(name).level for name in _TALKATIVE}
    _loud(dict.fromkeys(levels, logging.CRITICAL + 1))
    return levels


def _loud(levels: Mapping[str, int]) -> None:
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)
