"""Catalogue: all that the owner's files say, loaded and checked as a whole, unchanging.

Refuses to read files: loader.py does, and only a whole and sound folder becomes a Catalogue.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shop.enquiry_file import EnquiryFile
from shop.examples import Examples
from shop.intent import Intent
from shop.menu import Menu
from shop.product import Product
from shop.shop_file import Family, PinnedAnswer, Policies, ShopFile, ShopInfo
from shop.wording import Wording
from shop.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """The shop: ``products`` and ``intents`` by their ids, in the order of the files' names.

    ``version`` is a digest of the files: another content has another version. In ``compiled_at`` may be kept what is
    worked out from them.
    """

    file: ShopFile
    products: Mapping[str, Product]
    intents: Mapping[str, Intent]
    words: Words
    wording: Wording
    menu: Menu
    enquiry: EnquiryFile
    examples: Examples
    version: str
    compiled_at: Path

    @property
    def shop(self) -> ShopInfo:
        """Who the shop is."""
        return self.file.shop

    @property
    def policies(self) -> Policies:
        """The rules of the house."""
        return self.file.policies

    @property
    def families(self) -> Mapping[str, Family]:
        """Words that stand for several products."""
        return self.file.families

    @property
    def pinned(self) -> tuple[PinnedAnswer, ...]:
        """The owner's own answers to popular questions."""
        return self.file.pinned

    def listed(self, family: str | None) -> tuple[Product, ...]:
        """The products of a list, in its order: those of the family, or all where there is none."""
        return self.family_products(family) if family else tuple(self.products.values())

    def family_products(self, family: str) -> tuple[Product, ...]:
        """The products of one family."""
        return tuple(product for product in self.products.values() if product.family == family)

    def as_dict(self) -> dict[str, Any]:
        """The shape that `catalogue --json` prints: money in INR a piece before GST, as text."""
        return {
            "shop": self.shop.model_dump(mode="json"),
            "policies": self.policies.model_dump(mode="json"),
            "products": [_product_dict(product) for product in self.products.values()],
            "intents": list(self.intents),
        }


def _product_dict(product: Product) -> dict[str, Any]:
    return {
        "id": product.id,
        "name": product.name.en,
        "also_called": sorted({*product.names} - {product.name.en}),
        "family": product.family,
        "moq": product.moq,
        "prices": {str(step): str(price) for step, price in product.prices.items()},
        "more_than": product.more_than,
        "gst_percent": str(product.gst_percent),
        "hsn": product.hsn,
        "make_days": str(product.make_days),
        "stock": product.stock,
        "branding": {
            method: {"per_piece": str(way.per_piece), "setup": str(way.setup), "least": way.least}
            for method, way in product.branding.items()
        },
        "facts": {key: text.model_dump() for key, text in product.facts.items()},
        "tags": list(product.tags),
    }
