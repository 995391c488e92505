"""Lapses, clocks and parts of limits, where the rest of the program meets them."""

from __future__ import annotations

from model.deadline import Fraction, Within
from model.rule import Lapse
from tests.small import duty, lapse, regime
from verify.slicing import parts_of


def test_a_part_of_a_text_keeps_the_length_of_a_limit_whose_rule_it_lacks() -> None:
    of = regime(
        duty("a", "b", Within(4), id="decide"), lapse("c", "d", Fraction("decide", 1, 2), id="warn")
    )
    (warn,) = parts_of(of)[1].rules
    assert isinstance(warn, Lapse)
    assert warn.deadline == of.by_id["warn"].deadline  # type: ignore[union-attr]
