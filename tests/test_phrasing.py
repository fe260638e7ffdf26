"""Every answer of the real shop, in every language and situation: whole sentences, and no number without its fact.

Refuses to know any wording or price: both are the owner's.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import get_args

import pytest

from shop.catalogue import Catalogue
from shop.intent import NeedName
from shop.local_text import DEVANAGARI, LANGUAGES, Language, LocalText
from shop.phrasing import Phrased, phrase, phrase_text
from shop.product import FactKey, Product
from shop.quote import quote
from shop.slots import Budget, Item, Slots
from shop.topic import Topic

MONEY = re.compile(r"₹\s?([\d,]+(?:\.\d+)?)")
PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s?%")
DAYS = re.compile(r"(?:(\d+)\s?(?:to|se|से|-|–)\s?)?(\d+)[\s-]?(?:days?\b|din\b|दिन)")
LEFTOVERS = re.compile(r"[<>\[\]]|\bNone\b|[ \t]{2}|[ \t][,.;?।]|,,|\(\)|: *$|\n{3}")

Situation = Callable[[Catalogue, Product, Product], tuple[Topic, Slots]]


def items(*pairs: tuple[Product, int | None]) -> tuple[Item, ...]:
    """Products with their quantities."""
    return tuple(Item(product.id, quantity) for product, quantity in pairs)


def about(*pairs: tuple[Product, int | None], **more: object) -> tuple[Topic, Slots]:
    """A topic about these products, with what else the conversation knows."""
    meant = items(*pairs)
    return Topic(intent="", items=meant), Slots(items=meant, **more)  # type: ignore[arg-type]  # fields by their names


def lively(catalogue: Catalogue, one: Product, _: Product) -> tuple[Topic, Slots]:
    """Everything a customer may have said, about one product."""
    tag = next(iter(catalogue.words.occasions))
    budget = Budget(one.lowest_price * one.moq * 10, in_all=True)
    topic, slots = about((one, one.moq), city="jaipur", budget=budget, people=one.moq, occasion=tag, date="15 march")
    return Topic(intent="", items=topic.items, attributes=tuple(get_args(FactKey)), asks_how=True), slots


def choice(catalogue: Catalogue, *_: Product) -> tuple[Topic, Slots]:
    """A family is named: its products are offered to choose from."""
    key = next(iter(catalogue.families))
    members = tuple(product.id for product in catalogue.family_products(key))
    return Topic(intent="", candidates=members, family=key), Slots(family=key, choices=members)


def slip(_: Catalogue, one: Product, __: Product) -> tuple[Topic, Slots]:
    """A product's name was mistyped."""
    return Topic(intent="", items=items((one, None)), taken_as=(("mgu", one.id),)), Slots(items=items((one, None)))


def two_quantities(_: Catalogue, one: Product, __: Product) -> tuple[Topic, Slots]:
    """One product at two quantities to choose from."""
    meant = items((one, one.moq), (one, list(one.prices)[-1]))
    return Topic(intent="", items=meant, alternatives=True), Slots(items=meant)


SITUATIONS: dict[str, Situation] = {
    "no product": lambda *_: (Topic(intent=""), Slots()),
    "a product": lambda _, one, __: about((one, None)),
    "a product and a quantity": lambda _, one, __: about((one, list(one.prices)[-1])),
    "a product and a quantity with logo": lambda _, one, __: about((one, one.moq + 1), branding=""),
    "a quantity below the least": lambda _, one, __: about((one, one.moq - 1)),
    "a quantity above the top": lambda _, one, __: about((one, (one.more_than or 10**6) + 1)),
    "two products": lambda _, one, other: about((one, None), (other, None)),
    "two products with quantities": lambda _, one, other: about((one, one.moq), (other, other.moq + 7), branding=""),
    "one product at two quantities": two_quantities,
    "a family": choice,
    "a slip of the pen": slip,
    "everything at once": lively,
    "an occasion": lambda catalogue, *_: (
        Topic(intent=""),
        Slots(occasion=next(iter(catalogue.words.occasions)), people=30, city="delhi"),
    ),
    "a budget": lambda _, one, __: (Topic(intent=""), Slots(budget=Budget(one.lowest_price * 2))),
    "a place abroad": lambda *_: (Topic(intent="", to_abroad=True), Slots()),
    "a thing that is not sold": lambda *_: (Topic(intent="", not_in_range=True), Slots()),
    "beside another topic": lambda _, one, __: (
        Topic(intent="", items=items((one, None)), beside_others=True),
        Slots(items=items((one, None)), city="delhi"),
    ),
    "several questions": lambda _, one, __: (
        Topic(intent="", items=items((one, None)), attributes=("size",), asks_more=True),
        Slots(items=items((one, None))),
    ),
    "a budget for nothing": lambda *_: (Topic(intent=""), Slots(budget=Budget(Decimal(1)), people=10)),
}


def shown_numbers(text: str) -> set[str]:
    """Every amount, percentage and count of days in a text, as facts write them."""
    found = {f"{Decimal(amount.replace(',', '')):.2f}" for amount in MONEY.findall(text)}
    return found | set(PERCENT.findall(text)) | {day for span in DAYS.findall(text) for day in span if day}


def faults(phrased: Phrased, language: Language) -> list[str]:
    """What no customer should see."""
    text = phrased.text
    unknown = shown_numbers(text) - {fact.value for fact in phrased.facts}
    rules = (
        ("empty", not text.strip()),
        ("leftover", bool(LEFTOVERS.search(text))),
        ("Devanagari", language != "hi" and bool(DEVANAGARI.search(text))),
        ("no Devanagari", language == "hi" and not DEVANAGARI.search(text)),
        (f"no fact for {sorted(unknown)}", bool(unknown)),
        ("a fact's name twice", len({fact.name for fact in phrased.facts}) < len(phrased.facts)),
    )
    return [name for name, holds in rules if holds]


def turns(catalogue: Catalogue, situation: Situation) -> Iterator[tuple[Topic, Slots]]:
    """The situation with each product of the shop, beside the one behind it; once where no product plays a part."""
    products = list(catalogue.products.values())
    seen: set[tuple[Topic, Slots]] = set()
    for one, other in zip(products, products[1:] + products[:1], strict=True):
        turn = situation(catalogue, one, other)
        if turn not in seen:
            seen.add(turn)
            yield turn


def of_intent(topic: Topic, intent: str, missing: NeedName | None = None) -> Topic:
    """The topic as one of an intent."""
    return replace(topic, intent=intent, missing=missing)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("situation", [pytest.param(each, id=name) for name, each in SITUATIONS.items()])
def test_every_answer_is_fit_to_be_sent(catalogue: Catalogue, situation: Situation, language: Language) -> None:
    """Each intent's answer is whole, in one script, and states no number that is not a fact of the turn."""
    wrong = {
        (intent, topic.items): (found, phrased.text)
        for topic, slots in turns(catalogue, situation)
        for intent in catalogue.intents
        for phrased in [phrase(catalogue, of_intent(topic, intent), slots, language)]
        if (found := faults(phrased, language))
    }
    assert wrong == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_question_back_is_fit_to_be_sent(catalogue: Catalogue, language: Language) -> None:
    """Also what the shop asks, in any situation, is whole and in one script."""
    wrong = {
        (name, need, topic.items): (found, phrased.text)
        for situation in SITUATIONS.values()
        for topic, slots in turns(catalogue, situation)
        for name, intent in catalogue.intents.items()
        for need in intent.ask
        for phrased in [phrase(catalogue, of_intent(topic, name, need), slots, language)]
        if (found := faults(phrased, language))
    }
    assert wrong == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_pinned_answer_and_the_menu_are_fit_to_be_sent(catalogue: Catalogue, language: Language) -> None:
    """The owner's own answers keep to the same rules, with and without a product spoken of."""
    texts = [*(pinned.answer for pinned in catalogue.pinned), catalogue.wording.menu]
    remembered = [Slots(), *(Slots(items=items((product, None))) for product in catalogue.products.values())]
    wrong = {
        text.en: (found, phrased.text)
        for text in texts
        for slots in remembered
        for phrased in [phrase_text(catalogue, text, slots, language)]
        if (found := faults(phrased, language))
    }
    assert wrong == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_quote_states_unit_price_subtotal_tax_and_total(catalogue: Catalogue, language: Language) -> None:
    """Each number of a computed quote stands in the text and among the facts, in every language alike."""
    for product in catalogue.products.values():
        for quantity in product.prices:
            topic, slots = about((product, quantity))
            computed = quote([(product, quantity)], None, catalogue.policies.delivery)
            phrased = phrase(catalogue, of_intent(topic, "bulk_quote"), slots, language)
            (line,) = computed.lines
            parts = {f"{part:.2f}" for part in (line.unit_price, line.subtotal, line.gst, computed.total)}
            assert parts <= shown_numbers(phrased.text), (product.id, quantity)
            assert parts <= {fact.value for fact in phrased.facts}


@pytest.mark.parametrize(
    "situation", ["a product and a quantity with logo", "two products with quantities", "a product"]
)
def test_the_languages_state_the_same_numbers(catalogue: Catalogue, situation: str) -> None:
    """A customer reads the same prices in English, Hinglish and Hindi."""
    for topic, slots in turns(catalogue, SITUATIONS[situation]):
        for intent in ("bulk_quote", "price_query"):
            said = [phrase(catalogue, of_intent(topic, intent), slots, language) for language in LANGUAGES]
            numbers = [shown_numbers(each.text) for each in said]
            assert numbers[0] == numbers[1] == numbers[2], (intent, topic.items)


def test_numbers_that_the_owner_typed_are_facts_too(catalogue: Catalogue) -> None:
    """An amount, a percentage or a span of days written into a text is told as a fact."""
    text = LocalText(en="Only ₹1,299.5 today, 15% off, in 3 days", hinglish="15 %", hi="3 दिन")
    told = {language: phrase_text(catalogue, text, Slots(), language).facts for language in LANGUAGES}
    assert [fact.value for fact in told["en"]] == ["1299.50", "15", "3"]
    assert [fact.value for fact in told["hinglish"]] == ["15"]
    assert [fact.value for fact in told["hi"]] == ["3"]


def test_a_mistyped_name_is_told_as_it_was_read(catalogue: Catalogue) -> None:
    """The customer sees which word was taken for which product, before the answer."""
    product = next(iter(catalogue.products.values()))
    topic, slots = slip(catalogue, product, product)
    first = phrase(catalogue, of_intent(topic, "price_query"), slots, "en").text.splitlines()[0]
    assert "mgu" in first
    assert product.plural.en in first
