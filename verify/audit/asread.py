"""Which findings hold only as the rule file reads a clause that could be read otherwise.

A reading says in its alternatives what the rule would be instead. Where that changes what a finding
is about, such as the limit, the finding says that it is our reading, and not what the text says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields

from model.deadline import External, NoLimit
from model.interpretation import Alternative, alternatives_in
from model.regime import Regime
from model.rule import Obligation, Rule
from verify.audit.basis import names_a_basis
from verify.audit.finding import Finding, FindingKind
from verify.audit.reference import sources_of

_K = FindingKind
_TIME = frozenset({"on", "deadline", "start_stated"})
_ANY = frozenset(
    {
        "clock",
        "on",
        "when",
        "act",
        "event",
        "deadline",
        "on_expiry",
        "until",
        "unless",
        "excused_by",
    }
)
_WORDS: frozenset[str] = frozenset()

_ABOUT: dict[FindingKind, frozenset[str]] = {
    # What the text writes stands whatever the rule is taken to be, as long as there is one.
    _K.INDEFINITE_DEADLINE: _WORDS,
    _K.EXTERNAL_LIMIT: _WORDS,
    _K.NUMBER_WITHOUT_START: _WORDS,
    _K.UNSANCTIONED: _WORDS,
    _K.NO_REFUSAL: _WORDS,
    _K.OWN_CAUSE: _WORDS,
    _K.HARM_NEEDED: _WORDS,
    _K.COUNTING_UNDEFINED: _WORDS,
    _K.INSUFFICIENT: frozenset({"act", "event", "when", "deadline", "on_expiry"}),
    _K.NO_BEARER: frozenset({"bearer", "jointly"}),
    _K.SEVERAL_BEARERS: frozenset({"bearer", "jointly", "act"}),
    _K.UNADDRESSED_REPORT: frozenset({"towards", "deadline"}),
    _K.ASYMMETRY: frozenset({"act", "deadline", "on_expiry"}),
    _K.SANCTION_WITHOUT_LIMIT: frozenset({"deadline"}),
    _K.DEFAULT_ON_OPEN_LIMIT: frozenset({"deadline"}),
    _K.CONSENT_TO_A_QUESTION: frozenset({"on_expiry"}),
    _K.DEFAULT_WITHOUT_EXCEPTION: frozenset({"on_expiry", "event"}),
    _K.EXCEPTION_OF_THE_SILENT: frozenset({"on_expiry"}),
    _K.DEFAULT_NEVER_FIRES: frozenset({"on", "deadline", "on_expiry"}),
    _K.DEFAULT_AND_SANCTION: frozenset({"event", "on_expiry"}),
    _K.IDLE_FICTION: frozenset({"event", "on_expiry"}),
    _K.DEBTOR_STARTS_CLOCK: _TIME,
    _K.NO_LIMIT: _TIME,
    _K.TWO_CLOCKS: _TIME,
    _K.MISSING_DEFAULT: frozenset({"act", "on_expiry"}),
    _K.UNBOUNDED_LOOP: frozenset({"on", "act"}),
    _K.ENDLESS_SUSPENSION: frozenset({"clock", "deadline"}),
    _K.DEBTOR_MOVES_CLOCK: frozenset({"clock", "bearer", "jointly"}),
    _K.RESTART_WITHOUT_END: frozenset({"clock"}),
    _K.OPEN_EXTENSION: frozenset({"clock"}),
    _K.PART_OF_A_LIMIT: _WORDS,
    _K.LAPSE_WITHOUT_ESCAPE: frozenset({"event", "unless", "deadline", "on"}),
    _K.POWER_CUT_SHORT: frozenset({"until", "on", "act"}),
}
"""The parts of a rule that a kind of finding is about; of the kinds not named here, any."""

_INFERRED = {_K.SEVERAL_BEARERS, _K.TWO_CLOCKS, _K.OUT_OF_POWER, _K.INSUFFICIENT}
"""The kinds that rest on any reading of their rules, whether or not another is named for it.

Who is bound, what sets a duty going and what it waits for are then ours to have put together. Words
of the text that a finding only repeats are not.
"""

_NEVER = {
    _K.TWO_SANCTIONS,  # says of itself whether the sanctions are read so
    _K.UNDEFINED_GRADE,
    _K.UNDECIDED,
}
_ALWAYS = {
    (_K.DEFAULT_AND_SANCTION, "covered"),  # what one word covers of another is ours
    (_K.CLOCK_NEVER_STARTS, "as-read"),
    (_K.UNBOUNDED_LOOP, "unsaid"),
    (_K.UNSANCTIONED, "as-read"),
}


def as_read(regime: Regime, finding: Finding) -> bool:
    """Whether a finding holds only as we read a clause that could be read otherwise."""
    if finding.as_read or (finding.kind, finding.variant) in _ALWAYS:
        return True
    repeats = finding.variant in ("open", "external")
    if finding.kind in _INFERRED and finding.readings and not repeats:
        return True
    return next(hinges(regime, finding), None) is not None


def hinges(regime: Regime, finding: Finding) -> Iterator[tuple[Rule, Alternative]]:
    """Yield the alternatives of rules that change what a finding is about."""
    if finding.kind in _NEVER or finding.kind is _K.CLOCK_NEVER_STARTS:
        return
    sources = sources_of(regime)
    rules = finding.rules[:1] if finding.kind is _K.OWN_CAUSE else finding.rules
    # What is so of a clause is so whether or not another takes it over by reference.
    for name in [one for one in rules if one not in sources] or rules:
        rule = regime.by_id.get(name)
        if rule is None:
            continue
        for alternative in alternatives_in(rule.readings).values():
            if _matters(rule, alternative.rule, _ABOUT.get(finding.kind, _ANY)):
                yield rule, alternative


def _matters(rule: Rule, other: Rule | None, about: Iterable[str]) -> bool:
    if other is None or type(rule) is not type(other):
        return True
    return not {*about}.isdisjoint(_changed(rule, other))


def _changed(rule: Rule, other: Rule) -> Iterator[str]:
    """The parts in which two rules of one kind differ.

    A word for the basis of an act is no limit, so that to count from elsewhere what it may set
    leaves the text without one.
    """
    for part in fields(rule):
        if getattr(rule, part.name) == getattr(other, part.name):
            continue
        if part.name == "deadline" and isinstance(rule, Obligation):
            limit = getattr(other, part.name)
            basis = isinstance(limit, External) and names_a_basis(limit.wording)
            if basis and isinstance(rule.deadline, NoLimit):
                continue
        yield part.name
