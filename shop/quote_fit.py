"""Whether goods with a number are to be priced, though the phrase is like that of another topic.

"Swap the frames for mugs", "with the name engraved", "40 le lu to": what is named tells it.
Refuses to look at words: it sees meanings, entities and the conversation's slots.
"""

from __future__ import annotations

from shop.entities import Entities
from shop.item_pairing import replaced_product, said_quantities
from shop.order_talk import ASKS_PRICE, BUYS, FAULTS
from shop.scored_part import CERTAIN, PLAIN, ScoredPart
from shop.topic_items import PRICE_INTENTS, declines_product

# What makes of a wish for branding a question which ways there are: no quote answers that.
ASKS_WHICH = frozenset({"which", "how", "file", "design", "proof", "type"})
ASKS_BEFORE_WISHING = ASKS_WHICH | frozenset("can do you have get what when where charge send".split())
# What asks for the least quantity, and what asks for ideas.
ASKS_LEAST = frozenset({"minimum", "only", "single", "less_qty", "can", "under"})
ASKS_IDEAS = frozenset({"budget", "suggest", "gift", "what", "which"})
# Topics for a person that goods with a number and a price are not.
FOR_A_PERSON = ("complaint", "refund", "order_status", "payment_status", "sales_visit", "human")
# What makes a branding a part of the quote that is spoken of: "with a screen print?", "what does the total become".
PUTS_ON = frozenset({"with", "total", "if"})
# "Laser se logo bhi, tab?" supposes it, and asks what it costs then.
SUPPOSING = (("tab",), ("to",), ("then",), ("तब",), ("तो",))
# "Name engraved?" is a wish for the price with it, "will the name be engraved?" a question.
MOST_WORDS_OF_A_WAY = 2
MOST_OF_A_BOX = 4


def is_quote(case: ScoredPart) -> bool:
    """Whether goods with a number are to be priced, though the phrase is like that of another topic."""
    intent, part = case.intent, case.part
    if intent in ("customization", "branding_charge"):
        only_whether = case.asks and len(part.words) > MOST_WORDS_OF_A_WAY and not case.says(*ASKS_PRICE)
        asks = (only_whether or case.says(*ASKS_WHICH)) and not (part.no_branding or case.says(*PUTS_ON))
        return case.before.quantity is not None and not asks
    if intent == "order_change":
        quoted = case.before.intent in PRICE_INTENTS and case.has_quantity
        return not (case.is_order or (case.says("wrong") and not quoted)) and bool(
            case.has_product or case.before.items
        )
    if intent == "budget_recommendation" and (case.has_quantity or case.before.quantity is not None):
        return case.before.intent in PRICE_INTENTS and not part.with_role("money") and not case.says(*ASKS_IDEAS)
    if intent == "product_info":
        wanted = case.counted and case.says("want", *ASKS_PRICE) and {*part.attributes} <= {"colours", "finish", "size"}
        return case.has_quantity and (not part.attributes or wanted)
    return (case.has_product and (case.has_quantity or case.before.quantity is not None)) and (
        _is_priced(case)
        or (intent == "proforma" and case.counted and case.score < CERTAIN and not case.says("proforma"))
        or (intent == "moq" and case.counted and not case.says(*ASKS_LEAST))
        or (intent == "order_place" and (_buys_nothing(case) or _only_asks_price(case)))
        or (intent == "order_cancel" and not (case.is_order or case.says("cancel") or _declines_goods(part)))
        or (intent == "hamper_build" and case.says("instead") and not case.says("hamper", "inside"))
        or (intent == "compare" and not case.has_several and _prices_one(case))
        or (intent in ("availability", "hamper_build") and _counts_goods(case))
    )


def changes_goods(case: ScoredPart) -> bool:
    """Whether goods that are spoken of are to be others: "remove the pens", "swap the frames for mugs".

    Those of a box are spoken of as a box.
    """
    declined = (case.says("remove") or declines_product(case.part)) and not case.part.no_branding
    named = {product for mention in case.part.mentions for product in mention.products}
    spoken_of = [item for item in case.before.items if item.product in named]
    if declined and spoken_of and len(case.before.items) > 1:
        return True
    other = case.has_product and case.says("instead", "this_many") and case.intent != "hamper_build"
    return case.before.quantity is not None and (other or replaced_product(case.part) is not None)


def _is_priced(case: ScoredPart) -> bool:
    """Whether a price is asked for, though the phrase is like a call for a person."""
    asks = case.intent in FOR_A_PERSON and case.counted and case.says(*ASKS_PRICE, "tell", "want")
    return asks and not (case.is_order or case.says(*FAULTS, "cancel", "not", "return", "paid"))


def _counts_goods(case: ScoredPart) -> bool:
    """Whether many pieces are spoken of, not the things of one box: "do diye, ek mug, ek diary"."""
    counted = [number.whole for number in case.part.with_role("quantity", "people")]
    least = PLAIN if case.before.quantity else CERTAIN
    of_a_box = case.intent == "hamper_build" and max(counted, default=MOST_OF_A_BOX + 1) <= MOST_OF_A_BOX
    return case.score < least and not of_a_box


def _prices_one(case: ScoredPart) -> bool:
    """Whether one product is to be compared with nothing but itself, at other quantities."""
    return len(said_quantities(case.part)) > 1 or not case.says("compare", "or")


def _buys_nothing(case: ScoredPart) -> bool:
    """Whether nothing says that an order is placed; a yes to a question of ours does not."""
    buying = BUYS - {"yes"} if case.before.asked in ("product", "quantity") else BUYS
    return buying.isdisjoint(case.message.meanings)


def _only_asks_price(case: ScoredPart) -> bool:
    return case.counted and case.says(*ASKS_PRICE) and not case.says("place_order", "ready_to_order", "order", "how")


def _declines_goods(part: Entities) -> bool:
    return not part.no_branding and {"not", "want"} <= {*part.meanings}


def puts_branding_on(entities: Entities) -> bool:
    """Whether a message wants the goods branded and asks nothing about it: "isme kadhai wala logo lag jaye to"."""
    meanings = frozenset(entities.meanings)
    priced = not ASKS_PRICE.isdisjoint(meanings)
    supposes = entities.words[-2:-1] in SUPPOSING or priced
    asks = ("?" in entities.words and not supposes) or not ASKS_BEFORE_WISHING.isdisjoint(meanings)
    return (entities.branding is not None or ("name" in meanings and priced)) and not asks
