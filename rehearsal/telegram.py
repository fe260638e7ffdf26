"""TelegramServer: Telegram on loopback: a real server that speaks the Bot API's wire format to one bot.

What it does is what Telegram does, until a fault is planned; customers write and read on the other side.
Refuses to listen anywhere but on 127.0.0.1, and to know any token but its own.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Self

from aiohttp import web

from rehearsal.line_trouble import LineTrouble
from rehearsal.loopback import serving
from rehearsal.telegram_call import TelegramCall
from rehearsal.telegram_customer import Counters, TelegramCustomer
from rehearsal.telegram_faults import FaultScript, Refusal
from rehearsal.telegram_methods import TelegramMethods
from rehearsal.telegram_queue import TelegramQueue

LONGEST_BODY = 2**24


class TelegramServer:
    """``base_url`` is what stands before `/bot<token>`; ``calls`` is every call that arrived, oldest first."""

    def __init__(self, token: str) -> None:
        self.base_url = ""
        self.calls: list[TelegramCall] = []
        self.faults = FaultScript()
        self.queue = TelegramQueue()
        self.customers: dict[int, TelegramCustomer] = {}
        bot_id = token.partition(":")[0]
        bot = {"id": int(bot_id), "is_bot": True, "first_name": "Shop", "username": "shop_rehearsal_bot"}
        self.methods = TelegramMethods(bot, self.queue, self.customers)
        self._token = token
        self._ids = Counters()

    @classmethod
    @asynccontextmanager
    async def open(cls, token: str) -> AsyncIterator[Self]:
        """A Telegram that listens on a free port of loopback until the end of the block; ``token`` is `NUMBER:REST`."""
        telegram = cls(token)
        app = web.Application(client_max_size=LONGEST_BODY)
        app.router.add_route("*", "/bot{token}/{method}", telegram._serve)
        async with serving(app) as telegram.base_url:
            try:
                yield telegram
            finally:
                await telegram.queue.close()

    def customer(self, chat_id: int, first_name: str = "Asha", language_code: str = "en") -> TelegramCustomer:
        """The customer of that number, known from now on."""
        if chat_id not in self.customers:
            self.customers[chat_id] = TelegramCustomer(chat_id, first_name, language_code, self.queue, self._ids)
        return self.customers[chat_id]

    def called(self, method: str) -> list[TelegramCall]:
        """The calls of one method, oldest first."""
        return [call for call in self.calls if call.method.lower() == method.lower()]

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        token = request.match_info["token"]
        if token != self._token:
            looks_right = re.fullmatch(r"\d+:[\w-]{30,}", token) is not None
            return _answer(Refusal(401, "Unauthorized") if looks_right else Refusal(404, "Not Found"))
        call = await TelegramCall.read(request, request.match_info["method"])
        self.calls.append(call)
        fault = self.faults.take(call.method, call.chat_id)
        if fault is LineTrouble.SILENCE:
            await asyncio.Event().wait()
        result = await self._result(call, fault)
        if fault in (LineTrouble.CUT, LineTrouble.CUT_AFTERWARDS) and request.transport is not None:
            request.transport.abort()
        if fault is LineTrouble.GARBAGE:
            return web.Response(text="<html>Bad Gateway</html>", content_type="text/html")
        return _answer("nonsense" if fault is LineTrouble.NONSENSE else result)

    async def _result(self, call: TelegramCall, fault: Refusal | LineTrouble | None) -> Any:
        """What the call brings; a Refusal where it is not carried out."""
        if isinstance(fault, Refusal):
            return fault
        if fault is LineTrouble.CUT:
            return None
        try:
            return await self.methods.carry_out(call)
        except Refusal as refusal:
            return refusal


def _answer(result: Any) -> web.Response:
    status, body = (
        (result.status, result.body) if isinstance(result, Refusal) else (200, {"ok": True, "result": result})
    )
    return web.Response(status=status, text=json.dumps(body), content_type="application/json")
