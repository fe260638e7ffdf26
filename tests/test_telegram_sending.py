"""Sending: plain text, whole, in order and in its turn. Refuses a faked library: every call crosses a socket."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from handlers.delivery.message import Beside, SendLater, SendRefused
from handlers.pace import PaceLimits
from handlers.telegram import Telegram
from handlers.telegram_faults import Unclear
from handlers.telegram_sending import CONNECT_AGAIN_S, TOKEN_AGAIN_S
from handlers.unreachable_chats import UnreachableChats
from rehearsal.line_trouble import LineTrouble
from rehearsal.telegram import TelegramServer
from rehearsal.telegram_customer import TelegramCustomer
from rehearsal.telegram_faults import Refusal, bad_request, too_fast
from rehearsal.vendor import refusing_address
from shop.catalogue import Catalogue
from storage.clock import SystemClock
from storage.database import Database
from tests.delivery_peers import EchoResponder, reply
from tests.telegram_peers import MIGRATIONS, TOKEN, Shop, open_shop, options, part

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64
LABELS = ["Coasters", "Corporate gifts", "Price list", "Talk to a person"]


@pytest.fixture
def asha(telegram: TelegramServer) -> TelegramCustomer:
    """A customer who has written before, so that the bot may write to her."""
    return known(telegram, 7)


def known(telegram: TelegramServer, chat_id: int) -> TelegramCustomer:
    """A customer who has written before."""
    customer = telegram.customer(chat_id)
    customer.has_written = True
    return customer


@pytest_asyncio.fixture
async def shop(telegram: TelegramServer, tmp_path: Path, catalogue: Catalogue) -> AsyncIterator[Shop]:
    """A shop with buttons."""
    async with open_shop(tmp_path, telegram, menu=lambda: catalogue.menu) as opened:
        yield opened


async def test_text_goes_out_as_it_is(telegram: TelegramServer, shop: Shop, asha: TelegramCustomer) -> None:
    """Signs that mean something in markup arrive as signs, and links show no preview."""
    text = "*bold* _x_ [a](b) <i>1 < 2</i> `c` www.chaubara.example ₹ नमस्ते 🎁"
    message_id = await shop.channel.send(part(text))
    assert asha.texts == [text]
    assert message_id == str(asha.shown[0].message_id)
    (call,) = telegram.called("sendMessage")
    assert "parse_mode" not in call.parameters
    assert call.data("link_preview_options") == {"is_disabled": True}


async def test_a_long_answer_arrives_whole_and_in_order(telegram: TelegramServer, tmp_path: Path) -> None:
    """An answer beyond 4,096 units comes in two messages, none refused."""
    ravi = telegram.customer(8)
    async with open_shop(tmp_path, telegram, EchoResponder()) as shop:
        ravi.says("gift 🎁 " * 990)
        await ravi.reads(2)
        assert {state for state, _, _ in await shop.settled(2)} == {"sent"}
    assert "".join("".join(ravi.texts).split()) == "re:" + "gift🎁" * 990


async def test_too_fast_in_one_chat_delays_nobody_else(telegram: TelegramServer, tmp_path: Path) -> None:
    """429 puts that chat's answer off by Telegram's own time; others are answered meanwhile."""
    asha, ravi = telegram.customer(7), telegram.customer(8)
    telegram.faults.plan("sendMessage", too_fast(1), chat_id=7)
    async with open_shop(tmp_path, telegram) as shop:
        asha.says("hello")
        ravi.says("hello")
        (for_ravi,) = await ravi.reads()
        assert asha.shown == []
        (for_asha,) = await asha.reads()
        assert await shop.settled(2) == [("sent", None, 0), ("sent", None, 0)]
    assert for_asha.at_s - for_ravi.at_s > 0.7


@pytest.mark.parametrize("seconds", [0, 7, 1_000_000_000])
async def test_telegrams_time_is_passed_on(
    telegram: TelegramServer, shop: Shop, asha: TelegramCustomer, seconds: int
) -> None:
    """However odd the time is, the part was surely not taken."""
    telegram.faults.plan("sendMessage", too_fast(seconds))
    with pytest.raises(SendLater) as later:
        await shop.channel.send(part("hello"))
    assert later.value.seconds == max(seconds, 1)
    assert asha.shown == []


async def test_who_blocked_the_bot_is_left_alone_until_heard_again(telegram: TelegramServer, tmp_path: Path) -> None:
    """403 settles the part and marks the chat, through a restart; its next message lifts the mark."""
    asha = telegram.customer(7)
    asha.says("hello")
    asha.has_blocked = True
    async with open_shop(tmp_path, telegram) as shop:
        assert await shop.settled(1) == [("failed", "blocked", 0)]
    async with open_shop(tmp_path, telegram) as shop:
        before = len(telegram.called("sendMessage"))
        with pytest.raises(SendRefused, match="blocked"):
            await shop.channel.send(part("news"))
        assert len(telegram.called("sendMessage")) == before
        asha.has_blocked = False
        asha.says("I am back")
        assert [shown.text for shown in await asha.reads()] == ["re: I am back"]
        assert "telegram:7" not in shop.unreachable


async def test_a_block_that_cannot_be_noted_is_a_refusal_all_the_same(
    telegram: TelegramServer, tmp_path: Path, asha: TelegramCustomer
) -> None:
    """The outcome is known, whatever the disk says; the mark is made at the next refusal."""
    async with Database.open(tmp_path / "shop.db", MIGRATIONS) as database:
        unreachable = await UnreachableChats.load(database)
    asha.has_blocked = True
    async with Telegram.open(options(telegram), unreachable, SystemClock()) as channel:
        with pytest.raises(SendRefused, match="blocked"):
            await channel.send(part("hello"))
    assert "telegram:7" not in unreachable


async def test_telegram_itself_tells_of_a_block(telegram: TelegramServer, tmp_path: Path) -> None:
    """A block and its end are noted in the order of their happening, also where a message comes with them."""
    asha = telegram.customer(7)
    async with open_shop(tmp_path, telegram) as shop:
        asha.says("hello")
        await asha.reads()
        asha.blocks()
        await telegram.queue.settled()
        assert "telegram:7" in shop.unreachable
        asha.unblocks()
        await telegram.queue.settled()
        assert "telegram:7" not in shop.unreachable
    asha.says("bye")
    asha.blocks()
    async with open_shop(tmp_path, telegram) as shop:
        await telegram.queue.settled()
        assert "telegram:7" in shop.unreachable


@pytest.mark.parametrize(
    ("chat", "code"), [("telegram:99", "Chat not found"), ("telegram:x", "no chat"), ("whatsapp:+9198", "no chat")]
)
async def test_a_chat_that_is_not_there_is_refused(shop: Shop, chat: str, code: str) -> None:
    """400, or no number at all: nothing to be tried again."""
    with pytest.raises(SendRefused, match=code):
        await shop.channel.send(part("hello", chat))


async def test_a_refusal_never_repeats_the_token(telegram: TelegramServer, shop: Shop, asha: TelegramCustomer) -> None:
    """Codes are stored and logged, so an echo of our address in Telegram's words is cleaned."""
    telegram.faults.plan("sendMessage", bad_request(f"no such path /bot{TOKEN}/sendMessage"), times=2)
    with pytest.raises(SendRefused, match="<token>") as refused:
        await shop.channel.send(part("hello"))
    assert "test-key" not in str(refused.value)
    assert asha.shown == []


async def test_a_cut_after_the_call_leaves_it_open(
    telegram: TelegramServer, shop: Shop, asha: TelegramCustomer
) -> None:
    """Taken, and the answer lost: that is neither a refusal nor a reason to send at once again."""
    for trouble in (LineTrouble.CUT_AFTERWARDS, LineTrouble.GARBAGE, LineTrouble.NONSENSE, Refusal(502, "Bad Gateway")):
        telegram.faults.plan("sendMessage", trouble)
        with pytest.raises(Unclear):
            await shop.channel.send(part("hello"))
    assert asha.texts == ["hello"] * 3


async def test_what_never_left_is_sent_later(telegram: TelegramServer, tmp_path: Path) -> None:
    """Nobody at the address: surely not sent. A token that is refused: not either."""
    async with open_shop(tmp_path, telegram, base_url=refusing_address()) as shop:
        with pytest.raises(SendLater) as later:
            await shop.channel.send(part("hello"))
        assert later.value.seconds == CONNECT_AGAIN_S
    alarms: list[tuple[str, str]] = []
    async with open_shop(tmp_path, telegram, alarm=lambda *alarm: alarms.append(alarm)) as shop:
        telegram.faults.plan("sendMessage", Refusal(401, "Unauthorized"))
        with pytest.raises(SendLater) as later:
            await shop.channel.send(part("hello"))
        assert later.value.seconds == TOKEN_AGAIN_S
    assert alarms == [("telegram", "token refused")]


async def test_a_greeting_has_buttons_and_an_ordinary_answer_has_none(shop: Shop, asha: TelegramCustomer) -> None:
    """In the language of the reply, as the templates have them."""
    for language, intent in (("en", "greeting"), ("hi", "greeting"), ("hinglish", "unclear"), ("en", "price_query")):
        whole = replace(reply("hello"), language=language, intents=(intent,))
        await shop.channel.send(part("hello", whole=whole))
    labels = [[label for label, _ in shown.buttons] for shown in asha.shown]
    assert labels[0] == LABELS
    assert labels[1][0] == "कोस्टर"
    assert labels[2][3] == "Team se baat"
    assert labels[3] == []


async def test_only_the_last_part_has_buttons(shop: Shop, asha: TelegramCustomer) -> None:
    """A reply in several messages carries them at its end."""
    whole = reply("word " * 1500)
    for number, body in enumerate(shop.channel.split(whole.text), start=1):
        await shop.channel.send(part(body, whole=whole, number=number))
    assert [bool(shown.buttons) for shown in asha.shown] == [False, True]


async def test_refused_buttons_do_not_cost_the_answer(
    telegram: TelegramServer, shop: Shop, asha: TelegramCustomer
) -> None:
    """Should Telegram dislike the buttons, the text goes without."""
    telegram.faults.plan("sendMessage", bad_request("BUTTON_DATA_INVALID"))
    await shop.channel.send(part("hello"))
    assert asha.texts == ["hello"]
    assert asha.shown[0].buttons == ()


@pytest.mark.parametrize("is_late", [False, True])
async def test_a_pressed_button_says_its_words(
    telegram: TelegramServer, tmp_path: Path, catalogue: Catalogue, *, is_late: bool
) -> None:
    """The button's words are answered as if typed, and the press is acknowledged, or too late for that."""
    telegram.methods.button_is_late = is_late
    asha = telegram.customer(7)
    async with open_shop(tmp_path, telegram, menu=lambda: catalogue.menu) as shop:
        asha.says("hi")
        await asha.reads()
        press = asha.presses_button("Talk to a person")
        await asha.reads(2)
        assert await shop.heard() == [("telegram:7", "text", "hi"), ("telegram:7", "button", "talk to a person")]
        await telegram.queue.settled()
    assert asha.texts[1] == "re: talk to a person"
    assert asha.presses == {press: not is_late}
    assert len(telegram.called("answerCallbackQuery")) == 1


async def test_a_picture_goes_out_with_its_words(shop: Shop, asha: TelegramCustomer) -> None:
    """The owner's picture arrives byte for byte; what Telegram refuses is a refusal."""
    await shop.channel.send_photo("telegram:7", PNG, "today")
    assert [(shown.photo, shown.text) for shown in asha.shown] == [(PNG, "today")]
    with pytest.raises(SendRefused, match="caption is too long"):
        await shop.channel.send_photo("telegram:7", PNG, "x" * 1025)


@pytest.mark.parametrize(("words", "arrives"), [("today", [("today", True)]), ("w " * 800, [("", True), ("w", False)])])
async def test_a_part_shows_its_picture(
    telegram: TelegramServer, tmp_path: Path, asha: TelegramCustomer, words: str, arrives: list[tuple[str, bool]]
) -> None:
    """Words that fit stand below the picture, longer ones follow it."""
    asked: list[str] = []

    async def draw(name: str) -> bytes:
        asked.append(name)
        return PNG

    async with open_shop(tmp_path, telegram, draw=draw) as shop:
        await shop.channel.send(replace(part(words), beside=Beside(picture="stats:1:5")))
    assert [(shown.text[:5].split(" ")[0], shown.photo == PNG) for shown in asha.shown] == arrives
    assert asked == ["stats:1:5"]


@pytest.mark.parametrize("png", [b"no picture", None])
async def test_words_arrive_without_their_picture(
    telegram: TelegramServer, tmp_path: Path, asha: TelegramCustomer, png: bytes | None
) -> None:
    """A picture that cannot be drawn, or that Telegram refuses, costs nothing but itself."""

    async def draw(name: str) -> bytes:
        if png is None:
            raise ValueError(name)
        return png

    async with open_shop(tmp_path, telegram, draw=draw) as shop:
        await shop.channel.send(replace(part("today"), beside=Beside(picture="stats:1:5")))
    assert [(shown.text, shown.photo) for shown in asha.shown] == [("today", None)]


async def test_a_chats_messages_keep_their_distance(telegram: TelegramServer, tmp_path: Path) -> None:
    """Two messages to one chat are apart by the gap; other chats go out meanwhile, a little apart too."""
    customers = [known(telegram, chat_id) for chat_id in (7, 7, 8, 9)]
    async with open_shop(tmp_path, telegram, pace=PaceLimits(chat_gap_s=0.3, all_gap_s=0.05)) as shop:
        started_s = time.monotonic()
        await asyncio.gather(*(shop.channel.send(part("x", f"telegram:{each.chat_id}")) for each in customers))
    after = {each.chat_id: [shown.at_s - started_s for shown in each.shown] for each in customers}
    assert after[7][1] - after[7][0] >= 0.25
    assert after[8][0] < 0.25
    assert after[9][0] < 0.25
    assert after[9][0] - after[8][0] >= 0.03
