"""What is taken away: one sheet of A4, as a page and as DOCX, the rule file, and the design."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata

from markupsafe import Markup

from experiments.show import fonts
from experiments.show.blocks import Chart
from experiments.show.drawing import drawn
from experiments.show.inline import inlined
from experiments.show.marks import reading_words
from experiments.show.markup import environment
from experiments.studio.address import Address
from experiments.studio.ask import Studio
from experiments.studio.experiment.design import FILE, design_of, edited_name, rule_file
from experiments.studio.page import File, Screen
from experiments.studio.sheet.chart import chart_of
from experiments.studio.sheet.docx import docx
from experiments.studio.sheet.paper import Paper, paper
from experiments.studio.sheet.plainly import who
from experiments.studio.times import timed
from experiments.studio.year.screen import known
from model.language import NOTHING, Complaint, Lang, Text, say, speaking
from verify.verdict import Assume

_WAIT, _SAVING = 1.5, 20.0  # seconds that a page, and a file, waits for lights
_AGAIN = 400  # milliseconds
KINDS = {
    "html": "studio.sheet.as-html",
    "docx": "studio.sheet.as-docx",
    "rules": "studio.sheet.as-rules",
    "design": "studio.sheet.as-design",
}
"""What can be saved, and what its link says."""

_TYPES = {
    "html": "text/html",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "rules": "application/yaml",
    "design": "application/yaml",
}


@dataclass(frozen=True)
class Basis:
    """What stands below a sheet, and what a reader who does not see the chart should know.

    Attributes
    ----------
    assumed
        Who obeys, as heads of the columns of lights.
    """

    assumed: tuple[Text, ...]
    assumptions: tuple[Text, ...]
    digest: Text
    command: str
    described: Text


def screen(address: Address, studio: Studio) -> Screen | File:
    """Return the sheet on a screen, or one of the files that can be saved."""
    kind = address.get("as")
    if kind and kind not in KINDS:
        raise Complaint("studio.sheet.no-kind", found=kind[:60])
    if kind in ("rules", "design"):
        return _source(kind, address, studio)
    with timed("studio.time.sheet"):
        found = paper_of(address, studio, _SAVING if kind else _WAIT)
        if found is None and kind:
            raise Complaint("studio.sheet.too-long")
        if found is None:
            template = "studio/sheet.html.jinja"
            values: dict[str, object] = {"paper": None}
            return Screen(say("studio.sheet.title"), (), template, values, again=_AGAIN)
        basis, chart = basis_of(found, address, studio), chart_of(found)
        name = f"{found.before.regime.id}-{say('studio.sheet.name').in_(address.lang)}.{kind}"
        if kind == "html":
            return File(name, _TYPES[kind], html(found, basis, chart, address.lang).encode())
        if kind == "docx":
            return File(name, _TYPES[kind], docx(found, basis, chart, address.lang))
    kinds = [(kind, say(key)) for kind, key in KINDS.items() if kind != "rules" or address.edits]
    shown = {
        "paper": found,
        "basis": basis,
        "chart": _drawing(chart, address.lang) if chart else None,
        "kinds": kinds,
        "years": found.years,
    }
    return Screen(say("studio.sheet.title"), (), "studio/sheet.html.jinja", shown)


def _source(kind: str, address: Address, studio: Studio) -> File:
    if kind == "rules":
        return File(edited_name(address, studio), _TYPES[kind], rule_file(address, studio))
    return File(FILE, _TYPES[kind], design_of(address, studio).files[FILE])


def paper_of(address: Address, studio: Studio, seconds: float) -> Paper | None:
    """Return the sheet of an address; ``None`` where its lights are not there in so many seconds.

    A year is on it if it was simulated; it is not waited for.
    """
    edited = studio.regime(address)
    if edited.mistakes is not None:
        raise edited.mistakes
    after = studio.lights(edited.after, address.reading, seconds, whole=True)
    before = after
    if edited.after is not edited.before:
        before = studio.lights(edited.before, address.reading, seconds, whole=True)
    if not (before.whole and after.whole):
        return None
    return paper(before, after, known(address, studio))


def basis_of(of: Paper, address: Address, studio: Studio) -> Basis:
    """Return what stands below a sheet."""
    chart = chart_of(of)
    return Basis(
        tuple(map(who, Assume)),
        tuple(_assumptions(of)),
        _digest(of, address),
        command(of, address, studio),
        chart.described if chart else NOTHING,
    )


def _assumptions(of: Paper) -> Iterator[Text]:
    yield say("studio.sheet.one-matter")
    if of.years is not None:
        question = of.years.question
        yield say(
            "studio.year.basis", year=question.year, seed=question.seed, n=of.years.done
        )  # of the years, not of the law


def _digest(of: Paper, address: Address) -> Text:
    before, after = of.before.regime, of.after.regime
    about = {
        "file": before.source,
        "before": before.digest[:16],
        "after": after.digest[:16],
        "reading": reading_words(address.reading),
        "scenario": address.scenario,
        "version": metadata.version("shenguan"),
    }
    return say("studio.sheet.digest-edited" if of.edited else "studio.sheet.digest", **about)


def command(of: Paper, address: Address, studio: Studio) -> str:
    """Return the commands that repeat it, of the files that can be saved."""
    name = address.regime if not address.regime.startswith("upload:") else of.before.regime.source
    text = shlex.quote(name.rsplit("/", 1)[-1])
    reading = f" --reading {address.reading}"
    first = f"shenguan verify {text}{reading}"
    if of.edited:
        first = f"shenguan diff {text} {edited_name(address, studio)}{reading}"
    return f"{first}; shenguan experiment run {FILE}"


def html(of: Paper, basis: Basis, chart: Chart | None, lang: Lang) -> str:
    """Return the sheet as one page that needs nothing but itself and prints on one sheet of A4."""
    drawing = _drawing(chart, lang) if chart else None
    with speaking(lang):
        written = (
            environment()
            .get_template("studio/paper_file.html.jinja")
            .render(
                paper=of,
                basis=basis,
                chart=drawing,
                lang=lang,
                say=say,
                family=fonts.PAGE_FAMILY,
                chart_family=fonts.CHART_FAMILY,
                fonts=_FONTS,
            )
        )
    return written.replace(_FONTS, fonts.css(written) + fonts.chart_css(drawing or ""), 1)


_FONTS = "@@fonts@@"


def _drawing(chart: Chart, lang: Lang) -> Markup:
    svg = drawn(chart, lang, ("inline",))["inline"].decode()
    return inlined(svg, "sheet", chart.title.in_(lang), chart.described.in_(lang), {})
