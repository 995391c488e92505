"""Pages and the manual are free of serious faults of accessibility, as axe-core finds them.

Every kind of block is on one small page, wide and on a phone; all in light and in dark.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from experiments.show.blocks import Fold, Marked, Section, Sheet, Switch, Table, Views
from experiments.show.filling import FEW, SECOND
from experiments.show.manual import manual, write_manual
from experiments.show.marks import SIGNS
from experiments.show.page import FIRST, write_page
from model.language import Text, plain
from tests.official import PHONE, faults, window
from tests.pictures import real_fonts
from tests.test_show import BLOCKS


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page of two files that has every kind of block, all marks, and folds that are open."""
    blocks = tuple(block for block, _ in BLOCKS.values())
    shown = Section("shown", Text("部分", "the part"), (*blocks, _marks(), _views()))
    lane = Fold(plain("1"), (BLOCKS["swimlane"][0],), open=True)
    behind = Section("behind", Text("细节", "details"), (lane,) * (FEW + 1), behind=True)
    of = Sheet(Text("单页", "the sheet"), Text("副题", "below"), (shown, behind))
    folder = tmp_path_factory.mktemp("page")
    with pytest.MonkeyPatch.context() as patch:
        real_fonts(patch)  # no contrast is seen of a word whose signs no font has
        write_page(of, folder, "zh", charts=False)
    return folder


def _marks() -> Table:
    weights = [*SIGNS, "high", "medium", "low", *(f"shade-{place}" for place in range(5))]
    cells = tuple(Marked(mark, Text("词", "word"), small=Text("小字", "small")) for mark in weights)
    return Table(Text("标记", "marks"), (plain("1"), *map(plain, weights)), ((plain("2"), *cells),))


def _views() -> Table:
    few = (Text("甲", "a"), Text("乙", "b"))
    varied = tuple(Marked(mark, few[0]) for mark in ("proved", "refuted"))
    row = (Marked("", few[0]), (varied, varied[:1], varied))
    views = Views(few[0], (Switch(few[1], few),), (*few, *few), (row,), Text("选", "pick"))
    return Table(few[1], few, ((few[0], few[1]),), views=views)


def faults_of(browser: Browser, page: Path, wide: int, after: str = "") -> list[str]:
    """What axe finds serious or critical on a page in a file."""
    opened = window(browser, (wide, 900), policy=False)
    opened.goto(page.as_uri())
    if after:
        opened.evaluate(after)
    return faults(opened)


@pytest.mark.parametrize("wide", [1400, PHONE[0]])
@pytest.mark.parametrize("name", [FIRST, SECOND])
def test_a_page_has_no_serious_fault(browser: Browser, written: Path, name: str, wide: int) -> None:
    assert not faults_of(browser, written / name, wide)


@pytest.mark.parametrize(("scheme", "faint"), [("light", "#ddd"), ("dark", "#333")])
def test_a_fault_would_be_found_in_light_and_in_dark(
    browser: Browser, written: Path, scheme: str, faint: str
) -> None:
    style = f"@media (prefers-color-scheme: {scheme}) {{ main p {{ color: {faint} !important }} }}"
    add = "document.head.append(document.createElement('style')); "
    add += f"document.head.lastChild.textContent = '{style}'"
    (fault,) = faults_of(browser, written / FIRST, 1400, add)
    assert fault.startswith("color-contrast")


def test_the_manual_has_no_serious_fault(browser: Browser, tmp_path: Path) -> None:
    """With few pages, since all are made alike."""
    of = manual()
    parts = [[one for one in part.pages if one in (part.pages[0], "diff")] for part in of.parts]
    few = (replace(part, pages=tuple(pages)) for part, pages in zip(of.parts, parts, strict=True))
    write_manual(replace(of, parts=tuple(few)), tmp_path, "zh")
    for page in ("zh/index.html", "zh/diff.html"):
        for wide in (1400, PHONE[0]):
            assert not faults_of(browser, tmp_path / page, wide)


def test_a_column_of_short_words_stays_whole_on_a_phone(browser: Browser, tmp_path: Path) -> None:
    """Long cells beside it would else leave it a sign a line."""
    long = plain("审批决定之后的监管信息推送、认领和答复" * 9)
    row = (plain("性质"), plain("各方守规"), *[long] * 6)
    table = Table(plain("表"), tuple(plain(f"列{k}") for k in range(len(row))), (row,))
    page = Sheet(plain("页"), plain(""), (Section("one", plain("节"), (table,)),))
    path = write_page(page, tmp_path, "zh")
    shown = window(browser, PHONE)
    shown.goto(path.as_uri())
    lines = """(() => { const range = document.createRange();
        range.selectNodeContents([...document.querySelectorAll('td')].find(one => one.offsetWidth));
        return new Set([...range.getClientRects()].map(one => one.top)).size })()"""
    assert shown.evaluate(lines) == 1
