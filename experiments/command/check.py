"""``shenguan check``: every mistake of rule files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import click

from experiments.command.calling import told
from experiments.command.options import BAD_INPUT, GOOD
from model.confined import confined
from model.copies import family_of
from model.language import Complaint, Lang, Text, say
from model.property import Property
from model.regime import Regime
from model.rule import act_of
from model.value import dataclass
from model.waiting import standing_still, unprovided
from protocols import library
from protocols.mistakes import Mistake, Mistakes
from protocols.shipped import is_shipped
from protocols.unreached import unreached


def parameters() -> list[click.Parameter]:
    """Return what the command takes."""
    path = click.Path(path_type=Path)
    return [click.Argument(["files"], nargs=-1, required=True, metavar="FILE...", type=path)]


@dataclass(frozen=True)
class Checked:
    """One file: the regime that it is, or the questions in it, or all that is wrong with it."""

    file: Path
    regime: Regime | None = None
    properties: tuple[Property, ...] = ()
    mistakes: tuple[Mistake, ...] = ()

    @property
    def good(self) -> bool:
        """Whether nothing is wrong with it."""
        return not self.mistakes

    @property
    def lines(self) -> Iterator[Text]:
        """Say what was found, and what a reader may want to change although nothing is wrong."""
        if not self.good:
            yield from (mistake.say() for mistake in self.mistakes)
            yield say("check.count", file=self.file, count=len(self.mistakes))
            return
        if self.regime is None:
            yield say("check.properties", file=self.file, count=len(self.properties))
            return
        yield say("check.good", file=self.file, rules=len(self.regime.written))
        source = self.regime.document
        if source.text and not source.wordings:
            yield say("check.no-wording", file=self.file, text=source.text)
        for key, named in _once(self.regime, _notes(self.regime)):
            yield say(key, file=self.file, **named)


Note = tuple[str, dict[str, object]]
"""The key of a sentence, and what it names; the rule it is about among that."""


def _notes(regime: Regime) -> Iterator[Note]:
    """Yield what a reader may want to change, of each rule."""
    words = regime.vocabulary

    def named(rule: str, event: str, **more: object) -> dict[str, object]:
        return {"rule": rule, "event": event, "label": words.events[event].label, **more}

    for rule, event in unreached(regime):
        yield "check.unreached", named(rule, event)
    for power in confined(regime):
        cases = words.condition(power.when)
        yield "check.confined", named(power.id, power.act, cases=cases)
    for rule, event, word in unprovided(regime):
        carrier = words.events[word].label
        yield "check.unprovided", named(rule, event, word=word, carrier=carrier)
    for rule, event, resumes in standing_still(regime):
        act = words.events[act_of(regime.by_id[rule])].label
        values = {"resumes": resumes, "goes": words.events[resumes].label, "act": act}
        yield "check.standing-still", named(rule, event, **values)


def _once(regime: Regime, notes: Iterable[Note]) -> Iterator[Note]:
    """Yield notes, those of a clause that is written out several times for its first rule only."""
    first: dict[tuple[str, str], object] = {}
    for key, named in notes:
        family = family_of(regime.families, str(named["rule"]))
        clause = family.clause if family is not None else str(named["rule"])
        if first.setdefault((key, clause), named["rule"]) == named["rule"]:
            yield key, {**named, "rule": clause}


def checked(file: Path) -> Checked:
    """Read a file.

    Raises
    ------
    Complaint
        When it cannot be read at all.
    """
    if is_shipped(path := library.resolved(str(file))):
        with suppress(Mistakes):  # they are told below, of the file as it is named
            return Checked(file, library.read(path))
    return _checked(file)


def _checked(file: Path) -> Checked:
    from protocols.document import open_document  # the readers: a text that is kept needs them not
    from protocols.reader import regime_of

    try:
        document = open_document(file)
        if isinstance(document.data, dict) and [*document.data] == ["properties"]:
            asked = tuple(library.properties_in(file).values())
            found = Checked(file, properties=asked)
        else:
            regime = regime_of(document, library.shared_vocabulary())
            asked, found = regime.properties, Checked(file, regime)
        taken = library.taken_names(document, asked)
        return replace(found, mistakes=tuple(taken))
    except Mistakes as mistakes:
        return Checked(file, mistakes=tuple(mistakes.mistakes))


def run(lang: Lang, files: tuple[Path, ...]) -> int:
    """Read every file, print what is wrong with each, and return the exit status."""
    bad = [file for file in dict.fromkeys(files) if not _reads(file, lang)]
    return BAD_INPUT if bad else GOOD


def _reads(file: Path, lang: Lang) -> bool:
    try:
        found = checked(file)
    except Complaint as complaint:
        told(say("cli.error", message=complaint.say()), lang)
        return False
    for line in found.lines:
        if found.good:
            click.echo(line.in_(lang))
        else:
            told(line, lang, heads=4)  # of which the last line, their number, has one
    return found.good
