"""The mailbox against a dict: whatever happens in whatever order, the rows say what the model says.

Refuses to sleep: leases run out because the machine moves time.
"""

import asyncio
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from handlers.delivery.mailbox import LEASE_MS, MIGRATIONS, MOST_ATTEMPTS, Claim, Mailbox
from handlers.delivery.message import Message, Part
from handlers.delivery.outbox import MOST_DOUBTFUL_TRIES
from handlers.delivery.states import StaleToken
from storage.database import Database
from tests.delivery_peers import reply

CHANNELS = ["telegram", "ask"]
OPEN_PARTS = {"ready", "sending", "unknown"}
INBOX = "SELECT id, state, token, attempts, deliver FROM inbox"
OUTBOX = "SELECT id, state, token, tries, maybe_duplicate FROM outbox"


class MailboxMachine(RuleBasedStateMachine):
    """Accepts, claims, answers, sends, crashes. Claims and parts are kept for ever, so most of them are stale."""

    def __init__(self) -> None:
        super().__init__()
        self.now_ms = 1_700_000_000_000
        self.inbox: dict[int, dict[str, Any]] = {}
        self.outbox: dict[int, dict[str, Any]] = {}
        self.claims: list[Claim] = []
        self.parts: list[Part] = []
        self.stack = AsyncExitStack()
        self.runner = asyncio.Runner()
        self.folder = tempfile.TemporaryDirectory()
        opening = Database.open(Path(self.folder.name) / "shop.db", MIGRATIONS)
        self.database = self.runner.run(self.stack.enter_async_context(opening))
        self.mailbox = Mailbox(self.database)

    def teardown(self) -> None:
        """Close what was opened."""
        self.runner.run(self.stack.aclose())
        self.runner.close()
        self.folder.cleanup()

    @rule(
        number=st.integers(0, 6), key=st.integers(0, 9), chat=st.sampled_from("ab"), channel=st.sampled_from(CHANNELS)
    )
    def accept(self, number: int, key: int, chat: str, channel: str) -> None:
        """A message, often a repeat by its id or by its key."""
        keys = {(channel, "id", number), (channel, "key", key)}
        repeat = any(keys & row["keys"] for row in self.inbox.values())
        message = Message(
            channel=channel,
            external_id=str(number),
            message_key=str(key),
            chat=chat,
            text="hello",
            received_at_ms=self.now_ms,
        )
        row_id = self.runner.run(self.mailbox.accept(message))
        assert (row_id is None) is repeat
        if row_id is not None:
            order = len(self.inbox)
            row = {"state": "new", "token": 0, "attempts": 0, "deliver": 1}
            self.inbox[row_id] = row | {"keys": keys, "chat": chat, "channel": channel, "order": order, "until": 0}

    @rule(served=st.sets(st.sampled_from(CHANNELS)))
    def claim(self, served: set[str]) -> None:
        """The oldest message of a chat in which nothing is in work."""
        for row in self.inbox.values():
            if row["state"] == "leased" and row["until"] <= self.now_ms:
                row["state"] = "new"
        expected = self.claimable(served)
        claim = self.runner.run(self.mailbox.claim(served, self.now_ms))
        assert (None if claim is None else claim.id) == (expected[0] if expected else None)
        if claim is not None:
            row = self.inbox[claim.id]
            row.update(state="leased", until=self.now_ms + LEASE_MS)
            row["token"] += 1
            row["attempts"] += 1
            self.claims.append(claim)

    def claimable(self, served: set[str]) -> list[int]:
        """By the model: heads of chats that are free, oldest first."""
        heads = []
        for chat in "ab":
            rows = {row_id: row for row_id, row in self.inbox.items() if row["chat"] == chat}
            mine = {row_id: row for row_id, row in rows.items() if not row["deliver"] or row["channel"] in served}
            taken = any(row["state"] == "leased" for row in rows.values())
            if not taken and not any(row["state"] == "answered" for row in mine.values()):
                heads += [row_id for row_id, row in mine.items() if row["state"] == "new"][:1]
        return sorted(heads)

    @precondition(lambda self: self.claims)
    @rule(data=st.data(), bodies=st.lists(st.sampled_from(["one", "two"]), max_size=2))
    def answer(self, data: st.DataObject, bodies: list[str]) -> None:
        """An answer to any claim ever made; only the one that still holds the lease counts."""
        claim = data.draw(st.sampled_from(self.claims))
        row = self.inbox[claim.id]
        step = self.mailbox.answer(claim, reply("\n".join(bodies)), bodies, self.now_ms)
        if (row["state"], row["token"]) != ("leased", claim.token):
            self.expect_stale(self.database.write(step, name="answer"))
            return
        (parts,) = self.runner.run(self.database.write(step, name="answer"))
        to_send = bool(row["deliver"] and bodies)
        row["state"] = "answered" if to_send else self.settled(row)
        assert len(parts) == (len(bodies) if to_send else 0)
        first = len(self.outbox) + 1
        for part_id in range(first, first + len(bodies)):
            state = "ready" if to_send else "expired"
            self.outbox[part_id] = {"state": state, "token": 0, "tries": 0, "duplicate": 0, "inbox": claim.id}
        self.parts += parts

    @precondition(lambda self: self.parts)
    @rule(data=st.data(), change=st.sampled_from(["sending", "sent", "failed", "unknown", "retry"]))
    def send(self, data: st.DataObject, change: str) -> None:
        """Any change to any part ever seen, mostly the newest; only the guard decides."""
        part = data.draw(st.sampled_from(self.parts[-4:]))
        row = self.outbox[part.id]
        allowed = {"sending": {"ready", "unknown"}, "failed": OPEN_PARTS}.get(change, {"sending"})
        values = {"sending": self.now_ms, "sent": "wire", "failed": "403", "unknown": self.now_ms, "retry": self.now_ms}
        work = getattr(self.mailbox.outbox, change)(part, values[change])
        if row["token"] != part.token or row["state"] not in allowed:
            self.expect_stale(work)
            return
        again = self.runner.run(work)
        self.model_change(row, change)
        if isinstance(again, Part):
            self.parts.append(again)

    def model_change(self, row: dict[str, Any], change: str) -> None:
        """The same change in the dict."""
        row["token"] += 1
        row["tries"] += {"sending": 1, "retry": -1}.get(change, 0)
        settles_as = "failed" if row["duplicate"] else "unknown"
        row["state"] = {"unknown": settles_as, "retry": "ready"}.get(change, change)
        row["duplicate"] = int(row["duplicate"] or change == "unknown")
        self.close_settled()

    @rule(ms=st.sampled_from([1, LEASE_MS - 1, LEASE_MS]))
    def time_passes(self, ms: int) -> None:
        """Leases may run out."""
        self.now_ms += ms

    @rule(undeliverable=st.sets(st.sampled_from(CHANNELS)))
    def crash(self, undeliverable: set[str]) -> None:
        """The process ends and another one recovers."""
        self.runner.run(self.mailbox.recover(self.now_ms, undeliverable))
        for row in self.inbox.values():
            if row["state"] == "leased":
                row["state"] = "new"
            if row["state"] in {"new", "answered"} and row["channel"] in undeliverable:
                row["deliver"] = 0
        for part in self.outbox.values():
            self.recover_part(part, undeliverable)
        self.close_settled()

    def recover_part(self, part: dict[str, Any], undeliverable: set[str]) -> None:
        """What a restart does to one part."""
        if part["state"] in OPEN_PARTS and self.inbox[part["inbox"]]["channel"] in undeliverable:
            part.update(state="expired", token=part["token"] + 1)
        elif part["state"] == "sending":
            state = "failed" if part["tries"] >= MOST_DOUBTFUL_TRIES else "unknown"
            part.update(state=state, token=part["token"] + 1, duplicate=1)

    def close_settled(self) -> None:
        """A message is closed with its last part."""
        owing = {part["inbox"] for part in self.outbox.values() if part["state"] in OPEN_PARTS}
        for row_id, row in self.inbox.items():
            if row["state"] == "answered" and row_id not in owing:
                row["state"] = self.settled(row)

    def settled(self, row: dict[str, Any]) -> str:
        """How a message ends."""
        return "parked" if row["attempts"] > MOST_ATTEMPTS else "closed"

    def expect_stale(self, work: Any) -> None:
        """The guard must refuse."""
        try:
            self.runner.run(work)
        except StaleToken:
            return
        raise AssertionError("a change went through without its guard")

    @invariant()
    def rows_say_what_the_model_says(self) -> None:
        """Every state, token and count is the same."""
        inbox = {
            row_id: tuple(row[name] for name in ("state", "token", "attempts", "deliver"))
            for row_id, row in self.inbox.items()
        }
        outbox = {
            row_id: tuple(row[name] for name in ("state", "token", "tries", "duplicate"))
            for row_id, row in self.outbox.items()
        }
        assert self.rows(INBOX) == inbox
        assert self.rows(OUTBOX) == outbox

    def rows(self, query: str) -> dict[int, tuple[Any, ...]]:
        """What the file holds, by id."""
        rows = self.runner.run(self.database.read(lambda connection: connection.execute(query).fetchall()))
        return {row[0]: tuple(row[1:]) for row in rows}


TestMailboxModel = MailboxMachine.TestCase
TestMailboxModel.settings = settings(
    max_examples=25, stateful_step_count=30, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
