"""Do the intervals cover? A study where the truth is known; run by hand, not part of the tests.

``python -m tests.statistics_benchmark`` prints one table in a minute of processor time: of many
experiments, each with its replications, how many intervals contain the truth, with the 95 %
interval of that share itself. The truths are closed forms of the queues in ``tests/queues.py``,
of normal samples, and of Ishigami's function.

``meets``: the stated level lies within or below the interval of what was measured. ``below``: it
lies above it. Rows that are known to fall short are there on purpose, each before its remedy.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from experiments.statistics.comparisons import paired_with_baseline
from experiments.statistics.interval import Estimate, Interval
from experiments.statistics.intervals import mean, proportion, quantile, ratio
from experiments.statistics.paired import paired_mean
from experiments.statistics.screening import could_be_best
from experiments.statistics.selection import KimNelson, Selection
from experiments.statistics.sensitivity import plan, shares
from experiments.statistics.stopping import StoppingRule
from tests.queues import Queue, Values
from tests.stopping_times import stopping_times
from tests.variance import variance_reduction

ONE = Queue(0.7)
THREE = Queue(2.4, servers=3)
IMPATIENT = Queue(3.3, servers=3, impatience=0.5)
SHORT = "falls short"
"""In the note of a row that is known to: it is there for comparison."""
NAMES = {"M/M/1": ONE, "M/M/3": THREE, "M/M/3+M": IMPATIENT}


@dataclass(frozen=True)
class Row:
    """How often what was stated was so."""

    what: str
    right: int
    of: int
    level: float = 0.95
    note: str = ""

    @property
    def measured(self) -> Interval:
        """The share, with its interval."""
        found = proportion(self.right, self.of)
        assert isinstance(found, Interval)
        return found

    @property
    def meets(self) -> bool:
        """Whether the stated level is not above what was measured."""
        return self.measured.high >= self.level


def covered(estimates: Iterable[Estimate], truth: float) -> list[bool]:
    return [isinstance(one, Interval) and one.contains(truth) for one in estimates]


def row(what: str, right: Iterable[bool], note: str = "", level: float = 0.95) -> Row:
    told = list(right)
    return Row(what, sum(told), len(told), level, note)


def queues(experiments: int, n: int = 50, length: float = 300.0) -> Iterator[Row]:
    """Mean wait and share abandoned in windows of a stationary queue."""
    for name, queue in NAMES.items():
        made = queue.windows(experiments * n, length, seed=11)
        waited, came, left = (
            one.reshape(-1, n) for one in (made.waited, made.customers, made.left)
        )
        told = [ratio(w, c) for w, c in zip(waited, came, strict=True)]
        yield row(f"{name} mean wait, {n} windows (ratio)", covered(told, queue.mean_wait))
        truth = queue.mean_wait * queue.arrival * length
        yield row(f"{name} total wait, {n} windows (mean)", covered(map(mean, waited), truth))
        if queue.impatience:
            told = [ratio(one, c, bounds=(0, 1)) for one, c in zip(left, came, strict=True)]
            yield row(f"{name} share abandoned (ratio)", covered(told, queue.share_left))


def skewness(experiments: int, n: int = 10, length: float = 100.0) -> Iterator[Row]:
    """Few short windows: where Student's interval falls short."""
    made = ONE.windows(experiments * n, length, seed=12).waited.reshape(-1, n)
    truth, what = ONE.mean_wait * ONE.arrival * length, f"M/M/1 total wait, {n} short windows"
    yield row(f"{what} (mean)", covered(map(mean, made), truth), f"skewed: {SHORT}")


def cases(experiments: int, n: int = 100) -> Iterator[Row]:
    """Quantiles and proportions of independent customers."""
    rng = np.random.default_rng(13)
    waits = THREE.begin(experiments * n, rng).min(axis=1).reshape(-1, n)
    p90 = THREE.wait_quantile(0.9)
    yield row("M/M/3 90 % quantile of waits", covered((quantile(w, 0.9) for w in waits), p90))
    shares_ = rng.random(experiments)
    drawn = zip(rng.binomial(n, shares_).tolist(), shares_.tolist(), strict=True)
    told = [covered([proportion(k, n)], share)[0] for k, share in drawn]
    yield row("shares from 0 to 1, drawn alike (Wilson)", told)
    truth = 0.01
    counts = (waits > THREE.wait_quantile(1 - truth)).sum(axis=1).tolist()
    told = covered((proportion(k, n) for k in counts), truth)
    yield row("M/M/3 share waiting long, 1 % (Wilson)", told, f"at this share: {SHORT}")


def pairs(experiments: int, n: int = 50, length: float = 300.0) -> Iterator[Row]:
    """Differences under common random numbers, and what they save."""
    faster = Queue(IMPATIENT.arrival, 1.1, 3, IMPATIENT.impatience)
    first = IMPATIENT.windows(experiments * n, length, seed=14).waited
    second = faster.windows(experiments * n, length, seed=14).waited
    other = faster.windows(experiments * n, length, seed=15).waited
    truth = (IMPATIENT.mean_wait - faster.mean_wait) * IMPATIENT.arrival * length
    split = zip(first.reshape(-1, n), second.reshape(-1, n), strict=True)
    found = [paired_mean(a, b) for a, b in split]
    whole, gain = paired_mean(first, second), variance_reduction(first - other, first - second)
    note = "correlation {:.2f}, variance factor {:.1f}".format(
        *(getattr(one, "estimate", math.nan) for one in (whole.correlation, gain))
    )
    yield row(
        "M/M/3+M 10 % faster, paired mean", covered((x.difference for x in found), truth), note
    )
    factor = math.exp(float(np.log(first.var() + second.var()) - np.log((first - second).var())))
    yield row("  its variance factor (jackknife)", covered((x.factor for x in found), factor))


def stopping(experiments: int) -> Iterator[Row]:
    """Stopping when the interval is narrow enough."""
    rng = np.random.default_rng(17)
    normal = rng.normal(size=(experiments, 400))
    rules = {
        "from 2, each": StoppingRule(0.4, minimum=2, increment=1),
        "from 20, each 10th": StoppingRule(0.4),
    }
    for name, rule in rules.items():
        yield _stopped(f"normal, stop at ±0.4 {name}", rule, normal, 0.0)
    queue = IMPATIENT.windows(experiments * 300, 60.0, seed=18).waited.reshape(-1, 300)
    truth = IMPATIENT.mean_wait * IMPATIENT.arrival * 60
    for minimum, increment in ((2, 1), (20, 10)):
        rule = StoppingRule(0.1, relative=True, minimum=minimum, increment=increment)
        name = f"M/M/3+M total wait, stop at ±10 % from {minimum}"
        yield _stopped(name, rule, queue, truth)


def _stopped(what: str, rule: StoppingRule, values: Values, truth: float) -> Row:
    times = stopping_times(rule, values)
    made = [mean(x[:k]) for x, k in zip(values, times.tolist(), strict=True) if k]
    note = f"{times[times > 0].mean():.0f} replications"
    if rule.minimum == 2:
        note += f", stops by luck: {SHORT}"
    return row(what, covered(made, truth), note)


def selection(experiments: int, designs: int = 5, most: int = 400) -> Iterator[Row]:
    """Is the best selected? In the hardest case: all others worse by just the zone."""
    rng = np.random.default_rng(19)
    names = [chr(ord("a") + k) for k in range(designs)]
    shift = np.where(np.arange(designs) > 0, 0.5, 0.0)[:, None]
    procedures = {
        "KN, common random numbers": (KimNelson(0.5, first_stage=10), 0.8),
        "KN, independent": (KimNelson(0.5, first_stage=10), 0.0),
        "KN++, common random numbers": (KimNelson(0.5, first_stage=10, update=True), 0.8),
    }
    for name, (procedure, rho) in procedures.items():
        right, used = [], []
        for _ in range(experiments):
            luck = math.sqrt(rho) * rng.normal(size=most)
            noise = math.sqrt(1 - rho) * rng.normal(size=(designs, most))
            found = procedure.judge(dict(zip(names, luck + noise + shift, strict=True)))
            assert isinstance(found, Selection)
            right.append(found.best == "a")
            used.append(sum(found.dropped.values()) + found.replications)
        yield row(f"{name}: best of {designs}", right, f"{np.mean(used):.0f} replications")
    kept = []
    for _ in range(experiments):
        values = rng.normal(size=20) + rng.normal(size=(designs, 20)) / 2 + shift / 5
        kept.append(could_be_best(dict(zip(names, values, strict=True))))
    yield row(
        "best among those not ruled out",
        [not isinstance(one, tuple) or "a" in one for one in kept],
        f"{np.mean([len(one) for one in kept if isinstance(one, tuple)]):.1f} of {designs} left",
    )


def many(experiments: int, designs: int = 6, n: int = 20) -> Iterator[Row]:
    """All comparisons with a baseline at once."""
    rng = np.random.default_rng(20)
    each, together, quiet = [], [], []
    for _ in range(experiments):
        luck = rng.normal(size=n)
        made = {str(k): luck + rng.normal(size=n) / 2 for k in range(designs)}
        base = luck + rng.normal(size=n) / 2
        found = paired_with_baseline(base, made)
        each.append(all(covered((paired_mean(x, base).difference for x in made.values()), 0.0)))
        together.append(all(covered((one.against.difference for one in found), 0.0)))
        quiet.append(not any(one.differs for one in found))
    yield row(f"{designs} paired comparisons, each at 95 %", each, f"uncorrected: {SHORT}")
    yield row(f"{designs} paired comparisons, Bonferroni", together)
    yield row(f"{designs} paired comparisons, none claimed (Holm)", quiet)


def sensitivity(experiments: int, size: int = 512) -> Iterator[Row]:
    """Sobol indices of Ishigami's function, known in closed form."""
    variance = 7**2 / 8 + 0.1 * math.pi**4 / 5 + 0.01 * math.pi**8 / 18 + 0.5
    alone = [(1 + 0.1 * math.pi**4 / 5) ** 2 / 2, 49 / 8, 0.0]
    crossed = 8 * 0.01 * math.pi**8 / 225
    truth = {"x1": alone[0] + crossed, "x2": alone[1], "x3": crossed}
    ranges = dict.fromkeys(truth, (-math.pi, math.pi))
    right: list[bool] = []
    for seed in range(experiments):
        made = plan(ranges, size, seed=seed)
        x = made.points.T
        outputs = np.sin(x[0]) + 7 * np.sin(x[1]) ** 2 + 0.1 * x[2] ** 4 * np.sin(x[0])
        for one in shares(made, outputs, seed=seed):
            right += covered([one.total], truth[one.name] / variance)
    yield row("Ishigami total indices, bootstrap", right)


def study(scale: float = 1.0) -> Iterator[Row]:
    """All rows, at a fraction of the full number of experiments."""

    def many_of(full: int) -> int:
        return max(1, round(full * scale))

    parts: list[Callable[[], Iterator[Row]]] = [
        lambda: queues(many_of(600)),
        lambda: skewness(many_of(2000)),
        lambda: cases(many_of(2000)),
        lambda: pairs(many_of(600)),
        lambda: stopping(many_of(600)),
        lambda: selection(many_of(2000)),
        lambda: many(many_of(1000)),
        lambda: sensitivity(many_of(100)),
    ]
    for part in parts:
        yield from part()


def main() -> None:
    """Print the table."""
    start, used = time.perf_counter(), time.process_time()
    print(f"{'what':58} {'stated':>6}  {'measured':22} {'':6} note")
    for one in study():
        found = one.measured
        told = f"{100 * found.estimate:.1f} % [{100 * found.low:.1f}, {100 * found.high:.1f}]"
        verdict = "meets" if one.meets else "below"
        print(
            f"{one.what:58} {100 * one.level:4.0f} %  {told:22} {verdict:6} {one.note}", flush=True
        )
    took, worked = time.perf_counter() - start, time.process_time() - used
    print(f"{took:.0f} s, of processor time {worked:.0f} s")


if __name__ == "__main__":
    main()
