"""A verdict in the words of a sheet: without θ, and with what its bound supposes beside it."""

from __future__ import annotations

from experiments.show.marks import Mark, headline, mark_of, sign, within
from model.deadline import External, Indefinite
from model.language import Text, say
from model.ledger import article_label
from model.unknowns import OpenLength, open_lengths
from verify.verdict import Assume, Bound, Verdict


def plain_sign(verdict: Verdict) -> str:
    """Return the sign of a verdict; that a limit is open is said in words."""
    return sign(verdict).replace("θ", "")


def plain_words(verdict: Verdict) -> Text:
    """Say a verdict; of a bound that rests on limits left open, which, and how they were taken."""
    mark = mark_of(verdict)
    if mark is Mark.OPEN:
        return say("studio.sheet.none-open", articles=_articles(verdict, verdict.open_limits))
    if mark is not Mark.ASSUMED:
        return headline(verdict)
    bound = verdict.guaranteed or Bound(0, parameters=verdict.open_limits)
    about = {
        "bound": within(verdict),
        "days": verdict.reading.open_days,
        "articles": _articles(verdict, bound.parameters),
    }
    first, *more = _open(verdict, bound.parameters)
    limit = first.rule.deadline
    if not more and not first.event and isinstance(limit, Indefinite | External) and limit.wording:
        return say("studio.sheet.assumed-worded", wording=limit.wording, **about)
    return say("studio.sheet.assumed", **about)


def _open(verdict: Verdict, lengths: tuple[str, ...]) -> list[OpenLength]:
    """The lengths of these names; a rule whose limit is given elsewhere is named by itself."""
    known, rules = open_lengths(verdict.regime), {one.id: one for one in verdict.regime.timed}
    return [known.get(one) or OpenLength(rules[one]) for one in lengths]


def _articles(verdict: Verdict, lengths: tuple[str, ...]) -> Text:
    articles = dict.fromkeys(one.rule.article for one in _open(verdict, lengths))
    return say("chart.and").join(map(article_label, articles))


def who(assume: Assume) -> Text:
    """Say at the head of a column who obeys, and what it means that nobody does."""
    return say("studio.sheet.everyone" if assume is Assume.EVERYONE else "studio.sheet.nobody")
