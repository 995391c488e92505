"""The first screen: which text, and what can be asked of it."""

from __future__ import annotations

from experiments.show.blocks import Paragraph, Section
from experiments.studio.address import Address
from experiments.studio.ask import Studio
from experiments.studio.lamps import panel, run_section
from experiments.studio.page import Screen
from model.language import say


def screen(address: Address, studio: Studio) -> Screen:
    """Return the first screen for the text of an address."""
    edited = studio.regime(address)
    text = Section("text", edited.after.name, (Paragraph(edited.after.document.title),))
    lights = panel(address, studio, edited)
    return Screen(
        say("studio.start-title"),
        (text, *run_section(address, lights.after)),
        "studio/start.html.jinja",
        {"lights": lights},
        regimes=(edited.after,),
    )
