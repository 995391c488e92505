"""What results hinge on besides the design: the versions of what computes them."""

from __future__ import annotations

import hashlib
import platform
from functools import cache
from importlib import resources
from importlib.metadata import version

_PACKAGES = ("shenguan", "numpy", "polars", "scipy", "simpy")
_CODE = {
    "model": ("*.py", "simulation/*.py"),
    "experiments": ("running/replication.py", "measures/*.py"),
    "protocols": ("properties.yaml",),
}
"""The files that simulate and measure."""


@cache
def versions() -> dict[str, str]:
    """Return the versions, and a digest of the code that simulates and measures."""
    found = {name: version(name) for name in _PACKAGES}
    python = ".".join(platform.python_version_tuple()[:2])
    return {**found, "python": python, "code": _code()}


def _code() -> str:
    digest = hashlib.sha256()
    for package, patterns in _CODE.items():
        with resources.as_file(resources.files(package)) as folder:
            paths = (path for pattern in patterns for path in folder.glob(pattern))
            for path in sorted(paths, key=lambda one: one.relative_to(folder).as_posix()):
                digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
                digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()[:16]
