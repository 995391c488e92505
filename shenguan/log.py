"""Records of real matters, and one event: what became of duties, and what is due."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING

from model.deadline import Reading
from shenguan import shown
from shenguan.answer import Answer

if TYPE_CHECKING:
    from experiments.due.ask import Due
    from experiments.log.ask import Judging
    from shenguan.arguments import AnyCalendar, AnyFile, AnyRegime


def log(
    file: AnyFile,
    regime: AnyRegime,
    *,
    map: AnyFile | None = None,
    as_of: date | str | None = None,
    under: AnyRegime | None = None,
    reading: Reading | str | int = "strict",
    calendar: AnyCalendar | None = None,
    days: int = 5,
) -> Answer[Judging]:
    """Judge a record of real matters under a regime; ``.frame()`` has a row for each duty.

    Parameters
    ----------
    map
        The file that says what the columns mean; guessed from their names unless given, which the
        answer says.
    as_of
        The day as of which it is judged; the last entry of the record unless given.
    under
        A regime under which the same matters are judged as well.
    days
        How many working days ahead what is due is told of.

    Raises
    ------
    Mistakes
        All of the mapping's.
    Complaint
        When the file cannot be read, or nothing is known of what its columns mean.
    """
    from experiments.log.ask import judging
    from experiments.log.command import meaning_of
    from model.version import across
    from protocols.log.reader import read_record
    from shenguan import arguments

    path, of = arguments.path(file, "file"), arguments.regime(regime)
    meaning = meaning_of(path, None if map is None else arguments.path(map, "map"), of)
    answer = judging(
        read_record(path, meaning, across(of).vocabulary),
        of,
        calendar=None if calendar is None else arguments.calendar(calendar),
        reading=arguments.reading(reading),
        as_of=None if as_of is None else arguments.day(as_of, "as_of"),
        under=None if under is None else arguments.regime(under, "under"),
        suggested=map is None,
    )
    ahead = arguments.ranged(days, "days", 0, 250)
    return Answer(answer, lambda: shown.judging(ahead))


def due(
    regime: AnyRegime,
    event: str,
    at: datetime | date | str,
    *,
    facts: Mapping[str, str] | None = None,
    reading: Reading | str | int = "strict",
    calendar: AnyCalendar | None = None,
) -> Answer[Due]:
    """Tell what follows on one event: due dates, what comes of itself, and whose turn it is.

    Parameters
    ----------
    event
        By identifier or label.
    at
        When it came, in local time; a date alone means any time of it.
    facts
        What the matter is like; what is not given is as usual.

    Raises
    ------
    Complaint
        For an event or a fact that the regime does not know, or a date outside the calendar.
    """
    from experiments.due import ask
    from shenguan import arguments

    when, timed = arguments.moment(at, "at")
    answer = ask.due(
        arguments.regime(regime),
        arguments.name(event, "event"),
        when,
        timed=timed,
        facts=arguments.facts(facts),
        calendar=None if calendar is None else arguments.calendar(calendar),
        reading=arguments.reading(reading),
    )
    return Answer(answer, shown.due)
