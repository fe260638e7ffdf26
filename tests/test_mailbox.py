"""The mailbox: repeats, claims, guarded changes, recovery. Refuses to trust memory: states are read from the file."""

import asyncio
import re
import sqlite3
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from handlers.delivery.mailbox import LEASE_MS, MIGRATIONS, Claim, Mailbox
from handlers.delivery.message import Message, Part
from handlers.delivery.outbox import MOST_DOUBTFUL_TRIES, RESEND_AFTER_MS, Outbox
from handlers.delivery.states import InboxState, OutboxState, StaleToken
from handlers.delivery.tables import INBOX_AND_OUTBOX
from storage.database import Database
from tests.delivery_peers import message, reply

NOW_MS = 1_700_000_000_000
SERVED = ["telegram"]


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """An open database with the mailbox's tables."""
    async with Database.open(tmp_path / "shop.db", MIGRATIONS) as opened:
        yield opened


@pytest.fixture
def mailbox(database: Database) -> Mailbox:
    """The mailbox on it."""
    return Mailbox(database)


def numbered(external_id: str, message_key: str = "", *, channel: str = "telegram", bot_id: str = "") -> Message:
    """A message of which only the keys matter."""
    return Message(
        channel=channel,
        bot_id=bot_id,
        external_id=external_id,
        message_key=message_key,
        chat="telegram:1",
        text="hello",
        received_at_ms=NOW_MS,
    )


async def claimed(mailbox: Mailbox, text: str = "hello") -> Claim:
    """A message of its own, accepted and claimed."""
    await mailbox.accept(message(text, chat=f"telegram:{text}"))
    claim = await mailbox.claim(SERVED, NOW_MS)
    assert claim is not None
    return claim


async def answered(database: Database, mailbox: Mailbox, *bodies: str) -> list[Part]:
    """The parts of a reply that is stored and not sent."""
    claim = await claimed(mailbox)
    (parts,) = await database.write(mailbox.answer(claim, reply("\n".join(bodies)), bodies, NOW_MS), name="answer")
    return list(parts)


async def states(database: Database, table: str = "inbox") -> list[str]:
    """The state of each row, in order."""
    query = {"inbox": "SELECT state FROM inbox ORDER BY id", "outbox": "SELECT state FROM outbox ORDER BY id"}[table]
    return [state for (state,) in await database.read(lambda connection: connection.execute(query).fetchall())]


def test_every_state_has_a_place_in_the_tables() -> None:
    """The enums and the tables' own checks name the same states."""
    inbox, outbox = re.findall(r"state TEXT[^(]*CHECK \(state IN\s*\(([^)]*)\)", INBOX_AND_OUTBOX)
    assert re.findall(r"'(\w+)'", inbox) == list(InboxState)
    assert sorted(re.findall(r"'(\w+)'", outbox)) == sorted(OutboxState)


@pytest.mark.parametrize(
    ("again", "stored"),
    [
        (numbered("1", "a"), False),
        (numbered("1", "other key"), False),
        (numbered("other id", "a"), False),
        (numbered("other id", "other key"), True),
        (numbered("1", "a", bot_id="second bot"), True),
        (numbered("1", "a", channel="whatsapp"), True),
    ],
)
async def test_repeats_are_dropped_by_either_key(mailbox: Mailbox, again: Message, stored: bool) -> None:
    """The same id or the same key within one channel and bot is a repeat, whatever else it says."""
    assert await mailbox.accept(numbered("1", "a")) == 1
    assert (await mailbox.accept(again) is not None) is stored


async def test_messages_without_a_key_are_no_repeats_of_each_other(mailbox: Mailbox) -> None:
    """An empty key compares equal to nothing."""
    assert await mailbox.accept_many([numbered("1"), numbered("2"), numbered("1")]) == [1, 2, None]


async def test_concurrent_repeats_leave_one_row(database: Database, mailbox: Mailbox) -> None:
    """Fifty deliveries of one message at once: one is stored, 49 are told they repeat."""
    ids = await asyncio.gather(*(mailbox.accept(numbered("1", "a")) for _ in range(50)))
    assert [row_id for row_id in ids if row_id is not None] == [1]
    assert await states(database) == ["new"]


async def test_accept_many_stores_all_or_nothing(database: Database, mailbox: Mailbox) -> None:
    """One that cannot be stored keeps the whole batch out, so that the polling offset stays where it was."""
    too_large = message("second", position=2**70)
    with pytest.raises(OverflowError):
        await mailbox.accept_many([message("first"), too_large])
    assert await states(database) == []


async def test_half_characters_do_not_stop_a_message(mailbox: Mailbox) -> None:
    """JSON and terminals may bring half a character; the customer is answered all the same."""
    await mailbox.accept(message("hello \ud83d \ud83d\ude00"))
    claim = await mailbox.claim(SERVED, NOW_MS)
    assert claim is not None
    assert claim.message.text == "hello \ufffd 😀"


async def test_claim_carries_the_whole_message(mailbox: Mailbox) -> None:
    """What was accepted comes back unchanged, with its first attempt counted."""
    original = message("hello", position=7)
    await mailbox.accept(original)
    claim = await mailbox.claim(SERVED, NOW_MS)
    assert claim == Claim(id=1, token=1, attempts=1, deliver=True, lease_until_ms=NOW_MS + LEASE_MS, message=original)


async def test_chats_are_claimed_side_by_side_and_each_in_order(mailbox: Mailbox) -> None:
    """The longest-waiting chat comes first; its next message waits while one is in work."""
    for text, chat in (("a1", "telegram:a"), ("a2", "telegram:a"), ("b1", "telegram:b")):
        await mailbox.accept(message(text, chat=chat))
    claims = await mailbox.claim_many(SERVED, NOW_MS, limit=9)
    assert [claim.message.text for claim in claims] == ["a1", "b1"]
    assert await mailbox.claim(SERVED, NOW_MS) is None


async def test_position_decides_within_a_chat(database: Database, mailbox: Mailbox) -> None:
    """A message that arrives late but belongs before is claimed before; without a position it comes after all."""
    for text, position in (("second", 20), ("first", 10), ("last", None)):
        await mailbox.accept(message(text, position=position))
    order = []
    while (claim := await mailbox.claim(SERVED, NOW_MS)) is not None:
        order.append(claim.message.text)
        await database.write(mailbox.answer(claim, reply(""), [], NOW_MS), name="answer")
    assert order == ["first", "second", "last"]


async def test_next_message_waits_until_the_reply_is_sent(database: Database, mailbox: Mailbox) -> None:
    """Order holds through sending: an answered message keeps its chat until the last part is settled."""
    first, second = await answered(database, mailbox, "part one", "part two")
    await mailbox.accept(message("next", chat="telegram:hello"))
    await mailbox.outbox.sent(await mailbox.outbox.sending(first, NOW_MS), "wire-1")
    assert await mailbox.claim(SERVED, NOW_MS) is None
    await mailbox.outbox.sent(await mailbox.outbox.sending(second, NOW_MS), "wire-2")
    assert await states(database) == ["closed", "new"]
    assert await mailbox.claim(SERVED, NOW_MS) is not None


async def test_only_served_channels_are_claimed_and_others_hold_nobody_up(mailbox: Mailbox) -> None:
    """A question typed at the command line for a Telegram chat does not wait for a Telegram that is not running."""
    await mailbox.accept(message("from telegram"))
    await mailbox.accept(message("typed", channel="ask"))
    claim = await mailbox.claim(["ask"], NOW_MS)
    assert claim is not None
    assert claim.message.text == "typed"
    assert await mailbox.claim(["ask"], NOW_MS) is None
    assert await mailbox.claim(["telegram", "ask"], NOW_MS) is None


async def test_expired_lease_is_claimed_again_and_the_late_answer_dropped(database: Database, mailbox: Mailbox) -> None:
    """A worker that comes back from the dead changes nothing, its other steps included."""
    late = await claimed(mailbox)
    assert await mailbox.claim(SERVED, NOW_MS + LEASE_MS - 1) is None
    again = await mailbox.claim(SERVED, NOW_MS + LEASE_MS)
    assert again is not None
    assert (again.id, again.token, again.attempts) == (late.id, 2, 2)
    memory = "CREATE TABLE memory (turn TEXT)"
    with pytest.raises(StaleToken):
        await database.write(
            lambda connection: connection.execute(memory),
            mailbox.answer(late, reply("late"), ["late"], NOW_MS),
            name="answer",
        )
    (parts,) = await database.write(mailbox.answer(again, reply("in time"), ["in time"], NOW_MS), name="answer")
    assert [part.body for part in parts] == ["in time"]
    assert await states(database, "outbox") == ["ready"]
    assert (
        await database.read(lambda c: c.execute("SELECT 1 FROM sqlite_master WHERE name = 'memory'").fetchall()) == []
    )


async def test_released_claim_can_be_claimed_at_once(mailbox: Mailbox) -> None:
    """Giving back needs the token, like every change."""
    claim = await claimed(mailbox)
    await mailbox.release(claim)
    assert await mailbox.claim(SERVED, NOW_MS) is not None
    with pytest.raises(StaleToken):
        await mailbox.release(claim)


async def test_answer_without_text_closes_at_once(database: Database, mailbox: Mailbox) -> None:
    """A chat that a person holds gets no parts, and the next message is free."""
    claim = await claimed(mailbox)
    assert await database.write(mailbox.answer(claim, reply(""), [], NOW_MS), name="answer") == [[]]
    assert await states(database) == ["closed"]
    assert await mailbox.open_count() == 0


async def test_worn_out_message_ends_as_parked(database: Database, mailbox: Mailbox) -> None:
    """After the sixth claim its answer is the last resort, and the row says so once the answer is sent."""
    await mailbox.accept(message("poison"))
    claims = [await mailbox.claim(SERVED, NOW_MS + attempt * LEASE_MS) for attempt in range(6)]
    assert [claim is not None and claim.worn_out for claim in claims] == [False] * 5 + [True]
    claim = claims[-1]
    assert claim is not None
    ((part,),) = await database.write(mailbox.answer(claim, reply("sorry"), ["sorry"], NOW_MS), name="answer")
    assert await states(database) == ["answered"]
    await mailbox.outbox.sent(await mailbox.outbox.sending(part, NOW_MS), None)
    assert await states(database) == ["parked"]


@pytest.mark.parametrize(
    ("settle", "state"),
    [
        (lambda outbox, part: outbox.sent(part, "wire"), "sent"),
        (lambda outbox, part: outbox.failed(part, "403"), "failed"),
    ],
)
async def test_settled_part_closes_its_message_and_takes_no_second_change(
    database: Database, mailbox: Mailbox, settle: Callable[[Outbox, Part], "asyncio.Future[None]"], state: str
) -> None:
    """The last part closes the message in the same commit; whoever held the part before is stale."""
    (part,) = await answered(database, mailbox, "body")
    sending = await mailbox.outbox.sending(part, NOW_MS)
    await settle(mailbox.outbox, sending)
    assert (await states(database), await states(database, "outbox")) == (["closed"], [state])
    for stale in (part, sending):
        with pytest.raises(StaleToken):
            await mailbox.outbox.sending(stale, NOW_MS)
        with pytest.raises(StaleToken):
            await mailbox.outbox.sent(stale, "wire")


async def test_unknown_part_is_sent_once_more_and_flagged(database: Database, mailbox: Mailbox) -> None:
    """The second unknown outcome settles it as failed, so that nobody gets a reply three times."""
    (part,) = await answered(database, mailbox, "body")
    again = await mailbox.outbox.unknown(await mailbox.outbox.sending(part, NOW_MS), NOW_MS + RESEND_AFTER_MS)
    assert again is not None
    assert again.maybe_duplicate
    ((delivery),) = await mailbox.outbox.unsent(SERVED)
    assert delivery.due_at_ms == NOW_MS + RESEND_AFTER_MS
    assert delivery.parts == (again,)
    assert await mailbox.outbox.unknown(await mailbox.outbox.sending(again, NOW_MS), NOW_MS) is None
    assert (await states(database), await states(database, "outbox")) == (["closed"], ["failed"])


async def test_part_put_off_does_not_count_as_tried(database: Database, mailbox: Mailbox) -> None:
    """Where the channel surely did not take it, tries goes back and the part may be sent again without a flag."""
    (part,) = await answered(database, mailbox, "body")
    again = await mailbox.outbox.retry(await mailbox.outbox.sending(part, NOW_MS), NOW_MS + 3000)
    assert (again.tries, again.maybe_duplicate) == (0, False)
    assert await states(database, "outbox") == ["ready"]
    (delivery,) = await mailbox.outbox.unsent(SERVED)
    assert (delivery.parts, delivery.due_at_ms) == ((again,), NOW_MS + 3000)


async def test_unsent_gives_the_parts_in_order_with_their_reply(database: Database, mailbox: Mailbox) -> None:
    """After a restart the reply comes from the row, and channels that are not served are left alone."""
    await answered(database, mailbox, "one", "two")
    (delivery,) = await mailbox.outbox.unsent(SERVED)
    assert [(part.number, part.body) for part in delivery.parts] == [(1, "one"), (2, "two")]
    assert delivery.parts[0].reply == reply("one\ntwo")
    assert await mailbox.outbox.unsent(["whatsapp"]) == []


async def test_damaged_body_is_not_sent(database: Database, mailbox: Mailbox) -> None:
    """A body that does not match its checksum is settled as failed, with the reason."""
    await answered(database, mailbox, "Rs 95")
    await database.write(lambda c: c.execute("UPDATE outbox SET body = 'Rs 15'").rowcount, name="damage")
    assert await mailbox.outbox.unsent(SERVED) == []
    assert await states(database, "outbox") == ["failed"]
    assert await database.read(lambda c: c.execute("SELECT code FROM outbox").fetchone()) == ("damaged",)


async def row_of_outbox(database: Database) -> tuple[object, ...]:
    """What recovery decides about the only part."""

    def look(connection: sqlite3.Connection) -> tuple[object, ...]:
        row = connection.execute("SELECT state, maybe_duplicate, next_at_ms FROM outbox").fetchone()
        return tuple(row)

    return await database.read(look)


async def test_recover_gives_leases_back(database: Database, mailbox: Mailbox) -> None:
    """What the last run was answering is claimed again at once, and its late answer is dropped."""
    claim = await claimed(mailbox)
    await mailbox.recover(NOW_MS, ["terminal", "ask"])
    assert await states(database) == ["new"]
    with pytest.raises(StaleToken):
        await database.write(mailbox.answer(claim, reply("late"), ["late"], NOW_MS), name="answer")


async def test_recover_doubts_what_was_being_sent(database: Database, mailbox: Mailbox) -> None:
    """It is sent once more, ten seconds after the first try began, flagged."""
    (part,) = await answered(database, mailbox, "body")
    await mailbox.outbox.sending(part, NOW_MS)
    await mailbox.recover(NOW_MS + 60_000, [])
    assert await row_of_outbox(database) == ("unknown", 1, NOW_MS + RESEND_AFTER_MS)
    assert await states(database) == ["answered"]


async def test_recover_leaves_ready_parts_ready(database: Database, mailbox: Mailbox) -> None:
    """What was stored and never begun is sent without a flag."""
    await answered(database, mailbox, "body")
    await mailbox.recover(NOW_MS, ["terminal"])
    assert await row_of_outbox(database) == ("ready", 0, None)


async def test_recover_gives_up_a_part_that_ends_every_run(database: Database, mailbox: Mailbox) -> None:
    """A crash while sending does not use up the one resend, but the sixth run does not try again."""
    (part,) = await answered(database, mailbox, "body")
    for run in range(MOST_DOUBTFUL_TRIES):
        await mailbox.outbox.sending(part, NOW_MS)
        await mailbox.recover(NOW_MS, [])
        if run < MOST_DOUBTFUL_TRIES - 1:
            assert await states(database, "outbox") == ["unknown"]
            part = (await mailbox.outbox.unsent(SERVED))[0].parts[0]
    assert (await states(database), await states(database, "outbox")) == (["closed"], ["failed"])


@pytest.mark.parametrize("reached", ["ready", "sending", "unknown"])
async def test_recover_expires_what_nobody_waits_for(database: Database, mailbox: Mailbox, reached: str) -> None:
    """An open part of a terminal that is gone is not printed on another run's output; its message is closed."""
    (part,) = await answered(database, mailbox, "body")
    if reached != "ready":
        part = await mailbox.outbox.sending(part, NOW_MS)
    if reached == "unknown":
        await mailbox.outbox.unknown(part, NOW_MS)
    await mailbox.recover(NOW_MS, ["telegram"])
    assert (await states(database), await states(database, "outbox")) == (["closed"], ["expired"])


async def test_recovered_question_of_a_gone_terminal_is_answered_into_the_database(
    database: Database, mailbox: Mailbox
) -> None:
    """Any run may claim it; the answer is stored as expired and nothing is handed to a channel."""
    await mailbox.accept(message("typed", channel="ask", chat="ask:1"))
    await mailbox.recover(NOW_MS, ["terminal", "ask"])
    claim = await mailbox.claim([], NOW_MS)
    assert claim is not None
    assert not claim.deliver
    assert await database.write(mailbox.answer(claim, reply("late"), ["late"], NOW_MS), name="answer") == [[]]
    assert (await states(database), await states(database, "outbox")) == (["closed"], ["expired"])


async def test_backlog_of_one_chat_does_not_slow_the_others(mailbox: Mailbox) -> None:
    """With 10,000 messages waiting in one chat, another's is claimed in the same transaction, well within a second."""
    await mailbox.accept_many([message(str(number), chat="telegram:flood") for number in range(10_000)])
    await mailbox.accept(message("hello", chat="telegram:other"))
    async with asyncio.timeout(1):
        claims = await mailbox.claim_many(SERVED, NOW_MS, limit=64)
    assert [claim.message.chat for claim in claims] == ["telegram:flood", "telegram:other"]
