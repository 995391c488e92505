"""What commands are asked: properties by name, from a file, typed; and what to say of none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import click

from experiments.command.options import GOOD, NOTHING_ASKED, Option, option
from experiments.command.values import FileType
from experiments.show.blocks import Block, Bullets, Code, Paragraph, Section, Sheet
from experiments.show.runs import asked_words, one_limit
from model.language import Complaint, Lang, Text, say
from model.ledger import article_label
from model.near import offered
from model.property import Property, World, together
from model.regime import Regime
from model.value import dataclass
from protocols import library, names
from protocols.asked import written
from protocols.suggestions import suggestions


def parameters() -> list[click.Parameter]:
    """``--property``, ``--properties`` and ``--ask``, which are given to :func:`asked`."""
    return [
        option(
            "--property", "names", help=say("option.property"), multiple=True, metavar="PROPERTY"
        ),
        file(),
        typing(),
    ]


def file() -> Option:
    """``--properties``."""
    return option("--properties", "file", help=say("option.properties"), type=FileType())


def typing() -> Option:
    """``--ask``."""
    return option("--ask", "typed", help=say("option.ask"), multiple=True, metavar="QUESTION")


@dataclass(frozen=True)
class Asked:
    """What a command is asked of some regimes.

    Attributes
    ----------
    regimes
        Those asked about, which know all words that are asked about.
    typed
        Those of the properties that were typed.
    selected
        Whether properties were named or typed; else all that are known are asked about.
    """

    properties: tuple[Property, ...]
    regimes: tuple[Regime, ...] = ()
    typed: tuple[Property, ...] = ()
    selected: bool = False

    def within(self, given: int | None) -> int | None:
        """Return the limit that is asked about throughout; ``None`` where there is no such one."""
        return one_limit(prop.limit(given) for prop in self.properties)

    def of_none(self, answers: Iterable[tuple[Regime, bool]]) -> tuple[Regime, ...]:
        """Return the regimes of which nothing was asked, where regimes are held side by side.

        What was chosen and only some of them regulate has an answer: that the others do not.
        """
        silent = unasked(answers)
        return silent if len(silent) == len(self.regimes) or not self.selected else ()

    def timed(self) -> Asked:
        """Return only what has a bound.

        Raises
        ------
        Complaint
            Where something without one was asked about in particular.
        """
        untimed = [prop for prop in self.properties if not prop.timed]
        if untimed and self.selected:
            raise Complaint("question.untimed", question=written(untimed[0]))
        return replace(self, properties=tuple(one for one in self.properties if one.timed))

    def in_any_world(self) -> Asked:
        """Return only what is asked whatever the world does.

        Raises
        ------
        Complaint
            Where something of a world as usual was asked about in particular.
        """
        usual = [prop for prop in self.properties if prop.world is not World.ANY]
        if usual and self.selected:
            raise Complaint("question.usual-not-here", question=written(usual[0]))
        return replace(self, properties=tuple(one for one in self.properties if one not in usual))


def asked(
    regimes: Sequence[Regime],
    named: tuple[str, ...] = (),
    path: Path | None = None,
    typed: tuple[str, ...] = (),
) -> Asked:
    """Return what is asked: what is named or typed, else everything that is known.

    Raises
    ------
    Mistakes
        All of the file's.
    Complaint
        For a name that is none, or a question that cannot be read.
    """
    known = known_properties(regimes, path)
    by_name = [chosen_property(name, known) for name in named]
    by_typing = _read(typed, regimes)
    chosen = together([*by_name, *by_typing])
    if not chosen:
        every = tuple(known.values())
        return Asked(every, library.knowing(regimes, every))
    asked_about = library.knowing(regimes, chosen.values())
    typed_ones = tuple(together(by_typing).values())
    return Asked(tuple(chosen.values()), asked_about, typed_ones, selected=True)


def _read(typed: Sequence[str], regimes: Sequence[Regime]) -> list[Property]:
    if not typed:
        return []
    from protocols.question import question  # here: only who types a question waits for it

    words = library.vocabulary_of_all(regimes)
    return [question(text, words) for text in typed]


def known_properties(regimes: Sequence[Regime], path: Path | None = None) -> dict[str, Property]:
    """Return the shipped properties, those of regimes, and those of a file."""
    more = {} if path is None else library.properties_in(path, regimes)
    return library.questions(regimes, more.values())


def finder(regimes: Sequence[Regime], path: Path | None) -> Callable[[str], Property]:
    """Return what finds a property by its name, or reads it where it is typed."""
    from protocols.question import is_question, question  # here: as above

    known, words = known_properties(regimes, path), library.vocabulary_of_all(regimes)

    def found(text: str) -> Property:
        return question(text, words) if is_question(text) else chosen_property(text, known)

    return found


def carrying(regime: Regime, path: Path | None, typed: Sequence[str]) -> Regime:
    """Return a regime that asks what a file and a command ask of it as well."""
    find = finder((regime,), path)
    known = {} if path is None else library.properties_in(path, (regime,))
    every = together([*regime.properties, *known.values(), *map(find, typed)])
    return replace(regime, properties=tuple(every.values()))


def chosen_property(name: str, known: dict[str, Property]) -> Property:
    """Return a property by its name or by its label in either language.

    Raises
    ------
    Complaint
        For a name that is none.
    """
    called = names.properties(known)
    if found := called.find(name):
        return known[found]
    near = called.nearest(name)
    key = "property.unknown" if near else "property.no-such"
    raise Complaint(key, name=name, near=near, all=offered(name, _shown(known)))


def _shown(known: dict[str, Property]) -> dict[str, Text]:
    """By each identifier and label how a property is shown."""
    shown: dict[str, Text] = {}
    for prop in known.values():
        words = prop.id + Text("（", " (") + prop.label + Text("）", ")")
        shown |= dict.fromkeys((prop.id, prop.label.zh, prop.label.en.casefold()), words)
    return shown


def unasked(answers: Iterable[tuple[Regime, bool]]) -> tuple[Regime, ...]:
    """Return the regimes of which nothing was asked: all answers say that it is unregulated."""
    found: dict[str, tuple[Regime, bool]] = {}
    for regime, unregulated in answers:
        silent = found.get(regime.id, (regime, True))[1]
        found[regime.id] = (regime, silent and unregulated)
    return tuple(regime for regime, silent in found.values() if silent)


def status(usual: int, silent: Sequence[Regime]) -> int:
    """Return the status of a command: not good where nothing was asked of some regime."""
    return NOTHING_ASKED if usual == GOOD and silent else usual


def framed(
    sheet: Sheet, of: Asked, silent: Sequence[Regime], command: str, called: Sequence[str]
) -> Sheet:
    """Return a sheet with how typed questions were understood, and what might be asked instead.

    Parameters
    ----------
    silent
        The regimes of which nothing was asked.
    command, called
        The command's name, and the regimes as they were named.
    """
    blocks = [*read_otherwise(of.regimes), *_understood(of.typed)]
    for regime in silent:
        blocks += offers(regime, command, _called(regime, called))
    if not blocks:
        return sheet
    first = Section("questions", say("question.section"), tuple(blocks))
    return replace(sheet, sections=(first, *sheet.sections))


def read_otherwise(regimes: Iterable[Regime]) -> list[Block]:
    """Say what was read otherwise than in the files."""
    return [
        Paragraph(
            say(
                "question.otherwise",
                article=article_label(each.article),
                words=each.words,
            )
        )
        for regime in regimes
        for each in regime.otherwise
    ]


def _understood(typed: Sequence[Property]) -> list[Block]:
    """How typed questions were understood."""
    if not typed:
        return []
    lines = (written(prop) + Text("：", ": ") + asked_words(prop) for prop in typed)
    return [Paragraph(say("question.understood")), Bullets(tuple(lines))]


def offers(regime: Regime, command: str, called: str) -> list[Paragraph | Code]:
    """Say that nothing was asked of a regime, and what its text suggests asking."""
    import shlex  # here: nearly everybody is asked something

    found = suggestions(regime)
    blocks: list[Paragraph | Code] = [
        Paragraph(say("question.nothing", regime=regime.name), "lead")
    ]
    groups = {
        "question.duties": found.duties,
        "question.answers": found.answers,
        "question.chains": found.chains,
    }
    for key, group in groups.items():
        if group:
            asked_for = "--require" if command == "amend" else "--ask"
            lines = (
                f"shenguan {command} {shlex.quote(called)} {asked_for} {shlex.quote(written(one))}"
                for one in group
            )
            blocks += [Paragraph(say(key)), Code("\n".join(lines))]
    return blocks


def tell(silent: Sequence[Regime], command: str, called: Sequence[str], lang: Lang) -> None:
    """Say on standard error what :func:`framed` says on a sheet of regimes not asked about."""
    for regime in silent:
        for block in offers(regime, command, _called(regime, called)):
            words = block.text.in_(lang) if isinstance(block, Paragraph) else block.text
            click.echo(words, err=True)


def _called(regime: Regime, called: Sequence[str]) -> str:
    """What a regime was called on the command line."""
    for name in called:
        plain = library.plain_name(name)
        if Path(plain).name == regime.source or library.plain_name(regime.id) == plain:
            return plain + library.behind(regime.id)
    return regime.id
