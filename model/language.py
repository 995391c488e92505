"""The one catalogue of every sentence that a person reads, in Chinese and in English."""

from __future__ import annotations

import errno
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal, get_args

Lang = Literal["zh", "en"]
LANGS: tuple[Lang, ...] = get_args(Lang)


@dataclass(frozen=True, slots=True)
class Label:
    """A name or sentence in both languages.

    >>> Label(zh="认领", en="claim").in_("en")
    'claim'
    """

    zh: str
    en: str

    def in_(self, lang: Lang) -> str:
        """Return the text in one language."""
        return self.zh if lang == "zh" else self.en


@cache
def catalogue() -> dict[str, Label]:
    """Every entry of ``model/catalogue/*.toml`` under its dotted key.

    Raises
    ------
    KeyError
        When an entry lacks one of the two languages.
    """
    entries: dict[str, Label] = {}
    for file in sorted(resources.files("model").joinpath("catalogue").iterdir(), key=str):
        if file.name.endswith(".toml"):
            _flatten("", tomllib.loads(file.read_text(encoding="utf-8")), entries)
    return entries


def _flatten(prefix: str, node: dict[str, Any], into: dict[str, Label]) -> None:
    if "zh" in node or "en" in node:
        if set(node) != {"zh", "en"}:
            raise KeyError(f"catalogue entry '{prefix}' needs exactly 'zh' and 'en'")
        into[prefix] = Label(zh=node["zh"], en=node["en"])
        return
    for key, child in node.items():
        _flatten(f"{prefix}.{key}" if prefix else key, child, into)


def say(key: str, lang: Lang, /, **values: object) -> str:
    """Return one sentence of the catalogue with its values filled in.

    Values that are a :class:`Label` are given in the same language.

    >>> say("verdict.proved", "en")
    'proved'
    """
    filled = {
        name: value.in_(lang) if isinstance(value, Label) else value
        for name, value in values.items()
    }
    return catalogue()[key].in_(lang).format(**filled)


def reason(error: OSError) -> Label:
    """Return why the system refused something, in both languages where the catalogue knows it.

    >>> reason(IsADirectoryError(21, "Is a directory")).zh
    '这是文件夹，不是文件'
    """
    plain = error.strerror or str(error)
    name = errno.errorcode.get(error.errno or 0, "")
    return catalogue().get(f"system.{name}", Label(plain, plain))


class Complaint(Exception):
    """A mistake of the user's, told by a sentence of the catalogue; never a traceback.

    Parameters
    ----------
    key
        The catalogue's key.
    **values
        What the sentence needs filled in.
    """

    def __init__(self, key: str, /, **values: object) -> None:
        super().__init__(key, values)
        self.key = key
        self.values = values

    def __reduce__(self) -> tuple[Any, ...]:
        return _complaint, (type(self), self.key, self.values)

    def say(self, lang: Lang) -> str:
        """Return the message in one language."""
        return say(self.key, lang, **self.values)

    def __str__(self) -> str:
        return self.say("en")


def _complaint(kind: type[Complaint], key: str, values: dict[str, object]) -> Complaint:
    return kind(key, **values)
