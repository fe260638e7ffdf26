"""CanonicalForm: a row of canonical words as a form that all its sayings share: "what is the price of X" = "X price".

Where a question holds one thing and a turn of phrase that is listed here, their order does not count.
Refuses to loosen anything else: negations, comparisons, "from", unknown words and several clauses keep every word
in its place.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise

from providers.canonical_words import is_mark
from providers.plain_wording import HOW_MANY_DAYS, is_verb, plain_wording

# Things that are asked for by their name alone: "price", "what is the price" and "tell me the price" are one question.
COUNTED = frozenset(
    {"price", "rate", "quote", "minimum", "moq", "time", "size", "weight", "thickness", "capacity", "charge"}
    | {HOW_MANY_DAYS}
)
CHOSEN = frozenset({"colour", "size", "material"})
VALUES = COUNTED | CHOSEN | {"price list", "address", "detail", "specification", "contact number", "hsn", "policy"}
# What another thing may be, in either order: "free delivery" and "delivery free".
QUALITIES = frozenset({"free", "included", "custom", "bulk", "washable", "waterproof", "heatproof", "hot"})
# Two things that name one together, in either order.
PAIRS = frozenset(map(frozenset, (("logo", "print"), ("logo", "engrave"), ("gift", "idea"), ("gst", "invoice"))))
LEAST_ORDER = frozenset({"minimum", "order", "quantity", "moq", "piece"})
# The shop's own, whether it says "your" or not.
SHOPS_OWN = frozenset({"policy", "catalogue", "price list", "address", "contact number", "location", "shop"})

_QUESTIONS = frozenset({"what", "kya", "how_much", "how_many", "how", "when", "kab tak", "where", "which", "why"})
_JOINS = frozenset({"of", "for", "in", "me", "on", "to"})
_IDLE = frozenset({"is", "hoga", "hota"})
# After "how much" these ask for a price; others ask how many there are.
_BEFORE_PRICE = frozenset({"is", "of", "for", "me", "hoga", "lagega", "padega"})
# With these a rate may be a percentage; otherwise it is a price.
_HAVE_RATES = frozenset({"gst", "tax", "discount"})
_PERSONS = frozenset({"you", "i", "we"})
_BEFORE_DO = _QUESTIONS | {HOW_MANY_DAYS}
# With one of these and no word of question, it is asked whether there is such a thing.
_BEING = frozenset({"is", "hoga", "hota", "there", "have", "available", "lagega", "padega"})
_PRICES = frozenset({"price", "rate", "quote"})
_LIMITS = frozenset({"under", "andar", "tak"})
_NAMES = frozenset({"@", "method", "city", "occasion"})


def _turns(*phrases: str) -> frozenset[frozenset[str]]:
    return frozenset(frozenset(phrase.split()) for phrase in phrases)


# Who does what in "is there ...", "do you have ...", "can I get ...": the thing alone asks the same.
_HAVING = _turns(
    *("", "there", "do", "have", "available", "get", "can get", "milega", "get available", "have available"),
    *("do you", "can you", "can you do", "you have", "do you have", "you give", "do you give", "can you give"),
    *("i get", "do i get", "can i get", "we get", "do we get", "can we get", "mujhe milega"),
    *("dete", "dete ho", "you dete", "you dete ho", "karte", "karte ho", "you karte", "you karte ho"),
)
# "Give me the price", "I want the price": of a value, no more than the question.
_ASKING = _turns(
    *("give", "give me", "give us", "dijiye", "mujhe dijiye", "show", "show me", "send", "send me", "send us"),
    *("want", "i want", "we want", "mujhe want", "lagega", "padega", "take", "do take"),
)
_WANTING = _turns("want", "i want", "we want", "mujhe want")


def canonical_form(words: Sequence[str], things: Collection[str], *, is_english: bool = True) -> tuple[str, ...]:
    """The form of a row of words, of which ``things`` are those that name a thing or a quality.

    Hindi, in either script, has "of" the other way round: "X ka price" is "X of price".
    """
    told = plain_wording(words, things)
    if _HAVE_RATES.isdisjoint(told):
        told = tuple("price" if word == "rate" else word for word in told)
    loose = _Loose(told, things, is_english=is_english).form()
    return ("in order", *told) if loose is None else ("loose", *loose)


class _Loose:
    """An attempt at a form without order."""

    def __init__(self, told: Sequence[str], things: Collection[str], *, is_english: bool) -> None:
        self._told = told
        self._is_english = is_english
        self._marks = [word for word in told if is_mark(word)]
        self._kinds = ["@" if mark[0] == "@" else mark.partition(":")[0] for mark in self._marks]
        self._things = frozenset(word for word in told if word in things or word == HOW_MANY_DAYS)
        self._links = [word for word in told if word not in self._things and not is_mark(word)]
        self._is_bare_price = self._asks_bare_price()
        if self._is_bare_price:
            self._links.remove("how_much")
            self._things = frozenset({"price"})
        self._values = self._things & VALUES

    def form(self) -> list[str] | None:
        """The things, sorted; None where order may count."""
        asked, turn = self._asked(), self._turn_of_phrase()
        if asked is None or turn is None or not self._is_simple():
            return None
        things = self._things
        if "minimum" in things:
            things = frozenset({"moq"})
        if "quantity" in self._kinds:
            things -= {"piece"}
        if self._asks_whether():
            things |= {"whether"}
        if HOW_MANY_DAYS in things:
            things = things - {HOW_MANY_DAYS} | {"time"}
        return sorted((*self._marks, *things, *asked, *turn))

    def _asks_bare_price(self) -> bool:
        """Whether "how much is it" is all that is said of what is named."""
        if self._things or not self._marks or "how_much" not in self._told:
            return False
        place = self._told.index("how_much")
        return not _BEFORE_PRICE.isdisjoint(self._told[place + 1 : place + 2])

    def _is_simple(self) -> bool:
        """Whether things and joins are few enough for every order of them to mean the same."""
        if not self._marks and not self._things:
            return False
        joins = (place for place, word in enumerate(self._told) if word in _JOINS)
        is_named_well = self._has_few_things() and self._names_each_once()
        return is_named_well and not self._has_compound() and all(map(self._joins_well, joins))

    def _has_few_things(self) -> bool:
        if LEAST_ORDER.issuperset(self._things):
            return True
        if "minimum" in self._things or ("price" in self._values and not _HAVE_RATES.isdisjoint(self._things)):
            return False
        others = self._things - self._values - {"piece"}
        return len(self._values) <= 1 and (len(others - QUALITIES) <= 1 or others in PAIRS)

    def _names_each_once(self) -> bool:
        """Whether at most one product, one city, one number and so on is named: of two, the order counts."""
        numbers = [kind for kind in self._kinds if kind not in _NAMES]
        is_clear = numbers in ([], ["money"]) or (len(numbers) == 1 and self._counts_product(numbers[0]))
        return is_clear and len(set(self._kinds)) == len(self._kinds)

    def _has_compound(self) -> bool:
        """Whether neighbours make one word: "photo mug" is a mug, and in "do you charge" nothing is named."""
        return any(
            (after[0] == "@" and before in self._things - VALUES - QUALITIES)
            or (before in _PERSONS and after in COUNTED)
            for before, after in pairwise(self._told)
        )

    def _asks_whether(self) -> bool:
        """Whether it is asked if there is a charge, a least quantity and so on, and not how much it is."""
        asked = [word for word in self._links if word in _QUESTIONS]
        is_particle = asked == ["kya"] and is_verb(self._told[self._told.index("kya") - 1])
        is_open = bool(asked) and not is_particle
        is_open = is_open or self._is_bare_price or HOW_MANY_DAYS in self._things
        return bool(self._values & COUNTED) and not is_open and not _BEING.isdisjoint(self._links)

    def _counts_product(self, kind: str) -> bool:
        """Whether the one number stands at the product: "100 pcs of X", "X 100"."""
        bare = [word for word in self._told if word not in ("piece", "of")]
        place = next(index for index, word in enumerate(bare) if word.startswith(f"{kind}:"))
        return any(word[0] == "@" for word in (*bare[max(0, place - 1) : place], *bare[place + 1 : place + 2]))

    def _joins_well(self, place: int) -> bool:
        """Whether the word at ``place`` joins in the one way that there is."""
        word = self._told[place]
        before = self._told[place - 1] if place else ""
        after = self._told[place + 1] if place + 1 < len(self._told) else ""
        if word == "of" and self._values and {before, after} <= self._things:
            # The charge of an engraving, not an engraving of the charge.
            return (before if self._is_english else after) in self._values
        if word in ("of", "for"):
            return True
        if word == "me":
            is_in_thing = before in self._things - self._values and bool(self._values)
            return is_mark(before) or is_in_thing or before in ("give", "send", "show", HOW_MANY_DAYS)
        return is_mark(after) or after == HOW_MANY_DAYS or (word != "in" and is_mark(before))

    def _asked(self) -> list[str] | None:
        """The word of question, where it tells more than the things."""
        asked = [word for word in self._links if word in _QUESTIONS]
        # "Kya setup charge hai" may ask whether there is one, or what it is; "kya price hai" only what.
        is_unclear = self._told[:1] == ("kya",) and bool(self._values & COUNTED - _PRICES)
        if len(asked) > 1 or is_unclear:
            return None
        is_idle = (
            ("what" in asked and self._values and not self._asks_the_clock())
            or ("kya" in asked and (self._values or is_verb(self._told[self._told.index("kya") - 1])))
            or ("how_much" in asked and self._values & COUNTED)
            or ("which" in asked and self._values & CHOSEN)
        )
        return [] if is_idle else asked

    def _asks_the_clock(self) -> bool:
        """Whether "what time" is meant, not "what is the delivery time"."""
        return self._told[self._told.index("what") + 1 :][:1] == ("time",)

    def _turn_of_phrase(self) -> list[str] | None:
        """What is left of the verbs; None where they are no listed turn of phrase."""
        verbs = [word for word in self._links if word not in _QUESTIONS and word not in _IDLE]
        left = frozenset(word for word in verbs if word not in _JOINS or (word == "me" and self._is_person()))
        is_given = {"you", "give"} <= left and verbs.index("give") < verbs.index("you")
        if is_given or ("do" in left and not self._is_asking_do()):
            return None
        limits = left & _LIMITS if "money" in self._kinds else frozenset()
        left -= limits
        if not SHOPS_OWN.isdisjoint(self._things):
            left -= {"your"}
        # "100 mugs possible" asks whether they can be made, "100 mugs available" whether they are there.
        left -= {"possible"} if "quantity" not in self._kinds else frozenset()
        if left in _HAVING or (self._values and left in _ASKING):
            return [*limits]
        return ["want", *limits] if left in _WANTING else None

    def _is_asking_do(self) -> bool:
        """Whether "do" is the English verb, which in Hinglish is "two" or "give": "do mug ka price"."""
        place = self._told.index("do")
        before, after = self._told[max(0, place - 1) : place], self._told[place + 1 : place + 2]
        opens = self._told[0] in ("what", "which") and before[0] in self._things
        return opens or not _PERSONS.isdisjoint(after) or not _BEFORE_DO.isdisjoint(before)

    def _is_person(self) -> bool:
        """Whether "me" is the person in "give me", not the place in "pune me"."""
        place = self._told.index("me")
        return place > 0 and self._told[place - 1] in ("give", "send", "show")
