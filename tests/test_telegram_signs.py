"""What Telegram shows around the answers: typing, drafts, commands, descriptions. None of it may cost an answer."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
import pytest_asyncio

from handlers.telegram_menu import introductions
from handlers.telegram_typing import TelegramTyping, TypingTimes
from rehearsal.line_trouble import LineTrouble
from rehearsal.telegram import TelegramServer
from rehearsal.telegram_customer import TelegramCustomer
from rehearsal.telegram_faults import Refusal, bad_request, blocked, too_fast
from shop.catalogue import Catalogue
from tests.outbox_watch import until
from tests.telegram_peers import Shop, open_shop, part

QUICK_TYPING = TypingTimes(after_s=0.03, renew_s=0.05)
OWNER_COMMANDS = (("stats", "Figures"), ("help", "This list"))


@pytest.fixture
def asha(telegram: TelegramServer) -> TelegramCustomer:
    """A customer who has written before."""
    customer = telegram.customer(7)
    customer.has_written = True
    return customer


@pytest_asyncio.fixture
async def shop(telegram: TelegramServer, tmp_path: Path) -> AsyncIterator[Shop]:
    """A shop that shows typing soon."""
    async with open_shop(tmp_path, telegram, typing=QUICK_TYPING) as opened:
        yield opened


async def test_a_quick_answer_shows_no_typing(shop: Shop, asha: TelegramCustomer) -> None:
    """Most answers are there before anybody would look for a sign."""
    async with shop.channel.working("telegram:7"):
        pass
    await asyncio.sleep(0.1)
    assert (asha.typing_at_s, asha.drafts) == ([], [])


async def test_a_slow_answer_shows_typing_again_and_again_and_one_draft(shop: Shop, asha: TelegramCustomer) -> None:
    """Renewed while the work goes on, ended with it."""
    async with shop.channel.working("telegram:7"):
        await until(typings(asha), lambda count: count >= 3)
    assert asha.drafts == [(1, "")]
    await asyncio.sleep(0.02)
    shown = len(asha.typing_at_s)
    await asyncio.sleep(0.15)
    assert len(asha.typing_at_s) == shown


def typings(customer: TelegramCustomer) -> Callable[[], Awaitable[int]]:
    """How often typing was shown."""

    async def count() -> int:
        return len(customer.typing_at_s)

    return count


@pytest.mark.parametrize("refusal", [Refusal(404, "Not Found"), bad_request("method is unavailable")])
async def test_drafts_are_left_out_once_telegram_knows_none(
    telegram: TelegramServer, shop: Shop, asha: TelegramCustomer, refusal: Refusal
) -> None:
    """One refusal is enough: typing goes on, and drafts are not tried again."""
    telegram.faults.plan("sendMessageDraft", refusal, times=9)
    for _ in range(2):
        asha.typing_at_s.clear()
        async with shop.channel.working("telegram:7"):
            await until(typings(asha), lambda count: count >= 2)
    assert len(telegram.called("sendMessageDraft")) == 1


@pytest.mark.parametrize("fault", [too_fast(3), blocked(), LineTrouble.CUT, LineTrouble.SILENCE, LineTrouble.GARBAGE])
async def test_a_sign_that_fails_disturbs_nothing(
    telegram: TelegramServer, shop: Shop, asha: TelegramCustomer, fault: Refusal | LineTrouble
) -> None:
    """Whatever happens to typing, the work within ends as it would without, and at once."""
    telegram.faults.plan("sendChatAction", fault, times=9)
    async with asyncio.timeout(1), shop.channel.working("telegram:7"):
        await until(lambda: asked(telegram), lambda count: count > 0)
        await shop.channel.send(part("hello"))
    assert asha.texts == ["hello"]


async def asked(telegram: TelegramServer) -> int:
    """How often typing was asked for."""
    return len(telegram.called("sendChatAction"))


class BrokenSigns:
    """Signs with a mistake in them."""

    async def show_typing(self, chat_id: int) -> None:
        """Fails as no line would."""
        raise LookupError(chat_id)

    async def show_thinking(self, chat_id: int, draft_id: int) -> None:
        """Never reached."""


async def test_a_mistake_in_the_signs_stays_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    """Even what no Telegram would do to us ends in a line of the log."""
    typing = TelegramTyping(BrokenSigns(), TypingTimes(after_s=0))
    async with typing.shown(7):
        await asyncio.sleep(0.02)
    await typing.close()
    assert caplog.messages == ["typing_failed"]


async def test_an_error_within_goes_through(shop: Shop) -> None:
    """The sign swallows nothing; and for a chat of another channel there is none."""
    with pytest.raises(LookupError):
        async with shop.channel.working("telegram:7"):
            raise LookupError("no such product")
    async with shop.channel.working("terminal:7"):
        pass


async def test_the_bot_introduces_itself(
    telegram: TelegramServer, tmp_path: Path, asha: TelegramCustomer, catalogue: Catalogue
) -> None:
    """Once, whatever happens to polling: for all and in Hindi; the owner's commands in the owner's chat alone."""
    menu = introductions(catalogue.menu, OWNER_COMMANDS)
    telegram.faults.plan("getUpdates", Refusal(409, "Conflict"), times=2)
    async with open_shop(tmp_path, telegram, introductions=menu, owner_ids=(asha.chat_id,)):
        await until(lambda: introduced(telegram), lambda calls: calls == 8)
        asha.says("hello")
        await asha.reads()
    assert await introduced(telegram) == 8
    profile = telegram.methods.profile
    owner = json.dumps({"chat_id": 7, "type": "chat"})
    names = {key: [command["command"] for command in commands] for key, commands in profile.commands.items()}
    ours = ["start", "menu", "help"]
    assert names == {
        ("default", ""): ours,
        ("default", "hi"): ours,
        (owner, ""): [*ours, "stats"],
        (owner, "hi"): [*ours, "stats"],
    }
    assert profile.commands[owner, ""][2]["description"] == "This list"
    assert profile.commands["default", "hi"][0]["description"] == catalogue.menu.commands["start"].hi
    assert profile.description == {"": catalogue.menu.description.en, "hi": catalogue.menu.description.hi}
    assert profile.short_description["hi"] == catalogue.menu.short_description.hi


async def introduced(telegram: TelegramServer) -> int:
    """How many calls were spent on introductions."""
    return len([call for call in telegram.calls if call.method.startswith("setMy")])


async def test_a_failed_introduction_stops_nothing(
    telegram: TelegramServer, tmp_path: Path, catalogue: Catalogue, caplog: pytest.LogCaptureFixture
) -> None:
    """An owner who never wrote to the bot, and an outage: told in the log, the rest is introduced, messages come."""
    telegram.faults.plan("setMyDescription", Refusal(500, "Internal Server Error"))
    asha = telegram.customer(7)
    async with open_shop(tmp_path, telegram, introductions=introductions(catalogue.menu), owner_ids=(99, 7)):
        asha.says("hello")
        await asha.reads()
        await until(lambda: introduced(telegram), lambda calls: calls == 9)
    assert caplog.messages.count("introduction_failed") == 3


async def test_a_silent_telegram_does_not_hold_up_the_end(
    telegram: TelegramServer, tmp_path: Path, catalogue: Catalogue
) -> None:
    """A channel that is closed while it introduces itself closes at once."""
    telegram.faults.plan("setMyCommands", LineTrouble.SILENCE)
    async with asyncio.timeout(3):
        async with open_shop(tmp_path, telegram, introductions=introductions(catalogue.menu)):
            await until(lambda: introduced(telegram), lambda calls: calls == 1)
