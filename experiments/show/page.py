"""A sheet as one HTML page in both languages that needs nothing but itself."""

from __future__ import annotations

from pathlib import Path

from experiments.show.blocks import Sheet
from experiments.show.drawing import Drawings, drawings, write_charts
from experiments.show.files import encoded, write
from experiments.show.files import folder as made
from model.language import Lang


def html(sheet: Sheet, lang: Lang) -> str:
    """Return a page that shows one language first and holds both.

    The same sheet gives the same text.
    """
    return _page(sheet, lang, drawings(sheet.sections))


def write_page(sheet: Sheet, folder: Path, lang: Lang, *, charts: bool = True) -> Path:
    """Write ``index.html`` and return it; the folder is made where it is not there.

    Parameters
    ----------
    charts
        Whether every chart is written as files of its own too, in all formats.

    Raises
    ------
    Complaint
        When the disk does not take it.
    """
    made(folder)
    drawn = drawings(sheet.sections, filed=charts)
    if charts:
        write_charts(drawn, folder)
    return write(folder / "index.html", encoded(_page(sheet, lang, drawn)))


def _page(sheet: Sheet, lang: Lang, drawn: Drawings) -> str:
    from experiments.show.filling import filled  # and templates, which a terminal needs not

    return filled(sheet, lang, drawn)
