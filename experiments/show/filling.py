"""A sheet whose charts are drawn, filled into the template of a page."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from experiments.show import fonts
from experiments.show.blocks import Block, Chart, Fold, Sheet, walk
from experiments.show.drawing import Drawings
from experiments.show.inline import Hatches, hatches, inlined, texts
from experiments.show.markup import environment, printed, sections
from model.language import LANGS, Lang, say

_FONTS = "@@fonts@@"
"""Where the template leaves room for its fonts, which depend on the characters of the page."""


def filled(sheet: Sheet, lang: Lang, drawn: Drawings) -> str:
    """Return the page; the same sheet and charts give the same text."""
    shared = hatches(drawn)
    order = sorted(LANGS, key=lambda other: other != lang)
    text = (
        environment()
        .get_template("show/page.html.jinja")
        .render(
            lang=lang,
            on_paper=any(_hidden(section.blocks) for section in sheet.sections),
            views=[_view(sheet, one, drawn, shared) for one in order],
            family=fonts.PAGE_FAMILY,
            chart_family=fonts.CHART_FAMILY,
            fonts=_FONTS,
            hatches=shared.sheet,
        )
    )
    return text.replace(_FONTS, fonts.css(text) + fonts.chart_css(texts(drawn)), 1)


def _hidden(blocks: Iterable[Block]) -> bool:
    """Whether folds among blocks stay closed on paper."""
    return any(isinstance(block, Fold) and not printed(block) for block in walk(blocks))


def _view(sheet: Sheet, lang: Lang, drawn: Drawings, shared: Hatches) -> dict[str, object]:
    def chart(of: Chart, ident: str) -> Markup:
        drawing = drawn[of.name, lang]["inline"].decode()
        title, described = of.title.in_(lang), of.described.in_(lang)
        return inlined(drawing, ident, title, described, shared.names)

    return {
        "lang": lang,
        "title": sheet.title.in_(lang),
        "subtitle": sheet.subtitle.in_(lang),
        "switch": say("show.switch").in_(lang),
        "switch_label": say("show.switch-label").in_(lang),
        "contents": say("show.contents").in_(lang),
        "on_paper": say("show.on-paper").in_(lang),
        "titles": [(section.id, section.title.in_(lang)) for section in sheet.sections],
        "sections": list(sections(sheet.sections, lang, chart)),
    }
