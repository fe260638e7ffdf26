"""What a customer gets from whom: the real command against vendors on loopback, one process an answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from rehearsal.model_voice import obliging
from rehearsal.vendor import Vendor, always
from rehearsal.vendor_replies import recorded
from tests.bot_process import BotProcess

GIFTING = "Do you have coasters for corporate gifting?"
COMPLEX = (
    "We are a small firm in Jaipur and want to thank about forty clients after Diwali with something they would keep "
    "on the desk: how do marble and wooden coasters differ in feel and in care?"
)
KEYS = {"groq": "GROQ_API_KEY", "gemini": "GEMINI_API_KEY", "claude": "ANTHROPIC_API_KEY"}


class World:
    """The three vendors, and a bot that knows their addresses."""

    def __init__(self, folder: Path, vendors: dict[str, Vendor]) -> None:
        self._folder = folder
        self.groq, self.gemini, self.claude = (vendors[tier] for tier in KEYS)
        self._vendors = vendors

    async def ask(self, text: str, keys: str = "groq gemini claude", **environment: str) -> dict[str, Any]:
        """One reply by `ask --json`, with keys for these tiers."""
        for tier in keys.split():
            environment[KEYS[tier]] = "test-key"
            environment[f"BOT__PROVIDERS__{tier.upper()}__BASE_URL"] = self._vendors[tier].base_url
        return await asyncio.to_thread(BotProcess(self._folder, **environment).ask, text)


@pytest_asyncio.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """Three obliging vendors."""
    async with AsyncExitStack() as stack:
        vendors = {}
        for tier, wire in (("groq", "groq"), ("gemini", "gemini"), ("claude", "anthropic")):
            vendors[tier] = await stack.enter_async_context(Vendor.open(wire, obliging(wire)))  # type: ignore[arg-type]
        yield World(tmp_path, vendors)


def trail(reply: dict[str, Any]) -> list[tuple[str, str]]:
    """Each attempt's tier and outcome."""
    return [(attempt["tier"], attempt["outcome"]) for attempt in reply["attempts"]]


async def test_a_greeting_comes_from_the_cache(world: World) -> None:
    """Hi is answered at once and for nothing, whatever keys are set."""
    reply = await world.ask("Hi")
    assert (reply["tier"], reply["cost_usd"], trail(reply)) == ("cache", "0.000000", [("cache", "hit")])
    assert not world.groq.asked


async def test_a_question_goes_to_groq_and_then_to_gemini(world: World) -> None:
    """The first tier answers for nothing; while it says 429 the second one does, and nobody waits for it."""
    first = await world.ask(GIFTING)
    assert (first["tier"], first["cost_usd"]) == ("groq", "0.000000")
    assert first["attempts"][-1]["tokens_in"] > 100
    world.groq.play = always(recorded("groq", "rate429"))
    second = await world.ask(f"{GIFTING} For a team of clients")
    assert trail(second) == [("cache", "miss"), ("groq", "failed"), ("gemini", "answered")]
    assert second["attempts"][1]["reason"] == "rate limit"
    assert second["attempts"][1]["ms"] < 1000


async def test_the_paid_tier_answers_where_both_free_ones_are_at_their_limit(world: World) -> None:
    """A long question with two spent quotas is answered by the paid model, and its cost is told."""
    world.groq.play = always(recorded("groq", "quota_day"))
    world.gemini.play = always(recorded("gemini", "rate429"))
    reply = await world.ask(COMPLEX)
    assert trail(reply)[1:] == [("groq", "failed"), ("gemini", "failed"), ("claude", "answered")]
    paid = reply["attempts"][-1]
    micro_usd = -(-(paid["tokens_in"] + 5 * paid["tokens_out"]) // 10)
    assert reply["cost_usd"] == paid["cost_usd"] == f"0.{micro_usd:06d}"
    assert micro_usd > 0
    assert "marble" in reply["text"].lower()


async def test_with_all_three_dead_the_rules_answer(world: World) -> None:
    """Whatever the vendors do, the customer has an answer of the shop."""
    world.groq.play = always(recorded("groq", "e500"))
    world.gemini.play = always(recorded("gemini", "html502"))
    world.claude.play = always(recorded("anthropic", "overload"))
    reply = await world.ask("how do i clean marble coasters")
    assert trail(reply)[-1] == ("rules", "answered")
    assert "soap" in reply["text"] or "cloth" in reply["text"]


@pytest.mark.parametrize(
    ("chain", "tiers"),
    [
        ('["groq", "gemini", "claude"]', ["groq", "gemini", "claude"]),
        ('["groq"]', ["groq"]),
        ('["groq", "gemini"]', ["groq", "gemini"]),
        ('["claude", "groq"]', ["claude", "groq"]),
        ("[]", []),
    ],
)
async def test_the_chain_is_what_the_settings_say(world: World, chain: str, tiers: list[str]) -> None:
    """The tiers of `chain` are asked in its order and no others, whichever keys are set."""
    for wire, vendor in (("groq", world.groq), ("gemini", world.gemini), ("anthropic", world.claude)):
        vendor.play = always(recorded(wire, "e500"))  # type: ignore[arg-type]
    reply = await world.ask("how do i clean marble coasters", BOT__CHAIN=chain)
    assert trail(reply)[1:] == [*((tier, "failed") for tier in tiers), ("rules", "answered")]


@pytest.mark.parametrize("keys", ["groq gemini", "gemini claude", "groq claude", "claude", ""])
async def test_a_missing_key_leaves_its_tier_out(world: World, keys: str) -> None:
    """The first tier that has its key answers; with no key at all the rules do."""
    reply = await world.ask("how do i clean marble coasters", keys)
    assert reply["tier"] == (keys.split() or ["rules"])[0]
