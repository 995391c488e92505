"""One automaton for each rule: the life of its duty, lapse, power or prohibition, as in model.duty.

It waits in ``idle`` for its trigger. A duty with a deadline then carries a clock ``x`` of slots
since the trigger and the slot ``due`` at whose end it expires; the day asks each such duty at each
close of business (``poll``), and it answers that it is not yet due, or expires. Nothing else than
such an answer looks at a clock when an event is told, since UPPAAL allows no clock in the guard
of an edge that receives a broadcast.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import assert_never

from model.deadline import Before, Measure, Term
from model.lengths import Lengths
from model.means import Means
from model.regime import Regime
from model.rule import CountsAs, Lapse, Obligation, Power, Prohibition, Rule
from model.vocabulary import Guard
from verify.export.uppaal.network import Edge, Location, Template, conjunction, either
from verify.verdict import Obeyed


@dataclass(frozen=True)
class Identifiers:
    """What a regime's words are called in the network, and its terms.

    Attributes
    ----------
    duties
        The number of each duty or lapse that has a deadline of its own, by rule.
    supports
        The number of each duty and power by which somebody may act, by rule.
    terms, lengths
        The terms of duties, and how long those counted in dates may last, in working days.
    """

    regime: Regime
    events: Mapping[str, str]
    parties: Mapping[str, str]
    attributes: Mapping[str, str]
    rules: Mapping[str, str]
    duties: Mapping[str, int]
    supports: Mapping[str, int]
    terms: Mapping[str, Term | None]
    lengths: Mapping[Term, Lengths]
    obeyed: Obeyed

    def occurred(self, event: str) -> str:
        """The condition that an event has occurred."""
        return f"occ[{self.events[event]}]"

    def told(self, event: str) -> str:
        """The label of an edge that is taken when an event is told."""
        return f"event[{self.events[event]}]?"

    def how(self, event: str) -> str:
        """The variable that says how the event being told came about."""
        return f"how[{self.events[event]}]"

    def case(self, guard: Guard) -> str:
        """The condition that a guard admits the case; empty where it admits all."""
        return conjunction(*(self._one_of(name, guard[name]) for name in sorted(guard)))

    def _one_of(self, name: str, allowed: frozenset[str]) -> str:
        values = self.regime.vocabulary.attributes[name].values
        term = self.attributes[name]
        return either(f"{term} == {k}" for k, one in enumerate(values) if one in allowed)


def automaton(words: Identifiers, rule: Rule) -> Template:
    """Return the automaton of one rule."""
    match rule:
        case Lapse():
            return _lapse(words, rule)
        case CountsAs():
            return _counting(words, rule)
        case Power():
            return _power(words, rule)
        case Prohibition():
            return _ban(words, rule)
        case Obligation():
            return _notice(words, rule) if rule.announced else _duty(words, rule)
        case _:
            assert_never(rule)


def _openings(words: Identifiers, rule: Rule) -> list[tuple[str, str]]:
    """The label and the condition under which each of its triggers sets a rule going."""
    every = rule.on.events if rule.on.quantifier == "all" else ()
    return [
        (
            words.told(event),
            conjunction(
                *(words.occurred(other) for other in every if other != event), words.case(rule.when)
            ),
        )
        for event in rule.on.events
    ]


def _counting(words: Identifiers, rule: CountsAs) -> Template:
    raising = f"raise({words.events[rule.event]}, COUNTED)"
    edges = [Edge("idle", "idle", guard, sync, raising) for sync, guard in _openings(words, rule)]
    return Template(words.rules[rule.id], (Location("idle"),), tuple(edges))


def _power(words: Identifiers, rule: Power) -> Template:
    number = words.supports[rule.id]
    going = f"set_going({number})"
    if rule.until is None:
        granted = [
            Edge("idle", "granted", guard, sync, going) for sync, guard in _openings(words, rule)
        ]
        lasting = (Location("idle"), Location("granted"))
        return Template(words.rules[rule.id], lasting, tuple(granted))
    ended = words.occurred(rule.until)
    edges = []
    for sync, guard in _openings(words, rule):
        edges += [
            Edge("idle", "granted", conjunction(guard, f"!{ended}"), sync, going),
            Edge("idle", "over", conjunction(guard, ended), sync),
        ]
    over = f"going[{number}] = false"
    edges.append(Edge("granted", "over", "", words.told(rule.until), over))
    names = (Location("idle"), Location("granted"), Location("over"))
    return Template(words.rules[rule.id], names, tuple(edges))


def _ban(words: Identifiers, rule: Prohibition) -> Template:
    lifted = words.occurred(rule.until) if rule.until else "false"
    edges = []
    for sync, guard in _openings(words, rule):
        edges += [
            Edge("idle", "forbidden", conjunction(guard, f"!{lifted}"), sync),
            Edge("idle", "lifted", conjunction(guard, lifted), sync),
        ]
    own = ""
    if rule.bearer in words.parties:
        own = f"{words.how(rule.act)} == {words.parties[rule.bearer]}"
    if rule.until:
        # Where it is the act itself, only another's lifts the ban.
        others = f"!({own})" if own and rule.until == rule.act else ""
        edges.append(Edge("forbidden", "lifted", others, words.told(rule.until)))
    if own:
        breach = "broken = true" if rule.id in words.obeyed else ""
        edges.append(Edge("forbidden", "violated", own, words.told(rule.act), breach))
    names = ("idle", "forbidden", "lifted", "violated")
    return Template(words.rules[rule.id], tuple(Location(one) for one in names), tuple(edges))


def _own(words: Identifiers, rule: Obligation) -> str:
    """The condition that the act being told is the bearer's, or counted as it."""
    how = words.how(rule.act)
    parties = (words.parties[one] for one in rule.bearers if one in words.parties)
    return either(f"{how} == {one}" for one in ("COUNTED", *parties))


def _duty(words: Identifiers, rule: Obligation) -> Template:
    term = words.terms[rule.id]
    settling = (rule.act, *rule.excused_by)
    settled = either(dict.fromkeys(words.occurred(one) for one in settling))
    going = f"set_going({words.supports[rule.id]})"
    number = words.duties.get(rule.id)
    begun, select, possible = _begun(words, term)
    begin = f"{going}, begin({number}), {begun}" if number is not None else going
    edges = []
    for sync, guard in _openings(words, rule):
        pending = conjunction(guard, f"!({settled})", possible)
        edges += [
            Edge("idle", "kept", conjunction(guard, settled), sync, going),
            Edge("idle", "pending", pending, sync, begin, select),
        ]
    end = f"end({number}), due = 0" if number is not None else ""
    edges.append(Edge("pending", "kept", _own(words, rule), words.told(rule.act), end))
    for event in dict.fromkeys(rule.excused_by):
        if event != rule.act:
            edges.append(Edge("pending", "kept", "", words.told(event), end))
    if number is not None:
        poll = f"poll[{number}]?"
        edges.append(Edge("pending", "pending", "x < due", poll))
        edges.append(Edge("pending", "overdue", "x == due", poll, _expiry(words, rule, end)))
    declared = f"clock x;\nint[0,{_longest(words, term)}] due = 0;" if number is not None else ""
    locations = (
        Location("idle"),
        Location("pending", invariant="x <= due" if number is not None else ""),
        Location("kept"),
        Location("overdue"),
    )
    return Template(words.rules[rule.id], locations, tuple(edges), declared)


def _lapse(words: Identifiers, rule: Lapse) -> Template:
    """A limit at whose end something happens by itself; one that never ends does nothing."""
    number, term = words.duties.get(rule.id), words.terms[rule.id]
    if number is None:
        return Template(words.rules[rule.id], (Location("idle"),), ())
    unless = dict.fromkeys(rule.unless)
    begun, select, possible = _begun(words, term)
    begin, end = f"begin({number}), {begun}", f"end({number}), due = 0"
    edges = []
    for sync, guard in _openings(words, rule):
        still = (f"!{words.occurred(event)}" for event in unless)
        pending = conjunction(guard, *still, possible)
        edges.append(Edge("idle", "pending", pending, sync, begin, select))
        if unless:
            ended = either(words.occurred(event) for event in unless)
            edges.append(Edge("idle", "ended", conjunction(guard, ended), sync))
    edges += [Edge("pending", "ended", "", words.told(event), end) for event in unless]
    poll = f"poll[{number}]?"
    over = f"{end}, expired = true, deem({words.events[rule.event]}, false)"
    edges.append(Edge("pending", "pending", "x < due", poll))
    edges.append(Edge("pending", "over", "x == due", poll, over))
    locations = (
        Location("idle"),
        Location("pending", invariant="x <= due"),
        Location("ended"),
        Location("over"),
    )
    declared = f"clock x;\nint[0,{_longest(words, term)}] due = 0;"
    return Template(words.rules[rule.id], locations, tuple(edges), declared)


def _begun(words: Identifiers, term: Term | None) -> tuple[str, str, str]:
    """The update, the selection and the condition with which a deadline begins to run."""
    if term is None:
        return "", "", ""
    if term.measure is Measure.AFTER:
        return f"x = 0, due = {2 * term.count} - odd", "", ""
    if term.measure is Measure.FROM:
        return f"x = 0, due = {2 * term.count} + odd", "", ""
    least, greatest = words.lengths[term].whole_range
    possible = " && ".join(_of_kind(words.lengths[term], off) for off in (0, 1))
    return "x = 0, due = 2 * days - odd", f"days : int[{least},{greatest}]", possible


def _of_kind(known: Lengths, off: int) -> str:
    """That a limit which begins in a slot of a kind lasts as long as from some such slot."""
    least, greatest = known.range(off)
    return f"(odd == {1 - off} || (days >= {least} && days <= {greatest}))"


def _longest(words: Identifiers, term: Term | None) -> int:
    """The greatest number of slots for which a deadline can run."""
    if term is None:
        return 0
    return 2 * (words.lengths[term].whole_range[1] if term.needs_calendar else term.count) + 1


def _expiry(words: Identifiers, rule: Obligation, end: str) -> str:
    """What the deadline brings about when it passes on the pending duty."""
    raised = []
    if rule.id in words.obeyed and Means(words.regime).only_own(rule):
        return f"{end}, expired = true, broken = true"
    if rule.id in words.obeyed:
        # Where another has done the act, nothing is left to disobey.
        raised.append(f"broken = broken || !{words.occurred(rule.act)}")
    for default in rule.expiring:
        exceptions = [words.case(one) or "true" for one in default.unless]
        event = words.events[default.event]
        raised.append(f"deem({event}, {either(exceptions) if exceptions else 'false'})")
    return ", ".join([end, "expired = true", *raised])


def _notice(words: Identifiers, rule: Obligation) -> Template:
    """A duty to announce an event: whether it was kept shows when that event comes.

    ``x`` is the number of slots since the act; the clock is read in the committed location
    ``judging``, which counts as a pending duty until it is left.
    """
    assert rule.announced is not None
    assert isinstance(rule.deadline, Before)
    ahead = rule.deadline.count
    going = f"set_going({words.supports[rule.id]})"
    act, event = words.occurred(rule.act), words.occurred(rule.announced)
    excused = either(words.occurred(one) for one in dict.fromkeys(rule.excused_by))
    over = either([event, excused]) if rule.excused_by else event
    breach = "broken = true" if rule.id in words.obeyed else ""
    edges = []
    for sync, guard in _openings(words, rule):
        own = rule.act in rule.on.events and sync == words.told(rule.act)
        given = f"{going}, x = 0" if own else going
        edges += [
            Edge("idle", "kept", conjunction(guard, over), sync, going),
            Edge("idle", "given", conjunction(guard, f"!({over})", act), sync, given),
            Edge("idle", "pending", conjunction(guard, f"!({over})", f"!{act}"), sync, going),
        ]
    opening = dict(_openings(words, rule)).get(words.told(rule.act))
    if opening != "":
        unopened = "" if opening is None else f"!({opening})"
        edges.append(Edge("idle", "idle", unopened, words.told(rule.act), "x = 0"))
    edges.append(Edge("pending", "given", _own(words, rule), words.told(rule.act), "x = 0"))
    edges.append(Edge("pending", "broken_off", "", words.told(rule.announced), breach))
    last = {"target": "judging", "update": "busy++"} if ahead else {"target": "kept"}
    edges.append(Edge("given", sync=words.told(rule.announced), **last))
    for other in dict.fromkeys(rule.excused_by):
        if other not in (rule.act, rule.announced):
            edges += [Edge(one, "kept", "", words.told(other)) for one in ("pending", "given")]
    if ahead:
        late = f"busy--, {breach}" if breach else "busy--"
        edges.append(Edge("judging", "kept", f"x >= {2 * ahead} + odd", update="busy--"))
        edges.append(Edge("judging", "broken_off", f"x < {2 * ahead} + odd", update=late))
    names = ("idle", "pending", "given", "kept", "broken_off")
    locations = [Location(one) for one in names]
    if ahead:
        locations.append(Location("judging", "committed"))
    return Template(words.rules[rule.id], tuple(locations), tuple(edges), "clock x;")
