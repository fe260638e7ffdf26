"""`check` asks each vendor once and says in plain words what is the matter and what to do."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import date
from pathlib import Path

import pytest
import pytest_asyncio

from handlers.owner.check_tiers import check_tiers
from handlers.owner.finding import Finding
from rehearsal.vendor import Fault, Vendor, always, refusing_address
from rehearsal.vendor_replies import Sent, Wire, recorded, said
from settings import Settings, load
from tests.bot_process import BotProcess

FOLDER = Path(__file__).resolve().parent.parent
WIRES: dict[str, Wire] = {"groq": "groq", "gemini": "gemini", "claude": "anthropic"}
KEYS = {"GROQ_API_KEY": "test-key", "GEMINI_API_KEY": "test-key", "ANTHROPIC_API_KEY": "test-key"}
TODAY = date(2026, 11, 25)


@pytest_asyncio.fixture
async def vendors() -> AsyncIterator[dict[str, Vendor]]:
    """The three vendors, all well."""
    async with AsyncExitStack() as stack:
        yield {tier: await stack.enter_async_context(Vendor.open(wire)) for tier, wire in WIRES.items()}


def settings(vendors: dict[str, Vendor], **environment: str) -> Settings:
    """The real settings with these vendors and all keys."""
    addresses = {f"BOT__PROVIDERS__{tier.upper()}__BASE_URL": vendor.base_url for tier, vendor in vendors.items()}
    return load({**KEYS, **addresses, **environment}, FOLDER)


async def findings(config: Settings, today: date = TODAY) -> dict[str, Finding]:
    """What the check finds, by tier."""
    return {finding.name: finding for finding in await check_tiers(config, lambda: today)}


async def test_vendors_that_are_well(vendors: dict[str, Vendor]) -> None:
    """Each answers one call of a few tokens, and nothing is left to do."""
    found = await findings(settings(vendors))
    assert [(each.status, each.next_step) for each in found.values()] == [("ok", "")] * 3
    assert "openai/gpt-oss-20b" in found["groq"].detail
    assert all(len(vendor.asked) == 1 for vendor in vendors.values())
    assert all(vendor.asked[0].tokens_in < 40 for vendor in vendors.values())


@pytest.mark.parametrize(
    ("answer", "detail", "next_step"),
    [
        ("auth", "key is wrong", "GROQ_API_KEY"),
        ("forbidden", "not allowed", "GROQ_API_KEY"),
        ("decom", "does not exist, or no longer", "providers.groq.model"),
        ("notfound", "does not exist, or no longer", "providers.groq.model"),
        ("quota_day", "free quota of the day", "comes back"),
        ("rate429", "too many calls", "minute"),
        ("billing402", "no credit", "add credit"),
        ("overload", "in trouble", "other tiers"),
        ("e500", "in trouble", "other tiers"),
        ("html200", "in trouble", "other tiers"),
        ("badreq", "does not accept", "providers.groq.model"),
        (Fault.RESET, "cannot be reached", "network"),
    ],
)
async def test_what_is_wrong_is_said_plainly(
    vendors: dict[str, Vendor], answer: str | Fault, detail: str, next_step: str
) -> None:
    """Every failure names its cause and the next step, and the other tiers are well."""
    vendors["groq"].play = always(answer if isinstance(answer, Fault) else recorded("groq", answer))
    found = await findings(settings(vendors))
    assert found["groq"].status == "failed"
    assert detail in found["groq"].detail
    assert next_step in found["groq"].next_step
    assert found["gemini"].status == found["claude"].status == "ok"


async def test_an_answer_that_is_cut_off_shows_a_working_key(vendors: dict[str, Vendor]) -> None:
    """The smallest answer may well end in its middle: that is no fault of the vendor's."""
    cut = recorded("anthropic", "nulltext")
    vendors["claude"].play = always(cut)
    assert (await findings(settings(vendors)))["claude"].status == "ok"


async def test_nobody_at_the_address(vendors: dict[str, Vendor]) -> None:
    """A wrong address is named."""
    address = refusing_address()
    found = await findings(settings(vendors, BOT__PROVIDERS__GEMINI__BASE_URL=address))
    assert address in found["gemini"].detail
    assert "providers.gemini.base_url" in found["gemini"].next_step


async def test_a_missing_key_is_no_failure(vendors: dict[str, Vendor]) -> None:
    """A tier without a key is left out on purpose, and it is said how to use it."""
    found = await findings(settings(vendors, GROQ_API_KEY=""))
    assert (found["groq"].status, "GROQ_API_KEY" in found["groq"].next_step) == ("off", True)
    assert not vendors["groq"].asked


async def test_old_figures_are_pointed_out(vendors: dict[str, Vendor]) -> None:
    """Half a year after limits and price were compared with the vendor's pages, the owner is asked to do it again."""
    found = await findings(settings(vendors), date(2027, 6, 30))
    assert "2026-11-23" in found["groq"].next_step


async def test_the_command_ends_with_1_where_a_vendor_fails(vendors: dict[str, Vendor], tmp_path: Path) -> None:
    """`check --json` lists each tier; a wrong key makes it end with 1 and never shows the key."""
    vendors["claude"].play = always(recorded("anthropic", "auth"))
    addresses = {f"BOT__PROVIDERS__{tier.upper()}__BASE_URL": vendor.base_url for tier, vendor in vendors.items()}
    process = BotProcess(tmp_path, **KEYS, **addresses)
    ran = await asyncio.to_thread(process.run, "check", "--json")
    report = json.loads(ran.stdout)
    status = {each["name"]: each["status"] for each in report["checks"]}
    assert (ran.returncode, report["ok"]) == (1, False)
    assert (status["groq"], status["gemini"], status["claude"]) == ("ok", "ok", "failed")
    assert "test-key" not in ran.stdout + ran.stderr


async def test_any_good_answer_will_do(vendors: dict[str, Vendor]) -> None:
    """What the model says is nobody's business here, even if it is nonsense."""
    vendors["groq"].play = always(Sent(200, said("groq", "₹5 only!").body))
    assert (await findings(settings(vendors)))["groq"].status == "ok"
