"""What is still guaranteed from here: worked out beside the page, which asks for the rest later."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from experiments.studio.kept import Kept
from experiments.studio.lights.light import questions_of
from model.property import Property
from model.regime import Regime
from model.session import Session
from verify.asking import put
from verify.left_out import LeftOut
from verify.patience import waiting
from verify.prospect import Prospect, asked_after, left_out_after, lost_duties, prospect
from verify.prover import Provers
from verify.verdict import Assume

if TYPE_CHECKING:
    from verify.audit.finding import Finding

SOON = 0.02
"""Seconds that a page waits for it; it asks for the rest."""

_PATIENCE = 20.0  # seconds for all questions of one moment
_LOOKED = 2.0  # seconds after which nobody looks at a page any more that does not ask again
_TEXTS = 4  # of which the solver is kept


@dataclass
class Outlook:
    """What is still guaranteed from a moment of a matter, as far as it is known.

    Attributes
    ----------
    asked
        The questions whose trigger has come.
    lost
        The pending duties that cannot be kept any more, whatever anybody does.
    done
        Whether all is known that the solver can tell.
    left_out
        Of which runs it says nothing that something is still guaranteed, worked out last.
    """

    asked: tuple[Property, ...]
    found: dict[tuple[str, Assume], Prospect] = field(default_factory=dict)
    lost: frozenset[str] = frozenset()
    done: bool = False
    left_out: dict[tuple[str, Assume], tuple[Finding, ...]] = field(default_factory=dict)


class _Job:
    def __init__(self, session: Session) -> None:
        self.session, self.looked, self.stopped = session, time.monotonic(), False
        self.outlook = Outlook(questions_after(session))
        self.over = threading.Event()
        self.fault: Exception | None = None


class Outlooks:
    """Works outlooks out in a thread of its own, with the solver in it, those looked at only."""

    def __init__(self) -> None:
        self._jobs = Kept()
        self._worker = ThreadPoolExecutor(1)
        self._provers: dict[tuple[int, int], tuple[Provers, Regime]] = {}

    def of(self, session: Session, soon: float = SOON) -> Outlook:
        """Return what is known of a session within some seconds.

        Whatever keeps it from being worked out is raised here, so that no page waits for ever.
        """
        regime, case = session.law.regime, tuple(session.state.attributes.items())
        key = id(regime), session.law.reading, id(session.calendar), case, session.text
        job: _Job | None = self._jobs.known(key)
        if job is None or job.stopped:
            job = _Job(session)
            self._jobs.put(key, job)
            self._worker.submit(self._find, job)
        job.looked = time.monotonic()
        job.over.wait(soon)
        if job.fault is not None:
            raise job.fault
        return job.outlook

    def _find(self, job: _Job) -> None:
        session, outlook = job.session, job.outlook
        try:
            with waiting(_PATIENCE, True):
                provers = self._of(session)
                for prop in outlook.asked:
                    for assume in Assume:
                        if time.monotonic() > job.looked + _LOOKED:
                            job.stopped = True
                            return
                        found = prospect(session, prop, assume, provers)
                        outlook.found[prop.id, assume] = found
                outlook.lost = lost_duties(session, provers)
                asked = LeftOut(session.calendar)
                for key, found in outlook.found.items():
                    if apart := left_out_after(session, found, provers, asked):
                        outlook.left_out[key] = apart
                outlook.done = True
        except Exception as fault:
            job.fault = fault
        finally:
            job.stopped = not outlook.done and job.fault is None
            job.over.set()

    def _of(self, session: Session) -> Provers:
        regime, calendar = session.law.regime, session.calendar
        key = id(regime), id(calendar)
        if key not in self._provers:
            if len(self._provers) >= _TEXTS:
                del self._provers[next(iter(self._provers))]
            # With the text, so that no other one ever has its identity.
            self._provers[key] = Provers(calendar), regime
        return self._provers[key][0]

    def close(self) -> None:
        """End what is under way."""
        self._worker.shutdown(wait=False, cancel_futures=True)


def questions_after(session: Session) -> tuple[Property, ...]:
    """Return the questions beside a text whose trigger has come in a session."""
    regime = session.law.regime
    asked = (put(regime.question(prop), regime) for prop in questions_of(regime))
    return tuple(one for one in asked if asked_after(session, one))
