"""Where a finding of each kind has its place: what it is about, and with which others it is told.

One line for each kind, all in one table, so that a new kind is one line more.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from verify.audit.finding import Finding, FindingKind


class Matter(StrEnum):
    """What is at stake, the gravest first: whether the text works at all, last its wording.

    Behind all of it stands what was not decided.
    """

    FORCE = "force"
    FICTION = "fiction"
    GUARANTEE = "guarantee"
    POWER = "power"
    CONFLICT = "conflict"
    WAITING = "card.waiting"
    ANSWERING = "answering"
    WORDING = "wording"
    UNDECIDED = "undecided"


class Feature(StrEnum):
    """The part of a rule in which a defect sits; findings about one part have one cause."""

    LIMIT = "limit"
    START = "start"
    CLOCK = "clock"
    TRIGGER = "trigger"
    DEFAULT = "default"
    ORDER = "order"
    CONDITION = "condition"
    BEARER = "bearer"
    SANCTION = "sanction"
    DIRECTION = "direction"
    REFUSAL = "refusal"
    MISSING = "missing"
    TEXT = "text"
    UNDECIDED = "undecided"  # whatever it is, it has no cause with anything in common


class Seat(StrEnum):
    """Which rules of a finding the defect sits in."""

    FIRST = "first"
    EACH = "each"
    OTHERS = "others"  # all but the first
    STEP_BEFORE = "step-before"  # the rules whose act starts the clock
    NONE = "none"  # the text as a whole


class Cure(StrEnum):
    """How the advice changes the rules, so that its effect can be computed.

    ``WORDS``: it changes no rule that a guarantee rests on. ``CHOICE``: the drafter must choose
    first what to write.
    """

    FIGURE = "figure"
    DEFAULT = "default"
    START = "start"
    FOLLOW = "follow"
    DUTY = "duty"
    ALIKE = "alike"
    DELETE = "delete"
    WORDS = "words"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Place:
    """The place of a kind of finding.

    Attributes
    ----------
    features
        The parts of the rule that the defect sits in; several have one cause then.
    family
        The title's key of the card on which such findings of a text are listed together where
        nothing graver has the same cause; empty where each cause has a card of its own.
    joins
        Whether the finding follows a rule to the one card that is about it, whatever the cause.
    """

    matter: Matter
    features: tuple[Feature, ...]
    cure: Cure
    family: str = ""
    seat: Seat = Seat.FIRST
    joins: bool = False


_M, _F, _S, _C = Matter, Feature, Seat, Cure

PLACES: dict[FindingKind, Place] = {
    FindingKind.NOT_IN_FORCE: Place(_M.FORCE, (_F.TEXT,), _C.WORDS, seat=_S.NONE),
    FindingKind.AGAINST_LAW_ABOVE: Place(_M.CONFLICT, (_F.LIMIT,), _C.CHOICE),
    FindingKind.DEFAULT_AND_SANCTION: Place(_M.FICTION, (_F.DEFAULT,), _C.WORDS),
    FindingKind.DEFAULT_ON_OPEN_LIMIT: Place(_M.FICTION, (_F.LIMIT, _F.DEFAULT), _C.FIGURE),
    FindingKind.TWO_DEFAULTS: Place(_M.FICTION, (_F.DEFAULT,), _C.ALIKE, seat=_S.EACH),
    FindingKind.DEFAULT_NEVER_FIRES: Place(_M.FICTION, (_F.DEFAULT,), _C.FIGURE),
    FindingKind.INSUFFICIENT: Place(_M.GUARANTEE, (_F.LIMIT,), _C.FIGURE, seat=_S.EACH),
    FindingKind.OUT_OF_POWER: Place(_M.POWER, (_F.ORDER,), _C.FOLLOW),
    FindingKind.VACUOUS_CONFLICT: Place(_M.CONFLICT, (_F.ORDER,), _C.CHOICE, seat=_S.EACH),
    FindingKind.SITUATIONAL_CONFLICT: Place(_M.CONFLICT, (_F.ORDER,), _C.CHOICE, seat=_S.EACH),
    FindingKind.OBEYED_BY_CHANCE: Place(_M.CONFLICT, (_F.ORDER,), _C.CHOICE, seat=_S.EACH),
    FindingKind.DEAD_END: Place(_M.CONFLICT, (_F.ORDER,), _C.CHOICE),
    FindingKind.OVER_RESTRICTIVE: Place(_M.CONFLICT, (_F.ORDER,), _C.CHOICE, seat=_S.EACH),
    FindingKind.TWO_CLOCKS: Place(_M.CONFLICT, (_F.LIMIT,), _C.ALIKE, seat=_S.EACH),
    FindingKind.CLOCK_NEVER_STARTS: Place(_M.CONFLICT, (_F.TRIGGER,), _C.START),
    FindingKind.VACUOUS_RULE: Place(_M.CONFLICT, (_F.TRIGGER,), _C.CHOICE),
    FindingKind.UNDECIDED: Place(_M.UNDECIDED, (_F.UNDECIDED,), _C.CHOICE, "card.undecided"),
    FindingKind.DEBTOR_STARTS_CLOCK: Place(
        _M.WAITING, (_F.LIMIT,), _C.FIGURE, "card.waiting", _S.STEP_BEFORE
    ),
    FindingKind.NO_LIMIT: Place(_M.WAITING, (_F.LIMIT,), _C.FIGURE, "card.waiting"),
    FindingKind.MISSING_DEFAULT: Place(_M.WAITING, (_F.LIMIT,), _C.DEFAULT, "card.waiting"),
    FindingKind.ENDLESS_SUSPENSION: Place(_M.WAITING, (_F.CLOCK,), _C.CHOICE, "card.waiting"),
    FindingKind.DEBTOR_MOVES_CLOCK: Place(_M.WAITING, (_F.CLOCK,), _C.CHOICE, "card.waiting"),
    FindingKind.OPEN_EXTENSION: Place(_M.WAITING, (_F.CLOCK,), _C.CHOICE, "card.waiting"),
    FindingKind.LAPSE_WITHOUT_ESCAPE: Place(_M.FICTION, (_F.DEFAULT,), _C.CHOICE),
    FindingKind.IDLE_EVENT: Place(_M.CONFLICT, (_F.CLOCK,), _C.CHOICE),
    FindingKind.POWER_CUT_SHORT: Place(_M.CONFLICT, (_F.TRIGGER,), _C.CHOICE),
    FindingKind.RESTART_WITHOUT_END: Place(_M.WORDING, (_F.CLOCK,), _C.WORDS, "card.limits"),
    FindingKind.PART_OF_A_LIMIT: Place(_M.WORDING, (_F.LIMIT,), _C.WORDS, "card.limits"),
    FindingKind.DEFAULT_WITHOUT_EXCEPTION: Place(
        _M.WAITING, (_F.DEFAULT,), _C.CHOICE, "card.exceptions"
    ),
    FindingKind.EXCEPTION_OF_THE_SILENT: Place(
        _M.WAITING, (_F.DEFAULT,), _C.CHOICE, "card.exceptions"
    ),
    FindingKind.AMBIGUOUS_SILENCE: Place(_M.WAITING, (_F.CONDITION,), _C.CHOICE, "card.waiting"),
    FindingKind.ASYMMETRY: Place(_M.WAITING, (_F.DIRECTION,), _C.ALIKE, "card.exchange"),
    FindingKind.NO_REFUSAL: Place(_M.WAITING, (_F.REFUSAL,), _C.CHOICE, "card.exchange"),
    FindingKind.NO_BEARER: Place(_M.ANSWERING, (_F.BEARER,), _C.WORDS, "card.bearers", joins=True),
    FindingKind.SEVERAL_BEARERS: Place(_M.ANSWERING, (_F.BEARER,), _C.WORDS, "card.bearers"),
    FindingKind.OWN_CAUSE: Place(_M.ANSWERING, (_F.SANCTION,), _C.WORDS, "card.sanctions"),
    FindingKind.SANCTION_WITHOUT_LIMIT: Place(
        _M.ANSWERING, (_F.SANCTION,), _C.FIGURE, "card.sanctions", _S.EACH, joins=True
    ),
    FindingKind.CONSENT_TO_A_QUESTION: Place(_M.FICTION, (_F.DEFAULT,), _C.CHOICE),
    FindingKind.FICTION_WITHOUT_BASIS: Place(_M.FICTION, (_F.TRIGGER,), _C.WORDS),
    FindingKind.IDLE_FICTION: Place(_M.WAITING, (_F.MISSING,), _C.CHOICE, "card.waiting"),
    FindingKind.ENDLESS_DISPUTE: Place(_M.WAITING, (_F.LIMIT,), _C.FIGURE, "card.waiting"),
    FindingKind.UNBOUNDED_LOOP: Place(_M.WAITING, (_F.ORDER,), _C.CHOICE, "card.waiting"),
    FindingKind.OVERLAPPING_FORUMS: Place(_M.ANSWERING, (_F.BEARER,), _C.CHOICE, "card.bearers"),
    FindingKind.IDLE_PARTY: Place(_M.ANSWERING, (_F.TEXT,), _C.WORDS, "card.bearers", seat=_S.NONE),
    FindingKind.UNADDRESSED_REPORT: Place(_M.ANSWERING, (_F.BEARER,), _C.WORDS, "card.bearers"),
    FindingKind.HARM_NEEDED: Place(_M.ANSWERING, (_F.SANCTION,), _C.WORDS, "card.sanctions"),
    FindingKind.TWO_SANCTIONS: Place(_M.ANSWERING, (_F.SANCTION,), _C.WORDS, "card.sanctions"),
    FindingKind.UNDEFINED_GRADE: Place(_M.ANSWERING, (_F.SANCTION,), _C.WORDS, "card.sanctions"),
    FindingKind.INDEFINITE_DEADLINE: Place(_M.WORDING, (_F.LIMIT,), _C.FIGURE, "card.limits"),
    FindingKind.EXTERNAL_LIMIT: Place(_M.WORDING, (_F.LIMIT,), _C.FIGURE, "card.limits"),
    FindingKind.NUMBER_WITHOUT_START: Place(_M.WORDING, (_F.START,), _C.WORDS, "card.limits"),
    FindingKind.COUNTING_UNDEFINED: Place(
        _M.WORDING, (_F.TEXT,), _C.WORDS, "card.limits", seat=_S.NONE
    ),
    FindingKind.REDUNDANT_RULE: Place(_M.WORDING, (_F.ORDER,), _C.DELETE, "card.redundant"),
    FindingKind.UNSANCTIONED: Place(_M.WORDING, (_F.SANCTION,), _C.WORDS, "card.unsanctioned"),
    FindingKind.DANGLING_REFERENCE: Place(
        _M.WORDING, (_F.TEXT,), _C.WORDS, "card.references", seat=_S.NONE
    ),
}
"""The place of every kind of finding."""

VARIANTS: dict[tuple[FindingKind, str], Place] = {
    # No duty demands what is feared to be missing: it is not that a limit is open.
    (FindingKind.INSUFFICIENT, "sentence"): Place(_M.GUARANTEE, (_F.MISSING,), _C.DUTY),
    (FindingKind.OUT_OF_POWER, "unlimited"): Place(
        _M.POWER, (_F.LIMIT,), _C.FIGURE, seat=_S.OTHERS
    ),
    # Which of two effects a silence has is not said by making their limits alike.
    (FindingKind.TWO_DEFAULTS, "effects"): Place(
        _M.FICTION, (_F.DEFAULT,), _C.CHOICE, seat=_S.EACH
    ),
    (FindingKind.OUT_OF_POWER, "notice"): Place(_M.POWER, (_F.ORDER,), _C.CHOICE),
    (FindingKind.AGAINST_LAW_ABOVE, "bearer"): Place(_M.ANSWERING, (_F.BEARER,), _C.CHOICE),
    **{
        (FindingKind.AGAINST_LAW_ABOVE, variant): Place(_M.CONFLICT, (feature,), _C.CHOICE)
        for variant, feature in (
            ("default", _F.DEFAULT),
            ("excluded", _F.DEFAULT),
            ("forbidden", _F.ORDER),
            ("demanded", _F.ORDER),
        )
    },
    **{
        (FindingKind.ASYMMETRY, variant): Place(
            _M.WAITING, (_F.DIRECTION,), _C.CHOICE, "card.exchange"
        )
        for variant in ("missing", "missing-back")
    },
}
"""The place of findings of a kind that say something else than the others of it."""


def place_of(finding: Finding) -> Place:
    """Return the place of a finding."""
    return VARIANTS.get((finding.kind, finding.variant), PLACES[finding.kind])
