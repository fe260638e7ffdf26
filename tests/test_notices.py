"""Notices: told once, to the right chats, sent by the worker, and kept while there is nobody to tell.

Refuses a stand-in for the worker: the real one sends what the steps have stored.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from handlers.delivery.mailbox import Mailbox
from handlers.delivery.worker import Worker
from handlers.owner.notices import KEPT_MS, MOST_CHARACTERS, MOST_KEPT, Notice, Notices
from handlers.owner.owners import Owners
from setting_groups import OwnerSettings
from storage.database import Database
from tests.delivery_peers import EchoResponder, HandClock, RecordingChannel, message
from tests.owner_peers import INDIA, MINUTE_MS, NOON_MS, OWNER, opened

NOBODY = OwnerSettings()
EVERYBODY = OwnerSettings(telegram_ids=(1, 2), whatsapp="+919800000000")
NOTICE = Notice("key refused:groq:2025-11-25", "groq refuses the key")


@dataclass
class Room:
    """The notices of one life of the bot."""

    database: Database
    owners: Owners
    notices: Notices

    async def tell(self, notice: Notice = NOTICE, now_ms: int = NOON_MS) -> int:
        """How many messages became ready."""
        (count,) = await self.database.write(self.notices.tell(notice, now_ms), name="notice")
        return int(count)

    async def tell_kept(self, now_ms: int = NOON_MS) -> int:
        """How many messages became ready."""
        (count,) = await self.database.write(self.notices.tell_kept(now_ms), name="notice")
        return int(count)

    async def told(self) -> list[tuple[str, str]]:
        """Chat and body of everything in the outbox."""
        return await self.database.read(lambda c: c.execute("SELECT chat, body FROM outbox ORDER BY id").fetchall())


@asynccontextmanager
async def room_of(
    folder: Path, settings: OwnerSettings = EVERYBODY, channels: Sequence[str] = ("telegram", "whatsapp")
) -> AsyncIterator[Room]:
    """Owners by the settings, reached on these channels."""
    async with opened(folder) as database:
        owners = await Owners.load(database, settings)
        yield Room(database, owners, Notices(owners, channels, INDIA))


@pytest.mark.parametrize(
    ("channels", "chats"),
    [
        (("telegram", "whatsapp"), ["telegram:1", "telegram:2"]),
        (("whatsapp",), ["whatsapp:+919800000000"]),
        (("telegram",), ["telegram:1", "telegram:2"]),
        (("terminal",), []),
    ],
)
async def test_all_of_the_owners_telegram_is_told_else_whatsapp(
    tmp_path: Path, channels: Sequence[str], chats: list[str]
) -> None:
    """On the channels that are open; WhatsApp takes nothing a day after the owner's last message."""
    async with room_of(tmp_path, channels=channels) as room:
        assert await room.tell() == len(chats)
        assert await room.told() == [(chat, NOTICE.text) for chat in chats]


async def test_a_key_is_told_once(tmp_path: Path) -> None:
    """However often it is raised, also after a restart; another key is other news."""
    async with room_of(tmp_path) as room:
        assert [await room.tell() for _ in range(3)] == [2, 0, 0]
    async with room_of(tmp_path) as room:
        assert await room.tell() == 0
        assert await room.tell(Notice("key refused:groq:2025-11-26", "still")) == 2


async def test_what_is_too_long_is_cut(tmp_path: Path) -> None:
    """So that one part carries it on every channel."""
    async with room_of(tmp_path, OwnerSettings(telegram_ids=(1,))) as room:
        await room.tell(Notice("long", "x" * 5000))
        await room.tell(Notice("just right", "y" * MOST_CHARACTERS))
        bodies = [body for _, body in await room.told()]
    assert bodies == ["x" * (MOST_CHARACTERS - 1) + "…", "y" * MOST_CHARACTERS]


async def test_without_an_owner_the_latest_notices_are_kept(tmp_path: Path) -> None:
    """A bounded number of them; whoever claims the shop hears them with their time, oldest first, and once."""
    async with room_of(tmp_path, NOBODY) as room:
        for number in range(MOST_KEPT + 3):
            assert await room.tell(Notice(f"key {number}", f"news {number}"), NOON_MS + number * MINUTE_MS) == 0
        await room.tell(Notice(f"key {MOST_KEPT}", "raised again"))
        assert await room.tell_kept() == 0
    async with room_of(tmp_path, NOBODY) as room:
        claim = await room.owners.claim(OWNER, room.owners.code() or "", NOON_MS)
        assert claim is not None
        _, count = await room.database.write(claim, room.notices.tell_kept(NOON_MS), name="answer")
        told = [body for _, body in await room.told()]
        assert count == len(told) == MOST_KEPT
        assert told[0] == "On 25 Nov at 12:03: news 3"
        assert told[-1] == f"On 25 Nov at 12:12: news {MOST_KEPT + 2}"
        assert await room.tell_kept() == 0
        assert await room.tell(Notice("key 5", "raised again")) == 0


async def test_kept_notices_are_told_when_a_channel_opens(tmp_path: Path) -> None:
    """What was raised in a chat on the terminal reaches the owner at the next start with Telegram."""
    async with room_of(tmp_path, channels=["terminal"]) as room:
        await room.tell()
    async with room_of(tmp_path, OwnerSettings(telegram_ids=(1,))) as room:
        assert await room.tell_kept() == 1
        assert await room.told() == [("telegram:1", "On 25 Nov at 12:00: groq refuses the key")]


async def test_old_news_is_no_news(tmp_path: Path) -> None:
    """What was kept for more than a week is dropped."""
    async with room_of(tmp_path, NOBODY) as room:
        await room.tell(Notice("old", "old"), NOON_MS - KEPT_MS - 1)
        await room.tell(Notice("week", "a week old"), NOON_MS - KEPT_MS)
    async with room_of(tmp_path) as room:
        assert await room.tell_kept() == 2
        assert {body for _, body in await room.told()} == {"On 18 Nov at 12:00: a week old"}
        assert await room.tell_kept() == 0


async def test_a_notice_is_stored_with_the_reply_or_not_at_all(tmp_path: Path) -> None:
    """A reply whose transaction fails tells the owner nothing, so that its next try tells it once."""
    async with room_of(tmp_path) as room:
        with pytest.raises(ZeroDivisionError):
            await room.database.write(room.notices.tell(NOTICE, NOON_MS), lambda _: 1 / 0, name="answer")
        assert await room.told() == []
        assert await room.tell() == 2


async def test_the_worker_sends_a_notice(tmp_path: Path) -> None:
    """As it sends a reply: settled, closed, never answered, and the owner's own messages go on behind it."""
    channel, clock = RecordingChannel(), HandClock(NOON_MS)
    async with room_of(tmp_path, OwnerSettings(telegram_ids=(1,))) as room:
        mailbox = Mailbox(room.database)
        await room.tell()
        await mailbox.accept(message("hello", chat=OWNER))
        responder = EchoResponder()
        async with Worker(room.database, mailbox, responder, {"telegram": channel}, clock, stop_grace_s=0.2) as worker:
            await worker.idle()
        rows = await room.database.read(lambda c: c.execute("SELECT kind, state FROM inbox ORDER BY id").fetchall())
    assert [(part.chat, part.body) for part in channel.taken] == [(OWNER, NOTICE.text), (OWNER, "re: hello")]
    assert channel.taken[0].reply is None
    assert responder.seen == ["hello"]
    assert rows == [("notice", "closed"), ("text", "closed")]


async def test_a_running_worker_sends_what_it_is_told_of(tmp_path: Path) -> None:
    """A notice that is stored beside the answers goes out without a restart, once."""
    channel, clock = RecordingChannel(), HandClock(NOON_MS)
    async with room_of(tmp_path, OwnerSettings(telegram_ids=(1,))) as room:
        mailbox = Mailbox(room.database)
        async with Worker(
            room.database, mailbox, EchoResponder(), {"telegram": channel}, clock, stop_grace_s=0.2
        ) as worker:
            await worker.idle()
            await room.tell()
            for _ in range(2):
                worker.look_for_unsent()
                await worker.idle()
    assert channel.bodies == [NOTICE.text]


async def test_a_notice_for_a_closed_channel_holds_nobody_up(tmp_path: Path) -> None:
    """It waits for its channel, while the same chat is answered on another one."""
    channel, clock = RecordingChannel(name="ask"), HandClock(NOON_MS)
    async with room_of(tmp_path, OwnerSettings(telegram_ids=(1,))) as room:
        mailbox = Mailbox(room.database)
        await room.tell()
        await mailbox.accept(message("hello", chat=OWNER, channel="ask"))
        async with Worker(room.database, mailbox, EchoResponder(), {"ask": channel}, clock, stop_grace_s=0.2) as worker:
            await worker.idle()
        states = await room.database.read(lambda c: c.execute("SELECT state FROM outbox ORDER BY id").fetchall())
    assert channel.bodies == ["re: hello"]
    assert states == [("ready",), ("sent",)]
