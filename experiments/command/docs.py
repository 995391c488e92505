"""``shenguan docs``: the manual in the browser, without a network."""

from __future__ import annotations

from pathlib import Path

import click

from experiments.command import options, values
from model.language import Complaint, Lang, say

_FOLDER = Path("out") / "docs"
_NAMES = ("index.html", "manual.css", "manual.js", "font-*.woff2")


def parameters() -> list[click.Parameter]:
    """Return what the command takes."""
    folder = values.OutType(_NAMES)
    return [
        click.Argument(["page"], metavar="[PAGE]", required=False),
        options.option("--out", help=say("option.docs-out"), type=folder, default=_FOLDER),
        options.option("--no-open", "closed", help=say("option.no-open"), is_flag=True),
    ]


def run(lang: Lang, page: str | None, out: Path, closed: bool) -> None:
    """Write the manual, tell where it is, and open it at a page.

    Raises
    ------
    Complaint
        When there is no such page, or the disk does not take it.
    """
    from experiments.show.manual import manual, named, write_manual
    from protocols.mistakes import nearest

    of = manual()
    pages = [named(one) for one in of.pages]
    called = of.called(page) if page is not None else []
    if page is not None and len(called) != 1:
        near = nearest(page, pages)
        key = "docs.like-page" if near and not called else "docs.no-page"
        raise Complaint(key, page=page, near=near, all=", ".join(called or pages))
    first = write_manual(of, out, lang)
    opened = first.with_name(f"{called[0]}.html") if called else first
    click.echo(say("docs.written", file=opened).in_(lang))
    if not closed:
        _open(opened)


def _open(path: Path) -> None:
    """Show a page in the browser, if there is one; else the address that was told must do."""
    import webbrowser

    try:
        webbrowser.open(path.resolve().as_uri())
    except (webbrowser.Error, OSError):
        return
