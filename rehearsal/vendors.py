"""Vendors: one played vendor for each tier of a chain, and the settings that point the chain at them.

Refuses the real world: whatever keys and addresses the settings held, the result holds played ones.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from pydantic import SecretStr

from rehearsal.model_voice import obliging
from rehearsal.vendor import Vendor
from rehearsal.vendor_replies import Wire
from setting_groups import BudgetSettings, PathSettings, ProviderKind, ProviderSettings
from settings import Keys, Settings

WIRE_OF_KIND: dict[ProviderKind, Wire] = {
    "groq": "groq",
    "compatible": "groq",
    "gemini": "gemini",
    "google-generativeai": "gemini",
    "claude": "anthropic",
}
PLAYED_KEY = SecretStr("played-key")


@asynccontextmanager
async def open_vendors(settings: Settings) -> AsyncIterator[dict[str, Vendor]]:
    """An obliging vendor for each tier of the chain, by the tier's name."""
    async with AsyncExitStack() as stack:
        vendors = {}
        for tier in settings.chain:
            wire = WIRE_OF_KIND[settings.providers[tier].kind]
            vendors[tier] = await stack.enter_async_context(Vendor.open(wire, obliging(wire)))
        yield vendors


def played(
    settings: Settings, addresses: Mapping[str, str], database: Path, chain: Sequence[str] | None = None
) -> Settings:
    """The settings with each tier at its address, a key for all, a scratch database and money enough.

    ``chain`` is another order of the same tiers.
    """
    providers: dict[str, ProviderSettings] = {
        name: each.model_copy(update={"base_url": addresses[name]}) if name in addresses else each
        for name, each in settings.providers.items()
    }
    keys = {settings.key_variable(tier).lower(): PLAYED_KEY for tier in addresses}
    update = {
        "chain": tuple(chain if chain is not None else settings.chain),
        "providers": providers,
        "keys": Keys.model_validate(keys),
        "storage": PathSettings(path=database),
        "budget": BudgetSettings(),
    }
    return settings.model_copy(update=update)
