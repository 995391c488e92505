"""The command ``shenguan``; all that takes long to import is imported where Ctrl-C is heeded."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Sequence

from model.language import LANGS, Lang, say

LANGUAGE_VARIABLE = "SHENGUAN_LANG"

_STOPPED = 130


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its status."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        status = _begun(words)
    except KeyboardInterrupt:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one that was told is enough
        status = _stopped(words)
    sys.exit(status)


def _begun(words: Sequence[str]) -> int:
    gc.disable()  # what is imported stays, and is not looked through until a command begins
    from experiments.command.calling import prepare
    from model.kept import keep

    prepare()
    keep()
    return run(words, language(words))


def _stopped(words: Sequence[str]) -> int:
    print(say("cli.stopped").in_(language(words)), file=sys.stderr)
    return _STOPPED


def run(words: Sequence[str], lang: Lang) -> int:
    """Run one command and return its exit status; the user's mistakes are told, never thrown."""
    from experiments.command.calling import run as called

    return called(words, lang)


def collect() -> None:
    """Let garbage be collected from now on, of all that is made from now on."""
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


def language(words: Sequence[str]) -> Lang:
    """Return the language to speak: ``--lang``, else the environment's; English if it has none.

    >>> language(["list", "--lang", "zh"])
    'zh'
    """
    asked = [word.split("=", 1)[1] for word in words if word.startswith("--lang=")]
    asked += [words[k + 1] for k, word in enumerate(words[:-1]) if word == "--lang"]
    environment = [os.environ.get(name, "") for name in (LANGUAGE_VARIABLE, "LC_ALL", "LANG")]
    for name in [*asked, *environment]:
        for lang in LANGS:
            if name == lang or name.startswith(f"{lang}_"):
                return lang
    return "en"
