"""The answer in a few sentences: what stands by itself, what needs obedience, what nothing does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from experiments.compare.ask import Comparison, RegimeResult
from experiments.measures.metrics import Spans
from experiments.show.marks import bound_text, closed, regulated, terms
from model.deadline import STRICT
from model.language import Text, say
from model.property import Property
from verify.verdict import Answer, Assume


class Standing(StrEnum):
    """What one guarantee of one regime rests on, open limits taken strictly."""

    ALONE = "alone"
    OBEYED = "obeyed"
    OPEN = "open"
    NOTHING = "nothing"
    VACUOUS = "vacuous"
    UNKNOWN = "unknown"


def standing(result: RegimeResult, prop: Property) -> Standing:
    """Return what a guarantee rests on; undecided as soon as one of its verdicts is."""
    everyone, nobody = (result.verdict(prop.id, assume, STRICT) for assume in Assume)
    if nobody.answer is Answer.PROVED:
        return Standing.ALONE
    if Answer.UNKNOWN in (everyone.answer, nobody.answer):
        return Standing.UNKNOWN
    if everyone.answer is Answer.PROVED:
        return Standing.OBEYED
    if everyone.answer is Answer.VACUOUS:
        return Standing.VACUOUS
    return Standing.OPEN if everyone.parameters else Standing.NOTHING


@dataclass(frozen=True, slots=True)
class Group:
    """The guarantees that rest on the same: for each property the regimes, with their bounds."""

    standing: Standing
    count: int
    lines: tuple[tuple[str, str], ...]


def groups(comparison: Comparison) -> list[Group]:
    """Return the guarantees by what they rest on, the strongest first; no group is empty."""
    found = []
    for kind in Standing:
        lines, count = [], 0
        for prop in comparison.question.properties:
            names = [
                _named(comparison, result, prop, kind)
                for result in comparison.results
                if standing(result, prop) is kind
            ]
            count += len(names)
            if names:
                named = say("chart.and").join(names)
                bare = kind not in (Standing.ALONE, Standing.OBEYED, Standing.OPEN)
                if bare and len(names) == len(comparison.results) > 1:
                    named = say("report.everywhere")
                lines.append((prop.label, named))
        if lines:
            found.append(Group(kind, count, tuple(lines)))
    return found


@dataclass(frozen=True, slots=True)
class Tally:
    """How many guarantees of each regime rest on what; only what occurs is a column."""

    columns: tuple[Standing, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]


def tally(comparison: Comparison) -> Tally:
    """Return the counts by regime, what none of them regulates left out."""
    asked = regulated(comparison)
    counted = [Counter(standing(result, prop) for prop in asked) for result in comparison.results]
    columns = tuple(kind for kind in Standing if any(one[kind] for one in counted))
    rows = tuple(
        (result.regime.name, tuple(one[kind] for kind in columns))
        for result, one in zip(comparison.results, counted, strict=True)
    )
    return Tally(columns, rows)


def _named(comparison: Comparison, result: RegimeResult, prop: Property, kind: Standing) -> Text:
    name = result.regime.name
    assume = Assume.NOBODY if kind is Standing.ALONE else Assume.EVERYONE
    verdict = result.verdict(prop.id, assume, STRICT)
    if kind in (Standing.ALONE, Standing.OBEYED):
        return say("report.named", name=name, detail=bound_text(verdict))
    if kind is Standing.OPEN:
        known = closed(result, verdict, comparison.question.reading)
        nobody = result.verdict(prop.id, Assume.NOBODY, STRICT)
        key = "report.open-alone" if nobody.parameters else "report.open-obeyed"
        detail = say(key, terms=terms(known or verdict))
        return say("report.named", name=name, detail=detail)
    return name


def sentences(comparison: Comparison) -> list[Text]:
    """Return the answer: how many guarantees hold and why, and who is slow to supervise."""
    counts = {group.standing: group.count for group in groups(comparison)}
    parts = [say(f"report.count.{kind}", count=counts[kind]) for kind in Standing if kind in counts]
    lead = say(
        "report.count.all",
        regimes=len(comparison.results),
        properties=len(comparison.question.properties),
        total=sum(counts.values()),
        parts=say("chart.semicolon").join(parts),
    )
    return [lead, *_unsupervised(comparison), *_attention(comparison)]


def average(spans: Spans) -> float:
    """Return the mean calendar days of all that began, the open ones as long as watched so far.

    A lower bound where some are open.
    """
    return float(spans.calendar.sum() + spans.open_calendar.sum()) / max(spans.begun, 1)


def _unsupervised(comparison: Comparison) -> list[Text]:
    spans = {one.regime.name: one.metrics.unsupervised for one in comparison.results}
    means = {name: average(one) for name, one in spans.items() if one.begun}
    if not means:
        return [say("report.no-permits")]
    longest, shortest = (_near(means, edge(means.values())) for edge in (max, min))
    if set(longest) & set(shortest):
        return [say("report.alike", days=_range(list(means.values())))]
    found = say(
        "report.longest",
        longest=say("chart.and").join(longest),
        long=_range([means[name] for name in longest]),
        shortest=say("chart.and").join(shortest),
        short=_range([means[name] for name in shortest]),
    )
    if any(one.censored for one in spans.values()):
        found += say("report.at-least")
    return [found]


def _near(means: dict[str, float], edge: float) -> list[str]:
    """Name those whose mean differs from the edge by less than a simulated year can tell."""
    return [name for name, mean in means.items() if abs(mean - edge) <= max(0.05, 0.05 * edge)]


def _range(means: Sequence[float]) -> Text:
    low, high = (f"{edge(means):.1f}" for edge in (min, max))
    return say("report.days", days=low if low == high else f"{low}–{high}")


def _attention(comparison: Comparison) -> list[Text]:
    """Say where the law sees a claim although nobody need have looked."""
    found = []
    for result in comparison.results:
        figures, name = result.metrics, result.regime.name
        counted, deemed = (figures.claims.get(mode, 0) for mode in ("counted", "deemed"))
        if counted:
            found.append(say("report.counted", name=name, count=f"{counted:,}"))
        if deemed:
            found.append(say("report.deemed", name=name, count=f"{deemed:,}"))
        if counted + deemed:
            found[-1] += _attended(figures.attention)
    if not found:
        return []
    return [say("report.mind", regimes=say("chart.semicolon").join(found))]


def _attended(attention: Spans) -> Text:
    words = ""
    if len(attention.calendar):
        mean, count = f"{attention.calendar.mean():.1f}", f"{len(attention.calendar):,}"
        words += say("report.attended", days=mean, count=count)
    if attention.censored:
        words += say("report.unattended", count=f"{attention.censored:,}")
    return words
