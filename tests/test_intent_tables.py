"""The words that topics are told by: each of them can occur in a message that was read."""

from __future__ import annotations

import pytest

from shop import due_date, intent_fit, intent_tables, order_talk, quote_fit
from shop.catalogue import Catalogue
from shop.entities import EntityReader
from shop.language import words_of
from shop.lexicon import MASKS

TABLES = {
    "decisive": frozenset(intent_tables.DECISIVE),
    "asides": frozenset().union(*(words for words, _ in intent_tables.ASIDES)),
    "least": quote_fit.ASKS_LEAST,
    "ideas": quote_fit.ASKS_IDEAS,
    "which": quote_fit.ASKS_WHICH,
    "before wishing": quote_fit.ASKS_BEFORE_WISHING,
    "assenting": intent_fit.ASSENTING,
    "small": intent_fit.SMALL_WORDS,
    "price": order_talk.ASKS_PRICE,
    "existing": order_talk.EXISTING_ORDER,
    "buys": order_talk.BUYS,
    "faults": order_talk.FAULTS,
    "wishes": due_date.WISHES,
    "otherwise": due_date.OTHERWISE,
}


@pytest.mark.parametrize("table", TABLES)
def test_every_word_of_a_table_can_be_said(catalogue: Catalogue, table: str) -> None:
    """A meaning that words.yaml does not have, or a word that stands for another meaning, would never hold."""
    reader = EntityReader(catalogue)
    known = {*catalogue.words.meanings, *MASKS}
    never = {word for word in TABLES[table] - known if reader.lexicon.meanings(words_of(word)) != [word]}
    assert not never


def test_every_topic_of_a_table_has_its_file(catalogue: Catalogue) -> None:
    """A topic that no file answers would be an error in a customer's chat."""
    named = {*intent_tables.DECISIVE.values(), *intent_tables.WITH_ASIDES}
    named |= {intent for _, intent in intent_tables.ASIDES}
    assert named <= catalogue.intents.keys()
