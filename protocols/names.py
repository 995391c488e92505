"""What things are called: an identifier, or a label in either language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from model.language import Text
from model.ledger import article_label
from model.property import Property
from model.regime import Regime
from model.rule import act_of
from model.vocabulary import Vocabulary
from protocols.mistakes import nearest

LABELLED = ("events", "attributes", "parties", "channels")
"""The sections of a vocabulary whose words have a label of their own."""


class Names:
    """Identifiers with all that they may be called; case makes no difference.

    >>> names = Names({"letter.sent": [Text("发函", "letter sent")]})
    >>> names.find("发函"), names.find("Letter sent"), names.find("letter.sent"), names.find("x")
    ('letter.sent', 'letter.sent', 'letter.sent', None)
    """

    def __init__(self, labels: Mapping[str, Iterable[Text]]) -> None:
        self.meant: dict[str, list[str]] = {}
        identifiers = {_folded(name) for name in labels}
        for name, texts in labels.items():
            self.meant.setdefault(_folded(name), [name])
            for called in {_folded(word) for text in texts for word in (text.zh, text.en)}:
                if called not in identifiers:
                    self.meant.setdefault(called, []).append(name)

    @cached_property
    def longest(self) -> list[str]:
        """All that somebody may say, the longest first."""
        return sorted(self.meant, key=len, reverse=True)

    def all(self, called: str) -> list[str]:
        """Return every identifier that a name may mean."""
        return self.meant.get(_folded(called), [])

    def find(self, called: str) -> str | None:
        """Return the identifier that a name means; ``None`` where it means none or several."""
        found = self.all(called)
        return found[0] if len(found) == 1 else None

    def nearest(self, called: str) -> str | None:
        """Return the name that is most like a wrong one, if any is like it at all.

        Before others the first that goes on behind it in brackets, as the name of a round does.
        """
        folded = _folded(called)
        goes_on = (name for name in self.meant if name.startswith((f"{folded}（", f"{folded} (")))
        return next(goes_on, None) or nearest(folded, self.meant)

    def leading(self, text: str) -> str | None:
        """Return the longest name with which a text begins, as it is written there."""
        folded = text.casefold()
        for name in self.longest:
            if folded.startswith(name) and _ends(text, len(name)):
                return text[: len(name)]
        return None


def _folded(name: str) -> str:
    return " ".join(name.split()).casefold()


def _ends(text: str, at: int) -> bool:
    """Whether a word may end at a place: not within letters, digits, dots of an identifier."""
    joined = "-._"
    behind = text[at : at + 1]
    if not behind.isascii() or not (behind.isalnum() or behind in joined) or not behind:
        return True
    return not text[at - 1].isascii() or (behind == "-" and text[at + 1 : at + 2] == ">")


def words(vocabulary: Vocabulary, section: str) -> Names:
    """Return the names of a section of a vocabulary."""
    found = getattr(vocabulary, section)
    labels = {
        name: [word if isinstance(word, Text) else word.label] for name, word in found.items()
    }
    return Names(labels)


def values(vocabulary: Vocabulary, attribute: str) -> Names:
    """Return the names of the values of an attribute."""
    known = vocabulary.attributes[attribute]
    spoken = {"true": [Text("是", "yes")], "false": [Text("否", "no")]}
    labels = {
        value: [*spoken.get(value, []), *([known.names[value]] if value in known.names else [])]
        for value in known.values
    }
    return Names(labels)


def properties(known: Mapping[str, Property]) -> Names:
    """Return the names of properties."""
    return Names({name: [prop.label] for name, prop in known.items()})


def rules(regime: Regime) -> Names:
    """Return the names of rules: their identifiers, articles, and the labels of their acts."""
    events = regime.vocabulary.events
    labels = {
        rule.id: [
            article_label(rule.article),
            events[act_of(rule)].label,
            Text(rule.article, rule.article),
        ]
        for rule in regime.rules
    }
    return Names(labels)
