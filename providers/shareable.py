"""Shareable: whether everybody who asks a question may have the answer that one of them got.

What may be shared is listed, not what may not: topics whose intent says `cache: yes`, plain signs, nothing that could
belong to one customer, nothing that is true today only. Refuses whatever it is not sure of.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from providers import hinglish_forms
from providers.answer import Question
from providers.contacts import contacts
from providers.masking import mask
from providers.named_days import names_a_day
from shop.catalogue import Catalogue
from shop.entities import Entities
from shop.language import folded
from shop.number_roles import Role
from shop.topic import Topic

MOST_CHARACTERS = 300
# From so many digits on, a text is looked through for phone numbers and papers.
MANY_DIGITS = 5
LONGEST_NUMBER = 4
MOST_NUMBER_WORDS = 5
# Marks of words_of for what holds digits of its own: the mark does not tell which.
_HOLDS_DIGITS = frozenset({"<mail>", "<link>", "<phone>", "<time>", "<day>", "<dimension>"})
_PRIVATE_ROLES: frozenset[Role] = frozenset({"phone", "pincode", "order", "date"})
# Faces and hands that only tell a mood; those that deny, point, rage or stand for a thing are not among them.
_MOODS = "🙏👌👍👋🙌👏🤝✨😀😁😂😃😄😅😆😇😉😊😋😌😍😎😏😘😙😚😛😜🙂🙃🤔🤗🤩🥰🥳🫶"
# Letters, digits, the signs that words_of reads, joiners of Devanagari, quotation marks.
_PLAIN = re.compile(rf"[\w\s\u0900-\u097f\u200c\u200d\ufe0f'’‘`´\"“”*…₹%&+?!.,;:|()/{_MOODS}-]*")
_CAPITAL = re.compile(r"(?<!\w)[A-Z]\w*")
# Inches and feet, whose marks words_of passes over.
_MEASURE = re.compile(r"\d ?['’‘`´\"“”]")
_ADDRESS = re.compile(r"[a-z]\.[a-z]|\bdot\b")
_CODE = re.compile(
    r"[a-z]\d{3}|\d{3}[a-z]|\b(?:otp|cvv|pin|order|invoice|bill|awb|tracking|docket|utr|txn|ref|account|booking)\b"
)
_TIME_BOUND_MEANINGS = frozenset({"today", "tomorrow", "urgent", "old_order"})
_TIME_BOUND = folded(
    "now currently tonight yesterday weekend nowadays abhi ab aajkal parso parson subah shaam "
    "अभी अब आजकल परसों सुबह शाम jan january feb february mar march apr april jun june jul july aug august sep sept "
    "september oct october nov november dec december".split()
)
# After these stands somebody's name, if anything unlisted does.
_INTRODUCING = folded(
    "im myself name naam main mai hum my mera mere meri regards dear mr mrs ms miss shri smt dr from company firm "
    "ltd pvt नाम मैं हम मेरा मेरे मेरी श्री श्रीमती कंपनी".split()
)
_AM = frozenset({("i", "am"), ("we", "are"), ("this", "is"), ("i", "is")})


class Shareable:
    """Judges with one catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        words = catalogue.words
        self._number_words = folded([name for names in words.numbers.values() for name in names])
        listed = [*words.filler, *words.known_words, *words.hinglish_words, *words.english_words]
        listed += [spelling for spellings in words.meanings.values() for spelling in spellings]
        listed += [name for product in catalogue.products.values() for name in product.names]
        listed += [*hinglish_forms.roots(), *(spelling for spelling, _ in hinglish_forms.spellings())]
        listed += [*words.cities, *words.cities_in_hindi]
        listed += [name for names in words.occasions.values() for name in names]
        self._listed = folded(dict.fromkeys(" ".join(listed).replace("-", " ").split())) | self._number_words

    def may_share(self, question: Question) -> bool:
        """Whether the answer to ``question`` may be stored, or be one that was stored."""
        understanding = question.understanding
        entities = understanding.entities
        return (
            question.stands_alone
            and entities is not None
            and not (question.floor is not None and question.floor.handoff)
            and all(map(self._is_open_topic, understanding.topics))
            and not self._is_private(question.text, entities)
            and not _is_time_bound(entities)
        )

    def _is_open_topic(self, topic: Topic) -> bool:
        """Whether a topic is the same for everybody, and answered, not asked back."""
        if topic.missing or topic.taken_as or not self._catalogue.intents[topic.intent].cache:
            return False
        products = self._catalogue.products
        return not any(
            item.quantity is not None and products[item.product].is_above_steps(item.quantity) for item in topic.items
        )

    def _is_private(self, text: str, entities: Entities) -> bool:
        if len(text) > MOST_CHARACTERS or not _PLAIN.fullmatch(text) or _MEASURE.search(text) or _is_slip(entities):
            return True
        if not text.isascii() and any(letter.isnumeric() and not letter.isdecimal() for letter in text):
            return True
        if any(number.role in _PRIVATE_ROLES for number in entities.numbers):
            return True
        words = entities.words
        if not _HOLDS_DIGITS.isdisjoint(words) or sum(word in self._number_words for word in words) > MOST_NUMBER_WORDS:
            return True
        return self._holds_contact(text) or self._holds_name(text, words)

    def _holds_contact(self, text: str) -> bool:
        """Whether a phone number, an address on the net, an order's or a paper's number stands in the text."""
        digits = sum(map(str.isdecimal, text))
        lowered = text.lower()
        if digits < MANY_DIGITS and not _ADDRESS.search(lowered) and not (digits and _CODE.search(lowered)):
            return False
        plain = lowered.replace(",", "")
        found = contacts(lowered)
        is_long = any(len(run) > LONGEST_NUMBER for run in re.findall(r"\d+", plain))
        return is_long or bool(found.links or found.phones) or "[" in mask(text)

    def _holds_name(self, text: str, words: Sequence[str]) -> bool:
        """Whether an unlisted word stands where people say who they are, or is written as names are."""
        unlisted = [place for place, word in enumerate(words) if word[0].isalpha() and word not in self._listed]
        if not unlisted:
            return False
        if any(
            words[place - 1] in _INTRODUCING or tuple(words[max(0, place - 2) : place]) in _AM
            for place in unlisted
            if place
        ):
            return True
        capitals = _CAPITAL.findall(text[1:])
        return not text.isupper() and not folded(capitals).isdisjoint(words[place] for place in unlisted)


def _is_slip(entities: Entities) -> bool:
    """Whether something named was read out of a mistyped word."""
    spans = [(mention.start, mention.end) for mention in entities.mentions]
    spans += [(number.start, number.end) for number in entities.numbers]
    spans += [(match.start, match.end) for match in (*entities.cities, *entities.methods, *entities.occasions)]
    return any(start <= place < end for place in entities.taken_as for start, end in spans)


def _is_time_bound(entities: Entities) -> bool:
    """Whether the answer may be another one tomorrow."""
    words = " ".join(entities.words)
    return (
        not _TIME_BOUND.isdisjoint(entities.words)
        or not _TIME_BOUND_MEANINGS.isdisjoint(entities.meanings)
        or names_a_day(words)
    )
