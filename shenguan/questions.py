"""The questions of the command line, put to one regime or to several."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, cast

from model.deadline import Reading
from shenguan import shown
from shenguan.answer import Answer

if TYPE_CHECKING:
    from experiments.amend.ask import Proposals
    from experiments.audit.ask import Audits
    from experiments.bounds.ask import Bounds
    from experiments.capacity.ask import Capacity
    from experiments.compare.ask import Comparison
    from experiments.coverage.ask import Coverage
    from experiments.diff.ask import Pairing
    from experiments.diff.order import Order
    from experiments.export.ask import Export
    from experiments.readings.ask import Readings
    from experiments.simulate.ask import Simulation
    from experiments.trust.ask import Trust
    from experiments.verify.ask import Verification
    from model.rule import Rule
    from model.vocabulary import Attribute, Party
    from shenguan.arguments import (
        AnyAccepted,
        AnyCalendar,
        AnyProperty,
        AnyRegime,
        AnyRequirement,
        AnyScenario,
        Figure,
        Several,
    )


def verify(
    *regimes: AnyRegime,
    properties: Several[AnyProperty] = (),
    within: int | None = None,
    assume: Several[str] | None = None,
    reading: Reading | str | int = "strict",
    calendar: AnyCalendar | None = None,
) -> Answer[Verification]:
    """Ask several regimes, all shipped ones unless some are named; see :meth:`Regime.verify`."""
    from experiments.verify.ask import verification
    from shenguan import arguments

    asked = arguments.asked(arguments.regimes(regimes), properties)
    answer = verification(
        asked.regimes,
        asked.properties,
        within=arguments.within(within),
        assumptions=arguments.assumptions(assume),
        reading=arguments.reading(reading),
        calendar=arguments.calendar(calendar),
        selected=asked.selected,
    )
    return Answer(answer, shown.verification)


def readings(
    *regimes: AnyRegime,
    properties: Several[AnyProperty] = (),
    within: int | None = None,
    assume: Several[str] | None = None,
    reading: Reading | str | int = "strict",
    calendar: AnyCalendar | None = None,
) -> Answer[Readings]:
    """Ask of several regimes, all shipped ones unless some are named, what answers hinge on.

    See :meth:`Regime.readings`.
    """
    from experiments.readings import ask
    from shenguan import arguments

    asked = arguments.asked(arguments.regimes(regimes), properties)
    answer = ask.readings(
        asked.regimes,
        asked.properties,
        within=arguments.within(within),
        assumptions=arguments.assumptions(assume),
        reading=arguments.reading(reading),
        calendar=arguments.calendar(calendar),
    )
    return Answer(answer, shown.readings)


def trust(
    *regimes: AnyRegime,
    properties: Several[AnyProperty] = (),
    within: int | None = None,
    reading: Reading | str | int = "strict",
    calendar: AnyCalendar | None = None,
    runs: bool = True,
) -> Answer[Trust]:
    """Ask several regimes, all shipped ones unless some are named; see :meth:`Regime.trust`."""
    from experiments.trust import ask
    from shenguan import arguments
    from verify.arguments import flag

    asked = arguments.asked(arguments.regimes(regimes), properties)
    answer = ask.trust(
        asked.regimes,
        asked.properties,
        within=arguments.within(within),
        reading=arguments.reading(reading),
        calendar=arguments.calendar(calendar),
        runs=flag(runs, "runs"),
        selected=asked.selected,
    )
    return Answer(answer, shown.trust)


def bounds(
    *regimes: AnyRegime,
    properties: Several[AnyProperty] = (),
    within: int | None = None,
    assume: Several[str] | None = None,
    deadlines: bool = False,
    vary: Several[str | Rule] = (),
    reading: Reading | str | int = 5,
    calendar: AnyCalendar | None = None,
    by: Several[str | Attribute] = (),
    by_matter: bool = False,
) -> Answer[Bounds]:
    """Ask several regimes, all shipped ones unless some are named, how soon, for all values.

    Parameters
    ----------
    within
        Working days for which to say at which values they hold.
    deadlines
        Whether deadlines that the text states are unknown, as open limits are.
    vary
        The rules whose limits a chart shows, at most two.
    reading
        What open limits are taken to be where a figure is needed: for dates and in charts.
    by, by_matter
        The attributes, by id or label, by which kinds of matter are told apart; or whether by
        every attribute that changes a bound.
    """
    from experiments.bounds import ask
    from shenguan import arguments
    from verify.arguments import flag

    asked = arguments.asked(arguments.regimes(regimes), properties).timed()
    question = ask.Question(
        asked.regimes,
        asked.properties,
        arguments.assumptions(assume),
        arguments.calendar(calendar),
        flag(deadlines, "deadlines"),
        arguments.within(within),
        arguments.reading(reading),
        arguments.rules(vary, "vary"),
        selected=asked.selected,
        by=arguments.attributes(by),
        by_matter=flag(by_matter, "by_matter"),
    )
    return Answer(ask.bounds(question), shown.bounds)


def audit(
    *regimes: AnyRegime,
    kinds: Several[Any] = (),
    accepted: AnyAccepted = (),
    number: int | None = None,
    calendar: AnyCalendar | None = None,
) -> Answer[Audits]:
    """Ask whether the texts of regimes are sound, of all shipped ones unless some are named.

    Parameters
    ----------
    kinds
        Only findings of these kinds, by name, by label, or as such.
    accepted
        A file of findings that somebody has examined and accepted.
    number
        Which card of each regime is shown open, from 1, with what its advice would change; the
        first of a single regime unless given.
    """
    from experiments.audit.ask import audits, with_effects
    from shenguan import arguments

    shown_open = None if number is None else arguments.ranged(number, "number", 1, 10_000)
    answer = audits(
        arguments.regimes(regimes),
        arguments.kinds(kinds),
        arguments.calendar(calendar),
        arguments.accepted(accepted),
    )
    return Answer(with_effects(answer, shown_open), partial(shown.audits, shown_open))


def coverage(*regimes: AnyRegime) -> Answer[tuple[Coverage, ...]]:
    """Ask what of the texts of regimes stands in rules; see :func:`verify` for which."""
    from experiments.coverage import ask
    from shenguan import arguments

    answer = tuple(ask.coverage(regime) for regime in arguments.regimes(regimes))
    return Answer(answer, shown.coverages)


def diff(
    a: AnyRegime,
    b: AnyRegime,
    *more: AnyRegime,
    properties: Several[AnyProperty] = (),
    reading: Reading | str | int = 5,
    calendar: AnyCalendar | None = None,
) -> Answer[Pairing | tuple[Order, ...]]:
    """Hold two regimes against each other, or put several in order.

    Parameters
    ----------
    a, b
        The old regime and the new one.
    *more
        Others; with them the answer is an order for each assumption.
    """
    from experiments.diff.ask import ordering, pairing
    from shenguan import arguments

    given = [arguments.regime(a, "a"), arguments.regime(b, "b")]
    chosen = arguments.regimes([*given, *(arguments.regime(each, "more") for each in more)])
    asked = arguments.asked(chosen, properties)
    about, wanted, named = asked.regimes, list(asked.properties), asked.selected
    read, days = arguments.reading(reading), arguments.calendar(calendar)
    if len(about) > 2:
        return Answer(ordering(about, wanted, read, days, named), shown.diff)
    return Answer(pairing(about[0], about[-1], wanted, read, days, named), shown.diff)


def compare(
    *regimes: AnyRegime,
    year: int = 2025,
    scenario: AnyScenario = "ordinary",
    seed: int = 1,
    reading: Reading | str | int = 5,
    calendar: AnyCalendar | None = None,
    above: bool = False,
    engine: str | None = None,
    replications: int = 3,
) -> Answer[Comparison]:
    """Verify regimes and simulate them on the same matters, all shipped ones unless some are named.

    ``above`` asks for the strict verdicts with the law above each text as well; ``engine`` is what
    runs the year, ``simpy`` or ``compiled``, which give the same. ``replications`` years are
    simulated under each, with seeds from ``seed`` on, so that a difference can be told from luck.

    Each regime has a process of its own where there are processors, so that a script must call it
    below ``if __name__ == "__main__":``.
    """
    from experiments.compare import ask
    from shenguan import arguments
    from verify.arguments import flag

    asked = arguments.asked(arguments.regimes(regimes))
    question = ask.ComparisonQuestion(
        asked.regimes,
        asked.properties,
        arguments.scenario(scenario),
        arguments.calendar(calendar),
        arguments.ranged(year, "year", 1900, 2200),
        arguments.ranged(seed, "seed", 0, 2**63 - 1),
        arguments.reading(reading),
        flag(above, "above"),
        engine=arguments.engine(engine),
        replications=arguments.ranged(replications, "replications", 1, 1000),
    )
    return Answer(ask.compare(question), shown.comparison)


def capacity(
    regime: AnyRegime,
    *,
    rate: Several[Figure],
    burst: Several[Figure],
    per_day: Several[int],
    officers: int | None,
    rules: Several[str | Rule],
    party: str | Party | None,
    order: str,
    by_opening: bool,
    reading: Reading | str | int,
    calendar: AnyCalendar | None,
) -> Answer[Capacity]:
    """Ask one regime; see :meth:`Regime.capacity`."""
    from experiments.capacity import ask
    from shenguan import arguments
    from verify.arguments import flag

    asked = arguments.regime(regime)
    answer = ask.capacity(
        asked,
        arguments.figures(rate, burst, per_day),
        party=arguments.party(party, asked),
        rules=arguments.rules(rules),
        officers=None if officers is None else arguments.ranged(officers, "officers", 1, 100_000),
        reading=arguments.reading(reading),
        calendar=arguments.calendar(calendar),
        order=arguments.order(order),
        by_opening=flag(by_opening, "by_opening"),
    )
    return Answer(answer, shown.capacity)


def amend(
    regime: AnyRegime,
    require: AnyRequirement | Iterable[AnyRequirement],
    *,
    edits: Several[str],
    longest: int,
    reading: Reading | str | int,
    calendar: AnyCalendar | None,
) -> Answer[Proposals]:
    """Ask one regime; see :meth:`Regime.amend`."""
    from experiments.amend.ask import propose
    from shenguan import arguments

    asked = arguments.regime(regime)
    answer = propose(
        asked,
        asked.file,
        arguments.requirements(asked, require),
        arguments.edits(edits),
        arguments.ranged(longest, "longest", 1, 1000),
        arguments.reading(reading),
        arguments.calendar(calendar),
    )
    return Answer(answer, shown.proposals)


def export(
    regime: AnyRegime,
    *,
    properties: Several[AnyProperty],
    form: str,
    queries: Several[str],
    within: int | None,
    assume: Several[str] | None,
    reading: Reading | str | int,
    calendar: AnyCalendar | None,
) -> Answer[Export]:
    """Ask one regime; see :meth:`Regime.export`."""
    from experiments.export import ask
    from shenguan import arguments

    written = arguments.one_of(form, ("smt2", "uppaal"), "form")
    asked = arguments.asked((arguments.regime(regime),), properties)
    answer = ask.export(
        asked.regimes[0],
        asked.properties if asked.selected else (),
        form=cast(Literal["smt2", "uppaal"], written),
        queries=arguments.queries(queries),
        within=arguments.within(within),
        assumptions=arguments.assumptions(assume),
        reading=arguments.reading(reading),
        calendar=arguments.calendar(calendar),
    )
    return Answer(answer, shown.export)


def simulate(
    regime: AnyRegime,
    *,
    year: int,
    scenario: AnyScenario,
    seed: int,
    reading: Reading | str | int,
    calendar: AnyCalendar | None,
    engine: str | None,
    replications: int,
) -> Answer[Simulation]:
    """Ask one regime; see :meth:`Regime.simulate`."""
    from experiments.simulate.ask import simulation
    from shenguan import arguments

    answer = simulation(
        arguments.regime(regime),
        arguments.scenario(scenario),
        year=arguments.ranged(year, "year", 1900, 2200),
        seed=arguments.ranged(seed, "seed", 0, 2**63 - 1),
        reading=arguments.reading(reading),
        calendar=arguments.calendar(calendar),
        engine=arguments.engine(engine),
        replications=arguments.ranged(replications, "replications", 1, 1000),
    )
    return Answer(answer, shown.simulation)
