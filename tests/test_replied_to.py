"""What a message replies to: read from the wire, kept with the row, and known by the key of what was sent.

Refuses a stand-in for the outbox: the real worker sends, and the channel's own ids lead back.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from handlers.delivery import sent_parts
from handlers.delivery.mailbox import Mailbox
from handlers.delivery.message import Beside, Message
from handlers.delivery.responder import Answered
from handlers.delivery.worker import Worker
from handlers.owner.notices import Notice, Notices
from handlers.owner.owners import Owners
from handlers.telegram_updates import Heard, UpdateReader
from handlers.twilio_account import TwilioAccount
from handlers.whatsapp_inbound import message_of
from setting_groups import OwnerSettings
from tests.delivery_peers import EchoResponder, HandClock, RecordingChannel, message
from tests.owner_peers import INDIA, NOON_MS, OWNER, opened

BUTTONS = ((("Take over", "/take"),), (("Later", "/later"), ("Never", "/never")))
NOTICE = Notice("call:human:1:telegram:99", "A customer asks for a person", BUTTONS)
ACCOUNT = TwilioAccount(sid=f"AC{0:032x}", auth_token="test-token", number="+14155238886")  # noqa: S106 - no real one
CHAT = {"id": 1, "type": "private"}


async def test_a_reply_to_a_notice_is_known_by_its_key(tmp_path: Path) -> None:
    """After a restart too; the same id in another chat, and an id that nobody sent, mean nothing."""
    channel, clock = RecordingChannel(), HandClock(NOON_MS)
    async with opened(tmp_path) as database:
        notices = Notices(await Owners.load(database, OwnerSettings(telegram_ids=(1,))), ["telegram"], INDIA)
        await database.write(notices.tell(NOTICE, NOON_MS), name="notice")
    async with opened(tmp_path) as database:
        mailbox = Mailbox(database)
        async with Worker(database, mailbox, EchoResponder(), {"telegram": channel}, clock) as worker:
            await worker.idle()
        (part,) = channel.taken
        assert (part.beside.buttons, part.beside.key) == (BUTTONS, NOTICE.key)
        await mailbox.accept(replace(message("I will call you", chat=OWNER), reply_to=f"wire-{part.id}"))
        claim = await mailbox.claim(["telegram"], NOON_MS)
        assert claim is not None
        assert await sent_parts.key_of(database, claim.message) == NOTICE.key
        said = claim.message
        elsewhere = [replace(said, chat="telegram:2"), replace(said, channel="whatsapp")]
        for other in (*elsewhere, replace(said, reply_to="wire-77"), replace(said, reply_to="")):
            assert await sent_parts.key_of(database, other) == ""


async def test_an_answer_too_is_known_by_its_key(tmp_path: Path) -> None:
    """Whichever of its parts is replied to, pictures above the first, buttons below the last; no notice hides it."""

    class Lister(EchoResponder):
        async def respond(self, message: Message) -> Answered:
            beside = Beside(picture="stats:1", buttons=BUTTONS, key=f"list:{message.text}")
            return replace(await super().respond(message), beside=beside)

    channel, clock = RecordingChannel(), HandClock(NOON_MS)
    async with opened(tmp_path) as database:
        mailbox = Mailbox(database)
        async with Worker(database, mailbox, Lister(), {"telegram": channel}, clock) as worker:
            await mailbox.accept(message("a\nb\nc", chat=OWNER))
            await worker.idle()
        assert [(part.beside.picture, part.beside.buttons) for part in channel.taken] == [
            ("stats:1", ()),
            ("", ()),
            ("", BUTTONS),
        ]
        for part in channel.taken:
            said = replace(message("more", chat=OWNER), reply_to=f"wire-{part.id}")
            assert await sent_parts.key_of(database, said) == "list:a\nb\nc"
        notices = Notices(await Owners.load(database, OwnerSettings(telegram_ids=(1,))), ["telegram"], INDIA)
        await database.write(notices.tell(NOTICE, NOON_MS), name="notice")
        assert await sent_parts.last_key(database, message("yes", chat=OWNER)) == "list:a\nb\nc"


async def test_a_reply_is_answered_for_itself(tmp_path: Path) -> None:
    """What replies to something is not merged with what was written before or after it."""
    channel, clock = RecordingChannel(), HandClock(NOON_MS)
    async with opened(tmp_path) as database:
        mailbox = Mailbox(database)
        responder = EchoResponder(merges=("telegram",))
        for text, reply_to in (("one", ""), ("two", "wire-5"), ("three", "")):
            await mailbox.accept(replace(message(text), reply_to=reply_to))
        async with Worker(database, mailbox, responder, {"telegram": channel}, clock) as worker:
            await worker.idle()
    assert responder.seen == ["one", "two", "three"]


def test_telegram_tells_what_is_replied_to_and_whose_button_was_pressed() -> None:
    """By the id that sending gave; a reply to what cannot be read replies to nothing."""
    reader = UpdateReader("1234", HandClock())
    body = {"message_id": 9, "chat": CHAT, "from": {"id": 1}, "text": "yes"}
    bare, reply, odd = (
        reader.read({"update_id": 5, "message": {**body, **more}})
        for more in ({}, {"reply_to_message": {"message_id": 4}}, {"reply_to_message": {"message_id": "x"}})
    )
    press = {"id": "3", "data": "/take", "message": {"message_id": 4, "chat": CHAT}}
    pressed = reader.read({"update_id": 6, "callback_query": press})
    heard = [each.message.reply_to for each in (bare, reply, odd, pressed) if isinstance(each, Heard)]
    assert heard == ["", "4", "", "4"]


def test_whatsapp_tells_what_is_quoted() -> None:
    """By Twilio's SID of it; what is no SID is nothing."""
    fields = {"MessageSid": f"SM{1:032x}", "AccountSid": ACCOUNT.sid, "From": "whatsapp:+919812345678"}
    fields |= {"To": f"whatsapp:{ACCOUNT.number}", "Body": "yes", "NumMedia": "0"}
    for quoted, expected in ((f"SM{2:032x}", f"SM{2:032x}"), ("", ""), ("wire", "")):
        found = message_of({**fields, "OriginalRepliedMessageSid": quoted}, ACCOUNT, NOON_MS)
        assert found is not None
        assert found.reply_to == expected


def test_telegram_tells_the_language_of_the_app() -> None:
    """As the customer's app has it; what is no text, or missing, is none."""
    reader = UpdateReader("1234", HandClock())
    codes = []
    for number, sender in enumerate(({"language_code": "hi"}, {"language_code": 7}, {}, None)):
        body = {"message_id": number, "chat": CHAT, "from": sender, "text": "/start"}
        heard = reader.read({"update_id": number, "message": body})
        assert isinstance(heard, Heard)
        codes.append(heard.message.language_code)
    assert codes == ["hi", "", "", ""]
