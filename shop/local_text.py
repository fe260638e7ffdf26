"""LocalText: one wording in the shop's three languages, and the small value types that owners write as text.

Refuses Devanagari letters in English and Hinglish, so that a reply never mixes scripts by a slip in a template.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

Language = Literal["en", "hinglish", "hi"]
LANGUAGES: tuple[Language, ...] = ("en", "hinglish", "hi")
DEVANAGARI = re.compile(r"[\u0900-\u0963\u0966-\u097f]")


class Strict(BaseModel):
    """A part of the owner's files: unknown keys are refused, nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


NonEmpty = Annotated[str, Field(min_length=1)]


def written(pattern: str, like: str) -> AfterValidator:
    """Holds a text to a pattern, and tells how to write it where it does not fit."""

    def check(value: str) -> str:
        if not re.fullmatch(pattern, value):
            raise ValueError(f'"{value}" is not written as it must be; write it like {like}')
        return value

    return AfterValidator(check)


class LocalText(Strict):
    """A text in English, Hinglish and Hindi; one plain text serves all three."""

    en: NonEmpty
    hinglish: NonEmpty
    hi: NonEmpty

    @model_validator(mode="before")
    @classmethod
    def _spread(cls, value: Any) -> Any:
        if isinstance(value, str):
            return dict.fromkeys(LANGUAGES, value)
        if isinstance(value, dict) and "en" in value:
            return {"hinglish": value["en"], **value}
        return value

    @model_validator(mode="after")
    def _keep_scripts_apart(self) -> LocalText:
        for language in ("en", "hinglish"):
            if DEVANAGARI.search(getattr(self, language)):
                raise ValueError(f'{language}: holds Devanagari letters; put them under "hi"')
        return self

    def in_(self, language: Language) -> str:
        """The wording in one language."""
        text: str = getattr(self, language)
        return text


class DaySpan(Strict):
    """From ``least`` to ``most`` days, both counted; the owner writes `7 to 10` or `5`."""

    least: Annotated[int, Field(ge=0, le=365)]
    most: Annotated[int, Field(ge=0, le=365)]

    @model_validator(mode="before")
    @classmethod
    def _parse(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        match = re.fullmatch(r"(\d+)(?:\s*(?:to|-)\s*(\d+))?(?:\s*days?)?", value.strip())
        if not match:
            raise ValueError(f'"{value}" is no span of days; write it like 7 to 10')
        return {"least": match[1], "most": match[2] or match[1]}

    @model_validator(mode="after")
    def _rising(self) -> DaySpan:
        if self.least > self.most:
            raise ValueError(f"{self.least} to {self.most} runs backwards; the smaller number comes first")
        return self

    def __str__(self) -> str:
        return str(self.least) if self.least == self.most else f"{self.least} to {self.most}"


def _refuse_spare_signs(value: Any) -> Any:
    if isinstance(value, str) and re.search(r"(?i)rs|inr|₹|/-", value):
        raise ValueError(f'"{value}" must be the bare number, without a currency sign')
    return value


Rupees = Annotated[
    Decimal, BeforeValidator(_refuse_spare_signs), Field(ge=0, le=10_000_000, decimal_places=2, allow_inf_nan=False)
]
Pieces = Annotated[int, Field(ge=1, le=10_000_000)]
