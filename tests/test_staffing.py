"""Whether the office of a regime keeps its duties: rules and figures in, the engine as judge."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import z3

from experiments import scenarios
from experiments.capacity.ask import Figures, Staffing, staffing
from experiments.capacity.page import capacity_section
from experiments.command import run
from experiments.show.blocks import Chart, Table
from model.deadline import Reading, Within
from model.duty import Status
from model.language import LANGS, Lang
from model.simulation import year
from model.simulation.scenario import Department, Effort, MatterKind, Scenario, Task
from model.simulation.workload import Matter
from protocols import library
from tests.said import said
from tests.small import NAME, duty, regime
from tests.test_feasibility import CALENDAR, ONE, decided, office, stream
from verify.capacity import (
    shortest_window,
    with_window,
)
from verify.capacity.breaking_run import greatest
from verify.capacity.demand import Office, Order, least_officers
from verify.capacity.queue_invariant import QueueSystem
from verify.verdict import Answer

# The engine of the simulation: departments, officers and real dates.


def driven(
    of: Office, officers: int, arrivals: Sequence[Sequence[int]], monkeypatch: pytest.MonkeyPatch
) -> list[int | None]:
    """Push matters to one department at the close of each day; on which day each is done late."""
    per_day = of.streams[0].per_day
    rules = [
        duty(on, act, Within(one.window), id=act)
        for (on, act), one in zip((("a", "b"), ("c", "d")), of.streams, strict=False)
    ]
    shipped = scenarios.find("ordinary")
    minutes = CALENDAR.hours.minutes
    assert minutes % per_day == 0
    effort = Effort(float(minutes // per_day), float(minutes // per_day))
    task = Task(effort, None, 0.0, at_once=True)
    kinds = [MatterKind(f"kind{place}", (on,)) for place, on in enumerate("ac")]
    desk = Department("desk", NAME, "p", officers, (540,), within=("regulator",))
    scenario: Scenario = replace(
        shipped,
        departments=(desk,),
        matters=tuple(kinds[: len(arrivals)]),
        tasks={},
        usual=task,
        warm_up=0,
    )
    first = CALENDAR.index_from(date(2025, 2, 10))
    found = [
        Matter(kinds[place], number, CALENDAR.closing(first + day), {}, (0,), True)
        for place, days in enumerate(arrivals)
        for number, day in enumerate(
            day for day, matters in enumerate(days) for _ in range(matters)
        )
    ]
    found.sort(key=lambda one: one.at)
    monkeypatch.setattr(year, "matters", lambda *_: found)
    law = regime(*rules)
    simulated = year.simulate(law, scenario, CALENDAR, 2025, 1, Reading(None))
    late: list[int | None] = []
    for thread in simulated.threads:
        (state,) = thread.state.duties.values()
        assert state.status in (Status.FULFILLED, Status.LATE)
        assert state.due is not None
        in_time = state.status is Status.FULFILLED
        late.append(None if in_time else CALENDAR.index_at(state.due[0]) - first)
    return late


def worst(of: Office, days: int) -> list[list[int]]:
    """The greatest arrivals of each stream for some days."""
    return [greatest(one.envelope, days) for one in of.streams]


ENGINE = [
    office(stream("5/2", "9/2", 1, per_day=3)),
    office(stream("5/3", 30, 2, per_day=4)),
    office(stream(7, 5, 2, per_day=3)),
    office(stream(4, 0, 1, per_day=2)),
    office(stream(2, 3, 2, 4, "r0"), stream("1/2", 6, 2, 4, "r1"), order=Order.ARRIVAL),
]


@pytest.mark.parametrize("of", ENGINE)
def test_the_simulated_office_keeps_what_is_proved_and_breaks_what_is_refuted(
    of: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    least = least_officers(of)
    assert least is not None
    assert decided(of, least).answer is Answer.PROVED
    assert not any(driven(of, least, worst(of, 60), monkeypatch))
    if least > 1:
        found = decided(of, least - 1)
        assert found.run is not None
        arrivals = [
            [row.arrived[place] for row in found.run.days] for place in range(len(of.streams))
        ]
        late = [day for day in driven(of, least - 1, arrivals, monkeypatch) if day is not None]
        assert len(late) >= 1
        assert min(late) == found.run.late.due
        assert late.count(found.run.late.due) == found.run.days[-1].late


@pytest.mark.parametrize("of", ENGINE[:4])
def test_the_simulated_delay_reaches_the_shortest_deadline_and_never_passes_it(
    of: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    officers = least_officers(of)
    assert officers is not None
    days = shortest_window(of, 0, officers)
    assert days is not None
    kept = with_window(of, 0, days)
    assert not any(driven(kept, officers, worst(of, 60), monkeypatch))
    if days > 1:
        assert any(driven(with_window(of, 0, days - 1), officers, worst(of, 60), monkeypatch))


# From rules and figures to an office.


def asked(
    name: str = "xuecheng", rules: Sequence[str] = (), officers: int | None = None, **more: Any
) -> Staffing:
    party, reading = more.pop("party", None), Reading(more.pop("reading", None))
    figures = Figures((Fraction(5, 2),), (Fraction(9, 2),), (3,))
    found = library.find(name)
    return staffing(found, party, rules, figures, officers, reading, CALENDAR, **more)


@pytest.mark.parametrize(
    ("name", "party", "days"),
    [
        ("xuecheng", "regulator", 1),
        ("guanxian", "industry-regulator", 2),
        ("tancheng", "regulator", 1),
        ("nanchang", "regulator", 1),  # daily: at the latest in the next day's collection
    ],
)
def test_the_claim_duty_of_each_regime_is_asked_about(name: str, party: str, days: int) -> None:
    found = asked(name)
    assert (found.party, [rule.act for rule in found.rules]) == (party, ["approval-info.claimed"])
    assert found.office.streams[0].window == days
    assert found.least is not None
    assert found.enough is not None
    assert found.enough.answer is Answer.PROVED


@pytest.mark.parametrize(
    ("deadline", "full_days"),
    [("exclude-first-day", 2), ("include-first-day", 1)],
)
def test_the_counting_of_days_decides_how_many_full_days_there_are(
    deadline: str, full_days: int, tmp_path: Path
) -> None:
    text = library.path_of("guanxian").read_text(encoding="utf-8")
    assert "counting:" not in text
    path = tmp_path / "mine.yaml"
    path.write_text(text.replace("\nrules:", f"\ncounting: {deadline}\nrules:", 1), "utf-8")
    assert asked(str(path)).office.streams[0].window == full_days
    assert asked(str(path), by_opening=True).office.streams[0].window == full_days + 1


def test_an_open_limit_needs_a_reading() -> None:
    assert asked("jinan", ["policy-notice-to-bureau"], reading=3).office.streams[0].window == 3
    status, _, err = shenguan_of("jinan", "--rule", "policy-notice-to-bureau", *FIGURES)
    assert status == 2
    assert "--reading" in err


FIGURES = ("--rate", "2.5", "--burst", "4.5", "--per-day", "3")


def shenguan_of(*words: object, lang: Lang = "en") -> tuple[int, str, str]:
    import contextlib
    import io

    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = run(["capacity", *map(str, words)], lang)
    assert "Traceback" not in out.getvalue() + err.getvalue()
    return status, out.getvalue(), err.getvalue()


BAD = [
    (("--rate", "-1"), "--rate"),
    (("--rate", "0"), "--rate"),
    (("--rate", "nan"), "--rate"),
    (("--rate", "1000000000"), "--rate"),
    (("--rate", "1/0"), "--rate"),
    (("--rate", "1/1001"), "--rate"),
    (("--rate", "2,5"), "--rate"),
    (("--burst", "-3"), "--burst"),
    (("--burst", "0"), "--burst"),  # with a rate of 2.5 whole matters would never reach it
    (("--officers", "0"), "--officers"),
    (("--officers", "1000000000"), "--officers"),
    (("--officers", "two"), "--officers"),
    (("--per-day", "0"), "--per-day"),
    (("--per-day", "0.5"), "--per-day"),
    (("--party", "regulatr"), "regulator"),
    (("--rule", "aproval-claim"), "approval-claim"),
    (("--rule", "revocation-request"), "revocation-request"),
    (("--rule", "approval-claim", "--rule", "approval-push"), "approval-push"),
    (("--rate", "1", "--rate", "2", "--rate", "3"), "--rate"),
]


@pytest.mark.parametrize(("words", "named"), BAD)
def test_absurd_figures_are_told_in_both_languages(words: tuple[str, ...], named: str) -> None:
    kept = [pair for k, pair in enumerate(FIGURES) if FIGURES[k - k % 2] != words[0]]
    said = set()
    for lang in LANGS:
        status, out, err = shenguan_of("xuecheng", *kept, *words)
        assert (status, out) == (2, "")
        assert named in err
        said.add(err)
    assert len(said) == len(LANGS)


@pytest.mark.parametrize("missing", FIGURES[::2])
def test_a_missing_figure_is_asked_for_by_name(missing: str) -> None:
    place = FIGURES.index(missing)
    for lang in LANGS:
        rest = FIGURES[:place] + FIGURES[place + 2 :]
        status, _, err = shenguan_of("xuecheng", *rest)
        assert status == 2
        assert missing in err


def test_a_regime_without_a_claim_duty_says_what_may_be_asked() -> None:
    status, _, err = shenguan_of("jinan", *FIGURES)
    assert status == 2
    assert "approval-receipt" in err


def test_the_status_tells_kept_broken_and_impossible() -> None:
    assert shenguan_of("xuecheng", *FIGURES)[0] == 0
    assert shenguan_of("xuecheng", *FIGURES, "--officers", 3)[0] == 0
    assert shenguan_of("xuecheng", *FIGURES, "--officers", 2)[0] == 1
    receipt = ("jinan", "--rule", "approval-receipt", *FIGURES)
    assert shenguan_of(*receipt)[0] == 1
    assert shenguan_of(*receipt, "--by-opening")[0] == 0


def test_an_undecided_answer_exits_as_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    unknown = (Answer.UNKNOWN, QueueSystem([ONE], 7))
    monkeypatch.setattr("verify.capacity.certified", lambda *_: unknown)
    words: dict[Lang, str] = {"en": "not decided", "zh": "未能判定"}
    for lang, word in words.items():
        status, out, _ = shenguan_of("xuecheng", *FIGURES, "--officers", 3)
        assert status == 3
        assert word in out
        assert "proved" not in out.split("Proved holds")[0]


def test_the_answer_comes_first_and_counts_the_run_out() -> None:
    _, out, _ = shenguan_of("xuecheng", *FIGURES, "--officers", 3)
    lines = " ".join(out.split())
    assert lines.startswith("With 3 officers the supervising department can always keep")
    assert "2 would not suffice: here is the shortest run of days" in lines
    assert "7 matters are due, and 2 officers can have done 6 at most" in lines
    _, out, _ = shenguan_of("xuecheng", *FIGURES, "--officers", 2, lang="zh")
    assert out.startswith("只有 2 名人员，监管部门不能保证守住")
    assert "3 名人员就够" in out


def test_json_has_the_verdict_the_least_and_the_run() -> None:
    status, out, _ = shenguan_of("xuecheng", *FIGURES, "--officers", 2, "--json")
    data = json.loads(out)
    assert (status, data["verdict"], data["least_officers"]) == (1, "refuted", 3)
    assert data["least_is_least"] is True
    assert [row["arrived"] for row in data["breaking_run"]["days"]] == [[7], [0]]
    assert data["breaking_run"]["first_late"] == {"rule": "approval-claim", "arrived": 0, "due": 1}
    assert data["duties"][0]["shortest_deadline_days"] == 2
    assert data["duties"][0]["largest_whole_burst"] == 4


def test_a_page_its_charts_and_the_queries_are_written(tmp_path: Path) -> None:
    words = ("--rule", "approval-claim", "--rule", "supervision-push", *FIGURES)
    status, out, _ = shenguan_of("xuecheng", *words, "--out", tmp_path)
    assert status == 0
    assert "index.html" in out
    for name in ("capacity-frontier", "capacity-run"):
        for lang in LANGS:
            assert (tmp_path / f"{name}-{lang}.png").stat().st_size > 10_000
            assert (tmp_path / f"{name}-{lang}.svg").exists()
    for name in ("initiation", "consecution", "safety"):
        solver = z3.Solver(ctx=z3.Context())
        solver.from_string((tmp_path / f"{name}.smt2").read_text())
        assert solver.check() == z3.unsat
    frame = pl.read_csv(tmp_path / "run.csv")
    assert set(frame["rule"]) == {"approval-claim", "supervision-push"}
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert str(tmp_path) not in page


def test_the_section_says_the_same_in_both_languages() -> None:
    of = asked(officers=2)
    kinds = [[type(one) for one in said(capacity_section(of), lang).blocks] for lang in LANGS]
    assert kinds[0] == kinds[1]
    assert kinds[0].count(Chart) == 2
    assert Table in kinds[0]


def test_the_default_on_expiry_does_not_count_as_done() -> None:
    assert "has a default" in shenguan_of("guanxian", *FIGURES)[1]
    assert "has a default" not in shenguan_of("xuecheng", *FIGURES)[1]
