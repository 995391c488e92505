"""Under which edits a requirement can be violated."""

from __future__ import annotations

import z3

from model.calendar import Calendar
from model.deadline import Reading, Term
from verify.amend.requirement import Requirement
from verify.amend.symbolic import Amendable, Choices, extended
from verify.bounds.projection import Projection
from verify.formula import Expr
from verify.prover import Prover
from verify.slicing import slice_of
from verify.terms import OpenTerm
from verify.trace import term_ranges
from verify.verdict import Assume


class _Asked(Prover):
    """A prover over the runs of all amended regimes at once."""

    def __init__(
        self, choices: Choices, trigger: str, reading: Reading, calendar: Calendar
    ) -> None:
        part = slice_of(extended(choices.space), trigger)
        terms: dict[str, Term | OpenTerm | None] = {
            rule.id: reading.term(rule.deadline, part.counting) for rule in part.obligations
        }
        self.regime, self.reading, self.calendar = part, reading, calendar
        self.context, self.limits, self.given = choices.context, {}, {}
        self.encoding = Amendable(part, choices, terms, term_ranges(terms.values(), calendar))


class Violations:
    """The edits under which a requirement can be violated, found one kind of violation at a time.

    Raises
    ------
    Undecided
        By every method, where the solver gives up.
    """

    def __init__(
        self, choices: Choices, requirement: Requirement, reading: Reading, calendar: Calendar
    ) -> None:
        prop = requirement.property
        asked = _Asked(choices, prop.trigger, reading, calendar)
        everyone = requirement.assume is Assume.EVERYONE
        exempt: frozenset[str] = frozenset()
        if everyone:
            plain = slice_of(choices.space.regime, prop.trigger)
            base = Prover(plain, reading, calendar, z3.Context())
            exempt = frozenset(base.supposed(prop, Assume.EVERYONE).exempt)
        obeyed = asked.binding - exempt if everyone else frozenset()
        statement = [
            *asked.encoding.constraints,
            *asked.literals(obeyed),
            asked.violated(prop, requirement.within),
        ]
        hidden = asked.encoding.variables
        self._projection = Projection(statement, hidden, choices.domain, choices.context)

    def under(self, values: list[Expr]) -> Expr | None:
        """Return a condition on the edits, true of these, under which there is a violation.

        ``None`` where there is none under these.
        """
        return self._projection.case(*values)
