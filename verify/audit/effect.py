"""What following the advice on a card would change: the verdicts before and after, computed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from model.calendar import Calendar, chinese_calendar
from model.deadline import STRICT
from model.language import Text
from model.property import Property
from model.regime import Regime
from verify.audit.again import vanishing
from verify.audit.cards import Card
from verify.audit.finding import Finding
from verify.audit.places import Cure, place_of
from verify.audit.remedy import Remedy, remedy
from verify.guarantees import unregulated, verify
from verify.left_out import left_out_of
from verify.slicing import bearing_on
from verify.verdict import Answer, Assume, Verdict


@dataclass(frozen=True)
class Effect:
    """What the advice on a card would change.

    Attributes
    ----------
    changes
        How the rules were changed to find out; empty where the advice changes none of them.
    wording
        Whether the advice on some finding changes no rule that a guarantee rests on.
    open_choice
        Whether on some finding the drafter must first choose what to write, so that nothing of that
        was computed.
    asked
        How many questions were put again; the others cannot depend on what was changed.
    verdicts
        The verdicts that change, each before and after.
    vanishing
        The alternatives to readings under which the root of the card is no finding any more, each
        as ``RULE=ALTERNATIVE``.
    left_out
        Those of the verdicts that say nothing of some runs, each with how its rules come to be at
        odds there.
    """

    changes: tuple[Text, ...] = ()
    wording: bool = False
    open_choice: bool = False
    asked: int = 0
    verdicts: tuple[tuple[Verdict, Verdict], ...] = ()
    vanishing: tuple[str, ...] = ()
    left_out: tuple[tuple[Verdict, tuple[Finding, ...]], ...] = ()

    def apart(self, verdict: Verdict) -> tuple[Finding, ...]:
        """Return how the rules of a proof come to be at odds; empty where they do not."""
        return next((found for one, found in self.left_out if one is verdict), ())


class Effects:
    """What the advice on cards of one regime would change; answers are kept for the next card."""

    def __init__(
        self, regime: Regime, properties: Iterable[Property], calendar: Calendar | None = None
    ) -> None:
        self.regime, self.properties = regime, tuple(properties)
        self.calendar = calendar
        self._before: dict[str, list[Verdict]] = {}
        self._bearing: dict[str, frozenset[str]] = {}

    def of(self, card: Card) -> Effect:
        """Return what following the advice on a card would change, and what its root hinges on."""
        if card.gathered:
            return self._followed(card)
        hinges = tuple(vanishing(self.regime, card.root, self.calendar))
        return replace(self._followed(card), vanishing=hinges)

    def _followed(self, card: Card) -> Effect:
        changed, cures = remedy(self.regime, card), {place_of(one).cure for one in card.standing}
        # What the advice leaves to choose is told even where something else is computed.
        wording, choice = Cure.WORDS in cures, bool(cures - {Cure.WORDS}) and changed is None
        choice = choice or Cure.CHOICE in cures
        if changed is None:
            return Effect(wording=wording, open_choice=choice)
        asked = [one for one in self.properties if self._touched(changed, one)]
        after = self._verdicts(changed.regime, asked)
        pairs = [
            (old, new)
            for prop in asked
            for old, new in zip(self._standing(prop), after[prop.id], strict=True)
            if differ(old, new)
        ]
        shown = (one for pair in pairs for one in pair)
        apart = left_out_of(shown, self.calendar or chinese_calendar())
        about = wording, choice, len(asked)
        return Effect(changed.changes, *about, tuple(pairs), left_out=apart)

    def _touched(self, changed: Remedy, prop: Property) -> bool:
        """Whether a question can depend on what was changed, before or after.

        What bears on when its events come is all that its verdict can rest on, besides whether the
        rules speak of them at all.
        """
        if unregulated(self.regime, prop) != unregulated(changed.regime, prop):
            return True
        if prop.id not in self._bearing:
            self._bearing[prop.id] = _bearing(self.regime, prop)
        before = changed.rules & self._bearing[prop.id]
        return bool(before or changed.rules & _bearing(changed.regime, prop))

    def _standing(self, prop: Property) -> list[Verdict]:
        if prop.id not in self._before:
            self._before |= self._verdicts(self.regime, [prop])
        return self._before[prop.id]

    def _verdicts(self, regime: Regime, asked: list[Property]) -> dict[str, list[Verdict]]:
        answers: dict[str, list[Verdict]] = {prop.id: [] for prop in asked}
        if asked:
            for verdict in verify(regime, asked, STRICT, tuple(Assume), calendar=self.calendar):
                answers[verdict.property.id].append(verdict)
        return answers


def _bearing(regime: Regime, prop: Property) -> frozenset[str]:
    """The rules that bear on when the events of a question come."""
    return frozenset(rule.id for rule in bearing_on(regime, (prop.trigger, prop.response)).rules)


def differ(one: Verdict, other: Verdict) -> bool:
    """Whether two verdicts say something else: the answer, the bound, or what it hinges on."""
    return _gist(one) != _gist(other)


def _gist(verdict: Verdict) -> tuple[Answer, int | None, frozenset[str]]:
    bound = verdict.guaranteed
    parameters = bound.parameters if bound is not None else verdict.open_limits
    return verdict.answer, verdict.days, frozenset(parameters)
