"""Settings: config.yaml, the environment and .env, joined and checked into one frozen value.

The environment wins over .env, and .env over config.yaml. All mistakes are told at once, each with its place.
Refuses unknown keys, and secrets anywhere but in the environment or .env; a secret's value is never shown.
A leaf: imports nothing of ours but strict_yaml, mistake_words and setting_groups, which are leaves too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from dotenv import dotenv_values
from pydantic import AfterValidator, ConfigDict, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, InitSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

import strict_yaml
from setting_groups import (
    DEFAULT_PROVIDERS,
    AnswerSettings,
    BudgetSettings,
    OwnerSettings,
    Part,
    PathSettings,
    ProviderKind,
    ProviderSettings,
    TelegramSettings,
    TwilioSettings,
    WebSettings,
)

PREFIX = "BOT__"
KEY_OF_KIND: dict[ProviderKind, str] = {
    "groq": "groq_api_key",
    "gemini": "gemini_api_key",
    "google-generativeai": "gemini_api_key",
    "claude": "anthropic_api_key",
}


class SettingsMistakes(strict_yaml.Mistakes):
    """The settings cannot be used."""


def _printable(secret: SecretStr) -> SecretStr:
    if not (secret.get_secret_value().isascii() and secret.get_secret_value().isprintable()):
        raise ValueError("holds a letter that no key has; copy it again")
    return secret


Secret = Annotated[SecretStr, AfterValidator(_printable)]


class Keys(Part):
    """Secrets and accounts, from the environment or .env alone; None where one is not set.

    Beside these stand the keys of compatible providers: that of `cerebras` is CEREBRAS_API_KEY.
    """

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Secret] = Field(init=False)

    groq_api_key: Secret | None = None
    gemini_api_key: Secret | None = None
    anthropic_api_key: Secret | None = None
    telegram_bot_token: Secret | None = None
    telegram_webhook_secret: Secret | None = None
    twilio_account_sid: Secret | None = None
    twilio_auth_token: Secret | None = None
    twilio_whatsapp_from: Secret | None = None
    admin_token: Secret | None = None


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

    def key_variable(self, tier: str) -> str:
        """The environment variable that holds a tier's key."""
        key = KEY_OF_KIND.get(self.providers[tier].kind)
        return key.upper() if key else tier_key_variable(tier)

    def key_of(self, tier: str) -> str | None:
        """A tier's key; "" where it may do without, None where the tier cannot be used for want of it."""
        secret: SecretStr | None = getattr(self.keys, self.key_variable(tier).lower(), None)
        if secret is not None:
            return secret.get_secret_value()
        return "" if self.providers[tier].kind == "compatible" else None

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


def tier_key_variable(tier: str) -> str:
    """The environment variable for the key of a compatible provider: fast-llm has FAST_LLM_API_KEY."""
    return f"{re.sub(r'[^A-Z0-9]', '_', tier.upper())}_API_KEY"


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
    for tree in (document.data or {}, overrides):
        providers = tree.get("providers")
        for tier in providers if isinstance(providers, dict) else ():
            _take_key(tier_key_variable(str(tier)), variables, overrides, named)
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
        _take_key(key.upper(), variables, tree, named)
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


def _take_key(
    variable: str, variables: Mapping[str, str], tree: dict[str, Any], named: dict[tuple[str, ...], str]
) -> None:
    value = variables.get(variable, "").strip()
    if value:
        tree.setdefault("keys", {})[variable.lower()] = value
        named["keys", variable.lower()] = variable


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
    import mistake_words  # noqa: PLC0415 -- sound settings need no words for mistakes

    return f"{where}: {mistake_words.describe(error, Settings)}"
