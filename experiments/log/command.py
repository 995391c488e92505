"""``shenguan log``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import TypeVar

import click

from experiments.command import options
from experiments.command.chosen import chosen_calendar, chosen_regime
from experiments.command.options import GOOD, REFUTED, UNKNOWN, option
from experiments.command.values import DateType, FileType, NameType
from experiments.log.ask import Judging, judging
from experiments.log.beside import Beside
from experiments.log.data import log_rows
from experiments.log.in_parts import InParts
from experiments.log.outlying import outlying
from experiments.log.page import FILES, at_close, sheet, write
from experiments.log.words import again_words, guess_words
from experiments.show.files import csv_text, encoded, folder, json_text
from experiments.show.files import write as write_file
from experiments.show.ours import spare
from experiments.show.terminal import print_sheet
from model.deadline import Reading
from model.language import Complaint, Lang, say
from model.regime import Regime
from model.rule import act_of
from model.version import across
from protocols.contents import contents
from protocols.log.mapping import Meaning, read_mapping
from protocols.log.parts import is_large, parts_of
from protocols.log.pseudonyms import anonymised, key_at
from protocols.log.reader import read_record
from protocols.log.record import mistakes, rows_lost
from protocols.log.suggest import proposed
from protocols.log.suggested import meaning_of as meaning_proposed
from protocols.log.suggested import written
from protocols.log.tables import kind_of, open_table

T = TypeVar("T")
_TOLD = 20
"""Rows that could not be used, of which standard error tells."""


def parameters() -> list[click.Parameter]:
    """Return what the command takes."""
    return [
        click.Argument(["file"], metavar="FILE", type=FileType()),
        option("--regime", help=say("option.log-regime"), type=NameType(), metavar="REGIME"),
        option("--map", "mapping", help=say("option.map"), type=FileType()),
        option("--suggest", help=say("option.suggest"), is_flag=True),
        option("--as-of", help=say("option.as-of"), type=DateType(), metavar="DATE"),
        option("--days", help=say("option.days"), type=click.IntRange(0, 250), default=5),
        option("--under", help=say("option.under"), type=NameType(), metavar="REGIME"),
        options.reading_of(),
        options.reading("strict"),
        options.calendar(),
        option(
            "--anonymise", "copy", help=say("option.anonymise"), type=NameType(), metavar="COPY"
        ),
        option("--key", help=say("option.key"), type=FileType()),
        options.out(*FILES),
        options.unfold(),
        options.as_json(),
    ]


def run(
    lang: Lang,
    file: Path,
    regime: str | None,
    mapping: Path | None,
    suggest: bool,
    as_of: date | None,
    days: int,
    under: str | None,
    reading: Reading,
    calendar: Path | None,
    copy: str | None,
    key: Path | None,
    out: Path | None,
    as_json: bool,
    unfold: bool = False,
    otherwise: tuple[str, ...] = (),
) -> int:
    """Judge, print, write what is asked for, and return the exit status."""
    for path in filter(None, (mapping, key)):
        contents(path)  # what is no file is refused before anything is read
    days_off, other = chosen_calendar(calendar), under and chosen_regime(under)
    found = None if regime is None else chosen_regime(regime, otherwise)
    kind_of(file)
    if suggest:
        return _print_suggestion(file, found, lang)
    if found is None:
        raise Complaint("log.no-regime")
    meaning = meaning_of(file, mapping, found)
    if copy is not None:
        return _write_copy(file, meaning, Path(copy), key, lang)
    if out is not None:
        folder(out)
    judge = partial(
        judging,
        regime=found,
        calendar=days_off,
        reading=reading,
        as_of=as_of,
        under=other or None,
        hinges=not as_json or out is not None,
        suggested=mapping is None,
    )
    if as_json and out is None and is_large(file):
        with parts_of(file, meaning) as tables:
            whole = InParts(tables, meaning, found, judge, _TOLD)
            return _print_in_parts(whole, as_of is not None, lang)
    answer = judge(read_record(file, meaning, across(found).vocabulary))
    return _print_whole(answer, days, out, as_json, unfold, lang)


def meaning_of(file: Path, mapping: Path | None, regime: Regime) -> Meaning:
    """Return what the columns mean: as a file says, else as their names suggest.

    Raises
    ------
    Complaint
        Where nothing is said and the names suggest nothing.
    """
    whole = across(regime)
    if mapping is not None:
        rules = {rule.id: act_of(rule) for rule in whole.rules}
        return read_mapping(mapping, whole.vocabulary, rules)
    proposal = proposed(open_table(file), whole)
    if not proposal.whole:
        raise Complaint("log.nothing-suggested")
    return meaning_proposed(proposal, whole.vocabulary)


def _print_suggestion(file: Path, regime: Regime | None, lang: Lang) -> int:
    """Print a mapping that is guessed from the names of columns."""
    whole = None if regime is None else across(regime)
    click.echo(written(proposed(open_table(file), whole)).in_(lang), nl=False)
    return GOOD


def _write_copy(file: Path, meaning: Meaning, copy: Path, key: Path | None, lang: Lang) -> int:
    """Write a copy of a record without names."""
    if copy.resolve() == file.resolve():
        raise Complaint("log.same-file", file=copy)
    kept = key or copy.with_name(copy.name + ".key")
    spare(copy)
    frame = anonymised(file, meaning, key_at(kept, key is not None))
    write_file(copy, b"\xef\xbb\xbf" + encoded(csv_text(frame)))
    told = say("log.anonymised", file=copy, rows=len(frame), key=kept)
    click.echo(told.in_(lang))
    return GOOD


def _print_whole(
    answer: Judging, days: int, out: Path | None, as_json: bool, unfold: bool, lang: Lang
) -> int:
    """Print a record judged in one piece, write its files, and return the exit status."""
    if as_json:
        _print_as_json(answer, lang)
    else:
        print_sheet(sheet(answer, days), lang, unfold)
    if out is not None:
        page = write(answer, out, lang, days)
        click.echo(say("log.written", file=page).in_(lang), err=as_json)
    return status(answer)


def _print_as_json(answer: Judging, lang: Lang) -> None:
    """Print the judgements of a record as JSON, and on standard error what is said of all of it."""
    beside = Beside()
    beside.add(answer)
    for words in outlying(answer):  # of a part of a record it cannot be told
        click.echo(words.in_(lang), err=True)
    _print_troubles(answer, len(answer.troubles), beside, lang)
    _print_rows([answer], lang)


def _print_in_parts(whole: InParts, as_of: bool, lang: Lang) -> int:
    """Print the same of a record that is judged in parts, and return the exit status."""
    _print_rows(whole.answers(as_of), lang)
    if whole.last is not None:
        _print_troubles(whole.last, whole.unusable, whole.beside, lang)
    return _status(whole.failed, whole.unknown, whole.rows, whole.lost)


def _print_rows(answers: Iterable[Judging], lang: Lang) -> None:
    """Print a list of the judgements as JSON, a thousand at a time: there may be millions."""
    begun = False
    for some in batched(chain.from_iterable(map(log_rows, answers)), 1000):
        told = json_text(some, lang)[1:-2]  # without the brackets of a list
        click.echo(f"{',' if begun else '['}{told}", nl=False)
        begun = True
    click.echo("\n]" if begun else "[]")


def batched(rows: Iterable[T], most: int) -> Iterator[list[T]]:
    """Yield rows in lists of so many; the last may be shorter.

    >>> list(batched("abcde", 2))
    [['a', 'b'], ['c', 'd'], ['e']]
    """
    rest = iter(rows)
    while some := list(islice(rest, most)):
        yield some


def _print_troubles(answer: Judging, count: int, beside: Beside, lang: Lang) -> None:
    """Tell on standard error what could not be used, in all so much, the first line by line."""
    for words in (*guess_words(answer), *at_close(answer), *beside.words(), *again_words(answer)):
        click.echo(words.in_(lang), err=True)
    if answer.record.zoned:
        click.echo(say("log.taken.zoned").in_(lang), err=True)
    if answer.duties.is_empty():
        click.echo(say("log.lead-nothing").in_(lang), err=True)
    for mistake in mistakes(answer.record.path, answer.troubles, _TOLD):
        click.echo(mistake.say().in_(lang), err=True)
    if count > _TOLD:
        click.echo(say("log.more-unusable", count=count - _TOLD).in_(lang), err=True)


def status(answer: Judging) -> int:
    """Return the exit status: what was not kept outweighs what cannot be judged.

    A record of which nothing could be judged, or of which a row was dropped, has not passed.
    """
    lost = rows_lost(answer.troubles)
    return _status(answer.failed, answer.unknown, len(answer.duties), lost)


def _status(failed: int, unknown: int, rows: int, lost: bool) -> int:
    if failed:
        return REFUTED
    return UNKNOWN if unknown or not rows or lost else GOOD
