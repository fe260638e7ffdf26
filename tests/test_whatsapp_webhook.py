"""Twilio's webhooks: what is stored, what is refused and leaves no trace, and what is asked for again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from handlers.delivery import mailbox as mailbox_room
from handlers.delivery.mailbox import Mailbox
from handlers.routes import of_whatsapp
from handlers.twilio_account import TwilioAccount
from handlers.twilio_signature import FRAGMENT, SETTINGS_HEADER, TwilioSignature
from handlers.web import serving
from handlers.whatsapp_inbound import Report
from handlers.whatsapp_webhook import WhatsAppWebhook
from rehearsal.twilio_webhooks import MESSAGE_PATH, STATUS_PATH, Pairs, TwilioWebhooks
from rehearsal.vendor import refusing_address
from storage.clock import SystemClock
from storage.database import Database
from storage.errors import StorageError

ACCOUNT = TwilioAccount(f"AC{'0' * 32}", "test-token", "+14155238886")
ASHA = "+919812345678"
SID = f"SM{'a' * 32}"


@dataclass
class Bot:
    """The webhook with what came through it."""

    twilio: TwilioWebhooks
    database: Database
    woken: list[str] = field(default_factory=list)
    heard: list[tuple[str, str]] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    alarms: list[tuple[str, str]] = field(default_factory=list)
    is_full: bool = False

    async def stored(self) -> list[tuple[str, str, str]]:
        """Chat, kind and text of each stored message."""
        query = "SELECT chat, kind, text FROM inbox ORDER BY id"
        return await self.database.read(lambda connection: connection.execute(query).fetchall())

    async def hear(self, chat: str, sid: str, now_ms: int) -> None:
        """The window's part."""
        assert now_ms > 0
        if self.is_full:
            raise StorageError("the disk is full")
        self.heard.append((chat, sid))

    async def report(self, report: Report) -> None:
        """The statuses' part."""
        self.reports.append(report)


def free_port() -> int:
    """A port that nobody had a moment ago: the address is signed, so it is known before the server listens."""
    return int(refusing_address().rpartition(":")[2])


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[Bot]:
    """A bot on a real port, known to Twilio by its address."""
    async with Database.open(folder / "bot.db", mailbox_room.MIGRATIONS) as database:
        port = free_port()
        address = f"http://127.0.0.1:{port}"
        async with TwilioWebhooks.open(address, ACCOUNT.sid, ACCOUNT.auth_token, ACCOUNT.number) as twilio:
            bot = Bot(twilio, database)
            webhook = WhatsAppWebhook(
                *(ACCOUNT, TwilioSignature(address, ACCOUNT.auth_token), Mailbox(database), SystemClock()),
                heard=bot.hear,
                reported=bot.report,
                wake=lambda: bot.woken.append("woken"),
                alarm=lambda subject, kind: bot.alarms.append((subject, kind)),
            )
            async with serving(of_whatsapp(webhook), "127.0.0.1", port):
                yield bot


async def test_a_message_is_stored_and_answered_with_silence(tmp_path: Path) -> None:
    """200 and an empty response after the commit; the answer goes out over REST."""
    async with opened(tmp_path) as bot:
        posted = await bot.twilio.says(ASHA, "100 wooden coasters 🪵 का दाम")
        assert (posted.status, posted.content_type) == (200, "text/xml; charset=utf-8")
        assert posted.body.endswith("<Response/>")
        assert await bot.stored() == [(f"whatsapp:{ASHA}", "text", "100 wooden coasters 🪵 का दाम")]
        assert (len(bot.woken), bot.heard[0][0]) == (1, f"whatsapp:{ASHA}")


async def test_repeats_are_taken_and_stored_once(tmp_path: Path) -> None:
    """Twilio may deliver a message many times, also at once: one row, and each time 200."""
    async with opened(tmp_path) as bot:
        posts = await asyncio.gather(*(bot.twilio.says(ASHA, "hi", SID) for _ in range(20)))
        assert {posted.status for posted in posts} == {200}
        assert (len(await bot.stored()), len(bot.woken)) == (1, 1)


@pytest.mark.parametrize(
    ("address", "more", "stored"),
    [
        ("US.ABC123XYZ", {}, ("whatsapp:US.ABC123XYZ", "text", "hi")),
        (ASHA, {"NumMedia": "1", "MediaContentType0": "image/jpeg"}, (f"whatsapp:{ASHA}", "photo", "hi")),
        (ASHA, {"NumMedia": "1", "MediaContentType0": "audio/ogg", "Body": ""}, (f"whatsapp:{ASHA}", "voice", "")),
        (ASHA, {"NumMedia": "1", "MediaContentType0": "application/pdf"}, (f"whatsapp:{ASHA}", "document", "hi")),
        (ASHA, {"Latitude": "1", "Longitude": "2", "Body": ""}, (f"whatsapp:{ASHA}", "location", "")),
        (ASHA, {"MessageType": "button", "ButtonText": "Yes", "Body": ""}, (f"whatsapp:{ASHA}", "button", "Yes")),
        (ASHA, {"SomethingNew": "1", "Body": ""}, (f"whatsapp:{ASHA}", "text", "")),
    ],
)
async def test_every_kind_of_message_is_stored(
    tmp_path: Path, address: str, more: dict[str, str], stored: tuple[str, str, str]
) -> None:
    """Senders without a number, pictures, voice, files, places, buttons, and fields that Twilio adds one day."""
    async with opened(tmp_path) as bot:
        assert (await bot.twilio.says(address, "hi", **more)).status == 200
        assert await bot.stored() == [stored]


async def test_both_schemes_and_the_fragment_are_accepted(tmp_path: Path) -> None:
    """SHA-256 by its header, and a signature over the address with its fragment."""
    async with opened(tmp_path) as bot:
        fields = bot.twilio.message(ASHA, "hi")
        made = bot.twilio.signature(MESSAGE_PATH, fields, "HMAC_SHA256")
        headers = {SETTINGS_HEADER: "key=k,algorithm=HMAC_SHA256"}
        assert (await bot.twilio.post(MESSAGE_PATH, fields, signature=made, headers=headers)).status == 200
        made = bot.twilio.signature(MESSAGE_PATH, fields, fragment=f"#{FRAGMENT}")
        assert (await bot.twilio.post(MESSAGE_PATH, fields, signature=made)).status == 200
        assert len(await bot.stored()) == 1


def without(fields: Pairs, *names: str) -> list[tuple[str, str]]:
    """The fields but for these."""
    return [(name, value) for name, value in fields if name not in names]


def changed(fields: Pairs, **values: str) -> list[tuple[str, str]]:
    """The fields with other values."""
    return list((dict(fields) | values).items())


async def test_a_captured_signature_serves_nothing_else(tmp_path: Path) -> None:
    """Other words, moved boundaries, merged and repeated fields under a genuine signature leave no trace."""
    async with opened(tmp_path) as bot:
        fields = bot.twilio.message(ASHA, "hi", SID)
        made = bot.twilio.signature(MESSAGE_PATH, fields)
        by_name = dict(fields)
        forgeries: Sequence[Pairs] = [
            changed(fields, Body="free coasters for all"),
            [*without(fields, "Body"), ("Bodyh", "i")],
            [*without(fields, "From"), ("Fromwhatsapp", f":{ASHA}")],
            [*without(fields, "ApiVersion", "AccountSid"), ("AccountSid", f"{ACCOUNT.sid}ApiVersion2010-04-01")],
            [*without(fields, "MessageSid", "MessageType"), ("MessageSid", f"{SID}MessageTypetext")],
            [*without(fields, "NumMedia", "NumSegments"), ("NumMedia", "0NumSegments1")],
            [*without(fields, "To", "WaId"), ("To", f"{by_name['To']}WaId{by_name['WaId']}")],
            [*without(fields, "Body", "ChannelMetadata"), ("Body", f"hiChannelMetadata{by_name['ChannelMetadata']}")],
            [*fields, ("Body", "hi")],
            [*fields, ("MessageSid", SID)],
            without(fields, "ProfileName"),
        ]
        for forged in forgeries:
            assert (await bot.twilio.post(MESSAGE_PATH, forged, signature=made)).status == 403, forged
        assert (await bot.stored(), bot.heard, bot.woken) == ([], [], [])
        assert (await bot.twilio.post(MESSAGE_PATH, fields, signature=made)).status == 200


@pytest.mark.parametrize(
    "values",
    [
        {"AccountSid": f"AC{'1' * 32}"},
        {"To": "whatsapp:+10000000000"},
        {"To": ACCOUNT.number},
        {"From": ASHA},
        {"From": "whatsapp:"},
        {"From": "whatsapp:+91 98"},
        {"MessageSid": "SM123"},
        {"MessageSid": f"SM{'A' * 32}"},
        {"NumMedia": ""},
        {"NumMedia": "-1"},
    ],
)
async def test_a_signed_request_of_another_form_is_refused(tmp_path: Path, values: dict[str, str]) -> None:
    """Another account, another number, an odd id: even Twilio's own signature does not make them ours."""
    async with opened(tmp_path) as bot:
        fields = changed(bot.twilio.message(ASHA, "hi"), **values)
        assert (await bot.twilio.post(MESSAGE_PATH, fields)).status == 403
        assert await bot.stored() == []


@pytest.mark.parametrize("missing", ["MessageSid", "AccountSid", "From", "To", "Body", "NumMedia"])
async def test_a_field_that_always_comes_may_not_be_missing(tmp_path: Path, missing: str) -> None:
    """Whatever Twilio always sends has to be there under its own name."""
    async with opened(tmp_path) as bot:
        assert (await bot.twilio.post(MESSAGE_PATH, without(bot.twilio.message(ASHA, "hi"), missing))).status == 403
        assert await bot.stored() == []


async def test_an_unsigned_request_and_json_are_refused(tmp_path: Path) -> None:
    """No signature, a forger's signature, JSON, bytes that are no form: 403, and nothing of it in the log."""
    async with opened(tmp_path) as bot:
        fields = bot.twilio.message(ASHA, "hi")
        assert (await bot.twilio.post(MESSAGE_PATH, fields, signature="")).status == 403
        forger = TwilioWebhooks(bot.twilio.public_url, ACCOUNT.sid, "another-token", ACCOUNT.number, bot.twilio.session)
        assert (await forger.says(ASHA, "hi")).status == 403
        as_json = {"Content-Type": "application/json"}
        assert (await bot.twilio.post(MESSAGE_PATH, fields, headers=as_json)).status == 403
        async with bot.twilio.session.post(
            f"{bot.twilio.public_url}{MESSAGE_PATH}",
            data=b"\xff\xfe=&&;",
            headers={"Content-Type": "application/x-www-form-urlencoded", "X-Twilio-Signature": "x"},
        ) as response:
            assert response.status == 403
        assert await bot.stored() == []


async def test_signatures_that_never_fit_are_told_to_the_owner_once(tmp_path: Path) -> None:
    """Three in a row mean a wrong token or address; strangers without a signature do not count."""
    async with opened(tmp_path) as bot:
        forger = TwilioWebhooks(bot.twilio.public_url, ACCOUNT.sid, "another-token", ACCOUNT.number, bot.twilio.session)
        for _ in range(3):
            await bot.twilio.post(MESSAGE_PATH, bot.twilio.message(ASHA, "hi"), signature="")
        assert bot.alarms == []
        for _ in range(5):
            await forger.says(ASHA, "hi")
        assert bot.alarms == [("whatsapp", "signature")]


async def test_what_could_not_be_stored_is_asked_for_again(tmp_path: Path) -> None:
    """503 while the disk is full, and the same message is stored once it is not."""
    async with opened(tmp_path) as bot:
        bot.is_full = True
        assert (await bot.twilio.says(ASHA, "hi", SID)).status == 503
        bot.is_full = False
        assert (await bot.twilio.says(ASHA, "hi", SID)).status == 200
        assert len(await bot.stored()) == 1


async def test_a_message_from_our_own_number_is_a_check(tmp_path: Path) -> None:
    """`check` posts one to see that the way is open: 200, and nothing is stored."""
    async with opened(tmp_path) as bot:
        assert (await bot.twilio.says(ACCOUNT.number, "check")).status == 200
        assert (await bot.stored(), bot.woken) == ([], [])


async def test_reports_are_handed_on(tmp_path: Path) -> None:
    """State, code and chat of our own messages; a forged report is none."""
    async with opened(tmp_path) as bot:
        assert (await bot.twilio.reports(SID, "delivered", ASHA)).status == 200
        assert (await bot.twilio.reports(SID, "failed", ASHA, "63016")).status == 200
        fields = [("MessageSid", SID), ("MessageStatus", "read"), ("AccountSid", ACCOUNT.sid)]
        assert (await bot.twilio.post(STATUS_PATH, fields, signature="x")).status == 403
        assert (await bot.twilio.post(STATUS_PATH, changed(fields, MessageStatus="read!"))).status == 403
        assert bot.reports == [
            Report(SID, "delivered", "", f"whatsapp:{ASHA}"),
            Report(SID, "failed", "63016", f"whatsapp:{ASHA}"),
        ]
