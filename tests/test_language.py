"""Everything a person reads exists in both languages."""

from __future__ import annotations

import ast
import errno
import re
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

import experiments  # noqa: F401 (its words belong to the catalogue)
import shenguan  # noqa: F401  (its words are in the catalogue once it is imported)
from model.language import Text, _entries, catalogue
from protocols import library
from verify.audit.finding import FindingKind

ROOT = Path(__file__).parent.parent
PACKAGES = ("model", "protocols", "verify", "experiments", "shenguan")
NAMES_THE_OTHER_LANGUAGE = ("docs.language", "show.switch", "show.switch-label")
HAN = re.compile(r"[\u4e00-\u9fff]")


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def says_the_same(key: str, label: Text) -> bool:
    if not (label.zh.strip() and label.en.strip()) or fields(label.zh) != fields(label.en):
        return False
    aside = re.sub(r"\{\{.*?\}\}|[(（'].*?[)）']", "", label.en)
    return key in NAMES_THE_OTHER_LANGUAGE or not HAN.search(aside)


@pytest.mark.parametrize("room", sorted({key.split(".")[0] for key in catalogue()}))
def test_both_languages_say_the_same_things(room: str) -> None:
    about = {key: label for key, label in catalogue().items() if key.split(".")[0] == room}
    assert not {key: label for key, label in about.items() if not says_the_same(key, label)}


@pytest.mark.parametrize(
    ("zh", "en", "same"),
    [
        ("有{n}个", "{n} of them", True),
        ("有{n}个", "some of them", False),
        ("有", " ", False),
        ("", "some", False),
        ("及时", "及时", False),
        ("及时", "without a figure (及时)", True),
    ],
)
def test_what_says_the_same_in_both_languages(zh: str, en: str, same: bool) -> None:
    assert says_the_same("any.key", Text(zh, en)) is same


@cache
def written() -> frozenset[str]:
    """Every text that stands whole in the code or in a template, except what explains the code."""
    texts: set[str] = set()
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    texts.add(node.value)
        for path in (ROOT / package).rglob("*.jinja"):
            texts |= set(re.findall(r"""["']([\w.-]+)["']""", path.read_text(encoding="utf-8")))
    return frozenset(texts)


def by_family(key: str, texts: frozenset[str]) -> bool:
    """Whether a key belongs to one of the three families that are asked for by an identifier.

    ``mistake.<code>`` and ``finding.<kind>.<part>``: the identifier is itself shown to the author
    and written into data, so that it stands whole in the code and leads to the words.
    ``system.<name>``: the operating system gives the number of its error.
    """
    match key.split("."):
        case ["mistake", code]:
            return code in texts
        case ["finding", kind, part]:
            # The advice and the title that fit a variant.
            variant = part.removeprefix("advice-").removeprefix("title-")
            return kind in [*FindingKind] and variant in texts | {"name", "advice"}
        case ["column", name]:
            return bool({name, f"{name}_"} & texts)
        case ["system", name]:
            return name in errno.errorcode.values()
    return False


def test_every_sentence_of_the_catalogue_stands_whole_in_the_code() -> None:
    texts = written()
    assert not [key for key in catalogue() if key not in texts and not by_family(key, texts)]


def test_every_key_that_stands_in_the_code_is_in_the_catalogue() -> None:
    keys = set(catalogue())
    rooms = {key.split(".")[0] for key in keys}
    shaped = re.compile(r"([a-z][a-z-]*)(\.[A-Za-z0-9_-]+)+")
    files = (".json", ".csv")
    missing = [
        text
        for text in written() - keys
        if (match := shaped.fullmatch(text)) and match[1] in rooms and not text.endswith(files)
    ]
    assert not missing


BELOW: dict[str, tuple[str, ...]] = {
    "model": (),
    "protocols": ("model",),
    "verify": ("model",),
    "experiments": ("model", "protocols", "verify"),
    "shenguan": ("model", "protocols", "verify", "experiments"),
}


@pytest.mark.parametrize("package", PACKAGES)
def test_what_code_says_is_in_the_catalogue_of_its_room_or_of_one_below(package: str) -> None:
    """So that a script that uses a room alone has its words."""
    asked = re.compile(
        r"""(?:say\(|Complaint\(|CoverageError\(|catalogue\(\)\[)\s*"([a-z-]+\.[\w.-]+)\""""
    )
    keys = set(_entries((*BELOW[package], package)))
    missing = [
        (path.name, key)
        for path in (ROOT / package).rglob("*.py")
        for key in asked.findall(path.read_text(encoding="utf-8"))
        if key not in keys
    ]
    assert not missing


def codes_in(path: Path) -> set[str]:
    """The codes that a module gives to mistakes: the text arguments of the calls that make them."""
    makers = {"mistake", "mistake_at_key", "_add", "fault", "Mistake", "PydanticCustomError"}
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in makers:
                given = [one for one in node.args if isinstance(one, ast.Constant | ast.Dict)]
                texts = [one.value for one in given if isinstance(one, ast.Constant)]
                dicts = [one for one in given if isinstance(one, ast.Dict)]
                texts += [v.value for d in dicts for v in d.values if isinstance(v, ast.Constant)]
                found |= {one for one in texts if isinstance(one, str)}
    return {one for one in found if re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", one)} - {"mistake"}


def test_every_mistake_code_has_its_sentence() -> None:
    rooms = ("protocols", "experiments/scenarios", "experiments/designs")
    paths = [path for room in rooms for path in (ROOT / room).glob("*.py")]
    found = {code for path in paths for code in codes_in(path)}
    assert {"not-text", "wrong-value", "trigger-form", "not-a-time", "day-twice"} <= found
    assert not {name for name in found if f"mistake.{name}" not in catalogue()}


def test_every_word_of_every_regime_has_both_labels() -> None:
    for name in library.REGIMES:
        regime = library.find(name)
        words = regime.vocabulary
        labels = [one.label for one in words.events.values()]
        labels += [one.label for one in words.parties.values()]
        labels += [one.label for one in words.channels.values()]
        for label in labels:
            assert HAN.search(label.zh)
            assert not HAN.search(label.en)


@pytest.mark.parametrize("name", library.REGIMES)
def test_rule_files_paraphrase_and_do_not_paste(name: str) -> None:
    texts = sorted((ROOT.parent / "shared" / "regulations").glob(f"{name}-*.txt"))
    if not texts:
        pytest.skip("the five texts are not beside the project")
    source = re.sub(r"\s", "", texts[0].read_text(encoding="utf-8"))
    longest = 16
    for rule in library.find(name).rules:
        reading = rule.reading.zh if rule.reading else ""
        pieces = [reading[k : k + longest] for k in range(len(reading) - longest + 1)]
        assert not [piece for piece in pieces if piece in source], (name, rule.id)
