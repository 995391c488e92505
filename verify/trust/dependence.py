"""What a question about trust answers: on whose obedience, and on which text, a guarantee rests."""

from __future__ import annotations

import builtins
from dataclasses import dataclass

from model.deadline import Reading
from model.property import Property
from model.regime import Regime
from verify.trust.parties import ObedienceNeeded, Parties
from verify.verdict import Bound, Counterexample, Reason


@dataclass(frozen=True, slots=True)
class Rules:
    """Rules in the order of the file, with their articles and all their bearers, each once."""

    rules: tuple[str, ...]
    articles: tuple[str, ...]
    parties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TrustSet(Rules):
    """A minimal set of rules whose obedience suffices for a guarantee.

    Attributes
    ----------
    guaranteed
        The guaranteed bound while just these rules are obeyed.
    mechanism
        The rules whose default or effect the proof needs besides: a minimal set, by deletion from
        the first rule on. One of possibly several.
    """

    guaranteed: Bound
    mechanism: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dependence:
    """On whom and on what a guarantee depends.

    Attributes
    ----------
    within
        Working days that must hold; ``None`` for any finite bound.
    trust_sets, corrections
        All of them, the smallest first, then in the order of the file. A guarantee that stands by
        itself has one trust set without rules and no correction set; one that fails although
        everyone obeys has no trust set and one correction set without rules.
    secured_by
        All minimal groups of parties that secure it, the smallest first.
    exempt
        The duties outside the universe, since the trigger is nothing but their breach.
    open_limits
        Where nothing secures it under the strict reading: the open limits that would have to have
        a value, if that is what it takes.
    reason
        Why, for ``vacuous`` and ``unknown``.
    """

    regime: Regime
    property: Property
    reading: Reading
    within: int | None
    standing: ObedienceNeeded = ObedienceNeeded.UNKNOWN
    trust_sets: tuple[TrustSet, ...] = ()
    corrections: tuple[Rules, ...] = ()
    secured_by: tuple[Parties, ...] = ()
    exempt: tuple[str, ...] = ()
    open_limits: tuple[str, ...] = ()
    reason: Reason | None = None

    @builtins.property
    def unregulated(self) -> bool:
        """Whether the regime does not regulate what was asked."""
        return self.reason is not None and self.reason.unregulated


@dataclass(frozen=True, slots=True)
class Break:
    """A correction set with a shortest run that breaks the guarantee by its breaches alone.

    ``run`` has been replayed; it is ``None`` where the solver or the replay gave no answer.
    """

    dependence: Dependence
    correction: Rules
    run: Counterexample | None
