"""The report: one HTML page in both languages that needs nothing but itself."""

from __future__ import annotations

import platform
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from experiments import fonts
from experiments.charts import CHARTS
from experiments.charts.canvas import svg
from experiments.comparison import Comparison
from experiments.files import write
from experiments.marks import reading_words
from experiments.report.figures import figures
from experiments.report.standing import groups, sentences
from experiments.report.tables import Where, calendar_rows, verdict_rows, view_words, where
from experiments.report.timeline import note, timeline
from experiments.sentences import guard_words
from experiments.verdict_words import step_words
from model.language import LANGS, Lang, say
from model.ledger import article_label
from model.regime import Regime
from model.rule import Obligation, Rule
from model.vocabulary import Guard
from verify.verdict import Verdict

_FONTS = "@@fonts@@"
_DISTRIBUTIONS = ("shenguan", "z3-solver", "simpy")


def write_report(comparison: Comparison, folder: Path, lang: Lang, command: str) -> Path:
    """Write ``index.html`` and return its path; a file is whole or not there.

    Parameters
    ----------
    lang
        The language that the page shows first; it holds both.
    command
        The command that made the comparison. Folders are left out of its paths, so that the
        page says nothing about the machine.
    """
    return write(folder / "index.html", page(comparison, lang, command).encode())


def page(comparison: Comparison, lang: Lang, command: str) -> str:
    """Return the page as text; the same comparison gives the same text."""
    environment = Environment(
        loader=PackageLoader("experiments.report", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    views = [_view(comparison, one, command) for one in sorted(LANGS, key=lambda one: one != lang)]
    text = environment.get_template("page.html.jinja").render(
        lang=lang, views=views, family=fonts.PAGE_FAMILY, fonts=_FONTS
    )
    return text.replace(_FONTS, "".join(_face(face) for face in fonts.faces(text)))


def _face(face: fonts.Face) -> str:
    return (
        f'@font-face{{font-family:"{fonts.PAGE_FAMILY}";font-display:block;'
        f"src:url(data:font/woff2;base64,{face.base64}) format('woff2');"
        f"unicode-range:{_ranges(face.characters)}}}"
    )


def _ranges(characters: str) -> str:
    return ",".join(f"U+{ord(char):X}" for char in characters)


def _view(comparison: Comparison, lang: Lang, command: str) -> dict[str, Any]:
    """Return all that the template shows in one language."""
    question = comparison.question
    shown, anchors = _counterexamples(comparison, lang)
    return {
        "lang": lang,
        "t": partial(_text, lang),
        "names": [one.regime.name.in_(lang) for one in comparison.results],
        "question": question,
        "sentences": sentences(comparison, lang),
        "groups": groups(comparison, lang),
        "rows": verdict_rows(comparison, lang, anchors),
        "charts": list(_charts(comparison, lang)),
        "counterexamples": shown,
        "figures": figures(comparison, lang),
        "calendar": calendar_rows(comparison, lang),
        "facts": _facts(comparison, lang, command),
        "sources": comparison.results,
        "readings": [(one.regime, _readings(one.regime, lang)) for one in comparison.results],
    }


def _text(lang: Lang, key: str, **values: object) -> str:
    return say(key, lang, **values)


def _charts(comparison: Comparison, lang: Lang) -> Iterator[dict[str, object]]:
    for name, draw in CHARTS.items():
        title, described = (say(f"chart.{name}.{part}", lang) for part in ("title", "note"))
        drawn = inlined(svg(draw(comparison, lang)), f"{name}-{lang}", title, described)
        yield {"name": name, "title": title, "drawing": Markup(drawn)}


def inlined(drawing: str, ident: str, title: str, described: str) -> str:
    """Make a chart's SVG part of a page: named, sized by the page, with identifiers of its own.

    Identifiers are prefixed because those of several charts would clash, and a clash with a
    chart of the hidden language would leave gaps in the shown one.
    """
    drawing = drawing[drawing.index("<svg") :]
    drawing = re.sub(r'\s(xmlns(:\w+)?|version)="[^"]*"', "", drawing)
    drawing = re.sub(r'<svg width="[^"]*" height="[^"]*"', "<svg", drawing, count=1)
    drawing = drawing.replace("xlink:href", "href")
    drawing = re.sub(r'\bid="', f'id="{ident}-', drawing)
    drawing = re.sub(r'href="#', f'href="#{ident}-', drawing)
    drawing = re.sub(r"url\(#", f"url(#{ident}-", drawing)
    named = (
        f'<svg role="img" aria-labelledby="{ident}-title {ident}-desc"'
        f'\\g<1>><title id="{ident}-title">{Markup.escape(title)}</title>'
        f'<desc id="{ident}-desc">{Markup.escape(described)}</desc>'
    )
    return re.sub(r"<svg((?:\s[^>]*)?)>", named, drawing, count=1)


@dataclass(frozen=True, slots=True)
class _Shown:
    """A counterexample on the page; one stands for every verdict that has the same run."""

    anchor: str
    property: str
    where: str
    case: str
    drawing: Markup
    steps: tuple[str, ...]


def _counterexamples(
    comparison: Comparison, lang: Lang
) -> tuple[list[tuple[str, list[_Shown]]], Mapping[Where, str]]:
    """Return the counterexamples by regime, and for each verdict where its own is to be found."""
    shown: list[tuple[str, list[_Shown]]] = []
    anchors: dict[Where, str] = {}
    for result in comparison.results:
        alike: dict[object, list[Verdict]] = {}
        for verdict in result.verdicts:
            if verdict.counterexample is not None:
                key = (verdict.property.id, verdict.counterexample.steps)
                alike.setdefault(key, []).append(verdict)
        here = []
        for number, verdicts in enumerate(alike.values(), 1):
            anchor = f"counterexample-{lang}-{len(shown) + 1}-{number}"
            anchors.update((where(one), anchor) for one in verdicts)
            here.append(_shown(verdicts, anchor, lang))
        shown.append((result.regime.name.in_(lang), here))
    return shown, anchors


def _shown(verdicts: list[Verdict], anchor: str, lang: Lang) -> _Shown:
    verdict = verdicts[0]
    assert verdict.counterexample is not None
    views = dict.fromkeys(view_words(one.assume, one.reading, lang) for one in verdicts)
    facts = _facts_of_case(verdict, lang)
    case = say("report.counterexample.case", lang, facts=facts) if facts else ""
    steps = []
    for step in verdict.counterexample.steps:
        why = note(verdict, step)
        words = step_words(verdict.regime, step, lang)
        steps.append(words + say("chart.semicolon", lang) + say(why, lang) if why else words)
    return _Shown(
        anchor,
        verdict.property.label.in_(lang),
        say("report.counterexample.holds", lang, where=say("chart.semicolon", lang).join(views)),
        case or say("report.counterexample.ordinary", lang),
        Markup(timeline(verdict, lang, anchor)),
        tuple(steps),
    )


def _facts_of_case(verdict: Verdict, lang: Lang) -> str:
    """Say what is special about the case, and what a rule that came into play asks of it."""
    assert verdict.counterexample is not None
    regime, run = verdict.regime, verdict.counterexample.run
    guards = [
        guard
        for rule in regime.rules
        if any(run.holds(event) for event in rule.on.events)
        for guard in (rule.when, *_exceptions(rule))
    ]
    asked = {name for guard in guards for name in guard}
    facts = {
        name: frozenset({value})
        for name, value in run.attributes.items()
        if name in asked or value != regime.vocabulary.attributes[name].values[0]
    }
    return guard_words(regime, facts, lang)


def _exceptions(rule: Rule) -> tuple[Guard, ...]:
    return rule.on_expiry.unless if isinstance(rule, Obligation) and rule.on_expiry else ()


def _facts(comparison: Comparison, lang: Lang, command: str) -> list[tuple[str, str]]:
    """Return what it takes to make the comparison again."""
    question = comparison.question
    versions = [f"{name} {metadata.version(name)}" for name in _DISTRIBUTIONS]
    versions.append(f"Python {platform.python_version()}")
    facts = {
        "command": without_folders(command),
        "seed": str(question.seed),
        "year": str(question.year),
        "scenario": f"{question.scenario.label.in_(lang)} ({question.scenario.id})",
        "reading": reading_words(question.reading, lang),
        "versions": ", ".join(versions),
    }
    return [(say(f"report.reproduce.{key}", lang), value) for key, value in facts.items()]


def without_folders(command: str) -> str:
    """Return a command with the folders of absolute paths left out.

    >>> without_folders("shenguan compare jinan /home/me/our.yaml --out=/tmp/x")
    'shenguan compare jinan our.yaml --out=x'
    """
    return re.sub(r"(?<![\w.~])(?:~|[A-Za-z]:)?[/\\](?:[^\s'\"=]*[/\\])?", "", command)


def _readings(regime: Regime, lang: Lang) -> list[tuple[str, str]]:
    return [
        (article_label(rule.article, lang), rule.reading.in_(lang))
        for rule in (*regime.rules, *regime.sanctions)
        if rule.reading is not None
    ]
