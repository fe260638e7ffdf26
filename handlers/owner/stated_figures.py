"""StatedFigures: which amounts, percentages and times in an owner's words the owner's own files know nothing of.

Refuses to forbid one: the owner may know better, and only hears that no file says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from providers.figures import TIME_KINDS, Figure, figures
from providers.plain_text import fold
from shop.catalogue import Catalogue
from shop.intent import SLOT
from shop.local_text import DaySpan

CHECKED = TIME_KINDS | {"money", "percent"}
Key = tuple[str, Decimal]


def unknown(texts: Iterable[str], catalogue: Catalogue) -> list[str]:
    """The figures of ``texts`` that stand in no file, as people write them, each once."""
    known = set(_known(catalogue))
    found = [figure for text in texts for figure in figures(fold(SLOT.sub(" ", text))) if figure.kind in CHECKED]
    strange = (figure for figure in found if not {(figure.kind, figure.low), (figure.kind, figure.high)} <= known)
    return list(dict.fromkeys(map(_written, strange)))


def _known(catalogue: Catalogue) -> Iterator[Key]:
    for part in (catalogue.shop, catalogue.policies, *catalogue.products.values()):
        yield from _figures_in(part, "")


def _figures_in(value: Any, name: str) -> Iterator[Key]:
    if isinstance(value, DaySpan):
        yield from (("days", Decimal(days)) for days in (value.least, value.most))
    elif isinstance(value, Decimal):
        yield "percent" if name.endswith("percent") else "money", value
    elif isinstance(value, str):
        yield from ((each.kind, end) for each in figures(fold(value)) for end in (each.low, each.high))
    else:
        for field, inner in _parts_of(value, name):
            yield from _figures_in(inner, field)


def _parts_of(value: Any, name: str) -> list[tuple[str, Any]]:
    """What a part of the catalogue is made of, each with the name of the field that it belongs to."""
    if isinstance(value, BaseModel):
        return [(field, getattr(value, field)) for field in type(value).model_fields]
    if isinstance(value, dict):
        return [(name, inner) for inner in value.values()]
    return [(name, inner) for inner in value] if isinstance(value, tuple) else []


def _written(figure: Figure) -> str:
    ends = [f"{value.normalize():f}" for value in dict.fromkeys((figure.low, figure.high))]
    span = " to ".join(ends)
    if figure.kind == "money":
        return f"₹{span}"
    if figure.low < 0:
        return f"some {figure.kind}"
    return f"{span}%" if figure.kind == "percent" else f"{span} {figure.kind}"
