"""The clauses before and after, and what is asked of them, for one sheet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from experiments.diff.changes import (
    added_line,
    order_lines,
    removed_line,
    rule_rows,
    whole_lines,
)
from model.difference import Difference
from model.language import NOTHING, Text, say
from model.ledger import article_label
from model.rule import act_of

_MOST = 110  # characters of a clause as it was or is, from which on it is cut short


@dataclass(frozen=True, slots=True)
class Clause:
    """What differs of one clause; ``before`` or ``after`` is empty where it was or is not there."""

    article: Text
    act: Text
    before: Text
    after: Text


def question(changes: Difference, edited: bool, supposed: Text = NOTHING) -> Text:
    """Return what is asked: what becomes of it if so much of the text is otherwise.

    Of a text as it stands, what it comes to if offices are otherwise, where that is supposed.
    """
    text = changes.old.name
    if not edited and supposed:
        return say("studio.sheet.asks-supposed", text=text, supposed=supposed)
    if not edited:
        return say("studio.sheet.asks-as-it-is", text=text)
    clauses = tuple(clauses_of(changes))
    if not clauses:
        return say("studio.sheet.asks-same", text=text)
    first = [_changed(one) for one in clauses[:2]]
    key = "studio.sheet.asks" if len(clauses) <= len(first) else "studio.sheet.asks-more"
    changed = say("best.then").join(first)
    return say(key, text=text, changes=changed, count=len(clauses))


def _changed(one: Clause) -> Text:
    values = {"article": one.article, "act": one.act, "before": one.before, "after": one.after}
    if not one.before:
        return say("studio.sheet.added", **values)
    return say("studio.sheet.changed" if one.after else "studio.sheet.removed", **values)


def clauses_of(changes: Difference) -> Iterator[Clause]:
    """Yield what differs, clause by clause: changed ones first, then new ones and those gone."""
    for article, act, before, after in rule_rows(changes):
        yield Clause(article, act, _cut(before), _cut(after))
    for regime, rules, line in (
        (changes.new, changes.added, added_line),
        (changes.old, changes.removed, removed_line),
    ):
        for rule in rules:
            act = regime.vocabulary.events[act_of(rule)].label
            told = _cut(line(changes, rule))
            sides = (NOTHING, told) if regime is changes.new else (told, NOTHING)
            yield Clause(article_label(rule.article), act, *sides)
    for words in (*whole_lines(changes), *order_lines(changes)):
        yield Clause(say("studio.sheet.whole"), NOTHING, NOTHING, _cut(words))


def _cut(words: Text) -> Text:
    def cut(text: str) -> str:
        text = text.replace("\n", "；" if not text.isascii() else "; ")
        return text if len(text) <= _MOST else text[: _MOST - 1] + "…"

    return words.each(cut)
