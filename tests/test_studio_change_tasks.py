"""What an official changes in the studio, in Chromium: each task with its clicks."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from experiments.studio.ask import Studio
from tests.excerpt import EXCERPT
from tests.official import PHONE, Official, faults, official, served
from tests.test_studio_tasks import lamp

WAIT = 30_000  # milliseconds, on a busy machine
SHORT = f"/change?regime={EXCERPT}"


@pytest.fixture
def someone(someone: Official) -> Official:
    """Somebody before a few clauses of Xuecheng."""
    someone.goes(SHORT)
    return someone


def choice(who: Official, of: str) -> Any:
    return who.page.locator(f'[id="{of}"]')


def test_the_claim_window_is_made_two_days_in_one_click_where_it_stands(someone: Official) -> None:
    """In the text as it stands, whose clauses are several screens."""
    page = someone.page
    someone.goes("/change")
    where = choice(someone, "approval-claim.deadline")
    where.scroll_into_view_if_needed()
    height = page.evaluate("scrollY")
    light = lamp(someone, "审批推送得到认领")
    someone.chooses(where, "2 working days", light.get_by_text("≤ 2 个工作日"))
    expect(light).to_contain_text("原：✓ ≤ 1 个工作日")
    expect(lamp(someone, "审批推送得到认领", 1)).to_contain_text("无保证")
    expect(page).to_have_url(
        f"{someone.home}/change?edit=approval-claim.deadline%3D2+working+days&lang=zh"
    )
    expect(page.locator("#clause-approval-claim del")).to_contain_text("在 1 个工作日内")
    assert page.evaluate("scrollY") == pytest.approx(height, abs=80)
    assert someone.clicks == 1
    page.go_back()  # which is undo
    expect(page.locator("#clause-approval-claim del")).to_have_count(0)


def test_silence_is_made_to_count_as_the_claim(someone: Official) -> None:
    light = lamp(someone, "审批推送得到认领", 1)
    where = choice(someone, "approval-claim.on-expiry")
    someone.chooses(where, "approval-info.claimed", light.get_by_text("≤ 1 个工作日"))
    expect(light).to_contain_text("原：✗ 无保证")
    assert someone.clicks == 1


def test_a_clause_is_struck_and_put_back(someone: Official) -> None:
    page = someone.page
    struck = page.locator("#clause-supervision-claim.struck")
    strike = page.locator("#clause-supervision-claim").get_by_role("link", name="删去")
    someone.clicks_on(strike, struck)
    light = lamp(someone, "监管推送得到认领")
    expect(light).to_contain_text("无保证", timeout=WAIT)
    someone.clicks_on(page.get_by_role("link", name="第23条第(1)项 认领监管信息"), struck)
    undo = struck.get_by_role("link", name="撤销")
    someone.clicks_on(undo, choice(someone, "supervision-claim.deadline"))
    assert "edit=" not in page.url
    assert someone.clicks == 3


def test_a_guarantee_is_repaired_in_three_clicks(someone: Official) -> None:
    page = someone.page
    see = lamp(someone, "审批推送得到认领", 1).get_by_role("link", name="看过程")
    someone.clicks_on(see, page.locator("#run-zh"))
    mend = page.locator("#repair").get_by_role("link", name="修一修")
    apply = page.locator("#repair").get_by_role("link", name="采用")
    assert page.locator(".changing #repair").count() == 0  # it stands below the run
    someone.clicks_on(mend, apply)
    expect(apply.first).to_be_in_viewport()
    someone.clicks_on(apply, lamp(someone, "审批推送得到认领", 1).get_by_text("≤ 1 个工作日"))
    assert "edit=approval-claim.on-expiry%3Dapproval-info.claimed" in page.url
    assert someone.clicks == 3


def test_what_an_edit_brings_stands_above_the_clauses_and_a_notice_beside_the_lights(
    someone: Official,
) -> None:
    """A claim of two days one way and of one day the other: the two are no longer alike."""
    page = someone.page
    someone.goes(f"{SHORT}&edit=approval-claim.deadline%3D2+working+days")
    notice = page.locator(".beside #notice").get_by_role("link")
    expect(notice).to_contain_text("改动带来 1 个新问题", timeout=2 * WAIT)
    someone.clicks_on(notice, page.locator(".text #findings li"))
    expect(page.locator("#findings li").first).to_be_in_viewport()


def test_the_clauses_are_one_key_behind_the_tabs(someone: Official) -> None:
    page = someone.page
    page.get_by_role("link", name="跳到条文").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#clauses")).to_be_focused()


def test_a_studio_that_has_stopped_says_so_on_the_page(
    browser: Browser, studio: Studio, tmp_path_factory: pytest.TempPathFactory
) -> None:
    own = Studio(tmp_path_factory.mktemp("stopped"), {EXCERPT: studio.folder / EXCERPT})
    serving = served(own)
    with official(browser, own, serving.__enter__()) as who:
        who.goes(f"{SHORT}&find=认领")
        expect(who.page.locator("#stopped")).to_be_hidden()
        serving.__exit__(None, None, None)
        choice(who, "approval-claim.deadline").select_option("2 working days")
        expect(who.page.locator("#stopped")).to_contain_text("工作台已经停止")
        expect(who.page.locator("#stopped")).to_be_in_viewport()
        who.said.clear()
    own.close()


def rewrite(page: Page, old: str, new: str) -> None:
    """Mark words of the file and write others in their place."""
    select = """(box, old) => { const at = box.value.indexOf(old); box.focus();
        box.setSelectionRange(at, at + old.length) }"""
    page.locator("#text").evaluate(select, old)
    page.keyboard.insert_text(new)


def test_a_file_edited_with_a_mistake_is_told_where_and_nothing_is_lost(someone: Official) -> None:
    page = someone.page
    text = page.locator("#text")
    someone.clicks_on(page.get_by_role("link", name="直接改规则文件"), text)
    rewrite(page, "deadline: 3 working days", "deadline: 3 workin days")
    take = page.get_by_role("button", name="采用这份文件")
    someone.clicks_on(take, page.locator(".mistakes"))
    expect(page.locator("pre .here")).to_contain_text("deadline: 3 workin days")
    assert text.input_value().count("workin days") == 1
    expect(page.locator(".mistakes").first).to_contain_text("之后还会检查其余部分")
    page.locator("a[data-line]").click()
    marked = "(box) => box.value.slice(box.selectionStart, box.selectionEnd)"
    assert text.evaluate(marked).strip() == "deadline: 3 workin days"
    rewrite(page, "3 workin days", "2 working days")
    someone.clicks_on(take, page.locator("#clauses"))
    expect(page.get_by_text("已改 1 处")).to_be_visible()
    assert "supervision-push.deadline%3D2+working+days" in page.url
    assert someone.clicks == 3


def test_a_limit_is_chosen_by_keyboard_alone_and_the_focus_stays(someone: Official) -> None:
    page = someone.page
    where = choice(someone, "approval-claim.deadline")
    where.focus()
    light = lamp(someone, "审批推送得到认领")
    someone.does(lambda: page.keyboard.press("ArrowDown"), light.get_by_text("原：✓ ≤ 1 个工作日"))
    expect(where).to_be_focused()


def test_it_works_in_english_on_a_phone_and_without_a_script(
    browser: Browser, studio: Studio, home: str
) -> None:
    with official(browser, studio, home, PHONE) as who:
        who.goes(f"{SHORT}&lang=en")
        strip = who.page.locator(".strip")
        expect(strip).to_contain_text("every approval push is claimed")
        assert who.page.evaluate("document.documentElement.scrollWidth") == PHONE[0]
        where = choice(who, "approval-claim.deadline")
        who.chooses(where, "2 working days", who.page.locator(".strip .changed"))
        expect(strip).not_to_contain_text("…", timeout=WAIT)
        expect(strip.locator(".changed").first).to_contain_text("≤ 2 (was: ✓ ≤ 1)")
        assert who.clicks == 1
    with official(browser, studio, home, script=False) as who:
        who.goes(f"{SHORT}&lang=en")
        choice(who, "approval-claim.deadline").select_option("2 working days")
        who.clicks_on(who.page.get_by_role("button", name="Apply what is chosen"))
        expect(who.page.locator("#clause-approval-claim del")).to_contain_text("1 working day")


def test_a_clause_looked_at_closely_a_run_and_the_file_have_no_serious_fault(
    browser: Browser, studio: Studio, home: str
) -> None:
    with official(browser, studio, home, policy=False) as who:
        for path in (
            f"{SHORT}&edit=approval-claim.deadline%3D2+working+days&clause=approval-claim"
            "&add=approval-claim&run=approval-push-claimed.nobody&find=认领",
            f"{SHORT}&edit=approval-push.bearer%3Dnobody&find=nothing",
            f"{SHORT}&free=1",
        ):
            who.goes(path)
            assert faults(who.page) == []
