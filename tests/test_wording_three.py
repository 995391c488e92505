"""Xuecheng, Tancheng and Guanxian say what their articles say: each clause once misread."""

from __future__ import annotations

from dataclasses import replace

import pytest

from model.deadline import STRICT, External, Immediately, Indefinite, NoLimit, Reading, Within
from model.interpretation import alternatives_in
from model.property import Property
from model.regime import Regime, Sanction
from model.rule import Obligation, Power
from protocols import library
from tests.small import NAME
from verify.audit import audit
from verify.audit.finding import FindingKind
from verify.guarantees import verify
from verify.verdict import Answer, Assume, Verdict

XUECHENG, TANCHENG, GUANXIAN = map(library.find, ("xuecheng", "tancheng", "guanxian"))
FIVE = Reading(5)
E, N = Assume.EVERYONE, Assume.NOBODY
TRUE, FALSE = frozenset({"true"}), frozenset({"false"})


def duty(of: Regime, rule: str, article: str) -> Obligation:
    """The duty that an article lays down."""
    found = of.by_id[rule]
    assert isinstance(found, Obligation)
    assert found.article == article
    return found


def power(of: Regime, rule: str, article: str) -> Power:
    """What an article allows and does not demand."""
    found = of.by_id[rule]
    assert isinstance(found, Power)
    assert found.article == article
    return found


def sanction(of: Regime, name: str, article: str) -> Sanction:
    """The liability that an article lays down."""
    (found,) = [one for one in of.sanctions if one.id == name]
    assert found.article == article
    return found


def verdict(
    of: Regime, prop: Property | str, assume: Assume = Assume.EVERYONE, reading: Reading = FIVE
) -> Verdict:
    """What is proved or refuted of a shipped property, or of one's own."""
    asked = library.properties()[prop] if isinstance(prop, str) else prop
    return verify(of, [asked], [reading], [assume])[0]


# According to law


@pytest.mark.parametrize(
    ("of", "rule", "article", "deciding"),
    [
        (XUECHENG, "revocation-decision", "23.2", "revocation-request-decided"),
        (XUECHENG, "broken-commitment-decision", "24.3", None),
        (XUECHENG, "legacy-decision", "29", None),
        (XUECHENG, "legacy-decision-after-rectification", "29", None),
        (TANCHENG, "revocation-decision", "23(2).3", "revocation-request-decided"),
        (TANCHENG, "broken-commitment-decision", "24", None),
        (TANCHENG, "legacy-decision", "27", None),
        (TANCHENG, "legacy-decision-after-rectification", "27", None),
    ],
)
def test_according_to_law_names_a_basis_and_sets_no_limit(
    of: Regime, rule: str, article: str, deciding: str | None
) -> None:
    found = duty(of, rule, article)
    assert found.deadline == NoLimit()
    other = alternatives_in(found.readings)["limit-of-the-law"].rule
    assert isinstance(other, Obligation)
    assert isinstance(other.deadline, External)
    if deciding is not None:
        assert verdict(of, deciding).answer is Answer.REFUTED


# Words of immediacy


@pytest.mark.parametrize(
    ("of", "rule", "article", "word"),
    [
        (XUECHENG, "revocation-outcome", "23.2", "同时"),
        (TANCHENG, "revocation-outcome", "23(2).3", "同时"),
        (GUANXIAN, "approval-push", "17(1)", "即时"),
        (GUANXIAN, "query-access-to-regulator", "18", "同时"),
        (GUANXIAN, "regulator-documents", "20", "同时"),
        (GUANXIAN, "bureau-documents", "20", "同时"),
    ],
)
def test_words_of_immediacy_stand_as_they_are_written(
    of: Regime, rule: str, article: str, word: str
) -> None:
    assert duty(of, rule, article).deadline == Immediately(word)


@pytest.mark.parametrize("of", [XUECHENG, TANCHENG, GUANXIAN], ids=lambda of: of.id)
def test_no_word_of_immediacy_is_put_into_the_text(of: Regime) -> None:
    """So every limit of that kind has its word."""
    limits = [rule.deadline for rule in of.obligations]
    assert all(one.wording for one in limits if isinstance(one, Immediately))


# Attendance


@pytest.mark.parametrize(
    ("of", "rule", "article"),
    [
        (XUECHENG, "survey-attendance", "25.2"),
        (TANCHENG, "survey-attendance", "25(3).3"),
        (TANCHENG, "plenary-attendance", "联席会议制度三(一)1"),
        (TANCHENG, "thematic-attendance", "联席会议制度三(一)2"),
        (TANCHENG, "liaison-attendance", "联席会议制度三(一)3"),
    ],
)
def test_attendance_has_no_time_where_none_is_written(of: Regime, rule: str, article: str) -> None:
    assert duty(of, rule, article).deadline == NoLimit()


@pytest.mark.parametrize("of", [XUECHENG, TANCHENG], ids=lambda of: of.id)
def test_that_joint_surveys_are_attended_hangs_on_the_reading_of_their_day(of: Regime) -> None:
    assert verdict(of, "survey-attended").answer is Answer.REFUTED
    rule = of.by_id["survey-attendance"]
    other = alternatives_in(rule.readings)["on-the-day"].rule
    assert isinstance(other, Obligation)
    assert other.deadline == Immediately()


# Withdrawal, revocation, cancellation; not change


@pytest.mark.parametrize(("of", "article"), [(XUECHENG, "23.2"), (TANCHENG, "23(2).2")])
def test_a_permit_that_needs_changing_has_no_way_to_the_bureau(of: Regime, article: str) -> None:
    request = duty(of, "revocation-request", article)
    assert request.when == {"permit-remedy": frozenset({"withdrawal"})}
    (found,) = audit(of, [FindingKind.OVER_RESTRICTIVE])
    assert found.rules == ("revocation-request",)
    assert "需要变更的许可" in found.sentence().zh


# Silence on a letter


@pytest.mark.parametrize(("of", "article"), [(XUECHENG, "27"), (TANCHENG, "26")])
def test_silence_on_a_letter_is_consent_and_no_answer(of: Regime, article: str) -> None:
    reply = duty(of, "letter-reply", article)
    assert reply.deadline == Indefinite("及时")
    assert reply.on_expiry is not None
    assert reply.on_expiry.event == "letter.consented" != reply.act
    assert of.vocabulary.events["letter.consented"].consents == "letter.received"
    assert reply.through == ()  # how to reply is not written
    assert verdict(of, "letter-answered").days == 5
    assert verdict(of, "letter-answered", Assume.NOBODY).answer is Answer.REFUTED
    (found,) = audit(of, [FindingKind.CONSENT_TO_A_QUESTION])
    assert found.rules == ("letter-reply",)


@pytest.mark.parametrize(("of", "article"), [(XUECHENG, "27"), (TANCHENG, "26")])
def test_only_questions_within_its_remit_must_be_answered(of: Regime, article: str) -> None:
    assert duty(of, "letter-reply", article).when == {"within-remit": TRUE}
    for remit, answer in ((TRUE, Answer.PROVED), (FALSE, Answer.REFUTED)):
        asked = Property("own", NAME, "letter.received", "letter.answered")
        when = Property("own", NAME, asked.trigger, asked.response, when={"within-remit": remit})
        assert verdict(of, when).answer is answer


# Parallel approval


def test_the_departments_in_a_parallel_approval_are_a_party_of_their_own() -> None:
    rules = [rule for rule in XUECHENG.obligations if rule.article.startswith("26(")]
    assert len(rules) == 5
    for rule in rules:
        assert rule.bearers == ("parallel-department",)
    assert XUECHENG.vocabulary.parties["parallel-department"].within is None
    general = sanction(XUECHENG, "general", "30")
    assert not {rule.id for rule in rules} & {*general.of}  # art. 30 names two parties only


def test_absence_runs_from_the_receipt_of_the_notice_and_has_no_time() -> None:
    absence = duty(XUECHENG, "parallel-attendance", "26(1)")
    assert absence.on.events == ("parallel-notice.received",)
    assert absence.act == "parallel-official.entrusted"  # a qualified official, and no session
    assert absence.deadline == NoLimit()
    assert "parallel-meeting.held" not in XUECHENG.vocabulary.events
    (found,) = audit(XUECHENG, [FindingKind.DEFAULT_NEVER_FIRES])
    assert found.rules == ("parallel-attendance",)


def test_the_two_defaults_of_parallel_approval_have_their_own_conditions() -> None:
    exceptions = {}
    for name in ("set", "promised", "extended"):
        rule = XUECHENG.by_id[f"parallel-opinion-{name}"]
        assert isinstance(rule, Obligation)
        default = rule.on_expiry
        assert default is not None
        assert default.event == "parallel-approval.consented"
        exceptions[name] = [*default.unless]
    unlawful = {"unlawful-application": TRUE}  # art. 26(3)
    material, reason = {"material-deficient": TRUE}, {"justified-delay": TRUE}
    assert exceptions["set"] == [unlawful]
    assert exceptions["promised"] == [unlawful, material, reason]
    assert exceptions["extended"] == [unlawful, material]


# Channels, bearers, conditions of liability


def test_either_channel_will_do_where_the_text_gives_a_choice() -> None:
    chosen = {
        ("xuecheng", "24.3"): ("broken-commitment-report", "commitment-outcome"),
        ("guanxian", "18"): ("offline-material",),
    }
    for (name, article), rules in chosen.items():
        for rule in rules:
            found = duty(library.find(name), rule, article)
            assert len(found.through) == 2
            assert found.through_any
    # Tancheng lets nobody report by letter.
    assert duty(TANCHENG, "broken-commitment-report", "24").through == ("platform",)


def test_each_member_carries_out_what_the_conference_decided() -> None:
    for of, article in ((XUECHENG, "28(1)"), (TANCHENG, "联席会议制度三(五)")):
        regulator = duty(of, "conference-follow-through", article)
        bureau = duty(of, "conference-follow-through-of-bureau", article)
        assert (regulator.bearers, bureau.bearers) == (("regulator",), ("approval-bureau",))
        assert regulator.act != bureau.act  # what one does is not what the other owes
    ignored = sanction(XUECHENG, "conference-decision-ignored", "28(1)")
    assert len(ignored.of) == 2


@pytest.mark.parametrize(
    ("of", "name", "article", "harm"),
    [
        (XUECHENG, "conference-decision-ignored", "28(1)", "贻误"),
        (XUECHENG, "survey-delayed", "28(2)", "审批超时"),
        (XUECHENG, "information-withheld", "28(4)", "合法权益"),
        (XUECHENG, "absence-compensation", "28(5)", "经济损失"),
        (XUECHENG, "timeout-compensation", "28(5)", "经济损失"),
        (XUECHENG, "general", "30", "不良后果"),
        (TANCHENG, "general", "28", "不良后果"),
        (GUANXIAN, "late-policy", "24", "不良后果"),
        (GUANXIAN, "discipline", "24", "不良后果"),
    ],
)
def test_liability_needs_the_harm_that_its_clause_names(
    of: Regime, name: str, article: str, harm: str
) -> None:
    found = sanction(of, name, article)
    assert found.harm is not None
    assert harm in found.harm.zh


def test_refusing_a_survey_is_excused_by_a_good_reason_and_delaying_it_is_not() -> None:
    refused = sanction(XUECHENG, "survey-refused", "28(2)")
    assert refused.excuse is not None
    assert refused.ground == "breach"
    delayed = sanction(XUECHENG, "survey-delayed", "28(2)")
    assert (delayed.excuse, delayed.ground) == (None, "late")


def test_silence_on_a_letter_is_punished_without_harm() -> None:
    for of, article in ((XUECHENG, "27"), (TANCHENG, "26")):
        assert sanction(of, "silence", article).harm is None


# Conferences


@pytest.mark.parametrize(
    ("rule", "article", "bearer"),
    [
        ("plenary-conference", "联席会议制度三(一)1", "general-convenor"),
        ("thematic-conference", "联席会议制度三(一)2", "general-convenor"),
        ("thematic-conference-delegated", "联席会议制度三(一)2", "conference-convenor"),
        ("liaison-conference", "联席会议制度三(一)3", "conference-convenor"),
    ],
)
def test_conferences_are_called_as_needed_and_nobody_must(
    rule: str, article: str, bearer: str
) -> None:
    found = power(TANCHENG, rule, article)
    assert (found.act, found.bearer) == ("conference.held", bearer)
    assert not [one for one in TANCHENG.obligations if one.act == "conference.held"]


# Guanxian


def test_queries_are_opened_at_the_same_time_and_neither_side_waits_for_the_other() -> None:
    opening = duty(GUANXIAN, "query-access-to-regulator", "18")
    assert opening.on.events == ("supervision-query.opened",)
    sooner = power(GUANXIAN, "query-access-to-regulator-first", "18")
    assert (sooner.on.events, sooner.act) == (("own-system.used",), opening.act)
    both = Property("own", NAME, "supervision-query.opened", "approval-query.opened")
    assert verdict(GUANXIAN, both).days == 1
    # The bureau may have opened although the other side never does.
    alone = Property("own", NAME, "approval-query.opened", "supervision-query.opened")
    assert verdict(GUANXIAN, alone).answer is Answer.REFUTED


def test_documents_are_passed_on_when_they_are_issued_or_forwarded_not_when_known() -> None:
    sent = duty(GUANXIAN, "regulator-documents", "20")
    assert sent.on.events == ("regulator-document.issued",)
    assert duty(GUANXIAN, "bureau-documents", "20").on.events == ("bureau-document.issued",)
    known = verdict(GUANXIAN, "policy-change-known")
    assert known.answer is not Answer.PROVED
    issued = Property("own", NAME, sent.on.events[0], sent.act)
    assert verdict(GUANXIAN, issued).days == 1
    other = alternatives_in(sent.readings)["known"].rule
    assert isinstance(other, Obligation)
    assert other.on.events == ("policy-change.reached-regulator",)


@pytest.mark.parametrize("name", ["approval", "supervision"])
def test_other_platforms_follow_the_limits_and_defaults_of_the_platform(name: str) -> None:
    item = {"approval": "17(1)", "supervision": "17(2)"}[name]
    for act in ("push", "claim"):
        own = duty(GUANXIAN, f"{name}-{act}", item)
        other = duty(GUANXIAN, f"{name}-{act}-elsewhere", "17(3)")
        assert (own.when, other.when) == ({"pushed-elsewhere": FALSE}, {"pushed-elsewhere": TRUE})
        assert (other.deadline, other.on_expiry) == (own.deadline, own.on_expiry)
        assert (other.act, other.overdue) == (own.act, own.overdue)
        assert other.refers_to == (item,)
    elsewhere = Property(
        "own",
        NAME,
        f"{name}-info.pushed",
        f"{name}-info.claimed",
        when={"pushed-elsewhere": TRUE},
    )
    claimed = verdict(GUANXIAN, elsewhere, Assume.NOBODY, STRICT)
    assert (claimed.days, claimed.articles) == (2, ("17(3)",))
    reported = {one.id for one in GUANXIAN.sanctions_of(f"{name}-claim-elsewhere")}
    assert {"quarterly-bulletin", "reminder", "interview"} <= reported  # art. 23


def test_the_limits_of_guanxian_for_a_claim_are_the_written_ones() -> None:
    assert duty(GUANXIAN, "approval-claim-elsewhere", "17(3)").deadline == Within(2)
    assert duty(GUANXIAN, "supervision-push-elsewhere", "17(3)").deadline == Within(3)


# What the readings decide, as docs/semantics.md has it


def taking(of: Regime, rule: str, alternative: str) -> Regime:
    """The text with one clause read otherwise."""
    other = alternatives_in(of.by_id[rule].readings)[alternative].rule
    changed = (other if old.id == rule else old for old in of.rules)
    return replace(of, rules=tuple(one for one in changed if one is not None))


@pytest.mark.parametrize(
    ("of", "rule", "alternative", "asked", "assume", "days"),
    [
        (XUECHENG, "revocation-decision", "limit-of-the-law", "revocation-request-decided", E, 5),
        (TANCHENG, "revocation-decision", "limit-of-the-law", "revocation-request-decided", E, 5),
        (XUECHENG, "revocation-decision", "limit-of-the-law", "revocation-outcome-known", E, 5),
        (XUECHENG, "letter-reply", "answered", "letter-answered", N, 5),
        (TANCHENG, "letter-reply", "answered", "letter-answered", N, 5),
        (XUECHENG, "survey-attendance", "on-the-day", "survey-attended", E, 1),
        (TANCHENG, "survey-attendance", "on-the-day", "survey-attended", E, 1),
        (XUECHENG, "approval-claim", "from-decision", "decision-reaches-supervision", E, 1),
        (
            XUECHENG,
            "supervision-policy-information",
            "content-only",
            "policy-change-known",
            E,
            None,
        ),
        (GUANXIAN, "regulator-documents", "known", "policy-change-known", E, 1),
        (GUANXIAN, "training-invitation", "no-time", "training-noticed", E, None),
    ],
)
def test_a_verdict_that_hinges_on_a_reading_moves_with_it(
    of: Regime, rule: str, alternative: str, asked: str, assume: Assume, days: int | None
) -> None:
    before = verdict(of, asked, assume)
    after = verdict(taking(of, rule, alternative), asked, assume)
    assert (after.days if after.answer is Answer.PROVED else None) == days
    assert (before.answer, before.days) != (after.answer, after.days)
