"""``shenguan audit`` with good, bad and absurd input, and the file of accepted findings."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from experiments.audit.ask import Audits, with_effects
from experiments.audit.page import sections
from experiments.show.blocks import (
    Bullets,
    Fold,
    Marked,
    Paragraph,
    Section,
    Swimlane,
    Table,
    walk,
)
from model.language import LANGS, Text
from protocols import library
from tests.audited import audited_together
from verify.audit.finding import FindingKind

pytestmark = pytest.mark.undrawn

PROMISED = {"regime", "kind", "severity", "articles", "rules", "sentence", "witness"}


def accepting(folder: Path, *entries: str) -> Path:
    path = folder / "accepted.yaml"
    path.write_text("accepted:\n" + "\n".join(entries) + "\n", encoding="utf-8")
    return path


def entry(kind: str, more: str = "") -> str:
    reason = "{zh: 已经商定, en: Agreed.}"
    return f"  - {{regime: guanxian, kind: {kind}, reason: {reason}{more}}}"


def folds(shown: Section) -> list[Fold]:
    """The folds of a section that are cards."""
    return [block for block in walk(shown.blocks) if isinstance(block, Fold) and block.mark]


def test_one_card_is_shown_and_the_rest_are_counted(shenguan: Any) -> None:
    for lang in LANGS:
        status, out, _ = shenguan("audit", "xuecheng", lang=lang)
        assert status == 1
        remedy = "可以怎样修改" if lang == "zh" else "What could be done"
        assert out.count(remedy) == 1
        assert out.count("\n▾ ") == 1
        assert out.count("\n▸ ") > 9
    answer = audited_together("xuecheng")
    ((shown,), standing) = sections(answer.audits), answer.standing
    cards = folds(shown)
    assert [fold.open for fold in cards] == [True] + [False] * (len(cards) - 1)
    assert cards[0].mark == "high"
    counts = [int(fold.gist.en.split()[-1]) for fold in cards]
    assert sum(counts) == len(standing)


def test_the_next_one_and_all_of_them_can_be_asked_for(shenguan: Any) -> None:
    _, second, _ = shenguan("audit", "guanxian", "--next", "2")
    root = audited_together("guanxian").cards[1].root
    assert squeezed(root.advice().en) in squeezed(second)
    assert squeezed(root.sentence().en) in squeezed(second)
    assert "\n▾ 2. " in second
    for words in ("--all", "--unfold"):
        _, every, _ = shenguan("audit", "guanxian", "--kind", "no-limit", words)
        _, data, _ = shenguan("audit", "guanxian", "--kind", "no-limit", "--json")
        findings = json.loads(data)
        assert "▸" not in every
        assert all(squeezed(one["sentence"]) in squeezed(every) for one in findings)
        cards = {one["card"] for one in findings}
        assert len(re.findall(r"^▾ \d+\. ", every, re.MULTILINE)) == len(cards)
    status, _, err = shenguan("audit", "guanxian", "--next", "999")
    assert status == 2
    assert "999" in err


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_each_finding_stands_once_in_its_place(shenguan: Any) -> None:
    answer = audited_together("guanxian")
    (shown,) = sections(answer.audits)
    lines = [
        item.en
        for block in walk(shown.blocks)
        for item in (
            block.items
            if isinstance(block, Bullets)
            else [block.summary]
            if isinstance(block, Fold) and not block.mark
            else [block.text]
            if isinstance(block, Paragraph)
            else []
        )
        if isinstance(item, Text)
    ]
    for finding in answer.standing:
        sentence = finding.sentence().en
        alike = sum(one.sentence().en == sentence for one in answer.standing)
        assert sum(line.startswith(sentence) for line in lines) == alike
    runs = [block for block in walk(shown.blocks) if isinstance(block, Swimlane)]
    assert len(runs) == sum(finding.witness is not None for finding in answer.standing)


def test_several_texts_are_counted_by_kind_before_their_findings() -> None:
    names = ("jinan", "xuecheng")
    answer = audited_together(*names)
    (shown,) = sections(answer.audits)
    lead, _, heat, *regimes = shown.blocks
    assert isinstance(lead, Paragraph)
    assert lead.kind == "lead"
    assert isinstance(heat, Table)
    counts = [
        int(cell.words.en.replace("·", "0"))
        for row in heat.rows
        if isinstance(row, tuple)
        for cell in row
        if isinstance(cell, Marked)
    ]
    assert sum(counts) == len(answer.standing)
    assert [fold.summary for fold in regimes if isinstance(fold, Fold)] == [
        library.find(name).name for name in names
    ]


def test_a_page_of_findings_and_their_data_are_written(shenguan: Any, tmp_path: Path) -> None:
    whole = audited_together("jinan").audits[0]
    insufficient = tuple(one for one in whole.findings if one.kind == "insufficient")
    (chosen,) = with_effects(Audits((replace(whole, findings=insufficient),)), every=True).audits
    for lang in LANGS:
        words = ("audit", "jinan", "--kind", "insufficient", "--out", tmp_path)
        _, out, _ = shenguan(*words, lang=lang)
        page = (tmp_path / "index.html").read_text("utf-8")
        assert "index.html" in out
        data = json.loads((tmp_path / "findings.json").read_text("utf-8"))
        assert all(one["sentence"] in html.unescape(page) for one in data)
        runs = sum("steps" in one["witness"] for one in data)
        # Besides, a counterexample on each card whose root has no run and whose advice helps.
        bare = [card for card in chosen.cards if card.root.witness is None]
        refuted = sum(bool(chosen.effects[card.id].verdicts) for card in bare)
        assert page.count('class="timeline"') == len(LANGS) * (runs + refuted)
        assert min(runs, refuted) > 0


def test_json_has_the_promised_fields_the_worst_first(shenguan: Any) -> None:
    status, out, _ = shenguan("audit", "--json", "--lang", "zh", lang="zh")
    assert status == 1
    data = json.loads(out)
    assert {one["regime"] for one in data} == set(library.REGIMES)
    assert all(one.keys() >= PROMISED for one in data)
    assert {one["kind"] for one in data} <= {str(kind) for kind in FindingKind}
    order = ["high", "medium", "low"]
    for name in library.REGIMES:
        weights = [order.index(one["severity"]) for one in data if one["regime"] == name]
        assert weights == sorted(weights)
    runs = [one["witness"] for one in data if "steps" in one["witness"]]
    assert len(runs) > 20
    assert all(step["event"] for run_ in runs for step in run_["steps"])


def test_only_the_kind_asked_for_is_told(shenguan: Any) -> None:
    _, out, _ = shenguan("audit", "xuecheng", "--kind", "two-defaults", "--json")
    assert {one["kind"] for one in json.loads(out)} == {"two-defaults"}
    status, _, err = shenguan("audit", "xuecheng", "--kind", "conflicts")
    assert status == 2
    assert "conflicts" in err


def test_a_regime_without_serious_findings_exits_with_zero(shenguan: Any) -> None:
    status, _, _ = shenguan("audit", "guanxian", "--kind", "own-cause")
    assert status == 0
    status, out, _ = shenguan("audit", "jinan", "--kind", "two-defaults")
    assert (status, "no findings of this kind" in out) == (0, True)


def test_an_accepted_finding_is_told_apart_with_its_reason(shenguan: Any, tmp_path: Path) -> None:
    path = accepting(tmp_path, entry("own-cause"))
    _, out, _ = shenguan("audit", "guanxian", "--accepted", path, "--json")
    marked = {one["kind"]: one["accepted"] for one in json.loads(out) if one["accepted"]}
    assert marked == {"own-cause": "Agreed."}
    _, out, _ = shenguan("audit", "guanxian", "--accepted", path, "--kind", "own-cause")
    assert "no findings" in out
    assert "1 more have been examined" in out
    _, out, _ = shenguan("audit", "guanxian", "--accepted", path, "--all")
    assert "Agreed." in out


def test_accepting_all_serious_findings_lets_the_audit_pass(shenguan: Any, tmp_path: Path) -> None:
    _, out, _ = shenguan("audit", "xuecheng", "--json")
    serious = {one["kind"] for one in json.loads(out) if one["severity"] == "high"}
    assert serious
    assert shenguan("audit", "xuecheng")[0] == 1
    entries = (entry(kind).replace("guanxian", "xuecheng") for kind in sorted(serious))
    assert shenguan("audit", "xuecheng", "--accepted", accepting(tmp_path, *entries))[0] == 0


def test_an_acceptance_of_certain_rules_accepts_no_others(shenguan: Any, tmp_path: Path) -> None:
    path = accepting(tmp_path, entry("missing-default", ", rules: [no-such-rule]"))
    _, out, _ = shenguan("audit", "guanxian", "--accepted", path, "--json")
    assert not [one for one in json.loads(out) if one["accepted"]]
    _, out, _ = shenguan("audit", "guanxian", "--accepted", path)
    assert "guanxian/missing-default" in out


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("accepted: []\n", "too-few"),
        (
            "accepted:\n  - {regime: guanxian, kind: no-limits, reason: {zh: 例, en: e}}\n",
            "unknown-kind",
        ),
        ("accepted:\n  - {regime: guanxian, kind: no-limit}\n", "missing-key"),
        ("taken: 3\n", "unknown-key"),
        ("{{{{\n", "yaml"),
    ],
)
def test_a_mistake_in_the_accepted_file_has_its_place(
    shenguan: Any, tmp_path: Path, written: str, code: str
) -> None:
    path = tmp_path / "accepted.yaml"
    path.write_text(written, encoding="utf-8")
    status, out, err = shenguan("audit", "guanxian", "--accepted", path)
    assert (status, out) == (2, "")
    assert f": {code}: " in err
    assert err.startswith(f"{path}:")


def test_absent_files_are_told(shenguan: Any, tmp_path: Path) -> None:
    (tmp_path / "loop.yaml").symlink_to(tmp_path / "loop.yaml")
    assert shenguan("audit", tmp_path / "loop.yaml")[0] == 2
    for words in (("guanxian", "--accepted", tmp_path / "none.yaml"), (tmp_path / "none.yaml",)):
        status, _, err = shenguan("audit", *words)
        assert status == 2
        assert "none.yaml" in err
