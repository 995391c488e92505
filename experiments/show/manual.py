"""The manual as a site that needs no network: pages in both languages, with a search."""

from __future__ import annotations

import base64
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from os.path import normpath, relpath
from pathlib import Path
from typing import Any

from markupsafe import Markup

from experiments.show import fonts
from experiments.show.files import encoded, folder, write
from experiments.show.markdown import Document, document
from experiments.show.markup import environment
from model.language import LANGS, Complaint, Lang, Text, say

CONTENTS = "contents.toml"
"""The file that names the pages of the manual and for whom they are."""

_TURN = re.compile(r"^\[(English|中文)\]\([^)]+\)\n", re.MULTILINE)
"""The line by which a document leads to itself in the other language: each page has that above."""

_FAMILY = fonts.PAGE_FAMILY


@dataclass(frozen=True, slots=True)
class Part:
    """Pages for one kind of readers."""

    title: Text
    about: Text
    pages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Manual:
    """The documents of the manual: where they lie, and in which order they are read."""

    home: Path
    parts: tuple[Part, ...]

    @property
    def pages(self) -> tuple[str, ...]:
        """The pages in their order, each a path from the folder of the documents."""
        return tuple(page for part in self.parts for page in part.pages)

    def beside(self, path: Path) -> Path:
        """Return where a file of the program lies that a document names by a path from it."""
        top = Path(__file__).parents[2]
        return top / relpath(path, self.home.parent)

    def called(self, words: str) -> list[str]:
        """Return the pages of a name, else those in whose title, in any language, words stand."""
        names = [named(page) for page in self.pages]
        if words in names:
            return [words]
        wanted = words.strip().lower()
        found = {
            named(page)
            for page in self.pages
            for lang in LANGS
            if wanted and wanted in self._title(page, lang).lower()
        }
        return [name for name in names if name in found]

    def _title(self, page: str, lang: Lang) -> str:
        with self.source(page, lang).open(encoding="utf-8") as file:
            return file.readline().removeprefix("# ").strip()

    def source(self, page: str, lang: Lang) -> Path:
        """Return the file of a page; where it is in one language only, that."""
        chinese = self.home / f"{page}.zh.md"
        return chinese if lang == "zh" and chinese.is_file() else self.home / f"{page}.md"


def manual() -> Manual:
    """Return the manual that comes with the program.

    Raises
    ------
    Complaint
        When its documents are not there.
    """
    top = Path(__file__).parents[2]
    for home in (top / "shenguan" / "manual" / "docs", top / "docs"):
        if (home / CONTENTS).is_file():
            read = tomllib.loads((home / CONTENTS).read_text(encoding="utf-8"))
            return Manual(home, tuple(_part(one) for one in read["part"]))
    raise Complaint("docs.missing", folder=top / "docs")


def _part(read: Mapping[str, Any]) -> Part:
    return Part(Text(**read["title"]), Text(**read["about"]), tuple(read["pages"]))


def write_manual(of: Manual, into: Path, lang: Lang) -> Path:
    """Write the site and return its first page in a language.

    Pages lie in a folder for each language; a file that a document shows or names lies beside.

    Raises
    ------
    Complaint
        When the disk does not take it.
    """
    copied: set[Path] = set()
    written = {one: _Site(of, one).pages(copied) for one in LANGS}
    for one, pages in written.items():
        for name, text in pages.items():
            write(folder(into / one) / name, encoded(text))
    for path in sorted(copied):
        _copy(of, path, into)
    _shared(into, "".join(text for pages in written.values() for text in pages.values()))
    turn = environment().get_template("show/manual_turn.html.jinja").render(lang=lang)
    write(into / "index.html", encoded(turn))
    return into / lang / "index.html"


def _shared(into: Path, text: str) -> None:
    """Write what all pages use: their look, their search, and the characters they are set in."""
    rules = []
    for number, face in enumerate(fonts.faces(text)):
        name = f"font-{number}.woff2"
        write(into / name, base64.b64decode(face.base64))
        ranges = ",".join(f"U+{ord(char):X}" for char in face.characters)
        rules.append(
            f'@font-face{{font-family:"{_FAMILY}";src:url({name}) format("woff2");'
            f"unicode-range:{ranges}}}"
        )
    templates = environment()
    style = templates.get_template("show/manual.css.jinja").render(family=_FAMILY)
    write(into / "manual.css", encoded("\n".join(rules) + "\n" + style))
    script = templates.get_template("show/manual.js.jinja").render()
    write(into / "manual.js", encoded(script))


def _copy(of: Manual, path: Path, into: Path) -> None:
    """Copy a picture, or lay out a file that a document names as a page of its own."""
    name = _beside(of, path)
    source = path if path.is_file() else of.beside(path)
    if _pictured(path):
        target = into / name
        folder(target.parent)
        write(target, source.read_bytes())
        return
    text = source.read_text(encoding="utf-8")
    target = into / f"{name}.html"
    folder(target.parent)
    up = relpath(into, target.parent).replace("\\", "/")
    template = environment().get_template("show/manual_file.html.jinja")
    page = template.render(name=path.name, text=text, up=up)
    write(target, encoded(page))


def _pictured(path: Path) -> bool:
    return path.suffix in (".png", ".svg", ".webp")


def _beside(of: Manual, path: Path) -> str:
    """Return where a file lies on the site, seen from its top."""
    return "files/" + relpath(path, of.home.parent).replace("\\", "/")


@dataclass(frozen=True, slots=True)
class _Site:
    """The pages of the manual in one language."""

    of: Manual
    lang: Lang

    def pages(self, copied: set[Path]) -> dict[str, str]:
        """Return the text of each file by its name; ``copied`` takes what they show and name."""
        documents = {page: self._document(page, copied) for page in self.of.pages}
        titles = {page: made.title for page, made in documents.items()}
        pages = {
            f"{named(page)}.html": self._page(page, made, titles)
            for page, made in documents.items()
        }
        pages["index.html"] = self._start(documents, titles)
        looked_through = json.dumps(list(_records(documents)), ensure_ascii=False)
        pages["search.js"] = f"const PASSAGES = {looked_through};\n"
        return pages

    def _document(self, page: str, copied: set[Path]) -> Document:
        source = self.of.source(page, self.lang)

        def leading(target: str) -> str | None:
            return self._led(source, target, copied)

        text = source.read_text(encoding="utf-8")
        return document(_TURN.sub("", text, count=1), leading)

    def _led(self, source: Path, target: str, copied: set[Path]) -> str | None:
        """Return where a link leads: to a page, a file beside, another site, or nowhere."""
        if target.startswith(("http://", "https://", "#")):
            return target
        name, _, anchor = target.partition("#")
        path = Path(normpath(source.parent / name))
        behind = f"#{anchor}" if anchor else ""
        for lang in LANGS:
            for page in self.of.pages:
                if path == Path(normpath(self.of.source(page, lang))):
                    other = "" if lang == self.lang or self._alone(page) else f"../{lang}/"
                    return f"{other}{named(page)}.html{behind}"
        shipped = next((one for one in (path, self.of.beside(path)) if one.is_file()), None)
        if shipped is None:
            return None
        copied.add(path)
        ending = "" if _pictured(path) else ".html"
        return f"../{_beside(self.of, path)}{ending}"

    def _alone(self, page: str) -> bool:
        """Whether a page is there in one language only."""
        return self.of.source(page, "zh") == self.of.source(page, "en")

    def _page(self, page: str, made: Document, titles: Mapping[str, str]) -> str:
        return self._filled(
            f"{named(page)}.html", page, made.title, Markup(made.html), made.headings, titles
        )

    def _start(self, documents: Mapping[str, Document], titles: Mapping[str, str]) -> str:
        """Return the first page: for whom there is what."""
        body = Markup("<h1>{}</h1><p>{}</p>").format(
            self._say("docs.title"), self._say("docs.about")
        )
        for part in self.of.parts:
            body += Markup("<h2>{}</h2><p>{}</p><ul>").format(
                part.title.in_(self.lang), part.about.in_(self.lang)
            )
            for page in part.pages:
                body += Markup('<li><a href="{}.html">{}</a></li>').format(
                    named(page), titles[page]
                )
            body += Markup("</ul>")
        return self._filled("index.html", "", self._say("docs.title"), body, (), titles)

    def _say(self, key: str) -> str:
        return say(key).in_(self.lang)

    def _filled(
        self,
        file: str,
        page: str,
        title: str,
        body: Markup,
        headings: tuple[tuple[str, str], ...],
        titles: Mapping[str, str],
    ) -> str:
        (other,) = (one for one in LANGS if one != self.lang)
        parts = [
            (
                part.title.in_(self.lang),
                [(named(one), titles[one], one == page) for one in part.pages],
            )
            for part in self.of.parts
        ]
        return (
            environment()
            .get_template("show/manual.html.jinja")
            .render(
                lang=self.lang,
                other=f"../{other}/{file}",
                other_lang=other,
                title=title,
                body=body,
                headings=headings,
                parts=parts,
                words={name: text.in_(self.lang) for name, text in _words().items()},
            )
        )


def _words() -> dict[str, Text]:
    return {
        "title": say("docs.title"),
        "contents": say("docs.contents"),
        "search": say("docs.search"),
        "found": say("docs.found"),
        "nothing": say("docs.nothing"),
        "within": say("docs.within"),
        "language": say("docs.language"),
    }


def named(page: str) -> str:
    """Return the name of a page's file without its ending.

    >>> named("../README")
    'readme'
    """
    return Path(page).name.lower()


def _records(documents: Mapping[str, Document]) -> Iterator[tuple[str, str, str, str]]:
    """Yield address, title, heading and text of each passage."""
    for page, made in documents.items():
        for passage in made.passages:
            behind = f"#{passage.anchor}" if passage.anchor else ""
            yield f"{named(page)}.html{behind}", made.title, passage.heading, passage.text
