"""What is absurd is refused in a sentence: files that are none, signs not seen, closed outputs."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import click
import pytest

from experiments import designs, scenarios
from experiments.command.values import OutType
from experiments.show.blocks import Code, Paragraph, Section, Sheet
from experiments.show.files import put, write
from experiments.show.ours import LIST
from experiments.show.page import html
from model.language import Complaint, Text, plain
from model.visible import UNSEEN
from protocols import library
from protocols.contents import MOST, contents
from tests.designed import tiny
from tests.fuzz import ASKED, OTHER, REGIME, commands
from tests.mutations import SMALL

pytestmark = pytest.mark.undrawn

MAIN = "from experiments.command import main; main()"
NINES = "9" * 5000
POSIX = pytest.mark.skipif(os.name != "posix", reason="devices and pipes as POSIX has them")


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Paths at which there is no file of a user's."""
    folder = tmp_path_factory.mktemp("odd")
    found = {"folder": folder, "device": Path("/dev/full"), "pipe": folder / "pipe.yaml"}
    os.mkfifo(found["pipe"])
    found["huge"] = folder / "huge.yaml"
    with found["huge"].open("wb") as file:
        file.truncate(MOST + 1)
    return found


def readers() -> list[tuple[str, str]]:
    """Every argument and option by which a command takes a file that it reads."""
    files = {"REGIME", "[REGIME]...", "FILE...", "DESIGN", "FILE"}
    found = []
    for name, command in commands().items():
        for one in command.params:
            path = isinstance(one.type, click.Path) and one.opts[0] not in ("--out", "directory")
            if path or one.metavar in files or one.opts[0] == "--scenario":
                found.append((name, one.opts[0]))
    return [one for one in found if one[0] != "new" and one != ("fit", "--scenario")]  # written


def call_of(name: str, option: str, value: object) -> list[object]:
    """A call that reads a file by one of its parameters."""
    words: list[object] = [*name.split()]
    if name == "fit" and option != "--regime":
        words += ["--regime", REGIME]  # of which no command line knows that it must be there
    for one in commands()[name].params:
        if one.opts[0] == option:
            words += [value] if isinstance(one, click.Argument) else [option, value]
        elif isinstance(one, click.Argument) and "REGIME" in (one.metavar or ""):
            words += [REGIME, OTHER][: 1 + (name == "diff")]
        elif one.required:
            words += [one.opts[0], ASKED] if isinstance(one, click.Option) else ["tiny"]
    return [*words, value] if (name, option) == ("diff", "regimes") else words


def test_every_command_that_reads_files_is_among_them() -> None:
    assert {name for name, _ in readers()} >= {*commands()} - {
        "docs",
        "list",
        "new",
        "experiment show",
    }
    assert ("audit", "--accepted") in readers()
    assert ("verify", "--calendar") in readers()


@POSIX
@pytest.mark.parametrize("what", ["folder", "device", "pipe", "huge"])
@pytest.mark.parametrize(("name", "option"), readers())
def test_what_is_no_file_is_refused_before_it_is_read(
    name: str, option: str, what: str, odd: dict[str, Path], shenguan: Any
) -> None:
    status, out, err = shenguan(*call_of(name, option, odd[what]))
    assert (status, out) == (2, "")
    assert str(odd[what]) in err
    why = {"folder": "a folder", "huge": "longer than 4 MB"}.get(what, "no regular file")
    if (name, option, what) in (("log", "file", "huge"), ("fit", "file", "huge")):
        why = "of no kind that can be read"  # a record may have any length
    assert why in err


def test_a_file_of_the_greatest_length_is_read_and_one_byte_more_is_not(tmp_path: Path) -> None:
    path = tmp_path / "long.yaml"
    path.write_bytes(b"#" * MOST)
    assert len(contents(path)) == MOST
    path.write_bytes(b"#" * (MOST + 1))
    with pytest.raises(Complaint, match="4 MB"):
        contents(path)


@pytest.mark.parametrize("code", [0x07, 0x1B, 0x9B, 0x202E, 0x2066, 0xD800, 0xDCFF])
def test_a_sign_that_is_not_seen_is_shown_by_name(code: int) -> None:
    sign, name = chr(code), "<0xFF>" if code == 0xDCFF else f"<U+{code:04X}>"
    for text in (plain(f"a{sign}"), Text("甲", "a") + sign, Text(sign, sign)):
        assert not UNSEEN.search(text.zh + text.en)
        assert name in text.en
    section = Section("s", plain(sign), (Paragraph(plain(sign)), Code(sign)))
    page = html(Sheet(plain(sign), plain(sign), (section,)), "en")
    assert not UNSEEN.search(page)
    assert name.replace("<", "&lt;").replace(">", "&gt;") in page


def test_what_can_be_seen_stays_as_it_is() -> None:
    text = "甲　a\tb\n“c”—é🙂\u00a0"
    assert plain(text).zh == text


def strings() -> list[tuple[str, str]]:
    """Every option and argument that takes a word."""
    return [
        (name, one.opts[0])
        for name, command in commands().items()
        for one in command.params
        if not getattr(one, "is_flag", False) and one.opts[0] not in ("--out", "--lang")
    ]


@pytest.mark.parametrize(("name", "option"), strings())
def test_a_word_of_a_call_is_told_with_nothing_unseen_in_it(
    name: str, option: str, shenguan: Any
) -> None:
    status, out, err = shenguan(*call_of(name, option, "no\a\x1b[31m\u202e\udcff"))
    assert (status, out) == (2, "")
    assert not UNSEEN.search(err)


@pytest.mark.parametrize(("name", "option"), strings())
def test_a_number_of_five_thousand_digits_is_refused(name: str, option: str, shenguan: Any) -> None:
    status, out, err = shenguan(*call_of(name, option, NINES))
    assert (status, out) == (2, "")
    assert "Exceeds the limit" not in err


@pytest.mark.parametrize("sign", ["\\a", "\\u202E", "\\u2067"])
def test_a_label_or_a_key_with_an_unseen_sign_is_refused_where_it_stands(
    sign: str, tmp_path: Path, shenguan: Any
) -> None:
    text = (SMALL / "01-issue-push-claim.yaml").read_text("utf-8")
    path = tmp_path / "odd.yaml"
    for old, new in (("Paper case 01", f"Paper{sign}"), ("  level", f'  "level{sign}"')):
        path.write_text(text.replace(old, new, 1), "utf-8")
        status, _, err = shenguan("check", path)
        assert status == 2
        assert f"{path}:" in err
        assert "control-sign" in err
        assert not UNSEEN.search(err)


@pytest.mark.parametrize("label", ["\\g<1>", "\\g", "\\1", "{0}", "%s", "$x^2$", "[/red]"])
def test_a_label_that_looks_like_a_pattern_is_a_label(
    label: str, tmp_path: Path, shenguan: Any
) -> None:
    text = (SMALL / "01-issue-push-claim.yaml").read_text("utf-8")
    path = tmp_path / "odd.yaml"
    path.write_text(text.replace('en: "Paper case 01"', f"en: '{label}'"), "utf-8")
    words = ("verify", path, "--ask", ASKED, "--out", tmp_path / "out")
    status, out, _ = shenguan(*words)
    assert status < 2
    assert label in out
    assert label.replace("<", "&lt;").replace(">", "&gt;") in (
        tmp_path / "out" / "index.html"
    ).read_text("utf-8")


def shell(line: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """What a shell does with the program."""
    line = line.replace("shenguan", f'"{sys.executable}" -c "{MAIN}"')
    whole = {**os.environ, **environment}
    return subprocess.run(["bash", "-c", line], capture_output=True, check=False, env=whole)


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONIOENCODING": "latin-1"},
        {"PYTHONIOENCODING": "gbk"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    ],
)
def test_where_an_output_has_not_our_signs_others_stand_for_them(
    environment: dict[str, str],
) -> None:
    ended = shell("shenguan list --lang zh", **environment)
    assert (ended.returncode, ended.stderr) == (0, b"")
    coding = environment.get("PYTHONIOENCODING", "utf-8")
    assert ("薛城" in ended.stdout.decode(coding)) == (coding != "latin-1")


@POSIX
@pytest.mark.parametrize("call", ["check nowhere.yaml", "list --lung en", "list >/dev/full"])
def test_a_mistake_that_cannot_be_told_has_the_status_of_one(call: str) -> None:
    ended = shell(f"shenguan {call} 2>/dev/full")
    assert (ended.returncode, ended.stdout) == (2, b"")


def test_a_path_that_is_no_utf_8_is_written_to_and_told(tmp_path: Path) -> None:
    out = os.fsdecode(os.fsencode(tmp_path) + b"/\xff")
    ended = shell(f"shenguan export {REGIME} --ask '{ASKED}' --out '{out}'")
    assert ended.returncode == 0, ended.stderr
    assert ended.stderr == b""
    assert b"<0xFF>/" in ended.stdout
    assert list(Path(out).glob("*.json"))


@POSIX
@pytest.mark.parametrize("wait", [0.05, 0.4])
def test_ctrl_c_while_the_program_loads_is_told_in_a_line(wait: float) -> None:
    words = [
        sys.executable,
        "-c",
        f"import experiments; print('begun', flush=True); {MAIN}",
        *("audit", "jinan", "nanchang"),
    ]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(wait)
        begun = time.monotonic()
        child.send_signal(signal.SIGINT)
        told = child.communicate(timeout=20)[1]
        assert time.monotonic() - begun < 5  # on a machine that has other work
    assert child.returncode == 130
    assert len(told.strip().splitlines()) == 1
    assert b"Traceback" not in told


AT_AN_IMPORT = """
import os, signal, sys
from experiments.command import main
left = int(sys.argv.pop(1))
def seen(event, _):
    global left
    left -= event == "import"
    if left == 0 and event == "import":
        os.kill(os.getpid(), signal.SIGINT)
sys.addaudithook(seen)
main()
"""


@POSIX
@pytest.mark.parametrize("number", [1, 3, 40, 100])
def test_ctrl_c_at_whatever_is_imported_is_told_in_a_line(number: int) -> None:
    words = [sys.executable, "-c", AT_AN_IMPORT, str(number), "list"]
    ended = subprocess.run(words, capture_output=True, check=False)
    assert (ended.returncode, ended.stdout) == (130, b""), ended.stderr
    assert ended.stderr == b"stopped; files already written are whole.\n"


def test_what_is_imported_before_ctrl_c_is_heeded_is_next_to_nothing() -> None:
    code = "import sys; old = {*sys.modules}; import experiments.command; "
    words = [sys.executable, "-c", code + "print(*sorted({*sys.modules} - old))"]
    ended = subprocess.run(words, capture_output=True, check=True, text=True)
    found = ended.stdout.split()
    assert found == ["experiments", "experiments.command", "model", "model.speaking"]


def test_a_file_that_we_did_not_write_is_not_written_over(tmp_path: Path, shenguan: Any) -> None:
    words = ("export", REGIME, "--ask", ASKED, "--out", tmp_path)
    assert shenguan(*words)[0] == 0
    assert shenguan(*words)[0] == 0  # what a former run of ours wrote may be replaced
    (listed,) = tmp_path.glob("*.json")
    listed.write_text("mine", "utf-8")
    status, _, err = shenguan(*words)
    assert status == 2
    assert listed.name in err
    assert listed.read_text("utf-8") == "mine"


WRITING = sorted(
    name
    for name, command in commands().items()
    if any(isinstance(one.type, OutType) for one in command.params)
)


@pytest.mark.parametrize("name", WRITING)
@pytest.mark.parametrize("what", ["a file of the user's", "no folder"])
def test_an_output_that_must_be_refused_is_so_before_anything_is_worked_out(
    name: str, what: str, tmp_path: Path, shenguan: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    (kind,) = (one.type for one in commands()[name].params if one.name == "out")
    assert isinstance(kind, OutType)
    file = tmp_path / kind.names[-1].replace("*", "x")
    file.write_text("mine", "utf-8")
    for module in [one for one in sys.modules if one.startswith("experiments.")]:
        if module.endswith((".command", ".show")) and hasattr(sys.modules[module], "run"):
            monkeypatch.delattr(sys.modules[module], "run")  # not even begun
    words = [*name.split(), *["tiny"] * (name == "experiment show")]
    words += [REGIME, OTHER][: {"diff": 2, "experiment show": 0}.get(name, 1)]
    words += [word for one in commands()[name].params if one.required and "--" in one.opts[0]
              for word in (one.opts[0], ASKED)]  # fmt: skip
    out = tmp_path if what != "no folder" else file / "under"
    status, _, err = shenguan(*words, "--out", out)
    assert (status, file.name in err) == (2, True), err
    assert {one.name for one in tmp_path.iterdir()} == {file.name}


@pytest.mark.parametrize("name", ["bounds", "capacity", "coverage", "diff", "trust"])
def test_a_command_writes_under_no_other_names_than_it_looked_for(
    name: str, tmp_path: Path, shenguan: Any
) -> None:
    """Which the fixture sees to in every test that calls a command with ``--out``."""
    office = ["--rate", "2.5", "--burst", "4.5", "--per-day", "3"]
    asked = {"capacity": office, "coverage": []}.get(name, ["--ask", ASKED])
    words = [name, REGIME, *[OTHER] * (name == "diff"), *asked, "--out", tmp_path]
    assert shenguan(*words)[0] in (0, 1, 3)
    assert (tmp_path / "index.html").exists()


def test_every_command_that_writes_looks_first() -> None:
    outs = {name for name, one in commands().items() for p in one.params if "--out" in p.opts}
    assert {*WRITING} == outs - {"experiment run"}
    assert len(WRITING) == 16


@pytest.mark.parametrize("name", ["index.html", "estimates.csv", "heat-mine-zh.svg"])
def test_a_run_looks_first_whether_its_page_has_room(
    name: str, tmp_path: Path, shenguan: Any
) -> None:
    (tmp_path / "report").mkdir()
    file = tmp_path / "report" / name
    file.write_text("mine", "utf-8")
    words = ("experiment", "run", tiny(tmp_path), "--out", tmp_path)
    status, _, err = shenguan(*words)
    assert (status, name in err) == (2, True)
    assert not (tmp_path / "replications.jsonl").exists()


def test_what_a_user_changed_is_not_written_over_and_what_we_wrote_is(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    for text in (b"1", b"2", b"3"):
        write(path, text)
    path.write_bytes(b"3 and mine")
    with pytest.raises(Complaint, match="not written by this program"):
        write(path, b"4")
    assert path.read_bytes() == b"3 and mine"
    put(path, b"5")
    assert (tmp_path / LIST).read_bytes().count(b"\n") == 2


def test_what_was_ours_and_is_a_link_of_the_user_s_now_is_not_written_over(tmp_path: Path) -> None:
    path, other = tmp_path / "a.csv", tmp_path / "elsewhere.csv"
    write(path, b"1")
    path.rename(other)
    path.symlink_to(other)
    with pytest.raises(Complaint, match="not written by this program"):
        write(path, b"2")
    assert (path.is_symlink(), other.read_bytes()) == (True, b"1")


def test_a_file_of_ours_that_could_not_be_written_anew_stays_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.csv"
    write(path, b"1")
    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", _only_lists)
        with pytest.raises(Complaint, match="the disk is full"):
            write(path, b"2")
    assert path.read_bytes() == b"1"
    write(path, b"3")
    assert path.read_bytes() == b"3"


def _only_lists(path: Path, data: bytes, real: Any = Path.write_bytes) -> int:
    """A disk that has just room for a list of files."""
    if not path.name.startswith(LIST):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    return int(real(path, data))


def test_the_list_of_our_files_does_not_tell_how_often_they_were_written(tmp_path: Path) -> None:
    for folder, texts in (("once", [b"1"]), ("twice", [b"1", b"1"])):
        (tmp_path / folder).mkdir()
        for text in texts:
            write(tmp_path / folder / "b", text)
            write(tmp_path / folder / "a", text)
    once, twice = (tmp_path / folder / LIST for folder in ("once", "twice"))
    assert once.read_bytes() == twice.read_bytes()


def test_a_scenario_that_was_changed_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    text = scenarios.path_of("ordinary").read_text("utf-8")
    path.write_text(text, "utf-8")
    assert scenarios.find(str(path)).id == "ordinary"
    path.write_text(text.replace("scenario: ordinary", "scenario: other", 1), "utf-8")
    assert scenarios.find(str(path)).id == "other"


def test_an_article_of_five_thousand_digits_is_told_where_it_stands(
    tmp_path: Path, shenguan: Any
) -> None:
    path = tmp_path / "long.yaml"
    text = library.path_of("guanxian").read_text("utf-8")
    path.write_text(text.replace('article: "', f'article: "{NINES}', 1), "utf-8")
    status, _, err = shenguan("check", path)
    assert (status, str(path) in err) == (2, True)


@pytest.mark.parametrize(
    ("words", "old", "new"),
    [
        (["check"], "regime: guanxian", f"regime: guanxian\nunder: {NINES}"),
        (["simulate", "guanxian", "--scenario"], "scenario: ordinary", f"extends: {NINES}"),
        (["experiment", "run", "--out", "o"], "baseline: xuecheng", f"baseline: {NINES}.yaml"),
        (["experiment", "run", "--out", "o"], "scenarios: [ordinary]", f"scenarios: [{NINES}]"),
        (["experiment", "run", "--out", "o"], "seed: 1", f"seed: 1\nproperties: {NINES}"),
    ],
)
def test_a_file_may_name_another_by_a_name_that_no_file_can_have(
    words: list[str],
    old: str,
    new: str,
    tmp_path: Path,
    shenguan: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kind = {"check": library.path_of("guanxian"), "simulate": scenarios.path_of("ordinary")}
    path = tmp_path / "naming.yaml"
    text = kind.get(words[0], designs.path_of("claim-window")).read_text("utf-8")
    path.write_text(text.replace(old, new, 1), "utf-8")
    monkeypatch.chdir(tmp_path)
    status, _, err = shenguan(*words, path)
    assert (status, str(path) in err) == (2, True)


def test_a_limit_of_five_thousand_digits_is_too_long_and_not_told_in_full(
    tmp_path: Path, shenguan: Any
) -> None:
    path = tmp_path / "long.yaml"
    text = library.path_of("guanxian").read_text("utf-8")
    path.write_text(text.replace("deadline: ", f"deadline: {NINES} working days  # ", 1), "utf-8")
    status, _, err = shenguan("check", path, lang="zh")
    assert status == 2
    assert "deadline-count" in err
    assert "int_max_str_digits" not in err
    status, _, err = shenguan("bounds", "guanxian", "--from", NINES, lang="zh")
    assert (status, len(err) < 300) == (2, True)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("verfy",), "是否想用 verify"),
        (("experiment", "shw"), "是否想用 show"),
        (("nothing-like-it",), "verify"),
    ],
)
def test_a_command_that_is_none_is_told_with_the_nearest(
    words: tuple[str, ...], told: str, shenguan: Any
) -> None:
    status, _, err = shenguan(*words, lang="zh")
    assert (status, "No such" in err, told in err) == (2, False, True), err
