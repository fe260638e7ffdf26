"""What tests of the owner's room start from: a database with all its tables, answers in the ledger, and settings.

Refuses the machine's clock and environment.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from handlers.delivery import mailbox
from handlers.owner import notices, owners, unanswered
from handlers.owner.stats import Allowed
from handlers.talk import handoff, holds
from providers import bench, ledger, limits
from providers.answer import Answer, Attempt
from providers.limits import Caps, TierLimits
from settings import Settings, load
from storage.database import Database

MIGRATIONS = (
    *mailbox.MIGRATIONS,
    *handoff.MIGRATIONS,
    *ledger.MIGRATIONS,
    *limits.MIGRATIONS,
    *bench.MIGRATIONS,
    *owners.MIGRATIONS,
    *notices.MIGRATIONS,
    *holds.MIGRATIONS,
    *unanswered.MIGRATIONS,
)
INDIA = "Asia/Kolkata"
NOON_MS = 1_764_052_200_000  # 25 November 2025, 12:00 in India
MINUTE_MS, HOUR_MS, DAY_MS = 60_000, 3_600_000, 86_400_000
OWNER, CUSTOMER = "telegram:1", "telegram:99"
ALLOWED = Allowed(
    {"groq": TierLimits(requests_per_minute=30, tokens_per_day=100_000), "claude": TierLimits()},
    Caps(day_micro_usd=1_000_000, month_micro_usd=30_000_000),
)


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[Database]:
    """One life of the shop's database."""
    async with Database.open(folder / "shop.db", MIGRATIONS) as database:
        yield database


def settings(**environment: str) -> Settings:
    """The project's settings under this environment."""
    return load(environment, Path(__file__).resolve().parent.parent)


async def enter(database: Database, *attempts: Attempt, at_ms: int = NOON_MS, latency_ms: int = 400) -> None:
    """An answer by the last tier of ``attempts``."""
    answer = Answer(text="secret words", tier=attempts[-1].tier, intents=("price",), language="en", attempts=attempts)
    await database.write(ledger.record(answer, at_ms, latency_ms), name="answer")


def answered(tier: str, cost_micro_usd: int = 0) -> Attempt:
    """A tier that answered."""
    return Attempt(tier=tier, outcome="answered", tokens_in=300, tokens_out=60, cost_micro_usd=cost_micro_usd)


def failed(tier: str, reason: str) -> Attempt:
    """A tier that failed."""
    return Attempt(tier=tier, outcome="failed", reason=reason)
