"""An enquiry as people meet it: the real process, a Telegram on loopback, the owner's notice; also through kill -9."""

from __future__ import annotations

import asyncio
import re
import signal
import sqlite3
from pathlib import Path

import pytest

from rehearsal.model_voice import obliging
from rehearsal.telegram import TelegramServer
from rehearsal.vendor import Vendor
from tests.bench import transcripts
from tests.bot_process import BotProcess
from tests.live_bot import running_bot

TOKEN = "1234:test-key"  # noqa: S105 - of the Telegram on loopback
UP_TO_READ_BACK = (
    "100 wooden coaster ka price",
    "order karna hai",
    "plain, Pune, koi jaldi nahi",
    "naam Meena hai, 98123 45678",
)
CHAT = ("--chat", "ask:meena")


async def test_a_full_enquiry_in_hinglish_reaches_the_owner(tmp_path: Path) -> None:
    """From the price to the number every question is asked once; the owner reads all of it, with the total, at once."""
    lines = await transcripts.played("enquiry", tmp_path)
    said = [text for who, text in lines if who == "bot to Rahul"]
    questions = ("logo ya naam lagana", "shehar ya PIN", "Kis tarikh", "Aapka naam", "Ek baar dekh lijiye")
    # The question for the city stands once more beneath the answer to the question in between.
    assert [sum(question in text for text in said) for question in questions] == [1, 2, 1, 1, 2]
    assert "₹15,330" in said[-2]
    number = re.search(r"enquiry number (\d+)", said[-1])
    assert number
    told = [text for who, text in lines if who == "bot to owner"]
    assert "wants to order: telegram:77" in told[1]
    assert told[2].startswith(f"Enquiry {number[1]} from telegram:77")
    for words in ("150 wooden coasters", "₹15,330", "Pune 411001", "25 December", "Rahul Deshpande", "+91 98123 45678"):
        assert words in told[2]
    assert len(told) == 3


async def test_an_enquiry_goes_on_after_a_kill_between_read_back_and_yes(
    tmp_path: Path, telegram: TelegramServer
) -> None:
    """Read back, kill -9, started again: the yes still confirms it, and neither name nor number stands in the log."""
    environment = {"TELEGRAM_BOT_TOKEN": TOKEN, "BOT__TELEGRAM__BASE_URL": telegram.base_url}
    settings = {"BOT__TELEGRAM__PACE": "false", "BOT__LOG_LEVEL": "DEBUG"}
    meena = telegram.customer(77)
    logged: list[str] = []
    async with running_bot(tmp_path, **environment, **settings) as live:
        await live.says("Telegram: listening")
        for turn, text in enumerate(UP_TO_READ_BACK, start=1):
            meena.says(text)
            await meena.reads(turn, within_s=10)
        assert "Ek baar dekh lijiye" in meena.texts[-1]
        await live.ends(signal.SIGKILL)
        logged += live.lines
    async with running_bot(tmp_path, **environment, **settings) as live:
        await live.says("Telegram: listening")
        before = len(meena.shown)
        meena.says("haan")
        while not any("enquiry number" in text for text in meena.texts):
            before += 1
            await meena.reads(before, within_s=10)
        assert await live.ends(signal.SIGTERM) == 0
        logged += live.lines
    assert not [line for line in logged if "Meena" in line or "98123" in line]


async def test_no_model_is_asked_for_the_enquirys_own_questions(tmp_path: Path) -> None:
    """With a model at hand the enquiry asks by rule, at no cost; only the question in between goes to the model."""
    async with Vendor.open("groq", obliging("groq")) as groq:
        bot = BotProcess(tmp_path, GROQ_API_KEY="test-key", BOT__PROVIDERS__GROQ__BASE_URL=groq.base_url)
        texts = (
            "order karna hai 100 wooden coaster",
            "plain",
            "Pune",
            "naam Meena hai",
            "koi jaldi nahi",
            "skip",
            "haan",
        )
        replies = [await asyncio.to_thread(bot.ask, text, *CHAT) for text in texts[:4]]
        assert not groq.asked
        beside = await asyncio.to_thread(bot.ask, "how do i clean wooden coasters?", *CHAT)
        assert beside["tier"] == "groq"
        assert "By which date" in beside["text"]
        asked = len(groq.asked)
        replies += [await asyncio.to_thread(bot.ask, text, *CHAT) for text in texts[4:]]
        assert len(groq.asked) == asked
    assert {reply["tier"] for reply in replies} == {"rules"}
    assert "1001" in replies[-1]["text"]


def rows_of(bot: BotProcess) -> list[tuple[int, str, str]]:
    """Number, name and total of each confirmed enquiry."""
    connection = sqlite3.connect(bot.database)
    try:
        return connection.execute("SELECT number, name, total_inr FROM enquiries ORDER BY number").fetchall()
    finally:
        connection.close()


@pytest.mark.parametrize("point", ["claim.after", "answer.before", "answer.after"])
def test_a_kill_around_the_confirmation_gives_one_number(tmp_path: Path, point: str) -> None:
    """Killed at any commit of the yes, the enquiry is stored once under the number of its one stored reply."""
    bot = BotProcess(tmp_path)
    for text in UP_TO_READ_BACK:
        bot.ask(text, *CHAT)
    killed = bot.run(point, "1", "ask", *CHAT, "haan", script=("tests/crashing_bot.py",))
    assert killed.returncode == -signal.SIGKILL
    assert bot.ask("thanks", *CHAT)["handoff"] is False
    assert rows_of(bot) == [(1001, "Meena", "8860.00")]
    connection = sqlite3.connect(bot.database)
    try:
        replies = [text for (text,) in connection.execute("SELECT reply FROM inbox WHERE text = 'haan'").fetchall()]
        notices = connection.execute("SELECT count(*) FROM kept_notices WHERE key LIKE '%enquiry%'").fetchone()
    finally:
        connection.close()
    assert len(replies) == 1
    assert "1001" in replies[0]
    assert notices == (1,)
    for text in ("order karna hai", "50 mug", "plain", "skip", "haan"):
        last = bot.ask(text, *CHAT)
    assert "1002" in last["text"]
