"""Sending on WhatsApp: plain text, whole, in order and in its turn.

Refuses a faked library: every call crosses a socket through Twilio's SDK.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import pytest_asyncio

from handlers.delivery.message import SendLater, SendRefused
from handlers.twilio_faults import Declined, Unclear
from handlers.whatsapp_options import PACE, CallLimits
from handlers.whatsapp_sending import CONNECT_AGAIN_S
from rehearsal.line_trouble import LineTrouble
from rehearsal.twilio import TwilioServer
from rehearsal.twilio_faults import TYPING, Refusal, too_fast, unauthorized
from rehearsal.vendor import refusing_address
from tests.delivery_peers import EchoResponder, HandClock
from tests.outbox_watch import until
from tests.whatsapp_peers import ACCOUNT, ASHA, OUR_NUMBER, RAVI, TOKEN, Shop, open_shop, options, part

NUMBERS = [f"whatsapp:+9198{number:08d}" for number in range(200)]
ROUNDS = 3
LEAST_A_SECOND = 300
SID = "SM" + "a" * 32


@pytest_asyncio.fixture
async def shop(twilio: TwilioServer, tmp_path: Path) -> AsyncIterator[Shop]:
    """A shop open for WhatsApp."""
    async with open_shop(tmp_path, twilio) as opened:
        yield opened


async def test_text_goes_out_as_it_is(twilio: TwilioServer, shop: Shop) -> None:
    """Signs, links, Devanagari and emoji arrive as they are, from our number; the SID is Twilio's."""
    text = "*bold* _x_ a&b=c+d%20 www.chaubara.example ₹ नमस्ते 🎁\n\nbye"
    sid = await shop.channel.send(part(text))
    (message,) = twilio.messages
    assert (message.sid, message.to, message.body) == (sid, ASHA, text)
    assert (message.from_, message.status_callback) == (f"whatsapp:{OUR_NUMBER}", "")


async def test_the_environment_changes_no_address(
    twilio: TwilioServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither a proxy nor the SDK's own variables lead a send elsewhere: the settings say where Twilio is."""
    for name, value in (("HTTP_PROXY", refusing_address()), ("TWILIO_REGION", "ie1"), ("TWILIO_EDGE", "dublin")):
        monkeypatch.setenv(name, value)
    async with open_shop(tmp_path, twilio) as shop:
        await shop.channel.send(part("hello"))
    assert await twilio.sent_to(ASHA) == ["hello"]


async def test_reports_are_asked_for_where_twilio_can_reach_us(twilio: TwilioServer, tmp_path: Path) -> None:
    """With a public address each message names where its fate is to be posted; our number may carry its prefix."""
    prefixed = f"whatsapp:{OUR_NUMBER}"
    async with open_shop(tmp_path, twilio, public_url="https://bot.example.com/", our_number=prefixed) as shop:
        await shop.channel.send(part("hello"))
    assert [message.status_callback for message in twilio.messages] == ["https://bot.example.com/whatsapp/status"]


async def test_a_long_answer_arrives_whole_and_in_order(twilio: TwilioServer, tmp_path: Path) -> None:
    """An answer beyond 1,600 units comes in several messages, none refused, other chats in between."""
    words = "gift 🎁 " * 900
    async with open_shop(tmp_path, twilio, EchoResponder()) as shop:
        await shop.hears(words)
        await shop.hears(words, RAVI)
        bodies = await twilio.sent_to(ASHA, 5)
        assert {state for state, _, _ in await shop.settled(10)} == {"sent"}
    assert "".join("".join(bodies).split()) == "re:" + "gift🎁" * 900
    assert twilio.taken_for(RAVI)[0].at_s < twilio.taken_for(ASHA)[-1].at_s


async def test_too_fast_in_one_chat_delays_nobody_else(twilio: TwilioServer, shop: Shop) -> None:
    """429 puts that chat's answer off by Twilio's own time; others are answered meanwhile."""
    twilio.faults.plan(ASHA, too_fast("1"))
    await shop.hears("hello")
    await shop.hears("hello", RAVI)
    assert await shop.settled(2) == [("sent", None, 0), ("sent", None, 0)]
    assert twilio.taken_for(ASHA)[0].at_s - twilio.taken_for(RAVI)[0].at_s > 0.7


@pytest.mark.parametrize(
    "trouble", [LineTrouble.CUT_AFTERWARDS, LineTrouble.GARBAGE, LineTrouble.NONSENSE, LineTrouble.SILENCE]
)
async def test_an_answer_lost_on_its_way_arrives_once_and_is_flagged(
    twilio: TwilioServer, tmp_path: Path, trouble: LineTrouble
) -> None:
    """Nobody knows whether it was taken: after ten seconds Twilio is asked, and only what it has not is sent again."""
    clock = HandClock()
    twilio.faults.plan(ASHA, trouble)
    async with open_shop(tmp_path, twilio, clock=clock, limits=CallLimits(total_s=0.6)) as shop:
        await shop.hears("hello")
        assert await until(shop.outbox, lambda rows: rows == [("unknown", None, 1)])
        assert await shop.settled_later(clock, 1) == [("sent", None, 1)]
    assert await twilio.sent_to(ASHA) == ["re: hello"]


@pytest.mark.parametrize("fault", [LineTrouble.CUT, LineTrouble.CUT_AFTERWARDS, Refusal(500, 20500, "oops")])
async def test_what_nobody_knows_is_no_refusal(twilio: TwilioServer, shop: Shop, fault: LineTrouble | Refusal) -> None:
    """A reset and Twilio's own failure leave it open, and are not tried again by the channel itself."""
    twilio.faults.plan(ASHA, fault)
    with pytest.raises((Unclear, Declined)):
        await shop.channel.send(part("hello"))
    assert len(twilio.messages) == (fault is LineTrouble.CUT_AFTERWARDS)


async def test_what_never_left_is_sent_later(twilio: TwilioServer, tmp_path: Path) -> None:
    """Nobody at the address, or nobody who picks up: surely not sent."""
    with never_accepting() as silent:
        for number, base_url in enumerate((refusing_address(), silent)):
            limits = CallLimits(connect_s=0.2, total_s=5)
            async with open_shop(tmp_path / str(number), twilio, base_url=base_url, limits=limits) as shop:
                with pytest.raises(SendLater) as later:
                    await shop.channel.send(part("hello"))
                assert later.value.seconds == CONNECT_AGAIN_S


@contextmanager
def never_accepting() -> Iterator[str]:
    """An address whose queue of connections is full."""
    with socket.socket() as full, socket.socket() as first, socket.socket() as second:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        for caller in (first, second):
            caller.setblocking(False)
            caller.connect_ex(full.getsockname())
        yield f"http://127.0.0.1:{full.getsockname()[1]}"


async def test_a_key_that_does_not_fit_loses_no_answer(twilio: TwilioServer, tmp_path: Path) -> None:
    """With the wrong token the owner is told and the answer kept; with the right one it arrives after a restart."""
    clock = HandClock()
    async with open_shop(tmp_path, twilio, clock=clock, auth_token="wrong") as shop:  # noqa: S106 - on purpose
        await shop.hears("hello")
        assert await until(shop.told, bool) == [("whatsapp", "20003")]
        await until(shop.outbox, lambda rows: rows == [("ready", None, 0)])
    clock.advance(60_000)
    async with open_shop(tmp_path, twilio, clock=clock) as shop:
        assert await shop.settled(1) == [("sent", None, 0)]
    assert await twilio.sent_to(ASHA) == ["re: hello"]


async def test_who_blocked_the_shop_is_left_alone(twilio: TwilioServer, tmp_path: Path) -> None:
    """A refusal settles the part and marks the chat, through a restart; Twilio is not asked again until it is heard."""
    twilio.faults.plan(ASHA, Refusal(400, 63014, "blocked"))
    async with open_shop(tmp_path, twilio) as shop:
        await shop.hears("hello")
        assert await shop.settled(1) == [("failed", "63014", 0)]
    async with open_shop(tmp_path, twilio) as shop:
        with pytest.raises(SendRefused, match="blocked"):
            await shop.channel.send(part("news"))
        assert twilio.messages == []
        await shop.channel.heard(ASHA, SID, shop.clock.now_ms())
        await shop.channel.send(part("news"))
    assert await twilio.sent_to(ASHA) == ["news"]


@pytest.mark.parametrize(("chat", "code"), [("telegram:7", "no chat"), ("whatsapp:98", "21211")])
async def test_a_chat_that_is_not_there_is_refused(shop: Shop, chat: str, code: str) -> None:
    """Another channel's chat, or no address at all: nothing to be tried again."""
    with pytest.raises(SendRefused, match=code):
        await shop.channel.send(part("hello", chat))


async def test_nothing_private_is_logged(
    twilio: TwilioServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Even with all logs open, no key, number or text stands in them, whatever fails."""
    caplog.set_level(logging.DEBUG)
    refusals = [too_fast(), unauthorized(), Refusal(500, 1, ASHA), Refusal(400, 63014, f"{ASHA} {TOKEN}")]
    faults: list[Refusal | LineTrouble] = [LineTrouble.CUT, LineTrouble.GARBAGE, LineTrouble.NONSENSE, *refusals]
    twilio.faults.plan(TYPING, Refusal(400, 1, f"{ASHA} {TOKEN}"))
    async with open_shop(tmp_path, twilio, typing_after_s=0.0) as shop:
        for number, fault in enumerate(faults):
            chat = NUMBERS[number]
            twilio.faults.plan(chat, fault)
            await shop.channel.heard(chat, SID, shop.clock.now_ms())
            await shop.hears(f"secret words {number}", chat)
        await until(shop.outbox, lambda rows: len(rows) == len(faults))
        await shop.worker.idle()
        async with shop.channel.working(NUMBERS[0]):
            await asyncio.sleep(0.1)
        assert twilio.faults.left == 0
    for event in ("send_outcome_unknown", "send_refused"):
        assert event in caplog.text
    for private in (TOKEN, "secret words", "+9198", OUR_NUMBER, ACCOUNT, "Basic "):
        assert private not in caplog.text
    assert TOKEN not in repr(options(twilio))


async def test_a_chats_messages_go_out_in_the_order_of_asking(twilio: TwilioServer, shop: Shop) -> None:
    """One at a time, so that none overtakes another on a connection of its own."""
    await asyncio.gather(*(shop.channel.send(part(str(number))) for number in range(30)))
    assert await twilio.sent_to(ASHA) == [str(number) for number in range(30)]
    assert len(twilio.connections) == 1


async def test_the_sender_keeps_whatsapps_pace(twilio: TwilioServer, tmp_path: Path) -> None:
    """By default 80 messages a second over all chats."""
    async with open_shop(tmp_path, twilio, pace=PACE) as shop:
        started_s = time.monotonic()
        await asyncio.gather(*(shop.channel.send(part("x", chat)) for chat in NUMBERS[:25]))
        assert 24 / 80 - 0.03 <= time.monotonic() - started_s < 1.5


async def test_hundreds_a_second_go_over_one_pool(twilio: TwilioServer, shop: Shop) -> None:
    """Without a pace, 200 chats at once get three messages each, over at most 100 connections."""
    started_s = time.monotonic()
    await asyncio.gather(*(shop.channel.send(part("x", chat)) for _ in range(ROUNDS) for chat in NUMBERS))
    a_second = ROUNDS * len(NUMBERS) / (time.monotonic() - started_s)
    assert a_second > LEAST_A_SECOND
    assert len(twilio.messages) == ROUNDS * len(NUMBERS)
    assert len(twilio.connections) <= 100


async def test_a_part_is_never_empty_nor_too_long(shop: Shop) -> None:
    """Split by UTF-16, as Twilio counts at its strictest."""
    parts = shop.channel.split("🎁" * 801 + " \n\n " + "x" * 1600)
    assert [len(body.encode("utf-16-le")) // 2 for body in parts] == [1600, 2, 1600]
    assert shop.channel.split(" \n ") == []
