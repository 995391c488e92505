"""What an office owed in a week, late acts first, each leading to its matter step by step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from experiments.show.blocks import Block, Bullets, Cell, Fold, Marked, Paragraph, Section, Table
from experiments.studio.address import Address
from experiments.studio.times import timed
from experiments.studio.year import weeks
from experiments.studio.year.supposed import number
from experiments.studio.year.under_way import UnderWay
from experiments.studio.year.weeks import week_words
from experiments.studio.year.years import Waited
from model.instant import time_of
from model.language import Complaint, plain, say
from model.regime import Regime
from model.simulation.scenario import Scenario
from model.trace import Mode

_PAGE = 20  # matters on a page


def week_of(address: Address, of: UnderWay, side: str, monday: date, office: str) -> Section:
    """Return the matters of a week of a department, oldest first, a page of them."""
    question = of.question
    place = weeks.SIDES.index(side) if side in weeks.SIDES[: len(question.sides)] else -1
    labels = {one.id: one.label for one in question.sides[place][1].departments}
    if place < 0 or office not in labels:
        raise Complaint("studio.year.no-week", found=f"{side}.{monday}.{office}"[:60])
    with timed("studio.time.week"):
        found = of.matters(place, office, monday)
    late = [one for one in found if late_in(one, monday)]
    rest = [one for one in found if not late_in(one, monday)]
    pages = max(1, -(-len(found) // _PAGE))
    page = min(number(address, "page", 1, 1, 10_000), pages)
    most = _queue(of, place, office, monday)
    about = {"office": labels[office], "week": week_words(monday), **most}
    counts = {"count": len(found), "late": len(late), "rest": len(rest)}
    blocks: list[Block] = [Paragraph(say("studio.year.owed", **about, **counts))]
    regime, scenario = question.sides[place]
    shown = [*late, *rest][(page - 1) * _PAGE : page * _PAGE]
    if first := [one for one in shown if late_in(one, monday)]:
        blocks.append(_matters(address, regime, scenario, first))
    if others := [one for one in shown if not late_in(one, monday)]:
        table = _matters(address, regime, scenario, others)
        heading = say("studio.year.in-time", count=len(others))
        blocks.append(Fold(heading, (table,), open=not first))
    if pages > 1:
        blocks.append(Bullets(tuple(_pages(address, page, pages))))
    return Section("week", say("studio.year.matters"), tuple(blocks))


def late_in(one: Waited, monday: date) -> bool:
    """Whether an act that was owed in a week was past its limit in it, to the day."""
    if one.due is None or one.due > monday + timedelta(days=6):
        return False
    return one.until is None or one.until > one.due


def _queue(of: UnderWay, place: int, office: str, monday: date) -> dict[str, int]:
    """The longest queue of a week and the most that was overdue, as the table has them."""
    if of.latest is None:
        return {"waiting": 0, "overdue": 0}
    rows = of.latest.weeks[place].filter(department=office, week=monday)
    row = rows.row(0, named=True) if len(rows) else {"waiting": 0, "overdue": 0}
    return {"waiting": row["waiting"], "overdue": row["overdue"]}


def _matters(
    address: Address, regime: Regime, scenario: Scenario, shown: Sequence[Waited]
) -> Table:
    """Return acts that were owed, each leading to its matter step by step."""
    starts = {kind.id: kind.starts[0] for kind in scenario.matters}
    events = regime.vocabulary.events
    rows: list[tuple[Cell, ...]] = []
    for one in shown:
        begun = events.get(starts.get(one.kind, ""))
        name = plain(one.case) if begun is None else say(
            "studio.year.matter", begun=begun.label, number=one.case.rsplit("-", 1)[-1]
        )  # fmt: skip
        rows.append(
            (
                Marked("", name, link=played(address, regime, one)),
                events[one.act].label,
                str(one.since),
                "—" if one.due is None else str(one.due),
                say("studio.year.still") if one.until is None else str(one.until),
            )
        )
    heads = (
        say("studio.year.matter-head"),
        say("studio.year.act"),
        say("studio.year.since"),
        say("studio.year.due"),
        say("studio.year.until"),
    )
    return Table(say("studio.year.matters-caption"), heads, tuple(rows))


def _pages(address: Address, page: int, pages: int) -> Iterator[Marked]:
    """Yield the pages before and after."""
    for other, key in ((page - 1, "studio.year.earlier"), (page + 1, "studio.year.later")):
        if 1 <= other <= pages:
            words = say(key, page=other, pages=pages)
            yield Marked("", words, link=address.url("year", page=other) + "#week")


def played(address: Address, regime: Regime, one: Waited) -> str:
    """Return the address at which a matter is played as it went in the year."""
    known = regime.vocabulary.attributes
    facts = ",".join(
        f"{name}:{value}"
        for name, value in sorted(one.run.attributes.items())
        if name in known and value != known[name].values[0]
    )
    deeds = [
        f"{each.event}/{each.party}@{time_of(each.at):%Y-%m-%dT%H:%M}"
        for each in one.run.occurrences
        if each.mode in (Mode.PERFORMED, Mode.EXOGENOUS)
    ]
    first = min((each.at for each in one.run.occurrences), default=0)
    more = {"at": f"{time_of(first):%Y-%m-%dT%H:%M}", "facts": facts, "moves": ";".join(deeds)}
    return address.url("play", more=more)
