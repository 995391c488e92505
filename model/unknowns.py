"""The limits of a text that can be unknown: those left open, and its deadlines in working days."""

from __future__ import annotations

from dataclasses import replace

from model.deadline import Fraction, Indefinite, Reading, Unit, Within, is_open
from model.regime import Regime
from model.rule import Rule, Timed, is_timed
from model.value import dataclass


@dataclass(frozen=True)
class OpenLength:
    """A length that a text leaves open: the limit of a rule, or what an event adds to it.

    Attributes
    ----------
    event
        The event that lengthens the limit; empty where the limit itself is open.
    """

    rule: Timed
    event: str = ""

    @property
    def name(self) -> str:
        """How it is called: by its rule, and by the event where there is one."""
        return f"{self.rule.id} + {self.event}" if self.event else self.rule.id


def open_lengths(regime: Regime) -> dict[str, OpenLength]:
    """Return every length that a text leaves open, by its name, in the order of the rules."""
    return {one.name: one for rule in regime.timed for one in lengths_of(rule)}


def alike_under(regime: Regime, reading: Reading, other: Reading) -> bool:
    """Whether two readings make the same of a text, since it leaves nothing open."""
    if reading == other:
        return True
    grown = all(
        reading.grants(rule.clock.extensions) == other.grants(rule.clock.extensions)
        for rule in regime.timed
    )
    return grown and not open_lengths(regime) and regime.terms(reading) == regime.terms(other)


def lengths_of(rule: Timed) -> list[OpenLength]:
    """Return the lengths of one rule that the text leaves open, its limit first."""
    limit = [OpenLength(rule)] if rule.open else []
    more = (one.event for one in rule.clock.extensions if is_open(one.by))
    return limit + [OpenLength(rule, event) for event in more]


def rule_of(name: str) -> str:
    """Return the rule of a length by the name of the length.

    >>> rule_of("decide + extension.approved"), rule_of("decide")
    ('decide', 'decide')
    """
    return name.partition(" + ")[0]


def with_unknown_deadlines(regime: Regime) -> Regime:
    """Return the regime with every stated deadline in working days left open.

    Advance notice, limits in calendar days or months, and ``immediately`` stay as they are, and so
    do limits of which another rule takes a part, and those parts.
    """
    parted = _parted(regime)
    rules = (rule if rule.id in parted else _opened(rule) for rule in regime.rules)
    return replace(regime, rules=tuple(rules))


def _parted(regime: Regime) -> set[str]:
    """The rules of whose limits another one takes a part."""
    limits = (rule.deadline for rule in regime.timed)
    return {limit.of for limit in limits if isinstance(limit, Fraction)}


def is_stated(rule: Rule) -> bool:
    """Whether a rule is a duty or a lapse with a stated deadline in working days."""
    deadline = rule.deadline if is_timed(rule) else None
    return isinstance(deadline, Within) and deadline.unit is Unit.WORKING_DAYS


def _opened(rule: Rule) -> Rule:
    if is_timed(rule) and is_stated(rule):
        return replace(rule, deadline=Indefinite(""))
    return rule


def stated_values(regime: Regime, open_days: int | None) -> dict[str, int]:
    """Return the value of every length of a regime that can be unknown: its own, else the given.

    Open lengths are left out where no value is given.
    """
    found = {} if open_days is None else dict.fromkeys(open_lengths(regime), open_days)
    for rule in regime.timed:
        if isinstance(rule.deadline, Within) and is_stated(rule):
            found[rule.id] = rule.deadline.count
    return found
