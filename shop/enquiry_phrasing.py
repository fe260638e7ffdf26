"""Words of an enquiry: its questions, what was told read back with the computed quote, and the last words.

Refuses to state a price of its own: what is read back is the quote that every other answer computes.
"""

from __future__ import annotations

from datetime import date

from shop import formatting
from shop.catalogue import Catalogue
from shop.due_facts import usual_days
from shop.enquiry import FIELDS, Asked, Enquiry, FieldName
from shop.enquiry_file import AskName, SayName
from shop.fact_sheet import FactSheet
from shop.local_text import Language
from shop.phrasing import Marks, Phrased, finished
from shop.quote import Quote, branding_of, quote
from shop.romanise import romanised
from shop.slots import Slots
from shop.topic import Topic
from shop.turn import Turn, fill

# What is answered with the customer's own words, or with one of these pieces.
OPEN: dict[FieldName, SayName] = {"contact": "this_chat"}


class EnquiryPhrases:
    """Writes with one catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def next_to_ask(self, enquiry: Enquiry) -> Asked:
        """What is missing first; "confirm" where nothing is."""
        for name in FIELDS:
            if enquiry.has(name) or (name == "logo" and enquiry.items and not self._can_brand(enquiry)):
                continue
            both = name == "name" and not enquiry.has("contact")
            return "name_and_contact" if both else name
        return "confirm"

    def total(self, enquiry: Enquiry) -> Quote | None:
        """The quote, where the shop has a price for all quantities; no field of an enquiry may be unknown for it."""
        products = self._catalogue.products
        wanted = [(products[item.product], item.quantity) for item in enquiry.items if item.quantity]
        outside = (quantity < each.moq or each.is_above_steps(quantity) for each, quantity in wanted)
        if not wanted or len(wanted) < len(enquiry.items) or any(outside):
            return None
        method = enquiry.method if enquiry.logo == "with" else None
        return quote(wanted, method, self._catalogue.policies.delivery)

    def question(self, enquiry: Enquiry, language: Language, today: date) -> Phrased:
        """What the enquiry asks now."""
        return self._read_back(enquiry, language, today) if enquiry.asked == "confirm" else self._ask(enquiry, language)

    def still_open(self, enquiry: Enquiry, language: Language) -> Phrased:
        """The question for a yes, beneath the answer to something else."""
        sheet = self._sheet(enquiry, language)
        total = self.total(enquiry)
        amount = None if total is None else sheet.turn.money("quote.total", total.total)
        goods = sheet.turn.listed(self._items(sheet.turn, enquiry))
        return finished(sheet, self._catalogue.enquiry.say["still_open"], marks={"short": goods, "total": amount})

    def say(self, piece: SayName, enquiry: Enquiry, language: Language) -> Phrased:
        """One of the owner's pieces as a message."""
        sheet = self._sheet(enquiry, language)
        marks: Marks = {"number": str(enquiry.number), "name": _legible(enquiry.name, language) or None}
        return finished(sheet, self._catalogue.enquiry.say[piece], marks=marks)

    def values(self, enquiry: Enquiry, language: Language, today: date) -> dict[FieldName, str]:
        """What was told, in words, by field; without products and quantities."""
        told: dict[FieldName, str] = {
            "logo": self._logo(enquiry, language) if self._can_brand(enquiry) else "",
            "place": " ".join(part for part in (self._place(enquiry, language), enquiry.pincode) if part),
            "date": self._date(enquiry, language, today),
            "name": _legible(enquiry.name, language),
            "contact": enquiry.contact,
        }
        left_open = {name: self._piece(OPEN.get(name, "open"), language) for name in enquiry.skipped}
        return {name: value for name in told if (value := told[name] or left_open.get(name, ""))}

    def for_owner(self, enquiry: Enquiry, today: date) -> list[str]:
        """All of a confirmed enquiry in lines for the owner, in English; names as they were written."""
        sheet, say = self._sheet(enquiry, "en"), self._catalogue.enquiry.say
        total = self.total(enquiry)
        values = self.values(enquiry, "en", today) | ({"name": enquiry.name} if enquiry.name else {})
        lines = self._items(sheet.turn, enquiry)
        lines.append(
            "No total yet: this quantity needs a price from you"
            if total is None
            else f"Total: {formatting.rupees(total.total)}"
        )
        lines += [fill(say[name].en, {"value": value}.get) for name, value in values.items()]  # type: ignore[index]
        return [*lines, "The date is sooner than usual"] if self._is_soon(enquiry, today) else lines

    def _ask(self, enquiry: Enquiry, language: Language) -> Phrased:
        names: dict[Asked, AskName] = {name: name for name in (*FIELDS, "name_and_contact")}  # type: ignore[misc]
        return finished(self._sheet(enquiry, language), self._catalogue.enquiry.ask[names[enquiry.asked]])

    def _read_back(self, enquiry: Enquiry, language: Language, today: date) -> Phrased:
        sheet = self._sheet(enquiry, language)
        say = self._catalogue.enquiry.say
        lines = [
            fill(say[name].in_(language), {"value": value}.get)  # type: ignore[index]  # each of these has its line
            for name, value in self.values(enquiry, language, today).items()
        ]
        if self._is_soon(enquiry, today):
            usual = usual_days(self._catalogue, sheet.turn.topic)
            marks: dict[str, str | None] = {
                "usual_days": sheet.turn.days("delivery.usual_days", usual),
                "value": self._date(enquiry, language, today),
            }
            lines.append(fill(say["soon"].in_(language), marks.get))
        summary = "\n".join(self._summary(sheet, enquiry))
        return finished(sheet, say["read_back"], marks={"summary": summary, "details": "\n".join(lines)})

    def _summary(self, sheet: FactSheet, enquiry: Enquiry) -> list[str]:
        """The quote; where there is none, the goods and why a person must look at them."""
        computed = sheet.value("quote")
        if computed is not None:
            return [computed]
        outside = [text for name in ("below_moq", "above_top") if (text := sheet.value(name)) is not None]
        return [*self._items(sheet.turn, enquiry), *outside, self._piece("asks_person", sheet.turn.language)]

    def _items(self, turn: Turn, enquiry: Enquiry) -> list[str]:
        lines = []
        for item in enquiry.items:
            product = self._catalogue.products[item.product]
            count = item.quantity or 0
            marks = {
                "quantity": turn.count(f"{item.product}.quantity", count) if count else "",
                "product": turn.say(product.name if count == 1 else product.plural),
            }
            lines.append(fill(self._catalogue.enquiry.say["item"].in_(turn.language), marks.get).strip())
        return lines

    def _sheet(self, enquiry: Enquiry, language: Language) -> FactSheet:
        """The slots of the enquiry; a question for a quantity is about the product that lacks one."""
        lacking = enquiry.lacking if enquiry.asked == "quantity" else None
        items = (lacking,) if lacking else enquiry.items
        topic = Topic(intent="order_place", items=items, candidates=enquiry.candidates)
        slots = enquiry.over(Slots())
        city = _legible(enquiry.city, language)
        return FactSheet(
            Turn(
                catalogue=self._catalogue,
                language=language,
                topic=topic,
                slots=Slots(items=items, branding=slots.branding, no_branding=slots.no_branding, city=city or None),
            )
        )

    def _piece(self, piece: SayName, language: Language, **marks: str | None) -> str:
        return fill(self._catalogue.enquiry.say[piece].in_(language), marks.get)

    def _logo(self, enquiry: Enquiry, language: Language) -> str:
        if enquiry.logo != "with":
            return self._piece("plain", language) if enquiry.logo == "plain" else ""
        products = [self._catalogue.products[item.product] for item in enquiry.items]
        chosen = [(each, method) for each in products if (method := branding_of(each, enquiry.method))]
        ways = dict.fromkeys(each.branding[method].name.in_(language) for each, method in chosen)
        text = self._piece("with_logo", language, method=", ".join(ways) or None)
        return f'{text} ("{_legible(enquiry.logo_note, language)}")' if enquiry.logo_note else text

    def _place(self, enquiry: Enquiry, language: Language) -> str:
        return _legible(enquiry.address, language) if enquiry.address else self._city(enquiry, language)

    def _city(self, enquiry: Enquiry, language: Language) -> str:
        words = self._catalogue.words
        if enquiry.city not in words.cities:
            return _legible(enquiry.city, language)
        in_hindi = (
            {latin: hindi for hindi, latin in reversed(words.cities_in_hindi.items())} if language == "hi" else {}
        )
        return in_hindi.get(enquiry.city, enquiry.city.title())

    def _date(self, enquiry: Enquiry, language: Language, today: date) -> str:
        if enquiry.no_hurry:
            return self._piece("no_hurry", language)
        day = enquiry.needed_by
        if day is None or enquiry.date_words:
            return _legible(enquiry.date_words, language)
        year = f" {day.year}" if day.year != today.year else ""
        return f"{formatting.day(day, language)}{year}"

    def _is_soon(self, enquiry: Enquiry, today: date) -> bool:
        """Whether the date comes before goods made and sent in their usual days are surely there."""
        usual = usual_days(self._catalogue, Topic(intent="", items=enquiry.items))
        return enquiry.needed_by is not None and (enquiry.needed_by - today).days < usual.most

    def _can_brand(self, enquiry: Enquiry) -> bool:
        return any(self._catalogue.products[item.product].branding for item in enquiry.items)


def _legible(text: str, language: Language) -> str:
    """The customer's own words, in Latin letters where the reply is."""
    return text if language == "hi" else romanised(text)
