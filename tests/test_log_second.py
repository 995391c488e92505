"""A second judge of ledgers, written from docs/semantics.md alone, agrees with ``shenguan log``.

After ``a`` the party p owes ``b``, and after ``b``, however it came about, q owes ``c``. Each limit
may have a default, the act or another event; the world's ``e`` may excuse p, or count as ``b``; q
may be allowed ``b``, too; ``b`` and p's duty may be only for some matters, of which no column
tells. Nothing is taken from the program but the names of its rules.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from model.deadline import Within
from model.regime import Regime
from model.rule import Rule
from model.vocabulary import EventType
from tests.draws import draws
from tests.ledgers import data
from tests.small import NAME, counts, duty, may, regime

DAYS = [date(2026, 2, 9) + timedelta(days) for days in range(70)]
OFF = {date(2026, 2, 15) + timedelta(days) for days in range(9)} | {date(2026, 4, 6)}
WORKED = {date(2026, 2, 14), date(2026, 2, 28)}
WORKING = [day for day in DAYS if day in WORKED or (day.weekday() < 5 and day not in OFF)]
CLOSE, END = time(17), datetime(2026, 3, 10, 23, 59)
MAP = "case: case\ntime: time\nevent: event\nparty: party\nlog-ends: 2026-03-10 23:59\n"
MAP += "events: {a: a, b: b, c: c, e: e}\n"
FLAGS = st.sampled_from([None, "true", "false"])
Stands = tuple[str, datetime, datetime | None, int | None]


class Regulation(NamedTuple):
    """What is laid down; a guard of ``None`` admits every matter."""

    days: tuple[int, int]
    defaults: tuple[str | None, str | None]
    excuses: bool
    counts: bool
    allowed: bool
    for_b: str | None
    for_p: str | None

    def regime(self) -> Regime:
        guards = [{"flag": frozenset({one})} if one else {} for one in (self.for_b, self.for_p)]
        events = {name: EventType(name, NAME) for name in ("a", "b", "c", "e", "y", "z")}
        events["b"] = EventType("b", NAME, when=guards[0])
        ends = ("e",) if self.excuses else ()
        (first, second), (one, other) = map(Within, self.days), self.defaults
        rules: list[Rule] = [
            duty("a", "b", first, id="p", default=one, excused_by=ends, when=guards[1]),
            duty("b", "c", second, id="q", bearer="q", default=other),
        ]
        rules += [may("a", "b")] if self.allowed else []
        rules += [counts("e", "b")] if self.counts else []
        return regime(*rules, events=events)


class History(NamedTuple):
    """When what came, each at most once; ``who`` did ``b``."""

    a: datetime
    b: datetime | None
    c: datetime | None
    e: datetime | None
    who: str

    def ledger(self) -> str:
        told = [("a", self.a, ""), ("b", self.b, self.who), ("c", self.c, "q"), ("e", self.e, "")]
        rows = (f"1,{at:%Y-%m-%d %H:%M},{one},{by}" for one, at, by in told if at is not None)
        return "\n".join(["case,time,event,party", *rows])


def due(opened: datetime, days: int) -> datetime:
    later = [day for day in WORKING if day > opened.date()]
    return datetime.combine(later[days - 1], CLOSE)


def days_late(limit: datetime, at: datetime) -> int:
    """Working days begun behind the limit; the hours behind a close are the next one's."""
    behind = [day for day in WORKING if limit.date() < day <= at.date()]
    after_close = at.time() > CLOSE or at.date() not in WORKING
    return max(len(behind) + after_close, 1)


def stands(limit: datetime, done: datetime | None, *, kept: bool, took: bool, able: bool) -> Stands:
    """How a duty stands: kept or excused, its default having taken effect, able when due."""
    if kept:
        return "fulfilled", limit, done, 0
    if limit > END:
        return "pending", limit, None, None
    settled = limit if took else done
    if not able:
        return "could-not-be-kept", limit, settled, None
    late = None if done is None else days_late(limit, done)
    status = "deemed" if took else "missing" if done is None else "late"
    return status, limit, settled, late


def second(text: Regulation, told: History) -> dict[str, Stands] | None:
    """What became of each duty; ``None`` of a history that the text does not allow."""
    flag = (text.for_b if told.b is not None else None) or "false"
    binding, able = text.for_p in (None, flag), text.for_b in (None, flag)
    counted = told.e if text.counts else None
    came = [at for at in (told.b, counted) if at is not None]
    if told.b is not None and (told.b <= told.a or (counted is not None and counted <= told.b)):
        return None
    if told.b is not None and not (
        (told.who == "p" and binding) or (told.who == "q" and text.allowed)
    ):
        return None
    found = {}
    if binding:
        limit = due(told.a, text.days[0])
        # What the world does at the minute of the close comes behind what expires there.
        in_time = [at for at in came if at < limit or (at == limit and at == told.b)]
        own = [at for at in (told.b if told.who == "p" else None, counted) if at is not None]
        done = min(own, default=None)
        if told.b is not None and told.who == "q":
            done = None  # the act has come, by another: nothing counts as it any more
        kept = done is not None and (done < limit or (done == limit and done == told.b))
        ends = text.excuses and told.e is not None and told.e < limit
        if ends and done is not None and told.e is not None and done >= max(told.a, told.e):
            done = None  # it was excused before; what stood before the trigger left nothing to do
        one, kept = text.defaults[0], kept or ends
        took = not kept and limit <= END and one is not None and not (one == "b" and in_time)
        if took and one == "b":
            came.append(limit)
        found["p"] = stands(limit, done, kept=kept, took=took, able=able)
    if not came:
        return found if told.c is None else None
    opened = min(came)
    if told.c is not None and told.c <= opened:
        return None
    limit = due(opened, text.days[1])
    took = text.defaults[1] is not None
    kept = told.c is not None and told.c <= limit
    found["q"] = stands(limit, told.c, kept=kept, took=took, able=True)
    return found


TIMES = st.sampled_from([time(9), time(16, 59), CLOSE, time(17, 1), time(23, 58)])
INSTANTS = st.builds(datetime.combine, st.sampled_from(DAYS[:30]), TIMES)
SOME = st.none() | INSTANTS
REGULATIONS = st.builds(
    Regulation,
    st.tuples(st.integers(1, 3), st.integers(1, 3)),
    st.tuples(st.sampled_from([None, "b", "z"]), st.sampled_from([None, "c", "y"])),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    FLAGS,
    FLAGS,
)
HISTORIES = st.builds(History, INSTANTS, SOME, SOME, SOME, st.sampled_from("pq")).filter(
    lambda one: len({*one[:4]} - {None}) == sum(at is not None for at in one[:4])
)
ALLOWED = st.tuples(REGULATIONS, HISTORIES).filter(lambda pair: second(*pair) is not None)


def written(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat(timespec="minutes")


@given(ALLOWED)
@draws(300)
def test_a_second_judge_finds_the_same(pair: tuple[Regulation, History]) -> None:
    text, told = pair
    found = {
        one["rule"]: (one["status"], one["due"], one["settled"], one["working_days_late"])
        for one in data(told.ledger(), MAP, text.regime())
    }
    expected = second(text, told) or {}
    assert found == {
        rule: (one[0], written(one[1]), written(one[2]), one[3]) for rule, one in expected.items()
    }
