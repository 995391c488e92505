"""What answers hinge on: each reading taken otherwise, against the regime changed by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.calendar import chinese_calendar
from model.deadline import (
    STRICT,
    Before,
    Deadline,
    External,
    Fraction,
    Immediately,
    Indefinite,
    NoLimit,
    Reading,
    Within,
)
from model.interpretation import Alternative, Interpretation, Otherwise
from model.language import Complaint
from model.means import Means
from model.otherwise import read_otherwise, taken_of
from model.property import Asks, Property
from model.regime import Precedence, Regime, Sanction
from model.rule import Obligation, Prohibition, Rule, Trigger, events_of
from model.vocabulary import EventType
from protocols import library
from protocols.shipped import LAWS, REGIMES
from tests.draws import draws, enough
from tests.hindered import asked_of_hindered
from tests.small import NAME, counts, duty, may, pressing, questions, regime, rules
from verify.guarantees import Standing, standing, unregulated, verify
from verify.hinge import ReadingHinge
from verify.prover import Provers
from verify.readings import Question, Rereadings, hinges, questions_about
from verify.slicing import bearing_on, slice_of
from verify.verdict import Answer, Assume, Verdict

ASKED = Property("asked", NAME, "a", "c")
FIVE = Reading(5)


def with_readings(rule: Rule, **alternatives: Rule | None) -> Rule:
    """A rule that can be read otherwise."""
    others = tuple(Alternative(name, NAME, each) for name, each in alternatives.items())
    return replace(rule, readings=(Interpretation(NAME, None, others),))


def told(found: Iterable[ReadingHinge]) -> list[tuple[Any, ...]]:
    return [(each.alternative.id, each.before.assume, *said(each.after)) for each in found]


def said(verdict: Verdict) -> tuple[Any, ...]:
    bound = verdict.guaranteed
    return verdict.answer, verdict.days, () if bound is None else bound.parameters


PUSHED = duty("a", "b", Within(2), id="push")
CLAIMED = with_readings(counts("b", "c", id="claim"), act=duty("b", "c", Within(1), id="claim"))


def test_an_answer_flips_and_a_bound_moves_under_another_reading() -> None:
    of = regime(PUSHED, CLAIMED)
    found = hinges(of, questions_about([ASKED, replace(ASKED, trigger="b")], STRICT))
    assert told(found) == [
        ("act", Assume.EVERYONE, Answer.PROVED, 3, ()),
        ("act", Assume.EVERYONE, Answer.PROVED, 1, ()),
        ("act", Assume.NOBODY, Answer.REFUTED, None, ()),
    ]
    assert [each.flips for each in found] == [False, False, True]
    assert [each.before.days for each in found] == [2, 0, 0]


def test_nothing_hinges_on_a_reading_that_what_is_asked_does_not_need() -> None:
    beside = with_readings(duty("d", "c", Within(1), id="beside"), none=None)
    of = regime(PUSHED, counts("b", "c"), beside)
    assert hinges(of, questions_about([ASKED], STRICT)) == []
    assert hinges(of, questions_about([replace(ASKED, trigger="d")], STRICT)) != []


@pytest.mark.parametrize("trigger", ["a", "d"])
def test_an_answer_hinges_on_a_notice_that_leaves_no_time_for_a_duty(trigger: str) -> None:
    """A hearing c within 6 days, notice b of it 5 ahead, or 7: then only the waiver e is left."""
    held = duty("a", "c", Within(6), id="held", excused_by=("e",))
    notice = duty(trigger, "b", Before("c", 5, ""), id="notice")
    read = with_readings(notice, seven=replace(notice, deadline=Before("c", 7, "")))
    events = {name: EventType(name, NAME) for name in "abce"}
    events["d"] = EventType("d", NAME, presupposes=("a",))
    of = regime(held, read, may("a", "e", id="waiver"), events=events)
    asked = questions_about([replace(ASKED, response="e")], STRICT)
    found = told(hinges(of, asked))
    assert found == expected(of, asked)
    assert found == ([("seven", Assume.EVERYONE, Answer.PROVED, 6, ())] if trigger == "a" else [])


def test_what_is_never_too_late_or_over_before_is_in_no_way_of_a_duty() -> None:
    notice = duty("a", "b", Before("c", 7, ""), id="notice")
    for held, opposed in (
        (duty("a", "c", Within(6), id="held"), True),
        (duty("a", "c", NoLimit(), id="held"), False),  # it may wait for its notice
        (duty("c", "d", Within(6), id="held"), False),  # notice was given before it arose
        (duty(Trigger(("a", "c")), "d", Within(6), id="held"), True),
    ):
        of = regime(held, notice)
        assert Means(of).opposed(of.rules) == ({"held", "notice"} if opposed else frozenset())


def test_a_limit_asked_for_decides_what_flips() -> None:
    of = regime(PUSHED, CLAIMED)
    asked = questions_about([ASKED], STRICT, within=2, assumptions=[Assume.EVERYONE])
    (found,) = hinges(of, asked)
    assert (found.flips, found.after.answer, found.after.days) == (True, Answer.REFUTED, 3)


def test_what_was_asked_before_hides_no_reading() -> None:
    """Whether d never comes after a hinges on who may do it, wherever a and d do not meet."""
    power, case = may("c", "d", id="hold"), {"flag": frozenset({"true"})}
    guarded = replace(power, when={"flag": frozenset({"false"})})
    of = regime(PUSHED, with_readings(power, others=guarded))
    comes = replace(ASKED, response="d", when=case)
    never = replace(comes, id="never", asks=Asks.NEVER)
    alone, after = (
        hinges(of, questions_about(asked, STRICT, None, [Assume.EVERYONE]))
        for asked in ([never], [comes, never])
    )
    assert told(after) == told(alone) == [("others", Assume.EVERYONE, Answer.PROVED, 0, ())]


def test_a_reading_that_brings_in_what_is_asked_for_first_is_not_beside_the_point() -> None:
    """Of b and c the text brings about c; read otherwise b as well, after d, which a is not."""
    beside = duty("d", "e", Within(1), id="beside")
    read = with_readings(beside, first=duty("d", "b", Within(1), id="beside"))
    events = {name: EventType(name, NAME) for name in "abcde"}
    of = regime(duty("a", "c", Within(2)), read, events=events)
    asked = replace(ASKED, response="b", instead=("c",))
    found = hinges(of, questions_about([asked], STRICT, None, [Assume.EVERYONE]))
    assert told(found) == [("first", Assume.EVERYONE, Answer.REFUTED, None, ())]
    assert [each.before.days for each in found] == [2]


def test_an_open_limit_is_not_its_value() -> None:
    """5 days and a limit set elsewhere that is taken as 5 days are two answers."""
    stated = duty("a", "c", Within(5), id="decide")
    of = regime(with_readings(stated, external=replace(stated, deadline=External("依法"))))
    (found,) = hinges(of, questions_about([ASKED], FIVE, None, [Assume.EVERYONE]))
    assert (found.before.days, found.after.days) == (5, 5)
    assert (said(found.before)[2], said(found.after)[2]) == ((), ("decide",))


def test_a_bound_that_comes_to_rest_on_an_open_limit_hinges_on_the_clause_that_saved_it() -> None:
    """Two duties of 5 days, one of them so read only: without the other the figure is a guess."""
    stated = with_readings(duty("a", "c", Within(5), id="stated"), none=None)
    of = regime(stated, duty("a", "c", Indefinite("及时"), id="open"))
    (found,) = hinges(of, questions_about([ASKED], FIVE, None, [Assume.EVERYONE]))
    assert (said(found.before)[1:], said(found.after)[1:]) == ((5, ()), (5, ("open",)))


def test_the_claim_of_jinan_hinges_on_one_word() -> None:
    """Art. 10: the push makes the claim of itself; read as 'at once', somebody has to claim."""
    jinan = library.find("jinan")
    claimed = library.properties()["approval-push-claimed"]
    found = hinges(jinan, questions_about([claimed], STRICT))
    assert {each.rule.article for each in found} == {"10.1"}
    assert [(each.before.days, *told([each])[0][:4]) for each in found] == [
        (0, "at-once", Assume.EVERYONE, Answer.PROVED, 1),
        (0, "name-only", Assume.EVERYONE, Answer.REFUTED, None),
        (0, "at-once", Assume.NOBODY, Answer.REFUTED, None),
        (0, "name-only", Assume.NOBODY, Answer.REFUTED, None),
    ]


def by_hand(of: Regime, rule: Rule, instead: Rule | None) -> Regime:
    """The regime with one rule replaced, made without what is tested here."""
    changed = [instead if each.id == rule.id else each for each in of.rules]
    return replace(of, rules=tuple(each for each in changed if each is not None))


def expected(of: Regime, asked: Iterable[Question]) -> list[tuple[Any, ...]]:
    """What hinges on which reading, by verifying every changed regime from the beginning."""
    found = []
    provers = Provers(chinese_calendar())
    for prop, assume, reading, within in asked:
        (before,) = verify(of, prop, reading, assume, within, provers=provers)
        for rule in of.rules:
            for other in (each for one in rule.readings for each in one.alternatives):
                changed = by_hand(of, rule, other.rule)
                (after,) = verify(changed, prop, reading, assume, within, provers=provers)
                if said(after) != said(before):
                    found.append((other.id, assume, *said(after)))
    return found


FOUND: Counter[str] = Counter()


@st.composite
def reread(draw: st.DrawFn) -> tuple[Regime, Property]:
    """A random regime, of which one or two rules can be read otherwise in any way."""
    of, prop = draw(questions())
    chosen = list(of.rules)
    for place in draw(st.sets(st.integers(0, len(chosen) - 1), min_size=1, max_size=2)):
        rule = chosen[place]
        other = draw(st.one_of(st.none(), rules(place)))
        instead = other and replace(other, id=rule.id, article=rule.article)
        chosen[place] = with_readings(rule, **{f"x{place}": instead})
    return replace(of, rules=tuple(chosen)), prop


@given(reread(), st.sampled_from([STRICT, Reading(2)]), st.sampled_from([None, None, 1]))
@settings(max_examples=25, deadline=None)
def test_hinges_are_those_of_verifying_every_changed_regime(
    case: tuple[Regime, Property], reading: Reading, within: int | None
) -> None:
    of, prop = case
    asked = questions_about([prop], reading, within)
    found = told(hinges(of, asked))
    assert found == expected(of, asked)
    FOUND["hinging" if found else "same"] += 1


@st.composite
def reread_hindered(draw: st.DrawFn) -> tuple[Regime, Property]:
    """A random regime with rules in the way of one another, each of which can be read otherwise."""
    of, prop = draw(asked_of_hindered())
    chosen = []
    for rule in of.rules:
        other = rule
        if isinstance(rule, Obligation) and isinstance(rule.deadline, Before):
            other = replace(rule, deadline=Before(rule.deadline.event, draw(st.integers(0, 3)), ""))
        elif isinstance(rule, Obligation):
            limits: list[Deadline] = [Within(1), Within(3), NoLimit(), Immediately()]
            limit = draw(st.sampled_from(limits))
            other = replace(rule, deadline=limit, excused_by=draw(st.sampled_from([("e",), ()])))
        elif isinstance(rule, Prohibition):
            other = replace(rule, until=draw(st.sampled_from([None, "d", "e"])))
        none: dict[str, Rule | None] = {"none": None} if draw(st.booleans()) else {}
        chosen.append(with_readings(rule, other=other, **none))
    return replace(of, rules=tuple(chosen)), prop


@given(reread_hindered(), st.sampled_from([STRICT, Reading(2)]))
@draws(80)
def test_hinges_on_rules_in_the_way_of_one_another_are_those_of_verifying_every_changed_regime(
    case: tuple[Regime, Property], reading: Reading
) -> None:
    of, prop = case
    asked = questions_about([prop], reading)
    found = told(hinges(of, asked))
    assert found == expected(of, asked)
    FOUND["hindered hinging" if found else "hindered same"] += 1


def test_random_regimes_hinge_and_do_not() -> None:
    assert min(FOUND["hindered hinging"], FOUND["hindered same"]) >= enough(20)
    assert FOUND["hinging"] >= 5
    assert FOUND["same"] >= 5


@given(st.one_of(questions(most=4), pressing()))
@draws(150)
def test_rules_that_do_not_bear_on_an_answer_change_nothing(case: tuple[Regime, Property]) -> None:
    """On this it rests that an answer need not be asked for again."""
    of, prop = case
    part = slice_of(of, *prop.about)
    bearing = bearing_on(part, (prop.trigger, prop.response))
    if len(bearing.rules) == len(part.rules) or unregulated(of, prop):
        return
    FOUND["fewer"] += 1
    known = replace(bearing, asked=tuple(sorted({*part.mentioned, *part.asked})))
    provers = Provers(chinese_calendar())
    for assume in Assume:
        wholly, partly = (
            standing(provers.of(each, STRICT), prop, assume) for each in (part, known)
        )
        assert wholly == partly


def test_some_rules_do_not_bear_on_an_answer() -> None:
    assert FOUND["fewer"] >= enough(15)


ASKS: dict[str, Any] = {"when": {"flag": frozenset({"true"})}, "asks": Asks.NEVER}
"""What may be asked otherwise than whether the response comes, in any case."""


@given(st.one_of(questions(most=6), pressing()), st.sampled_from([None, *ASKS]), st.booleans())
@draws(700)
def test_a_text_read_otherwise_is_asked_only_what_bears_on_the_answer(
    case: tuple[Regime, Property], other: str | None, strictly: bool
) -> None:
    """In it stands what is connected as well, and the answer is the same."""
    of, prop = case
    prop = prop if other is None else replace(prop, **{other: ASKS[other]})
    FOUND.update(f"{one}" for one in less_is_asked(of, prop, STRICT if strictly else Reading(2)))


@given(asked_of_hindered(), st.booleans())
@draws(450)
def test_rules_in_the_way_of_one_another_bear_on_what_they_hang_on(
    case: tuple[Regime, Property], strictly: bool
) -> None:
    """Obedience to both may leave only the runs in which an excuse comes that nobody owes."""
    answers = less_is_asked(*case, STRICT if strictly else Reading(2))
    FOUND.update(f"hindered {one}" for one in answers)


def less_is_asked(of: Regime, prop: Property, reading: Reading) -> Iterator[str]:
    """Yield the answers of the rules that bear on a question, where these are not all."""
    provers = Provers(chinese_calendar())
    whole, asked = provers.part(of, *prop.about), Rereadings(of, provers)._deciding(of, prop)
    if len(asked.rules) == len(whole.rules) or unregulated(of, prop):
        return
    yield "asked less"
    for assume in Assume:
        wholly, partly = (
            standing(provers.of(each, reading), prop, assume) for each in (whole, asked)
        )
        assert wholly == partly
        yield str(wholly and wholly.answer)


def test_less_is_asked_where_something_is_proved_and_where_not() -> None:
    assert FOUND["asked less"] >= enough(30)
    assert min(FOUND["proved"], FOUND["refuted"]) >= enough(6)
    assert FOUND["hindered asked less"] >= enough(30)


@given(st.one_of(questions(), pressing()), st.sampled_from(Assume), st.booleans())
@draws(150)
def test_a_guess_shortens_the_search_and_changes_no_answer(
    case: tuple[Regime, Property], assume: Assume, strictly: bool
) -> None:
    of, prop = case
    if unregulated(of, prop):
        return
    reading = STRICT if strictly else Reading(2)

    def found(guess: int | None) -> Standing | None:
        provers = Provers(chinese_calendar())  # that know no answer yet
        part = provers.part(of, *prop.about)
        return standing(provers.of(part, reading), prop, assume, guess=guess)

    known = found(None)
    assert known is not None
    days = known.days or 0
    FOUND["guessed"] += known.days is not None
    for guess in {0, days, days + 1, max(days - 1, 0)}:
        assert found(guess) == known


def test_bounds_were_guessed() -> None:
    assert FOUND["guessed"] >= enough(15)


def test_what_is_left_out_unproved_is_the_same_when_proved(monkeypatch: Any) -> None:
    """In a shipped text: no answer is lost because its part of the text was not asked again."""
    jinan = library.find("jinan")
    wanted = ("approval-push-claimed", "decision-reaches-supervision", "letter-answered")
    asked = questions_about([library.properties()[name] for name in wanted], STRICT)
    pruned = told(hinges(jinan, asked))
    skipped = Counter(_skips(jinan, asked))
    assert skipped[True] > skipped[False] > 0
    assert pruned == expected(jinan, asked)
    monkeypatch.setattr(Rereadings, "_untouched", lambda *_: False)
    monkeypatch.setattr(Rereadings, "_same", lambda *_: False)
    assert told(hinges(jinan, asked)) == pruned


def _skips(of: Regime, asked: Iterable[Question]) -> list[bool]:
    rereadings = Rereadings(of, Provers(chinese_calendar()))
    return [rereadings._untouched(each, other) for each in asked for other in rereadings.others]


def test_which_events_a_reading_changes_is_known_before_the_regime_is_made() -> None:
    """Also where another limit is a part of the one that is read otherwise."""
    ten, twenty = (duty("a", "b", Within(days), id="whole") for days in (10, 20))
    whole = with_readings(ten, longer=twenty)
    half = duty("c", "d", Fraction("whole", 1, 2), id="half")
    parted = regime(whole, half)
    met = 0
    for of in (*map(library.find, (*REGIMES, *LAWS)), parted):
        for other in Rereadings(of, Provers(chinese_calendar())).others:
            read = read_otherwise(of, {other.rule.id: other.alternative.id})
            before, after = ({id(one): one for one in each.rules} for each in (of, read))
            lacking = {**before, **after}.keys() - (before.keys() & after.keys())
            events = (events_of({**before, **after}[one]) for one in lacking)
            assert other.changed == {event for each in events for event in each}
            met += 1
            if of is parted:
                assert {"a", "c", "d"} <= other.changed
    assert met > 100


def test_a_regime_read_otherwise_says_so_and_drops_what_spoke_of_the_rule() -> None:
    taken = with_readings(duty("a", "b", id="push"), none=None, power=may("a", "b", id="push"))
    of = replace(
        regime(taken, duty("b", "c", id="claim")),
        sanctions=(
            Sanction("one", "9", ("push", "claim"), "fine"),
            Sanction("two", "9", ("push",), "fine"),
            Sanction("all", "9", ("push", "claim"), "fine", every=True),
        ),
        precedence=(Precedence("8", ("push",), ("claim",)),),
    )
    gone, power = (read_otherwise(of, {"push": name}) for name in ("none", "power"))
    assert [rule.id for rule in gone.rules] == ["claim"]
    assert [type(rule).__name__ for rule in power.rules] == ["Power", "Obligation"]
    for reread, clauses in ((gone, 0), (power, 1)):
        assert [(each.id, each.of) for each in reread.sanctions] == [
            ("one", ("claim",)),
            ("all", ("claim",)),
        ]
        assert len(reread.precedence) == clauses
    assert gone.otherwise == (Otherwise("push", "push", "none", NAME),)
    assert gone.name.en == f"example (section push read: {NAME.en})"
    assert of.otherwise == ()


def test_a_sanction_of_all_duties_meets_those_that_a_reading_makes() -> None:
    taken = with_readings(may("a", "b", id="push"), duty=duty("a", "b", id="push"))
    of = replace(regime(taken), sanctions=(Sanction("all", "9", (), "fine", every=True),))
    assert read_otherwise(of, {"push": "duty"}).sanctions[0].of == ("push",)


def test_readings_that_do_not_fit_each_other_are_refused() -> None:
    from model.deadline import Before
    from model.vocabulary import EventType

    events = {name: EventType(name, NAME) for name in ("a", "b", "c", "e")}
    notice = duty("a", "b", Indefinite("及时"), id="notice")
    deemed = duty("a", "c", id="deem")
    of = regime(
        with_readings(notice, before=replace(notice, deadline=Before("e"))),
        with_readings(deemed, deems=duty("a", "c", id="deem", default="e")),
        events=events,
    )
    assert read_otherwise(of, {"notice": "before"}).otherwise
    assert read_otherwise(of, {"deem": "deems"}).otherwise
    with pytest.raises(Complaint, match=r"deem=deems"):
        read_otherwise(of, {"notice": "before", "deem": "deems"})


ONE, OTHER = regime(PUSHED, CLAIMED), replace(regime(PUSHED, CLAIMED), id="other")


def test_what_is_asked_for_is_taken_wherever_it_is_known() -> None:
    assert taken_of([ONE, OTHER], []) == [{}, {}]
    assert taken_of([ONE, OTHER], ["claim=act", "claim=act"]) == [{"claim": "act"}] * 2
    assert taken_of([ONE, OTHER], ["other:claim=act"]) == [{}, {"claim": "act"}]


@pytest.mark.parametrize(
    ("asked", "key"),
    [
        ("claim", "is not understood"),
        ("=", "is not understood"),
        ("claim=", "is not understood"),
        ("claim=act=act", "is not understood"),
        ("", "is not understood"),
        ("claim=no", "rule 'claim' has no reading 'no'; known: act."),
        (
            "push=act",
            "rule 'push' has no other reading; these have one: claim=act; shenguan show",
        ),
        ("nowhere:claim=act", "no regime 'nowhere' among those asked; known: small, other."),
        (
            "\x1b[31m=\x00",
            "no rule '<U+001B>[31m'; these have another reading: claim=act; ",
        ),
    ],
)
def test_what_no_regime_knows_is_answered_with_the_part_that_is_unknown(
    asked: str, key: str
) -> None:
    with pytest.raises(Complaint) as raised:
        taken_of([ONE, OTHER], [asked])
    assert key in raised.value.say().en


def test_one_rule_is_read_in_one_way() -> None:
    two = with_readings(CLAIMED, one=None, other=duty("b", "c", id="claim"))
    with pytest.raises(Complaint, match="'one' and as 'other'"):
        taken_of([regime(PUSHED, two)], ["claim=one", "claim=other"])
