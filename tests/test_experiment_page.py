"""The page of an experiment leads with the answer and says how to do it again."""

from __future__ import annotations

import html
import re
from pathlib import Path

import polars as pl
import pytest

from experiments.answers.answer import Answer, answer
from experiments.answers.words import answer_lines
from experiments.report.experiment import DIFFERENCES, ESTIMATES, write_experiment
from model.language import LANGS
from model.ledger import article_label
from tests.answered import MEAN, ONE_WINDOW, made_up, shorter
from tests.designed import design


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Answer:
    folder = tmp_path_factory.mktemp("experiment")
    of = design(folder, ONE_WINDOW)
    return answer(made_up(folder, of, shorter), of, (MEAN,))


@pytest.fixture(scope="module")
def page(found: Answer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_experiment(found, tmp_path_factory.mktemp("page"), "en")


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
    order = [answer_lines(found, "en")[0], "Xuecheng → auto-claim:", "Estimates at each point"]
    order += ["shenguan experiment run design.yaml", found.head["identity"]]
    places = [said.index(one) for one in order]
    assert places == sorted(places)
    for lang in LANGS:
        assert answer_lines(found, lang)[0] in said


def test_the_change_is_told_with_its_article(page: Path) -> None:
    said = words(page)
    assert article_label("22(1)", "en") in said
    assert article_label("22(1)", "zh") in said


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
