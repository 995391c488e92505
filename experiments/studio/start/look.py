"""A closer look at a text by analyses of the command line: who must be honest, what is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from experiments.audit.ask import audits
from experiments.audit.page import sheet as audit_sheet
from experiments.show.blocks import Sheet
from experiments.studio.address import Address
from experiments.studio.ask import Studio
from experiments.studio.lights.light import MAIN, questions_of
from experiments.studio.page import Screen
from experiments.studio.times import timed
from experiments.trust.ask import trust
from experiments.trust.page import sheet as trust_sheet
from model.language import Complaint, say
from model.regime import Regime


def _trust(regime: Regime, address: Address, studio: Studio) -> Sheet:
    asked = questions_of(regime)[:MAIN]
    return trust_sheet(trust([regime], asked, reading=address.reading, calendar=studio.calendar))


def _audit(regime: Regime, address: Address, studio: Studio) -> Sheet:
    return audit_sheet(audits([regime], calendar=studio.calendar))


LOOKS: Mapping[str, Callable[[Regime, Address, Studio], Sheet]] = {
    "trust": _trust,
    "audit": _audit,
}


def screen(address: Address, studio: Studio) -> Screen:
    """Return the analysis that an address names under ``about``, of its text after its edits.

    Raises
    ------
    Complaint, Mistakes
        Where there is no such analysis or text.
    """
    about = address.get("about", "trust")
    if about not in LOOKS:
        raise Complaint("studio.no-look", found=about[:80], all=", ".join(LOOKS))
    regime = studio.regime(address).after
    key = "look", about, id(regime), address.reading
    with timed("studio.time.look"):
        made, _ = studio.kept.of(key, lambda: (LOOKS[about](regime, address, studio), regime))
    lead = say("studio.look-of", regime=regime.name)
    return Screen(made.title, made.sections, lead=lead, regimes=made.regimes)
