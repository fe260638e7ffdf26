"""Words: templates/words.yaml, how customers write what they mean.

Refuses a spelling that stands for two meanings, since only one of them could be meant.
"""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from shop.local_text import NonEmpty, Strict
from shop.product import FactKey

PARTS = ("0.25", "0.5", "-0.25", "1.5", "2.5", "half", "quarter")
UnitName = Literal["piece", "pack", "money", "size", "days", "percent", "order", "people", "other"]


class Words(Strict):
    """The whole of templates/words.yaml."""

    meanings: dict[str, tuple[NonEmpty, ...]]
    filler: tuple[NonEmpty, ...]
    filler_behind: tuple[NonEmpty, ...]
    known_words: tuple[NonEmpty, ...]
    not_answered: tuple[NonEmpty, ...] = ()
    start: tuple[NonEmpty, ...]
    hinglish_words: tuple[NonEmpty, ...]
    english_words: tuple[NonEmpty, ...]
    numbers: dict[int, tuple[NonEmpty, ...]]
    plain_numbers: tuple[NonEmpty, ...]
    times: dict[int, tuple[NonEmpty, ...]]
    parts: dict[str, tuple[NonEmpty, ...]]
    ordinals: dict[int, tuple[NonEmpty, ...]]
    other_materials: tuple[NonEmpty, ...]
    also: tuple[NonEmpty, ...]
    corrections: tuple[NonEmpty, ...]
    more: tuple[NonEmpty, ...]
    fewer: tuple[NonEmpty, ...]
    more_before: tuple[NonEmpty, ...]
    fewer_before: tuple[NonEmpty, ...]
    not_pieces: tuple[NonEmpty, ...]
    of_the_price: tuple[NonEmpty, ...]
    groups: tuple[NonEmpty, ...]
    for_each: tuple[NonEmpty, ...]
    before_noun: tuple[NonEmpty, ...]
    plus: tuple[NonEmpty, ...]
    spare: tuple[NonEmpty, ...]
    replaced_before: tuple[NonEmpty, ...]
    replaced_after: tuple[NonEmpty, ...]
    not_but: tuple[NonEmpty, ...]
    of_a_list: tuple[NonEmpty, ...]
    units: dict[UnitName, tuple[NonEmpty, ...]]
    before_other: tuple[NonEmpty, ...]
    before_money: tuple[NonEmpty, ...]
    before_either: tuple[NonEmpty, ...]
    after_money: tuple[NonEmpty, ...]
    in_all: tuple[NonEmpty, ...]
    occasions: dict[str, tuple[NonEmpty, ...]]
    qualities: dict[str, tuple[NonEmpty, ...]]
    attributes: dict[FactKey, tuple[NonEmpty, ...]]
    cities: tuple[NonEmpty, ...]
    cities_in_hindi: dict[NonEmpty, NonEmpty]

    @property
    def changes(self) -> tuple[tuple[int, tuple[str, ...]], ...]:
        """What stands behind a number that changes a quantity, with the sign of the change."""
        return (1, self.more), (-1, self.fewer)

    @property
    def changes_before(self) -> tuple[tuple[int, tuple[str, ...]], ...]:
        """What stands before such a number, with the sign of the change."""
        return (1, self.more_before), (-1, self.fewer_before)

    @model_validator(mode="after")
    def _one_meaning_each(self) -> Words:
        seen: dict[str, str] = {}
        for meaning, spellings in (*self.meanings.items(), ("filler", self.filler)):
            for spelling in spellings:
                other = seen.setdefault(spelling.lower(), meaning)
                if other != meaning:
                    raise ValueError(f'"{spelling}" stands under "{other}" and under "{meaning}"; keep one')
        for part in self.parts:
            if part not in PARTS:
                raise ValueError(f'parts: "{part}" is none of {", ".join(PARTS)}')
        return self
