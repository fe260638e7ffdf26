#!/usr/bin/env python3
"""The front door: the command line, and open_shop(), the one place that builds and closes everything.

Exit codes: 0 done; 1 `check` found a fault, or `ask --jsonl` met a line it could not read; 2 it could not start
(command line, settings, templates, database in use); 3 the output could not be written; 130 ended by Ctrl-C.
Refuses logic of its own: each command calls the room that knows.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import json
import os
import signal
import sys
import termios
import uuid
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import settings as settings_room
import strict_yaml
from handlers import ask, event_log, terminal
from handlers.delivery import mailbox as mailbox_room
from handlers.delivery.exchange import Exchange, NoReply
from handlers.delivery.mailbox import Mailbox
from handlers.delivery.message import Channel
from handlers.delivery.worker import Worker
from handlers.owner import check, stats
from handlers.talk import consent as consent_room
from handlers.talk import handoff, memory
from handlers.talk.consent import Consent
from handlers.talk.conversation import Conversation, Shop
from handlers.terminal import InputThread, OutputClosed, Terminal, emit, show_in_pipe, show_on_screen
from providers import ledger
from providers.answer import Provider
from providers.cache import PinnedAnswers
from providers.router import Router
from providers.rules import Rules
from settings import Settings
from shop import loader
from shop.catalogue import Catalogue
from shop.understanding import Understander
from storage.clock import Clock, SystemClock
from storage.database import Database, StorageError, ignore
from storage.errors import DatabaseMissing
from storage.lock import hold_lock
from storage.reader import Reader

FOLDER = Path(__file__).resolve().parent
MIGRATIONS = (
    *mailbox_room.MIGRATIONS,
    *memory.MIGRATIONS,
    *handoff.MIGRATIONS,
    *consent_room.MIGRATIONS,
    *ledger.MIGRATIONS,
)
# Channels whose readers are gone with their process: what they left open is answered into the database alone.
PASSING_CHANNELS = ("terminal", "ask")
DRAIN_S = 25.0
PROMPT = "you> "
OnCommit = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenShop:
    """Everything that runs, ready to use."""

    catalogue: Catalogue
    mailbox: Mailbox
    worker: Worker
    clock: Clock

    def exchange(self, channel: str) -> Exchange:
        """Message in, reply out, for a terminal channel."""
        return Exchange(
            channel=channel,
            mailbox=self.mailbox,
            worker=self.worker,
            clock=self.clock,
            fresh_id=lambda: uuid.uuid4().hex,
        )


def build_shop(catalogue: Catalogue, models: Sequence[Provider]) -> Shop:
    """What one version of the catalogue brings; ``models`` are the tiers between the cache and the rules."""
    rules = Rules(catalogue)
    return Shop(catalogue, Understander(catalogue), rules, Router([PinnedAnswers(catalogue), *models], rules))


@asynccontextmanager
async def open_shop(
    config: Settings, channel: Channel, on_commit: OnCommit = ignore, clock: Clock | None = None
) -> AsyncIterator[OpenShop]:
    """Lock, templates, database, chain and worker, opened in this order and closed in the reverse.

    Raises CatalogueMistakes or StorageError before anything has changed.
    """
    clock = clock or SystemClock()
    with hold_lock(config.storage.path):
        catalogue = loader.load(config.templates.path)
        async with Database.open(config.storage.path, MIGRATIONS, on_commit=on_commit) as database:
            mailbox = Mailbox(database)
            await mailbox.recover(clock.now_ms(), PASSING_CHANNELS)
            consent = await Consent.load(database)
            shop = build_shop(catalogue, ())
            conversation = Conversation(database, shop, consent, clock, deadline_s=config.answers.deadline_s)
            channels = {channel.name: channel}
            async with Worker(
                database, mailbox, conversation, channels, clock, concurrency=config.answers.concurrency
            ) as worker:
                yield OpenShop(catalogue=catalogue, mailbox=mailbox, worker=worker, clock=clock)
                await worker.drain(DRAIN_S)


async def run_chat(config: Settings, on_commit: OnCommit) -> int:
    """A chat on this terminal, or over a pipe, until the input ends or SIGTERM comes."""
    interactive = sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty()
    show = show_on_screen if interactive else show_in_pipe
    channel = Terminal("terminal", partial(show, out=sys.stdout))
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    async with open_shop(config, channel, on_commit) as shop:
        with screen() if interactive else nullcontext():
            if interactive:
                print(f"{shop.catalogue.shop.name.en}: write a message, Ctrl-D ends.\n")
            lines = InputThread(partial(input, PROMPT) if interactive else next_line, one_at_a_time=interactive)
            await terminal.chat(shop.exchange("terminal"), channel, lines, stop, sys.stdout)
    return 0


@contextmanager
def screen() -> Iterator[None]:
    """A terminal with history and arrow keys, left at the end as it was found, however that comes."""
    import readline  # noqa: F401, PLC0415 -- importing it gives input() its history and arrow keys

    before = termios.tcgetattr(sys.stdin)
    try:
        yield
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)


def next_line() -> str | None:
    """The next line of standard input, or None at its end."""
    line = sys.stdin.readline() if sys.stdin is not None else ""
    return line.rstrip("\r\n") if line else None


async def run_bot(config: Settings, on_commit: OnCommit) -> int:
    """All channels whose keys are set; with none, the terminal."""
    for name, key in (("Telegram", config.keys.telegram_bot_token), ("WhatsApp", config.keys.twilio_account_sid)):
        if key is not None:
            print(f"{name} has a key, but this version does not speak it yet.", file=sys.stderr)
    print("No channel is connected; opening the chat on this terminal.", file=sys.stderr)
    return await run_chat(config, on_commit)


async def run_ask(config: Settings, arguments: argparse.Namespace, on_commit: OnCommit) -> int:
    """One answer, or one for each turn on standard input."""
    async with open_shop(config, Terminal("ask"), on_commit) as shop:
        exchange = shop.exchange("ask")
        if arguments.jsonl:
            return await ask.many(exchange, InputThread(next_line), sys.stdout, sys.stderr)
        reply = await exchange.say(arguments.chat or ask.fresh_chat("ask", exchange.fresh_id), arguments.text)
        emit(reply.to_json() if arguments.json else reply.text, sys.stdout)
    return 0


async def run_check(config: Settings, *, as_json: bool) -> int:
    """What is right, what is missing and what to do next."""
    findings = await check.check(config, MIGRATIONS)
    report = check.as_dict(findings)
    emit(json.dumps(report) if as_json else check.as_text(findings), sys.stdout)
    return 0 if report["ok"] else 1


async def run_stats(config: Settings, days: int, *, as_json: bool) -> int:
    """Which tier answered how often, how fast and at what cost."""
    timezone = loader.load(config.templates.path).shop.timezone
    async with Reader.open_read_only(config.storage.path, MIGRATIONS) as reader:
        figures = await reader.read(
            lambda connection: stats.collect(connection, SystemClock().now_ms(), days, timezone)
        )
    emit(json.dumps(figures) if as_json else stats.as_text(figures), sys.stdout)
    return 0


def run_catalogue(config: Settings, *, as_json: bool) -> int:
    """What the shop knows."""
    catalogue = loader.load(config.templates.path)
    if as_json:
        emit(json.dumps(catalogue.as_dict()), sys.stdout)
        return 0
    for product in catalogue.products.values():
        steps = ", ".join(f"{step}+ {price}" for step, price in product.prices.items())
        emit(f"{product.id}: {steps} INR, GST {product.gst_percent} %, made in {product.make_days} days", sys.stdout)
    return 0


def parser() -> argparse.ArgumentParser:
    """The command line."""
    top = argparse.ArgumentParser(
        prog="bot.py",
        description="A chat assistant for a gift shop: English, Hinglish and Hindi, with or without AI.",
        epilog="Exit codes: 0 done; 1 a fault was found; 2 could not start; 3 nobody reads the output; 130 Ctrl-C.",
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser("run", help="the bot on all configured channels; with none, the chat on this terminal")
    commands.add_parser("chat", help="chat on this terminal; in a pipe each line is a message and gets one line")
    one = commands.add_parser("ask", help="one answer, or many with --jsonl")
    one.add_argument("text", nargs="?", metavar="TEXT", help="what the customer writes")
    one.add_argument(
        "--chat", type=ask.chat_address, help="whose conversation, as channel:address; a fresh one if left out"
    )
    one.add_argument("--json", action="store_true", help="the whole reply as one line of JSON")
    one.add_argument(
        "--jsonl",
        action="store_true",
        help='conversations from standard input, a line each: {"id": "1", "turns": ["hi", "thanks"]}',
    )
    for name, text in (
        ("check", "look whether everything is in place; exit 1 if something fails"),
        ("catalogue", "what the shop sells and says"),
        ("stats", "which tier answered how often, how fast and at what cost"),
    ):
        command = commands.add_parser(name, help=text)
        command.add_argument("--json", action="store_true", help="one line of JSON")
        if name == "stats":
            command.add_argument("--days", type=_days, default=1, help="how many days, today included (1 if left out)")
    return top


def _days(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 3660:
        raise argparse.ArgumentTypeError(f'"{text}" is no number of days from 1 to 3660')
    return int(text)


def _parsed(arguments: Sequence[str]) -> argparse.Namespace:
    top = parser()
    parsed = top.parse_args(arguments)
    if parsed.command == "ask" and (parsed.text is None) == (not parsed.jsonl):
        top.error("ask: give either TEXT or --jsonl")
    return parsed


def _dispatch(parsed: argparse.Namespace, config: Settings, on_commit: OnCommit) -> int:
    if parsed.command == "run":
        return asyncio.run(run_bot(config, on_commit))
    if parsed.command == "chat":
        return asyncio.run(run_chat(config, on_commit))
    if parsed.command == "ask":
        return asyncio.run(run_ask(config, parsed, on_commit))
    if parsed.command == "check":
        return asyncio.run(run_check(config, as_json=parsed.json))
    if parsed.command == "stats":
        return asyncio.run(run_stats(config, parsed.days, as_json=parsed.json))
    return run_catalogue(config, as_json=parsed.json)


def main(
    arguments: Sequence[str], environment: Mapping[str, str], folder: Path = FOLDER, on_commit: OnCommit = ignore
) -> int:
    """Run one command; returns the exit code. ``on_commit`` sees every commit (see Database.open)."""
    parsed = _parsed(arguments)
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        config = settings_room.load(environment, folder)
        event_log.start(config.log_level)
        return _dispatch(parsed, config, on_commit)
    except strict_yaml.Mistakes as mistakes:
        for mistake in mistakes.mistakes:
            print(mistake, file=sys.stderr)
    except DatabaseMissing as error:
        print(error, file=sys.stderr)
        return 0
    except (StorageError, NoReply) as error:
        print(error, file=sys.stderr)
    except OutputClosed as error:
        print(f"The output cannot be written: {error}", file=sys.stderr)
        # What is still buffered cannot be written either, and Python would say so once more at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 3
    except KeyboardInterrupt:
        return 130
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
