"""Versions of one text: which is in force on a day, and all of them together over time.

A proof is about one version. Only what happens on dates, a simulated year or a record that is
judged, can go from one into the next: then each rule meets a matter as it is in force on the day of
its own trigger.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from model.deadline import AT_ONCE, Fraction, NoLimit
from model.language import Complaint, say
from model.rule import CountsAs, Lapse, Obligation, Power, Prohibition, Rule, is_timed
from model.trace import Moment
from model.value import dataclass

if TYPE_CHECKING:
    from model.regime import Regime, Sanction
    from model.transition import Law

Going = Obligation | Lapse | Power | Prohibition
"""The rules that, once set going, are in force until something ends them."""

AT = "@"
"""What stands between the identifier of a text and the day at which it is meant."""


@dataclass(frozen=True)
class Version:
    """A text as it is in force from a day on, until the next version is.

    Attributes
    ----------
    since
        ``None`` for a text of which nothing says since when it is in force.
    carried
        Whether limits that have begun under the version before go on under this one.
    """

    since: date | None
    regime: Regime
    carried: bool = False


@dataclass(frozen=True, slots=True)
class Period:
    """When a rule is in force, among the versions of a text.

    Attributes
    ----------
    since, until
        The first day, and the day from which it no longer is; ``None`` where there is none.
    family
        All versions of the rule, by their identifiers.
    successor
        The rule under which its limits go on that have begun and not ended when it goes out of
        force; empty where that is none. ``None`` where they go on under itself.
    """

    since: date | None
    until: date | None
    family: tuple[str, ...]
    successor: str | None = None

    def holds(self, day: date) -> bool:
        """Whether the rule is in force on a day."""
        begun = self.since is None or self.since <= day
        return begun and (self.until is None or day < self.until)


def in_force_on(regime: Regime, day: date, called: str = "") -> Regime:
    """Return the version of a text that is in force on a day, named after the day.

    ``called`` is how the text was named without the day.

    Raises
    ------
    Complaint
        Where the text has no versions, or none is in force by then.
    """
    if not regime.versions:
        raise _without_versions(regime, day, called or regime.id)
    found = _on(regime.versions, day)
    if found is None:
        first = regime.versions[0].since
        raise Complaint("version.not-yet", regime=regime.name, first=first, day=day)
    of = found.regime
    name = of.name + say("version.on", day=day)
    return replace(of, id=f"{of.id}{AT}{day}", name=name, versions=())


def _without_versions(regime: Regime, day: date, called: str) -> Complaint:
    """Why there is no choice by date: the text was not yet, was another, or is the one known."""
    document, about = regime.document, {"regime": regime.name, "day": day}
    if document.in_force is not None and day < document.in_force:
        return Complaint("version.only-from", first=document.in_force, id=called, **about)
    if day < document.issued:
        return Complaint("version.not-known", issued=document.issued, **about)
    return Complaint("version.none", id=called, **about)


def in_force_since(regime: Regime) -> date:
    """Return from when a text can be in force: as it says, else from when it was issued."""
    return regime.document.in_force or regime.document.issued


def as_of(regime: Regime, today: date) -> Regime:
    """Return a text as it is in force today, with all its versions; its name says since when.

    A text without versions is returned as it is; of one that is not in force yet, the first.
    """
    if not regime.versions:
        return regime
    found = _on(regime.versions, today) or regime.versions[0]
    key = "version.current" if found.since else "version.first"
    name = found.regime.name + say(key, since=found.since)
    return replace(found.regime, name=name, versions=regime.versions)


def _on(versions: Iterable[Version], day: date) -> Version | None:
    known = [one for one in versions if one.since is None or one.since <= day]
    return known[-1] if known else None


def across(regime: Regime) -> Regime:
    """Return all versions of a text as one, whose rules are in force only in their time.

    Where versions of a rule differ, the last keeps the identifier, and each other has behind its
    own the day from which it is out of force. Only a clock of real dates can tell when that is.
    """
    if not regime.versions:
        return regime
    spans = _spans(regime.versions)
    names = _names(spans)
    periods, rules = {}, []
    for span in spans:
        family = tuple(names[id(one)] for one in spans if one.rule.id == span.rule.id)
        heir = None
        if span.ended_by is not None and span.ended_by.carried:
            after = (
                one for one in spans if one.rule.id == span.rule.id and one.since == span.until
            )
            heir = next((names[id(one)] for one in after), "")
        periods[names[id(span)]] = Period(span.since, span.until, family, heir)
        rules.append(replace(_resolved(span.rule), id=names[id(span)]))
    words = regime.versions[0].regime.vocabulary
    for one in regime.versions[1:]:
        words = words.joined(one.regime.vocabulary)
    digests = "".join(one.regime.digest for one in regime.versions)
    return replace(
        regime,
        name=regime.versions[-1].regime.name + say("version.all"),
        vocabulary=words,
        rules=tuple(rules),
        sanctions=tuple(_sanctions(regime.versions, spans, names)),
        precedence=(),
        periods=periods,
        versions=(),
        digest=hashlib.sha256(digests.encode()).hexdigest(),
    )


@dataclass(eq=False)
class _Span:
    """A rule as it stands unchanged through one or several versions."""

    rule: Rule
    since: date | None
    until: date | None = None
    ended_by: Version | None = None
    last: int = 0


def _spans(versions: tuple[Version, ...]) -> list[_Span]:
    """The rules of all versions, those of the last in their order and behind them the others."""
    spans: list[_Span] = []
    for number, version in enumerate(versions):
        going = {one.rule.id: one for one in spans if one.last == number - 1}
        for rule in version.regime.rules:
            before = going.get(rule.id)
            if before is not None and before.rule == rule:
                before.last = number
            else:
                spans.append(_Span(rule, version.since if number else None, last=number))
        for one in going.values():
            if one.last == number - 1:
                one.until, one.ended_by = version.since, version
    place = {rule.id: number for number, rule in enumerate(versions[-1].regime.rules)}
    return sorted(spans, key=lambda one: (one.until is not None, place.get(one.rule.id, 0)))


def _names(spans: list[_Span]) -> dict[int, str]:
    """What each span is called: the last of a rule by the rule's own identifier."""
    last = {one.rule.id: one for one in sorted(spans, key=lambda one: one.last)}
    return {
        id(one): one.rule.id if last[one.rule.id] is one else f"{one.rule.id}{AT}{one.until}"
        for one in spans
    }


def _resolved(rule: Rule) -> Rule:
    """A rule whose limit no longer refers to another, of which there may be several versions."""
    if not is_timed(rule) or not isinstance(rule.deadline, Fraction):
        return rule
    whole = rule.deadline.whole
    if isinstance(whole, NoLimit):
        return rule
    return replace(rule, deadline=replace(whole, count=rule.deadline.part(whole.count)))


def _sanctions(
    versions: tuple[Version, ...], spans: list[_Span], names: Mapping[int, str]
) -> list[Sanction]:
    """The sanctions of all versions, each on the rules as they stand in its own."""
    found: dict[str, Sanction] = {}
    for number, version in enumerate(versions):
        here = {
            one.rule.id: names[id(one)]
            for one in spans
            if one.last >= number and (one.since is None or _not_after(one, version))
        }
        for one in version.regime.sanctions:
            of = tuple(here[rule] for rule in one.of if rule in here)
            same = next(
                (key for key, had in found.items() if replace(had, id=one.id, of=one.of) == one),
                None,
            )
            if same is not None:
                every = dict.fromkeys((*found[same].of, *of))
                found[same] = replace(found[same], of=tuple(every))
            else:
                name = one.id if one.id not in found else f"{one.id}{AT}{version.since}"
                found[name] = replace(one, id=name, of=of)
    return [replace(one, id=name) for name, one in found.items()]


def _not_after(span: _Span, version: Version) -> bool:
    return version.since is not None and span.since is not None and span.since <= version.since


def going_on(law: Law, rule: Going, moment: Moment) -> tuple[Going, Moment | None]:
    """Return a rule that is set going and its last moment in time, or its successor's.

    The successor's where the limit goes on under that: then it is counted from the same moment,
    and it ends at the earliest with the first working day of the successor.
    """
    due = law.due(rule, moment)
    while (period := law.periods.get(rule.id)) is not None:
        if period.successor is None or period.until is None:
            break
        change = law.clock.midnight(period.until)
        if due is not None and due[0] < change:
            break
        if not period.successor:
            return rule, None
        heir = law.regime.by_id[period.successor]
        assert not isinstance(heir, CountsAs)
        rule, after = heir, law.due(heir, moment)
        first = law.clock.due(change, "", AT_ONCE)
        due = None if after is None else max(after, (first, 0))
    return rule, due
