"""What an audit finds newly in a changed text, and what no more."""

from __future__ import annotations

from collections.abc import Sequence

from experiments.amend.ask import missing
from experiments.studio.tasks import Progress
from model.calendar import Calendar
from model.language import Text
from protocols.edits import edit, regime_after
from verify.audit import audit
from verify.audit.finding import Finding

Differences = tuple[tuple[tuple[Text, Text], ...], tuple[tuple[Text, Text], ...]]
"""What is found newly and what no more: each with its name and in a sentence."""


def differences(
    progress: Progress, source: str, lines: Sequence[str], calendar: Calendar
) -> Differences:
    """Return the findings that edits of a text bring, and those that they end.

    Parameters
    ----------
    source
        The text, as the library takes it.
    lines
        The edits that were made.
    """
    progress(0, 2)
    before = audit(regime_after(source, ()), calendar=calendar)
    progress(1, 2)
    after = audit(regime_after(source, map(edit, lines)), calendar=calendar)
    progress(2, 2)
    return _told(missing(after, before)), _told(missing(before, after))


def _told(findings: Sequence[Finding]) -> tuple[tuple[Text, Text], ...]:
    return tuple((one.name, one.sentence()) for one in findings)
