"""The axis of a real year: its months and weeks, holidays and make-up working days.

Drawn within :func:`~model.language.speaking`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.markers import TICKDOWN
from matplotlib.patches import Patch

from experiments.show.lines import ems
from model.calendar import Calendar
from model.holiday import days_off
from model.language import say

_OFF = "#E3E3E3"
_MAKE_UP: dict[str, Any] = {"color": "#7A5A00", "lw": 0.9, "ls": (0, (1, 2))}

_MONDAY: dict[str, Any] = {"ls": "", "marker": TICKDOWN, "ms": 2.5, "mew": 0.5, "color": "#888888"}


@dataclass(frozen=True, slots=True)
class Days:
    """The days of a year, which a chart counts from 1 January."""

    calendar: Calendar
    number: int

    def at(self, day: date) -> int:
        """Days since 1 January.

        >>> from model.calendar import chinese_calendar
        >>> Days(chinese_calendar(), 2025).at(date(2025, 2, 1))
        31
        """
        return (day - date(self.number, 1, 1)).days


def make_up_days(calendar: Calendar, year: int) -> list[date]:
    """Return the working days of a year that fall on a weekend."""
    return [day for day in calendar.working_dates(year) if day.weekday() > 4]


def year_axis(axes: Axes, days: Days, *, named: bool) -> None:
    """Let the axis run over the year: months ticked, each Monday a small tick, holidays shaded.

    Parameters
    ----------
    named
        Whether the months have their names.
    """
    end = days.at(date(days.number, 12, 31)) + 1
    axes.set_xlim(0, end)
    months = [days.at(date(days.number, month, 1)) for month in range(1, 13)]
    mondays = [k for k in range(end) if (date(days.number, 1, 1) + timedelta(k)).weekday() == 0]
    labels = str(say("backlog.months")).split()
    axes.set_xticks(months, labels if named else [""] * 12, ha="left", fontsize=8)
    axes.tick_params(axis="x", which="major", length=7, width=1.0)
    # One line of marks: each tick of an axis is several objects, which take longer than the chart.
    below = axes.get_xaxis_transform()
    axes.add_artist(Line2D(mondays, [0] * len(mondays), transform=below, clip_on=False, **_MONDAY))
    for holiday in days_off(days.calendar, days.number):
        axes.axvspan(days.at(holiday.first), days.at(holiday.last) + 1, color=_OFF, lw=0, zorder=0)
    for day in make_up_days(days.calendar, days.number):
        axes.axvline(days.at(day) + 0.5, zorder=1, **_MAKE_UP)


def name_holidays(axes: Axes, days: Days, width: float = 8.5) -> None:
    """Write each holiday's name over its days, on a second row where the first is taken.

    ``width`` is that of the axes, in inches.
    """
    ends = [-99.0, -99.0]
    for holiday in days_off(days.calendar, days.number):
        name = str(holiday.name or say("backlog.holiday"))
        middle = (days.at(holiday.first) + days.at(holiday.last) + 1) / 2
        half = ems(name) * 19.55 / width  # days that half of it covers, and some air
        row = 0 if middle - half > ends[0] else 1
        ends[row] = middle + half
        place = (max(middle, half), 1.19 + 0.15 * row)
        where = axes.get_xaxis_transform()
        axes.text(*place, name, transform=where, ha="center", va="bottom", fontsize=7.5)


def day_handles() -> list[Artist]:
    """Return what the legend says of shaded and dotted days."""
    dotted = Line2D([], [], label=str(say("backlog.make-up")), **_MAKE_UP)
    return [Patch(color=_OFF, lw=0, label=str(say("backlog.holiday"))), dotted]
