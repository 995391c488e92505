"""Clauses that a text can be given: the mechanisms with which a rule file can begin."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any

from model.language import Text
from model.regime import Regime
from protocols.document import Document, parse_document
from protocols.edits import Edit, regime_from
from protocols.mechanism import Mechanism, mechanisms
from protocols.mistakes import Mistakes

Addition = tuple[Text, tuple[Edit, ...]]
"""What a mechanism is called, and the edits that put it into a text."""


def additions(
    document: Document, edits: Sequence[Edit], after: Mapping[str, Any], regime: Regime, behind: str
) -> tuple[Addition, ...]:
    """Return the mechanisms that the reader takes behind a clause, each in its article.

    Parameters
    ----------
    document, edits
        The file, and what was made in it so far.
    after, regime
        The data and the regime that came of it.
    """
    article = next(one["article"] for one in after["rules"] if one["id"] == behind)
    found = []
    for one in mechanisms().values():
        made = tuple(_edits(one, after, regime, behind, article))
        try:
            regime_from(document, (*edits, *made), regime.under)
        except Mistakes:
            continue
        found.append((one.label, made))
    return tuple(found)


def _edits(
    mechanism: Mechanism, after: Mapping[str, Any], regime: Regime, behind: str, article: str
) -> Iterator[Edit]:
    data = parse_document("\n".join(mechanism.lines).encode(), mechanism.id).data
    yield from _words(data.get("vocabulary", {}), after, regime)
    if rounds := data.get("rounds"):
        yield Edit(("rounds",), [*after.get("rounds", []), *rounds])
    taken = {rule["id"] for rule in after["rules"]}
    for rule in data["rules"]:
        made = {**deepcopy(rule), "id": _free(rule["id"], taken), "article": article}
        yield Edit(("rules",), made, behind)
        taken.add(made["id"])
        behind = made["id"]


def _words(words: Mapping[str, Any], after: Mapping[str, Any], regime: Regime) -> Iterator[Edit]:
    """Yield what puts the words of a mechanism among those of a text that it does not know yet."""
    held = deepcopy(dict(after.get("vocabulary", {})))
    for section, named in words.items():
        known = getattr(regime.vocabulary, section)
        for name, word in named.items():
            if name in known:
                continue
            if section in held:
                yield Edit(("vocabulary", section, name), word)
            elif held:
                yield Edit(("vocabulary", section), {name: word})
            else:
                yield Edit(("vocabulary",), {section: {name: word}})
            held.setdefault(section, {})[name] = word


def _free(name: str, taken: set[str]) -> str:
    """A name that no rule has yet.

    >>> _free("claim", {"claim", "claim-2"}), _free("push", {"claim"})
    ('claim-3', 'push')
    """
    number, found = 1, name
    while found in taken:
        number += 1
        found = f"{name}-{number}"
    return found
