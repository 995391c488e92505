"""Amendments where acts presuppose acts: the cheapest of all changes of figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import HealthCheck, Phase, assume, given
from hypothesis import strategies as st

from experiments.amend.ask import Proposal, Proposals
from experiments.amend.command import status
from experiments.amend.data import amendments_data
from experiments.amend.words import answer_words
from model.amendment import Edit, NewDeadline, applied
from model.calendar import chinese_calendar
from model.deadline import STRICT, Before, Within
from model.difference import difference
from model.language import LANGS, say
from model.ledger import article_label
from model.property import Property
from model.regime import Regime
from model.rule import Rule
from model.vocabulary import EventType
from tests.draws import draws, enough
from tests.small import NAME, counts, duty, lapse, may, must_not, regime
from tests.test_ability import paper
from verify.amend import Amendments, SearchOutcome, amend
from verify.amend.limits import lengths
from verify.amend.requirement import Requirement
from verify.amend.space import EditKind
from verify.guarantees import verify
from verify.slicing import causes_of
from verify.verdict import Answer, Assume

FIGURES = (EditKind.DEADLINE, EditKind.FIGURE)
LONGEST = 3
SEEN: Counter[str] = Counter()
BREACHES: Counter[str] = Counter()

Choice = tuple[tuple[Edit, ...], tuple[int, ...]]


def smallest(found: Amendments) -> dict[tuple[Edit, ...], tuple[int, int]]:
    assert found.complete
    return {one.edits: one.cost[:2] for one in found.amendments}


def asked(
    of: Regime,
    trigger: str,
    response: str,
    within: int,
    who: Assume = Assume.EVERYONE,
    kinds: tuple[EditKind, ...] = FIGURES,
) -> Amendments:
    return amend(of, [Requirement(Property("p", NAME, trigger, response), within, who)], kinds)


@pytest.mark.parametrize(
    ("within", "edits", "price"),
    [
        (6, (NewDeadline("opinion", 6),), (1, 1)),
        (5, (NewDeadline("opinion", 5),), (1, 2)),
        (3, (NewDeadline("opinion", 3), NewDeadline("conclusion", 3)), (2, 6)),
    ],
)
def test_a_conclusion_that_waits_on_anothers_opinion(
    within: int, edits: tuple[Edit, ...], price: tuple[int, int]
) -> None:
    """Opinion 7, conclusion on it 5 after the request; the conclusion comes within the longer.

    Within 6 and 5 the opinion alone has to be sooner. For 3 both have to be: an opinion of day 3
    leaves the conclusion until day 5, and a conclusion due on day 3 waits on the opinion.
    """
    of = paper("03-issue-opinion-conclusion.yaml")
    assert smallest(asked(of, "file.requested", "conclusion.made", within)) == {edits: price}


def test_an_opinion_is_not_hastened_by_the_limit_of_anothers_conclusion() -> None:
    of = paper("03-issue-opinion-conclusion.yaml")
    found = smallest(asked(of, "file.requested", "opinion.given", 3))
    assert found == {(NewDeadline("opinion", 3),): (1, 4)}


def test_the_limit_of_the_end_hastens_ones_own_means() -> None:
    """The regulator handles within 20 and tells within 15 what it has handled: so it handles in 15.

    For 9, telling 6 days sooner does it; handling itself would have to be 11 days sooner.
    """
    of = paper("08-own-means-longer-limit.yaml")
    found = smallest(asked(of, "complaint.received", "complaint.handled", 9))
    assert found == {(NewDeadline("tell", 9),): (1, 6)}


@pytest.mark.parametrize(("within", "days"), [(4, 4), (3, 3)])
def test_one_party_that_owes_both_is_hastened_by_the_cheaper_limit(within: int, days: int) -> None:
    """The opinion is owed within 5 already, for the sake of the conclusion."""
    of = paper("03-issue-opinion-conclusion.yaml")
    opinion, conclusion = of.obligations
    of = replace(of, rules=(replace(opinion, bearer=conclusion.bearer), conclusion))
    found = smallest(asked(of, "file.requested", "opinion.given", within))
    assert found == {(NewDeadline("conclusion", days),): (1, 5 - days)}


def test_what_lifts_a_ban_is_owed_by_a_limit_that_can_be_changed() -> None:
    """c is forbidden after a until q does b, which q owes within 6; c itself is due within 2."""
    events = {name: EventType(name, NAME, "world" if name == "a" else "q") for name in "abcd"}
    lifts = duty("a", "b", Within(6), id="lifts", bearer="q")
    of = regime(lifts, duty("a", "c", Within(2), id="then"), must_not("a", "c", until="b"))
    of = replace(of, vocabulary=replace(of.vocabulary, events=events))
    found = smallest(asked(of, "a", "c", 4))
    assert found == {(NewDeadline("lifts", 4),): (1, 2)}


def test_the_limit_after_which_something_else_is_deemed() -> None:
    """d can never be done in time, since it presupposes c; so c is deemed when d is due."""
    events = {name: EventType(name, NAME) for name in "abc"}
    events["d"] = EventType("d", NAME, "p", presupposes=("c",))
    of = regime(duty("a", "d", Within(5), id="r", default="c"), events=events)
    of = replace(of, rules=(*of.rules, counts("b", "c", id="same")))
    found = smallest(asked(of, "a", "c", 3, Assume.NOBODY))
    assert found == {(NewDeadline("r", 3),): (1, 2)}


def priced(of: Regime, rules: Collection[str]) -> list[Choice]:
    """Every change of the figures of some duties of a regime, the cheapest first, and its cost."""
    now = lengths(of, STRICT, chinese_calendar())
    axes: list[list[Edit | None]] = []
    for rule in of.obligations:
        if rule.id in rules and not isinstance(rule.deadline, Before):
            figures = (days for days in range(1, LONGEST + 1) if days != now[rule.id])
            axes.append([None, *(NewDeadline(rule.id, days) for days in figures)])
    found: list[Choice] = []
    for chosen in product(*axes):
        edits = [one for one in chosen if isinstance(one, NewDeadline)]
        stated = [(one.days, now[one.rule]) for one in edits]
        moved = sum(abs(days - had) for days, had in stated if had is not None)
        short = sum(LONGEST - days for days, had in stated if had is None)
        articles = {of.by_id[one.rule].article for one in edits}
        found.append((tuple(edits), (len(articles), moved, 0, len(edits), short)))
    return sorted(found, key=lambda choice: choice[1])


def exhaustive(
    of: Regime, need: Requirement, rules: Collection[str] | None = None
) -> Iterator[Choice]:
    """Yield all cheapest changes of figures, of any duties unless some are named, after which a
    requirement holds."""
    best: tuple[int, ...] | None = None
    for edits, price in priced(of, of.by_id if rules is None else rules):
        if best is not None and price > best:
            return
        (verdict,) = verify(
            applied(of, edits), [need.property], [STRICT], [need.assume], need.within
        )
        if verdict.answer is Answer.PROVED:
            best = price
            yield edits, price


@st.composite
def chains(draw: st.DrawFn) -> Regime:
    """Duties after a for some of b, c and d, each of which presupposes the one before it."""
    parties = st.sampled_from(["p", "p", "q"])
    events = {"a": EventType("a", NAME)}
    for before, name in zip("abc", "bcd", strict=True):
        events[name] = EventType(name, NAME, draw(parties), presupposes=(before,))
    acts = draw(st.sampled_from(["bc", "bd", "bd", "cd", "c", "d"]))
    defaults = st.sampled_from([None, None, None, "b", "c"])
    common = draw(st.integers(2, LONGEST))
    lengths = st.sampled_from([common, common, *range(2, LONGEST + 1)])
    rules: list[Rule] = []
    for act in acts:
        days, default = draw(lengths), draw(defaults)
        rules.append(duty("a", act, Within(days), id=act, bearer=draw(parties), default=default))
    lifted, never = must_not("a", "c", until="b"), must_not("c", "d")
    further: list[Rule | None] = [None, None, may("a", "b"), counts("d", "c"), lifted, never]
    chosen = draw(st.sampled_from(further))
    return regime(*rules, *([] if chosen is None else [chosen]), events=events)


@st.composite
def hastened(draw: st.DrawFn, regimes: st.SearchStrategy[Regime]) -> tuple[Regime, Requirement]:
    """A regime, and that an act of it comes a day sooner after a than it does while all obey."""
    of = draw(regimes)
    prop = Property("p", NAME, "a", draw(st.sampled_from("bbccd")))
    (now,) = verify(of, [prop], [STRICT], [Assume.EVERYONE])
    assume(now.answer is Answer.PROVED)
    assert now.days is not None
    assume(now.days > 1)
    return of, Requirement(prop, now.days - 1, Assume.EVERYONE)


@given(hastened(chains()))
@draws(
    30,
    part=5,
    phases=[Phase.generate],
    derandomize=True,
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)
def test_amendments_are_the_cheapest_of_all_changes_of_figures(
    question: tuple[Regime, Requirement],
) -> None:
    of, need = question
    found = amend(of, [need], FIGURES, LONGEST)
    assert found.outcome in (SearchOutcome.AMENDED, SearchOutcome.NONE)
    SEEN[found.outcome] += 1
    changed = {frozenset(one.edits): tuple(one.cost) for one in found.amendments}
    assert changed == {frozenset(edits): price for edits, price in exhaustive(of, need)}
    behind = causes_of(of, [need.property.response])
    ends = {rule.id for rule in of.obligations if rule.act not in behind}
    for edits in changed:
        rules = {edit.rule for edit in edits if isinstance(edit, NewDeadline)}
        SEEN["of an end"] += bool(rules & ends)
        SEEN["two articles"] += len(rules) > 1


def test_the_random_cases_held_every_kind_of_answer() -> None:
    assert SEEN[SearchOutcome.AMENDED] >= enough(16)
    assert SEEN["of an end"] >= enough(3)
    assert SEEN["two articles"] >= enough(1)


KEPT_AWAY = regime(
    duty("a", "b", Within(2), id="act"), lapse("a", "d", Within(2), id="end", unless=("b",))
)
LAPSED = Requirement(Property("p", NAME, "d", "b"), 2, Assume.EVERYONE)


def test_a_limit_is_lengthened_where_a_lapse_is_then_no_breach() -> None:
    """By hand: b by 2, and d at 2 unless b came, so that who does b in time never meets d. By 3,
    d may come of itself a day before b; by 4, two days before it."""
    found = amend(KEPT_AWAY, [LAPSED], FIGURES, LONGEST)
    assert (found.outcome, found.complete, found.exempt) == (SearchOutcome.AMENDED, True, ())
    assert [(one.edits, one.cost[:2]) for one in found.amendments] == [
        ((NewDeadline("act", 3),), (1, 1))
    ]


def test_none_is_said_where_no_proposal_is_left_whatever_is_exempt() -> None:
    """By hand: with at most 2 days for b, who does it in time never meets d."""
    found = amend(KEPT_AWAY, [LAPSED], FIGURES, 2)
    assert (found.outcome, found.exempt) == (SearchOutcome.NONE, ())
    assert found.conflict == (found.requirements[0],)


@pytest.mark.parametrize("place", [0, 1])
def test_a_requirement_that_can_be_met_alone_is_no_part_of_the_conflict(place: int) -> None:
    """By hand: within 1 of a, b comes where its limit is 1; d with b after it needs 3."""
    needs = [Requirement(Property("q", NAME, "a", "b"), 1, Assume.EVERYONE)]
    needs.insert(place, LAPSED)
    found = amend(KEPT_AWAY, needs, FIGURES, 2)
    assert found.outcome is SearchOutcome.NONE
    assert found.conflict == (found.requirements[place],)


def test_what_was_not_tried_makes_none_unknown_and_names_the_duty(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("verify.amend._MOST_REFUSED", 0)
    found = amend(KEPT_AWAY, [LAPSED], FIGURES, LONGEST)
    assert (found.outcome, found.complete) == (SearchOutcome.UNKNOWN, False)
    assert (found.exempt, found.conflict) == (("act",), ())
    answer = Proposals(KEPT_AWAY, STRICT, found, ())
    assert status(answer) == 3
    assert amendments_data(answer, {})["exemptions_not_tried"] == ["act"]
    for lang in LANGS:
        named = [article_label(one).in_(lang) for one in KEPT_AWAY.articles_of(["act"])]
        assert all(name in answer_words(answer).in_(lang) for name in named)


def test_what_was_not_tried_leaves_a_smaller_change_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """By hand: once d has come, c is due within 3 of it; within 1 takes 2 days off."""
    monkeypatch.setattr("verify.amend._MOST_REFUSED", 0)
    of = regime(*KEPT_AWAY.rules, duty("d", "c", Within(3), id="then"))
    need = Requirement(Property("p", NAME, "d", "c"), 1, Assume.EVERYONE)
    found = amend(of, [need], FIGURES, LONGEST)
    assert (found.outcome, found.complete) == (SearchOutcome.AMENDED, False)
    assert found.exempt == ("act",)
    assert [one.edits for one in found.amendments] == [(NewDeadline("then", 1),)]
    draft = Proposal(found.amendments[0], b"", of, difference(of, of), (), (), (), ())
    answer = Proposals(of, STRICT, found, (draft,))
    assert status(answer) == 0
    (article,) = map(article_label, of.articles_of(["act"]))
    for lang in LANGS:
        said = say("amend.answer.untried", articles=article).in_(lang)
        assert said.strip() in answer_words(answer).in_(lang)


@st.composite
def kept_away(draw: st.DrawFn) -> tuple[Regime, Property]:
    """A text in which d comes of time that has passed unless others act, and what follows on it."""
    days = st.integers(1, LONGEST)
    acts = draw(st.sampled_from(["b", "b", "bc"]))
    rules: list[Rule] = [duty("a", act, Within(draw(days)), id=act, article=act) for act in acts]
    for number, act in enumerate(draw(st.sampled_from(["b", "b", "c", "bc"]))):
        term = Within(draw(st.integers(1, 2)))
        rules.append(lapse("a", "d", term, id=f"end{number}", unless=(act,)))
    further = [None, duty("d", "c", Within(2), id="then"), duty("b", "c", Within(1), overdue="d")]
    more = draw(st.sampled_from(further))
    prop = Property("p", NAME, "d", draw(st.sampled_from("bbc")))
    return regime(*rules, *([] if more is None else [more])), prop


@given(kept_away(), st.integers(0, 2))
@draws(60, phases=[Phase.generate], derandomize=True)
def test_amendments_are_the_cheapest_where_they_decide_what_is_a_breach(
    question: tuple[Regime, Property], within: int
) -> None:
    of, need = question[0], Requirement(question[1], within, Assume.EVERYONE)
    (now,) = verify(of, [need.property], [STRICT], [need.assume], within)
    if now.answer is Answer.PROVED or now.unregulated:
        return
    found = amend(of, [need], FIGURES, LONGEST)
    if found.exempt:  # proofs refused more than are tried: nothing is said of what is cheapest
        assert not found.complete
        BREACHES["not all tried"] += 1
        return
    assert found.outcome in (SearchOutcome.AMENDED, SearchOutcome.NONE)
    changed = {frozenset(one.edits): tuple(one.cost) for one in found.amendments}
    every = exhaustive(of, need, found.space.timed)  # the duties whose limits are on the table
    assert changed == {frozenset(edits): price for edits, price in every}
    for one in found.amendments:
        (then,) = one.verdicts
        BREACHES["exempt now, not then"] += bool({*now.exempt} - {*then.exempt})
    BREACHES["exempt, none found"] += bool(now.exempt) and not found.amendments


def test_the_random_cases_held_amendments_that_end_a_breach() -> None:
    if BREACHES:
        assert BREACHES["exempt now, not then"] >= enough(4), BREACHES
        assert BREACHES["not all tried"] <= enough(6), BREACHES
        assert BREACHES["exempt, none found"] >= enough(3), BREACHES
