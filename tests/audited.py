"""The audits of the shipped texts, each made once in a process."""

from __future__ import annotations

from functools import cache

from experiments.audit.ask import Audit, Audits
from protocols import library
from verify.audit import audit


@cache
def audited(name: str) -> Audit:
    """Return the audit of a shipped text."""
    regime = library.find(name)
    return Audit(regime, tuple(audit(regime)))


def audited_together(*names: str) -> Audits:
    """Return the audits of some shipped texts as one answer."""
    return Audits(tuple(audited(name) for name in names))
