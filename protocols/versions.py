"""The versions that rule files tell of: by dates on rules, or by a file that amends another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from model.otherwise import precedence_on, sanctions_on
from model.regime import Regime
from model.rule import Rule
from model.version import Version
from protocols.document import DataPath, Document
from protocols.form import AnyRuleForm, LapseForm, ObligationForm, RegimeForm
from protocols.mistakes import Mistake
from protocols.words import Words


def check_periods(check: Words, form: RegimeForm) -> None:
    """Check the days between which rules are in force, and that no rule stands twice on a day."""
    for place, rule in enumerate(form.rules):
        period, path = rule.in_force, ("rules", place, "in-force")
        if period is None:
            continue
        if form.amends is not None:
            check.add(path, "period-amends")
        if period.from_ is None and period.until is None:
            check.add(path, "period-empty")
        elif period.from_ and period.until and period.from_ > period.until:
            check.add(path, "period-order", first=period.from_, last=period.until)
    for place, rule in enumerate(form.rules):
        if any(one.id == rule.id and _together(one, rule) for one in form.rules[:place]):
            check.add(("rules", place, "id"), "duplicate-id", id=rule.id)
    if form.amends is None and form.repeals:
        check.add(("repeals",), "repeals-nothing")
    if form.transition == "all" and form.amends is None:
        dated = [rule for rule in form.rules if rule.in_force is not None]
        if not dated:
            check.add(("transition",), "repeals-nothing")


def _days(rule: AnyRuleForm) -> tuple[date, date]:
    period = rule.in_force
    first = period.from_ if period else None
    last = period.until if period else None
    return first or date.min, last or date.max


def _together(one: AnyRuleForm, other: AnyRuleForm) -> bool:
    """Whether two rules are in force on one day."""
    return max(_days(one)[0], _days(other)[0]) <= min(_days(one)[1], _days(other)[1])


def dated(regime: Regime, form: RegimeForm) -> Regime:
    """Return the last version of a text with all that the dates on its rules tell of.

    ``regime`` has every rule of the file, in its order; it is returned where none has a date.
    """
    if all(rule.in_force is None for rule in form.rules):
        return regime
    start = regime.document.in_force
    changes = {day for rule in form.rules for day in _changes(rule)}
    later = sorted(day for day in changes if start is None or day > start)
    carried = form.transition == "all"
    versions = []
    for number, since in enumerate([start, *later]):
        on = since or (later[0] - timedelta(days=1) if later else date.max)
        pairs = zip(regime.rules, form.rules, strict=True)
        kept = [rule for rule, one in pairs if _days(one)[0] <= on <= _days(one)[1]]
        versions.append(Version(since, _of(regime, kept), carried and number > 0))
    return replace(versions[-1].regime, versions=tuple(versions))


def _changes(rule: AnyRuleForm) -> Iterator[date]:
    if rule.in_force is not None:
        if rule.in_force.from_ is not None:
            yield rule.in_force.from_
        if rule.in_force.until is not None:
            yield rule.in_force.until + timedelta(days=1)


def _of(regime: Regime, rules: Sequence[Rule]) -> Regime:
    """A text with some of its rules only."""
    return replace(
        regime,
        rules=tuple(rules),
        sanctions=tuple(sanctions_on(regime.sanctions, rules)),
        precedence=tuple(precedence_on(regime.precedence, {rule.id for rule in rules})),
    )


def amended(
    regime: Regime, form: RegimeForm, base: Regime, document: Document
) -> tuple[Regime, list[Mistake]]:
    """Return a text as amended, with the versions before it; and what is wrong with that."""
    before = base.versions or (Version(base.document.in_force, replace(base, versions=())),)
    since, last = regime.document.in_force, before[-1].since
    at: DataPath = ("document", "in-force")
    carried = form.transition == "all"
    if since is None:
        return regime, [document.mistake(at, "amends-when")]
    if last is not None and since <= last:
        return regime, [document.mistake(at, "amends-order", since=since, before=last)]
    mistakes = list(_not_carried(form, base, document)) if carried else []
    versions = (*before, Version(since, regime, carried))
    return replace(regime, versions=versions), mistakes


def _not_carried(form: RegimeForm, base: Regime, document: Document) -> Iterator[Mistake]:
    """Rules whose limits cannot go on under the version that replaces them."""
    for place, rule in enumerate(form.rules):
        old = base.by_id.get(rule.id)
        if not isinstance(rule, ObligationForm | LapseForm) or old is None:
            continue
        if not _same_duty(rule, old):
            yield document.mistake(("rules", place), "transition-other", rule=rule.id)


def _same_duty(form: ObligationForm | LapseForm, old: Rule) -> bool:
    """Whether a rule replaces one on the same act of the same party after the same trigger."""
    triggers = tuple(form.on.any or form.on.all or ())
    clock = bool(form.clock.stops or form.clock.restarts or form.clock.extends)
    clock = clock or bool(getattr(old, "clock", False))
    act = form.act if isinstance(form, ObligationForm) else form.lapse
    bearer = form.bearer if isinstance(form, ObligationForm) else None
    same = (
        triggers == old.on.events
        and act == getattr(old, "act", getattr(old, "event", None))
        and bearer == getattr(old, "bearer", None)
    )
    return same and not clock
