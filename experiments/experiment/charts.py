"""The charts of an experiment's page: which there are, what they are called, how they are drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice

from matplotlib.figure import Figure

from experiments.answers.answer import Answer
from experiments.answers.guarantees import ABOUT
from experiments.experiment.backlog import backlog, has_series
from experiments.experiment.course import course, runs_of
from experiments.experiment.ecdf import ecdf
from experiments.experiment.forest import forest, rows_of
from experiments.experiment.heat import heat, planes
from experiments.hinges.chart import tornado
from experiments.hinges.page import tornados
from experiments.measures.kinds import Measure
from experiments.running.replication import SPANS
from experiments.show.blocks import Chart
from experiments.show.drawing import Drawings, drawing
from model.language import LANGS, Lang, Text, say

_CHARTED = 2
"""Measures that have charts, the first of the design; the tables have all."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart of a page, in both languages.

    Attributes
    ----------
    name
        Of its files, which are ``name-lang.png`` and so on.
    section
        Where it stands, of :data:`experiments.experiment.page.SECTIONS`.
    """

    name: str
    title: Text
    draw: Callable[[Lang], Figure]
    section: str = "evidence"


def drawings(found: Answer) -> Drawings:
    """Draw every chart of an experiment; the same results give the same bytes."""
    return {
        (one.name, lang): drawing(one.draw(), printed=True)
        for lang in LANGS
        for one in pictures(found)
    }


def charts_in(found: Answer, section: str) -> Iterator[Chart]:
    """Yield the charts of a section."""
    for one in pictures(found):
        if one.section == section:
            yield Chart(one.name, str(one.title), str(one.title))


def pictures(found: Answer) -> Iterator[Picture]:
    """Yield all charts in the order of the page; the first stands with the answer."""
    made = (one for kind in KINDS for one in kind(found))
    if first := next(made, None):
        yield replace(first, section="answer")
    yield from made


def _ecdfs(found: Answer) -> Iterator[Picture]:
    """Of the spans that measures are about, and of claims where something is proved of them."""
    named = {one.name.split(".")[0] for one in found.measures}
    bound = {one.property for one in found.guarantees or () if one.nobody is not None}
    for span in SPANS:
        if span in named or ABOUT.get(span) in bound:
            title = _title("ecdf", span=_both(f"answers.span.{span}"))
            yield Picture(f"ecdf-{span}", title, partial(ecdf, found, span))


def _courses(found: Answer) -> Iterator[Picture]:
    for one in _some(found, lambda one: any(runs_of(found, one, axis) for axis in found.axes)):
        for axis in sorted(found.axes, key=lambda axis: axis not in found.choices):
            if runs_of(found, one, axis):
                level = Text(found.level(axis).in_("zh"), found.level(axis).in_("en"))
                title = _title("course", measure=_named(one), level=level)
                name = f"course-{one.name}-{axis}"
                yield Picture(name, title, partial(course, found, one, axis))


def _forests(found: Answer) -> Iterator[Picture]:
    for one in _some(found, lambda one: bool(rows_of(found, one))):
        title = _title("forest", measure=_named(one))
        yield Picture(f"forest-{one.name}", title, partial(forest, found, one))


def _heats(found: Answer) -> Iterator[Picture]:
    for one in found.measures[:_CHARTED] if planes(found) else ():
        title = _title("heat", measure=_named(one))
        yield Picture(f"heat-{one.name}", title, partial(heat, found, one))


def _some(found: Answer, drawable: Callable[[Measure], bool]) -> Iterator[Measure]:
    """The first measures of which there is something to draw."""
    return islice(filter(drawable, found.measures), _CHARTED)


def _backlogs(found: Answer) -> Iterator[Picture]:
    if has_series(found):
        yield Picture("backlog", _both("backlog.title"), partial(backlog, found))


def _tornados(found: Answer) -> Iterator[Picture]:
    for name, one in tornados(found).items():
        measure = one.conclusion.measure
        title = Text(*(say("hinges.chart.title", measure=measure.label()) for lang in LANGS))
        yield Picture(name, title, partial(tornado, found, one), "hinges")


def _title(kind: str, **words: Text) -> Text:
    zh, en = (say(f"answers.chart.{kind}.title", **words) for lang in ("zh", "en"))
    return Text(zh, en)


def _named(one: Measure) -> Text:
    return Text(one.label().in_("zh"), one.label().in_("en"))


def _both(key: str) -> Text:
    return Text(say(key).in_("zh"), say(key).in_("en"))


KINDS: tuple[Callable[[Answer], Iterator[Picture]], ...] = (
    _courses,
    _forests,
    _ecdfs,
    _heats,
    _backlogs,
    _tornados,
)
"""Each yields the charts of one kind, none where there is nothing to draw."""
