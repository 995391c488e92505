from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from html.parser import HTMLParser
from itertools import product
from pathlib import Path

import pytest
from matplotlib.font_manager import findfont, get_font
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Request

from experiments.audit.page import sections
from experiments.command.values import OutType
from experiments.compare import command as comparing
from experiments.compare.ask import Comparison
from experiments.compare.data import write_data
from experiments.compare.page import sheet
from experiments.compare.reproduce import without_folders
from experiments.compare.scope import regulated
from experiments.show import fonts
from experiments.show.blocks import (
    Block,
    Bullets,
    Chart,
    Fold,
    Marked,
    Paragraph,
    Section,
    Sheet,
    Swimlane,
    Table,
    Views,
    charts_of,
)
from experiments.show.canvas import settings
from experiments.show.columns import COLUMNS
from experiments.show.marks import short, sign
from experiments.show.ours import LIST
from experiments.show.page import files, html, write_page
from experiments.show.timeline import counterexample_of, timeline
from model.deadline import STRICT
from model.language import LANGS, NOTHING, Lang, Text, catalogue, plain
from model.ledger import article_label
from model.rule import act_of
from tests.official import window
from tests.pictures import real_fonts
from tests.test_compare import small_comparison, small_scenario
from verify.audit.finding import Finding, FindingKind, Severity, name_of
from verify.verdict import Assume, Step, Verdict


@pytest.fixture(scope="module")
def compared() -> Comparison:
    return small_comparison(small_scenario(), "guanxian", "tancheng")


@pytest.fixture(scope="module")
def report(compared: Comparison, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report")
    whole = sheet(compared, f"shenguan compare --out {folder}")
    with pytest.MonkeyPatch.context() as patch:
        real_fonts(patch)
        return write_page(whole, folder, "zh", charts=False)


@pytest.fixture(scope="module")
def details(report: Path) -> Path:
    return report.with_name("details.html")


def worded(compared: Comparison, command: str) -> str:
    """The files of a page without its charts, one after the other, for what is in its words."""
    whole = sheet(compared, command)
    bare = (replace(section, blocks=tuple(_bare(section.blocks))) for section in whole.sections)
    return "".join(files(replace(whole, sections=tuple(bare)), "zh").values())


def _bare(blocks: Sequence[Block]) -> Iterator[Block]:
    for block in blocks:
        if isinstance(block, Fold):
            yield replace(block, blocks=tuple(_bare(block.blocks)))
        elif not isinstance(block, Chart):
            yield block


def test_nothing_is_written_under_a_name_that_was_not_looked_for(
    report: Path, compared: Comparison, tmp_path: Path
) -> None:
    (kind,) = (one.type for one in comparing.parameters() if one.name == "out")
    assert isinstance(kind, OutType)
    write_data(compared, tmp_path, "zh")
    charts = charts_of(sheet(compared, "shenguan compare").sections)
    endings = product(charts, LANGS, ("png", "svg"))
    written = {f"{name}-{lang}.{ending}" for name, lang, ending in endings}
    written |= {path.name for folder in (report.parent, tmp_path) for path in folder.iterdir()}
    for name in written - {LIST, COLUMNS}:
        assert any(fnmatchcase(name, pattern) for pattern in kind.names), name
    assert {"matrix-zh.png", "order-en.svg", "verdicts.json"} < written


def page(compared: Comparison, command: str, lang: Lang = "zh") -> dict[str, str]:
    return files(sheet(compared, command), lang)


class Heard:
    """A page with what it asked for and complained about."""

    def __init__(self, shown: Page) -> None:
        self.page = shown
        self.requests: list[str] = []
        self.complaints: list[str] = []
        shown.on("request", self._asks)
        shown.on("console", self._says)
        shown.on("pageerror", self._fails)

    def leave(self) -> None:
        self.page.remove_listener("request", self._asks)
        self.page.remove_listener("console", self._says)
        self.page.remove_listener("pageerror", self._fails)

    def _asks(self, request: Request) -> None:
        self.requests.append(request.url)

    def _says(self, message: ConsoleMessage) -> None:
        self.complaints.append(message.text)

    def _fails(self, error: Error) -> None:
        self.complaints.append(str(error))


@pytest.fixture(scope="module")
def opened(browser: Browser, report: Path) -> Iterator[Heard]:
    heard = Heard(browser.new_page(viewport={"width": 1400, "height": 900}))
    heard.page.goto(report.as_uri())
    yield heard
    heard.page.close()


@pytest.fixture
def followed(browser: Browser, report: Path) -> Iterator[Heard]:
    """The report anew, for tests that follow its links."""
    heard = Heard(window(browser, (1400, 900)))
    heard.page.goto(report.as_uri())
    yield heard
    heard.leave()


class Tags(HTMLParser):
    """Identifiers, link targets and visible text of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.text = ""
        self.feed(re.sub(r"<style>.*?</style>", "", text, count=1, flags=re.DOTALL))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id" and value:
                self.ids.append(value)
            if name == "href" and value:
                self.targets.append(value)
            if name == "aria-labelledby" and value:
                self.targets += [f"#{one}" for one in value.split()]

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_page_opens_in_chinese_and_the_button_shows_english(opened: Heard) -> None:
    shown = opened.page
    assert shown.locator("html").get_attribute("lang") == "zh"
    assert shown.get_by_text("此处未作规定").first.is_visible()
    assert not shown.get_by_text("not regulated here").first.is_visible()
    shown.click("#lang-switch")
    assert shown.locator("html").get_attribute("lang") == "en"
    assert shown.title().startswith("Approval and supervision regimes compared: Guanxian")
    assert shown.get_by_text("not regulated here").first.is_visible()
    assert not shown.get_by_text("此处未作规定").first.is_visible()
    shown.click("#lang-switch")
    assert shown.title().startswith("审管联动规则比较：冠县")
    assert shown.get_by_text("此处未作规定").first.is_visible()


def test_the_page_asks_for_nothing_but_itself_and_complains_of_nothing(opened: Heard) -> None:
    opened.page.wait_for_load_state("networkidle")
    assert opened.requests
    assert all(url.startswith(("file:", "data:")) for url in opened.requests)
    assert opened.complaints == []


def test_chinese_is_shown_in_the_embedded_font(opened: Heard) -> None:
    assert opened.page.evaluate("document.fonts.ready.then(() => true)")
    loaded = opened.page.evaluate(
        "[...document.fonts].filter(f => f.status === 'loaded').map(f => f.family)"
    )
    assert any(fonts.PAGE_FAMILY in family for family in loaded)
    assert opened.page.evaluate(f"document.fonts.check('16px \"{fonts.PAGE_FAMILY}\"', '审管')")
    family = opened.page.evaluate("getComputedStyle(document.querySelector('main p')).fontFamily")
    assert family.startswith(f'"{fonts.PAGE_FAMILY}"')


def test_a_link_to_a_counterexample_opens_it_in_the_details(followed: Heard) -> None:
    shown = followed.page
    link = shown.locator('main[lang="zh"] #matrix-zh ~ div td a:visible').first
    file, anchor = (link.get_attribute("href") or "").split("#")
    link.click()
    shown.locator("details[open] svg.timeline").first.wait_for()
    assert shown.url.endswith(f"/{file}#{anchor}")
    assert shown.locator(f"#{anchor} svg.timeline").is_visible()
    assert shown.locator("svg.timeline").count() == 1
    assert followed.complaints == []


def test_a_guarantee_leads_to_its_verdicts_in_full(followed: Heard) -> None:
    shown = followed.page
    link = shown.locator('main[lang="zh"] #matrix-zh ~ div th a').first
    _, anchor = (link.get_attribute("href") or "").split("#")
    link.click()
    target = shown.locator(f"#{anchor}[open]")
    target.wait_for()
    assert target.locator("table tbody tr").count() == 4
    assert target.locator("table").is_visible()


def test_a_link_from_the_english_page_leads_to_english_details(followed: Heard) -> None:
    shown = followed.page
    shown.click("#lang-switch")
    shown.locator('main[lang="en"] nav a').last.click()
    shown.wait_for_load_state()
    assert shown.url.split("#")[1].endswith("-en")
    assert shown.locator("html").get_attribute("lang") == "en"


def test_the_answer_and_the_table_fill_four_screens_at_most(opened: Heard) -> None:
    tall = opened.page.evaluate("document.documentElement.scrollHeight")
    assert tall <= 4 * 900


def test_switches_show_one_verdict_a_cell(
    opened: Heard, compared: Comparison, report: Path
) -> None:
    """Every view of every cell is held against its verdict."""
    shown = opened.page
    table = shown.locator('main[lang="zh"] .views')
    for person, assume in enumerate(Assume):
        for choice, reading in enumerate(compared.readings):
            table.locator(f".s0o{person}").check()
            table.locator(f".s1o{choice}").check()
            seen = table.locator("tbody").evaluate(
                "body => [...body.rows].filter(row => row.cells.length > 1).map(row =>"
                " [...row.cells].slice(1).map(cell => cell.innerText.trim()))"
            )
            for prop, cells in zip(regulated(compared), seen, strict=True):
                for result, cell in zip(compared.results, cells, strict=True):
                    verdict = result.verdict(prop.id, assume, reading)
                    assert cell.startswith(sign(verdict)), (prop.id, result.regime.id)
                    words = short(verdict).in_("zh")
                    assert "".join(words.split()) in "".join(cell.split())


def test_a_column_that_is_not_picked_is_not_shown(browser: Browser) -> None:
    cells = tuple((Marked("proved", plain(f"cell {place}")),) for place in (1, 2, 3))
    names = tuple(plain(f"name {place}") for place in range(4))
    of = Views(plain("C"), (), names, ((Marked("", plain("row")), cells),), plain("pick"))
    table = Table(plain("C"), (), (), views=of)
    shown = window(browser)
    shown.goto("about:blank")
    shown.set_content(html(Sheet(NOTHING, NOTHING, (Section("s", NOTHING, (table,)),)), "zh"))
    assert shown.get_by_text("cell 2").first.is_visible()
    shown.locator('main[lang="zh"] .views > .k2').uncheck()
    assert not shown.get_by_text("cell 2").first.is_visible()
    assert not shown.locator('main[lang="zh"] th.k2').is_visible()
    assert shown.get_by_text("cell 1").first.is_visible()


def test_a_script_draws_runs_as_the_drawing_in_the_page_would(
    browser: Browser, compared: Comparison
) -> None:
    """The drawing by the script and the one made here are the same elements with the same words."""
    stories = [
        counterexample_of(verdict)
        for verdict in (*compared.results[0].verdicts, eight_steps(compared))
        if verdict.counterexample
    ]
    blocks = tuple(Swimlane(story) for story in stories)
    assert len(blocks) > 12
    shown = window(browser)
    shown.goto("about:blank")
    shown.set_content(html(Sheet(NOTHING, NOTHING, (Section("s", NOTHING, blocks),)), "zh"))
    elements = (
        "svg => [...svg.querySelectorAll(':not(title):not(desc)')].map(one => [one.tagName,"
        " one.children.length ? '' : one.textContent, ...[...one.attributes].map(at =>"
        " at.name + '=' + at.value)])"
    )
    script = [
        box.evaluate(elements)
        for lang in LANGS
        for box in shown.locator(f"main[lang={lang}] svg.timeline").all()
    ]
    drawn = []
    for lang in LANGS:
        shown.set_content("".join(timeline(story, lang, "one") for story in stories))
        drawn += [box.evaluate(elements) for box in shown.locator("svg.timeline").all()]
    assert script == drawn


def test_texts_of_a_timeline_do_not_overlap(compared: Comparison, browser: Browser) -> None:
    shown = window(browser, (1500, 700))
    shown.goto("about:blank")
    for lang in LANGS:
        shown.set_content(timeline(counterexample_of(eight_steps(compared)), lang, "one"))
        boxes = shown.evaluate(
            "[...document.querySelectorAll('svg text')].map(t => {"
            "const b = t.getBBox(); return [b.x, b.y, b.x + b.width, b.y + b.height]})"
        )
        assert len(boxes) > 20
        for place, (left, top, right, bottom) in enumerate(boxes):
            for other in boxes[place + 1 :]:
                apart = right <= other[0] or other[2] <= left
                # Lines of one text stand on each other; their boxes touch by the line's leading.
                assert apart or bottom <= other[1] + 4 or other[3] <= top + 4


def eight_steps(compared: Comparison) -> Verdict:
    """A made-up run with every mode, days left out, and labels as long as they come."""
    verdict = next(one for one in compared.results[1].verdicts if one.counterexample)
    assert verdict.counterexample is not None
    steps = (
        Step("approval.decided", "performed", 0, False, "", "", "approval-bureau"),
        Step("approval-info.pushed", "performed", 0, True, "22(1)", "", "approval-bureau"),
        Step("approval-info.claimed", "counted", 1, False, "22(1)", "", "regulator"),
        Step("revocation-ground.found", "exogenous", 1, False, "", "", "world"),
        Step("revocation.requested", "performed", 1, False, "23(2)", "", "regulator"),
        Step("supervision-info.claimed", "deemed", 30, False, "23(1)", "", "approval-bureau"),
        Step("revocation.decided", "overdue", 30, False, "23(2)", "", "approval-bureau"),
        Step("revocation-outcome.notified", "never", None, False, "", "", "approval-bureau"),
    )
    return replace(verdict, counterexample=replace(verdict.counterexample, steps=steps))


def test_every_way_in_which_an_event_comes_about_has_a_shape_of_its_own(
    compared: Comparison,
) -> None:
    verdict = eight_steps(compared)
    assert verdict.counterexample is not None
    modes = [key.removeprefix("mode.") for key in catalogue() if key.startswith("mode.")]
    assert "missed" in modes
    shapes = set()
    for mode in modes:
        step = Step("approval-claim.overdue", mode, 0, False, "22(1)", "", "regulator")
        found = replace(verdict, counterexample=replace(verdict.counterexample, steps=(step,)))
        shape = re.search(
            r'translate\([^)]*\)">(.*?)</g>',
            timeline(counterexample_of(found), "en", "one"),
        )
        assert shape is not None
        shapes.add(shape[1])
    assert len(shapes) == len(modes)


def test_paper_has_the_answers_and_of_the_long_parts_what_was_opened(
    browser: Browser, details: Path
) -> None:
    shown = window(browser)
    shown.goto(details.as_uri())
    opened = "[...document.querySelectorAll('main[lang=zh] details')].filter(d => d.open).length"
    before = shown.evaluate(opened)
    shown.emulate_media(media="print")
    shown.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    groups = "[...document.querySelectorAll('main[lang=zh] section:first-of-type details')]"
    assert shown.evaluate(f"{groups}.length") > 3
    assert shown.evaluate(f"{groups}.every(d => d.open)")
    assert shown.locator("svg.timeline:visible").count() == 0
    assert shown.locator('main[lang="zh"] .on-paper').is_visible()
    frames = "[...document.querySelectorAll('main[lang=zh] details:not([open])')]"
    assert shown.evaluate(f"{frames}.every(d => getComputedStyle(d).borderTopWidth === '0px')")
    shown.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert shown.evaluate(opened) == before


def test_the_answer_is_alone_on_the_first_sheet_of_paper(browser: Browser, report: Path) -> None:
    shown = window(browser, (695, 1017))  # A4 without its margins
    shown.goto(report.as_uri())
    shown.emulate_media(media="print")
    answer = shown.locator('main[lang="zh"] section').first
    assert answer.evaluate("one => getComputedStyle(one).breakAfter") == "page"
    box = answer.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 1017


@pytest.mark.parametrize("file", ["index.html", "details.html"])
def test_the_page_needs_no_sideways_scrolling_on_a_phone_and_says_what_does(
    browser: Browser, report: Path, file: str
) -> None:
    shown = window(browser, (390, 800))
    shown.goto(report.with_name(file).as_uri())
    for lang in LANGS[::-1]:
        shown.click("#lang-switch")
        assert shown.evaluate("document.documentElement.scrollWidth") <= 390
        unsaid = (
            f"[...document.querySelectorAll('main[lang={lang}] .wide')].filter(one =>"
            " one.scrollWidth > one.clientWidth + 1 && !one.matches('.slid')).length"
        )
        assert shown.evaluate(unsaid) == 0


@pytest.mark.undrawn
def test_the_page_is_read_in_its_first_language_without_javascript(
    browser: Browser, compared: Comparison, tmp_path: Path
) -> None:
    path = write_page(sheet(compared, "shenguan compare"), tmp_path, "en", charts=False)
    shown = window(browser, script=False)
    shown.goto(path.as_uri())
    assert shown.get_by_text("not regulated here").first.is_visible()
    assert not shown.get_by_text("此处未作规定").first.is_visible()
    assert not shown.locator("#lang-switch").is_visible()


@pytest.mark.parametrize("file", ["index.html", "details.html"])
def test_the_embedded_subsets_have_every_character_of_the_page(report: Path, file: str) -> None:
    text = report.with_name(file).read_text(encoding="utf-8")
    ranges = ",".join(re.findall(r"unicode-range:([^}]*)}", text)).split(",")
    carried = {chr(int(one.removeprefix("U+"), 16)) for one in ranges}
    visible = {char for char in Tags(text).text if char.isprintable()}
    assert "审" in visible
    assert visible <= carried


def test_no_identifier_occurs_twice_and_every_link_leads_somewhere(
    report: Path, details: Path
) -> None:
    found = {path.name: Tags(path.read_text(encoding="utf-8")) for path in (report, details)}
    for name, tags in found.items():
        assert len(tags.ids) == len(set(tags.ids))
        assert tags.targets
        for target in tags.targets:
            file, anchor = target.split("#")
            assert anchor in found[file or name].ids, target


def test_the_page_names_no_host_and_no_folder_of_the_machine(report: Path, details: Path) -> None:
    text = report.read_text(encoding="utf-8") + details.read_text(encoding="utf-8")
    assert "://" not in text
    assert str(report.parent) not in text
    assert f"--out {report.parent.name}" in text
    assert (
        without_folders("shenguan compare C:\\Users\\me\\our.yaml") == "shenguan compare our.yaml"
    )


@pytest.mark.real_fonts
def test_the_same_comparison_gives_the_same_page(compared: Comparison, report: Path) -> None:
    again = page(compared, f"shenguan compare --out {report.parent}")
    there = {name: report.with_name(name).read_text(encoding="utf-8") for name in again}
    assert again == there


def test_words_of_charts_are_seen_in_both_languages_as_wide_as_they_were_drawn(
    browser: Browser, details: Path
) -> None:
    """Words are text in fonts that the page carries; else they would run into each other."""
    shown = window(browser, (1280, 900))
    shown.goto(details.as_uri())
    for lang in LANGS:
        if shown.locator("html").get_attribute("lang") != lang:
            shown.click("#lang-switch")
        shown.evaluate("document.fonts.ready.then(() => true)")
        words = shown.evaluate(
            f"[...document.querySelectorAll('main[lang={lang}] svg.drawn text')].map(t => ["
            "t.textContent, parseFloat(getComputedStyle(t).fontSize), t.getComputedTextLength(),"
            "t.getBoundingClientRect().height, getComputedStyle(t).fontFamily])"
        )
        assert len(words) > 120
        for text, size, width, height, family in words:
            assert family.startswith(f'"{fonts.CHART_FAMILY}"')
            assert height > 0
            assert width == pytest.approx(drawn_width(text, size), rel=0.05, abs=0.5), text


def drawn_width(text: str, size: float) -> float:
    """How wide matplotlib draws a text; measured large, where whole pixels make no difference."""
    with settings():
        font = get_font([findfont(family) for family in fonts.FAMILIES])
        font.set_size(100 * size, 72)
        font.set_text(text, 0.0)
        return float(font.get_width_height()[0]) / 6400


def test_a_hatch_stands_once_for_all_charts(details: Path) -> None:
    text = details.read_text(encoding="utf-8")
    sheet, rest = text.split('<svg class="hatches"')[1].split("</svg>", 1)
    patterns = re.findall(r'<pattern id="([^"]+)"(.*?)</pattern>', sheet, re.DOTALL)
    assert len({body for _, body in patterns}) == len(patterns) > 3
    assert "<pattern" not in rest
    assert {name for name, _ in patterns} == set(re.findall(r"url\(#(h[0-9a-f]+)\)", rest))


def test_every_regulated_guarantee_is_at_a_glance_once_and_in_full_once(
    compared: Comparison, report: Path, details: Path
) -> None:
    first, second = (path.read_text(encoding="utf-8") for path in (report, details))
    for lang in LANGS:
        for prop in compared.question.properties:
            anchor = f"guarantee-{prop.id}-{lang}"
            there = int(prop in regulated(compared))
            assert first.count(f'href="details.html#{anchor}"') == there
            assert second.count(f'id="{anchor}"') == there


def test_every_unit_of_every_text_is_in_the_page(compared: Comparison, details: Path) -> None:
    text = details.read_text(encoding="utf-8")
    for lang in LANGS:
        part = text.split(f'id="coverage-{lang}"')[1].split("</section>")[0]
        tables = part.split("<details")[1:]
        for table, result in zip(tables, compared.results, strict=True):
            ledger = result.regime.ledger
            assert ledger is not None
            units = re.findall(r'<tr><th scope="row" class="figure">(.*?)</th>', table)
            assert units == [article_label(unit).in_(lang) for unit in ledger.units]
            shown = Tags(table).text
            assert all(silent.reason.in_(lang) in shown for silent in ledger.silent)
            events = result.regime.vocabulary.events
            acts = [events[act_of(rule)].label.in_(lang) for rule in result.regime.rules]
            assert all(act in shown for act in acts)


def test_a_comparison_under_the_strict_reading_alone_speaks_of_no_value_for_open_limits(
    compared: Comparison, report: Path
) -> None:
    assert "θ = 5" in Tags(report.read_text(encoding="utf-8")).text
    question = replace(compared.question, reading=STRICT)
    text = Tags(worded(replace(compared, question=question), "shenguan compare")).text
    assert not re.search(r"θ = (strict|\d)", text)


def test_the_page_stays_light(report: Path, details: Path) -> None:
    assert report.stat().st_size < 500_000
    assert details.stat().st_size < 1_100_000


class Made(Finding):
    """A finding in words of the test."""

    @property
    def name(self) -> Text:
        return Text(f"{self.kind}/zh", f"{self.kind}/en")

    def sentence(self) -> Text:
        return plain(str(self.values["what"])) + Text("/zh", "/en")

    def advice(self) -> Text:
        return Text("advice/zh", "advice/en")


def made(
    regime: str,
    kind: str,
    severity: str,
    articles: tuple[str, ...],
    what: str,
    accepted: Text | None = None,
) -> Finding:
    return Made(
        regime,
        FindingKind(kind),
        articles,
        ("approval-claim",),
        {"what": what},
        severity=Severity(severity),
        accepted=accepted,
    )


FINDINGS = [
    made("tancheng", "asymmetry", "low", ("22(1)",), "A"),
    made("tancheng", "dead-end", "high", ("26",), "B"),
    made("guanxian", "asymmetry", "medium", (), "C"),
    made("tancheng", "dead-end", "high", ("27",), "D", Text("另有规定", "set elsewhere")),
    made("tancheng", "dead-end", "high", ("28",), "E"),
]


def with_findings(compared: Comparison, findings: Sequence[Finding]) -> Comparison:
    ordered = sorted(findings, key=lambda finding: list(Severity).index(finding.severity))
    results = [
        replace(result, findings=tuple(one for one in ordered if one.regime == result.regime.id))
        for result in compared.results
    ]
    return replace(compared, results=tuple(results))


def test_without_findings_the_page_has_no_section_about_them(
    compared: Comparison, details: Path
) -> None:
    assert 'id="findings-' not in details.read_text(encoding="utf-8")
    assert 'id="findings-zh"' in worded(with_findings(compared, FINDINGS), "shenguan compare")


def test_findings_stand_by_regime_the_worst_first_and_the_accepted_apart(
    compared: Comparison,
) -> None:
    (section,) = sections(with_findings(compared, FINDINGS).audits)
    guanxian, tancheng = (block for block in section.blocks if isinstance(block, Fold))
    assert (guanxian.summary.en, tancheng.summary.en) == ("Guanxian", "Tancheng")
    assert guanxian.gist.en == "1 to be dealt with"
    assert tancheng.gist.en == "1 serious, 1 note, 1 accepted"
    serious, note, accepted = (block for block in tancheng.blocks if isinstance(block, Fold))
    assert (serious.mark, note.mark) == ("high", "low")
    assert [text for text in said(serious) if "(art." in text] == [
        "B/en (art. 26)",
        "E/en (art. 28)",
    ]
    assert "A/en (art. 22(1))" in said(note)
    (dead_end,) = accepted.blocks
    assert isinstance(dead_end, Fold)
    (line,) = said(dead_end)
    assert "D/en" in line
    assert line.endswith("Accepted because: set elsewhere")
    (nobody, _) = sections(with_findings(compared, FINDINGS[:2]).audits)[0].blocks[-2:]
    assert isinstance(nobody, Fold)
    assert (nobody.blocks, nobody.gist.en) == ((), "none")


def said(fold: Fold) -> list[str]:
    """What is said directly in a fold, in English."""
    return [
        item.en
        for block in fold.blocks
        for item in (
            block.items
            if isinstance(block, Bullets)
            else [block.text]
            if isinstance(block, Paragraph)
            else []
        )
        if isinstance(item, Text)
    ]


def test_the_heat_table_counts_findings_that_are_not_accepted(compared: Comparison) -> None:
    (section,) = sections(with_findings(compared, FINDINGS).audits)
    (table,) = (block for block in section.blocks if isinstance(block, Table))
    rows = [
        [cell.in_("en") if isinstance(cell, Text) else cell for cell in row]
        for row in table.rows
        if isinstance(row, tuple)
    ]
    kinds = [name_of(kind).en for kind in (FindingKind("dead-end"), FindingKind("asymmetry"))]
    assert [row[:2] for row in rows] == [[kinds[0], "serious"], [kinds[1], "to be dealt with"]]
    assert rows[0][2:] == [Marked("shade-0", plain("·")), Marked("shade-4", plain("2"))]
    assert rows[1][2:] == [Marked("shade-2", plain("1")), Marked("shade-2", plain("1"))]


def test_the_page_says_which_rules_it_is_about(compared: Comparison, details: Path) -> None:
    text = details.read_text(encoding="utf-8")
    for result in compared.results:
        assert result.regime.source in text
        assert result.regime.digest in text


def test_words_from_rule_files_are_never_taken_for_markup(compared: Comparison) -> None:
    regime = compared.results[0].regime
    evil = "<script>alert(1)</script>"
    named = replace(regime, name=replace(regime.name, zh=evil, en=evil))
    result = replace(
        compared.results[0],
        regime=named,
        verdicts=tuple(replace(one, regime=named) for one in compared.results[0].verdicts),
    )
    findings = [made(named.id, "dead-end", "high", (evil,), evil, Text(evil, evil))]
    made_of = with_findings(replace(compared, results=(result,)), findings)
    text = "".join(page(made_of, evil).values())
    assert evil not in text
    assert "&lt;script&gt;" in text
