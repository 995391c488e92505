"""A finding: one way in which a text is not sound, with its articles and its witness."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from model.conformance import Judgement
from model.deadline import Reading
from model.language import Text, catalogue, say
from model.ledger import article_label
from model.trace import Run
from verify.arguments import named


class FindingKind(StrEnum):
    """The analyses, by the names of the literature on normative requirements and of drafting."""

    VACUOUS_CONFLICT = "vacuous-conflict"
    SITUATIONAL_CONFLICT = "situational-conflict"
    OBEYED_BY_CHANCE = "obeyed-by-chance"
    DEAD_END = "dead-end"
    OUT_OF_POWER = "out-of-power"
    REDUNDANT_RULE = "redundant-rule"
    VACUOUS_RULE = "vacuous-rule"
    INSUFFICIENT = "insufficient"
    OVER_RESTRICTIVE = "over-restrictive"
    INDEFINITE_DEADLINE = "indefinite-deadline"
    NUMBER_WITHOUT_START = "number-without-start"
    CLOCK_NEVER_STARTS = "clock-never-starts"
    DEBTOR_STARTS_CLOCK = "debtor-starts-clock"
    TWO_CLOCKS = "two-clocks"
    ENDLESS_SUSPENSION = "endless-suspension"
    DEBTOR_MOVES_CLOCK = "debtor-moves-clock"
    RESTART_WITHOUT_END = "restart-without-end"
    OPEN_EXTENSION = "open-extension"
    IDLE_EVENT = "idle-event"
    PART_OF_A_LIMIT = "part-of-a-limit"
    ENDLESS_DISPUTE = "endless-dispute"
    UNBOUNDED_LOOP = "unbounded-loop"
    EXTERNAL_LIMIT = "external-limit"
    NO_LIMIT = "no-limit"
    COUNTING_UNDEFINED = "counting-undefined"
    DEFAULT_ON_OPEN_LIMIT = "default-on-open-limit"
    TWO_DEFAULTS = "two-defaults"
    DEFAULT_NEVER_FIRES = "default-never-fires"
    DEFAULT_AND_SANCTION = "default-and-sanction"
    CONSENT_TO_A_QUESTION = "consent-to-a-question"
    FICTION_WITHOUT_BASIS = "fiction-without-basis"
    IDLE_FICTION = "idle-fiction"
    LAPSE_WITHOUT_ESCAPE = "lapse-without-escape"
    POWER_CUT_SHORT = "power-cut-short"
    DEFAULT_WITHOUT_EXCEPTION = "default-without-exception"
    EXCEPTION_OF_THE_SILENT = "exception-of-the-silent"
    AMBIGUOUS_SILENCE = "ambiguous-silence"
    MISSING_DEFAULT = "missing-default"
    NO_BEARER = "no-bearer"
    SEVERAL_BEARERS = "several-bearers"
    OVERLAPPING_FORUMS = "overlapping-forums"
    OWN_CAUSE = "own-cause"
    UNSANCTIONED = "unsanctioned"
    SANCTION_WITHOUT_LIMIT = "sanction-without-limit"
    HARM_NEEDED = "harm-needed"
    TWO_SANCTIONS = "two-sanctions"
    ASYMMETRY = "asymmetry"
    NO_REFUSAL = "no-refusal"
    UNADDRESSED_REPORT = "unaddressed-report"
    IDLE_PARTY = "idle-party"
    UNDEFINED_GRADE = "undefined-grade"
    AGAINST_LAW_ABOVE = "against-law-above"
    NOT_IN_FORCE = "not-in-force"
    DANGLING_REFERENCE = "dangling-reference"
    UNDECIDED = "undecided"


class Severity(StrEnum):
    """How much a finding weighs: the rules cannot work; somebody is left waiting; unclear.

    Last what was not decided: nobody knows whether there is a finding at all.
    """

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"
    UNDECIDED = "undecided"


_HIGH = {
    FindingKind.AGAINST_LAW_ABOVE,
    FindingKind.VACUOUS_CONFLICT,
    FindingKind.SITUATIONAL_CONFLICT,
    FindingKind.OBEYED_BY_CHANCE,
    FindingKind.DEAD_END,
    FindingKind.INSUFFICIENT,
    FindingKind.OVER_RESTRICTIVE,
    FindingKind.CLOCK_NEVER_STARTS,
    FindingKind.TWO_DEFAULTS,
    FindingKind.DEFAULT_NEVER_FIRES,
    FindingKind.DEFAULT_ON_OPEN_LIMIT,
    FindingKind.DEFAULT_AND_SANCTION,
    FindingKind.FICTION_WITHOUT_BASIS,
    FindingKind.VACUOUS_RULE,
}
_LOW = {
    FindingKind.REDUNDANT_RULE,
    FindingKind.INDEFINITE_DEADLINE,
    FindingKind.EXTERNAL_LIMIT,
    FindingKind.COUNTING_UNDEFINED,
    FindingKind.UNSANCTIONED,
    FindingKind.NUMBER_WITHOUT_START,
    FindingKind.SEVERAL_BEARERS,
    FindingKind.UNBOUNDED_LOOP,
    FindingKind.RESTART_WITHOUT_END,
    FindingKind.PART_OF_A_LIMIT,
    FindingKind.TWO_SANCTIONS,
    FindingKind.UNADDRESSED_REPORT,
    FindingKind.IDLE_PARTY,
    FindingKind.UNDEFINED_GRADE,
}


def severity_of(kind: FindingKind | str) -> Severity:
    """Return the usual weight of a kind of finding."""
    kind = named(kind, FindingKind, "kind")
    if kind is FindingKind.UNDECIDED:
        return Severity.UNDECIDED
    if kind in _HIGH:
        return Severity.HIGH
    return Severity.LOW if kind in _LOW else Severity.MEDIUM


@dataclass(frozen=True, slots=True)
class Witness:
    """A run that shows the finding: admissible, and replayed by the transition relation.

    ``cut`` is the number of its occurrences that belong to the history. What follows them is only
    one way in which the history may go on, but for what is ``given``: that comes whatever is done.
    """

    run: Run
    reading: Reading
    judgements: tuple[Judgement, ...]
    cut: int | None = None
    given: tuple[str, ...] = ()

    @property
    def history(self) -> Run:
        """The run up to the cut, and what is given after it; the whole where there is no cut."""
        every, cut = self.run.occurrences, self.cut
        given = () if cut is None else (one for one in every[cut:] if one.event in self.given)
        return replace(self.run, occurrences=(*every[:cut], *given))


@dataclass(frozen=True)
class Finding:
    """One finding about one regime.

    Attributes
    ----------
    rules
        The rules involved, the one that it is about first.
    articles
        Their articles, or those of the clause that it is about, on both sides.
    values
        What the catalogue's sentence needs filled in.
    readings
        The rules of these that rest on a reading of ours.
    witness
        A run, where the finding is about what can happen; else the rules are the witness.
    card, root
        The card on which it is told with others of one cause, and whether it heads that card.
    heads
        How many rules, from the first on, it is mainly about.
    as_read
        Whether it holds only as the rule file reads a clause that could be read otherwise.
    by_reference
        Articles that take the clause over by reference, so that it holds of them as well.
    found_by
        The analysis that made it.
    """

    regime: str
    kind: FindingKind
    articles: tuple[str, ...]
    rules: tuple[str, ...] = ()
    values: Mapping[str, object] = field(default_factory=dict)
    readings: tuple[str, ...] = ()
    witness: Witness | None = None
    severity: Severity = Severity.MEDIUM
    accepted: Text | None = None
    variant: str = "sentence"
    card: str = ""
    root: bool = False
    heads: int = 1
    as_read: bool = False
    by_reference: tuple[str, ...] = ()
    found_by: str = ""

    def sentence(self) -> Text:
        """Return what is the matter, in one sentence; where it is our reading, it says so."""
        sentence = say(f"finding.{self.kind}.{self.variant}", **self.values)
        if self.as_read:
            sentence = say("finding.as-read", sentence=sentence)
        if not self.by_reference:
            return sentence
        clauses = [article_label(article) for article in self.by_reference]
        joined = Text("、".join(one.zh for one in clauses), ", ".join(one.en for one in clauses))
        return say("finding.by-reference", sentence=sentence, clauses=joined)

    def advice(self) -> Text:
        """Return what a drafter could do about it, the advice that fits the case where there is."""
        fitting = f"finding.{self.kind}.advice-{self.variant}"
        key = fitting if fitting in catalogue() else f"finding.{self.kind}.advice"
        return say(key, **self.values)

    @property
    def is_open(self) -> bool:
        """Whether it was not decided if there is a finding at all."""
        return self.kind is FindingKind.UNDECIDED

    @property
    def name(self) -> Text:
        """The name of the kind of finding."""
        return name_of(self.kind)


def name_of(kind: FindingKind | str) -> Text:
    """Return the name of a kind of finding."""
    kind = named(kind, FindingKind, "kind")
    return catalogue()[f"finding.{kind}.name"]
