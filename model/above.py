"""A text under the law above it: what that supplies, and what it adds where the text is silent.

The law above is asked about as a reading is: :func:`law_above` makes another regime of the text,
and everything that can be asked of one can be asked of the other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from enum import StrEnum

from model.deadline import Before, Counting, Deadline, Fraction, NoLimit, is_open
from model.language import Complaint, say
from model.ledger import Cited, article_label
from model.limits import Direction, direction
from model.property import Property
from model.regime import Precedence, Regime, Sanction
from model.rule import Obligation, Prohibition, Rule, Timed, act_of, bearers_of, is_timed
from model.value import dataclass
from model.vocabulary import Guard

SUFFIX = "+above"
"""What stands behind the identifier of a text that is read together with the law above it."""


class Ground(StrEnum):
    """Why a limit of the law above stands in the place of a text's own."""

    REFERRED = "referred"
    """The text refers to it."""

    SILENT = "silent"
    """The text has no figure for the same act."""

    LONGER = "longer"
    """The text allows longer than the law does, which it cannot."""


@dataclass(frozen=True)
class Supplied:
    """A limit of a text for which one of the law above stands."""

    rule: Timed
    source: Timed
    law: Regime
    ground: Ground

    @property
    def cited(self) -> Cited:
        """The article of the law."""
        return Cited.of(self.law.name, self.source.article)


def law_above(regime: Regime) -> Regime:
    """Return a text read together with the law above it.

    Its limits stand unless they refer to one of the law, have no figure where the law has one for
    the same act, or are longer than that. Of the law's rules those are added that are about acts
    which the text does not regulate, and all its prohibitions, each under its own article. Days
    are counted as the law says where the text does not say. Of several texts above, the one named
    first is joined first.

    Raises
    ------
    Complaint
        Where no text is named that stands above.
    """
    if not regime.under:
        raise Complaint("above.none", regime=regime.name, id=regime.id)
    found = regime
    for law in regime.under:
        found = _joined(found, law_above(law) if law.under else law, regime)
    laws = [law.digest for law in regime.under]
    digest = hashlib.sha256("".join([regime.digest, *laws]).encode()).hexdigest()
    return replace(
        found,
        id=regime.id + SUFFIX,
        name=regime.name + say("above.mark"),
        ledger=None,
        under=(),
        versions=(),
        digest=digest if regime.digest else "",
    )


def supplied(regime: Regime) -> tuple[Supplied, ...]:
    """Return the limits of a text for which one of the law above stands."""
    return tuple(
        found
        for law in regime.under
        for rule in regime.timed
        if (found := _source(regime, rule, law)) is not None
    )


def counterparts(regime: Regime, law: Regime) -> Iterator[tuple[Timed, Timed]]:
    """Yield the rules with a limit on the same act after the same trigger, of a text and a law.

    Those of the law apply wherever the text's do; who must act may differ.
    """
    for rule in regime.timed:
        for other in law.timed:
            same = type(rule) is type(other) and act_of(rule) == act_of(other)
            if same and rule.on == other.on and _covers(other.when, rule.when):
                yield rule, other


def by_name(law: Regime, rule: str) -> str:
    """Return how the texts below call a rule of a law."""
    return f"{law.id.removesuffix(SUFFIX)}.{rule}"


def figure(limit: Deadline) -> Deadline | None:
    """Return what a limit of a law supplies to another text; ``None`` where it has no figure."""
    if isinstance(limit, Fraction):
        whole = limit.whole
        return None if isinstance(whole, NoLimit) else replace(whole, count=limit.part(whole.count))
    return None if is_open(limit) or isinstance(limit, Before | NoLimit) else limit


def _covers(wide: Guard, narrow: Guard) -> bool:
    return all(name in narrow and narrow[name] <= values for name, values in wide.items())


def _source(regime: Regime, rule: Timed, law: Regime) -> Supplied | None:
    """What of a law stands in the place of the limit of a rule, if anything does."""
    named = getattr(rule.deadline, "by", "")
    if named:
        source = next((one for one in law.timed if by_name(law, one.id) == named), None)
        usable = source is not None and figure(source.deadline) is not None
        return Supplied(rule, source, law, Ground.REFERRED) if source and usable else None
    for source in _same_act(regime, rule, law):
        limit = figure(source.deadline)
        if limit is None or isinstance(rule.deadline, Before):
            continue
        held = direction(rule.deadline, regime.counting, limit, _counting(regime, law))
        if held is Direction.FILLED:
            return Supplied(rule, source, law, Ground.SILENT)
        if held is Direction.TIGHTER:
            return Supplied(rule, source, law, Ground.LONGER)
    return None


def _same_act(regime: Regime, rule: Timed, law: Regime) -> Iterator[Timed]:
    """Yield the duties of a law for the same act, of the same party, after the same trigger."""
    words = regime.vocabulary.joined(law.vocabulary)
    for own, other in counterparts(replace(regime, rules=(rule,)), law):
        if isinstance(own, Obligation) and words.meet(bearers_of(own), bearers_of(other)):
            yield other


def _counting(regime: Regime, law: Regime) -> Counting:
    return regime.counting if regime.counting_stated or not law.counting_stated else law.counting


def _joined(regime: Regime, law: Regime, text: Regime) -> Regime:
    """Return a text with one law above it; ``text`` is what regulates its acts itself."""
    regulated = text.governed
    own = tuple(
        _with_readings(rule, lambda one: _limited(regime, one, law)) for rule in regime.rules
    )
    added = [
        _with_readings(rule, lambda one: _renamed(one, law))
        for rule in law.rules
        if isinstance(rule, Prohibition) or act_of(rule) not in regulated
    ]
    kept = {rule.id for rule in added}
    return replace(
        regime,
        vocabulary=law.vocabulary.joined(regime.vocabulary),
        rules=(*own, *added),
        sanctions=(*regime.sanctions, *_sanctions(law, kept)),
        precedence=(*regime.precedence, *_precedence(law, kept)),
        counting=_counting(regime, law),
        counting_stated=regime.counting_stated or law.counting_stated,
        properties=(*regime.properties, *_new(regime, law)),
        asked=tuple(dict.fromkeys((*regime.asked, *law.asked))),
    )


def _new(regime: Regime, law: Regime) -> Iterator[Property]:
    known = {prop.id for prop in regime.properties}
    return (prop for prop in law.properties if prop.id not in known)


def _with_readings(rule: Rule, change: Callable[[Rule], Rule]) -> Rule:
    """Return a rule changed, and likewise what it would be under its alternatives."""
    readings = tuple(
        replace(
            reading,
            alternatives=tuple(
                replace(one, rule=change(one.rule)) if one.rule is not None else one
                for one in reading.alternatives
            ),
        )
        for reading in rule.readings
    )
    return replace(change(rule), readings=readings)


def _limited(regime: Regime, rule: Rule, law: Regime) -> Rule:
    """Return a rule of a text with the limit that a law supplies, and what stops its clock."""
    if not is_timed(rule) or (found := _source(regime, rule, law)) is None:
        return rule
    limit = figure(found.source.deadline)
    assert limit is not None
    label = say("above.supplied", article=article_label(rule.article), law=found.cited.label)
    article = Cited(f"{rule.article} [{found.cited}]", label, whole=False)
    return replace(rule, article=article, deadline=limit, clock=rule.clock or found.source.clock)


def _renamed(rule: Rule, law: Regime) -> Rule:
    """Return a rule of a law as it stands among those of a text below."""
    if is_timed(rule) and isinstance(rule.deadline, Fraction):
        rule = replace(rule, deadline=figure(rule.deadline) or NoLimit())
    article = Cited.of(law.name, rule.article)
    return replace(rule, id=by_name(law, rule.id), article=article, refers_to=())


def _sanctions(law: Regime, kept: set[str]) -> Iterator[Sanction]:
    for one in law.sanctions:
        of = _kept(one.of, law, kept)
        if of:
            cited = Cited.of(law.name, one.article)
            yield replace(one, id=by_name(law, one.id), article=cited, of=of, refers_to=())


def _precedence(law: Regime, kept: set[str]) -> Iterator[Precedence]:
    for one in law.precedence:
        first, over = _kept(one.first, law, kept), _kept(one.over, law, kept)
        if first and over:
            yield Precedence(Cited.of(law.name, one.article), first, over)


def _kept(rules: Iterable[str], law: Regime, kept: set[str]) -> tuple[str, ...]:
    return tuple(name for rule in rules if (name := by_name(law, rule)) in kept)
