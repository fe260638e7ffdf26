"""Consistency: what several of the owner's files must agree on, and the slots and marks that their texts may hold.

Refuses to stop at the first mistake: each check gives all that it finds, each with its file and line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from shop.catalogue import Catalogue
from shop.enquiry_file import MARKS, EnquiryFile
from shop.fact_sheet import SLOT_NAMES, FactSheet
from shop.intent import NEEDED_INTENTS, SLOT, IntentFile, slots_of
from shop.language import words_of
from shop.local_text import LANGUAGES, LocalText
from shop.menu import Menu
from shop.product import Product
from shop.shop_file import PinnedAnswer, PinnedFile, ShopFile
from shop.slots import Item, Slots
from shop.topic import HARMLESS, Topic
from shop.turn import Turn, required_marks
from shop.wording import WORDING_SLOTS, Wording
from shop.words import Words
from strict_yaml import Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Files:
    """All of the owner's files, each with the document that it was read from."""

    shop: tuple[Document, ShopFile]
    words: tuple[Document, Words]
    wording: tuple[Document, Wording]
    menu: tuple[Document, Menu]
    enquiry: tuple[Document, EnquiryFile]
    pinned: tuple[Document, PinnedFile] | None
    products: Sequence[tuple[Document, Product]]
    intents: Sequence[tuple[Document, IntentFile]]

    def all_pinned(self) -> Iterator[tuple[Document, int, PinnedAnswer]]:
        """Each pinned answer with its document and its place there, those of shop.yaml first."""
        listed: list[tuple[Document, Sequence[PinnedAnswer]]] = [(self.shop[0], self.shop[1].pinned)]
        if self.pinned is not None:
            listed.append((self.pinned[0], self.pinned[1].pinned))
        for document, answers in listed:
            for index, answer in enumerate(answers):
                yield document, index, answer


def mistakes_between(files: Files) -> list[str]:
    """What is wrong in the texts, and between files that are sound by themselves."""
    return [
        *_product_mistakes(files.products, files.shop[1]),
        *_name_mistakes(files.products, files.shop[1]),
        *_intent_mistakes(files.intents),
        *_pinned_mistakes(files),
        *_wording_mistakes(*files.wording),
        *_enquiry_mistakes(*files.enquiry),
        *_occasion_mistakes(files.words[1], files.wording),
        *_missing_mistakes(files.products, files.intents),
    ]


def _product_mistakes(products: Sequence[tuple[Document, Product]], shop: ShopFile) -> Iterable[str]:
    ids: dict[str, str] = {}
    for document, product in products:
        other = ids.setdefault(product.id, document.name)
        if other != document.name:
            yield f'{document.where(["id"])}: the id "{product.id}" stands in {other} already; give one another'
        if product.family is not None and product.family not in shop.families:
            yield f"{document.where(['family'])}: {_unknown('family', product.family, shop.families)}"
    for key in shop.families:
        if all(product.family != key for _, product in products):
            yield f'shop.yaml: no product has the family "{key}"; name it in a product, or remove it'


def _name_mistakes(products: Sequence[tuple[Document, Product]], shop: ShopFile) -> Iterable[str]:
    """Names that nobody could be understood by, since they stand for two things or for none."""
    names = {
        tuple(words_of(name)): (f"family {key}", "shop.yaml")
        for key, family in shop.families.items()
        for text in (family.name, family.plural)
        for name in (text.en, text.hinglish, text.hi, *family.also_called)
    }
    for document, product in products:
        for name in product.names:
            place = ("also_called", product.also_called.index(name)) if name in product.also_called else ("name",)
            if not any(word[0].isalpha() for word in words_of(name)):
                yield f'{document.where(place)}: the name "{name}" holds no letter'
            owner, file = names.setdefault(tuple(words_of(name)), (product.id, document.name))
            if owner != product.id:
                yield f'{document.where(place)}: the name "{name}" belongs to {owner} ({file}) already; keep one'


def _intent_mistakes(intents: Sequence[tuple[Document, IntentFile]]) -> Iterable[str]:
    files: dict[str, str] = {}
    examples: dict[str, str] = {}
    for document, intent in intents:
        other = files.setdefault(intent.intent, document.name)
        if other != document.name:
            where = document.where(["intent"])
            yield f'{where}: the intent "{intent.intent}" stands in {other} already; give one another'
        for index, example in enumerate(intent.examples):
            owner = examples.setdefault(example.strip().lower(), intent.intent)
            if owner != intent.intent:
                yield f'{document.where(["examples", index])}: "{example}" is an example of {owner} already; keep one'
        if intent.side_effect_unless and intent.side_effect_unless not in HARMLESS:
            yield f"{document.where(['side_effect_unless'])}: {_unknown('mark', intent.side_effect_unless, HARMLESS)}"
        for need, question in intent.ask.items():
            yield from _text_mistakes(document, ("ask", need), question, SLOT_NAMES)
        for index, variant in enumerate(intent.answers):
            yield from _text_mistakes(document, ("answers", index), variant, SLOT_NAMES)
            for name in variant.if_known:
                if name not in SLOT_NAMES:
                    yield f"{document.where(['answers', index, 'if_known'])}: {_unknown('slot', name, SLOT_NAMES)}"


def _pinned_mistakes(files: Files) -> Iterable[str]:
    places: dict[str, tuple[Document, int]] = {}
    for document, index, pinned in files.all_pinned():
        yield from _text_mistakes(document, ("pinned", index, "answer"), pinned.answer, SLOT_NAMES)
        for number, question in enumerate(pinned.questions):
            other, place = places.setdefault(" ".join(question.lower().split()), (document, index))
            if (other, place) != (document, index):
                where = document.where(["pinned", index, "questions", number])
                yield f'{where}: "{question}" is pinned in {other.where(["pinned", place])} already; keep one'


def _text_mistakes(
    document: Document, place: tuple[str | int, ...], text: LocalText, known: Iterable[str]
) -> Iterable[str]:
    for language in LANGUAGES:
        wording = text.in_(language)
        for name in slots_of(wording):
            if name not in known:
                yield f"{document.where((*place, language))}: {_unknown('slot', name, known)}"
        if re.search(r"[<>{}]", SLOT.sub("", wording)):
            yield f"{document.where((*place, language))}: a slot is written <name>, in one word and with both marks"
        if re.search(r"\[[^\]]*\[", wording):
            yield f"{document.where((*place, language))}: a [ inside [ ]; an optional part holds no other one"
        if wording.count("[") != wording.count("]"):
            yield f"{document.where((*place, language))}: a [ without its ]; square brackets enclose an optional part"


def _wording_mistakes(document: Document, wording: Wording) -> Iterable[str]:
    for key in Wording.model_fields:
        value = getattr(wording, key)
        texts = value.items() if isinstance(value, dict) else [(None, value)]
        for inner, text in texts:
            place = (key,) if inner is None else (key, inner)
            yield from _text_mistakes(document, place, text, WORDING_SLOTS.get(key, ()))


def _enquiry_mistakes(document: Document, enquiry: EnquiryFile) -> Iterable[str]:
    for name, question in enquiry.ask.items():
        yield from _text_mistakes(document, ("ask", name), question, SLOT_NAMES)
    for piece, text in enquiry.say.items():
        yield from _text_mistakes(document, ("say", piece), text, SLOT_NAMES | MARKS)


def _occasion_mistakes(words: Words, wording: tuple[Document, Wording]) -> Iterable[str]:
    for occasion in words.occasions:
        if occasion not in wording[1].occasion_names:
            yield f'{wording[0].where(["occasion_names"])}: "{occasion}" stands in words.yaml and has no wording here'


def _missing_mistakes(
    products: Sequence[tuple[Document, Product]], intents: Sequence[tuple[Document, IntentFile]]
) -> Iterable[str]:
    known = {intent.intent for _, intent in intents}
    for name in NEEDED_INTENTS:
        if name not in known:
            wrong = [(document, intent) for document, intent in intents if document.name == f"intents/{name}.yaml"]
            meant = "".join(f'; {document.where(["intent"])} calls it "{intent.intent}"' for document, intent in wrong)
            yield f'intents/: the file for "{name}" is missing; the bot cannot answer without it{meant}'
    if not products:
        yield "products/: no product"


def mistakes_unfilled(catalogue: Catalogue, files: Files) -> Iterator[str]:
    """Slots that the last answer of an intent counts on, though they may be unknown when it is needed."""
    always = _filled(catalogue, ())
    with_product = frozenset.intersection(*(_filled(catalogue, (Item(product),)) for product in catalogue.products))
    for document, index, pinned in files.all_pinned():
        for language in LANGUAGES:
            for name in set(required_marks(pinned.answer.in_(language))) - always:
                where = document.where(["pinned", index, "answer", language])
                yield f"{where}: <{name}> is unknown in a pinned answer; write the text without it"
    for document, intent in files.intents:
        known = with_product if "product" in intent.needs else always
        for language in LANGUAGES:
            for name in required_marks(intent.answers[-1].in_(language)):
                if name not in known and name not in intent.needs:
                    where = document.where(["answers", len(intent.answers) - 1, language])
                    yield f"{where}: <{name}> may be unknown here; put it in [brackets] or into an answer with if_known"


def _filled(catalogue: Catalogue, items: tuple[Item, ...]) -> frozenset[str]:
    sheet = FactSheet(Turn(catalogue=catalogue, language="en", topic=Topic(intent="", items=items), slots=Slots()))
    return frozenset(name for name in SLOT_NAMES if sheet.knows(name))


def _unknown(kind: str, name: str, known: Iterable[str] | Mapping[str, object]) -> str:
    close = get_close_matches(name, list(known), n=1, cutoff=0.5)
    return f'unknown {kind} "{name}"' + (f'; did you mean "{close[0]}"?' if close else "")
