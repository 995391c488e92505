"""``import shenguan as sg``: quick to import, and the same answers as the command line."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import shenguan as sg
from experiments import designs, scenarios
from experiments.command.commands import COMMANDS, EXPERIMENT
from experiments.experiment import show as showing
from experiments.show.notebook import text
from model.calendar import chinese_calendar
from model.language import Complaint
from protocols import library
from tests.designed import tiny
from tests.once import remembered
from tests.test_command_line import quiet
from tests.test_compare import small_scenario
from verify.verdict import Answer as Outcome

EXAMPLE = Path(__file__).parent.parent / "docs" / "example"
FILE, REVISED = EXAMPLE / "yunchuan.yaml", EXAMPLE / "yunchuan-revised.yaml"
PUSH = "supervision-push-claimed"
HEAVY = ("z3", "matplotlib", "polars", "numpy", "pydantic", "simpy", "jinja2", "rich", "click")


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Speak English, whatever the environment says."""
    sg.speak("en")
    yield
    sg.speak(None)


@pytest.fixture(autouse=True, scope="module")
def _each_year_is_simulated_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("experiments.simulate.ask.simulate", remembered)
        yield


@pytest.fixture(scope="module")
def county() -> sg.Regime:
    return sg.load(FILE)


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a scenario of a few matters."""
    return quiet(tmp_path_factory.mktemp("scenario"))


def test_the_import_loads_nothing_heavy() -> None:
    program = f"import sys, shenguan; print([m for m in {HEAVY!r} if m in sys.modules])"
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "[]"


def test_what_a_notebook_prints_of_the_model_is_one_line(county: sg.Regime, few: Path) -> None:
    year = county.simulate(scenario=few, seed=7).value.year
    printed = [
        *map(library.find, library.REGIMES),
        *map(scenarios.find, scenarios.SCENARIOS),
        designs.find("silent-consent"),
        chinese_calendar(),
        county,
        county.vocabulary,
        year,
    ]
    for thing in printed:
        assert repr(thing).startswith("<")
        assert len(repr(thing)) < 120
        assert "\n" not in repr(thing)
    assert repr(county) == "<Regime yunchuan 云川县审管联动暂行办法, 9 rules, 2024>"


def asked(
    county: sg.Regime, few: Path
) -> dict[str, tuple[Callable[[], sg.Answer[Any]], list[Any]]]:
    """Each question, and the words of the command that asks the same."""
    one = ["--property", PUSH]
    return {
        "verify": (lambda: county.verify(PUSH), ["verify", FILE, *one]),
        "trust": (lambda: sg.trust("xuecheng", properties=PUSH), ["trust", "xuecheng", *one]),
        "bounds": (lambda: county.bounds(PUSH, within=9), ["bounds", FILE, *one, "--within", 9]),
        "audit": (lambda: county.audit("insufficient"), ["audit", FILE, "--kind", "insufficient"]),
        "coverage": (county.coverage, ["coverage", FILE]),
        "readings": (
            lambda: sg.load("jinan").readings(PUSH),
            ["readings", "jinan", *one],
        ),
        "capacity": (
            lambda: county.capacity(rate=2.5, burst=5, per_day=4, officers=1),
            ["capacity", FILE, "--rate", 2.5, "--burst", 5, "--per-day", 4, "--officers", 1],
        ),
        "diff": (lambda: county.diff(REVISED, properties=PUSH), ["diff", FILE, REVISED, *one]),
        "order": (
            lambda: sg.diff(FILE, REVISED, "jinan", properties=PUSH),
            ["diff", FILE, REVISED, "jinan", *one],
        ),
        "amend": (
            lambda: county.amend(f"{PUSH} within 5", edits="figure"),
            ["amend", FILE, "--require", f"{PUSH} within 5", "--edit", "figure"],
        ),
        "simulate": (
            lambda: county.simulate(scenario=few, seed=7),
            ["simulate", FILE, "--scenario", few, "--seed", 7],
        ),
    }


@pytest.fixture(scope="module")
def answers(county: sg.Regime, few: Path) -> Callable[[str], sg.Answer[Any]]:
    """The answer to each question, which is asked once."""
    return cache(lambda name: asked(county, few)[name][0]())


@pytest.mark.undrawn
@pytest.mark.parametrize("name", asked(sg.load(FILE), Path()))
def test_an_answer_is_that_of_the_command_line(
    name: str,
    county: sg.Regime,
    few: Path,
    answers: Callable[[str], sg.Answer[Any]],
    shenguan: Any,
    tmp_path: Path,
) -> None:
    _, words = asked(county, few)[name]
    answer = answers(name)
    written = ["--out", tmp_path / "command"]
    named = name == "amend"  # its data name the folder, if it is written to one
    _, out, _ = shenguan(*words, "--json", *([] if named else written))
    assert answer.data() == json.loads(out)
    if named:
        shenguan(*words, *written)
    opened = answer.write(tmp_path / "face")
    assert opened.is_file()
    assert contents(tmp_path / "face") == contents(tmp_path / "command")


def contents(folder: Path) -> dict[str, bytes]:
    """The files of a folder, in which an amendment names the folder it was written to.

    Its list of what was written has their digests, and so differs with that name.
    """
    return {
        file.name: file.read_bytes().replace(str(folder).encode(), b"")
        for file in sorted(folder.iterdir())
        if file.name != ".shenguan"
    }


@pytest.mark.undrawn
@pytest.mark.parametrize("name", asked(sg.load(FILE), Path()))
def test_an_answer_is_one_screen_a_page_and_tables(
    name: str, answers: Callable[[str], sg.Answer[Any]]
) -> None:
    answer = answers(name)
    assert 1 < len(repr(answer).splitlines()) <= 40
    in_english = answer._repr_html_()
    assert "<script" not in in_english
    assert answer.frames
    assert isinstance(answer.frame(), pl.DataFrame)
    for table in answer.frames:
        frame = answer.frame(table)
        assert frame.columns
        assert all(kind not in (pl.Object, pl.Null) for kind in frame.dtypes)
    sg.speak("zh")
    assert answer._repr_html_() != in_english


def test_rows_stand_in_the_main_table(county: sg.Regime, few: Path) -> None:
    verdicts = county.verify(PUSH).frame()
    assert verdicts["verdict"].to_list() == ["refuted", "refuted"]
    assert verdicts["parameters"].to_list() == ["θ(supervision-claim)", ""]
    steps = county.verify(PUSH, assume="nobody").frame("counterexamples")
    assert steps["step"].to_list() == list(range(1, len(steps) + 1))
    assert county.verify(PUSH, within=5, reading=5).frame()["bound_working_days"][0] == 5
    assert county.bounds(PUSH, within=9).frame()["holds"].to_list() == ["some", "none"]
    guarantees = county.diff(REVISED, properties=PUSH).frame()
    assert set(guarantees["shift"]) == {"tightened", "gained"}
    assert county.coverage().frame()["unit"].to_list() == [str(number) for number in range(1, 11)]
    log = county.simulate(scenario=few, seed=7).frame("log")
    assert log.columns[:3] == ["case", "thread", "event"]


def test_a_regime_with_one_article_changed_is_another_one(county: sg.Regime) -> None:
    changed = sg.load(
        county.text.replace("deadline: {indefinite: 及时}", "deadline: 2 working days")
    )
    assert changed != county
    assert county.verify(PUSH, assume="everyone").value.verdicts[0].answer is Outcome.REFUTED
    assert changed.verify(PUSH, assume="everyone").value.verdicts[0].days == 2
    assert changed.amend(f"{PUSH} within 1").value.search.outcome.value == "amended"


def test_only_the_rule_file_of_what_was_loaded_is_known(county: sg.Regime) -> None:
    made = sg.Regime.of(library.find("jinan"))
    for regime in (made, replace(county, id="other")):
        with pytest.raises(ValueError, match="rule file"):
            regime.amend(PUSH)
    assert sg.load(county) is county


def test_several_regimes_are_asked_at_once_and_told_apart() -> None:
    answer = sg.coverage(FILE, "jinan", FILE, REVISED)
    assert [each.regime.id for each in answer.value] == ["yunchuan", "jinan", "yunchuan-revised"]
    assert len(sg.coverage().value) == len(library.REGIMES)


def test_evidence_is_written_as_the_command_writes_it(
    county: sg.Regime, shenguan: Any, tmp_path: Path
) -> None:
    answer = county.export(PUSH, assume="nobody", queries=["verdict"])
    shenguan("export", FILE, "--property", PUSH, "--assume", "nobody", "--query", "verdict",
             "--out", tmp_path / "command")  # fmt: skip
    listed = answer.write(tmp_path / "face")
    assert answer.data() == json.loads(listed.read_text("utf-8"))
    assert contents(tmp_path / "face") == contents(tmp_path / "command")
    assert answer.frame()["query"].to_list() == ["verdict"]
    assert "sat" in repr(answer)


@pytest.mark.undrawn
@pytest.mark.side_by_side
def test_a_comparison_is_in_short_in_text_and_whole_on_its_page(tmp_path: Path) -> None:
    answer = sg.compare(FILE, REVISED, seed=3, scenario=small_scenario())
    assert len(repr(answer).splitlines()) <= 40
    assert answer.write(tmp_path).name == "index.html"
    written = json.loads((tmp_path / "verdicts.json").read_text("utf-8"))
    assert answer.data()["verdicts"] == written
    assert set(answer.frame("figures")["regime"]) == {"yunchuan", "yunchuan-revised"}
    assert set(answer.frame("log")["regime"]) == {"yunchuan", "yunchuan-revised"}
    page = (tmp_path / "details.html").read_text("utf-8")
    assert "shenguan compare yunchuan.yaml yunchuan-revised.yaml --year 2025 --seed 3" in page


@pytest.mark.undrawn
def test_an_experiment_is_carried_out_and_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages: list[tuple[Path, str]] = []
    monkeypatch.setattr(showing, "write_page", lambda *given: pages.append(given))
    experiment = sg.experiment(tiny(tmp_path))
    answer = experiment.run(out=tmp_path / "out", workers=1, page=False)
    assert not pages
    with pytest.raises(Complaint):
        experiment.run(out=tmp_path / "out")
    again = experiment.run(out=tmp_path / "out", workers=1, resume=True)
    assert pages == [(tmp_path / "out", "en")]
    assert again.data() == answer.data() == experiment.show(tmp_path / "out").data()
    assert answer.frame().equals(sg.show(tmp_path / "out").frame("estimates"))
    assert len(repr(again).splitlines()) <= 40
    assert again.write(tmp_path / "face").name == "index.html"
    assert (tmp_path / "face" / "estimates.csv").is_file()


def test_what_is_shipped_is_listed_and_shown(county: sg.Regime) -> None:
    assert list(sg.regimes().value) == list(library.REGIMES)
    assert list(sg.scenarios().value) == list(scenarios.SCENARIOS)
    assert list(sg.designs().value) == list(designs.DESIGNS)
    assert sg.properties().frame()["property"].to_list() == list(library.properties())
    assert sg.properties().data()[0]["label"] == next(iter(library.properties().values())).label.en
    rules = county.show()
    assert rules.frame()["rule"].to_list() == [rule.id for rule in county.rules]
    assert "[supervision-claim]" in text(rules._shown().sheet(rules.value), "en", lines=1000)


def test_mistakes_of_rule_files_are_a_table(shenguan: Any) -> None:
    draft = EXAMPLE / "first-draft.yaml"
    answer = sg.check(FILE, draft)
    _, out, err = shenguan("check", FILE, draft)
    lines = [line.en for file in answer.value for line in file.lines]
    assert lines == [*out.splitlines(), *err.splitlines()]
    mistakes = answer.frame()
    assert len(mistakes) == len(answer.value[1].mistakes) > 0
    assert {"line", "column", "code", "message.zh"} <= set(mistakes.columns)
    with pytest.raises(ValueError, match="'files' is empty"):
        sg.check()


def test_a_rule_file_is_begun(tmp_path: Path) -> None:
    file = sg.new(tmp_path / "linshui.yaml")
    assert "regime: linshui" in file.read_text("utf-8")
    with pytest.raises(Complaint):
        sg.new(file)
    sg.speak("zh")
    assert sg.new(file, force=True).read_text("utf-8") != ""


def test_the_language_is_that_of_the_environment_unless_chosen(
    county: sg.Regime, monkeypatch: pytest.MonkeyPatch
) -> None:
    sg.speak(None)
    monkeypatch.setenv("SHENGUAN_LANG", "zh")
    assert "云川县" in repr(county.coverage())
    sg.speak("en")
    assert "云川县" not in repr(county.coverage())


def test_every_command_can_be_reached() -> None:
    named = {
        "list": "regimes",
        "capacity": "",
        "amend": "",
        "export": "",
        "simulate": "",
        "show": "",
    }
    for command in {*COMMANDS} - {"docs", "studio"}:  # which are for people to look at
        assert hasattr(sg.Regime, command) or hasattr(sg, named.get(command, command))
    for command in EXPERIMENT:
        assert hasattr(sg.Experiment, command)


def test_print_unfolds_what_the_text_folds(
    county: sg.Regime, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = county.audit()
    answer.print()
    folded = capsys.readouterr().out
    answer.print(unfold=True)
    assert len(capsys.readouterr().out.splitlines()) > len(folded.splitlines())
