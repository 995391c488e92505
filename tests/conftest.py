"""Hypothesis with the same examples in every run, and the command line as a function.

``HYPOTHESIS_PROFILE=explore`` looks for new examples.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from experiments.audit import ask as ask_audit
from experiments.command import run
from experiments.compare import ask as ask_compare
from experiments.show import canvas, fonts
from model.language import Lang
from tests import pictures
from tests.audited import effects, remembered

_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
settings.register_profile("same", derandomize=True, deadline=None, suppress_health_check=_SLOW)
settings.register_profile("explore", deadline=None, suppress_health_check=_SLOW)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))


def pytest_collection_finish() -> None:
    """Leave what was imported out of every later search for garbage."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _one_font(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages carry one small font, unless the test or its file is marked ``real_fonts``.

    A font is cut to the characters of each page, which takes longer than most of what is tested.
    """
    if "real_fonts" not in request.keywords:
        monkeypatch.setattr(fonts, "_woff2", lambda font, _: _small(font))


@pytest.fixture(autouse=True)
def _one_picture(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A chart that looks the same as SVG is drawn as PNG and PDF once in a process.

    Tests that compare pictures are marked ``drawn_anew``.
    """
    if "drawn_anew" not in request.keywords:
        monkeypatch.setattr(canvas, "svg", pictures.svg)
        monkeypatch.setattr(canvas, "inline", pictures.inline)
        monkeypatch.setattr(canvas, "png", pictures.png)
        monkeypatch.setattr(canvas, "pdf", pictures.pdf)


@pytest.fixture(autouse=True, scope="session")
def _shipped_texts_are_audited_once() -> Iterator[None]:
    """Where an audit is shown, that of a shipped text is made once in a process."""
    with pytest.MonkeyPatch.context() as patch:
        for asking in (ask_audit, ask_compare):
            patch.setattr(asking, "audit", remembered)
        patch.setattr(ask_audit, "Effects", effects)
        yield


@cache
def _small(font: Any, cut: Any = fonts._woff2) -> str:
    return str(cut(font, "审管 shenguan"))


@pytest.fixture
def shenguan(capsys: pytest.CaptureFixture[str]) -> Any:
    """Call a command; its exit status, output and messages come back, and never a traceback."""

    def call(*words: object, lang: Lang = "en") -> tuple[int, str, str]:
        status = run([str(word) for word in words], lang)
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return status, out, err

    return call
