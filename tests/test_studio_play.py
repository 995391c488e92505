"""One matter in the studio: whose turn it is, until when, silence, and what is still guaranteed."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import date, datetime
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from experiments.studio.ask import Studio
from experiments.studio.play import outlook
from model.instant import instant_of
from model.session import start
from model.steps import perform
from protocols import library
from tests.large import rule_file
from tests.windows import TestClient, window
from verify.verdict import Assume

DECIDED = "approval.decided@2026-02-13T16:00"
PUSHED = f"{DECIDED};approval-info.pushed@2026-02-13T16:20"
START = "at=2026-02-13T09:00"
DATA = Path(__file__).parent / "data"
_ALL = 20  # times that a page is asked for until what is still guaranteed is all there


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    studio = Studio(tmp_path_factory.mktemp("start"))
    with window(studio) as made:
        yield made
    studio.close()


def words(text: str) -> str:
    """The text of a page, tags and folds apart."""
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", text)))


def page(client: TestClient, query: str, lang: str = "zh", status: int = 200) -> str:
    answer = client.get(f"/play?lang={lang}&{query}")
    assert answer.status_code == status, words(answer.text)
    text: str = answer.text
    return text


def settled(client: TestClient, query: str, lang: str = "zh") -> str:
    """The page once all that is still guaranteed has been worked out."""
    for _ in range(_ALL):
        text = page(client, query, lang)
        if 'id="still" aria-busy' not in text:
            return text
        time.sleep(0.1)
    raise AssertionError("it is never all there")


def link(text: str, name: str) -> str:
    """Where the link of a name leads, as a query."""
    for href, inner in re.findall(r'<a class="do[^"]*" href="([^"]*)"[^>]*>(.*?)</a>', text):
        if name in unescape(inner):
            return urlsplit(unescape(href)).query
    raise AssertionError(f"no link {name}")


def moves(query: str) -> str:
    return parse_qs(query).get("moves", [""])[0]


def test_at_the_start_everything_that_may_begin_a_matter_is_offered(client: TestClient) -> None:
    text = page(client, START)
    assert "先选从哪件事开始" in words(text)
    assert moves(link(text, "作出审批决定")) == "approval.decided@2026-02-13T09:00"
    assert moves(link(text, "监管信息形成")) == "supervision-info.arisen@2026-02-13T09:00"
    assert "退一步" not in text


def test_whose_turn_it_is_and_until_when_with_make_up_days_and_the_festival(
    client: TestClient,
) -> None:
    text = words(page(client, f"regime=guanxian&{START}&moves={PUSHED}"))
    due = (
        "2026年2月24日（周二） 17:00 前（还剩 2 个工作日，其间2月14日调休上班、春节共 9 天不上班）"
    )
    assert f"轮到行业主管部门：认领审批信息，{due}" in text
    english = words(page(client, f"regime=guanxian&{START}&moves={PUSHED}", "en"))
    assert "Tue 24 Feb 2026" in english
    assert "2 working day(s) left; in between: 14 Feb is a make-up day, " in english


def test_silence_until_the_limit_is_one_link_and_what_it_deems_has_its_article(
    client: TestClient,
) -> None:
    text = page(client, f"regime=guanxian&{START}&moves={PUSHED}")
    silent = link(text, "到期不理")
    assert moves(silent) == f"{PUSHED};wait@2026-02-24T17:00"
    after = words(page(client, silent))
    assert "2026年2月24日（周二） 17:00，期满发生：认领审批信息（第17条第(1)项）" in after
    assert (
        "行业主管部门：认领审批信息（第17条第(1)项），2026年2月24日（周二） 17:00 届满；本来做得到"
        in after
    )


def test_xuecheng_s_silence_claims_nothing_and_nothing_is_guaranteed_any_more(
    client: TestClient,
) -> None:
    before = words(settled(client, f"{START}&moves={PUSHED}"))
    assert "审批推送得到认领 ✓ 最迟 2026年2月14日（周六，调休上班） ✗ 没有保障" in before
    after = words(settled(client, f"{START}&moves={PUSHED};wait"))
    assert after.count("✗ 没有保障 看怎样落空") == 4
    assert "期满发生" not in after
    assert "监管部门逾期：认领审批信息（第22条第(1)项）" in after


def test_who_is_always_silent_is_offered_nothing_until_it_is_let_act_again(
    client: TestClient,
) -> None:
    text = page(client, f"{START}&moves={PUSHED};silent:regulator")
    assert not re.search(r">认领审批信息</a>", text)
    assert re.search(r">认领审批信息</a>", page(client, f"{START}&moves={PUSHED}"))
    assert f"{PUSHED};silent:regulator;acts:regulator" in {
        moves(urlsplit(unescape(href)).query) for href in re.findall(r'href="([^"]*)"', text)
    }
    assert "设为一直不作为" in words(text)


def test_what_a_silent_office_owes_stays_with_it_and_is_put_down_to_no_ban(
    client: TestClient,
) -> None:
    """Pushed on Friday, due when the next working day closes: the Saturday, a make-up day."""
    said = words(settled(client, f"{START}&moves={PUSHED};silent:regulator"))
    assert "有禁止在先" not in said
    assert (
        "设为一直不作为，所以到 2026年2月14日（周六，调休上班） 17:00 不会办；恢复作为即可办。"
        in said
    )
    assert "已经履行不了的" not in said
    gone = words(settled(client, f"{START}&moves={PUSHED};silent:regulator;wait"))
    assert "恢复作为即可办" in gone
    assert "不会办；恢复作为" not in words(settled(client, f"{START}&moves={PUSHED}"))


def test_stepping_back_and_back_to_any_step(client: TestClient) -> None:
    text = page(client, f"{START}&moves={PUSHED};wait")
    assert moves(link(text, "退一步")) == PUSHED
    assert moves(link(page(client, link(text, "退一步")), "退一步")) == DECIDED
    assert moves(link(text, "重新走")) == ""
    hrefs = re.findall(r'<a href="([^"]*)" aria-label="回到第 1 步">', text)
    assert [moves(urlsplit(unescape(href)).query) for href in hrefs] == [DECIDED]


def test_an_act_at_another_time_and_waiting_for_a_date(client: TestClient) -> None:
    asked = f"{START}&moves={PUSHED}&do=approval-info.claimed&do-at=2026-02-14T10:30"
    text = page(client, asked)
    assert moves(link(text, "退一步")) == PUSHED
    assert "2026年2月14日（周六，调休上班） 10:30，监管部门：认领审批信息" in words(text)
    waited = words(page(client, f"{START}&moves={PUSHED}&until=2026-02-16"))
    assert "现在：2026年2月16日（周一，春节放假） 23:59" in waited


def test_the_facts_of_the_case_are_chosen_at_the_start_and_stay(client: TestClient) -> None:
    text = page(client, f"regime=guanxian&{START}&fact-1=certificate-needed:true")
    query = link(text, "作出审批决定")
    assert parse_qs(query)["facts"] == ["certificate-needed:true"]
    assert not any(name.startswith("fact-") for name in parse_qs(query))
    assert "须另行配发证照" in words(page(client, query))
    said = words(page(client, f"{START}&facts=certificate:true", status=400))
    assert "个案没有“certificate”这一项" in said


@pytest.mark.parametrize("step", [1, 2])
def test_a_counterexample_opens_at_any_of_its_steps_and_is_gone_on_with(
    client: TestClient, step: int
) -> None:
    """Decided and pushed, and then nobody obeys: it is never claimed."""
    asked = f"{START}&run=approval-push-claimed.nobody"
    text = page(client, f"{asked}&step={step}")
    assert f"第 {step} 步，共 3 步" in words(text)
    assert "反例：“审批推送得到认领”" in words(text)
    own = link(text, "从这里自己走")
    assert moves(own).count(";") == step - 1
    assert moves(own).startswith("approval.decided@2026-02-13T09:00")
    assert parse_qs(link(text, "下一步"))["step"] == [str(step + 1)]
    assert "第 1 步，共 3 步" in words(page(client, asked))
    whole = words(page(client, f"{asked}&step=3"))
    assert "第 3 步，共 3 步" in whole
    assert "监管部门逾期：认领审批信息" in whole


def test_a_step_that_cannot_be_is_told_and_those_before_it_stand(client: TestClient) -> None:
    text = words(page(client, f"{START}&moves={DECIDED};approval-info.claimed@2026-02-13T16:30"))
    assert "“认领审批信息”还不能发生，要先有：推送审批信息" in text
    assert "现在：2026年2月13日（周五） 16:00" in text
    assert "看不懂这一步" in words(page(client, f"{START}&moves=;;@"))


@pytest.mark.parametrize(
    "query", ["at=yesterday", "at=1066-10-14", "at=2026-02-13T09:00%2B08:00", "at=2093-01-01"]
)
def test_a_beginning_that_is_none_is_told(client: TestClient, query: str) -> None:
    assert "开始时间" in words(page(client, query, status=400))


def test_what_is_written_in_an_address_is_text(client: TestClient) -> None:
    for query in ("moves=<script>x</script>", "do=<b>&do-at=<i>", "until=<b>", "facts=<b>:<i>"):
        text = client.get(f"/play?{START}&{query}").text
        assert "<script>x" not in text
        assert "<b>" not in text
        assert "<i>" not in text


def test_a_step_takes_no_longer_than_it_may(client: TestClient) -> None:
    """50 ms on a machine with nothing else to do; here the best of several, whoever shares it."""
    query = f"regime=guanxian&{START}&moves={PUSHED};wait"
    settled(client, query)
    took = [client.get(f"/play?lang=zh&{query}").headers["server-timing"] for _ in range(5)]
    best = min(float(re.findall(r"total;dur=([0-9.]+)", one)[0]) for one in took)
    assert best < 50


def test_a_text_after_its_edits_is_played(client: TestClient, tmp_path: Path) -> None:
    edit = "edit=approval-claim.on-expiry%3Dapproval-info.claimed"
    text = words(settled(client, f"{edit}&{START}&moves={PUSHED};wait"))
    assert "期满发生：认领审批信息（第22条第(1)项）" in text


def test_what_nobody_looks_at_any_more_is_left_and_worked_out_when_asked_for_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun = start(library.find("guanxian"), instant_of(datetime(2026, 2, 13, 9)))
    session = perform(begun, "approval.decided")
    outlooks = outlook.Outlooks()
    monkeypatch.setattr(outlook, "_LOOKED", -1.0)
    assert not outlooks.of(session, soon=30).found
    monkeypatch.setattr(outlook, "_LOOKED", 60.0)
    known = outlooks.of(session, soon=30)
    assert known.done
    assert {assume for _, assume in known.found} == {*Assume}
    assert outlooks.of(session) is known
    outlooks.close()


def test_what_cannot_be_worked_out_is_told_and_not_begun_again_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(outlook, "prospect", broken)
    begun = start(library.find("guanxian"), instant_of(datetime(2026, 2, 13, 9)))
    outlooks = outlook.Outlooks()
    for _ in range(2):
        with pytest.raises(RuntimeError, match="broken"):
            outlooks.of(perform(begun, "approval.decided"), soon=30)
    outlooks.close()


def test_a_text_of_a_thousand_rules_is_played(client: TestClient, tmp_path: Path) -> None:
    name, data = "large.yaml", rule_file("chain", 1000).encode()
    sent = client.post("/start", files={"file": (name, data)}, follow_redirects=False)
    regime = parse_qs(urlsplit(sent.headers["location"]).query)["regime"][0]
    for _ in range(2):
        answer = client.get(f"/play?lang=zh&regime={regime}&{START}")
        assert answer.status_code == 200
    assert float(re.findall(r"play;dur=([0-9.]+)", answer.headers["server-timing"])[0]) < 500


def test_what_is_not_guaranteed_is_seen_to_fail_step_by_step(client: TestClient) -> None:
    text = settled(client, f"{START}&moves={PUSHED}")
    (href,) = re.findall(r'<a href="([^"]*)" aria-label="看怎样落空：审批推送得到认领">', text)
    failed = page(client, urlsplit(unescape(href)).query)
    assert "照下面这样走下去，“审批推送得到认领”就落空了" in words(failed)
    assert "监管部门逾期：认领审批信息" in words(failed)
    assert moves(link(failed, "退一步")) == PUSHED
    over = words(page(client, f"{START}&moves={PUSHED};wait&fails=approval-push-claimed.nobody"))
    assert "“审批推送得到认领”从这里起没有什么非使它发生不可" in over
    for name in ("nothing.nobody", "approval-push-claimed.somebody", "x"):
        assert "落空了" not in page(client, f"{START}&moves={PUSHED}&fails={name}")


# What the outsider found


FROM_DECISION = "edit=approval-claim.on%3Dapproval.decided"
"""Xuecheng, with the claim due on Tuesday 3 March with the push, of a decision on the Monday."""
LATE = "at=2026-03-02T09:00"
PUSHED_LATE = "approval.decided@2026-03-02T09:00;wait;approval-info.pushed@2026-03-04T10:00"


def test_what_became_able_late_is_somebody_s_turn_up_to_the_close_of_that_day(
    client: TestClient,
) -> None:
    query = f"{FROM_DECISION}&{LATE}&moves={PUSHED_LATE}"
    text = page(client, query)
    said = words(text)
    assert "轮到监管部门：认领审批信息，2026年3月4日（周三） 17:00 前（当天到期）" in said
    assert (
        "推送审批信息（行政审批部门）。现在做得到了，应在 2026年3月4日（周三） 17:00 前做" in said
    )
    assert "谁都不动，等到 2026年3月4日（周三） 17:00：“认领审批信息”期限届满" in said
    assert moves(link(text, "到期不理")) == f"{PUSHED_LATE};wait@2026-03-04T17:00"
    for waited in ("wait", "wait@2026-03-04T17:00"):
        after = words(page(client, f"{FROM_DECISION}&{LATE}&moves={PUSHED_LATE};{waited}"))
        assert "谁都没有动，到 2026年3月4日（周三） 17:00" in after
        assert "监管部门后来做得到了，到 2026年3月4日（周三） 17:00 仍没有做：认领" in after
        assert "后来做得到了，应在 2026年3月4日（周三） 17:00 前做，没有做" in after
        assert "现在没有哪一方" in after
    english = words(page(client, query, "en"))
    assert "It can be done now, and is owed by Wed 4 Mar 2026 17:00." in english


def test_what_is_overdue_and_not_yet_able_waits_for_what_another_owes(client: TestClient) -> None:
    waited = PUSHED_LATE.rpartition(";")[0]
    said = words(page(client, f"{FROM_DECISION}&{LATE}&moves={waited}"))
    assert "“认领审批信息（第22条第(1)项）”还做不了，要等：推送审批信息（行政审批部门）" in said
    assert "当时做不到，在等：推送审批信息（行政审批部门）。" in said
    assert "现在做得到了" not in said


def test_a_date_of_a_presumed_year_is_marked_beside_it_and_the_page_says_what_that_is(
    client: TestClient,
) -> None:
    eve = "approval.decided@2026-12-30T10:00;approval-info.pushed@2026-12-31T10:00"
    said = words(settled(client, f"regime=guanxian&at=2026-12-30T10:00&moves={eve}"))
    assert "轮到行业主管部门：认领审批信息，2027年1月5日（周二，推定） 17:00 前" in said
    assert "最迟 2027年1月5日（周二，推定）" in said
    assert "2027 年的放假和调休安排尚未公布" in said
    plain = words(settled(client, f"regime=guanxian&{START}&moves={PUSHED}"))
    assert "推定" not in plain


def test_a_guarantee_by_a_date_of_a_presumed_year_says_so_before_anything_is_due_in_it(
    client: TestClient,
) -> None:
    """Decided on 31 December 15:00, the push is due that day; the claim two working days on."""
    last = "approval.decided@2026-12-31T15:00"
    said = words(settled(client, f"regime=guanxian&at=2026-12-31T15:00&moves={last}"))
    assert "轮到行政审批部门：推送审批信息，2026年12月31日（周四） 17:00 前" in said
    assert "最迟 2027年1月5日（周二，推定）" in said
    assert said.count("2027 年的放假和调休安排尚未公布") == 1


@pytest.mark.parametrize(
    ("today", "begins"), [("2026-12-31", "2026-12-31"), ("2027-01-01", "2027-01-04")]
)
def test_the_usual_beginning_is_the_next_working_day_in_a_presumed_year_too(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, today: str, begins: str
) -> None:
    class Today(date):
        @classmethod
        def today(cls) -> Today:
            return cls.fromisoformat(today)

    monkeypatch.setattr("experiments.studio.play.matter.date", Today)
    assert f'value="{begins}T09:00"' in page(client, "regime=guanxian")


def test_what_the_clock_brings_is_told_as_nobody_s_duty(tmp_path: Path) -> None:
    (tmp_path / "lapse.yaml").write_bytes((DATA / "paper-lapse.yaml").read_bytes())
    studio = Studio(tmp_path)
    asked = "application.accepted@2026-03-02T09:00;applicant.asked-to-correct@2026-03-03T10:00"
    with window(studio) as client:
        text = page(client, f"regime=lapse.yaml&{LATE}&moves={asked}")
    studio.close()
    said = words(text)
    lapse = "视为撤回申请（第7条）：2026年3月6日（周五） 17:00 届满即发生，不是哪一方的职责"
    assert f"到时自行发生的 {lapse}" in said
    assert "现在没有哪一方有能做而未做、又有期限的事" in said


def test_who_is_silent_is_named_with_what_is_within_it(client: TestClient) -> None:
    text = page(client, f"regime=guanxian&{START}&moves={PUSHED};silent:regulator")
    assert "监管部门（连同行业主管部门）设为一直不作为" in words(text)
    assert not re.search(r">认领审批信息</a>", text)


@pytest.mark.parametrize(("days", "opens"), [(1500, True), (9000, False)])
def test_a_counterexample_that_no_calendar_holds_says_why_it_is_not_opened(
    client: TestClient, days: int, opens: bool
) -> None:
    edit = f"edit=approval-claim.deadline%3D{days} working days"
    query = f"{edit}&{START}&run=approval-push-claimed.nobody"
    said = words(page(client, query))
    assert ("“审批推送得到认领”的反例在日历所及的日期上走不完" in said) is not opens
    assert ("反例：“审批推送得到认领”没有保障时会怎样" in said) is opens
    if not opens:
        assert "先选从哪件事开始" in said
        assert "does not fit the dates of the calendar" in words(page(client, query, "en"))


def test_a_counterexample_that_is_none_says_so(client: TestClient) -> None:
    said = words(page(client, f"regime=guanxian&{START}&run=approval-push-claimed.everyone"))
    assert "“审批推送得到认领”现在没有反例" in said
    assert "不是这份文本所问的" in words(page(client, f"{START}&run=bananas.nobody"))
