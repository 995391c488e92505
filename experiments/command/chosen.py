"""What options come to: the regimes that are named, as they are to be read, and the calendar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from model.above import SUFFIX
from model.calendar import Calendar, chinese_calendar
from model.language import Text
from model.otherwise import read_otherwise, taken_of
from model.regime import Regime
from model.visible import on_one_line
from protocols import library


def chosen_calendar(path: Path | None) -> Calendar:
    """Return the calendar in use."""
    base = chinese_calendar()
    if path is None:
        return base
    from protocols.calendar_file import read_calendar  # here: only who has such a file waits

    return read_calendar(path, base)


def chosen_regime(name: str, otherwise: Sequence[str] = ()) -> Regime:
    """Read the regime named, with the alternatives taken that are asked for."""
    (regime,) = taking([library.find(name)], otherwise)
    return regime


def taking(regimes: Sequence[Regime], otherwise: Sequence[str]) -> list[Regime]:
    """Return regimes with the alternatives taken that are asked for."""
    taken = taken_of(regimes, otherwise)
    return [read_otherwise(regime, each) for regime, each in zip(regimes, taken, strict=True)]


def chosen_regimes(
    names: tuple[str, ...], otherwise: Sequence[str] = (), above: bool = False
) -> tuple[Regime, ...]:
    """Read the regimes named, each once; all shipped ones where none is.

    Files whose regimes have one identifier are told apart as :func:`told_apart` does.

    Parameters
    ----------
    otherwise
        Alternatives that are taken in the place of readings, as :func:`taken_of` reads them.
    above
        Whether each that names a text above it stands there a second time, read with that.
    """
    asked = [one for name in names or library.REGIMES for one in _beside(name, above)]
    distinct: dict[tuple[Path, str], str] = {}
    for one in asked:
        distinct.setdefault((library.resolved(one), library.behind(one)), one)
    return told_apart(taking([library.find(one) for one in distinct.values()], otherwise))


def _beside(name: str, above: bool) -> tuple[str, ...]:
    """Return a regime's name, and that of the same with the law above it where that is wanted."""
    if not above or library.behind(name):
        return (name,)
    return (name, name + SUFFIX) if library.find(name).under else (name,)


def told_apart(regimes: Sequence[Regime]) -> tuple[Regime, ...]:
    """Return regimes of which no two have one identifier, nor one label.

    Where two have, the names of their files are their identifiers.
    """
    ids, labels = [regime.id for regime in regimes], [regime.name for regime in regimes]
    taken: set[str] = set()
    named = []
    for regime in regimes:
        name = regime.id if ids.count(regime.id) == 1 else on_one_line(Path(regime.source).stem)
        number = 2
        while name in taken:
            name, number = f"{regime.id}-{number}", number + 1
        taken.add(name)
        label = regime.name
        if labels.count(label) > 1:
            label += Text(f"（{name}）", f" ({name})")
        same = (name, label) == (regime.id, regime.name)
        # The very same one has what was worked out about it with it.
        named.append(regime if same else replace(regime, id=name, name=label))
    return tuple(named)
