"""A part whose sending nobody knows the end of: looked up at Twilio, and sent again only where it had not arrived."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from handlers.delivery.message import SendLater
from handlers.twilio_faults import Unclear
from handlers.twilio_taken import TakenMessage
from handlers.whatsapp_doubt import WhatsAppDoubt
from rehearsal.line_trouble import LineTrouble
from rehearsal.twilio import TwilioServer
from rehearsal.twilio_faults import LISTING, Refusal, unauthorized
from rehearsal.vendor import refusing_address
from tests.delivery_peers import HandClock
from tests.outbox_watch import until
from tests.whatsapp_peers import ASHA, RAVI, open_shop, part

HOUR_MS = 3_600_000


async def test_what_had_arrived_is_not_sent_again(twilio: TwilioServer, tmp_path: Path) -> None:
    """Taken, and the line cut before the answer: the second try finds it and gives its SID."""
    async with open_shop(tmp_path, twilio) as shop:
        twilio.faults.plan(ASHA, LineTrouble.CUT_AFTERWARDS)
        with pytest.raises(Unclear):
            await shop.channel.send(part("hello"))
        sid = await shop.channel.send(replace(part("hello"), maybe_duplicate=True))
    assert [message.sid for message in twilio.messages] == [sid]


async def test_what_had_not_arrived_is_sent(twilio: TwilioServer, tmp_path: Path) -> None:
    """Other words to the customer, and the same words to another one, are not the part."""
    async with open_shop(tmp_path, twilio) as shop:
        await shop.channel.send(part("good morning"))
        await shop.channel.send(part("hello", RAVI))
        await shop.channel.send(replace(part("hello"), maybe_duplicate=True))
    assert await twilio.sent_to(ASHA, 2) == ["good morning", "hello"]


async def test_the_same_words_said_before_are_another_part(twilio: TwilioServer, tmp_path: Path) -> None:
    """A customer who asks twice is answered twice: what an earlier part is known by does not settle this one."""
    clock = HandClock()
    async with open_shop(tmp_path, twilio, clock=clock) as shop:
        await shop.hears("price?")
        await shop.settled(1)
        twilio.faults.plan(ASHA, LineTrouble.CUT)
        await shop.channel.heard(ASHA, f"SM{'a' * 32}", clock.now_ms())
        await shop.hears("price?  ")
        await until(shop.outbox, lambda rows: rows[1:] == [("unknown", None, 1)])
        assert await shop.settled_later(clock, 2) == [("sent", None, 0), ("sent", None, 1)]
    assert [body.strip() for body in await twilio.sent_to(ASHA, 2)] == ["re: price?", "re: price?"]


@pytest.mark.parametrize("refusal", [unauthorized(), Refusal(500, 20500), Refusal(429, 20429)])
async def test_a_list_that_cannot_be_read_holds_no_answer_back(
    twilio: TwilioServer, tmp_path: Path, refusal: Refusal
) -> None:
    """An answer that may come twice is better than one that never comes."""
    twilio.faults.plan(LISTING, refusal)
    async with open_shop(tmp_path, twilio) as shop:
        await shop.channel.send(replace(part("hello"), maybe_duplicate=True))
    assert (await twilio.sent_to(ASHA), twilio.faults.left) == (["hello"], 0)


async def test_without_a_connection_it_is_looked_up_later(twilio: TwilioServer, tmp_path: Path) -> None:
    """Nothing can be sent then anyway."""
    async with open_shop(tmp_path, twilio, base_url=refusing_address()) as shop:
        with pytest.raises(SendLater):
            await shop.channel.send(replace(part("hello"), maybe_duplicate=True))


@pytest.mark.parametrize(
    ("change", "arrived"),
    [
        ({}, True),
        ({"state": "read"}, True),
        ({"state": "failed"}, False),
        ({"state": "undelivered"}, False),
        ({"created_at_ms": HandClock().ms - 25 * HOUR_MS}, False),
        ({"created_at_ms": 0}, False),
        ({"body": "hello!"}, False),
    ],
)
async def test_what_counts_as_arrived(
    twilio: TwilioServer, tmp_path: Path, change: dict[str, object], arrived: bool
) -> None:
    """The same words, on their way or delivered, within the last day."""
    clock = HandClock()
    usual = TakenMessage(sid="SM1", body="hello\n", state="queued", created_at_ms=clock.ms - HOUR_MS)

    async def taken(_: str) -> list[TakenMessage]:
        return [replace(usual, **change)]  # type: ignore[arg-type]  # any field may be changed

    async with open_shop(tmp_path, twilio) as shop:
        doubt = WhatsAppDoubt(taken, shop.database, clock)
        assert await doubt.arrived(part("hello")) == ("SM1" if arrived else None)
