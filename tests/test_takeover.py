"""A person takes over: the finer points, through the whole shop in this process, with channels that remember.

Refuses a stand-in for the worker or the conversation: messages go in, parts come out.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

import bot
from handlers.channels import Ground
from handlers.delivery.message import Channel, Message, Part, SendRefused
from handlers.opened import OpenShop
from handlers.owner import stats
from handlers.owner.stats import Allowed
from handlers.talk.kept_replies import KEPT_MS
from handlers.twilio_codes import WINDOW_CLOSED
from handlers.unreachable_chats import UnreachableChats
from handlers.whatsapp_consequences import WhatsAppConsequences
from handlers.whatsapp_statuses import WhatsAppStatuses
from providers.limits import Caps
from settings import load
from tests.delivery_peers import HandClock, RecordingChannel

FOLDER = Path(__file__).resolve().parent.parent
OWNER, CUSTOMER = "telegram:1", "whatsapp:+919812345678"
MONDAY_NOON_MS = 1_795_415_400_000
MINUTE_MS = 60_000


class WholeTexts(RecordingChannel):
    """A channel that takes any length."""

    def split(self, text: str) -> list[str]:
        """One part."""
        return [text]


@dataclass
class World:
    """The open shop between two channels."""

    telegram: WholeTexts = field(default_factory=lambda: WholeTexts("telegram"))
    whatsapp: WholeTexts = field(default_factory=lambda: WholeTexts("whatsapp"))
    clock: HandClock = field(default_factory=lambda: HandClock(MONDAY_NOON_MS))
    shop: OpenShop | None = None
    written: int = 0

    @property
    def names(self) -> Sequence[str]:
        """Both channels' names."""
        return (self.telegram.name, self.whatsapp.name)

    @asynccontextmanager
    async def open(self, ground: Ground) -> AsyncIterator[Sequence[Channel]]:  # noqa: ARG002 - they stand on nothing
        """The channels as they are."""
        yield (self.telegram, self.whatsapp)

    async def says(self, chat: str, text: str, *, to: Part | None = None, kind: str = "text") -> None:
        """A message, perhaps a reply to a part that was sent; returns once all that follows from it is done."""
        assert self.shop is not None
        self.written += 1
        message = Message(
            channel=chat.partition(":")[0],
            external_id=f"message {self.written}",
            chat=chat,
            text=text,
            kind=kind,
            received_at_ms=self.clock.now_ms(),
        )
        await self.shop.mailbox.accept(message if to is None else replace(message, reply_to=f"wire-{to.id}"))
        await self.shop.worker.idle()

    def to_owner(self, words: str) -> Part:
        """The newest part at the owner that holds these words."""
        return [part for part in self.telegram.taken if part.chat == OWNER and words in part.body][-1]

    @property
    def to_customer(self) -> list[str]:
        """What the customer has read."""
        return [part.body for part in self.whatsapp.taken if part.chat == CUSTOMER]


@asynccontextmanager
async def opened(folder: Path, world: World, **environment: str) -> AsyncIterator[World]:
    """One life of the shop."""
    settings = {"BOT__STORAGE__PATH": str(folder / "bot.db"), "BOT__OWNER__TELEGRAM_IDS": "[1]"}
    async with bot.open_shop(load(settings | environment, FOLDER), world, clock=world.clock) as world.shop:
        yield world


async def waiting(world: World) -> int:
    """How many chats the figures show as waiting."""
    assert world.shop is not None
    now_ms, nothing = world.clock.now_ms(), Allowed({}, Caps(0, 0))
    figures = await world.shop.database.read(
        lambda connection: stats.collect(connection, now_ms, 1, "Asia/Kolkata", nothing)
    )
    return int(figures["waiting_for_a_person"])


async def test_a_second_reason_is_told_and_the_same_one_is_not(tmp_path: Path) -> None:
    """A complaint and, minutes later, an order: two notices; the complaint again: none."""
    async with opened(tmp_path, World()) as world:
        for text in ("my coasters came broken", "let me talk to a person", "my coasters came broken"):
            await world.says(CUSTOMER, text)
            world.clock.advance(MINUTE_MS)
        titles = [part.body.split(":")[0] for part in world.telegram.taken]
    assert titles == ["A customer complains", "A customer asks for a person"]


async def test_waiting_lists_the_newest_first_and_done_takes_off(tmp_path: Path) -> None:
    """Each with its number, reason and buttons; what is done or taken waits no more, here and in the figures."""
    async with opened(tmp_path, World()) as world:
        for chat in ("whatsapp:+919800000001", "whatsapp:+919800000002", "whatsapp:+919800000003"):
            await world.says(chat, "let me talk to a person")
            world.clock.advance(MINUTE_MS)
        assert await waiting(world) == 3
        await world.says(OWNER, "/waiting")
        listed = world.to_owner("3 chats wait")
        lines = listed.body.splitlines()
        assert [line[: line.index(":", 12)] for line in lines[1:4]] == [
            *("3. whatsapp:+919800000003", "2. whatsapp:+919800000002", "1. whatsapp:+919800000001")
        ]
        assert "asks for a person, 1 min ago" in lines[1]
        assert listed.beside.buttons[0] == (("Take 3", "/take 3"), ("Done 3", "/done 3"))
        await world.says(OWNER, "/done 2")
        await world.says(OWNER, "/take 1")
        assert await waiting(world) == 1
        await world.says(OWNER, "/waiting")
        body = world.to_owner("1 chat waits").body
        assert "+919800000002" not in body
        assert "1. whatsapp:+919800000001: telegram:1 has it" in body


@pytest.mark.parametrize("text", ["/take 77", "/take whatsapp:+910000000000", "/take", "/release x", "/take ٣"])
async def test_a_chat_that_is_not_known_is_asked_for(tmp_path: Path, text: str) -> None:
    """A wrong number, a wrong name or none takes nothing over."""
    async with opened(tmp_path, World()) as world:
        await world.says(CUSTOMER, "hi")
        await world.says(OWNER, text)
        assert "Which chat?" in world.telegram.bodies[-1]


@pytest.mark.parametrize("text", ["/take 1", "/waiting", "/release 1", "/done 1", "/template 1"])
async def test_customers_take_nothing_over(tmp_path: Path, text: str) -> None:
    """To everybody but the owner these are commands that the shop does not know."""
    async with opened(tmp_path, World()) as world:
        await world.says(CUSTOMER, "let me talk to a person")
        await world.says(CUSTOMER, "/nothing")
        await world.says(CUSTOMER, text)
        assert world.to_customer[-1] == world.to_customer[-2]
        assert await waiting(world) == 1


async def test_words_that_twilio_refuses_as_too_late_are_kept(tmp_path: Path) -> None:
    """Where only Twilio knew that the 24 hours were over: the owner is told, and the words follow the next message."""
    async with opened(tmp_path, World()) as world:
        await world.says(CUSTOMER, "let me talk to a person")
        world.whatsapp.outcomes.append(SendRefused(WINDOW_CLOSED))
        await world.says(OWNER, "Your order is ready", to=world.to_owner("asks for a person"))
        assert "more than 24 hours" in world.to_owner("does not let your words through").body
        assert "Your order is ready" not in world.to_customer
    async with opened(tmp_path, world):
        before = len(world.to_customer)
        await world.says(CUSTOMER, "hello?")
        assert world.to_customer[before:] == ["Your order is ready"]
        await world.says(OWNER, "Shall I send it?", to=world.to_owner("hello?"))
        assert world.to_customer[-1] == "Shall I send it?"


async def test_an_owner_who_was_not_reached_hears_it_later(tmp_path: Path) -> None:
    """Blocked while customers called: once the owner writes again, each notice comes, and can be replied to."""
    async with opened(tmp_path, World()) as world:
        world.telegram.outcomes.append(SendRefused("blocked"))
        await world.says(CUSTOMER, "let me talk to a person")
        assert world.telegram.taken == []
        await world.says(OWNER, "/help")
        await world.says(OWNER, "Ravi here", to=world.to_owner("asks for a person"))
        assert world.to_customer[-1] == "Ravi here"


async def test_a_customer_is_not_left_with_an_owner_who_hears_nothing(tmp_path: Path) -> None:
    """What cannot be forwarded is answered by the bot after all, and the chat is its again."""
    async with opened(tmp_path, World()) as world:
        await world.says(CUSTOMER, "hi")
        await world.says(OWNER, f"/take {CUSTOMER}")
        world.telegram.outcomes.append(SendRefused("blocked"))
        await world.says(CUSTOMER, "100 wooden coasters price")
        assert "₹8,200" in world.to_customer[-1]
        await world.says(CUSTOMER, "aur 200 ka?")
        assert "₹16,400" in world.to_customer[-1]


async def test_a_long_message_is_forwarded_whole(tmp_path: Path) -> None:
    """In as many parts as it takes, each of which can be replied to; what is no text is named."""
    async with opened(tmp_path, World()) as world:
        await world.says(CUSTOMER, "hi")
        await world.says(OWNER, f"/take {CUSTOMER}")
        before = len(world.telegram.taken)
        await world.says(CUSTOMER, " ".join(f"word{number}" for number in range(600)))
        parts = world.telegram.taken[before:]
        assert len(parts) > 1
        assert all(f"word{number}" in " ".join(part.body for part in parts).split() for number in range(600))
        await world.says(OWNER, "read it all", to=parts[0])
        assert world.to_customer[-1] == "read it all"
        await world.says(CUSTOMER, "like this", kind="photo")
        assert world.telegram.bodies[-1] == f"{CUSTOMER}: [photo] like this"


async def test_pictures_of_an_owner_are_not_passed_on(tmp_path: Path) -> None:
    """The owner is told so; words below one go out."""
    async with opened(tmp_path, World()) as world:
        await world.says(CUSTOMER, "let me talk to a person")
        notice = world.to_owner("asks for a person")
        await world.says(OWNER, "", to=notice, kind="photo")
        assert "Only words can be passed on" in world.telegram.bodies[-1]
        await world.says(OWNER, "Ravi here", to=notice)
        await world.says(OWNER, "this is how it looks", to=notice, kind="photo")
        assert world.to_customer[-1] == "this is how it looks"
        assert "cannot be passed on" in world.telegram.bodies[-1]


async def test_an_overdue_chat_survives_a_restart(tmp_path: Path) -> None:
    """Silent over a restart too: the time runs on, and what was left unanswered is answered, once."""
    world = World()
    async with opened(tmp_path, world):
        await world.says(CUSTOMER, "hi")
        await world.says(OWNER, f"/take {CUSTOMER}")
        await world.says(CUSTOMER, "100 wooden coasters price")
        await world.says(CUSTOMER, "100 marble coasters price")
    world.clock.advance(29 * MINUTE_MS)
    async with opened(tmp_path, world):
        await world.says(CUSTOMER, "100 slate coasters price")
        assert len(world.to_customer) == 1
    world.clock.advance(2 * MINUTE_MS)
    async with opened(tmp_path, world), asyncio.timeout(10):
        while len(world.to_customer) < 2:
            await world.whatsapp.took_one()
        assert world.shop is not None
        await world.shop.worker.idle()
        assert len(world.to_customer) == 2
        assert "slate" in world.to_customer[-1]
        assert world.to_owner("silent in").beside.buttons == ((("Take over", "/take"),),)


async def test_kept_words_do_not_silence_the_bot_for_ever(tmp_path: Path) -> None:
    """After a week they are dropped, and the customer is answered as anybody is."""
    async with opened(tmp_path, World()) as world:
        await world.says(CUSTOMER, "let me talk to a person")
        world.whatsapp.outcomes.append(SendRefused(WINDOW_CLOSED))
        await world.says(OWNER, "Your order is ready", to=world.to_owner("asks for a person"))
        world.clock.advance(KEPT_MS + 1)
        await world.says(CUSTOMER, "100 wooden coasters price")
        assert "₹8,200" in world.to_customer[-1]
        assert "Your order is ready" not in world.to_customer


async def test_an_owner_who_blocked_telegram_hears_on_whatsapp(tmp_path: Path) -> None:
    """What one channel does not take goes to the owner's chats that were not told; a reply from there counts."""
    number = "+919800000000"
    async with opened(tmp_path, World(), BOT__OWNER__WHATSAPP=number) as world:
        world.telegram.outcomes.append(SendRefused("blocked"))
        await world.says(CUSTOMER, "let me talk to a person")
        (notice,) = [part for part in world.whatsapp.taken if part.chat == f"whatsapp:{number}"]
        assert "asks for a person" in notice.body
        await world.says(f"whatsapp:{number}", "Ravi here", to=notice)
        assert world.to_customer[-1] == "Ravi here"


async def test_words_that_are_lost_after_twilio_took_them_are_told(tmp_path: Path) -> None:
    """A delivery report may come later: kept where it was too late, told where it was something else."""
    async with opened(tmp_path, World()) as world:
        assert world.shop is not None
        failures, database = world.shop.mailbox.outbox.failures, world.shop.database
        statuses = WhatsAppStatuses(
            database, WhatsAppConsequences(await UnreachableChats.load(database), print), failures
        )
        await world.says(CUSTOMER, "let me talk to a person")
        for text, code, words in (
            ("Your order is ready", WINDOW_CLOSED, "does not let your words through"),
            ("It is blue", "63013", "refused them (63013)"),
        ):
            await world.says(OWNER, text, to=world.to_owner("asks for a person"))
            sid = f"wire-{world.whatsapp.taken[-1].id}"
            await statuses.report(sid, "undelivered", code, CUSTOMER, world.clock.now_ms())
            await world.shop.worker.idle()
            assert words in world.telegram.bodies[-1]


async def test_start_is_told_to_who_has_the_chat(tmp_path: Path) -> None:
    """STOP and START of a customer that a person speaks with: both are answered, and both are told."""
    async with opened(tmp_path, World()) as world:
        await world.says(CUSTOMER, "hi")
        await world.says(OWNER, f"/take {CUSTOMER}")
        await world.says(CUSTOMER, "STOP")
        await world.says(CUSTOMER, "hello?")
        await world.says(CUSTOMER, "START")
        assert f"{CUSTOMER}: STOP" in world.telegram.bodies
        assert f"{CUSTOMER}: hello?" not in world.telegram.bodies
        assert world.telegram.bodies[-1] == f"{CUSTOMER}: START"
        assert "1. Coasters" in world.to_customer[-1]
