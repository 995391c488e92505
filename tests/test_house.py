"""The house is as ARCHITECTURE and CONTRIBUTING say, and its habits are kept."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import get_args

import pytest

from experiments.command.commands import COMMANDS, GROUPS
from experiments.coverage.ask import KINDS
from model.rule import Rule
from protocols import schema
from protocols.form import RULES, AnyRuleForm

ROOT = Path(__file__).parent.parent
ROOMS = ("model", "protocols", "verify", "experiments", "shenguan")
MODULES = [
    path.relative_to(ROOT).as_posix()
    for room in ROOMS
    for path in sorted((ROOT / room).rglob("*.py"))
]
DOCUMENTS = ("ARCHITECTURE.md", "ARCHITECTURE.zh.md", "CONTRIBUTING.md", "CONTRIBUTING.zh.md")

SHARED = {"show", "command"}
PIPELINE = {"scenarios", "measures", "designs", "running", "statistics", "answers", "hinges"}
ASKING_SEVERAL = {"compare", "amend", "experiment", "studio"}
"""The only slices that import other slices."""

LONGEST = 330
LONG = {
    "experiments/bounds/page.py",
    "protocols/form.py",
    "protocols/words.py",
    "shenguan/arguments.py",
    "shenguan/frames.py",
    "shenguan/questions.py",
    "shenguan/regime.py",
    "verify/encoding.py",
    "verify/terms.py",
}
"""Files that are longer; one that has become short enough leaves the list for good."""

SHOWING = ("experiments/show/", "experiments/command/", "experiments/studio/")
CHOOSING = {
    "experiments/experiment/run.py",  # the bar that shows how far a run has come
    "model/language.py",  # where a Text becomes one language
    "protocols/mechanism.py",  # a rule file to begin with has comments in one language
    "shenguan/shown.py",  # what writes the files of an answer
    "verify/export/uppaal/__init__.py",  # a file for another program has comments in one language
}
"""Modules outside of show/ and command/ that work in one language."""


@cache
def tree(module: str) -> ast.Module:
    return ast.parse((ROOT / module).read_text(encoding="utf-8"))


def slices() -> set[str]:
    """The folders of experiments/ that answer a question which a user types."""
    folders = {path.parent.name for path in (ROOT / "experiments").glob("*/__init__.py")}
    return folders - SHARED - PIPELINE


@cache
def imported(module: str) -> tuple[str, ...]:
    """The modules that a module imports, also within functions."""
    found: list[str] = []
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            found += (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            found += (f"{node.module}.{alias.name}" for alias in node.names)
    return tuple(found)


def named_paths(document: str) -> Iterator[str]:
    """The folders and files that a document names in code; patterns and programs aside."""
    text = (ROOT / document).read_text(encoding="utf-8")
    for code in re.findall(r"`([^`\n]+)`", text):
        path = re.fullmatch(r"(?!\.venv/)[\w.-]*(/[\w./-]*|\.(py|md|toml|yaml|json|jinja))", code)
        if path is not None:
            yield code


def exists(path: str) -> bool:
    """Whether a path is there: from the top, or a file by its name alone."""
    files = [*MODULES, *(f"experiments/{name}/words.toml" for name in slices())]
    alone = "/" not in path and any(file.endswith(f"/{path}") for file in files)
    return alone or (ROOT / path).exists()


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_folder_and_file_that_a_document_names_exists(document: str) -> None:
    named = list(named_paths(document))
    assert len(named) > 20
    assert not [path for path in named if not exists(path)]


@pytest.mark.parametrize("name", ["ARCHITECTURE", "CONTRIBUTING"])
def test_both_languages_name_the_same_folders_and_files(name: str) -> None:
    english, chinese = (
        {path.replace(".zh.md", ".md") for path in named_paths(f"{name}{ending}")}
        for ending in (".md", ".zh.md")
    )
    assert english == chinese


@pytest.mark.parametrize("readme", ["README.md", "README.zh.md"])
def test_the_readme_leads_to_both_documents(readme: str) -> None:
    ending = ".zh.md" if ".zh" in readme else ".md"
    text = (ROOT / readme).read_text(encoding="utf-8")
    assert f"(ARCHITECTURE{ending})" in text
    assert f"(CONTRIBUTING{ending})" in text


def test_every_folder_of_experiments_is_a_slice_shared_or_of_the_pipeline() -> None:
    commands = {name for name, (module, _) in COMMANDS.items() if ".command." not in module}
    assert slices() == commands | {*GROUPS}
    top = {path.name for path in (ROOT / "experiments").glob("*.py")}
    assert top == {"__init__.py"}


@pytest.mark.parametrize("name", sorted(slices()))
def test_a_slice_has_a_question_a_page_and_a_command(name: str) -> None:
    files = {path.stem for path in (ROOT / "experiments" / name).glob("*.py")}
    command = {"run", "show"} if name in GROUPS else {"command"}
    assert {"ask", "page"} | command <= files
    assert (ROOT / "experiments" / name / "words.toml").is_file()


def test_a_folder_of_proofs_has_the_name_of_the_slice_that_asks() -> None:
    rooms = {path.parent.name for path in (ROOT / "verify").glob("*/__init__.py")}
    assert rooms <= slices()


def test_only_four_slices_import_others() -> None:
    ours = {f"experiments.{name}": name for name in slices()}
    crossing = {
        (module, target)
        for module in MODULES
        if module.startswith("experiments/")
        for target in imported(module)
        for package, name in ours.items()
        if f"{target}.".startswith(f"{package}.") and not module.startswith(f"experiments/{name}/")
    }
    assert {module.split("/")[1] for module, _ in crossing} == ASKING_SEVERAL


def test_no_file_is_long_but_those_that_are_named() -> None:
    lengths = {path: len((ROOT / path).read_text("utf-8").splitlines()) for path in MODULES}
    assert {path for path, lines in lengths.items() if lines > LONGEST} == LONG


def test_no_folder_is_for_whatever_has_no_place() -> None:
    parts = {Path(part).stem for path in MODULES for part in Path(path).parts}
    assert not parts & {"utils", "util", "common", "helpers", "misc"}


def test_nothing_prints_a_table_of_its_own() -> None:
    names = {
        node.id for path in MODULES for node in ast.walk(tree(path)) if isinstance(node, ast.Name)
    }
    assert "print_sheet" in names
    assert "print_table" not in names
    assert not {path for path in MODULES if "rich.table.Table" in imported(path)}
    drawing = {path for path in MODULES if "experiments.show.tables.table_lines" in imported(path)}
    assert drawing == {"experiments/show/terminal.py"}


def test_no_page_has_a_template_of_its_own_but_the_screens_with_forms() -> None:
    templates = [path for room in ROOMS for path in (ROOT / room).rglob("*.jinja")]
    assert {path.parent.name for path in templates} == {"show", "studio"}


def language_parameters(module: str) -> Iterator[str]:
    """The functions of a module that are given a language."""
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.FunctionDef):
            given = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
            if any(argument.arg == "lang" for argument in given):
                yield node.name


def test_a_language_is_chosen_where_something_is_printed_drawn_or_written() -> None:
    choosing = {"run", "print", "write", "speak", "made"}
    elsewhere = {
        (module, name)
        for module in MODULES
        if not module.startswith(SHOWING) and module not in CHOOSING
        for name in language_parameters(module)
        if name.strip("_").split("_")[0] not in choosing
    }
    assert not elsewhere


@pytest.mark.parametrize("document", ["CONTRIBUTING.md", "CONTRIBUTING.zh.md"])
def test_every_place_where_kinds_of_rules_part_is_named(document: str) -> None:
    parting = where_rules_part()
    assert len(parting) > 15
    rows = (ROOT / document).read_text(encoding="utf-8").splitlines()
    named = {path: [row for row in rows if row.startswith(f"| `{path}` |")] for path, _ in parting}
    assert not [
        (path, name)
        for path, name in sorted(parting)
        if not any(f"`{name}`" in row or f".{name}`" in row for row in named[path])
    ]


@cache
def where_rules_part() -> set[tuple[str, str]]:
    """The functions that go through all kinds of rules, each with its module."""
    return {
        (path, function.name)
        for path in MODULES
        if "assert_never" in (ROOT / path).read_text(encoding="utf-8")
        for function in ast.walk(tree(path))
        if isinstance(function, ast.FunctionDef) and rules_part_in(function)
    }


def rules_part_in(function: ast.FunctionDef) -> bool:
    """Whether a function goes through all kinds of rules, or of their forms."""
    text = ast.unparse(function)
    return (
        "assert_never" in text
        and re.search(r"case .*(Obligation|Prohibition)(Form)?\(", text) is not None
    )


def test_every_table_of_kinds_has_all_kinds() -> None:
    assert set(KINDS.values()) == set(get_args(Rule))
    forms = set(get_args(AnyRuleForm))
    assert set(RULES.values()) == forms
    assert set(schema._TRIGGERED) == {form.__name__ for form in forms}
