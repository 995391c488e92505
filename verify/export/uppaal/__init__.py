"""A regime as a network of timed automata, for UPPAAL.

**What is translated.** One thread of one case, as :mod:`verify.encoding` has it, cut down to the
rules that can bear on one property under one assumption (:mod:`verify.export.uppaal.part`). One
unit of time is one slot: half a round of working day and time off. Everything in a slot happens at
its end, which is exact, since slots are all that deadlines and bounds can tell apart.

**What stands for what.** Each rule is an automaton that goes through the life of its duty; a duty
with a deadline has a clock. Each party, and the world, is an automaton with one edge for each
thing it may do and when it may do it. The automaton ``Day`` lets slots pass and keeps the order of
one instant in committed locations: an act (channel ``act``) is told to all rules, with what it
counts as, one by one (broadcast channels ``event[…]``); at each close of business every duty is
asked whether it is due (channels ``poll[…]``), all that expire do so together, and what they deem
begins a further round. ``odd`` is the time off after a close; ``fresh`` and ``recent`` are what
came about in the present round, where only what follows on it can be done. A rule supposed to be
obeyed that is breached makes ``broken`` true, and the run counts no more.

**What is asked.** An observer waits for the property's trigger and response. A state is *calm*
when no deadline is running: then nothing need ever happen again, so an observer that still waits
there waits for ever in some admissible run that obeys what is supposed; and every such run ends in
a calm state. So a bounded response, and even "the response comes at all", is a plain invariant,
``A[] not (calm and unanswered)``, and needs no fairness. Terms counted in dates take any length
that they have on some date, chosen when they begin, exactly as in the proof.

**What is refused.** A duty that waits on others, and a notice of an event that others hold: whether
it is disobeyed depends on when its bearer was able, which no automaton here knows. Several limits
counted in dates, since automata know no dates. And a limit whose clock may stop, begin anew or be
given longer, since an automaton measures a limit in one piece.

**What is left out.** Real dates, cases and threads beside the one, and people.

The model is one of R. Alur and D. Dill, *A theory of timed automata* (1994), in the dialect of
G. Behrmann, A. David and K. G. Larsen, *A Tutorial on Uppaal* (2004).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from model.calendar import Calendar, chinese_calendar
from model.language import Lang, say
from model.ledger import article_label
from model.property import World
from model.regime import Regime
from model.rule import Rule
from model.vocabulary import WORLD
from verify import arguments
from verify.deadlines import term_lengths
from verify.export.evidence import asked_key, limit_of
from verify.export.uppaal import matter
from verify.export.uppaal.network import Names, Network, Template, UppaalQuery
from verify.export.uppaal.part import (
    Unsaid,
    UntranslatableError,
    dated_together,
    events_for,
    moving,
    part_for,
    refused,
)
from verify.export.uppaal.rules import Identifiers, automaton
from verify.slicing import slice_of
from verify.verdict import Answer, Verdict, rules_obeyed


def network(
    verdict: Verdict, calendar: Calendar | None = None, lang: Lang = "en"
) -> Network | None:
    """Return the network whose queries say what a verdict says; ``None`` where nothing was asked.

    Parameters
    ----------
    verdict
        The verdict; of what it found, only the bound and the duties not supposed to be obeyed are
        taken over, as what is asked.
    calendar
        The one it was found with; the Chinese calendar unless given.
    lang
        The language of comments; identifiers are the same in both.

    Raises
    ------
    UntranslatableError
        Where a duty that is supposed to be obeyed may not be able in time, several limits are
        counted in dates, or the clock of a limit may be stopped: see
        :mod:`verify.export.uppaal.part`.
    """
    verdict, lang = arguments.verdict(verdict), arguments.language(lang)
    arguments.timed(verdict.property, "verdict")
    calendar = arguments.calendar(calendar) or chinese_calendar()
    if verdict.property.world is not World.ANY:
        taken = "a Verdict that holds whatever the world does"
        raise ValueError(arguments.refusal("verdict", taken, verdict.property.id))
    if verdict.reason is not None and verdict.reason.unasked:
        return None
    whole = slice_of(verdict.regime, verdict.property.trigger)
    obeyed = rules_obeyed(whole, verdict.assume, verdict.exempt)
    part = part_for(whole, verdict.property, obeyed)
    if rules := refused(part, obeyed, verdict.reading):
        raise UntranslatableError(rules)
    if rules := dated_together(part, verdict.reading):
        raise UntranslatableError(rules, Unsaid.DATES)
    if rules := moving(part, verdict.reading):
        raise UntranslatableError(rules, Unsaid.CLOCKS)
    events = events_for(whole, part.rules, verdict.property)
    words = _words(part, events, verdict, obeyed, calendar)
    comments = _comments(words, lang)
    observers = _observers(verdict)
    acting = matter.acting_parties(part, tuple(words.events), part.governed)
    names = dict(Names("Party").of(acting))
    templates: list[Template] = [
        matter.day(words),
        *matter.parties(words, names),
        *(_cited(automaton(words, rule), rule, lang) for rule in part.rules),
        matter.observer(words, verdict.property),
    ]
    processes = [template.name for template in templates[:-1]] + list(observers)
    made = "".join(f"{name} = Observer({bound});\n" for name, bound in observers.items())
    system = f"{made}system {', '.join(processes)};"
    declared = matter.declaration(words, comments)
    questions = tuple(_questions(verdict, observers, lang))
    return Network(declared, tuple(templates), system, questions)


def _cited(template: Template, rule: Rule, lang: Lang) -> Template:
    """The automaton of a rule, with a comment that names the rule and its article."""
    comment = say("export.block.rule", rule=rule.id, article=article_label(rule.article))
    return replace(template, declaration=f"// {comment.in_(lang)}\n{template.declaration}")


def _words(
    part: Regime,
    events: tuple[str, ...],
    verdict: Verdict,
    obeyed: frozenset[str],
    calendar: Calendar,
) -> Identifiers:
    """Name everything that the network speaks of."""
    terms = part.terms(verdict.reading)
    timed = [rule.id for rule in part.timed if terms[rule.id] is not None]
    acting = matter.acting_parties(part, events, part.governed)
    return Identifiers(
        part,
        Names("e").of(events),
        Names("p").of(one for one in acting if one != WORLD),
        Names("a").of(_looked_at(part, events, verdict)),
        Names("Rule").of(rule.id for rule in part.rules),
        {name: number for number, name in enumerate(timed)},
        {rule.id: number for number, rule in enumerate(part.supports)},
        terms,
        term_lengths(terms.values(), calendar),
        obeyed,
    )


def _looked_at(part: Regime, events: tuple[str, ...], verdict: Verdict) -> list[str]:
    """The attributes of the case on which anything depends, in the vocabulary's order."""
    guards = [verdict.property.when, *(rule.when for rule in part.rules)]
    guards += [one for rule in part.obligations for end in rule.expiring for one in end.unless]
    guards += [part.vocabulary.events[event].when for event in events]
    named = {name for guard in guards for name in guard}
    return [name for name in part.vocabulary.attributes if name in named]


def _comments(words: Identifiers, lang: Lang) -> dict[str, str]:
    """What each identifier stands for."""
    known = words.regime.vocabulary
    events = {name: known.events[one].label.in_(lang) for one, name in words.events.items()}
    parties = {name: known.parties[one].label.in_(lang) for one, name in words.parties.items()}
    facts = {
        name: f"{known.attributes[one].label.in_(lang)}: {' | '.join(known.attributes[one].values)}"
        for one, name in words.attributes.items()
    }
    return {name: " ".join(one.split()) for name, one in {**events, **parties, **facts}.items()}


def _observers(verdict: Verdict) -> dict[str, int]:
    """The observers, and the bound in working days that each watches."""
    limit, bound = limit_of(verdict), verdict.days
    observers = {"Asked": limit or 0}
    if verdict.answer in (Answer.PROVED, Answer.REFUTED) and bound is not None:
        if bound != limit:
            observers["Bound"] = bound
        if bound > 0:
            observers["Least"] = bound - 1
    return observers


def _questions(verdict: Verdict, observers: dict[str, int], lang: Lang) -> Iterator[UppaalQuery]:
    calm, known = matter.CALM, verdict.answer is not Answer.UNKNOWN
    proved = verdict.answer is Answer.PROVED
    limit = limit_of(verdict)

    def question(name: str, formula: str, good: bool, days: int | None) -> UppaalQuery:
        expected = good if known else None
        asked = say(asked_key(name, days), days=days)
        words = {True: "export.head.yes", False: "export.head.no", None: "export.head.open"}
        outcome = say(words[expected])
        key = "export.head.no-run" if formula.startswith("A[]") else "export.head.some-run"
        comment = say(key, asked=asked, expected=outcome).in_(lang)
        return UppaalQuery(name, formula, comment, expected)

    arisen = f"(Asked.answered || {matter.violated('Asked')[1:]}"
    reachable = verdict.answer is not Answer.VACUOUS
    yield question("reachable", f"E<> {calm} && {arisen}", reachable, None)
    if not reachable:
        return
    failing = matter.unanswered if limit is None else matter.violated
    yield question("verdict", f"A[] not ({calm} && {failing('Asked')})", proved, limit)
    if "Bound" in observers:
        formula = f"A[] not ({calm} && {matter.violated('Bound')})"
        yield question("bound", formula, True, observers["Bound"])
    if "Least" in observers:
        formula = f"E<> {calm} && {matter.violated('Least')}"
        yield question("least", formula, True, observers["Least"])
