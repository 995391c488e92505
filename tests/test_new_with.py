"""``shenguan new --with``: a rule file with just the mechanisms that are wanted."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from experiments.command import new, run
from experiments.simulate.ask import simulation
from experiments.verify.ask import verification
from model.language import LANGS, Complaint, Lang
from model.regime import Regime
from protocols import library
from protocols.document import parse_document
from protocols.mechanism import ORDER, chosen, mechanisms, rule_file
from protocols.reader import regime_of
from tests.test_any_text import ordinary

HAN = re.compile(r"[\u4e00-\u9fff]")


def regime(*names: str, lang: Lang = "en") -> Regime:
    document = parse_document(rule_file(names, lang, "mine").encode(), "mine.yaml")
    return regime_of(document, library.shared_vocabulary())


@pytest.mark.parametrize("name", mechanisms())
def test_each_mechanism_alone_is_a_correct_file_with_a_question_about_its_rules(name: str) -> None:
    for lang in LANGS:
        found = regime(name, lang=lang)
        assert found.ledger is not None
        assert found.ledger.articles == len({rule.article for rule in found.rules})
    assert found.properties
    asked = verification((found,), found.properties, selected=True)
    assert all(not verdict.unregulated for verdict in asked.verdicts)


def test_all_together_are_correct_with_and_without_those_that_replace_others() -> None:
    plain = [one.id for one in mechanisms().values() if not one.instead]
    assert {"claim", "decision"} <= {*plain}
    assert len(regime(*plain).rules) >= len(plain)
    whole = regime(*mechanisms())
    replaced = {other for one in mechanisms().values() for other in one.instead}
    assert len(whole.rules) >= len(mechanisms()) - len(replaced)
    assert set(ORDER) == set(mechanisms())


def test_what_is_needed_comes_too_and_what_is_replaced_does_not() -> None:
    assert [one.id for one in chosen(["claim"])] == ["push", "claim"]
    assert [one.id for one in chosen(["claim", "auto-claim"])] == ["push", "auto-claim"]
    assert [one.id for one in chosen(["认领", "1"])] == ["push", "claim"]


def test_a_file_with_some_mechanisms_can_be_simulated_at_once() -> None:
    few = (replace(one, per_day=1.0) for one in ordinary().matters if one.id == "approval")
    scenario = replace(ordinary(), matters=tuple(few))
    answer = simulation(regime("push", "auto-claim", "acceptance"), scenario)
    assert all(one.arisen for one in answer.duties)


@pytest.mark.parametrize("lang", LANGS)
def test_comments_are_in_one_language(lang: Lang) -> None:
    lines = rule_file(mechanisms(), lang, "mine").splitlines()
    told = [line.lstrip(" #") for line in lines if line.lstrip().startswith("#")]
    assert len(told) > 10
    chinese = [bool(HAN.search(re.sub(r"\{.*?\}", "", one))) for one in told]
    assert all(chinese) if lang == "zh" else not any(chinese)


@pytest.fixture
def called(capsys: pytest.CaptureFixture[str], monkeypatch: Any, tmp_path: Path) -> Any:
    """The command, called in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def call(*words: str, lang: Lang = "en") -> tuple[int, str, str]:
        status = run(list(words), lang)
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return status, out, err

    return call


def test_the_command_writes_what_is_named_and_lists_what_can_be(called: Any) -> None:
    assert called("new", "ours.yaml", "--with", "push, 认领")[0] == 0
    assert library.find("ours.yaml").id == "ours"
    assert called("check", "ours.yaml")[0] == 0
    _, out, _ = called("new", "--list", lang="zh")
    assert out.count("\n") == 1 + len(mechanisms())
    assert "逾期视为认领" in out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("new", "x.yaml", "--with", "claimm"), "Did you mean claim?"),
        (("new", "x.yaml", "--with", "0"), "no mechanism '0'"),
        (("new", "x.yaml", "--with", "99"), "no mechanism '99'"),
        (("new", "x.yaml", "--with", ""), "no mechanism is named"),
        (("new", "x.yaml", "--with", " , ;"), "no mechanism is named"),
        (("new", "x.yaml", "--with", "../push"), "no mechanism '../push'"),
        (("new", "--with", "push"), "name of the file is missing"),
        (("new",), "name of the file is missing"),
        (("new", "x.txt", "--with", "push"), "cannot be the name"),
    ],
)
def test_absurd_wishes_are_told_and_nothing_is_written(
    called: Any, words: tuple[str, ...], told: str
) -> None:
    status, _, err = called(*words)
    assert (status, told in err) == (2, True), err
    assert not list(Path().iterdir())


def test_a_file_that_is_there_is_left_as_it_is(called: Any) -> None:
    Path("x.yaml").write_text("kept\n", encoding="utf-8")
    assert called("new", "x.yaml", "--with", "push")[0] == 2
    assert Path("x.yaml").read_text(encoding="utf-8") == "kept\n"


@pytest.mark.parametrize(("answers", "rules"), [(["pushh", "1, 2"], 2), (["  "], 4)])
def test_a_terminal_is_asked_until_it_names_mechanisms_or_wants_all(
    called: Any, monkeypatch: Any, answers: list[str], rules: int
) -> None:
    given = iter(answers)
    monkeypatch.setattr(new, "_terminal", lambda: True)
    monkeypatch.setattr("click.prompt", lambda *_, **__: next(given))
    status, out, _ = called("new", "ours.yaml")
    assert status == 0
    assert ("Did you mean push" in out) is (len(answers) > 1)
    assert len(library.find("ours.yaml").rules) == rules


@pytest.mark.parametrize("number", [0, 19, 400])
def test_a_number_that_no_mechanism_has_is_answered_with_the_numbers_there_are(number: int) -> None:
    with pytest.raises(Complaint) as told:
        chosen(["1", str(number)])
    said = told.value.say().en
    assert f"no mechanism '{number}': they are numbered 1 to {len(mechanisms())}" in said


def test_no_mechanism_is_suggested_for_a_word_that_is_like_none() -> None:
    for asked, near in (("autoclaim", True), ("zzz", False)):
        with pytest.raises(Complaint) as told:
            chosen([asked])
        assert ("Did you mean" in told.value.say().en) is near
