"""What results hinge on besides the design: the versions of what computes them."""

from __future__ import annotations

import ast
import hashlib
import platform
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources
from importlib.metadata import version
from pathlib import Path

from model.kept import files, kept, state

_PACKAGES = ("shenguan", "numpy", "polars", "scipy", "simpy")
_CODE = {
    "model": ("*.py", "simulation/*.py", "simulation/compiled/*.py"),
    "experiments": ("running/replication.py", "measures/*.py", "measures/arrays/*.py"),
    "protocols": ("properties.yaml",),
}
"""The files that simulate and measure."""


@cache
def versions() -> dict[str, str]:
    """Return the versions, and a digest of the code that simulates and measures."""
    installed = {name: version(name) for name in _PACKAGES}
    python = ".".join(platform.python_version_tuple()[:2])
    code = kept("code", _state, lambda: digest_of(_files()))
    return {**installed, "python": python, "code": code}


def _state() -> bytes:
    """Return what tells whether any file is another than it was; more are looked at than count."""
    root = Path(__file__).parent.parent.parent
    return state(one for package in _CODE for one in files(root / package, ".py", ".yaml"))


def digest_of(files: Iterable[Path]) -> str:
    """Return sixteen hexadecimal digits of what files compute.

    Where a file stands, how it is laid out, from where it imports our own, and what its docstrings
    and comments say do not count: a run goes on after code has moved, and not after it computes
    otherwise.
    """
    parts = sorted(hashlib.sha256(_essence(file)).digest() for file in files)
    return hashlib.sha256(b"".join(parts)).hexdigest()[:16]


def _files() -> Iterator[Path]:
    for package, patterns in _CODE.items():
        with resources.as_file(resources.files(package)) as folder:
            for pattern in patterns:
                yield from folder.glob(pattern)


def _essence(file: Path) -> bytes:
    text = file.read_bytes().replace(b"\r\n", b"\n")
    if file.suffix != ".py":
        return text
    tree = ast.parse(text)
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            body[:] = [part for part in body if not _says_nothing(part)]
    return ast.dump(tree).encode()


def _says_nothing(part: ast.stmt) -> bool:
    """Whether it is a docstring, or an import of our own, whose files are digested themselves."""
    if isinstance(part, ast.ImportFrom):
        return (part.module or "").partition(".")[0] in _CODE
    return isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant)
