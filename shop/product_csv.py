"""ProductCsv: a product list that Shopify or WooCommerce exported, read into rows with their lines.

Encodings, separators and line breaks within quotes are as spreadsheets write them.
Refuses to guess columns: a file with neither shop's names in its first line is not taken.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from strict_yaml import Mistakes

if TYPE_CHECKING:
    from _csv import Reader as CsvReader

MAX_BYTES = 200_000_000
MAX_FIELD = 5_000_000
MOST_OPTIONS = 6
ENCODINGS = ("utf-8-sig", "cp1252")
Kind = Literal["Shopify", "WooCommerce"]

# Shopify exports the first names and its newer template has the second ones; ours are the same for both shops.
_SHOPIFY = """
handle: handle; url handle: handle; title: name; body (html): description; description: description; type: category
tags: tags; status: status; published: published; published on online store: published; variant sku: sku; sku: sku
variant price: price; price: price; variant grams: grams; weight value (grams): grams; gift card: gift_card
variant inventory tracker: tracker; inventory tracker: tracker; variant inventory qty: quantity
inventory quantity: quantity; variant inventory policy: policy; continue selling when out of stock: policy
"""
_WOOCOMMERCE = """
id: row_id; type: type; sku: sku; name: name; published: published; short description: short_description
description: description; tax class: tax_class; in stock?: in_stock; regular price: price; sale price: sale_price
categories: category; tags: tags; parent: parent; weight (kg): kilograms; weight (g): grams
length (cm): length; width (cm): width; height (cm): height
"""


def _columns(written: str, option: str, value: str) -> dict[str, str]:
    pairs = (pair.partition(": ") for line in written.strip().splitlines() for pair in line.split("; "))
    columns = {theirs: ours for theirs, _, ours in pairs}
    for number in range(1, MOST_OPTIONS + 1):
        columns[f"{option}{number} name"] = f"option{number}_name"
        columns[f"{option}{number} {value}"] = f"option{number}_value"
    return columns


SHOPIFY = _columns(_SHOPIFY, "option", "value")
WOOCOMMERCE = _columns(_WOOCOMMERCE, "attribute ", "value(s)")
# What tells one shop's first line from the other's.
MARKS: tuple[tuple[Kind, frozenset[str], Mapping[str, str]], ...] = (
    ("WooCommerce", frozenset({"name", "type", "regular price"}), WOOCOMMERCE),
    ("Shopify", frozenset({"handle", "title"}), SHOPIFY),
    ("Shopify", frozenset({"url handle", "title"}), SHOPIFY),
)


class NoProductCsv(Mistakes):
    """The file cannot be taken; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line that it begins in, from 1, and its cells that are not empty, by our names."""

    line: int
    cells: Mapping[str, str]

    def get(self, name: str) -> str:
        """A cell's text; empty where there is none."""
        return self.cells.get(name, "")


@dataclass(frozen=True, slots=True)
class ProductCsv:
    """``kind``, the rows, and a sentence for each row that cannot be read."""

    kind: Kind
    rows: tuple[Row, ...]
    refused: tuple[str, ...] = field(default=())


def read(path: Path) -> ProductCsv:
    """The file's rows. Raises NoProductCsv."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise NoProductCsv(
                [f"{path.name}: larger than {MAX_BYTES // 1_000_000} MB; export fewer products at a time"]
            )
        raw = path.read_bytes()
    except OSError as error:
        raise NoProductCsv([f"{path}: cannot be read ({error.strerror}); check the file's name"]) from error
    return parse(raw, path.name)


def parse(raw: bytes, name: str) -> ProductCsv:
    """The rows of a file's bytes. Raises NoProductCsv."""
    text = _decoded(raw).replace("\0", "")
    csv.field_size_limit(MAX_FIELD)
    first_line = text.lstrip("\r\n").partition("\n")[0]
    separator = max(",;\t", key=first_line.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    refused: list[str] = []
    lines = _lines(reader, refused)
    _, first = next(lines, (0, []))
    names = [" ".join(cell.lower().split()) for cell in first]
    kind, columns = _kind_of(names, name)
    rows = []
    for line, cells in lines:
        if any(cell.strip() for cell in cells[len(names) :]):
            refused.append(
                f"line {line}: has {len(cells)} cells and the first line {len(names)}; see its quotation marks"
            )
            continue
        pairs = zip(names, cells, strict=False)
        rows.append(Row(line, {columns[key]: cell.strip() for key, cell in pairs if key in columns and cell.strip()}))
    return ProductCsv(kind, tuple(rows), tuple(refused))


def _lines(reader: CsvReader, refused: list[str]) -> Iterator[tuple[int, list[str]]]:
    """The line that each row begins in, and its cells, without rows that hold nothing."""
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except csv.Error:
            refused.append(f"line {line}: cannot be read; see whether a quotation mark is missing there")
        except StopIteration:
            return
        else:
            if any(cell.strip() for cell in cells):
                yield line, cells


def _decoded(raw: bytes) -> str:
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16", errors="replace")
    for encoding in ENCODINGS:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("cp1252", errors="replace")


def _kind_of(names: list[str], file: str) -> tuple[Kind, Mapping[str, str]]:
    if not names:
        raise NoProductCsv([f"{file}: is empty; export the products again"])
    for kind, marks, columns in MARKS:
        if marks <= set(names):
            return kind, columns
    told = (
        f"{file}: its first line has neither Shopify's column names (Handle, Title, ...) nor WooCommerce's (Type, SKU, "
        "Name, Regular price, ...); export the products there, in English, and take that file as it comes"
    )
    raise NoProductCsv([told])
