"""Where Debian's Chromium is, and how it is started without a network of its own."""

from pathlib import Path

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
