"""What a solver has answered, so that what follows from it is not asked again.

A run that obeys more rules obeys fewer of them, and what is impossible stays so when more is
obeyed: so an answer for one set of obeyed rules is often one for others.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import z3

from verify.encoding import Encoding
from verify.formula import Expr
from verify.verdict import Obeyed


class KnownAnswer(NamedTuple):
    """What the solver has answered to a question, for a set of obeyed rules.

    Of what is impossible only the rules that this needs are kept, with all ``core`` literals; of
    what is possible a model, where one was wanted.
    """

    obeyed: Obeyed
    found: Any
    core: list[Expr]
    model: Any = None

    def settles(self, obeyed: Obeyed) -> bool:
        """Whether it answers the question for another set of rules."""
        if self.found == z3.sat:
            return obeyed <= self.obeyed
        return bool(self.found == z3.unsat and self.obeyed <= obeyed)


class KnownAnswers:
    """The answers of one encoding's solver to questions about sets of obeyed rules."""

    def __init__(self, encoding: Encoding) -> None:
        self.encoding = encoding
        self._known: dict[int, tuple[Expr, list[KnownAnswer]]] = {}

    def to(
        self, formula: Expr, obeyed: Obeyed, literals: list[Expr], keep: bool = False
    ) -> KnownAnswer:
        """Return whether a formula can hold while rules are obeyed.

        ``literals`` are the assumptions that this comes to; ``keep`` asks for a model as well.
        """
        known = self._of(formula)
        for one in known:
            if one.settles(obeyed):
                return one
        solver = self.encoding.solver
        found, core = solver.check([*literals, formula]), list[Expr]()
        model = solver.model() if keep and found == z3.sat else None
        if found == z3.unsat:
            needed = {one.get_id() for one in solver.unsat_core()}
            core = [one for one in literals if one.get_id() in needed]
            obeys = self.encoding.obeys.items()
            obeyed = frozenset(rule for rule, one in obeys if one.get_id() in needed)
        known.append(KnownAnswer(obeyed, found, core, model))
        return known[-1]

    def improve(self, formula: Expr, obeyed: Obeyed, model: Any) -> None:
        """Remember a better model of what is possible while rules are obeyed."""
        self._of(formula).insert(0, KnownAnswer(obeyed, z3.sat, [], model))

    def _of(self, formula: Expr) -> list[KnownAnswer]:
        # The formula is kept, since its number may be given to another one when it is gone.
        return self._known.setdefault(formula.get_id(), (formula, []))[1]
