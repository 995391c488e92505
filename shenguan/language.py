"""The language in which answers are shown: chosen once, else that of the environment."""

from __future__ import annotations

from model.language import Lang

_chosen: list[Lang] = []


def speak(lang: Lang | None) -> None:
    """Choose the language of what is shown: ``"zh"``, ``"en"``, or that of the environment again.

    >>> speak("zh")
    >>> spoken()
    'zh'
    >>> speak(None)
    """
    from verify.arguments import language

    _chosen[:] = [] if lang is None else [language(lang)]


def spoken() -> Lang:
    """Return the language chosen, else that which the command line would speak."""
    from experiments.command import language

    return _chosen[0] if _chosen else language(())
