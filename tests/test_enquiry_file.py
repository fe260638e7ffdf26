"""templates/enquiry.yaml: the owner words the questions, and each mistake is told with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from shop import loader
from shop.loader import CatalogueMistakes


def edited(templates: Path, old: str, new: str) -> None:
    """Change a piece of the copy."""
    path = templates / "enquiry.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("How many <product>", "How many <produkt>", 'unknown slot "produkt"; did you mean "product"?'),
        ('  date:\n    en: "By', '  datum:\n    en: "By', "ask"),
        ("Kis naam se likhoon?", "किस नाम से?", "holds Devanagari letters"),
        ("  skip: [skip,", "  skip: [],\n  skipp: [skip,", "enquiry.yaml line"),
    ],
)
def test_a_mistake_is_told_with_its_line(templates_copy: Path, old: str, new: str, told: str) -> None:
    """An unknown slot, a missing question and a wrong script are refused, in the owner's words."""
    edited(templates_copy, old, new)
    with pytest.raises(CatalogueMistakes) as mistakes:
        loader.load(templates_copy)
    assert told in str(mistakes.value)
    assert "enquiry.yaml line" in str(mistakes.value)


def test_the_owner_words_a_question(templates_copy: Path) -> None:
    """Another wording in the file is another question, without a line of code."""
    edited(templates_copy, "Which city or PIN code shall it go to?", "Where to?")
    assert loader.load(templates_copy).enquiry.ask["place"].en == "Where to?"
