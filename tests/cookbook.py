"""The recipes of docs/cookbook.md: their rules, what is asked, and the answers stated there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import NamedTuple

from experiments.show.rules import sentences
from model.above import law_above
from model.deadline import STRICT, Reading
from model.language import Lang, Text, plain, say
from model.property import Asks
from model.regime import Regime
from model.version import in_force_on
from protocols import library
from protocols.document import parse_document
from protocols.question import Unread, question
from protocols.reader import regime_of
from verify.guarantees import verify
from verify.verdict import Verdict

HEAD = """\
regime: cookbook
name: {zh: 例, en: Example}
document: {title: {zh: 例, en: Example}, level: county, issued: 2024-03-01, in-force: 2024-04-01}
"""
"""What a file has besides its words and rules."""

FENCE = re.compile(r"```yaml\n(?P<text>.*?)```", re.DOTALL)
KINDS = {"en": {"# right": True, "# wrong": False}, "zh": {"# 正确": True, "# 错误": False}}
ASKS = {
    "en": re.compile(
        r"# asks(?: (?P<above>with the law above)| on (?P<day>\S+)| with --reading (?P<open>\d+))?"
        r": (?P<text>.+)"
    ),
    "zh": re.compile(
        r"# 问(?:（(?:(?P<above>连同上位法)|(?P<day>[\d-]{10})|--reading (?P<open>\d+))）)?"
        r"：(?P<text>.+)"
    ),
}
READS = {
    "en": re.compile(r"# reads, (?P<rule>\S+): .+"),
    "zh": re.compile(r"# 读作，(?P<rule>\S+)：.+"),
}
SEMICOLON, COLON, COMMA = Text("；", "; "), Text("：", ": "), Text("，", ", ")
NO_EVENT = Text("# 此文本中没有这一事件", "# this text has no such event")
HINGES = Text("期限未定", "its limit is open")
LATE, IN_TIME = Text("最多迟 ", "late by up to "), Text("及时", "in time")


class Recipe(NamedTuple):
    """A block of rules, whether it is the right way, and the lines that say what it comes to."""

    section: str
    right: bool
    rules: str
    said: tuple[str, ...]


class Page(NamedTuple):
    """The cookbook in one language: the words that all recipes use, and the recipes."""

    words: str
    recipes: tuple[Recipe, ...]


def page(text: str, lang: Lang) -> Page:
    """Read a cookbook."""
    words, recipes, section = "", list[Recipe](), ""
    for part in re.split(r"^(?=## )", text, flags=re.MULTILINE):
        section = part.splitlines()[0]
        for found in FENCE.finditer(part):
            lines = found["text"].splitlines()
            if lines[0] in KINDS[lang]:
                rules = [line for line in lines if not line.startswith("#")]
                said = tuple(line for line in lines[1:] if line.startswith("#"))
                recipes.append(Recipe(section, KINDS[lang][lines[0]], "\n".join(rules), said))
            elif lines[0] == "vocabulary:":
                words = found["text"]
    return Page(words, tuple(recipes))


@cache
def regime(words: str, rules: str) -> Regime:
    """Read the rules of a recipe, in a file that has nothing else."""
    whole = f"{HEAD}{words}{rules}\n"
    return regime_of(parse_document(whole.encode(), "cookbook.yaml"), library.shared_vocabulary())


def computed(words: str, recipe: Recipe, lang: Lang) -> Iterator[tuple[str, str]]:
    """Yield each thing that is asked of a recipe, and what the program answers."""
    of = regime(words, recipe.rules)
    for line in recipe.said:
        if asked := ASKS[lang].fullmatch(line):
            how = (asked["above"] is not None, asked["day"], asked["open"])
            yield line, _answer(words, recipe.rules, asked["text"], *how).in_(lang)
        elif reads := READS[lang].fullmatch(line):
            (rule,) = (one for one in of.rules if one.id == reads["rule"])
            start = Text(f"# 读作，{rule.id}：", f"# reads, {rule.id}: ").in_(lang)
            yield start, start + Text("", " ").join(sentences(of, rule)).in_(lang)


@cache
def _answer(
    words: str, rules: str, text: str, above: bool, day: str | None, days: str | None
) -> Text:
    of = regime(words, rules)
    of = in_force_on(of, date.fromisoformat(day)) if day and of.versions else of
    of = law_above(of) if above else of
    try:
        asked = question(text, of.vocabulary)
    except Unread:
        return NO_EVENT
    everyone, nobody = verify(of, asked, Reading(int(days)) if days else STRICT)
    return plain("# ") + _told(everyone) + SEMICOLON + _told(nobody)


def _told(verdict: Verdict) -> Text:
    said = say(f"assume.{verdict.assume}") + COLON + say(f"verdict.{verdict.answer}")
    asked, days = verdict.property, verdict.days
    if days is not None and asked.ahead:
        return said + COMMA + (LATE + str(days) if days else IN_TIME)
    if days is not None and asked.asks is Asks.RESPONSE:
        return said + COMMA + str(days)
    return said + COMMA + HINGES if verdict.open_limits else said
