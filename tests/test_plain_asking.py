"""Which messages with a product and a number get the exact price that a template works out, and which must not."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from providers.cache import PinnedAnswers
from providers.failures import CacheMiss
from shop.catalogue import Catalogue
from shop.slots import Slots
from tests.cache_peers import Customers


@dataclass(frozen=True, slots=True)
class Asking:
    """Customers of the real shop, and what its cache answers them by itself."""

    customers: Customers
    pinned: PinnedAnswers


@pytest.fixture(scope="module")
def asking(catalogue: Catalogue) -> Asking:
    """One shop for all questions."""
    return Asking(Customers(catalogue), PinnedAnswers(catalogue))


async def is_pinned(asking: Asking, *turns: str) -> bool:
    """Whether the last of ``turns`` gets a pinned answer."""
    slots = Slots()
    *before, last = turns
    for text in before:
        slots = asking.customers.ask(text, slots).understanding.slots
    try:
        await asking.pinned.answer(asking.customers.ask(last, slots))
    except CacheMiss:
        return False
    return True


@pytest.mark.parametrize(
    "text",
    [
        *(
            "100 mugs",
            "price of 100 keychains",
            "Hi, I need 150 wooden coasters with our company logo",
            "60 diye pital ke",
        ),
        *("100 mugs without logo price", "100 mug bina logo ke", "250 diaries and 250 pens how much"),
        *("100 mug ka rate batao na", "dhai sau mug chahiye rate batao", "100 लकड़ी के कोस्टर का दाम", "lakri k costr 1k"),
        *("साढ़े तीन सौ सिरेमिक कोस्टर चाहिए", "mug ki jagah bottle ka batao 70 piece", "can i get 100 mugs to pune"),
    ],
)
async def test_a_quote_question_is_pinned(asking: Asking, text: str) -> None:
    """Goods and a number, with or without a word for a price, get the exact quote from the templates."""
    assert await is_pinned(asking, text)


@pytest.mark.parametrize("text", ["and 200?", "with logo?", "no logo", "no, 200", "nahi nahi 150 kar do", "aur diary?"])
async def test_so_is_what_goes_on_from_one(asking: Asking, text: str) -> None:
    """Another number, product or branding after a quote, also where it corrects what was said."""
    assert await is_pinned(asking, "price of 100 mugs", text)


@pytest.mark.parametrize(
    "text",
    [
        *("My 200 mugs have not arrived", "mere 200 mug nahi aaye", "मेरे 200 मग नहीं आए", "where are my 100 mugs"),
        *("I do not want 100 slate coasters", "100 mug nahi chahiye", "mat bhejo 100 mug", "हमें 100 मग नहीं चाहिए"),
        *("I returned 60 slate coasters", "100 diary wapas karni hai", "we ordered 100 mugs on Monday"),
        *("price of 100 mugs is not what you said", "i never asked price of 100 mugs", "i got only 80 of 100 mugs"),
        *("rate above 1000 pens", "orders up to 50 mugs", "100 se kam mug ka rate"),
        *("can I get 50 mugs by 20 December", "parso tak chahiye 100 mug ho jayega kya", "setup charge on 100 mugs"),
        *("100 mugs stuck in transit", "i have 100 mugs", "are you open on Holi", "are you open on Republic Day"),
    ],
)
async def test_what_asks_something_else_is_left_to_a_model(asking: Asking, text: str) -> None:
    """Goods that did not come, a denial, a limit, a deadline, a feast: the price or the hours would be no answer."""
    assert not await is_pinned(asking, text)
