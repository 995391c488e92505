"""The sheet of an experiment leads with the answer and says how to do it again."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from experiments.answers.lines import answer_lines
from experiments.experiment.ask import Answered, ask
from experiments.experiment.data import DIFFERENCES, ESTIMATES
from experiments.experiment.page import sheet, write
from experiments.show import drawing
from experiments.show.blocks import Chart, Fold, Paragraph, Section, Table, charts_of, walk
from experiments.show.filling import SECOND
from experiments.show.notebook import text
from experiments.show.page import FIRST, files
from model.language import LANGS, Lang
from model.ledger import article_label
from tests import pictures
from tests.answered import MEAN, ONE_WINDOW, made_up, shorter
from tests.designed import design
from tests.said import said


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Answered:
    folder = tmp_path_factory.mktemp("experiment")
    of = design(folder, ONE_WINDOW)
    return ask(made_up(folder, of, shorter), (MEAN,), of, cases=True)


@pytest.fixture(scope="module")
def page(found: Answered, tmp_path_factory: pytest.TempPathFactory) -> Path:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(drawing, "drawn", pictures.empty)
        return write(found, tmp_path_factory.mktemp("page"), "en")


def words(page: str) -> str:
    """The text of a page, without drawings."""
    shown = re.sub(r"<(style|script|svg)\b.*?</\1>", "", page, flags=re.S)
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", shown)))


def printed(found: Answered, lang: Lang) -> str:
    """The sheet as a terminal shows it, on one line."""
    return " ".join(text(sheet(found), lang, 10_000).split())


def section(found: Answered, name: str) -> Section:
    return next(one for one in sheet(found).sections if one.id == name)


ORDER: dict[Lang, tuple[str, ...]] = {
    "en": ("Estimates at each point", "Xuecheng → auto-claim:", "experiment run design.yaml"),
    "zh": ("各点的估计与", "薛城 → auto-claim：", "experiment run design.yaml"),
}


@pytest.mark.undrawn
@pytest.mark.parametrize("lang", LANGS)
def test_the_answer_comes_first_then_figures_change_and_how_to_repeat(
    found: Answered, lang: Lang
) -> None:
    first, second = (words(files(sheet(found), lang)[name]) for name in (FIRST, SECOND))
    answer = said(answer_lines(found.answer), lang)[0]
    figures, change, again = ORDER[lang]
    told = ((first, (answer, change)), (second, (figures, again)))
    for shown, order in (*told, (printed(found, lang), (answer, *ORDER[lang]))):
        places = [shown.index(one) for one in order]
        assert places == sorted(places)
    assert found.answer.header.identity in second


def test_the_change_is_told_with_its_article(page: Path) -> None:
    told = words(page.read_text("utf-8"))
    assert article_label("22(1)").in_("en") in told
    assert article_label("22(1)").in_("zh") in told


def test_tables_open_in_excel_and_hold_every_estimate(found: Answered, page: Path) -> None:
    answer = found.answer
    for name, rows in ((ESTIMATES, len(answer.estimates)), (DIFFERENCES, len(answer.contrasts))):
        path = page.parent / name
        assert path.read_bytes().startswith(b"\xef\xbb\xbf")
        assert len(pl.read_csv(path)) == rows


def test_each_chart_is_there_in_every_format_and_language(found: Answered, page: Path) -> None:
    names = {path.name for path in page.parent.iterdir()}
    charts = charts_of(sheet(found).sections)
    assert f"forest-{MEAN}" in charts
    for stem in charts:
        wanted = {f"{stem}-{lang}.{end}" for lang in LANGS for end in ("png", "svg", "pdf")}
        assert wanted <= names
        assert (page.parent / f"{stem}-zh.pdf").read_bytes().startswith(b"%PDF")


def test_a_page_survives_rules_that_cannot_be_read_any_more(tmp_path: Path) -> None:
    of = design(tmp_path, ONE_WINDOW)
    path = made_up(tmp_path, of, shorter)
    (path / "design.yaml").write_text("design: lost\n", encoding="utf-8")
    lost = ask(path, (MEAN,), cases=True)
    order = ["answer", "cases", "estimates", "change", "evidence", "again"]
    assert [one.id for one in sheet(lost).sections] == order
    told = next(one for one in section(lost, "change").blocks if isinstance(one, Paragraph))
    assert told.text.en.startswith("Not held against proved bounds")
    assert told.text.zh.startswith("未与已证明的期限对照")


def test_the_first_chart_stands_with_the_answer(found: Answered) -> None:
    answered, *others = sheet(found).sections
    (chart,) = (one for one in answered.blocks if isinstance(one, Chart))
    assert chart.name == f"forest-{MEAN}"
    rest = charts_of(others)
    assert chart.name not in rest
    assert rest


def test_what_a_level_does_to_the_text_is_told_from_its_first_value_to_its_last(
    tmp_path: Path,
) -> None:
    of = design(tmp_path, ("replications: 4", "replications: 2"))
    found = ask(made_up(tmp_path, of, shorter), (MEAN,), of)
    change = replace(sheet(found), sections=(section(found, "change"),))
    told = " ".join(text(change, "en", 10_000).split())
    assert "window: 1, 3." in told
    assert "window 1 → window 3:" in told
    assert f"{article_label('22(1)').in_('en')}, approval information claimed: deadline: " in told


@pytest.mark.undrawn
def test_single_cases_are_simulated_only_where_they_are_wanted(
    found: Answered, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def simulated(*_: object) -> None:
        raise AssertionError("nobody asked for it")

    monkeypatch.setattr("experiments.experiment.matters.simulate", simulated)
    without = ask(found.answer.path, (MEAN,), found.answer.design)
    assert without.cases is None
    (only,) = section(without, "cases").blocks
    assert isinstance(only, Paragraph)
    assert "--unfold" in only.text.en
    write(found, tmp_path / "again", "zh")


def test_nothing_is_read_from_the_results_while_a_sheet_is_laid_out(
    found: Answered, monkeypatch: pytest.MonkeyPatch
) -> None:
    def opened(*_: object, **__: object) -> None:
        raise AssertionError("the answer has all that is shown")

    monkeypatch.setattr(Path, "read_bytes", opened)
    monkeypatch.setattr(Path, "open", opened)
    monkeypatch.setattr(pl, "scan_parquet", opened)
    blocks = [block for one in sheet(found).sections for block in walk(one.blocks)]
    assert any(isinstance(block, Chart) for block in blocks)


def test_tables_name_what_they_identify_in_both_languages(page: Path) -> None:
    frame = pl.read_csv(page.parent / DIFFERENCES)
    assert frame["measure"].unique().to_list() == [MEAN]
    assert frame["measure.zh"].unique().to_list() == ["许可无人监管的时间（均值）"]
    assert frame["comparison.en"].to_list() == ["auto-claim against Xuecheng"]
    assert frame["unit.en"].unique().to_list() == ["working days"]


def test_what_the_measures_are_is_told_under_the_estimates(found: Answered, page: Path) -> None:
    fold = next(one for one in section(found, "estimates").blocks if isinstance(one, Fold))
    (table,) = fold.blocks
    assert isinstance(table, Table)
    (measure,) = found.answer.measures
    assert table.rows == ((measure.label, measure.meaning),)
    shown = words(page.with_name(SECOND).read_text(encoding="utf-8"))
    for lang in LANGS:
        assert fold.summary.in_(lang) in printed(found, lang)
        assert measure.meaning.in_(lang) in shown
