"""What a reformer concludes from an answer, to be held against what is assumed."""

from __future__ import annotations

from experiments.answers.answer import Answer
from experiments.hinges.hinge import Conclusion

LEADING = 2
"""Measures whose conclusions are held against what is assumed, the first ones."""


def conclusions(answer: Answer) -> list[Conclusion]:
    """Return the conclusions of the leading measures.

    Along each thing that is chosen the differences that can be compared, those that are shown
    first; the estimates where there is nothing to choose.
    """
    if not any(contrast.axis in answer.choices for contrast in answer.contrasts):
        numbers = range(len(answer.rows))
        return [Conclusion(measure, k) for measure in answer.measures[:LEADING] for k in numbers]
    return [one for axis in answer.choices for one in _along(answer, axis)]


def _along(answer: Answer, axis: str) -> list[Conclusion]:
    own = [
        contrast
        for contrast in answer.contrasts
        if contrast.axis == axis and contrast.open_shares is None
    ]
    own.sort(key=lambda contrast: not contrast.differs)
    compared = {contrast.measure for contrast in own}
    leading = [measure for measure in answer.measures if measure.id in compared][:LEADING]
    return [
        Conclusion(measure, contrast.point, contrast)
        for measure in leading
        for contrast in own
        if contrast.measure == measure.id
    ]
