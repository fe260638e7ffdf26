"""ImportedProduct: what another shop's product list says about one product, its variants gathered.

Refuses to decide what the list does not say: a price that differs between variants is no price.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from html.parser import HTMLParser

from shop.product import GST_RATES
from shop.product_csv import MOST_OPTIONS, ProductCsv, Row

# Names of options and attributes that are facts here.
FACT_NAMES = {
    **dict.fromkeys(("color", "colour", "colors", "colours", "rang"), "colours"),
    **dict.fromkeys(("size", "sizes", "dimensions"), "size"),
    **dict.fromkeys(("material", "materials", "fabric"), "material"),
    **{name: name for name in ("finish", "capacity", "weight", "thickness")},
}
BREAKING = frozenset({"p", "br", "li", "div", "tr", "h1", "h2", "h3", "h4", "ul", "ol"})
SILENT = frozenset({"script", "style"})
NOT_SOLD_HERE = ("grouped", "external")


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedProduct:
    """One product of the list that begins in ``line``.

    ``prices`` are the different prices of its variants, in the list's currency; ``hints`` are what may help the owner.
    """

    line: int
    handle: str
    sku: str
    name: str
    description: str
    tags: tuple[str, ...]
    prices: tuple[Decimal, ...]
    stock: str | None
    gst_percent: Decimal | None = None
    facts: dict[str, str] = field(default_factory=dict)
    hints: tuple[str, ...] = ()


def products_of(table: ProductCsv) -> tuple[list[ImportedProduct], list[str]]:
    """The products in the list's order, and a sentence for each row that belongs to none."""
    refused = list(table.refused)
    groups = _shopify_groups(table.rows, refused) if table.kind == "Shopify" else _woo_groups(table.rows, refused)
    make = _from_shopify if table.kind == "Shopify" else _from_woocommerce
    return [make(group) for group in groups], refused


def plain_text(written: str) -> str:
    """A text without HTML, a line for each paragraph or entry."""
    reading = _TextOfHtml()
    reading.feed(written.replace("\\n", "\n"))
    reading.close()
    lines = (" ".join(line.split()) for line in html.unescape("".join(reading.parts)).split("\n"))
    return "\n".join(line for line in lines if line)


class _TextOfHtml(HTMLParser):
    """Collects what a reader of a page sees."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self._silent += tag in SILENT
        if tag in BREAKING:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in SILENT and self._silent > 0
        if tag in BREAKING:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(data)


def _shopify_groups(rows: Sequence[Row], refused: list[str]) -> Iterator[list[Row]]:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        key = row.get("handle") or row.get("name")
        if not key:
            refused.append(f"line {row.line}: has neither a handle nor a title")
        else:
            groups.setdefault(key.lower(), []).append(row)
    for group in groups.values():
        if not any(row.get("name") for row in group):
            refused.append(f'line {group[0].line}: the product "{group[0].get("handle")}" has no title')
        elif any(row.get("gift_card").lower() == "true" for row in group):
            refused.append(f'line {group[0].line}: "{_first(group, "name")}" is a gift card, which cannot be quoted')
        else:
            yield group


def _woo_groups(rows: Sequence[Row], refused: list[str]) -> Iterator[list[Row]]:
    groups: dict[int, list[Row]] = {}
    by_name: dict[str, int] = {}
    for row in rows:
        kinds = row.get("type").lower().replace(" ", "").split(",")
        unsold = next((kind for kind in NOT_SOLD_HERE if kind in kinds), None)
        if "variation" in kinds:
            continue
        if unsold or not row.get("name"):
            why = f'"{row.get("name")}" is {unsold}: not sold by itself' if unsold else "has no name"
            refused.append(f"line {row.line}: {why}")
            continue
        groups[row.line] = [row]
        by_name |= {name.lower(): row.line for name in (row.get("sku"), f"id:{row.get('row_id')}") if name}
    for row in rows:
        if "variation" in row.get("type").lower():
            parent = by_name.get(row.get("parent").lower())
            if parent is None:
                refused.append(f'line {row.line}: a variation whose product "{row.get("parent")}" is not in the list')
            else:
                groups[parent].append(row)
    yield from groups.values()


def _from_shopify(rows: list[Row]) -> ImportedProduct:
    first = rows[0]
    unpublished = (
        _first(rows, "status").lower() in ("draft", "archived") or _first(rows, "published").lower() == "false"
    )
    return ImportedProduct(
        line=first.line,
        handle=first.get("handle"),
        sku=_first(rows, "sku"),
        name=plain_text(_first(rows, "name")),
        description=plain_text(_first(rows, "description")),
        tags=_tags(_first(rows, "tags")),
        prices=_prices(row.get("price") for row in rows),
        stock=_shopify_stock(rows),
        facts=_facts(rows, _weight(rows)),
        hints=_hints(rows, unpublished=unpublished),
    )


def _from_woocommerce(rows: list[Row]) -> ImportedProduct:
    first, variations = rows[0], rows[1:]
    texts = [plain_text(first.get(name)) for name in ("short_description", "description")]
    priced = [row for row in rows if row.get("price")]
    sale = {row.get("sale_price") for row in rows} - {""}
    stocks = [row.get("in_stock").lower() for row in variations or rows]
    sides = [first.get(side) for side in ("length", "width", "height")]
    size = {"size": f"{' x '.join(side for side in sides if side)} cm"} if any(sides) else {}
    return ImportedProduct(
        line=first.line,
        handle="",
        sku=first.get("sku"),
        name=plain_text(first.get("name")),
        description="\n".join(dict.fromkeys(text for text in texts if text)),
        tags=_tags(first.get("tags")),
        # A price that is lowered for a time is not sure.
        prices=_prices([row.get("price") for row in priced] + sorted(sale)),
        stock=_woo_stock(stocks),
        gst_percent=_gst(first.get("tax_class")),
        facts=_facts(rows, {**size, **_weight(rows)}),
        hints=_hints(rows, unpublished=first.get("published") in ("0", "-1")),
    )


def _first(rows: Iterable[Row], name: str) -> str:
    return next((row.get(name) for row in rows if row.get(name)), "")


def _prices(written: Iterable[str]) -> tuple[Decimal, ...]:
    """The different prices above zero, rising; "1,299.00", "₹ 1299" and "12,50" are read as people mean them."""
    found = set()
    for text in written:
        bare = re.sub(r"(?i)rs\.?|inr|₹|\s", "", text)
        bare = re.sub(r",(?=\d{1,2}$)", ".", bare) if "." not in bare else bare
        try:
            price = Decimal(bare.replace(",", ""))
        except InvalidOperation:
            continue
        if price.is_finite() and price > 0:
            found.add(price.quantize(Decimal("0.01")))
    return tuple(sorted(found))


def _tags(written: str) -> tuple[str, ...]:
    tags = (" ".join(tag.lower().split()) for tag in re.split(r"[,|]", plain_text(written)))
    return tuple(dict.fromkeys(tag for tag in tags if tag))


def _shopify_stock(rows: list[Row]) -> str | None:
    counted = [row for row in rows if row.get("tracker") and row.get("quantity")]
    if not counted:
        return None
    if any(re.fullmatch(r"[1-9]\d*", row.get("quantity")) for row in counted):
        return "in stock"
    goes_on = any(row.get("policy").lower() in ("continue", "true", "yes") for row in counted)
    return "made to order" if goes_on else "out of stock"


def _woo_stock(stocks: list[str]) -> str | None:
    for meant, words in (("in stock", ("1", "yes", "instock")), ("made to order", ("backorder", "onbackorder"))):
        if any(stock in words for stock in stocks):
            return meant
    return "out of stock" if stocks and all(stock in ("0", "no", "outofstock") for stock in stocks) else None


def _gst(tax_class: str) -> Decimal | None:
    """The rate that a tax class such as "gst-18" names."""
    found = re.search(r"(?i)gst\D{0,3}(\d+(?:\.\d+)?)", tax_class)
    rate = Decimal(found[1]) if found else None
    return rate if rate in GST_RATES else None


def _weight(rows: list[Row]) -> dict[str, str]:
    """The weight, where all variants that name one weigh the same."""
    for name, unit in (("grams", "g"), ("kilograms", "kg")):
        weights = {row.get(name) for row in rows} - {"", "0", "0.0", "0.00"}
        if len(weights) == 1:
            number = weights.pop()
            shown = number.rstrip("0").rstrip(".") if "." in number else number
            return {"weight": f"{shown.replace('.', '0.', 1) if shown.startswith('.') else shown} {unit}"}
    return {}


def _facts(rows: list[Row], known: dict[str, str]) -> dict[str, str]:
    facts = dict(known)
    for name, values in _options(rows).items():
        key = FACT_NAMES.get(name.lower())
        if key is not None:
            facts[key] = ", ".join(values)
    return facts


def _options(rows: list[Row]) -> dict[str, list[str]]:
    """The values of each option over all variants; a list names it in the first row, or in each."""
    options: dict[str, list[str]] = {}
    for number in range(1, MOST_OPTIONS + 1):
        name = plain_text(_first(rows, f"option{number}_name"))
        if not name or name.lower() == "title":
            continue
        for row in rows:
            for value in re.split(r",\s|\|", plain_text(row.get(f"option{number}_value"))):
                if value.strip() and value.strip() not in options.setdefault(name, []):
                    options[name].append(value.strip())
    return {name: values for name, values in options.items() if values}


def _hints(rows: list[Row], *, unpublished: bool) -> tuple[str, ...]:
    hints = [f"Category: {plain_text(_first(rows, 'category'))}"] if _first(rows, "category") else []
    hints += [f"SKU: {_first(rows, 'sku')}"] if _first(rows, "sku") else []
    hints += [
        f"{name}: {', '.join(values)}" for name, values in _options(rows).items() if name.lower() not in FACT_NAMES
    ]
    return (*hints, *(["Not published in that shop."] if unpublished else []))
