"""The played Twilio: it takes what Twilio takes, in Twilio's shape, and fails as planned."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Mapping
from typing import Any

import aiohttp
import pytest
from twilio.rest import Client  # type: ignore[import-untyped]

from handlers.twilio_wire import OneSession
from rehearsal.line_trouble import LineTrouble
from rehearsal.twilio import TwilioServer
from rehearsal.twilio_faults import TYPING, Refusal, too_fast
from tests.whatsapp_peers import ACCOUNT, ASHA, OUR_NUMBER, RAVI, TOKEN

MESSAGES = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
INDICATOR = "/v2/Indicators/Typing.json"
GOOD = {"To": ASHA, "From": f"whatsapp:{OUR_NUMBER}", "Body": "hello"}
SID = "SM" + "a" * 32


async def post(
    twilio: TwilioServer, form: Mapping[str, str], path: str = MESSAGES, token: str = TOKEN, **extra: Any
) -> tuple[int, dict[str, Any]]:
    """Status and JSON of one call, made without Twilio's SDK."""
    headers = {"Authorization": aiohttp.encode_basic_auth(ACCOUNT, token)}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.post(twilio.base_url + path, **(extra or {"data": form})) as answer,
    ):
        return answer.status, json.loads(await answer.text())


async def test_a_message_is_taken_in_twilios_shape(twilio: TwilioServer) -> None:
    """201 with every field that Twilio's message has, and a SID of its own."""
    status, body = await post(twilio, {**GOOD, "StatusCallback": "https://shop.example/whatsapp/status"})
    assert status == 201
    assert re.fullmatch("SM[0-9a-f]{32}", body["sid"])
    assert (body["status"], body["direction"], body["to"], body["body"]) == ("queued", "outbound-api", ASHA, "hello")
    assert body["from"] == f"whatsapp:{OUR_NUMBER}"
    (message,) = twilio.messages
    assert (message.sid, message.status_callback) == (body["sid"], "https://shop.example/whatsapp/status")
    assert (await post(twilio, GOOD))[1]["sid"] != body["sid"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"To": ""}, 21604),
        ({"To": "+919800000007"}, 21211),
        ({"To": "whatsapp:98"}, 21211),
        ({"From": ""}, 21603),
        ({"From": "whatsapp:+15005550006"}, 21606),
        ({"From": OUR_NUMBER}, 21606),
        ({"Body": ""}, 21602),
        ({"Body": " \n"}, 21602),
        ({"Body": "x" * 1601}, 21617),
        ({"Body": "🎁" * 801}, 21617),
    ],
)
async def test_what_twilio_refuses_is_refused(twilio: TwilioServer, changes: dict[str, str], code: int) -> None:
    """400 with Twilio's code, and nothing taken."""
    status, body = await post(twilio, GOOD | changes)
    assert (status, body["code"], body["status"]) == (400, code, 400)
    assert twilio.messages == []


@pytest.mark.parametrize("changes", [{"Body": "🎁" * 800}, {"Body": "x" * 1600}, {"To": "whatsapp:US.ABC123XYZ"}])
async def test_the_largest_and_the_numberless_are_taken(twilio: TwilioServer, changes: dict[str, str]) -> None:
    """Exactly 1,600 units, and an address that is no number."""
    assert (await post(twilio, GOOD | changes))[0] == 201


async def test_wrong_keys_reach_nothing(twilio: TwilioServer) -> None:
    """401 with 20003 for a wrong token, 404 for another account, 415 for anything but a form."""
    assert (await post(twilio, GOOD, token="wrong"))[1]["code"] == 20003  # noqa: S106 - wrong on purpose
    status, body = await post(twilio, GOOD, MESSAGES.replace(ACCOUNT, "AC" + "1" * 32))
    assert (status, body["code"]) == (404, 20404)
    assert (await post(twilio, {}, json=GOOD))[0] == 415
    assert (await post(twilio, {}, INDICATOR, json={"messageId": SID, "channel": "whatsapp"}))[0] == 415
    assert (twilio.messages, twilio.typing) == ([], [])


async def test_typing_is_shown_for_a_message(twilio: TwilioServer) -> None:
    """A form with a SID and the channel; anything else is refused."""
    assert await post(twilio, {"messageId": SID, "channel": "whatsapp"}, INDICATOR) == (200, {"success": True})
    assert (await post(twilio, {"messageId": "x", "channel": "whatsapp"}, INDICATOR))[0] == 400
    assert (await post(twilio, {"messageId": SID, "channel": "sms"}, INDICATOR))[0] == 400
    assert twilio.typing == [SID]


async def test_twilios_own_sdk_lists_what_was_taken(twilio: TwilioServer) -> None:
    """By address, newest first, as the SDK reads it."""
    for body, to in (("one", ASHA), ("two", RAVI), ("three", ASHA)):
        await post(twilio, {**GOOD, "Body": body, "To": to})
    async with aiohttp.ClientSession() as session:
        client = Client(ACCOUNT, TOKEN, http_client=OneSession(session))
        client.api.base_url = twilio.base_url
        found = await client.messages.list_async(to=ASHA)
        assert [(message.body, message.to, message.status) for message in found] == [
            ("three", ASHA, "queued"),
            ("one", ASHA, "queued"),
        ]
        assert [message.body for message in await client.messages.list_async(limit=2)] == ["three", "two"]


async def test_planned_faults_are_met_in_order_by_their_address_alone(twilio: TwilioServer) -> None:
    """Each call uses one fault up; what nobody met is told."""
    twilio.faults.plan(ASHA, too_fast("3"), Refusal(400, 63016, "window"))
    twilio.faults.plan(TYPING, Refusal(500, None, "oops"))
    assert (await post(twilio, {**GOOD, "To": RAVI}))[0] == 201
    assert (await post(twilio, GOOD))[1]["code"] == 20429
    assert twilio.faults.left == 2
    assert (await post(twilio, GOOD))[1]["code"] == 63016
    assert (await post(twilio, GOOD))[0] == 201
    assert await post(twilio, {}, INDICATOR) == (500, {"message": "oops", "status": 500})
    assert twilio.faults.left == 0


async def test_a_connection_may_end_before_or_after_the_message_is_taken(twilio: TwilioServer) -> None:
    """Cut: no answer, nothing taken. Cut afterwards: no answer, and taken."""
    for trouble, taken in ((LineTrouble.CUT, 0), (LineTrouble.CUT_AFTERWARDS, 1)):
        twilio.faults.plan(ASHA, trouble)
        with pytest.raises(aiohttp.ClientError):
            await post(twilio, GOOD)
        assert len(twilio.messages) == taken


async def test_silence_takes_nothing_and_answers_nobody_else_later(twilio: TwilioServer) -> None:
    """The call hangs; others are served meanwhile."""
    twilio.faults.plan(ASHA, LineTrouble.SILENCE)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await post(twilio, GOOD)
    assert (await post(twilio, {**GOOD, "To": RAVI}))[0] == 201
    assert [message.to for message in twilio.messages] == [RAVI]


async def test_who_waits_for_a_message_gets_its_text(twilio: TwilioServer) -> None:
    """As soon as so many were taken for that address; a TimeoutError where they do not come."""
    waiting = asyncio.create_task(twilio.sent_to(ASHA, 2))
    for body in ("one", "two"):
        await post(twilio, {**GOOD, "Body": body})
        await post(twilio, {**GOOD, "To": RAVI})
    assert await waiting == ["one", "two"]
    with pytest.raises(TimeoutError):
        await twilio.sent_to(ASHA, 3, within_s=0.05)


async def test_numbers_may_stand_without_their_prefix() -> None:
    """Ours and a customer's: Twilio's console shows them so."""
    async with TwilioServer.open(ACCOUNT, TOKEN, OUR_NUMBER) as twilio:
        await post(twilio, GOOD)
        assert await twilio.sent_to(ASHA.removeprefix("whatsapp:")) == ["hello"]


async def test_only_this_machine_is_listened_to(twilio: TwilioServer) -> None:
    """The address is loopback's."""
    assert twilio.base_url.startswith("http://127.0.0.1:")
