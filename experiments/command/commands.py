"""The commands: what each takes, and what it does."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

import click

from experiments import designs
from experiments.command import BAD_INPUT, GOOD, options, parameters
from experiments.command import new as creating
from experiments.show.terminal import print_table
from model.language import Complaint, Lang, say
from model.ledger import article_label
from model.regime import Regime
from protocols import library
from protocols.mistakes import Mistakes
from protocols.reader import read_regime
from protocols.words import unreached


class _Spoken:
    """A command whose help is in one language throughout."""

    lang: Lang

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return ``--help``."""
        found: click.Option | None = super().get_help_option(ctx)  # type: ignore[misc]
        if found is not None:
            found.help = say("option.help", self.lang)
        return found

    def get_help(self, ctx: click.Context) -> str:
        """Return the help with click's own words put into the language."""
        text: str = super().get_help(ctx)  # type: ignore[misc]
        for word in ("Usage:", "Options:", "Commands:", "default:"):
            text = text.replace(word, say(f"help.{word.rstrip(':').lower()}", self.lang))
        return text


class _Command(_Spoken, click.Command):
    pass


class _Group(_Spoken, click.Group):
    pass


def root(lang: Lang) -> click.Group:
    """Return the command line in one language."""
    group = _Group("shenguan", help=say("cli.about", lang), params=[options.spoken(lang)])
    group.lang = lang
    shown = click.version_option(version("shenguan"), help=say("option.version", lang))
    for command in (
        _command(lang, "compare", _of("compare.command"), parameters.compare(lang)),
        _command(lang, "verify", _of("verify.command"), parameters.verify(lang)),
        _command(lang, "trust", _of("trust.command"), parameters.trust(lang)),
        _command(lang, "bounds", _of("bounds.command"), parameters.bounds(lang)),
        _command(lang, "diff", _of("diff.command"), parameters.diff(lang)),
        _command(lang, "amend", _of("amend.command"), parameters.amend(lang)),
        _command(lang, "capacity", _of("capacity.command"), parameters.capacity(lang)),
        _command(lang, "audit", _of("audit.command"), parameters.audit(lang)),
        _command(lang, "export", _of("export.command"), parameters.export(lang)),
        _command(lang, "simulate", _of("simulate.command"), parameters.simulate(lang)),
        _command(lang, "list", _list, []),
        _command(lang, "show", _show, [click.Argument(["regime"], metavar="REGIME")]),
        _command(lang, "check", _check, [_files()]),
        _command(lang, "coverage", _of("coverage.command"), parameters.coverage(lang)),
        _command(lang, "new", _of("command.new"), creating.parameters(lang)),
        _experiment(lang),
    ):
        group.add_command(command)
    return shown(group)


def _experiment(lang: Lang) -> click.Group:
    group = _Group(
        "experiment", help=say("command.experiment", lang), params=[options.spoken(lang)]
    )
    group.lang = lang
    for name, module in {"run": "experiment.run", "show": "experiment.show"}.items():
        params = getattr(parameters, f"experiment_{name}")(lang)
        action = _of(module, name)
        group.add_command(_command(lang, name, action, params, f"experiment-{name}"))
    return group


def _of(module: str, function: str = "run") -> Callable[..., int | None]:
    """Return the action of a command's own file, loaded only when it is called."""

    def action(lang: Lang, **settings: Any) -> int | None:
        acts = getattr(import_module(f"experiments.{module}"), function)
        found: int | None = acts(lang, **settings)
        return found

    return action


def _command(
    lang: Lang, name: str, action: Any, params: list[click.Parameter], key: str = ""
) -> click.Command:
    about = say(f"command.{key or name}", lang)
    if any("REGIME" in (one.metavar or "") for one in params):
        about += "\n\n" + say("cli.REGIMES", lang, all=", ".join(library.REGIMES))
    if any(one.metavar == "DESIGN" for one in params):
        about += "\n\n" + say("option.design", lang, all=", ".join(designs.DESIGNS))

    def call(**settings: Any) -> int:
        return int(action(lang, **settings) or 0)

    command = _Command(name, callback=call, help=about, params=[*params, options.spoken(lang)])
    command.lang = lang
    command.short_help = say(f"command.{key or name}", lang)
    return command


def _files() -> click.Argument:
    return click.Argument(
        ["files"], nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path)
    )


def _list(lang: Lang) -> None:
    columns = [
        "",
        *(say(f"list.{key}", lang) for key in ("document", "level", "issued", "in-force", "rules")),
    ]
    print_table(
        say("list.title", lang),
        columns,
        [_listed(library.find(name), lang) for name in library.REGIMES],
    )


def _listed(regime: Regime, lang: Lang) -> list[str]:
    document = regime.document
    title = document.title.in_(lang) + (f"  {document.number}" if document.number else "")
    in_force = str(document.in_force or say("list.not-stated", lang))
    name = regime.id if lang == "en" else f"{regime.name.zh} {regime.id}"
    return [
        name,
        title,
        document.level.in_(lang),
        str(document.issued),
        in_force,
        str(len(regime.rules)),
    ]


def _show(lang: Lang, regime: str) -> None:
    from experiments.show.rules import sentences

    found = library.find(regime)
    document = found.document
    lines = [
        f"{found.name.in_(lang)}  {document.title.in_(lang)}  {document.number or ''}".rstrip()
    ]
    in_force = str(document.in_force or say("list.not-stated", lang))
    lines += [
        f"{say('list.issued', lang)} {document.issued}  {say('list.in-force', lang)} {in_force}"
    ]
    lines += [document.note.in_(lang)] if document.note else []
    for rule in found.rules:
        lines += ["", f"{article_label(rule.article, lang)}  [{rule.id}]"]
        lines += [f"  {sentence}" for sentence in sentences(found, rule, lang)]
    click.echo("\n".join(lines))


def _check(lang: Lang, files: tuple[Path, ...]) -> int:
    bad = [file for file in dict.fromkeys(files) if not _reads(file, lang)]
    return BAD_INPUT if bad else GOOD


def _reads(file: Path, lang: Lang) -> bool:
    try:
        regime = read_regime(file, library.shared_vocabulary())
    except Mistakes as found:
        click.echo(found.say(lang), err=True)
        click.echo(say("check.count", lang, file=file, count=len(found.mistakes)), err=True)
    except Complaint as complaint:
        click.echo(say("cli.error", lang, message=complaint.say(lang)), err=True)
    else:
        click.echo(say("check.good", lang, file=file, rules=len(regime.rules)))
        for rule, event in unreached(regime):
            label = regime.vocabulary.events[event].label
            click.echo(say("check.unreached", lang, file=file, rule=rule, event=event, label=label))
        return True
    return False
