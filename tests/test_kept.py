"""What is kept beside compiled code: it is used only while all that it comes from is the same."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from model import kept as keeping
from model.kept import anew, files, kept, state
from protocols import library
from protocols.shipped import LAWS, REGIMES, is_shipped, shipped

pytestmark = pytest.mark.undrawn
LATER = 1 << 62  # nanoseconds: a process that began long after its files were written


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of sources; what is kept goes to another, and only within the test."""
    monkeypatch.setattr(keeping, "_keeping", [LATER])
    monkeypatch.setattr(keeping, "folder", lambda: tmp_path / "kept")
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    (tmp_path / "sources" / "within").mkdir(parents=True)
    (tmp_path / "sources" / "a.toml").write_text("1")
    (tmp_path / "sources" / "within" / "b.toml").write_text("2")
    return tmp_path / "sources"


def asked(folder: Path, made: object = "made") -> tuple[object, bool]:
    """What is given for the sources in a folder, and whether it was made for that."""
    making: list[object] = []

    def make() -> object:
        making.append(made)
        return made

    return kept("value", lambda: state(files(folder, ".toml")), make), bool(making)


def test_what_is_kept_is_not_made_again(folder: Path) -> None:
    assert asked(folder) == ("made", True)
    assert asked(folder, "made anew") == ("made", False)


CHANGES: dict[str, Callable[[Path], object]] = {
    "a file that is longer": lambda folder: (folder / "a.toml").write_text("11"),
    "a file that is of another time": lambda folder: touched(folder / "within" / "b.toml"),
    "another file of the same size and time": lambda folder: replaced(folder / "a.toml"),
    "a file more": lambda folder: (folder / "within" / "c.toml").write_text("3"),
    "a file less": lambda folder: (folder / "within" / "b.toml").unlink(),
    "damage": lambda folder: damaged(folder.parent / "kept"),
    "half a file": lambda folder: damaged(folder.parent / "kept", whole=False),
    "nothing kept": lambda folder: next((folder.parent / "kept").iterdir()).unlink(),
}


def touched(path: Path) -> None:
    now = path.stat().st_mtime_ns
    os.utime(path, ns=(now, now + 1))


def replaced(path: Path) -> None:
    """Put another file of the same size in its place, with the time that it had."""
    before = path.stat()
    other = path.with_name("other")
    other.write_text("3")
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
    other.replace(path)
    assert (path.stat().st_size, path.stat().st_mtime_ns) == (before.st_size, before.st_mtime_ns)


def damaged(folder: Path, whole: bool = True) -> None:
    (path,) = folder.iterdir()
    data = path.read_bytes()
    path.write_bytes(data[:-3] + b"?" + data[-2:] if whole else data[:40])


@pytest.mark.parametrize("change", CHANGES)
def test_it_is_made_again_after(change: str, folder: Path) -> None:
    asked(folder)
    CHANGES[change](folder)
    assert asked(folder, "made anew") == ("made anew", True)
    assert asked(folder) == ("made anew", False)


def test_what_may_have_changed_since_the_process_began_is_made_each_time(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = (folder / "a.toml").stat().st_mtime_ns
    monkeypatch.setattr(keeping, "_keeping", [changed + 1])
    assert asked(folder) == asked(folder) == ("made", True)
    monkeypatch.setattr(keeping, "_keeping", [LATER])
    assert asked(folder) == ("made", True)
    assert asked(folder) == ("made", False)


def test_another_python_makes_it_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked(folder)
    monkeypatch.setattr(sys, "version", "3.99.0")
    assert asked(folder, "made anew") == ("made anew", True)


def test_who_asks_anew_is_told_nothing_that_was_kept_and_replaces_it(folder: Path) -> None:
    asked(folder)
    with anew():
        assert asked(folder, "made anew") == ("made anew", True)
        assert not keeping.is_noted("value", state(files(folder, ".toml")))
    assert asked(folder) == ("made anew", False)
    with anew(False):
        assert asked(folder) == ("made anew", False)


NOTING = """
import sys
from pathlib import Path
from model import kept
kept.keep()
kept.folder = lambda: Path(sys.argv[1])
for number in range(300):
    kept.note("value", b"s" * 32, [int(sys.argv[2])] * 20_000)
"""


def test_two_processes_at_once_leave_it_whole(folder: Path) -> None:
    place = str(folder.parent / "kept")
    words = [sys.executable, "-c", NOTING, place]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
    both = [subprocess.Popen([*words, number], env=environment) for number in "12"]
    seen = set()
    while any(one.poll() is None for one in both):
        found = keeping.recalled("value", b"s" * 32)
        assert found is None or (len(found), len({*found})) == (20_000, 1)
        seen.add(None if found is None else found[0])
    assert [one.returncode for one in both] == [0, 0]
    assert seen & {1, 2}


def test_a_file_of_another_kind_makes_no_difference(folder: Path) -> None:
    asked(folder)
    (folder / "c.txt").write_text("3")
    assert asked(folder) == ("made", False)


def test_nothing_is_kept_where_python_keeps_nothing_or_nobody_asked(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(sys, "dont_write_bytecode", True)
        assert asked(folder)[1]
    with monkeypatch.context() as patch:
        patch.setattr(keeping, "_keeping", [])
        assert asked(folder)[1]
    assert not (folder.parent / "kept").exists()


def test_a_folder_that_takes_nothing_is_no_trouble(folder: Path) -> None:
    (folder.parent / "kept").write_text("no folder")
    assert asked(folder) == asked(folder) == ("made", True)


def test_a_shipped_text_is_the_same_kept_as_read(folder: Path) -> None:
    every = (*REGIMES, *LAWS)
    for name in every:
        assert library._kept(name, partial(library.read, library.resolved(name)))
    again = [library._kept(name, lambda: pytest.fail("it is kept")) for name in every]
    assert again == [library.read(library.resolved(name)) for name in every]
    assert library._kept("words", library.shared_vocabulary) == library.shared_vocabulary()


def test_a_file_of_the_user_s_is_never_kept(folder: Path, tmp_path: Path) -> None:
    own = tmp_path / "xuecheng.yaml"
    own.write_bytes(shipped("xuecheng.yaml").read_bytes())
    library.read(own.resolve())
    assert not is_shipped(own)
    assert is_shipped(shipped("xuecheng.yaml").resolve())
    kept_here = folder.parent / "kept"
    assert not kept_here.exists() or not [*kept_here.glob("xuecheng*")]
