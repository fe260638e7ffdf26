"""Delivery reports: the furthest state stays, and a lost message has its consequences once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from itertools import permutations
from pathlib import Path

import pytest
import pytest_asyncio

from handlers.unreachable_chats import UnreachableChats
from handlers.whatsapp_consequences import WhatsAppConsequences
from handlers.whatsapp_statuses import KEEP_MS, WhatsAppStatuses
from storage.database import Database, StorageError
from tests.whatsapp_peers import ASHA, MIGRATIONS

NOON_MS = 1_700_000_000_000


class Desk:
    """The statuses, and all that follows from them."""

    def __init__(self, database: Database, unreachable: UnreachableChats) -> None:
        self.alarms: list[tuple[str, str]] = []
        self.unreachable = unreachable
        self.statuses = WhatsAppStatuses(
            database, WhatsAppConsequences(unreachable, lambda *alarm: self.alarms.append(alarm))
        )
        self._database = database

    async def reports(self, *states: str, sid: str = "SM1", code: str = "", now_ms: int = NOON_MS) -> None:
        """One report after another."""
        for state in states:
            await self.statuses.report(sid, state, code, ASHA, now_ms)

    async def rows(self) -> list[tuple[str, str, str, int]]:
        """All that is kept."""
        query = "SELECT sid, state, error_code, at_ms FROM whatsapp_statuses ORDER BY sid"
        return await self._database.read(lambda connection: connection.execute(query).fetchall())

    async def state(self) -> str:
        """The state of the only message."""
        ((_, state, _, _),) = await self.rows()
        return state


@pytest_asyncio.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    """Statuses on a database of their own."""
    async with Database.open(tmp_path / "statuses.db", MIGRATIONS) as database:
        yield Desk(database, await UnreachableChats.load(database))


async def test_reports_in_any_order_end_at_the_furthest_state(desk: Desk) -> None:
    """Twilio promises no order, so all 120 orders of a message that was read end as read."""
    for number, states in enumerate(permutations(["queued", "sending", "sent", "delivered", "read"])):
        await desk.reports(*states, sid=f"SM{number}")
    assert {state for _, state, _, _ in await desk.rows()} == {"read"}


@pytest.mark.parametrize(
    ("states", "last"),
    [
        (["sent", "failed"], "failed"),
        (["failed", "sent", "queued"], "failed"),
        (["undelivered", "failed"], "undelivered"),
        (["undelivered", "delivered"], "delivered"),
        (["delivered", "undelivered"], "delivered"),
        (["read", "delivered", "failed"], "read"),
        (["some new state"], "some new state"),
        (["some new state", "queued"], "queued"),
        (["queued", "some new state"], "queued"),
    ],
)
async def test_a_failure_is_final_unless_delivered(desk: Desk, states: list[str], last: str) -> None:
    """A loss outweighs what came before it, and a delivery outweighs a loss; a state nobody knows outweighs none."""
    await desk.reports(*states)
    assert await desk.state() == last


async def test_a_message_that_is_not_ours_is_kept_with_its_code(desk: Desk) -> None:
    """A report may be faster than the answer to the send: its SID is unknown then."""
    await desk.reports("undelivered", code="63024")
    assert await desk.rows() == [("SM1", "undelivered", "63024", NOON_MS)]
    assert (desk.alarms, ASHA in desk.unreachable) == ([], False)


async def test_a_closed_window_is_told_to_the_owner_once(desk: Desk) -> None:
    """The same report again, or another word for the same loss, is no news."""
    await desk.reports("failed", "failed", "undelivered", code="63016")
    assert desk.alarms == [("whatsapp", "63016")]


@pytest.mark.parametrize("code", ["63014", "21610"])
async def test_a_customer_who_blocked_us_is_marked(desk: Desk, code: str) -> None:
    """What Twilio learns only after taking a message counts like a refusal."""
    await desk.reports("undelivered", code=code)
    assert ASHA in desk.unreachable
    assert desk.alarms == []


async def test_a_loss_that_names_no_chat_marks_none(desk: Desk) -> None:
    """A report need not say whom the message was for."""
    await desk.statuses.report("SM1", "undelivered", "63014", "", NOON_MS)
    assert "" not in desk.unreachable


async def test_a_code_of_a_message_that_arrived_means_nothing(desk: Desk) -> None:
    """Only a lost message has consequences, and not after it was delivered."""
    await desk.reports("delivered", "failed", code="63014")
    assert ASHA not in desk.unreachable


async def test_old_statuses_are_forgotten(desk: Desk) -> None:
    """After eight days a message's fate is nobody's concern."""
    await desk.reports("read", sid="SM1")
    await desk.reports("sent", sid="SM2", now_ms=NOON_MS + 1)
    await desk.reports("sent", sid="SM3", now_ms=NOON_MS + KEEP_MS + 1)
    assert [sid for sid, _, _, _ in await desk.rows()] == ["SM2", "SM3"]


async def test_a_report_that_cannot_be_stored_has_no_consequence(tmp_path: Path) -> None:
    """Whoever reported is told so, and reports again."""
    async with Database.open(tmp_path / "statuses.db", MIGRATIONS) as database:
        closed = Desk(database, await UnreachableChats.load(database))
    with pytest.raises(StorageError):
        await closed.reports("failed", code="63016")
    assert closed.alarms == []


async def test_a_mark_that_cannot_be_stored_does_not_fail_the_report(tmp_path: Path) -> None:
    """The status is known; the mark is made at the next refusal."""
    async with Database.open(tmp_path / "chats.db", MIGRATIONS) as chats:
        unreachable = await UnreachableChats.load(chats)
    async with Database.open(tmp_path / "statuses.db", MIGRATIONS) as database:
        desk = Desk(database, unreachable)
        await desk.reports("failed", code="63014")
        assert await desk.state() == "failed"
    assert ASHA not in unreachable
