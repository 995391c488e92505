"""The one catalogue of every sentence that a person reads, in Chinese and in English."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib import import_module
from pathlib import Path, PurePath
from typing import Any, Literal, get_args

from model import speaking as speaking_packages
from model.value import dataclass
from model.visible import on_one_line, visible

Lang = Literal["zh", "en"]
LANGS: tuple[Lang, ...] = get_args(Lang)


_speaking: ContextVar[Lang] = ContextVar("speaking")


@contextmanager
def speaking(lang: Lang) -> Iterator[None]:
    """Draw or print in one language: within it a :class:`Text` turns into plain text by itself."""
    token = _speaking.set(lang)
    try:
        yield
    finally:
        _speaking.reset(token)


@dataclass(frozen=True)  # without slots, which take Python thrice as long to read again
class Text:
    """A name or sentence in both languages, for readers: nothing in it is unseen.

    Whoever wrote its words, what :func:`~model.visible.visible` names is shown by name. Texts are
    put together with ``+``, :meth:`join` and :func:`written`. One language is chosen where
    something is drawn or printed, by :meth:`in_` or within :func:`speaking`; anywhere else
    ``str(text)`` and an f-string are errors, since they would lose the other language.

    >>> Text(zh="认领", en="claim").in_("en")
    'claim'
    >>> (Text(zh="认领", en="claim") + " (1)").in_("zh")
    '认领 (1)'
    """

    zh: str
    en: str

    def __post_init__(self) -> None:
        if not (self.zh.isprintable() and self.en.isprintable()):
            object.__setattr__(self, "zh", visible(self.zh))
            object.__setattr__(self, "en", visible(self.en))

    def in_(self, lang: Lang) -> str:
        """Return the text in one language."""
        return self.zh if lang == "zh" else self.en

    def __add__(self, other: Text | str) -> Text:
        return Text(self.zh + _in(other, "zh"), self.en + _in(other, "en"))

    def __radd__(self, other: str) -> Text:
        return Text(other + self.zh, other + self.en)

    def __bool__(self) -> bool:
        return bool(self.zh or self.en)

    def __str__(self) -> str:
        """Return the text in the language that is spoken.

        Raises
        ------
        TypeError
            Outside of :func:`speaking`.
        """
        lang = _speaking.get(None)
        if lang is None:
            raise TypeError(f"{self!r} is in two languages: choose one with in_(), or add texts")
        return self.in_(lang)

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    def join(self, texts: Iterable[Text | str]) -> Text:
        """Return texts with this one between them.

        >>> Text("、", ", ").join([Text("甲", "A"), "B"])
        Text(zh='甲、B', en='A, B')
        """
        parts = list(texts)
        return Text(*(_in(self, lang).join(_in(part, lang) for part in parts) for lang in LANGS))

    def each(self, change: Callable[[str], str]) -> Text:
        """Return the text changed in the same way in both languages.

        >>> Text("甲", "a b").each(str.upper).en
        'A B'
        """
        return Text(change(self.zh), change(self.en))


NOTHING = Text("", "")


def plain(text: str) -> Text:
    """Return a text that is the same in both languages, such as a number or an identifier."""
    return Text(text, text)


def written(template: str, *values: object) -> Text:
    """Return a template, the same in both languages, filled in as :meth:`str.format` does.

    >>> written("{} ≤ {:.1f}", Text("时限", "limit"), 2).zh
    '时限 ≤ 2.0'
    """
    return Text(*(template.format(*(_in(value, lang) for value in values)) for lang in LANGS))


def _in(value: Any, lang: Lang) -> Any:
    return value.in_(lang) if isinstance(value, Text) else value


def catalogue() -> dict[str, Text]:
    """Every entry of the packages that ``speak_from`` has named, under its dotted key.

    Raises
    ------
    KeyError
        When an entry lacks one of the two languages, or stands in two files.
    """
    return _texts(speaking_packages.packages)


@cache
def _texts(packages: tuple[str, ...]) -> dict[str, Text]:
    return {key: Text(*both) for key, both in _entries(packages).items()}


@cache
def _entries(packages: tuple[str, ...]) -> dict[str, tuple[str, str]]:
    """The entries of some packages: a call needs few of them, and only those as texts."""
    entries: dict[str, tuple[str, str]] = {}
    for package in packages:
        words = _words(package)
        if twice := words.keys() & entries.keys():
            raise KeyError(f"{package}: already in the catalogue: {', '.join(sorted(twice))}")
        entries |= words
    return entries


@cache
def _words(package: str) -> dict[str, tuple[str, str]]:
    """The entries of a package, Chinese and English."""
    from model.kept import (  # here, for Ctrl-C is heeded only when this module is there
        files,
        kept,
        state,
    )

    (folder,) = import_module(package).__path__
    catalogues = list(files(folder, ".toml"))
    sources = [*catalogues, *files(Path(__file__).parent, Path(__file__).name)]
    return kept(
        f"words-{package}",
        lambda: state(sources),
        lambda: _read(sorted(one.path for one in catalogues)),
    )


def _read(paths: list[str]) -> dict[str, tuple[str, str]]:
    import tomllib

    entries: dict[str, tuple[str, str]] = {}
    for path in paths:
        words: dict[str, tuple[str, str]] = {}
        _flatten("", tomllib.loads(Path(path).read_text(encoding="utf-8")), words)
        if twice := words.keys() & entries.keys():
            raise KeyError(f"{path}: already in the catalogue: {', '.join(sorted(twice))}")
        entries |= words
    return entries


def _flatten(prefix: str, node: dict[str, Any], into: dict[str, tuple[str, str]]) -> None:
    if "zh" in node or "en" in node:
        if set(node) != {"zh", "en"}:
            raise KeyError(f"catalogue entry '{prefix}' needs exactly 'zh' and 'en'")
        into[prefix] = (node["zh"], node["en"])
        return
    for key, child in node.items():
        _flatten(f"{prefix}.{key}" if prefix else key, child, into)


def say(key: str, /, **values: object) -> Text:
    """Return one sentence of the catalogue with its values filled in.

    Values that are a :class:`Text` are given in the same language; a path is on one line.

    >>> say("mode.never").en
    'never'
    """
    both = _entries(speaking_packages.packages)[key]
    return Text(
        *(
            words.format(**{name: _told(value, lang) for name, value in values.items()})
            for words, lang in zip(both, LANGS, strict=True)
        )
    )


def _told(value: Any, lang: Lang) -> Any:
    return on_one_line(str(value)) if isinstance(value, PurePath) else _in(value, lang)


def reason(error: OSError) -> Text:
    """Return why the system refused something, in both languages where the catalogue knows it.

    >>> reason(IsADirectoryError(21, "Is a directory")).zh
    '这是文件夹，不是文件'
    """
    plain = error.strerror or str(error)
    name = errno.errorcode.get(error.errno or 0, "")
    return catalogue().get(f"system.{name}", Text(plain, plain))


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

    def say(self) -> Text:
        """Return the message."""
        return say(self.key, **self.values)

    def __str__(self) -> str:
        return self.say().en


def _complaint(kind: type[Complaint], key: str, values: dict[str, object]) -> Complaint:
    return kind(key, **values)


speaking_packages.speak_from("model")
