"""The screens of the studio by name, in the order of their tabs; each is one line here.

A screen is a module with a function ``screen(address, studio)`` that returns a
:class:`~experiments.studio.page.Screen`, or a :class:`~experiments.studio.page.File` to be
saved. Where it writes or starts something it also has ``posted(address, studio, form)``, which
does so and returns the address to go on to. Both may raise ``Complaint`` and ``Mistakes``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, Protocol, cast

from experiments.studio.address import Address
from experiments.studio.ask import Studio
from experiments.studio.page import File, Screen

Form = Mapping[str, Any]
"""The fields of a form that was sent, the last of each name: text, of a file its name and bytes."""

SCREENS: Mapping[str, tuple[str, str]] = {
    "start": ("experiments.studio.start.screen", "studio.tab.start"),
    "change": ("experiments.studio.change.screen", "studio.tab.change"),
    "play": ("experiments.studio.play.screen", "studio.tab.play"),
    "ledger": ("experiments.studio.ledger.screen", "studio.tab.ledger"),
    "year": ("experiments.studio.year.screen", "studio.tab.year"),
    "pair": ("experiments.studio.pair.screen", "studio.tab.pair"),
    "experiment": ("experiments.studio.experiment.screen", "studio.tab.experiment"),
    "sheet": ("experiments.studio.sheet.screen", "studio.tab.sheet"),
    "look": ("experiments.studio.start.look", ""),
}
"""For each name the module, and the key of its tab in the catalogue, empty where it has none."""


class Module(Protocol):
    """What the module of a screen offers; ``posted`` only where it writes."""

    screen: Callable[[Address, Studio], Screen | File]
    posted: Callable[[Address, Studio, Form], str]


def warm(studio: Studio) -> None:
    """Have ready what screens need, so that the first who asks need not wait for it."""
    for name in SCREENS:
        if (ready := getattr(module(name), "warm", None)) is not None:
            ready(studio)
    studio.tasks.warm()


def module(name: str) -> Module:
    """Return the module of a screen, imported when it is first asked for."""
    return cast(Module, import_module(SCREENS[name][0]))
