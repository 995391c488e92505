"""The command line loads what it needs, and speaks one language at a time."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import click
import pytest

from experiments.command.commands import COMMANDS, EXPERIMENT, GROUPS, root
from experiments.command.options import Option, option
from model.language import LANGS, Text, catalogue
from protocols.shipped import shipped

_SLICES = (
    *(name for name, (module, _) in COMMANDS.items() if ".command." not in module),
    "experiment",
)
_MAIN = "from experiments.command import main; main()"


def shell(code: str, *words: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """What a fresh Python does."""
    return subprocess.run(
        [sys.executable, "-c", code, *words],
        env={**os.environ, **environment},
        capture_output=True,
        check=False,
    )


def loaded(*words: str) -> set[str]:
    """The slices that a call has imported."""
    code = (
        "import sys; from experiments.command import run; run(sys.argv[1:], 'en');"
        "print(*sys.modules, file=sys.stderr)"
    )
    modules = shell(code, *words).stderr.decode().split()
    assert "experiments.command.commands" in modules
    return {name for name in _SLICES if f"experiments.{name}" in modules}


def test_help_of_the_root_imports_no_slice() -> None:
    assert len(_SLICES) == 17
    assert loaded("--help") == set()
    assert loaded("experiment", "--help") == set()


@pytest.mark.parametrize("words", ["--help", "chek", "experiment --help", "--version"])
def test_what_names_no_command_of_ours_reads_nothing_of_regimes(words: str) -> None:
    code = (
        "import sys; from experiments.command import run; run(sys.argv[1:], 'en');"
        "print(*sys.modules, file=sys.stderr)"
    )
    modules = shell(code, *words.split()).stderr.decode().split()
    assert "experiments.command.options" in modules
    assert not {"model.regime", "model.deadline", "protocols.library"} & {*modules}


@pytest.mark.parametrize("name", ["check", "list", "new"])
def test_a_command_that_is_no_slice_imports_none(name: str) -> None:
    assert loaded(name, "--help") == set()


def test_who_sees_no_run_happen_waits_for_no_simulator() -> None:
    code = "import sys, verify.guarantees, verify.bounds, verify.trust; print(*sys.modules)"
    modules = shell(code).stdout.decode().split()
    assert "verify.counterexample" in modules
    assert "model.simulation.platform" not in modules


def test_who_sees_a_run_replayed_waits_for_no_simpy() -> None:
    code = (
        "import sys; from experiments.command import run; run(sys.argv[1:], 'en');"
        "print(*sys.modules, file=sys.stderr)"
    )
    words = ("verify", "xuecheng", "--property", "decision-reaches-supervision")
    shown = shell(code, *words)
    modules = shown.stderr.decode().split()
    assert "Counterexamples" in shown.stdout.decode()
    assert "model.simulation.platform" in modules
    assert "simpy" not in modules


_SETTLED = 6  # seconds after which what was made of files is kept
_LAST_CHANGE = max(
    max(one.stat().st_mtime, one.stat().st_ctime)
    for room in ("model", "protocols")
    for one in Path(__file__).parents[1].joinpath(room).rglob("*.py")
)
_PROPERTY = ("--property", "decision-reaches-supervision")
_IMPORTED = (
    "import sys\nfrom experiments.command import main\n"
    "try: main()\nfinally: print(*sys.modules, file=sys.stderr)"
)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A rule file of one's own, sound, below a text that comes with the program."""
    path = tmp_path / "mine.yaml"
    path.write_bytes(shipped("xuecheng.yaml").read_bytes())
    return path


def imported(*words: str) -> set[str]:
    """The modules that a call has imported, when what is kept of the program is there."""
    while time.time() < _LAST_CHANGE + _SETTLED:
        time.sleep(0.5)  # of what has just changed nothing is kept
    for _ in range(2):
        called = shell(_IMPORTED, *words)
    return set(called.stderr.decode().split())


def test_who_checks_a_sound_file_waits_for_one_parser_and_no_validator(own: Path) -> None:
    modules = imported("check", str(own))
    assert {"protocols.reader", "yaml"} <= modules
    assert not {"pydantic", "pydantic_core", "annotated_types", "ruamel.yaml"} & modules
    assert not {"rich", "z3", "numpy", "polars", "json", "random", "chinese_calendar"} & modules


def test_who_checks_a_file_with_a_mistake_of_form_is_told_by_pydantic(own: Path) -> None:
    own.write_text(own.read_text(encoding="utf-8").replace("bearer:", "bearers:", 1), "utf-8")
    modules = imported("check", str(own))
    assert {"pydantic", "protocols.faults"} <= modules


@pytest.mark.parametrize(
    "words",
    [("list",), ("show", "xuecheng"), ("coverage", "xuecheng"), ("check", "xuecheng")],
    ids=" ".join,
)
def test_who_looks_at_a_shipped_text_waits_for_no_reader(words: tuple[str, ...]) -> None:
    modules = imported(*words)
    assert "protocols.library" in modules
    assert not {"protocols.reader", "yaml", "pydantic", "verify.prover", "z3"} & modules


def test_who_is_told_what_was_proved_before_waits_for_neither_solver_nor_reader() -> None:
    modules = imported("verify", "xuecheng", *_PROPERTY)
    assert "experiments.verify.known" in modules
    assert not {"z3", "verify.prover", "protocols.reader", "yaml", "json", "socket"} & modules


def test_who_proves_of_a_file_waits_for_no_validator(own: Path) -> None:
    modules = imported("verify", str(own), *_PROPERTY)
    assert {"z3", "protocols.reader"} <= modules
    unused = {"pydantic", "ruamel.yaml", "numpy", "polars", "simpy", "json", "socket"}
    assert not unused & modules


_COMPILED = """
import dataclasses, sys
from experiments.command import main
made, usual = [], dataclasses.dataclass

def noted(cls=None, /, **options):
    def decorated(of):
        if options.get("init", True) and of.__module__.partition(".")[0] in ROOMS:
            made.append(of.__module__)
        return usual(**options)(of)
    return decorated if cls is None else decorated(cls)

ROOMS = ("model", "protocols", "verify", "experiments")
dataclasses.dataclass = noted
try: main()
finally: print("compiled", *made, file=sys.stderr)
"""


@pytest.mark.parametrize(
    "words",
    [
        ("list",),
        ("show", "xuecheng"),
        ("coverage", "xuecheng"),
        ("check", "FILE"),
        ("verify", "xuecheng", *_PROPERTY),
        ("verify", "FILE", *_PROPERTY),
    ],
    ids=" ".join,
)
def test_no_short_command_compiles_all_methods_of_what_it_imports(
    words: tuple[str, ...], own: Path
) -> None:
    named = (str(own) if word == "FILE" else word for word in words)
    assert shell(_COMPILED, *named).stderr.decode().split() == ["compiled"]


def test_every_command_has_its_help_in_the_catalogue() -> None:
    keys = [key for _, key in [*COMMANDS.values(), *EXPERIMENT.values(), *GROUPS.values()]]
    assert set(keys) <= set(catalogue())
    assert len(set(keys)) == len(keys)


def test_help_of_the_root_names_every_command_in_both_languages(shenguan: Any) -> None:
    for lang in LANGS:
        status, out, _ = shenguan("--help", lang=lang)
        assert status == 0
        for name, (_, key) in COMMANDS.items():
            assert f"\n  {name} " in out
            assert catalogue()[key].in_(lang)[:9] in out


def test_options_are_explained_in_the_language_of_the_call(shenguan: Any) -> None:
    _, zh, _ = shenguan("new", "--help", lang="zh")
    _, en, _ = shenguan("new", "--help", lang="en")
    for key in ("option.force", "option.lang", "option.help", "command.new"):
        words = catalogue()[key]
        assert words.zh[:9] in zh
        assert words.en[:9] in en
        assert words.en[:9] not in zh


def test_help_of_an_option_holds_both_languages_until_it_is_shown() -> None:
    made = option("--x", help=Text("甲", "A"))
    context = click.Context(root(), obj="zh")
    assert isinstance(made, Option)
    assert made.get_help_record(context) == ("--x TEXT", "甲")
    context.obj = "en"
    assert made.get_help_record(context) == ("--x TEXT", "A")


def test_without_a_command_the_help_is_shown_and_the_status_is_two(shenguan: Any) -> None:
    status, out, _ = shenguan()
    assert status == 2
    assert out == shenguan("--help")[1]


def test_an_unknown_command_is_named_in_one_line(shenguan: Any) -> None:
    status, out, err = shenguan("fly")
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert "fly" in err


def test_chinese_is_written_where_the_shell_claims_to_know_only_ascii() -> None:
    ended = shell(_MAIN, "list", PYTHONIOENCODING="ascii", SHENGUAN_LANG="zh")
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert "薛城" in ended.stdout.decode("utf-8")


@pytest.mark.parametrize(("redirected", "status"), [(">&-", 0), (">/dev/full", 2), ("| true", 141)])
def test_an_output_that_takes_nothing_ends_without_a_traceback(
    redirected: str, status: int
) -> None:
    if "/dev/full" in redirected and not os.path.exists("/dev/full"):
        pytest.skip("this system has no full device")
    line = f'"{sys.executable}" -c "{_MAIN}" list {redirected}; exit ${{PIPESTATUS[0]}}'
    ended = subprocess.run(["bash", "-c", line], capture_output=True, check=False)
    assert ended.returncode == status
    assert b"Traceback" not in ended.stderr


def test_a_command_ends_without_a_search_for_garbage() -> None:
    code = (
        "import gc, sys\n"
        "from experiments.command import main\n"
        "try: main()\n"
        "finally: print(len(gc.get_objects()) < 1000 < gc.get_freeze_count(), file=sys.stderr)"
    )
    for words in (("list",), ("check", "nowhere.yaml")):
        assert shell(code, *words).stderr.decode().splitlines()[-1] == "True"
