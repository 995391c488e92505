"""The template of a rule file: correct, complete, and the same in both languages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import jsonschema
import pytest

from model.deadline import Before, Deadline, Period, Recurring, Unit, Within
from model.language import LANGS, Lang
from model.regime import Regime
from model.version import as_of
from protocols import form as forms
from protocols import library
from protocols.document import Document, parse_document
from protocols.form import RegimeForm, RoundsForm
from protocols.mechanism import rule_file
from protocols.models import model_of
from protocols.plain import Form, fields_of
from protocols.reader import regime_of
from protocols.unreached import unreached
from protocols.unrolling import written_out
from protocols.validation import validate

ROOT = Path(__file__).parent.parent
OPTIONAL = re.compile(r"(?P<indent> *)#(?P<text>[^ #].*)")
PROSE = re.compile(r" *#( .*)?")
HAN = re.compile(r"[\u4e00-\u9fff]")
FORMS = [
    one
    for name, one in vars(forms).items()
    if isinstance(one, type)
    and issubclass(one, Form)
    and not name.startswith("_")
    and one not in (Form, forms.QuestionsForm)
]


def source(lang: Lang) -> list[str]:
    path = ROOT / "protocols" / f"template.{lang}.yaml"
    return path.read_text(encoding="utf-8").splitlines()


def depth(line: str) -> int:
    return len(line) - len(line.lstrip())


def constructs(lines: list[str]) -> list[range]:
    """Each optional line, with the optional lines below it that are indented further."""
    found: list[range] = []
    for number, line in enumerate(lines):
        if not OPTIONAL.fullmatch(line) or (found and number in found[-1]):
            continue
        end = number + 1
        while end < len(lines) and belongs(lines[end], depth(line)):
            end += 1
        found.append(range(number, end))
    return found


def belongs(line: str, to: int) -> bool:
    return bool(PROSE.fullmatch(line) or (OPTIONAL.fullmatch(line) and depth(line) > to))


def with_construct(lines: list[str], chosen: range) -> list[str]:
    """The lines with one construct in force, in the place of the same key above it."""
    changed = list(lines)
    for number in chosen:
        changed[number] = re.sub(r"^( *)#(?=[^ #])", r"\1", changed[number])
    replaced = same_key_above(lines, chosen.start, changed[chosen.start])
    return [line for number, line in enumerate(changed) if number != replaced]


def same_key_above(lines: list[str], start: int, line: str) -> int | None:
    key = line.strip().split(":")[0]
    for number in range(start - 1, -1, -1):
        above = lines[number]
        if not above.strip() or PROSE.fullmatch(above) or OPTIONAL.fullmatch(above):
            continue
        first = above.lstrip().startswith("- ")
        if depth(above) + 2 * first < depth(line):
            return None
        if above.strip().removeprefix("- ").split(":")[0] == key and depth(above) == depth(line):
            return number
        if first and depth(above) < depth(line):
            return None
    return None


def with_all(lines: list[str]) -> list[str]:
    while found := constructs(lines):
        lines = with_construct(lines, found[0])
    return lines


def document(lines: list[str]) -> Document:
    return parse_document("\n".join(lines).encode(), "template.yaml")


def read(lines: list[str]) -> Regime:
    return regime_of(document(lines), library.shared_vocabulary())


def variants(lang: Lang) -> list[list[str]]:
    """The template as it is, and with each of its constructs in force."""
    lines = source(lang)
    return [lines, *(with_construct(lines, one) for one in constructs(lines))]


def parts(value: Any) -> Iterator[Form]:
    if isinstance(value, Form):
        yield value
        value = [getattr(value, name) for name in value.given]
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for one in value:
            yield from parts(one)


def owned(form: type[Form], key: str) -> tuple[str, str]:
    """A key with the form that gives it to all kinds of forms below it."""
    return next(
        one.__name__ for one in form.__mro__[::-1] if key in vars(one).get("__annotations__", {})
    ), key


@pytest.mark.parametrize("lang", LANGS)
def test_the_template_is_correct_as_it_is(lang: Lang) -> None:
    regime = read(source(lang))
    assert len(regime.rules) == 4
    assert not unreached(regime)


@pytest.mark.parametrize("lang", LANGS)
def test_each_construct_of_the_template_can_be_put_in_force(lang: Lang) -> None:
    lines = source(lang)
    plain = document(lines).data
    found = constructs(lines)
    assert len(found) > 30
    for one in found:
        changed = with_construct(lines, one)
        assert document(changed).data != plain, lines[one.start]
        assert not unreached(read(changed)), lines[one.start]


@pytest.mark.parametrize("lang", LANGS)
def test_all_constructs_of_the_template_can_be_in_force_together(lang: Lang) -> None:
    whole = with_all(source(lang))
    assert not [line for line in whole if OPTIONAL.fullmatch(line)]
    # A clause of each is a rule for either of two bearers, and one for what both have done.
    rules = read(whole)
    assert [len(as_of(rules, date(year, 1, 1)).rules) for year in (2025, 2027)] == [10, 9]


def test_the_template_has_every_key_of_every_form() -> None:
    shared = library.shared_vocabulary()
    seen = {
        owned(type(part), key)
        for lines in variants("en")
        for part in parts(validate(written_out(document(lines), shared).document, RegimeForm))
        for key in part.given
    }
    every = {owned(one, key) for one in FORMS for key in fields_of(one)}
    assert ("ObligationForm", "jointly") in every
    assert every - seen == elsewhere()


def elsewhere() -> set[tuple[str, str]]:
    """The keys that do nothing without rules, or a file, of their own: they are explained."""
    (written,) = document(rule_file(["rounds"], "en", "mine").splitlines()).data["rounds"]
    one = model_of(RoundsForm).model_validate(written)
    changes = ("rounds", "amends", "repeals", "transition")
    found = {owned(RoundsForm, key) for key in one.given}
    found |= {("RegimeForm", key) for key in changes}
    for lang in LANGS:
        told = "\n".join(line for line in source(lang) if PROSE.fullmatch(line))
        assert not [key for _, key in found if f"{key.replace('_', '-')}: " not in told]
    return found


def kinds(deadlines: list[Deadline]) -> set[object]:
    """The kinds of deadlines, with their units and periods."""
    found: set[object] = {type(one) for one in deadlines}
    found |= {one.unit for one in deadlines if isinstance(one, Within)}
    found |= {one.period for one in deadlines if isinstance(one, Recurring)}
    return found | {("ahead", one.count > 0) for one in deadlines if isinstance(one, Before)}


ALL_KINDS = {*get_args(Deadline), *Unit, *Period, ("ahead", True), ("ahead", False)}


def test_the_template_has_every_kind_of_deadline() -> None:
    regimes = [read(lines) for lines in variants("en")]
    assert kinds([one.deadline for of in regimes for one in of.obligations]) == ALL_KINDS


def choices(annotation: Any) -> Iterator[str]:
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        yield from (str(one.value) for one in annotation)
    for one in get_args(annotation):
        if get_origin(annotation) is Literal:
            yield one
        else:
            yield from choices(one)


@pytest.mark.parametrize("lang", LANGS)
def test_the_template_names_every_value_that_a_key_may_have(lang: Lang) -> None:
    text = "\n".join(source(lang))
    words = {
        word
        for one in FORMS
        for field in model_of(one).model_fields.values()
        for word in choices(field.annotation)
    }
    assert {"county", "unstated", "late", "include-first-day", "competence"} <= words
    assert not {word for word in words if not re.search(rf"(?<![\w-]){word}(?![\w-])", text)}


def test_both_templates_are_the_same_but_for_what_explains_them() -> None:
    def bare(lang: Lang) -> list[str]:
        kept = [line for line in source(lang) if not PROSE.fullmatch(line)]
        return [line.split("   # ")[0] for line in kept]

    assert bare("zh") == bare("en")


@pytest.mark.parametrize("lang", LANGS)
def test_every_explanation_is_in_the_language_of_its_template(lang: Lang) -> None:
    told = [line.lstrip(" #") for line in source(lang)[2:] if PROSE.fullmatch(line)]
    told += [line.split("   # ")[1] for line in source(lang) if "   # " in line]
    assert len(told) > 40
    chinese = [bool(HAN.search(re.sub(r"\(.*?\)", "", one))) for one in told]
    assert all(chinese) if lang == "zh" else not any(chinese)


def test_an_editor_finds_no_fault_with_the_template() -> None:
    schema = json.loads((ROOT / "protocols/rule-file.schema.json").read_text(encoding="utf-8"))
    check = jsonschema.Draft202012Validator(schema)
    for lines in variants("zh"):
        assert not list(check.iter_errors(document(lines).data))
