"""What comes later in matters: events of the world, and acts that rules only allow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from experiments.fit.clock import OfficeClock
from experiments.fit.duties import Threads
from experiments.fit.figures import Parameter, Path, Span, rounded, share
from experiments.fit.lengths import whole_units
from experiments.fit.matters import Matters
from experiments.fit.shapes import fitted
from experiments.fit.tasks import effort, plain_effort
from model.language import say
from model.simulation.effort import Effort
from model.simulation.scenario import Later, MatterKind
from model.trace import Mode, Run

_FEWEST = 30
_SURE = 0.995
_USUAL = Effort(3, 10)
"""What is assumed where too few have come to tell."""


def of_later(
    threads: Threads, matters: Matters, clock: OfficeClock
) -> Iterator[tuple[str, list[dict[str, Any]], list[Parameter]]]:
    """Yield for each kind of matter what comes later in it, as written, and its parameters."""
    runs: dict[str, list[Run]] = {}
    kinds = {one.case: one.kind for one in matters.matters}
    for case, _, run in threads.runs:
        runs.setdefault(kinds[case], []).append(run)
    for kind in matters.scenario.matters:
        own = runs.get(kind.id, [])
        known = [*kind.later, *_unknown(kind, own, threads)]
        if not own or not known:
            continue
        written, parameters = [], []
        for place, later in enumerate(known):
            path: Path = ("matters", kind.id, "later", place)
            entry, found = _one(later, own, path, clock, threads)
            written.append(entry)
            parameters += found
        yield kind.id, written, parameters


def _unknown(kind: MatterKind, runs: list[Run], threads: Threads) -> list[Later]:
    """Events of the world that matters of a kind have in the log, and the base does not know."""
    regime, words = threads.law.regime, threads.law.regime.vocabulary.events
    known = {*kind.starts, *(one.event for one in kind.later)}
    allowed = {power.act for power in regime.powers} - {one.act for one in regime.obligations}
    seen = dict.fromkeys(
        one.event
        for run in runs
        for one in run.occurrences
        if one.mode is not Mode.DEEMED
        and one.event not in known
        and (one.event in allowed or one.event not in regime.governed)
    )
    found = []
    for event in seen:
        before = [name for name in words[event].presupposes if name not in kind.starts]
        after = (before[-1],) if before else kind.starts[:1]
        found.append(Later(event, after, _USUAL))
    return found


def _one(
    later: Later, runs: list[Run], path: Path, clock: OfficeClock, threads: Threads
) -> tuple[dict[str, Any], list[Parameter]]:
    """One later event as a file has it, and what was estimated of it."""
    entry: dict[str, Any] = {"event": later.event, "after": list(later.after)}
    if later.when:
        entry["when"] = {name: sorted(values) for name, values in later.when.items()}
    word = threads.law.regime.vocabulary.events.get(later.event)
    guard = {**later.when, **(word.when if word else {})}
    known = {name for run in runs for name in run.attributes}
    regime = threads.law.regime
    demanded = later.event in regime.governed - {power.act for power in regime.powers}
    if word is None or demanded or not guard.keys() <= known:
        why = say("fit.why.hidden-fact")
        if word is None or demanded:
            why = say("fit.why.no-word-later" if word is None else "fit.why.demanded")
        entry |= _counted(later, 0, 0)
        return entry, [Parameter((*path, "probability"), None, None, why)]
    runs = [run for run in runs if _admits(guard, run.attributes)]
    ended, running = _days(later, runs, clock)
    n = len(ended) + len(running)
    found = fitted(whole_units(ended, running, 0), zero=True, cure=True) if n >= _FEWEST else None
    if found is None or found.comes is None:
        return entry | _counted(later, len(ended), n), _parameters_of_few(later, path, ended, n)
    often, how = found.comes, say("fit.how.later")
    if not len(running) or often.value > _SURE:  # curvature says nothing at the edge
        often = share(len(ended), n)
    entry["probability"] = min(1.0, rounded(often.value))
    lengths = list(effort((*path, "days"), found, how))
    days: dict[str, Any] = {}
    for one in lengths:
        _put(days, one.path[len(path) + 1 :], one.value)
    entry["days"] = days
    probability = Parameter((*path, "probability"), entry["probability"], often, how, n)
    return entry, [probability, *lengths]


def _put(into: dict[str, Any], path: Path, value: Any) -> None:
    for step in path[:-1]:
        into = into.setdefault(str(step), {})
    into[str(path[-1])] = value


def _counted(later: Later, ended: int, n: int) -> dict[str, Any]:
    probability = later.probability if not n else rounded(ended / n) if n >= _FEWEST else None
    return {
        "days": plain_effort(later.days),
        "probability": later.probability if probability is None else probability,
    }


def _parameters_of_few(
    later: Later, path: Path, ended: np.ndarray[Any, Any], n: int
) -> list[Parameter]:
    """What is said where too few have come to tell when."""
    days = Parameter((*path, "days"), None, None, say("fit.why.few-later", n=len(ended)))
    if n < _FEWEST:
        often = Parameter((*path, "probability"), None, None, say("fit.why.few", n=n))
    else:
        span: Span = share(len(ended), n)
        how = say("fit.how.share")
        often = Parameter((*path, "probability"), rounded(span.value), span, how, n)
    return [often, days]


def _days(later: Later, runs: list[Run], clock: OfficeClock) -> tuple[Any, Any]:
    """Working days until an event came, and so far, of the runs in which it may."""
    ended, running = [], []
    cases: set[str] = set()
    for run in runs:
        if run.case in cases:
            continue
        begun = [one.at for one in run.occurrences if one.event in later.after]
        if not begun:
            continue
        cases.add(run.case)
        came = run.of(later.event)
        if came is not None and came.at >= min(begun):
            ended.append((min(begun), came.at))
        elif came is None and run.end is not None:
            running.append((min(begun), run.end))
    return tuple(_apart(pairs, clock) for pairs in (ended, running))


def _apart(pairs: list[tuple[int, int]], clock: OfficeClock) -> Any:
    if not pairs:
        return np.zeros(0)
    at = np.array(pairs, dtype=np.int64)
    return (clock.day(at[:, 1]) - clock.day(at[:, 0])).astype(np.float64)


def _admits(when: Mapping[str, frozenset[str]], facts: Mapping[str, str]) -> bool:
    """Whether a case may have a later event."""
    return all(facts.get(name) in allowed for name, allowed in when.items())
