"""libyaml and ruamel.yaml: wherever libyaml is asked, both read the same and say the same."""

from __future__ import annotations

import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from protocols import composing, document
from protocols.mistakes import Mistakes
from tests.draws import enough

ROOT = Path(__file__).parents[1]
FILES = sorted(
    path
    for room in ("protocols", "experiments", "docs", "tests")
    for path in (ROOT / room).rglob("*.yaml")
)
SIGNS = (
    *":-[]{},#&*!|>'\"%@`?~=<\\/ \n\t.0123456789eExob_nNtTyYfF",
    *"：，例\x07\x00\x1b\x85\u2028\u00a0😀",
    *(": ", "- ", "? ", "# ", " #", "\n\n", "\n  ", "---\n", "...\n", "''", '""', "|\n", ">\n"),
    *(">-\n", "|+\n", "|2\n", "yes", "off", "0o17", "017", "1_000", "1:30", "12e3", ".5", "null"),
    *("<<", "2024-01-02", "true", "!!str ", "&a ", "*a ", "{a: b}", "[a, b]", "{a:b}", "[a,]"),
    *('"\\x41"', '"\\/"', '"\\q"', "\r\n", "a#b", "{'a':b}", "{a: , b}", "- - a", "\\\n"),
)
"""What is put into texts: all that means something in YAML 1.1 or 1.2."""


def outcome(raw: bytes) -> object:
    """What is read, with every place, or every mistake that is told."""
    try:
        read = document.parse_document(raw, "file")
    except Mistakes as mistakes:
        return mistakes.mistakes
    places = [*read.values.items(), *read.keys.items()]
    return repr(read.data), places, read.mistakes


def by_both(raw: bytes, monkeypatch: pytest.MonkeyPatch) -> tuple[object, object]:
    usual = outcome(raw)
    with monkeypatch.context() as patch:
        patch.setattr(composing, "CParser", None)
        return usual, outcome(raw)


def read_by_libyaml(text: str) -> bool:
    if composing.doubtful(text):
        return False
    try:
        composing.composed_by_libyaml(text)
    except composing.REFUSED:
        return False
    return True


def changed_texts(seed: int, many: int) -> Iterator[str]:
    """Pieces of all files with signs put in, left out and moved."""
    chance = random.Random(seed)
    lines = [path.read_text(encoding="utf-8-sig").split("\n") for path in FILES]
    for _ in range(many):
        of = chance.choice(lines)
        first = chance.randrange(len(of))
        text = "\n".join(of[first : first + chance.choice([1, 3, 6, 12])]) + "\n"
        for _ in range(chance.choice([0, 1, 1, 1, 2, 3])):
            at, other = chance.randrange(len(text) + 1), chance.randrange(len(text) + 1)
            put = (chance.choice(SIGNS), "", text[other : other + chance.randrange(12)])
            left_out = chance.choice([0, 0, 0, 1, 5])
            text = text[:at] + chance.choice(put) + text[at + left_out :]
        yield text


def test_libyaml_is_there() -> None:
    """Else all files are read slowly, and nothing below compares anything."""
    assert vars(composing)["CParser"] is not None


def test_every_file_of_ours_is_read_by_libyaml_and_as_ruamel_reads_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert len(FILES) > 60
    for path in FILES:
        usual, by_ruamel = by_both(path.read_bytes(), monkeypatch)
        assert usual == by_ruamel, path.name
    shipped = [path for path in FILES if path.parent.name == "protocols"]
    slow = [path.name for path in shipped if not read_by_libyaml(path.read_text("utf-8-sig"))]
    assert set(slow) <= {"template.en.yaml", "template.zh.yaml"}


def test_changed_files_are_read_alike_and_their_mistakes_told_alike(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    met: Counter[str] = Counter()
    for text in changed_texts(1, enough(1_500, 2)):
        usual, by_ruamel = by_both(text.encode(), monkeypatch)
        assert usual == by_ruamel, text
        met["read by libyaml"] += read_by_libyaml(text)
        met["refused"] += isinstance(usual, list)
    assert min(met["read by libyaml"], met["refused"]) > enough(300, 2), met


@pytest.mark.parametrize(
    "text",
    [
        "a: [on, off, yes, 22.10, 017, 0o17, 1:30, 1_000, 12e3, .inf, ~, 'null', 2024-01-02, =]",
        "a:\n\nb: 1",
        "a: ''",
        "a: |\n# b",
        "a: >-\n  b\n   c\n\n  d\n",
        "a: >#\n  b",
        "a:\tb",
        "a: b\x85c: d",
        "a: b\u2028c",
        "%YAML 1.1\n---\na: on",
        "a: 1\n...\nb",
        "a: &x {b: 1}\nc: *x",
        "a: *x",
        "a: !own b",
        "a: !!int '1'",
        "{a: 1, a: 2}",
        "{[1, 2]: 3}",
        "? {a: 1}\n: 2",
        "a: {b:1, 'c':2}",
        'a: "\\/\\x41\\u4e00"',
        'a: "\\q"',
        "a: b: c",
        "a: [1",
        "- a\n b: c",
        "a: b\r\nc: d\r\n",
        "a: \x07",
        "\ufeff\ufeffa: 1",
        "",
        "# nothing\n",
        "---\na: 1\n",
        "[" * 90 + "]" * 90,
        "- " * 150 + "a",
    ],
)
def test_what_the_two_versions_of_yaml_read_otherwise_is_read_as_in_1_2(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual, by_ruamel = by_both(text.encode(), monkeypatch)
    assert usual == by_ruamel


def test_a_deep_text_breaks_no_process() -> None:
    """libyaml's composer would go down until the stack of the process is at its end."""
    with pytest.raises(composing.REFUSED):
        composing.composed_by_libyaml("[" * 100_000 + "]" * 100_000)


def test_who_reads_a_plain_text_waits_for_no_second_parser() -> None:
    code = (
        "import sys; from protocols.document import parse_document; parse_document(b'a: 1', 'f');"
        "print('ruamel.yaml' in sys.modules, 'yaml' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout == "False True\n"
