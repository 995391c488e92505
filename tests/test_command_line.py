"""The commands with good, bad and absurd input: results, exit statuses, one message a mistake."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from experiments import scenarios
from experiments.command import language, run
from experiments.command.chosen import chosen_regimes
from model.language import Lang
from protocols import library

pytestmark = pytest.mark.undrawn

Output = tuple[int, str, str]


@pytest.fixture
def shenguan(capsys: pytest.CaptureFixture[str]) -> Any:
    def call(*words: object, lang: Lang = "en") -> Output:
        status = run([str(word) for word in words], lang)
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return status, out, err

    return call


def edited(folder: Path, name: str, *edits: tuple[str, str]) -> Path:
    """A rule file of the user's own, made from a shipped one."""
    text = library.path_of(name).read_text(encoding="utf-8")
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    path = folder / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_list_names_every_shipped_regime_in_both_languages(shenguan: Any) -> None:
    for lang, word in (("zh", "未写明"), ("en", "not stated")):
        status, out, _ = shenguan("list", lang=lang)
        assert status == 0
        assert word in out
        assert all(name in out for name in library.REGIMES)


@pytest.mark.parametrize("name", library.REGIMES)
def test_show_reads_every_rule_back_with_its_article(shenguan: Any, name: str) -> None:
    for lang in ("zh", "en"):
        status, out, _ = shenguan("show", name, lang=lang)
        assert status == 0
        assert all(f"[{rule.id}]" in out for rule in library.find(name).rules)


def test_show_says_who_must_do_what_by_when_and_else_what(shenguan: Any) -> None:
    _, out, _ = shenguan("show", "guanxian", lang="zh")
    assert "行业主管部门应当在 2 个工作日内通过信息平台认领审批信息（起算点条文未写明）" in out
    assert "逾期未履行的，视为“认领审批信息”" in out


def test_verify_json_has_the_promised_fields(shenguan: Any) -> None:
    status, out, _ = shenguan("verify", "guanxian", "xuecheng", "--json")
    assert status == 1
    data = json.loads(out)
    assert len(data) == 2 * len(library.properties()) * 2
    promised = {
        "regime",
        "property",
        "assume",
        "reading",
        "verdict",
        "bound_working_days",
        "parameters",
        "articles",
        "counterexample",
    }
    for one in data:
        assert promised <= set(one)
        assert one["assume"] in ("everyone", "nobody")
        assert one["reading"] == "strict"
        assert (one["counterexample"] is not None) == (one["verdict"] == "refuted")
        for step in one["counterexample"] or []:
            assert {"event", "mode", "working_day", "article"} <= set(step)


def test_exit_status_tells_proved_refuted_and_bad_input(shenguan: Any) -> None:
    claimed = ("--property", "approval-push-claimed")
    assert shenguan("verify", "guanxian", *claimed)[0] == 0
    assert shenguan("verify", "guanxian", *claimed, "--within", 2)[0] == 0
    assert shenguan("verify", "guanxian", *claimed, "--within", 1)[0] == 1
    assert shenguan("verify", "xuecheng", *claimed)[0] == 1
    assert shenguan("verify", "xuecheng", *claimed, "--assume", "everyone")[0] == 0
    assert shenguan("verify", "guanxian", "--property", "letter-answered")[0] == 4  # nothing to ask


def test_vacuous_never_looks_like_a_pass(shenguan: Any) -> None:
    _, out, _ = shenguan("verify", "guanxian", "--property", "letter-answered")
    assert "vacuous" in out
    assert "nothing guaranteed" in " ".join(out.split())
    assert "proved  " not in out


def test_verify_shows_the_counterexample_with_its_articles(shenguan: Any) -> None:
    words = ("verify", "xuecheng", "--property", "approval-push-claimed", "--assume", "nobody")
    _, out, _ = shenguan(*words)
    assert "approval information claimed — overdue  (art. 22(1))" in out
    _, out, _ = shenguan(*words, lang="zh")
    assert "认领审批信息 — 逾期未履行  (第22条第(1)项)" in out


def test_a_bound_on_an_open_limit_is_shown_with_its_parameter(
    shenguan: Any, tmp_path: Path
) -> None:
    act = "    act: revocation.decided\n    deadline: "
    path = edited(tmp_path, "jinan", (f"{act}none", f"{act}{{external: 法定期限}}"))
    words = ("verify", path, "--property", "revocation-outcome-known", "--assume", "everyone")
    _, out, _ = shenguan(*words, "--reading", 5)
    assert "3 + θ(art. 17" in out
    assert ") = 8" in " ".join(out.split())
    _, out, _ = shenguan(*words, "--reading", 5, "--json")
    (data,) = json.loads(out)
    assert data["bound_expression"] == "3 + θ(revocation-decision)"
    assert data["parameters"] == ["θ(revocation-decision)"]


def test_a_rule_file_of_one_s_own_works_like_a_shipped_one(shenguan: Any, tmp_path: Path) -> None:
    path = edited(tmp_path, "guanxian", ("2 working days", "7 working days"))
    assert shenguan("check", path)[0] == 0
    assert shenguan("show", path)[0] == 0
    _, out, _ = shenguan(
        "verify", path, "guanxian", "--property", "approval-push-claimed", "--json"
    )
    found = {(one["regime"], one["bound_working_days"]) for one in json.loads(out)}
    assert found == {("mine", 7), ("guanxian", 2)}


def test_check_prints_every_mistake_of_every_file(shenguan: Any, tmp_path: Path) -> None:
    path = edited(tmp_path, "guanxian", ("2 working days", "2 workdays"), ("county", "village"))
    status, out, err = shenguan("check", path, tmp_path / "none.yaml", library.path_of("jinan"))
    assert status == 2
    lines = [line for line in err.splitlines() if line.startswith(f"{path}:")]
    assert [line.split(": ")[1] for line in lines[:3]] == [
        "wrong-value",
        "deadline-unit",
        "deadline-unit",
    ]
    assert "none.yaml" in err
    assert "52 rules, no mistakes" in out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["verify", "jinna"], "Did you mean 'jinan'?"),
        (["verify", "--property", "leter-answered"], "Did you mean 'letter-answered'?"),
        (["verify", "--asume", "nobody"], "Did you mean --assume?"),
        (["verify", "--assume", "somebody"], "--assume"),
        (["verify", "--reading", "0"], "--reading"),
        (["verify", "--reading", "soon"], "--reading"),
        (["verify", "--within", "-1"], "--within"),
        (["verify", "--within", "one"], "--within"),
        (["verify", "/"], "cannot be read"),
        (["verify", "/dev/null"], "no regular file"),
        (["verify", "--calendar", "/nowhere.yaml"], "cannot be read"),
        (["show"], "REGIME"),
        (["show", "jinan", "guanxian"], "guanxian"),
        (["check"], "missing"),
        (["simulate", "jinan", "--year", "2100"], "--calendar"),
        (["simulate", "jinan", "--year", "2004"], "2003"),
        (["simulate", "jinan", "--year", "10000"], "--year"),
        (["simulate", "jinan", "--seed", "-1"], "--seed"),
        (["simulate", "jinan", "--scenario", "ordinry"], "Did you mean 'ordinary'?"),
        (["simulate", "jinan", "--out", "/dev/null"], "--out"),
        (["compare", "jinan", "--out", "/dev/null/x"], "--out"),
        (["fly"], "fly"),
    ],
)
def test_a_mistake_is_one_message_and_exit_status_two(
    shenguan: Any, words: list[str], message: str
) -> None:
    status, out, err = shenguan(*words)
    assert (status, out) == (2, "")
    assert message in err
    assert len(err.strip().splitlines()) == 1
    assert shenguan(*words, lang="zh")[2] != err


def test_help_is_in_the_language_asked_for(shenguan: Any) -> None:
    for words in (["--help"], ["verify", "--help"], ["compare", "--help"], ["simulate", "--help"]):
        status, out, _ = shenguan(*words, lang="zh")
        assert status == 0
        assert "用法：" in out
        assert "Usage" not in out
        assert "Show" not in out


def test_language_is_that_asked_for_then_the_environment_s(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHENGUAN_LANG", "zh")
    assert language(["list"]) == "zh"
    assert language(["list", "--lang", "en"]) == "en"
    monkeypatch.setenv("SHENGUAN_LANG", "")
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert language([]) == "zh"
    monkeypatch.setenv("LANG", "C")
    assert language([]) == "en"


def quiet(folder: Path) -> Path:
    """A scenario of a few matters."""
    text = scenarios.path_of("ordinary").read_text(encoding="utf-8")
    for number in ("16", "2.5", "0.4", "1.2"):
        text = text.replace(f"per-day: {number}", "per-day: 0.3")
    path = folder / "quiet.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_simulate_writes_a_log_and_figures_that_agree(shenguan: Any, tmp_path: Path) -> None:
    words = ("simulate", "guanxian", "--scenario", quiet(tmp_path), "--out", tmp_path / "out")
    status, out, _ = shenguan(*words, "--json")
    assert status == 0
    data = json.loads(out)
    csv = pl.read_csv(tmp_path / "out" / "events-guanxian.csv")
    parquet = pl.read_parquet(tmp_path / "out" / "events-guanxian.parquet")
    assert len(csv) == len(parquet) > 100
    columns = ["case", "thread", "event", "instant", "working_day", "party", "mode", "article"]
    assert csv.columns == parquet.columns == columns
    claims = parquet.filter(pl.col("event") == "approval-info.claimed")
    figures = {
        (one["metric"], one["statistic"]): one["value"]
        for one in data["metrics"]
        if one["metric"] == "claims"
    }
    for mode in ("performed", "deemed", "counted"):
        assert figures["claims", mode] == (claims["mode"] == mode).sum()
    first = (tmp_path / "out" / "events-guanxian.csv").read_bytes()
    assert first.startswith(b"\xef\xbb\xbf")  # Excel needs it to see the Chinese
    shenguan(*words)
    assert (tmp_path / "out" / "events-guanxian.csv").read_bytes() == first


def test_log_is_in_the_order_in_which_things_happened(shenguan: Any, tmp_path: Path) -> None:
    shenguan("simulate", "jinan", "--scenario", quiet(tmp_path), "--out", tmp_path)
    log = pl.read_parquet(tmp_path / "events-jinan.parquet")
    assert log["instant"].is_sorted()
    for _, rows in log.filter(pl.col("case").str.starts_with("approval")).group_by("case"):
        names = rows["event"].to_list()
        assert names.index("approval.decided") == 0
        if "approval-info.claimed" in names:
            assert names.index("approval-info.pushed") < names.index("approval-info.claimed")


def test_a_year_that_is_not_announced_is_presumed_and_says_so_until_a_file_has_it(
    shenguan: Any, tmp_path: Path
) -> None:
    path = tmp_path / "calendar.yaml"
    path.write_text("years: [2027]\n", encoding="utf-8")
    words = ("simulate", "guanxian", "--scenario", quiet(tmp_path), "--year", 2026)
    status, out, _ = shenguan(*words)
    assert status == 0
    assert "make-up working days of 2027 are not announced yet" in out
    status, out, _ = shenguan(*words, "--calendar", path)
    assert status == 0
    assert "not announced" not in out


def test_a_broken_scenario_is_told_with_its_places(shenguan: Any, tmp_path: Path) -> None:
    text = quiet(tmp_path).read_text(encoding="utf-8")
    path = tmp_path / "broken.yaml"
    text = text.replace("officers: 4", "officers: 0").replace('"09:30"', '"25:30"')
    path.write_text(text.replace("starts: approval.decided", "starts: aproval.decided"), "utf-8")
    status, _, err = shenguan("simulate", "jinan", "--scenario", path)
    assert status == 2
    assert [line.split(": ")[1] for line in err.splitlines()] == ["out-of-range", "not-a-time"]


def test_regimes_of_one_name_are_told_apart_and_one_file_counts_once(tmp_path: Path) -> None:
    path = edited(tmp_path, "guanxian")
    around = path.parent / ".." / path.parent.name / path.name
    found = chosen_regimes((str(path), "guanxian", str(around), "jinan"))
    assert [one.id for one in found] == ["mine", "guanxian", "jinan"]
    assert [one.name.zh for one in found] == ["冠县（mine）", "冠县（guanxian）", "济南"]


def test_check_notes_a_rule_that_nothing_sets_going(shenguan: Any, tmp_path: Path) -> None:
    path = edited(tmp_path, "guanxian", ("on: approval-info.pushed", "on: approval-info.received"))
    status, out, _ = shenguan("check", path)
    assert status == 0
    assert "approval-claim" in out
    assert "nothing in this file brings about" in out


def test_words_of_the_user_s_are_never_markup(shenguan: Any, tmp_path: Path) -> None:
    path = edited(tmp_path, "guanxian", ("en: Guanxian}", 'en: "[/red] X"}'))
    status, out, _ = shenguan("verify", path, "--property", "decision-reaches-supervision")
    assert status == 1
    assert "[/red] X" in out


def test_a_scenario_that_could_not_happen_is_refused(shenguan: Any, tmp_path: Path) -> None:
    text = quiet(tmp_path).read_text(encoding="utf-8")
    path = tmp_path / "odd.yaml"
    odd = text.replace("[letter.sent, letter.received]", "[letter.received, letter.sent]")
    path.write_text(odd.replace("ninety: 15}", "ninety: 3}"), encoding="utf-8")
    _, _, err = shenguan("simulate", "jinan", "--scenario", path)
    assert [line.split(": ")[1] for line in err.splitlines()] == ["start-order", "effort"]
    governed = text.replace(
        "starts: approval.decided", "starts: [approval.decided, approval-info.pushed]"
    )
    path.write_text(governed, encoding="utf-8")
    status, _, err = shenguan("simulate", "jinan", "--scenario", path)
    assert status == 2
    assert "approval-info.pushed" in err


@pytest.mark.parametrize("name", ["薛城", "Xuecheng"])
def test_a_shipped_regime_goes_by_what_it_is_called(name: str, shenguan: Any) -> None:
    assert shenguan("show", name) == shenguan("show", "xuecheng")


@pytest.mark.parametrize(("name", "guessed"), [("jinann", True), ("薛成", False)])
def test_a_wrong_name_is_guessed_at_only_where_one_is_like_it(
    name: str, guessed: bool, shenguan: Any
) -> None:
    status, _, told = shenguan("show", name)
    assert status == 2
    assert ("Did you mean" in told) is guessed


@pytest.mark.parametrize(
    ("file", "told"),
    [
        ("01-issue-push-claim", ()),
        ("02-issue-push-deleted", ("claim", "approval-info.pushed", "approval-info.claimed")),
        ("05-shared-word-carries-step", ("settle", "boundary-dispute.referred")),
        ("07-own-means-triggered", ()),
        ("12-own-means-ungoverned", ()),
    ],
)
def test_check_notes_an_act_that_waits_for_what_no_rule_brings_about(
    shenguan: Any, file: str, told: tuple[str, ...]
) -> None:
    status, out, _ = shenguan("check", Path(__file__).parent / "paper" / f"{file}.yaml")
    assert status == 0
    assert ("waits until" in out) == bool(told)
    assert all(word in out for word in told)
