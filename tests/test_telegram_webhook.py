"""Webhook: let in by the secret, acknowledged once stored. Refuses a faked push: Telegram posts over a socket."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web

from handlers.telegram_faults import TelegramNotStarted
from handlers.telegram_updates import ALLOWED_UPDATES
from handlers.telegram_webhook import SECRET_HEADER, WebhookPlace
from rehearsal.line_trouble import LineTrouble
from rehearsal.loopback import serving
from rehearsal.telegram import TelegramServer
from rehearsal.telegram_faults import Refusal, bad_request
from tests.outbox_watch import until
from tests.telegram_peers import Shop, open_shop

SECRET = "test-secret"  # noqa: S105 - of the Telegram on loopback
KNOWN = {SECRET_HEADER: SECRET}
HELLO = {
    "update_id": 5,
    "message": {"message_id": 1, "date": 1_700_000_000, "chat": {"id": 7, "type": "private"}, "text": "hello"},
}


class Door:
    """The web server in front of the channel, as small as it can be; ``shop`` may be opened behind it later."""

    def __init__(self) -> None:
        self.public_url = ""
        self.shop: Shop | None = None

    async def serve(self, request: web.Request) -> web.Response:
        """One post of Telegram's; nobody is behind the door while the shop is closed."""
        if self.shop is None:
            return web.Response(status=502)
        body = await request.read()
        return web.Response(status=await self.shop.channel.accept_webhook(request.headers, body))


@pytest_asyncio.fixture
async def door() -> AsyncIterator[Door]:
    """A web server on a free port of loopback."""
    door = Door()
    app = web.Application()
    app.router.add_post("/telegram", door.serve)
    async with serving(app) as door.public_url:
        yield door


@asynccontextmanager
async def open_behind(door: Door, folder: Path, telegram: TelegramServer) -> AsyncIterator[Shop]:
    """The shop in webhook mode, reached through the door."""
    async with open_shop(folder, telegram, webhook=WebhookPlace.checked(door.public_url, SECRET)) as shop:
        door.shop = shop
        try:
            yield shop
        finally:
            door.shop = None


async def test_telegram_posts_and_the_customer_is_answered(
    telegram: TelegramServer, door: Door, tmp_path: Path
) -> None:
    """The webhook is set with secret and kinds; what comes through it is answered, in order."""
    asha = telegram.customer(7)
    async with open_behind(door, tmp_path, telegram):
        for number in range(5):
            asha.says(f"message {number}")
        await asha.reads(5)
        assert asha.texts == [f"re: message {number}" for number in range(5)]
        await telegram.queue.settled()
    (call,) = telegram.called("setWebhook")
    assert (call.text("url"), call.text("secret_token")) == (f"{door.public_url}/telegram", SECRET)
    assert call.data("allowed_updates") == list(ALLOWED_UPDATES)
    assert not call.flag("drop_pending_updates")
    assert telegram.called("getUpdates") == []


async def test_what_came_while_the_shop_was_closed_is_answered_at_the_next_start(
    telegram: TelegramServer, door: Door, tmp_path: Path
) -> None:
    """Telegram repeats what was not acknowledged; nothing of it is lost, nothing answered twice."""
    asha = telegram.customer(7)
    async with open_behind(door, tmp_path, telegram):
        asha.says("one")
        await asha.reads()
        await telegram.queue.settled()
    asha.says("two")
    hook = telegram.queue.hook
    assert hook is not None
    await until(lambda: refused(telegram), lambda count: count >= 2)
    async with open_behind(door, tmp_path, telegram):
        await asha.reads(2)
        await telegram.queue.settled()
    assert asha.texts == ["re: one", "re: two"]


async def refused(telegram: TelegramServer) -> int:
    """How many posts were not acknowledged."""
    assert telegram.queue.hook is not None
    return len([status for status in telegram.queue.hook.statuses if status >= 300])


async def accept(shop: Shop, update: Any, headers: dict[str, str] = KNOWN) -> int:
    """The status for one post."""
    body = update if isinstance(update, bytes) else json.dumps(update).encode()
    return await shop.channel.accept_webhook(headers, body)


async def test_a_repeat_is_acknowledged_and_stored_once(telegram: TelegramServer, door: Door, tmp_path: Path) -> None:
    """200 each time, one row; the header's name counts in any case."""
    async with open_behind(door, tmp_path, telegram) as shop:
        telegram.customer(7).has_written = True
        statuses = [await accept(shop, HELLO) for _ in range(3)]
        statuses.append(await accept(shop, HELLO, {SECRET_HEADER.lower(): SECRET}))
        assert statuses == [200] * 4
        assert len(await shop.heard()) == 1


@pytest.mark.parametrize("secret", [None, "", "test", "test-secret-", "Test-secret", "täst-secret", "\udcff", "नमस्ते"])
async def test_a_wrong_secret_is_refused_without_a_trace(
    telegram: TelegramServer, door: Door, tmp_path: Path, secret: str | None
) -> None:
    """Missing, short, long, in other letters: 403, and nothing is stored."""
    async with open_behind(door, tmp_path, telegram) as shop:
        assert await accept(shop, HELLO, {} if secret is None else {SECRET_HEADER: secret}) == 403
        assert await shop.heard() == []


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"hello", b"\xff\xfe\x00", b"[" * 100_000, b"[]", b'{"update_id": 1}', b"1" * 5000, b'"\\ud800"'],
)
async def test_what_telegram_would_repeat_for_ever_is_acknowledged(
    telegram: TelegramServer, door: Door, tmp_path: Path, body: bytes
) -> None:
    """Who knows the secret gets 200 for a body without sense: it would hold back all that comes after it."""
    async with open_behind(door, tmp_path, telegram) as shop:
        assert await accept(shop, body) == 200
        assert await shop.heard() == []


async def test_what_cannot_be_stored_is_to_be_sent_again(telegram: TelegramServer, door: Door, tmp_path: Path) -> None:
    """503 while the disk is full, and Telegram's repeat is answered when there is room."""
    asha = telegram.customer(7)
    async with open_behind(door, tmp_path, telegram) as shop:
        await shop.database.write(lambda connection: connection.execute("PRAGMA max_page_count = 1"), name="full")
        asha.says("large " * 1200)
        await until(lambda: refused(telegram), lambda count: count >= 2)
        assert telegram.queue.hook is not None
        assert set(telegram.queue.hook.statuses) == {503}
        await shop.database.write(lambda connection: connection.execute("PRAGMA max_page_count = 99999"), name="room")
        await asha.reads(2)
        await telegram.queue.settled()
        assert len(await shop.heard()) == 1


async def test_before_and_after_the_shop_nothing_is_let_in(
    telegram: TelegramServer, door: Door, tmp_path: Path
) -> None:
    """A channel that polls, or is closed, takes no posts: 503, so that nothing is acknowledged and lost."""
    async with open_shop(tmp_path, telegram) as polling:
        assert await accept(polling, HELLO) == 503
    async with open_behind(door, tmp_path, telegram) as shop:
        channel = shop.channel
    assert await channel.accept_webhook(KNOWN, json.dumps(HELLO).encode()) == 503


@pytest.mark.parametrize(
    ("public_url", "secret", "says"),
    [
        (None, SECRET, "web.public_url"),
        ("https://bot.example.com", None, "TELEGRAM_WEBHOOK_SECRET"),
        ("https://bot.example.com", "", "TELEGRAM_WEBHOOK_SECRET"),
        ("https://bot.example.com", "with spaces", "TELEGRAM_WEBHOOK_SECRET"),
        ("https://bot.example.com", "x" * 257, "TELEGRAM_WEBHOOK_SECRET"),
    ],
)
def test_a_webhook_needs_an_address_and_a_secret(public_url: str | None, secret: str | None, says: str) -> None:
    """What is missing is named before anything starts; there is no open webhook."""
    with pytest.raises(TelegramNotStarted, match=says):
        WebhookPlace.checked(public_url, secret)


async def test_an_address_that_telegram_refuses_is_told_at_start(telegram: TelegramServer, tmp_path: Path) -> None:
    """Telegram's own words reach the owner."""
    with pytest.raises(TelegramNotStarted, match=r"(?i)an HTTPS URL must be provided"):
        async with open_shop(tmp_path, telegram, webhook=WebhookPlace.checked("http://bot.example.com", SECRET)):
            pass


async def test_a_webhook_that_cannot_be_set_yet_is_set_later(
    telegram: TelegramServer, door: Door, tmp_path: Path
) -> None:
    """An outage at the start, even with a refusal in between, is waited out."""
    telegram.faults.plan("setWebhook", LineTrouble.CUT)
    telegram.faults.plan("setWebhook", bad_request("bad webhook: Failed to resolve host"))
    telegram.faults.plan("setWebhook", Refusal(500, "Internal Server Error"))
    asha = telegram.customer(7)
    async with open_behind(door, tmp_path, telegram):
        asha.says("hello")
        await asha.reads()
    assert telegram.faults.left == 0


def test_the_secret_is_not_shown() -> None:
    """A place that lands in a log does not tell the secret."""
    assert SECRET not in repr(WebhookPlace.checked("https://bot.example.com", SECRET))
