"""The command line as people and scripts use it: real processes, real pipes, real exit codes."""

from __future__ import annotations

import json
import signal
from pathlib import Path

import pytest

from shop.catalogue import Catalogue
from tests.bot_process import BotProcess


@pytest.fixture
def bot(tmp_path: Path) -> BotProcess:
    """A bot with an empty environment and a fresh database."""
    return BotProcess(tmp_path)


def plain(amount: str) -> str:
    """An amount as customers read it, back to a plain number."""
    return amount.replace(",", "")


def test_run_without_keys_talks_on_the_terminal(bot: BotProcess, catalogue: Catalogue) -> None:
    """Four piped lines give four lines, with both totals computed and nothing else on standard output."""
    ran = bot.run("run", stdin="hi\nWhat is the price of 100 wooden coasters?\naur 200 ka?\nthanks\n")
    lines = ran.stdout.splitlines()
    assert (ran.returncode, len(lines)) == (0, 4)
    product = catalogue.products["wooden-coaster"]
    for line, quantity in ((lines[1], 100), (lines[2], 200)):
        assert f"₹{product.unit_price(quantity) * quantity:.0f}" in plain(line)
    assert "No channel is connected" in ran.stderr


def test_each_piped_line_gets_one_line(bot: BotProcess) -> None:
    """Blank lines, broken UTF-8 and a missing last line break are messages like any other."""
    ran = bot.run("chat", stdin=b"hi\n\n\xff\xfe broken\nlast")
    assert ran.returncode == 0
    assert len(ran.stdout.splitlines()) == 4


def test_ask_tells_its_tier(bot: BotProcess) -> None:
    """A greeting is pinned and comes from the cache; a question of detail comes from the rules."""
    assert bot.ask("hi")["tier"] == "cache"
    reply = bot.ask("which wood do you use")
    assert reply["tier"] == "rules"
    assert [(each["tier"], each["outcome"]) for each in reply["attempts"]] == [("cache", "miss"), ("rules", "answered")]


def test_a_reply_has_every_field(bot: BotProcess) -> None:
    """`ask --json` prints the whole reply, in the order and with the names that scripts rely on."""
    reply = bot.ask("100 cork coasters")
    assert list(reply) == [
        *("text", "tier", "intents", "language", "handoff", "facts", "cost_usd", "latency_ms", "attempts")
    ]
    assert reply["cost_usd"] == "0.000000"
    assert list(reply["attempts"][0]) == ["tier", "outcome", "reason", "ms", "tokens_in", "tokens_out", "cost_usd"]


def test_conversations_from_a_script(bot: BotProcess) -> None:
    """`ask --jsonl` answers each line in a chat of its own, in ASCII, and names the lines it could not read."""
    lines = [
        json.dumps({"id": "a", "turns": ["marble coaster ka rate", "50 piece"], "channel": "whatsapp"}),
        "not json",
        json.dumps({"id": 7, "turns": ["50 piece"]}),
        json.dumps({"id": 8, "turns": "hi"}),
        json.dumps({"id": 9, "turns": []}),
        json.dumps({"id": 10, "turns": ["half a smile \ud83d"]}),
    ]
    ran = bot.run("ask", "--jsonl", stdin="\n".join(lines))
    answers = [json.loads(line) for line in ran.stdout.splitlines()]
    assert ran.stdout.isascii()
    assert [answer["id"] for answer in answers] == ["a", 7, 9, 10]
    assert "marble" in answers[0]["replies"][1]["text"]
    assert "marble" not in answers[1]["replies"][0]["text"].splitlines()[0]
    assert ("line 2: not JSON" in ran.stderr, "line 4:" in ran.stderr, ran.returncode) == (True, True, 1)


def test_a_chat_remembers_over_processes(bot: BotProcess) -> None:
    """`--chat` goes on where the last process stopped, and another chat knows nothing of it."""
    bot.ask("price of 100 slate coasters", "--chat", "telegram:1")
    assert "slate" in bot.ask("and 200?", "--chat", "telegram:1")["text"]
    assert "slate" not in bot.ask("and 200?", "--chat", "telegram:2")["text"].split("\n")[0]


def test_stop_silences_and_start_brings_back(bot: BotProcess) -> None:
    """STOP is confirmed once and then nothing is said until START."""
    said = [bot.ask(text, "--chat", "ask:s")["text"] for text in ("STOP", "100 mugs", "START", "hi")]
    assert [bool(text) for text in said] == [True, False, True, True]


@pytest.mark.parametrize(
    "arguments",
    [["ask"], ["ask", "--jsonl", "hi"], ["ask", "--chat", "nowhere", "hi"], ["stats", "--days", "0"], ["fly"], []],
)
def test_a_wrong_command_line_ends_with_2(bot: BotProcess, arguments: list[str]) -> None:
    """A command line that makes no sense is told on standard error, with exit code 2."""
    ran = bot.run(*arguments)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "usage:" in ran.stderr


def test_mistakes_in_settings_end_with_2(bot: BotProcess) -> None:
    """Settings that cannot be used are listed, one sentence a line, without a traceback."""
    bot.environment |= {"BOT__WEB__PORT": "eighty", "BOT__BUGET__DAY_USD": "1"}
    ran = bot.run("ask", "hi")
    assert (ran.returncode, len(ran.stderr.splitlines())) == (2, 2)


def test_mistakes_in_templates_end_with_2(bot: BotProcess, templates_copy: Path) -> None:
    """Templates that cannot be used stop `ask` before anything is stored, and make `check` exit 1."""
    (templates_copy / "products" / "diary.yaml").write_text("id: [", encoding="utf-8")
    bot.environment["BOT__TEMPLATES__PATH"] = str(templates_copy)
    ran = bot.run("ask", "hi")
    assert (ran.returncode, bot.database.exists()) == (2, False)
    assert ran.stderr.startswith("products/diary.yaml line")
    checked = bot.run("check")
    assert checked.returncode == 1
    assert "FAIL templates: products/diary.yaml line" in checked.stdout


def test_a_second_process_is_refused(bot: BotProcess) -> None:
    """Beside a running chat `ask` says who has the database and exits 2; reading commands still work."""
    running = bot.start("chat")
    try:
        assert running.stdin is not None
        assert running.stdout is not None
        running.stdin.write(b"hi\n")
        running.stdin.flush()
        assert running.stdout.readline()
        refused = bot.run("ask", "hi")
        assert refused.returncode == 2
        assert str(running.pid) in refused.stderr
        assert [bot.run(*command).returncode for command in (["check"], ["stats"], ["catalogue", "--json"])] == [
            0,
            0,
            0,
        ]
    finally:
        running.send_signal(signal.SIGTERM)
        running.communicate(timeout=10)
    assert running.returncode == 0


def test_stats_count_what_was_answered(bot: BotProcess) -> None:
    """`stats` shows each tier's share, the calls for a person and no customer's words."""
    empty = bot.run("stats")
    assert (empty.returncode, "no database" in empty.stderr) == (0, True)
    for text in ("hi", "which wood do you use", "let me talk to a person"):
        bot.ask(text)
    figures = json.loads(bot.run("stats", "--json").stdout)
    assert figures["answers"] == 3
    assert {tier["tier"]: tier["answered"] for tier in figures["tiers"]} == {"cache": 1, "rules": 2}
    assert (figures["handoffs"], figures["waiting_for_a_person"]) == (1, 1)
    text = bot.run("stats", "--days", "7").stdout
    assert "Last 7 days: 3 answers" in text
    assert "which wood" not in text


def test_catalogue_tells_what_the_shop_sells(bot: BotProcess) -> None:
    """`catalogue --json` lists at least 14 products and 25 intents; the first price step is the least quantity."""
    data = json.loads(bot.run("catalogue", "--json").stdout)
    assert len(data["products"]) >= 14
    assert len(data["intents"]) >= 25
    assert {"phone", "address", "hours"} <= set(data["shop"])
    for product in data["products"]:
        assert next(iter(product["prices"])) == str(product["moq"])
        assert {"id", "name", "also_called", "moq", "prices", "more_than", "gst_percent", "make_days"} <= set(product)


def test_the_database_is_private(bot: BotProcess) -> None:
    """The file that holds customers' words can be read by its owner alone."""
    bot.ask("hi")
    assert bot.database.stat().st_mode & 0o077 == 0
