"""What an official does in the studio, in Chromium: few clicks, no network, also by keyboard."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from experiments.studio.ask import Studio
from tests.excerpt import EXCERPT, excerpt
from tests.official import PHONE, Official, faults, official

SHORT = f"regime={EXCERPT}"


def lamp(who: Official, question: str, place: int = 0) -> Any:
    """The light of a question: that for everyone who obeys, or the self-executing one."""
    row = who.page.locator("#lights tr", has=who.page.get_by_role("rowheader", name=question))
    return row.locator("td").nth(place)


def test_what_if_the_claim_window_were_two_days_takes_one_click(
    someone: Official, studio: Studio
) -> None:
    """Also of somebody who comes in by the address with the token."""
    someone.page.context.clear_cookies()
    someone.goes(f"/?token={studio.token}")
    asked = someone.page.get_by_role("link", name="“认领审批信息”的期限改为 2 个工作日")
    someone.clicks_on(asked, lamp(someone, "审批推送得到认领").get_by_text("≤ 2 个工作日"))
    expect(lamp(someone, "审批推送得到认领")).to_contain_text("原：✓ ≤ 1 个工作日")
    assert someone.clicks == 1
    someone.page.go_back()  # which undoes it
    expect(someone.page.locator("#ask")).to_be_visible()


def test_the_language_is_changed_and_nothing_else(someone: Official) -> None:
    someone.goes(f"/change?{SHORT}&edit=approval-claim.deadline%3D2+working+days")
    english = someone.page.get_by_role("link", name="English")
    light = lamp(someone, "every approval push is claimed")
    someone.clicks_on(english, light.get_by_text("≤ 2 working days"))
    expect(light).to_contain_text("was: ✓ ≤ 1 working day")
    assert "edit=approval-claim.deadline%3D2+working+days" in someone.page.url


def test_a_light_that_is_off_shows_the_run_that_puts_it_out(someone: Official) -> None:
    someone.goes(f"/change?{SHORT}")
    see = lamp(someone, "审批推送得到认领", 1).get_by_role("link", name="看过程")
    someone.clicks_on(see, someone.page.locator("#run-zh"))
    expect(someone.page.locator(".run svg")).to_be_visible()
    assert someone.clicks == 1


def test_a_draft_is_uploaded_and_its_mistakes_are_seen_where_they_are(
    someone: Official, tmp_path: Path
) -> None:
    text = excerpt().decode()
    draft = tmp_path / "草案.yaml"
    draft.write_text(text.replace("deadline: 1 wo", "deadline: 1 wk", 1), encoding="utf-8")
    page = someone.page
    someone.goes("/start")
    someone.does(lambda: page.locator("#file").set_input_files(draft))
    wrong = page.get_by_text("草案.yaml 第")
    someone.clicks_on(page.get_by_role("button", name="上传并检查"), wrong)
    expect(page.locator("pre").first).to_contain_text("deadline: 1 wk")
    draft.write_text(text, encoding="utf-8")
    someone.does(lambda: page.locator("#file").set_input_files(draft))
    right = page.get_by_text("现在看的是：薛城")
    someone.clicks_on(page.get_by_role("button", name="上传并检查"), right)
    assert someone.clicks == 4


def test_a_question_is_asked_by_keyboard_alone(someone: Official) -> None:
    someone.goes(f"/start?{SHORT}")
    keys = someone.page.keyboard
    keys.press("Tab")
    expect(someone.page.locator(".skip")).to_be_focused()
    keys.press("Enter")
    for _ in range(30):
        keys.press("Tab")
        if "谁守规" in someone.page.evaluate("document.activeElement.textContent"):
            break
    someone.does(lambda: keys.press("Enter"), someone.page.locator("main .lead"))
    expect(someone.page).to_have_url(f"{someone.home}/look?{SHORT}&lang=zh&about=trust")


def test_a_page_that_asked_for_something_elsewhere_would_be_seen(
    browser: Browser, studio: Studio, home: str
) -> None:
    def asked() -> None:
        with official(browser, studio, home, policy=False) as who:
            who.goes("/start")
            who.page.evaluate("fetch('http://127.0.0.1:1/nowhere').catch(() => 0)")

    with pytest.raises(AssertionError, match="nowhere"):
        asked()


def test_all_works_without_a_script(browser: Browser, studio: Studio, home: str) -> None:
    with official(browser, studio, home, script=False) as who:
        who.goes(f"/start?{SHORT}")
        who.clicks_on(who.page.get_by_role("link", name="English"))
        asked = who.page.get_by_role("link", name="What if the limit of")
        who.clicks_on(asked, lamp(who, "every approval push is claimed"))


def test_a_window_that_asks_for_something_newer_is_shown_that(someone: Official) -> None:
    """Eight edits as fast as a script can make them: the last one is shown, nothing is broken."""
    someone.goes(f"/change?{SHORT}")
    make = """([where, days]) => { for (const one of days) htmx.ajax('GET',
        where + encodeURIComponent(`approval-claim.deadline=${one} working days`),
        {source: document.body, target: 'body', swap: 'innerHTML'}).catch(() => {}) }"""
    someone.page.evaluate(make, [f"/change?{SHORT}&lang=zh&edit=", [3, 4, 5, 6, 7, 8, 9, 11]])
    expect(lamp(someone, "审批推送得到认领")).to_contain_text("≤ 11 个工作日", timeout=30_000)


@pytest.mark.parametrize(
    ("path", "wide"),
    [
        ("/start", 1300),
        ("/start", PHONE[0]),
        (f"/change?{SHORT}&edit=-approval-claim", PHONE[0]),
        (f"/look?{SHORT}&about=audit", 1300),
        ("/nowhere", PHONE[0]),
    ],
)
def test_screens_have_no_serious_fault_and_are_no_wider_than_the_window(
    browser: Browser, studio: Studio, home: str, path: str, wide: int
) -> None:
    with official(browser, studio, home, (wide, PHONE[1]), policy=False) as who:
        who.goes(path)
        assert faults(who.page) == []
        assert who.page.evaluate("document.documentElement.scrollWidth") <= wide
