"""Articles as one writes them, in the one form in which they are kept."""

from __future__ import annotations

import re
import unicodedata

from protocols.durations import number

_NUMBER = r"[0-9]{1,4}|[〇零一二两三四五六七八九十百]{1,7}"
_CITED = (  # compiled when it is first needed, as few files do
    rf"第(?P<article>{_NUMBER})条(?:第(?P<paragraph>{_NUMBER})款)?"
    rf"(?:第\(?(?P<item>{_NUMBER})\)?项)?"
)
_RANGE = rf"第(?P<first>{_NUMBER})条?(?:[-–—~]|至|到)第?(?P<last>{_NUMBER})条"
_FULL_WIDTH = r"[０-９．（）－～]"
_FIGURES = frozenset("0123456789.()-")


def canonical(cited: str) -> str:
    """Return an article in figures, whichever way it is cited; anything else as it stands.

    >>> [canonical(one) for one in ("第4条", "第十七条第（一）项", "第三条第二款", "７-８")]
    ['4', '17(1)', '3.2', '7-8']
    >>> [canonical(one) for one in ("第1条至第3条", "附件", "某办法第5条", "22(1)")]
    ['1-3', '附件', '某办法第5条', '22(1)']
    """
    plain = cited.strip()
    if _FIGURES.issuperset(plain):
        return plain or cited
    plain = re.sub(_FULL_WIDTH, lambda sign: unicodedata.normalize("NFKC", sign[0]), plain)
    if found := re.fullmatch(_RANGE, plain):
        return f"{number(found['first'])}-{number(found['last'])}"
    found = re.fullmatch(_CITED, plain)
    if found is None:
        digits = re.fullmatch(r"[0-9.()\-–]+", plain)
        return plain if digits else cited
    paragraph, item = found["paragraph"], found["item"]
    return (
        str(number(found["article"]))
        + (f".{number(paragraph)}" if paragraph else "")
        + (f"({number(item)})" if item else "")
    )
