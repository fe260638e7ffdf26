"""TwilioMessage: a message that the played Twilio has taken, in the shape in which Twilio shows it.

Refuses to change: what becomes of it later is told by reports, not here.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

from rehearsal.twilio_faults import Refusal

MOST_UNITS = 1600
VERSION = "2010-04-01"
_PREFIX = "whatsapp:"
_CONTENT_SID = re.compile(r"HX[0-9a-fA-F]{32}")
_ADDRESS = re.compile(r"whatsapp:(\+\d{8,15}|[A-Z]{2}\.\w+)")


def address_of(number: str) -> str:
    """How Twilio addresses a number on WhatsApp; with or without `whatsapp:` in front of it already."""
    return f"{_PREFIX}{number.removeprefix(_PREFIX)}"


def _template(content_sid: str, variables: str) -> str:
    """What a template says. Raises Refusal where Twilio would not take it."""
    if _CONTENT_SID.fullmatch(content_sid) is None:
        raise Refusal(400, 21655, "The ContentSid is Invalid")
    try:
        filled = json.loads(variables)
    except ValueError:
        raise Refusal(400, 21656, "The ContentVariables Parameter is invalid") from None
    return " ".join(["[template]", *(str(value) for value in filled.values())])


@dataclass(frozen=True, slots=True, kw_only=True)
class TwilioMessage:
    """``at_s`` is when it was taken, on the monotonic clock in seconds; ``status_callback`` "" where there is none.

    ``content_sid`` is the template that it was sent by; "" for free text.
    """

    sid: str
    account_sid: str
    to: str
    from_: str
    body: str
    status_callback: str
    at_s: float
    created: str
    content_sid: str = ""

    @classmethod
    def read(cls, form: Mapping[str, str], sid: str, account_sid: str, our_number: str) -> TwilioMessage:
        """The message in ``form``. Raises Refusal where Twilio would not take it."""
        to, sender, body = (form.get(name, "") for name in ("To", "From", "Body"))
        if not to:
            raise Refusal(400, 21604, "A 'To' phone number is required.")
        if not sender:
            raise Refusal(400, 21603, "A 'From' phone number is required.")
        if _ADDRESS.fullmatch(to) is None:
            raise Refusal(400, 21211, f"The 'To' number {to} is not a valid phone number.")
        if sender != our_number:
            raise Refusal(400, 21606, f"The 'From' phone number {sender} is not able to send to this recipient.")
        content_sid = form.get("ContentSid", "")
        if content_sid:
            body = _template(content_sid, form.get("ContentVariables", "{}"))
        if not body.strip():
            raise Refusal(400, 21602, "Message body is required.")
        if len(body.encode("utf-16-le")) // 2 > MOST_UNITS:
            raise Refusal(400, 21617, "The concatenated message body exceeds the 1600 character limit")
        return cls(
            sid=sid,
            account_sid=account_sid,
            to=to,
            from_=sender,
            body=body,
            status_callback=form.get("StatusCallback", ""),
            content_sid=content_sid,
            at_s=time.monotonic(),
            created=format_datetime(datetime.now(UTC)),
        )

    def as_dict(self) -> dict[str, Any]:
        """Twilio's JSON of it, as it is just after the call."""
        uri = f"/{VERSION}/Accounts/{self.account_sid}/Messages/{self.sid}"
        return {
            "account_sid": self.account_sid,
            "api_version": VERSION,
            "body": self.body,
            "date_created": self.created,
            "date_sent": None,
            "date_updated": self.created,
            "direction": "outbound-api",
            "error_code": None,
            "error_message": None,
            "from": self.from_,
            "messaging_service_sid": None,
            "num_media": "0",
            "num_segments": "1",
            "price": None,
            "price_unit": None,
            "sid": self.sid,
            "status": "queued",
            "subresource_uris": {"media": f"{uri}/Media.json"},
            "to": self.to,
            "uri": f"{uri}.json",
        }
