"""The screen on which one matter is played: whose turn it is, until when, and what follows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from experiments.show.blocks import Section, Swimlane
from experiments.show.presumed import presumed_words
from experiments.show.runs import why
from experiments.show.timeline import asked_of
from experiments.studio.address import Address
from experiments.studio.ask import Studio
from experiments.studio.days import date_words, left_words, moment_words
from experiments.studio.matter import Matter, asked_facts, matter, step_places
from experiments.studio.outlook import Outlook
from experiments.studio.page import Screen
from experiments.studio.played import story
from experiments.studio.times import timed
from model.deeds import Deed, Kind
from model.duty import Duty, Status
from model.instant import time_of
from model.language import Text, say
from model.ledger import article_label
from model.options import Move, movers
from model.rule import Obligation
from model.session import Session, Step, awaited, parties, possible, soonest
from model.trace import Mode, Occurrence
from model.vocabulary import WORLD
from verify.continuation import Prospect
from verify.verdict import Answer, Assume

_AND = Text("、", ", ")


@dataclass(frozen=True)
class Turn:
    """Something that an office may do now, and until when it must.

    ``silent`` is the address after nobody has moved until that limit has run out; ``name`` is the
    act with its party, as the form for another time sends it, ``soon`` the time it begins with.
    """

    act: Text
    url: str
    soon: Text
    name: str
    time: str
    due: Text | None = None
    left: Text | None = None
    articles: Text | None = None
    forbidden: Text | None = None
    silent: str | None = None
    late: bool = False


@dataclass
class Office:
    """A party: what it may do, what it waits for, and whether it never acts."""

    party: Text
    toggle: str
    silent: bool
    turns: list[Turn] = field(default_factory=list)
    free: list[Turn] = field(default_factory=list)
    waits: list[Text] = field(default_factory=list)


def screen(address: Address, studio: Studio) -> Screen:
    """Return one matter as it stands, with all that may be done next."""
    regime = studio.regime(address).after
    with timed("play"):
        of = matter(address, studio, regime)
        values = _Page(of).values()
    outlook = studio.outlooks.of(of.session)
    values |= {
        "still": list(_still(of.session, outlook)),
        "heads": [say("studio.play.everyone"), say("studio.play.nobody")],
        "done": outlook.done,
        "lost": [*_lost(of.session), *_hopeless(of.session, outlook)],
    }
    title = say("studio.play.title", regime=regime.name)
    return Screen(title, _run(of), "studio/play.html.jinja", values, regimes=(regime,))


def _run(of: Matter) -> tuple[Section, ...]:
    if not of.session.occurred:
        return ()
    named = asked_of(of.told.property) if of.told is not None else {}
    lane = Swimlane(story(of.session, named))
    return (Section("so-far", say("studio.play.so-far"), (lane,)),)


class _Page:
    """The words and addresses of a matter."""

    def __init__(self, of: Matter) -> None:
        self.of, self.session = of, of.session
        self.regime = self.session.law.regime
        self.words = self.regime.vocabulary
        self.calendar = self.session.calendar

    def values(self) -> dict[str, object]:
        """Return what the template shows."""
        session, of = self.session, self.of
        offices, world = self._offices()
        limit = session.next_limit
        return {
            "of": "play",
            "matter": of,
            "now": moment_words(self.calendar, session.now[0]),
            "begun": bool(session.occurred),
            "offices": offices,
            "world": world,
            "turn": self._turn(),
            "wait": None if limit is None else of.after(Deed(Kind.WAIT)),
            "limit": limit and moment_words(self.calendar, limit[0]),
            "ending": _AND.join(self._running_out(limit)) if limit else None,
            "back": of.upto(len(session.steps) - 1) if session.steps else None,
            "again": of.url(moves=None),
            "steps": [self._step(place, step) for place, step in enumerate(session.steps)],
            "facts": [self._fact(name) for name in asked_facts(self.regime)],
            "case": self._case(),
            "start": of.address.get("at"),
            "today": time_of(session.now[0]).date().isoformat(),
            "walk": self._walk(),
            "presumed": presumed_words(self.calendar.presumed),
        }

    def _turn(self) -> Text:
        """Whose turn it is: of all duties that can be done, that which is due first."""
        owed = [one for one in possible(self.session) if one.due is not None]
        if not owed:
            return say("studio.play.nobody-s-turn")
        first = owed[0]
        assert first.due is not None
        due, now = first.due[0], self.session.now[0]
        return say(
            "studio.play.turn",
            party=self.words.parties[first.party].label,
            act=self.words.events[first.event].label,
            due=moment_words(self.calendar, due),
            left=left_words(self.calendar, now, due),
        )

    def _running_out(self, limit: tuple[int, int]) -> Iterator[Text]:
        for duty in self.session.state.duties.values():
            if duty.status is Status.PENDING and duty.due == limit:
                yield self._duty(duty)

    def _duty(self, duty: Duty) -> Text:
        rule = duty.rule
        act = rule.act if isinstance(rule, Obligation) else getattr(rule, "event", "")
        label = self.words.events[act].label
        return label + Text("（", " (") + article_label(rule.article) + Text("）", ")")

    def _offices(self) -> tuple[list[Office], list[Turn]]:
        session, offices, world = self.session, dict[str, Office](), list[Turn]()
        for party in parties(session.law):
            silent = party in session.silent
            kind = Kind.ACTS if silent else Kind.SILENT
            label = self.words.parties[party].label
            offices[party] = Office(label, self.of.after(Deed(kind, party)), silent)
        for move in possible(session):
            turn = self._move(move)
            if move.mode is Mode.EXOGENOUS or move.party not in offices:
                world.append(turn)
            elif move.demanded or move.allowed:
                offices[move.party].turns.append(turn)
            else:
                offices[move.party].free.append(turn)
        for party, words in self._waiting():
            offices[party].waits.append(words)
        shown = [one for one in offices.values() if one.turns or one.waits or one.silent]
        return [*shown, *(one for one in offices.values() if one.free and one not in shown)], world

    def _move(self, move: Move) -> Turn:
        at, turn = soonest(self.session, move)
        several = len(movers(self.session.law, move.event)) > 1
        name = f"{move.event}/{move.party}" if several else move.event
        due, rules = move.due, [duty.rule for duty in (*move.demanded, *move.allowed)]
        bans = _AND.join(article_label(one.rule.article) for one in move.forbidden)
        when = moment_words(self.calendar, at)
        return Turn(
            self.words.events[move.event].label,
            self.of.after(Deed(Kind.DO, move.event, move.party if several else "", at, turn)),
            when,
            name,
            time_of(at).strftime("%Y-%m-%dT%H:%M"),
            due and moment_words(self.calendar, due[0]),
            due and left_words(self.calendar, self.session.now[0], due[0]),
            _AND.join(dict.fromkeys(article_label(rule.article) for rule in rules)),
            say("studio.play.forbidden", articles=bans) if move.forbidden else None,
            self.of.after(Deed(Kind.WAIT, at=due[0])) if due else None,
            any(duty.status is Status.OVERDUE for duty in move.demanded),
        )

    def _waiting(self) -> Iterator[tuple[str, Text]]:
        """Yield the duties that cannot be done yet, by bearer, and what they wait for."""
        state = self.session.state
        for duty in state.duties.values():
            rule = duty.rule
            if duty.status is not Status.PENDING or not isinstance(rule, Obligation):
                continue
            missing = awaited(self.session.law, state, duty)
            if missing:
                what = _AND.join(_whose(self.session, event) for event in missing)
                yield rule.bearer, say("studio.play.waits", duty=self._duty(duty), what=what)

    def _step(self, place: int, step: Step) -> dict[str, object]:
        """What was done at one step, and what came of it."""
        deed, words = step.deed, self.words
        if deed.kind is Kind.DO:
            own = next(one for one in step.occurred if one.event == deed.name)
            done = _who(self.session, own.party) + words.events[deed.name].label
            done = moment_words(self.calendar, own.at) + Text("，", ", ") + done
        elif deed.kind is Kind.WAIT:
            done = say("studio.play.waited")
        else:
            key = "studio.play.silenced" if deed.kind is Kind.SILENT else "studio.play.heard"
            done = say(key, party=words.parties[deed.name].label)
        came = [one for one in step.occurred if one.mode in (Mode.DEEMED, Mode.COUNTED)]
        return {
            "done": done,
            "came": [self._effect(one) for one in came],
            "url": self.of.upto(place + 1),
        }

    def _effect(self, one: Occurrence) -> Text:
        """What was deemed or counted, with its article."""
        rule = self.regime.by_id[one.rule]
        key = "studio.play.deemed" if one.mode is Mode.DEEMED else "studio.play.counted"
        return say(
            key,
            event=self.words.events[one.event].label,
            article=article_label(rule.article),
            when=moment_words(self.calendar, one.at),
        )

    def _fact(self, name: str) -> tuple[Text, str, list[tuple[str, Text]]]:
        attribute = self.words.attributes[name]
        chosen = f"{name}:{self.session.state.attributes[name]}"
        values = [(f"{name}:{value}", attribute.named(value)) for value in attribute.values]
        return attribute.label, chosen, values

    def _case(self) -> Text:
        usual = self.session.law.start().attributes
        case = self.session.state.attributes
        own = {name: frozenset({case[name]}) for name in case if case[name] != usual[name]}
        return self.words.condition(own)

    def _walk(self) -> dict[str, object] | None:
        """The steps of a counterexample that is walked through; ``None`` of any other matter."""
        of = self.of
        if of.told is None or of.told.counterexample is None or of.wrong is not None:
            return None
        here, run = len(of.session.steps), f"{of.told.property.id}.{of.told.assume}"

        def at(count: int) -> str:
            return of.url(moves=None, run=run, step=count)

        return {
            "lead": say("studio.play.walked", question=of.told.property.label),
            "here": here,
            "count": len(of.whole.steps),
            "before": at(here - 1) if here else None,
            "after": at(here + 1) if here < len(of.whole.steps) else None,
            "on": of.upto(here),
            "lines": [at(place) for place in dict.fromkeys(step_places(of))],
        }


def _who(session: Session, party: str) -> Text:
    known = session.law.regime.vocabulary.parties.get(party)
    return (say("studio.play.world") if known is None else known.label) + Text("：", ": ")


def _whose(session: Session, event: str) -> Text:
    """An event that is waited for, and who could bring it about."""
    words = session.law.regime.vocabulary
    who = [words.parties[one].label for one in movers(session.law, event) if one != WORLD]
    by = _AND.join(who) if who else say("studio.play.world")
    return say("studio.play.by", event=words.events[event].label, party=by)


def _lost(session: Session) -> Iterator[Text]:
    """Yield the duties that were not kept in time, and who kept them from being so."""
    expired = session.expired
    for one in session.judgements:
        if not one.breached or one.due is None or not isinstance(one.rule, Obligation):
            continue
        awaited = expired[one.rule.id].awaited if one.rule.id in expired else {}
        words = session.law.regime.vocabulary
        about = {
            "party": _AND.join(words.parties[party].label for party in one.rule.bearers),
            "act": words.events[one.rule.act].label,
            "article": article_label(one.rule.article),
            "due": moment_words(session.calendar, one.due),
        }
        if one.could:
            yield say("studio.play.let-pass", **about)
        else:
            what = _AND.join(_whose(session, event) for event in awaited)
            yield say("studio.play.could-not", **about, what=what or say("studio.play.a-ban"))


def _hopeless(session: Session, outlook: Outlook) -> Iterator[Text]:
    words = session.law.regime.vocabulary
    for rule in session.law.regime.obligations:
        if rule.id in outlook.lost:
            missing = awaited(session.law, session.state, session.state.duties[rule.id])
            what = _AND.join(_whose(session, event) for event in missing)
            yield say(
                "studio.play.hopeless",
                party=_AND.join(words.parties[party].label for party in rule.bearers),
                act=words.events[rule.act].label,
                article=article_label(rule.article),
                what=what or say("studio.play.a-ban"),
            )


def _still(session: Session, outlook: Outlook) -> Iterator[tuple[Text, list[tuple[str, Text]]]]:
    """Yield each question with what is still guaranteed, if everyone obeys and if nobody does."""
    for prop in outlook.asked:
        cells = (outlook.found.get((prop.id, assume)) for assume in Assume)
        yield prop.label, [_cell(session, one) for one in cells]


def _cell(session: Session, found: Prospect | None) -> tuple[str, Text]:
    if found is None:
        return "", say("studio.lights.due")
    if found.done is not None and found.answer is Answer.PROVED:
        return "proved", say("studio.play.came", when=moment_words(session.calendar, found.done.at))
    if found.by is not None:
        key = "studio.play.by-then" if found.exact else "studio.play.by-then-at-most"
        return "proved", say(key, day=date_words(session.calendar, found.by))
    if found.answer is Answer.REFUTED:
        return "refuted", say("studio.play.no-more")
    if found.answer is Answer.VACUOUS:
        return "vacuous", say("studio.play.no-obeying")
    return "unknown", say("studio.play.unknown") + why(found.reason)
