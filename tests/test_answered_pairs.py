"""The pairs of questions of the bench, by their keys alone: none that differs is taken for one, most that agree are."""

from __future__ import annotations

import pytest

from shop.catalogue import Catalogue
from tests.answered_pairs import Lookup, Pair, pairs

# Of those that agree, found without a model; the others cost a call, and nothing worse.
LEAST_FOUND = 0.7
LEAST_FOUND_IN_HINGLISH = 0.65


@pytest.fixture(scope="module")
def lookup(catalogue: Catalogue) -> Lookup:
    """What the cache of the real shop looks for."""
    return Lookup(catalogue)


async def missed(lookup: Lookup, chosen: list[Pair]) -> list[str]:
    """Those of ``chosen`` that the cache does not take for one."""
    return [str(pair) for pair in chosen if not await lookup.takes_as_one(pair)]


async def test_no_customer_gets_the_answer_to_another_question(lookup: Lookup) -> None:
    """Of all pairs that differ in one thing, in their conversation too, the cache takes none for one."""
    different = [pair for pair in pairs() if not pair.same]
    assert len(different) > 600
    assert [str(pair) for pair in different if await lookup.takes_as_one(pair)] == []


async def test_they_are_told_apart_by_what_they_ask(lookup: Lookup) -> None:
    """Most of them have an answer to be found on both sides, so that it is the key that parts them."""
    different = [pair for pair in pairs() if not pair.same]
    both = [pair for pair in different if await lookup.of(pair.a) and await lookup.of(pair.b)]
    assert len(both) > 0.6 * len(different)


async def test_most_sayings_of_one_question_are_found(lookup: Lookup) -> None:
    """Spelling, manners, order, script of numbers, synonyms: the second who asks mostly needs no model."""
    same = [pair for pair in pairs() if pair.same]
    not_found = await missed(lookup, same)
    assert len(not_found) <= (1 - LEAST_FOUND) * len(same), not_found


async def test_hinglish_spellings_are_found(lookup: Lookup) -> None:
    """Everybody spells Hindi in Latin letters in a way of their own."""
    same = [pair for pair in pairs() if pair.same and pair.kind == "hinglish"]
    not_found = await missed(lookup, same)
    assert len(not_found) <= (1 - LEAST_FOUND_IN_HINGLISH) * len(same), not_found
