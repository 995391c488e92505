"""What is damaged in the folder of a run is set aside: it is kept, under another name, and told."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from experiments.designs.point import Design
from experiments.running.header import HEADER
from experiments.running.header_form import LONGEST
from experiments.running.line import lines_of, read_line, read_replication
from experiments.running.ours import ASIDE, LINES, LOG
from experiments.running.versions import versions
from model.language import Complaint, Text, reason, say
from protocols.contents import contents

_VERSIONS = re.compile(rb'"versions":\s*(\{[^{}]*\})')


def header_aside(path: Path, design: Design, damage: Complaint) -> tuple[Text, ...]:
    """Set a header aside that is damaged or gone, and return what is to be said of it; log it, too.

    Only a header says which versions computed the lines. Where it still does so, and they are those
    here, the lines stay; else they are set aside with it.

    Raises
    ------
    Complaint
        Where lines are not of the design, or none is a line of ours; nothing is then moved.
    """
    _only_of(path / LINES, design, damage)
    said = []
    same = _same_versions(path / HEADER)
    if os.path.lexists(path / HEADER):
        place = damage.values.get("place", "{}")
        aside = _moved(path / HEADER)
        said.append(
            say("experiment.header-aside", file=path / HEADER, place=place, aside=aside.name)
        )
    else:
        said.append(say("experiment.header-missing", file=path / HEADER))
    if not same:
        aside = _moved(path / LINES)
        said.append(say("experiment.lines-aside", file=path / LINES, aside=aside.name))
    _noted(path / LOG, said)
    return tuple(said)


def _only_of(lines: Path, design: Design, damage: Complaint) -> None:
    """Refuse lines of another design, and a file in which no line is a line of ours."""
    known, any_of_ours, seed = set(design.distinct), False, design.seed
    with lines.open("rb") as file:
        for line in lines_of(file):
            whole, ours = read_line(line), read_replication(line, seed)
            any_of_ours = any_of_ours or whole is not None
            if whole is not None and (ours is None or ours["key"] not in known):
                raise Complaint("experiment.other-lines", header=damage.say(), design=design.id)
    if not any_of_ours:
        raise Complaint("experiment.not-ours", file=lines)


def _same_versions(header: Path) -> bool:
    """Whether what can still be read of a header names the versions that are here."""
    try:
        found = _VERSIONS.findall(contents(header, LONGEST))
        return any(json.loads(text) == versions() for text in found)
    except (Complaint, ValueError):
        return False


def _moved(file: Path) -> Path:
    """Give a file a name that nothing has, and return it."""
    aside, number = file.with_name(file.name + ASIDE), 2
    while os.path.lexists(aside):
        aside, number = file.with_name(f"{file.name}{ASIDE}-{number}"), number + 1
    try:
        file.rename(aside)
    except OSError as error:
        raise Complaint("experiment.unwritable", file=aside, reason=reason(error)) from None
    return aside


def _noted(log: Path, said: Iterable[Text]) -> None:
    try:
        with log.open("a", encoding="utf-8", errors="backslashreplace") as file:
            file.writelines(text.en + "\n" for text in said)
    except OSError as error:
        raise Complaint("experiment.unwritable", file=log, reason=reason(error)) from None


def lines_noted(path: Path, places: Mapping[int, tuple[int, int]]) -> None:
    """Keep damaged lines in the log; ``places`` has for each its number, start and length.

    Raises
    ------
    OSError
        When the disk does not take it.
    """
    with (path / LINES).open("rb") as file, (path / LOG).open("a", encoding="utf-8") as log:
        for number, (start, length) in places.items():
            file.seek(start)
            log.write(f"{LINES}:{number} set aside: {file.read(length)!r}\n")
