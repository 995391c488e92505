"""What waited, fell due and was dealt with day by day: by hand, and what is answered from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from experiments.answers.regimes.bottleneck import HIGH, bottleneck
from experiments.answers.regimes.bottleneck_words import bottleneck_blocks, gist
from experiments.answers.regimes.bottleneck_words import sentence as where_words
from experiments.answers.regimes.cost import cost, dearest
from experiments.answers.regimes.cost_words import cost_blocks
from experiments.answers.regimes.cost_words import lead as cost_words
from experiments.answers.regimes.festival import (
    Festival,
    festival,
    ordinary_windows,
    window_of,
)
from experiments.answers.regimes.festival_words import festival_blocks, heading
from experiments.answers.regimes.festival_words import gist as festival_gist
from experiments.answers.regimes.festival_words import sentence as festival_words
from experiments.measures.daybook import Daybook, Desk, Handled
from experiments.measures.facts import Facts
from experiments.show.blocks import Table
from model.deadline import Within
from model.holiday import days_off
from model.language import Text
from model.simulation.office import Attention
from protocols.library import find
from tests.county import CALENDAR
from tests.made import CLOSE, DAYS, at, busy_year, small_year
from tests.small import duty, regime

DATES = tuple(CALENDAR.working_dates(2025))
QUIET = np.zeros(len(DATES), dtype=np.int64)
LABELS = {"bureau": Text("审批局", "the bureau"), "market": Text("市场局", "the market office")}
JINAN, XUECHENG = find("jinan"), find("xuecheng")
PUSH = "approval-info.pushed"


def desk(
    waiting: Sequence[int] | int = 0,
    load: float = 0.4,
    held: Mapping[str, int] | None = None,
    handled: Mapping[str, Handled] | None = None,
) -> Desk:
    queue = np.full(len(DATES), waiting) if isinstance(waiting, int) else np.array(waiting)
    return Desk(load, queue.astype(np.int64), held or {PUSH: int(queue.sum())}, 0, handled or {})


def book(
    desks: Mapping[str, Desk],
    due: Mapping[str, np.ndarray] | None = None,
    late: Mapping[str, np.ndarray] | None = None,
) -> Daybook:
    return Daybook(DATES, desks, due or {}, late or {})


def queue(usual: int, **told: int) -> list[int]:
    """A queue that is as long on every day but on those told, as 'd0205' for 5 February."""
    named = {f"d{day:%m%d}": k for k, day in enumerate(DATES)}
    found = [usual] * len(DATES)
    for day, length in told.items():
        found[named[day]] = length
    return found


def falling(usual: int, within: int) -> np.ndarray:
    """So many fall due on each day of the year, and on each date of the window."""
    window = window_of(CALENDAR, 2025)
    assert window is not None
    counts = np.full(365, usual, dtype=np.int64)
    first = (window.first - date(2025, 1, 1)).days
    counts[first : first + window.days] = within
    return counts


def test_item_days_and_what_falls_due_are_counted_by_hand() -> None:
    """As in the test of the backlog: two b wait for 2 and 1 closes, one d for all from day 1 on."""
    of = small_year(
        regime(duty("a", "b", Within(5)), duty("c", "d", Within(1))),
        (("a", at(0, 10)), ("b", at(2, 11), "p")),
        (("a", at(0, 10)), ("b", at(1, CLOSE), "p")),
        (("c", at(1, 10)),),
    )
    seen = (
        Attention("kind-0", 0, "b", "p", at(2, 10), at(2, 11)),
        Attention("kind-1", 0, "b", "p", at(1, 16), at(1, CLOSE)),
    )
    found = Facts(replace(of, attention=seen)).daybook
    mine = found.desks["p"]
    assert found.dates == DATES
    assert mine.held == {"b": 3, "d": DAYS - 1}
    assert mine.overdue == DAYS - 2
    assert mine.handled == {"b": Handled(2, 120)}
    assert mine.waiting.sum() == sum(mine.held.values())
    days = {act: np.flatnonzero(counts).tolist() for act, counts in found.due.items()}
    assert days == {
        "b": [(DATES[5] - date(2025, 1, 1)).days],
        "d": [(DATES[2] - date(2025, 1, 1)).days],
    }
    assert (found.due["b"].sum(), found.late["b"].sum(), found.late["d"].sum()) == (2, 0, 1)


def test_item_days_add_up_to_the_queue() -> None:
    found = Facts(busy_year()).daybook
    for one in found.desks.values():
        assert sum(one.held.values()) == one.waiting.sum()
        assert one.overdue <= one.waiting.sum()
    assert all((found.late[act] <= found.due[act]).all() for act in found.due)


def test_the_bottleneck_is_where_most_waits() -> None:
    held = {PUSH: 300, "letter.answered": 100}
    books = [book({"bureau": desk(2 + k, 0.9, held), "market": desk(1, 0.95)}) for k in range(2)]
    books = [*books, book({"bureau": desk(3, 0.9, held), "market": desk(1, 0.95)})]
    found = bottleneck(JINAN, books)
    assert found is not None
    (place,) = found.places
    assert (place.department, place.act, place.share) == ("bureau", PUSH, 0.75)
    assert found.busiest == "market"
    assert found.load == pytest.approx(0.95)
    told = where_words(found, LABELS).en
    assert "most waits at the bureau" in told
    assert "75% of it is 'approval information pushed' (art. 10 para. 2)" in told
    assert "has hardly any to spare" in told
    assert "The busiest is the market office (95%)" in told


def test_work_is_stuck_only_where_it_is_overdue() -> None:
    """Most waits at the market office, none of it late; the bureau is late with a little."""
    idle, late = desk(9, 0.1), replace(desk(1), overdue=len(DATES) // 2)
    quiet = bottleneck(XUECHENG, [book({"bureau": desk(1), "market": idle})] * 2)
    assert quiet is not None
    assert quiet.late == ()
    assert gist([(XUECHENG, quiet)], LABELS).zh == "薛城：没有一件逾期"
    told = where_words(quiet, LABELS)
    assert "没有一件逾期，不算卡住" in told.zh
    assert "nothing is overdue, so that nothing is stuck" in told.en
    stuck = bottleneck(XUECHENG, [book({"bureau": late, "market": idle})] * 2)
    assert stuck is not None
    assert [one.department for one in stuck.places] == ["market"]
    assert [name for name, _ in stuck.late] == ["bureau"]
    assert gist([(XUECHENG, stuck)], LABELS).zh == "薛城：审批局（逾期 0.5 件）"
    assert "逾期未办最多的是审批局（平均 0.5 件）" in where_words(stuck, LABELS).zh
    many = tuple((name, 1.0 + k) for k, name in enumerate(["market", "bureau"] * 2))
    told = gist([(XUECHENG, replace(stuck, late=many))], LABELS)
    assert told.zh.startswith("薛城：审批局（逾期 4.0 件）、市场局（逾期 3.0 件）")
    assert told.zh.endswith("、另有 1 个部门与之分不出高下")


def test_departments_that_luck_may_have_parted_are_all_named() -> None:
    lengths = ((2, 3), (3, 2), (2, 2))
    books = [book({"bureau": desk(a), "market": desk(b)}) for a, b in lengths]
    found = bottleneck(JINAN, books)
    assert found is not None
    assert {one.department for one in found.places} == {"bureau", "market"}
    assert "cannot be told apart" in where_words(found, LABELS).en


def test_of_one_year_the_bottleneck_may_be_luck() -> None:
    found = bottleneck(JINAN, [book({"bureau": desk(3), "market": desk(2)})])
    assert found is not None
    assert [one.department for one in found.places] == ["bureau"]
    told = list(bottleneck_blocks([(JINAN, found)], LABELS))
    assert "may be luck" in str(told)


def test_only_weeks_that_are_long_by_more_than_luck_stand_out() -> None:
    lengths = (
        queue(4, d0310=40, d0512=40),
        queue(4, d0310=39, d0616=40),
        queue(4, d0310=40, d0811=40),
        queue(4, d0310=41),
    )
    books = [book({"bureau": desk(each)}) for each in lengths]
    found = bottleneck(JINAN, books)
    assert found is not None
    assert found.places[0].weeks == (date(2025, 3, 10),)
    assert HIGH > 1
    assert "10 March" in where_words(found, LABELS).en


def test_where_nothing_waits_there_is_no_bottleneck() -> None:
    assert bottleneck(JINAN, [book({"bureau": desk(0)})]) is None
    (lines,) = bottleneck_blocks([(JINAN, None)], LABELS)
    assert "nothing waits" in str(lines)


def told_festival(books: Sequence[Daybook]) -> Festival:
    found = festival(books, CALENDAR, 2025)
    assert found is not None
    return found


def test_the_queue_is_told_before_and_after_the_days_off_and_until_it_is_usual() -> None:
    """27 January is the last working day before, 5 February the first after; usual on the third."""
    lengths = queue(5, d0127=3, d0205=20, d0206=12, d0207=5)
    found = told_festival([book({"bureau": desk(lengths)})] * 2)
    assert (found.before, found.after, found.usual) == ((3, 3), (20, 20), (5.0, 5.0))
    assert found.cleared == (3, 3)
    told = festival_words(JINAN, found).en
    assert "3 acts waited at the last close before the days off and 20 at the first after" in told
    assert "at the close of working day 3 after them" in told
    title = heading([(JINAN, found)])
    assert title.en == "What Spring Festival does (days off 28 January to 4 February)"
    assert title.zh == "春节前后（1月28日至2月4日放假）"


def test_a_queue_that_does_not_clear_is_said_not_to() -> None:
    lengths = [6 if date(2025, 2, 1) < day < date(2025, 4, 10) else 5 for day in DATES]
    found = told_festival([book({"bureau": desk(lengths)})])
    assert found.cleared == (None,)
    assert "not back to the usual" in festival_words(JINAN, found).en


def test_more_late_than_usual_is_said_only_where_it_is_more_than_luck() -> None:
    def year(late: int, usual: int = 1) -> Daybook:
        due, over = falling(10, 10), falling(usual, late)
        return book({"bureau": desk(5)}, {PUSH: due}, {PUSH: over})

    worse = told_festival([year(4), year(5), year(6)])
    assert worse.pushes.unusual is True
    assert worse.pushes.due == (140, 140, 140)
    assert worse.pushes.late == (56, 70, 84)
    assert worse.pushes.usual_late == (14.0, 14.0, 14.0)
    told = festival_words(JINAN, worse).en
    assert "140 pushes fell due, of which 70 were late (50%)" in told
    assert "a larger share is late than luck makes it" in told
    unclear = told_festival([year(0), year(3), year(1)])
    assert unclear.pushes.unusual is None
    assert "no difference in the share is shown" in festival_words(JINAN, unclear).en
    better = told_festival([year(0, 9), year(0, 10), year(0, 11)])
    assert better.pushes.unusual is False


def test_the_summary_of_a_holiday_names_the_usual_and_where_more_is_late() -> None:
    def years(*late: int) -> Festival:
        lengths, due = queue(5, d0127=3, d0205=20), falling(10, 10)
        desks = {"bureau": desk(lengths)}
        return told_festival([book(desks, {PUSH: due}, {PUSH: falling(1, k)}) for k in late])

    same = festival_gist([(JINAN, years(0, 3, 1))])
    assert same.zh == "积压：济南 3 → 20 件（平常 5）。逾期的比例：看不出与平常有差别"
    more = festival_gist([(JINAN, years(0, 3, 1)), (XUECHENG, years(4, 5, 6))])
    assert more.zh.endswith("。逾期的比例：薛城高于平常")
    assert more.en.endswith(". Share late: more than usual in Xuecheng")
    quiet = festival_gist([(JINAN, told_festival([book({"bureau": desk(5)})]))])
    assert quiet.zh == "积压：济南 5 → 5 件（平常 5）"


def test_one_year_is_held_against_its_own_ordinary_windows() -> None:
    late = falling(1, 2)
    found = told_festival([book({"bureau": desk(5)}, {PUSH: falling(10, 10)}, {PUSH: late})])
    assert found.pushes.usual_range == (0.1, 0.1)
    assert "no such window of this year has as large a share" in festival_words(JINAN, found).en
    (_, note) = festival_blocks([(JINAN, found)])
    assert "may be luck" in str(note)


def test_ordinary_windows_have_no_holiday_in_them() -> None:
    window = window_of(CALENDAR, 2025)
    assert window is not None
    firsts = ordinary_windows(CALENDAR, 2025, window)
    assert len(firsts) > 20
    length = timedelta(days=window.days - 1)
    for first in firsts:
        assert first.weekday() == window.first.weekday()
        assert all(
            one.last < first or first + length < one.first for one in days_off(CALENDAR, 2025)
        )
    october = window_of(CALENDAR, 2025, date(2025, 10, 3))
    assert october is not None
    assert october.first == date(2025, 10, 1)
    assert window_of(CALENDAR, 2025, date(2025, 3, 5)) is None


def work(hours: float, letters: int = 1) -> Mapping[str, Handled]:
    return {PUSH: Handled(10, int(60 * hours)), "letter.answered": Handled(letters, 0)}


def priced(*years: tuple[float, float]) -> list[Daybook]:
    return [
        book({"bureau": desk(handled=work(a)), "market": desk(handled=work(b))}) for a, b in years
    ]


def test_what_a_text_costs_is_told_of_who_bears_it() -> None:
    dear, cheap = priced((50, 10), (52, 10), (51, 11)), priced((20, 9), (21, 10), (22, 9))
    costs = [cost(JINAN, dear), cost(XUECHENG, cheap)]
    assert costs[0].whole.hours == (60.0, 62.0, 62.0)
    assert (costs[0].whole.letters, costs[0].whole.notices) == ((2, 2, 2), (20, 20, 20))
    found = dearest(costs)
    assert found is not None
    assert (found.least, found.most, found.department) == (1, 0, "bureau")
    assert found.part == pytest.approx(30)
    told = cost_words(costs, LABELS).en
    assert told.startswith(
        "On the same matters Jinan and Xuecheng are furthest apart: Jinan takes 31 ["
    )
    assert "the bureau bears 30 of them" in told
    table = next(block for block in cost_blocks(costs, LABELS) if isinstance(block, Table))
    assert list(table.rows[0][1:]) == ["51", "21"]  # type: ignore[index]


def test_a_difference_that_may_be_luck_costs_nobody_more() -> None:
    costs = [cost(JINAN, priced((50, 10), (20, 9))), cost(XUECHENG, priced((21, 9), (49, 10)))]
    assert dearest(costs) is None
    assert "cannot be told" in cost_words(costs, LABELS).en
    once = [cost(JINAN, priced((50, 10))), cost(XUECHENG, priced((20, 9)))]
    assert dearest(once) is None
    alone = [cost(JINAN, priced((50, 10)))]
    assert cost_words(alone, LABELS).en == (
        "Jinan takes 60 hours of officers' time a year, most of it at the bureau (50)."
    )
