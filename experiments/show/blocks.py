"""What a slice has to show: text, bullets, tables, charts and runs, in sections of a sheet.

A slice lays its answer out once. Blocks hold both languages and know nothing of paper or screen;
:mod:`experiments.show.terminal`, :mod:`~experiments.show.page` and
:mod:`~experiments.show.notebook` each show all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Literal

from model.language import NOTHING, Text
from model.regime import Regime
from model.value import dataclass

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from experiments.show.timeline import Story


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph: the answer itself (``lead``), a plain one, small print, or a heading."""

    text: Text
    kind: Literal["lead", "plain", "note", "heading"] = "plain"


@dataclass(frozen=True, slots=True)
class Marked:
    """Words with the colour and the sign of a mark, in a cell or a bullet.

    Attributes
    ----------
    mark
        The name of a :class:`~experiments.show.marks.Mark`, a severity (``high``, ``medium``,
        ``low``), a shade (``shade-0`` to ``shade-4``), or empty for none.
    sign
        What stands before the words; that of the mark unless given.
    small
        Small print below the words.
    link
        The ``id`` of the section or fold to which the cell leads; in the studio also an address,
        which begins with a slash.
    span
        How many columns the cell takes.
    """

    mark: str
    words: Text = NOTHING
    sign: str = ""
    small: Text = NOTHING
    link: str = ""
    span: int = 1

    @property
    def signed(self) -> str:
        """The sign given, else that of the mark; empty where the mark has none."""
        from experiments.show.marks import SIGNS  # which is of no use to a page without marks

        return self.sign or next((sign for mark, sign in SIGNS.items() if mark == self.mark), "")


Cell = Text | str | Marked
"""A cell of a table; ``str`` is for what is the same in both languages. Lines may be broken."""


@dataclass(frozen=True, slots=True)
class Group:
    """The heading of the rows below it."""

    title: Text


@dataclass(frozen=True, slots=True)
class Switch:
    """What a reader of a page chooses above a table, the first option being chosen at first."""

    label: Text
    options: tuple[Text, ...]


Varied = tuple[Marked, ...]
"""A cell in every view, the options of the last switch changing fastest; one if all are alike."""


@dataclass(frozen=True, slots=True)
class Views:
    """A table as a page shows it: one view at a time, as switches choose, and some columns.

    Attributes
    ----------
    caption
        What stands above it, instead of the caption of the whole table.
    columns
        The headings; the first one stands above those of the rows.
    rows
        Each begins with its heading, which no switch changes.
    pick
        What stands before the names of the columns, of which any may be left out.
    """

    caption: Text
    switches: tuple[Switch, ...]
    columns: tuple[Text, ...]
    rows: tuple[tuple[Marked, tuple[Varied, ...]] | Group, ...]
    pick: Text


@dataclass(frozen=True, slots=True)
class Table:
    """A table.

    Attributes
    ----------
    columns
        Their headings; a :class:`Marked` may head several columns with ``span``.
    figures
        Whether cells are aligned to the right, and columns kept whole on a narrow terminal.
    heads
        How many cells at the beginning of each row are its headings.
    views
        The same for a page, which shows one view at a time; a terminal shows the whole.
    """

    caption: Text
    columns: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...] | Group, ...]
    figures: bool = False
    heads: int = 1
    views: Views | None = None


@dataclass(frozen=True, slots=True)
class Askable:
    """A sentence, and how what it says is asked for, which a page folds since it is typed."""

    words: Text
    how: Text

    @property
    def whole(self) -> Text:
        """Both after each other."""
        return Text("", " ").join((self.words, self.how))


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of short sentences; of marked words only, a legend."""

    items: tuple[Text | Marked | Askable, ...]

    @property
    def legend(self) -> bool:
        """Whether it says what signs mean."""
        return all(isinstance(item, Marked) for item in self.items)


@dataclass(frozen=True, slots=True)
class Code:
    """Text to be copied as it stands: a clause of a rule file, a command, a query."""

    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart, drawn when it is shown.

    Attributes
    ----------
    name
        The name of its files, and the same for the same chart on one sheet.
    described
        What a reader who does not see it should know.
    draw
        Called once for each language, within :func:`~model.language.speaking`.
    printed
        Whether it is written as PDF, too.
    filed
        Whether it is drawn for files only, since a page says the same in a table.
    """

    name: str
    title: Text
    described: Text
    draw: Callable[[], Figure]
    printed: bool = False
    filed: bool = False


@dataclass(frozen=True, slots=True)
class Swimlane:
    """A run as a drawing and step by step; ``case`` says what is special about it."""

    story: Story
    case: Text = NOTHING


@dataclass(frozen=True, slots=True)
class Fold:
    """Blocks that open on demand.

    Attributes
    ----------
    gist
        What the blocks come to, beside the summary in a lighter hand.
    id
        An anchor for :attr:`Marked.link`, the same in both languages.
    mark
        The colour of its edge, as that of :class:`Marked`.
    """

    summary: Text
    blocks: tuple[Block, ...]
    open: bool = False
    gist: Text = NOTHING
    id: str = ""
    mark: str = ""


Block = Paragraph | Bullets | Table | Code | Chart | Swimlane | Fold


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a sheet; ``id`` is its anchor, the same in both languages.

    ``behind`` is whether a page has it in its second file, to which the first one leads.
    """

    id: str
    title: Text
    blocks: tuple[Block, ...]
    behind: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that a slice has to show of one answer.

    ``regimes`` are those that it cites: where their words are known, a page shows an article in
    them.
    """

    title: Text
    subtitle: Text
    sections: tuple[Section, ...]
    regimes: tuple[Regime, ...] = ()


def walk(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield blocks in their order, each fold before those within it."""
    for block in blocks:
        yield block
        if isinstance(block, Fold):
            yield from walk(block.blocks)


def charts_of(sections: Iterable[Section]) -> dict[str, Chart]:
    """Return the charts of sections by name, each once.

    Raises
    ------
    ValueError
        When two different charts have one name, since one file would overwrite the other.
    """
    charts: dict[str, Chart] = {}
    for section in sections:
        for block in walk(section.blocks):
            if isinstance(block, Chart):
                earlier = charts.setdefault(block.name, block)
                if (earlier.title, earlier.described) != (block.title, block.described):
                    raise ValueError(f"two charts are called '{block.name}'")
    return charts
