"""Is the text of each regime sound, but for what somebody has examined and accepted?"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from experiments.audit.accepted import AcceptedForm, with_accepted
from model.calendar import Calendar
from model.regime import Regime
from verify.audit import audit
from verify.audit.finding import Finding, FindingKind, Severity


@dataclass(frozen=True, slots=True)
class Audit:
    """The findings about one regime, the worst first."""

    regime: Regime
    findings: tuple[Finding, ...]

    @property
    def standing(self) -> tuple[Finding, ...]:
        """The findings that nobody has accepted."""
        return tuple(finding for finding in self.findings if finding.accepted is None)

    @property
    def accepted(self) -> tuple[Finding, ...]:
        """The findings that somebody has accepted with a reason."""
        return tuple(finding for finding in self.findings if finding.accepted is not None)

    def count(self, severity: Severity) -> int:
        """Return how many findings of one weight stand."""
        return sum(finding.severity is severity for finding in self.standing)


@dataclass(frozen=True, slots=True)
class Audits:
    """The answer about several regimes.

    Attributes
    ----------
    kinds
        The kinds of findings that were asked for; empty for all.
    unused
        What was accepted and is found no more; not known where only some kinds were asked for.
    """

    audits: tuple[Audit, ...]
    kinds: tuple[FindingKind, ...] = ()
    unused: tuple[AcceptedForm, ...] = ()

    @property
    def standing(self) -> tuple[Finding, ...]:
        """The findings about any of the regimes that nobody has accepted."""
        return tuple(finding for each in self.audits for finding in each.standing)


def audits(
    regimes: Sequence[Regime],
    kinds: Collection[FindingKind | str] = (),
    calendar: Calendar | None = None,
    accepted: Sequence[AcceptedForm] = (),
    progress: Callable[[], object] = lambda: None,
) -> Audits:
    """Return the findings about each of several regimes.

    Parameters
    ----------
    kinds
        Only these kinds, besides what could not be decided; all where it is empty.
    accepted
        What a reader has examined, as :func:`~experiments.audit.accepted.read_accepted` reads it.
    progress
        Called after each regime.

    Raises
    ------
    ValueError
        For a kind of finding that there is not.
    """
    chosen = tuple(FindingKind(kind) for kind in kinds)
    audited = []
    for regime in regimes:
        findings = with_accepted(audit(regime, chosen, calendar), accepted)
        audited.append(Audit(regime, tuple(findings)))
        progress()
    return Audits(tuple(audited), chosen, () if chosen else _unused(audited, accepted))


def _unused(audited: Sequence[Audit], accepted: Sequence[AcceptedForm]) -> tuple[AcceptedForm, ...]:
    findings = [finding for each in audited for finding in each.findings]
    regimes = {each.regime.id for each in audited}
    return tuple(
        entry
        for entry in accepted
        if entry.regime in regimes and not any(entry.is_about(finding) for finding in findings)
    )
