"""The cookbook: each recipe is read and asked, and comes to the answer stated below it."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

import pytest

from model.language import LANGS, Lang
from protocols import library
from tests.cookbook import Page, Recipe, computed, page, regime

DOCS = Path(__file__).parent.parent / "docs"
PAGES: dict[Lang, Page] = {
    lang: page((DOCS / name).read_text(encoding="utf-8"), lang)
    for lang, name in zip(LANGS, ("cookbook.zh.md", "cookbook.md"), strict=True)
}
TITLES = [one.section for one in PAGES["en"].recipes if one.right]


def recipes(lang: Lang) -> list[tuple[Recipe, Recipe]]:
    """The right and the wrong way of each section."""
    sections = groupby(PAGES[lang].recipes, lambda one: one.section)
    found = [(right, wrong) for _, (right, wrong) in sections]
    assert all(right.right and not wrong.right for right, wrong in found)
    return found


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("number", range(len(TITLES)), ids=TITLES)
def test_each_recipe_comes_to_what_is_stated(number: int, lang: Lang) -> None:
    answers: list[dict[str, str]] = []
    for recipe in recipes(lang)[number]:
        asked = dict(computed(PAGES[lang].words, recipe, lang))
        said = [one for about, answer in asked.items() for one in (about, answer)]
        assert [one for one in said if not is_start(one)] == [*recipe.said]
        answers.append(asked)
    right, wrong = answers
    shared = [about for about in right if about in wrong]
    assert any(right[about] != wrong[about] for about in shared), "nothing shows that it is wrong"


def is_start(line: str) -> bool:
    """Whether a line only says which rule is read back."""
    return line.startswith(("# reads, ", "# 读作，")) and line.endswith((": ", "："))


def test_both_languages_have_the_same_blocks() -> None:
    chinese, english = PAGES["zh"], PAGES["en"]
    assert len(english.recipes) > 50
    assert chinese.words == english.words
    assert [one[1:3] for one in chinese.recipes] == [one[1:3] for one in english.recipes]
    asked = [[len(one.said) for one in found.recipes] for found in (chinese, english)]
    assert asked[0] == asked[1]


def test_every_word_is_one_that_a_recipe_uses() -> None:
    words, found = PAGES["en"]
    text = "\n".join(f"{one.rules}\n{' '.join(one.said)}" for one in found)
    shared, own = library.shared_vocabulary(), regime(words, found[0].rules).vocabulary
    for kind in ("parties", "attributes", "events"):
        added = {*getattr(own, kind)} - {*getattr(shared, kind)}
        assert added
        assert not [name for name in added if name not in text]
