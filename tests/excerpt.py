"""Xuecheng with a few of its clauses, for what is shown of a text whatever its length."""

from __future__ import annotations

from protocols import library
from protocols.edits import Edit, applied, edit, opened

EXCERPT = "excerpt.yaml"
CLAUSES = (
    "approval-push",
    "approval-claim",
    "supervision-push",
    "supervision-claim",
    "letter-reply",
)


def excerpt() -> bytes:
    """Return a rule file of :data:`CLAUSES` alone; it accounts for no other articles."""
    rest = [one.id for one in library.find("xuecheng").written if one.id not in CLAUSES]
    struck = [edit(f"-{name}") for name in rest]
    others = [Edit((part,)) for part in ("under", "sanctions", "ledger")]
    return applied(opened(library.resolved("xuecheng")), [*struck, *others]).text
