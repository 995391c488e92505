"""One card laid out: where, what the text says, why it matters, what to do, what that changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from experiments.audit.ask import Audit
from experiments.audit.data import alternatives_to
from experiments.audit.witness import case_words, story_of
from experiments.show.blocks import (
    Askable,
    Block,
    Bullets,
    Cell,
    Fold,
    Marked,
    Paragraph,
    Swimlane,
    Table,
)
from experiments.show.left_out import Claim, claim_of, left_out_blocks, marked
from experiments.show.marks import mark_of
from experiments.show.readings import option_of, reading_named
from experiments.show.rules import plainly
from experiments.show.runs import ANSWERS, asked_words, assumed, bound_words
from experiments.show.runs import case_words as verdict_case
from experiments.show.timeline import counterexample_of
from model.language import Text, plain, say
from model.ledger import article_label
from model.regime import Regime
from verify.audit.cards import Card
from verify.audit.effect import Effect
from verify.audit.finding import Finding, FindingKind, Severity, name_of
from verify.audit.places import Cure, place_of
from verify.verdict import Verdict

_SPACE = Text("", " ")  # between two sentences
_MANY = 8  # rules on a card beyond which each is read in the text itself


def card_fold(audit: Audit, card: Card, number: int, weight: Text, opened: bool) -> Fold:
    """Return one card with its number."""
    effect = audit.effects.get(card.id)
    blocks = (
        *_says(audit.regime, card),
        *_matters(audit.regime, card, effect),
        *_advice(card),
        *_changes(effect),
        *_readings(audit.regime, card, effect),
    )
    return Fold(
        say("audit.card", number=number, title=card.title, where=_where(card)),
        blocks,
        opened,
        say("audit.card-gist", severity=weight, count=len(card.standing)),
        mark=_mark(card.root.severity),
    )


def _mark(weight: Severity) -> str:
    return "unknown" if weight is Severity.UNDECIDED else str(weight)


def _where(card: Card) -> Text:
    """Cite the articles of a card, the first few where they are many."""
    articles = [article_label(article) for article in card.articles]
    if not articles:
        return say("audit.whole")
    cited = say("chart.and").join(articles[:_FEW])
    return say("audit.where-more", first=cited, count=len(articles)) if articles[_FEW:] else cited


_FEW = 4


def _says(regime: Regime, card: Card) -> Iterator[Block]:
    """Yield what the text says, in its own terms; a list of one kind says it itself."""
    rules = [regime.by_id[rule] for rule in card.rules if rule in regime.by_id]
    if card.gathered or not rules or len(rules) > _MANY:
        return
    yield Paragraph(say("audit.says"), "heading")
    said = (
        say("audit.says-rule", article=article_label(rule.article), rule=plainly(regime, rule))
        for rule in rules
    )
    yield Bullets(tuple(said))


def _matters(regime: Regime, card: Card, effect: Effect | None) -> Iterator[Block]:
    """Yield why it matters: the root and its run, then what follows from it."""
    yield Paragraph(say("audit.why"), "heading")
    if card.gathered:
        yield from _by_kind(regime, card)
        return
    yield Paragraph(line(card.root))
    if (run := _run(regime, card.root) or _refuting(effect)) is not None:
        yield run
    if card.consequences:
        yield Paragraph(say("audit.consequences"), "heading")
        yield from _listed(regime, card.consequences)


def _by_kind(regime: Regime, card: Card) -> Iterator[Block]:
    """Yield the findings that a card lists, those of one kind together."""
    of_kind: dict[FindingKind, list[Finding]] = {}
    for finding in card.standing:
        of_kind.setdefault(finding.kind, []).append(finding)
    for kind, findings in of_kind.items():
        if len(of_kind) > 1:
            yield Paragraph(say("audit.count", name=name_of(kind), count=len(findings)))
        yield from _listed(regime, tuple(findings))


def _listed(regime: Regime, findings: tuple[Finding, ...]) -> Iterator[Block]:
    """Yield findings one by one, a fold for each that a run shows."""
    told: list[Text] = []
    for finding in findings:
        if (run := _run(regime, finding)) is None:
            told.append(line(finding))
        else:
            yield Fold(line(finding), (run,))
    if told:
        yield Bullets(tuple(told))


def _run(regime: Regime, finding: Finding) -> Swimlane | None:
    story = story_of(regime, finding)
    return None if story is None else Swimlane(story, case_words(regime, finding))


def _refuting(effect: Effect | None) -> Swimlane | None:
    """Return a run that refutes a guarantee as the text stands, and that the advice would exclude.

    An open limit is none of itself: only a verdict says how long it is taken to be.
    """
    refuted = (old for old, _ in effect.verdicts if old.counterexample) if effect else ()
    verdict = next(iter(refuted), None)
    if verdict is None:
        return None
    return Swimlane(counterexample_of(verdict), verdict_case(verdict))


def _advice(card: Card) -> Iterator[Block]:
    """Yield what could be done, that about the root first, each advice once.

    What follows from an open limit goes with it, so that its figure is asked for once.
    """
    told = [
        one
        for one in card.standing
        if card.gathered or one.kind is card.root.kind or place_of(one).cure is not Cure.FIGURE
    ]
    yield Paragraph(say("audit.do"), "heading")
    yield Bullets(tuple(dict.fromkeys(finding.advice() for finding in told)))


def _changes(effect: Effect | None) -> Iterator[Block]:
    """Yield what following the advice would change; nothing where it was not computed."""
    if effect is None:
        return
    yield Paragraph(say("audit.effect"), "heading")
    if effect.changes:
        yield Paragraph(say("audit.effect-tried"))
        yield Bullets(effect.changes)
        if effect.verdicts:
            yield _table(effect)
            yield from left_out_blocks(_left_out(effect))
        else:
            yield Paragraph(say("audit.effect-none", count=effect.asked))
    if not effect.changes and not effect.open_choice:
        yield Paragraph(say("audit.effect-wording-only"))
    elif not effect.changes and not effect.wording:
        yield Paragraph(say("audit.effect-choice-only"))
    else:
        yield from _besides(effect)


def _besides(effect: Effect) -> Iterator[Block]:
    """Yield what some of the advice comes to that was not computed."""
    if effect.wording:
        yield Paragraph(say("audit.effect-wording"))
    if effect.open_choice:
        yield Paragraph(say("audit.effect-choice"))


def _readings(regime: Regime, card: Card, effect: Effect | None) -> Iterator[Block]:
    """Yield of which clauses the rule file takes a reading, and whether the root hinges on it."""
    read = {rule for finding in card.standing for rule in finding.readings}
    articles = dict.fromkeys(rule.article for rule in regime.rules if rule.id in read)
    if articles:
        readings = say("chart.and").join(article_label(article) for article in articles)
        yield Paragraph(say("audit.reading", readings=readings), "note")
        others = dict.fromkeys(
            one for each in card.standing for one in alternatives_to(regime, each)
        )
        if others:
            yield Bullets((_alternatives("audit.otherwise", regime, others),))
    if effect is not None and effect.vanishing:
        yield Bullets((_alternatives("audit.vanishing", regime, effect.vanishing),))


def _alternatives(key: str, regime: Regime, asked: Iterable[str]) -> Askable:
    """Name other readings in one sentence, and in the next the options that take them."""
    pairs = [one.split("=") for one in asked]
    taken = [(regime.by_id[rule], alternative) for rule, alternative in pairs]
    named = say("chart.and").join(reading_named(*one) for one in taken)
    options = say("chart.and").join(plain(option_of(*one)) for one in taken)
    return Askable(say(key, alternatives=named), say("audit.ask", options=options))


def _table(effect: Effect) -> Table:
    columns = (
        say("verify.property"),
        say("verify.assume"),
        say("audit.before"),
        say("audit.after"),
    )
    rows = tuple(
        (asked_words(old.property), assumed(old), _verdict(effect, old), _verdict(effect, new))
        for old, new in effect.verdicts
    )
    return Table(say("audit.effect-table", count=effect.asked), columns, rows)


def _left_out(effect: Effect) -> Iterator[Claim]:
    """Yield of which runs the verdicts that change say nothing, before and after."""
    for pair in effect.verdicts:
        for verdict, how in zip(pair, ("audit.as-it-is", "audit.as-changed"), strict=True):
            if found := effect.apart(verdict):
                yield claim_of(verdict, found, say(how))


def _verdict(effect: Effect, verdict: Verdict) -> Cell:
    words = marked(say(ANSWERS[verdict.answer]), effect.apart(verdict))
    return Marked(mark_of(verdict), words, small=bound_words(verdict))


def line(finding: Finding) -> Text:
    """Say what is the matter, where, and why it may stand."""
    sentence = finding.sentence()
    cited = [article_label(article) for article in finding.articles]
    unsaid = [label for label in cited if label.zh not in sentence.zh]
    sentences = [sentence]
    if unsaid or not cited:
        where = say("chart.and").join(unsaid) or say("audit.whole")
        sentences = [say("audit.finding", sentence=sentence, at=where)]
    if finding.accepted is not None:
        sentences.append(say("audit.accepted-reason", reason=finding.accepted))
    return _SPACE.join(sentences)
