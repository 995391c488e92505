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
from experiments.show.deadlines import span_words
from model.deadline import Within
from model.difference import ChangedRule, Difference, Field
from model.language import NOTHING, Text, say
from model.ledger import article_label
from model.rule import Obligation, act_of

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
    asked = list(_asked(changes))
    plainly = None not in asked and len(asked) == len(clauses)
    first = asked[:2] if plainly else [_changed(one) for one in clauses[:2]]
    key = "studio.sheet.asks" if len(clauses) <= len(first) else "studio.sheet.asks-more"
    changed = say("best.then").join(one for one in first if one is not None)
    return say(key, text=text, changes=changed, count=len(clauses))


def _asked(changes: Difference) -> Iterator[Text | None]:
    """Yield for each changed rule what is asked of it; ``None`` where that is no short question."""
    for one in changes.changed:
        yield _short(changes, one)


def _short(changes: Difference, one: ChangedRule) -> Text | None:
    """Ask of a limit that is longer or shorter, and of what silence counts as."""
    old, new = one.old, one.new
    fields = {change.field for change in one.changes}
    if not (isinstance(old, Obligation) and isinstance(new, Obligation)):
        return None
    if not fields or fields - {Field.DEADLINE, Field.DEFAULT}:
        return None
    parts = []
    if Field.DEADLINE in fields:
        if not (isinstance(old.deadline, Within) and isinstance(new.deadline, Within)):
            return None
        spans = span_words(changes.old, old.deadline), span_words(changes.new, new.deadline)
        parts.append(say("studio.sheet.asks-limit", before=spans[0], after=spans[1]))
    if Field.DEFAULT in fields:
        if any(one.on_expiry and one.on_expiry.unless for one in (old, new)):
            return None
        parts.append(_deemed(changes, new))
    act = changes.new.vocabulary.events[new.act].label
    return say("studio.sheet.asks-of", act=act, what=Text("，", ", and ").join(parts))


def _deemed(changes: Difference, rule: Obligation) -> Text:
    if rule.on_expiry is None:
        return say("studio.sheet.asks-not-deemed")
    if rule.on_expiry.event == rule.act:
        return say("studio.sheet.asks-done")
    event = changes.new.vocabulary.events[rule.on_expiry.event].label
    return say("studio.sheet.asks-deemed", event=event)


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
