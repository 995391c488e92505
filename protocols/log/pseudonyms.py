"""A copy of a record without names: the columns that are read, cases and people as pseudonyms.

A pseudonym is the beginning of a keyed hash (HMAC-SHA-256): the same for the same name under one
key, and of no use to whoever has not the key. A plain hash would not do, since all numbers of
cases can be tried.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
from pathlib import Path

import polars as pl

from model.language import Complaint
from protocols.contents import contents
from protocols.log.mapping import Meaning
from protocols.log.tables import LINE, open_table

_BYTES = 32
_SIGNS = 16


def pseudonym(name: str, key: bytes) -> str:
    """Return what stands for a name under a key.

    >>> pseudonym("A1", b"x" * 32) == pseudonym("A1", b"x" * 32) != pseudonym("A1", b"y" * 32)
    True
    """
    return hmac.new(key, name.encode(), hashlib.sha256).hexdigest()[:_SIGNS]


def key_at(path: Path, given: bool) -> bytes:
    """Return the key in a file; made there, for its owner's eyes only, where none was given.

    Raises
    ------
    Complaint
        Where a key is given that is not there, or what is there is no key: 32 hexadecimal digits at
        the least. Whoever can guess a key can find the cases again.
    """
    if path.exists():
        key = contents(path).strip()
        if not re.fullmatch(rb"[0-9a-fA-F]{32,}", key):
            raise Complaint("log.bad-key", file=path)
        return key
    if given:
        raise Complaint("log.no-key", file=path)
    key = os.urandom(_BYTES).hex().encode()
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(file, "wb") as written:
        written.write(key)
    return key


def anonymised(path: Path, meaning: Meaning, key: bytes) -> pl.DataFrame:
    """Return the columns that are read, and those asked for, with pseudonyms for names."""
    table = open_table(path, meaning.case, meaning.sheet)
    more = [name for name in meaning.pseudonyms if name in table.columns]
    columns = list(dict.fromkeys([*(name for name, _ in meaning.read()), *more]))
    frame = table.frame(columns).drop(LINE)
    hidden = dict.fromkeys([meaning.case, *more, *([meaning.party] if meaning.party else [])])
    return frame.with_columns(_hidden(frame[name], key).alias(name) for name in hidden)


def _hidden(values: pl.Series, key: bytes) -> pl.Series:
    text = values.cast(pl.String).str.strip_chars()
    known = [one for one in text.unique().drop_nulls().to_list() if one]
    names = {one: pseudonym(one, key) for one in known}
    return text.replace_strict(names, default=None, return_dtype=pl.String)
