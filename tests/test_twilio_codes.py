"""Twilio's codes: each one met over a real socket by the real SDK, and what the worker and the owner learn of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import web

from handlers.delivery.message import SendLater, SendRefused
from handlers.owner.alarms import Alarms
from handlers.twilio_codes import verdict_of_report
from handlers.twilio_faults import Declined, Unclear
from rehearsal.loopback import serving
from rehearsal.twilio import TwilioServer
from rehearsal.twilio_faults import Refusal, too_fast, unauthorized
from tests.owner_peers import INDIA, settings
from tests.whatsapp_peers import ASHA, Shop, open_shop, part

REFUSED_QUIETLY = ["63003", "63024", "21211", "63013", "21617", "21614"]
REFUSED_WITH_ALARM = ["63016", "63015", "63007", "21212", "21603", "21606", "21659"]
UNREACHABLE = ["21610", "63014"]
FIRST_PAUSE_S = 0.1  # of the patience that tests have


@pytest_asyncio.fixture
async def shop(twilio: TwilioServer, tmp_path: Path) -> AsyncIterator[Shop]:
    """A shop open for WhatsApp."""
    async with open_shop(tmp_path, twilio) as opened:
        yield opened


@pytest.mark.parametrize("code", [*REFUSED_QUIETLY, *REFUSED_WITH_ALARM, *UNREACHABLE, "29999"])
async def test_a_refusal_is_settled_under_its_code(twilio: TwilioServer, shop: Shop, code: str) -> None:
    """400 with a code: refused for good, the owner told once where it is hers to mend, a blocked customer marked."""
    twilio.faults.plan(ASHA, Refusal(400, int(code), "words"))
    with pytest.raises(SendRefused) as refused:
        await shop.channel.send(part("hello"))
    assert refused.value.code == code
    assert shop.alarms == ([("whatsapp", code)] if code in REFUSED_WITH_ALARM else [])
    assert (ASHA in shop.unreachable) == (code in UNREACHABLE)
    assert twilio.messages == []


@pytest.mark.parametrize(
    ("refusal", "seconds", "alarms"),
    [
        (too_fast(), FIRST_PAUSE_S, []),
        (too_fast("7"), 7.0, []),
        (too_fast("0"), FIRST_PAUSE_S, []),
        (too_fast("Wed, 21 Oct 2026 07:28:00 GMT"), FIRST_PAUSE_S, []),
        (too_fast("nan"), FIRST_PAUSE_S, []),
        (too_fast("inf"), FIRST_PAUSE_S, []),
        (too_fast("-3"), FIRST_PAUSE_S, []),
        (Refusal(429, None, "no code"), FIRST_PAUSE_S, []),
        (Refusal(400, 63018, "channel"), FIRST_PAUSE_S, []),
        (Refusal(429, 14107, "loop"), 30.0, []),
        (Refusal(429, 63038, "day"), 3600.0, ["63038"]),
        (unauthorized(), 60.0, ["20003"]),
        (Refusal(401, None, "no code"), 60.0, ["20003"]),
        (Refusal(403, 20003, "forbidden"), 60.0, ["20003"]),
    ],
)
async def test_what_may_be_sent_again_waits_its_time(
    twilio: TwilioServer, shop: Shop, refusal: Refusal, seconds: float, alarms: list[str]
) -> None:
    """Surely not taken: Twilio's own time where it gives one in seconds, else that of the code, else a short pause."""
    twilio.faults.plan(ASHA, refusal)
    with pytest.raises(SendLater) as later:
        await shop.channel.send(part("hello"))
    assert later.value.seconds == seconds
    assert shop.alarms == [("whatsapp", code) for code in alarms]
    assert twilio.messages == []


async def test_pauses_grow_until_a_send_succeeds(twilio: TwilioServer, shop: Shop) -> None:
    """Each 429 in a row doubles the chat's pause up to a limit; a success begins anew."""
    twilio.faults.plan(ASHA, *[too_fast()] * 4)
    assert [await pause(shop) for _ in range(4)] == [0.1, 0.2, 0.4, 0.4]
    await shop.channel.send(part("hello"))
    twilio.faults.plan(ASHA, too_fast())
    assert await pause(shop) == 0.1


async def pause(shop: Shop) -> float:
    """The seconds that one send is put off by."""
    with pytest.raises(SendLater) as later:
        await shop.channel.send(part("hello"))
    return later.value.seconds


@pytest.mark.parametrize("status", [400, 404, 422])
async def test_a_refusal_without_a_code_goes_by_its_status(twilio: TwilioServer, shop: Shop, status: int) -> None:
    """The status stands in for the code that is missing."""
    twilio.faults.plan(ASHA, Refusal(status, None, "words"))
    with pytest.raises(SendRefused, match=str(status)):
        await shop.channel.send(part("hello"))


@pytest.mark.parametrize("refusal", [Refusal(500, 20500, "oops"), Refusal(503, 20429, "busy"), Refusal(502, None)])
async def test_twilios_own_failure_is_no_refusal(twilio: TwilioServer, shop: Shop, refusal: Refusal) -> None:
    """With 5xx nobody knows whether the message went, whatever the code says."""
    twilio.faults.plan(ASHA, refusal)
    with pytest.raises(Declined):
        await shop.channel.send(part("hello"))


@pytest.mark.parametrize(
    ("status", "text", "expected"),
    [
        (201, "{}", Unclear),
        (201, '{"sid": 7}', Unclear),
        (201, "<html>", Unclear),
        (302, "", Unclear),
        (400, '{"code": "x"}', SendRefused),
        (413, "<html>", SendRefused),
        (429, "[" * 100_000, SendLater),
        (401, "[]", SendLater),
        (503, "<html>", Declined),
    ],
)
async def test_an_answer_of_another_shape_goes_by_its_status(
    twilio: TwilioServer, tmp_path: Path, status: int, text: str, expected: type[Exception]
) -> None:
    """What a front before Twilio says is understood by its status; a success without a SID is in doubt."""

    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=status, text=text, headers={"Location": "/elsewhere"})

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    async with serving(app) as base_url, open_shop(tmp_path, twilio, base_url=base_url) as shop:
        with pytest.raises(expected) as raised:
            await shop.channel.send(part("hello"))
    if isinstance(raised.value, SendRefused):
        assert raised.value.code == str(status)


@pytest.mark.parametrize("code", [*REFUSED_WITH_ALARM, "20003", "63038"])
def test_every_alarm_has_its_own_words(code: str) -> None:
    """What the owner is told names the next step, not just the log."""
    assert verdict_of_report(code).alarm == code
    assert "look into the bot's log" not in Alarms(settings(), INDIA).of("whatsapp", code, 0).text


def test_a_report_with_an_unknown_code_has_no_consequence() -> None:
    """A code that Twilio adds tomorrow marks nobody and wakes nobody."""
    verdict = verdict_of_report("69999")
    assert (verdict.alarm, verdict.unreachable) == ("", False)
