"""What comes back from every question."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from model.language import Lang
from shenguan.language import spoken

if TYPE_CHECKING:
    import polars as pl

    from experiments.show.blocks import Sheet

T = TypeVar("T")


@dataclass(frozen=True)
class Shown(Generic[T]):
    """How an answer is shown, tabulated and written.

    Attributes
    ----------
    data
        As JSON data, in which a :class:`~model.language.Text` stands for one of its languages.
    frames
        The tables by name, the main one first; empty where there are no rows.
    write
        Writes the page and the files of the command's ``--out``; returns what to open first.
    in_short
        The sheet as it is shown in plain text.
    """

    sheet: Callable[[T], Sheet]
    data: Callable[[T], Any]
    frames: Mapping[str, Callable[[T], pl.DataFrame]]
    write: Callable[[T, Path, Lang], Path]
    in_short: Callable[[Sheet], Sheet] = lambda sheet: sheet


class Answer(Generic[T]):
    """The answer to one question.

    Attributes
    ----------
    value
        The typed answer.
    """

    def __init__(self, value: T, shown: Callable[[], Shown[T]]) -> None:
        self.value = value
        self._shown = shown

    def __repr__(self) -> str:
        from experiments.show.notebook import text

        return text(self._in_short(), spoken())

    def _repr_html_(self) -> str:
        from experiments.show.notebook import fragment

        return fragment(self._shown().sheet(self.value), spoken())

    def print(self, *, unfold: bool = False) -> None:
        """Print it as the command line does; ``unfold`` prints what is folded, too."""
        from experiments.show.terminal import print_sheet
        from verify.arguments import flag

        whole = flag(unfold, "unfold")
        sheet = self._shown().sheet(self.value) if whole else self._in_short()
        print_sheet(sheet, spoken(), whole)

    def _in_short(self) -> Sheet:
        shown = self._shown()
        return shown.in_short(shown.sheet(self.value))

    @property
    def frames(self) -> tuple[str, ...]:
        """The names of its tables, the main one first."""
        return tuple(self._shown().frames)

    def frame(self, name: str | None = None) -> pl.DataFrame:
        """Return a table of it: the main one, unless another of :attr:`frames` is named.

        Raises
        ------
        ValueError
            For a name that is none of its tables, or where it has no rows.
        """
        from verify.arguments import either, refusal

        tables = self._shown().frames
        if not tables:
            raise ValueError("this answer has no rows; see 'value'")
        taken = either([repr(known) for known in tables])
        if name is not None and not isinstance(name, str):
            raise TypeError(refusal("name", taken, name))
        if name is not None and name not in tables:
            raise ValueError(refusal("name", taken, name))
        return tables[name or next(iter(tables))](self.value)

    def data(self) -> Any:
        """Return it as plain data: what ``--json`` prints, its sentences in one language."""
        import json

        from experiments.show.files import json_text

        return json.loads(json_text(self._shown().data(self.value), spoken()))

    def write(self, folder: str | PathLike[str]) -> Path:
        """Write the page and the files that ``--out`` writes; return what to open first.

        Raises
        ------
        Complaint
            When the disk does not take it.
        """
        from shenguan import arguments

        return self._shown().write(self.value, arguments.path(folder, "folder"), spoken())
