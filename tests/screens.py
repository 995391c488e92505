"""Make the pictures of the manual, and its shown output, anew: ``python -m tests.screens``.

Each ``shenguan …`` line of the ten questions is called, its page opened in Debian's chromium, and
the first screen of it kept; so is that of the studio with an edit made. ``--output`` puts what
the program prints now into the documents that show it; look at the difference before you commit
it. ``--only NAME`` makes one picture.
"""

from __future__ import annotations

import argparse
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.chromium import ARGUMENTS, CHROMIUM
from tests.test_documentation import CONSOLE, DOCUMENTS, ROOT

WIDTH, HEIGHT = 1000, 640
COLOURS = 64  # of a picture: pages have few, and the file is a quarter as large
QUESTION = re.compile(
    r"```sh\n(?P<command>shenguan [^\n]+)\n```\n\n!\[[^\]]+\]\((?P<picture>[^)]+)\)"
)


CHANGED = "change?regime=xuecheng&edit=approval-claim.on-expiry%3Dapproval-info.claimed&lang="
"""The screen of the studio that the README begins with: silence counts as the claim."""


STUDIO = {"zh": "studio.zh.png", "en": "studio.png"}


def questions() -> Iterator[tuple[list[str], Path]]:
    """Yield the words of each command and the picture of its page, in both languages."""
    for lang, ending in (("zh", ".zh.md"), ("en", ".md")):
        text = (ROOT / "docs" / f"ten-questions{ending}").read_text(encoding="utf-8")
        for found in QUESTION.finditer(text):
            words = shlex.split(found["command"])[1:]
            yield [*words[: words.index("--out")], "--lang", lang], ROOT / "docs" / found["picture"]


def take(words: list[str], picture: Path) -> None:
    """Call a command and keep the first screen of its page."""
    with tempfile.TemporaryDirectory() as folder:
        called = [sys.executable, "-c", "from experiments.command import main; main()", *words]
        subprocess.run([*called, "--out", folder], cwd=ROOT, check=False, stdout=subprocess.DEVNULL)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
            page.goto((Path(folder) / "index.html").as_uri())
            shot = page.screenshot()
            browser.close()
    keep(shot, picture)


def take_studio(lang: str, picture: Path) -> None:
    """Keep the first screen of the studio once all its lights are there."""
    called = [sys.executable, "-c", "from experiments.command import main; main()"]
    with subprocess.Popen(
        [*called, "studio", "--no-open"], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as studio:
        assert studio.stdout is not None
        entered = studio.stdout.readline().strip()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
            page.goto(entered)
            page.goto(entered.split("/start")[0] + "/" + CHANGED + lang)
            page.wait_for_selector("#lights:not([aria-busy])", timeout=60_000)
            keep(page.screenshot(), picture)
            browser.close()
        studio.terminate()


def keep(shot: bytes, picture: Path) -> None:
    """Write a picture with as few colours as it needs."""
    picture.parent.mkdir(exist_ok=True)
    Image.open(BytesIO(shot)).convert("RGB").quantize(COLOURS).save(picture, optimize=True)


def show_anew(path: Path) -> bool:
    """Put what the program prints now into a document; return whether that changed it."""
    text = path.read_text(encoding="utf-8")

    def printed(block: re.Match[str]) -> str:
        words = shlex.split(block["words"])
        called = [sys.executable, "-c", "from experiments.command import main; main()", *words]
        if "--lang" not in words:
            called += ["--lang", "en"]
        done = subprocess.run(called, cwd=ROOT, check=False, capture_output=True, text=True)
        lines = "\n".join(line.rstrip() for line in done.stdout.splitlines()).rstrip()
        return f"```console\n$ shenguan {block['words']}\n{lines}\n```"

    new = CONSOLE.sub(printed, text)
    path.write_text(new, encoding="utf-8")
    return new != text


def main() -> None:
    """Do what is asked."""
    parser = argparse.ArgumentParser(prog="python -m tests.screens")
    parser.add_argument("--output", nargs="*", metavar="DOCUMENT")
    parser.add_argument("--only", metavar="NAME")
    asked = parser.parse_args()
    if asked.output is not None:
        for path in DOCUMENTS:
            if path.name.startswith("first-regime"):
                continue  # its commands follow one another in a folder of their own
            if not asked.output or path.name in asked.output:
                print(path.name, "changed" if show_anew(path) else "as it was", flush=True)
        return
    for lang, name in STUDIO.items():
        if asked.only in (None, name):
            take_studio(lang, ROOT / "docs" / "pictures" / name)
            print(name, flush=True)
    for words, picture in questions():
        if asked.only in (None, picture.name):
            take(words, picture)
            print(picture.name, picture.stat().st_size, flush=True)


if __name__ == "__main__":
    main()
