"""Options that several commands share, and how a command ends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from experiments.command.help import further, spoken_metavar
from experiments.command.values import (
    LONGEST,
    FileType,
    FolderType,
    NameType,
    OutType,
    ReadingType,
    SecondsType,
    spoken_in,
)
from experiments.show.ours import written_names
from model.language import LANGS, Text, say
from model.simulation.engine import Engine

GOOD, REFUTED, BAD_INPUT, UNKNOWN, NOTHING_ASKED, STOPPED = 0, 1, 2, 3, 4, 130
"""The statuses with which a command ends."""

TIMEOUT = "timeout"
"""The name under which a command is given the seconds of ``--timeout``."""


ANEW = "anew"
"""The name under which a command is given ``--anew``."""


class Option(click.Option):
    """An option whose help is in both languages; one is chosen when it is shown."""

    def __init__(self, names: Sequence[str], *, help: Text, **settings: Any) -> None:
        super().__init__(list(names), **settings)
        self.about = help

    def make_metavar(self, ctx: click.Context) -> str:
        """Return what stands for the value, in the language of the call."""
        kind = next((name for of, name in _STANDS_FOR.items() if isinstance(self.type, of)), None)
        return spoken_metavar(self.metavar or kind or super().make_metavar(ctx), spoken_in(ctx))

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return the names of the option and its help in the language of the call."""
        record = super().get_help_record(ctx)
        words = self.about + further(self, ctx)
        return None if record is None else (record[0], words.in_(spoken_in(ctx)))


_STANDS_FOR: dict[type[click.ParamType[Any]], str] = {
    click.IntRange: "NUMBER",
    FolderType: "FOLDER",
    click.Path: "FILE",
}
"""What stands for a value of a type, where the option says nothing else; the first that fits."""


def option(*names: str, help: Text, **settings: Any) -> Option:
    """Return an option.

    >>> option("--all", "everything", help=say("option.all"), is_flag=True).name
    'everything'
    """
    return Option(names, help=help, **settings)


def spoken() -> Option:
    """``--lang``: read from the words before parsing, so its value is not passed on."""
    return option("--lang", help=say("option.lang"), type=click.Choice(LANGS), expose_value=False)


def regime_name() -> click.Argument:
    """One regime."""
    return click.Argument(["regime"], metavar="REGIME", type=NameType())


def regime_names() -> click.Argument:
    """Any number of regimes."""
    return click.Argument(["regimes"], nargs=-1, metavar="[REGIME]...", type=NameType())


def reading_of() -> Option:
    """``--reading-of``, which is given to :mod:`experiments.command.chosen`."""
    words, metavar = say("option.reading-of"), "RULE=ALTERNATIVE"
    return option("--reading-of", "otherwise", help=words, multiple=True, metavar=metavar)


def above() -> Option:
    """``--above``, which is given to :func:`~experiments.command.chosen.chosen_regimes`."""
    return option("--above", help=say("option.above"), is_flag=True)


def readings_too() -> Option:
    """``--readings``: tell of readings all that is in the file."""
    return option("--readings", help=say("option.readings"), is_flag=True)


def within() -> Option:
    """``--within``."""
    return option("--within", help=say("option.within"), type=click.IntRange(0, LONGEST))


def assume() -> Option:
    """``--assume``."""
    assumptions = click.Choice(["everyone", "nobody"])
    return option("--assume", help=say("option.assume"), type=assumptions)


def out(*files: str, charts: Sequence[str] = (), page: bool = True, **settings: Any) -> Option:
    """``--out``: a folder for files, none unless asked for.

    Parameters
    ----------
    files, charts
        Names of what is written, as :class:`OutType` has them; of charts without their endings.
    page
        Whether there is a page among them.
    """
    names = written_names(*files, charts=charts, page=page)
    return option("--out", help=say("option.out"), type=OutType(names), **settings)


def files() -> Option:
    """``--files``: write all that a page is about as files as well."""
    return option("--files", help=say("option.files"), is_flag=True)


def unfold() -> Option:
    """``--unfold``: print what :func:`~experiments.show.terminal.print_sheet` would fold."""
    return option("--unfold", help=say("option.unfold"), is_flag=True)


def reading(default: str) -> Option:
    """``--reading``."""
    words = say("option.reading")
    return option(
        "--reading",
        help=words,
        type=ReadingType(),
        default=default,
        show_default=True,
        metavar="strict|NUMBER",
    )


def calendar() -> Option:
    """``--calendar``."""
    return option("--calendar", help=say("option.calendar"), type=FileType())


def timeout() -> Option:
    """``--timeout``, which the call of a command heeds for it."""
    words = say("option.timeout")
    return option("--timeout", TIMEOUT, help=words, type=SecondsType(), metavar="SECONDS")


def anew() -> Option:
    """``--anew``, which the call of a command heeds for it."""
    return option("--anew", ANEW, help=say("option.anew"), is_flag=True)


def as_json() -> Option:
    """``--json``."""
    return option("--json", "as_json", help=say("option.json"), is_flag=True)


def year_options(scenarios: Sequence[str]) -> list[click.Parameter]:
    """``--year``, ``--seed``, ``--scenario``."""
    # A calendar file may have the years 1990 to 2200, and a year needs those beside it as well.
    years, seeds = click.IntRange(1991, 2199), click.IntRange(0, 2**63 - 1)
    shipped = say("option.scenario", all=say("chart.and").join(scenarios))
    return [
        option("--year", help=say("option.year"), type=years, default=2025, show_default=True),
        option("--seed", help=say("option.seed"), type=seeds, default=1, show_default=True),
        option(
            "--scenario",
            help=shipped,
            type=NameType(),
            default="ordinary",
            show_default=True,
            metavar="SCENARIO",
        ),
    ]


def engine() -> Option:
    """``--engine``: what runs a simulation."""
    return option(
        "--engine", help=say("option.engine"), type=click.Choice([str(one) for one in Engine])
    )


def replications(default: int) -> Option:
    """``--replications``: how many years are simulated."""
    about, often = say("option.replications"), click.IntRange(1, 1000)
    return option("--replications", help=about, type=often, default=default, show_default=True)
