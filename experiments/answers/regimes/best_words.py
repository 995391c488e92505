"""Which regime is best in what, said in sentences that hold what the data hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from experiments.answers.amounts import with_unit
from experiments.answers.regimes.best import Best, Ranked
from experiments.answers.regimes.concern import DUTIES, SUPERVISION, Concern
from experiments.answers.regimes.why import Breached, ByLaw, Demands, Why, by_law
from experiments.measures.metrics import CLAIM, regulated_by
from experiments.statistics.interval import Undetermined
from experiments.statistics.words import level_words, percent_words, undetermined_words
from model.language import NOTHING, Text, say
from model.ledger import article_label

_SEVERAL = 2


def lead(answer: Best) -> Text:
    """Say in one sentence which regime is best, why and at what price."""
    if len(answer.lived) == 1:
        return _alone(answer)
    if not answer.ranked:
        return say("best.nothing")
    if not any(one.parts for one in answer.ranked):
        return say("best.alike")
    if not answer.shown:
        opening = say("best.once")
    elif answer.throughout:
        opening = say("best.all", names=names(answer, answer.throughout))
    else:
        opening = say("best.none")
    return opening + of_regime(answer, answer.order[0])


def others(answer: Best) -> list[Text]:
    """Say the same of each further regime, those first that do best."""
    if len(answer.lived) == 1 or not any(one.parts for one in answer.ranked):
        return []
    return [of_regime(answer, place) for place in answer.order[1:]]


def of_regime(answer: Best, place: int) -> Text:
    """Say in one sentence in what a regime is best, why, and in what it is worst."""
    name = answer.lived[place].regime.name
    wins = [_won(answer, one, place) for one in answer.wins(place)]
    pays = [_paid(answer, one, place) for one in answer.pays(place)]
    price = say("best.price", items=say("best.then").join(pays)) if pays else NOTHING
    if wins:
        won = say("best.then").join(wins)
        price = price or say("best.no-price", but=_but(answer, place, best=False))
        return say("best.regime", name=name, wins=won, price=price)
    if pays:
        but = _but(answer, place, worst=False)
        return say("best.only-price", name=name, price=price, but=but)
    return say("best.neither", name=name, but=_but(answer, place))


def _but(answer: Best, place: int, *, best: bool = True, worst: bool = True) -> Text:
    """Say that what more than half share is not counted, where the regime shares such a thing."""
    shares = any(
        (best and one.shared(one.best, place)) or (worst and one.shared(one.worst, place))
        for one in answer.ranked
    )
    return say("best.but-shared") if shares else NOTHING


def _won(answer: Best, one: Ranked, place: int) -> Text:
    words = _told(answer, one, place, one.concern.best, one.best)
    reason = answer.reasons.get((place, one.concern.id))
    return words + say("best.because", why=_why(one.concern, reason)) if reason else words


def _paid(answer: Best, one: Ranked, place: int) -> Text:
    words = _told(answer, one, place, one.concern.worst, one.worst)
    reason = answer.reasons.get((place, one.concern.id))
    if isinstance(reason, Breached):
        return words + _why(one.concern, reason)
    if reason is not None and any(
        isinstance(answer.reasons.get((place, won.concern.id)), ByLaw) for won in answer.wins(place)
    ):
        return words + say("best.why.same")
    return words + say("best.because", why=_why(one.concern, reason)) if reason else words


def _told(answer: Best, one: Ranked, place: int, what: Text, alike: Sequence[int]) -> Text:
    """Say a concern with its figure, and what comes next or cannot be told from it."""
    following = one.nearest(place)
    figure, ends = figure_words(one, place, following), _ends(answer, one)
    if len(alike) > 1:
        rest = names(answer, [k for k in alike if k != place])
        return say("best.shared", what=what, figure=figure, others=rest, ends=ends)
    if following is None:
        return say("best.alone-last", what=what, figure=figure, ends=ends)
    second = figure_words(one, following, place)
    beside = [k for k, mean in enumerate(one.means) if mean is not None and k != place]
    like = [k for k in beside if figure_words(one, k, place) == second]
    key = "best.beside" if like == beside else "best.alone"
    other = say("best.all-others") if _all(answer, like) else _each(answer, like)
    return say(key, what=what, figure=figure, other=other, second=second, ends=ends)


def _all(answer: Best, like: Sequence[int]) -> bool:
    """Whether these are all regimes but one, and several."""
    return 1 < len(like) == len(answer.lived) - 1


def _each(answer: Best, like: Sequence[int]) -> Text:
    """Name regimes whose figures are the same."""
    named = names(answer, like)
    return say("best.each", names=named) if len(like) > 1 else named


def _ends(answer: Best, one: Ranked) -> Text:
    """Say up to what each text's time without a supervisor runs, where they differ in it.

    And that nobody has looked at what was claimed by the text alone.
    """
    events: dict[Text, list[int]] = {}
    unseen: list[int] = []
    for k, lived in enumerate(answer.lived):
        if one.concern is SUPERVISION and one.means[k] is not None:
            begins = regulated_by(lived.regime)[1]
            events.setdefault(lived.regime.vocabulary.events[begins].label, []).append(k)
            unseen += [k] if begins == CLAIM and by_law(lived) is not None else []
    if len(events) < _SEVERAL:
        return NOTHING
    parts = (
        say("best.until-one", event=event, names=names(answer, places))
        for event, places in events.items()
    )
    words = say("best.until", events=say("best.until-then").join(parts))
    return words + say("best.unseen", names=names(answer, unseen)) if unseen else words


def names(answer: Best, places: Sequence[int]) -> Text:
    """Name regimes."""
    return say("chart.and").join(answer.lived[k].regime.name for k in places)


def figure_words(one: Ranked, place: int, other: int | None = None) -> Text:
    """Say the figure of a regime by a concern, to as many digits as it is worth, with its unit.

    Parameters
    ----------
    other
        A regime from whose figure it has to be told.
    """
    mean = one.means[place]
    assert mean is not None
    beside = None if other is None else one.means[other]
    places = next(
        (k for k in (1, 2, 3) if beside is None or _rounded(mean, k) != _rounded(beside, k)), 1
    )
    return amount(one.concern, mean, places)


def _rounded(value: float, places: int) -> str:
    """Write a figure; of what is large or whole without decimals."""
    whole = value >= 100 or value == round(value)
    return f"{value:,.0f}" if whole else f"{value:,.{places}f}"


def amount(concern: Concern, value: float, places: int = 1) -> Text:
    """Say an amount of a concern's measure, with its unit."""
    return with_unit(_rounded(value, places), concern.unit)


def _why(concern: Concern, reason: Why) -> Text:
    if isinstance(reason, Breached):
        share = percent_words(round(reason.count / reason.of, 2))
        return say("best.why.breached", share=share, article=article_label(reason.article))
    if isinstance(reason, Demands):
        return say("best.why.demands", count=f"{reason.count:,.0f}")
    return _by_law(concern, reason)


def _by_law(concern: Concern, reason: ByLaw) -> Text:
    count, of = f"{reason.count:,.0f}", f"{reason.of:,.0f}"
    often = say("best.why.always" if count == of else "best.why.often", count=count, of=of)
    articles = say("chart.and").join(map(article_label, reason.articles))
    key = "best.why.counted" if reason.counted else "best.why.deemed"
    words = say(key, articles=articles, often=often)
    if reason.without is None or reason.with_it is None:
        return words
    without, with_it = (amount(concern, days) for days in (reason.without, reason.with_it))
    return words + say("best.why.without", **{"without": without, "with": with_it})


def _alone(answer: Best) -> Text:
    """Say the figures of the only regime."""
    told = [
        one.concern.measure.label + " " + figure_words(one, 0)
        for one in answer.ranked
        if one.means[0] is not None
    ]
    if not told:
        return say("best.nothing")
    return say("best.one-text", figures=say("best.then").join(told))


def basis(answer: Best, scenario: Text, year: int, *, dropped: bool) -> Iterator[Text]:
    """Say how far the figures go: years, luck, what is not ranked.

    Parameters
    ----------
    dropped
        Whether officers of the scenario drop what a rule has deemed done.
    """
    about = {"scenario": scenario, "year": year, "n": answer.years}
    key = "best.years" if answer.shown else "best.one-year"
    yield say(key, level=level_words(answer.level), **about)
    if any(one.concern is DUTIES and one.parts for one in answer.ranked):
        yield say("best.shorter")
    if dropped and any(
        isinstance(one, ByLaw) and not one.counted for one in answer.reasons.values()
    ):
        yield say("best.dropped")
    for one in answer.ranked:
        if one.undetermined is not None and not one.best and len(answer.lived) > 1:
            why = undetermined_words(one.undetermined)
            yield say("best.unranked", measure=one.concern.measure.label, why=why)


def unregulated(one: Ranked, place: int) -> bool:
    """Whether a text has nothing on a concern; else it did not come up."""
    level = one.levels[place]
    return isinstance(level, Undetermined) and level.reason.value == "not-regulated"
