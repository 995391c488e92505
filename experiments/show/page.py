"""A sheet as an HTML page in both languages that needs nothing but itself.

Sections that stand behind the others are in a second file beside it.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from experiments.show.blocks import Sheet
from experiments.show.drawing import Drawings, drawings, write_charts
from experiments.show.files import encoded, write
from experiments.show.files import folder as made
from model.language import Lang
from model.simulation.collector import is_held_back

FIRST = "index.html"
"""The file of a page that is opened first."""


def html(sheet: Sheet, lang: Lang) -> str:
    """Return a page that shows one language first and holds both: its first file.

    The same sheet gives the same text.
    """
    return files(sheet, lang)[FIRST]


def files(sheet: Sheet, lang: Lang) -> dict[str, str]:
    """Return the files of a page by name: the first one, and the second where it has one."""
    return _files(sheet, lang, drawings(sheet.sections))


def write_page(sheet: Sheet, folder: Path, lang: Lang, *, charts: bool = True) -> Path:
    """Write ``index.html`` and return it; the folder is made where it is not there.

    ``details.html`` is written beside it where sections stand behind the others.

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
    with _old_uncollected():
        drawn = drawings(sheet.sections, filed=charts)
        if charts:
            write_charts(drawn, folder)
        texts = _files(sheet, lang, drawn)
    for name in set(texts) - {FIRST}:  # before, since the first one leads there
        write(folder / name, encoded(texts[name]))
    return write(folder / FIRST, encoded(texts[FIRST]))


@contextmanager
def _old_uncollected() -> Iterator[None]:
    """Let Python's cycle collector look at what is made within only.

    An answer is large, and drawing makes so many objects that it would be walked again and again.
    A command holds back what it has imported, and looks so seldom that nothing is done about it.
    """
    if is_held_back():
        yield
        return
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _files(sheet: Sheet, lang: Lang, drawn: Drawings) -> dict[str, str]:
    from experiments.show.filling import filled  # and templates, which a terminal needs not

    return filled(sheet, lang, drawn)
