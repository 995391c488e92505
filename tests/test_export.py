"""What is exported is the claim, whole, and another solver comes to the same answers."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import cvc5  # type: ignore[import-untyped]
import pytest
import z3

from experiments.command import run
from experiments.export.command import parameters
from experiments.show.data import verdict_data
from experiments.show.ours import LIST
from model.calendar import chinese_calendar
from model.deadline import STRICT, Fraction, Indefinite, Reading, Within
from model.language import LANGS, Lang, say
from model.property import Property
from model.regime import Regime
from model.tolling import Extension, Suspension, Tolling
from protocols import library
from tests.draws import some
from tests.small import NAME, counts, duty, lapse, may, regime
from verify.export import smtlib
from verify.export.evidence import NAMES, Evidence, Query, queries
from verify.guarantees import verify
from verify.prover import Provers
from verify.verdict import Answer, Assume, Bound, Reason

PROPERTIES = list(library.properties().values())
CLAIMED = "approval-push-claimed"
AFTER = Property("after", NAME, "a", "c")


def cvc5_says(text: str) -> str:
    """The answer of cvc5, which is told neither what to expect nor to be lenient."""
    text = re.sub(r"\(set-info :status \w+\)\n", "", text)
    manager = cvc5.TermManager()
    solver, symbols = cvc5.Solver(manager), cvc5.SymbolManager(manager)
    solver.setOption("strict-parsing", "true")
    solver.setOption("tlimit-per", "30000")
    solver.setOption("decision", "justification")  # a fifth sooner there, and nothing else
    parser = cvc5.InputParser(solver, symbols)
    parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, text, "query")
    answers = []
    while not (command := parser.nextCommand()).isNull():
        answers += [str(command.invoke(solver, symbols)).strip()]
    (answer,) = (one for one in answers if one)
    return answer


@pytest.mark.parametrize("name", some(library.REGIMES, "tancheng"))
def test_cvc5_agrees_on_every_query_of_every_verdict(name: str) -> None:
    provers = Provers(chinese_calendar())
    evidence = Evidence(provers=provers)
    verdicts = verify(library.find(name), PROPERTIES, [STRICT, Reading(5)], provers=provers)
    asked = {one.digest: one for verdict in verdicts for one in evidence.of(verdict)}
    assert {one.digest: cvc5_says(one.body) for one in asked.values()} == {
        one.digest: one.expected for one in asked.values()
    }
    kinds = Counter((one.name, one.expected) for one in asked.values())
    bounded = 3 if name == "nanchang" else 5  # that text guarantees little
    assert kinds["verdict", "unsat"] >= bounded
    assert kinds["verdict", "sat"] >= 5
    assert kinds["least", "sat"] >= bounded


def test_cvc5_sees_a_claim_that_is_not_so() -> None:
    """A bound one day too small, with the same expectation, is not confirmed."""
    small = regime(duty("a", "c", Within(3), default="c"))
    (verdict,) = verify(small, [AFTER], assumptions=[Assume.NOBODY])
    wrong = replace(verdict, guaranteed=Bound(2))
    (false,) = [one for one in Evidence().of(wrong) if one.name == "verdict"]
    (true,) = [one for one in Evidence().of(verdict) if one.name == "verdict"]
    assert (cvc5_says(true.body), true.expected) == ("unsat", "unsat")
    assert (cvc5_says(false.body), false.expected) == ("sat", "unsat")


CLOCK = Tolling((Suspension("b", "d"),), (), (Extension("d", Within(1)),))
HALF = duty("b", "d", Fraction("a-c", 1, 2), id="half")


@pytest.mark.parametrize(
    "small",
    [
        regime(lapse("a", "c", Within(2))),
        regime(lapse("a", "c", Within(2), unless=("b",)), counts("b", "c")),
        regime(duty("a", "c", Within(2), default="c", clock=CLOCK), lapse("b", "d", Within(1))),
        regime(duty("a", "c", Within(3), default="c"), replace(may("a", "b"), until="d"), HALF),
    ],
)
def test_cvc5_agrees_on_lapses_and_limits_that_move(small: Regime) -> None:
    asked = [one for verdict in verify(small, [AFTER]) for one in Evidence().of(verdict)]
    assert len(asked) >= 4
    assert [cvc5_says(one.body) for one in asked] == [one.expected for one in asked]


def names_of(found: tuple[Query, ...]) -> dict[str, tuple[str, int | None]]:
    return {one.name: (one.expected, one.within) for one in found}


def test_each_verdict_has_the_queries_that_carry_it() -> None:
    small = regime(duty("a", "c", Within(2), default="c"), duty("a", "b", id="other"))
    ask = Assume.NOBODY
    assert names_of(queries(small, AFTER, ask)) == {
        "reachable": ("sat", None),
        "verdict": ("unsat", 2),
        "least": ("sat", 1),
    }
    assert names_of(queries(small, AFTER, ask, within=4)) == {
        "reachable": ("sat", None),
        "verdict": ("unsat", 4),
        "bound": ("unsat", 2),
        "least": ("sat", 1),
    }
    assert names_of(queries(small, AFTER, ask, within=1)) == {
        "reachable": ("sat", None),
        "verdict": ("sat", 1),
        "bound": ("unsat", 2),
        "least": ("sat", 1),
    }
    never = Property("never", NAME, "a", "b")
    assert names_of(queries(small, never, ask, within=1)) == {
        "reachable": ("sat", None),
        "verdict": ("sat", None),
    }


def test_a_bound_of_nothing_has_no_smaller_one_to_refute() -> None:
    found = queries(regime(counts("a", "c")), AFTER, Assume.NOBODY)
    assert names_of(found) == {"reachable": ("sat", None), "verdict": ("unsat", 0)}


def test_a_sum_of_open_limits_is_claimed_for_all_their_values() -> None:
    small = regime(duty("a", "b", Within(1)), duty("b", "c", Indefinite("及时")))
    found = queries(small, AFTER, Assume.EVERYONE, Reading(4))
    assert names_of(found)["open-limits"] == ("unsat", 1)
    (limits,) = [one for one in found if one.name == "open-limits"]
    assert "|assume given:" not in limits.body
    assert "|assume given:" in found[0].body
    assert cvc5_says(limits.body) == "unsat"


def test_what_cannot_occur_has_one_query_and_what_is_not_regulated_none() -> None:
    barred = regime(duty("a", "c", Within(1)), duty("c", "b", id="next"))
    unheard = Property("unheard", NAME, "d", "c")
    assert queries(barred, unheard, Assume.NOBODY) == ()
    circular = regime(duty("b", "c"), duty("c", "b", id="back"))
    (only,) = queries(circular, Property("circle", NAME, "b", "c"), Assume.EVERYONE)
    assert (only.name, only.expected) == ("reachable", "unsat")
    assert cvc5_says(only.body) == "unsat"


def test_a_verdict_that_is_not_known_expects_nothing() -> None:
    (verdict,) = verify(regime(duty("a", "c")), [AFTER], assumptions=[Assume.EVERYONE])
    blank = replace(verdict, answer=Answer.UNKNOWN, guaranteed=None, reason=Reason.SOLVER)
    found = Evidence().of(blank)
    assert {one.name for one in found} == {"reachable", "verdict"}
    assert {one.expected for one in found} == {"unknown"}
    assert all("(set-info :status unknown)" in one.body for one in found)


@pytest.mark.parametrize("name", ["guanxian", "xuecheng"])
def test_the_text_is_the_constraints_the_assumptions_and_the_question(name: str) -> None:
    """Read back into Z3, it says the same, but for the facts that nothing asks about."""
    provers = Provers(chinese_calendar())
    of = library.find(name)
    (verdict,) = verify(
        of, [library.properties()[CLAIMED]], assumptions=[Assume.EVERYONE], provers=provers
    )
    prover = provers.of(provers.part(of, verdict.property.trigger), STRICT)
    (query,) = (one for one in Evidence(provers=provers).of(verdict) if one.name == "least")
    read = list(z3.parse_smt2_string(query.body, ctx=prover.context))
    literals = prover.literals(prover.binding)
    assert verdict.days is not None
    violated = prover.violated(verdict.property, verdict.days - 1)
    constraints = prover.encoding.constraints
    attributes = {str(one) for one in prover.encoding.attributes.values()}
    spare = {one for one in attributes if f"|{one}|" not in query.body}
    unstated = [one for one in constraints if one.num_args() and str(one.arg(0)) in spare]
    assert unstated
    assert len(read) == len(constraints) - len(unstated) + len(literals) + 1
    whole = [*constraints, *literals, violated]
    for stated, meant in ((read, whole), (whole, [*read, *unstated])):
        solver = z3.Solver(ctx=prover.context)
        solver.add(meant)
        assert solver.check() == z3.sat
        same = {one.get_id() for one in meant}
        different = [one for one in stated if one.get_id() not in same]
        assert all(solver.check(z3.Not(one)) == z3.unsat for one in different)


def test_each_rule_stands_under_its_article_and_what_forces_it_under_the_rule() -> None:
    of = library.find("xuecheng")
    found = queries(of, library.properties()[CLAIMED], Assume.EVERYONE)
    verdict = next(one for one in found if one.name == "verdict")
    assert "; Rule approval-claim (art. 22(1))\n" in verdict.commented().in_("en")
    assert "; 规则 approval-claim（第22条第(1)项）\n" in verdict.commented().in_("zh")
    for block in verdict.blocks:
        forced = {one for one in of.by_id if f"|forces:{one}|" in block.lines}
        if block.key == "export.block.rule":
            assert forced <= {block.values["rule"]}
        elif block.key not in ("export.block.unknowns", "export.block.taken"):
            assert not forced
    rules = {block.values["rule"] for block in verdict.blocks if block.key == "export.block.rule"}
    assert {"approval-push", "approval-claim"} <= rules


def test_chinese_is_in_comments_only_and_both_languages_have_one_body() -> None:
    for one in queries(library.find("guanxian"), library.properties()[CLAIMED], Assume.NOBODY):
        for lang in LANGS:
            lines = one.commented().in_(lang).splitlines(keepends=True)
            assert "".join(line for line in lines if not line.startswith(";")) == one.body
        assert one.body.isascii()
        assert one.digest == sha256(one.body.encode()).hexdigest()


def test_the_text_does_not_hinge_on_what_else_is_asked() -> None:
    of = library.find("tancheng")
    provers = Provers(chinese_calendar())
    together = verify(of, PROPERTIES, provers=provers)
    evidence = Evidence(provers=provers)
    for verdict in [one for one in reversed(together) if evidence.of(one)][::7]:
        alone = queries(of, verdict.property, verdict.assume)
        assert [one.body for one in alone] == [one.body for one in evidence.of(verdict)]


def test_what_a_property_alone_asks_of_the_case_is_stated() -> None:
    small = regime(duty("a", "c", Within(1)))
    about = replace(AFTER, when={"flag": frozenset({"true"})})
    (plain, *_), (guarded, *_) = (queries(small, one, Assume.NOBODY) for one in (AFTER, about))
    assert "attribute:flag" not in plain.body
    assert "(declare-fun |attribute:flag| () Int)" in guarded.body
    assert "(assert (>= |attribute:flag| 0))" in guarded.body
    assert cvc5_says(guarded.body) == "sat"


def test_every_query_of_a_verdict_is_listed_with_its_digest() -> None:
    of = library.find("xuecheng")
    (verdict,) = verify(of, [library.properties()[CLAIMED]], assumptions=[Assume.NOBODY])
    data = verdict_data(verdict, Evidence())
    found = queries(of, verdict.property, Assume.NOBODY)
    assert data["queries"] == [
        {"query": one.name, "expected": one.expected, "sha256": one.digest} for one in found
    ]
    assert data["sha256"] == sha256(library.path_of("xuecheng").read_bytes()).hexdigest()
    assert (data["reading"], data["counting"]) == ("strict", "exclude-first-day")
    assert data["z3"] == z3.get_version_string()
    assert data["shenguan"]
    assert "queries" not in verdict_data(verdict)


# The command


def test_one_file_for_each_query_and_a_list_of_them(shenguan: Any, tmp_path: Path) -> None:
    status, out, _ = shenguan("export", "xuecheng", "--property", CLAIMED, "--out", tmp_path)
    assert status == 0
    assert "5 files" in out
    listed = json.loads((tmp_path / "xuecheng-strict-smt2.json").read_text("utf-8"))
    assert len(listed["files"]) == 5
    assert listed["counting"] == "exclude-first-day"
    for entry in listed["files"]:
        text = (tmp_path / entry["file"]).read_text("utf-8")
        kept = "".join(one for one in text.splitlines(True) if not one.startswith(";"))
        assert sha256(kept.encode()).hexdigest() == entry["sha256"]
        assert entry["sha256"] in text
        assert cvc5_says(text) == entry["expected"]
    assert len({*tmp_path.iterdir()} - {tmp_path / LIST}) == 6


def test_another_reading_or_limit_writes_other_files(shenguan: Any, tmp_path: Path) -> None:
    words = ("export", "xuecheng", "--property", CLAIMED, "--out", tmp_path)
    shenguan(*words)
    before = {path: path.read_bytes() for path in tmp_path.iterdir() if path.name != LIST}
    shenguan(*words, "--reading", 5)
    shenguan(*words, "--within", 3)
    shenguan(*words, "--format", "uppaal")
    assert {path: path.read_bytes() for path in before} == before
    shenguan(*words)
    assert {path: path.read_bytes() for path in before} == before


@pytest.mark.parametrize("lang", LANGS)
def test_one_query_goes_to_standard_output_and_several_need_a_folder(
    shenguan: Any, lang: Lang
) -> None:
    words = ("export", "xuecheng", "--property", CLAIMED, "--assume", "nobody")
    status, out, err = shenguan(*words, "--query", "verdict", lang=lang)
    assert (status, err) == (0, "")
    assert cvc5_says(out) == "sat"
    status, out, err = shenguan(*words, lang=lang)
    assert (status, out) == (2, "")
    assert "--out" in err


@pytest.mark.parametrize("lang", LANGS)
def test_what_is_not_regulated_is_said_and_nothing_is_written(
    shenguan: Any, tmp_path: Path, lang: Lang
) -> None:
    words = ("export", "jinan", "--property", "conference-every-quarter", "--out", tmp_path / "x")
    for form in ("smt2", "uppaal"):
        status, out, err = shenguan(*words, "--format", form, lang=lang)
        assert (status, out) == (4, "")
        offered = say("question.nothing", regime=library.find("jinan").name).in_(lang)
        assert err[: err.index(offered)].count("\n") == 2
        assert not (tmp_path / "x").exists()


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("nowhere", "--property", CLAIMED), "nowhere"),
        (("xuecheng", "--property", "approval-push-claimd"), CLAIMED),
        (("xuecheng", "--property", CLAIMED, "--format", "pdf"), "--format"),
        (("xuecheng", "--property", CLAIMED, "--format", "uppaal", "--query", "least"), "--query"),
        (("xuecheng", "--property", CLAIMED, "--out", "README.md"), "README.md"),
        (("xuecheng", "--property", CLAIMED, "--assume", "nobody", "--query", "least"), "verdict"),
    ],
)
def test_bad_input_is_told(shenguan: Any, words: tuple[str, ...], told: str, lang: Lang) -> None:
    status, out, err = shenguan("export", *words, lang=lang)
    assert (status, out) == (2, "")
    assert told in err


def test_the_queries_that_can_be_chosen_are_those_there_are() -> None:
    (option,) = [one for one in parameters() if one.name == "asked"]
    assert tuple(option.type.choices) == NAMES  # type: ignore[attr-defined]


def test_small_regimes_are_complete_too() -> None:
    """Rules of code have no file and no label of their own; the text is whole all the same."""
    small: Regime = regime(duty("a", "c", Within(1), article="7"))
    for one in queries(small, AFTER, Assume.EVERYONE):
        assert "; Rule a-c (art. 7)" in one.commented().in_("en")
        assert cvc5_says(one.commented().in_("zh")) == one.expected


def test_a_disjunction_of_one_part_is_written_as_that_part() -> None:
    """Z3 has them; the standard does not, and strict solvers refuse them."""
    one, other = z3.Bool("one"), z3.Bool("the other")
    assert smtlib.text(z3.Or([one])) == "one"
    assert smtlib.text(z3.And([z3.Or([z3.Not(z3.And([other]))])])).split() == [
        *("(not", "|the"),
        "other|)",
    ]
    assert smtlib.text(z3.And(one, z3.Or(one, other))) == "(and one (or one |the other|))"


def test_verify_lists_the_digest_of_each_exported_file(shenguan: Any, tmp_path: Path) -> None:
    words = ("nanchang", "--property", "conference-every-quarter", "--reading", 5)
    _, out, _ = shenguan("verify", *words, "--json")
    shenguan("export", *words, "--out", tmp_path)
    listed = json.loads((tmp_path / "nanchang-reading-5-smt2.json").read_text("utf-8"))
    exported = [one["sha256"] for one in listed["files"]]
    verified = [one["sha256"] for verdict in json.loads(out) for one in verdict["queries"]]
    assert verified == exported
    assert len(exported) >= 4


@pytest.mark.parametrize(
    ("lang", "words"), [("en", "no timed automata"), ("zh", "不能写成时间自动机")]
)
def test_what_automata_cannot_say_is_refused_in_words(
    lang: Lang, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = ["export", "nanchang", "--format", "uppaal", "--property", "conference-every-quarter"]
    assert run([*asked, "--assume", "everyone"], lang) == 2
    out, err = capsys.readouterr()
    assert "Traceback" not in out + err
    assert words in err
    assert "conference-quarterly" in err
