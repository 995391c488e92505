"""Random regimes in random offices, for the two engines."""

from dataclasses import replace
from datetime import date

from hypothesis import strategies as st

from model.deadline import STRICT, Reading
from model.regime import Regime
from model.simulation.conduct import (
    Attention,
    Conduct,
    GivingUp,
    Leaning,
    Order,
    Ordering,
    Prompt,
    PuttingOff,
)
from model.simulation.effort import Effort, Tail
from model.simulation.outage import Breakdown, Breakdowns, Outages
from model.simulation.pattern import Pattern
from model.simulation.period import Period
from model.simulation.scenario import (
    Absence,
    Department,
    Every,
    LegalAct,
    MatterKind,
    Scenario,
    Shift,
    Task,
)
from model.version import Version
from tests import moving, test_simulated_limits
from tests.county import county, later
from tests.engine_cases import AT_OPENING, CLOSE, OPENING
from tests.small import NAME, needing, regimes
from tests.versions import families

EFFORTS = st.sampled_from(
    [
        Effort(60, 60),
        Effort(60, 60),
        Effort(30, 300),
        Effort(480, 480),
        Effort(10, 100, tail=Tail(0.9, 1.5)),
    ]
)
WAITS = st.sampled_from(
    [None, None, Effort(120, 120), Effort(420, 420), Effort(100, 2000, same_day=0.3)]
)
LOOKS = st.sampled_from([(OPENING,), (600, 900), (CLOSE,), (CLOSE - 60, OPENING), (720,)])
PATTERNS = st.sampled_from([Pattern(), AT_OPENING, Pattern(months=(2.0,) + (1.0,) * 11)])


@st.composite
def departments(draw: st.DrawFn, party: str) -> Department:
    officers = draw(st.integers(1, 3))
    part = st.sampled_from([((OPENING, 720),), ((780, CLOSE),), ((OPENING, CLOSE),)])
    return Department(
        party,
        NAME,
        party,
        officers,
        draw(LOOKS),
        skips=draw(st.sampled_from([0.0, 0.0, 0.4])),
        share=draw(st.sampled_from([1.0, 3.0])),
        hours=draw(st.sampled_from([(), (), ((OPENING, 660), (840, CLOSE))])),
        shifts=(Shift(1, draw(part)),) if draw(st.integers(0, 3)) == 0 else (),
        leave=draw(st.sampled_from([0, 0, 0, 15])),
        absences=(Absence(Period((2, 1), (3, 15)), officers),)
        if draw(st.integers(0, 3)) == 0
        else (),
        silent=draw(st.integers(0, 4)) == 0,
    )


@st.composite
def conducts(draw: st.DrawFn, events: list[str]) -> Conduct:
    willing = PuttingOff(((0, 1.0), (1, 0.5), (3, 0.2)))
    some = st.lists(st.sampled_from(events), min_size=1, max_size=2, unique=True).map(tuple)
    prompt = Prompt("prompt", draw(some), draw(st.booleans()), 0.3, 0.5, draw(st.integers(0, 9)))
    again = Prompt("again", draw(some), True, 0.5, 0.2, 2)
    return Conduct(
        attention=Attention(draw(st.sampled_from([1.0, 0.5])), draw(st.sampled_from([1.0, 0.5]))),
        order=Ordering(draw(st.sampled_from(list(Order)))),
        putting_off=draw(st.sampled_from([None, willing])),
        giving_up=draw(st.sampled_from([None, GivingUp(0.5)])),
        leaning=draw(st.sampled_from([None, Leaning(0.3, 0.1, 0.9)])),
        prompts=draw(st.sampled_from([(), (), (prompt,), (prompt, again)])),
    )


@st.composite
def offices(draw: st.DrawFn, regime: Regime) -> Scenario:
    """Random departments, tasks, conduct and matters for the events of a regime."""
    events = [*regime.vocabulary.events]
    free = [event for event in events if event not in regime.governed]
    coming = st.builds(
        later,
        st.sampled_from(events),
        st.sampled_from(events),
        st.sampled_from([0, 0, 1, 2]),
        probability=st.sampled_from([1.0, 0.6]),
    )
    kinds = [
        MatterKind(
            f"kind-{number}" if number else "kind",
            tuple(draw(st.lists(st.sampled_from(free), min_size=1, max_size=2, unique=True))),
            draw(st.sampled_from([0.1, 0.4])),
            draw(st.sampled_from([1.0, 2.0])),
            draw(st.sampled_from([0.0, 0.5])),
            {"flag": {"false": 0.5, "true": 0.5}, "unknown": {"x": 1.0}},
            tuple(draw(st.lists(coming, max_size=4))),
            everywhere=draw(st.integers(0, 4)) == 0,
            pattern=draw(PATTERNS),
        )
        for number in range(draw(st.integers(1, 2)) if free else 0)
    ]
    kinds = [
        replace(kind, every=Every.MONTH, pattern=Pattern(), per_day=0.0)
        if draw(st.integers(0, 5)) == 0
        else kind
        for kind in kinds
    ]
    down = Outages(
        (Breakdown(Period((4, 2), (4, 5)), OPENING, 700),), Breakdowns(20, 6), tuple(events[:2])
    )
    tasks = st.builds(
        Task,
        EFFORTS,
        WAITS,
        st.sampled_from([0.0, 0.0, 0.3]),
        st.sampled_from([False, False, True]),
    )
    names = ("p", "q", "regulator", "market")
    made = [draw(departments(name)) for name in names]
    made[3] = replace(made[3], party="regulator")
    return county(
        *kinds,
        departments=tuple(made),
        tasks={event: draw(tasks) for event in events},
        recall=draw(st.sampled_from([None, 0, 4])),
        legal_act=draw(st.sampled_from(list(LegalAct))),
        expiry_frees=draw(st.booleans()),
        warm_up=draw(st.sampled_from([0, 40])),
        drain=draw(st.sampled_from([5, 60])),
        conduct=draw(conducts(events)),
        outages=draw(st.sampled_from([Outages(), Outages(), down])),
    )


def _of_the_case(draw: st.DrawFn, regime: Regime) -> Regime:
    """The regime with some events that are of the whole case."""
    events = {
        name: replace(word, scope="case") if draw(st.integers(0, 3)) == 0 else word
        for name, word in regime.vocabulary.events.items()
    }
    return replace(regime, vocabulary=replace(regime.vocabulary, events=events))


@st.composite
def texts(draw: st.DrawFn) -> Regime:
    """A random regime of any kind, perhaps of two versions."""
    some = draw(
        st.sampled_from(
            [regimes(), regimes(5), needing(), moving.moving(), test_simulated_limits.moving()]
        )
    )
    if draw(st.integers(0, 4)):
        return _of_the_case(draw, draw(some))
    first, second = draw(families(2))
    carried = draw(st.booleans())
    change = draw(st.sampled_from([date(2025, 6, 10), date(2025, 6, 10), date(2040, 1, 1)]))
    versions = (Version(None, first), Version(change, second, carried))
    return replace(second, versions=versions)


@st.composite
def worlds(draw: st.DrawFn) -> tuple[Regime, Scenario, int, Reading]:
    """A random regime in a random county."""
    regime = draw(texts())
    whole = regime.versions[0].regime if regime.versions else regime
    both = replace(whole, rules=(*whole.rules, *(regime.rules if regime.versions else ())))
    reading = draw(st.sampled_from([Reading(2), Reading(1), STRICT]))
    return regime, draw(offices(both)), draw(st.integers(0, 50)), reading
