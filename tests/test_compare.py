from __future__ import annotations

import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Text as Written

from experiments import scenarios
from experiments.answers.regimes.concern import needed
from experiments.answers.regimes.lived import Lived
from experiments.compare import ask, proofs
from experiments.compare.ask import Comparison, ComparisonQuestion, RegimeResult, summary
from experiments.compare.breaches import Duties, duties, remainder
from experiments.compare.claims import claims_of
from experiments.compare.first import answers
from experiments.compare.page import in_short, sheet
from experiments.compare.proofs import Proofs
from experiments.compare.scope import exempted, regulated, regulates, tiers, unregulated
from experiments.compare.standing import RestsOn, groups, standing, tally
from experiments.compare.unsupervised import ecdf, guarantee
from experiments.compare.verdicts import asked
from experiments.measures.spans import quantile
from experiments.show.blocks import (
    Bullets,
    Chart,
    Marked,
    Paragraph,
    Section,
    Table,
    charts_of,
)
from experiments.show.canvas import COLOURS, HATCHES, inline, png, svg
from experiments.show.drawing import Format, drawings, drawn, write_charts
from experiments.show.lines import broken
from experiments.show.marks import (
    SIGNS,
    Mark,
    bound_text,
    headline,
    mark_of,
    short,
    sign,
    within,
)
from experiments.show.ours import LIST
from experiments.show.terminal import print_sheet
from model import kept as keeping
from model.calendar import Calendar, chinese_calendar
from model.deadline import STRICT, Reading
from model.language import LANGS, NOTHING, Lang, Text, catalogue, say, speaking
from model.regime import Regime
from model.simulation.scenario import Scenario
from model.simulation.year import simulate
from protocols import library
from protocols.library import find, properties
from tests.once import once as asked_once
from verify.guarantees import verify
from verify.patience import waiting
from verify.verdict import Answer, Assume, Bound, Reason


def small_scenario() -> Scenario:
    """A county with few matters, where what is overlooked stays so and is not watched for long."""
    shipped = scenarios.find("ordinary")
    matters = tuple(replace(kind, per_day=kind.per_day / 20) for kind in shipped.matters)
    return replace(shipped, matters=matters, recall=None, drain=100)


def small_comparison(scenario: Scenario, *regimes: str) -> Comparison:
    question = ComparisonQuestion(
        tuple(find(name) for name in regimes),
        tuple(properties().values()),
        scenario,
        chinese_calendar(),
        2025,
        1,
    )
    return Comparison(question, tuple(_result(question, place) for place in range(len(regimes))))


def _result(question: ComparisonQuestion, place: int) -> RegimeResult:
    regime, reading = question.regimes[place], question.reading
    verdicts = verify(regime, question.properties, [STRICT, reading], calendar=question.calendar)
    year = simulate(
        regime, question.scenario, question.calendar, question.year, question.seed, reading
    )
    return summary(year, tuple(verdicts))


@pytest.fixture(scope="module")
def compared() -> Comparison:
    return small_comparison(small_scenario(), "guanxian", "tancheng")


CHARTS = ("matrix", "bounds", "unsupervised", "claims", "breaches", "deadlines")


_charts: dict[int, tuple[Comparison, Mapping[str, Chart]]] = {}


def chart_of(name: str, compared: Comparison, lang: Lang) -> Figure:
    """A chart of a comparison, drawn anew; the comparison is laid out once."""
    if id(compared) not in _charts:
        laid_out = charts_of(sheet(compared, "shenguan compare").sections)
        _charts[id(compared)] = (compared, laid_out)  # kept, so that its id stays its own
    with speaking(lang):
        return _charts[id(compared)][1][name].draw()


GROUPS = {
    RestsOn.ALONE: "report.group.alone",
    RestsOn.OBEYED: "report.group.obeyed",
    RestsOn.OPEN: "report.group.open",
    RestsOn.NOTHING: "report.group.nothing",
    RestsOn.VACUOUS: "report.group.vacuous",
    RestsOn.UNKNOWN: "report.group.unknown",
}


def texts(figure: Figure) -> Iterator[str]:
    for text in figure.findobj(Written):
        assert isinstance(text, Written)
        if text.get_text():
            yield text.get_text()


@pytest.mark.undrawn
def test_charts_are_files_in_both_languages_and_formats(
    compared: Comparison, tmp_path: Path
) -> None:
    written = write_charts(drawings([drawn_by_name(compared)], filed=True), tmp_path)
    assert {path.name for path in written} >= {
        f"{name}-{lang}.{kind}" for name in CHARTS for lang in LANGS for kind in ("png", "svg")
    }
    assert sorted(tmp_path.iterdir()) == sorted([*written, tmp_path / LIST])


def drawn_by_name(compared: Comparison) -> Section:
    every = charts_of(sheet(compared, "shenguan compare").sections)
    return Section("some", NOTHING, tuple(every[name] for name in CHARTS))


@pytest.mark.drawn_anew
def test_charts_have_the_same_bytes_on_every_run_whatever_the_users_settings(
    compared: Comparison,
) -> None:
    for name, chart in charts_of([drawn_by_name(compared)]).items():
        # What differs in a chart differs as a part of a page; its files are drawn from the same.
        formats: tuple[Format, ...] = ("inline", "svg", "png")
        files = drawn(chart, "zh", formats if name == CHARTS[0] else formats[:1])
        with mpl.rc_context({"font.size": 20, "svg.hashsalt": "other", "axes.facecolor": "black"}):
            figure = chart_of(name, compared, "zh")
            assert files["inline"].decode() == inline(figure)
            if name == CHARTS[0]:
                assert files["svg"].decode() == svg(figure)
                assert files["png"] == png(figure)


def test_drawing_leaves_the_users_settings_alone(compared: Comparison) -> None:
    with mpl.rc_context({"font.size": 20, "axes.facecolor": "black"}):
        before = dict(mpl.rcParams)
        png(chart_of("claims", compared, "zh"))
        assert dict(mpl.rcParams) == before


def test_the_curve_levels_off_below_one_where_permits_stay_unclaimed(compared: Comparison) -> None:
    figure = chart_of("unsupervised", compared, "en")
    spans = compared.results[1].metrics.unsupervised
    assert 0 < spans.censored < spans.begun
    plateau = len(spans.calendar) / spans.begun
    own = [
        float(np.asarray(line.get_ydata())[-1])
        for axes in figure.axes
        for line in axes.lines
        if line.get_drawstyle() == "steps-post"
    ]
    assert own[1] == pytest.approx(plateau)  # calendar days of the second regime
    assert all(share < 1 for share in own)


def test_a_curve_counts_what_never_ended_in_its_denominator() -> None:
    at = np.array([0.5, 1.0, 100.0])
    assert ecdf(np.array([1.0, 2.0]), 4, at).tolist() == [0.0, 0.25, 0.5]


def test_a_quantile_that_falls_on_what_never_ended_is_infinite() -> None:
    assert quantile(np.array([1.0, 2.0, 3.0]), 1, 0.5) == 2.5
    assert np.isinf(quantile(np.array([1.0, 2.0, 3.0]), 1, 0.9))


def test_no_permit_of_those_who_obey_lies_beyond_the_marked_bound() -> None:
    """N working days are up to N + 1 days of office time; a mark at N would be too early."""
    shipped = small_scenario()
    tasks = {act: replace(task, missed=0.0) for act, task in shipped.tasks.items()}
    careful = [
        replace(one, officers=9, skips=0.0 if one.party == "approval-bureau" else 1.0)
        for one in shipped.departments
    ]  # supervisors never look, so that every claim is made by the default, at the last moment
    scenario = replace(
        shipped, departments=tuple(careful), tasks=tasks, usual=replace(shipped.usual, missed=0.0)
    )
    compared = small_comparison(scenario, "guanxian")
    result = compared.results[0]
    spans = result.metrics.unsupervised
    claimed = result.verdict("approval-push-claimed", Assume.EVERYONE, STRICT)
    assert result.metrics.claims == {"deemed": spans.begun}
    assert claimed.days is not None
    assert claimed.days < result.metrics.claim.working.max() <= claimed.days + 1
    for unit, values in (("working", spans.working), ("calendar", spans.calendar)):
        mark = guarantee(compared, result, unit)
        assert mark is not None
        assert values.max() <= mark.at


def test_claims_and_what_stayed_unclaimed_are_all_permits(compared: Comparison) -> None:
    for result in compared.results:
        found = claims_of(result.metrics)
        assert found.total == result.metrics.unsupervised.begun
        claimed = sum(result.metrics.claims.values())
        assert found.ways["open"] == result.metrics.unsupervised.begun - claimed > 0


def test_duties_without_a_limit_do_not_dilute_the_share_of_breaches(compared: Comparison) -> None:
    tancheng = compared.results[1]
    row = next(
        one for one in duties(tancheng, compared.question.reading) if one.article == "23(2).3"
    )
    outcomes = tancheng.metrics.outcomes
    asked = sum(number for (rule, _), number in outcomes.items() if rule == "revocation-request")
    assert asked > 0
    assert not {"revocation.requested", "revocation.decided"} & {*row.acts}
    told = [
        outcomes.get(("revocation-outcome", outcome), 0)
        for outcome in ("fulfilled", "deemed", "late", "never")
    ]
    assert row.due == sum(told)


def test_under_the_strict_reading_open_limits_are_not_counted_as_due(compared: Comparison) -> None:
    articles = [one.article for one in duties(compared.results[1], STRICT)]
    assert "26" not in articles  # the letters of Tancheng are to be answered promptly
    assert "26" in [one.article for one in duties(compared.results[1], compared.question.reading)]


def test_no_two_kinds_of_verdict_share_sign_colour_or_hatch() -> None:
    for looks in (SIGNS, COLOURS, HATCHES):
        assert len(set(looks.values())) == len(Mark)


def test_what_is_not_regulated_never_looks_like_a_pass(compared: Comparison) -> None:
    guanxian = compared.results[0]
    verdict = guanxian.verdict("letter-answered", Assume.EVERYONE, STRICT)
    assert verdict.answer is Answer.VACUOUS
    assert mark_of(verdict) is Mark.VACUOUS
    assert headline(verdict).in_("en") == "not regulated"
    assert standing(guanxian, verdict.property) is RestsOn.VACUOUS


def test_a_bound_on_an_open_limit_is_never_a_bare_number(compared: Comparison) -> None:
    tancheng, reading = compared.results[1], compared.question.reading
    verdict = tancheng.verdict("letter-answered", Assume.EVERYONE, reading)
    assert mark_of(verdict) is Mark.ASSUMED
    assert bound_text(verdict).in_("en") == "θ(art. 26) = 5 working days (θ = 5)"
    assert short(verdict).in_("en") == "≤ θ = 5"
    shown = list(texts(chart_of("bounds", compared, "en")))
    assert "5 working days" not in shown
    assert "θ = 5" in shown
    assert short(tancheng.verdict("letter-answered", Assume.EVERYONE, STRICT)).in_("en") == ""


def test_every_chart_states_its_title_and_its_n(compared: Comparison) -> None:
    for name in CHARTS:
        for lang in LANGS:
            shown = list(texts(chart_of(name, compared, lang)))
            assert catalogue()[f"chart.{name}.title"].in_(lang) in shown
            assert any(text.startswith("n = ") for text in shown)


def test_simulated_charts_name_scenario_year_and_seed(compared: Comparison) -> None:
    for name in ("unsupervised", "claims", "breaches"):
        footer = " ".join(texts(chart_of(name, compared, "en"))).replace("\n", " ")
        assert "Scenario: an ordinary year; year 2025; seed 1" in footer


def row_labels(figure: Figure) -> str:
    """Everything that a figure says, without its line breaks."""
    return re.sub(r"\s", "", "".join(texts(figure)))


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_what_some_regime_regulates_is_drawn_and_the_rest_is_named(compared: Comparison) -> None:
    none = [prop for prop in properties().values() if prop not in regulated(compared)]
    assert none
    assert not any(regulates(result, prop) for result in compared.results for prop in none)
    for lang in LANGS:
        figure = chart_of("matrix", compared, lang)
        rows = {squeezed(text) for text in texts(figure)}
        sentence = unregulated(compared).in_(lang)
        assert squeezed(sentence) in row_labels(figure)
        for prop in properties().values():
            label = prop.label.in_(lang)
            assert (squeezed(label) in rows) == (prop in regulated(compared))
            assert (label in sentence) == (prop in none)


def test_rows_that_more_regimes_regulate_come_first(compared: Comparison) -> None:
    counts = [
        sum(regulates(result, prop) for result in compared.results) for prop in regulated(compared)
    ]
    assert counts == sorted(counts, reverse=True)
    assert {1, 2} == set(counts)
    found = tiers(compared)
    assert sum(map(len, found.values())) == len(properties())
    assert not found["one"]  # of two regimes, one is some
    alone = replace(compared, results=compared.results[:1])
    assert {tier for tier, props in tiers(alone).items() if props} == {"all", "none"}


def test_every_regulated_guarantee_is_a_row_of_bounds_or_named_without_one(
    compared: Comparison,
) -> None:
    figure = chart_of("bounds", compared, "en")
    rows = {squeezed(label.get_text()) for label in figure.axes[0].get_yticklabels()}
    footer = row_labels(figure).split("undereitherreading:")[-1]
    for prop in regulated(compared):
        bounded = any(
            one.days is not None
            for result in compared.results
            for one in result.verdicts
            if one.property.id == prop.id and one.assume is Assume.EVERYONE
        )
        label = squeezed(prop.label.en)
        assert (label in rows, label in footer) == (bounded, not bounded)


def test_what_must_come_ahead_is_in_time_or_late_and_never_the_same_day(
    compared: Comparison,
) -> None:
    verdict = compared.results[0].verdict("approval-push-claimed", Assume.EVERYONE, STRICT)
    ahead = properties()["conference-material-in-time"]
    assert ahead.ahead == 1
    for count, whole, brief in (
        (0, "in time", "in time"),
        (1, "≤ 1 working day late", "≤ 1 late"),
        (3, "≤ 3 working days late", "≤ 3 late"),
    ):
        found = replace(verdict, property=ahead, guaranteed=Bound(count))
        assert (within(found).in_("en"), short(found).in_("en")) == (whole, brief)
        assert "当日" not in within(found).in_("zh") + short(found).in_("zh") + bound_text(
            found
        ).in_("zh")
    assert within(replace(verdict, guaranteed=Bound(0))).in_("en") == "same day"


def test_a_star_stands_once_where_a_duty_is_excepted(compared: Comparison) -> None:
    verdict = compared.results[0].verdict("approval-push-claimed", Assume.EVERYONE, STRICT)
    starred = replace(verdict, exempt=("approval-claim",))
    assert (sign(verdict), short(verdict).in_("en")) == ("✓", "≤ 2")
    assert (sign(starred), short(starred).in_("en")) == ("✓", "≤ 2*")
    refuted = replace(starred, answer=Answer.REFUTED, guaranteed=None)
    assert (sign(refuted), short(refuted).in_("en")) == ("✗*", "")
    plain = [replace(one, verdicts=(verdict,)) for one in compared.results]
    assert exempted(replace(compared, results=tuple(plain))).in_("en") == ""
    some = [replace(one, verdicts=(starred,)) for one in compared.results]
    assert exempted(replace(compared, results=tuple(some))).in_("en").startswith("*")


def test_a_property_says_which_cases_it_is_about_and_how_far_ahead(compared: Comparison) -> None:
    regime, known = compared.results[0].regime, properties()
    told = asked(regime, known["survey-noticed-in-time"]).in_("en")
    assert "at least 1 working day before 'survey held'" in told
    assert "Only in cases where: the survey is joint." in told
    told = asked(regime, known["letter-answered"]).in_("en")
    assert told == (
        "After 'letter received': how long at most until 'letter answered'? "
        "Only in cases where: it lies within the remit of the recipient."
    )
    performed = replace(known["letter-answered"], performed=True)
    assert asked(regime, performed).in_("en").startswith(told)
    assert asked(regime, performed).in_("en") != told


def test_articles_not_drawn_are_counted_by_why(compared: Comparison) -> None:
    rows = [
        Duties("1", ("a",), {"late": 2, "deemed": 0, "never": 1}, 9, False),
        Duties("2", ("a",), {"late": 0, "deemed": 0, "never": 0}, 4, False),
        Duties("3", ("a",), {"late": 0, "deemed": 0, "never": 0}, 0, False),
        Duties("4", ("a",), {"late": 0, "deemed": 0, "never": 0}, 0, True),
    ]
    assert remainder(rows).in_("en") == (
        "1 more article(s) with 3 breach(es); 1 article(s) kept throughout; "
        "2 article(s) of which nothing fell due in this scenario"
    )
    assert remainder([]).in_("en") == ""


def test_only_articles_that_were_breached_are_drawn(compared: Comparison) -> None:
    figure = chart_of("breaches", compared, "en")
    for axes, result in zip(figure.axes, compared.results, strict=True):
        rows = duties(result, compared.question.reading)
        broken = [row for row in rows if row.total]
        drawn = len(axes.get_yticklabels())
        assert drawn == min(len(broken), 8)
        rest = [text.get_text().strip() for text in axes.texts[drawn:]]
        told = [int(number) for part in rest for number in re.findall(r"(\d+) (?:more )?art", part)]
        assert drawn + sum(told) == len(rows)


def test_the_deadlines_drawn_are_the_duties_of_each_regime(compared: Comparison) -> None:
    (axes,) = chart_of("deadlines", compared, "en").axes
    bars = [patch for patch in axes.patches if isinstance(patch, Rectangle)]
    for row, result in enumerate(compared.results):
        found = Counter(str(rule.wording.written) for rule in result.regime.obligations)
        own = [bar for bar in bars if round(bar.get_y() + bar.get_height() / 2) == row]
        assert sorted(round(bar.get_width()) for bar in own) == sorted(found.values())
        looks = {(bar.get_facecolor(), bar.get_hatch()) for bar in own}
        assert len(looks) == len(found)


def test_the_tally_counts_every_regulated_guarantee_of_each_regime_once(
    compared: Comparison,
) -> None:
    counts = tally(compared)
    kinds = [
        kind
        for kind in RestsOn
        if any(
            standing(result, prop) is kind
            for result in compared.results
            for prop in regulated(compared)
        )
    ]
    for row, result in zip(counts.rows, compared.results, strict=True):
        assert isinstance(row, tuple)
        assert row[0] == result.regime.name
        figures = [str(figure) for figure in row[1:]]
        assert sum(map(int, figures)) == len(regulated(compared))
        for kind, figure in zip(kinds, figures, strict=True):
            assert int(figure) == sum(
                standing(result, prop) is kind for prop in regulated(compared)
            )


def test_every_guarantee_of_every_regime_stands_in_the_group_of_what_it_rests_on(
    compared: Comparison,
) -> None:
    lines = {fold.summary: fold.blocks[0] for fold in groups(compared)}
    for kind, key in GROUPS.items():
        props = [
            prop
            for prop in properties().values()
            if any(standing(result, prop) is kind for result in compared.results)
        ]
        bullets = lines.get(say(key), Bullets(()))
        assert isinstance(bullets, Bullets)
        assert len(bullets.items) == len(props)
        for item, prop in zip(bullets.items, props, strict=True):
            assert isinstance(item, Text)
            assert item.en.startswith(f"{prop.label.en}: ")


def glance(compared: Comparison) -> Table:
    """The table of all verdicts."""
    (matrix,) = (part for part in sheet(compared, "").sections if part.id == "matrix")
    table = matrix.blocks[0]
    assert isinstance(table, Table)
    return table


def test_the_verdicts_show_what_is_regulated_and_what_a_reading_changes(
    compared: Comparison,
) -> None:
    table = [row for row in glance(compared).rows if isinstance(row, tuple)]
    rows = {row[0].words: row[1:] for row in table if isinstance(row[0], Marked)}
    assert list(rows) == [prop.label for prop in regulated(compared)]
    changed = 0
    for prop in regulated(compared):
        differs = any(
            short(result.verdict(prop.id, assume, STRICT)).in_("en")
            != short(result.verdict(prop.id, assume, compared.question.reading)).in_("en")
            for result in compared.results
            for assume in Assume
        )
        cells = [cell for cell in rows[prop.label] if isinstance(cell, Marked)]
        assert sum(cell.span for cell in cells) == 2 * len(compared.results)
        assert any(cell.small for cell in cells) is differs
        changed += differs
    assert 0 < changed < len(rows)


@pytest.mark.parametrize("lang", LANGS)
def test_the_terminal_shows_the_answer_and_the_verdicts_and_folds_the_rest(
    compared: Comparison, capsys: pytest.CaptureFixture[str], lang: Lang
) -> None:
    whole = sheet(compared, "shenguan compare")
    print_sheet(in_short(whole), lang)
    out = capsys.readouterr().out
    tables = [line for line in out.splitlines() if line.startswith("  ")]
    assert max(sum(map(columns, line)) for line in tables) <= 132
    words = squeezed(out)
    shown = (block for block in answers(compared) if isinstance(block, Paragraph))
    assert all(squeezed(block.text.in_(lang)) in words for block in shown)
    assert squeezed(unregulated(compared).in_(lang)) in words
    for prop in regulated(compared):
        assert all(line in out for line in broken(prop.label.in_(lang), 16))
    for section in whole.sections[2:]:
        assert f"▸ {section.title.in_(lang)}" in out
    assert say("report.limits.one-case").in_(lang)[:20] not in out
    print_sheet(whole, lang, unfold=True)
    unfolded = squeezed(capsys.readouterr().out)
    assert squeezed(say("report.limits.one-case").in_(lang)) in unfolded
    for result in compared.results:
        assert result.regime.source in unfolded


def test_of_several_years_it_says_which_figures_are_of_which(compared: Comparison) -> None:
    figures = dict.fromkeys(needed())
    lived = (Lived(result.regime, (figures, figures)) for result in compared.results)
    results = (replace(r, lived=one) for r, one in zip(compared.results, lived, strict=True))
    two = replace(
        compared,
        question=replace(compared.question, replications=2),
        results=tuple(results),
    )
    (*_, note) = answers(two)
    assert isinstance(note, Paragraph)
    assert "来自 2 次模拟（种子 1 至 2）" in note.text.zh
    assert "of the first alone (seed 1)" in note.text.en
    once = replace(two, question=compared.question)
    assert note not in answers(once)


def columns(char: str) -> int:
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def test_a_reading_that_changes_nothing_is_said_to(compared: Comparison) -> None:
    strict = [
        replace(one, verdicts=tuple(v for v in one.verdicts if v.reading == STRICT))
        for one in compared.results
    ]
    same = [
        replace(
            one,
            verdicts=one.verdicts
            + tuple(replace(v, reading=compared.question.reading) for v in one.verdicts),
        )
        for one in strict
    ]
    alike = replace(compared, results=tuple(same))
    assert said_of_the_reading(alike) != ""
    assert said_of_the_reading(compared) == ""
    cells = [cell for row in glance(alike).rows if isinstance(row, tuple) for cell in row]
    assert not any(cell.small for cell in cells if isinstance(cell, Marked))


def said_of_the_reading(compared: Comparison) -> str:
    """The sentence that a reading changes nothing, if it is there."""
    (matrix,) = (part for part in sheet(compared, "").sections if part.id == "matrix")
    same = catalogue()["compare.same"].en.removeprefix("{reading}")
    texts = [block.text.en for block in matrix.blocks if isinstance(block, Paragraph)]
    return "".join(text for text in texts if text.endswith(same))


PROVED = asked_once(proofs._proved)
"""What is proved, not what is kept of it, is the same in all tests of that."""


@pytest.fixture
def asked_of_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ComparisonQuestion:
    """What ``shenguan compare guanxian`` asks; what is kept goes to a folder of the test."""
    monkeypatch.setattr(keeping, "_keeping", [1 << 62])
    monkeypatch.setattr(keeping, "folder", lambda: tmp_path / "kept")
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(proofs, "_proved", PROVED)
    regime = library.find("guanxian")
    every = tuple(library.questions([regime]).values())
    wanted = ("approval-push-claimed", "decision-reaches-supervision")
    chosen = tuple(one for one in every if one.id in wanted)
    return ComparisonQuestion(
        (regime,), chosen, scenarios.find("ordinary"), chinese_calendar(), 2025, 1
    )


def proved_once(question: ComparisonQuestion) -> Proofs:
    return proofs.prove(question, question.regimes[0], proofs.state_of(question))


def test_what_is_proved_of_a_shipped_text_is_kept_as_it_was_found(
    asked_of_one: ComparisonQuestion,
) -> None:
    state = proofs.state_of(asked_of_one)
    assert proofs.known_proofs(asked_of_one.regimes[0], state) is None
    assert not proofs.are_known(asked_of_one, state)
    found = proved_once(asked_of_one)
    assert proofs.are_known(asked_of_one, state)
    known = proofs.known_proofs(asked_of_one.regimes[0], state)
    assert known == found
    assert known is not None
    assert all(verdict.regime is known.regime for verdict in known.verdicts)


OTHERS: dict[str, Callable[[ComparisonQuestion], ComparisonQuestion]] = {
    "another reading": lambda of: replace(of, reading=Reading(7)),
    "another year": lambda of: replace(of, year=2024),
    "fewer questions": lambda of: replace(of, properties=of.properties[:1]),
    "with the law above": lambda of: replace(of, above=True),
    "beside another text": lambda of: replace(of, regimes=(*of.regimes, library.find("jinan"))),
}


@pytest.mark.parametrize("other", OTHERS)
def test_what_is_kept_answers_no_other_question(
    other: str, asked_of_one: ComparisonQuestion
) -> None:
    proved_once(asked_of_one)
    state = proofs.state_of(OTHERS[other](asked_of_one))
    assert state is not None
    assert proofs.known_proofs(asked_of_one.regimes[0], state) is None


def shortened(regime: Regime) -> Regime:
    return replace(regime, rules=regime.rules[:-1])


USERS: dict[str, Callable[[ComparisonQuestion], ComparisonQuestion]] = {
    "text": lambda of: replace(of, regimes=(shortened(of.regimes[0]),)),
    "text beside one of ours": lambda of: replace(
        of, regimes=(*of.regimes, replace(of.regimes[0], id="mine"))
    ),
    "question": lambda of: replace(of, properties=(replace(of.properties[0], within=3),)),
    "calendar": lambda of: replace(
        of, calendar=Calendar(of.calendar.first, of.calendar.flags, of.calendar.hours)
    ),
}


@pytest.mark.parametrize("whose", USERS)
def test_nothing_is_kept_of_what_is_the_user_s(
    whose: str, asked_of_one: ComparisonQuestion
) -> None:
    assert proofs.state_of(asked_of_one) is not None
    assert proofs.state_of(USERS[whose](asked_of_one)) is None


def test_what_was_given_up_is_not_kept(asked_of_one: ComparisonQuestion) -> None:
    state = proofs.state_of(asked_of_one)
    with waiting(60.0) as waited:
        waited.give_up(Reason.MEMORY)
        proved_once(asked_of_one)
    assert not proofs.are_known(asked_of_one, state)


def test_who_compares_anew_has_it_proved_anew_also_by_other_processes(
    asked_of_one: ComparisonQuestion, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = replace(asked_of_one, scenario=small_scenario())
    found = proved_once(question)
    handed: list[Callable[[Regime], object]] = []

    def elsewhere(work: Callable[[Regime], RegimeResult], *_: object) -> dict[int, RegimeResult]:
        handed.append(work)
        return {}

    monkeypatch.setattr(ask, "side_by_side", elsewhere)
    for asked_anew in (False, True):
        with keeping.anew(asked_anew):
            ask.compare(question)
    proved: list[str] = []

    def proving(_: ComparisonQuestion, regime: Regime, *more: object) -> Proofs:
        proved.append(regime.id)
        return found

    monkeypatch.setattr(ask, "prove", proving)
    usual, anew = handed  # called where nobody knows that all is to be proved anew
    usual(question.regimes[0])
    assert not proved
    anew(question.regimes[0])
    assert proved == ["guanxian"]
