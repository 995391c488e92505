"""Findings that a reader has examined and accepted, kept in a file of his own."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from protocols.document import Document, open_document
from protocols.fields import Articles, Word, Words
from protocols.form import TextForm
from protocols.mistakes import Mistakes, nearest
from protocols.models import Model
from protocols.validation import validate
from verify.audit.finding import Finding, FindingKind


class AcceptedForm(Model):
    """One finding: which it is, and why it may stand."""

    regime: Word
    kind: Word
    rules: Words = []
    articles: Articles | None = None
    reason: TextForm

    def is_about(self, finding: Finding) -> bool:
        """Whether it is the one, or one of those, that this entry accepts."""
        return (
            self.regime == finding.regime
            and self.kind == finding.kind
            and (not self.rules or set(self.rules) == set(finding.rules))
            and (self.articles is None or set(self.articles) == set(finding.articles))
        )


class AcceptedFile(Model):
    """A list of accepted findings."""

    accepted: list[AcceptedForm] = Field(min_length=1)


def read_accepted(path: Path) -> list[AcceptedForm]:
    """Read a file of accepted findings; raises ``Mistakes`` or ``Complaint``."""
    document: Document = open_document(path)
    form = validate(document, AcceptedFile)
    known = [str(kind) for kind in FindingKind if kind is not FindingKind.UNDECIDED]
    mistakes = [
        document.mistake(
            ("accepted", place, "kind"),
            "unknown-kind",
            found=entry.kind,
            known=", ".join(known),
            near=nearest(entry.kind, known),
        )
        for place, entry in enumerate(form.accepted)
        if entry.kind not in known
    ]
    if mistakes:
        raise Mistakes(mistakes)
    return form.accepted
