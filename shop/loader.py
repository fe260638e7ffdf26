"""Loads the owner's folder of templates into a Catalogue, whole or not at all.

Refuses a folder with any mistake, and lists all mistakes at once, each with its file and line.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

import strict_yaml
from shop.catalogue import Catalogue
from shop.enquiry_file import MARKS, EnquiryFile
from shop.fact_sheet import SLOT_NAMES, FactSheet
from shop.intent import NEEDED_INTENTS, SLOT, Intent, slots_of
from shop.language import words_of
from shop.local_text import LANGUAGES, LocalText, Strict
from shop.menu import Menu
from shop.product import Product
from shop.shop_file import ShopFile
from shop.slots import Item, Slots
from shop.topic import Topic
from shop.turn import Turn, required_marks
from shop.wording import WORDING_SLOTS, Wording
from shop.words import Words

Model = TypeVar("Model", bound=Strict)


class CatalogueMistakes(strict_yaml.Mistakes):
    """The templates cannot be used."""


def load(folder: Path) -> Catalogue:
    """The catalogue in ``folder``. Raises CatalogueMistakes."""
    reading = _Reading(folder)
    shop = reading.one("shop.yaml", ShopFile)
    words = reading.one("words.yaml", Words)
    wording = reading.one("wording.yaml", Wording)
    menu = reading.one("menu.yaml", Menu)
    enquiry = reading.one("enquiry.yaml", EnquiryFile)
    products = reading.all("products", Product)
    intents = reading.all("intents", Intent)
    if shop is None or words is None or wording is None or menu is None or enquiry is None or reading.mistakes:
        raise CatalogueMistakes(reading.mistakes)
    mistakes = [
        *_product_mistakes(products, shop[1]),
        *_name_mistakes(products, shop[1]),
        *_intent_mistakes(intents),
        *_pinned_mistakes(*shop),
        *_wording_mistakes(*wording),
        *_enquiry_mistakes(*enquiry),
        *_occasion_mistakes(words[1], wording),
        *_missing_mistakes(products, intents),
    ]
    if mistakes:
        raise CatalogueMistakes(mistakes)
    catalogue = Catalogue(
        file=shop[1],
        products={product.id: product for _, product in products},
        intents={intent.intent: intent for _, intent in intents},
        words=words[1],
        wording=wording[1],
        menu=menu[1],
        enquiry=enquiry[1],
        version=reading.digest.hexdigest()[:16],
        compiled_at=folder / "__pycache__",
    )
    mistakes = list(_unfilled_mistakes(catalogue, shop, intents))
    if mistakes:
        raise CatalogueMistakes(mistakes)
    return catalogue


@dataclass(slots=True)
class _Reading:
    """One pass over the folder that collects mistakes instead of stopping at the first."""

    folder: Path
    mistakes: list[str] = field(default_factory=list)
    digest: hashlib._Hash = field(default_factory=hashlib.sha256)

    def one(self, name: str, model: type[Model]) -> tuple[strict_yaml.Document, Model] | None:
        try:
            document = strict_yaml.read(self.folder / name, name)
        except strict_yaml.YamlMistake as mistake:
            self.mistakes.append(str(mistake))
            return None
        self.digest.update(f"{name}\0{document.data!r}\0".encode())
        try:
            return document, model.model_validate(document.data)
        except ValidationError as error:
            self.mistakes += document.explain(error, model)
            return None

    def all(self, subfolder: str, model: type[Model]) -> list[tuple[strict_yaml.Document, Model]]:
        paths = sorted((self.folder / subfolder).glob("*.yaml"))
        for stray in sorted(set((self.folder / subfolder).glob("[!.]*")) - set(paths)):
            self.mistakes.append(f"{subfolder}/{stray.name}: is not read; name it {stray.name.split('.')[0]}.yaml")
        if not paths:
            self.mistakes.append(f"{subfolder}/: holds no .yaml file; put one file for each in it")
        found = (self.one(f"{subfolder}/{path.name}", model) for path in paths)
        return [pair for pair in found if pair is not None]


def _product_mistakes(products: list[tuple[strict_yaml.Document, Product]], shop: ShopFile) -> Iterable[str]:
    ids: dict[str, str] = {}
    for document, product in products:
        other = ids.setdefault(product.id, document.name)
        if other != document.name:
            yield f'{document.where(["id"])}: the id "{product.id}" stands in {other} already'
        if product.family is not None and product.family not in shop.families:
            yield f"{document.where(['family'])}: {_unknown('family', product.family, shop.families)}"
    for key in shop.families:
        if all(product.family != key for _, product in products):
            yield f'shop.yaml: no product has the family "{key}"; name it in a product, or remove it'


def _name_mistakes(products: list[tuple[strict_yaml.Document, Product]], shop: ShopFile) -> Iterable[str]:
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


def _intent_mistakes(intents: list[tuple[strict_yaml.Document, Intent]]) -> Iterable[str]:
    files: dict[str, str] = {}
    examples: dict[str, str] = {}
    for document, intent in intents:
        other = files.setdefault(intent.intent, document.name)
        if other != document.name:
            yield f'{document.where(["intent"])}: the intent "{intent.intent}" stands in {other} already'
        for index, example in enumerate(intent.examples):
            owner = examples.setdefault(example.strip().lower(), intent.intent)
            if owner != intent.intent:
                yield f'{document.where(["examples", index])}: "{example}" is an example of {owner} already; keep one'
        if intent.side_effect_unless and intent.side_effect_unless not in SLOT_NAMES:
            yield f"{document.where(['side_effect_unless'])}: {_unknown('slot', intent.side_effect_unless, SLOT_NAMES)}"
        for need, question in intent.ask.items():
            yield from _text_mistakes(document, ("ask", need), question, SLOT_NAMES)
        for index, variant in enumerate(intent.answers):
            yield from _text_mistakes(document, ("answers", index), variant, SLOT_NAMES)
            for name in variant.if_known:
                if name not in SLOT_NAMES:
                    yield f"{document.where(['answers', index, 'if_known'])}: {_unknown('slot', name, SLOT_NAMES)}"


def _pinned_mistakes(document: strict_yaml.Document, shop: ShopFile) -> Iterable[str]:
    for index, pinned in enumerate(shop.pinned):
        yield from _text_mistakes(document, ("pinned", index, "answer"), pinned.answer, SLOT_NAMES)


def _text_mistakes(
    document: strict_yaml.Document, place: tuple[str | int, ...], text: LocalText, known: Iterable[str]
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


def _wording_mistakes(document: strict_yaml.Document, wording: Wording) -> Iterable[str]:
    for key in Wording.model_fields:
        value = getattr(wording, key)
        texts = value.items() if isinstance(value, dict) else [(None, value)]
        for inner, text in texts:
            place = (key,) if inner is None else (key, inner)
            yield from _text_mistakes(document, place, text, WORDING_SLOTS.get(key, ()))


def _enquiry_mistakes(document: strict_yaml.Document, enquiry: EnquiryFile) -> Iterable[str]:
    for name, question in enquiry.ask.items():
        yield from _text_mistakes(document, ("ask", name), question, SLOT_NAMES)
    for piece, text in enquiry.say.items():
        yield from _text_mistakes(document, ("say", piece), text, SLOT_NAMES | MARKS)


def _occasion_mistakes(words: Words, wording: tuple[strict_yaml.Document, Wording]) -> Iterable[str]:
    for occasion in words.occasions:
        if occasion not in wording[1].occasion_names:
            yield f'{wording[0].where(["occasion_names"])}: "{occasion}" stands in words.yaml and has no wording here'


def _missing_mistakes(
    products: list[tuple[strict_yaml.Document, Product]], intents: list[tuple[strict_yaml.Document, Intent]]
) -> Iterable[str]:
    known = {intent.intent for _, intent in intents}
    for name in NEEDED_INTENTS:
        if name not in known:
            yield f'intents/: the file for "{name}" is missing; the bot cannot answer without it'
    if not products:
        yield "products/: no product"


def _unfilled_mistakes(
    catalogue: Catalogue,
    shop: tuple[strict_yaml.Document, ShopFile],
    intents: list[tuple[strict_yaml.Document, Intent]],
) -> Iterable[str]:
    """Slots that the last answer of an intent counts on, though they may be unknown when it is needed."""
    always = _filled(catalogue, ())
    with_product = frozenset.intersection(*(_filled(catalogue, (Item(product),)) for product in catalogue.products))
    document, file = shop
    for index, pinned in enumerate(file.pinned):
        for language in LANGUAGES:
            for name in set(required_marks(pinned.answer.in_(language))) - always:
                where = document.where(["pinned", index, "answer", language])
                yield f"{where}: <{name}> is unknown in a pinned answer; write the text without it"
    for document, intent in intents:
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
