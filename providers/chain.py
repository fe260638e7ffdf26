"""Chain: the model tiers that the settings ask for and the keys allow, opened with their limits and benches.

Refuses to fail for want of a key: a tier without one is left out, and named.
"""

from __future__ import annotations

import random
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from providers.bench import Alarm, Benches
from providers.claude import Claude
from providers.compatible import Compatible
from providers.gemini import Gemini
from providers.google_generativeai import GoogleGenerativeAI
from providers.groq import Groq
from providers.limits import Caps, Limits, TierLimits
from providers.model import Model
from setting_groups import ProviderKind, ProviderSettings
from settings import Settings
from storage.clock import Clock
from storage.database import Database

# A tier brings the guard with it, whose word lists a shop without models does not need.
if TYPE_CHECKING:
    from providers.model_tier import ModelTier

MICRO = 1_000_000
# Where the vendor's day ends: Google resets its daily quotas at midnight Pacific; the others count the last 24 hours.
VENDOR_DAY: dict[ProviderKind, str] = {
    "gemini": "America/Los_Angeles",
    "google-generativeai": "America/Los_Angeles",
}
_WIRES: dict[ProviderKind, Callable[[str, str, str | None], Model]] = {
    "groq": Groq,
    "gemini": Gemini,
    "claude": Claude,
    "compatible": Compatible,
    "google-generativeai": GoogleGenerativeAI,
}


@dataclass(frozen=True, slots=True)
class Chain:
    """The tiers between cache and rules, in their order, and what they share."""

    tiers: tuple[ModelTier, ...]
    limits: Limits
    benches: Benches


def model_of(settings: Settings, tier: str) -> Model | None:
    """The wire of a tier; None where its key is missing."""
    provider, key = settings.providers[tier], settings.key_of(tier)
    return None if key is None else _WIRES[provider.kind](key, provider.model, provider.base_url)


def tier_limits(provider: ProviderSettings) -> TierLimits:
    """A tier's windows, and whose day they count."""
    return TierLimits(**provider.limits.model_dump(), day=VENDOR_DAY.get(provider.kind))


def limits_of(settings: Settings) -> Mapping[str, TierLimits]:
    """The windows of every tier in the chain that has its key."""
    return {name: tier_limits(settings.providers[name]) for name in settings.chain if settings.key_of(name) is not None}


def caps_of(settings: Settings) -> Caps:
    """The hard caps on paid calls."""
    return Caps(int(settings.budget.day_usd * MICRO), int(settings.budget.month_usd * MICRO))


@asynccontextmanager
async def open_chain(  # noqa: PLR0913 - what one start brings
    settings: Settings,
    database: Database,
    clock: Clock,
    *,
    timezone: str,
    alarm: Alarm,
    chance: Callable[[], float] = random.random,
    now_s: Callable[[], float] = time.monotonic,
) -> AsyncIterator[Chain]:
    """The tiers with their benches and windows as the last run left them; closed in the reverse order."""
    models = {name: model for name in settings.chain if (model := model_of(settings, name)) is not None}
    days = {name: VENDOR_DAY.get(settings.providers[name].kind) for name in models}
    async with AsyncExitStack() as stack:
        limits = await stack.enter_async_context(
            Limits.open(database, limits_of(settings), caps_of(settings), timezone=timezone, clock=clock)
        )
        benches = await stack.enter_async_context(Benches.open(database, days, clock, chance, alarm))
        for model in models.values():
            stack.push_async_callback(model.close)
        yield Chain(_tiers(settings, models, limits, benches, now_s), limits, benches)


def _tiers(
    settings: Settings, models: Mapping[str, Model], limits: Limits, benches: Benches, now_s: Callable[[], float]
) -> tuple[ModelTier, ...]:
    if not models:
        return ()
    from providers.model_tier import ModelTier, Price  # noqa: PLC0415

    return tuple(
        ModelTier(
            name,
            model,
            price=Price(settings.providers[name].price.input, settings.providers[name].price.output),
            timeout_s=settings.providers[name].timeout_s,
            limits=limits,
            benches=benches,
            now_s=now_s,
        )
        for name, model in models.items()
    )
