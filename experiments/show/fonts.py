"""The Chinese font: where it lies, for matplotlib, and as subsets that a page carries with it."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from io import BytesIO
from pathlib import Path
from threading import Lock
from types import SimpleNamespace
from typing import Any

FAMILIES = ("DejaVu Sans", "Shenguan Sans SC")
"""The font families of every chart, in the order in which a character is looked for.

The Chinese font has a name of its own in matplotlib. Under the name Noto Sans SC matplotlib would
take the font of a machine that has one, and a user's own charts would get this subset.
"""

PAGE_FAMILY = "Shenguan Sans"
"""The name under which a page knows the subsets that it carries."""


CHART_FAMILY = "Shenguan Charts"
"""The name under which a page knows the letters that charts take from the first of their fonts."""


@dataclass(frozen=True, slots=True)
class Face:
    """A subset of a font as woff2 in base64, with the characters it has."""

    characters: str
    base64: str


def chinese_font() -> Path:
    """Return the file of the Chinese font: a subset of Noto Sans SC that this package carries."""
    return Path(__file__).with_name("font") / "NotoSansSC-Regular-subset.ttf"


@cache
def latin_font() -> Path:
    """Return the file of DejaVu Sans inside matplotlib."""
    import matplotlib

    return Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"


@cache
def register() -> None:
    """Make the Chinese font known to matplotlib; changes no setting."""
    from matplotlib.font_manager import FontEntry, fontManager

    path, family = str(chinese_font()), FAMILIES[-1]
    fontManager.ttflist.append(FontEntry(fname=path, name=family, weight=400, size="scalable"))


@cache
def _known(font: Path) -> frozenset[int]:
    from fontTools.ttLib import TTFont  # here: only what draws waits for it

    with TTFont(font, lazy=True) as opened:
        return frozenset(opened.getBestCmap())


def faces(text: str) -> list[Face]:
    """Return subsets with exactly the characters of a text.

    The Chinese font comes first; what it lacks, such as ✗, is taken from DejaVu Sans. A character
    that neither has is in no subset: the browser shows it in a font of its own.
    """
    wanted = {char for char in set(text) if char.isprintable()}
    found = []
    for font in (chinese_font(), latin_font()):
        own = {char for char in wanted if ord(char) in _known(font)}
        wanted -= own
        if own:
            characters = "".join(sorted(own))
            found.append(Face(characters, _woff2(font, characters)))
    return found


def css(text: str) -> str:
    """Return rules of a style sheet that carry the fonts for the characters of a text."""
    return "".join(_rule(face, PAGE_FAMILY) for face in faces(text))


def chart_css(text: str) -> str:
    """Return the rule that carries what charts write in their first font, as wide as drawn there.

    All else in them is in the fonts of the page.
    """
    own = {char for char in set(text) if char.isprintable() and ord(char) in _known(latin_font())}
    if not own:
        return ""
    characters = "".join(sorted(own))
    return _rule(Face(characters, _woff2(latin_font(), characters)), CHART_FAMILY)


def _rule(face: Face, family: str) -> str:
    ranges = ",".join(f"U+{ord(char):X}" for char in face.characters)
    return (
        f'@font-face{{font-family:"{family}";font-display:block;'
        f"src:url(data:font/woff2;base64,{face.base64}) format('woff2');"
        f"unicode-range:{ranges}}}"
    )


def _woff2(font: Path, characters: str) -> str:
    from fontTools import subset  # here: only what draws waits for it

    options = subset.Options(flavor="woff2", layout_features=[], hinting=False, notdef_outline=True)
    options.drop_tables += ["FFTM"]  # a time stamp, of which the subsetter would complain
    opened: Any = subset.load_font(str(font), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=characters)
    subsetter.subset(opened)
    written = BytesIO()
    with _quickly_packed():
        subset.save_font(opened, written, options)
    opened.close()
    return base64.b64encode(written.getvalue()).decode("ascii")


_PACKING = Lock()
_QUALITY = 9
"""Of Brotli's 11 steps; the last two take four times as long and make a subset 3 % smaller."""


@contextmanager
def _quickly_packed() -> Iterator[None]:
    """Let fontTools pack woff2 with less effort, for which it has no setting of its own."""
    from fontTools.ttLib import woff2

    with _PACKING:
        usual = woff2.brotli
        packed = partial(usual.compress, quality=_QUALITY)
        woff2.brotli = SimpleNamespace(compress=packed, MODE_FONT=usual.MODE_FONT)
        try:
            yield
        finally:
            woff2.brotli = usual
