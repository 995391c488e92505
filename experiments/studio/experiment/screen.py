"""An experiment: a form writes its design, it runs in a folder of its own, its page is shown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from experiments.designs.point import Design
from experiments.designs.reader import read_design
from experiments.experiment.ask import ask
from experiments.experiment.carry import carry_out, opened
from experiments.experiment.page import sheet, write
from experiments.experiment.show import REPORT
from experiments.running.pools import Processes
from experiments.running.store import LINES
from experiments.show.blocks import Block, Chart, Fold, Paragraph, Section
from experiments.studio.address import Address
from experiments.studio.ask import MOST_REPLICATIONS, Studio
from experiments.studio.experiment.design import FILE, Written, design_of
from experiments.studio.page import File, Screen
from experiments.studio.tasks import Progress, Task
from experiments.studio.times import timed
from experiments.studio.year.screen import Field, fields
from model.language import Complaint, Lang, Text, plain, reason, say
from model.ledger import article_label
from model.rule import Obligation
from protocols.mistakes import Mistake, Mistakes

_NAME = re.compile(r"experiment-[1-9][0-9]{0,3}")
_MOST = 9999  # folders
_AGAIN = 700  # milliseconds
_RESULTS = "results"
_WORKERS = 2


def screen(address: Address, studio: Studio) -> Screen | File:
    """Return the form with the design that it makes; of a run, how far it is, or its page."""
    folder = address.get("folder")
    if folder and address.get("as"):
        return _saved(_place(folder, studio))
    values: dict[str, object] = {
        "fields": tuple(_fields(address, studio)),
        "hidden": address.hidden(
            "scenario", "officers", "office", "silent", "matters", "replications", *_OWN
        ),
        "folders": tuple(_folders(studio)),
        "folder": folder,
        "task": None,
        **_written(address, studio),
    }
    sections: tuple[Section, ...] = ()
    again = None
    if folder:
        place = _place(folder, studio)
        task = studio.tasks.known(_key(place))
        if task is None and _page(place).is_file():
            task = _begun(place, address, studio)  # which has nothing left but to read
        values["task"], again = task, None if task is None or task.done else _AGAIN
        sections = (task and task.result) or ()
    title, template = say("studio.experiment.title"), "studio/experiment.html.jinja"
    return Screen(title, sections, template, values, again=again)


_OWN = ("folder", "rule", "from", "to", "as")


def _written(address: Address, studio: Studio) -> Mapping[str, object]:
    """What the form makes: the design's text, how much it is to do, and what is wrong with it."""
    with timed("studio.time.design"):
        try:
            made = design_of(address, studio)
        except (Complaint, Mistakes) as wrong:
            return {"design": "", "points": 0, "wrong": _wrong(wrong)}
        try:
            key = "design", tuple(sorted(made.files.items()))
            design = studio.kept.of(key, made.read)
        except (Complaint, Mistakes) as wrong:
            return {"design": made.text, "points": 0, "wrong": _wrong(wrong)}
    points = len(design.points)
    return {"design": made.text, "points": points, "often": design.replications, "wrong": ()}


def _wrong(why: Complaint | Mistakes) -> tuple[Text, ...]:
    """Say what is wrong, each mistake with its line of the design."""
    if isinstance(why, Complaint):
        return (why.say(),)
    return tuple(_told(one) for one in why.mistakes)


def _told(mistake: Mistake) -> Text:
    file = plain(Path(mistake.file).name)
    return say("studio.experiment.at", file=file, line=mistake.line, what=mistake.what())


def posted(address: Address, studio: Studio, form: Mapping[str, object]) -> str:
    """Write the design into a new folder, or go on in one that is there; return where to look.

    Raises
    ------
    Complaint, Mistakes
        Where the design is mistaken, or the disk does not take it.
    """
    if name := str(form.get("go-on") or ""):
        place = _place(name, studio)
        studio.tasks.forget(_key(place))
    else:
        made = design_of(address, studio)
        made.read()
        place = _new(studio, made)
    _begun(place, address, studio)
    return address.url("experiment", folder=place.name)


def _begun(place: Path, address: Address, studio: Studio) -> Task:
    return studio.run_in_background(_key(place), carried_out, place, address.lang)


def _page(place: Path) -> Path:
    return place / _RESULTS / REPORT / "index.html"


def _new(studio: Studio, made: Written) -> Path:
    """Return a folder of the start folder that was not there, with the files of a design."""
    for number in range(1, _MOST + 1):
        place = studio.folder / f"experiment-{number}"
        try:
            place.mkdir()
        except FileExistsError:
            continue
        except OSError as error:
            raise Complaint("file.no-folder", folder=place, reason=reason(error)) from None
        made.put(place)
        return place
    raise Complaint("studio.experiment.many", most=_MOST)


def _place(name: str, studio: Studio) -> Path:
    """Return the folder of an experiment that was begun here."""
    place = studio.folder / name
    if not _NAME.fullmatch(name) or place.is_symlink() or not (place / FILE).is_file():
        raise Complaint("studio.experiment.no-folder", found=name[:60])
    return place


def _key(place: Path) -> str:
    return f"experiment:{place}"


@dataclass(frozen=True)
class Folder:
    """A folder of an experiment, and whether its page is there."""

    name: str
    whole: bool


def _folders(studio: Studio) -> Iterator[Folder]:
    """Yield the folders of experiments that are there, the latest first."""
    found = [one for one in studio.folder.glob("experiment-*") if (one / FILE).is_file()]
    names = [one for one in found if _NAME.fullmatch(one.name) and not one.is_symlink()]
    for one in sorted(names, key=lambda one: -int(one.name.rsplit("-", 1)[1]))[:20]:
        yield Folder(one.name, _page(one).is_file())


def _saved(place: Path) -> File:
    page = _page(place)
    if not page.is_file():
        raise Complaint("studio.experiment.no-page", found=place.name)
    return File(f"{place.name}.html", "text/html", page.read_bytes())


def _fields(address: Address, studio: Studio) -> Iterator[Field]:
    """Yield the choices: the scenario and what is supposed of it, a limit to vary, how often."""
    yield from (one for one in fields(address, studio) if one.name != "years")
    regime = studio.regime(address).before
    none = ("", say("studio.experiment.no-level"))
    rules = tuple(
        (rule.id, _limit(rule.article, regime.vocabulary.events[rule.act].label))
        for rule in regime.rules
        if isinstance(rule, Obligation)
    )
    yield Field("rule", say("studio.experiment.level"), (none, *rules), address.get("rule"))
    if address.get("rule"):
        for name, key, usual in (
            ("from", "studio.experiment.from", "0"),
            ("to", "studio.experiment.to", "10"),
        ):
            yield Field(name, say(key), (), address.get(name, usual))
    chosen = address.get("replications")
    often = tuple((str(k) if k != 20 else "", plain(str(k))) for k in (4, 10, 20, 50))
    often += ((str(MOST_REPLICATIONS), plain(str(MOST_REPLICATIONS))),)
    if chosen not in dict(often):
        often = ((chosen, plain(chosen)), *often)
    yield Field("replications", say("studio.experiment.often"), often, chosen)


def _limit(article: str, act: Text) -> Text:
    return article_label(article) + Text("：", ": ") + act


def carried_out(progress: Progress, place: Path, lang: Lang) -> tuple[Section, ...]:
    """Do what a design in a folder still lacks, write its page, and return what it says.

    What was done before is kept, so that an experiment that was broken off goes on.
    """
    design, results = read_design(place / FILE), place / _RESULTS
    with opened(design, results, (results / LINES).exists()) as store:
        whole = len(store) + sum(1 for _ in store.tasks())
        done = iter(range(len(store) + 1, whole + 1))
        progress(len(store), whole)
        pool = partial(Processes, _WORKERS)
        carry_out(store, pool, lambda: progress(next(done, whole), whole))
        failed = len(store.failures)
    return _shown(design, results, failed, lang)


def _shown(design: Design, results: Path, failed: int, lang: Lang) -> tuple[Section, ...]:
    """What the page of an experiment says, without its charts, which are on the page."""
    answered = ask(results, design=design, cases=True)
    write(answered, results / REPORT, lang)
    first = [one for one in sheet(answered).sections if not one.behind]
    sections = [Section(one.id, one.title, tuple(_plain(one.blocks))) for one in first]
    if failed:
        words = say("experiment.failed-count", count=failed)
        sections.insert(0, Section("failed", words, (Paragraph(words),)))
    return tuple(one for one in sections if one.blocks)


def _plain(blocks: tuple[Block, ...]) -> Iterator[Block]:
    for block in blocks:
        if isinstance(block, Fold):
            yield Fold(
                block.summary,
                tuple(_plain(block.blocks)),
                block.open,
                block.gist,
                block.id,
                block.mark,
            )
        elif not isinstance(block, Chart):
            yield block
