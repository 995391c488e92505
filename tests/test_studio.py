"""The studio answers this machine alone, shows all that it is given as text, and loses nothing."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from experiments.studio import screens
from experiments.studio.address import LONGEST, MOST_EDITS, Address
from experiments.studio.ask import Studio
from experiments.studio.files import MOST_SENT
from experiments.studio.lights import lighting
from experiments.studio.lights.content import content
from experiments.studio.lights.lamps import panel
from experiments.studio.lights.light import MAIN, Light, Lights, questions_of
from experiments.studio.page import Screen
from experiments.studio.start import look
from experiments.studio.start.suggested import suggestions, window
from experiments.studio.tasks import Tasks
from model.calendar import chinese_calendar
from model.deadline import STRICT, Reading, Within
from model.language import Complaint, say
from model.regime import Regime
from model.rule import Obligation
from protocols import library
from protocols.edit import Edit, edit
from tests import work
from tests.excerpt import EXCERPT, excerpt
from tests.large import rule_file
from tests.official import served
from tests.windows import HERE, TestClient
from tests.windows import window as opened
from verify.guarantees import verify
from verify.prover import Provers, asked_about
from verify.readings import hinges_of
from verify.verdict import Answer, Assume

ROOT = Path(__file__).parent.parent
XUECHENG = ROOT / "protocols" / "xuecheng.yaml"
CLAIM = edit("approval-claim.deadline=2 working days")
FIVE = Reading(5)


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Studio]:
    made = Studio(tmp_path)
    yield made
    made.close()


@pytest.fixture(scope="module")
def lit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    """A studio in which the lights of Xuecheng are there already."""
    made = Studio(tmp_path_factory.mktemp("lit"))
    assert made.lights(library.find("xuecheng"), FIVE, wait=60).done
    yield made
    made.close()


@pytest.fixture
def client(studio: Studio) -> Iterator[TestClient]:
    with opened(studio) as made:
        yield made


class Page(HTMLParser):
    """The tags of a page, each with its attributes, and all its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def harmless(text: str) -> Page:
    """A page that runs no script but ours, and asks nothing of anybody else."""
    page = Page(text)
    for tag, attributes in page.tags:
        assert tag not in ("iframe", "object", "embed", "base", "img"), tag
        if tag == "script":
            assert str(attributes.get("src")).startswith("/static/")
        for name, value in attributes.items():
            assert not name.startswith(("on", "hx-on", "hx-vals", "hx-vars")), (tag, name)
            if name in ("src", "href", "action", "hx-get", "hx-post"):
                assert value == "data:," or str(value).startswith(("/", "#")), value
                assert not str(value).startswith("//")
    return page


# The address.

EDITS = st.sampled_from(
    [
        CLAIM,
        edit("-approval-claim"),
        edit('+{id: x, article: "22a", on: a.b, bearer: c, act: d.e, deadline: 1 working day}'),
        Edit(("rules", "approval-claim", "on-expiry")),
        edit("/document/title/zh=“一&二=三?#”"),
    ]
)


@given(
    st.builds(
        Address,
        st.sampled_from(
            ["xuecheng", "guanxian@2024-01-01", "草案 2/a&b=c.yaml", "upload:ab/x.yml"]
        ),
        st.lists(EDITS, max_size=4).map(tuple),
        st.sampled_from(["ordinary", "spring-festival"]),
        st.sampled_from([STRICT, Reading(1), FIVE]),
        st.sampled_from(["zh", "en"]),
        st.dictionaries(
            st.sampled_from(["ab", "abc", "a-b", "run", "seed", "abc-d"]), st.text(min_size=1)
        ).map(lambda more: tuple(sorted(more.items()))),
    )
)
@examples(max_examples=40)
def test_a_state_and_its_address_say_the_same(state: Address) -> None:
    url = urlsplit(state.url("change"))
    assert url.path == "/change"
    assert Address.of(parse_qsl(url.query, keep_blank_values=True)) == state


def test_an_address_says_only_what_does_not_go_without_saying() -> None:
    assert Address().url("start") == "/start?lang=zh"
    where = Address(edits=(CLAIM,)).changed(seed=3, lang="en")
    assert where.url("year") == (
        "/year?edit=approval-claim.deadline%3D2+working+days&lang=en&seed=3"
    )
    assert where.url("year", seed=None, edits=()) == "/year?lang=en"


def test_what_a_form_sends_empty_was_not_said() -> None:
    said = [("regime", ""), ("edit", " "), ("seed", ""), ("reading", ""), ("lang", "")]
    assert Address.of(said) == Address()


@pytest.mark.parametrize(
    ("query", "key"),
    [
        ([("lang", "fr")], "studio.no-language"),
        ([("reading", "0")], "cli.reading"),
        ([("reading", "9" * 50)], "cli.reading"),
        ([("reading", "²")], "cli.reading"),
        ([("Bad Name", "1")], "studio.no-name"),
        ([("edit", CLAIM.text)] * (MOST_EDITS + 1), "studio.many-edits"),
    ],
)
def test_an_address_that_makes_no_sense_is_told_of(query: Any, key: str) -> None:
    with pytest.raises(Complaint) as refused:
        Address.of(query)
    assert refused.value.key == key


# Who is answered.


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8123", "127.0.0.1.evil", "", "::1"])
def test_another_name_than_this_machines_is_refused(studio: Studio, host: str) -> None:
    with opened(studio, entered=False) as client:
        answer = client.get(f"/?token={studio.token}", headers={"host": host})
        assert answer.status_code == 421
        assert not answer.cookies
        assert client.get("/static/style.css", headers={"host": host}).status_code == 421


@pytest.mark.parametrize("host", ["127.0.0.1:8123", "localhost:9", "localhost"])
def test_this_machine_is_answered_under_its_names(studio: Studio, host: str) -> None:
    with opened(studio, entered=False) as client:
        assert client.get("/static/style.css", headers={"host": host}).status_code == 200


def test_only_who_brings_the_token_is_let_in_and_gets_a_cookie_that_no_page_can_read(
    studio: Studio,
) -> None:
    with opened(studio, entered=False) as client:
        for query in ("", "?token=", "?token=x", f"?token={studio.token[:-1]}"):
            assert client.get(f"/start{query}").status_code == 403
        assert client.post("/task").status_code == 403
        entered = client.get(f"/start?lang=en&token={studio.token}&seed=1", follow_redirects=False)
        assert entered.status_code == 303
        assert entered.headers["location"] == "/start?lang=en&seed=1"
        cookie = entered.headers["set-cookie"]
        assert cookie.startswith(f"shenguan-8123={studio.token};")
        assert {"HttpOnly", "SameSite=strict"} <= {part.strip() for part in cookie.split(";")}
        assert client.get("/start").status_code == 200


def test_another_sites_page_can_send_nothing(client: TestClient) -> None:
    for origin in ("http://evil.example", "null", "http://127.0.0.1:1"):
        assert client.post("/start", headers={"origin": origin}).status_code == 403
    sent = client.post("/start", files={"file": ("a.yaml", b"x: 1")}, headers={"origin": HERE})
    assert sent.status_code == 400  # it was read, and is no rule file


def test_every_answer_says_how_it_may_be_used(client: TestClient, studio: Studio) -> None:
    for path in ("/", "/start", "/nowhere", "/static/script.js", "/static/none", "/start?lang=x"):
        headers = client.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert re.search(r"script-src 'self'(;|$)", policy)
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cache-control"] in ("no-store", "private, max-age=86400")
    assert "total;dur=" in client.get("/start").headers["server-timing"]


def test_nothing_of_htmx_needs_what_the_policy_forbids(client: TestClient) -> None:
    page = harmless(client.get("/start").text)
    (config,) = (one["content"] for tag, one in page.tags if one.get("name") == "htmx-config")
    assert '"allowEval":false' in str(config)
    assert '"includeIndicatorStyles":false' in str(config)
    assert b"htmx" in client.get("/static/htmx.min.js").content
    assert (ROOT / "experiments/studio/static/LICENSE-htmx").read_text().startswith("Zero-Clause")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_path_that_is_none_is_told_of_in_the_right_language(
    client: TestClient, lang: str
) -> None:
    words = {"zh": "没有“nowhere/at/all”这一页", "en": "no page 'nowhere/at/all'"}[lang]
    answer = client.get(f"/nowhere/at/all?lang={lang}")
    assert answer.status_code == 404
    assert words in Page(answer.text).text
    assert f'<html lang="{lang}">' in answer.text


def test_a_fault_of_our_own_is_a_page_and_no_traceback(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> Any:
        raise ZeroDivisionError("secret detail")

    undrawn = Screen(say("studio.name"), template="studio/lights.html.jinja")
    for screen, kind in ((broken, "ZeroDivisionError"), (lambda *_: undrawn, "UndefinedError")):
        monkeypatch.setattr(look, "screen", screen)
        answer = client.get("/look?lang=en")
        assert answer.status_code == 500
        assert f"The program itself failed ({kind})" in Page(answer.text).text
        assert "secret" not in answer.text
        assert "Traceback" not in answer.text


def test_an_address_that_is_too_long_is_told_of(client: TestClient) -> None:
    answer = client.get(f"/start?lang=en&seed={'1' * LONGEST}")
    assert answer.status_code == 414
    assert "address is too long" in Page(answer.text).text


# Which files are opened.


@pytest.mark.parametrize(
    "name",
    [
        "../secret.yaml",
        "sub/../../secret.yaml",
        "/etc/passwd",
        "..\\secret.yaml",
        "link.yaml",
        "folder/secret.yaml",
        "plain.txt",
        "upload:0123456789abcdef/../../secret.yaml",
        "upload:none/secret.yaml",
        "none\0.yaml",
        "x" * 5000 + ".yaml",
        ".",
    ],
)
def test_no_file_outside_of_the_start_folder_is_opened(tmp_path: Path, name: str) -> None:
    text = XUECHENG.read_text(encoding="utf-8").replace("薛城", "秘密", 1)
    (tmp_path / "secret.yaml").write_text(text, encoding="utf-8")
    start = tmp_path / "start"
    start.mkdir()
    (start / "plain.txt").write_text(text, encoding="utf-8")
    (start / "link.yaml").symlink_to(tmp_path / "secret.yaml")
    (start / "folder").symlink_to(tmp_path)
    studio = Studio(start)
    with opened(studio) as client:
        for screen in ("start", "look"):
            answer = client.get(f"/{screen}", params={"regime": name, "lang": "zh"})
            assert answer.status_code == 400
            assert "秘密" not in answer.text
        with pytest.raises(Complaint):
            studio.scenario(name)
    studio.close()


def test_a_file_in_the_start_folder_and_a_link_within_it_are_opened(
    client: TestClient, studio: Studio
) -> None:
    (studio.folder / "mine.yaml").write_bytes(XUECHENG.read_bytes())
    (studio.folder / "again.yml").symlink_to(studio.folder / "mine.yaml")
    for name in ("mine.yaml", "again.yml"):
        assert client.get("/start", params={"regime": name}).status_code == 200


def test_a_file_that_is_not_there_is_told_of_by_the_name_in_the_address(
    client: TestClient, studio: Studio
) -> None:
    answer = client.get("/start?regime=none.yaml&lang=en")
    assert answer.status_code == 400
    assert "There is no 'none.yaml' in the folder" in Page(answer.text).text
    assert str(studio.folder) not in answer.text


@pytest.mark.parametrize("key", ["under", "amends"])
def test_no_file_and_no_edit_leads_to_a_file_elsewhere(tmp_path: Path, key: str) -> None:
    start = tmp_path / "start"
    start.mkdir()
    (tmp_path / "law").write_bytes((ROOT / "protocols/licensing-law.yaml").read_bytes())
    text = XUECHENG.read_text(encoding="utf-8")
    (start / "mine.yaml").write_text(f"{key}: ../law\n{text}", encoding="utf-8")
    (start / "clean.yaml").write_text(text, encoding="utf-8")
    (start / "linked").symlink_to(tmp_path / "law")
    (start / "by-link.yaml").write_text(f"{key}: linked\n{text}", encoding="utf-8")
    studio = Studio(start)
    for name in ("mine.yaml", "by-link.yaml"):
        with pytest.raises(Complaint) as refused:
            studio.text(name)
        assert refused.value.key == "studio.names-outside"
    for name in ("clean.yaml", "xuecheng"):
        outside = os.path.relpath(tmp_path / "law", library.resolved(studio.source(name)).parent)
        with pytest.raises(Complaint) as refused:
            studio.regime(Address(name, (Edit((key,), outside),)))
        assert refused.value.key == "studio.names-outside"
    studio.close()


def test_what_was_named_at_the_start_is_opened_wherever_it_is(tmp_path: Path) -> None:
    studio = Studio(tmp_path, {"mine.yaml": XUECHENG})
    assert studio.text("mine.yaml").id == "xuecheng"
    studio.close()


# What is sent.


def sent(client: TestClient, name: str, data: bytes) -> Any:
    return client.post("/start?lang=en", files={"file": (name, data)})


def test_a_file_that_is_sent_is_the_text_from_then_on(client: TestClient) -> None:
    answer = sent(client, "草案.yaml", XUECHENG.read_bytes())
    assert answer.status_code == 200
    assert "Chosen: Xuecheng" in Page(answer.text).text
    assert dict(parse_qsl(answer.url.query.decode()))["regime"].endswith("/草案.yaml")


def test_the_mistakes_of_a_file_are_told_with_their_places_and_lines(client: TestClient) -> None:
    text = XUECHENG.read_text(encoding="utf-8")
    number = next(k for k, line in enumerate(text.splitlines(), 1) if "deadline: 1 wo" in line)
    answer = sent(
        client, "draft.yaml", text.replace("deadline: 1 wo", "deadline: 1 wk", 1).encode()
    )
    assert answer.status_code == 400
    told = Page(answer.text).text
    assert f"draft.yaml, line {number}, column" in told
    assert "deadline: 1 wk" in told


def test_an_empty_file_is_told_of_as_empty(client: TestClient) -> None:
    answer = sent(client, "x.yaml", b" \n")
    assert answer.status_code == 400
    assert "'x.yaml' is empty" in Page(answer.text).text


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"regime: [", b"a: &a [*a, *a]", b"- 1"])
def test_a_file_that_is_none_is_told_of(client: TestClient, data: bytes) -> None:
    answer = sent(client, "x.yaml", data)
    assert answer.status_code == 400
    assert "x.yaml, line " in Page(answer.text).text


def test_what_is_too_long_is_not_read(client: TestClient, studio: Studio) -> None:
    assert sent(client, "x.yaml", b"a" * (MOST_SENT + 200_000)).status_code == 413
    assert sent(client, "x.yaml", b"a" * (MOST_SENT + 1)).status_code == 400
    unsaid = client.post("/start", content=iter([b"a"]), headers={"content-type": "text/plain"})
    assert unsaid.status_code == 413
    assert studio.uploads.names == []
    assert client.post("/start?lang=en").status_code == 400


NASTY = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'>{{7*7}}{%x%}"


def test_whatever_a_rule_file_says_is_shown_as_text(client: TestClient, studio: Studio) -> None:
    text = XUECHENG.read_text(encoding="utf-8")
    nasty = NASTY.replace('"', "").replace("'", "")
    text = re.sub(r"(zh|en): ([^,{}\n\"'|>]+)(?=[,}])", rf"\1: '\2 {nasty}'", text)
    assert text.count(nasty) > 50
    (studio.folder / f"{nasty.replace('/', '')}.yaml").write_text(text, encoding="utf-8")
    (studio.folder / "nasty.yaml").write_text(text, encoding="utf-8")
    for screen in ("start", "change", "look", "play"):
        answer = client.get(f"/{screen}?regime=nasty.yaml&lang=en")
        page = harmless(answer.text)
        assert answer.status_code < 500
        assert "{{7*7}}" in page.text
        assert "49" not in page.text.replace("1949", "")[:200]


@pytest.mark.parametrize("name", ["regime", "edit", "scenario", "reading", "lang", "run", "seed"])
def test_whatever_an_address_says_is_shown_as_text(lit: Studio, name: str) -> None:
    refused = name in ("regime", "edit", "reading", "lang")  # so that nothing is worked out
    shown = tuple(screens.SCREENS) if refused else ("start", "change", "look")
    with opened(lit) as client:
        for screen in (*shown, f"nowhere{quote(NASTY)}"):
            answer = client.get(f"/{screen}", params={name: NASTY})
            assert answer.status_code < 500
            harmless(answer.text)


def test_whatever_a_file_is_called_is_shown_as_text(client: TestClient) -> None:
    answer = sent(client, f"{NASTY}.yaml", b"- 1")
    harmless(answer.text)
    assert answer.status_code == 400


# Lights.


def shown(lights: Lights) -> dict[Any, Any]:
    """What lights say, but for which of several runs shows a refutation."""
    return {
        key: (
            light.verdict.answer,
            light.verdict.guaranteed,
            light.verdict.open_limits,
            light.verdict.reason,
            [
                (one.rule.id, one.alternative.id, one.after.answer, one.after.days)
                for one in light.hinges or ()
            ],
        )
        for key, light in lights.found.items()
    }


def asked_anew(regime: Regime) -> dict[Any, Any]:
    """The same by the functions of the command line."""
    asked = questions_of(regime)
    (known,) = library.knowing([regime], asked)
    provers = Provers(chinese_calendar(), asked_about(asked))
    verdicts = verify(known, asked, [FIVE], tuple(Assume), provers=provers)
    hinging = hinges_of(verdicts, provers, asked)
    lights = Lights(regime, FIVE, asked)
    for prop, pair in zip(asked, zip(verdicts[::2], verdicts[1::2], strict=True), strict=True):
        for verdict in pair:
            own = tuple(one for one in hinging if one.before is verdict)
            lights.found[prop.id, verdict.assume] = Light(verdict, own)
    return shown(lights)


@pytest.mark.parametrize(
    "edits",
    [
        (CLAIM, edit("-supervision-push")),
        (edit("counting=include-first-day"),),
    ],
)
def test_lights_after_an_edit_are_those_of_the_text_asked_anew(
    lit: Studio, edits: tuple[Edit, ...]
) -> None:
    (lit.folder / EXCERPT).write_bytes(excerpt())
    edited = lit.regime(Address(EXCERPT, edits))
    lit.lights(edited.before, FIVE, wait=30)
    lights = lit.lights(edited.after, FIVE, wait=30)
    assert lights.done
    assert shown(lights) == asked_anew(edited.after)
    assert all(light.verdict.regime is edited.after for light in lights.found.values())


def test_only_the_part_that_an_edit_touches_is_asked_again(lit: Studio) -> None:
    edited = lit.regime(Address(edits=(edit("approval-claim.deadline=9 working days"),)))
    every = lit.lights(edited.before, FIVE, wait=30).tried.asked
    assert 0 < lit.lights(edited.after, FIVE, wait=30).tried.asked < every
    again = lit.lights(replace(edited.after), FIVE, wait=30)
    assert again.tried.asked == 0
    assert shown(again) == shown(lit.lights(edited.after, FIVE, wait=30))


def test_equal_values_have_equal_content_and_others_have_another() -> None:
    regime = library.find("xuecheng")
    rule = regime.by_id["approval-claim"]
    assert isinstance(rule, Obligation)
    assert content(rule) == content(replace(rule))
    assert content(replace(rule, deadline=Within(9))) != content(rule)
    words = regime.vocabulary
    other = replace(words, events=dict(list(words.events.items())[:-1]))
    assert content(words) == content(replace(words, events=dict(words.events)))
    assert content(other) != content(words)
    assert content("1") != content(1)
    with pytest.raises(TypeError):
        content(object())


def test_the_main_questions_are_the_first_of_the_catalogue_that_the_text_regulates() -> None:
    guanxian = library.find("guanxian")
    asked = [prop.id for prop in questions_of(guanxian)]
    order = [name for name in library.properties() if name in asked]
    assert asked[: len(order)] == order
    assert set(asked[len(order) :]) <= {prop.id for prop in guanxian.properties}
    assert len(Lights(guanxian, FIVE, questions_of(guanxian)).main) == MAIN


def test_an_old_light_stands_beside_the_new_one_also_where_the_clause_is_gone(
    lit: Studio,
) -> None:
    address = Address(edits=(CLAIM,))
    rows = {row.lamps[0].id: row for row in panel(address, lit, lit.regime(address), 30).main}
    lamp = rows["approval-push-claimed.everyone"].lamps[0]
    assert (lamp.words.en, lamp.before.en) == ("≤ 2 working days", "was: ✓ ≤ 1 working day")
    assert lamp.changed
    assert not rows["letter-answered.everyone"].changed
    struck = Address(edits=(edit("-letter-reply"),))
    rows = {row.lamps[0].id: row for row in panel(struck, lit, lit.regime(struck), 30).main}
    lamp = rows["letter-answered.everyone"].lamps[0]
    assert lamp.before.en.startswith("was: ✓θ")
    assert lamp.mark in ("vacuous", "refuted")


def test_what_the_solver_gives_up_is_unknown_and_what_was_tried_is_told(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lighting, "SECONDS", 0.0)
    lights = panel(Address(), studio, studio.regime(Address()), 5)
    assert lights.done
    for row in lights.main:
        for lamp in row.lamps:
            assert lamp.sign == "?"
            assert lamp.verdict is not None
            assert lamp.verdict.answer is Answer.UNKNOWN
            assert "the solver was asked 0 times" in lamp.words.en
    assert not studio.lighting._answers._values  # so that whoever asks again is answered


def test_a_light_whose_hinges_were_not_looked_for_says_so(lit: Studio) -> None:
    lights = lit.lights(library.find("xuecheng"), FIVE, wait=30)
    light = lights.found["commitment-pushed", Assume.EVERYONE]
    row = panel(Address(), lit, lit.regime(Address()), 30).main[7]
    assert row.lamps[0].hinges.en.startswith("Hinges on a reading: ")
    unsure = replace(row.lamps[0], light=replace(light, hinges=None))
    assert "not decided" in unsure.hinges.en


def test_who_goes_away_is_not_worked_for(studio: Studio) -> None:
    regime = replace(library.find("guanxian"))
    token = lighting.GONE.set(lambda: True)
    try:
        began = time.monotonic()
        assert not studio.lights(regime, FIVE, wait=30).done
        assert time.monotonic() - began < 1
    finally:
        lighting.GONE.reset(token)
    (job,) = studio.lighting._jobs.values()
    assert job.stopped
    studio.lights(regime, FIVE, wait=0)  # who asks again is worked for
    (job,) = studio.lighting._jobs.values()
    assert not job.stopped


def test_a_window_that_breaks_a_request_off_stops_the_solver(tmp_path: Path) -> None:
    studio = Studio(tmp_path)
    with served(studio) as home:
        port = urlsplit(home).port
        asking = (
            f"GET /change?regime=guanxian HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
            f"Cookie: shenguan-{port}={studio.token}\r\n\r\n"
        )
        jobs = studio.lighting._jobs
        with socket.create_connection(("127.0.0.1", port)) as window_of:
            window_of.sendall(asking.encode())
            until(lambda: jobs)
        (job,) = jobs.values()
        until(lambda: job.stopped or job.lights.done)
        assert job.stopped
    studio.close()


def test_the_lights_of_the_main_questions_come_on_soon_after_an_edit(lit: Studio) -> None:
    """Seconds of the processor, since others may have it; see docs/studio.md for the clock."""
    lit.lights(library.find("xuecheng"), FIVE, wait=30)
    spent = []
    for days in (2, 3, 4):
        began = time.process_time()
        address = Address(edits=(edit(f"approval-claim.deadline={days} working days"),))
        after = lit.regime(address).after
        while not {prop.id for prop in questions_of(after)[:MAIN]} <= {
            prop for prop, _ in lit.lights(after, FIVE, wait=0.005).found
        }:
            assert time.process_time() - began < 5
        spent.append(time.process_time() - began)
        lit.lights(after, FIVE, wait=30)
    assert min(spent) < 1.0


def test_forty_quick_edits_end_with_the_lights_of_the_last(lit: Studio) -> None:
    before = threading.active_count()
    for days in range(1, 41):
        regime = claimed_within(days)
        token = lighting.GONE.set(lambda: True)
        lit.lights(regime, FIVE, wait=0)
        lighting.GONE.reset(token)
    jobs = list(lit.lighting._jobs.values())[-40:]
    assert all(job.stopped for job in jobs)
    until(lambda: threading.active_count() <= before)
    assert sum(len(job.lights.found) for job in jobs) < 40 * len(questions_of(regime))
    lights = lit.lights(regime, FIVE, wait=30)
    assert lights.found["approval-push-claimed", Assume.EVERYONE].verdict.days == 40


def claimed_within(days: int) -> Regime:
    """Xuecheng with another window to claim a push."""
    before = library.find("xuecheng")
    duty = before.by_id["approval-claim"]
    assert isinstance(duty, Obligation)
    other = replace(duty, deadline=Within(days))
    return replace(before, rules=tuple(other if one is duty else one for one in before.rules))


def test_two_windows_do_not_disturb_each_other(client: TestClient, studio: Studio) -> None:
    """Each has another text and language; both are asked at once."""
    wrong: list[object] = []

    def window_of(regime: str, lang: str, name: str) -> None:
        for _ in range(3):
            text = client.get(f"/start?regime={regime}&lang={lang}").text
            wrong.extend(
                [text] * (name not in Page(text).text or f'<html lang="{lang}"' not in text)
            )

    windows = [
        threading.Thread(target=window_of, args=one)
        for one in (("guanxian", "en", "Chosen: Guanxian"), ("jinan", "zh", "现在看的是：济南"))
    ]
    for one in windows:
        one.start()
    for one in windows:
        one.join()
    assert not wrong


def test_a_thousand_rules_freeze_nothing(client: TestClient, studio: Studio) -> None:
    text = rule_file("fan", 1000)
    (studio.folder / "large.yaml").write_text(text, encoding="utf-8")
    assert client.get("/start?regime=large.yaml&lang=en").status_code == 200
    regime = studio.text("large.yaml")
    began = time.process_time()
    studio.lights(regime, FIVE)  # answered at once, whether the lights are there or not
    assert time.process_time() - began < 3
    assert client.get("/start?lang=en").status_code == 200


# Where to begin.


@pytest.mark.parametrize("name", library.REGIMES)
def test_questions_to_begin_with_are_about_the_text_that_is_chosen(
    studio: Studio, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    every = ("change", "play", "year", "pair", "experiment", "sheet", "look")
    monkeypatch.setattr("experiments.studio.start.suggested.SCREENS", dict.fromkeys(every))
    regime, address = library.find(name), Address(name)
    duty = window(regime)
    assert duty is not None
    asked = suggestions(address, studio, regime)
    assert len(asked) >= 12
    assert len({one.sentence for one in asked}) == len(asked)
    first = asked[0]
    assert regime.vocabulary.events[duty.act].label.en in first.sentence.en
    url = urlsplit(first.url)
    where = Address.of(parse_qsl(url.query))
    assert studio.regime(where).mistakes is None
    assert studio.regime(where).after.by_id[duty.id].deadline != duty.deadline  # type: ignore[union-attr]
    assert {urlsplit(one.url).path.strip("/") for one in asked} == set(every)


def test_the_claim_window_of_xuecheng_is_found() -> None:
    duty = window(library.find("xuecheng"))
    assert duty is not None
    assert (duty.id, duty.deadline) == ("approval-claim", Within(1))


# Work in the background.


def until(done: Any) -> None:
    end = time.monotonic() + 60
    while not done():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.mark.begun_afresh
@pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
def test_a_worker_that_is_killed_is_told_of_and_the_work_can_be_asked_for_again() -> None:
    tasks = Tasks()
    lost = tasks.run("a", work.told_and_killed)
    until(lambda: lost.done)
    assert lost.failed is not None
    assert "ended by the system" in lost.failed.en
    assert tasks.run("a", work.told_and_killed) is lost
    tasks.forget("a")
    done = tasks.run("a", work.counted, 3)
    assert done is not lost
    until(lambda: done.done)
    assert (done.failed, done.progress, done.share) == (None, (3, 3), 1.0)
    refused = tasks.run("b", work.complaining)
    until(lambda: refused.done)
    assert refused.failed is not None
    assert refused.failed.en.startswith("No file was chosen")
    long = tasks.run("c", work.counted, 100_000)
    until(lambda: long.share > 0)
    began = time.monotonic()
    tasks.cancel("c")
    assert long.done
    assert time.monotonic() - began < 1
    tasks.close()


def test_work_is_cancelled_and_asked_for_again_from_a_page(
    client: TestClient, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[tuple[str, str]] = []
    fake = SimpleNamespace(
        cancel=lambda key: said.append(("cancel", key)),
        forget=lambda key: said.append(("forget", key)),
        close=lambda: None,
    )
    monkeypatch.setattr(studio, "tasks", fake)
    for do in ("cancel", "forget"):
        data = {"key": "k", "do": do, "back": "/start?lang=en"}
        answer = client.post("/task", data=data, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, "/start?lang=en")
    for back in ("//evil.example", "https://evil.example", "/\\evil.example"):
        answer = client.post("/task", data={"key": "k", "back": back}, follow_redirects=False)
        assert answer.headers["location"] == "/"
    assert said[:2] == [("cancel", "k"), ("forget", "k")]


# The command.


@pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
def test_the_command_tells_its_address_first_and_ends_within_a_second(tmp_path: Path) -> None:
    main = "from experiments.command import main; main()"
    call = [sys.executable, "-c", main, "studio", "--no-open", "--lang", "en"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        call,
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    address = process.stdout.readline().strip()
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/start\?lang=en&token=[\w-]{20,}", address)
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    assert process.wait(10) in (0, 130)
    assert time.monotonic() - began < 3  # on a busy machine; a fifth of a second on an idle one
    assert process.stderr is not None
    assert "Traceback" not in process.stderr.read()


def test_a_port_that_is_taken_and_a_file_that_is_none_are_told_of(shenguan: Any) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        status, _, err = shenguan("studio", "--no-open", "--port", taken.getsockname()[1])
    assert status == 2
    assert "cannot be used" in err
    status, _, err = shenguan("studio", "--no-open", "none.yaml")
    assert status == 2
    assert "none.yaml: cannot be read" in err


# What is sent.


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"", "studio.sent-empty"),
        (b" \n\n", "studio.sent-empty"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "studio.sent-no-text"),
        (b"PK\x03\x04\x14\0", "studio.sent-no-text"),
        ("regime: 草案".encode("gbk"), None),
        ("regime: 草案".encode("utf-16"), None),
        ("regime: 草案".encode(), None),
    ],
)
def test_what_is_no_text_or_empty_is_told_as_that(
    studio: Studio, data: bytes, key: str | None
) -> None:
    if key is None:
        assert studio.uploads.keep("a.yaml", data)
        return
    with pytest.raises(Complaint) as told:
        studio.uploads.keep("照片.png", data)
    assert told.value.key == key
    assert "照片.png" in told.value.say().zh


def test_start_says_that_there_are_changes_and_that_another_text_leaves_them(
    client: TestClient,
) -> None:
    said = client.get(f"/start?lang=zh&edit={quote(CLAIM.text)}").text
    assert "这份文本已改 1 处" in said
    assert "已改" not in Page(client.get("/start?lang=zh").text).text


def test_of_a_mistaken_file_it_is_said_that_the_rest_is_checked_later(
    studio: Studio, client: TestClient
) -> None:
    """A misspelt unit is told before any word is looked up."""
    text = XUECHENG.read_text("utf-8").replace("1 working day", "1 wroking day", 1)
    sent = studio.uploads.keep("a.yaml", text.encode())
    said = Page(client.get(f"/start?lang=zh&regime={quote(sent)}").text).text
    assert "wroking" in said
    assert "之后还会检查其余部分" in said
