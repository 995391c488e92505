"""What an answer about a guarantee supposes, and what its proof needs."""

from __future__ import annotations

from typing import Any, NamedTuple

from verify.verdict import Obeyed


class Supposed(NamedTuple):
    """What an assumption comes to for one property; see :meth:`verify.prover.Prover.supposed`.

    Attributes
    ----------
    obeyed
        The rules that are taken to be obeyed.
    exempt
        The duties that are not taken to be obeyed, although everyone obeys. The trigger cannot
        occur unless one of them is breached.
    reachable
        The solver's answer whether the trigger can then occur.
    """

    obeyed: Obeyed
    exempt: tuple[str, ...]
    reachable: Any


class Support(NamedTuple):
    """What a proof needs: some rules, and the values of some open limits.

    ``obeyed`` are the rules of these whose obedience it needs, ``mechanism`` those whose default
    or effect.
    """

    rules: tuple[str, ...]
    limits: tuple[str, ...]
    obeyed: tuple[str, ...] = ()
    mechanism: tuple[str, ...] = ()
