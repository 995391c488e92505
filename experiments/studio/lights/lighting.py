"""How lights come on: in a thread for each text, answers kept by the part they are about."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextvars import ContextVar
from dataclasses import replace
from typing import TYPE_CHECKING

from experiments.studio.kept import Kept
from experiments.studio.lights.content import Contents
from experiments.studio.lights.light import Light, Lights, Tried, questions_of
from experiments.studio.times import timed
from model.calendar import Calendar
from model.deadline import Reading
from model.property import Property
from model.regime import Regime
from protocols import library
from verify.guarantees import verify
from verify.left_out import LeftOut
from verify.patience import CutOff, Patience, waiting
from verify.prover import Provers, asked_about
from verify.readings import Question, Rereadings
from verify.replaying import refuted_again
from verify.solver import heed, while_decided
from verify.verdict import Answer, Assume, Reason, Verdict

if TYPE_CHECKING:
    from verify.audit.finding import Finding

SECONDS = 20.0
"""How long all the lights of one text may take; what is not decided by then is unknown."""

_TICK = 0.02  # seconds between two looks whether anybody still waits
_ANSWERS = 5000  # lights that are kept
_JOBS = 60  # texts whose lights are kept together
_LOOKED = 4.0  # seconds after which nobody looks at a page any more that does not ask again

GONE: ContextVar[Callable[[], bool]] = ContextVar("gone", default=lambda: False)
"""Whether whoever asked has gone: a newer request of the same window took the place of it."""


class _Job:
    """The lights of one text coming on; ends early when nobody waits for it any more."""

    def __init__(self, lights: Lights, calendar: Calendar, answers: Kept) -> None:
        self.lights, self.calendar, self.answers = lights, calendar, answers
        self.waiting = 0
        self.patience: Patience | None = None
        self.stopped = False
        self.changed = threading.Event()
        self.weighing = self.resting = False
        self._beginning = threading.Lock()
        self.looked = time.monotonic()

    def begin(self) -> None:
        threading.Thread(target=self._run, daemon=True).start()

    def weigh(self) -> None:
        """Find out of which runs proofs say nothing, unless that is known or under way."""
        with self._beginning:
            if not self.lights.done or self.lights.weighed or self.weighing:
                return
            self.weighing, self.resting = True, False
        threading.Thread(target=self._weigh, daemon=True).start()

    def rest(self) -> None:
        """Break that off, so that lights of another text are not kept waiting."""
        if self.weighing and self.patience is not None:
            self.resting = True
            self.patience.stop()

    def stop(self) -> None:
        self.stopped = True
        if self.patience is not None:
            self.patience.stop()

    def _run(self) -> None:
        with waiting(SECONDS, True) as self.patience:
            if self.stopped:
                return
            try:
                self._light()
            except CutOff:
                self._give_up()
            except Exception:
                if not self.stopped:  # else the solver was broken off in the middle of something
                    logging.getLogger("shenguan.studio").exception("unforeseen")
                self._give_up()
            finally:
                waited = self.patience
                self.lights.tried = Tried(waited.asked, waited.spent)
                verdicts = [light.verdict for light in self.lights.found.values()]
                self.lights.weighed = not any(map(LeftOut(self.calendar).may_be, verdicts))
                self.lights.done = not self.stopped
                self.changed.set()

    def _weigh(self) -> None:
        """Put in of which runs proofs say nothing, for as long as somebody looks."""
        lights, asked = self.lights, LeftOut(self.calendar)
        try:
            with waiting(SECONDS, True) as self.patience:
                for key, light in [*lights.found.items()]:
                    found = _left_out(asked, light.verdict)
                    if self.resting or time.monotonic() > self.looked + _LOOKED:
                        return
                    if found:
                        lights.left_out[key] = found
            lights.weighed = True
        finally:
            self.weighing = False
            self.changed.set()

    def _light(self) -> None:
        """Put in what is known already, then ask for the rest in the order of the questions."""
        lights = self.lights
        (regime,) = library.knowing([lights.regime], lights.questions)
        provers = Provers(self.calendar, asked_about(lights.questions))
        rereadings, contents = Rereadings(regime, provers), Contents(regime)
        asked = []
        for prop in lights.questions:
            heed()
            question = Question(prop, Assume.EVERYONE, lights.reading, prop.within)
            key = lights.reading, contents.behind(prop, question, rereadings)
            if (known := self.answers.known(key)) is not None:
                self._put(prop, known)
                continue
            less = lights.reading, contents.answering(question, rereadings)
            if (renewed := self._renewed(regime, less, provers)) is not None:
                self.answers.put(key, renewed)
                self._put(prop, renewed)
            else:
                asked.append((question, key, less))
        for question, key, less in asked:
            found = tuple(self._asked(regime, question.property, provers, rereadings))
            if self.stopped:
                return
            if all(one.hinges is not None and _decided(one.verdict) for one in found):
                self.answers.put(key, found)
                _, _, bearing = next(rereadings.asked(question))
                if less[1] is not None and _rest_on(found, {rule.id for rule in bearing}):
                    self.answers.put(less, found)
            self._put(question.property, found)

    def _renewed(
        self, regime: Regime, key: tuple[Reading, str | None], provers: Provers
    ) -> tuple[Light, ...] | None:
        """The lights of another text with the same rules that bear on a question, as of this one.

        ``None`` where there are none, or where a run of theirs refutes nothing here.
        """
        known = None if key[1] is None else self.answers.known(key)
        if known is None:
            return None
        found = []
        for light in known:
            if light.verdict.answer is Answer.REFUTED:
                if (verdict := refuted_again(light.verdict, regime, provers)) is None:
                    return None
                light = replace(light, verdict=verdict, replayed=True)
            found.append(light)
        return tuple(found)

    def _give_up(self) -> None:
        """Say of what is lacking that it is unknown, and why; nothing where nobody waits for it."""
        if self.stopped:
            return
        lights = self.lights
        why = (self.patience and self.patience.cut) or Reason.SOLVER
        for prop in lights.questions:
            for assume in Assume:
                blank = Verdict(lights.regime, prop, assume, lights.reading, Answer.UNKNOWN)
                light = Light(replace(blank, reason=why), None)
                lights.found.setdefault((prop.id, assume), light)

    def _put(self, prop: Property, found: Iterable[Light]) -> None:
        for light in found:
            here = _here(light, self.lights.regime)
            self.lights.found[prop.id, light.verdict.assume] = here
        self.changed.set()

    def _asked(
        self, regime: Regime, prop: Property, provers: Provers, rereadings: Rereadings
    ) -> Iterator[Light]:
        reading = self.lights.reading
        for verdict in verify(regime, prop, [reading], tuple(Assume), provers=provers):
            asked = Question(prop, verdict.assume, reading, verdict.within)
            hinges = tuple(while_decided(rereadings.hinges(asked, verdict)))
            cut = self.patience is not None and self.patience.cut is not None
            yield Light(verdict, None if cut else hinges)


def _left_out(asked: LeftOut, verdict: Verdict) -> tuple[Finding, ...]:
    """Of which runs a verdict says nothing; of what went wrong that it is not decided."""
    try:
        return asked.of_verdict(verdict)
    except Exception:
        logging.getLogger("shenguan.studio").exception("unforeseen")
        return asked.undecided(verdict)


def _decided(verdict: Verdict) -> bool:
    return verdict.answer is not Answer.UNKNOWN or (
        verdict.reason is not None and verdict.reason.unasked
    )


def _rest_on(found: Iterable[Light], rules: set[str]) -> bool:
    """Whether nothing that answers name is said of any other rules, but for what a run shows."""
    verdicts = (light.verdict for light in found)
    return all({*one.rules, *one.exempt} <= rules for one in verdicts)


def _here(light: Light, regime: Regime) -> Light:
    """Return an answer about a part of a text as one about a text that has the same part."""
    verdict = light.verdict
    if verdict.regime is regime:
        return light
    proved = verdict.answer is Answer.PROVED
    articles = regime.articles_behind(verdict.rules) if proved else verdict.articles
    return replace(light, verdict=replace(verdict, regime=regime, articles=articles))


def _there(job: _Job, whole: bool) -> bool:
    """Whether what is waited for is there; what comes after the lights is begun when they are."""
    job.looked = time.monotonic()
    if whole:
        job.weigh()
    return job.lights.whole if whole else job.lights.done


class Lighting:
    """The lights of all texts that were asked for; safe from threads."""

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self._answers, self._jobs = Kept(_ANSWERS), dict[object, _Job]()
        self._lock = threading.Lock()

    def of(self, regime: Regime, reading: Reading, wait: float, whole: bool = False) -> Lights:
        """Return the lights of a text, those that are there within so many seconds.

        Who wants them ``whole`` waits also for of which runs they say nothing, which is worked out
        when all are there. Who went away meanwhile is not waited for, and what only he wanted is
        stopped.
        """
        with timed("studio.time.lights"):
            job = self._job(regime, reading)
            until, gone = time.monotonic() + wait, GONE.get()
            job.waiting += 1
            while not _there(job, whole) and time.monotonic() < until and not gone():
                job.changed.wait(_TICK)
                job.changed.clear()
            job.waiting -= 1
            job.weigh()
            if gone() and not job.waiting and not job.lights.done:
                job.stop()
            lights = job.lights
            return replace(lights, found=dict(lights.found), left_out=dict(lights.left_out))

    def _job(self, regime: Regime, reading: Reading) -> _Job:
        key = (id(regime), reading)
        with self._lock:
            job = self._jobs.pop(key, None)
            if job is None or job.stopped:
                lights = Lights(regime, reading, questions_of(regime), calendar=self.calendar)
                job = _Job(lights, self.calendar, self._answers)
                for other in self._jobs.values():
                    other.rest()
                job.begin()
            self._jobs[key] = job  # with its text, so that no other ever has the same identity
            while len(self._jobs) > _JOBS:
                self._jobs.pop(next(iter(self._jobs))).stop()
            return job

    def close(self) -> None:
        """Stop all that is under way."""
        with self._lock:
            for job in self._jobs.values():
                job.stop()
