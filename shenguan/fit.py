"""A scenario estimated from a log of real matters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.deadline import Reading
from shenguan import shown
from shenguan.answer import Answer

if TYPE_CHECKING:
    from collections.abc import Callable

    from experiments.fit.ask import Fit
    from experiments.fit.check import Check
    from experiments.fit.page import Fitted
    from shenguan.arguments import AnyCalendar, AnyFile, AnyRegime


def fit(
    file: AnyFile,
    regime: AnyRegime,
    *,
    map: AnyFile | None = None,
    base: AnyFile = "ordinary",
    scenario: AnyFile | None = None,
    check: bool = False,
    held_out: int | None = None,
    replications: int = 5,
    reading: Reading | str | int = 5,
    calendar: AnyCalendar | None = None,
) -> Answer[Fitted]:
    """Estimate a scenario from a log; ``.frame()`` has a row for each parameter.

    Parameters
    ----------
    map
        The file that says what the columns mean; guessed from their names unless given.
    base
        The scenario from which everything is kept that the log cannot tell, by name or as a file.
    scenario
        Where the estimated scenario is written; nowhere unless given.
    check
        Whether the log's own matters are simulated and compared.
    held_out
        So many months at the end are held out for the comparison; a quarter unless given.
    replications
        How often the matters are simulated.

    Raises
    ------
    Mistakes
        All of the mapping's.
    Complaint
        When the file cannot be read, or nothing could be estimated from it.
    """
    from experiments.fit import ask
    from experiments.fit.file import named_scenario, write_scenario
    from experiments.fit.page import Fitted
    from experiments.fit.reading import read_log
    from shenguan import arguments
    from shenguan.language import spoken

    of, path = arguments.regime(regime), arguments.path(file, "file")
    meant = None if map is None else arguments.path(map, "map")
    under = str(arguments.path(base, "base"))
    days = None if calendar is None else arguments.calendar(calendar)
    value = arguments.reading(reading)
    target = None if scenario is None else named_scenario(arguments.path(scenario, "scenario"))
    wanted = _wanted(check, held_out, replications)
    log, name = read_log(path, of, meant), "fitted" if target is None else target.stem
    found = ask.fit(log, of, under, calendar=days, reading=value, name=name)
    if target is not None:
        write_scenario(found, target, spoken())
    return Answer(Fitted(found, wanted(found)), shown.fitted)


def _wanted(check: bool, held_out: int | None, replications: int) -> Callable[[Fit], Check | None]:
    """Return what holds a fit against its log, if that is asked for."""
    from experiments.fit.check import check as checked
    from shenguan import arguments
    from verify.arguments import flag

    months = None if held_out is None else arguments.ranged(held_out, "held_out", 0, 240)
    seeds = arguments.ranged(replications, "replications", 2, 200)
    wanted = flag(check, "check") or months is not None
    return lambda found: checked(found, seeds, months) if wanted else None
