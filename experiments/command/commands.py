"""The commands by name; the module of one is imported only when it is called or asked for help."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, Protocol, cast

import click

from experiments.command import collect
from experiments.command.options import TIMEOUT, option, spoken, spoken_in
from model.language import Complaint, Lang, Text, say
from protocols.mistakes import nearest

Commands = Mapping[str, tuple[str, str]]
"""For each name the module of the command and the key of its help in the catalogue."""

COMMANDS: Commands = {
    "amend": ("experiments.amend.command", "command.amend"),
    "audit": ("experiments.audit.command", "command.audit"),
    "bounds": ("experiments.bounds.command", "command.bounds"),
    "capacity": ("experiments.capacity.command", "command.capacity"),
    "check": ("experiments.command.check", "command.check"),
    "compare": ("experiments.compare.command", "command.compare"),
    "coverage": ("experiments.coverage.command", "command.coverage"),
    "diff": ("experiments.diff.command", "command.diff"),
    "docs": ("experiments.command.docs", "command.docs"),
    "export": ("experiments.export.command", "command.export"),
    "list": ("experiments.command.regimes", "command.list"),
    "new": ("experiments.command.new", "command.new"),
    "readings": ("experiments.readings.command", "command.readings"),
    "show": ("experiments.command.show", "command.show"),
    "simulate": ("experiments.simulate.command", "command.simulate"),
    "trust": ("experiments.trust.command", "command.trust"),
    "verify": ("experiments.verify.command", "command.verify"),
}
EXPERIMENT: Commands = {
    "run": ("experiments.experiment.run", "command.experiment-run"),
    "show": ("experiments.experiment.show", "command.experiment-show"),
}
GROUPS: Mapping[str, tuple[Commands, str]] = {"experiment": (EXPERIMENT, "command.experiment")}

_HELP = {
    "Usage:": "help.usage",
    "Options:": "help.options",
    "Commands:": "help.commands",
    "default:": "help.default",
}
"""Words of click's own and what they are in the catalogue."""


class Module(Protocol):
    """What the module of a command offers."""

    parameters: Callable[[], list[click.Parameter]]
    run: Callable[..., int | None]


class _Spoken(click.Command):
    """A command whose help is in the language of the call throughout."""

    about: Text

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return ``--help``."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = say("option.help").in_(spoken_in(ctx))
        return option

    def get_help(self, ctx: click.Context) -> str:
        """Return the help with click's own words put into the language."""
        lang = spoken_in(ctx)
        self.help = self.about.in_(lang)
        text = super().get_help(ctx)
        for word, key in _HELP.items():
            text = text.replace(word, say(key).in_(lang))
        return text


class _Command(_Spoken):
    """A command of a module."""

    def __init__(self, name: str, module: Module, about: Text) -> None:
        self.module = module
        params = module.parameters()
        self.about = about + _named(params)
        super().__init__(name, callback=self.call, params=[*params, spoken()])

    def call(self, **settings: Any) -> int:
        """Do what the command does and return its exit status."""
        lang: Lang = spoken_in(click.get_current_context())
        collect()
        if not any(param.name == TIMEOUT for param in self.params):
            return int(self.module.run(lang, **settings) or 0)
        from experiments.command.patience import waited_for

        seconds = settings.pop(TIMEOUT)
        return waited_for(lambda: self.module.run(lang, **settings), seconds, lang)


class _Group(_Spoken, click.Group):
    """Commands that are loaded one at a time."""

    def __init__(
        self,
        name: str,
        about: Text,
        commands: Commands,
        groups: Mapping[str, tuple[Commands, str]] | None = None,
        params: list[click.Parameter] | None = None,
    ) -> None:
        self.about, self.table, self.groups = about, commands, groups or {}
        super().__init__(name, params=[spoken(), *(params or [])])

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands."""
        return sorted([*self.table, *self.groups])

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Load a command; ``None`` where there is none of that name."""
        if name in self.groups:
            commands, key = self.groups[name]
            return _Group(name, say(key), commands)
        if name not in self.table:
            return None
        module, key = self.table[name]
        return _Command(name, cast(Module, import_module(module)), say(key))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that is called; the nearest name is told where there is none."""
        name, known = args[0], self.list_commands(ctx)
        if name not in known and not name.startswith("-"):
            near = nearest(name, known)
            key = "cli.like-command" if near else "cli.no-command"
            raise Complaint(key, name=name, near=near, all=", ".join(known))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what each command is for, which needs none of them."""
        keys = {name: key for name, (_, key) in [*self.table.items(), *self.groups.items()]}
        lang = spoken_in(ctx)
        with formatter.section("Commands"):
            names = self.list_commands(ctx)
            formatter.write_dl([(name, say(keys[name]).in_(lang)) for name in names])


def root() -> click.Group:
    """Return the command line; it is called with the language as ``obj``."""
    group = _Group("shenguan", say("cli.about"), COMMANDS, GROUPS)
    group.params.append(_version())
    return group


def _version() -> click.Option:
    """``--version``, which is looked up when it is asked for."""

    def tell(ctx: click.Context, _: click.Parameter, asked: bool) -> None:
        if asked and not ctx.resilient_parsing:
            from importlib.metadata import version

            click.echo(f"{ctx.find_root().info_name}, version {version('shenguan')}")
            ctx.exit()

    return option(
        "--version",
        help=say("option.version"),
        is_flag=True,
        expose_value=False,
        is_eager=True,
        callback=tell,
    )


def _named(params: list[click.Parameter]) -> Text:
    """Say what can be given for a regime or a design, where a command takes one."""
    words = Text("", "")
    if any("REGIME" in (param.metavar or "") for param in params):
        from protocols.shipped import LAWS, REGIMES

        listed = {"all": REGIMES, "laws": LAWS}
        named = {key: say("chart.and").join(names) for key, names in listed.items()}
        words += "\n\n" + say("cli.REGIMES", **named)
    if any(param.metavar == "DESIGN" for param in params):
        from experiments import designs

        words += "\n\n" + say("option.design", all=say("chart.and").join(designs.DESIGNS))
    return words
