"""The command ``shenguan``."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import click

from experiments.command.options import LANGUAGE_VARIABLE
from model.language import LANGS, Complaint, Lang, reason, say
from protocols.mistakes import Mistakes, nearest

GOOD, REFUTED, BAD_INPUT, UNKNOWN, STOPPED = 0, 1, 2, 3, 130
_UNREAD = 141  # the reader of the output went away, so no status of a verdict was delivered


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its status."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    sys.exit(run(words, language(words)))


def language(words: Sequence[str]) -> Lang:
    """Return the language to speak: ``--lang``, else the environment's; English if it has none.

    >>> language(["list", "--lang", "zh"])
    'zh'
    """
    asked = [one.split("=", 1)[1] for one in words if one.startswith("--lang=")]
    asked += [words[k + 1] for k, one in enumerate(words[:-1]) if one == "--lang"]
    environment = [os.environ.get(name, "") for name in (LANGUAGE_VARIABLE, "LC_ALL", "LANG")]
    for one in [*asked, *environment]:
        for lang in LANGS:
            if one == lang or one.startswith(f"{lang}_"):
                return lang
    return "en"


def run(words: Sequence[str], lang: Lang) -> int:
    """Run one command and return its exit status; the user's mistakes are told, never thrown."""
    from experiments.command.commands import root

    try:
        found = root(lang).main(list(words), prog_name="shenguan", standalone_mode=False)
        sys.stdout.flush()
    except Mistakes as mistakes:
        click.echo(mistakes.say(lang), err=True)
    except Complaint as complaint:
        click.echo(say("cli.error", lang, message=complaint.say(lang)), err=True)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
    except click.ClickException as error:
        click.echo(say("cli.error", lang, message=_usage(error, lang)), err=True)
    except (KeyboardInterrupt, click.Abort):
        click.echo(say("cli.stopped", lang), err=True)
        return STOPPED
    except OSError as error:
        if not isinstance(error, BrokenPipeError):
            os.write(2, (say("cli.output", lang, reason=reason(error)) + "\n").encode())
        silence()
        return _UNREAD if isinstance(error, BrokenPipeError) else BAD_INPUT
    except SystemExit:  # how click ends where nobody reads any more
        silence()
        return _UNREAD
    except RecursionError:
        click.echo(say("cli.error", lang, message=say("cli.deep", lang)), err=True)
    else:
        return found if isinstance(found, int) else GOOD
    return BAD_INPUT


def silence() -> None:
    """Let what is still buffered for a closed or full output go nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _usage(error: click.ClickException, lang: Lang) -> str:
    if isinstance(error, click.NoSuchOption):
        known = [name for one in _parameters(error) for name in one.opts]
        near = nearest(error.option_name, known)
        key = "cli.no-option" if near else "cli.no-such-option"
        return say(key, lang, option=error.option_name, near=near)
    if isinstance(error, click.MissingParameter) and error.param is not None:
        option = error.param.param_type_name == "option"
        name = "/".join(error.param.opts) if option else error.param.human_readable_name
        return say("cli.missing", lang, name=name)
    if isinstance(error, click.BadParameter) and error.param is not None:
        option = error.param.param_type_name == "option"
        name = "/".join(error.param.opts) if option else error.param.human_readable_name
        problem = error.message.rstrip(".")
        if isinstance(error.param.type, click.Choice):
            named = ", ".join(map(str, error.param.type.choices))
            found = error.message.split("'")[1] if "'" in error.message else ""
            problem = say("cli.choice", lang, found=found, all=named)
        if isinstance(error.param.type, click.IntRange):
            kind = error.param.type
            problem = say("cli.whole-number", lang, least=kind.min, most=kind.max)
        return say("cli.bad-value", lang, name=name, problem=problem)
    return say("cli.usage", lang, problem=error.format_message().rstrip("."))


def _parameters(error: click.UsageError) -> list[click.Parameter]:
    return list(error.ctx.command.params) if error.ctx is not None else []
