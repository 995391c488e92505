"""Findings of one cause are one card, the gravest cards first, and what advice changes is so."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.audit.ask import Audit, Audits, with_effects
from experiments.audit.command import KindType, status
from experiments.audit.page import sections
from experiments.show.blocks import Fold, Paragraph, Table, walk
from model.deadline import Before, Deadline, External, Indefinite, NoLimit, Within
from model.language import LANGS, catalogue
from model.property import Property
from model.regime import Regime
from model.rule import Obligation, act_of, is_timed
from protocols import library
from tests import audited as made_once
from tests.small import NAME, duty, may, questions
from tests.test_audit import OPINION, UNDATED, concern, event, sanction, text
from verify.audit import audit, conflicts
from verify.audit import cards as cards_module
from verify.audit.cards import Card, cards_of
from verify.audit.defaults import fiction_of
from verify.audit.effect import Effects, differ
from verify.audit.finding import Finding, FindingKind, Severity, name_of
from verify.audit.places import PLACES, VARIANTS, Feature, Matter, Seat
from verify.audit.remedy import ADDED, figure_of, remedy
from verify.audit.reporter import Reporter
from verify.guarantees import verify
from verify.verdict import Answer, Assume

MOST = 15
"""Cards that a drafter can be asked to read about one text."""


@pytest.fixture
def audited() -> Mapping[str, Audit]:
    return {name: made_once.audited(name) for name in library.REGIMES}


def cards(of: Regime) -> tuple[Card, ...]:
    return cards_of(of, made_once.audited_once(of))


def kinds(card: Card) -> set[FindingKind]:
    return {finding.kind for finding in card.findings}


def with_root(of: Regime, kind: FindingKind) -> Card:
    (card,) = (card for card in cards(of) if card.root.kind is kind)
    return card


def test_every_kind_has_its_place() -> None:
    assert set(PLACES) == set(FindingKind)
    families = {place.family for place in (*PLACES.values(), *VARIANTS.values())} - {""}
    assert families <= catalogue().keys()
    assert {kind for kind, _ in VARIANTS} <= set(FindingKind)
    for kind, variant in VARIANTS:
        assert f"finding.{kind}.{variant}" in catalogue()


def test_cards_partition_the_findings(audited: Mapping[str, Audit]) -> None:
    for each in audited.values():
        told = [finding for card in each.cards for finding in card.findings]
        assert Counter(map(id, told)) == Counter(map(id, each.findings))
        for card in each.cards:
            assert [finding.root for finding in card.findings] == [
                True,
                *(False for _ in card.findings[1:]),
            ]
            assert {finding.card for finding in card.findings} == {card.id}
    names = [card.id for each in audited.values() for card in each.cards]
    assert len(set(names)) == len(names)


def test_no_text_has_more_cards_than_can_be_read(audited: Mapping[str, Audit]) -> None:
    counts = {name: len(each.cards) for name, each in audited.items()}
    assert max(counts.values()) <= MOST, counts
    assert all(len(each.findings) > 2 * len(each.cards) for each in audited.values())


def test_what_decides_whether_a_text_works_comes_first(audited: Mapping[str, Audit]) -> None:
    for each in audited.values():
        matters = [list(Matter).index(card.matter) for card in each.cards]
        assert matters == sorted(matters)
        assert each.cards[-1].matter is Matter.WORDING
    first = audited["tancheng"].cards[0].root
    assert (first.kind, first.severity) == (FindingKind.NOT_IN_FORCE, Severity.HIGH)
    fiction = audited["guanxian"].cards[1].root
    assert (fiction.kind, fiction.severity) == (FindingKind.DEFAULT_AND_SANCTION, Severity.HIGH)


OPEN = text(
    duty("a", "b", Indefinite("及时"), id="ask", article="1"),
    duty("b", "c", Within(2), id="do", article="2", bearer="q"),
    concerns=concern("a", "b"),
    sanctions=(sanction("ask", "do", ground="late"),),
)


def test_one_open_limit_is_one_card() -> None:
    (card,) = cards(OPEN)
    assert kinds(card) == {
        FindingKind.INSUFFICIENT,
        FindingKind.INDEFINITE_DEADLINE,
        FindingKind.SANCTION_WITHOUT_LIMIT,
    }
    assert card.root.kind is FindingKind.INSUFFICIENT


def test_two_open_limits_apart_are_two_cards() -> None:
    twice = text(
        duty("a", "b", Indefinite("及时"), id="one", article="1"),
        duty("c", "d", Indefinite("及时"), id="other", article="2"),
        concerns=concern("a", "b") | {"also": replace(concern("c", "d")["feared"], id="also")},
    )
    two = cards(twice)
    assert [card.rules for card in two] == [("one",), ("other",)]
    assert all(len(card.findings) == 2 for card in two)
    # In one article, where one follows on the other, they are one cause.
    one, other = twice.obligations
    linked = replace(twice, rules=(one, replace(other, article="1")))
    assert [set(card.rules) for card in cards(linked)] == [{"one", "other"}]


def test_a_stated_limit_in_the_same_clause_is_no_part_of_the_cause() -> None:
    opinion = text(
        duty("a", "b", Indefinite("及时"), id="push", article="1"),
        duty("a", "c", Within(2), id="answer", article="1"),
        events=OPINION,
        concerns=concern("a", "b"),
    )
    pushed, waiting = cards(opinion)
    assert (pushed.rules, waiting.rules) == (("push",), ("answer",))
    assert not pushed.gathered
    assert waiting.gathered


def test_an_open_limit_and_a_missing_duty_are_two_causes() -> None:
    missing = text(
        duty("a", "b", Indefinite("及时"), id="push"),
        concerns=concern("a", "b") | {"also": replace(concern("b", "c")["feared"], id="also")},
    )
    assert [card.root.variant for card in cards(missing)] == ["sentence", "open"]


def test_defaults_under_the_same_sanction_are_one_card_and_under_others_two() -> None:
    claims = (
        duty("a", "b", Within(2), id="there", default="b", article="1"),
        duty("c", "d", Within(2), id="back", default="d", article="2", bearer="q"),
    )
    both = text(*claims, sanctions=(sanction("there", "back"),))
    assert with_root(both, FindingKind.DEFAULT_AND_SANCTION).rules == ("there", "back")
    apart = text(*claims, sanctions=(sanction("there"), replace(sanction("back"), id="other")))
    two = [one for one in cards(apart) if one.root.kind is FindingKind.DEFAULT_AND_SANCTION]
    assert [card.rules for card in two] == [("there",), ("back",)]


def test_a_clause_that_lays_down_effect_and_liability_has_said_that_both_hold() -> None:
    deemed = duty("a", "b", Within(2), id="act", default="b", article="1")
    apart = text(deemed, sanctions=(sanction("act"),))
    assert with_root(apart, FindingKind.DEFAULT_AND_SANCTION)
    within = text(deemed, sanctions=(replace(sanction("act"), article="1"),))
    assert FindingKind.DEFAULT_AND_SANCTION not in {one.kind for one in audit(within)}


def test_nobody_named_belongs_to_the_guarantee_that_hangs_on_him() -> None:
    nobody = replace(duty("a", "b", NoLimit(), id="act"), bearer_stated=False)
    other = replace(duty("c", "d", id="other"), bearer_stated=False)
    guarantee, listed = cards(text(nobody, other, concerns=concern("a", "b")))
    assert kinds(guarantee) == {FindingKind.INSUFFICIENT, FindingKind.NO_BEARER}
    assert [one.rules for one in listed.findings] == [("other",)]


def test_a_limit_of_many_articles_with_no_guarantee_on_it_is_one_card_of_wording() -> None:
    vague = [
        duty("a", act, Indefinite("及时"), id=act, article=str(number))
        for number, act in enumerate("bcd", 1)
    ]
    (card,) = cards(text(*vague))
    assert (card.articles, card.matter, card.gathered) == (("1", "2", "3"), Matter.WORDING, True)


def test_a_card_is_the_same_when_only_some_kinds_are_asked_for() -> None:
    homes = {(one.kind, one.rules): (one.card, one.root) for one in made_once.audited_once(OPEN)}
    for kinds in ("insufficient", ["indefinite-deadline", "own-cause"]):
        for finding in audit(OPEN, kinds):
            assert homes[finding.kind, finding.rules] == (finding.card, finding.root)


def accepted(finding: Finding) -> Finding:
    return replace(finding, accepted=NAME)


def test_an_accepted_consequence_leaves_the_card_and_all_of_them_accept_it() -> None:
    findings = made_once.audited_once(OPEN)
    (whole,) = Audit(OPEN, tuple(findings)).cards
    some = tuple(one if one.root else accepted(one) for one in findings)
    (left,) = Audit(OPEN, some).cards
    assert (left.id, left.standing) == (whole.id, (whole.root,))
    without_root = tuple(accepted(one) if one.root else one for one in findings)
    (headed,) = Audit(OPEN, without_root).cards
    assert (headed.id, headed.root) == (whole.id, whole.consequences[0])
    assert Audit(OPEN, tuple(map(accepted, findings))).cards == ()


# What the advice would change.

ASKED = (Property("first", NAME, "a", "b"), Property("second", NAME, "b", "c"))


def test_a_figure_for_an_open_limit_proves_the_guarantee() -> None:
    (card,) = cards(OPEN)
    effect = Effects(OPEN, ASKED).of(card)
    ((old, new),) = effect.verdicts
    assert (old.property.id, old.assume) == ("first", Assume.EVERYONE)
    assert (old.answer, new.answer, new.days) == (Answer.REFUTED, Answer.PROVED, 2)
    assert len(effect.changes) == 1
    assert "2 working day" in effect.changes[0].en


def test_advice_about_words_only_and_advice_that_leaves_a_choice_say_so() -> None:
    undated = text(duty("a", "b", id="act"), document=UNDATED)
    effect = Effects(undated, ASKED).of(with_root(undated, FindingKind.NOT_IN_FORCE))
    assert (effect.changes, effect.wording, effect.open_choice) == ((), True, False)
    notice = text(duty("a", "b", Before("c", 2), id="notice"))
    effect = Effects(notice, ASKED).of(with_root(notice, FindingKind.OUT_OF_POWER))
    assert (effect.changes, effect.wording, effect.open_choice) == ((), False, True)


def test_a_duty_that_is_missing_is_added() -> None:
    none = text(
        duty("a", "c", Within(3), id="other"),
        events=event("b", by="p"),
        concerns=concern("a", "b"),
    )
    changed = remedy(none, with_root(none, FindingKind.INSUFFICIENT))
    assert changed is not None
    *old, added = changed.regime.obligations
    assert tuple(old) == none.obligations
    assert (added.act, added.bearer, added.deadline) == ("b", "p", Within(3))


@pytest.mark.parametrize(
    ("claim", "adds"),
    [
        (duty("a", "b", Within(2), id="claim", bearer="p", excused_by=("e",)), False),
        (duty("a", "b", Indefinite("及时"), id="claim", bearer="p", excused_by=("e",)), True),
        (
            duty(
                "a",
                "b",
                Within(2),
                id="claim",
                excused_by=("e",),
                when={"flag": frozenset({"true"})},
            ),
            True,
        ),
    ],
    ids=["limited", "no-figure", "in-some-cases"],
)
def test_no_second_clock_is_added_beside_a_duty_that_may_end_in_another_way(
    claim: Obligation, adds: bool
) -> None:
    """Claim within two days or return: who acts after a return is for the drafter to say."""
    of = text(
        claim,
        may("a", "e", bearer="p"),
        duty("a", "c", Within(3), id="other"),
        events=event("b", by="p"),
        concerns=concern("a", "b"),
    )
    changed = remedy(of, with_root(of, FindingKind.INSUFFICIENT))
    added = changed is not None and any(one.startswith(ADDED) for one in changed.rules)
    assert added is adds


def test_counting_from_what_comes_first_puts_the_limit_in_its_bearers_power() -> None:
    early = text(
        duty("a", "b", Within(3), bearer="q", id="first"),
        duty("a", "c", Within(2), id="second"),
        events=event("c", by="p", presupposes=("b",)),
    )
    changed = remedy(early, with_root(early, FindingKind.OUT_OF_POWER))
    assert changed is not None
    assert FindingKind.OUT_OF_POWER not in {one.kind for one in audit(changed.regime)}


def test_the_figure_is_the_one_that_the_text_gives_most_often() -> None:
    limits: tuple[Deadline, ...] = (Within(5), Within(3), Within(3), Indefinite("及时"))
    of = text(*(duty("a", "b", limit, id=f"r{n}") for n, limit in enumerate(limits)))
    assert figure_of(of) == Within(3)
    assert figure_of(text(duty("a", "b", NoLimit()))) == Within(5)


CURED = (
    FindingKind.INDEFINITE_DEADLINE,
    FindingKind.MISSING_DEFAULT,
    FindingKind.REDUNDANT_RULE,
    FindingKind.TWO_CLOCKS,
)


@settings(max_examples=20, deadline=None)
@given(questions(), st.sampled_from(CURED))
def test_the_verdicts_after_are_those_of_the_changed_regime(
    asked: tuple[Regime, Property], kind: FindingKind
) -> None:
    """Whatever is not asked again cannot have changed."""
    of, prop = asked
    rules = tuple(rule.id for rule in of.obligations)
    seat = rules if PLACES[kind].seat is Seat.EACH else rules[:1]
    if not seat:
        return
    (card,) = cards_of(of, [Finding(of.id, kind, (), seat)])
    changed = remedy(of, card)
    if changed is None:
        return
    before, after = verify(of, prop), verify(changed.regime, prop)
    effect = Effects(of, [prop]).of(card)
    expected = [(v.answer, v.days) for pair in zip(before, after, strict=True) for v in pair]
    told = [(old, new) for old, new in zip(before, after, strict=True) if differ(old, new)]
    assert len(effect.verdicts) == len(told), expected
    for (mine, its), (old, new) in zip(effect.verdicts, told, strict=True):
        assert not differ(mine, old)
        assert not differ(its, new)


def test_of_the_shipped_texts_too(audited: Mapping[str, Audit]) -> None:
    each = audited["jinan"]
    card = next(card for card in each.cards if card.articles == ("13.1",))
    known = list(library.questions([each.regime]).values())
    changed = remedy(each.regime, card)
    assert changed is not None
    effect = Effects(each.regime, known).of(card)
    assert [new.property.id for _, new in effect.verdicts] == ["joint-opinion-given"]
    apart = [one for one in known if one.id not in ("joint-opinion-given",)][:8]
    for old, new in zip(verify(each.regime, apart), verify(changed.regime, apart), strict=True):
        assert not differ(old, new)


# How cards are shown.


def test_effects_are_computed_for_the_card_that_is_open_and_for_all_on_a_page() -> None:
    answer = Audits((Audit(OPEN, tuple(made_once.audited_once(OPEN))),))
    assert len(with_effects(answer).audits[0].effects) == 1
    several = Audits((*answer.audits, *answer.audits))
    assert not any(each.effects for each in with_effects(several).audits)
    assert all(each.effects for each in with_effects(several, every=True).audits)


def test_a_card_says_where_what_why_what_to_do_and_what_that_changes(shenguan: Any) -> None:
    for lang in LANGS:
        _, out, _ = shenguan("audit", "jinan", "--next", "3", lang=lang)
        for key in ("audit.says", "audit.why", "audit.do", "audit.effect"):
            assert out.count(catalogue()[key].in_(lang)) >= 1
        assert ("第13条第1款" if lang == "zh" else "art. 13 para. 1") in out
        assert "✓" in out


def test_every_verdict_that_changes_stands_in_the_table(audited: Mapping[str, Audit]) -> None:
    jinan = Audits((audited["jinan"],))
    number = next(n for n, c in enumerate(jinan.cards, 1) if c.articles == ("17.1",))
    shown = with_effects(jinan, number)
    (effect,) = shown.audits[0].effects.values()
    ((section),) = sections(shown.audits, number)
    (opened,) = (one for one in walk(section.blocks) if isinstance(one, Fold) and one.open)
    (table,) = (one for one in walk(opened.blocks) if isinstance(one, Table))
    assert len(table.rows) == len(effect.verdicts) > 0


def test_json_says_which_card_and_which_finding_heads_it(shenguan: Any) -> None:
    _, out, _ = shenguan("audit", "guanxian", "--json")
    data = json.loads(out)
    roots = Counter(one["card"] for one in data if one["root"])
    assert set(roots) == {one["card"] for one in data}
    assert set(roots.values()) == {1}
    assert all(one["card"].startswith("guanxian/") for one in data)


def test_a_kind_may_be_named_in_chinese_and_in_english(shenguan: Any) -> None:
    for kind in set(FindingKind) - {FindingKind.UNDECIDED}:
        for name in (str(kind), *(name_of(kind).in_(lang) for lang in LANGS)):
            assert KindType().convert(name, None, None) is kind
    name = name_of(FindingKind.OWN_CAUSE).zh
    _, out, _ = shenguan("audit", "guanxian", "--json", "--kind", name, lang="zh")
    assert {one["kind"] for one in json.loads(out)} == {"own-cause"}
    for lang in LANGS:
        status, _, err = shenguan("audit", "guanxian", "--kind", "自己裁判", lang=lang)
        assert status == 2
        assert name_of(FindingKind.OWN_CAUSE).in_(lang) in err  # the near ones, not all
        assert name_of(FindingKind.UNSANCTIONED).in_(lang) not in err


def test_never_in_force_and_a_fiction_against_its_sanction_exit_with_one(
    audited: Mapping[str, Audit],
) -> None:
    def exit_of(name: str, kind: FindingKind) -> int:
        of = audited[name]
        return status(Audits((replace(of, findings=tuple(of_kind(of, kind))),)))

    assert exit_of("tancheng", FindingKind.NOT_IN_FORCE) == 1
    assert exit_of("guanxian", FindingKind.DEFAULT_AND_SANCTION) == 1
    # No clause at all is not a clause left blank.
    assert exit_of("guanxian", FindingKind.NOT_IN_FORCE) == 0
    assert exit_of("jinan", FindingKind.NO_BEARER) == 0


def of_kind(of: Audit, kind: FindingKind) -> list[Finding]:
    return [one for one in of.findings if one.kind is kind]


# What the wording does not say is not said of it.


def test_advice_to_merge_is_given_only_where_another_duty_asks_the_same_act(
    audited: Mapping[str, Audit], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever keeps the claim needs the push: the push is a means, not said twice."""
    means = text(
        duty("a", "b", Within(3), id="push"),
        duty("a", "c", Within(2), id="claim", bearer="p"),
        events=event("c", by="p", presupposes=("b",)),
    )
    assert FindingKind.REDUNDANT_RULE not in {one.kind for one in audit(means)}
    # Each of the two guards is enough.
    monkeypatch.setattr(conflicts, "_needed", lambda *_: False)
    assert FindingKind.REDUNDANT_RULE not in {one.kind for one in audit(means)}
    for each in audited.values():
        for finding in of_kind(each, FindingKind.REDUNDANT_RULE):
            assert len({rule.act for rule in rules_of(each.regime, finding)}) == 1


def rules_of(of: Regime, finding: Finding) -> list[Obligation]:
    return [rule for rule in of.obligations if rule.id in finding.rules]


def test_no_number_is_reported_where_the_text_writes_none(audited: Mapping[str, Audit]) -> None:
    kind = FindingKind.NUMBER_WITHOUT_START
    for each in audited.values():
        for finding in of_kind(each, kind):
            assert rules_of(each.regime, finding)
            for rule in rules_of(each.regime, finding):
                numbered = isinstance(rule.deadline, Within)
                assert (finding.variant == "sentence") is numbered
                assert ("写了日数" in finding.sentence().zh) is numbered
                assert "我们读作" in finding.sentence().zh


def test_a_word_is_told_as_written() -> None:
    for wording in ("及时", "尽快", "按期"):
        vague = text(duty("a", "b", Indefinite(wording), id="act"))
        (finding,) = (one for one in audit(vague) if one.kind is FindingKind.INDEFINITE_DEADLINE)
        assert f"“{wording}”" in finding.sentence().zh


@pytest.mark.parametrize(
    ("wording", "variant"),
    [("法定期限", "sentence"), ("依法作出处理", "basis"), ("按期", "sentence")],
)
def test_a_word_that_names_a_basis_is_not_told_as_a_limit(wording: str, variant: str) -> None:
    external = text(duty("a", "b", External(wording), id="act"))
    (finding,) = (one for one in audit(external) if one.kind is FindingKind.EXTERNAL_LIMIT)
    assert finding.variant == variant
    assert f"“{wording}”" in finding.sentence().zh
    assert ("不是期限" in finding.sentence().zh) is (variant == "basis")


def test_whom_the_text_does_not_name_it_does_not_name_together() -> None:
    together = duty("a", "b", id="act", jointly=("q",))
    assert FindingKind.SEVERAL_BEARERS in {one.kind for one in audit(text(together))}
    unnamed = replace(together, bearer_stated=False)
    found = {one.kind for one in audit(text(unnamed))}
    assert FindingKind.NO_BEARER in found
    assert FindingKind.SEVERAL_BEARERS not in found


@pytest.mark.parametrize("kinds", [(), (FindingKind.NO_LIMIT,)])
def test_what_tests_remember_of_an_audit_is_what_it_finds(kinds: tuple[FindingKind, ...]) -> None:
    regime = library.find("guanxian")
    assert made_once.remembered(regime, kinds) == audit(regime, kinds)


def test_what_was_not_decided_stands_last_and_is_counted_apart() -> None:
    of = text(duty("a", "b", Indefinite("及时"), id="vague"), duty("b", "c", id="firm"))
    open_still = Reporter(of)(FindingKind.UNDECIDED, "firm", what=NAME)
    known = [one for one in audit(of) if one.kind is not FindingKind.UNDECIDED]
    assert known
    each = Audit(of, (open_still, *known))
    assert [card.root.severity is Severity.UNDECIDED for card in each.cards] == [
        *[False] * (len(each.cards) - 1),
        True,
    ]
    (shown,), (without,) = sections([each]), sections([Audit(of, tuple(known))])
    lead, note = (block for block in shown.blocks[:2] if isinstance(block, Paragraph))
    assert lead == without.blocks[0]
    assert "未能判定" in note.text.zh
    assert "not decided" in note.text.en
    assert status(Audits((each,))) == 3


@pytest.mark.parametrize("name", library.REGIMES)
def test_causes_are_those_of_every_pair(name: str, audited: Mapping[str, Audit]) -> None:
    """Parts are joined by what they have in common; the other way is to look at every pair."""
    regime, findings = audited[name].regime, audited[name].findings
    joined = [{id(one) for one in group} for group in cards_module._causes(regime, findings)]
    parts = {id(one): [*cards_module._parts(regime, one)] for one in findings}
    groups = [{id(one)} for one in findings]
    for one, other in combinations(findings, 2):
        pairs = product(parts[id(one)], parts[id(other)])
        if any(mine == its or together(regime, mine, its) for mine, its in pairs):
            (first,) = (group for group in groups if id(one) in group)
            (second,) = (group for group in groups if id(other) in group)
            if first is not second:
                groups.remove(second)
                first |= second
    assert sorted(map(sorted, joined)) == sorted(map(sorted, groups))
    assert len(joined) < len(findings)


def together(regime: Regime, one: cards_module.Part, other: cards_module.Part) -> bool:
    """Whether the same part of two rules goes wrong together."""
    first, second = regime.by_id.get(one[0]), regime.by_id.get(other[0])
    if first is None or second is None or one[1] is not other[1]:
        return False
    if one[1] not in cards_module._JOINING:
        return False
    if one[1] is Feature.LIMIT and (cards_module._firm(first) or cards_module._firm(second)):
        return False
    if first.article == second.article:
        return True
    if one[1] is Feature.DEFAULT:
        punished = [
            {sanction.id for sanction in regime.sanctions_of(r.id)} for r in (first, second)
        ]
        effects = [fiction_of(r) for r in (first, second) if is_timed(r)]
        if punished[0] and punished[0] == punished[1]:
            return True
        if len(effects) == 2 and all(effects) and effects[0] == effects[1]:
            return True
    linked = act_of(first) in second.on.events or act_of(second) in first.on.events
    units = [cards_module._unit(regime, rule) for rule in (first, second)]
    return units[0] == units[1] and (linked or act_of(first) == act_of(second))
