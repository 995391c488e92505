"""Two texts held against each other: what is won and lost first, then clause by clause."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from experiments.diff.ask import Pairing, pairing
from experiments.diff.page import changes, sheet
from experiments.diff.shift import Shift
from experiments.show.blocks import (
    Block,
    Bullets,
    Cell,
    Fold,
    Marked,
    Paragraph,
    Section,
    Swimlane,
    Table,
)
from experiments.show.left_out import Claim, claim_of, left_out_blocks, marked
from experiments.show.marks import headline, mark_of, sign
from experiments.show.runs import assumption
from experiments.show.timeline import counterexample_of
from experiments.studio.address import Address
from experiments.studio.ask import Studio
from experiments.studio.lights.light import Lights
from experiments.studio.page import Screen
from experiments.studio.sheet.answer import CHANGED, LOST, asked_of, became, guaranteed, kinds_of
from experiments.studio.tasks import Progress
from experiments.studio.times import timed
from experiments.studio.year.screen import Field
from model.calendar import Calendar
from model.deadline import Reading
from model.difference import difference
from model.language import NOTHING, Complaint, Text, plain, say
from model.property import Property
from model.regime import Regime
from protocols import library
from protocols.edit import edit
from protocols.mistakes import Mistakes
from protocols.shipped import LAWS, REGIMES
from verify.verdict import Answer, Assume, Verdict

_AGAIN = 500  # milliseconds
_WAIT = 1.0  # seconds that a page waits for lights
_NAMED = 2
_STEPS = 4  # of a pairing


def screen(address: Address, studio: Studio) -> Screen:
    """Return what the text of an address wins and loses against another one."""
    edited = studio.regime(address)
    if edited.mistakes is not None:
        raise edited.mistakes
    other = other_of(address, studio)
    their = studio.regime(other)
    if their.mistakes is not None:
        raise their.mistakes
    new = _named(studio, edited.after, address, "")
    ending = _OTHER if their.after.id == new.id else ""
    old = _named(studio, their.after, other, ending)
    with timed("studio.time.pair"):
        reading = address.reading
        before, after = (studio.lights(one, reading, _WAIT) for one in (old, new))
        key = f"pair:{old.digest}:{new.digest}:{old.id}:{new.id}:{reading}"
        task = studio.run_in_background(key, paired, old, new, reading, studio.calendar)
        sections = [won_and_lost(before, after)]
        if isinstance(task.result, Pairing):
            # Guarantees stand above already, with their runs.
            sections += [one for one in sheet(task.result).sections if one.id != "guarantees"]
        else:
            sections.append(changes(difference(old, new)))
    whole = before.whole and after.whole
    if whole and (lines := tuple(guaranteed(before, after, _NAMED))):
        first, *rest = sections
        sections = [replace(first, blocks=(Bullets(lines), *first.blocks)), *rest]
    return Screen(
        say("studio.pair.title", old=old.name, new=new.name),
        tuple(sections),
        "studio/pair.html.jinja",
        {
            "fields": tuple(_fields(address, studio)),
            "hidden": address.hidden("other", "other-edits"),
            "task": task,
            "back": other.url("pair", other=address.regime, other_edits=_lines(address)),
        },
        counted(before, after) if whole else NOTHING,
        again=None if whole and task.done else _AGAIN,
    )


def counted(before: Lights, after: Lights) -> Text:
    """Say how many guarantees became what, in one line; what is not decided is counted too."""
    found = kinds_of(before, after)
    parts = [say(_COUNTS[kind], count=len(found[kind])) for kind in _COUNTS if kind in found]
    return say("studio.pair.counted", parts=Text("、", ", ").join(parts)) if parts else NOTHING


_COUNTS = {
    Shift.LOST: "studio.pair.lost",
    Shift.LOOSENED: "studio.pair.loosened",
    Shift.UNREGULATED: "studio.pair.unregulated",
    Shift.GAINED: "studio.pair.gained",
    Shift.TIGHTENED: "studio.pair.tightened",
    Shift.REGULATED: "studio.pair.regulated",
    Shift.UNKNOWN: "studio.pair.unknown",
    Shift.UNCHANGED: "studio.pair.unchanged",
}

_OTHER = "-other"
"""What the identifier of the second text ends with where both have the same."""


def _named(studio: Studio, regime: Regime, of: Address, ending: str) -> Regime:
    """Return a text under a name that says its file and edits, and an identifier of its own.

    The same one each time, since lights are of that very text.
    """
    file = _file(of.regime)
    name = say("studio.pair.of-file", text=regime.name, file=file) if file else regime.name
    name = say("studio.year.as-edited", text=name) if of.edits else name

    def named() -> tuple[Regime, Regime]:
        return regime, replace(regime, id=regime.id + ending, name=name)

    key = ("pair", id(regime), file, bool(of.edits), ending)
    return studio.kept.of(key, named)[1]


def _file(name: str) -> str:
    """Return what the file of a text is called; empty where it comes with the program."""
    plain = library.plain_name(name)
    return "" if plain in (*REGIMES, *LAWS) else plain.rsplit("/", 1)[-1]


def other_of(address: Address, studio: Studio) -> Address:
    """Return the other text as an address of its own.

    Unless one is named: the unedited text; of a text of one's own the one that comes with the
    program and has the same identifier; else another one.
    """
    name = address.get("other") or _usual(address, studio)
    edits = tuple(edit(line) for line in address.get("other-edits").splitlines() if line.strip())
    return address.changed(regime=name, edits=edits, other=None, other_edits=None)


def _usual(address: Address, studio: Studio) -> str:
    if address.edits:
        return address.regime
    if _file(address.regime):
        own = studio.regime(address).before.id
        if own in (*REGIMES, *LAWS):
            return own
    return next(name for name in REGIMES if name != library.plain_name(address.regime))


def _lines(address: Address) -> str:
    return "\n".join(one.text for one in address.edits)


def _fields(address: Address, studio: Studio) -> Iterator[Field]:
    """Yield the choice of the other text: those shipped, those given, the one that is chosen."""
    chosen = other_of(address, studio).regime
    names = dict.fromkeys([*REGIMES, *LAWS, *studio.given, *studio.uploads.names, chosen])
    if address.edits:
        names = dict.fromkeys([address.regime, *names])
    shown = ((name, _name(name, studio)) for name in names)
    yield Field("other", say("studio.pair.other"), tuple(shown), chosen)


def _name(name: str, studio: Studio) -> Text:
    """Name a text; one of a file by that too, and where it cannot be read by that alone."""
    file = _file(name)
    if not file:
        return studio.text(name).name
    try:
        return say("studio.pair.of-file", text=studio.text(name).name, file=file)
    except (Complaint, Mistakes):
        return plain(file)


def paired(
    progress: Progress, old: Regime, new: Regime, reading: Reading, calendar: Calendar
) -> Pairing:
    """Hold two texts against each other, for whoever works in the background."""
    done = iter(range(1, _STEPS + 1))
    progress(0, _STEPS)
    questions = tuple(library.questions([old, new]).values())
    one, two = library.knowing([old, new], questions)
    return pairing(
        one, two, questions, reading, calendar, progress=lambda: progress(next(done), _STEPS)
    )


def won_and_lost(before: Lights, after: Lights) -> Section:
    """Return the guarantees that differ, what is lost first, each with the run that breaks it."""
    asked = asked_of(before, after)
    found = [
        (kind, prop, assume)
        for name, prop in asked.items()
        for assume in Assume
        if (kind := became(before, after, name, assume)) in CHANGED
    ]
    found.sort(key=lambda one: CHANGED.index(one[0]))
    rows: list[tuple[Cell, ...]] = [
        (
            prop.label,
            assumption(assume),
            _light(before, prop, assume),
            _light(after, prop, assume),
            Marked("refuted" if kind in LOST else "proved", say(_SHIFTS[kind]), " "),
        )
        for kind, prop, assume in found
    ]
    blocks: list[Block] = []
    if not (before.done and after.done):
        blocks.append(Paragraph(say("studio.pair.waiting"), "note"))
    if rows:
        heads = ("diff.column-property", "diff.column-assume")
        names = (before.regime.name, after.regime.name)
        columns = (*map(say, heads), *names, say("diff.column-shift"))
        blocks.append(Table(say("studio.pair.caption"), columns, tuple(rows)))
        broken = [one for one in found if one[0] in (Shift.LOST, Shift.GAINED)]
        blocks += _runs(before, after, broken)
    elif before.done and after.done:
        blocks.append(Paragraph(say("studio.pair.same", count=len(asked))))
    blocks += left_out_blocks(_left_out(before, after))
    if before.done and after.done and not (before.weighed and after.weighed):
        blocks.append(Paragraph(say("studio.lights.weighing"), "note"))
    return Section("won", say("diff.guarantees"), tuple(blocks))


_SHIFTS = {
    Shift.LOST: "diff.shift.lost",
    Shift.LOOSENED: "diff.shift.loosened",
    Shift.UNREGULATED: "diff.shift.unregulated",
    Shift.GAINED: "diff.shift.gained",
    Shift.TIGHTENED: "diff.shift.tightened",
    Shift.REGULATED: "diff.shift.regulated",
}


def _light(lights: Lights, prop: Property, assume: Assume) -> Cell:
    if (light := lights.of(prop.id, assume)) is None:
        return Marked("vacuous", say("studio.sheet.not-asked"))
    words = marked(headline(light.verdict), lights.apart(prop.id, assume))
    return Marked(mark_of(light.verdict), words, sign(light.verdict))


def _left_out(before: Lights, after: Lights) -> Iterator[Claim]:
    """Yield of which runs the guarantees of either text say nothing."""
    for lights in (before, after):
        for (prop, assume), found in lights.left_out.items():
            if (light := lights.of(prop, assume)) is not None:
                yield claim_of(light.verdict, found, lights.regime.name)


def _runs(
    before: Lights, after: Lights, found: list[tuple[Shift, Property, Assume]]
) -> Iterator[Fold]:
    """Yield for each guarantee won or lost the run that breaks it in the text that lacks it."""
    for kind, prop, assume in found:
        lights = after if kind is Shift.LOST else before
        verdict = lights.opened(prop.id, assume)
        if verdict is not None and verdict.answer is Answer.REFUTED:
            yield _run(verdict)


def _run(verdict: Verdict) -> Fold:
    gist = say("studio.pair.breaks", text=verdict.regime.name, assume=assumption(verdict.assume))
    return Fold(verdict.property.label, (Swimlane(counterexample_of(verdict)),), gist=gist)
