"""``shenguan studio``: a local web application, for this machine alone."""

from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from threading import Timer
from typing import NoReturn

import click

from experiments.command import options
from experiments.command.options import STOPPED
from experiments.studio.ask import Studio
from experiments.studio.screens import warm
from model.language import Complaint, Lang, reason, say
from protocols import library
from protocols.contents import contents

_HOST = "127.0.0.1"
_SOON = 0.1  # seconds after which the browser is asked to open the address


def parameters() -> list[click.Parameter]:
    """Return what the command takes."""
    port = click.IntRange(1, 65_535)
    path = click.Path(path_type=Path)
    return [
        click.Argument(["files"], nargs=-1, metavar="[FILE]...", type=path),
        options.option("--port", help=say("option.port"), type=port),
        options.option("--no-open", "closed", help=say("option.no-window"), is_flag=True),
    ]


def run(lang: Lang, files: tuple[Path, ...], port: int | None, closed: bool) -> NoReturn:
    """Tell the address, serve until Ctrl-C, and end with its status.

    Raises
    ------
    Complaint, Mistakes
        Where a file is none, or the port is taken.
    """
    studio = Studio(Path.cwd(), _given(files), lang=lang)
    listening = _listening(port)
    start = _start(studio, listening)
    click.echo(start)
    click.echo(say("studio.how-to-stop").in_(lang), err=True)
    if not closed:
        opening = Timer(_SOON, _open, [start])
        opening.daemon = True
        opening.start()
    warming = Timer(0, warm, [studio])
    warming.daemon = True
    warming.start()
    _serve(studio, listening)
    studio.close()
    sys.stdout.flush()
    # Threads may still be in the solver, which does not outlive Python's own end: so it has none.
    os._exit(STOPPED)


def _given(files: Sequence[Path]) -> dict[str, Path]:
    """Return files by the names under which addresses have them; each must be there."""
    given: dict[str, Path] = {}
    for file in files:
        path = library.resolved(str(file))
        contents(path)  # which refuses what is no file of a user's
        name = path.name
        if path.is_relative_to(Path.cwd().resolve()):
            name = path.relative_to(Path.cwd().resolve()).as_posix()
        given[name] = path
    return given


def _start(studio: Studio, listening: socket.socket) -> str:
    """Return the address that the browser opens, with the token."""
    port = listening.getsockname()[1]
    return f"http://{_HOST}:{port}{studio.first.url('start', token=studio.token)}"


def _listening(port: int | None) -> socket.socket:
    """Return a socket that listens on a port of this machine: a free one unless named."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((_HOST, port or 0))
    except OSError as error:
        raise Complaint("studio.port", port=port, reason=reason(error)) from None
    listening.listen(100)
    return listening


def _serve(studio: Studio, listening: socket.socket) -> None:
    import uvicorn

    from experiments.studio.server import app

    config = uvicorn.Config(
        app(studio),
        log_level="critical",
        access_log=False,
        server_header=False,
        date_header=False,
        h11_max_incomplete_event_size=1 << 17,
        timeout_graceful_shutdown=0,
        lifespan="off",
    )
    server = uvicorn.Server(config)

    def stop(*_: object) -> None:
        server.should_exit = server.force_exit = True

    server.capture_signals = nullcontext  # type: ignore[assignment,method-assign]
    for one in (signal.SIGINT, signal.SIGTERM):
        signal.signal(one, stop)
    server.run(sockets=[listening])


def _open(address: str) -> None:
    """Show an address in the browser, if there is one; else what was printed must do."""
    import webbrowser

    try:
        webbrowser.open(address)
    except (webbrowser.Error, OSError):
        return
