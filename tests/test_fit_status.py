"""When an estimate that is checked has failed."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from experiments.fit.command import status


def checked(whole: bool, held: bool | None) -> Any:
    def of(fits: bool) -> Any:
        return SimpleNamespace(failing=() if fits else ("act",))

    return SimpleNamespace(
        check=SimpleNamespace(whole=of(whole), held_out=None if held is None else of(held))
    )


@pytest.mark.parametrize(
    ("whole", "held", "wanted"),
    [(True, None, 0), (True, True, 0), (True, False, 1), (False, None, 1), (False, True, 1)],
)
def test_what_does_not_fit_as_a_whole_or_in_held_out_months_has_failed(
    whole: bool, held: bool | None, wanted: int
) -> None:
    assert status(checked(whole, held)) == wanted
