"""SettingGroups: the parts of config.yaml, each validated and frozen, with the defaults of the vendors.

Refuses unknown keys and values that cannot work; whoever reads a group may trust it.
A leaf: imports nothing of ours.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, field_validator

ProviderKind = Literal["groq", "gemini", "claude", "compatible", "google-generativeai"]
_HOST = r"https?://([A-Za-z0-9.-]+|\[[0-9a-fA-F:]+\])(:\d{1,5})?"


def _bare_address(value: str) -> str:
    if not re.fullmatch(rf"{_HOST}/?", value):
        raise ValueError("must be scheme, host and port alone, such as http://127.0.0.1:9000")
    return value.rstrip("/")


BaseUrl = Annotated[str, AfterValidator(_bare_address)]
Count = Annotated[int, Field(ge=1)] | None
Dollars = Annotated[Decimal, Field(ge=0, le=100_000, allow_inf_nan=False)]


AS_OF = date(2026, 11, 23)
# What a provider is unless config.yaml says otherwise. From: Groq's page on rate limits and the shop's own figure for a
# day; one AI Studio reading of 2026-08-16 and the shop's figure for a minute; Anthropic's model page of 2026-10.
DEFAULT_PROVIDERS: dict[str, dict[str, Any]] = {
    "groq": {
        "kind": "groq",
        "model": "openai/gpt-oss-20b",
        "timeout_s": 4,
        "as_of": AS_OF,
        "limits": {
            "requests_per_minute": 30,
            "requests_per_day": 1000,
            "tokens_per_minute": 8000,
            "tokens_per_day": 100_000,
        },
        "price": {"input": 0, "output": 0},
    },
    "gemini": {
        "kind": "gemini",
        "model": "gemini-3.5-flash-lite",
        "as_of": AS_OF,
        "limits": {"requests_per_minute": 15, "requests_per_day": 500, "tokens_per_minute": 32_000},
        "price": {"input": 0, "output": 0},
    },
    "claude": {
        "kind": "claude",
        "model": "claude-haiku-5-5",
        "timeout_s": 6,
        "as_of": AS_OF,
        "price": {"input": Decimal("0.10"), "output": Decimal("0.50")},
    },
}


class Part(BaseModel):
    """A group of settings: unknown keys are refused, nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class PathSettings(Part):
    """A file or folder; a relative path counts from the project's folder."""

    path: Annotated[Path, BeforeValidator(lambda value: value or None)]


class WebSettings(Part):
    """The HTTP server; ``public_url`` is how the internet reaches it, or None."""

    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8080
    public_url: BaseUrl | None = None


class LimitSettings(Part):
    """A vendor's quota per minute and per day; None means no such window."""

    requests_per_minute: Count = None
    requests_per_day: Count = None
    tokens_per_minute: Count = None
    tokens_per_day: Count = None


class PriceSettings(Part):
    """USD per million tokens."""

    input: Dollars
    output: Dollars


class ProviderSettings(Part):
    """One model tier; ``timeout_s`` is the total time of one call in seconds.

    ``as_of`` is the day on which model, limits and price were last compared with the vendor's pages.
    """

    kind: ProviderKind
    base_url: Annotated[str | None, Field(validate_default=True)] = None
    model: Annotated[str, Field(min_length=1)]
    timeout_s: Annotated[float, Field(gt=0, le=60)] = 5
    limits: LimitSettings = LimitSettings()
    price: PriceSettings
    as_of: date | None = None

    @field_validator("base_url")
    @classmethod
    def _can_be_reached(cls, value: str | None, info: ValidationInfo) -> str | None:
        if info.data.get("kind") != "compatible":
            return value and _bare_address(value)
        if value is None or not re.fullmatch(rf"{_HOST}[A-Za-z0-9/._-]*", value):
            raise ValueError("must be the address of the server, such as http://127.0.0.1:9000")
        return value.rstrip("/")


class TelegramSettings(Part):
    """How Telegram is reached; ``base_url`` is what stands before `/bot<token>`, ``pace`` keeps its sending limits.

    ``thumbs``: two buttons stand under each answer that a model worded.
    """

    base_url: BaseUrl | None = None
    mode: Literal["polling", "webhook"] = "polling"
    pace: bool = True
    thumbs: bool = True


class TwilioSettings(Part):
    """How Twilio is reached; ``pace`` keeps its sending limits.

    ``template_sid`` is the approved template (ContentSid) that asks a customer to write again after 24 hours, or None;
    ``template_variables`` fill its places.
    """

    base_url: BaseUrl | None = None
    pace: bool = True
    template_sid: Annotated[str, Field(pattern=r"^HX[0-9a-fA-F]{32}$")] | None = None
    template_variables: dict[str, str] = {}


class OwnerSettings(Part):
    """Who may give owner's commands: numeric Telegram ids, and a WhatsApp number.

    ``hold_minutes``: how long an owner who has taken a chat over may be silent before the bot answers there again.
    """

    telegram_ids: tuple[int, ...] = ()
    whatsapp: Annotated[str, Field(pattern=r"^\+\d{8,15}$")] | None = None
    hold_minutes: Annotated[float, Field(gt=0, le=10_080)] = 30


class BudgetSettings(Part):
    """Hard caps on paid calls, in USD; both hold."""

    day_usd: Dollars = Decimal(1)
    month_usd: Dollars = Decimal(30)


class AnswerSettings(Part):
    """``deadline_s``: seconds within which a customer has an answer. ``concurrency``: chats answered side by side."""

    deadline_s: Annotated[float, Field(gt=0, le=15)] = 8
    concurrency: Annotated[int, Field(ge=1, le=1000)] = 64
