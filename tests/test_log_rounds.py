"""To which round an entry belongs hangs on when it came, never on where it stands in the file.

The rules (HOTLINE): assigned within 1 working day of the request (art. 1), accepted or returned
within 1 of that (art. 2), assigned again within 1 of a return (art. 4), answered within 5 of the
acceptance (art. 5); three rounds. Business closes at 17:00; 2 March 2026 is a Monday.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import groupby, permutations, product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.regime import Regime
from tests.draws import draws
from tests.ledgers import data, judged
from tests.rounds import HEAD, HOTLINE, read

EVENTS = ("received", "assigned", "accepted", "returned", "answered")
NAMES = {"received": "request.received"} | {one: f"matter.{one}" for one in EVENTS[1:]}
MAPPING = "case: case\ntime: time\nevent: event\nevents:\n" + "".join(
    f"  {name}: {event}\n" for name, event in NAMES.items()
)
MAPPING += "log-ends: 2026-04-30\n"

Told = tuple[str, int, str]
"""An event, its day of March 2026, and its time of day; empty where there is none."""


@cache
def hotline() -> Regime:
    return read(HOTLINE)


def ledger(matters: dict[str, list[Told]]) -> str:
    rows = [
        f"{case},{event},2026-03-{day:02} {at}".rstrip()
        for case, told in matters.items()
        for event, day, at in told
    ]
    return "\n".join(["case,event,time", *rows])


def stands(told: list[Told], mapping: str = MAPPING) -> dict[str, str]:
    found = data(ledger({"1": told}), mapping, hotline())
    return {one["rule"]: one["status"] for one in found}


def started(*told: Told) -> list[Told]:
    return [("received", 2, "09:00"), ("assigned", 2, "10:00"), *told]


def test_returned_and_assigned_again_on_one_day_are_two_rounds_whatever_the_lines() -> None:
    """Returned on Tuesday at 15:00; assigned on it again; accepted on Wednesday: all kept."""
    again: list[Told] = [("returned", 3, "15:00"), ("assigned", 3, "")]
    for turned in (again, again[::-1]):
        found = stands(started(*turned, ("accepted", 4, "10:00"), ("answered", 5, "10:00")))
        kept = ("assign", "take", "reassign", "take-2", "answer")
        assert [found[one] for one in kept] == ["fulfilled"] * 5
        assert set(found) == {*kept}


def test_two_returns_of_one_day_whose_second_assignment_came_on_it_too() -> None:
    """Assigned at 10:00, then on that day returned, assigned, returned and assigned once more."""
    day: list[Told] = [("returned", 2, ""), ("assigned", 2, ""), ("returned", 2, "")]
    end: list[Told] = [("assigned", 2, ""), ("accepted", 3, "09:00"), ("answered", 3, "12:00")]
    found = stands(started(*day, *end))
    assert found["reassign"] == found["reassign-2"] == found["take-3"] == "fulfilled"
    assert {*found.values()} == {"fulfilled"}


def test_a_later_round_is_late_where_it_is_so_in_every_order() -> None:
    """Accepted on Friday the 6th; what was assigned on Tuesday again was due on Wednesday.

    Returned on Tuesday, the due day, without a time: before its close or behind it is not told.
    """
    found = stands(started(("assigned", 3, ""), ("returned", 3, ""), ("accepted", 6, "10:00")))
    assert (found["reassign"], found["take-2"]) == ("fulfilled", "late")
    assert found["take"] == "not-judgeable"


def test_where_the_round_decides_who_was_late_nobody_is() -> None:
    """Accepted and returned on Tuesday without times, and assigned on Wednesday again.

    Accepted and then returned is forbidden (art. 3.2); returned first, the acceptance had no
    assignment. The ban was broken in one order and not in the other.
    """
    found = stands(started(("accepted", 3, "12:00"), ("returned", 3, "12:00"), ("assigned", 4, "")))
    assert "violated" not in found.values()
    timed = started(("accepted", 3, "12:00"), ("returned", 3, "12:01"), ("assigned", 4, ""))
    assert stands(timed)["keep"] == "violated"


@pytest.mark.parametrize("midnight", ["", "00:00:00"])
def test_midnight_exactly_places_nothing(midnight: str) -> None:
    found = stands(
        started(
            ("assigned", 3, midnight),
            ("returned", 3, "15:00"),
            ("accepted", 4, "09:00"),
            ("answered", 4, "10:00"),
        )
    )
    assert {*found.values()} == {"fulfilled"}
    assert {"reassign", "take-2"} <= found.keys()


def test_where_times_tell_the_rounds_an_act_too_early_stays_one() -> None:
    """The good twin's return at 09:00 lies before the assignment of 10:00 that it would answer."""
    good = stands(started(("returned", 3, "09:00"), ("assigned", 3, "10:00"), ("accepted", 4, "")))
    bad = stands(started(("assigned", 3, "09:00"), ("returned", 3, "10:00"), ("accepted", 4, "")))
    assert good["reassign"] == "fulfilled"
    assert bad["reassign"] == "not-judgeable"


def test_entries_of_one_instant_are_of_the_rounds_that_are_possible() -> None:
    tied: list[Told] = [("assigned", 3, "10:00"), ("returned", 3, "10:00")]
    for turned in (tied, tied[::-1]):
        found = stands(started(*turned, ("accepted", 4, "09:00"), ("answered", 4, "09:00")))
        assert {*found.values()} == {"fulfilled"}
        assert found["take-2"] == "fulfilled"


def test_each_department_has_rounds_of_its_own() -> None:
    """That of one whose times are known is not doubted for the other's day without a time."""
    rows = [
        "1,,received,2026-03-02 09:00",
        "1,甲,assigned,2026-03-02 10:00",
        "1,乙,assigned,2026-03-02 10:00",
        "1,甲,assigned,2026-03-03",
        "1,甲,returned,2026-03-03",
        "1,乙,returned,2026-03-03 10:00",
        "1,乙,assigned,2026-03-05 10:00",  # due on the 4th
    ]
    text = "\n".join(["case,office,event,time", *rows])
    found = {
        (one["thread"], one["rule"]): one["status"]
        for one in data(text, MAPPING + "thread: office\n", read(HOTLINE, OFFICES))
    }
    assert (found["甲", "reassign"], found["乙", "reassign"]) == ("fulfilled", "late")
    assert found["甲", "take-2"] == found["乙", "take-2"] == "missing"


def test_what_comes_again_apart_has_rounds_of_its_own() -> None:
    """Reminded twice before the assignment: that is of the first round all the same."""
    apart = HOTLINE.replace("rules:\n", TOLD_AGAIN, 1)
    mapping = MAPPING + "  told: file.sent\n  answered-to: consent.given\n"
    mapping = mapping.replace("log-ends: 2026-04-30\n", "") + "log-ends: 2026-04-30\n"
    rows = [
        "1,told,2026-03-02 08:00",
        "1,answered-to,2026-03-02 08:10",
        "1,told,2026-03-02 08:20",
        "1,received,2026-03-02 09:00",
        "1,assigned,2026-03-02 10:00",
        "1,accepted,2026-03-03 10:00",
    ]
    text = "\n".join(["case,event,time", *rows])
    found = {one["rule"]: one["status"] for one in data(text, mapping, read(apart))}
    assert (found["assign"], found["take"]) == ("fulfilled", "fulfilled")
    assert (found["tell"], found["tell-2"]) == ("fulfilled", "missing")
    assert "take-2" not in found


TOLD_AGAIN = """\
  - times: 2
    events: [file.sent, consent.given]
rules:
  - {id: tell, article: "7", on: file.sent, bearer: planning, act: consent.given, deadline: 1 working day}
  - {id: send, article: "8", on: consent.given, bearer: lead, act: {next: file.sent}, deadline: 1 working day}
"""  # noqa: E501


OFFICES = HEAD.replace(
    "request.received: {label: {zh: 收到诉求, en: request received}}",
    "request.received: {label: {zh: 收到诉求, en: request received}, scope: case}",
)


def test_beyond_the_last_round_which_entry_counts_is_tried_in_every_order_too() -> None:
    """A fourth assignment has no round: the third counts, which of two of one day is not told.

    Accepted on the 9th at 10:00. Of the two of Thursday the 5th and the 6th the third round begins
    with that of the 5th, so take-3 is late; of two of the 6th either may begin it.
    """
    head = started(("returned", 3, "09:00"), ("assigned", 3, "10:00"), ("returned", 4, "09:00"))
    plain = stands([*head, ("assigned", 5, "09:00"), ("assigned", 6, ""), ("accepted", 9, "10:00")])
    assert plain["take-3"] == "late"
    both = [*head, ("assigned", 6, ""), ("assigned", 6, "18:00"), ("accepted", 9, "10:00")]
    assert stands(both)["take-3"] == "fulfilled"  # due on Monday the 9th at 17:00 in either case


def test_with_too_many_orders_the_rounds_of_a_matter_are_not_judgeable_and_told() -> None:
    many: list[Told] = [(event, 3, "") for event in ("returned", "assigned") * 2]
    many += [("accepted", 4, ""), ("answered", 5, "")]
    more: list[Told] = [("assigned", day, "") for day in range(6, 20)]
    found = data(ledger({"1": started(*many, *more)}), MAPPING, hotline())
    assert {one["status"] for one in found} == {"not-judgeable"}
    assert all("not every order was tried" in one["why"] for one in found)


def test_an_event_of_a_round_without_a_usable_date_may_be_of_any() -> None:
    """The second return has no date: the third assignment is nobody's missing one."""
    told = started(("returned", 3, "09:00"), ("assigned", 3, "10:00"))
    assert stands(told)["take-2"] == "missing"
    rows = ledger({"1": told}) + "\n1,returned,2026-02-30\n"
    found = {one["rule"]: one["status"] for one in data(rows, MAPPING, hotline())}
    assert "missing" not in found.values()
    assert found["take-2"] == "not-judgeable"


# Differential: random small ledgers, some times taken away, against every completion of times


def moments(told: list[Told]) -> Iterator[list[Told]]:
    """Every order and part of the day in which entries of one day can have come, with times."""
    for order in permutations(told):
        timed = [at for _, _, at in order if at]
        if timed != sorted(timed):
            continue
        for behind in product((False, True), repeat=len(order)):
            known = all(
                not at or (at > "17:00") == late
                for (*_, at), late in zip(order, behind, strict=True)
            )
            if known and list(behind) == sorted(behind):
                yield filled(list(order), list(behind))


def filled(order: list[Told], behind: list[bool]) -> list[Told]:
    found, last = [], "00:01"
    for second, ((event, day, at), late) in enumerate(zip(order, behind, strict=True)):
        last = max(last, at or ("17:01" if late else "00:01"))
        found.append((event, day, f"{last}:{second:02}"))
    return found


def completions(told: list[Told], most: int = 400) -> list[list[Told]]:
    days = [
        list(each) for _, each in groupby(sorted(told, key=lambda one: one[1]), lambda one: one[1])
    ]
    found = list(product(*(moments(day) for day in days)))
    return (
        [[one for day in way for one in day] for way in found][:most] if len(found) <= most else []
    )


def too_early(told: list[Told], repeats: str) -> int:
    """How many acts stand before what they need, rounds being counted as the manual has them."""
    number, come, named = 1, set[str](), []
    for event, _, _ in told:
        if event in LAST_ROUND:
            if event in come and number < LAST_ROUND[event]:
                number, come = number + 1, set()
            come.add(event)
            event = f"{event}-{min(number, LAST_ROUND[event])}"
        named.append(event)
    if repeats == "last":
        named = [one for place, one in enumerate(named) if one not in named[place + 1 :]]
    else:
        named = [*dict.fromkeys(named)]
    acts = [(place, one) for place, one in enumerate(named) if "-" in one]
    return sum(needed(one) not in named[:place] for place, one in acts)


LAST_ROUND = {"assigned": 3, "accepted": 3, "returned": 2}


def needed(event: str) -> str:
    name, _, number = event.partition("-")
    if name == "assigned":
        return "received" if number == "1" else f"returned-{int(number) - 1}"
    return f"assigned-{number}"


def rows_of(matters: dict[str, list[Told]], mapping: str) -> dict[str, dict[str, Any]]:
    rows = judged(ledger(matters), mapping, hotline()).rows
    found: dict[str, dict[str, Any]] = {case: {} for case in matters}
    for one in rows.iter_rows(named=True):
        found[one["case"]][one["rule"]] = one
    return found


ENTRY = st.tuples(
    st.sampled_from(["assigned", "accepted", "returned", "assigned", "returned"]),
    st.sampled_from([2, 3, 4, 6]),
    st.sampled_from(["", "", "10:00", "17:00", "18:00"]),
)


@draws(120)
@given(
    st.lists(ENTRY, min_size=1, max_size=4),
    st.sampled_from(["first", "last"]),
    st.randoms(use_true_random=False),
)
def test_what_is_judged_stands_so_under_every_completion_of_times(
    more: list[Told], repeats: str, random: Any
) -> None:
    mapping = f"{MAPPING}repeats: {repeats}\n"
    told = started(*more)
    every = completions(told)
    if not every:
        return
    found = rows_of({str(number): each for number, each in enumerate(every)}, mapping)
    shuffled = random.sample(told, len(told))
    ours = rows_of({"open": told, "turned": shuffled}, mapping)
    one, other = ours["open"], ours["turned"]
    assert {rule: row["status"] for rule, row in one.items()} == {
        rule: row["status"] for rule, row in other.items()
    }
    early = {str(number): too_early(each, repeats) for number, each in enumerate(every)}
    possible = [rows for case, rows in found.items() if early[case] == min(early.values())]
    for rule, row in one.items():
        if row["status"] != "not-judgeable":
            assert {rows.get(rule, {}).get("status") for rows in possible} == {row["status"]}
    if not min(early.values()):
        alike = {
            rule
            for rule in set().union(*possible)
            if len({rows.get(rule, {}).get("status") for rows in possible}) == 1
        }
        assert alike <= {rule for rule, row in one.items() if row["status"] != "not-judgeable"}
