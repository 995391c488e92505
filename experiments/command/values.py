"""What may be typed for an option: types whose mistakes are told in the language of the call."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from experiments.show.ours import spare_folder
from model.language import LANGS, Lang, say

if TYPE_CHECKING:
    from model.deadline import Reading

LONGEST_WAIT = 1_000_000
"""Seconds that may be waited at the most."""

LONGEST = 100_000
"""Working days that a reading or a requirement may have at the most."""

_LONGEST_NUMBER = 20  # signs of a number that is looked at as one
_LONGEST_SHOWN = 60


def shortened(word: str) -> str:
    """Return the beginning of a word that is too long for a message.

    >>> shortened("9" * 100)[-4:]
    '999…'
    """
    return word if len(word) <= _LONGEST_SHOWN else word[: _LONGEST_SHOWN - 1] + "…"


def spoken_in(ctx: click.Context | None) -> Lang:
    """Return the language in which a command is called; English outside of one."""
    lang: Lang = ctx.obj if ctx is not None and ctx.obj in LANGS else "en"
    return lang


class ReadingType(click.ParamType["Reading"]):
    """``strict`` or a number of working days from 1."""

    name = "reading"

    def convert(self, value: Any, param: Any, ctx: Any) -> Reading:
        """Parse the value."""
        from model.deadline import STRICT, Reading  # here: help and a slip of the pen need none

        if isinstance(value, Reading):
            return value
        if value == "strict":
            return STRICT
        digits = str(value)
        if digits.isdecimal() and len(digits) <= _LONGEST_NUMBER and 1 <= int(digits) <= LONGEST:
            return Reading(int(digits))
        words = say("cli.reading", found=shortened(digits), most=LONGEST)
        return self.fail(words.in_(spoken_in(ctx)), param, ctx)


class DateType(click.ParamType[date]):
    """A date as it is written in ISO 8601: year, month and day, such as ``2025-10-01``."""

    name = "date"

    def convert(self, value: Any, param: Any, ctx: Any) -> date:
        """Parse the value."""
        if isinstance(value, date):
            return value
        with suppress(ValueError):
            return datetime.strptime(str(value), "%Y-%m-%d").date()
        words = say("cli.date", found=shortened(str(value)))
        return self.fail(words.in_(spoken_in(ctx)), param, ctx)


class FolderType(click.Path):
    """A folder for files; an empty name, which the shell makes of a variable not set, is none."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        """Parse the value."""
        if not str(value).strip():
            return self.fail(say("option.no-folder").in_(spoken_in(ctx)), param, ctx)
        return super().convert(value, param, ctx)


class FileType(click.Path):
    """A file; an empty name is none, though the system takes it for the folder one is in."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        """Parse the value."""
        if not str(value).strip():
            return self.fail(say("option.no-file").in_(spoken_in(ctx)), param, ctx)
        return super().convert(value, param, ctx)


class NameType(click.ParamType[str]):
    """A name, or the path of a file; never empty."""

    name = "name"

    def convert(self, value: Any, param: Any, ctx: Any) -> str:
        """Parse the value."""
        if not str(value).strip():
            return self.fail(say("option.no-name").in_(spoken_in(ctx)), param, ctx)
        return str(value)


class OutType(FolderType):
    """A folder for the files of an answer.

    Before anything is worked out it is refused where it can be none, or where a file of somebody's
    stands in it under a name of theirs.

    Parameters
    ----------
    names
        The files' names, ``*`` for what only the answer tells.
    """

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__()
        self.names = tuple(names)

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        """Parse the value."""
        path: Path = super().convert(value, param, ctx)
        spare_folder(path, self.names)
        return path


class SecondsType(click.ParamType[float]):
    """A number of seconds above zero."""

    name = "seconds"

    def convert(self, value: Any, param: Any, ctx: Any) -> float:
        """Parse the value."""
        with suppress(ValueError):
            if 0 < float(value) <= LONGEST_WAIT:
                return float(value)
        return self.fail(say("cli.seconds", most=LONGEST_WAIT).in_(spoken_in(ctx)), param, ctx)
