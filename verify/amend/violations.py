"""Under which edits a requirement can be violated."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import z3

from model.amendment import Edit, applied
from model.calendar import Calendar
from model.deadline import Reading
from verify.amend.requirement import Requirement
from verify.amend.symbolic import Amendable, Choices, extended, start_name
from verify.bounds.projection import Projection
from verify.deadlines import Deadlines
from verify.formula import Expr
from verify.prover import Prover
from verify.slicing import breaches_behind, slice_of
from verify.solver import satisfiable, solver_of
from verify.verdict import NOBODY, Assume, Obeyed, rules_obeyed
from verify.violation import triggered, violated

_MOST = 60  # cases in which edits are told apart by what can be exempt under them


class Violations:
    """The edits under which one requirement can be violated, to be found case by case.

    Where the trigger is a breach that duty is exempt (:meth:`verify.prover.Prover.supposed`), and
    edits may change whether it is: a lapse that an act keeps away is a breach of the duty to do it
    where that is due before, and none where it is due later.
    """

    def __init__(
        self, choices: Choices, requirement: Requirement, reading: Reading, calendar: Calendar
    ) -> None:
        self.choices, self.requirement = choices, requirement
        self.reading, self.calendar = reading, calendar
        self.part = slice_of(extended(choices.space), *requirement.property.about)
        self.encoding = Amendable(self.part, choices, Deadlines.of(self.part, reading, calendar))
        self._violating: dict[Obeyed, Projection] = {}
        self._sparing: dict[Obeyed, Expr] = {}
        self._now = self._exempt(())

    def case(self, edits: Collection[Edit], values: Sequence[Expr]) -> Expr | None:
        """Return edits, these among them, under all of which the requirement is violated.

        ``None`` where no run shows that it is under these: that what they make fulfils the
        requirement is still to be verified, since duties may be exempt in it that are not now.

        Parameters
        ----------
        values
            What says just these edits; see :meth:`verify.amend.master.Master.values`.

        Raises
        ------
        Undecided
            When the solver gives up.
        """
        # Who obeys more violates less, so that nothing is lost where more is exempt than now.
        lasting = not self._now or z3.is_false(self._spared(self._now))
        exempt = self._now if lasting else self._exempt(edits)
        case = self._violated(exempt).case(*values)
        if case is None or lasting or not exempt:
            return case
        where = z3.Not(self._spared(exempt))
        return z3.And(case, where) if self._holds(where, values) else z3.And(*values)

    def _exempt(self, edits: Collection[Edit]) -> Obeyed:
        """The duties that everyone who obeys does not obey, in the regime under edits."""
        prop, assume = self.requirement.property, self.requirement.assume
        if assume is Assume.NOBODY:
            return NOBODY
        part = slice_of(applied(self.choices.space.regime, edits), *prop.about)
        prover = Prover(part, self.reading, self.calendar, z3.Context())
        return frozenset(prover.supposed(prop, assume).exempt)

    def _violated(self, exempt: Obeyed) -> Projection:
        """The edits under which the requirement can be violated while duties are exempt."""
        if exempt not in self._violating:
            wanted = violated(self.encoding, self.requirement.property, self.requirement.within)
            self._violating[exempt] = self._projection(exempt, wanted)
        return self._violating[exempt]

    def _spared(self, exempt: Obeyed) -> Expr:
        """The edits under which one of these duties need not be exempt, whatever others are.

        Everywhere else all of them are, or the trigger cannot occur. It is every edit where there
        are too many cases to tell.
        """
        if exempt not in self._sparing:
            self._sparing[exempt] = self._any_spared(exempt)
        return self._sparing[exempt]

    def _any_spared(self, exempt: Obeyed) -> Expr:
        prop, context = self.requirement.property, self.choices.context
        every = frozenset(breaches_behind(self.part, [prop.trigger]))
        cases: list[Expr] = []
        for duty in sorted(exempt):
            found = self._projection(every - {*self._stands(duty)}, triggered(self.encoding, prop))
            while (case := found.case()) is not None:
                cases.append(case)
                if len(cases) > _MOST:
                    return z3.BoolVal(True, context)
                found.exclude(case)
        return z3.Or(cases) if cases else z3.BoolVal(False, context)

    def _stands(self, duty: str) -> list[str]:
        """The rules that stand for a duty, with each further start that edits may give it."""
        starts = self.choices.space.starts
        return [duty, *(start_name(start) for start in starts if start.rule == duty)]

    def _projection(self, exempt: Obeyed, wanted: Expr) -> Projection:
        spared = {rule for duty in exempt for rule in self._stands(duty)}
        obeyed = rules_obeyed(self.part, self.requirement.assume, spared)
        encoding = self.encoding
        statement = [*encoding.constraints, *encoding.literals(obeyed), wanted]
        domain, context = self.choices.domain, self.choices.context
        return Projection(statement, encoding.variables, domain, context)

    def _holds(self, where: Expr, values: Sequence[Expr]) -> bool:
        """Whether a choice of edits is one of some edits."""
        return satisfiable(solver_of(self.choices.context, values, [where]))
