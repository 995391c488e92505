"""Changes that a drafter may make to a regime, one by one, and the regime after them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import reduce

from model.deadline import Within
from model.interpretation import Interpretation, settled
from model.language import Text, catalogue
from model.regime import Regime
from model.rule import CountsAs, Default, Obligation, Rule, Trigger
from model.vocabulary import Guard


def proposed() -> Text:
    """Return the reading that stands with every rule that an amendment adds."""
    return catalogue()["amend.proposed"]


@dataclass(frozen=True, slots=True)
class NewDeadline:
    """A duty is given a limit of so many working days, at least 1, in place of what it says."""

    rule: str
    days: int


@dataclass(frozen=True, slots=True)
class NewDefault:
    """When a duty's deadline passes on it undone, its act is deemed done."""

    rule: str


@dataclass(frozen=True, slots=True)
class NewStart:
    """A further event sets a duty's clock going; the first of its events counts."""

    rule: str
    event: str


@dataclass(frozen=True)
class NewDuty:
    """A duty that the text lacks, with a limit in working days and, if so, a default."""

    id: str
    article: str
    on: str
    bearer: str
    act: str
    days: int
    when: Guard
    deemed: bool = False


@dataclass(frozen=True)
class NewCountsAs:
    """An event counts as another one."""

    id: str
    article: str
    on: str
    event: str
    when: Guard


Edit = NewDeadline | NewDefault | NewStart | NewDuty | NewCountsAs


def article_of(edit: Edit, regime: Regime) -> str:
    """Return the article that an edit touches or adds."""
    if isinstance(edit, NewDuty | NewCountsAs):
        return edit.article
    return regime.by_id[edit.rule].article


def rule_of(edit: NewDuty | NewCountsAs) -> Rule:
    """Return the rule that an edit adds."""
    on, readings = Trigger((edit.on,)), (Interpretation(proposed()),)
    if isinstance(edit, NewCountsAs):
        return CountsAs(edit.id, edit.article, on, edit.event, edit.when, readings)
    return Obligation(
        edit.id,
        edit.article,
        on,
        edit.bearer,
        edit.act,
        Within(edit.days),
        edit.when,
        on_expiry=Default(edit.act) if edit.deemed else None,
        readings=readings,
    )


def applied(regime: Regime, edits: Iterable[Edit]) -> Regime:
    """Return the regime after edits; its ledger, source and digest are those of the old text.

    Raises
    ------
    KeyError
        When an edit is about a rule that is not there.
    """
    return reduce(_applied, edits, regime)


def _applied(regime: Regime, edit: Edit) -> Regime:
    if isinstance(edit, NewDuty | NewCountsAs):
        return replace(regime, rules=(*regime.rules, rule_of(edit)))
    old = regime.by_id[edit.rule]
    assert isinstance(old, Obligation)
    match edit:
        case NewDeadline():
            new = replace(old, deadline=Within(edit.days))
        case NewDefault():
            new = replace(old, on_expiry=Default(old.act))
        case NewStart():
            on = Trigger((*old.on.events, edit.event), "any")
            new = replace(old, on=on, start_stated=True)
    new = replace(new, readings=settled(old.readings))
    rules = tuple(new if rule.id == edit.rule else rule for rule in regime.rules)
    return replace(regime, rules=rules)
