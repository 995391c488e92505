"""Is the text of one regime sound? Each analysis is in a file named after what it looks at.

What the wording alone shows is read from the rules; what can happen is decided by the solver, part
by part: rules of different parts do not bear on one another. No finding is known beforehand.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain

from model.calendar import Calendar, chinese_calendar
from model.language import say
from model.regime import Regime
from verify import arguments
from verify.audit.analyses import SOLVED, WRITTEN
from verify.audit.asread import as_read
from verify.audit.cards import carded
from verify.audit.finding import Finding, FindingKind, Severity
from verify.audit.once import of_clauses, told_once
from verify.audit.part import Part
from verify.audit.reporter import Reporter
from verify.patience import Undecided, patience
from verify.slicing import parts_of
from verify.solver import heed

_WEIGHT = list(Severity)


def audit(
    regime: Regime, kinds: str | Iterable[str] = (), calendar: Calendar | None = None
) -> list[Finding]:
    """Return the findings about one regime, the worst first.

    Parameters
    ----------
    kinds
        Only these kinds, also by name, or one alone; all where it is empty. What could not be
        decided is always told.
    calendar
        The dates over which terms in calendar days or months may fall.

    Notes
    -----
    Open limits may have any values from 1 working day on; impossibilities hold for all of them. A
    witness gives them one value, as a reading does, and says which; where a finding takes several
    values, its rules are the witness. Complete for one matter; says nothing about workload. Of
    other texts only those are looked at that the text names as standing above it.
    """
    regime, calendar = arguments.regime(regime), arguments.calendar(calendar)
    kinds = arguments.several_named(kinds, FindingKind, "kinds")
    report = Reporter(regime)
    every = chain(_written(regime, report), _solved(regime, report, calendar or chinese_calendar()))
    read = (replace(one, as_read=as_read(regime, one)) for one in every)
    findings = told_once(regime, of_clauses(regime, read))
    order = {kind: place for place, kind in enumerate(FindingKind)}
    wanted = {*(kinds or FindingKind), FindingKind.UNDECIDED}
    return sorted(
        (finding for finding in carded(regime, findings) if finding.kind in wanted),
        key=lambda finding: (_WEIGHT.index(finding.severity), order[finding.kind]),
    )


def _written(regime: Regime, report: Reporter) -> Iterator[Finding]:
    try:
        for analysis in WRITTEN:
            heed()
            for finding in analysis.written(regime, report):
                yield replace(finding, found_by=analysis.__name__)
    except Undecided:
        yield report(FindingKind.UNDECIDED, *regime.rules, what=say("analysis.written"))


def _solved(regime: Regime, report: Reporter, calendar: Calendar) -> Iterator[Finding]:
    context = None
    parts = parts_of(regime)
    for place, rules in enumerate(parts):
        try:
            heed()
            part = Part(rules, calendar, context=context)
        except Undecided:
            yield report(FindingKind.UNDECIDED, *rules.rules, what=say("analysis.every"))
        else:
            context = part.context
            yield from _analysed(part, report)
        if patience().over:
            left = [rule for rest in parts[place + 1 :] for rule in rest.rules]
            if left:
                yield report(FindingKind.UNDECIDED, *left, variant="rest", count=len(left))
            return


def _analysed(part: Part, report: Reporter) -> Iterator[Finding]:
    for analysis, key in SOLVED.items():
        try:
            heed()
            for finding in analysis.findings(part, report):
                yield replace(finding, found_by=analysis.__name__)
        except Undecided:
            yield report(FindingKind.UNDECIDED, *part.regime.rules, what=say(key))
