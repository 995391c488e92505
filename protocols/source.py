"""The document that a rule file is read from."""

from __future__ import annotations

from model.language import catalogue
from model.regime import Document
from protocols.form import RegimeForm
from protocols.wording import Wordings

_LEVELS = {
    "national": "level.national",
    "province": "level.province",
    "city": "level.city",
    "district": "level.district",
    "county": "level.county",
}


def document_of(form: RegimeForm, wordings: Wordings = ()) -> Document:
    """Return what a file says of its document, with its articles in their own words."""
    source = form.document
    return Document(
        source.title.read(),
        source.number,
        catalogue()[_LEVELS[source.level]],
        source.issued,
        source.in_force,
        source.note.read() if source.note else None,
        wordings,
    )
