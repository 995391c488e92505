"""``shenguan new``: a rule file to begin with."""

from __future__ import annotations

import os
import re
from importlib import resources
from pathlib import Path

import click

from experiments.command import options
from model.language import Complaint, Lang, say
from protocols.fields import NAME

_FILE_NAME = re.compile(r'(?![\s.-])[^\x00-\x1f<>:"/\\|?*]{1,80}(?<!\s)\.ya?ml')
_SCHEMA, _WORDS = "rule-file.schema.json", "vocabulary.yaml"
_REGIME = "regime: new-regime"
_NO_TEXT = ("null", "true", "false")  # what YAML takes for something other than a name


def parameters() -> list[click.Parameter]:
    """Return what the command takes."""
    path = click.Path(path_type=Path)
    return [
        click.Argument(["file"], metavar="FILE", type=path),
        options.option("--force", help=say("option.force"), is_flag=True),
    ]


def run(lang: Lang, file: Path, force: bool) -> None:
    """Write the template and say what comes next; raises as :func:`made`."""
    made(lang, file, force)
    click.echo(say("new.written", file=file, words=_shipped(_WORDS)).in_(lang))


def made(lang: Lang, file: Path, force: bool = False) -> Path:
    """Write the template, with its comments in one language, and return its file.

    Raises
    ------
    Complaint
        Before anything is written, when the name is none for a rule file, its folder is not there,
        or the file is and ``force`` was not given; when the disk does not take it.
    """
    from experiments.show.files import write

    _refuse(file, force)
    return write(file, template(lang, file.stem).encode())


def template(lang: Lang, name: str) -> str:
    """Return the text of a template with its comments in one language.

    Its first line leads editors to the installed schema. The name becomes the identifier of the
    regime where it can be one.

    >>> [line for line in template("en", "yunchuan").splitlines() if line.startswith("regime:")]
    ['regime: yunchuan   # identifier: lower-case letters, digits, hyphens and dots']
    """
    text = _shipped(f"template.{lang}.yaml").read_text(encoding="utf-8")
    text = text.replace(f"$schema={_SCHEMA}", f"$schema={_shipped(_SCHEMA).as_uri()}", 1)
    named = re.fullmatch(NAME, name) and name not in _NO_TEXT
    return text.replace(_REGIME, f"regime: {name}", 1) if named else text


def _shipped(name: str) -> Path:
    return Path(str(resources.files("protocols").joinpath(name))).resolve()


def _refuse(file: Path, force: bool) -> None:
    if not _FILE_NAME.fullmatch(file.name) or not file.name.isprintable():
        raise Complaint("new.name", name=file)
    if not os.path.isdir(file.parent):
        raise Complaint("new.no-folder", folder=file.parent)
    if os.path.lexists(file):
        if os.path.islink(file) or not os.path.isfile(file):
            raise Complaint("new.not-a-file", file=file)
        if not force:
            raise Complaint("new.exists", file=file)
