"""A hearing that is owed sooner than notice of it allows, and its twin in which there is time."""

from __future__ import annotations

from pathlib import Path

from model.regime import Regime
from protocols import library

AT_ODDS = ["held", "notified"]
"""The rules that can be obeyed together only where the applicant waives, who need not."""

WAIVED, TOLD = "asked-waived", "asked-told"
"""What is proved, if everyone obeys, only of the runs in which both can be; what is so in all."""

_TEXT = """
regime: {name}
name: {{zh: 听证, en: Hearing}}
document:
  title: {{zh: 听证办法, en: Hearing Rules}}
  level: county
  issued: 2020-01-01
  in-force: 2020-01-01
vocabulary:
  events:
    asked: {{label: {{zh: 申请听证, en: hearing asked for}}, by: applicant}}
    told: {{label: {{zh: 登记申请, en: request registered}}, by: approval-bureau}}
    noticed: {{label: {{zh: 通知听证, en: notice given}}, by: approval-bureau}}
    held: {{label: {{zh: 举行听证, en: hearing held}}, by: approval-bureau}}
    waived: {{label: {{zh: 放弃听证, en: hearing waived}}, by: applicant}}
rules:
  - id: held
    article: "1"
    on: asked
    bearer: approval-bureau
    act: held
    deadline: 6 working days
    excused-by: waived
  - id: notified
    article: "2"
    on: asked
    bearer: approval-bureau
    act: noticed
    deadline: {{before: held, at-least: {days} working days}}
  - {{id: waiver, article: "3", on: asked, bearer: applicant, may: waived}}
  - id: told
    article: "4"
    on: asked
    bearer: approval-bureau
    act: told
    deadline: 2 working days
properties:
  asked-waived:
    label: {{zh: 申请后放弃, en: waived once asked for}}
    trigger: asked
    response: waived
  asked-told:
    label: {{zh: 申请后登记, en: registered once asked for}}
    trigger: asked
    response: told
ledger: {{articles: 4}}
"""


def hearing(folder: Path, days: int = 7, name: str = "hearing") -> Path:
    """Write the text with notice of so many working days: 7 are too many, 5 leave time."""
    path = folder / f"{name}.yaml"
    path.write_text(_TEXT.format(name=name, days=days), "utf-8")
    return path


def read(folder: Path, days: int = 7, name: str = "hearing") -> Regime:
    """Return the text, as it is read from its file."""
    return library.find(str(hearing(folder, days, name)))
