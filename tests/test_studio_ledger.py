"""A ledger in the studio: who is late under the text and its edits, and nobody's name."""

from __future__ import annotations

import gzip
import html
import re
from collections.abc import Iterator
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from experiments.studio import server
from experiments.studio.ask import Studio
from experiments.studio.files import MOST_LEDGER
from experiments.studio.ledger import screen as ledger_screen
from protocols import library
from protocols.log.mapping import parse_mapping
from tests.ledgers import CLAIMS
from tests.windows import TestClient
from tests.windows import window as opened

# A push is to be claimed by the close of the second working day behind it; 2026-03-02 is a Monday.
LEDGER = """\
办件编号,申请人,推送时间,认领时间
A-1,张三丰,2026-03-02 10:00,2026-03-03 10:00
B-2,李四光,2026-03-02 10:00,2026-03-06 10:00
C-3,王五一,2026-03-02 10:00,
D-4,赵六合,2026-03-05 15:00,
"""
WIDER = "&edit=claim.deadline%3D4+working+days"


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    made = Studio(tmp_path_factory.mktemp("start"), {"claims.yaml": CLAIMS})
    yield made
    made.close()


@pytest.fixture(scope="module")
def client(studio: Studio) -> Iterator[TestClient]:
    with opened(studio) as made:
        yield made


def sent(client: TestClient, data: str | bytes, name: str = "台账.csv", more: str = "") -> str:
    """Send a ledger and return the address of what comes of it."""
    raw = data.encode() if isinstance(data, str) else data
    url = f"/ledger?lang=zh&regime=claims.yaml{more}"
    answer = client.post(url, files={"file": (name, raw)}, follow_redirects=False)
    assert answer.status_code == 303, said(answer.text)
    return str(answer.headers["location"])


def said(page: str) -> str:
    """The words of a page that stand before whoever reads it, choices apart."""
    bare = re.sub(r"<(select|svg|style)\b.*?</\1>|<[^>]+>", " ", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(bare))


def shown(client: TestClient, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status, said(answer.text)
    return str(answer.text)


def test_the_answer_comes_first(client: TestClient) -> None:
    page = said(shown(client, sent(client, LEDGER)))
    lead = (
        "4 个办件，4 项义务，其中 3 项已见分晓。"
        "未按期的 2 项：逾期办理 1 项、逾期未办 1 项。另有未到期 1 项。"
    )
    assert lead in page
    assert page.index(lead) < page.index("各列指什么（") < page.index("逾期最久的办件")
    assert "B-2：“认领审批信息”应不迟于 2026-03-04 完成，逾期 2 个工作日。" in page
    assert "各列指什么（共 4 列，用到 3 列）" in page


def test_no_name_of_a_person_is_shown_or_written(client: TestClient) -> None:
    url = sent(client, LEDGER)
    pages = [shown(client, url), *(shown(client, f"{url}&save={one}") for one in FILES)]
    assert not [name for name in ("张三丰", "李四光", "王五一", "赵六合") if name in "".join(pages)]


FILES = tuple(ledger_screen.FILES)


def test_the_same_matters_before_and_after_the_edits(client: TestClient) -> None:
    # Within four working days B was claimed in time, and C has until the close of 2026-03-06.
    page = said(shown(client, sent(client, LEDGER, more=WIDER)))
    assert "其中 2 项已见分晓。全部按期。另有未到期 2 项。" in page
    assert "认领样例（改后） 认领样例 按期 2 1 未按期 0 2 未到期 2 1" in page


def test_another_text_is_held_against_it(client: TestClient) -> None:
    page = said(shown(client, sent(client, LEDGER) + "&other=xuecheng"))
    assert "认领样例 薛城 按期 1 1" in page


def test_a_day_as_of_which_is_judged(client: TestClient) -> None:
    url = sent(client, LEDGER)
    page = said(shown(client, f"{url}&as-of=2026-03-04&days=1"))
    assert "其中 1 项已见分晓。全部按期。另有未到期 2 项。" in page  # D is not pushed yet
    assert "不是日期" in said(shown(client, f"{url}&as-of=morgen", 400))
    assert "不是天数" in said(shown(client, f"{url}&days=9999", 400))


STRANGE = LEDGER.replace("办件编号,申请人,推送时间,认领时间", "甲,乙,丙,丁")


def test_columns_that_nobody_understands_are_asked_for(client: TestClient) -> None:
    url = sent(client, STRANGE)
    assert "看不出哪一列是办件编号" in said(shown(client, url))
    mapped = f"{url}&c0=case&c2=approval-info.pushed&c3=approval-info.claimed"
    assert "未按期的 2 项" in said(shown(client, mapped))


def test_a_column_may_be_corrected(client: TestClient) -> None:
    url = sent(client, LEDGER)
    # As if claims stood in no column: they are not known to be late, and what is chosen is kept.
    page = shown(client, f"{url}&c0=case&c2=approval-info.pushed")
    assert "未按期" not in said(page)
    assert '<option value="approval-info.pushed" selected>' in page
    assert "猜的" not in said(page)


@pytest.mark.parametrize(
    ("chosen", "words"),
    {
        "c0=case&c1=case&c2=approval-info.pushed": "“办件编号”和“申请人”两列都选了“办件编号”",
        "c0=case&c2=approval-info.pusht": "approval-info.pusht",
        "c0=case&c1=kind": "看不出哪一列是办件编号",
        "c0=kind&c2=approval-info.pushed": "看不出哪一列是办件编号",
    }.items(),
)
def test_what_cannot_be_is_said_above_the_choices(
    chosen: str, words: str, client: TestClient
) -> None:
    answer = client.get(f"{sent(client, LEDGER)}&{chosen}")
    assert words in said(answer.text)
    assert '<select name="c0"' in answer.text


LONG = """\
办件编号,环节,时间,经办人
A-1,信息推送,2026-03-02 10:00,张三丰
A-1,信息认领,2026-03-06 10:00,李四光
A-1,归档<b>,2026-03-06 11:00,李四光
"""


def test_names_of_events_in_one_column_are_asked_about(client: TestClient) -> None:
    url = sent(client, LONG)
    page = shown(client, url)
    assert "未按期的 1 项：逾期办理 1 项" in said(page)
    names = re.findall(r'<label for="f-(e1-\d)">([^<]*)</label>', page)
    assert sorted(name for _, name in names) == ["信息推送", "信息认领", "归档&lt;b&gt;"]
    assert "张三丰" not in page
    # The wrong way round: what is called a claim is the push, and nothing is claimed.
    claim = next(field for field, name in names if name == "信息认领")
    columns = "c0=case&c1=event&c2=time"
    assert "未按期" not in said(shown(client, f"{url}&{columns}&{claim}=approval-info.pushed"))


def test_the_worklist_is_saved_and_the_mapping_is_one_of_the_command_line(
    client: TestClient,
) -> None:
    url = sent(client, LEDGER)
    table = shown(client, f"{url}&save=worklist.csv").splitlines()
    assert [line[:10] for line in table[1:]] == ["2026-03-04", "2026-03-09"]
    assert "C-3" in table[1]  # which is overdue already
    assert "D-4" in table[2]
    calendar = client.get(f"{url}&save=worklist.ics")
    assert calendar.headers["content-type"].startswith("text/calendar")
    assert calendar.text.count("BEGIN:VEVENT") == 1
    assert "DTEND:20260309T17" in calendar.text
    words = library.find(str(CLAIMS)).vocabulary
    meaning = parse_mapping(shown(client, f"{url}&save=map.yaml"), words)
    assert (meaning.case, list(meaning.columns)) == ("办件编号", ["推送时间", "认领时间"])
    assert "没有“../x”这个文件" in said(shown(client, f"{url}&save=../x", 400))


def test_the_worst_matters_are_stepped_through(client: TestClient) -> None:
    page = shown(client, sent(client, LEDGER))
    links = [html.unescape(one) for one in re.findall(r'href="(/play\?[^"]*at=[^"]*)"', page)]
    moves = [parse_qs(urlsplit(one).query)["moves"][0] for one in links]
    pushed = "approval.decided@2026-03-02T10:00;approval-info.pushed@2026-03-02T10:00;wait"
    assert moves == [pushed, f"{pushed};approval-info.claimed@2026-03-06T10:00"]
    assert "台账里没有“作出审批决定”" in said(page)
    for one in links:
        played = shown(client, one)
        assert played.count('role="alert"') == 1  # the place for a studio that has stopped


def test_what_a_ledger_says_is_text(client: TestClient) -> None:
    hostile = '"<script>alert(1)</script>"'
    rows = LEDGER.replace("B-2", hostile).replace("申请人", '"<img src=x onerror=alert(2)>"')
    url = sent(client, rows, "<b>x</b>.csv")
    for one in (url, f"{url}&c0=<i>&other=<u>", f"{url}&c1=kind&c0=case&c2=approval-info.pushed"):
        page = client.get(one).text
        assert not re.findall(r"<script>|<img|<b>x|<i>|<u>", page)


REFUSED = {
    "a.docx": (b"x", "a.docx"),
    "a.csv.gz": (b"\x1f\x8bnothing", "坏的压缩文件"),
    "a.xlsx": (b"PK\x03\x04nothing", "坏的压缩文件"),
    "big.csv.gz": (gzip.compress(bytes(1500)) * 2, "解压后超过"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_ledger_is_refused_with_words(
    name: str, client: TestClient, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger_screen, "MOST_LEDGER", 500)  # four times that may be packed
    data, words = REFUSED[name]
    before = list(studio.ledgers.names)
    answer = client.post("/ledger?lang=zh", files={"file": (name, data)})
    assert answer.status_code == 400
    assert words in said(answer.text)
    assert studio.ledgers.names == before


def test_a_form_without_a_file_says_so(client: TestClient) -> None:
    for form in ({}, {"file": "words"}):
        answer = client.post("/ledger?lang=zh", data=form)
        assert answer.status_code == 400
        assert "没有选择文件" in said(answer.text)


def test_what_is_too_long_is_not_even_read(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "MOST_LEDGER", 1000)
    monkeypatch.setattr(server, "_MOST_FORM", 0)
    answer = client.post("/ledger?lang=zh", files={"file": ("a.csv", bytes(2000))})
    assert answer.status_code == 413
    assert MOST_LEDGER == 64_000_000


def test_a_ledger_is_held_apart_from_texts_and_goes_with_the_studio(
    client: TestClient, studio: Studio
) -> None:
    url = sent(client, LEDGER)
    assert "台账.csv" not in said(shown(client, "/start"))
    name = parse_qs(urlsplit(url).query)["ledger"][0]
    path = studio.ledgers.path(name)
    assert path is not None
    assert path.is_relative_to(studio.ledgers.folder)
    for other in ("/etc/passwd", "upload:0/../../x.csv", name + "x", "claims.yaml"):
        assert client.get(f"/ledger?ledger={quote(other)}").status_code == 400


def test_start_leads_to_it(client: TestClient) -> None:
    page = shown(client, "/start?lang=zh&regime=claims.yaml")
    link = re.search(r'href="([^"]*)">我们的台账里谁逾期了？', page)
    assert link is not None
    assert 'type="file"' in shown(client, html.unescape(link[1]))
