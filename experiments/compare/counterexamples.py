"""The counterexamples of a comparison, by regime, each as a drawing and step by step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from experiments.compare.ask import Comparison, RegimeResult
from experiments.compare.scope import Where, readings, where
from experiments.compare.verdicts import view_words
from experiments.show.blocks import Block, Fold, Paragraph, Swimlane
from experiments.show.notes import note
from experiments.show.rules import guard_words
from experiments.show.runs import MODES, assumption
from experiments.show.timeline import counterexample_of
from model.language import Text, say
from model.ledger import article_label
from model.rule import Obligation, Rule
from model.vocabulary import Guard
from verify.verdict import Assume, Verdict


def counterexamples(comparison: Comparison) -> tuple[list[Block], Mapping[Where, str]]:
    """Return the counterexamples by regime, and for each verdict the fold of its own."""
    blocks: list[Block] = [Paragraph(say("report.counterexample.intro"), "note")]
    anchors: dict[Where, str] = {}
    for place, result in enumerate(comparison.results, 1):
        folds = []
        for number, verdicts in enumerate(_alike(comparison, result), 1):
            anchor = f"counterexample-{place}-{number}"
            anchors.update((where(verdict), anchor) for verdict in verdicts)
            folds.append(_fold(comparison, verdicts, anchor))
        if folds:
            count = say("report.counterexample.count", count=len(folds))
            blocks.append(Fold(result.regime.name, tuple(folds), gist=count))
        else:
            blocks.append(Paragraph(say("report.counterexample.none", regime=result.regime.name)))
    return blocks, anchors


def _alike(comparison: Comparison, result: RegimeResult) -> list[list[Verdict]]:
    """Return the refuted verdicts, those with the same run together, in the catalogue's order."""
    alike: dict[object, list[Verdict]] = {}
    for prop in comparison.question.properties:
        for verdict in result.verdicts:
            if verdict.property.id == prop.id and verdict.counterexample is not None:
                alike.setdefault((prop.id, verdict.counterexample.steps), []).append(verdict)
    return list(alike.values())


def _fold(comparison: Comparison, verdicts: Sequence[Verdict], anchor: str) -> Fold:
    """Return the fold of one run, which stands for every verdict that has it."""
    verdict = verdicts[0]
    facts = _facts_of_case(verdict)
    if facts:
        case = say("report.counterexample.case", facts=facts)
    else:
        case = say("report.counterexample.ordinary")
    views = say("report.counterexample.holds", where=_views(comparison, verdicts))
    gist = say("chart.semicolon").join((_gist(verdict), views))
    run = Swimlane(counterexample_of(verdict), case)
    return Fold(verdict.property.label, (run,), gist=gist, id=anchor)


def _views(comparison: Comparison, verdicts: Sequence[Verdict]) -> Text:
    """Name the assumptions and readings; those that make no difference are left out."""
    views = {(verdict.assume, verdict.reading) for verdict in verdicts}
    every = readings(comparison)
    if len(views) == len(every) * len(Assume):
        return say("report.counterexample.always")
    named = []
    for assume in Assume:
        chosen = [reading for reading in every if (assume, reading) in views]
        if len(chosen) == len(every):
            named.append(assumption(assume))
        else:
            named += [view_words(assume, reading) for reading in chosen]
    return say("chart.semicolon").join(named)


def _gist(verdict: Verdict) -> Text:
    """Say what became of the response: how it ended, and under which article it was owed."""
    story = counterexample_of(verdict)
    ends = [step for step in story.steps if step.event == verdict.property.response]
    step = ends[-1] if ends else story.steps[-1]
    parts = [say(MODES[step.mode])]
    if not step.could:
        parts.append(say("timeline.could-not"))
    if words := note(story, step):
        parts.append(words)
    if step.article:
        parts.append(article_label(step.article))
    elif step.mode == "never":
        parts.append(say("timeline.no-rule"))
    label = verdict.regime.vocabulary.events[step.event].label
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
