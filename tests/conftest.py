"""Hypothesis with the same examples in every run, and the command line as a function.

``HYPOTHESIS_PROFILE=explore`` looks for new examples.
"""

from __future__ import annotations

import os
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from experiments.command import run
from model.language import Lang

_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
settings.register_profile("same", derandomize=True, deadline=None, suppress_health_check=_SLOW)
settings.register_profile("explore", deadline=None, suppress_health_check=_SLOW)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))


@pytest.fixture
def shenguan(capsys: pytest.CaptureFixture[str]) -> Any:
    """Call a command; its exit status, output and messages come back, and never a traceback."""

    def call(*words: object, lang: Lang = "en") -> tuple[int, str, str]:
        status = run([str(word) for word in words], lang)
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return status, out, err

    return call
