"""TelegramQueue: updates on their way to the bot, kept until it confirms them; polled for or posted to its webhook.

Refuses two receivers at once, as Telegram does: a second poll ends the first, and a webhook forbids both.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from aiohttp import ClientError, ClientSession, ClientTimeout

from rehearsal.telegram_faults import Refusal

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
MOST_UPDATES = 100
HOOK_TIMEOUT_S = 60.0
FIRST_REPEAT_S, LONGEST_REPEAT_S = 0.02, 1.0  # Telegram waits for seconds; a rehearsal has less time
# Sent only where they were asked for by name.
RARE_KINDS = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


@dataclass(slots=True, kw_only=True)
class Hook:
    """A webhook as it was set; ``statuses`` are the bot's answers, oldest first."""

    url: str
    secret: str | None
    connections: int
    statuses: list[int] = field(default_factory=list)
    last_error: str | None = None


class TelegramQueue:
    """The updates of one bot, in order; ``pending`` are those not confirmed."""

    def __init__(self, first_id: int = 1000) -> None:
        self.pending: list[dict[str, Any]] = []
        self.hook: Hook | None = None
        self.allowed: frozenset[str] = frozenset()
        self._next_id = first_id
        self._polls = 0
        self._changed = asyncio.Event()
        self._chat_locks: dict[int, asyncio.Lock] = {}
        self._posting: set[asyncio.Task[None]] = set()
        self._free = asyncio.Semaphore(1)
        self._session: ClientSession | None = None

    def add(self, body: dict[str, Any]) -> int:
        """One more update, of the kind that ``body`` is keyed by; its id. What the bot did not ask for is dropped."""
        update_id = self._next_id
        self._next_id += 1
        if self._is_wanted(body):
            self.again({"update_id": update_id, **body})
        return update_id

    def again(self, *updates: dict[str, Any]) -> None:
        """Whole updates, such as ones that were delivered before, or that no Telegram would send."""
        for update in updates:
            self.pending.append(update)
            if self.hook is not None:
                self._start_posting(self.hook, update)
        self._wake()

    def restart_numbering(self, next_id: int) -> None:
        """As after a week without an update: ids go on from anywhere."""
        self._next_id = next_id

    async def poll(self, offset: int, limit: int, timeout_s: float) -> list[dict[str, Any]]:
        """getUpdates: all below ``offset`` is confirmed; waits for the first one. Raises Refusal (409)."""
        if self.hook is not None:
            raise Refusal(409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook first")
        self._polls += 1
        mine = self._polls
        if offset > 0:
            self.pending = [update for update in self.pending if update.get("update_id", 0) >= offset]
        elif offset < 0:
            self.pending = self.pending[offset:]
        self._wake()
        try:
            async with asyncio.timeout(timeout_s):
                while not self.pending:
                    await self._changed.wait()
                    if self._polls != mine or self.hook is not None:
                        raise Refusal(
                            409,
                            "Conflict: terminated by other getUpdates request; make sure that only one bot instance "
                            "is running",
                        )
        except TimeoutError:
            return []
        return self.pending[: max(1, min(limit, MOST_UPDATES))]

    def set_hook(self, hook: Hook) -> None:
        """From now on updates are posted; what waits goes first."""
        self._stop_posting()
        self.hook = hook
        self._free = asyncio.Semaphore(hook.connections)
        for update in self.pending:
            self._start_posting(hook, update)
        self._wake()

    def delete_hook(self, *, drop_pending: bool) -> None:
        """From now on the bot polls."""
        self._stop_posting()
        self.hook = None
        if drop_pending:
            self.pending.clear()

    async def settled(self, within_s: float = 5.0) -> None:
        """Wait until the webhook has taken everything, or the polling bot has confirmed it. Raises TimeoutError."""
        async with asyncio.timeout(within_s):
            while self.pending:
                await self._changed.wait()

    async def close(self) -> None:
        """Post nothing more."""
        self.delete_hook(drop_pending=False)
        await asyncio.gather(*self._posting, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    def _is_wanted(self, body: dict[str, Any]) -> bool:
        kind = next(iter(body))
        return kind in self.allowed if self.allowed else kind not in RARE_KINDS

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    def _stop_posting(self) -> None:
        for task in self._posting:
            task.cancel()

    def _start_posting(self, hook: Hook, update: dict[str, Any]) -> None:
        task = asyncio.create_task(self._post(hook, update))
        self._posting.add(task)
        task.add_done_callback(self._posting.discard)

    async def _post(self, hook: Hook, update: dict[str, Any]) -> None:
        """Post one update until the bot says 2xx; updates of one chat one after another."""
        self._session = self._session or ClientSession(timeout=ClientTimeout(total=HOOK_TIMEOUT_S))
        headers = {} if hook.secret is None else {SECRET_HEADER: hook.secret}
        pause_s = FIRST_REPEAT_S
        async with self._chat_locks.setdefault(_chat_of(update), asyncio.Lock()):
            while True:
                try:
                    async with self._free, self._session.post(hook.url, json=update, headers=headers) as answer:
                        hook.statuses.append(answer.status)
                        if answer.ok:
                            break
                        hook.last_error = f"Wrong response from the webhook: {answer.status}"
                except (ClientError, TimeoutError) as error:
                    hook.last_error = f"Connection failed: {type(error).__name__}"
                await asyncio.sleep(pause_s)
                pause_s = min(pause_s * 2, LONGEST_REPEAT_S)
        self.pending = [waiting for waiting in self.pending if waiting is not update]
        self._wake()


def _chat_of(update: dict[str, Any]) -> int:
    """The chat that an update belongs to; 0 for all that have none."""
    for body in update.values():
        if isinstance(body, dict):
            chat = body.get("chat") or (body.get("message") or {}).get("chat") or {}
            return int(chat.get("id", 0))
    return 0


def is_possible(url: str) -> bool:
    """Whether Telegram would post there: HTTPS on four ports; and, in a rehearsal, this machine."""
    place = urlsplit(url)
    if place.hostname == "127.0.0.1":
        return True
    return place.scheme == "https" and bool(place.hostname) and (place.port or 443) in (443, 80, 88, 8443)
