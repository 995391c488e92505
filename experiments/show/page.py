"""How pages are made from templates, with the fonts that they need inside them."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined

from experiments.show import fonts

FONTS = "@@fonts@@"
"""Where a template leaves room for its fonts, which depend on the characters of the whole page."""


def environment() -> Environment:
    """Return the templates' environment: everything escaped, nothing undefined."""
    return Environment(
        loader=PackageLoader("experiments", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def embedded(text: str) -> str:
    """Return a page with the fonts for its characters in the place left for them."""
    return text.replace(FONTS, "".join(_face(face) for face in fonts.faces(text)))


def _face(face: fonts.Face) -> str:
    return (
        f'@font-face{{font-family:"{fonts.PAGE_FAMILY}";font-display:block;'
        f"src:url(data:font/woff2;base64,{face.base64}) format('woff2');"
        f"unicode-range:{_ranges(face.characters)}}}"
    )


def _ranges(characters: str) -> str:
    return ",".join(f"U+{ord(char):X}" for char in characters)
