"""What a comparison is about: which guarantees which regimes regulate, under which readings."""

from __future__ import annotations

from collections.abc import Iterable

from experiments.compare.ask import Comparison, RegimeResult
from experiments.show.marks import Mark, mark_of, reading_words
from model.deadline import STRICT, Reading
from model.language import NOTHING, Text, plain, say
from model.property import Property
from verify.verdict import Assume, Verdict

Where = tuple[str, str, Assume, Reading]
"""Regime, property, assumption and reading of a verdict."""


def where(verdict: Verdict) -> Where:
    """Return what a verdict is about."""
    return (verdict.regime.id, verdict.property.id, verdict.assume, verdict.reading)


def anchor(prop: Property) -> str:
    """Return where a guarantee stands in full."""
    return f"guarantee-{prop.id}"


def readings(comparison: Comparison) -> tuple[Reading, ...]:
    """Return the readings of a comparison, each once, the strict one first."""
    return tuple(dict.fromkeys(comparison.readings))


def closed(result: RegimeResult, verdict: Verdict, reading: Reading) -> Verdict | None:
    """Return the proof of the same question once open limits have a value; ``None`` without one."""
    other = result.verdict(verdict.property.id, verdict.assume, reading)
    return other if mark_of(other) is Mark.ASSUMED else None


def regulates(result: RegimeResult, prop: Property) -> bool:
    """Whether a regime's rules are about what a property asks; else its answer is vacuous."""
    verdict = result.verdict(prop.id, Assume.EVERYONE, STRICT)
    return not verdict.unregulated


def tiers(comparison: Comparison) -> dict[str, list[Property]]:
    """Return the properties by how many of the regimes regulate them: all, some, one, none.

    The order of the catalogue is kept within; ``one`` is only set apart from three regimes on.
    """
    grouped: dict[str, list[Property]] = {"all": [], "some": [], "one": [], "none": []}
    for prop in comparison.question.properties:
        number = sum(regulates(result, prop) for result in comparison.results)
        if number in (0, len(comparison.results)):
            grouped["all" if number else "none"].append(prop)
        else:
            grouped["one" if number == 1 < len(comparison.results) - 1 else "some"].append(prop)
    return grouped


_TIERS = {"all": "report.tier.all", "some": "report.tier.some", "one": "report.tier.one"}


def headed(comparison: Comparison) -> list[tuple[Text, list[Property]]]:
    """Return the regulated properties by tier, each tier with its heading; one alone has none."""
    grouped = tiers(comparison)
    filled = {tier: grouped[tier] for tier in _TIERS if grouped[tier]}
    if len(filled) < 2:
        return [(NOTHING, props) for props in filled.values()]
    return [(say(_TIERS[tier], count=len(props)), props) for tier, props in filled.items()]


def regulated(comparison: Comparison) -> list[Property]:
    """Return the properties that at least one regime regulates, as :func:`tiers` orders them."""
    return [prop for _, props in headed(comparison) for prop in props]


def unregulated(comparison: Comparison) -> Text:
    """Name in a sentence what none of the regimes regulates; empty where there is nothing."""
    none = [prop.label for prop in tiers(comparison)["none"]]
    if not none:
        return NOTHING
    named = say("chart.semicolon").join(none)
    return say("report.unregulated", count=len(none), properties=named)


def exempted(comparison: Comparison) -> Text:
    """Say what a star beside a sign means; empty where there is none."""
    starred = any(verdict.exempt for result in comparison.results for verdict in result.verdicts)
    return say("report.exempt") if starred else NOTHING


def left_out(comparison: Comparison) -> Text:
    """Say what the mark beside a verdict in a chart means; empty where there is none."""
    there = any(result.left_out for result in comparison.results)
    return say("left-out.chart") if there else NOTHING


def asked_of_each(comparison: Comparison, props: Iterable[Property]) -> Text:
    """Say up to what each regime is asked, of properties with several responses; perhaps empty."""
    lines = [_asked_of_each(comparison, prop) for prop in props if prop.instead]
    return Text("", " ").join(line for line in lines if line)


def _asked_of_each(comparison: Comparison, prop: Property) -> Text:
    regimes: dict[str, list[RegimeResult]] = {}
    for result in comparison.results:
        if regulates(result, prop):
            verdict = result.verdict(prop.id, Assume.EVERYONE, STRICT)
            regimes.setdefault(verdict.property.response, []).append(result)
    parts = (
        say(
            "report.asked.up-to",
            regimes=say("chart.and").join(result.regime.name for result in results),
            event=results[0].regime.vocabulary.events[response].label,
        )
        for response, results in regimes.items()
    )
    said = say("chart.semicolon").join(parts)
    return say("report.asked.each", property=prop.label, regimes=said) if said else said


def guarantees_footer(comparison: Comparison) -> Text:
    """Say what the verdicts of a chart are about, what a star means, and what is left out."""
    proof = say(
        "chart.footer.proof",
        regimes=len(comparison.results),
        properties=len(comparison.question.properties),
    )
    asked = asked_of_each(comparison, regulated(comparison))
    lines = (proof, exempted(comparison), left_out(comparison), unregulated(comparison), asked)
    return plain("\n").join(filter(None, lines))


def simulation_footer(comparison: Comparison, n: Text) -> Text:
    """Say which simulated year a chart is about."""
    question = comparison.question
    return say(
        "chart.footer.simulation",
        scenario=question.scenario.label,
        year=question.year,
        seed=question.seed,
        reading=reading_words(question.reading),
        n=n,
    )
