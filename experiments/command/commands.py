"""The commands by name; the module of one is imported only when it is called or asked for help."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, Protocol, cast

import click

from experiments.command import collect
from experiments.command.help import Context, spoken_metavar
from experiments.command.options import ANEW, TIMEOUT, option, spoken
from experiments.command.values import spoken_in
from model.kept import anew
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
    "due": ("experiments.due.command", "command.due"),
    "export": ("experiments.export.command", "command.export"),
    "fit": ("experiments.fit.command", "command.fit"),
    "list": ("experiments.command.regimes", "command.list"),
    "log": ("experiments.log.command", "command.log"),
    "new": ("experiments.command.new", "command.new"),
    "readings": ("experiments.readings.command", "command.readings"),
    "show": ("experiments.command.show", "command.show"),
    "simulate": ("experiments.simulate.command", "command.simulate"),
    "studio": ("experiments.studio.command", "command.studio"),
    "trust": ("experiments.trust.command", "command.trust"),
    "verify": ("experiments.verify.command", "command.verify"),
}
EXPERIMENT: Commands = {
    "run": ("experiments.experiment.run", "command.experiment-run"),
    "show": ("experiments.experiment.show", "command.experiment-show"),
}
GROUPS: Mapping[str, tuple[Commands, str]] = {"experiment": (EXPERIMENT, "command.experiment")}


class Module(Protocol):
    """What the module of a command offers."""

    parameters: Callable[[], list[click.Parameter]]
    run: Callable[..., int | None]


class _Spoken(click.Command):
    """A command whose help is in the language of the call throughout."""

    about: Text
    context_class = Context

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the words of a call; a mistake knows whose call it was."""
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx
            raise

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return ``--help``."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = say("option.help").in_(spoken_in(ctx))
        return option

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Return what may stand behind the name of the command."""
        lang = spoken_in(ctx)
        return [spoken_metavar(piece, lang) for piece in super().collect_usage_pieces(ctx)]

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write how the command is called."""
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, say("help.usage").in_(spoken_in(ctx)))

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what the command is for."""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(self.about.in_(spoken_in(ctx)))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write each option."""
        records = [
            record
            for param in self.get_params(ctx)
            if isinstance(param, click.Option) and (record := param.get_help_record(ctx))
        ]
        with formatter.section(say("help.options").in_(spoken_in(ctx))):
            formatter.write_dl(records)


class _Command(_Spoken):
    """A command of a module."""

    def __init__(self, name: str, module: Module, about: Text) -> None:
        self.module = module
        params = module.parameters()
        self.about = about + _named(params)
        super().__init__(name, callback=self.call, params=[*params, spoken()])

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the words of a call.

        Raises
        ------
        Complaint
            Where there are more than the command takes.
        """
        ctx.allow_extra_args = True
        more = super().parse_args(ctx, args)
        if more and not ctx.resilient_parsing:
            raise Complaint("cli.too-many", words=" ".join(more))
        return more

    def call(self, **settings: Any) -> int:
        """Do what the command does and return its exit status."""
        lang: Lang = spoken_in(click.get_current_context())
        collect()
        with anew(settings.pop(ANEW, False)):
            return self._run(lang, settings)

    def _run(self, lang: Lang, settings: dict[str, Any]) -> int:
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
            raise Complaint(
                key, name=name, near=near, all=", ".join(known), command=ctx.command_path
            )
        return super().resolve_command(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write each option, and each command."""
        super().format_options(ctx, formatter)
        self.format_commands(ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what each command is for, which needs none of them."""
        keys = {name: key for name, (_, key) in [*self.table.items(), *self.groups.items()]}
        lang = spoken_in(ctx)
        with formatter.section(say("help.commands").in_(lang)):
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
