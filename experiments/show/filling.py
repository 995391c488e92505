"""A sheet whose charts are drawn, filled into the template of a page: one file, or two."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup

from experiments.show import fonts
from experiments.show.blocks import Block, Chart, Fold, Section, Sheet, Swimlane, charts_of, walk
from experiments.show.drawing import Drawings
from experiments.show.inline import Hatches, hatches, inlined, texts
from experiments.show.markup import environment, printed, sections
from experiments.show.page import FIRST
from experiments.show.run_data import Runs
from experiments.show.wording import wording_section
from model.language import LANGS, NOTHING, Lang, Text, say

SECOND = "details.html"
FEW = 12  # runs that a page holds as drawings; of more it holds data

_FONTS = "@@fonts@@"
"""Where the template leaves room for its fonts, which depend on the characters of the page."""


@dataclass(frozen=True)
class _Part:
    """The sections of one file, and those of the other to which it leads."""

    sheet: Sheet
    file: str

    @cached_property
    def sections(self) -> Sequence[Section]:
        own = [one for one in self.sheet.sections if one.behind is (self.file == SECOND)]
        wording = wording_section(self.sheet.regimes) if own else None
        return [*own, wording] if wording is not None else own

    @cached_property
    def others(self) -> Sequence[Section]:
        return [one for one in self.sheet.sections if one not in self.sections]

    @cached_property
    def other(self) -> str:
        return FIRST if self.file == SECOND else SECOND

    @cached_property
    def names(self) -> Mapping[str, str]:
        """The file of each anchor that is in the other one."""
        return dict.fromkeys(_anchors(self.others), self.other)

    @property
    def title(self) -> Text:
        if self.file == FIRST:
            return self.sheet.title
        return say("show.details-of", title=self.sheet.title)

    @property
    def drawing(self) -> bool:
        """Whether its runs are data, which a script draws."""
        blocks = (block for one in self.sections for block in walk(one.blocks))
        return sum(isinstance(block, Swimlane) for block in blocks) > FEW


def _anchors(of: Iterable[Section]) -> Iterable[str]:
    for section in of:
        yield section.id
        yield from (
            block.id for block in walk(section.blocks) if isinstance(block, Fold) and block.id
        )


def filled(sheet: Sheet, lang: Lang, drawn: Drawings) -> dict[str, str]:
    """Return the files of a page by name; the same sheet and charts give the same texts.

    The second file holds the sections that stand behind the others, if there are any. Both carry
    the same fonts, since to make them takes longer than to read the few letters more.
    """
    first, second = _Part(sheet, FIRST), _Part(sheet, SECOND)
    parts = [part for part in (first, second) if part is first or part.sections]
    written = {part.file: _filled(part, lang, drawn) for part in parts}
    carried = fonts.css("".join(written.values())) + fonts.chart_css(texts(drawn))
    return {name: text.replace(_FONTS, carried, 1) for name, text in written.items()}


def _filled(part: _Part, lang: Lang, every: Drawings) -> str:
    charts = charts_of(part.sections)
    drawn = {key: files for key, files in every.items() if key[0] in charts}
    shared = hatches(drawn)
    order = sorted(LANGS, key=lambda other: other != lang)
    return (
        environment()
        .get_template("show/page.html.jinja")
        .render(
            lang=lang,
            on_paper=any(_hidden(section.blocks) for section in part.sections),
            views=[_view(part, one, drawn, shared) for one in order],
            several=bool(part.others),
            first=part.file == FIRST,
            other=part.other,
            drawing=part.drawing,
            worded=bool(wording_section(part.sheet.regimes)),
            family=fonts.PAGE_FAMILY,
            chart_family=fonts.CHART_FAMILY,
            fonts=_FONTS,
            hatches=shared.sheet,
        )
    )


def _hidden(blocks: Iterable[Block]) -> bool:
    """Whether folds among blocks stay closed on paper."""
    return any(isinstance(block, Fold) and not printed(block) for block in walk(blocks))


def _view(part: _Part, lang: Lang, drawn: Drawings, shared: Hatches) -> dict[str, object]:
    def chart(of: Chart, ident: str) -> Markup:
        drawing = drawn[of.name, lang]["inline"].decode()
        title, described = of.title.in_(lang), of.described.in_(lang)
        return inlined(drawing, ident, title, described, shared.names)

    def elsewhere(anchor: str) -> str:
        return part.names.get(anchor, "")

    sheet, runs = part.sheet, Runs(lang)
    record = runs.add if part.drawing else None
    subtitle = sheet.subtitle or NOTHING
    named = say("show.page-of", title=part.title, about=subtitle) if subtitle else part.title
    written = list(sections(part.sections, lang, chart, elsewhere=elsewhere, record=record))
    words = {
        "switch": say("show.switch"),
        "switch_label": say("show.switch-label"),
        "contents": say("show.contents"),
        "on_paper": say("show.on-paper"),
        "details": say("show.details"),
        "back": say("show.back"),
        "more": say("show.more"),
        "slide": say("show.slide"),
        "close": say("show.close"),
        "title": part.title,
        "named": named,
        "subtitle": subtitle,
    }
    return {
        **{name: text.in_(lang) for name, text in words.items()},
        "lang": lang,
        "titles": [(section.id, section.title.in_(lang)) for section in part.sections],
        "others": [(section.id, section.title.in_(lang)) for section in part.others],
        "sections": written,
        "runs": runs.script(f"runs-{lang}"),
    }
