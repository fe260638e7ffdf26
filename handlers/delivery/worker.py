"""The worker: claims messages, has them answered, sends the replies; many chats side by side, each chat in order.

    accepted -> claim -> Responder -> answer (one transaction) -> for each part: sending -> Channel -> sent

Refuses to leave a customer without an answer: what goes wrong on the way is logged, and the last resort answers.
"""

import asyncio
import heapq
import logging
from collections.abc import Coroutine, Mapping
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import replace
from functools import partial
from types import TracebackType
from typing import Any, Self

from handlers.delivery.mailbox import LEASE_MS, Claim, Mailbox
from handlers.delivery.message import Channel, Part
from handlers.delivery.outbox import Delivery
from handlers.delivery.responder import Answered, Responder
from handlers.delivery.sender import LONGEST_WAIT_S, Sender, being_cancelled
from handlers.delivery.states import StaleToken
from storage.clock import Clock
from storage.database import Database, StorageError

RESPOND_LIMIT_S = 20.0  # well inside the lease
PAUSE_AFTER_FAILURE_S = 1.0
STOP_GRACE_S = 5.0
log = logging.getLogger(__name__)


class Worker:
    """Works while it is entered (``async with``). Mailbox.recover has run before.

    ``wake`` tells it that something was accepted; ``idle`` and ``drain`` wait for it.
    """

    def __init__(  # noqa: PLR0913 - built once, by open_shop, from what it has just opened
        self,
        database: Database,
        mailbox: Mailbox,
        responder: Responder,
        channels: Mapping[str, Channel],
        clock: Clock,
        *,
        concurrency: int = 64,
        stop_grace_s: float = STOP_GRACE_S,
    ) -> None:
        self._database = database
        self._mailbox = mailbox
        self._responder = responder
        self._channels = channels
        self._clock = clock
        self._concurrency = concurrency
        self._stop_grace_s = stop_grace_s
        self._stopping = asyncio.Event()
        self._sender = Sender(mailbox.outbox, channels, clock, self._stopping)
        self._wake = asyncio.Event()
        self._idle = asyncio.Event()
        self._active: dict[int, asyncio.Task[None]] = {}
        self._later: list[tuple[int, int, Delivery]] = []
        self._look_for_unsent = True
        self._dispatcher: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        """Start; what an earlier run left unsent is sent first."""
        self._dispatcher = asyncio.create_task(self._dispatch(), name="delivery")
        return self

    async def __aexit__(
        self, exc_type: type[BaseException] | None, exc: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Claim no more; messages in work get a few seconds, what is then still open goes on at the next start."""
        self._stopping.set()
        self._wake.set()
        try:
            if self._dispatcher is not None:
                await asyncio.wait([self._dispatcher])
            if self._active:
                await asyncio.wait(self._active.values(), timeout=self._stop_grace_s)
        finally:
            left = list(self._active.values())
            for task in left:
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)

    def wake(self) -> None:
        """Something was accepted: look for it now."""
        self._idle.clear()
        self._wake.set()

    def look_for_unsent(self) -> None:
        """Something was made ready beside the replies, such as a notice to the owner: send it now."""
        self._look_for_unsent = True
        self.wake()

    async def idle(self) -> None:
        """Wait until nothing can be claimed and nothing is in work. What waits for its hour does not count."""
        self.wake()
        if self._dispatcher is None:
            raise RuntimeError("the worker is not running")
        waiting = asyncio.ensure_future(self._idle.wait())
        try:
            await asyncio.wait([waiting, self._dispatcher], return_when=asyncio.FIRST_COMPLETED)
            if not self._idle.is_set():
                raise RuntimeError("the worker has stopped")
        finally:
            waiting.cancel()

    async def drain(self, timeout_s: float) -> bool:
        """``idle`` with a limit in seconds; whether all that could be done was done."""
        try:
            async with asyncio.timeout(timeout_s):
                await self.idle()
        except TimeoutError:
            log.warning("drain_timed_out", extra={"in_work": len(self._active)})
            return False
        return True

    async def _dispatch(self) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            try:
                nothing_new = await self._turn()
            except StorageError as error:
                log.warning("claim_failed_trying_again", extra={"reason": str(error)})
                await self._sender.pause(PAUSE_AFTER_FAILURE_S)
            except Exception:
                log.exception("dispatch_failed")
                await self._sender.pause(PAUSE_AFTER_FAILURE_S)
            else:
                if nothing_new and not self._active and not self._wake.is_set():
                    self._idle.set()
                await self._wait_for_work()

    async def _turn(self) -> bool:
        """Start all that can be started now; whether there was nothing."""
        if self._look_for_unsent:
            self._look_for_unsent = False
            try:
                await self._find_unsent()
            except BaseException:
                self._look_for_unsent = True
                raise
        self._start_due()
        free = self._concurrency - len(self._active)
        if free == 0:
            return False
        claims = await self._mailbox.claim_many(self._channels, self._clock.now_ms(), free, list(self._active))
        for claim in claims:
            self._start(claim.id, self._serve(claim))
        return not claims

    async def _wait_for_work(self) -> None:
        wait_ms = LEASE_MS
        if self._later and len(self._active) < self._concurrency:
            wait_ms = min(wait_ms, max(0, self._later[0][0] - self._clock.monotonic_ms()))
        try:
            async with asyncio.timeout(wait_ms / 1000):
                await self._wake.wait()
        except TimeoutError:
            return

    async def _find_unsent(self) -> None:
        known = set(self._active) | {inbox_id for _, inbox_id, _ in self._later}
        for delivery in await self._mailbox.outbox.unsent(self._channels):
            if delivery.inbox_id not in known:
                # The wall clock may have jumped since the row was written.
                wait_ms = min(max(0, delivery.due_at_ms - self._clock.now_ms()), int(LONGEST_WAIT_S * 1000))
                self._put_off(delivery, wait_ms)

    def _put_off(self, delivery: Delivery, wait_ms: int) -> None:
        heapq.heappush(self._later, (self._clock.monotonic_ms() + wait_ms, delivery.inbox_id, delivery))

    def _start_due(self) -> None:
        now_ms = self._clock.monotonic_ms()
        while self._later and self._later[0][0] <= now_ms and len(self._active) < self._concurrency:
            _, inbox_id, delivery = heapq.heappop(self._later)
            self._start(inbox_id, self._deliver(delivery))

    def _start(self, inbox_id: int, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._active[inbox_id] = task
        task.add_done_callback(partial(self._ended, inbox_id))

    def _ended(self, inbox_id: int, task: asyncio.Task[None]) -> None:
        del self._active[inbox_id]
        error = None if task.cancelled() else task.exception()
        if not self._stopping.is_set() and (task.cancelled() or error is not None):
            log.error("work_ended_early", extra={"inbox_id": inbox_id}, exc_info=error)
            self._look_for_unsent = True
        self.wake()

    async def _serve(self, claim: Claim) -> None:
        """One message from claim to settled reply. Catches wide: the next message must not suffer."""
        claim = self._merged(claim)
        try:
            parts = await self._answer(claim)
        except StaleToken:
            # Another claim has it, or the commit that seemed to fail had happened: the rows know.
            log.warning("answer_dropped", extra={"inbox_id": claim.id})
            self._look_for_unsent = True
            return
        except Exception:
            log.exception("answer_not_stored", extra={"inbox_id": claim.id})
            await self._give_back(claim)
            return
        await self._deliver(Delivery(inbox_id=claim.id, chat=claim.message.chat, parts=tuple(parts)))

    def _merged(self, claim: Claim) -> Claim:
        """The claim with those of the following texts that are answered along with it."""
        if claim.worn_out or not claim.following:
            return claim
        try:
            count = self._responder.together(claim.message, [each.text for each in claim.following])
        except Exception:
            log.exception("merge_failed", extra={"inbox_id": claim.id})
            count = 0
        return claim.merged(count)

    async def _answer(self, claim: Claim) -> list[Part]:
        answered = self._responder.last_resort(claim.message) if claim.worn_out else await self._respond(claim)
        try:
            return await self._store(claim, answered)
        except (StaleToken, StorageError):
            raise
        except Exception:
            log.exception("steps_failed", extra={"inbox_id": claim.id})
        try:
            return await self._store(claim, self._responder.last_resort(claim.message))
        except (StaleToken, StorageError):
            raise
        except Exception:
            log.exception("last_resort_failed", extra={"inbox_id": claim.id})
            return await self._store(claim, Answered(self._responder.bare_words(claim.message)))

    async def _respond(self, claim: Claim) -> Answered:
        try:
            async with asyncio.timeout(RESPOND_LIMIT_S), self._working(claim):
                return await self._responder.respond(claim.message)
        except (Exception, asyncio.CancelledError) as error:
            if isinstance(error, asyncio.CancelledError) and being_cancelled():
                raise
            log.exception("respond_failed", extra={"inbox_id": claim.id})
            return self._responder.last_resort(claim.message)

    def _working(self, claim: Claim) -> AbstractAsyncContextManager[None]:
        channel = self._channels.get(claim.message.channel) if claim.deliver else None
        return nullcontext() if channel is None else channel.working(claim.message.chat)

    async def _store(self, claim: Claim, answered: Answered) -> list[Part]:
        now_ms = self._clock.now_ms()
        reply = replace(answered.reply, latency_ms=max(0, now_ms - claim.message.received_at_ms))
        parts = self._split(claim, reply.text)
        store = self._mailbox.answer(claim, reply, parts, now_ms, answered.beside, is_forwarded=answered.is_forwarded)
        results = await self._sender.until_stored(
            lambda: self._database.write(*answered.steps, store, name="answer"), claim.lease_until_ms
        )
        if answered.notifies:
            self.look_for_unsent()
        stored: list[Part] = results[-1]
        return stored

    def _split(self, claim: Claim, text: str) -> list[str]:
        channel = self._channels.get(claim.message.channel)
        if channel is None:
            return [text] if text else []
        try:
            return channel.split(text) if text else []
        except Exception:
            log.exception("split_failed", extra={"inbox_id": claim.id})
            return [text]

    async def _give_back(self, claim: Claim) -> None:
        await self._sender.pause(PAUSE_AFTER_FAILURE_S)
        try:
            await self._mailbox.release(claim)
        except (StaleToken, StorageError):
            log.warning("lease_left_to_run_out", extra={"inbox_id": claim.id}, exc_info=True)

    async def _deliver(self, delivery: Delivery) -> None:
        for index, part in enumerate(delivery.parts):
            try:
                put_off = await self._sender.send(part)
            except StaleToken:
                log.warning("part_moved_on", extra={"outbox_id": part.id})
                self._look_for_unsent = True
                return
            if put_off is not None:
                left = (put_off.part, *delivery.parts[index + 1 :])
                self._put_off(replace(delivery, parts=left), put_off.wait_ms)
                return
