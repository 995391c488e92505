"""What an official does with one matter, in Chromium: clicks and latency."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from experiments.studio.ask import Studio
from tests.excerpt import EXCERPT
from tests.official import PHONE, Official, faults, official

BEGIN = "lang=zh&at=2026-02-13T09:00"
PUSHED = "approval.decided@2026-02-13T16:00;approval-info.pushed@2026-02-13T16:20"


def button(who: Official, name: str) -> Any:
    return who.page.locator("a.do", has_text=re.compile(rf"^\s*{name}\s*$"))


def still(who: Official, question: str) -> Any:
    """The row of a question, once all that is still guaranteed has been worked out."""
    row = who.page.get_by_role("rowheader", name=question, exact=True).locator("xpath=..")
    return who.page.locator("#still:not([aria-busy])").locator("tr").and_(row)


def decided_and_pushed(who: Official, regime: str) -> None:
    who.goes(f"/play?regime={regime}&{BEGIN}")
    who.clicks_on(button(who, "作出审批决定"), who.page.get_by_text("轮到行政审批部门"))
    who.clicks_on(button(who, "推送审批信息"), who.page.locator("[role=status]", has_text="认领"))


def test_what_if_the_bureau_stays_silent_in_guanxian_takes_three_clicks(
    someone: Official,
) -> None:
    decided_and_pushed(someone, "guanxian")
    effect = someone.page.get_by_text("期满发生：认领审批信息（第17条第(1)项）")
    someone.clicks_on(button(someone, "到期不理"), effect)
    expect(someone.page.locator("#now")).to_contain_text("2026年2月24日（周二） 17:00")
    expect(still(someone, "审批推送得到认领")).to_contain_text(
        "已于 2026年2月24日（周二） 17:00 发生"
    )
    assert someone.clicks == 3


def test_what_if_the_bureau_stays_silent_in_xuecheng_takes_three_clicks(
    someone: Official,
) -> None:
    decided_and_pushed(someone, EXCERPT)
    row = still(someone, "审批推送得到认领")
    expect(row).to_contain_text("最迟 2026年2月14日（周六，调休上班）")
    someone.clicks_on(button(someone, "到期不理"), someone.page.locator("#lost"))
    expect(row.locator("td.refuted")).to_have_count(2)
    expect(someone.page.locator("#still li")).to_contain_text("本来做得到，自己没有做")
    assert someone.clicks == 3


def test_a_step_is_taken_back_by_a_click_and_by_the_browser(someone: Official) -> None:
    someone.goes(f"/play?regime=guanxian&{BEGIN}&moves={PUSHED}")
    deemed = someone.page.get_by_text("期满发生：认领审批信息")
    someone.clicks_on(someone.page.locator("#wait"), deemed)
    someone.clicks_on(someone.page.locator("#back"), button(someone, "到期不理"))
    expect(deemed).to_have_count(0)
    someone.page.go_back()
    expect(deemed.first).to_be_visible()
    assert someone.clicks == 2


def test_a_light_that_is_off_is_walked_through_and_gone_on_with_from_its_second_step(
    someone: Official,
) -> None:
    someone.goes(f"/change?lang=zh&regime={EXCERPT}")
    row = someone.page.locator("#lights tr", has_text="审批推送得到认领").first
    walk = row.locator("td").nth(1).get_by_role("link", name="走")
    someone.clicks_on(walk, someone.page.get_by_text("第 1 步，共 3 步"))
    someone.clicks_on(button(someone, "下一步"), someone.page.get_by_text("第 2 步，共 3 步"))
    someone.clicks_on(button(someone, "从这里自己走"), button(someone, "认领审批信息"))
    assert someone.clicks == 3


def test_who_is_always_silent_is_passed_over(someone: Official) -> None:
    someone.goes(f"/play?regime={EXCERPT}&{BEGIN}&moves={PUSHED}")
    office = someone.page.locator(".office", has_text="监管部门").first
    someone.clicks_on(
        office.get_by_role("link", name="设为一直不作为"),
        someone.page.locator(".office.silent", has_text="监管部门"),
    )
    expect(still(someone, "审批推送得到认领").locator("td.refuted")).to_have_count(2)


def test_a_matter_is_played_by_keyboard_alone(someone: Official) -> None:
    keys = someone.page.keyboard
    someone.goes(f"/play?regime=guanxian&{BEGIN}&moves={PUSHED}")
    for _ in range(30):
        keys.press("Tab")
        if "到期不理" in someone.page.evaluate("document.activeElement.textContent"):
            break
    deemed = someone.page.get_by_text("期满发生：认领审批信息")
    someone.does(lambda: keys.press("Enter"), deemed)
    expect(someone.page.locator("#now")).to_be_focused()


def test_an_act_at_another_time_works_without_a_script(
    browser: Browser, studio: Studio, home: str
) -> None:
    with official(browser, studio, home, script=False) as who:
        who.goes(f"/play?regime={EXCERPT}&{BEGIN}&moves={PUSHED}")
        who.page.locator(".later summary").first.click()
        who.page.locator("input[name=do-at]").first.fill("2026-02-14T10:30")
        done = who.page.get_by_text("10:30，监管部门：认领审批信息")
        who.clicks_on(who.page.get_by_role("button", name="这时做"), done)


@pytest.mark.parametrize("moves", ["", f"{PUSHED};silent:regulator;wait"])
@pytest.mark.parametrize("wide", [1300, PHONE[0]])
def test_the_screen_has_no_serious_fault_and_is_no_wider_than_the_window(
    browser: Browser, studio: Studio, home: str, moves: str, wide: int
) -> None:
    with official(browser, studio, home, (wide, PHONE[1]), policy=False) as who:
        who.goes(f"/play?regime={EXCERPT}&{BEGIN}&moves={moves}")
        assert faults(who.page) == []
        assert who.page.evaluate("document.documentElement.scrollWidth") <= wide
