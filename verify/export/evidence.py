"""Evidence: the very queries behind a verdict, as SMT-LIB 2 that any solver decides.

What is exported is the claim itself and nothing else: the constraints of
:mod:`verify.encoding` for the slice of the regime, the assumption literals asserted, the question,
and the answer expected. Whoever runs another solver on it checks this project's solver; whether
the constraints say what the text says is checked by the replay of counterexamples, by enumeration
in the tests, and by reading: each block names the rule and the article it states.

For a proved property within N: no admissible run violates it within N (``unsat``), some run takes
all of its least bound (``sat``), and the trigger can occur at all (``sat``), so that the proof is
not vacuous. For a refuted one: a run violates it (``sat``). The format is that of C. Barrett,
P. Fontaine and C. Tinelli, *The SMT-LIB Standard: Version 2.6* (2017).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import z3

from model.calendar import Calendar
from model.deadline import STRICT
from model.language import NOTHING, Text, say
from model.property import Asks, Property
from model.regime import Regime
from verify import arguments
from verify.export.statement import Passage, Statement
from verify.formula import Expr, number, plus
from verify.guarantees import verify
from verify.prover import Provers, provers_for
from verify.verdict import Answer, Assume, Verdict, rules_obeyed

SOLVER = str(z3.get_version_string())
"""The version of Z3 in use."""

NAMES = ("reachable", "verdict", "bound", "least", "open-limits")
"""What a query asks: see :attr:`Query.name`."""


@dataclass(frozen=True)
class Query:
    """One question to a solver, whole.

    Attributes
    ----------
    name
        ``reachable``: the trigger can occur; ``verdict``: the property is violated within the
        limit asked about; ``bound``: within the least bound, where that is another limit;
        ``least``: within one working day less; ``open-limits``: the bound fails for some values of
        the limits that the text leaves open.
    expected
        ``sat``, ``unsat``, or ``unknown`` where the solver gave no answer.
    within
        The working days that a violation is about; ``None`` where it is that the response lacks.
    digest
        SHA-256 of the body, that is of the file without the lines that begin with ``;``.
    """

    name: str
    expected: str
    within: int | None
    blocks: tuple[Passage, ...]
    digest: str

    @property
    def body(self) -> str:
        """The canonical text, without comments."""
        return "".join(block.lines for block in self.blocks)

    def commented(self) -> Text:
        """Return the text with a comment before each block."""
        return NOTHING.join(_commented(block) for block in self.blocks)


def _commented(block: Passage) -> Text:
    heading = say(block.key, **block.values)
    return heading.each(lambda words: f"; {' '.join(words.split())}\n") + block.lines


def queries(
    regime: Regime,
    prop: Property,
    assume: Assume | str,
    reading: arguments.AnyReading = STRICT,
    within: int | None = None,
    calendar: Calendar | None = None,
) -> tuple[Query, ...]:
    """Return the queries behind the verdict on one property; parameters as for ``verify``.

    There are none where the regime does not regulate what the property is about.
    """
    regime = arguments.regime(regime)
    prop, assume = arguments.prop(prop, regime), arguments.assumption(assume)
    (verdict,) = verify(regime, prop, arguments.reading(reading), assume, within, calendar)
    return Evidence(calendar).of(verdict)


class Evidence:
    """The queries behind verdicts; what verdicts of one slice have in common is written once.

    Parameters
    ----------
    calendar
        The one that the verdicts were found with; the Chinese calendar unless given.
    provers
        Those that the verdicts were found with, where they are at hand.
    """

    def __init__(self, calendar: Calendar | None = None, provers: Provers | None = None) -> None:
        self.provers = provers_for(provers, calendar)
        self._statements: dict[int, Statement] = {}

    def of(self, verdict: Verdict) -> tuple[Query, ...]:
        """Return the queries of one verdict; none where nothing was asked."""
        verdict = arguments.verdict(verdict)
        prop = verdict.property
        if verdict.reason is not None and verdict.reason.unasked:
            return ()
        part = self.provers.part(verdict.regime, *prop.about)
        prover = self.provers.of(part, verdict.reading)
        if id(prover) not in self._statements:
            self._statements[id(prover)] = Statement(prover)
        return tuple(_questions(self._statements[id(prover)], verdict))


def _questions(statement: Statement, verdict: Verdict) -> Iterator[Query]:
    prover, prop, bound = statement.prover, verdict.property, verdict.days
    obeyed = rules_obeyed(prover.regime, verdict.assume, verdict.exempt)
    literals = prover.literals(obeyed)
    known = verdict.answer is not Answer.UNKNOWN
    vacuous = verdict.answer is Answer.VACUOUS
    triggered = prover.triggered(prop)
    reachable = "unsat" if vacuous else "sat" if known else "unknown"
    yield _query(statement, "reachable", reachable, None, literals, triggered)
    if vacuous:
        return
    limit = limit_of(verdict)
    answer = {Answer.PROVED: "unsat", Answer.REFUTED: "sat"}.get(verdict.answer, "unknown")
    yield _query(statement, "verdict", answer, limit, literals, prover.violated(prop, limit))
    if bound is None or not known:
        return
    if bound != limit:
        yield _query(statement, "bound", "unsat", bound, literals, prover.violated(prop, bound))
    if bound > 0:
        earlier = prover.violated(prop, bound - 1)
        yield _query(statement, "least", "sat", bound - 1, literals, earlier)
    guaranteed = verdict.guaranteed
    assert guaranteed is not None
    if guaranteed.constant is not None and guaranteed.parameters:
        limits = plus(*(prover.limits[rule] for rule in guaranteed.parameters))
        total = plus(number(guaranteed.constant, prover.context), limits)
        free = prover.encoding.literals(obeyed)
        later = prover.violated(prop, total)
        yield _query(statement, "open-limits", "unsat", guaranteed.constant, free, later)


def _query(
    statement: Statement,
    name: str,
    expected: str,
    within: int | None,
    literals: list[Expr],
    asked: Expr,
) -> Query:
    """The query whether a question can be so under assumptions."""
    end = statement.asking(literals, asked, expected)
    digest = statement.hash.copy()
    digest.update("".join(block.lines for block in end).encode())
    return Query(name, expected, within, (*statement.blocks, *end), digest.hexdigest())


_ASKED = {
    "reachable": "export.reachable",
    "verdict": "export.verdict",
    "bound": "export.bound",
    "least": "export.least",
    "open-limits": "export.open-limits",
}


_UNTIMED = {
    Asks.NEVER: "export.never",
    Asks.ONLY_AFTER: "export.only-after",
    Asks.NOT_BEFORE: "export.not-before",
}


def asked_key(name: str, within: int | None, asks: Asks = Asks.RESPONSE) -> str:
    """Return the catalogue key of what a query asks, ``days`` to be filled in.

    Those are the working days of a question that is not about how soon something comes.

    >>> asked_key("verdict", None), asked_key("verdict", 2)
    ('export.forever', 'export.verdict')
    >>> asked_key("verdict", 0, Asks.NEVER), asked_key("reachable", 0, Asks.NEVER)
    ('export.never', 'export.reachable')
    """
    if name == "verdict" and asks in _UNTIMED:
        return _UNTIMED[asks]
    return "export.forever" if name == "verdict" and within is None else _ASKED[name]


def limit_of(verdict: Verdict) -> int | None:
    """Return the working days whose violation the verdict speaks of; ``None`` for any number."""
    if verdict.answer is Answer.PROVED and verdict.within is None:
        return verdict.days
    refuted_for_good = verdict.answer is Answer.REFUTED and verdict.guaranteed is None
    return None if refuted_for_good else verdict.within


def listed(queries: Iterable[Query]) -> list[dict[str, str]]:
    """Return what is said of queries where their text is not."""
    return [
        {"query": query.name, "expected": query.expected, "sha256": query.digest}
        for query in queries
    ]
