"""TwilioWebhooks: Twilio's side of the webhooks: customers' messages and reports, signed and posted as Twilio does.

Refuses to sign with anything but the auth token it was given; a forger takes another one.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import urlencode

import aiohttp
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]  # Twilio ships no types

MESSAGE_PATH, STATUS_PATH = "/whatsapp", "/whatsapp/status"
FORM = "application/x-www-form-urlencoded; charset=utf-8"
API_VERSION = "2010-04-01"
Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Posted:
    """What the bot answered."""

    status: int
    body: str
    content_type: str


@dataclass(frozen=True, slots=True)
class TwilioWebhooks:
    """``public_url`` is the bot's address as it is set at Twilio; ``number`` the sender, without `whatsapp:`."""

    public_url: str
    account_sid: str
    auth_token: str = field(repr=False)
    number: str
    session: aiohttp.ClientSession

    @classmethod
    @asynccontextmanager
    async def open(cls, public_url: str, account_sid: str, auth_token: str, number: str) -> AsyncIterator[Self]:
        """Connections to the bot until the end of the block."""
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=64), trust_env=False) as session:
            yield cls(public_url, account_sid, auth_token, number, session)

    async def says(self, address: str, text: str, sid: str | None = None, **more: str) -> Posted:
        """A customer at ``address`` writes; ``more`` are further fields, such as ``NumMedia="1"``."""
        return await self.post(MESSAGE_PATH, self.message(address, text, sid, **more))

    async def reports(self, sid: str, state: str, to: str, code: str = "") -> Posted:
        """What became of the bot's message ``sid``."""
        fields = {
            "SmsSid": sid,
            "SmsStatus": state,
            "MessageStatus": state,
            "To": f"whatsapp:{to}",
            "MessageSid": sid,
            "AccountSid": self.account_sid,
            "From": f"whatsapp:{self.number}",
            "ApiVersion": API_VERSION,
        }
        return await self.post(STATUS_PATH, list((fields | ({"ErrorCode": code} if code else {})).items()))

    def message(self, address: str, text: str, sid: str | None = None, **more: str) -> Pairs:
        """The fields of a customer's message, in Twilio's order."""
        sid = sid or f"SM{uuid.uuid4().hex}"
        fields = {
            "SmsMessageSid": sid,
            "NumMedia": "0",
            "ProfileName": "Asha",
            "MessageType": "text",
            "SmsSid": sid,
            "WaId": address.removeprefix("+"),
            "SmsStatus": "received",
            "Body": text,
            "To": f"whatsapp:{self.number}",
            "NumSegments": "1",
            "ReferralNumMedia": "0",
            "MessageSid": sid,
            "AccountSid": self.account_sid,
            "ChannelMetadata": json.dumps({"type": "whatsapp", "data": {"context": {"ProfileName": "Asha"}}}),
            "From": f"whatsapp:{address}",
            "ApiVersion": API_VERSION,
        }
        return list((fields | more).items())

    async def post(
        self, path: str, fields: Pairs, *, signature: str | None = None, headers: Mapping[str, str] | None = None
    ) -> Posted:
        """Post a form; signed as Twilio does where no ``signature`` is given, unsigned where it is ""."""
        signature = self.signature(path, fields) if signature is None else signature
        sent = {"Content-Type": FORM, "I-Twilio-Idempotency-Token": uuid.uuid4().hex, **(headers or {})}
        if signature:
            sent["X-Twilio-Signature"] = signature
        async with self.session.post(f"{self.public_url}{path}", data=urlencode(fields), headers=sent) as response:
            return Posted(response.status, await response.text(), response.headers.get("Content-Type", ""))

    def signature(self, path: str, fields: Pairs, algorithm: str = "HMAC_SHA1", fragment: str = "") -> str:
        """Twilio's signature over the address and the fields."""
        url = f"{self.public_url}{path}{fragment}"
        return str(RequestValidator(self.auth_token).compute_signature(url, dict(fields), algorithm))
