"""Verdicts on shipped texts that are told as they were found before, and when they are not."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import z3
from z3 import z3core

from experiments.answers import known
from experiments.verify import command
from experiments.verify import known as known_verdicts
from experiments.verify.ask import Verification, verification
from experiments.verify.known import known_verification
from model import kept as keeping
from model.calendar import Calendar, chinese_calendar
from model.deadline import STRICT, Reading
from model.language import LANGS, Lang
from protocols import library
from protocols.shipped import REGIMES, shipped
from tests.once import verification as proved_once
from verify import solver
from verify.patience import waiting
from verify.verdict import Answer, Assume, Reason

pytestmark = pytest.mark.undrawn

LATER = 1 << 62  # nanoseconds: a process that began long after the program was written
PROPERTY = "decision-reaches-supervision"
ONE = ("verify", "xuecheng", "--property", PROPERTY)


class Asking:
    """How often something was to be proved; the same question is, once in a process."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.times = 0
        monkeypatch.setattr(known_verdicts, "verification", self._counted)

    def _counted(self, *of: Any, **more: Any) -> Verification:
        self.times += 1
        return proved_once(*of, **more)


@pytest.fixture
def asking(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Asking:
    """What is kept goes to a folder of the test, as the command line keeps it."""
    monkeypatch.setattr(command, "known_verification", known_verification)
    monkeypatch.setattr(keeping, "_keeping", [LATER])
    monkeypatch.setattr(keeping, "folder", lambda: tmp_path / "kept")
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return Asking(monkeypatch)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("text", REGIMES)
def test_what_is_known_is_told_as_it_was_found(
    text: str, lang: Lang, asking: Asking, shenguan: Any, tmp_path: Path
) -> None:
    words = ("verify", text, "--property", PROPERTY, "--unfold")
    told = []
    for number in (1, 2):
        out = tmp_path / str(number)
        status, printed, _ = shenguan(*words, "--out", out, lang=lang)
        pages = {one.name: one.read_bytes() for one in out.iterdir()}
        told.append((status, printed.replace(str(out), ""), pages))
    assert asking.times == 1
    assert told[0] == told[1]
    assert "index.html" in told[0][2]


@pytest.mark.parametrize("words", [("guanxian",), ("xuecheng", "guanxian", "--property", PROPERTY)])
def test_several_guarantees_and_texts_are_told_as_they_were_found(
    words: tuple[str, ...], asking: Asking, shenguan: Any
) -> None:
    first, again = (shenguan("verify", *words, "--unfold") for _ in range(2))
    assert asking.times == 1
    assert first == again
    assert first[0] == 1


def test_data_with_its_queries_is_asked_each_time(
    asking: Asking, shenguan: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    shenguan(*ONE)
    monkeypatch.setattr(command, "known_verification", None)
    assert '"sha256"' in shenguan(*ONE, "--json")[1]


OTHERS = {
    "another limit": ("--within", "1"),
    "another assumption": ("--assume", "nobody"),
    "another reading": ("--reading", "5"),
    "a question more": ("--property", "approval-push-claimed"),
    "all duties": ("--all-duties",),
    "another text": ("guanxian",),
}


@pytest.mark.parametrize("other", OTHERS)
def test_what_is_known_answers_no_other_question(other: str, asking: Asking, shenguan: Any) -> None:
    shenguan(*ONE)
    more = OTHERS[other]
    first = shenguan(*ONE, *more)
    assert asking.times == 2
    assert shenguan(*ONE, *more) == first
    assert asking.times == 2


@pytest.mark.parametrize(
    ("words", "others"),
    [
        (
            ("xuecheng", "--property", PROPERTY, "--property", "approval-push-claimed"),
            ("xuecheng", "--property", PROPERTY, "--property", "supervision-push-claimed"),
        ),
        (
            ("xuecheng", "guanxian", "--property", PROPERTY),
            ("xuecheng", "jinan", "--property", PROPERTY),
        ),
    ],
)
def test_of_questions_that_are_kept_in_one_place_each_has_its_answer(
    words: tuple[str, ...], others: tuple[str, ...], asking: Asking, shenguan: Any, tmp_path: Path
) -> None:
    first, second = shenguan("verify", *words), shenguan("verify", *others)
    assert first != second
    assert len([*tmp_path.glob("kept/verdicts-*")]) == 1
    assert shenguan("verify", *words) == first
    assert asking.times == 3


def own_questions(folder: Path) -> tuple[str, ...]:
    text = shipped("properties.yaml").read_text("utf-8")
    named = text.replace(f"  {PROPERTY}:", "  mine:")
    assert named != text
    (folder / "asked.yaml").write_text(named, "utf-8")
    return "verify", "xuecheng", "--properties", str(folder / "asked.yaml"), "--property", "mine"


def own_text(folder: Path) -> tuple[str, ...]:
    text = shipped("xuecheng.yaml").read_text("utf-8")
    (folder / "xuecheng.yaml").write_text(text + "\n# mine\n", "utf-8")
    return "verify", str(folder / "xuecheng.yaml"), *ONE[2:]


def own_days(folder: Path) -> tuple[str, ...]:
    (folder / "days.yaml").write_text("days-off: [2025-03-03]\n", "utf-8")
    return *ONE, "--calendar", str(folder / "days.yaml")


USERS: dict[str, Callable[[Path], tuple[str, ...]]] = {
    "text": own_text,
    "calendar": own_days,
    "file of questions": own_questions,
    "question": lambda _: (*ONE, "--ask", "approval.decided -> approval-info.pushed within 5"),
    "reading of a clause": lambda _: (*ONE, "--reading-of", "approval-claim=from-decision"),
}


@pytest.mark.parametrize("whose", USERS)
def test_nothing_is_kept_of_what_is_the_user_s(
    whose: str, asking: Asking, shenguan: Any, tmp_path: Path
) -> None:
    words = USERS[whose](tmp_path)
    first = shenguan(*words)
    assert first[0] in (0, 1, 4), first
    assert shenguan(*words) == first
    assert asking.times == 2
    assert not [*(tmp_path / "kept").glob("verdicts-*")]


def test_of_a_text_under_the_law_above_it_nothing_is_kept(asking: Asking) -> None:
    regime, asked_for = library.find("jinan+above"), library.properties()[PROPERTY]
    assert known.state_of([regime], [asked_for], chinese_calendar()) is None


def state() -> bytes | None:
    regime = library.find("xuecheng")
    return known.state_of([regime], [library.properties()[PROPERTY]], chinese_calendar())


def test_other_days_are_another_state(asking: Asking, monkeypatch: pytest.MonkeyPatch) -> None:
    before, days = state(), chinese_calendar()
    other = Calendar(days.first, [*days.flags[:-1], not days.flags[-1]], days.hours)
    assert before is not None
    monkeypatch.setattr(known, "chinese_calendar", lambda: other)
    regime = library.find("xuecheng")
    found = known.state_of([regime], [library.properties()[PROPERTY]], other)
    assert found not in (None, before)


def test_a_library_of_z3_in_the_folder_of_the_call_is_asked_each_time(
    asking: Asking, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert state() is not None
    names = {one.name for one in known._libraries()}
    assert names
    (tmp_path / names.pop()).touch()
    assert state() is None


def test_another_path_to_libraries_of_z3_is_another_state(
    asking: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = state()
    monkeypatch.setenv("Z3_LIBRARY_PATH", "/elsewhere")
    assert state() not in (None, before)


def test_it_is_known_which_library_answers(
    asking: Asking, shenguan: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert solver.loads_its_own()
    monkeypatch.setattr(z3, "__file__", "/elsewhere/z3/__init__.py")
    assert not solver.loads_its_own()
    assert shenguan(*ONE) == shenguan(*ONE)
    assert asking.times == 2
    monkeypatch.setattr(z3core, "Z3_get_version", None)
    assert not solver.loads_its_own()


@pytest.fixture
def installed(tmp_path: Path, asking: Asking, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of packages in which the program and Z3 seem to be."""
    place = tmp_path / "packages"
    for name in ("z3/z3.py", "z3/lib/libz3.so", "z3/lib/libz3.so.5.4", "verify/audit/part.py"):
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text("1")
    for name in ("model", "protocols", "experiments"):
        (place / name).mkdir()
        (place / name / "words.toml").write_text("1")
    monkeypatch.setattr(known, "_rooms", lambda name: [str(place / name)])
    forget()
    yield place
    forget()


def forget() -> None:
    known._program.cache_clear()
    known._libraries.cache_clear()


def again() -> bytes | None:
    forget()
    return state()


@pytest.mark.parametrize(
    "name",
    ["z3/z3.py", "z3/lib/libz3.so", "z3/lib/libz3.so.5.4", "verify/audit/part.py"]
    + [f"{room}/words.toml" for room in ("model", "protocols", "experiments")],
)
def test_any_other_file_of_the_program_or_of_z3_is_another_state(
    name: str, installed: Path
) -> None:
    before = state()
    assert before is not None
    assert again() == before
    (installed / name).write_text("22")
    assert again() not in (None, before)


def test_another_package_beside_z3_is_another_state(installed: Path) -> None:
    before = state()
    (installed / "other-1.0.dist-info").mkdir()
    os.utime(installed, ns=(0, installed.stat().st_mtime_ns + 1))
    assert again() not in (None, before)


def test_where_z3_has_no_library_of_its_own_nothing_is_kept(installed: Path) -> None:
    for one in (installed / "z3" / "lib").iterdir():
        one.unlink()
    assert again() is None


def asked(reading: Reading = STRICT) -> Verification:
    return known_verification(
        [library.find("xuecheng")],
        [library.properties()[PROPERTY]],
        within=None,
        assumptions=tuple(Assume),
        reading=reading,
        calendar=chinese_calendar(),
        progress=lambda: None,
        selected=True,
        of_duties=False,
    )


def test_what_was_given_up_is_not_kept(asking: Asking, tmp_path: Path) -> None:
    with waiting(60.0) as waited:
        waited.give_up(Reason.MEMORY)
        asked()
    assert not [*tmp_path.glob("kept/verdicts-*")]
    asked()
    assert [*tmp_path.glob("kept/verdicts-*")]


@pytest.mark.parametrize("reason", [Reason.SOLVER, Reason.REPLAY])
def test_what_the_solver_did_not_decide_is_not_kept(
    reason: Reason, asking: Asking, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def undecided(*of: Any, **more: Any) -> Verification:
        found = verification(*of, **more)
        (first, *rest) = found.verdicts
        return replace(
            found, verdicts=(replace(first, answer=Answer.UNKNOWN, reason=reason), *rest)
        )

    monkeypatch.setattr(known_verdicts, "verification", undecided)
    asked()
    assert not [*tmp_path.glob("kept/verdicts-*")]


def test_who_asks_anew_has_it_proved_and_kept_anew(
    asking: Asking, shenguan: Any, tmp_path: Path
) -> None:
    first = shenguan(*ONE)
    (noted,) = tmp_path.glob("kept/verdicts-*")
    before = noted.stat().st_mtime_ns
    assert shenguan(*ONE, "--anew") == first
    assert asking.times == 2
    assert noted.stat().st_mtime_ns > before
    assert shenguan(*ONE) == first
    assert asking.times == 2


def test_what_is_damaged_is_proved_anew(asking: Asking, shenguan: Any, tmp_path: Path) -> None:
    first = shenguan(*ONE)
    (noted,) = tmp_path.glob("kept/verdicts-*")
    noted.write_bytes(noted.read_bytes()[:-9] + b"?" * 9)
    assert shenguan(*ONE) == first
    assert asking.times == 2


def test_what_a_later_program_kept_under_that_name_is_no_answer(asking: Asking) -> None:
    asked()
    keeping.note(f"verdicts-xuecheng-{PROPERTY}", known_state(), "something else")
    assert isinstance(asked(), Verification)
    assert asking.times == 2


def known_state() -> bytes:
    about = None, [*Assume], STRICT, True, False
    regime, prop = library.find("xuecheng"), library.properties()[PROPERTY]
    found = known.state_of([regime], [prop], chinese_calendar(), *about)
    assert found is not None
    return found


CALL = """
import sys
from pathlib import Path
from model import kept
place = Path(sys.argv.pop(1))
kept.folder = lambda: place
kept._JUST = -(1 << 62)  # however lately the program was changed
from experiments.command import main
try:
    main()
finally:
    print("z3" in sys.modules, file=sys.stderr)
"""


def test_who_is_told_what_is_known_waits_for_no_z3(tmp_path: Path) -> None:
    kept, bytecode = tmp_path / "kept", {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
    words = [sys.executable, "-c", CALL, str(kept), *ONE]
    first, again = (subprocess.run(words, capture_output=True, env=bytecode) for _ in range(2))
    assert (first.stderr, again.stderr) == (b"True\n", b"False\n")
    assert (first.returncode, first.stdout) == (again.returncode, again.stdout)


def test_the_help_of_verify_waits_for_no_z3(tmp_path: Path) -> None:
    words = [sys.executable, "-c", CALL, str(tmp_path / "kept"), "verify", "--help"]
    assert subprocess.run(words, capture_output=True).stderr == b"False\n"
