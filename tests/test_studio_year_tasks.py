"""What an official does with a year, two texts and the sheet, in Chromium: clicks and latency."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from experiments.studio.ask import Studio
from experiments.studio.tasks import Task
from experiments.studio.year import under_way
from experiments.studio.year.years import Here
from tests.excerpt import EXCERPT
from tests.official import PHONE, Official, faults, official
from tests.test_studio_year import TINY

TWO_DAYS = f"regime={EXCERPT}&edit=approval-claim.deadline%3D2+working+days"
YEAR = f"/year?lang=zh&regime={EXCERPT}&scenario=tiny.yaml&years=2"
_SOON = 3.0  # seconds of the processor in which a year before and after is there and shown


@pytest.fixture(scope="module", autouse=True)
def _years_of_a_small_county_are_worked_out_here(studio: Studio) -> Iterator[None]:
    """Nothing else is worked out in the background."""
    (studio.folder / "tiny.yaml").write_text(TINY, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(under_way, "hands", Here)
        patch.setattr(under_way, "worth_compiling", lambda _: False)
        patch.setattr(studio, "run_in_background", lambda key, *_: Task(key))
        yield


def lead(who: Official, words: str) -> Any:
    """What the screen says first, once it says so and nothing is under way."""
    return who.page.locator("main:not(:has(progress)) > .lead", has_text=words)


def test_which_office_is_stuck_and_when_takes_one_click(someone: Official) -> None:
    someone.goes(YEAR)
    expect(lead(someone, "每天下班时")).to_be_visible()
    most = someone.page.locator(".weeks td.shade-4 button")
    began = time.process_time()
    someone.clicks_on(most, someone.page.locator("#week-zh"))
    assert time.process_time() - began < _SOON
    matters = someone.page.locator("section:has(#week-zh) tbody tr")
    assert matters.count() > 0
    href = matters.first.locator("a").get_attribute("href")
    assert href is not None
    assert href.startswith("/play?")
    assert someone.clicks == 1


def test_a_week_is_looked_at_by_keyboard_alone(someone: Official) -> None:
    someone.goes(YEAR)
    expect(lead(someone, "每天下班时")).to_be_visible()
    someone.page.get_by_label("周", exact=True).focus()
    someone.page.keyboard.press("ArrowDown")
    button = someone.page.get_by_role("button", name="看这一周的事项")
    button.focus()
    someone.page.keyboard.press("Enter")
    expect(someone.page.locator("#week-zh")).to_be_visible()


def test_two_officers_fewer_is_one_choice(someone: Official) -> None:
    someone.goes(YEAR)
    expect(lead(someone, "每天下班时")).to_be_visible()
    officers = someone.page.get_by_label("人手", exact=True)
    began = time.process_time()
    someone.chooses(officers, ["-2"], lead(someone, "按假设"))
    assert time.process_time() - began < _SOON
    assert someone.clicks == 1
    assert "officers=-2" in someone.page.url
    someone.page.go_back()
    expect(someone.page.get_by_label("人手", exact=True)).to_have_value("")


def test_another_choice_while_years_are_under_way_leads_on(
    someone: Official, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page that asks for itself again gives way, and nothing of it is lost."""

    class Never(Here):
        def submit(self, work: Any, *arguments: Any) -> Future[Any]:
            return Future()

    monkeypatch.setattr(under_way, "hands", Never)
    someone.goes(f"{YEAR}&seed=9")
    expect(someone.page.locator("progress")).to_be_visible()
    monkeypatch.setattr(under_way, "hands", Here)
    officers = someone.page.get_by_label("人手", exact=True)
    someone.chooses(officers, ["-1"], lead(someone, "按假设"))
    expect(someone.page.locator("header h1")).to_be_visible()
    assert "officers=-1" in someone.page.url


def test_spring_festival_is_one_choice(someone: Official) -> None:
    someone.goes(f"/year?lang=zh&regime={EXCERPT}&scenario=tiny.yaml&years=1")
    holiday = someone.page.locator("main h3", has_text="春节")
    expect(holiday).to_be_visible()
    off = someone.page.locator(".weeks th.off", has_text="春节")
    assert off.count() == 2  # of the two weeks that it takes days from


def test_a_draft_against_guanxian_is_one_choice(someone: Official) -> None:
    someone.goes(f"/pair?lang=zh&{TWO_DAYS}")
    expect(someone.page.locator("main > .lead")).to_contain_text("变慢", timeout=15_000)
    other = someone.page.get_by_label("与哪一份比")
    someone.chooses(other, ["guanxian"], someone.page.locator("#won-zh"))
    expect(someone.page.locator("main > .lead")).to_contain_text("失去", timeout=15_000)
    first = someone.page.locator("section:has(#won-zh) tbody tr").first
    expect(first).to_contain_text("失去")
    assert someone.clicks == 1


def test_the_sheet_is_taken_away_with_one_click_and_prints_on_one_page(
    someone: Official, tmp_path: Path
) -> None:
    someone.goes(f"/sheet?lang=zh&{TWO_DAYS}")
    expect(someone.page.locator(".paper")).to_be_visible(timeout=15_000)
    with someone.page.expect_download() as waiting:
        someone.clicks_on(someone.page.get_by_role("link", name="存为网页"))
    taken = tmp_path / "taken.html"
    waiting.value.save_as(taken)
    assert taken.stat().st_size < 500_000
    assert someone.clicks == 1
    assert pages(someone.page) == 1
    someone.page.goto(taken.as_uri())
    assert pages(someone.page) == 1
    someone.elsewhere.clear()  # the file itself


def pages(page: Any) -> int:
    """How many pages what is shown prints on."""
    return len(re.findall(rb"/Type\s*/Page[^s]", page.pdf(prefer_css_page_size=True)))


def test_all_works_without_a_script(browser: Browser, studio: Studio, home: str) -> None:
    with official(browser, studio, home, script=False) as who:
        who.goes(YEAR)
        who.page.get_by_label("人手", exact=True).select_option("-1")
        who.clicks_on(who.page.get_by_role("button", name="算一年"))
        assert "officers=-1" in who.page.url
        assert TINY.split("\n")[0].split()[1] in who.page.url


@pytest.mark.parametrize(
    ("path", "wide"),
    [
        (YEAR, PHONE[0]),
        (f"/pair?{TWO_DAYS}", PHONE[0]),
        ("/experiment", 1300),
        (f"/sheet?{TWO_DAYS}", PHONE[0]),
    ],
)
def test_screens_have_no_serious_fault_and_are_no_wider_than_the_window(
    browser: Browser, studio: Studio, home: str, path: str, wide: int
) -> None:
    with official(browser, studio, home, (wide, PHONE[1]), policy=False) as who:
        who.goes(path)
        who.page.locator("main section, main .paper, main pre").first.wait_for()
        assert faults(who.page) == []
        assert who.page.evaluate("document.documentElement.scrollWidth") <= wide
