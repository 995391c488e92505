"""Whether a finding is still there where a clause that it rests on is read otherwise.

Only the analysis that made the finding is asked again, and only about the part of the text that it
is about.
"""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType

from model.calendar import Calendar, chinese_calendar
from model.interpretation import Alternative, alternatives_in
from model.language import Complaint
from model.otherwise import read_otherwise
from model.regime import Regime
from model.rule import Rule
from verify.audit.analyses import SOLVED, WRITTEN
from verify.audit.finding import Finding
from verify.audit.part import Part
from verify.audit.reporter import Reporter
from verify.patience import Undecided
from verify.slicing import parts_of

_ANALYSES = {analysis.__name__: analysis for analysis in (*WRITTEN, *SOLVED)}


def vanishing(regime: Regime, finding: Finding, calendar: Calendar | None = None) -> Iterator[str]:
    """Yield each alternative under which a finding is no longer made.

    As ``RULE=ALTERNATIVE``. What could not be decided is not yielded: the finding may still hold.
    Nor is what leaves the text silent on the matter: then it is not asked about, and not mended.
    """
    analysis = _ANALYSES.get(finding.found_by)
    if analysis is None:
        return
    for rule, alternative in _alternatives(regime, finding):
        try:
            otherwise = read_otherwise(regime, {rule.id: alternative.id})
            still = _still(otherwise, finding, analysis, calendar or chinese_calendar())
        except (Complaint, Undecided):
            continue
        if not still and _asked_about(otherwise, finding):
            yield f"{rule.id}={alternative.id}"


def _alternatives(regime: Regime, finding: Finding) -> Iterator[tuple[Rule, Alternative]]:
    """Yield what one could read instead in the rules that a finding names."""
    for rule in (regime.by_id[name] for name in finding.rules if name in regime.by_id):
        for alternative in alternatives_in(rule.readings).values():
            yield rule, alternative


def _still(regime: Regime, finding: Finding, analysis: ModuleType, calendar: Calendar) -> bool:
    return any(_same(one, finding) for one in _found(regime, finding, analysis, calendar))


def _asked_about(regime: Regime, finding: Finding) -> bool:
    """Whether a text still speaks of what a concern begins with, or of what a purpose wants."""
    words, about = regime.vocabulary, str(finding.values.get("about"))
    if about in words.concerns:
        return words.concerns[about].trigger in regime.mentioned
    if about in words.purposes:
        purpose = words.purposes[about]
        return bool({purpose.reach, *purpose.instead} & regime.mentioned)
    return True


def _found(
    regime: Regime, finding: Finding, analysis: ModuleType, calendar: Calendar
) -> Iterator[Finding]:
    """What one analysis finds in the wording, and in the part that a finding is about."""
    report, context = Reporter(regime), None
    if hasattr(analysis, "written"):
        yield from analysis.written(regime, report)
    if not hasattr(analysis, "findings"):
        return
    for rules in parts_of(regime):
        if _about(rules, finding):
            part = Part(rules, calendar, context=context)
            context = part.context
            yield from analysis.findings(part, report)


def _about(part: Regime, finding: Finding) -> bool:
    """Whether a part holds a rule of a finding, or the concern or purpose that it is about."""
    words, about = part.vocabulary, str(finding.values.get("about"))
    events: set[str] = set()
    if about in words.concerns:
        events.add(words.concerns[about].trigger)
    if about in words.purposes:
        purpose = words.purposes[about]
        events |= {purpose.reach, *purpose.instead}
    return bool(events & part.mentioned) or any(rule in part.by_id for rule in finding.rules)


def _same(one: Finding, other: Finding) -> bool:
    """Whether two findings are about one thing, however they put it."""
    if one.kind is not other.kind:
        return False
    if "about" in other.values:
        return one.values.get("about") == other.values["about"]
    return bool({*one.rules[: one.heads]} & {*other.rules[: other.heads]})
