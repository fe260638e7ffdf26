"""EnquiryReader: a message of a customer whose enquiry is open -> what it tells, what it wishes, what it asks beside.

Order of work: contact, PIN code and date are taken out of each sentence, then names and short answers; what is left is
read for goods, logo and city. Refuses to take goods from a question: "and 200?" is answered, and changes nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

from shop.catalogue import Catalogue
from shop.customer_contact import find_contact
from shop.enquiry import Enquiry, FieldName
from shop.enquiry_answers import EnquiryAnswers, sentences_of
from shop.enquiry_goods import EnquiryGoods
from shop.enquiry_own_words import OwnWords
from shop.language import fold, normalise
from shop.local_text import Language
from shop.needed_date import NeededDates
from shop.person_name import PersonNames
from shop.slots import Slots
from shop.understanding import Understander, Understanding

Wish = Literal["", "yes", "no", "change", "cancel"]
LEAST_TELLING = 2
# What a message may seem to be about though it only answers, or answers nothing.
QUIET = frozenset("unclear ack order_place order_change order_cancel bulk_quote price_query goodbye".split())
# Meanings of words.yaml that make a sentence a question.
ASKING = frozenset({"what", "which", "how", "how_much", "when", "where", "who", "why", "price", "quote"})
# What is answered by itself, whatever the enquiry asked.
FOREMOST = frozenset({"crisis", "opt_out"})
_PIN = re.compile(r"(?<![\d,.₹])[1-9]\d{5}(?![\d,]?\d)")
_SPACED_PIN = re.compile(r"(?<![\d,.₹])[1-9]\d{2} \d{3}(?![\d,]?\d)")
_PIN_LABEL = re.compile(r"(?i)\b(?:pin ?code|pin|postal code|zip)\b\.?\s*[:=-]?|पिन ?कोड|पिन")
_PARTS = re.compile(r"[,;\n|]+| - ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """``enquiry`` holds all that the message tells, ``told`` the fields that it does.

    ``aside`` is what it asks beside, to be answered in the usual way, "" for nothing. ``change_of`` is the field that
    shall be asked again. ``understanding`` is of all that is left once names, contacts and dates are taken out.
    """

    enquiry: Enquiry
    understanding: Understanding
    told: frozenset[FieldName] = frozenset()
    wish: Wish = ""
    change_of: FieldName | None = None
    aside: str = ""
    is_contact_incomplete: bool = False


@dataclass(slots=True)
class _Reading:
    """One message as it is read; ``left`` is what nobody has made sense of yet."""

    enquiry: Enquiry
    today: date
    left: list[str] = field(default_factory=list)
    aside: list[str] = field(default_factory=list)
    is_contact_incomplete: bool = False


class EnquiryReader:
    """Reads with one catalogue's words."""

    def __init__(self, catalogue: Catalogue, understander: Understander) -> None:
        file = catalogue.enquiry
        self._understander = understander
        self._answers = EnquiryAnswers(file.words)
        self._dates = NeededDates(file.words, catalogue.words.numbers)
        products, families = catalogue.products.values(), catalogue.families.values()
        goods = [
            *(name for each in products for name in each.names),
            *(n for each in families for n in each.also_called),
        ]
        self._names = PersonNames(catalogue.words, file, goods)
        self._goods = EnquiryGoods(catalogue)
        self._own_words = OwnWords(self._names)
        self._telling: dict[Language, frozenset[str]] = {
            "en": frozenset(fold(normalise(word)) for word in catalogue.words.english_words),
            "hinglish": frozenset(fold(normalise(word)) for word in catalogue.words.hinglish_words),
        }

    def read(self, text: str, enquiry: Enquiry, slots: Slots, today: date, now_ms: int) -> Heard:
        """What ``text`` says to an enquiry in a conversation with ``slots``, on a day of the shop's."""
        context = enquiry.over(slots)
        whole = self._understander.understand(text, context, now_ms)
        if any(topic.intent in FOREMOST for topic in whole.topics):
            return Heard(enquiry=enquiry, understanding=whole, aside=text)
        reading = _Reading(enquiry, today)
        for sentence in sentences_of(text):
            self._read_sentence(sentence, reading, context, now_ms)
        wish, change_of = self._wish(reading, enquiry)
        if not wish and change_of is None:
            self._read_parts(reading)
        left = ", ".join(reading.left)
        understanding = self._understander.understand(left, context, now_ms)
        if not wish and left:
            reading.enquiry = self._goods.read(reading.enquiry, understanding, context)
            reading.enquiry = self._own_words.read(left, enquiry, reading.enquiry, understanding)
        understanding = self._in_language_of(understanding, slots)
        told = reading.enquiry.told_since(enquiry)
        if left and not (told or wish or change_of or reading.aside) and _is_beside(understanding):
            reading.aside = [text]
            reading.enquiry = self._own_words.collecting(left, enquiry, understanding)
            told = reading.enquiry.told_since(enquiry)
        aside = text if len(reading.aside) == len(sentences_of(text)) else "\n".join(reading.aside)
        return Heard(
            enquiry=reading.enquiry,
            understanding=understanding,
            told=told,
            wish=wish,
            change_of=change_of,
            aside=aside,
            is_contact_incomplete=reading.is_contact_incomplete,
        )

    def seeded(self, text: str, understanding: Understanding, enquiry: Enquiry, today: date) -> Enquiry:
        """A new enquiry with what the message that opens it, and the conversation before it, tell."""
        slots = understanding.slots
        reading = _Reading(enquiry, today)
        if slots.due:
            reading.enquiry = replace(enquiry, day=slots.due)
        for sentence in sentences_of(text):
            self._take_out(sentence, reading)
        for part in _PARTS.split(text):
            named = self._names.introduced(part, is_lettering=_is_lettering(understanding))
            if named:
                reading.enquiry = replace(reading.enquiry, name=named.name)
        told = reading.enquiry
        if slots.branding is not None:
            told = replace(told, logo="with", method=slots.branding)
        elif slots.no_branding or self._answers.holds(text, "plain"):
            told = replace(told, logo="plain")
        return replace(told, city=slots.city or told.city)

    def begins_with_yes(self, text: str, understanding: Understanding) -> bool:
        """Whether a yes to "shall we go ahead?" stands before details, and no question among them."""
        first, *details = [part for part in _PARTS.split(text) if part.strip()] or [""]
        meanings = understanding.entities.meanings if understanding.entities else ()
        asks = "?" in text or self._answers.asks(text) or not ASKING.isdisjoint(meanings)
        return bool(details) and not asks and self._answers.is_all(first, "yes") and "yes" in meanings[:2]

    def assents(self, text: str) -> bool:
        """Whether the message is a yes and nothing else."""
        return self._answers.is_all(text, "yes")

    def _read_sentence(self, sentence: str, reading: _Reading, context: Slots, now_ms: int) -> None:
        entities = self._understander.understand(sentence, context, now_ms).entities
        meanings = entities.meanings if entities else ()
        asks = "?" in sentence or self._answers.asks(sentence) or not ASKING.isdisjoint(meanings)
        if asks:
            reading.aside.append(sentence)
            self._take_out(sentence, reading, dates=False)
        elif left := self._take_out(sentence, reading).strip():
            reading.left.append(left)

    def _take_out(self, sentence: str, reading: _Reading, *, dates: bool = True) -> str:
        """The sentence without the contact, the PIN code and the date that it tells."""
        found = find_contact(sentence)
        reading.is_contact_incomplete |= found.is_incomplete and reading.enquiry.asks("contact")
        if found.contact:
            reading.enquiry = replace(reading.enquiry, contact=found.contact)
        rest = found.rest
        labelled = _PIN_LABEL.search(rest) is not None
        is_bare_number = reading.enquiry.asked == "quantity" and not any(map(str.isalpha, rest))
        for pattern in (_PIN, *((_SPACED_PIN,) if labelled or reading.enquiry.asks("place") else ())):
            match = pattern.search(rest)
            if match and (labelled or not match[0].endswith("000")) and not is_bare_number:
                reading.enquiry = replace(reading.enquiry, pincode=match[0].replace(" ", ""))
                rest = _PIN_LABEL.sub(" ", f"{rest[: match.start()]} {rest[match.end() :]}")
        if dates:
            reading.enquiry, rest = self._with_date(rest, reading, asked=reading.enquiry.asks("date"))
        return rest if any(map(str.isalnum, rest)) or not found.contact else ""

    def _with_date(self, text: str, reading: _Reading, *, asked: bool) -> tuple[Enquiry, str]:
        needed, rest = self._dates.find(text, reading.today, asked=asked)
        if needed is None or self._answers.holds(text, "no_hurry"):
            return reading.enquiry, text
        told = replace(reading.enquiry, day=needed.day.isoformat(), date_words=needed.words, no_hurry=False)
        return told, rest

    def _wish(self, reading: _Reading, before: Enquiry) -> tuple[Wish, FieldName | None]:
        """What the message wishes, where all that is left of it is one short answer."""
        left, asked = " ".join(reading.left), reading.enquiry.asked
        if not left or reading.aside or reading.enquiry != before:
            return "", None
        if asked == "logo" and self._answers.is_all(left, "plain", "no", "cancel") and not self._is_for_all(left):
            reading.enquiry = replace(reading.enquiry, logo="plain", logo_note="")
            reading.left.clear()
            return "", None
        change_of = self._answers.change_of(left, is_read_back=asked == "confirm")
        if change_of is not None and not (change_of == "logo" and asked == "logo"):
            return "", change_of
        if self._answers.is_all(left, "cancel"):
            return "cancel", None
        if asked != "confirm":
            return "", None
        is_no = self._answers.is_all(left, "no", "change")
        return ("no" if is_no else "yes" if self._answers.is_all(left, "yes") else ""), None

    def _is_for_all(self, text: str) -> bool:
        """Whether "cancel" is meant for the whole order, where a logo was asked for."""
        return self._answers.is_all(text, "cancel") and not self._answers.holds(text, "no")

    def _read_parts(self, reading: _Reading) -> None:
        """Short answers and names, part by part; what is neither stays left."""
        left: list[str] = []
        has_contact = reading.enquiry.contact != ""
        parts = [part.strip() for each in reading.left for part in _PARTS.split(each) if part.strip()]
        for part in parts:
            reading.enquiry, rest = self._read_part(
                part, reading.enquiry, is_beside_contact=has_contact and len(parts) > 1
            )
            if rest.strip() and any(map(str.isalnum, rest)):
                left.append(rest.strip())
        reading.left[:] = left

    def _read_part(self, part: str, told: Enquiry, *, is_beside_contact: bool) -> tuple[Enquiry, str]:
        asked = told.asked
        if self._answers.is_all(part, "no_hurry"):
            return replace(told, no_hurry=True, day="", date_words=""), ""
        if self._answers.is_all(part, "plain") or (asked == "logo" and self._answers.is_all(part, "no")):
            return replace(told, logo="plain", logo_note=""), ""
        if asked == "logo" and self._answers.is_all(part, "yes"):
            return replace(told, logo="with"), ""
        if self._answers.is_all(part, "skip", "no") and asked not in ("", "confirm", "product", "quantity"):
            return told.skipping(), ""
        return self._read_name(part, told, is_asked=told.asks("name") or (is_beside_contact and not told.has("name")))

    def _read_name(self, part: str, told: Enquiry, *, is_asked: bool) -> tuple[Enquiry, str]:
        named = self._names.introduced(part, is_lettering=told.asked == "logo" and not told.logo)
        if named:
            return replace(told, name=named.name), named.rest
        name = self._names.alone(part) if is_asked else ""
        return (replace(told, name=name), "") if name else (told, part)

    def _in_language_of(self, understanding: Understanding, slots: Slots) -> Understanding:
        """An answer in Latin letters tells another language only by two telling words: "rehne do" and names do not."""
        before, now = slots.language_wish or slots.language, understanding.language
        words = understanding.entities.words if understanding.entities else ()
        if (
            before is None
            or "hi" in (before, now)
            or sum(word in self._telling[now] for word in words) >= LEAST_TELLING
        ):
            return understanding
        return replace(understanding, language=before, slots=replace(understanding.slots, language=before))


def _is_beside(understanding: Understanding) -> bool:
    """Whether a message that tells nothing says something that is to be answered in the usual way."""
    return any(topic.intent not in QUIET for topic in understanding.topics)


def _is_lettering(understanding: Understanding) -> bool:
    meanings = understanding.entities.meanings if understanding.entities else ()
    return not {"print", "engrave", "custom"}.isdisjoint(meanings)
