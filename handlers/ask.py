"""Ask: questions from a script. A line of JSON is a conversation, and gets one line of JSON back.

Refuses to stop at a line that it cannot read: it says which and why on standard error, and goes on.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TextIO

from handlers.channels import OneChannel
from handlers.delivery.exchange import Exchange
from handlers.opened import Opener
from handlers.terminal import InputThread, Terminal, emit, next_line
from settings import Settings

CHANNEL = "ask"
CHANNELS = ("ask", "terminal", "telegram", "whatsapp")
CHAT = re.compile(rf"({'|'.join(CHANNELS)}):\S{{1,200}}")


class UnreadableLine(ValueError):
    """A line of the input is no conversation; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One conversation: what the customer writes, turn by turn, in a fresh chat of ``channel``."""

    id: Any
    turns: tuple[str, ...]
    channel: str


def chat_address(text: str) -> str:
    """The value of --chat. Raises argparse.ArgumentTypeError with a sentence."""
    if not CHAT.fullmatch(text):
        raise argparse.ArgumentTypeError(f'"{text}" is no chat; write channel:address, such as telegram:1234')
    return text


def fresh_chat(channel: str, fresh_id: Callable[[], str]) -> str:
    """A chat that nobody has used."""
    return f"{channel}:{fresh_id()}"


def parse(line: str) -> Asked:
    """One line of the input. Raises UnreadableLine."""
    try:
        data = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise UnreadableLine(f"not JSON ({error})") from error
    if not isinstance(data, dict) or "id" not in data:
        raise UnreadableLine('needs the form {"id": .., "turns": [..]}')
    turns = data.get("turns")
    if not isinstance(turns, list) or not all(isinstance(turn, str) for turn in turns):
        raise UnreadableLine('"turns" must be a list of texts')
    channel = data.get("channel", "ask")
    if channel not in CHANNELS:
        raise UnreadableLine(f'unknown channel "{channel}"; known: {", ".join(CHANNELS)}')
    return Asked(data["id"], tuple(turns), channel)


async def many(exchange: Exchange, lines: InputThread, out: TextIO, errors: TextIO) -> int:
    """Answer conversation after conversation; 1 if a line could not be read, else 0."""
    queue = lines.start()
    number = unread = 0
    while (line := await queue.get()) is not None:
        number += 1
        if not line.strip():
            continue
        try:
            asked = parse(line)
        except UnreadableLine as error:
            unread += 1
            print(f"line {number}: {error}", file=errors, flush=True)
            continue
        chat = fresh_chat(asked.channel, exchange.fresh_id)
        replies = [(await exchange.say(chat, turn)).as_dict() for turn in asked.turns]
        emit(json.dumps({"id": asked.id, "replies": replies}), out)
    return 1 if unread else 0


async def run(config: Settings, open_shop: Opener, arguments: argparse.Namespace) -> int:
    """The command: one answer, or one for each turn on standard input. Raises NoReply, OutputClosed."""
    async with open_shop(config, OneChannel(Terminal(CHANNEL))) as opened:
        exchange = opened.exchange(CHANNEL)
        if arguments.jsonl:
            await opened.shop.chain.warm()
            return await many(exchange, InputThread(next_line), sys.stdout, sys.stderr)
        reply = await exchange.say(arguments.chat or fresh_chat(CHANNEL, exchange.fresh_id), arguments.text)
        emit(reply.to_json() if arguments.json else reply.text, sys.stdout)
    return 0
