"""Importing: `bot.py import FILE`, another shop's product list made into drafts in templates/products/.

It needs no lock: a running bot reads no draft. Refuses to touch a file that is there already.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TextIO

from handlers.terminal import emit
from shop import product_csv, product_draft
from shop.imported_product import ImportedProduct, products_of
from shop.product import id_of
from shop.product_csv import NoProductCsv

MOST_SHOWN = 40
ID_LINE = re.compile(r"(?m)^id:[ \t]*[\"']?([a-z0-9-]+)")


def run(file: Path, templates: Path, out: TextIO) -> int:
    """Write the drafts and tell what each lacks; 0, or 1 where rows could not be taken. Raises NoProductCsv."""
    folder = templates / "products"
    if not folder.is_dir():
        raise NoProductCsv([f"{folder}: is no folder; set templates.path to where the shop's templates are"])
    table = product_csv.read(file)
    products, refused = products_of(table)
    taken, left = _written(products, folder)
    emit(_heading(len(taken), table.kind, folder), out)
    for line in _shortened([f"products/{path.name}: {_told(path, product)}" for path, product in taken]):
        emit(line, out)
    for line in _shortened([f"Left as it was: products/{name} is there already." for name in left]):
        emit(line, out)
    for line in _shortened([f"Not taken: {sentence}." for sentence in sorted(refused, key=_line)]):
        emit(line, out)
    return 1 if refused else 0


def _written(products: Iterable[ImportedProduct], folder: Path) -> tuple[list[tuple[Path, ImportedProduct]], list[str]]:
    """The files that were made, and the names of those that were there before."""
    there = dict(_ids(folder))
    taken: list[tuple[Path, ImportedProduct]] = []
    left: list[str] = []
    made: set[str] = set()
    for product in products:
        wanted = _id(product)
        if wanted in there:
            left.append(there[wanted])
            continue
        product_id = _free(wanted, {*made, *there})
        path = folder / f"{product_id}.yaml"
        try:
            with path.open("x", encoding="utf-8") as file:
                file.write(product_draft.text_of(product, product_id))
        except FileExistsError:
            left.append(path.name)
            continue
        except OSError as error:
            raise NoProductCsv([f"{path}: cannot be written ({error.strerror}); {len(taken)} were written"]) from error
        made.add(product_id)
        taken.append((path, product))
    return taken, left


def _ids(folder: Path) -> Iterator[tuple[str, str]]:
    """The ids that the files there have, by what they say and by their names."""
    for path in sorted(folder.glob("*.yaml")):
        yield path.stem, path.name
        found = ID_LINE.search(path.read_text(encoding="utf-8", errors="replace"))
        if found:
            yield found[1], path.name


def _id(product: ImportedProduct) -> str:
    """From the handle, the SKU or the name, whichever first gives one."""
    names = (product.handle, product.name, product.sku)
    return next((found for found in map(id_of, names) if found), f"product-{product.line}")


def _free(wanted: str, used: set[str]) -> str:
    number, product_id = 1, wanted
    while product_id in used:
        number += 1
        product_id = f"{wanted[:55]}-{number}"
    return product_id


def _told(path: Path, product: ImportedProduct) -> str:
    lacks = product_draft.lacking(path, f"products/{path.name}")
    told = f"to fill in: {', '.join(lacks)}" if lacks else "complete"
    if len(product.prices) > 1:
        return f"{told}; its prices run from {product.prices[0]} to {product.prices[-1]}: write a file for each price"
    return f"{told}; see whether its price includes GST" if product.prices else told


def _line(sentence: str) -> int:
    return int("".join(re.findall(r"^line (\d+)", sentence)) or 0)


def _heading(count: int, kind: str, folder: Path) -> str:
    if not count:
        return f"Nothing new in this {kind} list."
    word = "product" if count == 1 else "products"
    return (
        f"{count} {word} taken from this {kind} list, each as a draft in {folder}. A draft is not sold yet: fill in "
        'what is missing and take out its line "draft: yes". `bot.py check` lists what is still to be filled in.'
    )


def _shortened(lines: list[str]) -> list[str]:
    more = len(lines) - MOST_SHOWN
    return lines if more <= 0 else [*lines[:MOST_SHOWN], f"and {more} more like these"]
