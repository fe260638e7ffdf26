"""OwnerCommands: what the owner may say to the bot in the owner's own chat, and what comes back.

Refuses to show that it is there: to everybody else, each of these commands is one that the shop does not know.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from handlers.delivery.message import NOTHING_BESIDE, Beside
from handlers.owner.notices import Notices
from handlers.owner.owners import Owners
from handlers.owner.pictures import stats_name
from handlers.owner.reasons import plain
from handlers.owner.stats import StatsReader
from handlers.owner.stats_brief import brief, moment, quotas
from providers.bench import Benches
from storage.clock import Clock
from storage.database import Step

MOST_DAYS = 31
WEEK = 7
# Names without "/", as Telegram's list of commands wants them.
COMMANDS = (
    ("stats", "today's answers, money and vendors"),
    ("bench", "who is left alone, and what is left of the free quotas"),
    ("pause", "ask a tier no more: /pause groq"),
    ("resume", "ask it again, at once: /resume groq"),
    ("waiting", "who waits for a person, and which chats you have"),
    ("take", "take a chat over, the bot is silent there: as a reply, or /take 12"),
    ("release", "give it back to the bot: as a reply, or /release 12"),
    ("done", "a call is dealt with: as a reply, or /done 12"),
    ("unanswered", "what customers asked and the bot could not answer well"),
    ("answer", "teach an answer: /answer 2 Yes, we do."),
    ("forget_question", "a question needs no answer: /forget_question 2"),
    ("taught", "the answers that you taught"),
    ("undo", "take back the latest of them"),
    ("help", "this list"),
)
HELP = "\n".join(
    [
        "What you can send here:",
        *(f"/{name} - {what}" for name, what in COMMANDS),
        f"With a number, /stats shows as many days, up to {MOST_DAYS}: /stats {WEEK}",
    ]
)
WELCOME = f"The shop is yours: from now on this chat gives the owner's commands and hears what needs you.\n\n{HELP}"
HOW_MANY_DAYS = f"How many days? /stats for today, or a number from 1 to {MOST_DAYS}: /stats {WEEK}"
NO_TIERS = "No tier has a key, so there is nothing to ask or to pause: answers come from the cache and the rules."


@dataclass(frozen=True, slots=True)
class Command:
    """What the owner hears; ``steps`` are stored with it, ``beside`` goes along (for pictures see pictures.py)."""

    text: str
    steps: tuple[Step[Any], ...] = ()
    beside: Beside = NOTHING_BESIDE


class OwnerCommands:
    """Carries out the commands; ``tiers`` are those of the chain that have a key, in its order."""

    def __init__(  # noqa: PLR0913 - built once, by open_shop, from what it has just opened
        self,
        owners: Owners,
        notices: Notices,
        stats: StatsReader,
        benches: Benches,
        *,
        tiers: Sequence[str],
        timezone: str,
        clock: Clock,
    ) -> None:
        self._owners = owners
        self._notices = notices
        self._stats = stats
        self._benches = benches
        self._tiers = tuple(tiers)
        self._zone = ZoneInfo(timezone)
        self._clock = clock
        self._commands: dict[str, Callable[[str], Awaitable[Command]]] = {
            "/stats": self._show_stats,
            "/bench": self._show_benches,
            "/pause": self._pause,
            "/resume": self._resume,
            "/owner": self._help,
            "/help": self._help,
        }

    async def respond(self, chat: str, text: str) -> Command | None:
        """The answer to a command of the owner's, or to /claim CODE from a private chat while nobody owns the shop.

        None for everything else: it is a customer's message. Raises StorageError.
        """
        if not text.startswith("/"):
            return None
        first, *rest = text.split()
        name, argument = first.casefold().partition("@")[0], " ".join(rest)
        if name == "/claim":
            return await self._claim(chat, argument)
        command = self._commands.get(name) if self._owners.is_owner(chat) else None
        return None if command is None else await command(argument)

    async def _claim(self, chat: str, code: str) -> Command | None:
        if self._owners.is_owner(chat):
            return Command(WELCOME)
        now_ms = self._clock.now_ms()
        claim = await self._owners.claim(chat, code, now_ms)
        return None if claim is None else Command(WELCOME, (claim, self._notices.tell_kept(now_ms)))

    async def _show_stats(self, argument: str) -> Command:
        count = argument.partition(" ")[0] or "1"
        days = int(count) if count.isascii() and count.isdigit() and len(count) <= len(str(MOST_DAYS)) else 0
        if not 1 <= days <= MOST_DAYS:
            return Command(HOW_MANY_DAYS)
        now_ms = self._clock.now_ms()
        figures = await self._stats.figures(now_ms, days)
        week = await self._stats.figures(now_ms, WEEK) if days == 1 else None
        return Command(brief(figures, week), beside=Beside(picture=stats_name(days, now_ms)))

    async def _show_benches(self, _argument: str) -> Command:
        if not self._tiers:
            return Command(NO_TIERS)
        figures = await self._stats.figures(self._clock.now_ms(), 1)
        lines = "\n".join(f"{tier}: {self._standing(tier)}" for tier in self._tiers)
        left = quotas(figures)
        return Command(f"{lines}\n\n{left}" if left else lines)

    async def _pause(self, argument: str) -> Command:
        tier = self._tier(argument)
        if tier is None:
            return Command(self._which_tier("pause", argument))
        self._benches.pause(tier)
        return Command(f"{tier} is paused: it is not asked until you send /resume {tier}. The others go on.")

    async def _resume(self, argument: str) -> Command:
        tier = self._tier(argument)
        if tier is None:
            return Command(self._which_tier("resume", argument))
        before = self._standing(tier)
        self._benches.resume(tier)
        return Command(f"{tier} is asked again from now on. Before: {before}.")

    async def _help(self, _argument: str) -> Command:
        return Command(HELP)

    def _tier(self, argument: str) -> str | None:
        return next((tier for tier in self._tiers if tier.casefold() == argument.casefold()), None)

    def _which_tier(self, command: str, argument: str) -> str:
        if not self._tiers:
            return NO_TIERS
        known = ", ".join(f"/{command} {tier}" for tier in self._tiers)
        return (
            f'There is no tier "{argument[:40]}". Send one of: {known}'
            if argument
            else f"Which tier? Send one of: {known}"
        )

    def _standing(self, tier: str) -> str:
        standing = self._benches.standing(tier)
        until = None if standing.until_ms is None else self._moment(standing.until_ms)
        reason = plain(standing.reason)
        said = {
            "ready": "ready",
            "paused": f"paused by you, until /resume {tier}",
            "benched": f"left alone until {until} ({reason})",
            "probe": f"the next question tries it again (was: {reason})",
            "probing": f"being tried again now (was: {reason})",
        }
        return said[standing.status]

    def _moment(self, at_ms: int) -> str:
        at, now = (datetime.fromtimestamp(ms / 1000, self._zone).isoformat() for ms in (at_ms, self._clock.now_ms()))
        return moment(at, now)
