"""Which regime is best in what, why and at what price: the sentences hold what the figures hold."""

from __future__ import annotations

from dataclasses import replace

import pytest

from experiments.answers.regimes.best import Best, best
from experiments.answers.regimes.best_blocks import best_blocks
from experiments.answers.regimes.best_words import basis, lead, of_regime, others
from experiments.answers.regimes.concern import CONCERNS, needed
from experiments.answers.regimes.lived import Figures, Lived, bare, claiming, figures_of
from experiments.answers.regimes.why import ByLaw
from experiments.measures.facts import Facts
from experiments.measures.metrics import regulated_by
from experiments.show.blocks import Table
from model.language import LANGS, Lang, Text
from model.rule import CountsAs, Obligation
from model.simulation.year import simulate
from protocols.library import find
from tests.county import CALENDAR
from tests.test_compare import small_scenario

SCENARIO = Text("普通年份", "an ordinary year")
NAMES = ("jinan", "xuecheng", "guanxian")


def made(name: str, *years: dict[str, float | None], left: Figures | None = None) -> Lived:
    """A regime with the figures told; what is not told is the same everywhere."""
    common: dict[str, float | None] = dict.fromkeys(needed(), 1.0)
    common |= {"threads": 100.0, "duties-due.count": 1000.0, "duties-due.breached": 100.0}
    common |= {"duties-due.breached-share": 0.1, "letters.stuck-share": 0.1}
    common |= {"claims.deemed": 0.0, "claims.counted": 0.0, "claims.performed": 100.0}
    common |= {"claim-latency.begun": 100.0, "claim-latency.censored": 0.0}
    return Lived(find(name), tuple({**common, **year} for year in years), left)


def days(*values: float) -> list[dict[str, float | None]]:
    return [{"permit-days.per-permit": value} for value in values]


def breached(count: float) -> dict[str, float | None]:
    return {"duties-due.breached": count, "duties-due.breached-share": count / 1000}


def three(*sets: list[dict[str, float | None]]) -> Best:
    return best([made(name, *years) for name, years in zip(NAMES, sets, strict=True)])


def wins(answer: Best, place: int) -> list[str]:
    return [one.concern.id for one in answer.wins(place)]


def pays(answer: Best, place: int) -> list[str]:
    return [one.concern.id for one in answer.pays(place)]


def test_a_regime_that_is_best_in_one_thing_and_worst_in_another_is_said_to_pay() -> None:
    good = [{**one, **breached(400 + k)} for k, one in enumerate(days(1.0, 1.1, 1.2))]
    answer = three(good, days(2.0, 2.1, 2.2), days(2.5, 2.6, 2.7))
    assert (wins(answer, 0), pays(answer, 0)) == (["supervision"], ["duties"])
    assert (wins(answer, 2), pays(answer, 2)) == ([], ["supervision"])
    told = lead(answer)
    assert told.en == (
        "No text is best in everything. Jinan: permits are without a supervisor for the shortest "
        "time (1.1 calendar days; next Xuecheng, 2.1 calendar days; counted up to "
        "different ends: 'supervision started' in Jinan, 'approval information claimed' in "
        "Xuecheng, Guanxian). The price: the largest share "
        "of duties due is breached (40.1 %; all others 10 %)."
    )
    assert told.zh == (
        "没有一份规则样样最好。"
        "济南：许可无人监管的时间最短（1.1 个自然日，其次薛城 2.1 个自然日；各份计到的终点不同："
        "济南计到“启动监管”，薛城、冠县计到“认领审批信息”）。"
        "代价：到期的义务被违反的比例最大（40.1%，其余都是 10%）。"
    )


def test_a_regime_that_is_best_in_everything_is_said_to_be() -> None:
    answer = three(days(1.0, 1.1, 1.2), days(2.0, 2.1, 2.2), days(2.5, 2.6, 2.7))
    assert answer.throughout == (0,)
    assert lead(answer).en.startswith(
        "Best in everything in which the texts part, alone or together"
    )
    assert "It is worst in nothing." in lead(answer).en


def test_a_text_that_asks_little_is_not_best_in_everything_for_that() -> None:
    little: list[dict[str, float | None]] = [
        {"officers.hours": 5.0 + k, "duties-due.count": 10.0} for k in range(3)
    ]
    much: list[dict[str, float | None]] = [{"officers.hours": 50.0 + k} for k in range(3)]
    answer = three(little, much, much)
    assert wins(answer, 0) == ["work"]
    assert answer.throughout == ()
    told = lead(answer).en
    assert told.startswith("No text is best in everything. Jinan: it takes the least")
    assert "because it demands least: 10 duties fall due a year" in told


def test_a_text_that_does_not_regulate_all_is_not_best_in_everything() -> None:
    silent = [{**one, "letters.stuck-share": None, "letters.stuck": None} for one in days(1, 1.1)]
    answer = three(silent, days(2.0, 2.1), days(2.5, 2.6))
    assert wins(answer, 0) == ["supervision"]
    assert answer.throughout == ()


def test_what_luck_may_have_made_is_not_said_to_be_best() -> None:
    answer = three(days(1.0, 3.0, 2.0), days(2.0, 1.1, 3.2), days(2.5, 1.6, 1.7))
    assert all(not answer.wins(place) and not answer.pays(place) for place in range(3))
    assert lead(answer).en == "In what was simulated these texts cannot be told apart."
    assert others(answer) == []


def test_two_that_cannot_be_told_apart_are_both_named() -> None:
    close, closer = days(1.0, 1.2, 1.1), days(1.1, 1.1, 1.1)
    names = (*NAMES, "tancheng")
    sets = (close, closer, days(2.5, 2.6, 2.7), days(3.5, 3.6, 3.7))
    answer = best([made(name, *years) for name, years in zip(names, sets, strict=True)])
    assert set(answer.ranked[0].best) == {0, 1}
    assert "not to be told from Xuecheng" in of_regime(answer, 0).en
    assert "与济南分不出高下" in of_regime(answer, 1).zh


def test_what_most_regimes_share_sets_none_of_them_apart() -> None:
    answer = three(days(1.0, 1.0), days(1.0, 1.0), days(2.0, 2.1))
    assert [wins(answer, place) for place in range(3)] == [[], [], []]
    assert pays(answer, 2) == ["supervision"]
    told = of_regime(answer, 0)
    assert told.en == (
        "Jinan: best in nothing and worst in nothing (what more than half share is not counted)."
    )
    assert told.zh == "济南：没有一项最好，也没有一项最差（半数以上并列的不算）。"


def test_the_table_signs_what_the_sentences_tell_and_nothing_else() -> None:
    """Two of three share the best, which is more than half; the third alone is worst."""
    shared = [{**one, **breached(100)} for one in days(1.0, 1.0, 1.0)]
    lonely = [{**one, **breached(400 + k)} for k, one in enumerate(days(2.0, 2.1, 2.2))]
    answer = three(shared, shared, lonely)
    table = next(one for one in blocks(answer) if isinstance(one, Table))
    for place, row in enumerate(said(table, "zh")):
        signed = [one for one, cell in zip(answer.ranked, row[1:], strict=True) if "★" in cell]
        assert tuple(signed) == answer.wins(place)
        last = [one for one, cell in zip(answer.ranked, row[1:], strict=True) if "▽" in cell]
        assert tuple(last) == answer.pays(place)
    assert "半数以上" in table.caption.zh


def test_of_one_year_nothing_is_said_to_be_more_than_luck() -> None:
    answer = three(days(1.0), days(2.0), days(3.0))
    assert not answer.shown
    assert lead(answer).en.startswith(
        "One simulated year, which cannot tell a difference from luck"
    )
    (note, *_) = basis(answer, SCENARIO, 2025, dropped=False)
    assert "one year cannot tell" in note.en
    table = next(one for one in blocks(answer) if isinstance(one, Table))
    assert "★" not in str([[str(cell) for cell in row] for row in said(table, "en")])


def test_one_regime_alone_is_compared_with_nothing() -> None:
    answer = best([made("jinan", *days(1.0, 1.1))])
    assert lead(answer).en.startswith("One text alone has nothing to be compared with")
    assert not any(isinstance(block, Table) for block in blocks(answer))


def test_where_nothing_is_regulated_nothing_is_ranked() -> None:
    nothing: dict[str, float | None] = dict.fromkeys(needed())
    answer = best([made(name, nothing, nothing) for name in NAMES])
    assert answer.ranked == ()
    assert lead(answer).en.startswith("Nothing of what is asked came up")


def test_what_a_text_does_not_regulate_counts_neither_for_nor_against_it() -> None:
    silent = [dict.fromkeys(("permit-days.per-permit", "permit-days.permits"))] * 3
    answer = three(days(1.0, 1.1, 1.2), days(2.0, 2.1, 2.2), silent)
    assert answer.ranked[0].means[2] is None
    assert (answer.ranked[0].best, answer.ranked[0].worst) == ((0,), (1,))
    table = next(one for one in blocks(answer) if isinstance(one, Table))
    assert said(table, "en")[2][1] == "not regulated"


def test_a_default_is_the_reason_where_the_year_without_it_was_longer() -> None:
    deemed = {"claims.deemed": 8.0, "claims.performed": 92.0, "duties.approval-claim.deemed": 8.0}
    lucky = [{**one, **deemed} for one in days(1.0, 1.1, 1.2)]
    left = made("guanxian", *days(2.0)).years[0]
    with_it = made("guanxian", *lucky, left=left)
    answer = best([with_it, made("xuecheng", *days(2.0, 2.1, 2.2))])
    reason = answer.reasons[0, "supervision"]
    assert isinstance(reason, ByLaw)
    assert (reason.articles, reason.without, reason.with_it) == (("17(1)",), 2.0, 1.0)
    assert "art. 17(1)" in lead(answer).en
    assert "2 calendar days without that rule" in lead(answer).en
    short = made("guanxian", *days(0.5)).years[0]
    again = best([replace(with_it, bare=short), made("xuecheng", *days(2.0, 2.1, 2.2))])
    assert (0, "supervision") not in again.reasons


def test_of_many_that_are_alike_none_comes_next() -> None:
    unseen = "time-to-attention.censored"
    many = [{**one, unseen: 202.0 + k} for k, one in enumerate(days(1.0, 1.0, 1.0))]
    none: list[dict[str, float | None]] = [{unseen: 0.0}] * 3
    told = of_regime(three(many, none, none), 0)
    assert "（203 件，其余都是 0 件）" in told.zh
    assert "next" not in told.en
    two = best([made("jinan", *many), made("xuecheng", *none)])
    assert "（203 件，薛城 0 件）" in of_regime(two, 0).zh
    few: list[dict[str, float | None]] = [{unseen: 90.0}] * 3
    sets = (many, few, few, none)
    four = best([made(n, *s) for n, s in zip((*NAMES, "tancheng"), sets, strict=True)])
    assert "（203 件，其次薛城、冠县各 90 件）" in of_regime(four, 0).zh


def test_beside_the_shortest_time_stands_up_to_what_each_is_counted() -> None:
    """Guanxian ends with a claim, here also with one that time makes; Jinan with supervision."""
    deemed = {"claims.deemed": 8.0, "claims.performed": 92.0, "duties.approval-claim.deemed": 8.0}
    sooner = [{**one, **deemed} for one in days(1.0, 1.1, 1.2)]
    answer = best([made("guanxian", *sooner), made("jinan", *days(2.0, 2.1, 2.2))])
    first, second = (
        find(name).vocabulary.events[regulated_by(find(name))[1]].label.zh
        for name in ("guanxian", "jinan")
    )
    told = of_regime(answer, 0).zh
    assert f"各份计到的终点不同：冠县计到“{first}”，济南计到“{second}”" in told
    assert "其中冠县由条文视为或计为认领的，那时还没有人看过）" in told
    seen = best([made("guanxian", *days(1.0, 1.1)), made("jinan", *days(2.0, 2.1))])
    assert "没有人看过" not in of_regime(seen, 0).zh
    alike = best([made("xuecheng", *days(1.0, 1.1)), made("guanxian", *days(2.0, 2.1))])
    assert "终点不同" not in of_regime(alike, 0).zh


@pytest.mark.parametrize("name", ["jinan", "guanxian", "xuecheng", "nanchang"])
def test_without_it_a_text_has_no_rule_that_makes_claims_by_itself(name: str) -> None:
    regime = find(name)
    left, known = bare(regime), claiming(regime)
    if name == "guanxian":
        assert left is not None
        assert known
        assert not claiming(left)
        assert [rule.id for rule in left.rules] == [rule.id for rule in regime.rules]
    else:
        assert left is None
    assert any(isinstance(rule, CountsAs) for rule in known) == (name == "jinan")
    assert any(isinstance(rule, Obligation) for rule in known) == (name == "guanxian")


def test_figures_of_a_year_are_those_of_its_measures() -> None:
    facts = Facts(simulate(find("guanxian"), small_scenario(), CALENDAR, 2025, 1))
    found = figures_of(facts)
    metrics = facts.metrics
    assert found["claims.deemed"] == metrics.claims.get("deemed", 0)
    assert found["time-to-attention.censored"] == metrics.attention.censored
    assert (
        found["permit-days.per-permit"] == metrics.unsupervised.total / metrics.unsupervised.begun
    )
    assert sum(found[f"breaches.{article}"] or 0 for article in facts.articles) == sum(
        facts.articles.values()
    )


@pytest.mark.parametrize("lang", LANGS)
def test_every_concern_has_its_words(lang: Lang) -> None:
    words = [
        text.in_(lang)
        for one in CONCERNS
        for text in (one.best, one.worst, one.head, one.unit, one.measure.label)
    ]
    assert all(words)
    assert len(set(words)) >= len(CONCERNS) * 4


def blocks(answer: Best) -> list[object]:
    return list(best_blocks(answer, SCENARIO, 2025, Text("", ""), dropped=True))


def said(table: Table, lang: Lang) -> list[list[str]]:
    return [
        [cell.in_(lang) if isinstance(cell, Text) else str(cell) for cell in row]
        for row in table.rows
        if isinstance(row, tuple)
    ]
