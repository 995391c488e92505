"""One matter in the studio: whose turn it is, until when, silence, and what is still guaranteed."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import datetime
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
    whole = words(page(client, asked))
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
