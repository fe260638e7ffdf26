"""The Telegram on loopback keeps the real one's rules, as a plain HTTP client sees them. Refuses our own channel."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import ClientError, ClientSession, ClientTimeout, FormData

from rehearsal.line_trouble import LineTrouble
from rehearsal.telegram import TelegramServer
from rehearsal.telegram_faults import Refusal, blocked, too_fast
from tests.telegram_peers import TOKEN

Call = Callable[..., Coroutine[Any, Any, tuple[int, Any]]]


@pytest_asyncio.fixture
async def call(telegram: TelegramServer) -> AsyncIterator[Call]:
    """Calls a method with JSON; gives the HTTP status, and the result or Telegram's words."""
    async with ClientSession(timeout=ClientTimeout(total=3)) as session:

        async def post(method: str, token: str = TOKEN, **parameters: Any) -> tuple[int, Any]:
            async with session.post(f"{telegram.base_url}/bot{token}/{method}", json=parameters) as answer:
                body = await answer.json()
                assert body["ok"] == (answer.status == 200)
                return answer.status, body["result"] if body["ok"] else body["description"]

        yield post


async def numbers(call: Call, **parameters: Any) -> list[int]:
    """The numbers of the updates that a poll brings."""
    status, updates = await call("getUpdates", **parameters)
    assert status == 200
    return [update["update_id"] for update in updates]


async def test_it_listens_on_loopback_alone(telegram: TelegramServer) -> None:
    """The address is 127.0.0.1."""
    assert telegram.base_url.startswith("http://127.0.0.1:")


async def test_unknown_tokens_and_methods(call: Call) -> None:
    """404 for what cannot be a token and for unknown methods, 401 for a token of somebody else."""
    assert await call("getMe", "senseless") == (404, "Not Found")
    assert await call("getMe", "77:" + "x" * 35) == (401, "Unauthorized")
    assert await call("sendHologram") == (404, "Not Found")
    status, me = await call("GETME")
    assert (status, me["id"], me["is_bot"]) == (200, 1234, True)


async def test_an_offset_confirms_all_before_it(telegram: TelegramServer, call: Call) -> None:
    """Until then the same updates come again and again."""
    asha = telegram.customer(7)
    for text in ("one", "two", "three"):
        asha.says(text)
    first, second, third = await numbers(call)
    assert await numbers(call) == [first, second, third]
    assert await numbers(call, limit=2) == [first, second]
    assert await numbers(call, offset=second) == [second, third]
    assert await numbers(call) == [second, third]
    assert await numbers(call, offset=-1) == [third]
    assert await numbers(call, offset=third + 1) == []


async def test_a_long_poll_waits_for_the_first_update(telegram: TelegramServer, call: Call) -> None:
    """It answers when something comes, or with nothing when the time is over."""
    waiting = asyncio.create_task(numbers(call, timeout=2))
    await asyncio.sleep(0.05)
    assert not waiting.done()
    telegram.customer(7).says("hello")
    assert len(await waiting) == 1
    assert await numbers(call, offset=10_000, timeout=0) == []


async def test_a_second_poll_ends_the_first(call: Call) -> None:
    """409 for the one that was there before."""
    first = asyncio.create_task(call("getUpdates", timeout=2))
    await asyncio.sleep(0.05)
    second = asyncio.create_task(call("getUpdates", timeout=2))
    status, words = await first
    assert (status, "terminated by other getUpdates" in words) == (409, True)
    second.cancel()
    with pytest.raises(asyncio.CancelledError):
        await second


async def test_a_webhook_forbids_polling(call: Call) -> None:
    """409 until it is deleted; its state can be asked for."""
    assert await call("setWebhook", url="http://127.0.0.1:9/telegram", secret_token="a-b_c") == (200, True)  # noqa: S106
    status, words = await call("getUpdates")
    assert (status, "webhook is active" in words) == (409, True)
    _, info = await call("getWebhookInfo")
    assert info["url"] == "http://127.0.0.1:9/telegram"
    assert await call("deleteWebhook") == (200, True)
    assert await numbers(call) == []


@pytest.mark.parametrize(
    ("url", "secret", "words"),
    [
        ("http://shop.example", "x", "HTTPS URL"),
        ("https://shop.example:9", "x", "HTTPS"),
        ("https://a.example", "ü", "secret"),
    ],
)
async def test_webhooks_that_telegram_refuses(call: Call, url: str, secret: str, words: str) -> None:
    """No plain HTTP, no odd port, no odd secret."""
    status, told = await call("setWebhook", url=url, secret_token=secret)
    assert (status, words in told) == (400, True)


async def test_only_the_kinds_asked_for_are_kept(telegram: TelegramServer, call: Call) -> None:
    """allowed_updates holds from the poll that names it."""
    asha = telegram.customer(7)
    await numbers(call, allowed_updates=["message"])
    asha.blocks()
    asha.says("hello")
    _, updates = await call("getUpdates")
    assert [set(update) for update in updates] == [{"update_id", "message"}]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "message text is empty"),
        (" \n", "message text is empty"),
        ("x" * 4097, "message is too long"),
        ("😀" * 2049, "too long"),
    ],
)
async def test_texts_that_telegram_refuses(telegram: TelegramServer, call: Call, text: str, words: str) -> None:
    """Empty or beyond 4,096 units of UTF-16."""
    telegram.customer(7).has_written = True
    status, told = await call("sendMessage", chat_id=7, text=text)
    assert (status, words in told) == (400, True)
    assert telegram.customer(7).shown == []


async def test_who_can_be_written_to(telegram: TelegramServer, call: Call) -> None:
    """Nobody unknown, nobody who never wrote, nobody who blocked the bot."""
    asha = telegram.customer(7)
    assert (await call("sendMessage", chat_id=99, text="hi"))[0] == 400
    assert (await call("sendMessage", chat_id=7, text="hi"))[0] == 403
    asha.says("hello")
    status, message = await call("sendMessage", chat_id=7, text=" hi ")
    assert (status, message["text"], message["chat"]["id"]) == (200, "hi", 7)
    asha.blocks()
    assert (await call("sendMessage", chat_id=7, text="hi"))[0] == 403
    assert asha.texts == ["hi"]


async def test_buttons_carry_64_bytes(telegram: TelegramServer, call: Call) -> None:
    """More is refused; what fits can be pressed, and acknowledged once it is known."""
    asha = telegram.customer(7)
    asha.says("hello")
    keyboard = {"inline_keyboard": [[{"text": "Go", "callback_data": "क" * 22}]]}
    assert (await call("sendMessage", chat_id=7, text="hi", reply_markup=keyboard))[0] == 400
    keyboard["inline_keyboard"][0][0]["callback_data"] = "go on"
    assert (await call("sendMessage", chat_id=7, text="hi", reply_markup=json.dumps(keyboard)))[0] == 200
    press = asha.presses_button("Go")
    assert telegram.queue.pending[-1]["callback_query"]["data"] == "go on"
    assert await call("answerCallbackQuery", callback_query_id=press) == (200, True)
    assert asha.presses == {press: True}
    assert (await call("answerCallbackQuery", callback_query_id="nobody's"))[0] == 400
    with pytest.raises(LookupError):
        asha.presses_button("Stop")


async def test_pictures_come_as_multipart(telegram: TelegramServer) -> None:
    """The bytes arrive as they were sent; what is no picture is refused."""
    asha = telegram.customer(7)
    asha.has_written = True
    async with ClientSession() as session:
        for picture, status in ((b"\x89PNG123", 200), (b"no picture", 400)):
            form = FormData({"chat_id": "7", "caption": "today"})
            form.add_field("photo", picture, filename="p.png")
            async with session.post(f"{telegram.base_url}/bot{TOKEN}/sendPhoto", data=form) as answer:
                assert answer.status == status
    assert [(shown.photo, shown.text) for shown in asha.shown] == [(b"\x89PNG123", "today")]


async def test_signs_and_profile_are_checked(telegram: TelegramServer, call: Call) -> None:
    """Actions, drafts, commands and descriptions outside the rules are bad requests."""
    telegram.customer(7).has_written = True
    good = [{"command": "start", "description": "Begin"}]
    assert (await call("sendChatAction", chat_id=7, action="dancing"))[0] == 400
    assert (await call("sendMessageDraft", chat_id=7, draft_id=0, text=""))[0] == 400
    assert (await call("sendMessageDraft", chat_id=7, draft_id="x", text=""))[0] == 400
    assert (await call("setMyCommands", commands=[{"command": "Start", "description": "x"}]))[0] == 400
    assert (await call("setMyCommands", commands=good, scope={"type": "chat", "chat_id": 99}))[0] == 400
    assert (await call("setMyDescription", description="x" * 513))[0] == 400
    assert (await call("setMyShortDescription", short_description="x" * 121))[0] == 400
    assert (await call("setMyCommands", commands=good, language_code="hi"))[0] == 200
    assert telegram.methods.profile.commands == {("default", "hi"): good}
    telegram.methods.knows_drafts = False
    assert (await call("sendMessageDraft", chat_id=7, draft_id=1, text=""))[0] == 404


async def test_planned_faults_come_once_and_for_whom_they_are(telegram: TelegramServer, call: Call) -> None:
    """By method and chat, so often as planned; the rest is played as usual."""
    for chat_id in (7, 8):
        telegram.customer(chat_id).has_written = True
    telegram.faults.plan("sendMessage", too_fast(5), chat_id=7)
    telegram.faults.plan("sendMessage", blocked(), chat_id=7)
    assert (await call("sendMessage", chat_id=8, text="hi"))[0] == 200
    assert (await call("sendMessage", chat_id=7, text="hi"))[0] == 429
    assert telegram.faults.left == 1
    assert (await call("sendMessage", chat_id=7, text="hi"))[0] == 403
    assert (await call("sendMessage", chat_id=7, text="hi"))[0] == 200


@pytest.mark.parametrize(("trouble", "arrives"), [(LineTrouble.CUT, False), (LineTrouble.CUT_AFTERWARDS, True)])
async def test_a_cut_connection(telegram: TelegramServer, call: Call, trouble: LineTrouble, *, arrives: bool) -> None:
    """The caller learns nothing; only a cut afterwards has had its effect."""
    telegram.customer(7).has_written = True
    telegram.faults.plan("sendMessage", trouble)
    with pytest.raises(ClientError):
        await call("sendMessage", chat_id=7, text="hi")
    assert bool(telegram.customer(7).shown) == arrives


async def test_silence_lasts(telegram: TelegramServer, call: Call) -> None:
    """Nothing is sent, however long one waits."""
    telegram.faults.plan("getMe", LineTrouble.SILENCE)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await call("getMe")


def test_a_refusal_looks_like_telegrams() -> None:
    """429 tells the time both in words and in its parameters."""
    assert too_fast(5).body == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 5",
        "parameters": {"retry_after": 5},
    }
    assert "parameters" not in Refusal(500, "Internal Server Error").body
