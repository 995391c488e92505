"""An amendment as a drafter wants it: the file, what it changes, and what else that does.

Each amendment is written into the rule file, read back, verified and audited again, as if somebody
else had drafted it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from model.calendar import Calendar, chinese_calendar
from model.deadline import STRICT, Reading
from model.difference import Difference, difference
from model.language import Complaint
from model.property import Property, World
from model.regime import Regime
from protocols import library
from protocols.asked import written
from protocols.editing import edited
from protocols.question import is_question
from protocols.reader import read_regime_bytes
from verify.amend import Amendment, Amendments, SearchOutcome, amend
from verify.amend.requirement import Requirement
from verify.amend.space import EditKind
from verify.asking import touched
from verify.audit import audit
from verify.audit.finding import Finding
from verify.guarantees import stands, verify
from verify.left_out import left_out_of
from verify.patience import CutOff, patience
from verify.prover import Provers, asked_about
from verify.verdict import Answer, Assume, Verdict

LONGEST_REQUIREMENT = 100_000
_FORM = re.compile(
    r"\s*(?P<name>\S.*?)"
    r"(?:\s+(?:within|不超过)\s+(?P<within>\d{1,6}))?"
    r"(?:\s+(?:assuming|假定)\s+(?P<who>\S+))?\s*"
)
_ASSUMING = re.compile(r"[\s,，]*(?:assuming|假定)\s+(?P<who>\S+)\s*$")
_WHO = {
    "everyone": Assume.EVERYONE,
    "各方守规": Assume.EVERYONE,
    "人人守规": Assume.EVERYONE,
    "nobody": Assume.NOBODY,
    "自动执行": Assume.NOBODY,
}


@dataclass(frozen=True)
class Proposal:
    """One amendment, drafted.

    Attributes
    ----------
    text
        The edited rule file.
    regime
        What is read from it.
    changes
        What it changes, rule by rule.
    verdicts
        The requirements, proved from the file as read.
    others
        Every other guarantee that changes: before and after.
    appeared, gone
        Findings of an audit that only the amended or only the present text has.
    left_out
        Those of ``verdicts`` and ``others`` that say nothing of some runs, each with how its rules
        come to be at odds there.
    """

    amendment: Amendment
    text: bytes
    regime: Regime
    changes: Difference
    verdicts: tuple[Verdict, ...]
    others: tuple[tuple[Verdict, Verdict], ...]
    appeared: tuple[Finding, ...]
    gone: tuple[Finding, ...]
    left_out: tuple[tuple[Verdict, tuple[Finding, ...]], ...] = ()


@dataclass(frozen=True)
class Proposals:
    """The answer of the search and its amendments, drafted.

    Attributes
    ----------
    left_out
        The verdicts on the present text that say nothing of some runs, as of a proposal.
    """

    regime: Regime
    reading: Reading
    search: Amendments
    proposals: tuple[Proposal, ...]
    left_out: tuple[tuple[Verdict, tuple[Finding, ...]], ...] = ()

    def apart(self, verdict: Verdict) -> tuple[Finding, ...]:
        """Return how the rules of a proof come to be at odds; empty where they do not."""
        every = (*self.left_out, *(one for each in self.proposals for one in each.left_out))
        return next((found for one, found in every if one is verdict), ())


def requirement(text: str, known: Callable[[str], Property]) -> Requirement:
    """Read a requirement: ``P [within N] [assuming everyone|nobody]``; everyone unless said.

    ``P`` is a property, or a typed question, which says itself within how many days.

    ``known`` finds a property by its name or label, and reads a question.

    Raises
    ------
    Complaint
        When it is not of that form, or names no known property.
    """
    if is_question(text):
        return _typed(text, known)
    form = _FORM.fullmatch(text)
    if form is None or (form["who"] or "everyone") not in _WHO:
        raise Complaint("amend.requirement", text=text)
    within = int(form["within"]) if form["within"] is not None else None
    if within is not None and within > LONGEST_REQUIREMENT:
        raise Complaint("amend.requirement", text=text)
    prop = _named(form["name"], text, known)
    return Requirement(prop, prop.limit(within), _WHO[form["who"] or "everyone"])


def _typed(text: str, known: Callable[[str], Property]) -> Requirement:
    """A requirement whose property is a typed question, which sets its limit itself."""
    asked = _ASSUMING.sub("", text)
    who = _ASSUMING.search(text)
    if who is not None and who["who"] not in _WHO:
        raise Complaint("amend.requirement", text=text)
    prop = _in_any_world(known(asked))
    return Requirement(prop, prop.within, _WHO[who["who"]] if who else Assume.EVERYONE)


def _named(name: str, text: str, known: Callable[[str], Property]) -> Property:
    """The property of a requirement; where words are too many, its form is what is wrong."""
    try:
        return _in_any_world(known(name))
    except Complaint:
        if len(name.split()) > 1:
            raise Complaint("amend.requirement", text=text) from None
        raise


def _in_any_world(prop: Property) -> Property:
    """Refuse what is asked of a world as usual: what that does hangs on the text to be amended."""
    if prop.world is not World.ANY:
        raise Complaint("question.usual-not-here", question=written(prop))
    return prop


def propose(
    regime: Regime,
    text: bytes,
    requirements: Sequence[Requirement],
    kinds: Collection[EditKind] = tuple(EditKind),
    longest: int = 30,
    reading: Reading = STRICT,
    calendar: Calendar | None = None,
) -> Proposals:
    """Search for all smallest amendments of a regime and draft each.

    Parameters
    ----------
    text
        The rule file from which the regime was read.
    longest
        The longest limit, in working days, that an edit may write.

    Raises
    ------
    CutOff
        Where there is no time to draft any.
    Complaint
        For a text at a day or with the law above it, which stands in no one file to be edited.
    """
    if library.behind(regime.id) or regime.versions:
        raise Complaint("amend.as-found", regime=regime.name)
    calendar = calendar or chinese_calendar()
    asked = [replace(need, property=regime.question(need.property)) for need in requirements]
    search = amend(regime, asked, kinds, longest, reading, calendar)
    apart = left_out_of(search.verdicts, calendar)
    if search.outcome is not SearchOutcome.AMENDED:
        return Proposals(regime, reading, search, (), apart)
    before = _Standing(regime, reading, calendar)
    drafts = (_drafted(before, text, asked, each) for each in search.amendments)
    proposals = tuple(_worked_out(drafts))
    return Proposals(regime, reading, search, proposals, apart)


def _worked_out(drafts: Iterable[Proposal]) -> Iterator[Proposal]:
    """Yield drafts until one is cut off: then it is not known what follows from it.

    Raises
    ------
    CutOff
        Where the first one is.
    """
    for number, draft in enumerate(drafts):
        if (cut := patience().cut) is not None:
            if number == 0:
                raise CutOff(cut)
            return
        yield draft


class _Standing:
    """What proofs and an audit say of a regime as it is."""

    def __init__(self, regime: Regime, reading: Reading, calendar: Calendar) -> None:
        self.regime, self.reading, self.calendar = regime, reading, calendar
        self.provers = Provers(calendar, asked_about(library.questions([regime]).values()))

    @cached_property
    def findings(self) -> list[Finding]:
        """What an audit finds in it."""
        return audit(self.regime, calendar=self.calendar)

    def others(
        self, after: Regime, asked: Collection[tuple[str, Assume]]
    ) -> Iterable[tuple[Verdict, Verdict]]:
        """Yield the guarantees that changed, but for those asked about."""
        properties = list(library.questions([after]).values())
        provers = Provers(self.calendar, asked_about(properties))
        for prop in touched(properties, self.regime, after):
            for assume in Assume:
                if (prop.id, assume) in asked or self._same(prop, assume, after, provers):
                    continue
                old, new = (
                    verify(regime, prop, self.reading, assume, provers=known)[0]
                    for regime, known in ((self.regime, self.provers), (after, provers))
                )
                if (old.answer, old.days) != (new.answer, new.days):
                    yield old, new

    def _same(self, prop: Property, assume: Assume, after: Regime, provers: Provers) -> bool:
        """Whether a guarantee is certainly as it was, which is seen without proofs and runs."""
        asked = (prop, assume, self.reading)
        was = stands(self.regime, *asked, self.provers)
        return was is not None and was == stands(after, *asked, provers, was.days)


def _drafted(
    before: _Standing, text: bytes, requirements: Sequence[Requirement], amendment: Amendment
) -> Proposal:
    old = before.regime
    shared = library.shared_vocabulary()
    written = edited(text, old.source, old, amendment.edits, shared)
    read = read_regime_bytes(written, old.source, shared, old.under)
    new = replace(read, id=old.id, name=old.name)
    proofs = tuple(_proof(before, new, need) for need in requirements)
    # The file, not what the search made of it, is what the drafter takes away.
    if any(proof.answer not in (Answer.PROVED, Answer.UNKNOWN) for proof in proofs):
        raise Complaint("edit.not-written", file=old.source)
    findings = audit(new, calendar=before.calendar)
    asked = {(need.property.id, need.assume) for need in requirements}
    others = tuple(before.others(new, asked))
    shown = (*proofs, *(one for pair in others for one in pair))
    return Proposal(
        amendment,
        written,
        new,
        difference(old, new),
        proofs,
        others,
        missing(findings, before.findings),
        missing(before.findings, findings),
        left_out_of(shown, before.calendar),
    )


def _proof(before: _Standing, regime: Regime, need: Requirement) -> Verdict:
    (verdict,) = verify(
        regime, [need.property], [before.reading], [need.assume], need.within, before.calendar
    )
    return verdict


def missing(these: Sequence[Finding], those: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings of one list that the other has none like, by kind, rules and sentence."""
    known = {_likeness(finding) for finding in those}
    return tuple(finding for finding in these if _likeness(finding) not in known)


def _likeness(finding: Finding) -> tuple[object, ...]:
    return finding.kind, finding.rules, finding.sentence()
