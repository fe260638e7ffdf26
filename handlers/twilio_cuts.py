"""TwilioCuts: whether a signed form is cut into names and values where Twilio cut it.

Twilio signs names and values without a mark between them. Whoever has seen one signature could therefore cut the same
text elsewhere: let the words of a customer become fields, and the real fields the value of a name that nobody reads.
Refuses to guess what was meant: a text that can be read in two ways is not Twilio's.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

# What Twilio itself fills in, and how each value begins. No customer writes such a pair without a space between.
_FILLED_BY_TWILIO = {
    name: re.compile(beginning)
    for name, beginning in {
        "AccountSid": "AC",
        "ApiVersion": "[0-9]",
        "ChannelMetadata": r"\{",
        "ExternalUserId": "whatsapp:",
        "From": "whatsapp:",
        "MessageSid": "[MS]M",
        "MessageStatus": "[a-z]",
        "MessageType": "[a-z]",
        "NumMedia": "[0-9]",
        "NumSegments": "[0-9]",
        "SmsSid": "[MS]M",
        "SmsStatus": "[a-z]",
        "To": "whatsapp:",
        "WaId": "[0-9]",
    }.items()
}
_PAIRS = {name: re.compile(name + beginning.pattern) for name, beginning in _FILLED_BY_TWILIO.items()}


def is_cut_by_twilio(query: str, fields: Mapping[str, str]) -> bool:
    """Whether each pair that Twilio fills in and that stands in the signed text is a field, wherever else it might be.

    ``query`` is the address's, which is signed right before the fields. A name may end in another one, as
    OriginalRepliedMessageSid does: it is that one's field too.
    """
    signed = query + "".join(name + value for name, value in sorted(fields.items()))
    return all(
        len(pair.findall(signed)) == _fields_like(name, _FILLED_BY_TWILIO[name], fields)
        for name, pair in _PAIRS.items()
    )


def _fields_like(name: str, beginning: re.Pattern[str], fields: Mapping[str, str]) -> int:
    # Twilio puts whole words before a name it already has, such as SmsMessageSid; a cut leaves anything at all there.
    longer = re.compile(rf"(?:[A-Z][a-z]+)*{name}")
    return sum(
        longer.fullmatch(field) is not None and beginning.match(value) is not None for field, value in fields.items()
    )
