"""What all queries about one slice of a regime state, in order, each block under what it states."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256

from model.ledger import article_label
from verify.export import smtlib
from verify.formula import Expr
from verify.moment import Moment
from verify.prover import Prover
from verify.solver import heed

Subject = tuple[str, str]
"""What a constraint is about: ``rule``, ``event`` or ``case``, and which."""

CASE: Subject = ("case", "")


@dataclass(frozen=True, slots=True)
class Passage:
    """Some lines of a query, and what they state: an entry of the catalogue, filled in."""

    lines: str
    key: str
    values: Mapping[str, object] = field(default_factory=dict)


class Statement:
    """The admissible runs of a slice under one reading, as SMT-LIB in blocks.

    A constraint about a fact of the case that no rule of the slice uses is written only into a
    query that asks about that fact. So a query does not depend on other queries.

    Attributes
    ----------
    blocks
        The logic, the declarations, and the constraints about the case, each event, each rule.
    hash
        SHA-256 of their lines, to be copied and gone on with.
    """

    def __init__(self, prover: Prover) -> None:
        self.prover = prover
        named = smtlib.unknowns(prover)
        constraints = [*map(_written, prover.encoding.constraints)]
        spoken_of = [smtlib.constants(one) for one in constraints]
        logic, declared = smtlib.declarations(prover, named, set().union(*spoken_of))
        self._names = {key: name for key, (name, _) in named.items()}
        facts = {self._name(term) for term in prover.encoding.attributes.values()}
        needed = {one for about in spoken_of if not about <= facts for one in about & facts}
        self._spare = {name: declared.pop(name) for name in sorted(facts - needed)}
        subjects = _Subjects(prover, self._name)
        grouped: dict[Subject, list[str]] = {}
        for text, about in zip(constraints, spoken_of, strict=True):
            heed()
            line = f"(assert {text})\n"
            if spare := about - needed if about <= facts else set():
                self._spare[min(spare)] += line
            else:
                grouped.setdefault(subjects.of(smtlib.symbols(text)), []).append(line)
        self.blocks = (
            Passage(f"(set-logic {logic})\n", "export.block.logic"),
            Passage("".join(declared.values()), "export.block.unknowns"),
            *(self._block(one, "".join(grouped[one])) for one in subjects.order if one in grouped),
        )
        self.hash = sha256("".join(block.lines for block in self.blocks).encode())
        self._taken: dict[int, str] = {}

    def _name(self, constant: Expr) -> str:
        key = constant.get_id()
        return self._names.get(key) or smtlib.text(constant)

    def asking(self, literals: Iterable[Expr], asked: Expr, expected: str) -> tuple[Passage, ...]:
        """Return the blocks that ask whether a question can be so under assumptions."""
        literals = list(literals)
        question = smtlib.text(asked)
        symbols = smtlib.constants(question)
        facts = "".join(lines for name, lines in self._spare.items() if name in symbols)
        return (
            *([Passage(facts, "export.block.case")] if facts else []),
            *self._dates([*literals, asked]),
            Passage("".join(self._assumed(literal) for literal in literals), "export.block.taken"),
            Passage(f"(assert (! {question} :named question))\n", "export.block.asked"),
            Passage(f"(set-info :status {expected})\n(check-sat)\n", "export.block.answer"),
        )

    def _dates(self, asked: list[Expr]) -> Iterator[Passage]:
        """The block that says as much of dates as the answer needs, where they matter."""
        encoding = self.prover.encoding
        statements = encoding.about_dates(asked)
        if not statements or encoding.dates is None:
            return
        base, covered = (smtlib.text(one) for one in (encoding.dates.base, encoding.dates.covered))
        lines = [f"(declare-fun {base} () Int)\n", f"(declare-fun {covered} () Bool)\n"]
        lines += [f"(assert {smtlib.text(one)})\n" for one in statements]
        yield Passage("".join(lines), "export.block.dates")

    def _assumed(self, literal: Expr) -> str:
        """The line that takes a literal for granted, under a name for unsatisfiable cores."""
        key = literal.get_id()
        if key not in self._taken:
            name = self._name(literal)
            self._taken[key] = f"(assert (! {name} :named |assume {name[1:]}))\n"
        return self._taken[key]

    def _block(self, subject: Subject, lines: str) -> Passage:
        """The constraints about one rule, event, or the case, under their heading."""
        kind, name = subject
        if kind == "event":
            label = self.prover.regime.vocabulary.events[name].label
            return Passage(lines, "export.block.event", {"event": name, "label": label})
        if kind == "rule":
            cited = article_label(self.prover.regime.by_id[name].article)
            return Passage(lines, "export.block.rule", {"rule": name, "article": cited})
        return Passage(lines, "export.block.case")


def _written(constraint: Expr) -> str:
    """A constraint as text; of a large regime they take long."""
    heed()
    return smtlib.text(constraint)


class _Subjects:
    """Which rule a constraint states: one that makes it work, or the only one that it names.

    Else it is about the event that it names first, else about the case.
    """

    def __init__(self, prover: Prover, name: Callable[[Expr], str]) -> None:
        encoding = prover.encoding
        forcing = [*encoding.obeys.items(), *encoding.forces.items()]
        self._forced = {name(one): rule for rule, one in forcing}
        self._owned = {name(one): rule for rule, one in _owned(prover)}
        self._event = {
            name(part): event
            for event, term in encoding.events.items()
            for part in (term.occurs, *_parts(term.at))
        }
        self.order: list[Subject] = [
            CASE,
            *(("event", one) for one in encoding.events),
            *(("rule", one) for one in prover.regime.by_id),
        ]

    def of(self, symbols: Iterable[str]) -> Subject:
        """Return what a constraint with these symbols is about."""
        symbols = list(symbols)
        forced = {self._forced[one] for one in symbols if one in self._forced}
        rules = forced or {self._owned[one] for one in symbols if one in self._owned}
        if len(rules) == 1:
            return ("rule", rules.pop())
        event = next((self._event[one] for one in symbols if one in self._event), None)
        return CASE if event is None else ("event", event)


def _owned(prover: Prover) -> list[tuple[str, Expr]]:
    """The constants that belong to one rule, beside those that make it work."""
    encoding = prover.encoding
    found = [*prover.limits.items(), *prover.given.items(), *encoding.elapsed.items()]
    for event in encoding.events.values():
        found += [*event.deemed.items(), *event.counted.items()]
    for rule in prover.regime.rules:
        if len(rule.on.events) > 1:
            found += [(rule.id, part) for part in _parts(encoding.rules[rule.id].opened)]
    return found


def _parts(at: Moment) -> tuple[Expr, ...]:
    return (at.day, at.off, at.round, at.rank)
