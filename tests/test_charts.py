from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont
from matplotlib.text import Text

from experiments import fonts, scenarios
from experiments.charts import CHARTS, write_charts
from experiments.charts.breaches import duties
from experiments.charts.canvas import COLOURS, HATCHES, png, settings, svg
from experiments.charts.claims import claims_of
from experiments.charts.unsupervised import ecdf, guarantee
from experiments.comparison import Comparison, Question, RegimeResult, summary
from experiments.marks import SIGNS, Mark, bound_text, headline, mark_of
from experiments.metrics import quantile
from experiments.report.standing import Standing, sentences, standing
from model.calendar import chinese_calendar
from model.deadline import STRICT
from model.language import LANGS, catalogue
from model.simulation.scenario import Scenario
from model.simulation.year import simulate
from protocols.library import find, properties, shared_vocabulary
from verify.guarantees import verify
from verify.verdict import Answer, Assume


def small_scenario() -> Scenario:
    """A county with few matters, where what is overlooked stays so and is not watched for long."""
    shipped = scenarios.find("ordinary")
    matters = tuple(replace(kind, per_day=kind.per_day / 20) for kind in shipped.matters)
    return replace(shipped, matters=matters, recall=None, drain=100)


def small_comparison(scenario: Scenario, *regimes: str) -> Comparison:
    question = Question(
        tuple(find(name) for name in regimes),
        tuple(properties().values()),
        scenario,
        chinese_calendar(),
        2025,
        1,
    )
    return Comparison(question, tuple(_result(question, place) for place in range(len(regimes))))


def _result(question: Question, place: int) -> RegimeResult:
    regime, reading = question.regimes[place], question.reading
    verdicts = verify(regime, question.properties, [STRICT, reading], calendar=question.calendar)
    year = simulate(
        regime, question.scenario, question.calendar, question.year, question.seed, reading
    )
    return summary(year, tuple(verdicts))


@pytest.fixture(scope="module")
def compared() -> Comparison:
    return small_comparison(small_scenario(), "guanxian", "tancheng")


def texts(figure: Figure) -> Iterator[str]:
    for text in figure.findobj(Text):
        assert isinstance(text, Text)
        if text.get_text():
            yield text.get_text()


def test_charts_have_the_same_bytes_on_every_run_whatever_the_users_settings(
    compared: Comparison, tmp_path: Path
) -> None:
    written = write_charts(compared, tmp_path)
    assert sorted(path.name for path in written) == sorted(
        f"{name}-{lang}.{kind}" for name in CHARTS for lang in LANGS for kind in ("png", "svg")
    )
    assert sorted(tmp_path.iterdir()) == sorted(written)
    with mpl.rc_context({"font.size": 20, "svg.hashsalt": "other", "axes.facecolor": "black"}):
        for name, draw in CHARTS.items():
            figure = draw(compared, "zh")
            assert (tmp_path / f"{name}-zh.png").read_bytes() == png(figure)
            assert (tmp_path / f"{name}-zh.svg").read_text(encoding="utf-8") == svg(figure)


def test_drawing_leaves_the_users_settings_alone(compared: Comparison) -> None:
    with mpl.rc_context({"font.size": 20, "axes.facecolor": "black"}):
        before = dict(mpl.rcParams)
        png(CHARTS["claims"](compared, "zh"))
        assert dict(mpl.rcParams) == before


def test_every_character_that_charts_show_has_a_glyph() -> None:
    words = shared_vocabulary()
    labels = [
        *(label for key, label in catalogue().items()),
        *(one.label for kind in (words.parties, words.events) for one in kind.values()),
        *(prop.label for prop in properties().values()),
    ]
    shown = "".join(label.zh + label.en for label in labels) + "".join(SIGNS.values())
    assert len(set(shown)) > 500
    assert fonts.missing(shown) == set()


def test_chinese_is_drawn_from_the_font_file_of_zhplot() -> None:
    with settings():
        found = findfont(FontProperties(family=["Noto Sans SC"]), fallback_to_default=False)
    assert Path(found) == fonts.chinese_font()


def test_the_curve_levels_off_below_one_where_permits_stay_unclaimed(compared: Comparison) -> None:
    figure = CHARTS["unsupervised"](compared, "en")
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
    assert claimed.bound is not None
    assert claimed.bound < result.metrics.claim.working.max() <= claimed.bound + 1
    for unit, values in (("working", spans.working), ("calendar", spans.calendar)):
        mark = guarantee(compared, result, unit, "en")
        assert mark is not None
        assert values.max() <= mark.at


def test_claims_and_what_stayed_unclaimed_are_all_permits(compared: Comparison) -> None:
    for result in compared.results:
        found = claims_of(result.metrics)
        assert found.total == result.metrics.unsupervised.begun
        assert found.ways["open"] == result.metrics.unsupervised.censored > 0


def test_duties_without_a_limit_do_not_dilute_the_share_of_breaches(compared: Comparison) -> None:
    tancheng = compared.results[1]
    row = next(one for one in duties(tancheng, compared.question.reading) if one.article == "23(2)")
    outcomes = tancheng.metrics.outcomes
    asked = sum(number for (rule, _), number in outcomes.items() if rule == "revocation-request")
    assert asked > 0
    assert "revocation.requested" not in row.acts
    decided = [
        outcomes.get((rule, outcome), 0)
        for rule in ("revocation-decision", "revocation-outcome")
        for outcome in ("fulfilled", "deemed", "late", "never")
    ]
    assert row.due == sum(decided)


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
    assert headline(verdict, "en") == "not regulated"
    assert standing(guanxian, verdict.property) is Standing.VACUOUS


def test_a_bound_on_an_open_limit_is_never_a_bare_number(compared: Comparison) -> None:
    tancheng, reading = compared.results[1], compared.question.reading
    verdict = tancheng.verdict("letter-answered", Assume.NOBODY, reading)
    assert mark_of(verdict) is Mark.ASSUMED
    assert bound_text(verdict, "en") == "θ(art. 26) = 5 working days (θ = 5)"
    shown = list(texts(CHARTS["bounds"](compared, "en")))
    assert "5 working days" not in shown
    assert "θ = 5:  5 working days" in shown
    assert "∞ no bound: θ(art. 26), θ left open" in shown


def test_every_chart_states_its_title_and_its_n(compared: Comparison) -> None:
    for name, draw in CHARTS.items():
        for lang in LANGS:
            shown = list(texts(draw(compared, lang)))
            assert catalogue()[f"chart.{name}.title"].in_(lang) in shown
            assert any(text.startswith("n = ") for text in shown)


def test_simulated_charts_name_scenario_year_and_seed(compared: Comparison) -> None:
    for name in ("unsupervised", "claims", "breaches"):
        footer = " ".join(texts(CHARTS[name](compared, "en"))).replace("\n", " ")
        assert "Scenario: an ordinary year; year 2025; seed 1" in footer


def test_the_answer_counts_every_guarantee_of_every_regime_once(compared: Comparison) -> None:
    lead = sentences(compared, "en")[0]
    counted = [int(part.rsplit(":", 1)[1].strip(" .")) for part in lead.split(";") if ":" in part]
    assert "12 answer(s)" in lead
    assert sum(counted) == 12


def test_the_answer_says_that_means_with_open_permits_are_lower_bounds(
    compared: Comparison,
) -> None:
    told = " ".join(sentences(compared, "en"))
    assert "longest under Tancheng" in told
    assert "lower bounds" in told
    assert "under Guanxian" in told
    assert "deemed on expiry" in told
