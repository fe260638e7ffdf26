"""What a short message goes on with: the quote, the question or the topic that is spoken of.

"Ten fewer", "without the name" and "no wait 180" tell their topic by what was said before.
Refuses to look at phrases: it sees what is named, meanings and the conversation's slots.
"""

from __future__ import annotations

from shop.conversation_slots import GO_AHEAD, RANKING, accepts_branding
from shop.entities import Entities
from shop.intent_fit import CARRIED, assents, names_product
from shop.order_talk import ASKS_PRICE
from shop.quote_fit import puts_branding_on
from shop.scored_part import CERTAIN, PLAIN
from shop.slots import Slots
from shop.topic_items import PRICE_INTENTS, changes_quantity

# An answer to a question of ours has no more words; of so few meanings with a number, the number is the point.
SHORT_ANSWER = 6
NEARLY_A_NUMBER = 3
MOST_WORDS_OF_A_CHANGE = 16
MOST_WORDS_ABOUT_GOODS = 9
# Behind talk of the rate a number asks for its price.
ABOUT_RATES = ("negotiation", "bulk_discount")


def known_at_once(entities: Entities, before: Slots) -> str | None:
    """The topic of a reply to what the shop has just said, and of a wish for the cheapest or the dearest."""
    rules = (
        ("order_place", before.asked == GO_AHEAD and assents(entities.meanings)),
        ("bulk_quote", accepts_branding(entities.meanings, before)),
        ("bulk_quote", len(entities.words) <= MOST_WORDS_OF_A_CHANGE and _changes_branding(entities, before)),
        ("bulk_quote", is_short(entities) and _changes_quote(entities, before)),
        ("bulk_quote", before.intent in PRICE_INTENTS and _tells_only_a_change(entities, before)),
        ("filter", not RANKING.isdisjoint(entities.meanings) and not names_product(entities)),
    )
    return next((intent for intent, holds in rules if holds), None)


def _changes_quote(entities: Entities, before: Slots) -> bool:
    """Whether the quote that is spoken of is to be worked out anew: "ten fewer", "without the name"."""
    if before.quantity is None:
        return False
    if before.intent in PRICE_INTENTS and (changes_quantity(entities, before) or "this_many" in entities.meanings):
        return True
    return not entities.mentions and (entities.no_branding or puts_branding_on(entities))


def _changes_branding(entities: Entities, before: Slots) -> bool:
    """Whether a longer message puts a name or a logo on the goods, or takes it off, and asks for the price."""
    asks_price = not ASKS_PRICE.isdisjoint(entities.meanings)
    branded = entities.no_branding or puts_branding_on(entities)
    return before.quantity is not None and asks_price and branded and not entities.mentions


def _tells_only_a_change(entities: Entities, before: Slots) -> bool:
    """Whether a longer message changes the quantity and asks nothing else: "suppose 60 more kids join too"."""
    spoken_of = {item.product for item in before.items}
    others = any(mention.product not in spoken_of for mention in entities.mentions)
    asks = not {"when", "where", "which", "who", "why", "can"}.isdisjoint(entities.meanings)
    return (
        changes_quantity(entities, before)
        and len(entities.words) <= MOST_WORDS_OF_A_CHANGE
        and not (asks or entities.attributes or others)
    )


def goes_on(entities: Entities, before: Slots) -> bool:
    """Whether a short message names a thing for the topic that is spoken of: "sorry, I meant Silchar"."""
    names = bool(entities.cities or entities.with_role("quantity", "pincode")) or names_product(entities)
    asks_more = before.intent not in PRICE_INTENTS and not ASKS_PRICE.isdisjoint(entities.meanings)
    return (
        before.intent in (*CARRIED, *ABOUT_RATES)
        and names
        and (is_short(entities) or _changes_goods(entities))
        and not (entities.attributes or asks_more)
    )


def _changes_goods(entities: Entities) -> bool:
    """Whether a message of a few words more names goods with a number: "lets see the sheesham again but 130"."""
    counted = names_product(entities) and bool(entities.with_role("quantity"))
    return counted and len(entities.words) <= MOST_WORDS_ABOUT_GOODS


def outdone_by(entities: Entities) -> float:
    """How sure a topic must be to count more than what a short message names: "no wait 180" is all about its number."""
    counted = bool(entities.with_role("quantity"))
    is_plain = len(entities.meanings) <= NEARLY_A_NUMBER or names_product(entities)
    return CERTAIN if counted and is_plain else PLAIN


def is_short(entities: Entities) -> bool:
    """Whether a message has no more words than an answer to a question of ours."""
    return sum(word[0].isalnum() for word in entities.words) <= SHORT_ANSWER
