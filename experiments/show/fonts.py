"""The Chinese font: where it lies, for matplotlib, and as subsets that a page carries with it."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import util
from io import BytesIO
from pathlib import Path
from typing import Any

from fontTools import subset
from fontTools.ttLib import TTFont

FAMILIES = ("DejaVu Sans", "Noto Sans SC")
"""The font families of every chart, in the order in which a character is looked for."""

PAGE_FAMILY = "Shenguan Sans"
"""The name under which a page knows the subsets that it carries."""


@dataclass(frozen=True, slots=True)
class Face:
    """A subset of a font as woff2 in base64, with the characters it has."""

    characters: str
    base64: str


@cache
def chinese_font() -> Path:
    """Return the file of Noto Sans SC inside the installed zhplot.

    zhplot itself is never imported: importing it changes the settings of matplotlib.

    Raises
    ------
    FileNotFoundError
        When zhplot is not installed or no longer carries the font.
    """
    found = util.find_spec("zhplot")
    for folder in (found.submodule_search_locations or []) if found else []:
        path = Path(folder) / "fonts" / "NotoSansSC-Regular.ttf"
        if path.is_file():
            return path
    raise FileNotFoundError("NotoSansSC-Regular.ttf of the package zhplot")


@cache
def latin_font() -> Path:
    """Return the file of DejaVu Sans inside matplotlib."""
    import matplotlib

    return Path(matplotlib.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"


@cache
def register() -> None:
    """Make the Chinese font known to matplotlib; changes no setting."""
    from matplotlib.font_manager import fontManager

    fontManager.addfont(str(chinese_font()))


@cache
def _known(font: Path) -> frozenset[int]:
    with TTFont(font, lazy=True) as opened:
        return frozenset(opened.getBestCmap())


def missing(text: Iterable[str]) -> set[str]:
    """Return the visible characters of a text that neither font has.

    >>> missing("认领 θ ✗")
    set()
    """
    known = _known(chinese_font()) | _known(latin_font())
    return {char for char in set(text) if char.isprintable() and ord(char) not in known}


def faces(text: str) -> list[Face]:
    """Return subsets with exactly the characters of a text.

    The Chinese font comes first; what it lacks, such as ✗, is taken from DejaVu Sans.
    """
    wanted = {char for char in text if char.isprintable()}
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
    return "".join(_rule(face) for face in faces(text))


def _rule(face: Face) -> str:
    ranges = ",".join(f"U+{ord(char):X}" for char in face.characters)
    return (
        f'@font-face{{font-family:"{PAGE_FAMILY}";font-display:block;'
        f"src:url(data:font/woff2;base64,{face.base64}) format('woff2');"
        f"unicode-range:{ranges}}}"
    )


def _woff2(font: Path, characters: str) -> str:
    options = subset.Options(flavor="woff2", layout_features=[], hinting=False, notdef_outline=True)
    options.drop_tables += ["FFTM"]  # a time stamp, of which the subsetter would complain
    opened: Any = subset.load_font(str(font), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=characters)
    subsetter.subset(opened)
    written = BytesIO()
    subset.save_font(opened, written, options)
    opened.close()
    return base64.b64encode(written.getvalue()).decode("ascii")
