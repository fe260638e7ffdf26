"""PlainAsking: whether a message asks for nothing but the price that a template works out exactly.

A product and a number stand in many messages that ask something else: goods that did not come, an order to be
cancelled, a day to be kept. Refuses what it is not sure of: a model may look at that, and the rules still can.
"""

from __future__ import annotations

from collections.abc import Iterator

from shop.catalogue import Catalogue
from shop.entities import Entities
from shop.language import SENTENCE_ENDS, folded
from shop.phrase_table import PhraseTable

# Meanings of words.yaml that tell of an order that exists.
_OF_AN_ORDER = frozenset(
    "not_received received return refund cancel dispatched track old_order broken wrong complain paid late".split()
)
# The same in words that have no such meaning.
_DONE = folded(
    "returned cancelled canceled arrived came delivered shipped bought purchased refunded replaced lost already stuck "
    "transit pichle pichla pichli lautaya lautaye lautana lautane mangwaya mangwaye mangaya mangaye kharide kharida "
    "लौटाया लौटाए लौटाने मंगवाया मंगवाए मंगाया मंगाए खरीदे खरीदा पिछले पिछला पिछली".split()
)
_ORDERED = folded("ordered mangwane".split())
_OWN = folded("my our mera mere meri hamara hamare hamari मेरा मेरे मेरी हमारा हमारे हमारी".split())
_DENYING = "never nobody nothing none neither isnt arent wasnt didnt wont wouldnt havent hasnt hadnt नहिं".split()
_IN_CORRECTIONS = SENTENCE_ENDS | folded([",", *"sorry wait ruko balki galti oh oops arre सॉरी रुको बल्कि".split()])
# "It will be ready, na?" only asks for a yes.
_TAGS = folded("na ना".split())
_DECLINABLE = frozenset({"logo", "print", "engrave", "custom", "name"})
_REACH = 3
# Beside a number: not this many, but up to, above or from so many.
_LIMITS_BEFORE = folded(
    "above over below under beyond upto to than least most minimum maximum max min from atleast within "
    "न्यूनतम अधिकतम".split()
)
_LIMITS_AFTER = folded("or ya se tak plus andar upar onwards से तक ऊपर अंदर या".split())
_ASKS_PRICE = frozenset({"price", "quote", "total", "how_much", "how_many"})
_PRICE_WORDS = folded("hisab hisaab ballpark हिसाब".split())
# Meanings that may stand in a quote question without a word for a price: "100 mugs with logo to pune, please".
_QUOTING = frozenset(
    "hello thanks what is of for from to and or you i can want do get give "
    "tell show send take this on in with single order quantity piece product gift only all both ok yes more total "
    "reduce compare logo name print engrave custom design colour corporate employee client people make deliver gst "
    "included repeat if remove instead add place_order proforma bulk suggest not at about good costly".split()
)


class PlainAsking:
    """Judges with one catalogue's words."""

    def __init__(self, catalogue: Catalogue) -> None:
        meanings = catalogue.words.meanings
        self._other_meanings = frozenset(meanings) - _QUOTING
        self._negations = PhraseTable((spelling, True) for spelling in (*_DENYING, *meanings.get("not", ())))
        self._declinable = PhraseTable((spelling, True) for name in _DECLINABLE for spelling in meanings.get(name, ()))

    def is_plain(self, entities: Entities) -> bool:
        """Whether the price of what is named, or was named before, is all that is asked."""
        if not _OF_AN_ORDER.isdisjoint(entities.meanings) or not _DONE.isdisjoint(entities.words):
            return False
        if _is_owned(entities) or _is_limited(entities) or self._denies(entities):
            return False
        if not _ASKS_PRICE.isdisjoint(entities.meanings) or not _PRICE_WORDS.isdisjoint(entities.words):
            return True
        return _ORDERED.isdisjoint(entities.words) and self._asks_nothing_else(entities)

    def _asks_nothing_else(self, entities: Entities) -> bool:
        """Whether no word, where none asks for a price, asks for something else instead."""
        if entities.with_role("date", "days", "other"):
            return False
        return self._other_meanings.isdisjoint(entities.meanings)

    def _denies(self, entities: Entities) -> bool:
        """Whether anything is denied but a logo, or the quantity that was said before."""
        words = entities.words
        declinable = {place for match in self._declinable.find(words) for place in range(match.start, match.end)}
        declinable |= {place for match in entities.methods for place in range(match.start, match.end)}
        for start, end in self._negated(entities):
            nearby = range(max(0, start - _REACH), min(len(words), end + _REACH))
            if declinable.isdisjoint(nearby) and not _is_correction(entities, start, end):
                return True
        return False

    def _negated(self, entities: Entities) -> Iterator[tuple[int, int]]:
        words = entities.words
        for match in self._negations.find(words):
            is_tag = words[match.start] in _TAGS and match.start > 0
            if not is_tag:
                yield match.start, match.end


def _is_correction(entities: Entities, start: int, end: int) -> bool:
    """Whether a "no" stands between what was said and what is meant: "no no, 150", "40 nahi 55"."""
    words = entities.words
    after, before = end, start
    while after < len(words) and (words[after] in _IN_CORRECTIONS or words[after] in words[start:end]):
        after += 1
    while before and (words[before - 1] in _IN_CORRECTIONS or words[before - 1] in words[start:end]):
        before -= 1
    starts = {each.start for each in entities.with_role("quantity")} | {each.start for each in entities.mentions}
    ends = {each.end for each in entities.with_role("quantity")} | {each.end for each in entities.mentions}
    return after in starts and (before == 0 or before in ends)


def _is_owned(entities: Entities) -> bool:
    """Whether goods are somebody's already: "my 200 mugs"."""
    places = {number.start for number in entities.with_role("quantity")}
    places |= {mention.start for mention in entities.mentions}
    return any(place and entities.words[place - 1] in _OWN for place in places)


def _is_limited(entities: Entities) -> bool:
    """Whether a quantity is a limit, not a wish: "above 1000", "50 or more"."""
    words = entities.words
    return any(
        words[max(0, number.start - 1)] in _LIMITS_BEFORE or words[min(number.end, len(words) - 1)] in _LIMITS_AFTER
        for number in entities.with_role("quantity")
    )
