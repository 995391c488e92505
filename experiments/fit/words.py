"""How parameters and comparisons are said to a person."""

from __future__ import annotations

from collections.abc import Iterator

from experiments.fit.ask import Fit
from experiments.fit.check import Check, Checked, Step
from experiments.fit.figures import Parameter
from experiments.fit.parts import Part
from experiments.fit.written import number, span_words
from model.language import NOTHING, Text, plain, say

KEYS = {
    "per-day": "fit.key.per-day",
    "dispersion": "fit.key.dispersion",
    "arrivals": "fit.key.arrivals",
    "second-department": "fit.key.second-department",
    "attributes": "fit.key.attributes",
    "later": "fit.key.later",
    "weekdays": "fit.key.weekdays",
    "months": "fit.key.months",
    "hours": "fit.key.hours",
    "bursts": "fit.key.bursts",
    "after-closure": "fit.key.after-closure",
    "officers": "fit.key.officers",
    "looks": "fit.key.looks",
    "skips": "fit.key.skips",
    "share": "fit.key.share",
    "work": "fit.key.work",
    "wait": "fit.key.wait",
    "missed": "fit.key.missed",
    "at-once": "fit.key.at-once",
    "median": "fit.key.median",
    "ninety": "fit.key.ninety",
    "same-day": "fit.key.same-day",
    "tail": "fit.key.tail",
    "index": "fit.key.index",
    "probability": "fit.key.probability",
    "days": "fit.key.days",
    "recall": "fit.key.recall",
}
"""The keys of a scenario file, and what they are called."""

DAYS = (
    "fit.day.monday",
    "fit.day.tuesday",
    "fit.day.wednesday",
    "fit.day.thursday",
    "fit.day.friday",
    "fit.day.saturday",
    "fit.day.sunday",
)


_WEEK = tuple(key.rsplit(".", 1)[1] for key in DAYS)


def act_words(of: Fit, act: str) -> Text:
    """Return what an act is called."""
    word = of.regime.vocabulary.events.get(act)
    return plain(act) if word is None else word.label


def name_words(of: Fit, one: Parameter) -> Text:
    """Return what a parameter is called: of what, and which of its figures."""
    first, *rest = one.path
    if first == "departments":
        labels = {each.id: each.label for each in of.matters.scenario.departments}
        return _joined([labels.get(str(rest[0]), plain(str(rest[0]))), *_keys(of, rest[1:])])
    if first == "matters":
        kinds = {kind.id: kind for kind in of.matters.scenario.matters}
        kind = kinds.get(str(rest[0]))
        head = plain(str(rest[0])) if kind is None else act_words(of, kind.starts[0])
        if len(rest) > 2 and rest[1] == "later":
            return _joined([head, _later(of, str(rest[0]), rest[2]), *_keys(of, rest[3:])])
        return _joined([head, *_keys(of, rest[1:])])
    if first == "tasks":
        return _joined([act_words(of, str(rest[0])), *_keys(of, rest[1:])])
    return _joined(list(_keys(of, one.path if first == "recall" else rest)))


def _later(of: Fit, kind: str, place: str | int) -> Text:
    entries = of.later.get(kind, ())
    if isinstance(place, int) and place < len(entries):
        return act_words(of, str(entries[place][0]["event"]))
    return say("fit.key.later")


def _keys(of: Fit, path: tuple[str | int, ...] | list[str | int]) -> Iterator[Text]:
    facts = of.regime.vocabulary.attributes
    before = ""
    for step in path:
        name = str(step)
        if before == "weekdays":
            yield say(DAYS[_WEEK.index(name)])
        elif before == "months":
            yield say("fit.month", month=name)
        elif before == "attributes" and name in facts:
            yield facts[name].label
        elif before in facts and name in facts[before].values:
            yield facts[before].named(name)
        elif isinstance(step, str):
            yield say(KEYS[name]) if name in KEYS else plain(name)
        before = name


def _joined(parts: list[Text]) -> Text:
    return plain(" · ").join(parts)


def value_words(one: Parameter) -> Text:
    """Return the value of a parameter as it is written."""
    if isinstance(one.value, list):
        return plain(", ".join(str(each) for each in one.value))
    if isinstance(one.value, dict):
        return plain(", ".join(str(each) for each in one.value.values()))
    return plain(number(float(one.value)) if isinstance(one.value, int | float) else str(one.value))


def interval_words(one: Parameter) -> Text:
    """Return the ends of a parameter's interval; nothing of an assumption."""
    return NOTHING if one.span is None else span_words(one)


def lead(of: Fit, check: Check | None) -> Text:
    """Say how well a scenario fits, or what was estimated where that was not asked."""
    if check is None:
        return say(
            "fit.lead", n=len(of.matters.matters), estimated=len(of.estimated), kept=len(of.kept)
        )
    whole, held = check.whole, check.held_out
    if held is not None and held.failing and whole.steps and not whole.failing:
        return say("fit.lead-drifts", total=len(whole.steps), since=check.since)
    if not whole.fits and whole.steps and not whole.failing:
        return say("fit.lead-parts", total=len(whole.steps), n=whole.matters)
    return _fits(of, whole, "fit.lead-fits", "fit.lead-fails")


def _fits(of: Fit, found: Checked, good: str, bad: str) -> Text:
    total, failing = len(found.steps), found.failing
    if not total:
        return say("fit.lead-nothing")
    if not failing:
        return say(good, total=total, n=found.matters)
    names = say("fit.and").join(act_words(of, one.act) for one in failing[:3])
    count = total - len(failing)
    return say(bad, total=total, good=count, n=found.matters, names=names) + worst(of, failing[0])


def worst(of: Fit, one: Step) -> Text:
    """Say where the delays of an act are farthest from those simulated."""
    found = one.apart
    about = {"seen": f"{found.seen:.0%}", "expected": f"{found.expected:.0%}"}
    return say("fit.worst", act=act_words(of, one.act), days=number(found.at), **about)


def held_words(of: Fit, check: Check) -> Text:
    """Say how well the scenario of the first months fits the last ones."""
    if check.held_out is None:
        return say("fit.not-held")
    words = say("fit.held-nothing")
    if check.held_out.steps:
        words = _fits(of, check.held_out, "fit.held-fits", "fit.held-fails")
    not_shown = not check.held_out.apart and not check.held_out.absent
    apart = [] if not_shown else list(parts_words(of, check.held_out))
    return say("fit.held", since=check.since) + Text("", " ").join([words, *apart])


def parts_words(of: Fit, found: Checked) -> Iterator[Text]:
    """Say which acts are missing, and in which months and on which days of the week it fails."""
    if found.absent:
        names = say("fit.and").join(act_words(of, act) for act in found.absent)
        yield say("fit.absent", names=names)
    months = [one for one in found.months if not one.fits]
    if found.months:
        key = "fit.months-fail" if months else "fit.months-fit"
        names = say("fit.and").join([plain(one.name) for one in months[:6]])
        yield say(key, bad=len(months), total=len(found.months), names=names)
    days = [one for one in found.weekdays if not one.fits]
    if found.weekdays:
        key = "fit.days-fail" if days else "fit.days-fit"
        yield say(key, names=say("fit.and").join(part_words(one) for one in days))


def part_words(one: Part) -> Text:
    """Return the name of a month, or of a day of the week."""
    return say(DAYS[int(one.name)]) if one.name.isdigit() else plain(one.name)
