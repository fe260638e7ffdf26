"""Spellings that sound the same."""

from __future__ import annotations

import pytest

from shop.catalogue import Catalogue
from shop.entities import EntityReader
from shop.sound import sound


@pytest.mark.parametrize(
    "spellings",
    ["चाहिये चाहिए chahiye chahie", "मंगवाना mangwana", "दूकान दुकान", "कीमत keemat kimat", "शुक्रिया shukriya"],
)
def test_spellings_of_a_word_sound_the_same(spellings: str) -> None:
    """In Devanagari and in Latin letters."""
    assert len({sound(word) for word in spellings.split()}) == 1


@pytest.mark.parametrize(("one", "other"), [("दाम", "दिन"), ("marble", "mdf"), ("pachas", "pachees")])
def test_other_words_sound_otherwise(one: str, other: str) -> None:
    """Or are too short to tell."""
    assert sound(one) != sound(other) or not sound(one)


def test_a_spelling_nobody_listed_is_understood(catalogue: Catalogue) -> None:
    """It is read as the listed word, and remembered as it was written."""
    entities = EntityReader(catalogue).read("डिलीवरि कब होगी")
    assert "deliver" in entities.meanings
    assert entities.taken_as == {0: "डिलीवरि"}


def test_a_number_is_never_guessed(catalogue: Catalogue) -> None:
    """A guess would decide a price."""
    assert not EntityReader(catalogue).read("pachhasss mugs please").numbers
