"""TwilioAccount: what Twilio's three keys say together: whose account, its secret, and the number that customers see.

Refuses a part of it: without all three there is no account.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from pydantic import SecretStr

from settings import Keys

VARIABLES = ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_WHATSAPP_FROM")


@dataclass(frozen=True, slots=True)
class TwilioAccount:
    """``number`` is the WhatsApp sender, without `whatsapp:`."""

    sid: str
    auth_token: str = field(repr=False)
    number: str

    @property
    def address(self) -> str:
        """The sender as Twilio writes it."""
        return f"whatsapp:{self.number}"


def account_of(keys: Keys) -> TwilioAccount | None:
    """The account, where all of it is set."""
    if missing_of(keys):
        return None
    sid, token, number = (secret.get_secret_value() for secret in _parts(keys) if secret is not None)
    return TwilioAccount(sid, token, number.removeprefix("whatsapp:"))


def missing_of(keys: Keys) -> list[str]:
    """The variables that are not set."""
    return [name for name, part in zip(VARIABLES, _parts(keys), strict=True) if part is None]


def _parts(keys: Keys) -> tuple[SecretStr | None, ...]:
    return (keys.twilio_account_sid, keys.twilio_auth_token, keys.twilio_whatsapp_from)
