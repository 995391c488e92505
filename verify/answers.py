"""Memory of the solver's answers, so that what follows from one is not asked again.

A question is put for a set of rules that are obeyed. If the answer was "possible", it is possible
too when fewer rules are obeyed: the same run shows it. If it was "impossible", it stays impossible
when more rules are obeyed. Such an answer needs no new call of the solver.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import z3

from model.property import Property
from verify.encoding import Encoding
from verify.formula import Expr, identities, identity
from verify.verdict import Answer, Assume, Obeyed, Verdict


class KnownAnswer(NamedTuple):
    """One remembered answer to a question.

    Attributes
    ----------
    obeyed
        The rules that were taken to be obeyed; where the answer is ``unsat``, only those that its
        core needs.
    found
        The solver's answer: ``sat``, ``unsat`` or ``unknown``.
    core
        The assumption literals of the unsatisfiable core.
    model
        A model, where the answer is ``sat`` and a model was wanted.
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
    """The remembered answers of the solver of one encoding."""

    def __init__(self, encoding: Encoding) -> None:
        self.encoding = encoding
        self._known: dict[int, tuple[Expr, list[KnownAnswer]]] = {}

    def to(
        self, formula: Expr, obeyed: Obeyed, literals: list[Expr], keep: bool = False
    ) -> KnownAnswer:
        """Return the answer whether a formula can hold while rules are obeyed.

        Parameters
        ----------
        literals
            The assumption literals that say that these rules are obeyed.
        keep
            Whether a model is wanted as well.
        """
        known = self._of(formula)
        for remembered in known:
            if remembered.settles(obeyed):
                return remembered
        solver = self.encoding.solver
        answer, core = solver.check([*literals, formula]), list[Expr]()
        model = solver.model() if keep and answer == z3.sat else None
        if answer == z3.unsat:
            needed = identities(solver.unsat_core())
            core = [literal for literal in literals if identity(literal) in needed]
            obeys = self.encoding.obeys.items()
            obeyed = frozenset(rule for rule, literal in obeys if identity(literal) in needed)
        known.append(KnownAnswer(obeyed, answer, core, model))
        return known[-1]

    def improve(self, formula: Expr, obeyed: Obeyed, model: Any) -> None:
        """Remember a better model of what is possible while rules are obeyed."""
        self._of(formula).insert(0, KnownAnswer(obeyed, z3.sat, [], model))

    def _of(self, formula: Expr) -> list[KnownAnswer]:
        # The formula is kept, since its number may be given to another one when it is gone.
        return self._known.setdefault(identity(formula), (formula, []))[1]


class KnownVerdicts:
    """The verdicts on a part of a regime that were found, so that none is proved twice."""

    def __init__(self) -> None:
        self._known: dict[tuple[object, ...], tuple[Property, Verdict]] = {}

    def of(
        self, prop: Property, assume: Assume, within: int | None, found: Callable[[], Verdict]
    ) -> Verdict:
        """Return the verdict on a property that is known, else find it.

        What was not decided is asked again.
        """
        key = (id(prop), assume, within)
        if key not in self._known:
            verdict = found()
            if verdict.answer is Answer.UNKNOWN:
                return verdict
            # With the property, so that no other one ever has its identity.
            self._known[key] = prop, verdict
        return self._known[key][1]
