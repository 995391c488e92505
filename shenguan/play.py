"""One matter, played from a notebook: each step returns the matter one step further."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from model.instant import MINUTES, day_of, instant_of, time_of
from model.presumed import LAST, presuming
from model.session import Session, possible
from model.stands import running, standings
from model.steps import back, perform, played, silence, wait
from model.trace import Moment
from model.vocabulary import WORLD

if TYPE_CHECKING:
    import polars as pl

    from shenguan.arguments import AnyCalendar, AnyRegime
    from verify.arguments import AnyReading

When = str | date | datetime
"""A date, or a date with a time of day; as text in ISO form, ``"2026-02-13T16:00"``."""


_YEARS = 2  # that the calendar goes on behind the start, so that limits end within it


class Play:
    """One matter as it stands: an immutable value, so that a session can be gone on with twice.

    Attributes
    ----------
    session
        The :class:`~model.session.Session` itself.
    line
        The steps so far on one line; :meth:`repeat` takes them again, as an address of the studio
        has them under ``moves``.
    presumed
        The years that it has reached, or in which something is due, of which nobody has announced
        the days off yet (:mod:`model.presumed`); in tables, ``presumed`` marks the dates in them.
    """

    def __init__(self, session: Session) -> None:
        self.session = session

    def __repr__(self) -> str:
        session = self.session
        told = [f"<Play {session.law.regime.id}, {_minute(session.now)}"]
        told[0] += f", {len(session.steps)} steps"
        owed = [one for one in possible(session) if one.due is not None]
        if owed and (due := owed[0].due) is not None:
            told.append(f"{owed[0].party}: {owed[0].event} by {_minute(due)}")
        if lapses := running(session):
            told.append(f"of itself: {lapses[0].event} on {_minute(lapses[0].due)}")
        if self.presumed:
            is_ = "is" if len(self.presumed) == 1 else "are"
            told.append(f"{', '.join(map(str, self.presumed))} {is_} presumed")
        return "; ".join(told) + ">"

    @property
    def line(self) -> str:
        """The steps so far on one line."""
        return self.session.text

    @property
    def presumed(self) -> tuple[int, ...]:
        """The years it is told of whose days off are not announced yet."""
        return self.session.presumed

    def _is_presumed(self, at: int | None) -> bool:
        """Whether an instant lies in a presumed year."""
        return at is not None and time_of(at).year in self.session.calendar.presumed

    def perform(self, event: str, party: str | None = None, *, at: When | None = None) -> Play:
        """Return the matter after an act or an event: at a time, else as soon as people can.

        Without a time it is done in office hours: after the close of business, at the next opening.

        Raises
        ------
        Complaint
            Where it cannot be done then; the message says what is lacking.
        """
        from shenguan.arguments import name

        when = None if at is None else instant(at, "at")
        by = None if party is None else name(party, "party")
        return Play(perform(self.session, name(event, "event"), by, when))

    def wait(self, until: When | None = None) -> Play:
        """Return the matter after nobody has moved until the next limit ran out, or until a date.

        A date alone is waited for to its end.
        """
        last = None if until is None else instant(until, "until", MINUTES - 1)
        return Play(wait(self.session, last))

    def silent(self, party: str, *, silent: bool = True) -> Play:
        """Return the matter with a party that never acts from now on, or acts again.

        With an institution those go that are within it.
        """
        from shenguan.arguments import name
        from verify.arguments import flag

        quiet = flag(silent, "silent")
        return Play(silence(self.session, name(party, "party"), quiet))

    def back(self) -> Play:
        """Return the matter one step earlier."""
        return Play(back(self.session))

    def repeat(self, line: str) -> Play:
        """Return the matter after steps that a line tells."""
        from model.deeds import parsed
        from shenguan.arguments import name

        return Play(played(self.session, parsed(name(line, "line"))))

    def frame(self) -> pl.DataFrame:
        """Return what has come about: when, what, how, by whom, under which article."""
        import polars as pl

        by_id = self.session.law.regime.by_id
        rows = [
            {
                "at": time_of(one.at),
                "event": one.event,
                "mode": str(one.mode),
                "party": "" if one.party == WORLD else one.party,
                "article": by_id[one.rule].article if one.rule else "",
                "presumed": self._is_presumed(one.at),
            }
            for one in self.session.occurred
        ]
        words = dict.fromkeys(("event", "mode", "party", "article"), pl.String())
        return pl.DataFrame(rows, {"at": pl.Datetime("us"), **words, "presumed": pl.Boolean()})

    def options(self) -> pl.DataFrame:
        """Return who may do what now, until when where a duty demands it, and by which articles.

        What became able only after it was due is owed up to the close of that day.
        """
        import polars as pl

        rows = [
            {
                "party": "" if one.party == WORLD else one.party,
                "event": one.event,
                "due": time_of(one.due[0]) if one.due is not None else None,
                "articles": "; ".join(duty.rule.article for duty in (*one.demanded, *one.allowed)),
                "forbidden_by": "; ".join(ban.rule.article for ban in one.forbidden),
                "presumed": self._is_presumed(one.due and one.due[0]),
            }
            for one in possible(self.session)
        ]
        kinds = {"party": pl.String(), "event": pl.String(), "due": pl.Datetime("us")}
        kinds |= {"articles": pl.String(), "forbidden_by": pl.String(), "presumed": pl.Boolean()}
        return pl.DataFrame(rows, kinds)

    def duties(self) -> pl.DataFrame:
        """Return what has become by now of each duty and ban, and of each lapse, in rule order.

        ``kind`` is ``duty``, ``prohibition`` or ``lapse``: what the clock brings of itself, which
        is nobody's. ``outcome``, of a duty, is ``pending``, ``fulfilled``, ``excused``, ``deemed``,
        ``late``, ``overdue`` (it may still be done, late) or ``could-not-be-kept``, as
        :func:`shenguan.log` judges it; of a prohibition ``kept`` or ``violated``; of a lapse
        ``running``, ``ran-out`` or ``ended``. ``owed_until`` is the last moment at which it can
        still be obeyed: of what became able only after it was due, the close of that day.
        ``waits_for`` is what keeps it from being done, or kept it when it was due, and ``of`` whose
        that is. ``due`` is null where no limit runs.
        """
        import polars as pl

        rows = [
            {
                "rule": one.rule.id,
                "article": one.rule.article,
                "kind": one.kind,
                "party": "; ".join(one.parties),
                "due": None if one.due is None else time_of(one.due),
                "owed_until": None if one.owed_until is None else time_of(one.owed_until),
                "outcome": one.outcome,
                "could_be_kept": one.could,
                "waits_for": "; ".join(one.waits_for),
                "of": "; ".join(one.whose),
                "presumed": self._is_presumed(one.due) or self._is_presumed(one.owed_until),
            }
            for one in standings(self.session)
        ]
        words = dict.fromkeys(("rule", "article", "kind", "party"), pl.String())
        times = dict.fromkeys(("due", "owed_until"), pl.Datetime("us"))
        found = {"outcome": pl.String(), "could_be_kept": pl.Boolean()}
        kept = {"waits_for": pl.String(), "of": pl.String(), "presumed": pl.Boolean()}
        return pl.DataFrame(rows, {**words, **times, **found, **kept})

    def still(self) -> pl.DataFrame:
        """Return what is still guaranteed from here, if everyone obeys from now on or nobody does.

        Of each property whose trigger has come: the verdict, and the latest date on which the
        response has come, ``null`` where it has come already or need not come.
        """
        import polars as pl

        from protocols import library
        from verify.asking import put
        from verify.prospect import asked_after, prospect
        from verify.prover import Provers
        from verify.verdict import Assume

        session, rows = self.session, []
        regime, provers = session.law.regime, Provers(session.calendar)
        for prop in library.questions([regime]).values():
            asked = put(regime.question(prop), regime)
            for assume in Assume if asked_after(session, asked) else ():
                found = prospect(session, asked, assume, provers)
                done = None if found.done is None else time_of(found.done.at)
                told = {"property": prop.id, "assume": str(assume), "verdict": str(found.answer)}
                day = done or found.by
                presumed = day is not None and day.year in session.calendar.presumed
                rows.append({**told, "by": found.by, "came": done, "presumed": presumed})
        words = dict.fromkeys(("property", "assume", "verdict"), pl.String())
        dates = {"by": pl.Date(), "came": pl.Datetime("us"), "presumed": pl.Boolean()}
        return pl.DataFrame(rows, {**words, **dates})


def play(
    regime: AnyRegime,
    at: When,
    *,
    facts: Mapping[str, str] | None = None,
    reading: AnyReading = "strict",
    calendar: AnyCalendar | None = None,
) -> Play:
    """Return one matter of a regime at its start, to be taken step by step on real dates.

    Parameters
    ----------
    at
        When it begins; a date alone is the opening of business. Years that the calendar does not
        know yet are presumed as far as two years on, which the matter says.
    facts
        What the case is like; each fact that is not given has its first value.

    Raises
    ------
    TypeError, ValueError
        For an argument that is none of these.
    Complaint
        For a fact that the text does not know, or a date that the calendar does not have.

    Notes
    -----
    One thread of one case; of queues, and of departments with many matters, :meth:`Regime.simulate`
    tells.
    """
    from model.session import start
    from shenguan import arguments

    days = arguments.calendar(calendar)
    begun = instant(at, "at", days.hours.spans[0][0])
    of, read = arguments.regime(regime), arguments.reading(reading)
    days = presuming(days, min(LAST, time_of(begun).year + _YEARS))
    return Play(start(of, begun, arguments.facts(facts), read, days))


def _minute(moment: Moment) -> str:
    return f"{time_of(moment[0]):%Y-%m-%d %H:%M}"


def instant(value: When, parameter: str, minute: int = 0) -> int:
    """Return an instant; of a date alone at a minute of the day."""
    from verify.arguments import refusal

    taken = "a date, or a date with a time, as '2026-02-13' or '2026-02-13T16:00'"
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
        except ValueError:
            raise ValueError(refusal(parameter, taken, value)) from None
    if isinstance(value, datetime) and value.tzinfo is None:
        return instant_of(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return day_of(value) * MINUTES + minute
    raise TypeError(refusal(parameter, taken, value))
