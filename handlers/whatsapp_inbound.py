"""WhatsAppInbound: what Twilio posts, read strictly: a customer's message, or what became of one of ours.

Names and values are signed without a mark between them, so a captured signature also fits fields that are cut
elsewhere. Refuses therefore a repeated field, a missing one that Twilio always sends, and a value of another form.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl

from handlers.delivery.message import Message
from handlers.twilio_account import TwilioAccount

CHANNEL = "whatsapp"
MOST_FIELDS = 100
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.]{0,63}")
_SID = re.compile(r"(?:SM|MM)[0-9a-f]{32}")
_ADDRESS = re.compile(r"whatsapp:(\+[0-9]{7,15}|[A-Za-z]{2}\.[A-Za-z0-9._-]{1,100})")
_COUNT = re.compile(r"[0-9]{1,2}")
_STATE = re.compile(r"[a-z]{1,20}")
_CODE = re.compile(r"[0-9]{0,6}")
ALWAYS_SENT = frozenset({"MessageSid", "AccountSid", "From", "To", "Body", "NumMedia"})
ALWAYS_REPORTED = frozenset({"MessageSid", "AccountSid", "MessageStatus"})
# Names with any value that no customer writes; one that stands in the words and not among the fields was cut off its
# own field. What Twilio fills in itself is held to more: see twilio_cuts.py.
SOMETIMES_SENT = ("ButtonPayload", "ButtonText", "FrequentlyForwarded", "MediaContentType0", "MediaUrl0", "ProfileName")
# What a message holds beside its words, by the type of its first file, and by Twilio's own word for it.
KIND_OF_MEDIA = {"image": "photo", "audio": "voice", "video": "video"}
KIND_OF_TYPE = {
    "location": "location",
    "contacts": "contact",
    "sticker": "sticker",
    "button": "button",
    "order": "other",
}


class NotTwilios(ValueError):
    """The fields are not as Twilio sends them to us; the message is one of a few fixed phrases."""


@dataclass(frozen=True, slots=True)
class Report:
    """What became of our message ``sid`` to the chat ``chat`` ("" where it is not told)."""

    sid: str
    state: str
    code: str
    chat: str


def pairs_of(body: bytes) -> list[tuple[str, str]]:
    """The names and values of a form, blank ones kept. Raises NotTwilios."""
    try:
        return parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=True,
            errors="strict",
            max_num_fields=MOST_FIELDS,
        )
    except ValueError:
        raise NotTwilios("no form") from None


def fields_of(pairs: Sequence[tuple[str, str]]) -> dict[str, str]:
    """The fields, each of which may come once. Raises NotTwilios."""
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise NotTwilios("a repeated field")
    if not all(_NAME.fullmatch(name) for name in fields):
        raise NotTwilios("an odd name")
    return fields


def message_of(fields: Mapping[str, str], account: TwilioAccount, now_ms: int) -> Message | None:
    """A customer's message; None for one from our own number, which `check` sends. Raises NotTwilios."""
    if not fields.keys() >= ALWAYS_SENT:
        raise NotTwilios("a missing field")
    _check_account(fields, account)
    if fields["To"] != account.address:
        raise NotTwilios("for another number")
    sender = _ADDRESS.fullmatch(fields["From"])
    if sender is None or not _COUNT.fullmatch(fields["NumMedia"]):
        raise NotTwilios("an odd value")
    if any(name in fields["Body"] and name not in fields for name in SOMETIMES_SENT):
        raise NotTwilios("fields cut elsewhere")
    if fields["From"] == account.address:
        return None
    return Message(
        channel=CHANNEL,
        bot_id=account.number,
        external_id=fields["MessageSid"],
        chat=f"{CHANNEL}:{sender[1]}",
        kind=_kind(fields),
        text=fields["Body"] or fields.get("ButtonText", "") or fields.get("ListTitle", ""),
        received_at_ms=now_ms,
        reply_to=replied if _SID.fullmatch(replied := fields.get("OriginalRepliedMessageSid", "")) else "",
    )


def report_of(fields: Mapping[str, str], account: TwilioAccount) -> Report:
    """What became of a message of ours. Raises NotTwilios."""
    if not fields.keys() >= ALWAYS_REPORTED:
        raise NotTwilios("a missing field")
    _check_account(fields, account)
    state, code = fields["MessageStatus"], fields.get("ErrorCode", "")
    if not _STATE.fullmatch(state) or not _CODE.fullmatch(code):
        raise NotTwilios("an odd value")
    to = _ADDRESS.fullmatch(fields.get("To", ""))
    return Report(fields["MessageSid"], state, code, f"{CHANNEL}:{to[1]}" if to else "")


def _check_account(fields: Mapping[str, str], account: TwilioAccount) -> None:
    if not _SID.fullmatch(fields["MessageSid"]):
        raise NotTwilios("an odd id")
    if fields["AccountSid"] != account.sid:
        raise NotTwilios("for another account")


def _kind(fields: Mapping[str, str]) -> str:
    if int(fields["NumMedia"]):
        return KIND_OF_MEDIA.get(fields.get("MediaContentType0", "").partition("/")[0], "document")
    if "Latitude" in fields:
        return "location"
    return KIND_OF_TYPE.get(fields.get("MessageType", "text"), "text")
