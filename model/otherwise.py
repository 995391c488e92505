"""A regime read otherwise: with alternatives taken in the place of some readings of its file."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from model.copies import family_of
from model.interpretation import Alternative, Otherwise, alternatives_in, in_short, settled
from model.language import Complaint, Text, plain, say
from model.ledger import article_label
from model.near import offered
from model.regime import Precedence, Regime, Sanction
from model.rule import Obligation, Rule, binds, derived_by

_ASKED = re.compile(r"(?:(?P<regime>[^:=]+):)?(?P<rule>[^:=]+)=(?P<alternative>[^=]+)")


def read_otherwise(regime: Regime, taken: Mapping[str, str]) -> Regime:
    """Return a regime with other readings of some rules; its name and ``otherwise`` say which.

    A sanction or a hierarchy clause no longer speaks of a rule that is not there, or that nobody
    can breach.

    Parameters
    ----------
    taken
        By the identifier of a rule that of the alternative.

    Raises
    ------
    Complaint
        Where there is no such rule or alternative, or those taken do not fit each other.
    """
    if not taken:
        return regime
    chosen = _chosen(regime, taken)
    rules = rules_otherwise(regime, taken)
    otherwise = tuple(
        Otherwise(rule.id, rule.article, chosen[rule.id].id, chosen[rule.id].words)
        for rule in regime.rules
        if rule.id in chosen
    )
    return replace(
        regime,
        name=regime.name + _mark(otherwise),
        rules=rules,
        sanctions=tuple(sanctions_on(regime.sanctions, rules)),
        precedence=tuple(precedence_on(regime.precedence, {rule.id for rule in rules})),
        otherwise=(*regime.otherwise, *otherwise),
        versions=(),
    )


def rules_otherwise(regime: Regime, taken: Mapping[str, str]) -> tuple[Rule, ...]:
    """Return the rules under other readings of some; as :func:`read_otherwise`, but in one thing.

    A limit that is a part of another is still a part of what that was.
    """
    chosen = _chosen(regime, taken)
    rules = tuple(
        rule
        for before in regime.rules
        if (rule := chosen[before.id].rule if before.id in chosen else before) is not None
    )
    _fits(rules, dict(_of_clauses(regime, taken)))
    return rules


def _chosen(regime: Regime, taken: Mapping[str, str]) -> dict[str, Alternative]:
    """What is taken, by the rules that it is taken in the place of."""
    each = dict(_of_clauses(regime, taken))
    return {rule: _alternative(regime, rule, name) for rule, name in each.items()}


def _of_clauses(regime: Regime, taken: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield what is taken, of a clause for each rule that is written out from it and has it."""
    for rule, name in taken.items():
        family = family_of(regime.families, rule)
        for each in (rule,) if family is None else family.rules:
            known = regime.by_id.get(each)
            if family is None or known is None or name in alternatives_in(known.readings):
                yield each, name


def alternatives(regime: Regime) -> Iterator[tuple[Rule, Alternative]]:
    """Yield each alternative of each clause, in the order of the file."""
    for rule in regime.written:
        for alternative in alternatives_in(rule.readings).values():
            yield rule, alternative


def without_alternatives(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """Return rules with their readings, but without what one could read instead."""
    return tuple(replace(rule, readings=settled(rule.readings)) for rule in rules)


def _alternative(regime: Regime, rule: str, name: str) -> Alternative:
    known = alternatives_in(regime.by_id[rule].readings) if rule in regime.by_id else {}
    if name not in known:
        raise not_known([regime], f"{rule}={name}")
    return known[name]


def not_known(regimes: Iterable[Regime], asked: str, key: str = "otherwise.unknown") -> Complaint:
    """Return the complaint about a rule and alternative that none of some regimes has."""
    if not (every := _every(regimes)):
        return Complaint("otherwise.none", asked=asked)
    return Complaint(key, asked=asked, all=_offered(asked, every))


def _every(regimes: Iterable[Regime]) -> list[str]:
    """What can be asked of some regimes, as it is written, in the order of their files."""
    asked = (
        f"{rule.id}={alternative.id}"
        for regime in regimes
        for rule, alternative in alternatives(regime)
    )
    return list(dict.fromkeys(asked))


def _offered(wrong: str, known: Iterable[str]) -> Text:
    """Return those of ``RULE=ALTERNATIVE`` whose rule, or both, are most like what was written."""
    meant = {word: plain(each) for each in known for word in (each.split("=")[0], each)}
    return offered(wrong, meant)


def taken_of(regimes: Sequence[Regime], asked: Iterable[str]) -> list[dict[str, str]]:
    """Return for each regime what is to be read otherwise there.

    Parameters
    ----------
    asked
        ``RULE=ALTERNATIVE``, which is taken in each regime that has it, or
        ``REGIME:RULE=ALTERNATIVE``.

    Raises
    ------
    Complaint
        For what is not of that form, what no regime has, and two alternatives of one rule.
    """
    taken: list[dict[str, str]] = [{} for _ in regimes]
    known = [{(rule.id, one.id) for rule, one in alternatives(regime)} for regime in regimes]
    for words in asked:
        form = _ASKED.fullmatch(words)
        if form is None:
            raise not_known(regimes, words, "otherwise.form")
        rule, name = form["rule"], form["alternative"]
        having = [
            place
            for place, regime in enumerate(regimes)
            if (rule, name) in known[place] and form["regime"] in (None, regime.id)
        ]
        if not having:
            raise _unknown_part(regimes, known, words, form)
        for place in having:
            before = taken[place].setdefault(rule, name)
            if before != name:
                raise Complaint("otherwise.twice", rule=rule, one=before, other=name)
    return taken


def _unknown_part(
    regimes: Sequence[Regime], known: list[set[tuple[str, str]]], asked: str, form: re.Match[str]
) -> Complaint:
    """The complaint that says which part of ``REGIME:RULE=ALTERNATIVE`` there is not."""
    complaint = not_known(regimes, asked)
    if complaint.key == "otherwise.none":
        return complaint
    rule = form["rule"]
    every = _offered(rule, _every(regimes))
    ids = [regime.id for regime in regimes]
    if form["regime"] is not None and form["regime"] not in ids:
        return Complaint("otherwise.no-regime", name=form["regime"], all=", ".join(ids))
    own = [
        found
        for regime, found in zip(regimes, known, strict=True)
        if form["regime"] in (None, regime.id)
    ]
    named = sorted({name for found in own for of, name in found if of == rule})
    if named:
        values = {"rule": rule, "alternative": form["alternative"], "all": ", ".join(named)}
        return Complaint("otherwise.no-alternative", **values)
    if any(rule in regime.by_id for regime in regimes):
        return Complaint("otherwise.no-other-reading", rule=rule, all=every)
    return Complaint("otherwise.no-rule", rule=rule, all=every)


def _fits(rules: Collection[Rule], taken: Mapping[str, str]) -> None:
    """Check what the reader checks of a file: nobody announces what comes of itself."""
    brought = {event for rule in rules for event in derived_by(rule)}
    for rule in rules:
        if isinstance(rule, Obligation) and rule.announced in brought:
            every = ", ".join(f"{name}={alternative}" for name, alternative in taken.items())
            raise Complaint("otherwise.clash", rule=rule.id, event=rule.announced, taken=every)


def _mark(otherwise: Iterable[Otherwise]) -> Text:
    """What stands behind the name of a regime that was read otherwise."""
    taken = (
        say("otherwise.taken", article=article_label(each.article), words=in_short(each.words))
        for each in otherwise
    )
    return say("otherwise.mark", taken=say("otherwise.and").join(taken))


def sanctions_on(sanctions: Iterable[Sanction], rules: Collection[Rule]) -> Iterator[Sanction]:
    """Yield sanctions as far as they are about some rules, and those rules can be breached."""
    duties = tuple(rule.id for rule in rules if binds(rule))
    for sanction in sanctions:
        of = duties if sanction.every else tuple(one for one in sanction.of if one in duties)
        if of:
            yield replace(sanction, of=of)


def precedence_on(clauses: Iterable[Precedence], rules: set[str]) -> Iterator[Precedence]:
    """Yield hierarchy clauses as far as they are about some rules."""
    for clause in clauses:
        first = tuple(one for one in clause.first if one in rules)
        over = tuple(one for one in clause.over if one in rules)
        if first and over:
            yield replace(clause, first=first, over=over)
