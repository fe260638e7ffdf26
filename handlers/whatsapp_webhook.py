"""WhatsAppWebhook: what `POST /whatsapp` and `POST /whatsapp/status` answer to Twilio.

200 once it is stored, or was stored before; 403 where it is not Twilio's; 503 where it could not be stored.
Refuses to tell a stranger why: the log has a fixed phrase, and nothing of what was posted.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from http import HTTPStatus

from handlers.channels import Alarm
from handlers.delivery.mailbox import Mailbox
from handlers.twilio_account import TwilioAccount
from handlers.twilio_cuts import is_cut_by_twilio
from handlers.twilio_signature import SIGNATURE_HEADER, TwilioSignature
from handlers.web import WebRequest, WebResponse
from handlers.whatsapp_inbound import NotTwilios, Report, fields_of, message_of, pairs_of, report_of
from storage.clock import Clock
from storage.errors import StorageError

FORM = "application/x-www-form-urlencoded"
# So many requests in a row whose signature does not fit, and the token or the address is most likely wrong.
REFUSED_BEFORE_ALARM = 3
NOTHING_TO_SAY = WebResponse(
    body=b'<?xml version="1.0" encoding="UTF-8"?><Response/>', content_type="text/xml; charset=utf-8"
)
REFUSED = WebResponse(HTTPStatus.FORBIDDEN)
AGAIN = WebResponse(HTTPStatus.SERVICE_UNAVAILABLE, headers={"Retry-After": "5"})
log = logging.getLogger(__name__)

# Called with a chat, Twilio's id of its message, and the time in milliseconds since 1970.
Heard = Callable[[str, str, int], Awaitable[None]]
Reported = Callable[[Report], Awaitable[None]]


class WhatsAppWebhook:
    """Lets Twilio's requests in; ``heard`` and ``reported`` may raise StorageError, ``wake`` follows a message."""

    def __init__(  # noqa: PLR0913 - each is one thing that a request touches
        self,
        account: TwilioAccount,
        signature: TwilioSignature,
        mailbox: Mailbox,
        clock: Clock,
        *,
        heard: Heard,
        reported: Reported,
        wake: Callable[[], None],
        alarm: Alarm,
    ) -> None:
        self._account = account
        self._signature = signature
        self._mailbox = mailbox
        self._clock = clock
        self._heard = heard
        self._reported = reported
        self._wake = wake
        self._alarm = alarm
        self._refused_row = 0

    async def message(self, request: WebRequest) -> WebResponse:
        """A customer's message."""
        try:
            found = message_of(self._fields(request), self._account, self._clock.now_ms())
        except NotTwilios as error:
            return _refused(str(error))
        if found is None:
            return NOTHING_TO_SAY
        try:
            # First the window: whatever happens in between, a message that is stored has opened it.
            await self._heard(found.chat, found.external_id, found.received_at_ms)
            row_id = await self._mailbox.accept(found)
        except StorageError as error:
            log.warning("message_not_stored", extra={"reason": str(error)})
            return AGAIN
        if row_id is not None:
            self._wake()
        return NOTHING_TO_SAY

    async def status(self, request: WebRequest) -> WebResponse:
        """What became of a message of ours."""
        try:
            report = report_of(self._fields(request), self._account)
        except NotTwilios as error:
            return _refused(str(error))
        try:
            await self._reported(report)
        except StorageError as error:
            log.warning("status_not_stored", extra={"reason": str(error)})
            return AGAIN
        return WebResponse()

    def _fields(self, request: WebRequest) -> dict[str, str]:
        """The fields of a request that Twilio signed. Raises NotTwilios."""
        if request.headers.get("Content-Type", "").partition(";")[0].strip().lower() != FORM:
            raise NotTwilios("no form")
        pairs = pairs_of(request.body)
        if not self._signature.fits(request.path, request.query, pairs, request.headers):
            self._count_refusal(is_signed=bool(request.headers.get(SIGNATURE_HEADER)))
            raise NotTwilios("not signed by Twilio")
        self._refused_row = 0
        fields = fields_of(pairs)
        if not is_cut_by_twilio(request.query, fields):
            raise NotTwilios("fields cut elsewhere")
        return fields

    def _count_refusal(self, *, is_signed: bool) -> None:
        if is_signed:
            self._refused_row += 1
            if self._refused_row == REFUSED_BEFORE_ALARM:
                self._alarm("whatsapp", "signature")


def _refused(reason: str) -> WebResponse:
    log.warning("webhook_refused", extra={"reason": reason})
    return REFUSED
