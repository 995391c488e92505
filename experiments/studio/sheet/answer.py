"""What becomes of guarantees, in sentences: which were won and lost, and by how much."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from experiments.diff.shift import Shift, shift
from experiments.show.left_out import marked
from experiments.show.runs import assumption
from experiments.studio.lights.light import Lights
from experiments.studio.sheet.plainly import plain_words
from model.language import Text, say
from model.property import Property
from verify.verdict import Answer, Assume

LOST = (Shift.LOST, Shift.LOOSENED, Shift.UNREGULATED)
"""What is worse after than before."""
CHANGED = (*LOST, Shift.GAINED, Shift.TIGHTENED, Shift.REGULATED)
"""What is told, in this order."""
_SENTENCES = {
    Shift.LOST: "studio.sheet.lost",
    Shift.LOOSENED: "studio.sheet.loosened",
    Shift.UNREGULATED: "studio.sheet.unregulated",
    Shift.GAINED: "studio.sheet.gained",
    Shift.TIGHTENED: "studio.sheet.tightened",
    Shift.REGULATED: "studio.sheet.regulated",
}


def asked_of(before: Lights, after: Lights) -> dict[str, Property]:
    """What is asked of either text, in order."""
    return {one.id: one for one in (*after.questions, *before.questions)}


def became(before: Lights, after: Lights, prop: str, assume: Assume) -> Shift:
    """Return what became of a guarantee; what one of the two does not regulate is not asked of it.

    A light that is asked for and not there leaves it unknown.
    """
    asked = [any(one.id == prop for one in lights.questions) for lights in (before, after)]
    old, new = before.of(prop, assume), after.of(prop, assume)
    if all(asked):
        if old is None or new is None:
            return Shift.UNKNOWN
        return shift(old.verdict, new.verdict)
    if (old or new) is None:
        return Shift.UNKNOWN
    return Shift.REGULATED if asked[1] else Shift.UNREGULATED


def shown_of(before: Lights, after: Lights, most: int) -> tuple[Property, ...]:
    """The guarantees shown: those lost first, then others that changed, then the main ones."""
    asked = asked_of(before, after)
    kinds = {name: {became(before, after, name, assume) for assume in Assume} for name in asked}

    def rank(name: str) -> int:
        if kinds[name] & {*LOST}:
            return 0
        return 1 if kinds[name] & {*CHANGED, Shift.UNKNOWN} else 2

    return tuple(asked[name] for name in sorted(asked, key=rank)[:most])


def guaranteed(before: Lights, after: Lights, most: int) -> Iterator[Text]:
    """Say what becomes of guarantees; of a text as it stands, what it secures.

    Of each kind so many are named at most.
    """
    asked = asked_of(before, after)
    if not asked:
        yield say("studio.sheet.nothing-regulated")
        return
    if before.regime is after.regime:
        yield _secures(after)
        return
    found = kinds_of(before, after)
    told = [one for one in CHANGED if one in found]
    for kind in told:
        named = dict(list(found[kind].items())[:most])
        yield _sentence(before, after, kind, named, len(found[kind]), asked)
    if not told:
        yield say("studio.sheet.unchanged", count=len(asked))
    elif kept := len(found.get(Shift.UNCHANGED, {})):
        yield say("studio.sheet.others", count=kept)
    if unknown := len(found.get(Shift.UNKNOWN, {})):
        yield say("studio.sheet.unknown", count=unknown)


def kinds_of(before: Lights, after: Lights) -> dict[Shift, dict[str, list[Assume]]]:
    """Return what became of which guarantees, under which assumptions."""
    found: dict[Shift, dict[str, list[Assume]]] = {}
    for name in asked_of(before, after):
        for assume in Assume:
            kind = became(before, after, name, assume)
            found.setdefault(kind, {}).setdefault(name, []).append(assume)
    return found


def _sentence(
    before: Lights,
    after: Lights,
    kind: Shift,
    named: dict[str, list[Assume]],
    count: int,
    asked: dict[str, Property],
) -> Text:
    parts = []
    for name, assumed in named.items():
        sides = [[_brief(one, name, assume) for one in (before, after)] for assume in assumed]
        if len(sides) == len(Assume) and sides[0] == sides[1]:
            sides, who = sides[:1], [say("studio.sheet.either")]
        else:
            who = [assumption(assume) for assume in assumed]
        values = [
            say("studio.sheet.from-to", who=one, before=old, after=new)
            for one, (old, new) in zip(who, sides, strict=True)
        ]
        parts.append(
            say(
                "studio.sheet.one", property=asked[name].label, values=say("best.then").join(values)
            )
        )
    if more := count - len(parts):
        parts.append(say("studio.sheet.and-more", count=more))
    listed = say("chart.semicolon").join(parts)
    return say(_SENTENCES[kind], count=count, what=listed)


def _brief(lights: Lights, name: str, assume: Assume) -> Text:
    if (light := lights.of(name, assume)) is None:
        return say("studio.sheet.not-asked")
    return marked(plain_words(light.verdict), lights.apart(name, assume))


def _secures(lights: Lights) -> Text:
    """Say how many guarantees a text gives, and by whose doing."""
    counts: Counter[str] = Counter()
    for prop in lights.questions:
        found = [lights.of(prop.id, assume) for assume in (Assume.NOBODY, Assume.EVERYONE)]
        answers = [one.verdict.answer if one else Answer.UNKNOWN for one in found]
        if answers[0] is Answer.PROVED:
            counts["alone"] += 1
        elif Answer.UNKNOWN in answers:
            counts["unknown"] += 1
        else:
            counts["obeyed" if answers[1] is Answer.PROVED else "none"] += 1
            counts["left-out"] += bool(found[1] and lights.apart(prop.id, Assume.EVERYONE))
    values = {name: counts[name] for name in ("alone", "obeyed", "none")}
    words = say("studio.sheet.secures", count=len(lights.questions), **values)
    if counts["left-out"]:
        words += say("studio.sheet.left-out", count=counts["left-out"])
    if counts["unknown"]:
        words += say("studio.sheet.unknown", count=counts["unknown"])
    return words
