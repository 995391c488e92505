# ruff: noqa: E501  rules in a line are rules that can be read
"""Small rule files about events that come again and clauses of several bearers, to be varied."""

from __future__ import annotations

import re

from model.regime import Regime
from protocols import library
from protocols.document import parse_document
from protocols.mistakes import Mistake, Mistakes
from protocols.reader import regime_of

HEAD = """\
regime: again
name: {zh: 例, en: example}
document: {title: {zh: 例, en: example}, level: county, issued: 2024-01-02, in-force: not-stated}
vocabulary:
  parties:
    hotline: {zh: 热线机构, en: hotline office}
    handler: {zh: 承办单位, en: handling unit}
    lead: {zh: 牵头部门, en: lead department}
    planning: {zh: 规划部门, en: planning department}
    fire: {zh: 消防部门, en: fire department}
    water: {zh: 水务部门, en: water department}
  attributes:
    unlawful: {label: {zh: 申请不合法, en: the application is unlawful}}
  events:
    request.received: {label: {zh: 收到诉求, en: request received}}
    matter.assigned: {label: {zh: 分派, en: matter assigned}, by: hotline}
    matter.accepted: {label: {zh: 受理, en: matter accepted}, by: handler, presupposes: 分派}
    matter.returned: {label: {zh: 退回, en: matter returned}, by: handler, presupposes: 分派}
    matter.answered: {label: {zh: 答复, en: matter answered}, by: handler}
    file.sent: {label: {zh: 转送材料, en: file sent}}
    consent.given: {label: {zh: 同意, en: consent given}, by: planning, presupposes: file.sent}
    licence.decided: {label: {zh: 作出决定, en: licence decided}, by: lead}
"""
HOTLINE = """\
rounds:
  - times: 3
    events: [分派, matter.accepted, matter.returned]
    last-without: matter.returned
rules:
  - {id: assign, article: "1", on: request.received, bearer: hotline, act: {first: 分派}, deadline: 1 working day}
  - {id: take, article: "2", on: matter.assigned, bearer: handler, act: matter.accepted, excused-by: matter.returned, deadline: 1 working day}
  - {id: return, article: "3", on: matter.assigned, bearer: handler, may: matter.returned}
  - {id: keep, article: "3.2", on: matter.accepted, bearer: handler, must-not: matter.returned}
  - {id: reassign, article: "4", on: matter.returned, bearer: hotline, act: {next: matter.assigned}, deadline: 1 working day}
  - {id: answer, article: "5", on: {any-round: matter.accepted}, bearer: handler, act: matter.answered, deadline: 5 working days}
sanctions:
  - {id: fine, article: "6", of: [take, reassign], consequence: correction}
"""
"""A request goes round at most three times: whoever gets it takes or returns it within a day."""

PARALLEL = """\
rules:
  - id: consent
    article: "1"
    on: file.sent
    bearer: {each: [planning, fire, 水务部门]}
    act: consent.given
    deadline: 5 working days
    on-expiry: {event: consent.given, unless: {unlawful: true}}
  - {id: decide, article: "2", on: consent.given, bearer: lead, act: licence.decided, deadline: 3 working days}
sanctions:
  - {id: fine, article: "6", of: consent, consequence: correction}
"""
"""Each of three departments consents, and whoever is silent counts as consenting."""


def read(text: str, head: str = HEAD) -> Regime:
    document = parse_document((head + text).encode(), "mine.yaml")
    return regime_of(document, library.shared_vocabulary())


def mistakes(text: str, head: str = HEAD) -> list[Mistake]:
    try:
        read(text, head)
    except Mistakes as raised:
        return raised.mistakes
    return []


def changed(text: str, *changes: tuple[str, str]) -> str:
    """A text in which each change has something to change."""
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return text


def times(number: int, text: str = HOTLINE) -> str:
    return re.sub(r"times: \d+", f"times: {number}", text)
