"""TwilioSignature: whether a request comes from Twilio: its signature over our public address and the form's fields.

Twilio signs with SHA-1 and the auth token, or with SHA-256 where a header says so; with or without the port, and
perhaps with the fragment that our address carries there. Refuses to look at Host or at what a proxy says of it.
"""

from __future__ import annotations

import hmac
import logging
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import SplitResult, urlsplit

SIGNATURE_HEADER = "X-Twilio-Signature"
SETTINGS_HEADER = "X-Twilio-Webhooks-Signature-Settings"
# How Twilio is to treat our address: five tries, each with five seconds, fifteen in all, whatever went wrong.
FRAGMENT = "rc=5&rp=all&rt=5000&tt=15000"
# A form's names and values in the order of their coming.
Fields = Sequence[tuple[str, str]]
DEFAULT_PORTS = {"https": 443, "http": 80}
log = logging.getLogger(__name__)


class TwilioSignature:
    """Checks requests to ``public_url``, signed with ``secret``. Without an address nothing passes."""

    def __init__(self, public_url: str | None, secret: str) -> None:
        # Only a channel that is open needs Twilio's library, which ships no types.
        from twilio import request_validator  # type: ignore[import-untyped]  # noqa: PLC0415

        self._public_url = public_url
        self._validator = request_validator.RequestValidator(secret)
        self._algorithm = request_validator.get_signature_algorithm
        if public_url is None:
            log.warning("whatsapp_cannot_receive", extra={"next": "set web.public_url"})

    def fits(self, path: str, query: str, fields: Fields, headers: Mapping[str, str]) -> bool:
        """Whether the request that came to ``path`` with this raw ``query`` and form is signed. Never raises."""
        given = headers.get(SIGNATURE_HEADER, "").encode(errors="replace")
        if self._public_url is None or not given:
            return False
        algorithm = self._algorithm(headers.get(SETTINGS_HEADER))
        url = f"{self._public_url}{path}" + (f"?{query}" if query else "")
        return any(hmac.compare_digest(given, made) for made in self._signatures(url, _Form(fields), algorithm))

    def make(self, path: str, fields: Fields) -> str:
        """The signature that Twilio would give; for the check that our own webhook can be reached."""
        return str(self._validator.compute_signature(f"{self._public_url}{path}", _Form(fields)))

    def _signatures(self, url: str, fields: _Form, algorithm: str) -> Iterator[bytes]:
        try:
            for variant in _variants(urlsplit(url)):
                yield self._validator.compute_signature(variant, fields, algorithm).encode()
        except (ValueError, TypeError, AttributeError):
            # A path that makes no address, an algorithm that the library does not know, fields that it cannot join.
            return


class _Form(dict[str, list[str]]):
    """A form as Twilio's library takes one in which a name may come more than once."""

    def __init__(self, fields: Fields) -> None:
        super().__init__()
        for name, value in fields:
            self.setdefault(name, []).append(value)

    def getlist(self, name: str) -> list[str]:
        """All values of a name."""
        return self[name]


def _variants(url: SplitResult) -> Iterator[str]:
    """The address as Twilio may have signed it."""
    host = f"[{url.hostname}]" if ":" in (url.hostname or "") else url.hostname or ""
    ports = [url.netloc, host, f"{host}:{url.port or DEFAULT_PORTS.get(url.scheme, 443)}"]
    for netloc in dict.fromkeys(ports):
        for fragment in ("", FRAGMENT):
            yield url._replace(netloc=netloc, fragment=fragment).geturl()
