"""The owner's commands: who may give them, what they do and what they say.

Refuses a stand-in for the benches and the ledger: both are the real ones.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from handlers.owner.commands import COMMANDS, HOW_MANY_DAYS, NO_TIERS, WELCOME, Command, OwnerCommands
from handlers.owner.notices import Notice, Notices
from handlers.owner.owners import Owners
from handlers.owner.pictures import stats_name
from handlers.owner.reasons import troubles
from handlers.owner.stats import StatsReader
from handlers.owner.stats_brief import MOST_CHARACTERS, brief, dollars
from handlers.talk import handoff
from providers.answer import Attempt
from providers.bench import Benches
from providers.failures import KeyRefused, RateLimited
from setting_groups import OwnerSettings
from storage.database import Database
from tests.delivery_peers import HandClock
from tests.owner_peers import (
    ALLOWED,
    CUSTOMER,
    DAY_MS,
    INDIA,
    MINUTE_MS,
    NOON_MS,
    OWNER,
    answered,
    enter,
    failed,
    opened,
)

ONE_OWNER = OwnerSettings(telegram_ids=(1,))


@dataclass
class Desk:
    """All that a test looks at."""

    database: Database
    owners: Owners
    notices: Notices
    benches: Benches
    stats: StatsReader
    clock: HandClock
    commands: OwnerCommands

    async def says(self, text: str, chat: str = OWNER) -> Command:
        """The answer to a command, stored."""
        command = await self.commands.respond(chat, text)
        assert command is not None
        await self.database.write(*command.steps, name="answer")
        return command


@asynccontextmanager
async def desk(
    folder: Path, settings: OwnerSettings = ONE_OWNER, tiers: tuple[str, ...] = ("groq", "claude")
) -> AsyncIterator[Desk]:
    """The owner's room of a shop with two tiers."""
    clock = HandClock(NOON_MS)
    days = dict.fromkeys(tiers)
    async with opened(folder) as database, Benches.open(database, days, clock, lambda: 0.5, lambda *_: None) as benches:
        owners = await Owners.load(database, settings)
        notices = Notices(owners, ["telegram"], INDIA)
        stats = StatsReader(database, INDIA, ALLOWED)
        commands = OwnerCommands(owners, notices, stats, benches, tiers=tiers, timezone=INDIA, clock=clock)
        yield Desk(database, owners, notices, benches, stats, clock, commands)


@pytest.mark.parametrize("text", ["/stats", "/bench", "/pause groq", "/resume groq", "/owner", "/help", "/claim AAAA"])
async def test_for_everybody_else_there_are_no_commands(tmp_path: Path, text: str) -> None:
    """A customer who types one gets what any unknown command gets, and nothing happens."""
    async with desk(tmp_path) as room:
        assert await room.commands.respond(CUSTOMER, text) is None
        assert room.benches.standing("groq").status == "ready"


@pytest.mark.parametrize("text", ["stats", "hello", " /stats", "/", "/start", "/statsy", ""])
async def test_what_is_no_command_of_the_owners_goes_the_usual_way(tmp_path: Path, text: str) -> None:
    """The owner may also ask what customers ask."""
    async with desk(tmp_path) as room:
        assert await room.commands.respond(OWNER, text) is None


@pytest.mark.parametrize("text", ["/help", "/owner", "/HELP", "/help@shop_bot"])
async def test_help_names_every_command(tmp_path: Path, text: str) -> None:
    """However it is typed."""
    async with desk(tmp_path) as room:
        said = (await room.says(text)).text
        assert all(f"/{name} - {what}" in said for name, what in COMMANDS)


async def test_stats_tell_today_beside_the_week(tmp_path: Path) -> None:
    """Answers, tiers with share and cost, ready answers, troubles in plain words, money, quotas; and a picture."""
    async with desk(tmp_path) as room:
        miss = Attempt(tier="cache", outcome="miss")
        await enter(room.database, Attempt(tier="cache", outcome="hit"))
        await enter(room.database, miss, answered("groq"), latency_ms=1200)
        await enter(room.database, miss, failed("groq", "rate limit"), answered("claude", 1234))
        await enter(room.database, answered("rules"), at_ms=NOON_MS - 3 * DAY_MS)
        said = await room.says("/stats")
    assert said.text.splitlines() == [
        "Today: 3 answers, $0.0012",
        "Half within 0.4 s, 95 % within 1.2 s",
        "Ready answers: 1 of 3 (33 %)",
        "Not understood: 0. Calls for a person: 0.",
        "Last 7 days: 4 answers, $0.0012",
        "",
        "cache: 1 (33 %)",
        "groq: 1 (33 %)",
        "claude: 1 (33 %), $0.0012",
        "",
        "Paid today: $0.00 of $1.00; this month: $0.00 of $30.00",
        "",
        "Trouble at groq: too many calls 1",
        "",
        "Left at groq: 30 of 30 requests a minute, 100,000 of 100,000 tokens today",
    ]
    assert said.beside.picture == stats_name(1, NOON_MS)


async def test_stats_of_some_days(tmp_path: Path) -> None:
    """Yesterday counts once more than a day is asked for."""
    async with desk(tmp_path) as room:
        await enter(room.database, answered("rules"), at_ms=NOON_MS - DAY_MS)
        said = await room.says("/stats 7 days")
        assert said.text.startswith("Last 7 days: 1 answer,")
        assert said.beside.picture == stats_name(7, NOON_MS)
        assert (await room.says("/stats")).text.startswith("Today: 0 answers")


@pytest.mark.parametrize("argument", ["0", "32", "-1", "seven", "7.5", "९", "9" * 5000])
async def test_stats_of_days_that_cannot_be(tmp_path: Path, argument: str) -> None:
    """It is said how to ask."""
    async with desk(tmp_path) as room:
        assert await room.says(f"/stats {argument}") == Command(HOW_MANY_DAYS)


async def test_whoever_waits_for_a_person_stands_at_the_top(tmp_path: Path) -> None:
    """With the chat's address, since when and what for."""
    async with desk(tmp_path) as room:
        call = handoff.Call(CUSTOMER, NOON_MS - 90 * MINUTE_MS, "human")
        await room.database.write(lambda c: handoff.call_owner(c, call), name="call")
        paragraphs = (await room.says("/stats")).text.split("\n\n")
    assert paragraphs[1] == "Waiting for a person: 1\n  telegram:99 since 10:30 (human)"


async def test_the_brief_fits_under_a_picture(tmp_path: Path) -> None:
    """However many tiers, troubles, quotas and waiting customers there are, the first things first."""
    async with desk(tmp_path) as room:
        figures: dict[str, Any] = await room.stats.figures(NOON_MS, 1)
    outcomes = {f"failed: {reason}": 10_000 for reason in ("timeout", "rate limit", "overloaded", "empty")}
    tier = {"answered": 10**6, "share_percent": 3.3, "cost_usd": "12.345678", "other_outcomes": outcomes}
    figures["answers"] = 10**7
    figures["tiers"] = [{**tier, "tier": f"a-tier-with-a-long-name-{number}"} for number in range(10)]
    figures["waiting_for_a_person"] = 1000
    figures["latest_calls"] = [{"chat": CUSTOMER, "intent": "human", "called_at": figures["now"]}] * 5
    text = brief(figures, figures)
    assert len(text) <= MOST_CHARACTERS
    assert text.startswith("Today: 10,000,000 answers")
    assert "Waiting for a person: 1000" in text
    assert "Paid today" in text


def test_troubles_are_what_went_wrong_at_a_tier() -> None:
    """In plain words, most often first; being passed over is none, but for want of money, and nothing counts twice."""
    outcomes = {
        "failed: timeout": 2,
        "failed: deadline": 3,
        "failed: something new": 1,
        "failed: shared": 50,
        "rejected: unlisted amount": 4,
        "rejected: promise": 4,
        "skipped: benched: timeout": 90,
        "skipped: no budget: day": 7,
        "miss: not pinned": 99,
    }
    assert list(troubles(outcomes).items()) == [
        ("stopped by the guard", 8),
        ("money cap reached", 7),
        ("too slow", 5),
        ("something new", 1),
    ]


@pytest.mark.parametrize(
    ("amount", "shown"),
    [("0.000000", "$0.00"), ("0.001234", "$0.0012"), ("0.010000", "$0.01"), ("12.345678", "$12.35")],
)
def test_small_sums_keep_their_figures(amount: str, shown: str) -> None:
    """A hundredth of a cent is not nothing."""
    assert dollars(amount) == shown


async def test_pause_and_resume(tmp_path: Path) -> None:
    """The tier is left alone, and what /bench and /stats say follows; upper case does not matter."""
    async with desk(tmp_path) as room:
        assert (await room.says("/pause GROQ")).text.startswith("groq is paused")
        assert room.benches.standing("groq").status == "paused"
        assert "groq: paused by you, until /resume groq\nclaude: ready" in (await room.says("/bench")).text
        assert "Left alone: groq until you resume it (you paused it)" in (await room.says("/stats")).text
        assert (await room.says("/resume groq")).text.startswith("groq is asked again")
        assert room.benches.standing("groq").status == "ready"


async def test_bench_tells_why_and_until_when(tmp_path: Path) -> None:
    """In the shop's time, with the date where it is not today; a bench that is over waits for a question."""
    async with desk(tmp_path) as room:
        room.benches.failed(room.benches.begin("groq"), RateLimited(retry_after_s=1800))
        room.benches.failed(room.benches.begin("claude"), KeyRefused())
        said = (await room.says("/bench")).text
        assert said.startswith(
            "groq: left alone until 12:30 (too many calls)\nclaude: left alone until 13:00 (key refused)"
        )
        assert "Left at groq: 30 of 30 requests a minute" in said
        room.clock.advance(45 * MINUTE_MS)
        assert (await room.says("/bench")).text.startswith(
            "groq: the next question tries it again (was: too many calls)"
        )
        probe = room.benches.begin("groq")
        assert (await room.says("/bench")).text.startswith("groq: being tried again now")
        room.benches.dropped(probe)


@pytest.mark.parametrize("command", ["pause", "resume"])
async def test_an_unknown_tier_is_answered_with_those_there_are(tmp_path: Path, command: str) -> None:
    """Also where none was named; the cache and the rules cannot be paused."""
    async with desk(tmp_path) as room:
        for argument in ("", "rules", "x" * 5000):
            said = (await room.says(f"/{command} {argument}")).text
            assert said.endswith(f"Send one of: /{command} groq, /{command} claude")
            assert len(said) < 200


async def test_without_keys_there_is_nothing_to_pause(tmp_path: Path) -> None:
    """The owner hears why."""
    async with desk(tmp_path, tiers=()) as room:
        assert {(await room.says(text)).text for text in ("/pause groq", "/resume", "/bench")} == {NO_TIERS}


async def test_claiming_the_shop(tmp_path: Path) -> None:
    """A wrong code looks like an unknown command; the right one brings the commands and what was kept."""
    async with desk(tmp_path, OwnerSettings()) as room:
        await room.database.write(room.notices.tell(Notice("key", "groq has no key"), NOON_MS), name="notice")
        assert await room.commands.respond(CUSTOMER, "/claim AAAAAAAA") is None
        assert await room.commands.respond(CUSTOMER, "/claim") is None
        assert await room.commands.respond(OWNER, "/stats") is None
        code = room.owners.code()
        assert (await room.says(f"/claim {code}")).text == WELCOME
        rows = await room.database.read(lambda c: c.execute("SELECT chat, body, state FROM outbox").fetchall())
        assert rows == [(OWNER, "On 25 Nov at 12:00: groq has no key", "ready")]
        assert (await room.says("/stats")).text.startswith("Today")
        assert await room.commands.respond(CUSTOMER, f"/claim {code}") is None
        assert (await room.says(f"/claim {code}")) == Command(WELCOME)
