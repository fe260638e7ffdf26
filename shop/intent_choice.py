"""IntentChoice: which topics a message raises, at most three, each with the words that carry it.

Order of work: entities first, then phrases, then what the conversation already knows.
Refuses to let a phrase's score alone settle a product or a quantity: those come from the words themselves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from shop.catalogue import Catalogue
from shop.conversation_slots import GO_AHEAD, Want
from shop.entities import Entities, EntityReader
from shop.intent_fit import (
    CARRIED,
    by_entities,
    fitted,
    has_entity,
    names_only,
    names_place_only,
    names_product,
    outdone_by_a_fact,
    stops,
)
from shop.intent_matcher import IntentMatcher, Score
from shop.intent_tables import (
    ABOUT_DELIVERY,
    ABOUT_GOODS,
    ALONE,
    ASIDE_SIGNS,
    ASIDES,
    CLOSING,
    COURTESIES,
    DECISIVE,
    DESCRIBED_BY,
    DIVIDING,
    DOUBTFUL,
    LEAST_SIGNS,
    MAX_CUTS,
    MAX_SENTENCES,
    MAX_TOPICS,
    OPENING,
    OUTWEIGHED,
    OVER_ONCE_CHOSEN,
    QUOTED_BESIDE,
    SMALL_TALK,
    UNDIVIDED,
    URGENT_TO_HEAR,
    WITH_ASIDES,
)
from shop.item_pairing import replaced_product
from shop.kept_index import index_of
from shop.language import sentences
from shop.order_talk import ASKS_PRICE, asks_price_of_goods, order_topic
from shop.scored_part import CERTAIN, ENOUGH, LIKELY, PLAIN, SURE
from shop.short_message import goes_on, is_short, known_at_once, outdone_by
from shop.slots import Slots
from shop.topic_items import PRICE_INTENTS, RECOMMENDING

Scored = tuple[str, float, Entities]

# From here a topic of the whole message counts beside those of its parts.
WHOLE = 0.42
# To be silent for good, or to send a help line, takes more than a guess: so high a score, or words that say it.
SILENCING = 0.75
LEAST_OF_A_CRISIS = 4
OF_GOODS = ASKS_PRICE | {"<product>", "<qty>"}
OPT_OUT = "opt_out"


class IntentChoice:
    """Chooses with one catalogue's examples and signals, indexed once."""

    def __init__(self, catalogue: Catalogue, reader: EntityReader) -> None:
        self._reader = reader
        # A message is looked at whole, in sentences and in halves: most of them come up more than once.
        self._likeliest = lru_cache(maxsize=256)(self._scored_best)
        index = index_of(catalogue, reader)
        reader.lexicon.is_used = index.is_common
        self._matcher = IntentMatcher(index)

    def wants(self, entities: Entities, before: Slots, *, chosen: bool) -> list[Want]:
        """The topics of a message; ``chosen``: it picks a product from the list that the shop offered."""
        known = known_at_once(entities, before)
        if known:
            return [(known, entities)]
        found = self._found(entities)
        if self._takes_leave(found, entities):
            return [(self.best(entities)[0], entities)]
        sure = self._sure(found, entities)
        pending = before.asked not in (None, GO_AHEAD)
        if chosen or (pending and has_entity(entities) and (not sure or self._answers(entities, before, sure))):
            resumed = before.intent if before.intent in CARRIED and before.intent not in OVER_ONCE_CHOSEN else None
            return [(fitted(resumed or "price_query", CERTAIN, entities, entities, before), entities)]
        if sure and not (goes_on(entities, before) and max(each[1] for each in sure) < outdone_by(entities)):
            return _ordered(sure, entities, before)
        courtesy = _courtesy(found, entities)
        is_praise = courtesy == "praise" and not entities.with_role("quantity") and "?" not in entities.words
        is_all = all(intent in CLOSING and score >= PLAIN for intent, score, _ in found)
        if has_entity(entities) and not (courtesy and (is_praise or is_all or names_place_only(entities))):
            return [(by_entities(entities, before), entities)]
        return [(courtesy or "unclear", entities)]

    def _takes_leave(self, found: Sequence[Scored], entities: Entities) -> bool:
        """Whether a message that ends a chat has but small talk beside: "exams on my head, will ping next week"."""
        intent, score = self.best(entities)
        beside = {each[0] for each in found} - {*COURTESIES, "unclear"}
        return intent in CLOSING and score >= SURE and SMALL_TALK.issuperset(beside) and not has_entity(entities)

    def _answers(self, entities: Entities, before: Slots, sure: Sequence[Scored]) -> bool:
        """Whether a short message is the product that was asked for, whatever its name sounds like."""
        return (
            before.asked == "product"
            and len(sure) == 1
            and is_short(entities)
            and names_product(entities)
            and sure[0][1] < PLAIN
        )

    def _found(self, entities: Entities) -> list[Scored]:
        """The topic of each part; where the whole has one of its own, only the plain ones of the parts beside it."""
        parts = [(*self.best(part), part) for part in self._parts(entities)]
        whole = (*self.best(entities), entities)
        if len(parts) == 1 or whole[1] < WHOLE:
            return parts
        expected = (whole[0], *COURTESIES)
        kept = [part for part in parts if part[1] >= PLAIN or part[0] in expected or order_topic(part[2], entities)]
        return kept if any(part[0] == whole[0] for part in kept) else [whole, *kept]

    def _sure(self, found: Sequence[Scored], entities: Entities) -> list[Scored]:
        serious = [each for each in found if each[0] not in COURTESIES and each[0] != "unclear"]
        if has_entity(entities) and not stops(entities.meanings):
            serious = [each for each in serious if each[0] != OPT_OUT]
        sure = [each for each in serious if each[1] >= SURE]
        if entities.not_sold and not any(each[0] in COURTESIES and each[1] >= SURE for each in found):
            searched = RECOMMENDING if entities.with_role("money") else ()
            kept = [each for each in sure if each[0] in searched or each[0] not in ABOUT_GOODS]
            return kept or [("availability", CERTAIN, entities)]
        if names_only(entities):
            return []
        return sure or [each for each in serious if each[1] >= ENOUGH or not has_entity(entities)][:1]

    def _parts(self, entities: Entities) -> list[Entities]:
        """The message in sentences, and sentences at "and" where both halves ask something of their own."""
        spans = sentences(entities.words)
        whole = (0, len(entities.words))
        stretches = [
            entities if span == whole else self._reader.part(entities, *span) for span in spans[:MAX_SENTENCES]
        ]
        return [half for stretch in stretches for half in self._halves(stretch)] or [entities]

    def _halves(self, part: Entities, cuts_left: int = MAX_CUTS) -> list[Entities]:
        if self.best(part)[0] in UNDIVIDED and not ("inside" in part.meanings or part.meanings.count("price") > 1):
            return [part]
        last = len(part.words) - 2
        inside = {place for number in part.numbers for place in range(number.start, number.end)}
        divides = (index for index, word in enumerate(part.words) if word in DIVIDING and index not in inside)
        cuts = [index for index in divides if 1 < index < last][:cuts_left]
        for tried, index in enumerate(cuts, 1):
            left = self._reader.part(part, 0, index - (part.words[index] == ")"))  # "2)" belongs to what follows
            right = self._reader.part(part, index + 1, len(part.words))
            one, other = self.best(left), self.best(right)
            both_prices = one[0] in PRICE_INTENTS and other[0] in PRICE_INTENTS
            if min(one[1], other[1]) >= SURE and one[0] != other[0] and not both_prices:
                return [*self._halves(left, cuts_left - tried), *self._halves(right, cuts_left - tried)]
        return [part]

    def best(self, entities: Entities) -> tuple[str, float]:
        """The likeliest intent; words of courtesy before a question do not count."""
        told = tuple(meaning for meaning in entities.meanings if meaning not in OPENING)
        found = [each for each in (self._likeliest(told), self._likeliest(entities.meanings)) if each]
        best = max(found, key=lambda each: each[1], default=None)
        if best is None or (best[1] < DOUBTFUL and best[0] not in URGENT_TO_HEAR):
            decided = next((intent for meaning, intent in DECISIVE.items() if meaning in entities.meanings), None)
            best = (decided, max(SURE, best[1] if best else 0.0)) if decided else best
        if entities.attributes and (best is None or best[1] < outdone_by_a_fact(best[0], entities)):
            return DESCRIBED_BY.get(entities.attributes, "product_info"), max(SURE, best[1] if best else 0.0)
        return best or ("unclear", 0.0)

    def _scored_best(self, meanings: tuple[str, ...]) -> tuple[str, float] | None:
        scores = self._matcher.scores(self._reader.lexicon.heard(meanings))
        best = next((each for each in scores if each.value >= SILENCING or _may_be_meant(each, meanings)), None)
        return None if best is None or best.value < LIKELY else (best.intent, best.value)


def _may_be_meant(score: Score, meanings: Sequence[str]) -> bool:
    """Whether a topic may be meant without being plain: nobody is silenced, or given a help line, for a guess."""
    if score.intent == "crisis":
        speaks_of_goods = not OF_GOODS.isdisjoint(meanings)
        is_told = score.value >= SURE and len(meanings) >= LEAST_OF_A_CRISIS and not speaks_of_goods
        return is_told or score.intent in meanings
    return score.intent != OPT_OUT or stops(meanings)


def _courtesy(found: Sequence[Scored], entities: Entities) -> str | None:
    """The courtesy that is meant; None where there is none. One that ends a chat outweighs those before it."""
    said = [intent for intent, score, _ in found if intent in COURTESIES and score >= ENOUGH]
    meant = next((intent for intent in reversed(said) if intent in CLOSING), next(iter(said), None))
    return "greeting" if meant is None and "hello" in entities.meanings else meant


def _ordered(sure: Sequence[Scored], entities: Entities, before: Slots) -> list[Want]:
    """The sure topics without those that others cover, the urgent ones first."""
    wants: dict[str, Entities] = {}
    scores: dict[str, float] = {}
    for intent, score, part in sure:
        fits = fitted(intent, score, part, entities, before)
        # What is asked in two parts is asked of the whole message.
        wants[fits] = entities if len(sure) == 1 or fits in wants else part
        scores[fits] = max(score, scores.get(fits, 0.0))
    if replaced_product(entities) is not None and entities.with_role("quantity"):
        # "I don't want pens, I want 60 diaries".
        wants = {"bulk_quote": entities}
    if asks_price_of_goods(entities) and "bulk_quote" not in wants:
        least = {name: CERTAIN if name in URGENT_TO_HEAR else PLAIN for name in wants}
        wants = {name: part for name, part in wants.items() if scores[name] >= least[name]} | {"bulk_quote": entities}
    wants = _completed(wants, entities)
    alone = next((name for name in ALONE if name in wants), None)
    if alone:
        return [(alone, wants[alone])]
    wants |= _also_asked(wants, entities)
    for strong, weak in OUTWEIGHED:
        if len(wants) > 1 and (strong in wants or strong == "*"):
            wants.pop(weak, None)
    urgent = [name for name in wants if name in URGENT_TO_HEAR]
    others = [name for name in wants if name not in urgent and (not urgent or scores.get(name, 0.0) >= CERTAIN)]
    return [(name, wants[name]) for name in [*urgent, *others][:MAX_TOPICS]]


def _also_asked(wants: Mapping[str, Entities], entities: Entities) -> dict[str, Entities]:
    """What a message of several questions asks besides, told by single words."""
    signs = sum(word in ASIDE_SIGNS for word in entities.words)
    if signs < LEAST_SIGNS or not all(name in WITH_ASIDES for name in wants):
        return {}
    meanings = frozenset(entities.meanings)
    return {intent: entities for words, intent in ASIDES if words <= meanings and intent not in wants}


def _completed(wants: dict[str, Entities], entities: Entities) -> dict[str, Entities]:
    """The topics with those that go without saying: a quote for goods with a number, the charge of a delivery."""
    if not ABOUT_DELIVERY.isdisjoint(wants):
        priced = [name for name in ("price_query", "branding_charge") if name in wants and not wants[name].mentions]
        wants = {("shipping_cost" if name in priced else name): part for name, part in wants.items()}
    if "abroad" in entities.meanings and "bulk_quote" in wants:
        # Nothing is quoted for where nothing is sent.
        return {"delivery_area": entities} | {name: part for name, part in wants.items() if name != "bulk_quote"}
    if (
        "sample" in wants
        and "bulk_quote" in wants
        and not (wants["bulk_quote"].mentions or wants["bulk_quote"].with_role("quantity"))
    ):
        # "A sample, and how much is it": the price of the sample is asked, not of the goods spoken of before.
        wants = {name: part for name, part in wants.items() if name != "bulk_quote"}
    if "proforma" in wants and "bulk_quote" in wants and "proforma" not in entities.meanings:
        # "Your quote, please?" asks for no paper.
        wants = {name: part for name, part in wants.items() if name != "proforma"}
    if "discount" in entities.meanings and "bulk_quote" in wants and "negotiation" not in wants:
        wants = wants | {"bulk_discount": entities}
    priced_goods = not ASKS_PRICE.isdisjoint(entities.meanings)
    loose_too = priced_goods and set(wants) != {"gst_rate"}
    is_order = names_product(entities) and any(n.certain or loose_too for n in entities.with_role("quantity"))
    if is_order and "bulk_quote" not in wants and QUOTED_BESIDE.issuperset(wants):
        return {"bulk_quote": entities} | {name: part for name, part in wants.items() if name != "price_query"}
    return wants
