"""The sheet as DOCX: text and tables that can be gone on with, and the chart as a picture."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any

from experiments.show.blocks import Chart
from experiments.show.drawing import drawn
from experiments.studio.sheet.paper import Paper
from model.language import Lang, Text, say

if TYPE_CHECKING:
    from experiments.studio.sheet.screen import Basis

CHINESE = "宋体"
"""The font of Chinese text, which every office has."""
_LATIN = "Times New Roman"
_A4 = (210, 297)  # millimetres
_MARGIN, _SMALL, _BODY, _HEAD = 13, 7.5, 9.0, 14.0  # millimetres, and points


def docx(of: Paper, basis: Basis, chart: Chart | None, lang: Lang) -> bytes:
    """Return the sheet as a DOCX file in one language; the same sheet gives the same document."""
    made = _Document(lang)
    made.line(of.title, _HEAD, bold=True)
    made.line(of.question, 11, bold=True)
    for words in of.answer:
        made.line(words)
    if of.clauses:
        made.heading(say("studio.sheet.clauses"))
        heads = (
            "diff.column-article",
            "diff.column-act",
            "studio.year.before",
            "studio.year.after",
        )
        rows = [(one.article, one.act, one.before, one.after) for one in of.clauses]
        made.table([say(key) for key in heads], rows)
        if of.left_out:
            made.line(say("studio.sheet.more-clauses", count=of.left_out), _SMALL)
    if of.rows:
        made.heading(say("studio.sheet.lights", count=len(of.rows)))
        columns = [one + " " + head for one in basis.assumed for head in of.heads]
        cells = [(row.label, *(lit.sign + " " + lit.words for lit in row.cells)) for row in of.rows]
        made.table([say("diff.column-property"), *columns], cells)
    if chart is not None:
        made.picture(drawn(chart, lang, ("png",))["png"])
    made.heading(say("studio.sheet.granted"))
    for words in (*of.granted, *of.readings, *of.notes, *basis.assumptions):
        made.line("· " + words, _SMALL)
    made.heading(say("studio.sheet.repeat"))
    made.line(basis.digest, _SMALL)
    made.line(basis.command, _SMALL)
    return made.bytes()


class _Document:
    """A document that is being written."""

    def __init__(self, lang: Lang) -> None:
        import docx as library
        from docx.shared import Mm

        self.lang = lang
        self.made: Any = library.Document()
        section = self.made.sections[0]
        section.page_width, section.page_height = (Mm(side) for side in _A4)
        section.left_margin = section.right_margin = Mm(_MARGIN)
        section.top_margin = section.bottom_margin = Mm(_MARGIN - 2)
        self.width = Mm(_A4[0] - 2 * _MARGIN)
        self._font(self.made.styles["Normal"])

    def _font(self, style: Any) -> None:
        """Name the fonts; that of Chinese text is an attribute of its own."""
        from docx.oxml.ns import qn
        from docx.shared import Pt

        style.font.name, style.font.size = _LATIN, Pt(_BODY)
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), CHINESE)

    def line(self, words: Text | str, size: float = _BODY, *, bold: bool = False) -> None:
        """Write a paragraph."""
        self._into(self.made.add_paragraph(), words, size, bold)

    def heading(self, words: Text) -> None:
        """Write the heading of a part."""
        self.line(words, 10, bold=True)

    def _into(self, paragraph: Any, words: Text | str, size: float, bold: bool) -> None:
        from docx.shared import Pt

        told = words.in_(self.lang) if isinstance(words, Text) else words
        run = paragraph.add_run(told)
        run.bold, run.font.size = bold, Pt(size)
        shape = paragraph.paragraph_format
        shape.space_before, shape.space_after = Pt(3 if size > _BODY else 0), Pt(1)
        shape.line_spacing = 1.0

    def table(self, heads: Sequence[Text], rows: Iterable[Sequence[Text]]) -> None:
        """Write a table."""
        made = self.made.add_table(0, len(heads))
        made.style = "Table Grid"
        for bold, row in ((True, heads), *((False, row) for row in rows)):
            cells = made.add_row().cells
            for cell, words in zip(cells, row, strict=True):
                self._into(cell.paragraphs[0], words or Text("—", "—"), 8.0, bold)

    def picture(self, png: bytes) -> None:
        """Put in a picture as wide as the text."""
        self.made.add_picture(BytesIO(png), width=self.width)

    def bytes(self) -> bytes:
        """Return the file."""
        written = BytesIO()
        self.made.save(written)
        return written.getvalue()
