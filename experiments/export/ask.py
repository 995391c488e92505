"""The evidence behind verdicts, as files that others can check."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from experiments.show.data import provenance
from experiments.show.left_out import claim_of, left_out_data, left_out_lines
from experiments.show.runs import ANSWERS, assumed, bound_words, why
from model.calendar import Calendar, chinese_calendar
from model.deadline import STRICT, Counting, Reading
from model.language import LANGS, NOTHING, Complaint, Text, plain, say
from model.property import Property
from model.regime import Regime
from protocols import library
from protocols.asked import written
from verify.export.evidence import Evidence, Query, asked_key
from verify.export.uppaal import network
from verify.export.uppaal.part import Unsaid, UntranslatableError
from verify.guarantees import verify
from verify.left_out import LeftOut
from verify.prover import Provers, asked_about
from verify.verdict import Answer, Assume, Verdict

if TYPE_CHECKING:
    from verify.audit.finding import Finding

Form = Literal["smt2", "uppaal"]

_STATUS = {
    "sat": "export.status.sat",
    "unsat": "export.status.unsat",
    "unknown": "export.status.unknown",
}

_UNTRANSLATABLE = {
    Unsaid.ABLE: "export.cli.untranslatable",
    Unsaid.DATES: "export.cli.untranslatable-dates",
    Unsaid.CLOCKS: "export.cli.untranslatable-clocks",
}

_COUNTING = {
    Counting.EXCLUDE_FIRST_DAY: "export.head.exclude-first-day",
    Counting.INCLUDE_FIRST_DAY: "export.head.include-first-day",
}


@dataclass(frozen=True)
class ExportedFile:
    """One file: its name, its text, and what is said of it in the list of files."""

    name: str
    text: Text
    entry: dict[str, Any]


@dataclass(frozen=True)
class Export:
    """The evidence behind the verdicts on a regime.

    Attributes
    ----------
    form
        Of the files.
    notes
        What is to be said of verdicts that have no file or are not known.
    left_out
        Of which runs proofs say nothing.
    """

    verdicts: tuple[Verdict, ...]
    form: Form
    files: tuple[ExportedFile, ...] = ()
    notes: tuple[Text, ...] = ()
    left_out: tuple[Text, ...] = ()

    @property
    def list_name(self) -> str:
        """The name of the list of files."""
        first = self.verdicts[0]
        return f"{first.regime.id}-{_asked(first)}-{self.form}.json"

    def data(self) -> dict[str, Any]:
        """Return the list of files, with what was asked with what."""
        files = [{"file": file.name, **file.entry} for file in self.files]
        return {**provenance(self.verdicts[0]), "files": files}


def export(
    regime: Regime,
    properties: Sequence[Property] = (),
    *,
    form: Form = "smt2",
    queries: Sequence[str] = (),
    within: int | None = None,
    assumptions: Sequence[Assume] = tuple(Assume),
    reading: Reading = STRICT,
    calendar: Calendar | None = None,
) -> Export:
    """Find the verdicts on a regime, and write what is behind them.

    Parameters
    ----------
    properties
        All of the catalogue unless some are named.
    form
        ``smt2``: a file for each query; ``uppaal``: one for each verdict.
    queries
        The queries wanted, of :data:`verify.export.evidence.NAMES`; all unless some are named.

    Raises
    ------
    Complaint
        When queries are named for ``uppaal``, whose files hold them all.
    """
    if queries and form != "smt2":
        raise Complaint("export.cli.smt2-only")
    asked = list(properties) or list(library.questions([regime]).values())
    provers = Provers(calendar or chinese_calendar(), asked_about(asked))
    verdicts = verify(regime, asked, [reading], assumptions, within, provers=provers)
    evidence, asking = Evidence(provers=provers), LeftOut(provers.calendar)
    answer = Export(tuple(verdicts), form)
    for verdict in verdicts:
        behind = _Behind(verdict, asking.of_verdict(verdict))
        files, notes = _exported(behind, evidence, form, queries)
        answer = replace(
            answer,
            files=answer.files + files,
            notes=answer.notes + notes,
            left_out=answer.left_out + tuple(behind.lines),
        )
    return answer


class _Behind(NamedTuple):
    """A verdict, and how its rules come to be at odds in runs of which it says nothing."""

    verdict: Verdict
    left_out: tuple[Finding, ...]

    @property
    def lines(self) -> list[Text]:
        """Of which runs it says nothing, in sentences."""
        return left_out_lines([claim_of(self.verdict, self.left_out)])


def _exported(
    behind: _Behind, evidence: Evidence, form: Form, wanted: Sequence[str]
) -> tuple[tuple[ExportedFile, ...], tuple[Text, ...]]:
    """Return the files of one verdict, and what is to be said of it."""
    verdict = behind.verdict
    about = {"property": verdict.property.label, "assume": assumed(verdict)}
    queries = evidence.of(verdict)
    if not queries:
        return (), (say("export.cli.unasked", **about, reason=why(verdict.reason)),)
    unknown = verdict.answer is Answer.UNKNOWN
    notes: tuple[Text, ...] = (say("export.cli.not-known", **about),) if unknown else ()
    if form == "uppaal":
        try:
            return tuple(_automata(behind, evidence.provers.calendar)), notes
        except UntranslatableError as refusal:
            rules = ", ".join(refusal.rules)
            return (), (*notes, say(_UNTRANSLATABLE[refusal.unsaid], **about, rules=rules))
    chosen = [query for query in queries if not wanted or query.name in wanted]
    if not chosen:
        names = ", ".join(query.name for query in queries)
        notes += (say("export.cli.no-such-query", **about, names=names),)
    return tuple(_smt2(behind, query) for query in chosen), notes


def _smt2(behind: _Behind, query: Query) -> ExportedFile:
    verdict, about = behind.verdict, behind.verdict.property
    days = query.within if about.timed else about.days
    asks = say(asked_key(query.name, query.within, about.asks), days=days)
    head = [
        *_head(behind),
        say("export.head.asks", query=query.name, asked=asks),
        say("export.head.expected", expected=say(_STATUS[query.expected])),
        say("export.head.hash", digest=query.digest),
    ]
    entry = {
        **_entry(behind),
        "query": query.name,
        "expected": query.expected,
        "within": query.within,
        "sha256": query.digest,
    }
    text = _comments(";", head) + query.commented()
    return ExportedFile(f"{_stem(verdict)}-{query.name}.smt2", text, entry)


def _automata(behind: _Behind, calendar: Calendar) -> Iterator[ExportedFile]:
    verdict = behind.verdict
    title = _comments("//", [*_head(behind), say("export.head.unit")])
    networks = [network(verdict, calendar, lang) for lang in LANGS]
    texts = [
        automata.xml(title.in_(lang))
        for lang, automata in zip(LANGS, networks, strict=True)
        if automata is not None
    ]
    if networks[0] is not None:
        questions = networks[0].questions
        queries = [{"query": each.name, "satisfied": each.expected} for each in questions]
        entry = {**_entry(behind), "queries": queries}
        yield ExportedFile(f"{_stem(verdict)}.xml", Text(*texts), entry)


def _comments(sign: str, lines: Sequence[Text]) -> Text:
    """Return each text as one line of comment."""
    return NOTHING.join(
        line.each(lambda words: f"{sign} {' '.join(words.split())}\n") for line in lines
    )


def _stem(verdict: Verdict) -> str:
    return f"{verdict.regime.id}-{verdict.property.id}-{verdict.assume}-{_asked(verdict)}"


def _asked(verdict: Verdict) -> str:
    """Return the reading and the limit asked about, for the name of a file."""
    reading = str(verdict.reading)
    within = "" if verdict.within is None else f"-within-{verdict.within}"
    return (reading if reading == "strict" else f"reading-{reading}") + within


def _reading(reading: Reading) -> Text:
    if reading.open_days is None:
        return say("export.head.strict")
    return say("export.head.value", n=reading.open_days)


def _head(behind: _Behind) -> list[Text]:
    """Say what a reader needs to know in order to ask the same again."""
    verdict = behind.verdict
    regime, known = verdict.regime, provenance(verdict)
    within = plain(str(verdict.within)) if verdict.within is not None else say("export.head.none")
    return [
        say("export.head.title", version=known["shenguan"], z3=known["z3"]),
        say(
            "export.head.regime",
            regime=regime.name,
            source=Path(regime.source).name,
            digest=regime.digest,
        ),
        say("export.head.property", property=verdict.property.label, id=verdict.property.id),
        say(
            "export.head.question",
            assume=assumed(verdict),
            reading=_reading(verdict.reading),
            counting=say(_COUNTING[regime.counting]),
            within=within,
        ),
        say("export.head.verdict", answer=say(ANSWERS[verdict.answer]), bound=bound_words(verdict)),
        *behind.lines,
    ]


def _entry(behind: _Behind) -> dict[str, Any]:
    verdict = behind.verdict
    return {
        "property": verdict.property.id,
        "question": written(verdict.property),
        "assume": str(verdict.assume),
        "verdict": str(verdict.answer),
        "bound_working_days": verdict.days,
        **left_out_data(behind.left_out),
    }
