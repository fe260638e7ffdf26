"""What a customer writes in words of their own where a logo, a place or a date was asked for.

"Sharma Parivar", "12 MG Road, Camp", "Diwali tak": nobody has listed these, and a person will read them.
Refuses words that have another sense, such as a call for a person.
"""

from __future__ import annotations

from dataclasses import replace

from shop.enquiry import Enquiry
from shop.person_name import PersonNames
from shop.understanding import Understanding

MOST_NOTE, MOST_PLACE = 80, 80
MOST_LABEL_WORDS = 2
# The meaning of words for where the goods go; those who come for them; those who want somebody to talk to.
ADDRESS, PICKUP = "address", "pickup"
FOR_A_PERSON = frozenset({"human", "complaint", PICKUP})


class OwnWords:
    """Takes them with the names' sense of what is a strange word."""

    def __init__(self, names: PersonNames) -> None:
        self._names = names

    def read(self, left: str, before: Enquiry, told: Enquiry, understanding: Understanding) -> Enquiry:
        """``told``, which held ``before`` until this message, with what is ``left`` of its words."""
        is_strange, entities = self._names.is_strange(left), understanding.entities
        meanings = entities.meanings if entities else ()
        if before.asked == "logo" and (told.logo == "with" or (told == before and is_strange)):
            return replace(told, logo="with", logo_note=left[:MOST_NOTE] if is_strange else told.logo_note)
        if before.asked == "date" and told == before and entities and entities.occasions:
            return replace(told, date_words=left[:MOST_NOTE], day="", no_hurry=False)
        if before.asked != "place" and ADDRESS not in meanings:
            return told
        words = _after_label(" ".join(left.split()))[:MOST_PLACE]
        if told.city != before.city or (ADDRESS in meanings and is_strange):
            return replace(told, address=words if is_strange else "")
        intents = {topic.intent for topic in understanding.topics}
        if told != before or not is_strange or not intents.isdisjoint(FOR_A_PERSON):
            return told
        return replace(told, city=words, address="")

    def collecting(self, left: str, before: Enquiry, understanding: Understanding) -> Enquiry:
        """Whoever collects the goods has no city to be asked for."""
        if before.asked != "place" or all(topic.intent != PICKUP for topic in understanding.topics):
            return before
        return replace(before, address=left[:MOST_PLACE])


def _after_label(text: str) -> str:
    """A text without a label before it, such as "address:"."""
    label, colon, rest = text.partition(":")
    return rest.strip() if colon and rest.strip() and len(label.split()) <= MOST_LABEL_WORDS else text
