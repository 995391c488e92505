"""What each command takes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from experiments import scenarios
from experiments.command import options
from model.language import Lang


def verify(lang: Lang) -> list[click.Parameter]:
    """``shenguan verify``."""
    return [
        options.regime_names(),
        options.properties(lang),
        options.within(lang),
        options.assume(lang),
        options.reading(lang, "strict"),
        options.calendar(lang),
        options.as_json(lang),
    ]


def audit(lang: Lang) -> list[click.Parameter]:
    """``shenguan audit``."""
    kinds = [one for one in options.named("finding", "name") if one != "undecided"]
    path = click.Path(path_type=Path)
    return [
        options.regime_names(),
        options.option(
            lang,
            "--kind",
            "kinds",
            key="kind",
            values={"all": ", ".join(kinds)},
            multiple=True,
            metavar="K",
            type=click.Choice(kinds),
        ),
        options.option(lang, "--next", "place", key="next", type=click.IntRange(1, 10_000)),
        options.option(lang, "--all", "everything", key="all", is_flag=True),
        options.option(lang, "--accepted", key="accepted", type=path),
        options.calendar(lang),
        options.as_json(lang),
    ]


def simulate(lang: Lang) -> list[click.Parameter]:
    """``shenguan simulate``."""
    return [
        click.Argument(["regime"], metavar="REGIME"),
        *options.year_options(lang, scenarios.SCENARIOS),
        options.reading(lang, "5"),
        options.calendar(lang),
        options.option(lang, "--out", key="out", type=click.Path(path_type=Path)),
        options.as_json(lang),
    ]


def compare(lang: Lang) -> list[click.Parameter]:
    """``shenguan compare``."""
    out = click.Path(path_type=Path)
    return [
        options.regime_names(),
        options.option(lang, "--out", key="out", type=out, default=Path("out"), show_default=True),
        *options.year_options(lang, scenarios.SCENARIOS),
        options.reading(lang, "5"),
        options.calendar(lang),
    ]


def coverage(lang: Lang) -> list[click.Parameter]:
    """``shenguan coverage``."""
    return [options.regime_names(), options.as_json(lang)]


def trust(lang: Lang) -> list[click.Parameter]:
    """``shenguan trust``."""
    return [
        options.regime_names(),
        options.properties(lang),
        options.within(lang),
        options.reading(lang, "strict"),
        options.calendar(lang),
        options.out(lang),
        options.as_json(lang),
    ]


def bounds(lang: Lang) -> list[click.Parameter]:
    """``shenguan bounds``."""
    return [
        options.regime_names(),
        options.properties(lang),
        options.within(lang),
        options.assume(lang),
        options.option(lang, "--deadlines", key="deadlines", is_flag=True),
        options.option(lang, "--vary", key="vary", multiple=True, metavar="RULE"),
        options.reading(lang, "5"),
        options.calendar(lang),
        options.out(lang),
        options.as_json(lang),
    ]


def diff(lang: Lang) -> list[click.Parameter]:
    """``shenguan diff``."""
    return [
        click.Argument(["regimes"], nargs=-1, required=True, metavar="REGIME REGIME..."),
        options.properties(lang),
        options.reading(lang, "5"),
        options.calendar(lang),
        options.out(lang),
        options.as_json(lang),
    ]


def amend(lang: Lang) -> list[click.Parameter]:
    """``shenguan amend``."""
    edits = options.named("amend.kind")
    return [
        click.Argument(["regime"], metavar="REGIME"),
        options.option(
            lang, "--require", "requirements", key="require", multiple=True, required=True
        ),
        options.option(
            lang,
            "--edit",
            "edits",
            key="edit",
            values={"all": ", ".join(edits)},
            multiple=True,
            metavar="E",
            type=click.Choice(edits),
        ),
        options.option(
            lang,
            "--longest",
            key="longest",
            type=click.IntRange(1, 1000),
            default=30,
            show_default=True,
        ),
        options.reading(lang, "strict"),
        options.calendar(lang),
        options.out(lang),
        options.as_json(lang),
    ]


def capacity(lang: Lang) -> list[click.Parameter]:
    """``shenguan capacity``."""
    from experiments.capacity.quantity import Quantity

    def one(*names: str, key: str, **more: Any) -> click.Option:
        return options.option(lang, *names, key=f"capacity-{key}", **more)

    above, whole = Quantity(lang, positive=True), Quantity(lang, positive=False)
    people, speed = click.IntRange(1, 100_000), click.IntRange(1, 10_000)
    orders = click.Choice(["deadline", "arrival"])
    return [
        click.Argument(["regime"], metavar="REGIME"),
        one("--rate", "rates", key="rate", type=above, multiple=True),
        one("--burst", "bursts", key="burst", type=whole, multiple=True),
        one("--per-day", "per_day", key="per-day", type=speed, multiple=True, metavar="N"),
        one("--officers", key="officers", type=people, metavar="N"),
        one("--rule", "rules", key="rule", multiple=True, metavar="ID"),
        one("--party", key="party", metavar="P"),
        one("--order", key="order", type=orders, default="deadline", show_default=True),
        one("--by-opening", key="by-opening", is_flag=True),
        options.reading(lang, "strict"),
        options.calendar(lang),
        options.out(lang),
        options.as_json(lang),
    ]


def export(lang: Lang) -> list[click.Parameter]:
    """``shenguan export``."""
    return [
        click.Argument(["regime"], metavar="REGIME"),
        options.properties(lang),
        options.option(
            lang,
            "--format",
            "form",
            key="format",
            type=click.Choice(["smt2", "uppaal"]),
            default="smt2",
            show_default=True,
        ),
        options.option(
            lang,
            "--query",
            "asked",
            key="query",
            type=click.Choice(["reachable", "verdict", "bound", "least", "open-limits"]),
            multiple=True,
        ),
        options.within(lang),
        options.assume(lang),
        options.reading(lang, "strict"),
        options.calendar(lang),
        options.out(lang),
    ]


def experiment_run(lang: Lang) -> list[click.Parameter]:
    """``shenguan experiment run``."""
    processes = click.IntRange(1, 1024)
    out = click.Path(path_type=Path)
    return [
        click.Argument(["design"], metavar="DESIGN"),
        options.option(lang, "--out", key="experiment-out", type=out),
        options.option(lang, "--workers", key="workers", type=processes, metavar="N"),
        options.option(lang, "--cluster", key="cluster", metavar="ADDRESS"),
        options.option(lang, "--resume", key="resume", is_flag=True),
        options.option(lang, "--no-page", key="no-page", is_flag=True),
    ]


def experiment_show(lang: Lang) -> list[click.Parameter]:
    """``shenguan experiment show``."""
    return [
        click.Argument(["directory"], metavar="DIR", type=click.Path(path_type=Path)),
        options.option(lang, "--measure", "names", key="measure", multiple=True, metavar="M"),
        options.option(lang, "--out", key="experiment-page", type=click.Path(path_type=Path)),
    ]
