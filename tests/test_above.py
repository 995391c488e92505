"""Texts above texts: what the law above supplies, and what is asked together with it."""

from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import Phase, given
from hypothesis import strategies as st

import shenguan as sg
from experiments.compare.above import section
from experiments.compare.ask import Comparison, RegimeResult
from experiments.show.blocks import Marked, Paragraph, Table
from model.above import SUFFIX, Ground, law_above, supplied
from model.deadline import (
    STRICT,
    Counting,
    Deadline,
    External,
    Fraction,
    Immediately,
    Indefinite,
    NoLimit,
    Within,
)
from model.interpretation import Alternative, Interpretation
from model.language import LANGS, Complaint, Text
from model.ledger import Cited, article_label
from model.limits import never_later
from model.property import Property
from model.regime import Regime
from model.rule import Obligation, Rule, act_of
from model.tolling import Suspension, Tolling
from protocols import library, schema
from protocols.document import parse_document
from protocols.mistakes import Mistakes
from protocols.question import question
from protocols.reader import read_regime, regime_of
from protocols.shipped import shipped
from tests.draws import draws
from tests.once import verification as asked_once
from tests.small import NAME, counts, duty, lapse, may, must_not, regime, regimes
from tests.test_reader import GOOD
from tests.test_solver_agrees_with_enumeration import check_agreement
from verify.audit import audit
from verify.audit.finding import Finding, FindingKind
from verify.guarantees import verify
from verify.verdict import Assume, Verdict

LAW_NAME = Text("上法", "Upper Law")
STOP = Tolling((Suspension("c", "d"),))


def law(*rules: Rule, **more: object) -> Regime:
    return replace(regime(*rules), id="law", name=LAW_NAME, **more)  # type: ignore[arg-type]


def under(upper: Regime, *rules: Rule) -> Regime:
    return replace(regime(*rules), under=(upper,))


def limit_of(of: Regime, rule: str) -> Deadline:
    return next(one for one in of.timed if one.id == rule).deadline


DECIDE = duty("a", "b", Within(5), id="decide", article="42", clock=STOP)


def test_a_limit_that_refers_to_the_law_has_its_figure_and_keeps_both_articles() -> None:
    own = duty("a", "c", External("法定", "law.decide"), id="own", article="13")
    joined = law_above(under(law(DECIDE), own))
    rule = joined.by_id["own"]
    assert limit_of(joined, "own") == Within(5)
    assert isinstance(rule, Obligation)
    assert rule.clock == STOP
    label = article_label(rule.article)
    assert label == Text("第13条（期限依上法第42条）", "art. 13 (limit of Upper Law art. 42)")
    assert article_label(joined.by_id["law.decide"].article).en == "Upper Law art. 42"
    assert (joined.id, joined.under) == ("small" + SUFFIX, ())
    (found,) = supplied(under(law(DECIDE), own))
    assert (found.ground, found.cited.label.zh) == (Ground.REFERRED, "上法第42条")


@pytest.mark.parametrize(
    ("own", "stands"),
    [
        (NoLimit(), Within(5)),  # silent
        (Indefinite("及时"), Within(5)),
        (External("法定"), Within(5)),
        (Within(9), Within(5)),  # it cannot allow longer
        (Within(3), Within(3)),  # it may ask more
        (Within(5), Within(5)),
        (Immediately(), Immediately()),
    ],
)
def test_the_law_fills_and_shortens_a_limit_on_the_same_act_and_never_lengthens_one(
    own: Deadline, stands: Deadline
) -> None:
    of = under(law(DECIDE), duty("a", "b", own, id="own"))
    joined = law_above(of)
    assert limit_of(joined, "own") == stands
    assert isinstance(joined.by_id["own"].article, Cited) == (own != stands)
    assert [rule.id for rule in joined.rules] == ["own"]  # it regulates the act itself


def test_of_another_party_or_after_another_trigger_the_text_keeps_its_own_limit() -> None:
    for own in (
        duty("a", "b", Within(9), id="own", bearer="q"),
        duty("c", "b", Within(9), id="own"),
        duty("a", "b", External("法定"), id="own", bearer="q"),
    ):
        joined = law_above(under(law(DECIDE), own))
        assert joined.rules == (own,)


def test_a_text_above_that_comes_with_the_program_is_read_once_for_all_files_below_it(
    tmp_path: Path,
) -> None:
    own = tmp_path / "mine.yaml"
    own.write_bytes(shipped("xuecheng.yaml").read_bytes())
    read = read_regime(own, library.shared_vocabulary())
    (above,) = read.under
    assert above is library.read(shipped("licensing-law.yaml").resolve())
    (anew,) = read_regime(own, replace(library.shared_vocabulary())).under  # by other words
    assert anew is not above
    assert anew == above


def test_a_law_for_some_cases_supplies_no_limit_for_all() -> None:
    some = {"flag": frozenset({"true"})}
    upper = law(replace(DECIDE, when=some))
    assert limit_of(law_above(under(upper, duty("a", "b", Within(9), id="own"))), "own") == Within(
        9
    )
    inside = duty("a", "b", Within(9), id="own", when=some)
    assert limit_of(law_above(under(upper, inside)), "own") == Within(5)


def test_the_laws_rules_are_added_on_acts_that_the_text_does_not_regulate() -> None:
    upper = law(
        DECIDE, duty("b", "d", id="issue"), must_not("a", "c", id="ban"), may("a", "c", id="c")
    )
    joined = law_above(under(upper, counts("a", "c", id="own"), duty("a", "b", id="other")))
    # b and c are the text's own matter; a prohibition of the law binds all the same.
    assert [rule.id for rule in joined.rules] == ["own", "other", "law.issue", "law.ban"]


def test_a_part_of_a_limit_of_the_law_stays_that_part_of_it() -> None:
    half = duty("a", "c", Fraction("decide", 1, 2), id="half")
    joined = law_above(under(law(DECIDE, half), duty("a", "b", Within(1), id="own")))
    assert limit_of(joined, "law.half") == Within(3)


def test_days_are_counted_as_the_law_says_where_the_text_does_not() -> None:
    first = Counting.INCLUDE_FIRST_DAY
    upper = law(DECIDE, counting=first, counting_stated=True)
    below = under(upper, duty("a", "c", Within(2), id="own"))
    assert law_above(below).counting is first
    assert law_above(replace(below, counting_stated=True)).counting is below.counting
    assert law_above(under(law(DECIDE), counts("a", "c"))).counting is below.counting


def test_alternatives_of_a_reading_have_the_laws_limit_too() -> None:
    own = duty("a", "c", External("法定", "law.decide"), id="own")
    instead = Alternative("other", NAME, replace(own, on=replace(own.on, events=("d",))))
    read = replace(own, readings=(Interpretation(NAME, alternatives=(instead,)),))
    joined = law_above(under(law(DECIDE), read)).by_id["own"]
    taken = joined.readings[0].alternatives[0].rule
    assert isinstance(taken, Obligation)
    assert (taken.deadline, taken.on.events) == (Within(5), ("d",))


def test_a_law_under_another_law_brings_that_with_it() -> None:
    top = replace(law(duty("a", "d", Within(7), id="top", article="9")), id="top")
    joined = law_above(under(replace(law(DECIDE), under=(top,)), counts("a", "c")))
    assert [rule.id for rule in joined.rules] == ["a-is-c", "law.decide", "law.top.top"]
    assert article_label(joined.by_id["law.top.top"].article).en == "Upper Law art. 9"


def test_without_a_law_above_there_is_no_such_version() -> None:
    with pytest.raises(Complaint):
        law_above(regime(DECIDE))


def test_an_article_of_another_text_survives_being_sent_to_a_worker() -> None:
    cited = Cited.of(LAW_NAME, "42")
    back = pickle.loads(pickle.dumps(cited))
    assert (back, article_label(back)) == (cited, cited.label)


@st.composite
def two_levels(draw: st.DrawFn) -> Regime:
    """A random text under a random law."""
    upper, lower = draw(regimes(most=2)), draw(regimes(most=1))
    words = upper.vocabulary.joined(lower.vocabulary)
    upper = replace(upper, id="law", name=LAW_NAME, vocabulary=words, counting=lower.counting)
    return replace(lower, vocabulary=words, under=(upper,))


@given(two_levels())
@draws(150, phases=[Phase.generate])
def test_no_limit_is_longer_with_the_law_and_no_act_is_regulated_by_both(text: Regime) -> None:
    joined = law_above(text)
    own = [rule.id for rule in text.rules]
    assert [rule.id for rule in joined.rules][: len(own)] == own
    terms, before = joined.terms(STRICT), text.terms(STRICT)
    for rule in text.timed:
        with_law, alone = terms[rule.id], before[rule.id]
        assert alone is None or (with_law is not None and never_later(with_law, alone))
    for added in joined.rules[len(own) :]:
        assert act_of(added) not in text.governed or type(added).__name__ == "Prohibition"


@given(two_levels(), st.sampled_from("abcd"), st.sampled_from("abcd"))
@draws(25, phases=[Phase.generate])
def test_with_the_law_the_solver_finds_what_enumeration_finds(
    text: Regime, trigger: str, response: str
) -> None:
    if trigger != response:
        joined = law_above(text)
        check_agreement(joined, Property("any", NAME, trigger, response), STRICT, last=8)


# The five texts and the Licensing Law


def verdict(of: Regime, asked: str, assume: Assume = Assume.EVERYONE) -> Verdict:
    prop = question(asked, library.vocabulary_of_all([of]))
    (known,) = library.knowing([of], [prop])
    (found,) = verify(known, [prop], assumptions=[assume])
    return found


def bound(of: Regime, asked: str, assume: Assume = Assume.EVERYONE) -> int | None:
    return verdict(of, asked, assume).days


def test_what_guanxian_leaves_to_the_law_is_ten_days_with_it() -> None:
    """第13条 refers to 法定时限; art. 44 of the law has ten working days after the decision."""
    asked = CERTIFICATE
    strict, above = sg.load("guanxian"), sg.load("guanxian").above()
    assert above == sg.load("guanxian+above")
    assert bound(strict, asked) is None
    assert bound(above, asked, Assume.NOBODY) is None  # nothing follows on its silence
    proved = verdict(above, asked)
    assert proved.days == 10
    assert "第13条（期限依行政许可法第44条）" in {article_label(one).zh for one in proved.articles}


CASES = "when special-procedure=none and not decision-hindered and not unlawful-application"


@pytest.mark.parametrize(
    ("rule", "asked", "days"),
    [
        ("parallel-opinion-set", "parallel-notice.received -> parallel-opinion.given", 45),
        (
            "parallel-explanation",
            "parallel-notice.received -> parallel-explanation.given",
            45,
        ),
    ],
)
def test_xuecheng_has_the_limit_of_joint_handling_only_if_it_is_read_so(
    rule: str, asked: str, days: int
) -> None:
    """第26条 names limits set or promised; the law has one for joint handling as a whole."""
    cases = CASES if rule == "parallel-opinion-set" else CASES.replace("not unlawful", "unlawful")
    as_written = sg.load("xuecheng+above")
    assert bound(as_written, f"{asked} {cases}") is None
    read = sg.load("xuecheng+above", readings={rule: "within-joint-handling"})
    assert bound(read, f"{asked} {cases}") == days
    longer = cases.replace("not decision-hindered", "decision-hindered and handling=joint")
    assert bound(read, f"{asked} {longer}") == days + 15


def test_to_decide_according_to_law_is_given_no_limit() -> None:
    """Arts. 69 and 70 of the law set none for withdrawing a permit."""
    for name in ("xuecheng", "tancheng", "jinan"):
        assert (
            bound(library.find(f"{name}+above"), "revocation.requested -> revocation.decided")
            is None
        )


@pytest.mark.parametrize("name", library.REGIMES)
def test_what_a_text_says_of_itself_is_the_same_whether_or_not_it_names_a_law(
    name: str, tmp_path: Path
) -> None:
    """Only who supplies a limit is said besides; so no verdict on the text alone can differ."""
    lines = library.path_of(name).read_text(encoding="utf-8").splitlines(keepends=True)
    alone = "".join(line for line in lines if not line.startswith("under:"))
    alone = alone.replace(", by: licensing-law.certificate-delivery}", "}")
    start = alone.find("        within-joint-handling:\n")
    while start >= 0:
        end = alone.index("\n\n", start) + 1
        cut = alone[:start] + alone[end:]
        alone = cut.replace("      alternatives:\n\n", "\n")
        start = alone.find("        within-joint-handling:\n")
    file = tmp_path / f"{name}.yaml"
    file.write_text(alone, encoding="utf-8")
    before, now = read_regime(file, library.shared_vocabulary()), library.find(name)
    assert now.under
    assert before.vocabulary == now.vocabulary
    assert [_as_written(rule) for rule in before.rules] == [_as_written(rule) for rule in now.rules]
    more: dict[str, Any] = {"rules": (), "under": (), "digest": ""}
    assert replace(before, **more) == replace(now, **more)


def _as_written(rule: object) -> object:
    """A rule without its alternatives and without who supplies its limit."""
    limit = getattr(rule, "deadline", None)
    changes: dict[str, object] = {"readings": ()}
    if isinstance(limit, External):
        changes["deadline"] = replace(limit, by="")
    return replace(rule, **changes)  # type: ignore[type-var]


PAPER = {
    "incomplete-told": 5,
    "complete-accepted": None,
    "accepted-decided": 20,
    "accepted-decided-extended": 30,
    "accepted-decided-after-hearing": 40,
    "accepted-decided-after-others": None,
    "joint-decided": 45,
    "joint-decided-extended": 60,
    "reported-up": 20,
    "certificate-delivered": 10,
    "renewal-settled": 0,
}


def test_the_licensing_law_guarantees_what_was_worked_out_on_paper() -> None:
    of = library.find("licensing-law")
    asked = [prop for prop in of.properties if prop.id in PAPER]
    found = verify(of, asked, assumptions=[Assume.EVERYONE])
    assert {one.property.id: one.days for one in found} == PAPER
    settled = [prop for prop in asked if prop.id == "renewal-settled"]
    (itself,) = verify(of, settled, assumptions=[Assume.NOBODY])
    assert itself.days == 1  # silence renews; what ends at a weekend, by the next close
    # A telling silence on every application would bring acceptance of itself.
    read = sg.load("licensing-law", readings={"gaps-told": "every-silence"})
    complete = "application.received -> application.accepted when application=complete"
    assert bound(read, complete, Assume.NOBODY) == 5


def test_who_was_not_told_is_decided_on_within_the_days_from_receipt() -> None:
    """Acceptance is deemed from receipt: 20 in all and not 5 + 20, of which the reading is 25."""
    of = library.find("licensing-law")
    untold = replace(of, rules=tuple(one for one in of.rules if one.id != "correction"))
    cases = "when application=incomplete and handling=single and special-procedure=none"
    asked = f"application.received -> approval.decided {cases} and not decision-hindered"
    told = must_not("application.received", "application-gaps.told", bearer="approval-bureau")
    silent = replace(untold, rules=(*(r for r in untold.rules if r.id != "gaps-told"), told))
    deemed = lapse("application.received", "application.accepted", Within(5), id="deemed")
    silent = replace(silent, rules=(*silent.rules, deemed), sanctions=())
    assert bound(silent, asked) == 20
    later = tuple(one for one in silent.rules if one.id != "decision-after-silence")
    assert bound(replace(silent, rules=later), asked) == 25


def test_the_law_is_listed_by_itself_and_never_among_all_texts(shenguan: Any) -> None:
    assert not {*library.LAWS} & {*library.REGIMES}
    _, out, _ = shenguan("list", lang="en")
    assert "Shipped laws above" in out
    assert "licensing-law" not in out.split("Shipped laws above")[0]


# What is shown


CERTIFICATE = "approval.decided -> certificate.issued when certificate-needed"


def test_beside_the_strict_verdict_stands_that_with_the_law_above(
    shenguan: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("experiments.verify.command.known_verification", asked_once)
    ask = ("--assume", "everyone", "--ask", CERTIFICATE)
    status, out, _ = shenguan("verify", "guanxian", "--above", *ask, lang="zh")
    assert status == 1
    assert "冠县（连同上位法）" in out
    named = shenguan("verify", "guanxian", "guanxian+above", *ask, lang="zh")[1]
    assert named == out
    alone = shenguan("verify", "guanxian", *ask, lang="en")[1]
    assert "Licensing Law art. 44 sets it: 10 working day(s)" in alone
    assert "with the law above" in alone


def test_a_rule_is_read_back_with_what_the_law_supplies(shenguan: Any) -> None:
    out = shenguan("show", "guanxian", lang="zh")[1]
    assert "行政许可法第44条定为：10 个工作日" in out
    above = shenguan("show", "guanxian+above", lang="en")[1]
    assert "art. 13 (limit of Licensing Law art. 44)" in above
    assert "[licensing-law.decision]" in above


def test_a_text_without_a_law_above_says_how_to_name_one(shenguan: Any) -> None:
    status, _, err = shenguan("verify", "licensing-law+above", lang="en")
    assert status == 2
    assert "under: [licensing-law]" in err


def test_a_comparison_sets_the_strict_verdicts_that_the_law_changes_side_by_side() -> None:
    of, asked = library.find("guanxian"), library.properties()["certificate-issued"]
    nothing: Any = None
    alone = verify(of, [asked], [STRICT])
    above = verify(law_above(of), [asked], [STRICT])
    result = RegimeResult(of, tuple(alone), nothing, nothing, nothing, nothing, nothing)
    shown, result = result, replace(result, above=tuple(above))
    (part,) = section(Comparison(nothing, (result, shown)))
    table, note = part.blocks
    assert isinstance(table, Table)
    assert len(table.rows) == 2  # the name, and what everyone's obedience is worth
    cells = [cell.words.en for cell in table.rows[1][2:] if isinstance(cell, Marked)]  # type: ignore[index]
    assert cells == ["unbounded; hinges on θ(art. 13)", "10"]
    assert isinstance(note, Paragraph)
    assert not list(section(Comparison(nothing, (shown,))))


# The audit


def contradictions(of: Regime) -> list[Finding]:
    return [one for one in audit(of) if one.kind is FindingKind.AGAINST_LAW_ABOVE]


SOUND = duty("a", "b", Within(5), id="own", default="c")
AGAINST: dict[str, tuple[Regime, Rule]] = {
    "longer": (law(DECIDE), duty("a", "b", Within(6), id="own")),
    "bearer": (law(DECIDE), duty("a", "b", Within(5), id="own", bearer="q")),
    "default": (
        law(duty("a", "b", Within(5), id="decide", default="c")),
        duty("a", "b", Within(5), id="own", default="d"),
    ),
    "excluded": (law(must_not("a", "c", id="ban")), SOUND),
    "forbidden": (law(must_not("a", "b", id="ban")), duty("a", "b", id="own")),
    "demanded": (law(DECIDE), must_not("a", "b", id="own")),
}
SILENT: dict[str, tuple[Regime, Rule]] = {
    "shorter": (law(DECIDE), duty("a", "b", Within(4), id="own")),
    "the same default": (law(duty("a", "b", Within(5), id="x", default="c")), SOUND),
    "a ban on another": (law(must_not("a", "d", id="ban")), SOUND),
    "a ban that ends": (law(must_not("a", "b", until="c", id="x")), duty("a", "b", id="own")),
    "another case": (
        law(replace(DECIDE, when={"flag": frozenset({"true"})})),
        duty("a", "b", Within(9), id="own", when={"flag": frozenset({"false"})}),
    ),
}


@pytest.mark.parametrize("variant", AGAINST)
def test_what_goes_against_the_law_above_is_told_with_both_articles(variant: str) -> None:
    upper, own = AGAINST[variant]
    (finding,) = contradictions(under(upper, own))
    assert (finding.variant, finding.rules, finding.articles) == (variant, ("own",), ("own",))
    for lang in LANGS:
        assert LAW_NAME.in_(lang) in finding.sentence().in_(lang)
        assert "{" not in finding.sentence().in_(lang) + finding.advice().in_(lang)


@pytest.mark.parametrize("why", SILENT)
def test_what_agrees_with_the_law_above_is_no_finding(why: str) -> None:
    upper, own = SILENT[why]
    assert not contradictions(under(upper, own))
    assert not contradictions(regime(own))


# Rule files


def read(text: str, file: Path) -> Regime:
    return regime_of(parse_document(text.encode(), str(file)), library.shared_vocabulary())


def mistakes(text: str, file: Path) -> list[tuple[str, int]]:
    with pytest.raises(Mistakes) as told:
        read(text, file)
    for one in told.value.mistakes:
        assert one.say().zh
        assert one.say().en
    return [(one.code, one.line) for one in told.value.mistakes]


def below(name: str) -> str:
    return GOOD.replace("rules:\n", f"under: [{name}]\nrules:\n", 1)


OPEN = "deadline: {external: 法定期限, by: BY}\n    reading: {zh: 例}"


def supplied_by(by: str, name: str = "licensing-law") -> str:
    return below(name).replace("deadline: 1 working day", OPEN.replace("BY", by))


def test_a_file_names_texts_above_it_by_name_or_by_path(tmp_path: Path) -> None:
    (tmp_path / "upper.yaml").write_text(GOOD.replace("regime: mine", "regime: upper"))
    lower = read(supplied_by("upper.push", "upper.yaml"), tmp_path / "lower.yaml")
    assert [one.id for one in lower.under] == ["upper"]
    assert limit_of(law_above(lower), "push") == Within(1)
    shipped = read(supplied_by("licensing-law.decision"), tmp_path / "lower.yaml")
    assert limit_of(law_above(shipped), "push") == Within(20)


def test_a_text_may_use_the_words_of_the_law_above_it(tmp_path: Path) -> None:
    plain = read(below("licensing-law"), tmp_path / "x.yaml")
    assert "application.accepted" not in plain.vocabulary.events
    using = below("licensing-law").replace("on: approval.decided", "on: application.accepted")
    assert "application.accepted" in read(using, tmp_path / "x.yaml").vocabulary.events
    label = below("licensing-law").replace("on: approval.decided", "on: 受理行政许可申请")
    assert read(label, tmp_path / "x.yaml").rules[0].on.events == ("application.accepted",)


def test_absurd_texts_above_are_told_with_their_places(tmp_path: Path) -> None:
    here = tmp_path / "lower.yaml"
    line = GOOD[: GOOD.index("rules:\n")].count("\n") + 1
    by = below("licensing-law").split("deadline: 1 working day")[0].count("\n") + 1
    assert mistakes(below("licencing-law"), here) == [("under-unknown", line)]
    assert mistakes(below("nowhere.yaml"), here) == [("under-unknown", line)]
    assert mistakes(supplied_by("licensing-law.decide"), here) == [("supplied-unknown", by)]
    assert mistakes(supplied_by("licensing-law.acceptance"), here) == [("supplied-open", by)]
    alone = supplied_by("licensing-law.decision").replace("under: [licensing-law]\n", "")
    assert mistakes(alone, here) == [("supplied-by-nobody", by - 1)]
    assert mistakes(supplied_by("Law"), here) == [("not-a-name", by)]
    twice = below("licensing-law, licensing-law")
    assert mistakes(twice, here) == [("duplicate-id", line)]
    here.write_text(below("upper.yaml"), encoding="utf-8")
    (tmp_path / "upper.yaml").write_text(below("lower.yaml"), encoding="utf-8")
    assert mistakes(here.read_text(encoding="utf-8"), here) == [("under-circle", line)]
    assert mistakes(below("lower.yaml"), here) == [("under-circle", line)]


def test_mistakes_in_the_file_above_are_told_there(tmp_path: Path) -> None:
    (tmp_path / "upper.yaml").write_text(GOOD.replace("approval.decided", "nothing.known"))
    with pytest.raises(Mistakes) as told:
        read(below("upper.yaml"), tmp_path / "lower.yaml")
    assert {Path(one.file).name for one in told.value.mistakes} == {"upper.yaml"}


def test_the_schema_knows_texts_above(tmp_path: Path) -> None:
    form = schema.rule_file_schema()
    good = parse_document(supplied_by("licensing-law.decision").encode(), "x").data
    jsonschema.validate(good, form)
    bad = parse_document(supplied_by("' '").encode(), "x").data
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(bad, form)
