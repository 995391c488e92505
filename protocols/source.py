"""The document that a rule file is read from."""

from __future__ import annotations

from model.language import say
from model.regime import Document
from protocols.document import Document as File
from protocols.form import RegimeForm
from protocols.wording import wordings_of

_LEVELS = {
    "national": "level.national",
    "province": "level.province",
    "city": "level.city",
    "district": "level.district",
    "county": "level.county",
}


def document_of(file: File, form: RegimeForm) -> Document:
    """Return what a file says of its document, with its articles in their own words.

    Raises
    ------
    Mistakes
        As :func:`~protocols.wording.wordings_of` does.
    """
    source = form.document
    return Document(
        source.title.read(),
        source.number,
        say(_LEVELS[source.level]),
        source.issued,
        source.in_force,
        source.note.read() if source.note else None,
        source.text,
        wordings_of(file, source.text),
    )
