"""Which matter an address plays: where it began, what its case is like, and its steps so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from experiments.studio.address import Address
from experiments.studio.ask import Studio
from experiments.studio.lights.light import questions_of
from experiments.studio.play.outlook import questions_after
from model.calendar import Calendar
from model.clock import CalendarClock
from model.deadline import Reading
from model.deeds import Deed, parsed
from model.instant import MINUTES, day_of, instant_of, time_of
from model.language import Complaint, Text, say
from model.presumed import LAST, presuming
from model.property import Property
from model.regime import Regime
from model.session import Session, start
from model.simulation.retold import retold
from model.steps import played
from model.transition import Law
from protocols import library
from verify.failing import failing
from verify.guarantees import verify
from verify.prover import Provers
from verify.slicing import facts_of
from verify.verdict import Assume, Verdict

_OWN = ("at", "facts", "moves", "do", "do-at", "until", "run", "step", "fails")
_YEARS = 2  # that the calendar goes on behind the start, so that limits end within it


@dataclass(frozen=True)
class Matter:
    """One matter as an address tells it.

    Attributes
    ----------
    whole
        All its steps; ``session`` is the one that is looked at, of a run that is walked through.
    wrong
        Why a step of the address could not be taken; those before it were.
    told
        The verdict whose counterexample it is, where it is one.
    fails
        That a response lacks when it goes on like this, where that was asked for.
    """

    address: Address
    session: Session
    whole: Session
    wrong: Text | None = None
    told: Verdict | None = None
    fails: Text | None = None

    def url(self, **changes: object) -> str:
        """Return the address of the matter, changed."""
        return self.address.url("play", **changes)

    def after(self, *deeds: Deed) -> str:
        """Return the address of the matter after some steps more."""
        steps = (step.deed for step in self.session.steps)
        return self.url(moves=";".join(one.text for one in (*steps, *deeds)))

    def upto(self, count: int) -> str:
        """Return the address of the matter after its first steps."""
        return self.url(moves=";".join(step.deed.text for step in self.whole.steps[:count]))


def matter(address: Address, studio: Studio, regime: Regime) -> Matter:
    """Return the matter of an address.

    Raises
    ------
    Complaint
        Where its start or its facts make no sense.
    """
    began, of = _start(address, studio), dict(address.more)
    calendar = calendar_of(studio, began)
    law = law_of(studio, regime, address, calendar)
    wrong = None
    if of.get("run") and not of.get("moves"):
        told = _told(address, studio, regime)
        found = None if told is None else _retold(regime, told, calendar, began)
        if told is not None and found is not None:
            return _walked(address, found, told)
        wrong = _unopened(of["run"], told)
    session = start(law, began, _facts(address), calendar=calendar)
    try:
        for deed in (*parsed(of.get("moves", "")), *_asked(of)):
            session = played(session, [deed])
    except Complaint as complaint:
        wrong = complaint.say()
    fails = None
    if wrong is None and (question := of.get("fails")):
        session, fails, wrong = _failing(session, question)
    return Matter(_plain(address, session, began), session, session, wrong, fails=fails)


def _retold(regime: Regime, told: Verdict, calendar: Calendar, began: int) -> Session | None:
    """The counterexample of a verdict on dates from the start on, as far as holidays are known."""
    if told.counterexample is None:
        return None
    run, index = told.counterexample.run, calendar.index_from(date_at(began))
    found = retold(regime, told.reading, run, calendar, index)
    if found is None:
        found = retold(regime, told.reading, run, presuming(calendar, LAST), index)
    return found


def _unopened(run: str, told: Verdict | None) -> Text:
    """Why a counterexample is not opened."""
    if told is None:
        return say("studio.play.run-unknown", run=run[:80])
    asked = told.property.label
    if told.counterexample is None:
        return say("studio.play.run-none", question=asked)
    return say("studio.play.run-too-long", question=asked)


def _failing(session: Session, question: str) -> tuple[Session, Text | None, Text | None]:
    """The matter gone on with so that what is asked fails, and the question; or why not."""
    name, _, assume = question.rpartition(".")
    asked = next((one for one in questions_after(session) if one.id == name), None)
    if asked is None or assume not in {*Assume}:
        return session, None, None
    found = failing(session, asked, Assume(assume), Provers(session.calendar))
    if found is None:
        return session, None, say("studio.play.no-run")
    key = "studio.play.nothing-needed" if found.text == session.text else "studio.play.failed"
    return found, say(key, question=asked.label), None


def _plain(address: Address, session: Session, began: int) -> Address:
    """The address without what was asked for by a form, in the form that links have."""
    usual = session.law.start().attributes
    case = session.state.attributes
    facts = ",".join(f"{name}:{case[name]}" for name in case if case[name] != usual[name])
    more = {name: value for name, value in address.more if name not in _OWN and name[:5] != "fact-"}
    at = time_of(began).strftime("%Y-%m-%dT%H:%M")
    return address.changed(more={**more, "at": at, "facts": facts, "moves": session.text})


def _walked(address: Address, found: Session, told: Verdict) -> Matter:
    """A counterexample at one of its steps; the address goes on from there."""
    trail = [found]
    while trail[0].before is not None:
        trail.insert(0, trail[0].before)
    written = address.get("step")
    # It opens where it begins; its last step alone says nothing of how it came about.
    count = min(int(written[:9]), len(found.steps)) if written.isdecimal() else 1
    count = min(count, len(found.steps))
    here = _plain(address, found, trail[0].now[0])
    return Matter(here, trail[count], found, told=told)


def _told(address: Address, studio: Studio, regime: Regime) -> Verdict | None:
    prop, _, assume = address.get("run").rpartition(".")
    if assume not in {*Assume}:
        return None
    asked = next((one for one in questions_of(regime) if one.id == prop), None)
    if asked is None:
        return None
    key = "told", id(regime), address.reading, prop, assume
    # With the text, so that no other one ever has its identity.
    verdict, _ = studio.kept.of(
        key, lambda: (_verdict(regime, asked, address.reading, Assume(assume)), regime)
    )
    return verdict


def _verdict(regime: Regime, prop: Property, reading: Reading, assume: Assume) -> Verdict:
    (known,) = library.knowing([regime], [prop])
    (verdict,) = verify(known, [known.question(prop)], [reading], [assume])
    return verdict


def _asked(of: Mapping[str, str]) -> tuple[Deed, ...]:
    """The step that a form asks for: an act at a time, or waiting until the end of a date."""
    if (until := of.get("until")) is not None:
        return parsed(f"wait@{until}")
    if (act := of.get("do")) is None:
        return ()
    return parsed(f"{act}@{of['do-at']}" if "do-at" in of else act)


def _start(address: Address, studio: Studio) -> int:
    written = address.get("at")
    if not written:
        today = date.today()
        calendar = presuming(studio.calendar, today.year + 1)
        return calendar.opening(_today(calendar, today))
    try:
        when = datetime.fromisoformat(written)
    except ValueError:
        raise Complaint("studio.play.no-start", found=written[:40]) from None
    if not studio.calendar.first.year < when.year <= LAST - _YEARS or when.tzinfo is not None:
        years = {"first": studio.calendar.first.year + 1, "last": LAST - _YEARS}
        raise Complaint("studio.play.start-outside", found=written[:40], **years)
    opens = studio.calendar.hours.spans[0][0]
    return instant_of(when) if "T" in written else day_of(when.date()) * MINUTES + opens


def _today(calendar: Calendar, today: date) -> int:
    """The first working day from today on; of a calendar that has ended by then, its last."""
    return min(calendar.index_from(min(today, calendar.last)), calendar.working_days - 1)


def _facts(address: Address) -> dict[str, str]:
    """The facts of the case: from a line of them, or from the fields of a form."""
    pairs = [pair for pair in address.get("facts").split(",") if pair]
    pairs += [value for name, value in address.more if name[:5] == "fact-"]
    return dict(pair.partition(":")[::2] for pair in pairs)


def date_at(instant: int) -> date:
    """Return the date of an instant."""
    return time_of(instant).date()


def calendar_of(studio: Studio, began: int) -> Calendar:
    """Return the calendar, with presumed years where a matter may last beyond it."""
    return presuming(studio.calendar, date_at(began).year + _YEARS)


def law_of(studio: Studio, regime: Regime, address: Address, calendar: Calendar) -> Law:
    """Return the law of a text, made once for all steps."""
    key = "law", id(regime), address.reading, calendar.last
    made = studio.kept.of(
        key, lambda: (Law(regime, address.reading, CalendarClock(calendar)), regime)
    )
    return made[0]


def asked_facts(regime: Regime) -> list[str]:
    """Return the facts of a case that the text asks about, in the order of its words."""
    wanted = facts_of(regime)
    return [name for name in regime.vocabulary.attributes if name in wanted]
