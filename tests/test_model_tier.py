"""A model as a step of the chain: what is reserved, settled, benched and held back, whatever the call does."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from providers import bench, limits
from providers.answer import Question
from providers.bench import Benches
from providers.failures import (
    Blocked,
    CallFailed,
    CutOff,
    Garbled,
    NotAsked,
    Overloaded,
    QuotaReading,
    RateLimited,
    Rejected,
    TimedOut,
    Unreachable,
    Usage,
)
from providers.limits import Caps, Limits, TierLimits
from providers.model import Completion
from providers.model_tier import ModelTier, Price
from providers.prompt import Prompt
from storage.clock import SystemClock
from storage.database import Database
from tests.chain_peers import asked

PRICE = Price(Decimal("0.10"), Decimal("0.50"))
FREE = Price(Decimal(0), Decimal(0))
PROMPT = Prompt(instructions="You help customers of a shop.", text="care tips", language="en", answer_tokens=100)
GOOD = Completion(text="Wipe them with a soft cloth and keep them dry.", tokens_in=40, tokens_out=12)
Call = Callable[[], Awaitable[Completion]]


class PlayedModel:
    """A model whose next calls are given."""

    def __init__(self, *calls: Completion | CallFailed | Call) -> None:
        self._calls = list(calls)
        self.called = 0

    async def open(self) -> None:
        """Nothing to load."""

    async def close(self) -> None:
        """Nothing to close."""

    async def complete(self, prompt: Prompt, timeout_s: float) -> Completion:
        """The next call."""
        assert prompt is PROMPT
        assert timeout_s > 0
        self.called += 1
        call = self._calls.pop(0)
        if isinstance(call, CallFailed):
            raise call
        return call if isinstance(call, Completion) else await call()


class Opened:
    """A tier with what stands behind it."""

    def __init__(self, tier: ModelTier, limits: Limits, benches: Benches, database: Database) -> None:
        self.tier, self.limits, self.benches, self._database = tier, limits, benches, database

    async def spent(self) -> int:
        """Millionths of a dollar spent or reserved this month, as the disk tells once all is written."""
        await asyncio.sleep(0.02)
        now_ms = SystemClock().now_ms()
        return await self._database.read(lambda connection: limits.spent(connection, now_ms, "Asia/Kolkata")[1])

    async def used(self) -> tuple[int, int]:
        """Requests and tokens of the day, as the disk tells."""
        await asyncio.sleep(0.02)
        now_ms = SystemClock().now_ms()
        rows = await self._database.read(lambda connection: limits.quota(connection, {"claude": WINDOWS}, now_ms))
        used = {row.window: row.used for row in rows}
        return used["requests_per_day"], used["tokens_per_day"]


WINDOWS = TierLimits(requests_per_day=1000, tokens_per_day=100_000)


@asynccontextmanager
async def opened(folder: Path, model: PlayedModel, price: Price = PRICE, cap: int = 10_000) -> AsyncIterator[Opened]:
    """The tier on a database of the test's own."""
    clock = SystemClock()
    migrations = (*limits.MIGRATIONS, *bench.MIGRATIONS)
    async with (
        Database.open(folder / "bot.db", migrations) as database,
        Limits.open(database, {"claude": WINDOWS}, Caps(cap, cap), timezone="Asia/Kolkata", clock=clock) as open_limits,
        Benches.open(database, {"claude": None}, clock, lambda: 0.5, lambda *_: None) as benches,
    ):
        tier = ModelTier(
            *("claude", model),
            price=price,
            timeout_s=2,
            limits=open_limits,
            benches=benches,
            now_s=time.monotonic,
        )
        yield Opened(tier, open_limits, benches, database)


def question() -> Question:
    """A question with its prompt."""
    return replace(asked(), prompt=PROMPT)


async def test_a_good_answer_is_settled_at_what_it_took(tmp_path: Path) -> None:
    """The vendor's own count of tokens is what a call costs and uses up."""
    async with opened(tmp_path, PlayedModel(GOOD)) as it:
        answer = await it.tier.answer(question())
        assert (answer.text, answer.tier) == (GOOD.text, "claude")
        assert answer.usage == Usage(40, 12, 10)
        assert await it.spent() == 10
        assert await it.used() == (1, 52)


async def test_where_a_person_is_called_the_answer_must_say_so(tmp_path: Path) -> None:
    """A good wording that tells of no person is held back, and paid for; one that does is used."""
    called = question()
    assert called.floor is not None
    called = replace(called, floor=replace(called.floor, handoff=True))
    told = replace(GOOD, text="Wipe them with a soft cloth. Our team will answer here.")
    async with opened(tmp_path, PlayedModel(GOOD, told)) as it:
        with pytest.raises(Rejected) as raised:
            await it.tier.answer(called)
        assert (raised.value.reason, raised.value.usage) == ("rejected: no person named", Usage(40, 12, 10))
        assert (await it.tier.answer(called)).handoff


@pytest.mark.parametrize(
    ("error", "cost", "requests", "tokens"),
    [
        (RateLimited(), 0, 1, 0),
        (Overloaded(), 0, 1, 0),
        (Unreachable(unsent=True), 0, 0, 0),
        (CutOff(usage=Usage(40, 100)), 54, 1, 140),
        (Blocked(usage=Usage(40, 0)), 4, 1, 40),
        (TimedOut(), None, 1, None),
        (Unreachable(), None, 1, None),
        (Garbled(), None, 1, None),
    ],
)
async def test_a_failed_call_counts_as_what_the_vendor_may_have_done(
    tmp_path: Path, error: CallFailed, cost: int | None, requests: int, tokens: int | None
) -> None:
    """Refused calls cost nothing, told usage is believed, and of a call that nobody knows of the worst is assumed."""
    async with opened(tmp_path, PlayedModel(error)) as it:
        with pytest.raises(type(error)) as raised:
            await it.tier.answer(question())
        worst = it.tier.most_usage(question())
        expected = worst.cost_micro_usd if cost is None else cost
        assert raised.value.usage.cost_micro_usd == expected == await it.spent()
        assert await it.used() == (requests, PROMPT.tokens + PROMPT.answer_tokens if tokens is None else tokens)


async def test_a_call_that_is_given_up_counts_in_full(tmp_path: Path) -> None:
    """Whoever is cancelled may have cost its worst case."""

    async def endless() -> Completion:
        await asyncio.sleep(30)
        return GOOD

    async with opened(tmp_path, PlayedModel(endless)) as it:
        task = asyncio.create_task(it.tier.answer(question()))
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await it.spent() == it.tier.most_usage(question()).cost_micro_usd
        assert it.tier.standing().status == "ready"


async def test_no_call_without_money(tmp_path: Path) -> None:
    """When the worst case does not fit under the cap nobody is called."""
    model = PlayedModel(GOOD)
    async with opened(tmp_path, model, cap=5) as it:
        with pytest.raises(NotAsked, match="no budget"):
            await it.tier.answer(question())
        assert (model.called, await it.spent()) == (0, 0)


async def test_a_rejected_answer_is_paid_and_does_not_bench(tmp_path: Path) -> None:
    """What the guard holds back was a call like any other, and shows that the vendor works."""
    invented = replace(GOOD, text="They cost only ₹45 each today!")
    async with opened(tmp_path, PlayedModel(invented)) as it:
        with pytest.raises(Rejected) as raised:
            await it.tier.answer(question())
        assert raised.value.usage == Usage(40, 12, 10)
        assert it.tier.standing().status == "ready"


async def test_a_failure_benches_and_a_reading_corrects(tmp_path: Path) -> None:
    """A 429 leaves the tier alone, and what the vendor has left is believed."""
    reading = QuotaReading(window="requests_per_day", remaining=0, resets_in_s=60)
    model = PlayedModel(RateLimited(retry_after_s=30, readings=(reading,)), GOOD)
    async with opened(tmp_path, model, price=FREE) as it:
        with pytest.raises(RateLimited):
            await it.tier.answer(question())
        assert it.tier.standing().status == "benched"
        it.benches.resume("claude")
        with pytest.raises(NotAsked, match="requests per day"):
            await it.tier.answer(question())
        assert model.called == 1
