"""Where Debian's Chromium is, and how it is started without a network of its own.

The package ``chromium-headless-shell`` has the same pages at little more than half the cost, since
it brings no windows, menus and profiles; where it is not installed, ``chromium`` serves as well.
"""

from pathlib import Path

_FOUND = (Path("/usr/bin/chromium-headless-shell"), Path("/usr/bin/chromium"))
CHROMIUM = next(filter(Path.is_file, _FOUND), _FOUND[0])
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
