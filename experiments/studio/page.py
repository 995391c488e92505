"""A screen of the studio, and how it becomes a page: blocks, or a template of the screen's own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from markupsafe import Markup

from experiments.show import fonts
from experiments.show.blocks import Chart, Section
from experiments.show.drawing import drawn
from experiments.show.inline import inlined
from experiments.show.markup import environment, sections
from experiments.show.wording import wording_section
from experiments.studio.address import Address
from experiments.studio.times import Times
from model.language import LANGS, NOTHING, Lang, Text, say, speaking
from model.regime import Regime


@dataclass(frozen=True)
class Screen:
    """What one screen shows.

    Attributes
    ----------
    sections
        Blocks, shown below what the template shows; alone where there is no template.
    template
        A template of the studio, such as ``studio/change.html.jinja``, which extends
        ``studio/base.html.jinja``; it is given ``values``, the address as ``address``, and the
        sections, each as HTML, as ``sections``.
    status
        The status of the answer.
    regimes
        Texts that are cited: where their words are known, an article that is named shows its own.
    again
        Milliseconds after which the page asks for itself again, while something is under way.
    """

    title: Text
    sections: tuple[Section, ...] = ()
    template: str = "studio/base.html.jinja"
    values: Mapping[str, object] = field(default_factory=dict)
    lead: Text = NOTHING
    status: int = 200
    regimes: tuple[Regime, ...] = ()
    again: int | None = None


@dataclass(frozen=True)
class File:
    """A file to be saved: its name, kind and bytes."""

    name: str
    kind: str
    data: bytes


Tabs = Mapping[str, Text]
"""What stands on the tab of each screen, by its name."""


def html(screen: Screen, of: str, address: Address, tabs: Tabs, times: Times) -> str:
    """Return a screen as a page in the language of its address.

    Parameters
    ----------
    of
        The name of the screen, empty where it is none of them.
    """
    with speaking(address.lang):
        return (
            environment()
            .get_template(screen.template)
            .render(
                {
                    **screen.values,
                    "screen": screen,
                    "of": of,
                    "address": address,
                    "tabs": tabs,
                    "say": say,
                    "other": next(lang for lang in LANGS if lang != address.lang),
                    "sections": _sections(screen.sections, address.lang),
                    "wording": _sections(_wording(screen.regimes), address.lang),
                    "times": times,
                }
            )
        )


def _wording(regimes: tuple[Regime, ...]) -> tuple[Section, ...]:
    section = wording_section(regimes)
    return () if section is None else (section,)


def _sections(shown: Iterable[Section], spoken: Lang) -> list[Markup]:
    def chart(of: Chart, ident: str) -> Markup:
        drawing = drawn(of, spoken, ("inline",))["inline"].decode()
        return inlined(drawing, ident, str(of.title), str(of.described), {})

    return list(sections(shown, spoken, chart))


@cache
def css() -> str:
    """Return the style sheet of all screens: that of pages, of blocks, and their own."""
    return (
        environment()
        .get_template("studio/studio.css.jinja")
        .render(
            family=fonts.PAGE_FAMILY,
            chart_family=fonts.CHART_FAMILY,
            fonts="",
            views=[{"lang": lang, "slide": say("show.slide").in_(lang)} for lang in LANGS],
        )
    )


FILES: Mapping[str, tuple[str, Callable[[], bytes]]] = {
    "style.css": ("text/css", lambda: css().encode()),
    "htmx.min.js": ("text/javascript", lambda: _own("htmx.min.js")),
    "script.js": ("text/javascript", lambda: _own("script.js")),
    "wording.js": ("text/javascript", lambda: _own("wording.js", "experiments.show", "")),
    "chinese.ttf": ("font/ttf", lambda: fonts.chinese_font().read_bytes()),
    "latin.ttf": ("font/ttf", lambda: fonts.latin_font().read_bytes()),
}
"""What every screen loads, and nothing else: each by its name, with its kind."""


def _own(name: str, room: str = "experiments.studio", folder: str = "static") -> bytes:
    return resources.files(room).joinpath(folder, name).read_bytes()
