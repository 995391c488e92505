"""Single cases of an experiment: the same matter under each point, in words and as swimlanes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from experiments.answers.answer import Answer
from experiments.experiment.matters import Again, Course, Key, Subject, again, subject_of
from experiments.measures.metrics import working_days_between
from experiments.show.blocks import Block, Bullets, Fold, Paragraph, Swimlane
from experiments.show.timeline import Story
from model.conformance import Judgement, Outcome, judge
from model.instant import MINUTES, date_of, time_of
from model.language import Complaint, Text, plain, say
from model.ledger import article_label
from model.regime import Regime
from model.trace import Occurrence
from verify.counterexample import steps_of
from verify.verdict import Moment

MOST_STEPS = 9
"""Steps of one drawing; it then ends with what the case is told for."""


def cases(found: Answer) -> Iterator[Block]:
    """Yield what is told of single cases; both languages tell of one simulation."""
    told = _told(_Same(found))
    if isinstance(told, Text):
        yield Paragraph(told, "note")
        return
    yield Paragraph(plain(" ").join(_introduction(found, told)), "note")
    for place, key in enumerate(told.told):
        heading = _heading(found, told, key)
        name = _department(told.found[told.numbers[0]][key])
        yield Paragraph(say("cases.matter", heading=heading, case=key.case, department=name))
        yield Bullets(tuple(_captions(found, told, key)))
        drawn = tuple(_lanes(found, told, key))
        if place == 0:
            yield from drawn
        else:
            yield Fold(say("cases.lanes", heading=heading), drawn)


class _Same:
    """An answer, the same only as itself, so that what is found for it can be kept."""

    def __init__(self, found: Answer) -> None:
        self.found = found

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.found is self.found

    def __hash__(self) -> int:
        return id(self.found)


@lru_cache(maxsize=1)
def _told(of: _Same) -> Again | Text:
    """Simulate, once for all languages; a label says why not."""
    found = of.found
    if found.design is None:
        why = found.unread or Text("", "")
        return Text(*(say("cases.unread", why=why) for lang in ("zh", "en")))
    try:
        told = again(found)
    except Complaint as error:
        return Text(*(say("cases.unread", one, why=error.say(one)) for one in ("zh", "en")))
    if told is None:
        return Text(*(say("cases.none", one, **_events(found, one)) for one in ("zh", "en")))
    return told


def _events(found: Answer) -> dict[str, Text]:
    """Name what cases are told of by the words of the baseline."""
    assert found.design is not None
    subject = subject_of([one.name for one in found.measures])
    words = found.design.points[0].regime.vocabulary.events
    named = {"trigger": subject.trigger, "response": subject.response}
    return {name: words[event].label for name, event in named.items()}


def _introduction(found: Answer, told: Again) -> Iterator[Text]:
    events = _events(found)
    yield say("cases.intro", seed=told.seed, **events)
    if fixed := _fixed(found, told):
        varied = [axis for axis in found.axes if axis not in fixed]
        settings = found.settings(told.numbers[0], *varied)
        yield say("cases.first", settings=settings)
    yield from _untold(found, told)
    if told.different is None and len(told.numbers) > 1:
        yield say("cases.alike" if told.comparable else "cases.others", **events)
    if not told.same_code:
        yield say("cases.other-code")


def _fixed(found: Answer, told: Again) -> list[str]:
    """The axes along which the points told of do not differ."""
    rows = [found.rows[number] for number in told.numbers]
    return [axis for axis in found.axes if len({row[axis] for row in rows}) == 1]


def _untold(found: Answer, told: Again) -> Iterator[Text]:
    """Name the regimes that are not told of: those whose results are the same, and the rest."""
    first = found.rows[told.numbers[0]]
    others = [axis for axis in found.axes if axis != "regime"]
    keys = {str(found.rows[number]["key"]) for number in told.numbers}
    named = {found.rows[number]["regime"] for number in told.numbers}
    groups: dict[str, list[Text]] = {}
    for row in found.rows:
        if row["regime"] not in named and all(row[axis] == first[axis] for axis in others):
            kind = "twins" if str(row["key"]) in keys else "cut"
            groups.setdefault(kind, []).append(found.label("regime", row["regime"]))
    for kind, labels in groups.items():
        yield say(f"cases.{kind}", names=say("chart.and").join(labels))


def _name(found: Answer, told: Again, number: int) -> Text:
    named = found.settings(number, *_fixed(found, told))
    if named:
        return named
    return found.label("regime", found.rows[number]["regime"])


def _heading(found: Answer, told: Again, key: Key) -> Text:
    """Say why a case is told, for one or more reasons."""
    base = _name(found, told, told.numbers[0])
    values = {"base": base, "count": told.count}
    if told.different is not None:
        values["reform"] = _name(found, told, told.different)
    return say("cases.also").join(say(f"cases.{what}", **values) for what in told.told[key])


def _department(course: Course) -> Text:
    return course.year.scenario.supervising[course.thread.department].label


def _captions(found: Answer, told: Again, key: Key) -> Iterator[Text]:
    """Tell the matter under each point: what happened when, and how long it took."""
    first = told.found[told.numbers[0]][key]
    base = _name(found, told, told.numbers[0])
    for number in told.numbers:
        point, course = _name(found, told, number), told.found[number].get(key)
        if course is None or not course.same_matter(first):
            yield say("cases.absent", point=point)
        elif number != told.numbers[0] and course.like(first):
            yield say("cases.like", point=point, base=base)
        else:
            yield say("cases.course", point=point, **_told_of(told.subject, course))


def _told_of(subject: Subject, course: Course) -> dict[str, Text]:
    """The parts of a caption: what happened, and the time to the legal effect and to attention."""
    key = ("supervised", "unsupervised") if subject.supervision else ("answered", "unanswered")
    response = course.year.law.regime.vocabulary.events[subject.response].label
    actual = say("cases.attended-by-it")
    if course.attended is None or course.attended != course.answered:
        actual = _span(("attended", "unattended"), course, course.attended)
    return {
        "steps": say("cases.then").join(_happened(subject, course)),
        "legal": _span(key, course, course.answered, response=response),
        "actual": actual,
    }


def _span(keys: tuple[str, str], course: Course, at: int | None, **words: str) -> Text:
    """Say when something came and after how long, or that it had not come."""
    year, end = course.year, course.year.end if at is None else at
    if at is None:
        words["end"] = _last_day(course)
    else:
        words["time"] = _time(at)
        words["working"] = f"{working_days_between(year.calendar, course.begun, at):.1f}"
    days = (end - course.begun) / MINUTES
    return say(f"cases.{keys[at is None]}", calendar=f"{days:.1f}", **words)


def _time(at: int) -> str:
    return f"{time_of(at):%Y-%m-%d %H:%M}"


def _last_day(course: Course) -> str:
    return date_of(course.year.end // MINUTES - 1).isoformat()


def _leading(regime: Regime, subject: Subject) -> set[str]:
    """The events that a caption tells: from the trigger to the response."""
    events, found, todo = regime.vocabulary.events, {subject.trigger}, [subject.response]
    while todo:
        one = todo.pop()
        if one not in found:
            found.add(one)
            todo += events[one].presupposes
    return found


def _happened(subject: Subject, course: Course) -> list[Text]:
    """Say each event that leads to the response, and each deadline for one that passed."""
    regime = course.year.law.regime
    leading = _leading(regime, subject)
    lines = [
        (one.at, 1, _event(regime, one))
        for one in course.thread.history
        if one.event in leading and one.at >= course.begun
    ]
    for duty in _undone(course):
        if duty.rule.act in leading and duty.due is not None:
            event = regime.vocabulary.events[duty.rule.act].label
            article = article_label(duty.rule.article)
            words = say("cases.overdue", event=event, article=article, time=_time(duty.due))
            lines.append((duty.due, 0, words))
    return [line for _, _, line in sorted(lines, key=lambda one: one[:2])]


def _event(regime: Regime, one: Occurrence) -> Text:
    """Say when an event came and, where a rule is behind it, how and by which article."""
    words = {"event": regime.vocabulary.events[one.event].label, "time": _time(one.at)}
    if not one.rule:
        return say("cases.step", **words)
    words["article"] = article_label(regime.by_id[one.rule].article)
    return say("cases.step-article", how=say(f"mode.{one.mode}"), **words)


def _undone(course: Course) -> list[Judgement]:
    """The duties whose deadline passed, or that have none, and that nobody had done in time."""
    undone = (Outcome.NEVER, Outcome.LATE, Outcome.PENDING)
    judged = judge(course.year.law, course.thread.state)
    return [
        one
        for one in judged
        if one.outcome in undone and (one.due is None or one.due <= course.year.end)
    ]


def _lanes(found: Answer, told: Again, key: Key) -> Iterator[Block]:
    """Draw the matter under each point where it goes in a way of its own."""
    first = told.found[told.numbers[0]][key]
    for number in told.numbers:
        course = told.found[number].get(key)
        if course is None or not course.same_matter(first):
            continue
        if number == told.numbers[0] or not course.like(first):
            point = _name(found, told, number)
            yield Swimlane(story(told.subject, course, point), point)


def story(subject: Subject, course: Course, point: str) -> Story:
    """Return the story of a matter: what happened up to the last of what it is told for."""
    year, regime = course.year, course.year.law.regime
    origin = year.calendar.index_at(course.thread.history[0].at)
    steps = _steps(subject, course, origin)
    heads = {step.working_day: _head(course, origin, step.working_day) for step in steps}
    named = {subject.trigger: "timeline.trigger", subject.response: "timeline.response"}
    occurring = frozenset(course.thread.state.occurred)
    title = say("cases.title", case=course.thread.case, point=point)
    return Story(regime, tuple(steps), occurring, named, title, heads)


def _head(course: Course, origin: int, day: int | None) -> Text:
    if day is None:
        return say("cases.watched", end=_last_day(course))
    date = date_of(course.year.calendar.day(origin + day)).isoformat()
    return say("cases.day", date=date, day=day)


def _steps(subject: Subject, course: Course, origin: int) -> list[Moment]:
    """Working days counted from that of the first event."""
    regime, calendar = course.year.law.regime, course.year.calendar
    leading = _leading(regime, subject)
    run = course.thread.run(course.year.end).in_slots(calendar)
    moved = tuple(one._replace(at=one.at - 2 * origin) for one in run.occurrences)
    undone = [
        replace(one, due=None if one.due is None else calendar.slot(one.due) - 2 * origin)
        for one in _undone(course)
    ]
    steps = steps_of(regime, replace(run, occurrences=moved), undone, leading)
    if all(step.event != subject.response for step in steps):
        by = regime.vocabulary.events[subject.response].by
        steps.append(Moment(subject.response, "never", None, False, "", "", by))
    return _shortened(steps, leading)


def _shortened(steps: list[Moment], leading: set[str]) -> list[Moment]:
    """End with the last step that matters, and leave out the last of the others if need be."""
    last = max(place for place, step in enumerate(steps) if step.event in leading)
    kept = steps[: last + 1]
    others = [step for step in kept if step.event not in leading]
    for step in others[max(0, MOST_STEPS - len(kept) + len(others)) :]:
        kept.remove(step)
    return kept
