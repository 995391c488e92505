"""A year before and after: which office is stuck and when, what it costs whom, week by week."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256

from experiments import scenarios
from experiments.studio.address import Address
from experiments.studio.ask import MOST_YEARS, Studio
from experiments.studio.kept import Kept
from experiments.studio.page import Screen
from experiments.studio.times import timed
from experiments.studio.year import under_way as going
from experiments.studio.year import weeks
from experiments.studio.year.before_after import answer, sections
from experiments.studio.year.stuck import holiday_words
from experiments.studio.year.supposed import SHARES, Supposed, number
from experiments.studio.year.under_way import UnderWay
from experiments.studio.year.week import week_of
from experiments.studio.year.years import Side, Years, YearsQuestion
from model.language import NOTHING, Complaint, Text, plain, say

USUAL_YEAR = 2025
_PATIENCE = 0.6  # seconds that a page waits for years before it is shown with those there are
_AGAIN = 500  # milliseconds
_MOST_KEPT = 8  # questions whose years are kept
_KEYS = ("year", "years", "seed", "officers", "office", "silent", "matters")
"""What the address says of a year, by name; all else is of the screen."""


@dataclass(frozen=True)
class Field:
    """A choice of the form: its name, its label, its options, and the value that is chosen.

    Without options it is a number.
    """

    name: str
    label: Text
    options: tuple[tuple[str, Text], ...]
    chosen: str


def screen(address: Address, studio: Studio) -> Screen:
    """Return the year of an address, as far as it has been simulated."""
    with timed("studio.time.year"):
        under_way = asked(address, studio)
        found = under_way.wanted(_PATIENCE)
    chosen = _chosen(address)
    values: dict[str, object] = {
        "fields": tuple(fields(address, studio)),
        "hidden": address.hidden("scenario", "at", "week", "line", "page", *_KEYS),
        "at": address.hidden("at", "week", "line", "page"),
        "task": under_way,
        # Of what is shown: the rest may come while this page is made.
        "more_to_come": under_way.failed is None and not (found and found.whole),
        "weeks": None,
        "year": under_way.question.year,
    }
    if found is None:
        return _shown(values)
    edited = ("studio.year.before", "studio.year.after")
    supposed = ("studio.year.usual", "studio.year.supposed")
    names = tuple(say(key) for key in (edited if address.edits else supposed))
    grid = weeks.weeks_of(found, names, every=bool(address.get("every")))
    values |= {
        "weeks": grid,
        "months": weeks.months(grid.columns, found.question.year),
        "lines": _lines(found.question),
        "chosen": ".".join(map(str, chosen)) if chosen else "",
        "chosen_line": f"{chosen[0]}.{chosen[2]}" if chosen else "",
        "chosen_week": str(chosen[1]) if chosen else "",
    }
    own = week_of(address, under_way, *chosen) if chosen else None
    told = (*([own] if own else []), *sections(found))
    return replace(_shown(values), sections=told, lead=_lead(address, found))


def _lead(address: Address, found: Years) -> Text:
    """Say what the year comes to; what the holiday does first, where that is what is asked."""
    first = holiday_words(found) if address.scenario == HOLIDAY else NOTHING
    return first + answer(found)


HOLIDAY = "spring-festival"
"""The scenario in which it is asked what a holiday does."""


def _shown(values: Mapping[str, object]) -> Screen:
    again = _AGAIN if values["more_to_come"] else None
    template = "studio/year.html.jinja"
    return Screen(say("studio.year.title"), template=template, values=values, again=again)


def warm(studio: Studio) -> None:
    """Let those who work out years be there before somebody waits for them."""
    if going.close not in studio.closing:
        studio.closing.append(going.close)
    going.warm()


def asked(address: Address, studio: Studio) -> UnderWay:
    """Return the years that an address asks for; they go on while it asks.

    Raises
    ------
    Complaint, Mistakes
        Where the address makes no sense, or the text cannot be read.
    """
    key = _key(address, studio)
    if going.close not in studio.closing:
        studio.closing.append(going.close)
    return _kept(studio).of(key, lambda: UnderWay(question_of(address, studio), going.hands))


def _kept(studio: Studio) -> Kept:
    """Return what is kept of years, which are large: a few of them."""
    return studio.kept.of("years", lambda: Kept(_MOST_KEPT))


def known(address: Address, studio: Studio) -> Years | None:
    """Return the years of an address that there are by now, without asking for more."""
    found: UnderWay | None = _kept(studio).known(_key(address, studio))
    return None if found is None else found.latest


def _key(address: Address, studio: Studio) -> tuple[object, ...]:
    own = [(name, value) for name, value in address.more if name in _KEYS]
    edited = studio.regime(address)
    texts = address.regime, edited.before.digest, edited.after.digest
    scenario = pickle.dumps(studio.scenario(address.scenario))
    return (*texts, sha256(scenario).hexdigest(), str(address.reading), *own)


def question_of(address: Address, studio: Studio) -> YearsQuestion:
    """Return what is simulated: the text before and after, else the scenario before and after.

    What is supposed of offices holds on both sides where the text is edited, so that they differ
    in the edits alone. Where it is not, it is what differs.
    """
    edited = studio.regime(address)
    if edited.mistakes is not None:
        raise edited.mistakes
    scenario = studio.scenario(address.scenario)
    supposed = Supposed.of(address, scenario)
    then = supposed.put_to(scenario_source(address, studio), scenario)
    before, after = edited.before, edited.after
    sides: tuple[Side, ...]
    if address.edits:
        sides = (
            (replace(before, name=say("studio.year.as-it-is", text=before.name)), then),
            (replace(after, name=say("studio.year.as-edited", text=before.name)), then),
        )
    elif supposed:
        sides = (
            (replace(before, name=say("studio.year.as-usual", text=before.name)), scenario),
            (replace(before, name=say("studio.year.as-supposed", text=before.name)), then),
        )
    else:
        sides = ((before, scenario),)
    return YearsQuestion.of(
        sides,
        studio.calendar,
        year=number(address, "year", USUAL_YEAR, 1900, 2200),
        seed=number(address, "seed", 1, 0, 2**31),
        reading=address.reading,
        replications=number(address, "years", MOST_YEARS, 1, MOST_YEARS),
    )


def scenario_source(address: Address, studio: Studio) -> str:
    """What scenarios call the one of an address."""
    name = address.scenario
    return name if name in scenarios.SCENARIOS else str(studio.path(name))


def fields(address: Address, studio: Studio) -> Iterator[Field]:
    """Yield the choices that an official has."""
    scenario = studio.scenario(address.scenario)
    known = {name: scenarios.find(name).label for name in scenarios.SCENARIOS}
    known.setdefault(address.scenario, scenario.label)
    yield Field("scenario", say("studio.year.scenario"), tuple(known.items()), address.scenario)
    offices = tuple((one.id, one.label) for one in scenario.departments)
    each = ("", say("studio.each-office"))
    officers = tuple((str(k) if k else "", _officers(k)) for k in (-3, -2, -1, 0, 1, 2, 3))
    chosen = address.get("officers")
    if chosen not in dict(officers):
        officers = ((chosen, _officers(number(address, "officers", 0, -20, 20))), *officers)
    yield Field("officers", say("studio.year.officers"), officers, chosen)
    yield Field("office", say("studio.year.office"), (each, *offices), address.get("office"))
    none = ("", say("studio.year.nobody"))
    yield Field("silent", say("studio.year.silent"), (none, *offices), address.get("silent"))
    share = address.get("matters")
    shares = tuple((str(k) if k != 100 else "", plain(f"{k} %")) for k in SHARES)
    shares = shares if share in dict(shares) else ((share, plain(f"{share} %")), *shares)
    yield Field("matters", say("studio.year.share"), shares, share)
    often = tuple((str(k) if k != MOST_YEARS else "", plain(str(k))) for k in (1, 5, MOST_YEARS))
    yield Field("years", say("studio.year.often"), often, address.get("years"))


def _officers(count: int) -> Text:
    if not count:
        return say("studio.year.officers-same")
    key = "studio.year.officers-more" if count > 0 else "studio.year.officers-fewer"
    return say(key, count=abs(count))


def _lines(question: YearsQuestion) -> list[tuple[str, Text]]:
    """The departments on each side, as a form names them."""
    several = len(question.sides) > 1
    return [
        (f"{side}.{one.id}", regime.name + ": " + one.label if several else one.label)
        for side, (regime, scenario) in zip(weeks.SIDES, question.sides, strict=False)
        for one in scenario.departments
    ]


def _chosen(address: Address) -> tuple[str, date, str] | None:
    """Return the side, the Monday and the department that are looked at; ``None`` of none."""
    word = address.get("at")
    if not word and (line := address.get("line")) and (monday := address.get("week")):
        side, _, office = line.partition(".")
        word = f"{side}.{monday}.{office}"
    if not word:
        return None
    side, monday, office = [*word.split(".", 2), "", ""][:3]
    try:
        return side, date.fromisoformat(monday), office
    except ValueError:
        raise Complaint("studio.year.no-week", found=word[:60]) from None
