"""A question typed in one line, and a property written as one.

::

    question  = event -> event {limit}             after the one, the other comes
              | event -> never event {cases}       after the one, the other does not come
              | event -> event not before N        ... not before the N-th working day after it
              | event only after event {cases}     the one comes only after the other
    limit     = within N | ahead N | by all | world | cases
    world     = as the world usually does | whatever the world does
    cases     = performed | when condition {and condition}
    condition = [not] attribute | attribute = value {or value}

An event, an attribute or a value is named by its identifier or by its label in either language;
signs and words of the grammar may be Chinese.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any, NoReturn

from model.language import NOTHING, Complaint, Text, catalogue, say
from model.property import Asks, Property, World
from model.vocabulary import Guard, Vocabulary
from protocols import names
from protocols.asked import named
from protocols.names import Names

LONGEST = 100_000
"""Working days that a question may speak of at the most."""

_ARROW = re.compile(r"-+>|=>|→|⟶|➔")
_ONLY = re.compile(r"\bonly\s+after\b|只能?在", re.IGNORECASE)
_NEVER = re.compile(r"never\b|绝不|不得|不再", re.IGNORECASE)
_BEHIND = re.compile(r"之?后")
_DAYS = r"\s*(?:(?:个)?工作日|working\s+days?|days?|个?日|天)?\s*"
_AND, _OR = re.compile(r"and\b|且|并且", re.IGNORECASE), re.compile(r"or\b|\||/|或", re.IGNORECASE)
_NOT = re.compile(r"not\b|不是|非", re.IGNORECASE)
_EQUALS = re.compile(r"=+|＝|is\b|为", re.IGNORECASE)
_COMMA = re.compile(r"[,，;；]")
_PARTS = {
    "not-before": re.compile(
        rf"(?:not\s+before|不早于)\s*(?P<n>\S+?)?{_DAYS}(?=$|\W)", re.IGNORECASE
    ),
    "within": re.compile(
        rf"(?:within\s*(?P<n>[^\s,，]+?)?{_DAYS}|在?\s*(?P<m>\d+){_DAYS}(?:之?内|以内))(?=$|\W|[当如且])",
        re.IGNORECASE,
    ),
    "ahead": re.compile(
        rf"(?:(?:at\s+least\s+)?ahead\s*(?P<n>[^\s,，]+?)?{_DAYS}|(?:至少)?提前\s*(?P<m>\d+){_DAYS})(?=$|\W)",
        re.IGNORECASE,
    ),
    "by-all": re.compile(r"by\s+all\b|(?:由|须由)?(?:各|所有|全部)部门(?:均须|均)?", re.IGNORECASE),
    "performed": re.compile(r"performed\b|实际作出|亲自作出", re.IGNORECASE),
    "usual": re.compile(r"as\s+the\s+world\s+usually\s+does\b|外界如常", re.IGNORECASE),
    "any-world": re.compile(r"whatever\s+the\s+world\s+does\b|无论外界如何", re.IGNORECASE),
    "when": re.compile(r"when\b|if\b|当|如果", re.IGNORECASE),
}
_FITTING = {
    Asks.RESPONSE: ("within", "ahead", "by-all", "performed", "usual", "any-world", "when"),
    Asks.NOT_BEFORE: ("performed", "any-world", "when"),
    Asks.NEVER: ("performed", "any-world", "when"),
    Asks.ONLY_AFTER: ("performed", "any-world", "when"),
}


class Unread(Complaint):
    """A question that cannot be read: what is wrong with it, and where."""

    def __init__(self, key: str, /, **values: object) -> None:
        super().__init__(key, **values)

    def say(self) -> Text:
        """Return the message, the question, and a caret under the place."""
        text, at = str(self.values["text"]), int(str(self.values["at"]))
        said = super().say()
        if near := self.values.get("near"):
            said += " " + say("mistake.nearest", near=near)
        return said + f"\n  {text}\n  {' ' * _width(text[:at])}^"


def _width(text: str) -> int:
    """The columns of a text on a terminal, where a Chinese sign takes two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def is_question(text: str) -> bool:
    """Whether a text has the sign of a question, rather than being a name.

    >>> is_question("a.b -> c.d"), is_question("letter-answered")
    (True, False)
    """
    return bool(_ARROW.search(text) or _ONLY.search(text))


def question(text: str, vocabulary: Vocabulary) -> Property:
    """Read a question.

    >>> from protocols.asked import written
    >>> from protocols.library import shared_vocabulary
    >>> asked = question("收到函件 → 答复函件，在 5 个工作日内", shared_vocabulary())
    >>> written(asked)
    'letter.received -> letter.answered within 5'

    Raises
    ------
    Unread
        Where it is none; it says what was expected, and where.
    """
    return _Reading(text, vocabulary).property()


@dataclass
class _Reading:
    """A question on the way to be read, up to a place."""

    text: str
    vocabulary: Vocabulary
    at: int = 0
    found: dict[str, Any] = field(default_factory=dict)

    def property(self) -> Property:
        asks, trigger, response = self._events()
        self._parts(asks)
        if trigger == response:
            self._wrong("question.same", 0, event=trigger)
        if asks is Asks.RESPONSE and "not-before" in self.found:
            asks = Asks.NOT_BEFORE
        if "by-all" in self.found and self.vocabulary.events[trigger].scope == "thread":
            self._wrong("question.by-all-from-one", 0, event=trigger)
        prop = Property(
            "",
            NOTHING,
            trigger,
            response,
            "performed" in self.found,
            self.found.get("when", {}),
            self.found.get("ahead", 0),
            self.found.get("within"),
            asks,
            self.found.get("not-before", 0),
            by_all="by-all" in self.found,
            world=World.USUAL if "usual" in self.found else World.ANY,
        )
        return named(prop, self.vocabulary)

    def _events(self) -> tuple[Asks, str, str]:
        """What is asked about which events: trigger and response."""
        arrow, only = _ARROW.search(self.text), _ONLY.search(self.text)
        sign = arrow or only
        if sign is None:
            self._wrong("question.no-arrow", len(self.text.rstrip()))
        trigger = self._event(self.text[: sign.start()], 0)
        self.at = sign.end()
        asks = Asks.RESPONSE if arrow else Asks.ONLY_AFTER
        if arrow and self._take(_NEVER):
            asks = Asks.NEVER
        response = self._next_event()
        if asks is Asks.ONLY_AFTER:
            self._take(_BEHIND)
        return asks, trigger, response

    def _next_event(self) -> str:
        self._blank()
        known, rest = names.words(self.vocabulary, "events"), self.text[self.at :]
        name = known.leading(rest)
        if name is None:
            ends = [found.start() for part in _PARTS.values() if (found := part.search(rest))]
            ends += [found.start() for found in [_COMMA.search(rest)] if found]
            name = rest[: min((end for end in ends if end), default=len(rest))]
        event = self._event(name, self.at)
        self.at += len(name)
        return event

    def _event(self, name: str, at: int) -> str:
        at += len(name) - len(name.lstrip())
        return self._known(name.strip(), names.words(self.vocabulary, "events"), "kind.event", at)

    def _known(self, name: str, known: Names, kind: str, at: int) -> str:
        found, label = known.all(name), catalogue()[kind]
        if not name:
            self._wrong("question.missing", at, kind=label)
        if not found:
            self._wrong("question.unknown", at, kind=label, word=name, near=known.nearest(name))
        if len(found) > 1:
            self._wrong("question.ambiguous", at, kind=label, word=name, all=", ".join(found))
        return found[0]

    def _parts(self, asks: Asks) -> None:
        """What is said behind the events, each part at most once."""
        while self._more():
            for key, pattern in _PARTS.items():
                start = self.at
                if (found := pattern.match(self.text, start)) is None:
                    continue
                if key in self.found:
                    self._wrong("question.twice", start, part=found[0].strip())
                self.at = found.end()
                self.found[key] = self._value(key, found)
                asks = Asks.NOT_BEFORE if key == "not-before" and asks is Asks.RESPONSE else asks
                self._fits(asks, key, start, found[0].strip())
                break
            else:
                self._wrong("question.rest", self.at, rest=self.text[self.at :].strip())

    def _fits(self, asks: Asks, key: str, at: int, part: str) -> None:
        allowed = {*_FITTING[asks], *(["not-before"] if asks is Asks.NOT_BEFORE else [])}
        if not {*self.found} <= allowed or {"usual", "any-world"} <= {*self.found}:
            self._wrong("question.does-not-fit", at, part=part)

    def _value(self, key: str, found: re.Match[str]) -> Any:
        if key == "when":
            return self._conditions()
        if key not in ("within", "ahead", "not-before"):
            return True
        digits = found.groupdict().get("m") or found["n"] or ""
        least = 0 if key == "within" else 1
        if not re.fullmatch(r"[0-9]{1,6}", digits) or not least <= int(digits) <= LONGEST:
            place = found.start("n") if digits and found["n"] else found.end()
            self._wrong("question.number", place, least=least, most=LONGEST, found=digits)
        return int(digits)

    def _conditions(self) -> Guard:
        guard: dict[str, frozenset[str]] = {}
        while True:
            name, allowed = self._condition()
            if name in guard:
                self._wrong("question.twice", self.at, part=name)
            guard[name] = allowed
            self._blank()
            if not self._take(_AND):
                return guard

    def _condition(self) -> tuple[str, frozenset[str]]:
        denied = self._take(_NOT)
        self._blank()
        at, known = self.at, names.words(self.vocabulary, "attributes")
        written_name = self._word(known)
        name = self._known(written_name, known, "kind.attribute", at)
        every = self.vocabulary.attributes[name].values
        if self._take(_EQUALS):
            chosen = frozenset(self._values(name))
            return name, frozenset(every) - chosen if denied else chosen
        if {*every} != {"false", "true"}:
            self._wrong("question.value", self.at, word=name, all=", ".join(every))
        return name, frozenset({"false" if denied else "true"})

    def _values(self, attribute: str) -> list[str]:
        known, chosen = names.values(self.vocabulary, attribute), []
        while True:
            self._blank()
            at = self.at
            chosen.append(self._known(self._word(known), known, "kind.value", at))
            if not self._take(_OR):
                return chosen

    def _word(self, known: Names) -> str:
        """The known name that stands here, else what stands up to a blank or a sign."""
        rest = self.text[self.at :]
        name = known.leading(rest)
        if name is None:
            found = re.match(r"[^\s=|,，;；]*", rest)
            name = found[0] if found else ""
        self.at += len(name)
        return name

    def _take(self, pattern: re.Pattern[str]) -> bool:
        self._blank()
        if (found := pattern.match(self.text, self.at)) is None:
            return False
        self.at = found.end()
        return True

    def _blank(self) -> None:
        while self.at < len(self.text) and self.text[self.at].isspace():
            self.at += 1

    def _more(self) -> bool:
        self._blank()
        while _COMMA.match(self.text, self.at):
            self.at += 1
            self._blank()
        return self.at < len(self.text)

    def _wrong(self, key: str, at: int, **values: object) -> NoReturn:
        raise Unread(key, text=self.text, at=at, **values)
