"""EnquiryTalk: leads a customer who wants to order from the first yes to a number, one short question at a time.

A message becomes a Said: the enquiry's own words, by rule, and what is to be answered beside them in the usual way.
Refuses to order anything: it writes down, reads back and passes on; a person confirms.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from handlers.delivery import card_numbers
from handlers.talk.enquiry import Confirmed
from handlers.talk.memory import Remembered
from providers.answer import Answer, Fact
from providers.rules import NAME as RULES
from shop.catalogue import Catalogue
from shop.conversation_slots import GO_AHEAD
from shop.customer_contact import find_contact
from shop.enquiry import NEEDED, Enquiry
from shop.enquiry_file import SayName
from shop.enquiry_phrasing import EnquiryPhrases
from shop.enquiry_reader import EnquiryReader, Heard
from shop.local_text import Language
from shop.phrasing import Phrased
from shop.slots import MISSES_BEFORE_CALL, Slots
from shop.topic import Topic
from shop.understanding import Understander, Understanding

ORDER = "order_place"
WHATSAPP = "whatsapp:"
# What may be the logo, where an enquiry is open.
FILES = ("photo", "image", "document")
MOST_MISSES = 2


@dataclass(frozen=True, slots=True)
class Heeded:
    """A message's words and what was known before it; ``wordless`` is its kind where it has none to be understood."""

    text: str
    before: Remembered
    now_ms: int
    wordless: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """``enquiry`` as it stands after the message, None where it has ended; ``answer`` are the enquiry's own words.

    ``beside`` is what the message asks besides, with ``aside`` its words: it is answered in the usual way, and
    ``answer`` goes beneath. ``confirmed`` is there where the enquiry has got its number with this message.
    """

    enquiry: Enquiry | None
    slots: Slots
    answer: Answer
    aside: str = ""
    beside: Understanding | None = None
    confirmed: Confirmed | None = None

    def beneath(self, answer: Answer) -> Answer:
        """An answer with the open question beneath; where a person is called nothing more is asked."""
        if answer.handoff or not self.answer.text:
            return answer
        facts = (*answer.facts, *(Fact(f"enquiry.{fact.name}", fact.value) for fact in self.answer.facts))
        return replace(answer, text=f"{answer.text}\n\n{self.answer.text}", facts=facts, handoff=self.answer.handoff)


class EnquiryTalk:
    """Talks with one catalogue; built once, used for each message."""

    def __init__(self, catalogue: Catalogue, understander: Understander) -> None:
        self._products = catalogue.products
        self._understander = understander
        self._reader = EnquiryReader(catalogue, understander)
        self._phrases = EnquiryPhrases(catalogue)
        self._zone = ZoneInfo(catalogue.shop.timezone)

    def turn(self, heeded: Heeded, next_number: Callable[[], int]) -> Said | None:
        """What comes of a message in a chat with an enquiry; None where there is none, or it is no matter for it.

        ``next_number`` is called where the customer confirms.
        """
        slots = heeded.before.slots
        if heeded.before.enquiry is None:
            return None
        enquiry = heeded.before.enquiry.known_to(self._products)
        if heeded.wordless:
            return self._receives(heeded.wordless, enquiry, slots, heeded.now_ms)
        if enquiry.is_open:
            return self._hears(heeded, enquiry, next_number)
        if slots.intent == ORDER and self._reader.assents(heeded.text):
            return self._with_team(heeded, enquiry)
        return None

    def opened(
        self, heeded: Heeded, understanding: Understanding, floor_of: Callable[[Understanding], Answer], chat: str
    ) -> Said | None:
        """The first words to a customer who wants to order, beneath the rule answer; None for all others."""
        topic = next((each for each in understanding.topics if each.intent == ORDER and not each.asks_how), None)
        was_offered = heeded.before.slots.asked == GO_AHEAD and bool(understanding.slots.items)
        if topic is None and was_offered and self._reader.begins_with_yes(heeded.text, understanding):
            topic = Topic(intent=ORDER, items=understanding.slots.items)
            understanding = replace(understanding, topics=(topic,))
        if topic is None or card_numbers.MASK in heeded.text:
            return None
        text, before, floor = heeded.text, heeded.before, floor_of(understanding)
        language, slots = understanding.language, understanding.slots
        today = self._today(slots.updated_at_ms)
        done = (before.enquiry or Enquiry()).known_to(self._products)
        is_repeat = not done.is_open and _names_nothing_new(topic, done, understanding)
        enquiry = Enquiry(
            items=() if is_repeat else topic.items,
            candidates=topic.candidates,
            waiting_quantity=slots.waiting_quantity,
            city=done.city,
            pincode=done.pincode if slots.city in (None, done.city) else "",
            name=done.name,
            contact=done.contact or _number_of(chat),
        )
        enquiry = self._asking(self._reader.seeded(text, understanding, enquiry, today))
        first = Phrased(floor.text, floor.facts)
        if is_repeat:
            first = self._phrases.say("another", done, language)
        elif before.slots.asked == GO_AHEAD and topic.items == before.slots.items and len(understanding.topics) == 1:
            first = self._phrases.say("opened", enquiry, language)
        question = self._phrases.question(enquiry, language, today)
        answer = replace(_answer(language, first, question), intents=floor.intents, handoff=floor.handoff)
        return Said(enquiry=enquiry, slots=_after(enquiry, slots), answer=answer)

    def _hears(self, heeded: Heeded, enquiry: Enquiry, next_number: Callable[[], int]) -> Said:
        """What comes of a message while ``enquiry`` is open."""
        text, slots, now_ms = heeded.text, heeded.before.slots, heeded.now_ms
        today = self._today(now_ms)
        heard = self._reader.read(text, enquiry, slots, today, now_ms)
        if slots.asked == GO_AHEAD and slots.items != enquiry.items and self._reader.assents(text):
            # The yes is to the quote that was asked for in between.
            heard = replace(heard, enquiry=replace(enquiry, items=slots.items), told=frozenset({"product"}), wish="")
        if card_numbers.MASK in text:
            heard = Heard(enquiry=enquiry, understanding=heard.understanding, aside=text)
        language = heard.understanding.language
        if heard.aside:
            return self._with_aside(heard, slots, today, now_ms)
        if heard.wish == "yes" or (enquiry.asked == "confirm" and not heard.told and _orders(heard)):
            return self._confirmed(heard, today, next_number())
        if heard.wish:
            return self._declined(heard)
        if heard.change_of is not None:
            asking = replace(enquiry, asked=heard.change_of, misses=0)
            return self._own(heard, asking, self._phrases.question(asking, language, today))
        if heard.told:
            asking = self._asking(heard.enquiry)
            return self._own(heard, asking, self._phrases.question(asking, language, today))
        return self._missed(text, heard, slots, today, now_ms)

    def _receives(self, kind: str, enquiry: Enquiry, slots: Slots, now_ms: int) -> Said | None:
        """A picture or a file without words, taken for the logo; None where it cannot be one."""
        if kind not in FILES or not enquiry.is_open or enquiry.logo == "plain":
            return None
        language, today = slots.language_wish or slots.language or "en", self._today(now_ms)
        asking = self._asking(replace(enquiry, logo="with", logo_note=enquiry.logo_note or "file"))
        thanks = self._phrases.say("file_received", asking, language)
        answer = _answer(language, thanks, self._phrases.question(asking, language, today))
        return Said(enquiry=asking, slots=_after(asking, replace(slots, updated_at_ms=now_ms)), answer=answer)

    def _with_team(self, heeded: Heeded, enquiry: Enquiry) -> Said:
        """One more yes to an enquiry that has its number."""
        understanding = self._understander.understand(heeded.text, heeded.before.slots, heeded.now_ms)
        answer = _answer(understanding.language, self._phrases.say("with_team", enquiry, understanding.language))
        return Said(enquiry=enquiry, slots=replace(understanding.slots, intent=ORDER), answer=answer)

    def _with_aside(self, heard: Heard, slots: Slots, today: date, now_ms: int) -> Said:
        """Something else is asked: the enquiry's own question goes beneath the answer."""
        context = replace(heard.enquiry.over(slots), asked=None, choices=())
        beside = self._understander.understand(heard.aside, context, now_ms)
        asking = self._asking(heard.enquiry) if heard.told else heard.enquiry
        if asking.asked == "confirm" and not heard.told:
            question = self._phrases.still_open(asking, beside.language)
        else:
            question = self._phrases.question(asking, beside.language, today)
        answer = replace(_answer(beside.language, question), handoff=_orders(heard))
        return Said(enquiry=asking, slots=context, answer=answer, aside=heard.aside, beside=beside)

    def _confirmed(self, heard: Heard, today: date, number: int) -> Said:
        enquiry = replace(heard.enquiry, number=number, asked="", misses=0)
        words = self._phrases.say("confirmed", enquiry, heard.understanding.language)
        quote = self._phrases.total(enquiry)
        confirmed = Confirmed(
            enquiry=enquiry,
            total_inr=None if quote is None else f"{quote.total:.2f}",
            lines=tuple(self._phrases.for_owner(enquiry, today)),
        )
        said = self._own(heard, enquiry, words)
        # The next order may well be for something else, by another day.
        slots = replace(said.slots, branding=None, no_branding=False, date=None, due=None)
        return replace(said, confirmed=confirmed, slots=slots, answer=replace(said.answer, handoff=True))

    def _declined(self, heard: Heard) -> Said:
        """No order, or not as it was read back."""
        language, enquiry = heard.understanding.language, heard.enquiry
        if heard.wish == "cancel":
            return self._own(heard, None, self._phrases.say("cancelled", enquiry, language))
        return self._own(heard, enquiry, self._phrases.say("what_to_change", enquiry, language))

    def _missed(self, text: str, heard: Heard, slots: Slots, today: date, now_ms: int) -> Said:
        """Nothing was understood: the question once more; at the second miss it is left open, if it can be."""
        language, enquiry = heard.understanding.language, heard.enquiry
        if heard.understanding.slots.misses >= MISSES_BEFORE_CALL:
            return self._with_aside(replace(heard, aside=text), slots, today, now_ms)
        missed = replace(enquiry, misses=enquiry.misses + 1)
        if _orders(heard):
            return self._own(heard, enquiry, self._phrases.question(enquiry, language, today))
        can_skip = enquiry.asked not in (*NEEDED, "confirm")
        if missed.misses >= MOST_MISSES and can_skip:
            asking = self._asking(missed.skipping())
            return self._own(heard, asking, self._phrases.question(asking, language, today))
        piece: SayName = "skip_hint" if can_skip else "not_understood"
        if heard.is_contact_incomplete:
            piece = "contact_incomplete"
        hint = self._phrases.say(piece, enquiry, language)
        if enquiry.asked == "confirm":
            question = self._phrases.still_open(enquiry, language)
        else:
            question = self._phrases.question(enquiry, language, today)
        return self._own(heard, missed, hint, question)

    def _own(self, heard: Heard, enquiry: Enquiry | None, *words: Phrased) -> Said:
        """The enquiry's own words, and nothing beside them."""
        slots = heard.understanding.slots
        is_lost = not (heard.told or heard.wish or heard.change_of)
        after = _after(enquiry, slots) if enquiry else replace(slots, asked=None, choices=())
        answer = replace(_answer(heard.understanding.language, *words), handoff=_orders(heard) and enquiry is not None)
        return Said(enquiry=enquiry, slots=after if is_lost else replace(after, misses=0), answer=answer)

    def _asking(self, enquiry: Enquiry) -> Enquiry:
        return replace(enquiry, asked=self._phrases.next_to_ask(enquiry), misses=0)

    def _today(self, now_ms: int) -> date:
        return datetime.fromtimestamp(now_ms / 1000, self._zone).date()


def _after(enquiry: Enquiry, slots: Slots) -> Slots:
    """The conversation's slots where the enquiry has had the last word."""
    return replace(enquiry.over(slots), intent=ORDER)


def _answer(language: Language, *words: Phrased) -> Answer:
    facts = {(fact.name, fact.value): fact for phrased in words for fact in phrased.facts}
    text = "\n".join(phrased.text for phrased in words)
    return Answer(text=text, tier=RULES, intents=(ORDER,), language=language, facts=tuple(facts.values()))


def _orders(heard: Heard) -> bool:
    """Whether the customer says again that something is to be ordered."""
    return any(topic.intent == ORDER and not topic.asks_how for topic in heard.understanding.topics)


def _names_nothing_new(topic: Topic, done: Enquiry, understanding: Understanding) -> bool:
    """Whether an order after a confirmed one speaks of the same goods without naming them."""
    entities = understanding.entities
    names = entities is not None and (bool(entities.mentions) or bool(entities.with_role("quantity")))
    return not names and topic.items in (done.items, ())


def _number_of(chat: str) -> str:
    """On WhatsApp the chat is the customer's number."""
    number = chat.removeprefix(WHATSAPP)
    return (find_contact(number).contact or number) if chat.startswith(WHATSAPP) else ""
