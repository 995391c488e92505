"""Questions answered on paper from the documents, before they were put to the program.

The bureau asks for an opinion within 2 days of the request; the regulator gives it within 5 days of
that, else it counts as given, unless the matter is urgent; the bureau decides within 3 days of the
opinion and the report of an expert, which no rule brings about, unless the request is withdrawn.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from protocols import library
from protocols.question import question
from verify.bounds.by_case import bounds_by_case
from verify.guarantees import verify
from verify.verdict import Answer, Assume

TEXT = library.find(str(Path(__file__).parent / "paper" / "questions-of-several-kinds.yaml"))


@pytest.mark.parametrize(
    ("asked", "everyone", "nobody"),
    [
        ("request.made -> opinion.given by all", 7, None),  # 2 + 5 for each; unasked for ever
        ("ask.sent -> opinion.given performed", 5, None),  # what is deemed nobody performs
        ("request.made -> decision.made", None, None),  # the expert need not report
        ("request.made -> decision.made as the world usually does", 10, None),  # 2 + 5 + 3
        ("提出申请 → 作出结论，各部门均须，外界如常", 10, None),
        ("opinion.given only after ask.sent performed", 0, 0),  # it has no other beginning
        ("decision.made -> never opinion.given", 0, 0),  # it has come before the decision
        ("提出申请 → 出具意见，不早于 2 个工作日", None, None),  # all on one day
    ],
)
def test_the_answer_is_that_of_the_paper(
    asked: str, everyone: int | None, nobody: int | None
) -> None:
    prop = question(asked, TEXT.vocabulary)
    found = {one.assume: one for one in verify(TEXT, prop)}
    for assume, days in ((Assume.EVERYONE, everyone), (Assume.NOBODY, nobody)):
        answer = Answer.REFUTED if days is None else Answer.PROVED
        assert (found[assume].answer, found[assume].days) == (answer, days)


def test_an_urgent_matter_takes_longest_where_nobody_obeys() -> None:
    prop = question("ask.sent -> opinion.given", TEXT.vocabulary)
    assert bounds_by_case(TEXT, prop, Assume.EVERYONE).attributes == ()
    rows = bounds_by_case(TEXT, prop, Assume.NOBODY).rows
    assert {kind: bound.answer for kind, bound in rows.items()} == {
        ("false",): Answer.PROVED,
        ("true",): Answer.REFUTED,
    }
