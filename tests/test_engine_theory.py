"""The engine gives what queueing theory says where a department is a queue of the textbooks.

``python -m tests.benchmark theory`` holds many more years against the same theory.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache

import pytest

from experiments.statistics.interval import Interval
from model.instant import MINUTES, day_of
from model.simulation.scenario import LegalAct
from model.simulation.year import simulate
from tests.draws import some
from tests.erlang import CASES, YEAR, Desk, Figures, exponential
from tests.minutes import Dropped, Fixed, Minutes
from tests.queues import Queue, dropped_work, fixed_patience

LEVEL = 0.999  # of each of some twenty intervals, so that all of them hold in 98 % of experiments
YEARS = {"M/G/1, log-normal (Pollaczek-Khinchine)": 16, "M/M/3 (Erlang C)": 12}
WIDEST = {"wait": 0.5, "left": 0.3, "load": 0.12}
"""Half-widths, as shares of the truth, beyond which an interval would be no test."""


@cache
def figures(desk: Desk, years: int, first: int) -> Figures:
    return desk.years(range(first, first + years))


@pytest.mark.parametrize("name", some([*CASES], *[*CASES][::2]))
def test_a_department_waits_loses_and_works_as_theory_says(name: str) -> None:
    case = CASES[name]()
    found = figures(case.desk, YEARS.get(name, 50), 1).estimates(LEVEL)
    for measure, truth in case.exact.items():
        interval = found[measure]
        assert isinstance(interval, Interval)
        assert interval.contains(truth), (measure, interval, truth)
        assert interval.half_width < WIDEST[measure] * truth, (measure, interval)


DESK = Desk(0.09, exponential(10), 1, deadline=10)
DONE = replace(DESK, legal_act=LegalAct.COMPLETION)
READINGS = {
    "a claim is made when it is taken up": (DESK, Fixed(0.09, 10, 1, most=11).share_left),
    "when it is done; expiry frees the officer": (DONE, Dropped(0.09, 10, most=11).share_left),
    "when it is done; the officer goes on": (
        replace(DONE, expiry_frees=False),
        Minutes(0.09, 10).share_longer(11),
    ),
}


def test_the_reading_decides_which_queue_a_department_is() -> None:
    for name, (desk, truth) in READINGS.items():
        found = figures(desk, 25, 1000).estimates(LEVEL)["left"]
        assert isinstance(found, Interval)
        told = [other for other, (_, one) in READINGS.items() if found.contains(one)]
        assert told == [name], (found, truth)


@pytest.mark.parametrize("fine", [1, 4])
def test_whole_minutes_come_near_the_textbooks_the_shorter_they_are(fine: int) -> None:
    law = Minutes(0.24 / fine, 10 * fine, 3)
    patient = Minutes(0.33 / fine, 10 * fine, 3, patience=15 * fine)
    leaving = Fixed(0.33 / fine, 10 * fine, 2, most=8 * fine)
    dropped = Dropped(0.09 / fine, 10 * fine, most=16 * fine)
    queues = [Queue(one.arrival, one.ends, one.servers) for one in (law, patient, leaving, dropped)]
    told = {
        law.mean_wait: queues[0].mean_wait,
        patient.mean_wait: replace(queues[1], impatience=1 / patient.patience).mean_wait,
        leaving.share_left: fixed_patience(queues[2], leaving.most)[0],
        leaving.mean_wait: fixed_patience(queues[2], leaving.most)[1],
        dropped.share_left: dropped_work(queues[3], dropped.most),
    }
    for whole, continuous in told.items():
        assert whole == pytest.approx(continuous, rel=0.06 / fine)


def test_utilisation_is_work_of_the_year_over_the_time_of_all_officers_in_it() -> None:
    """Not what is done while watching goes on after it, when nothing arrives any more."""
    desk = replace(DESK, officers=2, warm_up=0)
    of = simulate(desk.regime, desk.scenario, desk.calendar, YEAR, 1)
    first, after = (day_of(date(year, 1, 1)) * MINUTES for year in (YEAR, YEAR + 1))
    passed = of.calendar.working_minutes_until
    spells = [(one.taken_up, min(one.finished, after)) for one in of.attention]
    worked = sum(passed(end) - passed(start) for start, end in spells if start < after)
    there = 2 * (passed(after) - passed(first))
    assert of.utilisation["desk"] == pytest.approx(worked / there)
    assert of.utilisation["desk"] == pytest.approx(Minutes(0.09, 10, 2).load, rel=0.1)
