"""Under which edits a requirement can be violated."""

from __future__ import annotations

import z3

from model.calendar import Calendar
from model.deadline import Reading
from model.regime import Regime
from verify.amend.requirement import Requirement
from verify.amend.symbolic import Amendable, Choices, extended
from verify.bounds.projection import Projection
from verify.deadlines import Deadlines
from verify.prover import Prover
from verify.slicing import slice_of
from verify.verdict import NOBODY, Assume, Obeyed, rules_obeyed
from verify.violation import violated


def violations(
    choices: Choices,
    requirement: Requirement,
    reading: Reading,
    calendar: Calendar,
    exempt: Obeyed,
) -> Projection:
    """Return the edits under which a requirement can be violated, to be found case by case.

    Parameters
    ----------
    exempt
        The duties that those who obey do not obey. What is violated while fewer are exempt is so
        while more are; with none, therefore, under the edits whatever is exempt under them.
    """
    part = slice_of(extended(choices.space), *requirement.property.about)
    encoding = Amendable(part, choices, Deadlines.of(part, reading, calendar))
    statement = [
        *encoding.constraints,
        *encoding.literals(rules_obeyed(part, requirement.assume, exempt)),
        violated(encoding, requirement.property, requirement.within),
    ]
    return Projection(statement, encoding.variables, choices.domain, choices.context)


def exempt_now(
    regime: Regime, requirement: Requirement, reading: Reading, calendar: Calendar
) -> Obeyed:
    """Return the duties that everyone who obeys does not obey, in the regime as it is."""
    if requirement.assume is Assume.NOBODY:
        return NOBODY
    prop = requirement.property
    part = slice_of(regime, *prop.about)
    prover = Prover(part, reading, calendar, z3.Context())
    return frozenset(prover.supposed(prop, requirement.assume).exempt)
