"""From the solver's answer to a run that has been seen to happen.

The run is made as short as possible: fewest occurrences, then an ordinary case, then the earliest
slots. Before it is shown it is replayed by the transition relation and, on real dates, by the
simulator; a run that does not replay is not shown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from model.calendar import Calendar
from model.clock import CalendarClock, SlotClock
from model.conformance import Conformance, Judgement, Outcome, conformance
from model.instant import date_of, day_of, time_of
from model.moves import Move, moves
from model.property import Asks, Property, violates
from model.regime import Regime
from model.rule import CountsAs, Lapse, Obligation, Prohibition, bearers_of, effects_of
from model.trace import Mode, Occurrence, Run
from model.transition import Law
from verify.bearing_steps import Bearing, bearing_on_violation
from verify.encoding import Encoding
from verify.first import first_of_shortest, in_first_order
from verify.formula import Expr, equal, holds_in, value_in
from verify.search import least_model
from verify.terms import EventTerms
from verify.verdict import Counterexample, Step

if TYPE_CHECKING:
    from model.simulation.script import Replayed


def shortest_run(encoding: Encoding, law: Law, question: list[Expr]) -> Run | None:
    """Return a shortest run that answers the question; ``None`` when the solver finds none.

    Of several the first; see :mod:`verify.first`. The clock of the law is not used.
    """
    model = shortest_model(encoding, question)
    return None if model is None else first_run(encoding, law, question, model)


def first_run(encoding: Encoding, law: Law, question: list[Expr], model: Any) -> Run:
    """Return the run of a model that answers the question, each moment in the first order."""
    run = run_of(encoding, model)
    return in_first_order(encoding, law.under(SlotClock(run.elapsed)), question, model, run)


def shortest_model(encoding: Encoding, question: list[Expr], start: Any = None) -> Any:
    """Return the solver's model of a shortest run; ``None`` when it finds none.

    Each of :attr:`~verify.encoding.Encoding.sizes` is made as small as it can be, in their order;
    of several the model is the first. ``start`` is one that answers the question, where one is
    known.
    """
    with encoding.solver.supposing(question):
        model = least_model(encoding.solver, [], encoding.sizes, start)
        if model is None:
            return None
        sizes = [equal(size.sum, size.of(model)) for size in encoding.sizes]
        return first_of_shortest(encoding, sizes, model)


def run_of(encoding: Encoding, model: Any) -> Run:
    """Return the run that a model of the solver describes."""
    placed = []
    for name, event in encoding.events.items():
        if holds_in(model, event.occurs):
            slot, turn, rank = (
                value_in(model, term) for term in (event.at.slot, event.at.round, event.at.rank)
            )
            placed.append(
                ((slot, turn, rank), _occurrence(encoding, model, name, event, slot, turn))
            )
    placed.sort(key=lambda pair: pair[0])
    attributes = {
        name: encoding.regime.vocabulary.attributes[name].values[value_in(model, term)]
        for name, term in encoding.attributes.items()
    }
    elapsed = {
        rule: value_in(model, term)
        for rule, term in encoding.elapsed.items()
        if holds_in(model, encoding.rules[rule].active)
    }
    return Run(tuple(occurrence for _, occurrence in placed), attributes, elapsed=elapsed)


def _occurrence(
    encoding: Encoding, model: Any, name: str, event: EventTerms, slot: int, turn: int
) -> Occurrence:
    def chosen(sources: dict[str, Expr]) -> str | None:
        return next((key for key, source in sources.items() if holds_in(model, source)), None)

    regime = encoding.regime
    if (party := chosen(event.performed)) is not None:
        rule = next(
            duty.id
            for duty in regime.supports
            if duty.act == name
            and party in bearers_of(duty)
            and holds_in(model, encoding.rules[duty.id].active)
        )
        return Occurrence(name, slot, Mode.PERFORMED, party, rule, turn)
    by = regime.vocabulary.events[name].by
    if (rule_id := chosen(event.deemed)) is not None:
        duty = regime.by_id[rule_id]
        party = duty.bearer if isinstance(duty, Obligation) else by
        return Occurrence(name, slot, Mode.DEEMED, party, rule_id, turn)
    if (rule_id := chosen(event.counted)) is not None:
        assert isinstance(regime.by_id[rule_id], CountsAs)
        return Occurrence(name, slot, Mode.COUNTED, by, rule_id, turn)
    mode = Mode.EXOGENOUS if regime.is_exogenous(name) else Mode.PERFORMED
    return Occurrence(name, slot, mode, by, "", turn)


def confirmed(
    law: Law,
    prop: Property,
    run: Run,
    obeyed: Collection[str],
    within: int | None,
    calendar: Calendar,
) -> Counterexample | None:
    """Replay a run; return it line by line if it is what it claims to be, else ``None``.

    It must be admissible, obey the given rules and violate the property, by the transition
    relation; and the simulator, made to perform the same acts on real dates, must produce the
    same occurrences, and there, too, obey the rules. The clock of the law is not used.
    """
    regime, law = law.regime, law.under(SlotClock(run.elapsed))
    judged = conformance(law, run)
    if not (_is_of(judged, obeyed) and violates(run, prop, within)):
        return None
    from model.simulation.script import replayed  # here: what is proved has no run, needs no SimPy

    found = replayed(law, run, calendar)
    if found is None or not obeys(law.under(CalendarClock(found.calendar)), found.run, obeyed):
        return None
    lines = _steps(regime, prop, run, judged.judgements, moves(law, run))
    bearing = bearing_on_violation(regime, prop, run)
    lines = tuple(replace(step, matters=_matters(step, bearing, prop)) for step in lines)
    rules = tuple(rule.id for rule in regime.rules if rule.id in bearing.rules)
    if not run.elapsed:
        return Counterexample(run, lines, rules=rules)
    start = date_of(found.calendar.day(found.start))
    return Counterexample(run, tuple(_dated(step, found) for step in lines), start, rules)


def _matters(step: Step, bearing: Bearing, prop: Property) -> bool:
    """Whether a line of a run bears on the violation: what came, or a duty that was not done."""
    if step.mode in ("overdue", "missed", "never"):
        return step.rule in bearing.rules or step.event in prop.responses
    return step.event in bearing.events


def obeys(law: Law, run: Run, obeyed: Collection[str]) -> bool:
    """Whether a run is admissible and obeys rules, on the clock of the law."""
    return _is_of(conformance(law, run), obeyed)


def _is_of(judged: Conformance, obeyed: Collection[str]) -> bool:
    return judged.admissible and not judged.disobeyed & {*obeyed}


def _dated(step: Step, found: Replayed) -> Step:
    """The step with its date; a day off where it is one that dates the limit."""
    if step.working_day is None:
        return step
    occurrence = found.run.of(step.event)
    day = found.calendar.day(found.start + step.working_day)
    if step.after_close and occurrence is not None:
        day = day_of(time_of(occurrence.at).date())
    return replace(step, on=date_of(day))


def _steps(
    regime: Regime,
    prop: Property,
    run: Run,
    judgements: tuple[Judgement, ...],
    moved: Iterable[Move],
) -> tuple[Step, ...]:
    lines = steps_of(regime, run, judgements, _leading_to(regime, prop.response), moved)
    asked = prop.asks in (Asks.RESPONSE, Asks.ONLY_AFTER)
    if (
        asked
        and not run.holds(prop.response)
        and all(step.event != prop.response for step in lines)
    ):
        by = regime.vocabulary.events[prop.response].by
        lines.append(Step(prop.response, "never", None, False, "", "", by))
    return tuple(lines)


def steps_of(
    regime: Regime,
    run: Run,
    judgements: Iterable[Judgement],
    acts: Collection[str],
    moved: Iterable[Move] = (),
) -> list[Step]:
    """Tell a run line by line, with the deadlines that pass undone on duties to do some acts.

    ``moved`` is what its events did to the clocks of limits.
    """
    by_event: dict[str, tuple[Move, ...]] = {}
    for move in moved:
        by_event[move.event] = (*by_event.get(move.event, ()), move)
    steps: list[tuple[tuple[int, int], Step]] = []
    judgements = [*judgements]
    helpless = {one.rule.id for one in judgements if not one.could}
    for place, occurrence in enumerate(run.occurrences):
        article = regime.by_id[occurrence.rule].article if occurrence.rule else ""
        day, off = divmod(occurrence.at, 2)
        step = Step(
            occurrence.event,
            _mode(regime, occurrence),
            day,
            bool(off),
            article,
            occurrence.rule,
            occurrence.party,
            could=occurrence.mode is not Mode.DEEMED or occurrence.rule not in helpless,
            moves=by_event.get(occurrence.event, ()),
        )
        steps.append(((occurrence.at, place), step))
    horizon = max((occurrence.at for occurrence in run.occurrences), default=0)
    undone = (Outcome.NEVER, Outcome.LATE, Outcome.PENDING)
    for duty in judgements:
        rule = duty.rule
        if isinstance(rule, Prohibition) or rule.act not in acts or duty.outcome not in undone:
            continue
        if duty.due is None:
            step = Step(rule.act, "never", None, False, rule.article, rule.id, rule.bearer)
            steps.append(((horizon + 10**9, len(steps)), step))
        else:
            day = duty.due // 2
            cited = (rule.article, rule.id, rule.bearer)
            step = Step(rule.act, "overdue", day, False, *cited, could=duty.could)
            steps.append(((duty.due, len(steps)), step))
    return [step for _, step in sorted(steps, key=lambda pair: pair[0])]


def _mode(regime: Regime, occurrence: Occurrence) -> str:
    """How an event came about; a missed deadline is no act that somebody is deemed to have done."""
    rule = regime.by_id.get(occurrence.rule)
    if isinstance(rule, Lapse):
        return "lapsed"
    missed = isinstance(rule, Obligation) and rule.overdue == occurrence.event
    return "missed" if missed and occurrence.mode is Mode.DEEMED else str(occurrence.mode)


def _leading_to(regime: Regime, response: str) -> set[str]:
    """The events from which rules lead to a response."""
    leading = {response}
    while True:
        more = {
            event
            for rule in regime.rules
            if effects_of(rule) & leading
            for event in (*effects_of(rule), *rule.on.events)
        }
        if more <= leading:
            return leading
        leading |= more
