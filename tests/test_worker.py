"""The worker: every message answered, chats side by side, each in order. Refuses to wait for real: time is moved."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import pytest

from handlers.delivery.mailbox import LEASE_MS, MIGRATIONS, Mailbox
from handlers.delivery.message import Message, SendLater, SendRefused
from handlers.delivery.outbox import RESEND_AFTER_MS
from handlers.delivery.responder import Answered
from handlers.delivery.worker import Worker
from storage.database import Database, Step
from tests.delivery_peers import EchoResponder, HandClock, RecordingChannel, message, reply


@dataclass
class Shop:
    """All that a test looks at."""

    database: Database
    mailbox: Mailbox
    worker: Worker
    clock: HandClock
    points: list[str]

    async def customer_writes(self, text: str, chat: str = "telegram:1", channel: str = "telegram") -> None:
        """Accept a message and tell the worker."""
        await self.mailbox.accept(message(text, chat=chat, channel=channel))
        self.worker.wake()

    async def rows(self, table: str = "inbox") -> list[str]:
        """The state of each row, in order."""
        query = {"inbox": "SELECT state FROM inbox ORDER BY id", "outbox": "SELECT state FROM outbox ORDER BY id"}
        rows = await self.database.read(lambda connection: connection.execute(query[table]).fetchall())
        return [state for (state,) in rows]


OpenShop = Callable[..., AbstractAsyncContextManager[Shop]]


@pytest.fixture
def open_shop(tmp_path: Path) -> OpenShop:
    """Opens the same database with a worker, as often as a test likes."""

    @asynccontextmanager
    async def opened(
        responder: EchoResponder, channel: RecordingChannel, clock: HandClock | None = None, concurrency: int = 64
    ) -> AsyncIterator[Shop]:
        clock = clock or HandClock()
        points: list[str] = []
        async with Database.open(tmp_path / "shop.db", MIGRATIONS, on_commit=points.append) as database:
            mailbox = Mailbox(database)
            await mailbox.recover(clock.now_ms(), ["terminal", "ask"])
            channels = {channel.name: channel}
            async with Worker(
                database, mailbox, responder, channels, clock, concurrency=concurrency, stop_grace_s=0.2
            ) as worker:
                yield Shop(database, mailbox, worker, clock, points)

    return opened


@pytest.fixture
def channel() -> RecordingChannel:
    """A channel that takes everything."""
    return RecordingChannel()


def explode(_message: Message) -> NoReturn:
    """A conversation with a mistake in it."""
    raise LookupError("no such product")


async def test_message_goes_the_whole_way(open_shop: OpenShop, channel: RecordingChannel) -> None:
    """Each step is committed before the next begins, and the rows end settled."""
    async with open_shop(EchoResponder(), channel) as shop:
        await shop.customer_writes("hello")
        await shop.worker.idle()
        assert channel.bodies == ["re: hello"]
        assert (await shop.rows(), await shop.rows("outbox")) == (["closed"], ["sent"])
        befores = [point for point in shop.points if point.endswith(".before") and not point.startswith("claim")]
        assert befores == ["recover.before", "accept.before", "answer.before", "sending.before", "sent.before"]


async def test_channel_gets_the_reply_with_its_latency(open_shop: OpenShop, channel: RecordingChannel) -> None:
    """The part carries the whole reply; latency runs from the message stored to the reply stored."""
    async with open_shop(EchoResponder(), channel) as shop:
        shop.clock.advance(250)
        await shop.customer_writes("hello")
        await shop.worker.idle()
    (part,) = channel.taken
    assert part.reply is not None
    assert (part.reply.text, part.reply.latency_ms) == ("re: hello", 250)


async def test_steps_of_the_conversation_are_stored_with_the_reply(
    open_shop: OpenShop, channel: RecordingChannel
) -> None:
    """What the answer changes elsewhere is in the same commit."""
    responder = EchoResponder(steps=(lambda c: c.execute("CREATE TABLE memory (turn TEXT)"),))
    async with open_shop(responder, channel) as shop:
        await shop.customer_writes("hello")
        await shop.worker.idle()
        assert await shop.database.read(lambda c: c.execute("SELECT COUNT(*) FROM memory").fetchone()) == (0,)


async def test_chats_run_side_by_side_and_each_in_order(open_shop: OpenShop, channel: RecordingChannel) -> None:
    """A chat that is held up keeps its order and holds up nobody else."""
    held = asyncio.Event()
    async with open_shop(EchoResponder(gates={"telegram:slow": held}), channel) as shop:
        for number in range(3):
            for chat in ("telegram:slow", "telegram:a", "telegram:b"):
                await shop.customer_writes(f"{chat} {number}", chat)
        async with asyncio.timeout(5):
            while len(channel.taken) < 6:
                await channel.took_one()
        assert not any("slow" in body for body in channel.bodies)
        held.set()
        await shop.worker.idle()
    for chat in ("telegram:slow", "telegram:a", "telegram:b"):
        of_chat = [part.body for part in channel.taken if part.chat == chat]
        assert of_chat == [f"re: {chat} {number}" for number in range(3)]


async def test_no_more_messages_than_allowed_are_in_work(open_shop: OpenShop, channel: RecordingChannel) -> None:
    """With room for two, the third chat is claimed only when one is done."""
    gate = asyncio.Event()
    responder = EchoResponder(gates={f"telegram:{number}": gate for number in range(5)})
    async with open_shop(responder, channel, concurrency=2) as shop:
        for number in range(5):
            await shop.customer_writes(str(number), f"telegram:{number}")
        await asyncio.sleep(0.05)
        assert responder.seen == ["0", "1"]
        gate.set()
        await shop.worker.idle()
    assert sorted(channel.bodies) == [f"re: {number}" for number in range(5)]


async def test_mistake_in_the_conversation_is_answered_by_the_last_resort(
    open_shop: OpenShop, channel: RecordingChannel
) -> None:
    """The customer gets an answer, and the next message goes the usual way."""
    responder = EchoResponder(before=explode)
    async with open_shop(responder, channel) as shop:
        await shop.customer_writes("hello")
        await shop.worker.idle()
        responder.before = None
        await shop.customer_writes("again")
        await shop.worker.idle()
        assert channel.bodies == ["sorry: hello", "re: again"]
        assert await shop.rows() == ["closed", "closed"]


async def test_mistake_in_a_step_is_answered_without_the_steps(open_shop: OpenShop, channel: RecordingChannel) -> None:
    """What the conversation wanted to store is undone; the customer is answered all the same."""
    responder = EchoResponder(steps=(lambda c: c.execute("INSERT INTO nowhere VALUES (1)"),))
    async with open_shop(responder, channel) as shop:
        await shop.customer_writes("hello")
        await shop.worker.idle()
    assert channel.bodies == ["sorry: hello"]


class Cancelling(EchoResponder):
    """A conversation inside which something is cancelled that is not the worker's task."""

    async def respond(self, message: Message) -> Answered:
        """Let a cancellation escape."""
        self.seen.append(message.text)
        raise asyncio.CancelledError


async def test_stray_cancellation_does_not_cost_an_answer(open_shop: OpenShop, channel: RecordingChannel) -> None:
    """It counts as a mistake of the conversation; the worker goes on."""
    async with open_shop(Cancelling(), channel) as shop:
        await shop.customer_writes("hello")
        await shop.worker.idle()
    assert channel.bodies == ["sorry: hello"]


async def test_message_tried_too_often_gets_the_last_resort_and_is_parked(
    open_shop: OpenShop, channel: RecordingChannel
) -> None:
    """After five claims that ended in a crash the conversation is not asked again."""
    responder, clock = EchoResponder(), HandClock()
    async with open_shop(responder, RecordingChannel(name="elsewhere"), clock) as shop:
        await shop.mailbox.accept(message("poison"))
        for _ in range(5):
            await shop.mailbox.claim(["telegram"], clock.now_ms())
            clock.advance(LEASE_MS)
    async with open_shop(responder, channel, clock) as shop:
        await shop.worker.idle()
        assert await shop.rows() == ["parked"]
    assert (responder.seen, channel.bodies) == ([], ["sorry: poison"])


async def test_refused_part_is_failed_and_the_rest_goes_on(open_shop: OpenShop, channel: RecordingChannel) -> None:
    """The code stays with the part; the message is settled and the next one is answered."""
    channel.outcomes = deque([SendRefused("403")])
    async with open_shop(EchoResponder(), channel) as shop:
        await shop.customer_writes("one\ntwo")
        await shop.customer_writes("next")
        await shop.worker.idle()
        assert channel.bodies == ["two", "re: next"]
        assert await shop.rows("outbox") == ["failed", "sent", "sent"]
        assert await shop.database.read(lambda c: c.execute("SELECT code FROM outbox LIMIT 1").fetchone()) == ("403",)


async def test_part_for_later_waits_for_its_chat_alone(open_shop: OpenShop, channel: RecordingChannel) -> None:
    """Another chat is served meanwhile; at its hour the part goes out unflagged, then the chat's next message."""
    channel.outcomes = deque([SendLater(30)])
    async with open_shop(EchoResponder(), channel) as shop:
        await shop.customer_writes("first")
        await shop.worker.idle()
        await shop.customer_writes("second")
        await shop.customer_writes("other", "telegram:2")
        await shop.worker.idle()
        assert channel.bodies == ["re: other"]
        shop.clock.advance(30_000)
        await shop.worker.idle()
        assert channel.bodies == ["re: other", "re: first", "re: second"]
        assert not any(part.maybe_duplicate for part in channel.taken)


@pytest.mark.parametrize("outcome", [ConnectionResetError(), TimeoutError(), LookupError(), asyncio.CancelledError()])
async def test_unknown_outcome_is_sent_once_more_and_flagged(
    open_shop: OpenShop, channel: RecordingChannel, outcome: BaseException
) -> None:
    """Not before ten seconds have passed, and never a third time."""
    channel.outcomes = deque([outcome])
    async with open_shop(EchoResponder(), channel) as shop:
        await shop.customer_writes("hello")
        await shop.worker.idle()
        shop.clock.advance(RESEND_AFTER_MS - 1)
        await shop.worker.idle()
        assert (channel.taken, await shop.rows("outbox")) == ([], ["unknown"])
        shop.clock.advance(1)
        await shop.worker.idle()
        assert [(part.body, part.maybe_duplicate) for part in channel.taken] == [("re: hello", True)]
        assert (await shop.rows(), await shop.rows("outbox")) == (["closed"], ["sent"])


async def test_second_unknown_outcome_is_the_last(open_shop: OpenShop, channel: RecordingChannel) -> None:
    """The part fails with the code "unknown" and its chat goes on."""
    channel.outcomes = deque([TimeoutError(), TimeoutError()])
    async with open_shop(EchoResponder(), channel) as shop:
        await shop.customer_writes("hello")
        await shop.worker.idle()
        shop.clock.advance(RESEND_AFTER_MS)
        await shop.worker.idle()
        await shop.customer_writes("next")
        await shop.worker.idle()
        assert await shop.rows("outbox") == ["failed", "sent"]
    assert channel.bodies == ["re: next"]


async def test_restart_sends_what_was_stored_and_what_is_in_doubt(
    open_shop: OpenShop, channel: RecordingChannel
) -> None:
    """The part that was never begun goes out as it is; the one that was being sent is flagged, in order."""
    clock = HandClock()
    async with open_shop(EchoResponder(), RecordingChannel(name="elsewhere"), clock) as shop:
        await shop.mailbox.accept(message("hello"))
        claim = await shop.mailbox.claim(["telegram"], clock.now_ms())
        assert claim is not None
        answer = shop.mailbox.answer(claim, reply("one\ntwo"), ["one", "two"], clock.now_ms())
        ((first, _),) = await shop.database.write(answer, name="answer")
        await shop.mailbox.outbox.sending(first, clock.now_ms())
    clock.advance(RESEND_AFTER_MS)
    async with open_shop(EchoResponder(), channel, clock) as shop:
        await shop.worker.idle()
        assert await shop.rows() == ["closed"]
    assert [(part.body, part.maybe_duplicate) for part in channel.taken] == [("one", True), ("two", False)]


async def test_question_of_a_gone_terminal_is_answered_into_the_database(
    open_shop: OpenShop, channel: RecordingChannel
) -> None:
    """Nothing is handed to a channel, not even to a new terminal."""
    async with open_shop(EchoResponder(), channel) as shop:
        await shop.customer_writes("typed", "ask:1", channel="ask")
        await shop.worker.idle()
        assert await shop.rows() == ["new"]
    terminal = RecordingChannel(name="ask")
    async with open_shop(EchoResponder(), terminal) as shop:
        await shop.worker.idle()
        assert (await shop.rows(), await shop.rows("outbox")) == (["closed"], ["expired"])
    assert terminal.taken == []


async def test_failing_disk_delays_the_answer_and_loses_nothing(open_shop: OpenShop, channel: RecordingChannel) -> None:
    """While the file cannot grow the answer is kept and tried again; the customer gets exactly one."""
    held = asyncio.Event()
    responder = EchoResponder(gates={"telegram:1": held})
    async with open_shop(responder, channel) as shop:
        await shop.customer_writes("hello" * 2000)
        (pages,) = await shop.database.write(lambda c: c.execute("PRAGMA page_count").fetchone()[0], name="count")
        await shop.database.write(limit_pages(pages), name="shrink")
        held.set()
        assert await shop.worker.drain(0.3) is False
        assert channel.taken == []
        await shop.database.write(limit_pages(99_999), name="grow")
        assert await shop.worker.drain(10) is True
        assert await shop.rows() == ["closed"]
    assert (len(channel.taken), len(responder.seen)) == (1, 1)


def limit_pages(pages: int) -> Step[object]:
    """A step after which the file cannot grow beyond ``pages``, as on a full disk."""
    return lambda connection: connection.execute(f"PRAGMA max_page_count = {pages}").fetchone()


async def test_drain_finishes_what_can_be_done(open_shop: OpenShop, channel: RecordingChannel) -> None:
    """All chats are answered; what waits for its hour is left for the next start."""
    channel.outcomes = deque([SendLater(600)])
    async with open_shop(EchoResponder(), channel) as shop:
        for number in range(10):
            await shop.customer_writes(str(number), f"telegram:{number}")
        assert await shop.worker.drain(10) is True
        assert len(channel.taken) == 9
        assert sorted(await shop.rows("outbox")) == ["ready"] + ["sent"] * 9


async def test_drain_gives_up_after_its_time(open_shop: OpenShop, channel: RecordingChannel) -> None:
    """A conversation that hangs does not hold the end up."""
    held = asyncio.Event()
    async with open_shop(EchoResponder(gates={"telegram:1": held}), channel) as shop:
        await shop.customer_writes("hello")
        assert await shop.worker.drain(0.05) is False
        held.set()


async def test_stop_lets_a_send_end(open_shop: OpenShop, channel: RecordingChannel) -> None:
    """Leaving while a part is on the wire waits for its outcome, so that the next start has nothing in doubt."""
    channel.gate = asyncio.Event()
    async with open_shop(EchoResponder(), channel) as shop:
        await shop.customer_writes("hello")
        await channel.on_the_wire.wait()
        assert await shop.rows("outbox") == ["sending"]
        asyncio.get_running_loop().call_later(0.02, channel.gate.set)
    async with open_shop(EchoResponder(), RecordingChannel(name="elsewhere")) as shop:
        assert await shop.rows("outbox") == ["sent"]


async def test_send_that_hangs_at_the_stop_is_in_doubt(open_shop: OpenShop, channel: RecordingChannel) -> None:
    """It is cancelled after the grace; the next start sends the part once more, flagged."""
    channel.gate, clock = asyncio.Event(), HandClock()
    async with open_shop(EchoResponder(), channel, clock) as shop:
        await shop.customer_writes("hello")
        await channel.on_the_wire.wait()
    channel.gate = None
    clock.advance(RESEND_AFTER_MS)
    async with open_shop(EchoResponder(), channel, clock) as shop:
        await shop.worker.idle()
    assert [(part.body, part.maybe_duplicate) for part in channel.taken] == [("re: hello", True)]


class FailsAtFirst(EchoResponder):
    """A conversation that knows no answer at all, the first time."""

    def last_resort(self, message: Message) -> Answered:
        """What cannot fail fails once."""
        if len(self.seen) == 1:
            raise LookupError(message.chat)
        return super().last_resort(message)


async def test_message_without_any_answer_is_given_back_and_tried_again(
    open_shop: OpenShop, channel: RecordingChannel
) -> None:
    """Not even a last resort that fails loses a message: the claim goes back after a pause."""
    responder = FailsAtFirst(before=explode)
    async with open_shop(responder, channel) as shop:
        await shop.customer_writes("hello")
        await shop.worker.idle()
    assert (responder.seen, channel.bodies) == (["hello", "hello"], ["sorry: hello"])


async def test_dropped_answer_does_not_disturb_the_next(open_shop: OpenShop, channel: RecordingChannel) -> None:
    """A claim whose lease was lost to another drops its result; the other one's answer is the only one."""
    held = asyncio.Event()
    async with open_shop(EchoResponder(gates={"telegram:1": held}), channel) as shop:
        await shop.customer_writes("hello")
        await asyncio.sleep(0.02)
        shop.clock.advance(LEASE_MS)
        other = await shop.mailbox.claim(["telegram"], shop.clock.now_ms())
        assert other is not None
        held.set()
        await asyncio.sleep(0.02)
        assert (await shop.rows(), channel.taken) == (["leased"], [])
        await shop.database.write(shop.mailbox.answer(other, reply("ours"), ["ours"], 0), name="answer")
        shop.worker._look_for_unsent = True  # noqa: SLF001 - what a dropped answer sets
        await shop.worker.idle()
    assert channel.bodies == ["ours"]
