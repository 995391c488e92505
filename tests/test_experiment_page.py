"""The page of an experiment leads with the answer and says how to do it again."""

from __future__ import annotations

import html
import re
from pathlib import Path

import polars as pl
import pytest

from experiments.answers.answer import Answer, answer
from experiments.answers.lines import answer_lines
from experiments.experiment.page import experiment_sections, write_experiment
from experiments.experiment.tables import DIFFERENCES, ESTIMATES
from experiments.show.blocks import Chart, Paragraph
from model.language import LANGS
from model.ledger import article_label
from tests.answered import MEAN, ONE_WINDOW, made_up, shorter
from tests.designed import design
from tests.said import said


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Answer:
    folder = tmp_path_factory.mktemp("experiment")
    of = design(folder, ONE_WINDOW)
    return answer(made_up(folder, of, shorter), of, (MEAN,))


@pytest.fixture(scope="module")
def page(found: Answer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return said(write_experiment(found, tmp_path_factory.mktemp("page")), "en")


def words(page: Path) -> str:
    """The text of a page, without drawings."""
    text = re.sub(
        r"<(style|script|svg)\b.*?</\1>", "", page.read_text(encoding="utf-8"), flags=re.S
    )
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text)))


def test_the_answer_comes_first_then_change_evidence_and_how_to_repeat(
    found: Answer, page: Path
) -> None:
    said = words(page)
    order = [
        said(answer_lines(found), "en")[0],
        "Xuecheng → auto-claim:",
        "Estimates at each point",
    ]
    order += ["shenguan experiment run design.yaml", found.head["identity"]]
    places = [said.index(one) for one in order]
    assert places == sorted(places)
    for lang in LANGS:
        assert said(answer_lines(found), lang)[0] in said


def test_the_change_is_told_with_its_article(page: Path) -> None:
    said = words(page)
    assert article_label("22(1)").in_("en") in said
    assert article_label("22(1)").in_("zh") in said


def test_tables_open_in_excel_and_hold_every_estimate(found: Answer, page: Path) -> None:
    for name, rows in ((ESTIMATES, len(found.estimates)), (DIFFERENCES, len(found.contrasts))):
        path = page.parent / name
        assert path.read_bytes().startswith(b"\xef\xbb\xbf")
        assert len(pl.read_csv(path)) == rows


def test_each_chart_is_there_in_every_format_and_language(page: Path) -> None:
    names = {path.name for path in page.parent.iterdir()}
    stem = f"forest-{MEAN}"
    wanted = {f"{stem}-{lang}.{end}" for lang in LANGS for end in ("png", "svg", "pdf")}
    assert wanted <= names
    assert (page.parent / f"{stem}-zh.pdf").read_bytes().startswith(b"%PDF")


def test_a_page_survives_rules_that_cannot_be_read_any_more(tmp_path: Path) -> None:
    of = design(tmp_path, ONE_WINDOW)
    path = made_up(tmp_path, of, shorter)
    (path / "design.yaml").write_text("design: lost\n", encoding="utf-8")
    lost = answer(path, None, (MEAN,))
    for lang, word in (("en", "Not held against proved bounds"), ("zh", "未与已证明的期限对照")):
        sections = said(experiment_sections(lost), lang)  # type: ignore[arg-type]
        assert [one.id for one in sections] == ["answer", "change", "evidence", "cases", "again"]
        told = [one for one in sections[1].blocks if isinstance(one, Paragraph)]
        assert told[0].text.startswith(word)


def test_the_first_chart_stands_with_the_answer(found: Answer) -> None:
    answered, *others = said(experiment_sections(found), "zh")
    (chart,) = (one for one in answered.blocks if isinstance(one, Chart))
    assert chart.name == f"forest-{MEAN}"
    rest = [one.name for section in others for one in section.blocks if isinstance(one, Chart)]
    assert chart.name not in rest
    assert rest


def test_what_a_level_does_to_the_text_is_told_from_its_first_value_to_its_last(
    tmp_path: Path,
) -> None:
    of = design(tmp_path, ("replications: 4", "replications: 2"))
    found = answer(made_up(tmp_path, of, shorter), of, (MEAN,))
    change = said(experiment_sections(found), "en")[1]
    told = " ".join(str(one) for one in change.blocks)
    assert "window: 1, 3." in told
    assert "window 1 → window 3:" in told
    assert f"{article_label('22(1)', 'en')}, approval information claimed: deadline: " in told


def test_tables_name_what_they_identify_in_both_languages(page: Path) -> None:
    frame = pl.read_csv(page.parent / DIFFERENCES)
    assert frame["measure"].unique().to_list() == [MEAN]
    assert frame["measure.zh"].unique().to_list() == ["许可无人监管的时间（均值）"]
    assert frame["comparison.en"].to_list() == ["auto-claim against Xuecheng"]
    assert frame["unit.en"].unique().to_list() == ["working days"]
