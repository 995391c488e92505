"""Amendments written into a rule file, with everything else in it left as it stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from model import amendment
from model.amendment import NewCountsAs, NewDeadline, NewDefault, NewDuty, NewStart, proposed
from model.language import Complaint
from model.otherwise import read_otherwise, without_alternatives
from model.regime import Regime
from model.rule import Obligation
from model.vocabulary import Vocabulary
from protocols.applying import ALL, patched
from protocols.document import parse_document
from protocols.edit import Edit
from protocols.mistakes import Mistakes
from protocols.reader import regime_of
from protocols.rewriting import Unwritable, rewritten


def edited(
    text: bytes,
    file: str,
    regime: Regime,
    amendments: Sequence[amendment.Edit],
    shared: Vocabulary,
) -> bytes:
    """Return a rule file with amendments made in it.

    Parameters
    ----------
    text, regime
        The file, and the regime that was read from it.
    file
        The file's name, for messages.
    shared
        The vocabulary that the file's own words are added to.

    Raises
    ------
    Complaint
        When the edited file would not be read as the regime with the amendments made, as where
        rules share parts by reference.
    """
    document = parse_document(text, file)
    # A rule that was read otherwise keeps its alternatives in the file.
    unsettled = [each.rule for each in regime.otherwise]
    try:
        edits = edits_of(document.data, regime, amendments)
        # An amendment settles what it alters, as its regime does.
        data = patched(document, edits, unsettled, ALL).data
        result = rewritten(text, document.data, data)
    except Unwritable:
        raise Complaint("edit.not-written", file=file) from None
    if not _reads_as(result, file, amendment.applied(regime, amendments), shared):
        raise Complaint("edit.not-written", file=file)
    return result


def _reads_as(text: bytes, file: str, wanted: Regime, shared: Vocabulary) -> bool:
    """Whether a file is read as the regime that it should be."""
    try:
        found = regime_of(parse_document(text, file), shared, wanted.under)
        found = read_otherwise(found, {each.rule: each.alternative for each in wanted.otherwise})
    except (Mistakes, Complaint):
        return False
    same = without_alternatives(found.rules) == without_alternatives(wanted.rules)
    return same and found.counting == wanted.counting


def edits_of(
    data: dict[str, Any], regime: Regime, amendments: Sequence[amendment.Edit]
) -> tuple[Edit, ...]:
    """Return amendments of a regime as edits of the data of its file."""
    return tuple(_edits(data, regime, amendments))


def _edits(
    data: dict[str, Any], regime: Regime, amendments: Sequence[amendment.Edit]
) -> Iterator[Edit]:
    written = {rule["id"]: rule for rule in data["rules"]}
    starts: dict[str, list[str]] = {}
    articles: list[str] = []
    for one in amendments:
        match one:
            case NewDeadline():
                yield Edit(("rules", one.rule, "deadline"), _days(one.days))
            case NewDefault():
                old = regime.by_id[one.rule]
                assert isinstance(old, Obligation)
                yield Edit(("rules", one.rule, "on-expiry"), old.act)
            case NewStart():
                starts.setdefault(one.rule, []).append(one.event)
            case NewDuty() | NewCountsAs():
                articles.append(one.article)
                yield Edit(("rules",), _rule(one), "")
    for rule, events in starts.items():
        yield Edit(("rules", rule, "on"), {"any": [*regime.by_id[rule].on.events, *events]})
        if "start" in written[rule]:
            yield Edit(("rules", rule, "start"), "stated")
    ledger = data.get("ledger")
    if articles and isinstance(ledger, dict):
        yield Edit(("ledger", "sections"), [*ledger.get("sections", []), *articles])


def _days(days: int) -> str:
    return "1 working day" if days == 1 else f"{days} working days"


def _rule(one: NewDuty | NewCountsAs) -> dict[str, Any]:
    """A rule that an amendment adds, as a file has it."""
    made: dict[str, Any] = {"id": one.id, "article": one.article, "on": one.on}
    if isinstance(one, NewDuty):
        made |= {"bearer": one.bearer, "act": one.act, "deadline": _days(one.days)}
        made |= {"on-expiry": one.act} if one.deemed else {}
    else:
        made["counts-as"] = one.event
    if one.when:
        made["when"] = {name: sorted(values) for name, values in one.when.items()}
    reading = proposed()
    return {**made, "reading": {"zh": reading.zh, "en": reading.en}}
