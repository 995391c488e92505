"""Single cases of an experiment: the same matter under each point, in words and as swimlanes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from experiments.answers.answer import Answer
from experiments.experiment.matters import Again, CaseCourse, Special, event_words
from experiments.experiment.passages import Key, Subject
from experiments.measures.metrics import working_days_between
from experiments.show.blocks import Block, Bullets, Fold, Paragraph, Swimlane
from experiments.show.runs import MODES
from experiments.show.timeline import Story
from model.conformance import Judgement, Outcome, judge
from model.instant import MINUTES, date_of, time_of
from model.language import Text, plain, say
from model.ledger import article_label
from model.regime import Regime
from model.trace import Occurrence
from verify.counterexample import steps_of
from verify.verdict import Step

MOST_STEPS = 9
"""Steps of one drawing; it then ends with what the case is told for."""
SHOWN = 2
"""Points at which the first matter is drawn; the others open on demand."""
_HEADINGS: dict[Special, str] = {
    "different": "cases.different",
    "typical": "cases.typical",
    "worst": "cases.worst",
}


def case_blocks(answer: Answer, cases: Again | Text) -> Iterator[Block]:
    """Yield what is told of single cases, or why there is nothing to tell."""
    if isinstance(cases, Text):
        yield Paragraph(cases, "note")
        return
    yield Paragraph(Text("", " ").join(introduction(answer, cases)), "note")
    for place, key in enumerate(cases.special):
        heading = _heading(answer, cases, key)
        course = cases.courses[cases.points[0]][key]
        department = course.year.scenario.supervising[course.thread.department].label
        words = say("cases.matter", heading=heading, case=key.case, department=department)
        yield Paragraph(words, "heading")
        yield Bullets(tuple(_captions(answer, cases, key)))
        lanes = tuple(_lanes(answer, cases, key))
        if place == 0:
            yield from lanes[:SHOWN]
            lanes = lanes[SHOWN:]
        if lanes:
            key_of = "cases.lanes" if place else "cases.more-lanes"
            yield Fold(say(key_of, heading=heading, count=len(lanes)), lanes)


def introduction(answer: Answer, cases: Again) -> Iterator[Text]:
    """Say what is simulated again, what is told of it, and what is not."""
    assert answer.design is not None
    events = event_words(answer.design, cases.subject)
    yield say("cases.intro", seed=cases.seed, **events)
    if fixed := _fixed(answer, cases):
        varied = [axis for axis in answer.axes if axis not in fixed]
        yield say("cases.first", settings=answer.settings(cases.points[0], *varied))
    yield from untold(answer, cases)
    if cases.different is None and len(cases.points) > 1:
        yield say("cases.alike" if cases.comparable else "cases.others", **events)
    if not cases.same_code:
        yield say("cases.other-code")


def _fixed(answer: Answer, cases: Again) -> list[str]:
    """The axes along which the points told of do not differ."""
    rows = [answer.rows[point] for point in cases.points]
    return [axis for axis in answer.axes if len({row[axis] for row in rows}) == 1]


def untold(answer: Answer, cases: Again) -> Iterator[Text]:
    """Name the regimes that are not told of: those whose results are the same, and the rest."""
    first = answer.rows[cases.points[0]]
    others = [axis for axis in answer.axes if axis != "regime"]
    keys = {str(answer.rows[point]["key"]) for point in cases.points}
    named = {answer.rows[point]["regime"] for point in cases.points}
    groups: dict[str, list[Text]] = {}
    for row in answer.rows:
        if row["regime"] not in named and all(row[axis] == first[axis] for axis in others):
            words = "cases.twins" if str(row["key"]) in keys else "cases.cut"
            groups.setdefault(words, []).append(answer.label("regime", row["regime"]))
    for words, labels in groups.items():
        yield say(words, names=say("chart.and").join(labels))


def _name(answer: Answer, cases: Again, point: int) -> Text:
    settings = answer.settings(point, *_fixed(answer, cases))
    return settings or answer.label("regime", answer.rows[point]["regime"])


def _heading(answer: Answer, cases: Again, key: Key) -> Text:
    """Say why a case is told, for one or more reasons."""
    values: dict[str, object] = {"base": _name(answer, cases, cases.points[0])}
    values["count"] = cases.count
    if cases.different is not None:
        values["reform"] = _name(answer, cases, cases.different)
    return say("cases.also").join(say(_HEADINGS[why], **values) for why in cases.special[key])


def _captions(answer: Answer, cases: Again, key: Key) -> Iterator[Text]:
    """Tell the matter under each point: what happened when, and how long it took."""
    first = cases.courses[cases.points[0]][key]
    base = _name(answer, cases, cases.points[0])
    for number in cases.points:
        point, course = _name(answer, cases, number), cases.courses[number].get(key)
        if course is None or not course.same_matter(first):
            yield say("cases.absent", point=point)
        elif number != cases.points[0] and course.like(first):
            yield say("cases.like", point=point, base=base)
        else:
            yield say("cases.course", point=point, **_parts(cases.subject, course))


def _parts(subject: Subject, course: CaseCourse) -> dict[str, Text]:
    """The parts of a caption: what happened, and the time to the legal effect and to attention."""
    subject = subject.under(course.year.law.regime)
    actual = say("cases.attended-by-it")
    if course.attended is None:
        actual = _still("cases.unattended", course)
    elif course.attended != course.answered:
        actual = _after("cases.attended", course, course.attended)
    return {
        "steps": say("cases.then").join(_happened(subject, course)),
        "legal": _legal(subject, course),
        "actual": actual,
    }


def _legal(subject: Subject, course: CaseCourse) -> Text:
    response = course.year.law.regime.vocabulary.events[subject.response].label
    if course.answered is None:
        key = "cases.unsupervised" if subject.supervision else "cases.unanswered"
        return _still(key, course, response=response)
    key = "cases.supervised" if subject.supervision else "cases.answered"
    return _after(key, course, course.answered, response=response)


def _after(key: str, course: CaseCourse, at: int, **words: Text) -> Text:
    """Say when something came and after how long."""
    working = working_days_between(course.year.calendar, course.begun, at)
    calendar = (at - course.begun) / MINUTES
    days = {"working": f"{working:.1f}", "calendar": f"{calendar:.1f}"}
    return say(key, time=_time(at), **days, **words)


def _still(key: str, course: CaseCourse, **words: Text) -> Text:
    """Say that something had not come when watching ended."""
    calendar = (course.year.end - course.begun) / MINUTES
    return say(key, end=_last_day(course), calendar=f"{calendar:.1f}", **words)


def _time(at: int) -> str:
    return f"{time_of(at):%Y-%m-%d %H:%M}"


def _last_day(course: CaseCourse) -> str:
    return date_of(course.year.end // MINUTES - 1).isoformat()


def _leading(regime: Regime, subject: Subject) -> set[str]:
    """The events that a caption tells: from the trigger to the response."""
    events, leading, todo = regime.vocabulary.events, {subject.trigger}, [subject.response]
    while todo:
        event = todo.pop()
        if event not in leading:
            leading.add(event)
            todo += events[event].presupposes
    return leading


def _happened(subject: Subject, course: CaseCourse) -> list[Text]:
    """Say each event that leads to the response, and each deadline for one that passed."""
    regime = course.year.law.regime
    leading = _leading(regime, subject)
    lines = [
        (occurrence.at, 1, _event(regime, occurrence))
        for occurrence in course.thread.history
        if occurrence.event in leading and occurrence.at >= course.begun
    ]
    for duty in _undone(course):
        if duty.rule.act in leading and duty.due is not None:
            event = regime.vocabulary.events[duty.rule.act].label
            article = article_label(duty.rule.article)
            words = say("cases.overdue", event=event, article=article, time=_time(duty.due))
            lines.append((duty.due, 0, words))
    return [line for _, _, line in sorted(lines, key=lambda line: line[:2])]


def _event(regime: Regime, occurrence: Occurrence) -> Text:
    """Say when an event came and, where a rule is behind it, how and by which article."""
    event, time = regime.vocabulary.events[occurrence.event].label, _time(occurrence.at)
    if not occurrence.rule:
        return say("cases.step", event=event, time=time)
    article = article_label(regime.by_id[occurrence.rule].article)
    how = say(MODES[occurrence.mode])
    return say("cases.step-article", event=event, time=time, how=how, article=article)


def _undone(course: CaseCourse) -> list[Judgement]:
    """The duties whose deadline passed, or that have none, and that nobody had done in time."""
    undone = (Outcome.NEVER, Outcome.LATE, Outcome.PENDING)
    judged = judge(course.year.law, course.thread.state)
    return [
        duty
        for duty in judged
        if duty.outcome in undone and (duty.due is None or duty.due <= course.year.end)
    ]


def _lanes(answer: Answer, cases: Again, key: Key) -> Iterator[Block]:
    """Draw the matter under each point where it goes in a way of its own."""
    first = cases.courses[cases.points[0]][key]
    for number in cases.points:
        course = cases.courses[number].get(key)
        if course is None or not course.same_matter(first):
            continue
        if number == cases.points[0] or not course.like(first):
            yield Swimlane(story(cases.subject, course), _name(answer, cases, number))


def story(subject: Subject, course: CaseCourse) -> Story:
    """Return the story of a matter: what happened up to the last of what it is told for."""
    year, regime = course.year, course.year.law.regime
    subject = subject.under(regime)
    origin = year.calendar.index_at(course.thread.history[0].at)
    steps = _steps(subject, course, origin)
    heads = {step.working_day: _head(course, origin, step.working_day) for step in steps}
    named = {subject.trigger: say("timeline.trigger"), subject.response: say("timeline.response")}
    occurring = frozenset(course.thread.state.occurred)
    return Story(regime, tuple(steps), occurring, named, plain(course.thread.case), heads)


def _head(course: CaseCourse, origin: int, day: int | None) -> Text:
    if day is None:
        return say("cases.watched", end=_last_day(course))
    date = date_of(course.year.calendar.day(origin + day)).isoformat()
    return say("cases.day", date=date, day=day)


def _steps(subject: Subject, course: CaseCourse, origin: int) -> list[Step]:
    """Working days counted from that of the first event."""
    regime, calendar = course.year.law.regime, course.year.calendar
    leading = _leading(regime, subject)
    run = course.thread.run(course.year.end).in_slots(calendar)
    moved = tuple(each._replace(at=each.at - 2 * origin) for each in run.occurrences)
    undone = [
        replace(duty, due=None if duty.due is None else calendar.slot(duty.due) - 2 * origin)
        for duty in _undone(course)
    ]
    steps = steps_of(regime, replace(run, occurrences=moved), undone, leading)
    if all(step.event != subject.response for step in steps):
        by = regime.vocabulary.events[subject.response].by
        steps.append(Step(subject.response, "never", None, False, "", "", by))
    return _shortened(steps, leading)


def _shortened(steps: list[Step], leading: set[str]) -> list[Step]:
    """End with the last step that matters, and leave out the last of the others if need be."""
    last = max(place for place, step in enumerate(steps) if step.event in leading)
    kept = steps[: last + 1]
    others = [step for step in kept if step.event not in leading]
    for step in others[max(0, MOST_STEPS - len(kept) + len(others)) :]:
        kept.remove(step)
    return kept
