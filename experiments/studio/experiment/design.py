"""A design made of what an address says: the text before and after, the scenario, and a level.

Its rule files lie beside it, so that the folder can be taken anywhere and run again there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ruamel.yaml import YAML

from experiments import scenarios
from experiments.designs.point import Design
from experiments.designs.reader import read_design
from experiments.studio.address import Address
from experiments.studio.ask import MOST_REPLICATIONS, MOST_YEARS, Studio
from experiments.studio.sheet.clauses import question
from experiments.studio.year.screen import USUAL_YEAR, scenario_source
from experiments.studio.year.supposed import Supposed, number
from model.difference import difference
from model.language import Complaint, Text, say
from model.rule import Obligation
from protocols import library
from protocols.document import open_document
from protocols.edits import written
from protocols.shipped import LAWS, REGIMES

FILE = "design.yaml"
MOST_DAYS = 60
"""The longest limit, in working days, that a level may be given here."""


@dataclass(frozen=True)
class Written:
    """The files of a design by name: the design itself, and the rule files that it names."""

    files: Mapping[str, bytes]

    @property
    def text(self) -> str:
        """The design file."""
        return self.files[FILE].decode()

    def put(self, folder: Path) -> Path:
        """Write the files into a folder and return the design; what is there is not looked at."""
        for name, data in self.files.items():
            (folder / name).write_bytes(data)
        return folder / FILE

    def read(self) -> Design:
        """Return the design as it is read.

        Raises
        ------
        Mistakes, Complaint
            What is wrong with it, each mistake with its place in the file.
        """
        with TemporaryDirectory(prefix="shenguan-") as folder:
            return read_design(self.put(Path(folder)))


def rule_file(address: Address, studio: Studio) -> bytes:
    """Return the rule file of an address with the edits in it, its comments kept."""
    source = library.resolved(studio.source(address.regime)).read_bytes()
    return written(source, address.edits, address.regime) if address.edits else source


def edited_name(address: Address, studio: Studio) -> str:
    """Return the name under which the edited rule file lies beside a design."""
    return f"{studio.regime(address).before.id}-edited.yaml"


def design_of(address: Address, studio: Studio) -> Written:
    """Return the design of an address.

    Raises
    ------
    Complaint, Mistakes
        Where the address makes no sense, or a file cannot be read or written.
    """
    edited = studio.regime(address)
    if edited.mistakes is not None:
        raise edited.mistakes
    files: dict[str, bytes] = {}
    plain = library.plain_name(address.regime)
    baseline = address.regime
    if plain not in (*REGIMES, *LAWS):
        baseline = Path(plain.rsplit("/", 1)[-1]).name + library.behind(address.regime)
        files[library.plain_name(baseline)] = studio.path(plain).read_bytes()
    data: dict[str, Any] = {
        "design": "studio",
        "question": _both(question(difference(edited.before, edited.after), bool(address.edits))),
        "baseline": baseline,
    }
    if address.edits:
        name = edited_name(address, studio)
        files[name] = rule_file(address, studio)
        label = say("studio.year.as-edited", text=edited.before.name)
        data["reforms"] = {"edited": {"regime": name, "label": _both(label)}}
    data["scenarios"] = _scenarios(address, studio)
    files |= dict(_scenario_files(scenario_source(address, studio)))
    if (level := _level(address, studio)) is not None:
        data["levels"] = {"limit": level}
    usual = number(address, "years", MOST_YEARS, 1, MOST_YEARS)
    data["replications"] = number(address, "replications", usual, 1, MOST_REPLICATIONS)
    data["seed"] = number(address, "seed", 1, 0, 2**31)
    data["year"] = number(address, "year", USUAL_YEAR, 1900, 2200)
    days = address.reading.open_days
    data["reading"] = "strict" if days is None else days
    return Written({FILE: _yaml(data).encode(), **files})


def _scenarios(address: Address, studio: Studio) -> Any:
    """The scenario; as it stands and as it is supposed where that is what differs."""
    scenario, source = studio.scenario(address.scenario), scenario_source(address, studio)
    name = source if source in scenarios.SCENARIOS else Path(source).name
    supposed = Supposed.of(address, scenario)
    if not supposed:
        return {scenario.id: {"scenario": name}}
    entry = {"supposed": supposed.entry(source, scenario, name)}
    return entry if address.edits else {scenario.id: {"scenario": name}, **entry}


def _scenario_files(source: str) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a scenario that is no shipped one: itself, and those that it extends."""
    seen: set[Path] = set()
    path = Path(source)
    while source not in scenarios.SCENARIOS and path not in seen:
        seen.add(path)
        yield path.name, path.read_bytes()
        source = str(open_document(path).data.get("extends", scenarios.SCENARIOS[0]))
        path = path.parent / source


def _level(address: Address, studio: Studio) -> dict[str, Any] | None:
    """The limit that is varied and its values; nothing where none is chosen."""
    chosen = address.get("rule")
    if not chosen:
        return None
    regime = studio.regime(address).before
    rule = regime.by_id.get(chosen)
    if not isinstance(rule, Obligation):
        raise Complaint("studio.experiment.no-rule", found=chosen[:60])
    low = number(address, "from", 0, 0, MOST_DAYS)
    high = number(address, "to", 10, 0, MOST_DAYS)
    if high < low:
        raise Complaint("studio.experiment.no-range", low=low, high=high)
    act = regime.vocabulary.events[rule.act].label
    return {
        "label": _both(say("studio.experiment.limit-of", act=act)),
        "vary": {"rule": rule.id, "article": rule.article, "part": "deadline"},
        "values": {"from": low, "to": high},
    }


def _both(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def _yaml(data: Any) -> str:
    dump, out = YAML(), StringIO()
    dump.width, dump.allow_unicode = 4096, True
    dump.dump(data, out)
    return out.getvalue()
