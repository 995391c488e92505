"""What each kind of rule says, read off its form before it is known to be sound."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from protocols.form import (
    AnyRuleForm,
    CountsAsForm,
    LapseForm,
    ObligationForm,
    PowerForm,
    ProhibitionForm,
    SanctionForm,
)


def binds(form: AnyRuleForm) -> bool:
    """Whether a rule of this form can be breached."""
    match form:
        case ObligationForm() | ProhibitionForm():
            return True
        case LapseForm() | CountsAsForm() | PowerForm():
            return False
        case _:
            assert_never(form)


def any_deemed(sanction: SanctionForm, rules: Iterable[AnyRuleForm]) -> bool:
    """Whether anything is deemed done where one of the duties of a sanction is missed."""
    missed, lapsing = set[str](), set[str]()
    for rule in rules:
        if isinstance(rule, LapseForm):
            lapsing.add(rule.lapse)
        elif isinstance(rule, ObligationForm) and {rule.id, "all"} & {*sanction.of}:
            if rule.on_expiry is not None and rule.on_expiry.event == rule.act:
                return True
            missed.add(rule.act)
    return bool(missed & lapsing)


def effect_of(rule: AnyRuleForm) -> tuple[str, str]:
    """Return the event that a rule is about, and the key under which it stands."""
    match rule:
        case LapseForm():
            return rule.lapse, "lapse"
        case CountsAsForm():
            return rule.counts_as, "counts-as"
        case PowerForm():
            return rule.may, "may"
        case ProhibitionForm():
            return rule.must_not, "must-not"
        case ObligationForm():
            return rule.act, "act"
        case _:
            assert_never(rule)


def derived_by(rule: AnyRuleForm) -> set[str]:
    """Return the events that a rule deems or counts, of itself and by nobody's act."""
    match rule:
        case LapseForm():
            return {rule.lapse}
        case CountsAsForm():
            return {rule.counts_as}
        case ObligationForm():
            deemed = {rule.on_expiry.event} if rule.on_expiry else set()
            return deemed | ({rule.overdue} if rule.overdue else set())
        case PowerForm() | ProhibitionForm():
            return set()
        case _:
            assert_never(rule)
