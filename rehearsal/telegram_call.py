"""TelegramCall: one call of the Bot API as it arrived: a form, JSON, multipart or a query, read alike.

Refuses parameters that Telegram could not read: what should be a number or JSON and is not, is a bad request.
"""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from rehearsal.telegram_faults import bad_request


@dataclass(frozen=True, slots=True)
class TelegramCall:
    """``at_s`` is the moment of arrival on the monotonic clock, in seconds."""

    method: str
    parameters: dict[str, Any]
    files: dict[str, bytes] = field(default_factory=dict)
    at_s: float = field(default_factory=time.monotonic)

    @classmethod
    async def read(cls, request: web.Request, method: str) -> TelegramCall:
        """The call that an HTTP request makes."""
        parameters: dict[str, Any] = dict(request.query)
        files: dict[str, bytes] = {}
        if request.content_type == "application/json":
            parameters |= await request.json()
        else:
            for name, value in (await request.post()).items():
                if isinstance(value, web.FileField):
                    files[name] = value.file.read()
                else:
                    parameters[name] = value
        return cls(method, parameters, files)

    @property
    def chat_id(self) -> int | None:
        """The chat that the call is about; None where it names none."""
        text = str(self.parameters.get("chat_id", ""))
        return int(text) if text.lstrip("-").isdigit() else None

    def text(self, name: str, default: str = "") -> str:
        """A parameter as text."""
        return str(self.parameters.get(name, default))

    def number(self, name: str, default: int = 0) -> int:
        """A parameter as a number. Raises Refusal (400)."""
        try:
            return int(self.parameters.get(name, default))
        except (TypeError, ValueError) as error:
            raise bad_request(f"{name} must be a number") from error

    def flag(self, name: str) -> bool:
        """A parameter as yes or no."""
        return str(self.parameters.get(name, "")).lower() in ("true", "1")

    def data(self, name: str, default: Any = None) -> Any:
        """A parameter that is JSON. Raises Refusal (400)."""
        value = self.parameters.get(name, default)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError as error:
            raise bad_request(f"can't parse {name} JSON object") from error
