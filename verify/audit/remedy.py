"""What a text would be if the advice on a card were followed, so that its effect can be computed.

Where an advice says to give a figure, the figure is the one that the text itself gives most often;
which of several is chosen is a matter of the drafter, and so the change is always told with it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import assert_never

from model.deadline import Before, Deadline, Immediately, NoLimit, Unit, Within
from model.language import Text, say
from model.ledger import article_label
from model.regime import Regime
from model.rule import Default, Obligation, Rule, Timed, Trigger, act_of, is_timed
from model.vocabulary import WORLD, Concern
from verify.audit.cards import Card, steps_before
from verify.audit.finding import Finding
from verify.audit.places import Cure, Seat, place_of
from verify.audit.reporter import quoted

_USUAL = 5
"""Working days, where a text gives no figure at all."""

ADDED = "added-duty"
"""What the rules that an advice adds are called, with a number."""


@dataclass(frozen=True)
class Remedy:
    """A regime as a card's advice would have it.

    Attributes
    ----------
    changes
        What was changed, rule by rule.
    rules
        The rules that were changed, added or left out.
    """

    regime: Regime
    changes: tuple[Text, ...]
    rules: frozenset[str]


def figure_of(regime: Regime) -> Within:
    """Return the limit in working days that a text gives most often, the shortest of several."""
    stated = Counter(
        rule.deadline.count
        for rule in regime.obligations
        if isinstance(rule.deadline, Within) and rule.deadline.unit is Unit.WORKING_DAYS
    )
    most = max(stated.values(), default=0)
    return Within(min((days for days, times in stated.items() if times == most), default=_USUAL))


def remedy(regime: Regime, card: Card) -> Remedy | None:
    """Return the regime with the advice on a card followed.

    ``None`` where that changes no rule on which a guarantee can rest, or where the drafter must
    choose first what to write.
    """
    draft = _Draft(regime)
    for finding in card.standing:
        draft.follow(finding)
    if not draft.changes:
        return None
    return Remedy(draft.regime, tuple(draft.changes.values()), frozenset(draft.changes))


class _Draft:
    """A regime being changed, one finding after the other."""

    def __init__(self, regime: Regime) -> None:
        self.before, self.regime = regime, regime
        self.figure = figure_of(regime)
        self.changes: dict[str, Text] = {}

    def follow(self, finding: Finding) -> None:
        """Change what the advice on a finding says; nothing where it leaves a choice."""
        place = place_of(finding)
        match place.cure:
            case Cure.FIGURE:
                self._figures(_cured(self.before, finding, place.seat))
            case Cure.DEFAULT:
                for rule in finding.rules[: finding.heads]:
                    self._default(rule)
            case Cure.START:
                for rule in finding.rules[: finding.heads]:
                    self._start(rule)
            case Cure.FOLLOW:
                self._follow(finding)
            case Cure.DUTY:
                self._duty(finding)
            case Cure.ALIKE:
                self._alike(finding.rules)
            case Cure.DELETE:
                for rule in finding.rules[: finding.heads]:
                    self._delete(rule)
            case Cure.WORDS | Cure.CHOICE:
                pass
            case _:
                assert_never(place.cure)

    def _duties(self, rules: Iterable[str]) -> Iterator[Obligation]:
        for name in rules:
            rule = self.regime.by_id.get(name)
            if isinstance(rule, Obligation):
                yield rule

    def _timed(self, rules: Iterable[str]) -> Iterator[Timed]:
        for name in rules:
            rule = self.regime.by_id.get(name)
            if rule is not None and is_timed(rule):
                yield rule

    def _put(self, rule: Rule, change: Text) -> None:
        rules = tuple(rule if one.id == rule.id else one for one in self.regime.rules)
        self.regime = replace(self.regime, rules=rules)
        earlier = self.changes.get(rule.id)
        self.changes[rule.id] = change if earlier is None else earlier + say("remedy.and") + change

    def _cite(self, rule: Rule) -> Text:
        return quoted(
            article_label(rule.article), self.regime.vocabulary.events[act_of(rule)].label
        )

    def _limit(self, rule: Timed, deadline: Deadline) -> None:
        days = deadline.count if isinstance(deadline, Within) else 0
        key = "remedy.figure" if days else "remedy.at-once"
        self._put(replace(rule, deadline=deadline), say(key, rule=self._cite(rule), days=days))

    def _figures(self, rules: Iterable[str]) -> None:
        """Give a figure to each limit that has none."""
        for rule in self._timed(rules):
            if rule.open or isinstance(rule.deadline, NoLimit):
                self._limit(rule, self.figure)

    def _default(self, name: str) -> None:
        """Let silence count as the act; where no limit ends, first give it one."""
        for rule in self._duties([name]):
            if rule.open or isinstance(rule.deadline, NoLimit):
                self._limit(rule, self.figure)
            elif rule.on_expiry is None and name not in self.changes:
                self._put(
                    replace(rule, on_expiry=Default(rule.act)),
                    say("remedy.default", rule=self._cite(rule)),
                )

    def _start(self, name: str) -> None:
        """Let the clock also start with what the act presupposes."""
        for rule in self._duties([name]):
            words = self.regime.vocabulary.events
            further = tuple(e for e in words[rule.act].presupposes if e not in rule.on.events)
            if not further or (rule.on.quantifier == "all" and len(rule.on.events) > 1):
                continue
            events = ", ".join(words[one].label.en for one in further)
            named = Text("、".join(words[one].label.zh for one in further), events)
            changed = replace(rule, on=Trigger((*rule.on.events, *further)))
            self._put(changed, say("remedy.start", rule=self._cite(rule), event=named))

    def _follow(self, finding: Finding) -> None:
        """Count from what comes first instead."""
        first = [rule.act for rule in self._duties(finding.rules[finding.heads :])]
        for rule in self._duties(finding.rules[: finding.heads]):
            if first and not isinstance(rule.deadline, Before):
                label = self.regime.vocabulary.events[first[0]].label
                changed = replace(rule, on=Trigger((first[0],)))
                self._put(changed, say("remedy.follow", rule=self._cite(rule), event=label))

    def _duty(self, finding: Finding) -> None:
        """Add the duty that is missing, for whoever does such a thing by the words of the text."""
        words = self.regime.vocabulary
        concern = words.concerns.get(str(finding.values.get("about")))
        if concern is None or words.events[concern.never].by == WORLD:
            return
        known = {rule.act for rule in self.regime.obligations if rule.id.startswith(ADDED)}
        if concern.never in known or self._limited(concern):
            return
        kind = words.events[concern.never]
        name = f"{ADDED}-{len(known) + 1}"
        number = len(known) + 1
        added = Obligation(
            name,
            f"+{number}",
            Trigger((concern.trigger,)),
            kind.by,
            kind.id,
            self.figure,
            {**kind.when, **concern.when},
        )
        self.regime = replace(self.regime, rules=(*self.regime.rules, added))
        self.changes[name] = say(
            "remedy.duty",
            trigger=words.events[concern.trigger].label,
            bearer=words.parties[kind.by].label,
            act=kind.label,
            days=self.figure.count,
        )

    def _limited(self, concern: Concern) -> bool:
        """Whether the text asks for the act in time already, and lets it end in another way.

        A second clock for one act would be at odds with the first, and with what ends the duty:
        who must act once it has ended, such as after a return, is for the drafter to say.
        """
        return any(
            rule.act == concern.never
            and concern.trigger in rule.on.events
            and bool(rule.excused_by)
            and not rule.when
            and not (rule.open or isinstance(rule.deadline, NoLimit))
            for rule in self.before.obligations
        )

    def _alike(self, rules: Iterable[str]) -> None:
        """Give several duties the shortest of their limits, and the exceptions of all."""
        duties = list(self._duties(rules))
        firm = [one.deadline for one in duties if isinstance(one.deadline, Within | Immediately)]
        limit = min(firm, key=_length, default=self.figure)
        unless = tuple(
            dict.fromkeys(
                _frozen(guard) for one in duties if one.on_expiry for guard in one.on_expiry.unless
            )
        )
        defaulting = [one.on_expiry is not None for one in duties]
        for rule in duties:
            if isinstance(rule.deadline, Before):
                continue
            if rule.deadline != limit:
                self._limit(rule, limit)
            changed = next(self._duties([rule.id]))
            if changed.on_expiry is not None and len(changed.on_expiry.unless) != len(unless):
                guards = tuple(dict(guard) for guard in unless)
                default = replace(changed.on_expiry, unless=guards)
                self._put(
                    replace(changed, on_expiry=default),
                    say("remedy.exceptions", rule=self._cite(rule)),
                )
            elif changed.on_expiry is None and any(defaulting):
                self._put(
                    replace(changed, on_expiry=Default(changed.act)),
                    say("remedy.default", rule=self._cite(rule)),
                )

    def _delete(self, name: str) -> None:
        for rule in list(self._duties([name])):
            left = tuple(one for one in self.regime.rules if one.id != name)
            order = tuple(
                replace(
                    one,
                    first=tuple(rule for rule in one.first if rule != name),
                    over=tuple(rule for rule in one.over if rule != name),
                )
                for one in self.regime.precedence
            )
            self.regime = replace(self.regime, rules=left, precedence=order)
            self.changes[name] = say("remedy.delete", rule=self._cite(rule))


def _cured(regime: Regime, finding: Finding, seat: Seat) -> tuple[str, ...]:
    """The rules that are to be given a figure."""
    match seat:
        case Seat.FIRST:
            return finding.rules[: finding.heads]
        case Seat.EACH:
            return finding.rules
        case Seat.OTHERS:
            return finding.rules[finding.heads :]
        case Seat.STEP_BEFORE:
            heads = finding.rules[: finding.heads]
            return tuple(step for rule in heads for step in steps_before(regime, rule))
        case Seat.NONE:
            return ()
        case _:
            assert_never(seat)


def _length(deadline: Within | Immediately) -> tuple[int, int]:
    """How long a stated limit is; calendar days count as working days, months as many."""
    if isinstance(deadline, Immediately):
        return (0, 0)
    return (1 if deadline.unit is Unit.MONTHS else 0, deadline.count)


def _frozen(guard: object) -> tuple[tuple[str, frozenset[str]], ...]:
    assert isinstance(guard, dict)
    return tuple(sorted(guard.items()))
