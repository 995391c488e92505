"""How the answer to each question is shown, tabulated and written; read only when it is."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from shenguan.answer import Shown

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import polars as pl

    from experiments.amend.ask import Proposals
    from experiments.answers.regimes.lived import Lived
    from experiments.audit.ask import Audits
    from experiments.bounds.ask import Bounds
    from experiments.capacity.ask import Capacity
    from experiments.compare.ask import Comparison
    from experiments.coverage.ask import Coverage
    from experiments.diff.ask import Pairing
    from experiments.diff.order import Order
    from experiments.due.ask import Due
    from experiments.experiment.ask import Answered
    from experiments.export.ask import Export
    from experiments.fit.page import Fitted
    from experiments.log.ask import Judging
    from experiments.readings.ask import Readings
    from experiments.show.blocks import Sheet
    from experiments.simulate.ask import Simulation
    from experiments.trust.ask import Trust
    from experiments.verify.ask import Verification
    from model.language import Lang


def verification() -> Shown[Verification]:
    """Return how verdicts are shown."""
    from experiments.show.page import write_page
    from experiments.verify.data import verification_data
    from experiments.verify.page import sheet
    from shenguan.frames import counterexamples, verdicts

    def write(answer: Verification, out: Path, lang: Lang) -> Path:
        return write_page(sheet(answer), out, lang)

    frames = {
        "verdicts": lambda answer: verdicts(answer.verdicts, answer.hinges, answer.left_out),
        "counterexamples": lambda answer: counterexamples(answer.verdicts),
    }
    return Shown(sheet, verification_data, frames, write)


def readings() -> Shown[Readings]:
    """Return how it is shown what answers hinge on."""
    from experiments.readings.data import readings_data, table
    from experiments.readings.page import sheet, write

    return Shown(sheet, readings_data, {"readings": table}, write)


def trust() -> Shown[Trust]:
    """Return how trust sets are shown."""
    from experiments.trust.data import table, trust_sets_data
    from experiments.trust.page import sheet, write

    def sets(answer: Trust) -> pl.DataFrame:
        return table(answer.dependences, answer.left_out)

    return Shown(sheet, trust_sets_data, {"sets": sets}, write)


def bounds() -> Shown[Bounds]:
    """Return how bounds are shown."""
    from experiments.bounds.data import bounds_data
    from experiments.bounds.page import sheet, write
    from shenguan import frames

    return Shown(sheet, bounds_data, {"bounds": frames.bounds, "dates": frames.dates}, write)


def audits(number: int | None = None) -> Shown[Audits]:
    """Return how findings are shown; ``number`` is the one that is open from the beginning."""
    from experiments.audit.data import findings_data
    from experiments.audit.page import sheet, write
    from shenguan import frames

    return Shown(
        partial(sheet, number=number),
        findings_data,
        {"findings": lambda answer: frames.findings(findings_data(answer))},
        partial(write, number=number),
    )


def coverages() -> Shown[tuple[Coverage, ...]]:
    """Return how the coverage of texts is shown."""
    from experiments.coverage.data import coverage_data
    from experiments.coverage.page import sheet, write
    from shenguan import frames

    def data(answer: tuple[Coverage, ...]) -> list[object]:
        return [coverage_data(each) for each in answer]

    return Shown(sheet, data, {"units": frames.units}, write)


def diff() -> Shown[Pairing | tuple[Order, ...]]:
    """Return how a comparison of two texts, or an order of several, is shown."""
    from experiments.diff.data import diff_data
    from experiments.diff.page import sheet, write
    from shenguan import frames

    tables = {"guarantees": frames.guarantees, "changes": frames.changes, "order": frames.order}
    return Shown(sheet, diff_data, tables, write)


def capacity() -> Shown[Capacity]:
    """Return how the answer about an office is shown."""
    from experiments.capacity.data import capacity_data
    from experiments.capacity.page import sheet, write
    from shenguan import frames

    return Shown(sheet, capacity_data, {"duties": frames.duties, "run": frames.run}, write)


def proposals() -> Shown[Proposals]:
    """Return how amendments are shown."""
    from experiments.amend.data import amendments_data
    from experiments.amend.page import sheet, write
    from shenguan import frames

    def first(answer: Proposals, out: Path, lang: Lang) -> Path:
        write(answer, out, lang)
        return out / "index.html"

    return Shown(sheet, lambda answer: amendments_data(answer, {}), {"edits": frames.edits}, first)


def export() -> Shown[Export]:
    """Return how evidence is shown."""
    from experiments.export.page import sheet, write
    from shenguan import frames

    return Shown(sheet, lambda answer: answer.data(), {"files": frames.files}, write)


def simulation() -> Shown[Simulation]:
    """Return how a simulated year is shown."""
    from experiments.answers.regimes import frames as tables
    from experiments.simulate.answers import festivals_of
    from experiments.simulate.data import simulation_data
    from experiments.simulate.page import sheet, write

    frames = {
        "figures": lambda answer: answer.figures,
        "log": lambda answer: answer.log,
        "queues": lambda answer: answer.queues,
        "mechanisms": lambda answer: answer.metrics.mechanisms,
        "bottleneck": lambda answer: tables.bottleneck_frame(_lived(answer)),
        "festival": lambda answer: tables.festival_frame(festivals_of(answer)),
        "cost": lambda answer: tables.cost_frame(_lived(answer)),
    }
    return Shown(sheet, simulation_data, frames, write)


def _lived(answer: Simulation) -> list[Lived]:
    return [] if answer.lived is None else [answer.lived]


def comparison() -> Shown[Comparison]:
    """Return how a comparison is shown: in plain text, all after the verdicts folded."""
    from experiments.compare import page
    from shenguan import frames

    def sheet(answer: Comparison) -> Sheet:
        return page.sheet(answer, _command(answer))

    def write(answer: Comparison, out: Path, lang: Lang) -> Path:
        return page.write(answer, _command(answer), out, lang)

    return Shown(sheet, _compared, {**frames.COMPARED, **_answering()}, write, page.in_short)


def _answering() -> dict[str, Callable[[Comparison], pl.DataFrame]]:
    """The tables of what a comparison answers."""
    import polars as pl

    from experiments.answers.regimes import frames as tables
    from experiments.compare.first import festivals_of, lived_under, ranked

    def best(answer: Comparison) -> pl.DataFrame:
        found = ranked(answer)
        return pl.DataFrame() if found is None else tables.best_frame(found)

    return {
        "best": best,
        "bottleneck": lambda answer: tables.bottleneck_frame(lived_under(answer)),
        "festival": lambda answer: tables.festival_frame(festivals_of(answer)),
        "cost": lambda answer: tables.cost_frame(lived_under(answer)),
    }


def _command(answer: Comparison) -> str:
    """The command that asks the same."""
    import shlex

    from protocols.library import LAWS, REGIMES, behind, plain_name

    question = answer.question
    names = [
        each.id if plain_name(each.id) in (*REGIMES, *LAWS) else each.source + behind(each.id)
        for each in question.regimes
    ]
    settings = {
        "--year": question.year,
        "--seed": question.seed,
        "--scenario": question.scenario.id,
        "--reading": question.reading,
        "--replications": question.replications,
    }
    words = [str(word) for setting in settings.items() for word in setting]
    return shlex.join(["shenguan", "compare", *names, *words])


def _compared(answer: Comparison) -> dict[str, object]:
    """The two JSON files that the command writes."""
    from experiments.audit.data import finding_data
    from experiments.compare.data import verdicts_data

    return {
        "verdicts": verdicts_data(answer),
        "findings": [
            finding_data(result.regime, each)
            for result in answer.results
            for each in result.findings
        ],
    }


def answered() -> Shown[Answered]:
    """Return how the answer of an experiment is shown."""
    from experiments.experiment.data import differences_frame, estimates_frame
    from experiments.experiment.page import sheet, write
    from experiments.hinges.data import hinges_frame

    frames: dict[str, Callable[[Answered], pl.DataFrame]] = {
        "estimates": lambda answer: estimates_frame(answer.answer),
        "differences": lambda answer: differences_frame(answer.answer),
        "hinges": lambda answer: hinges_frame(answer.hinges),
    }

    def data(answer: Answered) -> dict[str, object]:
        return {name: frame(answer).to_dicts() for name, frame in frames.items()}

    return Shown(sheet, data, frames, write)


def fitted() -> Shown[Fitted]:
    """Return how a scenario estimated from a log is shown."""
    from experiments.fit.data import fit_data, parameters_frame, steps_frame
    from experiments.fit.page import sheet, write

    frames: dict[str, Callable[[Fitted], pl.DataFrame]] = {
        "parameters": lambda answer: parameters_frame(answer.fit),
        "acts": lambda answer: steps_frame(answer.check),
    }
    return Shown(sheet, fit_data, frames, write)


def judging(days: int = 5) -> Shown[Judging]:
    """Return how a record that was judged is shown; ``days`` are those ahead that are told of."""
    from experiments.log.data import log_data, table
    from experiments.log.expiring import worklist
    from experiments.log.page import sheet, write

    frames: dict[str, Callable[[Judging], pl.DataFrame]] = {
        "judgements": table,
        "worklist": lambda answer: worklist(answer, days),
        "unusable": lambda answer: answer.troubles,
    }
    return Shown(
        partial(sheet, days=days),
        log_data,
        frames,
        partial(write, days=days),
    )


def due() -> Shown[Due]:
    """Return how it is shown what follows on one event."""
    import polars as pl

    from experiments.due.data import due_data
    from experiments.due.page import sheet
    from experiments.show.page import write_page

    def frame(answer: Due) -> pl.DataFrame:
        rows = due_data(answer)["duties"]
        told = [{**row, "waits_for": "; ".join(row["waits_for"])} for row in rows]
        names = ("rule", "article", "kind", "bearer", "act", "due", "due_after_close")
        texts = dict.fromkeys((*names, "holiday", "waits_for"), pl.String)
        return pl.DataFrame(told, schema={**texts, "calendar_days": pl.Int64})

    def write(answer: Due, out: Path, lang: Lang) -> Path:
        return write_page(sheet(answer), out, lang)

    return Shown(sheet, due_data, {"duties": frame}, write)
