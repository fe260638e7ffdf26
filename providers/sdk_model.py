"""SdkModel: what the wires share: one client of a vendor's SDK for life, and a time limit around each call.

Refuses to let anything but a CallFailed out of a call, and to wait or to try again.
"""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import ClassVar, Generic, TypeVar

from providers import vendor_errors
from providers.failures import CallFailed, KeyRefused, NotInstalled, QuotaReading, TimedOut
from providers.model import Completion
from providers.prompt import Prompt

# They log requests with the customers' words.
TALKATIVE = ("groq", "anthropic", "google_genai", "google", "httpx", "httpx2", "httpcore", "httpcore2", "urllib3")
Client = TypeVar("Client")
# SDKs share packages; two threads that import them from different ends might see one half loaded.
_importing = threading.Lock()


class SdkModel(ABC, Generic[Client]):
    """One model at one vendor; a wire says how its client is built, asked and closed."""

    package: ClassVar[str]
    address: ClassVar[str]

    def __init__(self, key: str, model: str, base_url: str | None, wall_s: Callable[[], float] = time.time) -> None:
        """``base_url`` None is the vendor's own address; ``wall_s`` is now, in seconds since 1970."""
        self._key = key
        self._model = model
        self._base_url = base_url or self.address
        self._wall_s = wall_s
        self._opening: asyncio.Task[Client] | None = None

    async def open(self) -> None:
        """Import the SDK (in a thread) and build the client; a second call does nothing. Raises CallFailed."""
        await self._opened()

    async def complete(self, prompt: Prompt, timeout_s: float) -> Completion:
        """One call without retries, at most ``timeout_s`` seconds in all, loading the SDK included. Raises CallFailed.

        The HTTP client's own limits begin anew with every byte; the one around them does not.
        """
        if timeout_s <= 0:
            raise TimedOut("no time left", unsent=True)
        client: Client | None = None
        try:
            async with asyncio.timeout(timeout_s):
                client = await self._opened()
                return await self._ask(client, prompt, timeout_s)
        except CallFailed:
            raise
        except TimeoutError as error:
            raise TimedOut(f"{timeout_s:.1f} s", unsent=client is None) from error
        except Exception as error:
            raise vendor_errors.failure(error, self._readings, self._wall_s()) from error

    async def close(self) -> None:
        """Close the client; a second call does nothing."""
        if self._opening is None:
            return
        try:
            client = await self._opening
        except CallFailed:
            return
        await self._shut(client)

    async def _opened(self) -> Client:
        """The client, which all calls share; one that waits for it may be cancelled alone."""
        if self._opening is None or (self._opening.done() and self._opening.exception() is not None):
            self._opening = asyncio.create_task(asyncio.to_thread(self._load), name=f"open {self.package}")
        return await asyncio.shield(self._opening)

    def _load(self) -> Client:
        if not self._may_be_key(self._key):
            raise KeyRefused("no key looks like this", unsent=True)
        try:
            with _importing:
                client = self._build()
        except ModuleNotFoundError as error:
            raise NotInstalled(self.package, unsent=True) from error
        except Exception as error:
            raise vendor_errors.failure(error, self._readings, self._wall_s()) from error
        for name in TALKATIVE:
            logging.getLogger(name).setLevel(logging.WARNING)
        return client

    def _may_be_key(self, key: str) -> bool:
        return bool(key) and key.isascii() and key.isprintable() and " " not in key

    def _readings(self, headers: Mapping[str, str]) -> tuple[QuotaReading, ...]:  # noqa: ARG002 - a wire knows its own
        """What the headers of an answer say of the vendor's windows."""
        return ()

    @abstractmethod
    def _build(self) -> Client:
        """Import the SDK and build its client; runs in a thread."""

    @abstractmethod
    async def _ask(self, client: Client, prompt: Prompt, timeout_s: float) -> Completion:
        """One request. Raises CallFailed, or whatever the SDK raises."""

    @abstractmethod
    async def _shut(self, client: Client) -> None:
        """Close the client's connections."""
