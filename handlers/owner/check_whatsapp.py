"""CheckWhatsApp: whether Twilio knows the account, and whether a signed request reaches our own webhook.

Refuses to store and to send: the request comes from our own number, which the webhook takes for a check.
"""

from __future__ import annotations

import asyncio
import uuid
from urllib.parse import urlencode

from handlers.owner.finding import Finding
from handlers.routes import WHATSAPP_PATH
from handlers.twilio_account import TwilioAccount, account_of, missing_of
from handlers.twilio_signature import FRAGMENT, SIGNATURE_HEADER, TwilioSignature
from handlers.whatsapp_options import STATUS_PATH
from handlers.whatsapp_webhook import FORM
from settings import Settings

TWILIO = "https://api.twilio.com"
CALL_TIMEOUT_S = 10.0
NAME = "whatsapp"


async def check_whatsapp(settings: Settings) -> Finding:
    """How WhatsApp stands, with the address to paste at Twilio."""
    account = account_of(settings.keys)
    if account is None:
        return Finding(NAME, "off", "its keys are not all set", f"set {', '.join(missing_of(settings.keys))} to use it")
    refused = await _account_refused(settings, account)
    if refused is not None:
        return refused
    public_url = settings.web.public_url
    if public_url is None:
        next_step = "set web.public_url to the https address that leads to the web server, then run check again"
        return Finding(NAME, "failed", "Twilio knows the account, but cannot reach this server", next_step)
    paste = (
        f'paste at Twilio, "When a message comes in": {public_url}{WHATSAPP_PATH}#{FRAGMENT} (POST), '
        f'and "Status callback URL": {public_url}{STATUS_PATH}'
    )
    status = await _own_webhook(public_url, account)
    if status == 200:
        return Finding(NAME, "ok", f"Twilio knows the account; {account.number} is reached at {public_url}", paste)
    said = {
        None: "nobody answers there: start the bot (make run), and look at the reverse proxy",
        403: "another bot or other keys are there: restart the bot after a change of .env",
        404: "the bot behind it does not serve WhatsApp: restart it with these keys",
    }
    detail = f"a signed request to {public_url}{WHATSAPP_PATH} got {status or 'no answer'}"
    return Finding(NAME, "failed", detail, f"{said.get(status, 'look at the reverse proxy')}; then {paste}")


async def _account_refused(settings: Settings, account: TwilioAccount) -> Finding | None:
    url = f"{settings.twilio.base_url or TWILIO}/2010-04-01/Accounts/{account.sid}/Messages.json?PageSize=1"
    status = await _asked("GET", url, auth=account)
    if status == 200:
        return None
    if status is None:
        return Finding(NAME, "failed", "Twilio cannot be reached", "look whether the network works")
    if status in (401, 403, 404):
        next_step = "copy TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN (the primary one) again from Twilio's console"
        return Finding(NAME, "failed", "Twilio does not accept the account or its token", next_step)
    return Finding(NAME, "failed", f"Twilio is in trouble ({status})", "nothing to do: try again later")


async def _own_webhook(public_url: str, account: TwilioAccount) -> int | None:
    """The status that our webhook answers to a signed message from our own number; None for no answer."""
    sid = f"SM{uuid.uuid4().hex}"
    fields = [
        *(("MessageSid", sid), ("AccountSid", account.sid), ("Body", "check"), ("NumMedia", "0")),
        *(("From", account.address), ("To", account.address)),
    ]
    signature = TwilioSignature(public_url, account.auth_token).make(WHATSAPP_PATH, fields)
    headers = {"Content-Type": FORM, SIGNATURE_HEADER: signature}
    return await _asked("POST", f"{public_url}{WHATSAPP_PATH}", body=urlencode(fields), headers=headers)


async def _asked(
    method: str,
    url: str,
    *,
    auth: TwilioAccount | None = None,
    body: str | None = None,
    headers: dict[str, str] | None = None,
) -> int | None:
    """The status of the answer; None where there is none in time."""
    import aiohttp  # noqa: PLC0415 - only where there is an account to check

    basic = None if auth is None else aiohttp.BasicAuth(auth.sid, auth.auth_token)
    try:
        async with (
            asyncio.timeout(CALL_TIMEOUT_S),
            aiohttp.ClientSession(trust_env=False) as session,
            session.request(method, url, auth=basic, data=body, headers=headers, allow_redirects=False) as response,
        ):
            return response.status
    except (aiohttp.ClientError, TimeoutError, OSError):
        return None
