"""The word "typing" on WhatsApp: once a message, for those who wait, and never at an answer's cost."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
import pytest_asyncio

from rehearsal.line_trouble import LineTrouble
from rehearsal.twilio import TwilioServer
from rehearsal.twilio_faults import TYPING, Refusal, too_fast, unauthorized
from tests.delivery_peers import EchoResponder
from tests.outbox_watch import until
from tests.whatsapp_peers import ASHA, RAVI, Shop, open_shop

SIDS = ["SM" + digit * 32 for digit in "ab"]


@pytest_asyncio.fixture
async def shop(twilio: TwilioServer, tmp_path: Path) -> AsyncIterator[Shop]:
    """A shop that shows typing soon, and has heard a customer."""
    async with open_shop(tmp_path, twilio, typing_after_s=0.03) as opened:
        await opened.channel.heard(ASHA, SIDS[0], opened.clock.now_ms())
        yield opened


async def test_a_quick_answer_shows_no_typing(twilio: TwilioServer, shop: Shop) -> None:
    """Most answers are there before anybody would look for a sign."""
    async with shop.channel.working(ASHA):
        pass
    await asyncio.sleep(0.1)
    assert twilio.typing == []


async def test_a_slow_answer_shows_typing_once_a_message(twilio: TwilioServer, shop: Shop) -> None:
    """Not again for a second try at the same message, but for the next one."""
    for sid in (SIDS[0], SIDS[0], SIDS[1]):
        await shop.channel.heard(ASHA, sid, shop.clock.now_ms())
        async with shop.channel.working(ASHA):
            await asyncio.sleep(0.1)
    assert twilio.typing == SIDS


@pytest.mark.parametrize("chat", [RAVI, "ask:1"])
async def test_who_was_never_heard_is_shown_nothing(twilio: TwilioServer, shop: Shop, chat: str) -> None:
    """There is no message to show it for."""
    async with shop.channel.working(chat):
        await asyncio.sleep(0.1)
    assert (twilio.typing, twilio.connections) == ([], set())


@pytest.mark.parametrize(
    "fault", [Refusal(404, 20404, "none"), Refusal(500, None), too_fast(), unauthorized(), *LineTrouble]
)
async def test_a_sign_that_fails_costs_no_answer(
    twilio: TwilioServer, tmp_path: Path, caplog: pytest.LogCaptureFixture, fault: Refusal | LineTrouble
) -> None:
    """Whatever happens to it, the answer is there as soon as it is ready, and nobody is alarmed."""
    caplog.set_level("WARNING")
    gate = asyncio.Event()
    twilio.faults.plan(TYPING, fault)
    async with open_shop(tmp_path, twilio, EchoResponder(gates={ASHA: gate}), typing_after_s=0.0) as shop:
        await shop.channel.heard(ASHA, SIDS[0], shop.clock.now_ms())
        await shop.hears("hello")
        await until(faults_left(twilio), lambda left: left == 0)
        started_s = time.monotonic()
        gate.set()
        assert await twilio.sent_to(ASHA) == ["re: hello"]
        assert await shop.settled(1) == [("sent", None, 0)]
    assert time.monotonic() - started_s < 1.0
    assert (shop.alarms, caplog.text) == ([], "")


def faults_left(twilio: TwilioServer) -> Callable[[], Awaitable[int]]:
    """How many planned faults no call has met."""

    async def left() -> int:
        return twilio.faults.left

    return left
