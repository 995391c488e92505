"""A regime that can be asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import TYPE_CHECKING

import model.regime
from model.deadline import Reading
from shenguan.answer import Answer

if TYPE_CHECKING:
    from experiments.amend.ask import Proposals
    from experiments.audit.ask import Audits
    from experiments.bounds.ask import Bounds
    from experiments.capacity.ask import Capacity
    from experiments.coverage.ask import Coverage
    from experiments.diff.ask import Pairing
    from experiments.diff.order import Order
    from experiments.export.ask import Export
    from experiments.readings.ask import Readings
    from experiments.simulate.ask import Simulation
    from experiments.trust.ask import Trust
    from experiments.verify.ask import Verification
    from model.rule import Rule
    from model.vocabulary import Attribute, Party
    from shenguan.arguments import (
        AnyAccepted,
        AnyCalendar,
        AnyEdit,
        AnyProperty,
        AnyRegime,
        AnyRequirement,
        AnyScenario,
        Figure,
        Several,
    )


class Regime(model.regime.Regime):
    """The rules of one text; each method puts one question of the command line to them.

    It passes wherever a :class:`model.regime.Regime` does, and equals one with the same rules.
    ``reading`` is ``"strict"`` or the working days that open limits are taken to have; ``calendar``
    a calendar file, or the State Council's working days unless given.
    """

    _file: bytes | None = None

    @classmethod
    def of(cls, regime: model.regime.Regime, file: bytes | None = None) -> Regime:
        """Return a regime that can be asked; ``file`` are the bytes that it was read from."""
        if isinstance(regime, Regime) and file is None:
            return regime
        named = {field.name: getattr(regime, field.name) for field in fields(model.regime.Regime)}
        asked = cls(**named)
        object.__setattr__(asked, "_file", file)
        return asked

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, model.regime.Regime):
            return NotImplemented
        names = [field.name for field in fields(model.regime.Regime)]
        return all(getattr(self, name) == getattr(other, name) for name in names)

    __hash__ = model.regime.Regime.__hash__

    @property
    def file(self) -> bytes:
        """The bytes of the rule file.

        Raises
        ------
        ValueError
            When it was not read by :func:`load`, or was changed since.
        """
        if self._file is None:
            raise ValueError(
                f"the rule file of {self.id!r} is not known: it was made or changed, and not loaded"
            )
        return self._file

    @property
    def text(self) -> str:
        """The text of the rule file; :func:`load` takes it, changed or not."""
        return self.file.decode("utf-8-sig")

    def show(self) -> Answer[model.regime.Regime]:
        """Return every rule as sentences, with its article."""
        from shenguan import library

        return library.rules(self)

    def verify(
        self,
        *properties: AnyProperty,
        within: int | None = None,
        assume: Several[str] | None = None,
        reading: Reading | str | int = "strict",
        calendar: AnyCalendar | None = None,
    ) -> Answer[Verification]:
        """Ask which guarantees hold, how soon, and on which articles they rest.

        Parameters
        ----------
        *properties
            By name, by label in either language, or as such; all unless some are given.
        within
            Working days that must hold; any finite bound unless given.
        assume
            ``"everyone"`` or ``"nobody"``; both unless given.
        """
        from shenguan import questions

        return questions.verify(
            self,
            properties=properties,
            within=within,
            assume=assume,
            reading=reading,
            calendar=calendar,
        )

    def trust(
        self,
        *properties: AnyProperty,
        within: int | None = None,
        reading: Reading | str | int = "strict",
        calendar: AnyCalendar | None = None,
        runs: bool = True,
    ) -> Answer[Trust]:
        """Ask on whose obedience guarantees depend; ``runs`` shows how each set breaks them."""
        from shenguan import questions

        return questions.trust(
            self,
            properties=properties,
            within=within,
            reading=reading,
            calendar=calendar,
            runs=runs,
        )

    def readings(
        self,
        *properties: AnyProperty,
        within: int | None = None,
        assume: Several[str] | None = None,
        reading: Reading | str | int = "strict",
        calendar: AnyCalendar | None = None,
    ) -> Answer[Readings]:
        """Ask which answers would be others if a clause were read otherwise.

        Each alternative in the rule file is tried alone. Parameters as those of :meth:`verify`.
        """
        from shenguan import questions

        return questions.readings(
            self,
            properties=properties,
            within=within,
            assume=assume,
            reading=reading,
            calendar=calendar,
        )

    def read_otherwise(self, alternatives: Mapping[str, str]) -> Regime:
        """Return it with other readings of some rules, each named by its identifier.

        Raises
        ------
        Complaint
            Where there is no such rule or alternative, or those taken do not fit each other.
        """
        from model.otherwise import read_otherwise
        from shenguan import arguments

        taken = arguments.alternatives(alternatives, "alternatives")
        return Regime.of(read_otherwise(self, taken), self._file)

    def changed(self, *edits: AnyEdit) -> Regime:
        """Return it after edits of its rule file, each as a line or as such.

        ``"approval-claim.deadline=2 working days"`` puts a value at a key of a rule,
        ``"approval-claim.on-expiry="`` takes a key away, ``"-approval-claim"`` strikes a rule and
        ``"+{id: …}"`` adds one, ``"counting=include-first-day"`` sets what stands at the top. The
        comments of the file are kept: ``.text`` is the file with the edits in it.

        Raises
        ------
        Mistakes
            All that is wrong with the edited file, at the edit that caused it.
        Complaint
            For a line that is no edit, and for a text that amends another.
        ValueError
            As :attr:`file`.

        >>> claim = load("xuecheng").changed("approval-claim.deadline=2 working days")
        >>> claim.by_id["approval-claim"].deadline.count
        2
        """
        from shenguan import arguments

        return arguments.changed(self, arguments.lines(edits))

    def above(self) -> Regime:
        """Return it read together with the law above it, beside which it is asked about.

        Raises
        ------
        Complaint
            Where its file names no text that stands above.
        """
        from model.above import law_above

        return Regime.of(law_above(self))

    def bounds(
        self,
        *properties: AnyProperty,
        within: int | None = None,
        assume: Several[str] | None = None,
        deadlines: bool = False,
        vary: Several[str | Rule] = (),
        reading: Reading | str | int = 5,
        calendar: AnyCalendar | None = None,
        by: Several[str | Attribute] = (),
        by_matter: bool = False,
    ) -> Answer[Bounds]:
        """Ask how soon, for all values of open limits at once; see :func:`shenguan.bounds`."""
        from shenguan import questions

        return questions.bounds(
            self,
            properties=properties,
            within=within,
            assume=assume,
            deadlines=deadlines,
            vary=vary,
            reading=reading,
            calendar=calendar,
            by=by,
            by_matter=by_matter,
        )

    def audit(
        self,
        *kinds: Several[str],
        accepted: AnyAccepted = (),
        number: int | None = None,
        calendar: AnyCalendar | None = None,
    ) -> Answer[Audits]:
        """Ask whether the text is sound; see :func:`shenguan.audit`."""
        from shenguan import questions

        return questions.audit(
            self, kinds=kinds, accepted=accepted, number=number, calendar=calendar
        )

    def coverage(self) -> Answer[tuple[Coverage, ...]]:
        """Ask what of the text stands in rules."""
        from shenguan import questions

        return questions.coverage(self)

    def capacity(
        self,
        *,
        rate: Several[Figure],
        burst: Several[Figure],
        per_day: Several[int],
        officers: int | None = None,
        rules: Several[str | Rule] = (),
        party: str | Party | None = None,
        order: str = "deadline",
        by_opening: bool = False,
        reading: Reading | str | int = "strict",
        calendar: AnyCalendar | None = None,
    ) -> Answer[Capacity]:
        """Ask whether an office can keep its duties, and how many officers it takes.

        Parameters
        ----------
        rate, burst
            In any k working days at most ``burst + rate * k`` matters come.
        per_day
            Matters that one officer does in a day.
        officers
            How many there are; the fewest that are enough unless given.
        rules
            The duties; the claims that the party must make unless given.
        party
            By identifier, by label, or as such; the supervising department unless given.
        order
            ``"deadline"``, the most urgent matter first, or ``"arrival"``, the oldest.
        by_opening
            Whether the matters of a day are there when the office opens.
        """
        from shenguan import questions

        return questions.capacity(
            self,
            rate=rate,
            burst=burst,
            per_day=per_day,
            officers=officers,
            rules=rules,
            party=party,
            order=order,
            by_opening=by_opening,
            reading=reading,
            calendar=calendar,
        )

    def amend(
        self,
        require: AnyRequirement | Iterable[AnyRequirement],
        *,
        edits: Several[str] = (),
        longest: int = 30,
        reading: Reading | str | int = "strict",
        calendar: AnyCalendar | None = None,
    ) -> Answer[Proposals]:
        """Search for the smallest amendments that bring about what is required.

        Parameters
        ----------
        require
            ``P [within N] [assuming everyone|nobody]``, or several.
        edits
            The kinds of edits that may be made; all unless some are given.
        longest
            The longest limit, in working days, that an edit may write.
        """
        from shenguan import questions

        return questions.amend(
            self, require, edits=edits, longest=longest, reading=reading, calendar=calendar
        )

    def export(
        self,
        *properties: AnyProperty,
        form: str = "smt2",
        queries: Several[str] = (),
        within: int | None = None,
        assume: Several[str] | None = None,
        reading: Reading | str | int = "strict",
        calendar: AnyCalendar | None = None,
    ) -> Answer[Export]:
        """Ask for the evidence behind verdicts, which others can check.

        Parameters
        ----------
        form
            ``"smt2"``, a file for each query, or ``"uppaal"``, timed automata for each verdict.
        queries
            Of ``smt2`` only these, by name.
        """
        from shenguan import questions

        return questions.export(
            self,
            properties=properties,
            form=form,
            queries=queries,
            within=within,
            assume=assume,
            reading=reading,
            calendar=calendar,
        )

    def simulate(
        self,
        *,
        year: int = 2025,
        scenario: AnyScenario = "ordinary",
        seed: int = 1,
        reading: Reading | str | int = 5,
        calendar: AnyCalendar | None = None,
        engine: str | None = None,
        replications: int = 1,
    ) -> Answer[Simulation]:
        """Simulate one year of offices, officers and queues.

        Parameters
        ----------
        scenario
            By name, by label, as a file, as its text, or as such.
        engine
            What runs the year, ``simpy`` or ``compiled``; the year is the same. Compiled where it
            can be, unless given.
        replications
            How many years are simulated, each with the next seed: answers say what is more than
            luck only of several.
        """
        from shenguan import questions

        return questions.simulate(
            self,
            year=year,
            scenario=scenario,
            seed=seed,
            reading=reading,
            calendar=calendar,
            engine=engine,
            replications=replications,
        )

    def diff(
        self,
        b: AnyRegime,
        *more: AnyRegime,
        properties: Several[AnyProperty] = (),
        reading: Reading | str | int = 5,
        calendar: AnyCalendar | None = None,
    ) -> Answer[Pairing | tuple[Order, ...]]:
        """Hold it against another, or put it in order with several; see :func:`shenguan.diff`."""
        from shenguan import questions

        return questions.diff(
            self, b, *more, properties=properties, reading=reading, calendar=calendar
        )


def load(source: AnyRegime, *, readings: Mapping[str, str] | None = None) -> Regime:
    """Return a regime: a shipped one by name or label, any other by its file or its text.

    Parameters
    ----------
    readings
        By rule the alternative that is to be taken in the place of its reading in the file.

    Raises
    ------
    Mistakes
        Every mistake in the rule file, each with its place.
    Complaint
        When there is none of that name, or the file cannot be read.

    >>> load("薛城") == load("xuecheng")
    True
    """
    from shenguan import arguments

    regime = arguments.regime(source, "source")
    if readings is None:
        return regime
    return regime.read_otherwise(arguments.alternatives(readings, "readings"))
