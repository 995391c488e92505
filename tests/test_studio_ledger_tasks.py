"""What an official does with a ledger, in Chromium: few clicks, no network, also on a phone."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser, expect

from experiments.studio.ask import Studio
from tests.official import PHONE, faults, official
from tests.test_studio_ledger import LEDGER


def test_who_is_late_takes_three_clicks_and_a_correction_two(
    browser: Browser, studio: Studio, home: str, tmp_path: Path
) -> None:
    file = tmp_path / "台账.csv"
    file.write_bytes(LEDGER.encode("gb18030"))
    with official(browser, studio, home, PHONE) as who:
        page = who.page
        who.goes("/start?lang=zh&regime=claims.yaml")
        asked = page.get_by_role("link", name="我们的台账里谁逾期了？")
        box = page.get_by_label("台账文件：")
        who.clicks_on(asked, box)
        who.does(lambda: box.set_input_files(file))
        answer = page.get_by_text("未按期的 2 项：逾期办理 1 项、逾期未办 1 项")
        who.does(lambda: page.get_by_role("button", name="打开台账").press("Enter"), answer)
        assert who.clicks == 3
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
        # The names of columns were guessed; claims are said to stand in no column of it.
        page.locator("#columns summary").press("Enter")
        page.get_by_label("认领时间", exact=True).select_option("不用")
        judge = page.get_by_role("button", name="判断")
        who.clicks_on(judge, page.get_by_text("没有可以判断的义务"))
        expect(page.get_by_label("认领时间", exact=True)).to_have_value("")
        expect(answer).to_have_count(0)
        page.go_back()  # which undoes it
        expect(answer).to_be_visible()
        who.clicks_on(page.get_by_role("link", name="走一遍这一件"), page.locator("#now"))
        expect(page.get_by_text("监管部门逾期：认领审批信息（第5条）").first).to_be_visible()


def test_a_ledger_can_be_read_by_all(browser: Browser, studio: Studio, home: str) -> None:
    name = studio.ledgers.keep("台账.csv", LEDGER.encode())
    with official(browser, studio, home, PHONE, policy=False) as who:
        who.goes(f"/ledger?lang=zh&regime=claims.yaml&ledger={name}")
        assert faults(who.page) == []
        assert who.page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
