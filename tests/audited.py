"""Audits of shipped texts and small ones, each made once in a process."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cache

from experiments.audit.ask import Audit, Audits
from model.calendar import Calendar, chinese_calendar
from model.property import Property
from model.regime import Regime
from protocols import library
from verify.audit import audit
from verify.audit.effect import Effects
from verify.audit.finding import Finding, FindingKind
from verify.patience import patience

_audited: dict[str, Audit] = {}


def audited(name: str) -> Audit:
    """Return the audit of a shipped text; one for which there was no time is not kept."""
    if name not in _audited:
        regime = library.find(name)
        found = Audit(regime, tuple(audit(regime)))
        if patience().cut is not None:
            return found
        _audited[name] = found
    return _audited[name]


def audited_together(*names: str) -> Audits:
    """Return the audits of some shipped texts as one answer."""
    return Audits(tuple(audited(name) for name in names))


@cache
def _effects(name: str, properties: tuple[str, ...]) -> Effects:
    known = library.questions([library.find(name)])
    return Effects(library.find(name), [known[one] for one in properties])


def effects(
    regime: Regime, properties: Iterable[Property], calendar: Calendar | None = None
) -> Effects:
    """Return what asks for effects of advice; of a shipped text one that keeps its answers."""
    usual, asked = calendar is None or calendar is chinese_calendar(), tuple(properties)
    name = _shipped(regime)
    if name is None or not usual:
        return Effects(regime, asked, calendar)
    return _effects(name, tuple(prop.id for prop in asked))


def remembered(
    regime: Regime, kinds: Collection[FindingKind] = (), calendar: Calendar | None = None
) -> list[Finding]:
    """Return what :func:`verify.audit.audit` does, for a shipped text without asking again."""
    usual = calendar is None or calendar is chinese_calendar()
    name = _shipped(regime)
    if name is None or not usual:
        return audit(regime, kinds, calendar)
    wanted = {*(kinds or FindingKind), FindingKind.UNDECIDED}
    return [finding for finding in audited(name).findings if finding.kind in wanted]


_small: dict[str, tuple[Regime, list[Finding]]] = {}


def audited_once(regime: Regime) -> list[Finding]:
    """Return all findings about a small text; of kinds that are asked for none is left out.

    An audit looks for all kinds whichever are asked for, since they share their cards.
    """
    said = repr(regime)  # with what is no part of its equality
    if said not in _small or _small[said][0] != regime:
        found = audit(regime)
        if patience().cut is not None:
            return found
        _small[said] = (regime, found)
    return [*_small[said][1]]


def _shipped(regime: Regime) -> str | None:
    return next((name for name in library.REGIMES if library.find(name) is regime), None)
