"""A text as its readers are to see it: signs that are not seen, or that move others, by name."""

from __future__ import annotations

import codecs
import re

UNSEEN = re.compile(
    "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\ud800-\\udfff"
    "\\u061c\\u200e\\u200f\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069]"
)
"""Control signs but for the end of a line and the tab, signs that turn the direction of writing,
and halves of signs, as which Python has the bytes of a file name that are no UTF-8."""

_UNSEEN_IN_NAMES = re.compile(f"{UNSEEN.pattern}|[\\n\\t]")
_LONG = re.compile(r"[\w+.-]{400,}", re.ASCII)
_BYTES = range(0xDC80, 0xDD00)

REPLACED = "shenguan.replaced"
"""What to do, as an error handler of Python's, where an output has no such sign."""


def visible(text: str) -> str:
    """Return a text with what is not seen by name; ends of lines and tabs stay.

    >>> visible("甲\\x07"), visible("a\\u202eb"), visible("\\udcff.yaml")
    ('甲<U+0007>', 'a<U+202E>b', '<0xFF>.yaml')
    """
    return text if text.isprintable() else UNSEEN.sub(_named, text)


def on_one_line(text: str) -> str:
    """Return a name as :func:`visible` does, on one line.

    >>> on_one_line("a\\nb.yaml")
    'a<U+000A>b.yaml'
    """
    return text if text.isprintable() else _UNSEEN_IN_NAMES.sub(_named, text)


def shortened(text: str) -> str:
    """Return a message without the middle of words of more than a few hundred letters or digits.

    >>> shortened("no " + "9" * 5000)
    'no 9999999999999999999999999999999999999999…9999999999 (5000)'
    """
    return _LONG.sub(lambda word: f"{word[0][:40]}…{word[0][-10:]} ({len(word[0])})", text)


def _named(found: re.Match[str]) -> str:
    return _name(ord(found.group()))


def _name(code: int) -> str:
    return f"<0x{code - 0xDC00:02X}>" if code in _BYTES else f"<U+{code:04X}>"


def _replaced(error: UnicodeError) -> tuple[str | bytes, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    signs = error.object[error.start : error.end]
    return "".join(_name(ord(one)) if UNSEEN.match(one) else "?" for one in signs), error.end


codecs.register_error(REPLACED, _replaced)
