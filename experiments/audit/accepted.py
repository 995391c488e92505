"""Findings that a reader has examined and accepted, kept in a file of his own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pydantic import Field

from protocols.document import Document, open_document
from protocols.fields import Articles, Word, Words
from protocols.form import Form, TextForm
from protocols.mistakes import Mistakes, nearest
from protocols.validation import validate
from verify.audit.finding import Finding, Kind


class AcceptedForm(Form):
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


class AcceptedFile(Form):
    """A list of accepted findings."""

    accepted: list[AcceptedForm] = Field(min_length=1)


def read_accepted(path: Path) -> list[AcceptedForm]:
    """Read a file of accepted findings; raises ``Mistakes`` or ``Complaint``."""
    document: Document = open_document(path)
    form = validate(document, AcceptedFile)
    known = [str(kind) for kind in Kind if kind is not Kind.UNDECIDED]
    mistakes = [
        document.mistake(
            ("accepted", place, "kind"),
            "unknown-kind",
            found=one.kind,
            known=", ".join(known),
            near=nearest(one.kind, known),
        )
        for place, one in enumerate(form.accepted)
        if one.kind not in known
    ]
    if mistakes:
        raise Mistakes(mistakes)
    return form.accepted


def with_accepted(findings: list[Finding], accepted: list[AcceptedForm]) -> list[Finding]:
    """Return the findings, those that somebody accepted marked with his reason."""
    marked = []
    for finding in findings:
        found = next((one for one in accepted if one.is_about(finding)), None)
        marked.append(replace(finding, accepted=found.reason.read()) if found else finding)
    return marked
