"""What measures are called in tables and charts, in which unit, and what they are about.

A name is a head, for some heads a subject (a party, department, rule, article or property), and
for most a figure: ``backlog.bureau.mean``. Spans end with their unit.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from model.language import NOTHING, Text, catalogue, say, written
from model.ledger import article_label
from protocols import library

_SPANS = ("claim-latency", "time-without-supervisor", "time-to-attention")
_ABOUT = ("duties", "property", "backlog", "burden", "waits")  # with a subject and a figure
_WHOLLY = ("utilisation", "breaches", "breaches-by-party")  # with a subject only
_DAYS = ("working-days", "calendar-days")

_UNITS = {
    **dict.fromkeys(_SPANS, "threads"),
    "claims": "threads",
    "auto-claimed-share": "share",
    "letters": "letters",
    "letters.stuck-share": "share",
    "threads": "threads",
    "permit-days": "permit-days",
    "permit-days.per-permit": "days-per-permit",
    "permit-days.permits": "permits",
    "permit-days.censored": "permits",
    "broken-commitments": "commitments",
    "broken-commitments.share-in-time": "share",
    "utilisation": "share",
    "duties": "duties",
    "breaches": "duties",
    "breaches-by-party": "duties",
    "property": "threads",
    **{f"property.{one}": "working-days" for one in ("median", "p90", "max")},
    **{f"property.{one}": "working-days" for one in ("longest", "open-longest")},
    "backlog": "items",
    "burden": "duties",
    "burden.minutes": "minutes",
    "waits": "waits",
    "waits.days": "working-days",
}
"""The unit of each head, and of the figures that have another."""


class Parts(NamedTuple):
    """The name of a measure taken apart."""

    head: str
    subject: str = ""
    figures: tuple[str, ...] = ()
    days: str = ""


def parts_of(name: str) -> Parts:
    """Take a name apart; articles have dots of their own.

    >>> parts_of("breaches.22(1)").subject, parts_of("backlog.market.mean").figures
    ('22(1)', ('mean',))
    """
    head, _, rest = name.partition(".")
    if head in _WHOLLY:
        return Parts(head, rest)
    if head in _ABOUT:
        subject, _, figure = rest.rpartition(".")
        return Parts(head, subject, (figure,))
    figures = rest.split(".") if rest else []
    days = figures.pop() if head in _SPANS and figures and figures[-1] in _DAYS else ""
    return Parts(head, "", tuple(figures), days)


def measure_label(name: str, names: Mapping[str, Text] | None = None) -> Text:
    """Return what a measure is called, without its unit; an unknown name as it is.

    Parameters
    ----------
    names
        Labels of subjects by identifier, as of a scenario's departments; those of parties and of
        properties are known. A subject without a label is named by its identifier.

    >>> measure_label("backlog.bureau.mean", "en", {"bureau": Text("审批局", "approval bureau")})
    'Backlog: approval bureau: mean'
    >>> measure_label("breaches-by-party.regulator").zh
    '违反者：监管部门'
    """
    parts, words = parts_of(name), catalogue()
    keys = [
        written("measure.head.{}", parts.head),
        *(_figure(parts.head, one) for one in parts.figures),
    ]
    if any(key not in words for key in keys):
        return name
    head, *figures = (words[key] for key in keys)
    subject = [subject_words(parts, names or {})] if parts.subject else []
    return say("measure.between").join([head, *subject, *figures])


def _figure(head: str, figure: str) -> str:
    """The key of a figure: the greatest of a number is the most, that of a time the longest."""
    return f"measure.figure.{'most' if (head, figure) == ('backlog', 'max') else figure}"


def subject_words(parts: Parts, names: Mapping[str, Text]) -> Text:
    """Name what a measure is about: by its label if it has one, else by its identifier."""
    if parts.head == "breaches":
        return article_label(parts.subject)
    known: dict[str, Text] = {}
    if parts.head == "property":
        known = {one.id: one.label for one in library.properties().values()}
    elif parts.head in ("breaches-by-party", "burden", "waits"):
        known = {one.id: one.label for one in library.shared_vocabulary().parties.values()}
    found = names.get(parts.subject) or known.get(parts.subject)
    return found if found else parts.subject


def measure_unit(name: str) -> Text:
    """Return the unit of a measure; empty for an unknown name.

    >>> measure_unit("burden.regulator.minutes").en, measure_unit("breaches.22(1)").zh
    ('minutes', '项')
    """
    parts = parts_of(name)
    figure = parts.figures[-1] if parts.figures else ""
    unit = parts.days or _UNITS.get(f"{parts.head}.{figure}") or _UNITS.get(parts.head)
    return say(f"measure.unit.{unit}") if unit else NOTHING


def measure_title(name: str, names: Mapping[str, Text] | None = None) -> Text:
    """Return the label with its unit, for the axis of a chart or the head of a column.

    >>> measure_title("permit-days.total").en
    'Permits without a supervisor: total (permit-days)'
    """
    label, unit = measure_label(name, names), measure_unit(name)
    return say("measure.with-unit", label=label, unit=unit) if unit else label


def measure_meaning(name: str) -> Text:
    """Return the sentence that defines a measure and says what it says nothing about."""
    key = f"measure.meaning.{parts_of(name).head}"
    return say(key) if key in catalogue() else NOTHING
