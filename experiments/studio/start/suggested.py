"""Questions to begin with about the text that is chosen: each a sentence, and where it leads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from experiments.show.clauses import clause_id
from experiments.studio.address import Address
from experiments.studio.ask import Studio
from experiments.studio.lights.light import questions_of
from experiments.studio.screens import SCREENS
from model.deadline import STRICT, Unit, Within
from model.language import Text, say
from model.ledger import article_label
from model.regime import Regime
from model.rule import Obligation
from protocols.edit import Edit
from protocols.edits import with_edit
from protocols.library import find
from protocols.shipped import REGIMES

_OTHER = "guanxian"  # what a text is compared with, unless it is that itself
_MANY = 200  # rules of a text that takes so long to read that no edit of it is tried out


@dataclass(frozen=True)
class Suggestion:
    """A question as a sentence, and the address of its answer."""

    sentence: Text
    url: str


def suggestions(address: Address, studio: Studio, regime: Regime) -> list[Suggestion]:
    """Return the questions to begin with; those for which there is a screen."""
    asked = (*_of_clauses(address, studio, regime), *_of_all(address, studio, regime))
    return [
        Suggestion(sentence, where.url(screen))
        for sentence, screen, where in asked
        if screen in SCREENS
    ]


_Asked = tuple[Text, str, Address]
"""A sentence, the name of a screen, and the state in which it is shown."""


def _of_clauses(address: Address, studio: Studio, regime: Regime) -> Iterator[_Asked]:
    """Yield what may be asked about the clause that is behind the first guarantee."""
    duty = window(regime)
    if duty is None or not isinstance(duty.deadline, Within):
        return
    act, rule = regime.vocabulary.events[duty.act].label, clause_id(regime, duty)
    days = 1 if duty.deadline.count == 2 else 2
    about = {"act": act, "article": article_label(duty.article), "days": days}
    limit = "1 working day" if days == 1 else f"{days} working days"
    silent = duty.on_expiry is None
    edits = {
        "studio.ask.limit": Edit(("rules", rule, "deadline"), limit),
        "studio.ask.deemed" if silent else "studio.ask.not-deemed": (
            Edit(("rules", rule, "on-expiry"), duty.act)
            if silent
            else Edit(("rules", rule, "on-expiry"))
        ),
        "studio.ask.struck": Edit(("rules", rule)),
    }
    large = len(regime.rules) > _MANY
    for key, edit in list(edits.items())[: 1 if large else None]:
        where = address.changed(edits=with_edit(address.edits, edit), more={})
        if large or studio.regime(where).mistakes is None:
            yield say(key, **about), "change", where


def _of_all(address: Address, studio: Studio, regime: Regime) -> Iterator[_Asked]:
    plain = address.changed(more={})
    departments = studio.scenario(address.scenario).departments
    first, last = departments[0], min(departments[1:] or departments, key=lambda one: one.officers)
    other = find(_OTHER if regime.id != _OTHER else REGIMES[0])
    yield say("studio.ask.late"), "ledger", plain
    yield say("studio.ask.honest"), "look", plain.changed(about="trust")
    yield say("studio.ask.wrong"), "look", plain.changed(about="audit")
    yield say("studio.ask.strict"), "change", plain.changed(reading=STRICT)
    yield say("studio.ask.step"), "play", plain
    yield say("studio.ask.stuck"), "year", plain
    yield say("studio.ask.festival"), "year", plain.changed(scenario="spring-festival")
    yield (
        say("studio.ask.fewer", office=first.label),
        "year",
        plain.changed(officers=-2, office=first.id),
    )
    yield say("studio.ask.silent", office=last.label), "year", plain.changed(silent=last.id)
    yield say("studio.ask.other", other=other.name), "pair", plain.changed(other=other.id)
    yield say("studio.ask.experiment"), "experiment", plain
    yield say("studio.ask.sheet"), "sheet", plain


def window(regime: Regime) -> Obligation | None:
    """Return the duty behind the first guarantee whose limit is in working days.

    That is the window to claim a push, where a text has one. Else the first such duty at all;
    ``None`` where there is none.
    """
    duties = [
        rule
        for rule in regime.written
        if isinstance(rule, Obligation)
        and isinstance(rule.deadline, Within)
        and rule.deadline.unit is Unit.WORKING_DAYS
    ]
    responses = [regime.question(prop).response for prop in questions_of(regime)]
    by_act = {rule.act: rule for rule in reversed(duties)}
    asked = [by_act[response] for response in responses if response in by_act]
    return next(iter((*asked, *duties)), None)
