"""One call of the command line: its exit status, and what is said of mistakes."""

from __future__ import annotations

import codecs
import os
import re
import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import click

from experiments.command.help import bounded, spoken_metavar
from experiments.command.options import BAD_INPUT, GOOD, STOPPED
from experiments.show.lines import spans
from experiments.show.screen import USUAL, asked, columns
from model.language import LANGS, Complaint, Lang, Text, plain, reason, say
from model.visible import REPLACED, shortened
from protocols.mistakes import Mistakes, nearest

_UNREAD = 141  # the reader of the output went away, so no status of a verdict was delivered


def prepare() -> None:
    """Make it possible to write where the shell closed the output or has other signs than ours."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115
        elif codecs.lookup(stream.encoding).name == "ascii":  # the C locale: click does the same
            stream.reconfigure(encoding="utf-8", errors=REPLACED)
        else:
            stream.reconfigure(errors=REPLACED)


def run(words: Sequence[str], lang: Lang) -> int:
    """Run one command and return its exit status; the user's mistakes are told, never thrown."""
    try:
        return _called(words, lang)
    except OSError as error:  # also where it was a mistake that could not be told
        return _refused_by_the_system(error, lang)


def _called(words: Sequence[str], lang: Lang) -> int:
    from experiments.command.commands import root

    try:
        with _warning(lang):
            status = root().main(list(words), prog_name="shenguan", standalone_mode=False, obj=lang)
        sys.stdout.flush()
    except Mistakes as mistakes:
        for mistake in mistakes.mistakes:
            told(mistake.say(), lang, heads=4)
    except Complaint as complaint:
        _tell(complaint.say(), lang)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
    except click.ClickException as error:
        _tell(_usage(error), lang)
    except (KeyboardInterrupt, click.Abort):
        click.echo(say("cli.stopped").in_(lang), err=True)
        return STOPPED
    except SystemExit:  # how click ends where nobody reads any more
        silence()
        return _UNREAD
    except RecursionError:
        _tell(say("cli.deep"), lang)
    else:
        return status if isinstance(status, int) else GOOD
    return BAD_INPUT


@contextmanager
def _warning(lang: Lang) -> Iterator[None]:
    """Tell what the program itself warns of as its words are; the rest as Python does."""
    with warnings.catch_warnings():
        usual = warnings.showwarning

        def shown(message: Warning | str, *more: Any, **named: Any) -> None:
            from model.simulation.compiled.support import Uncompiled  # only who simulates has it

            if isinstance(message, Uncompiled):
                told(message.text, lang)
            else:
                usual(message, *more, **named)

        warnings.showwarning = shown
        yield


def _tell(message: Text, lang: Lang) -> None:
    told(say("cli.error", message=message), lang)


def told(message: Text, lang: Lang, heads: int = 1) -> None:
    """Tell of a mistake on standard error; on a terminal its lines are broken, its head is red.

    Parameters
    ----------
    heads
        How many parts, each behind a colon, its head has.
    """
    words = shortened(message.in_(lang))
    if sys.stderr.isatty():
        words = "\n".join(_lines(words))
        end = re.match(rf"(?:[^:：]*[:：]){{{heads}}}", words)
        if end and not os.environ.get("NO_COLOR"):
            words = click.style(end[0], fg="red", bold=True) + words[end.end() :]
    click.echo(words, err=True)


def _lines(words: str) -> Iterator[str]:
    """Yield the lines of a message; where it has some of its own, as a place shown has, those."""
    room = asked(sys.stderr) or USUAL
    for line in words.split("\n"):
        if line.startswith(" "):
            yield line  # what is typed, and a sign below it
        else:
            yield from (line[start:end] for start, end in spans(line, room, columns, hard=True))


def _refused_by_the_system(error: OSError, lang: Lang) -> int:
    """Tell of a file where the error names one; else it is the output that cannot be written."""
    if isinstance(error.filename, str | bytes):
        file = Path(os.fsdecode(error.filename))
        with suppress(OSError):
            _tell(say("file.unreadable", file=file, reason=reason(error)), lang)
        return BAD_INPUT
    if not isinstance(error, BrokenPipeError):
        message = say("cli.output", reason=reason(error)).in_(lang)
        with suppress(OSError):
            os.write(2, (message + "\n").encode())
    silence()
    return _UNREAD if isinstance(error, BrokenPipeError) else BAD_INPUT


def silence() -> None:
    """Let what is still buffered for a closed or full output go nowhere."""
    with suppress(OSError, ValueError):  # where it is no file, nothing is left of it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _usage(error: click.ClickException) -> Text:
    """Say what is wrong with a call, in the catalogue's words and not in those of click."""
    if isinstance(error, click.NoSuchOption):
        known = [name for param in _parameters(error) for name in param.opts]
        near = nearest(error.option_name, known)
        if near:
            return say("cli.no-option", option=error.option_name, near=near)
        return say("cli.no-such-option", option=error.option_name)
    if isinstance(error, click.BadOptionUsage):
        flags = [name for param in _flags(error) for name in param.opts]
        key = "cli.no-value" if error.option_name in flags else "cli.value-missing"
        return say(key, option=error.option_name)
    if isinstance(error, click.MissingParameter) and error.param is not None:
        return say("cli.missing", name=_name(error.param))
    if isinstance(error, click.BadParameter) and error.param is not None:
        return say("cli.bad-value", name=_name(error.param), problem=_problem(error, error.param))
    return say("cli.usage", problem=error.format_message().rstrip("."))


def _name(param: click.Parameter) -> Text:
    if param.param_type_name == "option":
        return plain("/".join(param.opts))
    return Text(*(spoken_metavar(param.human_readable_name, lang) for lang in LANGS))


def _flags(error: click.UsageError) -> list[click.Option]:
    options = [param for param in _parameters(error) if isinstance(param, click.Option)]
    return [option for option in options if option.is_flag]


def _problem(error: click.BadParameter, param: click.Parameter) -> Text:
    kind = param.type
    if isinstance(kind, click.Choice):
        given = error.message.split("'")[1] if "'" in error.message else ""
        return say("cli.choice", found=given, all=say("chart.and").join(map(str, kind.choices)))
    if isinstance(kind, click.IntRange):
        return say("cli.whole-number", range=bounded(kind))
    return plain(error.message.rstrip(".。"))


def _parameters(error: click.UsageError) -> list[click.Parameter]:
    return list(error.ctx.command.params) if error.ctx is not None else []
