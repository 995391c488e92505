"""What regimes secure by proof: by the text alone or by obedience, and on which readings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from experiments.show.marks import bound_text
from model.language import NOTHING, Text, say
from model.ledger import article_label
from model.regime import Regime
from verify.hinge import ReadingHinge
from verify.verdict import Answer, Assume, Verdict

_FEW = 3  # guarantees of one text that are named


@dataclass(frozen=True)
class Proved:
    """What one regime secures.

    Attributes
    ----------
    verdicts
        Of one reading, each property under either assumption.
    hinges
        The readings of clauses under which one of them would be answered otherwise.
    left_out
        Those of which it is not known that they say something of every run.
    """

    regime: Regime
    verdicts: tuple[Verdict, ...]
    hinges: tuple[ReadingHinge, ...] = ()
    left_out: tuple[Verdict, ...] = ()

    @property
    def alone(self) -> tuple[Verdict, ...]:
        """What is proved without relying on anybody."""
        return tuple(one for one in self._proved if one.assume is Assume.NOBODY)

    @property
    def obeyed(self) -> tuple[Verdict, ...]:
        """What is proved only if everyone obeys."""
        alone = {one.property.id for one in self.alone}
        return tuple(one for one in self._proved if one.property.id not in alone)

    @property
    def unknown(self) -> int:
        """How many answers were not decided."""
        return sum(one.answer is Answer.UNKNOWN for one in self.verdicts)

    @property
    def hanging(self) -> tuple[str, ...]:
        """The articles on whose reading it hinges what the text secures alone."""
        own = {(one.property.id, one.assume) for one in self.alone}
        found = [
            hinge.rule.article
            for hinge in self.hinges
            if hinge.flips and (hinge.before.property.id, hinge.before.assume) in own
        ]
        return tuple(dict.fromkeys(found))

    @property
    def _proved(self) -> list[Verdict]:
        return [one for one in self.verdicts if one.answer is Answer.PROVED]


def proved_words(proved: Sequence[Proved]) -> Text:
    """Say what the texts secure and what that hinges on; empty where nothing was asked."""
    if not any(one.verdicts for one in proved):
        return NOTHING
    comma = say("best.then")
    alone = [_alone(one) for one in proved if one.alone]
    words = say("best.proved.alone", parts=comma.join(alone))
    if not alone:
        words = say("best.proved.alone-none")
    obeyed = [
        say("best.proved.obeyed-one", name=one.regime.name, count=len(one.obeyed))
        for one in proved
        if one.obeyed
    ]
    words += (
        say("best.proved.obeyed", parts=comma.join(obeyed)) if obeyed else say("best.proved.end")
    )
    if apart := sum(_apart(one) for one in proved):
        words += say("best.proved.left-out", count=apart)
    if unknown := sum(one.unknown for one in proved):
        words += say("best.proved.unknown", count=unknown)
    return words + _hinges(proved)


def _apart(one: Proved) -> int:
    """How many of what is proved only if everyone obeys say nothing of some runs."""
    return sum(any(verdict is other for other in one.left_out) for verdict in one.obeyed)


def _alone(one: Proved) -> Text:
    named = [
        say("best.proved.property", property=verdict.property.label, bound=bound_text(verdict))
        for verdict in one.alone
    ]
    if len(named) > _FEW:
        named = [verdict.property.label for verdict in one.alone][:_FEW]
        named.append(say("best.proved.more"))
    properties = say("best.then").join(named)
    return say(
        "best.proved.alone-one", name=one.regime.name, count=len(one.alone), properties=properties
    )


def _hinges(proved: Sequence[Proved]) -> Text:
    parts = [
        say(
            "best.proved.hinges-one",
            name=one.regime.name,
            articles=say("chart.and").join(map(article_label, one.hanging)),
        )
        for one in proved
        if one.hanging
    ]
    return say("best.proved.hinges", parts=say("best.then").join(parts)) if parts else NOTHING
