"""What became of duties and lapses, and how long duties waited, on arrays."""

from __future__ import annotations

from functools import partial

import numpy as np

from experiments.measures.arrays.columns import among
from experiments.measures.arrays.owing import act_of, by_rule, came, obliged
from experiments.measures.arrays.rows import Flags, Rows, Whole
from experiments.measures.spans import Spans
from model.conformance import Outcome
from model.rule import Lapse, Obligation, Power, Prohibition
from model.simulation.compiled.codes import (
    DEEMED,
    EXCUSED,
    FULFILLED,
    LATE,
    NONE,
    OVERDUE,
    PENDING,
    PERFORMED,
    ROUNDS,
    STATUSES,
    VIOLATED,
)

LAPSED = {FULFILLED: "came", EXCUSED: "kept-away", PENDING: "pending"}

_OUTCOMES = (
    Outcome.PENDING,
    Outcome.FULFILLED,
    Outcome.EXCUSED,
    Outcome.NEVER,
    Outcome.LATE,
    Outcome.VIOLATED,
    Outcome.DEEMED,
    Outcome.KEPT,
)
_DEEMED, _KEPT = 6, 7
_KEEPS = np.isin(np.arange(len(STATUSES)), (PENDING, FULFILLED))
_BREACHES = np.isin(np.arange(len(STATUSES)), (OVERDUE, LATE, VIOLATED))
"""By status: whether a prohibition is kept, and whether a duty is breached."""

Counts = dict[tuple[str, str], int]


def became(rows: Rows) -> tuple[Counts, Counts, dict[str, int]]:
    """Return outcomes of duties, those of lapses, and how many breaches could not be helped.

    In the order in which the first of each comes, thread by thread.
    """
    duties, rules = rows.duties, rows.year.law.regime.rules
    own = duties.thread >= rows.first
    outcome = np.where(own, duties.status, NONE)
    helpless = _unable(rows).astype(np.int64)
    for number, rule in enumerate(rules):
        those = rows.of(number)
        if isinstance(rule, Prohibition):
            kept = _KEEPS[duties.status[those]]
            outcome[those[kept]] = _KEPT
        elif isinstance(rule, Obligation):
            outcome[those[_took_effect(rows, number, rule, those)]] = _DEEMED
            if rule.announced is not None:
                helpless[those] = _BREACHES[duties.status[those]] & ~_in_hand(rows, rule, those)
    kinds = np.array([_kind(rule) for rule in rules])[duties.rule] if len(own) else own
    counted = _counted(duties.rule, outcome, own & (kinds == _JUDGED))
    lapsed = _counted(duties.rule, outcome, own & (kinds == _LAPSE))
    helped = _counted(duties.rule, np.zeros_like(outcome), own & (kinds == _JUDGED))
    sums = np.bincount(duties.rule, helpless, minlength=len(rules))
    return (
        {(rules[rule].id, str(_OUTCOMES[one])): n for (rule, one), n in counted.items()},
        {(rules[rule].id, LAPSED[one]): n for (rule, one), n in lapsed.items()},
        {rules[rule].id: int(sums[rule]) for rule, _ in helped},
    )


_JUDGED, _LAPSE, _NEITHER = range(3)


def _kind(rule: object) -> int:
    if isinstance(rule, Lapse):
        return _LAPSE
    return _NEITHER if isinstance(rule, Power) else _JUDGED


def _counted(rule: Whole, what: Whole, own: Flags) -> dict[tuple[int, int], int]:
    """How often each of some things became of each rule, in the order of the first of them."""
    keys = rule[own] * len(_OUTCOMES) + what[own]
    counts = np.bincount(keys)
    first = np.empty_like(counts)
    first[keys[::-1]] = np.arange(len(keys))[::-1]  # the last that is written is the first
    known = np.flatnonzero(counts)
    known = known[np.argsort(first[known])]
    pairs = (divmod(int(key), len(_OUTCOMES)) for key in known)
    return dict(zip(pairs, counts[known].tolist(), strict=True))


def _took_effect(rows: Rows, number: int, rule: Obligation, those: Whole) -> Flags:
    """Whether the default of a duty not kept in time is what brought its event about.

    As :func:`model.conformance.outcome_of` has it: alone, or with what ran out at that moment.
    """
    if rule.on_expiry is None or not len(those):
        return np.zeros(len(those), dtype=np.bool_)
    thread = rows.duties.thread[those]
    place = rows.place(rule.on_expiry.event)[thread]
    spared = np.zeros(rows.count, dtype=np.bool_)
    for guard in rule.on_expiry.unless:
        spared |= rows.admitted(guard)
    due = rows.duties.due_moment[those]
    together = (due != NONE) & (rows.moments[place] == due + 1) & ~spared[thread]
    ours = (rows.modes[place] == DEEMED) & ((rows.causes[place] == number) | together)
    breached = _BREACHES[rows.duties.status[those]]
    return np.asarray(breached & (place != NONE) & ours, dtype=np.bool_)


def _unable(rows: Rows) -> Flags:
    """Whether a duty of the year was breached that was not able when it was due."""
    duties, those = rows.duties, obliged(rows)
    able, due = duties.able_moment[those], duties.due_moment[those]
    could = (able != NONE) & (due != NONE) & (able <= due)
    found = np.zeros(len(duties.rule), dtype=np.bool_)
    found[those] = _BREACHES[duties.status[those]] & ~could
    return found


def _in_hand(rows: Rows, rule: Obligation, those: Whole) -> Flags:
    """Whether notice of an event could have been given in time, or the event been put off."""
    assert rule.announced is not None
    able = rows.duties.able_moment[those]
    place = rows.place(rule.announced)[rows.duties.thread[those]]
    if not len(rows.moments):
        return np.zeros(len(those), dtype=np.bool_)
    moment = rows.moments[place]
    parties = np.ascontiguousarray(rows.recorded.history.party)[place]
    bearers = [rows.arrays.party[one] for one in rule.bearers]
    mine = (rows.modes[place] == PERFORMED) & among(parties, bearers, len(rows.arrays.parties))
    law = rows.year.law
    ahead = law.ahead(rule)
    early = np.ones(len(those), dtype=np.bool_)
    if ahead:
        latest = [law.clock.latest_notice(int(at), ahead) for at in moment // ROUNDS]
        early = able // ROUNDS <= np.array(latest, dtype=np.int64)
    return np.asarray(mine | ((able != NONE) & (able <= moment) & early), dtype=np.bool_)


def waits_of_duties(rows: Rows) -> dict[str, Spans]:
    """Return the waits of each obligation of the text, by rule, in the order of the file."""
    duties, those = rows.duties, obliged(rows)
    those = those[duties.status[those] != EXCUSED]
    rules, start = duties.rule[those], duties.opened[those]
    act = came(rows, by_rule(rows, partial(act_of, rows))[rules], duties.thread[those])
    end = np.where(act == NONE, NONE, np.maximum(act, start))
    whole, over = rows.spans(start, end), end != NONE
    ended, still = _by_rule(rows, rules[over]), _by_rule(rows, rules[~over])
    return {
        rule.id: Spans(whole.working[one], whole.calendar[one], whole.open_calendar[other])
        for (_, rule), one, other in zip(rows.obligations(), ended, still, strict=True)
    }


def _by_rule(rows: Rows, rules: Whole) -> list[slice]:
    """Where the duties of each obligation stand among some that stand rule by rule."""
    counts = np.bincount(rules, minlength=len(rows.year.law.regime.rules))
    ends = np.cumsum(counts)
    return [slice(ends[place] - counts[place], ends[place]) for place, _ in rows.obligations()]
