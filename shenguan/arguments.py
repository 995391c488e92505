"""What the functions of the face take, and what is said of anything else.

Each converter takes a value and the name of its parameter. It returns what the functions behind it
need, or raises an error: a ``TypeError`` for a value of another kind, a ``ValueError`` for one that
is out of range or is none of a few fixed names, and a ``Complaint`` or ``Mistakes``, as the command
line tells them, for a name, a figure or a file of the user's that is wrong. Where several values
are taken, one alone stands for a list of one.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from numbers import Real
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import model.regime
from model.calendar import Calendar, chinese_calendar
from model.deadline import Reading
from model.language import Complaint, Text
from model.property import Property
from model.simulation.engine import Engine
from shenguan.regime import Regime
from verify.arguments import either, named, refusal, whole_number
from verify.arguments import reading as any_reading

if TYPE_CHECKING:
    from experiments.audit.accepted import AcceptedForm
    from experiments.capacity.figures import Figures
    from experiments.command.questions import Asked
    from experiments.designs.point import Design
    from experiments.measures.measure import Measure
    from model.simulation.scenario import Scenario
    from protocols.edits import Edit
    from verify.amend.requirement import Requirement
    from verify.amend.space import EditKind
    from verify.audit.finding import FindingKind
    from verify.capacity.demand import ServiceOrder
    from verify.verdict import Assume

T = TypeVar("T")
_Name = TypeVar("_Name", bound=StrEnum)

Several: TypeAlias = T | Iterable[T]
AnyFile: TypeAlias = str | PathLike[str]
AnyRegime: TypeAlias = model.regime.Regime | AnyFile | bytes
AnyProperty: TypeAlias = str | Property
AnyCalendar: TypeAlias = Calendar | AnyFile
AnyScenario: TypeAlias = "Scenario | AnyFile | bytes"
AnyDesign: TypeAlias = "Design | AnyFile"
AnyRequirement: TypeAlias = "Requirement | AnyProperty"
AnyAccepted: TypeAlias = "AnyFile | Several[AcceptedForm]"
AnyEdit: TypeAlias = "str | Edit"
AnyMeasure: TypeAlias = "str | Measure"
Figure: TypeAlias = Fraction | Decimal | float | str
"""A figure is exact: text and a float are read as the decimal or fraction that they show."""

UNNAMED = "<text>"
"""What stands for the file of a text without one."""


def path(value: Any, parameter: str) -> Path:
    """Return a file or folder, given as text or as a path."""
    if not isinstance(value, str | PathLike) or not isinstance(fspath(value), str):
        raise TypeError(refusal(parameter, "a path", value))
    return Path(value)


def each(values: Any, parameter: str, taken: str, alone: type | tuple[type, ...]) -> list[Any]:
    """Return several values as a list; one of the kinds ``alone`` stands for a list of one."""
    if isinstance(values, alone):
        return [values]
    if not isinstance(values, Iterable):
        raise TypeError(refusal(parameter, f"{taken}, or several", values))
    return list(values)


def ranged(value: Any, parameter: str, least: int, most: int) -> int:
    """Return a whole number within a range, both ends included.

    >>> ranged(1024, "workers", 1, 512)
    Traceback (most recent call last):
        ...
    ValueError: 'workers' takes a whole number from 1 to 512; got 1024
    """
    number = whole_number(value, parameter, least)
    if number > most:
        raise ValueError(refusal(parameter, f"a whole number from {least} to {most}", value))
    return number


def within(value: Any) -> int | None:
    """Return the working days that must hold; ``None`` for any finite number."""
    from experiments.command.values import LONGEST

    return None if value is None else ranged(value, "within", 0, LONGEST)


def reading(value: Any) -> Reading:
    """Return a reading, given as such, as ``"strict"``, or as working days."""
    from experiments.command.values import LONGEST

    given = any_reading(value)
    if given.open_days is not None:
        ranged(given.open_days, "reading", 1, LONGEST)
    return given


def calendar(value: Any) -> Calendar:
    """Return a calendar, given as such or as a calendar file; the usual one for ``None``."""
    from experiments.command.chosen import chosen_calendar

    if value is None:
        return chinese_calendar()
    if isinstance(value, Calendar):
        return value
    if isinstance(value, str | PathLike):
        return chosen_calendar(path(value, "calendar"))
    raise TypeError(refusal("calendar", "a Calendar or the path of a calendar file", value))


def facts(value: Any) -> dict[str, str] | None:
    """Return what a matter is like, each fact with its value; ``None`` where nothing is given."""
    pairs = value.items() if isinstance(value, Mapping) else [(None, None)]
    if value is not None and not all(isinstance(one, str) for pair in pairs for one in pair):
        raise TypeError(refusal("facts", "a mapping of facts to their values, both by name", value))
    return None if value is None else dict(value)


def name(value: Any, parameter: str) -> str:
    """Return a name, as of an event or a party."""
    if not isinstance(value, str):
        raise TypeError(refusal(parameter, "a name as text", value))
    return value


def day(value: Any, parameter: str) -> date:
    """Return a date, given as such or as it is written."""
    return moment(value, parameter)[0].date()


def moment(value: Any, parameter: str) -> tuple[datetime, bool]:
    """Return a local time, given as such or as it is written, and whether it has a time of day."""
    from experiments.due.command import instant

    if isinstance(value, datetime):
        return value, True
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day), False
    if not isinstance(value, str):
        raise TypeError(refusal(parameter, "a date or a time", value))
    return instant(value)


def regime(value: Any, parameter: str = "regime") -> Regime:
    """Return a regime, given as such, by its name or label, as a rule file, or as its text."""
    from protocols import library
    from protocols.contents import contents

    if isinstance(value, model.regime.Regime):
        return Regime.of(value)
    if isinstance(value, bytes) or (isinstance(value, str) and "\n" in value):
        return _from_text(value if isinstance(value, bytes) else value.encode())
    if not isinstance(value, str | PathLike):
        taken = "a Regime, the name or path of one, or the text of a rule file"
        raise TypeError(refusal(parameter, taken, value))
    name = str(path(value, parameter))
    found = library.find(name)
    # A file is that of the text as it stands, not of one at another day or with the law above.
    return Regime.of(found, None if library.behind(name) else contents(library.path_of(name)))


def alternatives(value: Any, parameter: str) -> dict[str, str]:
    """Return by the identifiers of rules those of alternatives to their readings."""
    taken = "a mapping of rules to alternatives, both by identifier"
    if not isinstance(value, Mapping):
        raise TypeError(refusal(parameter, taken, value))
    for pair in value.items():
        if not all(isinstance(each, str) for each in pair):
            raise TypeError(refusal(parameter, taken, value))
    return dict(value)


def lines(values: Any) -> tuple[Edit, ...]:
    """Return edits, each given as such or as its line."""
    from protocols.edits import Edit, edit

    found = []
    for value in values:
        if not isinstance(value, str | Edit):
            raise TypeError(refusal("edits", "an Edit or its line", value))
        found.append(edit(value) if isinstance(value, str) else value)
    return tuple(found)


def changed(regime: Regime, made: Sequence[Edit]) -> Regime:
    """Return a regime after edits of the file that it was read from."""
    from dataclasses import replace

    from model.otherwise import read_otherwise
    from protocols.document import parse_document
    from protocols.edits import applied, regime_from

    if regime.versions:
        raise Complaint("edit.versions", regime=regime.name)
    document = parse_document(regime.file, regime.source)
    taken = {each.rule: each.alternative for each in regime.otherwise}
    found = regime_from(document, made, regime.under, taken)
    found = replace(
        read_otherwise(found, taken),
        document=replace(found.document, wordings=regime.document.wordings),
    )
    return Regime.of(found, applied(document, made, taken).text)


def _from_text(text: bytes) -> Regime:
    from dataclasses import replace
    from datetime import date

    from model.version import as_of
    from protocols.library import shared_vocabulary
    from protocols.reader import read_regime_bytes

    read = read_regime_bytes(text, UNNAMED, shared_vocabulary())
    return Regime.of(as_of(replace(read, source=f"{read.id}.yaml"), date.today()), text)


def regimes(values: Any, parameter: str = "regimes") -> tuple[model.regime.Regime, ...]:
    """Return regimes, each once, told apart; all shipped ones where there are none."""
    from experiments.command.chosen import told_apart
    from protocols import library

    distinct: list[model.regime.Regime] = []
    alone = (model.regime.Regime, str, bytes, PathLike)
    for value in each(values, parameter, "a regime", alone) or library.REGIMES:
        asked = regime(value, parameter)
        if asked not in distinct:
            distinct.append(asked)
    return told_apart(distinct)


def asked(about: Sequence[model.regime.Regime], values: Any = ()) -> Asked:
    """Return what some regimes are asked: properties as such, by name or label, or typed.

    All that are known where there are none: the shipped ones and those of the regimes.
    """
    from experiments.command import questions
    from protocols import library

    find, taken = questions.finder(about, None), "a Property, its name or label, or a question"
    given = each(values, "properties", "a property", (str, Property))
    asked = [
        one for value in given for one in each(value, "properties", "a property", (str, Property))
    ]
    chosen: list[Property] = []
    for value in asked:
        if not isinstance(value, str | Property):
            raise TypeError(refusal("properties", taken, value))
        prop = find(value) if isinstance(value, str) else value
        if prop not in chosen:
            chosen.append(prop)
    every = tuple(chosen) or tuple(questions.known_properties(about).values())
    return questions.Asked(every, library.knowing(about, every), selected=bool(chosen))


def assumptions(value: Any) -> tuple[Assume, ...]:
    """Return assumptions, given by name, by label, or as such; all for ``None``."""
    from experiments.show.runs import ASSUMED
    from verify.verdict import Assume

    if value is None:
        return tuple(Assume)
    chosen = _named(value, Assume, "assume", lambda assume: ASSUMED[assume])
    if not chosen:
        raise ValueError(refusal("assume", "'everyone', 'nobody' or both", value))
    return chosen


def kinds(values: Any) -> tuple[FindingKind, ...]:
    """Return kinds of findings, given by name, by label, or as such."""
    from verify.audit.finding import FindingKind

    given = each(values, "kinds", "a kind of finding", str)
    flat = [one for value in given for one in each(value, "kinds", "a kind of finding", str)]
    return _named(flat, FindingKind, "kinds", lambda kind: f"finding.{kind}.name")


def edits(values: Any) -> tuple[EditKind, ...]:
    """Return kinds of edits, given by name, by label, or as such; all where there are none."""
    from verify.amend.space import EditKind

    return _named(values, EditKind, "edits", lambda kind: f"amend.kind.{kind}") or tuple(EditKind)


def order(value: Any) -> ServiceOrder:
    """Return the order in which an office takes up matters."""
    from verify.capacity.demand import ServiceOrder

    return named(value, ServiceOrder, "order")


def _named(
    values: Any, names: type[_Name], parameter: str, key: Callable[[_Name], str]
) -> tuple[_Name, ...]:
    """The members of an enumeration that are given, or meant by name or label."""
    from model.language import catalogue

    labels = {label: name for name in names for label in _both(catalogue().get(key(name)))}
    given = each(values, parameter, f"a name of {names.__name__}", str)
    meant = (labels.get(value, value) if isinstance(value, str) else value for value in given)
    return tuple(dict.fromkeys(named(value, names, parameter) for value in meant))


def _both(label: Text | None) -> tuple[str, ...]:
    return (label.zh, label.en) if label else ()


def one_of(value: Any, names: Collection[str], parameter: str) -> str:
    """Return one of a few names.

    >>> one_of("smt", ("smt2", "uppaal"), "form")
    Traceback (most recent call last):
        ...
    ValueError: 'form' takes 'smt2' or 'uppaal'; got 'smt'
    """
    taken = either([repr(name) for name in names])
    if not isinstance(value, str):
        raise TypeError(refusal(parameter, taken, value))
    if value not in names:
        raise ValueError(refusal(parameter, taken, value))
    return value


def queries(values: Any) -> tuple[str, ...]:
    """Return names of queries."""
    from verify.export.evidence import NAMES

    given = each(values, "queries", "the name of a query", str)
    return tuple(one_of(value, NAMES, "queries") for value in given)


def rules(values: Any, parameter: str = "rules") -> tuple[str, ...]:
    """Return the identifiers of rules, given by them or as such."""
    from model.rule import Rule

    def identifier(value: Any) -> str:
        if not isinstance(value, str | Rule):
            raise TypeError(refusal(parameter, "a Rule or the identifier of one", value))
        return value if isinstance(value, str) else value.id

    alone = (str, *_classes(Rule))
    return tuple(identifier(value) for value in each(values, parameter, "a rule", alone))


def attributes(values: Any, parameter: str = "by") -> tuple[str, ...]:
    """Return attributes of cases as they are called, given by name, by label or as such."""
    from model.vocabulary import Attribute

    def called(value: Any) -> str:
        if not isinstance(value, str | Attribute):
            raise TypeError(refusal(parameter, "an Attribute or the name of one", value))
        return value if isinstance(value, str) else value.id

    alone = (str, Attribute)
    return tuple(called(value) for value in each(values, parameter, "an attribute", alone))


def _classes(kinds: Any) -> tuple[type, ...]:
    """The classes of a union, or a class alone."""
    from typing import get_args

    return get_args(kinds) or (kinds,)


def party(value: Any, of: model.regime.Regime) -> str | None:
    """Return the identifier of a party, given by it, by label, or as such; ``None`` for none."""
    from model.vocabulary import Party

    if isinstance(value, Party):
        return value.id
    if value is not None and not isinstance(value, str):
        raise TypeError(refusal("party", "a Party, its identifier or its label", value))
    parties = of.vocabulary.parties
    labels = {label: key for key, known in parties.items() for label in _both(known.label)}
    return value if value is None or value in parties else labels.get(value, value)


def figures(rate: Any, burst: Any, per_day: Any) -> Figures:
    """Return what is assumed of arrivals and of an office: exact, one for all duties or each."""
    from experiments.capacity.figures import Figures

    speeds = (
        ranged(value, "per_day", 1, 10_000)
        for value in each(per_day, "per_day", "a whole number", Real)
    )
    return Figures(
        tuple(_quantities(rate, "rate", positive=True)),
        tuple(_quantities(burst, "burst", positive=False)),
        tuple(speeds),
    )


def _quantities(values: Any, parameter: str, *, positive: bool) -> Iterator[Fraction]:
    from experiments.capacity.figures import quantity

    taken = "a number, or text such as '2.5' or '5/2'"
    for value in each(values, parameter, taken, (str, Real, Decimal)):
        if isinstance(value, bool) or not isinstance(value, str | Real | Decimal):
            raise TypeError(refusal(parameter, taken, value))
        yield quantity(str(value), positive)


def requirements(about: model.regime.Regime, values: Any) -> list[Requirement]:
    """Return what an amendment must achieve: properties, or ``P [within N] [assuming W]``.

    ``P`` is a property's name or label, or a question.
    """
    from experiments.amend.ask import requirement
    from experiments.command.questions import finder
    from verify.amend.requirement import Requirement
    from verify.verdict import Assume

    def required(value: Any) -> Requirement:
        match value:
            case Requirement():
                return value
            case Property():
                return Requirement(value, None, Assume.EVERYONE)
            case str():
                return requirement(value, finder((about,), None))
        raise TypeError(
            refusal("require", "a Requirement, or a property by name or as such", value)
        )

    alone = (str, Property, Requirement)
    needs = [required(value) for value in each(values, "require", "a requirement", alone)]
    if not needs:
        raise ValueError("'require' is empty: nothing would be asked")
    return list(dict.fromkeys(needs))


def accepted(values: Any) -> list[AcceptedForm]:
    """Return findings that somebody has accepted, given as such or as their file."""
    from experiments.audit.accepted import AcceptedForm, read_accepted

    if isinstance(values, str | PathLike):
        return read_accepted(path(values, "accepted"))
    taken = "the path of a file, or its entries"
    entries = each(values, "accepted", taken, AcceptedForm)
    for entry in entries:
        if not isinstance(entry, AcceptedForm):
            raise TypeError(refusal("accepted", taken, entry))
    return entries


def scenario(value: Any) -> Scenario:
    """Return a scenario, given as such, by its name or label, as a file, or as its text."""
    from experiments import scenarios
    from model.simulation.scenario import Scenario
    from protocols.document import open_document, parse_document

    if isinstance(value, Scenario):
        return value
    if isinstance(value, bytes) or (isinstance(value, str) and "\n" in value):
        text = value if isinstance(value, bytes) else value.encode()
        return scenarios.read(parse_document(text, UNNAMED))
    if not isinstance(value, str | PathLike):
        taken = "a Scenario, the name or path of one, or the text of a scenario file"
        raise TypeError(refusal("scenario", taken, value))
    name = str(path(value, "scenario"))
    try:
        return scenarios.read(open_document(scenarios.path_of(name)))
    except Complaint:
        known = (scenarios.find(shipped) for shipped in scenarios.SCENARIOS)
        called = next((one for one in known if name in _both(one.label)), None)
        if called is None:
            raise
        return called


def design(value: Any) -> Design:
    """Return the design of an experiment, given as such, by its name, or as a file."""
    from experiments import designs
    from experiments.designs.point import Design

    if isinstance(value, Design):
        return value
    if isinstance(value, str | PathLike):
        return designs.find(str(path(value, "design")))
    raise TypeError(refusal("design", "a Design, or the name or path of one", value))


def measures(values: Any) -> tuple[str, ...]:
    """Return the identifiers of measures, given by them, by label, or as such."""
    from experiments import measures as known
    from experiments.measures.measure import Measure

    alone = [measure for measure in known.declared().values() if measure.about is None]
    labels = {label: measure.id for measure in alone for label in _both(measure.label)}

    def identifier(value: Any) -> str:
        if isinstance(value, Measure):
            return value.id
        if not isinstance(value, str):
            raise TypeError(refusal("measures", "a Measure, its identifier or its label", value))
        return labels.get(value, value)

    given = each(values, "measures", "a measure", (str, Measure))
    return tuple(identifier(value) for value in given)


def engine(value: Any) -> Engine | None:
    """Return the engine of a name; ``None`` for none, where the choice is left open.

    >>> engine("compiled"), engine(None)
    (<Engine.COMPILED: 'compiled'>, None)
    """
    if value is None:
        return None
    return Engine(one_of(value, [str(one) for one in Engine], "engine"))


def text(value: Any, parameter: str) -> str | None:
    """Return text as it is; ``None`` for none."""
    if value is None or isinstance(value, str):
        return value
    raise TypeError(refusal(parameter, "text", value))
