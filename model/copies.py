"""Clauses that lay down several rules at once: one for each round, or for each bearer."""

from __future__ import annotations

from collections.abc import Iterable

from model.value import dataclass


@dataclass(frozen=True, slots=True)
class Family:
    """The rules that one clause of a file stands for.

    Attributes
    ----------
    clause
        The identifier that the file gives the clause.
    rules
        The rules of it, those of the first round and of the first bearer first.
    rounds
        In how many rounds it applies; 1 where it is in none.
    parties
        The bearers each of whom has a rule of his own; none where it has one bearer.
    acts
        By the act of one bearer, the event that occurs once all have done theirs.
    counted
        The constitutive rules that say so.
    """

    clause: str
    rules: tuple[str, ...]
    rounds: int = 1
    parties: tuple[str, ...] = ()
    acts: tuple[tuple[str, str], ...] = ()
    counted: tuple[str, ...] = ()

    @property
    def later(self) -> tuple[str, ...]:
        """The rules of it that a file does not write once more."""
        return (*self.rules[1:], *self.counted)


def family_of(families: Iterable[Family], rule: str) -> Family | None:
    """Return the family of a rule, named by its own identifier or by that of its clause."""
    known = (one for one in families if rule == one.clause or rule in (*one.rules, *one.counted))
    return next(known, None)
