"""Amendments: cheapest by exhaustive search, verified from scratch, or a minimal reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import product

from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

from model.amendment import Edit, NewDeadline, NewDefault, NewDuty, applied, article_of
from model.deadline import STRICT, Reading
from model.property import Property
from model.regime import Regime
from tests.small import NAME, questions
from verify.amendment import Amendments, Found, amend
from verify.amendment.requirement import Requirement
from verify.amendment.space import Space
from verify.guarantees import verify
from verify.verdict import Answer, Assume

LONGEST = 2
SEEN: Counter[str] = Counter()
P = Property("p", NAME, "a", "c")


def holds(of: Regime, one: Requirement, reading: Reading) -> bool:
    (found,) = verify(of, [one.property], [reading], [one.assume], one.within)
    return found.answer is Answer.PROVED


def every_choice(space: Space) -> Iterator[tuple[Edit, ...]]:
    """All sets of edits of a space, those that make none included."""
    axes: list[list[tuple[Edit, ...]]] = []
    for rule, now in space.timed.items():
        figures = [n for n in range(1, space.longest + 1) if n != now]
        axes.append([(), *((NewDeadline(rule, n),) for n in figures)])
    plain: tuple[Edit, ...] = (*space.defaults, *space.starts, *space.counted)
    axes += [[(), (each,)] for each in plain]
    for one in space.duties:
        written = [
            replace(one, days=n, deemed=deemed)
            for n in range(1, space.longest + 1)
            for deemed in (False, True)[: 1 if one.act in space.announced else 2]
        ]
        axes.append([(), *((each,) for each in written)])
    for chosen in product(*axes):
        yield tuple(edit for edits in chosen for edit in edits)


def cost(space: Space, edits: tuple[Edit, ...]) -> tuple[int, int, int, int]:
    """What edits cost, straight from the definition."""
    articles = {article_of(one, space.regime) for one in edits}
    days = short = 0
    for one in edits:
        if isinstance(one, NewDeadline):
            now = space.timed[one.rule]
            days += abs(one.days - now) if now is not None else 0
            short += space.longest - one.days if now is None else 0
        elif isinstance(one, NewDuty):
            short += space.longest - one.days
        elif one in space.counted:
            days += space.lost[getattr(one, "id", "")]
    number = len(edits) + sum(isinstance(one, NewDuty) and one.deemed for one in edits)
    return len(articles), days, number, short


def can_expire(space: Space, edits: tuple[Edit, ...]) -> bool:
    """Whether every new default is of a duty that has a limit by then."""
    timed = {one.rule for one in edits if isinstance(one, NewDeadline)}
    return all(
        one.rule in timed or space.timed.get(one.rule, 0) is not None
        for one in edits
        if isinstance(one, NewDefault)
    )


def exhaustive(found: Amendments, reading: Reading) -> tuple[object, set[str]]:
    """The least cost at which all requirements hold, and all choices that have it."""
    best: tuple[int, int, int, int] | None = None
    chosen: set[str] = set()
    every = [one for one in every_choice(found.space) if can_expire(found.space, one)]
    for edits in sorted(every, key=lambda one: cost(found.space, one)):
        price = cost(found.space, edits)
        if best is not None and price > best:
            break
        amended = applied(found.space.regime, edits)
        if all(holds(amended, one, reading) for one in found.requirements):
            best = price
            chosen.add(str(sorted(map(str, edits))))
    return best, chosen


def with_acts(of: Regime) -> Regime:
    """The regime with events that are people's acts, so that duties can be added."""
    events = {
        name: replace(kind, by="p" if name != "a" else kind.by)
        for name, kind in of.vocabulary.events.items()
    }
    return replace(of, vocabulary=replace(of.vocabulary, events=events))


@given(
    questions(most=2),
    st.sampled_from([0, 1, 1, 2]),
    st.sampled_from(list(Assume)),
    st.sampled_from([STRICT, STRICT, Reading(2)]),
)
@settings(max_examples=70, phases=[Phase.generate])
def test_amendments_are_those_of_exhaustive_search(
    question: tuple[Regime, Property], within: int, who: Assume, reading: Reading
) -> None:
    of, prop = with_acts(question[0]), question[1]
    found = amend(of, [Requirement(prop, within, who)], longest=LONGEST, reading=reading)
    assume(found.space.size <= 5)
    SEEN[found.found] += 1
    assert found.found is not Found.UNKNOWN
    best, chosen = exhaustive(found, reading)
    if found.found is Found.HOLDS:
        assert best == (0, 0, 0, 0)
        return
    assert {str(sorted(map(str, one.edits))) for one in found.amendments} == chosen
    assert {tuple(one.cost) for one in found.amendments} == ({best} if best else set())


def test_the_random_requirements_held_every_kind_of_answer() -> None:
    assert all(SEEN[kind] >= 5 for kind in (Found.HOLDS, Found.AMENDED, Found.NONE)), SEEN
