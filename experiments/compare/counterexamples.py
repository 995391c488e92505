"""The counterexamples of a comparison, by regime, each as a drawing and step by step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from experiments.compare.ask import Comparison, RegimeResult
from experiments.compare.matrix_table import Where, view_words, where
from experiments.show.marks import readings
from experiments.show.rules import guard_words
from experiments.show.runs import step_words
from experiments.show.timeline import counterexample_of, note, timeline
from model.language import NOTHING, Text, say
from model.ledger import article_label
from model.rule import Obligation, Rule
from model.vocabulary import Guard
from verify.verdict import Assume, Verdict


@dataclass(frozen=True, slots=True)
class Shown:
    """A counterexample on the page; one stands for every verdict that has the same run.

    Attributes
    ----------
    gist
        What became of the response, in a line.
    where
        Under which assumptions and readings it is one.
    """

    anchor: str
    property: str
    gist: str
    where: str
    case: str
    drawing: Markup
    steps: tuple[str, ...]


def counterexamples(
    comparison: Comparison,
) -> tuple[list[tuple[Text, list[Shown]]], Mapping[Where, Text]]:
    """Return the counterexamples by regime, and for each verdict where its own is to be found."""
    shown: list[tuple[Text, list[Shown]]] = []
    anchors: dict[Where, Text] = {}
    for result in comparison.results:
        here = []
        for number, verdicts in enumerate(_alike(comparison, result), 1):
            anchor = f"counterexample-{lang}-{len(shown) + 1}-{number}"
            anchors.update((where(one), anchor) for one in verdicts)
            here.append(_shown(comparison, verdicts, anchor))
        shown.append((result.regime.name, here))
    return shown, anchors


def _alike(comparison: Comparison, result: RegimeResult) -> list[list[Verdict]]:
    """Return the refuted verdicts, those with the same run together, in the catalogue's order."""
    alike: dict[object, list[Verdict]] = {}
    for prop in comparison.question.properties:
        for verdict in result.verdicts:
            if verdict.property.id == prop.id and verdict.counterexample is not None:
                alike.setdefault((prop.id, verdict.counterexample.steps), []).append(verdict)
    return list(alike.values())


def _shown(comparison: Comparison, verdicts: Sequence[Verdict], anchor: str) -> Shown:
    verdict = verdicts[0]
    assert verdict.counterexample is not None
    facts = _facts_of_case(verdict)
    case = say("report.counterexample.case", facts=facts) if facts else NOTHING
    story = counterexample_of(verdict)
    steps = []
    for step in story.steps:
        why = note(story, step)
        words = step_words(verdict.regime, step)
        steps.append(words + say("chart.semicolon") + say(why) if why else words)
    return Shown(
        anchor,
        verdict.property.label,
        _gist(verdict),
        say("report.counterexample.holds", where=_views(comparison, verdicts)),
        case or say("report.counterexample.ordinary"),
        Markup(timeline(story, anchor)),
        tuple(steps),
    )


def _views(comparison: Comparison, verdicts: Sequence[Verdict]) -> Text:
    """Name the assumptions and readings; those that make no difference are left out."""
    views = dict.fromkeys((one.assume, one.reading) for one in verdicts)
    every = readings(comparison)
    if len(views) == len(every) * len(Assume):
        return say("report.counterexample.always")
    told = []
    for assume in Assume:
        chosen = [reading for reading in every if (assume, reading) in views]
        if len(chosen) == len(every):
            told.append(say(f"assume.{assume}"))
        else:
            told += [view_words(assume, reading) for reading in chosen]
    return say("chart.semicolon").join(told)


def _gist(verdict: Verdict) -> Text:
    """Say what became of the response: how it ended, and under which article it was owed."""
    assert verdict.counterexample is not None
    steps = verdict.counterexample.steps
    ends = [step for step in steps if step.event == verdict.property.response]
    step = ends[-1] if ends else steps[-1]
    label = verdict.regime.vocabulary.events[step.event].label
    parts = [say(f"mode.{step.mode}")]
    if key := note(counterexample_of(verdict), step):
        parts.append(say(key))
    if step.article:
        parts.append(article_label(step.article))
    elif step.mode == "never":
        parts.append(say("timeline.no-rule"))
    return say("report.counterexample.gist", event=label, how=say("chart.and").join(parts))


def _facts_of_case(verdict: Verdict) -> Text:
    """Say what is special about the case, and what a rule that came into play asks of it."""
    assert verdict.counterexample is not None
    regime, run = verdict.regime, verdict.counterexample.run
    guards = [
        guard
        for rule in regime.rules
        if any(run.holds(event) for event in rule.on.events)
        for guard in (rule.when, *_exceptions(rule))
    ]
    asked = {name for guard in (*guards, verdict.property.when) for name in guard}
    facts = {
        name: frozenset({value})
        for name, value in run.attributes.items()
        if name in asked or value != regime.vocabulary.attributes[name].values[0]
    }
    return guard_words(regime, facts)


def _exceptions(rule: Rule) -> tuple[Guard, ...]:
    return rule.on_expiry.unless if isinstance(rule, Obligation) and rule.on_expiry else ()
