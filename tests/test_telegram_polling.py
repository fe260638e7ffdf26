"""Polling: nothing is confirmed before it is stored, and nothing stops it. Refuses a faked library or database."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

import pytest
from aiohttp import ClientSession

from handlers.event_log import EventFormatter
from handlers.telegram_faults import TelegramNotStarted
from rehearsal.line_trouble import LineTrouble
from rehearsal.telegram import TelegramServer
from rehearsal.telegram_call import TelegramCall
from rehearsal.telegram_faults import Refusal
from rehearsal.telegram_queue import Hook
from rehearsal.vendor import refusing_address
from tests.outbox_watch import until
from tests.telegram_peers import TOKEN, open_shop

PRIVATE = "nobody else may read this"


async def test_a_customer_gets_an_answer(telegram: TelegramServer, tmp_path: Path) -> None:
    """A message goes the whole way, over real sockets and through a real database, and is confirmed."""
    asha = telegram.customer(7)
    async with open_shop(tmp_path, telegram) as shop:
        asha.says("hello")
        assert [shown.text for shown in await asha.reads()] == ["re: hello"]
        assert await shop.heard() == [("telegram:7", "text", "hello")]
        await telegram.queue.settled()


async def test_messages_of_a_chat_are_answered_in_order(telegram: TelegramServer, tmp_path: Path) -> None:
    """A burst of many chats is answered whole, each chat in the order of its messages."""
    customers = [telegram.customer(number) for number in range(1, 6)]
    for number in range(8):
        for customer in customers:
            customer.says(f"message {number}")
    async with open_shop(tmp_path, telegram):
        for customer in customers:
            await customer.reads(8)
            assert customer.texts == [f"re: message {number}" for number in range(8)]


async def test_an_edit_is_answered_once_and_only_for_new_words(telegram: TelegramServer, tmp_path: Path) -> None:
    """A correction gets its own answer; an edit that changes nothing, or comes late, gets none."""
    asha = telegram.customer(7)
    async with open_shop(tmp_path, telegram) as shop:
        message_id = asha.says("50 coasters")
        await asha.reads()
        asha.edits(message_id, "50 coasters")
        asha.edits(message_id, "60 coasters")
        asha.edits(message_id, "60 coasters")
        asha.edits(message_id, "70 coasters", after_s=3600)
        await telegram.queue.settled()
        await shop.settled(2)
        assert [(kind, text) for _, kind, text in await shop.heard()] == [
            ("text", "50 coasters"),
            ("edited", "60 coasters"),
        ]


async def test_a_batch_brought_again_and_again_is_stored_once(telegram: TelegramServer, tmp_path: Path) -> None:
    """Three times in one batch, and twice more after restarts: one row and one answer for each message."""
    asha = telegram.customer(7)
    for text in ("one", "two", "three"):
        asha.says(text)
    batch = list(telegram.queue.pending)
    telegram.queue.again(*batch, *batch)
    for _ in range(3):
        async with open_shop(tmp_path, telegram) as shop:
            await telegram.queue.settled()
            await shop.settled(3)
            assert [text for _, _, text in await shop.heard()] == ["one", "two", "three"]
        telegram.queue.again(*batch)
    assert asha.texts == ["re: one", "re: two", "re: three"]


async def test_a_message_whose_number_began_anew_is_known_by_its_key(telegram: TelegramServer, tmp_path: Path) -> None:
    """Update numbers may restart: the same message under another number is still the same."""
    asha = telegram.customer(7)
    asha.says("hello")
    (update,) = telegram.queue.pending
    async with open_shop(tmp_path, telegram) as shop:
        await asha.reads()
        telegram.queue.again({**update, "update_id": 900_000})
        await telegram.queue.settled()
        assert len(await shop.heard()) == 1


async def test_the_offset_stands_still_while_storing_fails(
    telegram: TelegramServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A full disk: Telegram keeps the update and brings it again, until there is room; then it is answered."""
    asha = telegram.customer(7)
    async with open_shop(tmp_path, telegram) as shop:
        asha.says("small")
        await asha.reads()
        await telegram.queue.settled()
        await shop.database.write(lambda connection: connection.execute("PRAGMA max_page_count = 1"), name="full")
        before = len(telegram.called("getUpdates"))
        asha.says("large " * 1200)
        later = await until(lambda: calls_after(telegram, before), lambda calls: len(calls) >= 4)
        assert len({call.text("offset") for call in later}) == 1
        assert len(telegram.queue.pending) == 1
        await shop.database.write(lambda connection: connection.execute("PRAGMA max_page_count = 99999"), name="room")
        assert len(await asha.reads(3)) == 3  # the long answer takes two messages
        await telegram.queue.settled()
    assert caplog.messages.count("polling_waits") == 1
    assert "batch_not_stored" not in caplog.messages


async def calls_after(telegram: TelegramServer, number: int) -> list[TelegramCall]:
    """The polls after the first ``number``."""
    return telegram.called("getUpdates")[number:]


async def test_a_bad_update_spoils_nothing(telegram: TelegramServer, tmp_path: Path) -> None:
    """Among good messages come broken, unknown and senseless updates: those are counted, these answered."""
    asha = telegram.customer(7)
    asha.says("before")
    telegram.queue.again(
        {"update_id": 1001, "message": {"message_id": "seven", "chat": asha.chat}},
        {"update_id": 1002, "message": None},
        {"update_id": 1003, "hologram": {"chat": asha.chat}},
        {"message": {"no": "number"}},
        {"update_id": 1004},
    )
    telegram.queue.restart_numbering(1005)
    asha.says("after")
    async with open_shop(tmp_path, telegram) as shop:
        await asha.reads(2)
        assert asha.texts == ["re: before", "re: after"]
        await telegram.queue.settled()
        assert dict(shop.intake.ignored) == {"malformed": 3, "unknown kind": 2}


async def test_a_message_that_cannot_be_stored_is_left_out_alone(
    telegram: TelegramServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """One message that the database takes under no condition does not hold up those that came with it."""
    asha = telegram.customer(7)
    trap = "CREATE TRIGGER trap BEFORE INSERT ON inbox WHEN NEW.text = 'poison' BEGIN SELECT RAISE(ABORT, 'no'); END"
    async with open_shop(tmp_path, telegram) as shop:
        await shop.database.write(lambda connection: connection.execute(trap), name="trap")
    for text in ("one", "poison", "two"):
        asha.says(text)
    async with open_shop(tmp_path, telegram) as shop:
        await asha.reads(2)
        await telegram.queue.settled()
        assert [text for _, _, text in await shop.heard()] == ["one", "two"]
        assert shop.intake.ignored["not storable"] == 1
    assert "update_skipped" in caplog.messages


async def test_a_conflict_is_explained_once_and_survived(
    telegram: TelegramServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """While another program polls, one line says so; when it is gone, the bot goes on."""
    asha = telegram.customer(7)
    conflict = Refusal(409, "Conflict: terminated by other getUpdates request")
    telegram.faults.plan("getUpdates", conflict, times=5)
    alarms: list[tuple[str, str]] = []
    async with open_shop(tmp_path, telegram, alarm=lambda *alarm: alarms.append(alarm)):
        asha.says("hello")
        await asha.reads()
    assert alarms == [("telegram", "another receiver")]
    told = [record for record in caplog.records if record.message == "updates_go_to_another_program"]
    assert len(told) == 1
    assert "another program polls with this token" in vars(told[0])["to_do"]


async def test_two_pollers_really_conflict(
    telegram: TelegramServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A second program's poll ends ours, ours ends its next one, and nothing crashes."""
    asha = telegram.customer(7)
    alarms: list[tuple[str, str]] = []
    opened = open_shop(tmp_path, telegram, alarm=lambda *alarm: alarms.append(alarm))
    async with opened, ClientSession() as other:
        await until(lambda: calls_after(telegram, 0), lambda calls: len(calls) > 0)
        async with other.get(f"{telegram.base_url}/bot{TOKEN}/getUpdates?timeout=5") as answer:
            assert answer.status == 409
        asha.says("hello")
        await asha.reads()
    assert "updates_go_to_another_program" in caplog.messages
    assert alarms == []


async def test_a_webhook_left_behind_is_taken_away(telegram: TelegramServer, tmp_path: Path) -> None:
    """What waited for the webhook of an earlier run, or for one set meanwhile, is not lost: polling brings it."""
    asha = telegram.customer(7)
    hook = Hook(url=f"{refusing_address()}/telegram", secret=None, connections=1)
    telegram.queue.set_hook(hook)
    asha.says("while the webhook was down")
    async with open_shop(tmp_path, telegram):
        assert len(await asha.reads()) == 1
        telegram.queue.set_hook(hook)
        asha.says("and again")
        assert len(await asha.reads(2)) == 2
        assert telegram.queue.hook is None


@pytest.mark.parametrize("token", ["1234:other", "1234:" + "x" * 35, "senseless"])
async def test_a_wrong_token_is_told_at_start(telegram: TelegramServer, tmp_path: Path, token: str) -> None:
    """401 and 404 alike: the owner reads which variable to set, and the token is not repeated."""
    with pytest.raises(TelegramNotStarted, match="TELEGRAM_BOT_TOKEN") as told:
        async with open_shop(tmp_path, telegram, token=token):
            pass
    assert token not in str(told.value)


async def test_a_token_revoked_while_running_is_told_once(
    telegram: TelegramServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The loop says what to do and keeps asking."""
    asha = telegram.customer(7)
    telegram.faults.plan("getUpdates", Refusal(401, "Unauthorized"), times=4)
    alarms: list[tuple[str, str]] = []
    async with open_shop(tmp_path, telegram, alarm=lambda *alarm: alarms.append(alarm)):
        asha.says("hello")
        await asha.reads()
    assert caplog.messages.count("token_refused") == 1
    assert set(alarms) == {("telegram", "token refused")}


@pytest.mark.parametrize(
    "fault", [LineTrouble.CUT, LineTrouble.GARBAGE, LineTrouble.NONSENSE, Refusal(500, "Internal")]
)
async def test_trouble_on_the_line_is_waited_out(
    telegram: TelegramServer, tmp_path: Path, fault: Refusal | LineTrouble
) -> None:
    """At the start and in the middle: the bot comes back by itself and loses nothing."""
    asha = telegram.customer(7)
    telegram.faults.plan("getMe", fault, times=2)
    telegram.faults.plan("deleteWebhook", fault)
    telegram.faults.plan("getUpdates", fault, times=2)
    asha.says("hello")
    async with open_shop(tmp_path, telegram):
        await asha.reads()
        assert telegram.faults.left == 0


async def test_nobody_at_the_address_is_waited_out(telegram: TelegramServer, tmp_path: Path) -> None:
    """Without a network the shop opens all the same, and closes at once when asked."""
    async with open_shop(tmp_path, telegram, base_url=refusing_address()) as shop:
        assert await shop.heard() == []


async def test_the_end_is_prompt_and_confirms_what_is_stored(telegram: TelegramServer, tmp_path: Path) -> None:
    """A stop ends the long poll at once, and whoever polls next does not get the same messages again."""
    asha = telegram.customer(7)
    loop = asyncio.get_running_loop()
    async with open_shop(tmp_path, telegram, poll_s=20):
        asha.says("hello")
        await asha.reads()
        await until(lambda: calls_after(telegram, 0), lambda calls: len(calls) > 1)
        started_s = loop.time()
    assert loop.time() - started_s < 5
    assert telegram.queue.pending == []
    assert telegram.called("getUpdates")[-1].number("timeout") == 0


async def test_no_log_line_holds_the_token_or_a_customers_words(
    telegram: TelegramServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """At the lowest log level, in good days and bad, neither the secret nor what was said is written down."""
    caplog.set_level(logging.WARNING, "aiosqlite")
    caplog.set_level(logging.DEBUG)
    asha = telegram.customer(7)
    troubles = (LineTrouble.CUT, LineTrouble.GARBAGE, Refusal(409, "Conflict"), Refusal(401, "Unauthorized"))
    for method in ("getMe", "getUpdates", "sendMessage"):
        for trouble in troubles:
            telegram.faults.plan(method, trouble)
    async with open_shop(tmp_path, telegram) as shop:
        for number in range(3):
            asha.says(f"{PRIVATE} {number}")
        await shop.hears(3)
        await until(shop.outbox, lambda rows: any(doubt for _, _, doubt in rows))
    with pytest.raises(TelegramNotStarted):
        async with open_shop(tmp_path, telegram, token=f"{TOKEN}x"):
            pass
    written = [EventFormatter().format(record) for record in caplog.records]
    assert len(written) >= 5
    assert not [line for line in written if "test-key" in line or PRIVATE in line]
