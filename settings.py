"""Settings: config.yaml, the environment and .env, joined and checked into one frozen value.

The environment wins over .env, and .env over config.yaml. All mistakes are told at once, each with its place.
Refuses unknown keys, and secrets anywhere but in the environment or .env; a secret's value is never shown.
A leaf: imports nothing of ours but strict_yaml, which is one too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal

from dotenv import dotenv_values
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, InitSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

import strict_yaml

PREFIX = "BOT__"
ProviderKind = Literal["groq", "gemini", "claude", "compatible", "google-generativeai"]


def _bare_address(value: str) -> str:
    if not re.fullmatch(r"https?://([A-Za-z0-9.-]+|\[[0-9a-fA-F:]+\])(:\d{1,5})?/?", value):
        raise ValueError("must be scheme, host and port alone, such as http://127.0.0.1:9000")
    return value.rstrip("/")


BaseUrl = Annotated[str, AfterValidator(_bare_address)]
Count = Annotated[int, Field(ge=1)] | None
Dollars = Annotated[Decimal, Field(ge=0, le=100_000, allow_inf_nan=False)]


# What a provider is unless config.yaml says otherwise; models, quotas and prices as of 2026-11-23.
DEFAULT_PROVIDERS: dict[str, dict[str, Any]] = {
    "groq": {
        "kind": "groq",
        "model": "openai/gpt-oss-20b",
        "timeout_s": 4,
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
        "limits": {"requests_per_minute": 15, "requests_per_day": 500, "tokens_per_minute": 32_000},
        "price": {"input": 0, "output": 0},
    },
    "claude": {
        "kind": "claude",
        "model": "claude-haiku-5-5",
        "timeout_s": 6,
        "price": {"input": Decimal("0.10"), "output": Decimal("0.50")},
    },
}


class SettingsMistakes(strict_yaml.Mistakes):
    """The settings cannot be used."""


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
    """One model tier; ``timeout_s`` is the total time of one call in seconds."""

    kind: ProviderKind
    base_url: BaseUrl | None = None
    model: Annotated[str, Field(min_length=1)]
    timeout_s: Annotated[float, Field(gt=0, le=60)] = 5
    limits: LimitSettings = LimitSettings()
    price: PriceSettings


class TelegramSettings(Part):
    """How Telegram is reached; ``base_url`` is what stands before `/bot<token>`."""

    base_url: BaseUrl | None = None
    mode: Literal["polling", "webhook"] = "polling"


class TwilioSettings(Part):
    """How Twilio is reached."""

    base_url: BaseUrl | None = None


class OwnerSettings(Part):
    """Who may give owner's commands: numeric Telegram ids, and a WhatsApp number."""

    telegram_ids: tuple[int, ...] = ()
    whatsapp: Annotated[str, Field(pattern=r"^\+\d{8,15}$")] | None = None


class BudgetSettings(Part):
    """Hard caps on paid calls, in USD; both hold."""

    day_usd: Dollars = Decimal(1)
    month_usd: Dollars = Decimal(30)


class AnswerSettings(Part):
    """``deadline_s``: seconds within which a customer has an answer. ``concurrency``: chats answered side by side."""

    deadline_s: Annotated[float, Field(gt=0, le=15)] = 8
    concurrency: Annotated[int, Field(ge=1, le=1000)] = 64


class Keys(Part):
    """Secrets and accounts, from the environment or .env alone; None where one is not set."""

    groq_api_key: SecretStr | None = None
    gemini_api_key: SecretStr | None = None
    anthropic_api_key: SecretStr | None = None
    telegram_bot_token: SecretStr | None = None
    telegram_webhook_secret: SecretStr | None = None
    twilio_account_sid: SecretStr | None = None
    twilio_auth_token: SecretStr | None = None
    twilio_whatsapp_from: SecretStr | None = None
    admin_token: SecretStr | None = None

    @field_validator("*", mode="after")
    @classmethod
    def _printable(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not (value.get_secret_value().isascii() and value.get_secret_value().isprintable()):
            raise ValueError("holds a letter that no key has; copy it again")
        return value


class Settings(BaseSettings):
    """Every setting of the bot. Each stands in config.yaml with its default and one line of why."""

    model_config = SettingsConfigDict(extra="forbid", frozen=True)

    chain: tuple[str, ...] = ("groq", "gemini", "claude")
    storage: PathSettings = PathSettings(path=Path("data/bot.db"))
    templates: PathSettings = PathSettings(path=Path("templates"))
    answers: AnswerSettings = AnswerSettings()
    web: WebSettings = WebSettings()
    providers: dict[str, ProviderSettings]
    telegram: TelegramSettings = TelegramSettings()
    twilio: TwilioSettings = TwilioSettings()
    owner: OwnerSettings = OwnerSettings()
    budget: BudgetSettings = BudgetSettings()
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "WARNING"
    keys: Keys = Keys()

    @model_validator(mode="after")
    def _chain_is_known(self) -> Settings:
        for name in self.chain:
            if name in ("cache", "rules"):
                raise ValueError(f'chain: leave out "{name}"; the cache always begins it and the rules always end it')
            if name not in self.providers:
                raise ValueError(f'chain: "{name}" does not stand under providers ({", ".join(self.providers)})')
        if len(set(self.chain)) < len(self.chain):
            raise ValueError("chain: a tier stands in it twice")
        return self


def load(environment: Mapping[str, str], folder: Path) -> Settings:
    """The settings of the project in ``folder`` under ``environment``. Raises SettingsMistakes."""
    try:
        dotenv = {name: value for name, value in dotenv_values(folder / ".env", interpolate=False).items() if value}
    except UnicodeDecodeError as error:
        raise SettingsMistakes([".env: not UTF-8 text; save the file as UTF-8"]) from error
    variables = {**dotenv, **environment}
    config = folder / (variables.get("BOT_CONFIG") or "config.yaml")
    try:
        document = strict_yaml.read(config, config.name)
    except strict_yaml.YamlMistake as mistake:
        raise SettingsMistakes([str(mistake)]) from mistake
    if not isinstance(document.data, dict | None):
        raise SettingsMistakes([f"{document.name}: holds no settings"])
    if "keys" in (document.data or {}):
        raise SettingsMistakes([f"{document.where(['keys'])}: secrets belong in the environment or .env, never here"])
    named: dict[tuple[str, ...], str] = {}
    overrides = _overrides(variables, named)
    try:
        return _validated(overrides, document.data or {}, folder)
    except ValidationError as error:
        raise SettingsMistakes(_sentence(each, document, named) for each in error.errors()) from None


def _validated(overrides: dict[str, Any], config: dict[str, Any], folder: Path) -> Settings:
    class _Loaded(Settings):
        @classmethod
        def settings_customise_sources(  # type: ignore[override]  # the four standard sources are not used
            cls, settings_cls: type[BaseSettings], **_sources: PydanticBaseSettingsSource
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            defaults = {"providers": DEFAULT_PROVIDERS}
            return tuple(InitSettingsSource(settings_cls, tree) for tree in (overrides, config, defaults))

    loaded = _Loaded()  # type: ignore[call-arg]  # the sources fill every field
    places = {name: PathSettings(path=folder / getattr(loaded, name).path) for name in ("storage", "templates")}
    return loaded.model_copy(update=places)


def _overrides(variables: Mapping[str, str], named: dict[tuple[str, ...], str]) -> dict[str, Any]:
    """The tree that the variables spell; ``named`` is filled with the variable behind each place."""
    tree: dict[str, Any] = {}
    for key in Keys.model_fields:
        value = variables.get(key.upper(), "").strip()
        if value:
            tree.setdefault("keys", {})[key] = value
            named["keys", key] = key.upper()
    for name, value in sorted(variables.items(), key=lambda variable: variable[0].count("__")):
        if not name.startswith(PREFIX):
            continue
        place = tuple(name.removeprefix(PREFIX).lower().split("__"))
        named[place] = name
        if place[0] == "keys":
            raise SettingsMistakes([f"environment {name}: set the key under its own name, such as GROQ_API_KEY"])
        inner = tree
        for step in place[:-1]:
            inner = inner.setdefault(step, {})
            if not isinstance(inner, dict):
                raise SettingsMistakes([f"environment {name}: another variable sets what stands above it"])
        inner[place[-1]] = _value(name, value)
    return tree


def _value(name: str, text: str) -> Any:
    if text.strip() == "null":
        return None
    if text.lstrip().startswith(("[", "{")):
        try:
            return json.loads(text)
        except json.JSONDecodeError as error:
            raise SettingsMistakes(
                [f'environment {name}: not JSON ({error.msg}); a list is written ["a","b"]']
            ) from error
    return text


def _sentence(error: Any, document: strict_yaml.Document, named: Mapping[tuple[str, ...], str]) -> str:
    # A mistake of the whole begins with the setting's name.
    place = tuple(str(step) for step in error["loc"]) or (error["msg"].removeprefix("Value error, ").split(":")[0],)
    if place[:1] == ("keys",):
        return f"environment {named.get(place, '.'.join(place))}: {error['msg'].removeprefix('Value error, ')}"
    place = place[:-1] if error["type"] == "missing" else place
    source = next((name for at, name in named.items() if at[: len(place)] == place[: len(at)]), None)
    where = f"environment {source}" if source else document.where(error["loc"] or place)
    return f"{where}: {strict_yaml.describe(error, Settings)}"
