"""TwilioServer: Twilio's REST API on loopback: a real server that takes WhatsApp messages for one account.

What it does is what Twilio does, until a fault is planned. Refuses to listen anywhere but on 127.0.0.1, and to know
any keys but its own.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from itertools import count
from typing import Any, Self

from aiohttp import encode_basic_auth, web

from rehearsal.line_trouble import LineTrouble
from rehearsal.loopback import serving
from rehearsal.twilio_faults import LISTING, TYPING, Refusal, TwilioFaults, unauthorized
from rehearsal.twilio_message import VERSION, TwilioMessage, address_of

FORM = "application/x-www-form-urlencoded"
CarryOut = Callable[[Mapping[str, str]], Awaitable[tuple[int, Any]]]
_MESSAGE_SID = re.compile(r"(SM|MM)[0-9a-f]{32}")


class TwilioServer:
    """``base_url`` stands for all of Twilio's hosts; ``messages`` is all that was taken, in order.

    ``typing`` holds the SIDs that typing was shown for, ``connections`` the ports that callers called from.
    """

    def __init__(self, account_sid: str, auth_token: str, our_number: str) -> None:
        self.base_url = ""
        self.messages: list[TwilioMessage] = []
        self.typing: list[str] = []
        self.connections: set[int] = set()
        self.faults = TwilioFaults()
        self._account_sid = account_sid
        self._keys = encode_basic_auth(account_sid, auth_token)
        self._our_address = address_of(our_number)
        self._numbers = count(1)
        self._news = asyncio.Condition()

    @classmethod
    @asynccontextmanager
    async def open(cls, account_sid: str, auth_token: str, our_number: str) -> AsyncIterator[Self]:
        """A Twilio that listens on a free port of loopback until the end of the block.

        ``our_number`` is the one that may send; it and customers' addresses stand with or without `whatsapp:`.
        """
        twilio = cls(account_sid, auth_token, our_number)
        app = web.Application()
        messages = f"/{VERSION}/Accounts/{{account}}/Messages.json"
        app.router.add_post(messages, twilio._create)
        app.router.add_get(messages, twilio._list, allow_head=False)
        app.router.add_post("/v2/Indicators/Typing.json", twilio._show_typing)
        async with serving(app) as twilio.base_url:
            yield twilio

    def taken_for(self, address: str) -> list[TwilioMessage]:
        """What was taken for one address, in order."""
        to = address_of(address)
        return [message for message in self.messages if message.to == to]

    async def sent_to(self, address: str, number: int = 1, within_s: float = 5.0) -> list[str]:
        """The texts taken for an address, once there are so many. Raises TimeoutError."""
        async with asyncio.timeout(within_s), self._news:
            await self._news.wait_for(lambda: len(self.taken_for(address)) >= number)
        return [message.body for message in self.taken_for(address)]

    async def _create(self, request: web.Request) -> web.StreamResponse:
        async def take(form: Mapping[str, str]) -> tuple[int, Any]:
            sid = f"SM{next(self._numbers):032x}"
            message = TwilioMessage.read(form, sid, self._account_sid, self._our_address)
            async with self._news:
                self.messages.append(message)
                self._news.notify_all()
            return 201, message.as_dict()

        return await self._served(request, take)

    async def _show_typing(self, request: web.Request) -> web.StreamResponse:
        async def show(form: Mapping[str, str]) -> tuple[int, Any]:
            sid = form.get("messageId", "")
            if _MESSAGE_SID.fullmatch(sid) is None or form.get("channel") != "whatsapp":
                raise Refusal(400, 20001, "Invalid parameter")
            self.typing.append(sid)
            return 200, {"success": True}

        return await self._served(request, show)

    async def _served(self, request: web.Request, carry_out: CarryOut) -> web.StreamResponse:
        """The call with its planned fault, if there is one."""
        try:
            self._check_keys(request)
            form = await _form(request)
            fault = self.faults.take(TYPING if request.path.endswith(TYPING) else form.get("To", ""))
            if isinstance(fault, Refusal):
                raise fault
            if fault is LineTrouble.SILENCE:
                await asyncio.Event().wait()
            status, body = (500, {}) if fault is LineTrouble.CUT else await carry_out(form)
        except Refusal as refusal:
            return _answer(refusal.status, refusal.body, refusal.headers)
        if fault in (LineTrouble.CUT, LineTrouble.CUT_AFTERWARDS) and request.transport is not None:
            request.transport.abort()
        if fault is LineTrouble.GARBAGE:
            return web.Response(status=status, text="<html>Bad Gateway</html>", content_type="text/html")
        return _answer(status, "nonsense" if fault is LineTrouble.NONSENSE else body, {})

    async def _list(self, request: web.Request) -> web.StreamResponse:
        """Newest first, one page, as Twilio lists them; ``To`` and ``PageSize`` are understood.

        Of the planned faults only a Refusal can happen here.
        """
        try:
            self._check_keys(request)
            if isinstance(fault := self.faults.take(LISTING), Refusal):
                raise fault
        except Refusal as refusal:
            return _answer(refusal.status, refusal.body, refusal.headers)
        to = request.query.get("To")
        size = int(request.query.get("PageSize", "50"))
        found = [message for message in reversed(self.messages) if to in (None, message.to)][:size]
        page = {"page": 0, "page_size": size, "start": 0, "end": max(0, len(found) - 1), "uri": str(request.rel_url)}
        pages = {"first_page_uri": page["uri"], "next_page_uri": None, "previous_page_uri": None}
        return _answer(200, {**page, **pages, "messages": [message.as_dict() for message in found]}, {})

    def _check_keys(self, request: web.Request) -> None:
        if request.transport is not None:
            self.connections.add(request.transport.get_extra_info("peername")[1])
        if request.headers.get("Authorization") != self._keys:
            raise unauthorized()
        if request.match_info.get("account", self._account_sid) != self._account_sid:
            raise Refusal(404, 20404, "The requested resource was not found")


async def _form(request: web.Request) -> Mapping[str, str]:
    if request.content_type != FORM:
        raise Refusal(415, None, "Unsupported Media Type")
    return {name: str(value) for name, value in (await request.post()).items()}


def _answer(status: int, body: Any, headers: Mapping[str, str]) -> web.Response:
    return web.Response(status=status, text=json.dumps(body), content_type="application/json", headers=headers)
