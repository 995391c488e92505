"""What it means that an answer hinges on how a clause was read."""

from __future__ import annotations

from model.interpretation import Alternative
from model.rule import Rule
from model.value import dataclass
from verify.verdict import Verdict


@dataclass(frozen=True)
class ReadingHinge:
    """An answer that would be another if a clause were read otherwise.

    Attributes
    ----------
    rule
        The rule of the clause, as it is read.
    before, after
        The verdicts as the clause is read, and on the regime that is read otherwise. The run of the
        latter, where it is refuted, was replayed but need not be a shortest one.
    """

    rule: Rule
    alternative: Alternative
    before: Verdict
    after: Verdict

    @property
    def flips(self) -> bool:
        """Whether the answer itself is another, and not only its bound."""
        return self.before.answer is not self.after.answer
