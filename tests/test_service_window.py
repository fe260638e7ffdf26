"""The 24-hour window: opened by customers alone, and kept through a restart."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from handlers.delivery.message import SendRefused
from handlers.service_window import OPEN_MS, ServiceWindow, hearing
from handlers.unreachable_chats import UnreachableChats
from handlers.whatsapp import WhatsApp
from rehearsal.twilio import TwilioServer
from storage.clock import SystemClock
from storage.database import Database
from tests.delivery_peers import HandClock
from tests.whatsapp_peers import ASHA, MIGRATIONS, RAVI, open_shop, options, part

NOON_MS = 1_700_000_000_000
HOUR_MS = 3_600_000


@pytest_asyncio.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """A database with the window's table."""
    async with Database.open(tmp_path / "window.db", MIGRATIONS) as opened:
        yield opened


async def test_the_window_closes_a_minute_before_whatsapp_says(database: Database) -> None:
    """Open for 23 hours and 59 minutes after the customer's last message, to the millisecond."""
    window = ServiceWindow(database)
    await window.heard(ASHA, "SM1", NOON_MS)
    assert await window.is_open(ASHA, NOON_MS)
    assert await window.is_open(ASHA, NOON_MS + 24 * HOUR_MS - 60_000 - 1)
    assert not await window.is_open(ASHA, NOON_MS + 24 * HOUR_MS - 60_000)


async def test_a_later_message_opens_it_again_and_an_earlier_one_does_not_close_it(database: Database) -> None:
    """Messages may be told out of order: the latest counts, for the window and for the SID."""
    window = ServiceWindow(database)
    await window.heard(ASHA, "SM2", NOON_MS + HOUR_MS)
    await window.heard(ASHA, "SM1", NOON_MS)
    assert await window.last_sid(ASHA) == "SM2"
    assert await window.is_open(ASHA, NOON_MS + OPEN_MS)
    await window.heard(ASHA, "SM3", NOON_MS + HOUR_MS)
    assert await window.last_sid(ASHA) == "SM3"


async def test_a_message_that_comes_again_opens_nothing(database: Database) -> None:
    """Twilio repeats what it thinks unheard, and the customer has not written since."""
    window = ServiceWindow(database)
    await window.heard(ASHA, "SM1", NOON_MS)
    await window.heard(ASHA, "SM1", NOON_MS + HOUR_MS)
    assert not await window.is_open(ASHA, NOON_MS + OPEN_MS)


async def test_a_chat_never_heard_is_left_to_twilio(database: Database) -> None:
    """Nothing is known of it: neither a closed window nor a SID."""
    window = ServiceWindow(database)
    await window.heard(ASHA, "SM1", NOON_MS)
    assert await window.is_open(RAVI, NOON_MS + 99 * OPEN_MS)
    assert await window.last_sid(RAVI) is None


async def test_hearing_is_part_of_a_larger_write(database: Database) -> None:
    """Where the write fails as a whole, nobody was heard."""

    def fails(_: object) -> None:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await database.write(hearing(ASHA, "SM1", NOON_MS), fails, name="accept")
    assert await ServiceWindow(database).last_sid(ASHA) is None


async def test_nothing_is_sent_outside_the_window(twilio: TwilioServer, tmp_path: Path) -> None:
    """Refused here, the owner told once a send; our own messages did not renew it, and a restart does not either."""
    clock = HandClock()
    async with open_shop(tmp_path, twilio, clock=clock) as shop:
        await shop.channel.heard(ASHA, "SM1", clock.now_ms())
        clock.advance(23 * HOUR_MS)
        await shop.channel.send(part("within"))
        clock.advance(HOUR_MS)
    async with open_shop(tmp_path, twilio, clock=clock) as shop:
        with pytest.raises(SendRefused) as refused:
            await shop.channel.send(part("too late"))
        assert refused.value.code == "window"
        assert shop.alarms == [("whatsapp", "63016")]
        await shop.channel.heard(ASHA, "SM2", clock.now_ms())
        await shop.channel.send(part("again"))
    assert [message.body for message in twilio.messages] == ["within", "again"]


async def test_a_notice_to_who_never_wrote_is_tried(twilio: TwilioServer, tmp_path: Path) -> None:
    """The owner need not have written to the bot on WhatsApp: Twilio decides."""
    async with open_shop(tmp_path, twilio) as shop:
        await shop.channel.send(part("notice", RAVI))
    assert await twilio.sent_to(RAVI) == ["notice"]


async def test_a_window_that_cannot_be_read_leaves_no_doubt(
    twilio: TwilioServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A database that fails is not a send of unknown outcome: Twilio decides."""
    async with Database.open(tmp_path / "shop.db", MIGRATIONS) as closed:
        unreachable = await UnreachableChats.load(closed)
    async with WhatsApp.open(options(twilio), unreachable, SystemClock(), closed) as channel:
        await channel.send(part("hello"))
    assert await twilio.sent_to(ASHA) == ["hello"]
    assert "window_not_read" in caplog.text
