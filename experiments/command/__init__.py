"""The command ``shenguan``.

Nothing is imported here but what Python has loaded by itself, not even ``__future__``: Ctrl-C
before :func:`main` begins is answered by Python with a traceback, so that moment must be short.
"""

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import FrameType

    from model.language import Lang

LANGUAGE_VARIABLE = "SHENGUAN_LANG"

_STOPPED = 130
_SELDOM = 10_000  # objects made and not yet gone, after which Python looks; 700 unless told
_interruptions: list[int] = []


def main(arguments: "Sequence[str] | None" = None) -> None:
    """Run the command line and exit with its status."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        _heed_interruptions()
        status = _begun(words)
        _leave_interruptions()
    except BaseException as error:
        # What was being imported may have made another error of it.
        if not isinstance(error, KeyboardInterrupt) and not _interruptions:
            raise
        status = _stopped(words)
    _leave_garbage()
    sys.exit(status)


def _heed_interruptions() -> None:
    """Take note of Ctrl-C, unless whoever started this has it ignored."""
    import signal

    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        sys.unraisablehook = _sent_again
        signal.signal(signal.SIGINT, _interrupted)


def _interrupted(number: int, _: "FrameType | None") -> None:
    _interruptions.append(number)
    raise KeyboardInterrupt


def _sent_again(lost: "sys.UnraisableHookArgs") -> None:
    """Where an object was being freed Ctrl-C is lost, so it comes again in a moment."""
    if not isinstance(lost.exc_value, KeyboardInterrupt):
        sys.__unraisablehook__(lost)
        return
    import _thread
    import time

    def again() -> None:
        time.sleep(0.02)
        _thread.interrupt_main()

    _thread.start_new_thread(again, ())


def _leave_interruptions() -> None:
    """Let the system answer Ctrl-C while Python puts things away, which it does in silence."""
    import signal

    if signal.getsignal(signal.SIGINT) is _interrupted:
        signal.signal(signal.SIGINT, signal.SIG_DFL)


def _leave_garbage() -> None:
    """Let Python end without looking for garbage in all that is there: it goes with the process.

    Files are closed by whoever opened them, and what is to be done at the end is noted for that.
    """
    import gc

    gc.freeze()


def _begun(words: "Sequence[str]") -> int:
    import gc

    gc.disable()  # what is imported stays, and is not looked through until a command begins
    from model.kept import keep

    keep()
    from experiments.command.calling import prepare

    prepare()
    return run(words, language(words))


def _stopped(words: "Sequence[str]") -> int:
    import signal
    from contextlib import suppress

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one that was told is enough
    from model.language import say

    with suppress(OSError):  # where nobody can be told
        print(say("cli.stopped").in_(language(words)), file=sys.stderr)
    return _STOPPED


def run(words: "Sequence[str]", lang: "Lang") -> int:
    """Run one command and return its exit status; the user's mistakes are told, never thrown."""
    from experiments.command.calling import run as called

    return called(words, lang)


def collect() -> None:
    """Let garbage be collected from now on, of all that is made from now on.

    Seldom, since nearly all of it goes without, and to look through a large answer takes long.
    """
    import gc

    if not gc.isenabled():
        gc.freeze()
        gc.set_threshold(_SELDOM, *gc.get_threshold()[1:])
        gc.enable()


def language(words: "Sequence[str]") -> "Lang":
    """Return the language to speak: ``--lang``, else the environment's; English if it has none.

    >>> language(["list", "--lang", "zh"])
    'zh'
    """
    from model.language import LANGS

    asked = [word.split("=", 1)[1] for word in words if word.startswith("--lang=")]
    asked += [words[k + 1] for k, word in enumerate(words[:-1]) if word == "--lang"]
    environment = [os.environ.get(name, "") for name in (LANGUAGE_VARIABLE, "LC_ALL", "LANG")]
    for name in [*asked, *environment]:
        for lang in LANGS:
            if name == lang or name.startswith(f"{lang}_"):
                return lang
    return "en"
