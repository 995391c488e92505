"""What the ways in which a text writes the time of a duty are called."""

from __future__ import annotations

from model.wording import Written

WRITTEN = {
    Written.FIGURE: "coverage.written-as.figure",
    Written.FIGURE_WITHOUT_START: "coverage.written-as.figure-without-start",
    Written.PERIOD: "coverage.written-as.period",
    Written.WORD: "coverage.written-as.word",
    Written.ELSEWHERE: "coverage.written-as.elsewhere",
    Written.NONE: "coverage.written-as.none",
}
