"""An enquiry as people meet it: the real process, a Telegram on loopback, the owner's notice; also through kill -9."""

from __future__ import annotations

import asyncio
import json
import re
import signal
import sqlite3
from pathlib import Path

import pytest

from rehearsal.model_voice import obliging
from rehearsal.vendor import Vendor
from tests.bench import transcripts
from tests.bot_process import BotProcess
from tests.live_whatsapp import ASHA, line, running

UP_TO_READ_BACK = (
    "100 wooden coaster ka price",
    "order karna hai",
    "plain, Pune, koi jaldi nahi",
    "naam Meena hai, 98123 45678",
)
LAST_ANSWERS = ("koi jaldi nahi", "naam Meena hai", "skip", "haan")


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


async def test_an_enquiry_goes_on_after_a_kill_between_read_back_and_yes(tmp_path: Path) -> None:
    """Read back, kill -9, started again: the yes still confirms it, and neither name nor number stands in the log."""
    logged: list[str] = []
    async with line() as there:
        async with running(tmp_path, there, BOT__LOG_LEVEL="DEBUG") as live:
            for text in UP_TO_READ_BACK:
                last = await there.answer(text)
            assert "Ek baar dekh lijiye" in last
            await live.ends(signal.SIGKILL)
            logged += live.lines
        async with running(tmp_path, there, BOT__LOG_LEVEL="DEBUG") as live:
            assert (await there.webhooks.says(ASHA, "haan")).status == 200
            before = len(there.rest.taken_for(ASHA))
            while not any("enquiry number 1001" in message.body for message in there.rest.taken_for(ASHA)):
                before += 1
                await there.rest.sent_to(ASHA, before, within_s=10)
            assert await live.ends(signal.SIGTERM) == 0
            logged += live.lines
    assert logged
    assert not [each for each in logged if "Meena" in each or "98123" in each]


async def test_no_model_is_asked_for_the_enquirys_own_questions(tmp_path: Path) -> None:
    """With a model at hand the enquiry asks by rule, at no cost; only the question in between goes to the model."""
    turns = ["order karna hai 100 wooden coaster", "plain", "Pune", "how do i clean wooden coasters?", *LAST_ANSWERS]
    async with Vendor.open("groq", obliging("groq")) as groq:
        bot = BotProcess(tmp_path, GROQ_API_KEY="test-key", BOT__PROVIDERS__GROQ__BASE_URL=groq.base_url)
        asked = json.dumps({"id": 1, "turns": turns}) + "\n"
        ran = await asyncio.to_thread(bot.run, "ask", "--jsonl", stdin=asked)
        assert len(groq.asked) == 1
    replies = json.loads(ran.stdout)["replies"]
    assert [reply["tier"] for reply in replies] == ["rules"] * 3 + ["groq"] + ["rules"] * len(LAST_ANSWERS)
    assert "By which date" in replies[3]["text"]
    assert "1001" in replies[-1]["text"]


def rows_of(bot: BotProcess, query: str) -> list[tuple[object, ...]]:
    """What the database says."""
    connection = sqlite3.connect(bot.database)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


@pytest.mark.parametrize("point", ["accept.after", "answer.before", "answer.after"])
def test_a_kill_around_the_confirmation_gives_one_number(tmp_path: Path, point: str) -> None:
    """Killed at a commit of the yes, the enquiry has the one number of its one stored reply; the next has another."""
    bot = BotProcess(tmp_path)
    turns = [*UP_TO_READ_BACK, "haan"]
    lines = "".join(f"{text}\n" for text in turns)
    killed = bot.run(point, str(len(turns)), "chat", stdin=lines, script=("tests/crashing_bot.py",))
    assert killed.returncode == -signal.SIGKILL
    assert "Ek baar dekh lijiye" in killed.stdout
    assert "1001" not in killed.stdout
    assert "1002" in bot.run("chat", stdin=lines).stdout
    found = rows_of(bot, "SELECT number, name, total_inr FROM enquiries ORDER BY number")
    assert found == [(1001, "Meena", "8860.00"), (1002, "Meena", "8860.00")]
    replies = rows_of(bot, "SELECT reply FROM inbox WHERE text = 'haan' ORDER BY id")
    assert ["1001" in str(replies[0]), "1002" in str(replies[1])] == [True, True]
    assert rows_of(bot, "SELECT count(*) FROM kept_notices WHERE key LIKE '%enquiry-%'") == [(2,)]
