"""``shenguan new``: a rule file to begin with."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from importlib import resources
from pathlib import Path

import click

from experiments.command import options
from model.language import Complaint, Lang, say
from protocols.fields import NAME
from protocols.mechanism import chosen, listing, rule_file

_FILE_NAME = re.compile(r'(?![\s.-])[^\x00-\x1f<>:"/\\|?*]{1,80}(?<!\s)\.ya?ml')
_SCHEMA, _WORDS = "rule-file.schema.json", "vocabulary.yaml"
_REGIME = "regime: new-regime"
_NO_TEXT = ("null", "true", "false")  # what YAML takes for something other than a name


def parameters() -> list[click.Parameter]:
    """Return what the command takes."""
    path = click.Path(path_type=Path)
    return [
        click.Argument(["file"], metavar="FILE", type=path, required=False),
        options.option("--with", "wanted", help=say("option.with"), metavar="MECHANISM,…"),
        options.option("--from", "source", help=say("option.copy-of"), metavar="REGIME"),
        options.option("--list", "listed", help=say("option.mechanisms"), is_flag=True),
        options.option("--force", help=say("option.force"), is_flag=True),
    ]


def run(
    lang: Lang,
    file: Path | None,
    wanted: str | None,
    source: str | None,
    listed: bool,
    force: bool,
) -> int | None:
    """Write the file and say what comes next, or list the mechanisms; raises as :func:`made`."""
    if listed:
        for line in (say("new.mechanisms"), *listing()):
            click.echo(line.in_(lang))
        return None
    if file is None:
        raise Complaint("new.no-name")
    if source is not None:
        if wanted is not None:
            raise Complaint("new.from-with")
        copy(file, source, force)
        click.echo(say("new.copied", file=file, source=source).in_(lang))
        return None
    refuse(file, force)
    names = _asked(lang) if wanted is None else _split(wanted)
    made(lang, file, force, names)
    click.echo(say("new.written", file=file, words=_shipped(_WORDS)).in_(lang))
    return None


def _split(words: str) -> tuple[str, ...]:
    names = tuple(re.split(r"[,，、;；\s]+", words.strip()))
    chosen(names)  # told before anything is written
    return names


def _terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _asked(lang: Lang) -> tuple[str, ...] | None:
    """Ask at a terminal which mechanisms are wanted; ``None``, the whole template, elsewhere."""
    if not _terminal():
        return None
    for line in (say("new.mechanisms"), *listing()):
        click.echo(line.in_(lang))
    while True:
        given = click.prompt(say("new.which").in_(lang), default="", show_default=False)
        if not given.strip():
            return None
        try:
            return _split(given)
        except Complaint as complaint:
            click.echo(complaint.say().in_(lang))


def made(
    lang: Lang, file: Path, force: bool = False, mechanisms: Sequence[str] | None = None
) -> Path:
    """Write a rule file to begin with, its comments in one language, and return it.

    The whole template, or just some mechanisms where they are named.

    Raises
    ------
    Complaint
        Before anything is written, when the name is none for a rule file, its folder is not there,
        or the file is and ``force`` was not given; when the disk does not take it.
    """
    from experiments.show.files import put

    refuse(file, force)
    if mechanisms is None:
        return put(file, template(lang, file.stem).encode())
    first = template(lang, file.stem).splitlines()[:1]
    return put(file, rule_file(mechanisms, lang, _identifier(file.stem), first).encode())


def copy(file: Path, source: str, force: bool = False) -> Path:
    """Write a copy of a text's file, shipped or one's own, and return it.

    Its comments are kept, its identifier is that of the new file, and the articles in their own
    words are copied with it where there is no file of that name yet.

    Raises
    ------
    Complaint
        As :func:`made`; for a name that is none, or one that means no whole file.
    Mistakes
        All that is wrong in the file that would be copied.
    """
    from experiments.show.files import put
    from protocols import library
    from protocols.contents import contents
    from protocols.copying import copied, wording_of

    refuse(file, force)
    if library.behind(source):
        raise Complaint("new.from-found", source=source)
    path = library.resolved(source)
    library.read(path)
    text, wording = copied(path, file.parent, _identifier(file.stem)), wording_of(path)
    schema = f"$schema={_shipped(_SCHEMA).as_uri()}".encode()
    text = text.replace(f"$schema={_SCHEMA}".encode(), schema, 1)
    if wording is not None and not os.path.lexists(beside := file.parent / wording.name):
        put(beside, contents(wording))
    return put(file, text)


def template(lang: Lang, name: str) -> str:
    """Return the text of a template with its comments in one language.

    Its first line leads editors to the installed schema. The name becomes the identifier of the
    regime where it can be one.

    >>> [line for line in template("en", "yunchuan").splitlines() if line.startswith("regime:")]
    ['regime: yunchuan   # identifier: lower-case letters, digits, hyphens and dots']
    """
    text = _shipped(f"template.{lang}.yaml").read_text(encoding="utf-8")
    text = text.replace(f"$schema={_SCHEMA}", f"$schema={_shipped(_SCHEMA).as_uri()}", 1)
    return text.replace(_REGIME, f"regime: {_identifier(name)}", 1)


def _identifier(name: str) -> str:
    """The name of a file as the identifier of a regime, where it can be one."""
    return name if re.fullmatch(NAME, name) and name not in _NO_TEXT else "new-regime"


def _shipped(name: str) -> Path:
    return Path(str(resources.files("protocols").joinpath(name))).resolve()


def refuse(file: Path, force: bool) -> None:
    """Refuse a file that cannot or must not be written; raises as :func:`made`."""
    if not _FILE_NAME.fullmatch(file.name) or not file.name.isprintable():
        raise Complaint("new.name", name=file)
    if not os.path.isdir(file.parent):
        raise Complaint("new.no-folder", folder=file.parent)
    if os.path.lexists(file):
        if os.path.islink(file) or not os.path.isfile(file):
            raise Complaint("new.not-a-file", file=file)
        if not force:
            raise Complaint("new.exists", file=file)
