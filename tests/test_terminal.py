"""What a terminal shows at its width, in both languages: no line too wide, no word and no citation
broken; help and mistakes in the language of the call; names offered for a wrong one."""

from __future__ import annotations

import random
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from io import StringIO
from pathlib import Path
from typing import Any

import click
import pytest
from rich.console import Console

from experiments import scenarios
from experiments.amend.ask import requirement
from experiments.command import help as help_of_commands
from experiments.command.commands import COMMANDS, root
from experiments.show import screen
from experiments.show.blocks import Code, Group, Marked, Section, Sheet, Table, walk
from experiments.show.lines import _HAN, _HAN_RANGES, _PIECE, _whole, broken
from experiments.show.screen import AMBIGUOUS, columns
from experiments.show.terminal import print_sheet
from model.language import LANGS, NOTHING, Lang, Text, catalogue, plain
from protocols import library
from tests.test_command_line import quiet
from tests.test_readings_in_files import FILE

pytestmark = pytest.mark.undrawn

WIDTHS = (60, 80, 120)
WHOLE = 400
ASKED = ("--property", "approval-push-claimed")
RUN = ("--rate", "1", "--burst", "2", "--per-day", "4", "--officers", "1")

CALLS: dict[str, tuple[str, ...]] = {
    "list": (),
    "show": ("nanchang",),
    "coverage": ("xuecheng", "guanxian"),
    "verify": ("{}", *ASKED),
    "bounds": ("{}", *ASKED),
    "trust": ("{}", *ASKED),
    "readings": ("{}", *ASKED),
    "audit": ("{}",),
    "capacity": ("{}", *RUN),
    "amend": ("{}", "--require", "approval-push-claimed within 5 assuming everyone"),
    "simulate": ("{}", "--scenario", "{quiet}"),
    "diff": ("{}", "{other}", *ASKED),
}
"""Commands that print a sheet, each asked something small."""

LATIN = re.compile(r"[A-Za-z0-9](?:[\w.:/-]*\w)?", re.ASCII)
ARTICLE = re.compile(r"第\d+条(?:第\(?\d+\)?[款项])*|arts?\. \S*\w\)?")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("terminal")
    mine, other = folder / "mine.yaml", folder / "other.yaml"
    mine.write_text(FILE, encoding="utf-8")
    other.write_text(FILE.replace("regime: mine", "regime: other"), encoding="utf-8")
    return {"": mine, "other": other, "quiet": quiet(folder)}


@pytest.fixture(params=CALLS)
def sheets(
    request: pytest.FixtureRequest,
    files: dict[str, Path],
    shenguan: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> list[Any]:
    """What a command would print: sheets, or sections of one."""
    caught: list[Any] = []
    module = import_module(COMMANDS[request.param][0])
    monkeypatch.setattr(module, "print_sheet", lambda of, *_, **__: caught.append(of))
    words = [
        re.sub(r"^\{(\w*)\}$", lambda named: str(files[named[1]]), word)
        for word in CALLS[request.param]
    ]
    status, _, told = shenguan(request.param, *words)
    assert status in (0, 1, 3), told
    return caught


def printed(of: Any, lang: Lang, width: int) -> list[str]:
    written = StringIO()
    to = Console(file=written, width=width, color_system=None)
    print_sheet(of, lang, unfold=True, to=to, hint=False)
    return written.getvalue().splitlines()


def copied(of: Any) -> set[str]:
    """The lines that are to be copied, which nothing breaks."""
    sections = [of] if isinstance(of, Section) else of.sections if isinstance(of, Sheet) else of
    blocks = walk(block for section in sections for block in section.blocks)
    codes = (block.text for block in blocks if isinstance(block, Code))
    return {line.strip() for text in codes for line in text.split("\n")}


@pytest.mark.parametrize("lang", LANGS)
def test_no_line_is_wider_than_the_terminal_and_nothing_whole_is_broken(
    sheets: list[Any], lang: Lang
) -> None:
    for of in sheets:
        wide = "\n".join(printed(of, lang, WHOLE))
        for width in WIDTHS:
            lines = printed(of, lang, width)
            aside = copied(of)
            assert not [
                line for line in lines if columns(line) > width and line.strip() not in aside
            ]
            narrow = "\n".join(lines)
            assert set(ARTICLE.findall(narrow)) == set(ARTICLE.findall(wide))
            assert set(LATIN.findall(narrow)) <= set(LATIN.findall(wide))  # parts would be new


def table(*rows: tuple[Any, ...] | Group, figures: bool = False, heads: int = 1) -> Table:
    head = tuple(f"column-{number}" for number in range(max(map(len, _cells(rows)))))
    return Table(plain("caption"), head, rows, figures, heads)


def _cells(rows: Sequence[tuple[Any, ...] | Group]) -> Iterator[tuple[Any, ...]]:
    return (row for row in rows if not isinstance(row, Group))


def shown(of: Table, width: int, lang: Lang = "zh") -> list[str]:
    return printed(Section("s", NOTHING, (of,)), lang, width)


def test_a_cell_over_two_columns_is_one_cell() -> None:
    silent = Marked("vacuous", Text("未作规定", "not regulated"), span=2)
    of = Table(
        NOTHING,
        ("", Marked("", plain("甲"), span=2)),
        ((("行"), silent), ("行", "1", "2")),
        figures=True,
    )
    for width in (20, 40):
        assert any("— 未作规定" in line for line in shown(of, width))


def test_a_table_of_words_that_cannot_fit_has_a_paragraph_for_each_row() -> None:
    of = table(("first", *["extraordinarily"] * 5), Group(plain("group")), ("second", *["x"] * 5))
    assert any(line.count("extraordinarily") == 5 for line in shown(of, 120))
    narrow = shown(of, 40)
    assert "    column-5: extraordinarily" in [line.replace("：", ": ") for line in narrow]
    assert narrow.index("  first") < narrow.index("  group") < narrow.index("  second")
    assert max(map(columns, narrow)) <= 40


def test_small_print_of_figures_stands_below_the_table_once() -> None:
    note = plain("something that is longer than a figure")
    cells = Marked("proved", plain("≤ 1"), small=note), Marked("refuted", small=note)
    lines = shown(table(("a", *cells), figures=True), 60)
    assert any(line.split() == ["a", "✓", "≤", "1", "[1]", "✗", "[1]"] for line in lines)
    assert [line.strip() for line in lines].count(f"[1] {note.en}") == 1


def test_a_word_without_room_is_broken_rather_than_too_wide() -> None:
    lines = shown(table(("a", "x" * 100)), 40)
    assert max(map(columns, lines)) <= 40
    assert "".join(lines).count("x") == 100


@pytest.mark.parametrize(
    ("whole", "around"),
    [
        ("第17条第(1)项", "依据{}认领"),
        ("第22条第2款", "依据{}认领"),
        ("二(三)3.6", "依据{}认领"),
        ("art. 17(1)", "under {} it is"),
        ("θ(第13条)", "给{}定值"),
        ("≤ 3+θ = 8", "在 {} 之内"),
        ("≤ 66*", "at {} days"),
        ("2019年4月23日", "于{}修正"),
        ("5 个", "在 {}工作日内"),
        ("approval-push-is-claim", "规则 {} 认领"),
        ("（薛政办字〔2020〕19号）", "办法{}施行"),
    ],
)
def test_what_belongs_together_is_on_one_line(whole: str, around: str) -> None:
    for width in range(8, 40):
        lines = broken(around.format(whole), width * 0.5)
        assert any(whole in line for line in lines), lines


def test_a_han_character_without_a_part_in_what_is_whole_is_like_any_other() -> None:
    """Their kinds stand for all, and lines are those of the expression that has all of them."""
    ranges = "".join(f"{chr(first)}-{chr(last)}" for first, last in _HAN_RANGES)
    every = re.compile(_PIECE.replace(_HAN, ranges))
    pieces = "字 审 ・ ㈠ \ue000 第 三 条 款 日 号 〔 〕 年 1 24 ( ) （ 。 art. section θ = a"
    luck = random.Random(1)
    texts = [text for each in catalogue().values() for text in (each.zh, each.en)]
    texts += [
        "".join(luck.choices([*pieces.split(), " "], k=luck.randint(2, 12))) for _ in range(5000)
    ]
    assert sum("字" in text or "㈠" in text for text in texts) > 1000
    for text in texts:
        assert [*_whole(text)] == [found.span() for found in every.finditer(text)], text


def test_no_line_begins_with_a_sign_that_ends_something() -> None:
    text = "“从严”（见第三条）；认领、反馈：都算。通过了，jinan（济南）！"
    for width in range(3, 20):
        assert not [line for line in broken(text, width) if line[0] in "”）；、：。，！"]
        assert not [line for line in broken(text, width) if line[-1] in "“（"]


def test_ambiguous_signs_are_as_wide_as_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [columns(sign) for sign in "≤θ✓✗▾审"] == [1, 1, 1, 1, 1, 2]
    monkeypatch.setenv(AMBIGUOUS, "2")
    assert [columns(sign) for sign in "≤θ✓✗▾审"] == [2, 2, 1, 1, 1, 2]
    rows = (("a", "≤ 3+θ", "x"), ("b", "3", "x"))
    lines = [line for line in shown(table(*rows), 60) if line.endswith("x")]
    assert len({columns(line) for line in lines}) == 1
    assert max(map(columns, shown(table(*rows), 60))) <= 60


@pytest.mark.parametrize(
    ("said", "taken"), [("70", 70), ("5", screen.LEAST), ("0", None), ("x", None), ("", None)]
)
def test_a_pipe_is_as_wide_as_columns_says(
    said: str, taken: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", said)
    assert screen.asked() == taken


def test_in_a_pipe_sentences_are_broken_only_where_columns_is_set(
    shenguan: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, out, _ = shenguan("show", "guanxian", lang="zh")
    assert max(map(columns, out.splitlines())) > screen.USUAL
    _, listed, _ = shenguan("list", lang="zh")
    assert max(map(columns, listed.splitlines())) <= screen.USUAL
    for width in WIDTHS:
        monkeypatch.setenv("COLUMNS", str(width))
        for words in (("show", "guanxian"), ("list",)):
            _, out, _ = shenguan(*words, lang="zh")
            assert max(map(columns, out.splitlines())) <= width


def _helped() -> Iterator[tuple[str, ...]]:
    yield ()
    yield from ((name,) for name in (*COMMANDS, "experiment"))
    yield from (("experiment", name) for name in ("run", "show"))


@pytest.mark.parametrize("words", list(_helped()), ids=" ".join)
def test_help_fits_its_width_and_is_in_one_language(
    words: tuple[str, ...], shenguan: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for width in WIDTHS:
        monkeypatch.setenv("COLUMNS", str(width))
        for lang in LANGS:
            _, out, _ = shenguan(*words, "--help", lang=lang)
            assert max(map(columns, out.splitlines())) <= width
            if lang == "zh":
                assert not set(_english(out)) - _typed(words)


_NAMED = {"shenguan", "JSON", "YAML", "SMT-LIB", "UPPAAL", "Dask", "PNG", "SVG", "PDF", "out"}
_EXAMPLES = {"push", "auto-claim", "regulator", "tcp://10.0.0.5:8786", "out/docs", "properties"}


def _english(text: str) -> Iterator[str]:
    """The words of a help but for options."""
    text = re.sub(r"--[a-z-]+", " ", text)
    return (word for word in LATIN.findall(text) if re.search("[A-Za-z]{2}", word))


def _typed(words: Sequence[str]) -> set[str]:
    """What may be typed: commands, names of what is shipped, the choices of the command."""
    from experiments import designs

    command: click.Command | None = root()
    for word in words:
        assert isinstance(command, click.Group)
        command = command.get_command(click.Context(command, obj="zh"), word)
    assert command is not None
    kinds = [param.type for param in command.params]
    choices = {str(one) for kind in kinds if isinstance(kind, click.Choice) for one in kind.choices}
    names = {*library.REGIMES, *library.LAWS, *scenarios.SCENARIOS, *designs.DESIGNS}
    calls = {*COMMANDS, "experiment", "run", "strict", "above"}
    return choices | names | calls | _NAMED | _EXAMPLES


def test_every_word_that_stands_for_a_value_is_in_the_catalogue() -> None:
    for words in _helped():
        command: Any = root()
        for word in words:
            command = command.get_command(click.Context(command, obj="en"), word)
        ctx = click.Context(command, obj="en")
        pieces = [*command.collect_usage_pieces(ctx)]
        valued = (one for one in command.params if not getattr(one, "is_flag", False))
        pieces += [one.make_metavar(ctx) for one in valued]
        for name in re.findall("[A-Z]{2,}", " ".join(pieces)):
            assert name in {*help_of_commands._METAVARS, "ARGUMENTS"}


def test_the_requirement_that_help_gives_as_an_example_can_be_read(shenguan: Any) -> None:
    from experiments.command.questions import finder

    regime = library.find("guanxian")
    for lang in LANGS:
        _, out, _ = shenguan("amend", "--help", lang=lang)
        (example,) = re.findall(r'"([^"]+)"', " ".join(out.split()).replace("性 质", "性质"))
        assert requirement(example, finder((regime,), None)).within == 2


def test_the_question_that_help_gives_as_an_example_can_be_read(
    shenguan: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from protocols.question import question

    monkeypatch.setenv("COLUMNS", "100")
    for lang in LANGS:
        _, out, _ = shenguan("verify", "--help", lang=lang)
        (example,) = re.findall(r'"([^"]+)"', re.sub(r"\n\s+", "" if lang == "zh" else " ", out))
        asked = question(example, library.shared_vocabulary())
        assert (asked.trigger, asked.response) == ("letter.received", "letter.answered")
        assert asked.within == 5


@pytest.mark.parametrize(
    "words",
    [
        ("show",),
        ("show", "jinan", "guanxian"),
        ("verify", "--json=1"),
        ("verify", "--within"),
        ("verify", "--within", "x"),
        ("verify", "--reading", "x"),
        ("verify", "--asume", "nobody"),
        ("verify", "--assume", "x"),
        ("simulate", "jinan", "--scenario", ""),
        ("simulate", "jinan", "--year", "2200"),
        ("simulate", "jinan", "--calendar", ""),
        ("show", ""),
        ("experiment", "fly"),
        ("--version=1",),
    ],
)
def test_a_mistake_in_a_call_is_told_in_chinese_but_for_what_is_typed(
    words: tuple[str, ...], shenguan: Any
) -> None:
    status, _, told = shenguan(*words, lang="zh")
    assert status == 2
    typed = {*words, "strict", "everyone", "nobody", "run", "show", "shell", "experiment"}
    assert not set(_english(told)) - typed - _NAMED
    assert told.startswith("错误：")


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (("verify", "jinan", "--property", "leter-answered"), "letter-answered"),
        (("verify", "jinan", "--property", "qqqq"), "共 29 个"),
        (("show", "jinan", "--reading-of", "qqq=x"), "共 26 个"),
        (("show", "jinan", "--reading-of", "approval-push=x"), "approval-push-is-claim=at-once"),
        (("bounds", "jinan", "--vary", "letter-replay"), "letter-reply"),
        (("new", "x.yaml", "--with", "zz"), "shenguan new --list"),
        (("audit", "jinan", "--kind", "死巨"), "死局"),
    ],
)
def test_a_wrong_name_is_answered_with_the_near_ones_and_not_with_all(
    words: tuple[str, ...], offered: str, shenguan: Any
) -> None:
    status, _, told = shenguan(*words, lang="zh")
    assert status == 2
    assert offered in told
    assert columns(told) < 400


def test_a_mistake_is_red_on_a_terminal_only_and_never_where_no_colour_is_wanted(
    shenguan: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from experiments.command import calling

    assert "\x1b" not in shenguan("verify", "jinna")[2]
    echoed: list[str] = []
    monkeypatch.setattr(click, "echo", lambda words, **_: echoed.append(words))
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("COLUMNS", "40")
    calling.run(["verify", "jinna"], "zh")
    monkeypatch.setenv("NO_COLOR", "1")
    calling.run(["verify", "jinna"], "zh")
    red, plainly = echoed
    assert red.startswith("\x1b[31m\x1b[1m错误：\x1b[0m")
    assert "\x1b" not in plainly
    assert max(map(columns, plainly.splitlines())) <= 40


@pytest.mark.parametrize(
    ("text", "told"),
    [("a:\n\tb: 1", "制表符"), ("a: b: c", "冒号"), ("a: [1", "括号"), ("a: 'x", "引号")],
)
def test_a_file_that_is_no_yaml_is_told_why_in_chinese(
    text: str, told: str, shenguan: Any, tmp_path: Path
) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(text, encoding="utf-8")
    _, _, err = shenguan("check", path, lang="zh")
    (first, *_) = err.splitlines()
    assert told in first
    assert not set(_english(first.removeprefix(str(path)))) - {"yaml", "YAML", "Tab"}


def test_no_bar_is_loaded_where_there_is_no_terminal() -> None:
    code = (
        "import sys; from experiments.show.terminal import progress\n"
        "with progress('x', 2) as advance: advance(); advance(None)\n"
        "sys.exit('rich.progress' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
