"""``shenguan capacity``: its messages, its exit status, and its sheet in terminal and page."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import polars as pl
import pytest
import z3

from experiments.capacity.ask import capacity
from experiments.capacity.figures import Figures
from experiments.capacity.page import sheet
from experiments.command import run
from experiments.show.blocks import Chart, Paragraph, Table, walk
from model.language import LANGS, Lang, say
from protocols import library
from tests.test_feasibility import ONE
from verify.capacity.queue_invariant import QueueSystem
from verify.verdict import Answer

FIGURES = ("--rate", "2.5", "--burst", "4.5", "--per-day", "3")


def shenguan_of(*words: object, lang: Lang = "en") -> tuple[int, str, str]:
    import contextlib
    import io

    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = run(["capacity", *map(str, words)], lang)
    assert "Traceback" not in out.getvalue() + err.getvalue()
    return status, out.getvalue(), err.getvalue()


def test_a_duty_with_an_open_limit_is_told_what_to_give() -> None:
    status, _, err = shenguan_of("jinan", "--rule", "policy-notice-to-bureau", *FIGURES)
    assert status == 2
    assert "--reading" in err


BAD = [
    (("--rate", "-1"), "--rate"),
    (("--rate", "0"), "--rate"),
    (("--rate", "nan"), "--rate"),
    (("--rate", "1000000000"), "--rate"),
    (("--rate", "1/0"), "--rate"),
    (("--rate", "1/1001"), "--rate"),
    (("--rate", "2,5"), "--rate"),
    (("--burst", "-3"), "--burst"),
    (("--burst", "0"), "--burst"),  # with a rate of 2.5 whole matters would never reach it
    (("--officers", "0"), "--officers"),
    (("--officers", "1000000000"), "--officers"),
    (("--officers", "two"), "--officers"),
    (("--per-day", "0"), "--per-day"),
    (("--per-day", "0.5"), "--per-day"),
    (("--party", "regulatr"), "regulator"),
    (("--rule", "aproval-claim"), "approval-claim"),
    (("--rule", "revocation-request"), "revocation-request"),
    (("--rule", "approval-claim", "--rule", "approval-push"), "approval-push"),
    (("--rate", "1", "--rate", "2", "--rate", "3"), "--rate"),
]


@pytest.mark.parametrize(("words", "named"), BAD)
def test_absurd_figures_are_told_in_both_languages(words: tuple[str, ...], named: str) -> None:
    kept = [pair for k, pair in enumerate(FIGURES) if FIGURES[k - k % 2] != words[0]]
    said = set()
    for lang in LANGS:
        status, out, err = shenguan_of("xuecheng", *kept, *words, lang=lang)
        assert (status, out) == (2, "")
        assert named in err
        said.add(err)
    assert len(said) == len(LANGS)


@pytest.mark.parametrize("missing", FIGURES[::2])
def test_a_missing_figure_is_asked_for_by_name(missing: str) -> None:
    place = FIGURES.index(missing)
    for lang in LANGS:
        rest = FIGURES[:place] + FIGURES[place + 2 :]
        status, _, err = shenguan_of("xuecheng", *rest, lang=lang)
        assert status == 2
        assert missing in err


def test_a_regime_without_a_claim_duty_says_what_may_be_asked() -> None:
    status, _, err = shenguan_of("jinan", *FIGURES)
    assert status == 2
    assert "approval-receipt" in err


def test_the_status_tells_kept_broken_and_impossible() -> None:
    assert shenguan_of("xuecheng", *FIGURES)[0] == 0
    assert shenguan_of("xuecheng", *FIGURES, "--officers", 3)[0] == 0
    assert shenguan_of("xuecheng", *FIGURES, "--officers", 2)[0] == 1
    receipt = ("jinan", "--rule", "approval-receipt", *FIGURES)
    assert shenguan_of(*receipt)[0] == 1
    assert shenguan_of(*receipt, "--by-opening")[0] == 0


def test_an_undecided_answer_exits_as_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    unknown = (Answer.UNKNOWN, QueueSystem([ONE], 7))
    monkeypatch.setattr("verify.capacity.certified", lambda *_: unknown)
    words: dict[Lang, str] = {"en": "not decided", "zh": "未能判定"}
    for lang, word in words.items():
        status, out, _ = shenguan_of("xuecheng", *FIGURES, "--officers", 3, lang=lang)
        assert status == 3
        assert word in out
        assert "proved" not in out.split("Proved holds")[0]


def test_the_answer_comes_first_and_counts_the_run_out() -> None:
    _, out, _ = shenguan_of("xuecheng", *FIGURES, "--officers", 3)
    lines = " ".join(out.split())
    assert "The answer With 3 officers the supervising department can always keep" in lines
    assert "2 would not suffice: here is the shortest run of days" in lines
    assert "7 matters are due, and 2 officers can have done 6 at most" in lines
    _, out, _ = shenguan_of("xuecheng", *FIGURES, "--officers", 2, lang="zh")
    assert "结论\n只有 2 名人员，监管部门不能保证按期办结" in out
    assert "3 名人员即够" in out


def test_json_has_the_verdict_the_least_and_the_run() -> None:
    status, out, _ = shenguan_of("xuecheng", *FIGURES, "--officers", 2, "--json")
    data = json.loads(out)
    assert (status, data["verdict"], data["least_officers"]) == (1, "refuted", 3)
    assert data["least_is_least"] is True
    assert [row["arrived"] for row in data["breaking_run"]["days"]] == [[7], [0]]
    assert data["breaking_run"]["first_late"] == {"rule": "approval-claim", "arrived": 0, "due": 1}
    assert data["duties"][0]["shortest_deadline_days"] == 2
    assert data["duties"][0]["largest_whole_burst"] == 4


def test_a_page_its_charts_and_the_queries_are_written(tmp_path: Path) -> None:
    words = ("--rule", "approval-claim", "--rule", "supervision-push", *FIGURES)
    status, out, _ = shenguan_of("xuecheng", *words, "--out", tmp_path)
    assert status == 0
    assert "index.html" in out
    for name in ("capacity-frontier", "capacity-run"):
        for lang in LANGS:
            assert (tmp_path / f"{name}-{lang}.png").stat().st_size > 10_000
            assert (tmp_path / f"{name}-{lang}.svg").exists()
    for name in ("initiation", "consecution", "safety"):
        solver = z3.Solver(ctx=z3.Context())
        solver.from_string((tmp_path / f"{name}.smt2").read_text())
        assert solver.check() == z3.unsat
    frame = pl.read_csv(tmp_path / "run.csv")
    assert set(frame["rule"]) == {"approval-claim", "supervision-push"}
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert str(tmp_path) not in page


@pytest.mark.undrawn
@pytest.mark.parametrize("lang", LANGS)
def test_the_sheet_has_the_answer_first_then_the_run_and_the_margins(
    lang: Lang, tmp_path: Path
) -> None:
    _, out, _ = shenguan_of("xuecheng", *FIGURES, "--officers", 2, "--out", tmp_path, lang=lang)
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    titles = ("capacity.answer", "capacity.margins", "capacity.assumed")
    places = [out.index(say(key).in_(lang)) for key in titles]
    assert places == sorted(places)
    for shown in LANGS:
        assert all(f">{say(key).in_(shown)}</h2>" in page for key in titles)
    figures = Figures((Fraction(5, 2),), (Fraction(9, 2),), (3,))
    found = sheet(capacity(library.find("xuecheng"), figures, officers=2))
    blocks = [*walk(block for section in found.sections for block in section.blocks)]
    assert [one.name for one in blocks if isinstance(one, Chart)] == [
        "capacity-run",
        "capacity-frontier",
    ]
    lead = blocks[0]
    assert isinstance(lead, Paragraph)
    assert lead.kind == "lead"
    assert lead.text.in_(lang).replace(" ", "") in out.replace("\n", "").replace(" ", "")
    days, margins = (one for one in blocks if isinstance(one, Table))
    assert len(days.rows) == 2
    assert [row[2:] for row in margins.rows if isinstance(row, tuple)] == [
        (say("capacity.working-days", n=2), "4.5", "4")
    ]


def test_the_default_on_expiry_does_not_count_as_done() -> None:
    assert "has a default" in shenguan_of("guanxian", *FIGURES)[1]
    assert "has a default" not in shenguan_of("xuecheng", *FIGURES)[1]
