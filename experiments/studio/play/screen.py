"""The screen on which one matter is played: whose turn it is, until when, and what follows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from markupsafe import Markup

from experiments.show.presumed import presumed_words
from experiments.show.timeline import asked_of, timeline
from experiments.studio.address import Address
from experiments.studio.ask import Studio
from experiments.studio.days import left_words, moment_words
from experiments.studio.page import Screen
from experiments.studio.play.matter import Matter, asked_facts, matter
from experiments.studio.play.outlook import Outlook
from experiments.studio.play.played import story
from experiments.studio.play.prospects import (
    hopeless,
    lapses,
    left_out,
    lost,
    still,
    unwilling,
    unwilling_words,
    whose,
)
from experiments.studio.play.told import duty_words, told
from experiments.studio.times import timed
from model.deeds import Deed, Kind
from model.duty import Status
from model.instant import time_of
from model.language import Text, say
from model.ledger import article_label
from model.options import Move, movers
from model.rule import Obligation, act_of
from model.session import Session, awaited, parties, possible, soonest
from model.trace import Mode

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
    with timed("studio.time.play"):
        of = matter(address, studio, regime)
        values = _Page(of).values()
    outlook = studio.outlooks.of(of.session)
    values |= {
        "still": list(still(of.session, outlook)),
        "heads": [say("studio.play.everyone"), say("studio.play.nobody")],
        "done": outlook.done,
        "apart": left_out(outlook),
        "lost": [*lost(of.session), *hopeless(of.session, outlook)],
        "also_presumed": presumed_words(presumed_ahead(of.session, outlook)),
    }
    title = say("studio.play.title", regime=regime.name)
    return Screen(title, (), "studio/play.html.jinja", values, regimes=(regime,))


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
            "drawing": self._drawing(),
            "offices": offices,
            "world": world,
            "turn": self._turn(),
            "wait": None if limit is None else of.after(Deed(Kind.WAIT)),
            "limit": limit and moment_words(self.calendar, limit[0]),
            "ending": _AND.join(self._running_out(limit)) if limit else None,
            "back": of.upto(len(session.steps) - 1) if session.steps else None,
            "again": of.url(moves=None),
            "steps": [
                {**told(session, step), "url": of.upto(place + 1)}
                for place, step in enumerate(session.steps)
            ],
            "facts": [self._fact(name) for name in asked_facts(self.regime)],
            "case": self._case(),
            "start": of.address.get("at"),
            "today": time_of(session.now[0]).date().isoformat(),
            "walk": self._walk(),
            "lapses": [*lapses(session)],
            "presumed": presumed_words(session.presumed),
        }

    def _drawing(self) -> Markup:
        """The run so far as a swimlane."""
        if not self.session.occurred:
            return Markup()
        named = asked_of(self.of.told.property) if self.of.told is not None else {}
        return Markup(timeline(story(self.session, named), self.of.address.lang, "played"))

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
            if self.session.owed_until(duty) == limit:
                yield self.words.events[act_of(duty.rule)].label

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
        for party, duty in unwilling(session):
            if party in offices:
                offices[party].waits.append(unwilling_words(session, party, duty))
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
            undone = duty.status in (Status.PENDING, Status.OVERDUE)
            if not undone or not isinstance(rule, Obligation) or rule.act in state.occurred:
                continue
            missing = awaited(self.session.law, state, duty)
            if missing:
                what = _AND.join(whose(self.session, event) for event in missing)
                yield (
                    rule.bearer,
                    say("studio.play.waits", duty=duty_words(self.session, duty), what=what),
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
            "all": [at(place) for place in range(1, len(of.whole.steps) + 1)],
        }


def presumed_ahead(session: Session, outlook: Outlook) -> set[int]:
    """Return the presumed years of the dates by which something is guaranteed, and no others."""
    years = {found.by.year for found in outlook.found.values() if found.by is not None}
    return years & {*session.calendar.presumed} - {*session.presumed}
