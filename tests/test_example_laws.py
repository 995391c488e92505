"""Laws of other places and fields as rule files: what they guarantee was worked out on paper first.

docs/laws.md says where paper and program differed, and which was right.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from model.deadline import STRICT, Reading, Within
from model.property import Property
from model.regime import Regime
from model.rule import Obligation, Rule, effects_of, events_of, is_timed
from model.tolling import Tolling
from protocols import library
from protocols.document import parse_document
from protocols.reader import regime_of
from tests.draws import some
from tests.enumeration import Enumeration
from tests.small import NAME
from verify.guarantees import verify
from verify.verdict import Answer, Assume

LAWS = Path(__file__).parent.parent / "docs" / "example" / "laws"
NAMES = sorted(path.stem for path in LAWS.glob("*.yaml"))

Figures = tuple[int | None, int | None]
"""The working days if everyone obeys and if nobody does; none where it need not come."""

PAPER: dict[tuple[str, int | None], dict[str, Figures]] = {
    ("open-information", None): {
        "plain-answer": (20, None),
        "extended-answer": (40, None),
        # 20 and 15 days, and the day on which the agency can act after the third party's silence.
        "answer-with-third-party": (36, None),
        "unclear-answered": (None, None),
        "unclear-closed": (None, None),
        "online-answered": (None, None),
        "consultation-ends": (15, 15),
        "co-producer-answers": (15, 15),
        "published": (20, None),
        "excessive-closed": (None, None),
    },
    ("open-information", 5): {"unclear-closed": (32, None)},
    ("market-complaints", None): {
        "acceptance-told": (7, None),
        "acceptance-told-with-superior": (14, None),
        "mediation-concluded": (45, 45),
        "tested-mediation-concluded": (None, None),
        "withdrawal-told": (7, None),
        "clue-verified": (30, None),
        "competence-settled": (None, None),
        "lodged-decided": (None, None),
    },
    ("market-complaints", 5): {"informant-told": (10, None), "lodged-decided": (37, None)},
    ("shandong-petitions", None): {
        "processed": (13, None),
        "ended-or-review": (24, 24),
        "several-settled": (None, None),
    },
    ("weifang-hotline", None): {
        "handled-in-five": (5, None),
        "dealt-with-in-five": (5, None),
        "impossible-handled": (None, None),
        "designated-handled": (5, None),
        "designated-kept": (0, None),
        "overdue-supervised": (None, None),
    },
    ("weifang-hotline", 5): {
        "request-handled": (10, None),
        "misdirected-handled": (None, None),
        "returned-in-time": (5, None),
        "request-answered": (15, None),
    },
    ("shanghai-enforcement", None): {
        "informant-told": (5, None),
        "tip-handed-over": (3, None),
        "tip-dealt-with": (None, None),
        "opinion-in-time": (10, None),
        "opinion-complex": (None, None),
        "served": (45, 45),
        "disposal-not-before": (0, 0),
        "seizure-settled": (None, None),
        "sender-told": (None, None),
        "forum-settled": (None, None),
    },
    ("shanghai-enforcement", 5): {"opinion-complex": (15, None), "sender-told": (None, None)},
    ("medical-devices", None): {
        "two-decided": (83, None),
        "trial-settled-in-sixty": (60, 60),
        "renewed-or-too-late": (1255, 1255),
        "expiry-not-early": (0, 0),
        "reissued": (20, None),
    },
}
LONGER: dict[str, dict[str, Figures]] = {
    "open-information": {"answer-with-both": (71, None)},
    "market-complaints": {
        "outcome-known": (52, None),
        "outcome-known-from-receipt": (59, None),
        "informant-told": (None, None),
    },
    "shandong-petitions": {
        "passed-on-screened": (24, None),
        "review-taken": (3, None),
        "finished": (57, None),
        "finished-extended": (89, None),
        "ladder": (144, None),
        "ladder-with-hearing": (None, None),
    },
    "medical-devices": {
        "two-certificate-extended": (123, None),
        "three-decided": (113, None),
        "three-inspected-extended": (203, None),
        "two-with-experts": (None, None),
        "told-or-accepted": (5, 5),
        "accepted": (None, None),
    },
}
"""What takes longer to ask than a test may: it was asked by hand, as docs/laws.md shows."""


@cache
def law(name: str) -> Regime:
    path = LAWS / f"{name}.yaml"
    document = parse_document(path.read_bytes(), path.name)
    return regime_of(document, library.shared_vocabulary())


@pytest.mark.parametrize("name", NAMES)
def test_a_law_reads_without_a_mistake_and_says_what_it_is_asked(name: str) -> None:
    shipped = {*library.properties()}
    asked = {one.id for one in law(name).properties}
    stated = [figures for (of, _), figures in PAPER.items() if of == name]
    assert asked == {one for figures in (*stated, LONGER.get(name, {})) for one in figures}
    assert not asked & shipped
    assert law(name).ledger is not None


LARGE = (("market-complaints", None), ("open-information", None))


@pytest.mark.parametrize(
    ("name", "days"), some([*PAPER], *(one for one in PAPER if one not in LARGE))
)
def test_what_a_law_guarantees_is_what_paper_says(name: str, days: int | None) -> None:
    expected = PAPER[name, days]
    asked = [one for one in law(name).properties if one.id in expected]
    verdicts = verify(law(name), asked, [Reading(days)])
    assert all(one.answer in (Answer.PROVED, Answer.REFUTED) for one in verdicts)
    found: dict[str, list[int | None]] = {}
    for one in verdicts:
        found.setdefault(one.property.id, []).append(one.days)
    assert {prop: tuple(days) for prop, days in found.items()} == expected


# A slice of each law with small figures: the solver, and every run one by one.


def small(name: str, limits: Mapping[str, int | None]) -> Regime:
    """Some rules of a law for every case, with limits of so many working days."""
    whole = law(name)
    chosen = [rule for rule in whole.rules if rule.id in limits]
    brought = frozenset().union(*map(effects_of, chosen))
    rules = tuple(_shortened(rule, limits[rule.id], brought) for rule in chosen)
    named = {event for rule in rules for event in events_of(rule)}
    words = {
        event: replace(word, when={}, presupposes=tuple({*word.presupposes} & named))
        for event, word in whole.vocabulary.events.items()
    }
    vocabulary = replace(whole.vocabulary, events=words)
    return replace(whole, rules=rules, sanctions=(), properties=(), vocabulary=vocabulary)


def _shortened(rule: Rule, days: int | None, brought: frozenset[str]) -> Rule:
    rule = replace(rule, when={})
    if not is_timed(rule):
        return rule
    heard = tuple(one for one in rule.clock.suspensions if one.stops in brought)
    limit = rule.deadline if days is None else Within(days)
    if isinstance(rule, Obligation):
        rule = replace(rule, excused_by=tuple({*rule.excused_by} & brought))
    return replace(rule, deadline=limit, clock=Tolling(heard))


SMALL: list[tuple[str, dict[str, int | None], tuple[str, str], Figures]] = [
    # Silent to the close on which the answer was due: the agency can act a day later.
    (
        "open-information",
        {
            "consult-third-party": None,
            "third-party-silence": 1,
            "third-party-done": None,
            "answer": 1,
        },
        ("request.received", "request.answered"),
        (3, None),
    ),
    (
        "market-complaints",
        {"mediation-term": 1, "tell-end": 1, "known": None},
        ("consumer-complaint.accepted", "outcome.known"),
        (2, None),
    ),
    (
        "shandong-petitions",
        {"no-review-asked": 2, "ask-review": None, "review-or-end": None},
        ("petition.finished", "review-or-end.reached"),
        (2, 2),
    ),
    (
        "weifang-hotline",
        {"handled": None, "reply": 2},
        ("matter.handled", "request.answered"),
        (2, None),
    ),
    (
        "shanghai-enforcement",
        {"explain-delay": 1, "give-opinion-later": 2},
        ("assistance.requested", "assistance-opinion.given"),
        (3, None),
    ),
    (
        "medical-devices",
        {"tell-defects": 1, "intake-settled": None},
        ("application.received", "intake.settled"),
        (1, 1),
    ),
]


@pytest.mark.parametrize(("name", "limits", "question", "expected"), SMALL)
def test_a_slice_of_a_law_is_answered_as_every_run_of_it_says(
    name: str, limits: dict[str, int | None], question: tuple[str, str], expected: Figures
) -> None:
    regime = small(name, limits)
    prop = Property("asked", NAME, *question)
    every = Enumeration(regime, STRICT, last=2 * max(filter(None, expected)))
    for assume, days in zip(Assume, expected, strict=True):
        obeyed = frozenset(regime.by_id) if assume is Assume.EVERYONE else frozenset()
        (verdict,) = verify(regime, prop, STRICT, assume)
        assert verdict.days == every.judge(prop, obeyed).bound == days
