"""A chart as files: in each language, in each format that is wanted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal

from experiments.show.blocks import Chart, Section, charts_of
from experiments.show.files import write
from model.language import LANGS, Lang, speaking

Format = Literal["inline", "svg", "png", "pdf"]
"""``inline`` is SVG as a part of a page; the others are files."""
Drawings = Mapping[tuple[str, Lang], Mapping[Format, bytes]]
"""Every chart by its name and language, in its formats."""


def drawn(chart: Chart, lang: Lang, formats: tuple[Format, ...]) -> dict[Format, bytes]:
    """Return a chart in one language, drawn once, in several formats.

    The same chart gives the same bytes.
    """
    from experiments.show import canvas  # and matplotlib, which a terminal needs not

    with speaking(lang):
        figure = chart.draw()
        files: dict[Format, bytes] = {}
        if "png" in formats:
            files["png"] = canvas.png(figure)
        if "svg" in formats:
            files["svg"] = canvas.svg(figure).encode()
        if "inline" in formats:
            files["inline"] = canvas.inline(figure).encode()
        if "pdf" in formats:
            files["pdf"] = canvas.pdf(figure)
        return files


def drawings(sections: Iterable[Section], *, filed: bool = False) -> Drawings:
    """Return every chart of some sections in both languages.

    Parameters
    ----------
    filed
        Whether in all formats that go to files, or only as a page needs them.
    """
    return {
        (name, lang): drawn(chart, lang, formats)
        for name, chart in charts_of(sections).items()
        if (formats := _formats(chart, filed))
        for lang in LANGS
    }


def _formats(chart: Chart, filed: bool) -> tuple[Format, ...]:
    shown: tuple[Format, ...] = () if chart.filed else ("inline",)
    if not filed:
        return shown
    return (*shown, "png", "svg", *(("pdf",) if chart.printed else ()))


def write_charts(charts: Drawings, folder: Path) -> list[Path]:
    """Write every chart as ``name-lang.png`` and so on; no file is half there."""
    return [
        write(folder / f"{name}-{lang}.{ending}", data)
        for (name, lang), files in charts.items()
        for ending, data in files.items()
        if ending != "inline"
    ]
