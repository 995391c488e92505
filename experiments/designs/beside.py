"""The files that lie beside a design and that it names: with them it can be read anywhere."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path, PurePath

from protocols.contents import contents
from protocols.document import Document, open_document


def beside(design: Document, names: Iterable[str]) -> dict[str, bytes]:
    """Return files by the names that a design has for them, with what they extend in turn.

    Only those in its own folder or below; what it reaches outside of it stays where it is.
    """
    found: dict[str, bytes] = {}
    waiting = [PurePath(name) for name in names]
    while waiting:
        name = waiting.pop()
        path = Path(design.file).parent / name
        inside = not name.is_absolute() and ".." not in name.parts
        fits = inside and name.suffix in (".yaml", ".yml") and os.path.isfile(path)
        if fits and name.as_posix() not in found:
            found[name.as_posix()] = contents(path)
            data = open_document(path).data
            if isinstance(data, dict) and isinstance(data.get("extends"), str):
                waiting.append(name.parent / data["extends"])
    return found
