"""Claims: what an answer says without a figure is held against what the facts say of that very product."""

from __future__ import annotations

from dataclasses import replace

import pytest

from providers.claims import Claims, Knowledge
from providers.familiar_words import FamiliarWords
from providers.plain_text import fold
from shop.catalogue import Catalogue
from shop.local_text import LocalText

FACTS = fold(
    "ceramic mugs, care: wash by hand with a soft sponge to keep the print fresh\n"
    "ceramic mugs: glazed ceramic; white, or white with a coloured inside\n"
    "resin coasters, water: waterproof. Heat: for warm cups, not for boiling hot kettles"
)


@pytest.fixture(scope="module")
def knowledge(catalogue: Catalogue) -> Knowledge:
    """What the shop's files say."""
    return Knowledge(catalogue)


@pytest.mark.parametrize(
    ("text", "unlisted"),
    [
        ("Our mugs are white, please wash them by hand.", None),
        ("Our mugs are not for the dishwasher.", None),
        ("Our mugs go in the dishwasher without any problem.", "dishwasher"),
        ("Resin coasters are waterproof, but not for boiling kettles.", None),
        ("Resin coasters are not waterproof.", "waterproof"),
        ("Resin coasters are waterproof, and so are the mugs: fully waterproof.", "waterproof"),
        ("The mugs come in red too.", "red"),
        ("We have no red mugs.", None),
        ("I am not sure about the microwave.", None),
        ("We also have bamboo mugs.", "bamboo"),
        ("We print t-shirts as well.", "t-shirt"),
        ("We do not print t-shirts.", None),
        ("Mugs can be laser engraved.", "engraving"),
        ("Mugs can be screen printed.", None),
        ("मग डिशवॉशर में धो सकते हैं।", "dishwasher"),
        ("Mug laal rang mein bhi milta hai.", "red"),
    ],
)
def test_a_claim_must_be_told_of_its_product(knowledge: Knowledge, text: str, unlisted: str | None) -> None:
    """What the facts say of one product is not said of another; what they are silent on is not claimed."""
    assert Claims(knowledge, FACTS, ("ceramic-mug",)).unlisted(fold(text)) == unlisted


def test_the_owners_words_are_watched_too(catalogue: Catalogue) -> None:
    """A material that only the owner's file names may be said of its own product, and of no other."""
    mug = catalogue.products["ceramic-mug"]
    unusual = mug.model_copy(
        update={"facts": {**mug.facts, "material": LocalText.model_validate("fired zebrano clay")}}
    )
    knowledge = Knowledge(replace(catalogue, products={**catalogue.products, mug.id: unusual}))
    claims = Claims(knowledge, "ceramic mugs: fired zebrano clay", (mug.id,))
    assert claims.unlisted("mugs are zebrano") is None
    assert claims.unlisted("diaries are zebrano") == "zebrano"


def test_strange_words_are_noticed(catalogue: Catalogue) -> None:
    """Two words in a sentence that neither the shop nor its customer nor everyday talk uses are one invention."""
    familiar = FamiliarWords(catalogue)
    assert familiar.strange_sentence("slate coasters glimmer and levitate", ()) is not None
    assert familiar.strange_sentence("slate coasters glimmer and levitate", ("do they glimmer and levitate?",)) is None
    assert familiar.strange_sentence("they are lovely. shall i tell you the price?", ()) is None
