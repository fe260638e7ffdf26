"""ProductDraft: an imported product as a file of templates/products/ that is not sold yet, and what it still lacks.

Refuses to fill in what nobody said: such a value is left empty, and the owner is told in plain words.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from pydantic import ValidationError

import mistake_words
import strict_yaml
from shop.imported_product import ImportedProduct
from shop.local_text import DEVANAGARI
from shop.product import Product

MOST_REMARK_LINES, MOST_LINE, MOST_TAGS, MOST_TEXT = 12, 110, 15, 300
PLAIN = re.compile(r"[^\W\d_](?:[\w .()'/x-]*[\w)])?")
# What a file lacks, as people say it.
WORDS = {
    "name.en": "the English name (name: en)",
    "name.hi": "the Hindi name (name: hi)",
    "plural.en": "the English name of several (plural: en)",
    "plural.hi": "the Hindi name of several (plural: hi)",
    "moq": "the least quantity (moq)",
    "prices": "the price steps (prices)",
    "gst_percent": "the GST rate (gst_percent)",
    "make_days": "the days to make it (make_days)",
    "stock": "whether it is in stock (stock)",
}
HEAD = """\
draft: yes   # Not sold yet. Fill in what stands empty below, then take this line out.
id: {id}
{remarks}name: {name}
plural: {{en: "", hi: ""}}   # how several of it are called
also_called: []   # other words that customers use for it
moq: {moq}  # the least number of pieces
prices:   # from so many pieces: INR for one piece, before GST
"""


def text_of(product: ImportedProduct, product_id: str) -> str:
    """The file for one product."""
    name = _clean(product.name)
    names = f'{{en: "", hi: {_scalar(name)}}}' if DEVANAGARI.search(name) else f'{{en: {_scalar(name)}, hi: ""}}'
    text = HEAD.format(id=product_id, remarks=_remarks(product), name=names, moq="")
    if len(product.prices) == 1:
        text += f"  1: {_price(product)}   # the price in that list; take GST off where it is included\n"
    elif product.prices:
        text += f"  # The list has prices from {product.prices[0]} to {product.prices[-1]}.\n"
    gst = "" if product.gst_percent is None else f" {product.gst_percent}"
    text += f"gst_percent:{gst}\nmake_days:   # such as 7 to 10\n"
    text += f"stock: {product.stock or ''}  # in stock, made to order or out of stock\n"
    facts = {key: _clean(value) for key, value in product.facts.items()}
    lines = [f"  {key}: {_scalar(value)}\n" for key, value in facts.items() if value and not DEVANAGARI.search(value)]
    text += "facts:\n" + "".join(lines) if lines else ""
    tags = [_scalar(_clean(tag)) for tag in product.tags[:MOST_TAGS] if _clean(tag)]
    return f"{text}tags: [{', '.join(tags)}]\n"


def lacking(path: Path, name: str) -> list[str]:
    """What a draft still lacks, in plain words, and the mistakes in what it has; empty where it could be sold."""
    try:
        document = strict_yaml.read(path, name)
        Product.model_validate(document.data)
    except strict_yaml.YamlMistake as mistake:
        return [str(mistake).removeprefix(f"{name} ")]
    except ValidationError as errors:
        return list(dict.fromkeys(_lacks(errors, document)))
    return []


def _lacks(errors: ValidationError, document: strict_yaml.Document) -> Iterable[str]:
    for error, sentence in mistake_words.sentences(errors.errors(), Product, one_by_one=True):
        key = ".".join(str(part) for part in error["loc"])
        if key.endswith(".hinglish"):
            continue  # where there is none, the English text serves
        if error["type"] == "missing" or error["input"] in (None, ""):
            yield WORDS.get(key, key)
        else:
            yield f"{document.where(error['loc']).removeprefix(f'{document.name} ')}: {sentence}"


def _price(product: ImportedProduct) -> str:
    return f"{product.prices[0]:f}".removesuffix(".00")


def _remarks(product: ImportedProduct) -> str:
    """What else the list says, as remarks for whoever fills in the rest."""
    lines = [*product.hints, *product.description.split("\n")]
    wrapped = [_clean(line)[:MOST_LINE] for line in lines if _clean(line)][:MOST_REMARK_LINES]
    return "".join(f"# {line}\n" for line in wrapped)


def _clean(text: str) -> str:
    """One line without what no file should hold."""
    kept = (" " if unicodedata.category(letter) in ("Zs", "Zl", "Zp", "Cc") else letter for letter in text)
    shown = "".join(letter for letter in kept if letter in "\u200c\u200d" or unicodedata.category(letter)[0] != "C")
    return " ".join(shown.split())[:MOST_TEXT]


def _scalar(text: str) -> str:
    """A text as YAML: bare where it is a few plain words, else in quotation marks."""
    plain = PLAIN.fullmatch(text) and text.lower() not in ("null", "yes", "no", "true", "false", "on", "off")
    return text if plain else json.dumps(text, ensure_ascii=False)
