"""What an answer takes for granted, and whose acts a bearer waits for: words, blocks and data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from experiments.show.blocks import Block, Bullets, Cell, Fold, Group, Paragraph, Table
from experiments.show.deadlines import theta
from model.language import Text, say
from model.ledger import article_label
from model.means import Means
from model.regime import Regime
from model.rule import Obligation, Prohibition, Rule, act_of, bearers_of, effects_of
from model.unknowns import open_lengths, rule_of
from model.vocabulary import WORLD
from model.waiting import awaited
from verify.granted import Granted

_FEW = 2  # answers whose assumptions are open from the beginning
_BREAK = Text("\n", "\n")

Granting = tuple[Text, Regime, Granted]
"""What was asked, of which regime, and what the answer takes for granted."""


def granted_blocks(answers: Sequence[Granting]) -> list[Block]:
    """Return one fold with what each answer takes for granted; none where nothing was answered."""
    if not answers:
        return []
    several = len({regime.id for _, regime, _ in answers}) > 1
    rows: list[tuple[Cell, ...] | Group] = []
    for place, (question, regime, taken) in enumerate(answers):
        if several and (not place or answers[place - 1][1].id != regime.id):
            rows.append(Group(regime.name))
        rows.append((question, *_cells(regime, taken)))
    columns = (say("granted.question"), *_columns())
    one = say("granted.title")
    title = one if len(answers) == 1 else say("granted.title-count", count=len(answers))
    blocks = (
        Table(one, columns, tuple(rows)),
        *_readings(answers),
        *_by_all(answers),
        Paragraph(say("granted.note"), "note"),
    )
    return [Fold(title, blocks, open=len(answers) <= _FEW, id="granted")]


def granted_words(regime: Regime, taken: Granted) -> list[tuple[Text, Text]]:
    """Return what an answer takes for granted, each kind with its name; those that there are."""
    return [
        (name, words)
        for name, words in zip(_columns(), _cells(regime, taken), strict=True)
        if words
    ]


def _columns() -> tuple[Text, ...]:
    return (
        say("granted.obeyed"),
        say("granted.mechanism"),
        say("granted.limits"),
        say("granted.happens"),
        say("granted.readings"),
    )


def _cells(regime: Regime, taken: Granted) -> tuple[Text, ...]:
    obeyed = [_rule(regime, regime.by_id[rule]) for rule in taken.obeyed]
    return (
        _BREAK.join(obeyed) or say("granted.nobody"),
        _BREAK.join(_rule(regime, regime.by_id[rule]) for rule in taken.mechanism),
        _BREAK.join(_limit(regime, length, taken.days) for length in taken.limits),
        _BREAK.join(_happening(regime, taken)),
        _BREAK.join(map(article_label, regime.articles_of(taken.readings))),
    )


def _readings(answers: Iterable[Granting]) -> list[Block]:
    """The readings themselves, each once."""
    lines: dict[tuple[str, str], Text] = {}
    for _, regime, taken in answers:
        for rule in taken.readings:
            known = regime.by_id[rule]
            assert known.reading is not None
            article = article_label(known.article)
            words = say("granted.reading", article=article, reading=known.reading)
            lines[regime.id, rule] = words
    return [Fold(say("granted.readings"), (Bullets(tuple(lines.values())),))] if lines else []


def _by_all(answers: Iterable[Granting]) -> list[Block]:
    """Why the last of several departments is no later than one, where that was asked."""
    asked = any(taken.by_all for _, _, taken in answers)
    return [Paragraph(say("granted.by-all"), "note")] if asked else []


def _happening(regime: Regime, taken: Granted) -> Iterator[Text]:
    """What must have come, and what the world is taken to do where it is as usual."""
    yield from (_event(regime, event) for event in taken.happens)
    labels = {event: word.label for event, word in regime.vocabulary.events.items()}
    yield from (say("granted.at-once", event=labels[event]) for event in taken.at_once)
    yield from (say("granted.absent", event=labels[event]) for event in taken.absent)


def _rule(regime: Regime, rule: Rule) -> Text:
    """Name a rule by who does what under which article."""
    act, article = regime.vocabulary.events[act_of(rule)].label, article_label(rule.article)
    if not bearers_of(rule):
        return act + Text("（", " (") + article + Text("）", ")")
    parties = _parties(regime, bearers_of(rule))
    key = "granted.ban" if isinstance(rule, Prohibition) else "granted.rule"
    return say(key, parties=parties, act=act, article=article)


def _parties(regime: Regime, parties: Iterable[str]) -> Text:
    known = regime.vocabulary.parties
    return say("chart.and").join(known[party].label for party in parties)


def _limit(regime: Regime, length: str, days: int | None) -> Text:
    parameter = theta(regime, length)
    if days is None:
        return say("granted.never", parameter=parameter)
    return say("granted.limit", parameter=parameter, days=days)


def _event(regime: Regime, event: str) -> Text:
    kind = regime.vocabulary.events[event]
    party = say("granted.world") if kind.by == WORLD else _parties(regime, [kind.by])
    return say("granted.event", event=kind.label, party=party)


def granted_data(regime: Regime, taken: Granted | None) -> dict[str, Any] | None:
    """Return what an answer takes for granted as JSON data; ``None`` where it is no answer."""
    if taken is None:
        return None
    return {
        "obeyed": [_rule_data(regime, rule) for rule in taken.obeyed],
        "mechanism": [_rule_data(regime, rule) for rule in taken.mechanism],
        "open_limits": [
            {
                "rule": rule_of(name),
                "article": regime.by_id[rule_of(name)].article,
                "working_days": taken.days,
                "extended_by": open_lengths(regime)[name].event or None,
            }
            for name in taken.limits
        ],
        "happens": list(taken.happens),
        "at_once": list(taken.at_once),
        "absent": list(taken.absent),
        "readings": [_reading_data(regime.by_id[rule]) for rule in taken.readings],
    }


def _reading_data(rule: Rule) -> dict[str, Any]:
    assert rule.reading is not None
    reading = {"zh": rule.reading.zh, "en": rule.reading.en}
    return {"rule": rule.id, "article": rule.article, "reading": reading}


def _rule_data(regime: Regime, rule: str) -> dict[str, Any]:
    known = regime.by_id[rule]
    return {"rule": rule, "article": known.article, "parties": list(bearers_of(known))}


def waits_data(regime: Regime, rules: Iterable[str]) -> dict[str, list[dict[str, Any]]]:
    """Return for each rule what its bearer waits for before he can act, as JSON data.

    The acts of others only; ``parties`` and ``articles`` are empty where no rule brings it about.
    """
    waits: dict[str, list[dict[str, Any]]] = {}
    for rule in rules:
        duty = regime.by_id[rule]
        if isinstance(duty, Obligation):
            for event in awaited(Means(regime), duty):
                bringing = _bringing(regime, event)
                named = [party for each in bringing for party in bearers_of(each)]
                entry = {
                    "event": event,
                    "parties": list(dict.fromkeys(named)),
                    "articles": list(dict.fromkeys(each.article for each in bringing)),
                }
                waits.setdefault(rule, []).append(entry)
    return waits


def waits_words(regime: Regime, rules: Iterable[str]) -> Text:
    """Say whose acts the bearers of rules need before they can act; empty where nobody's."""
    words = [
        _awaited(regime, one["event"])
        for waits in waits_data(regime, rules).values()
        for one in waits
    ]
    known = list(dict.fromkeys(words))
    return say("granted.waits", events=say("chart.and").join(known)) if known else Text("", "")


def _awaited(regime: Regime, event: str) -> Text:
    label = regime.vocabulary.events[event].label
    bringing = _bringing(regime, event)
    if not bringing:
        return say("granted.waits-nobody", event=label)
    articles = map(article_label, dict.fromkeys(each.article for each in bringing))
    parties = dict.fromkeys(party for each in bringing for party in bearers_of(each))
    return say(
        "granted.waits-for",
        event=label,
        party=_parties(regime, parties) or say("granted.world"),
        article=say("chart.and").join(articles),
    )


def _bringing(regime: Regime, event: str) -> list[Rule]:
    return [rule for rule in regime.rules if event in effects_of(rule)]
