"""CommandLine: what bot.py understands, and its --help.

Refuses to run anything: bot.py does what is parsed here.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from handlers import ask


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
    _add_import(commands)
    commands.add_parser(
        "drill", help="play every failure of every vendor on this machine; exit 1 if a customer suffers"
    )
    return top


def _add_import(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    importing = commands.add_parser(
        "import",
        help="another shop's product list (CSV of Shopify or WooCommerce) as drafts in templates/products/",
        description="Makes one draft in templates/products/ of each product in a CSV file that Shopify or WooCommerce "
        "exported, and lists what is still to be filled in. A draft is not sold until you take out its line "
        '"draft: yes". No file that is there is changed; the bot may be running.',
        epilog="Exit codes: 0 done; 1 some rows could not be taken; 2 the file is no such list.",
    )
    importing.add_argument("file", type=Path, metavar="FILE", help="the exported CSV file")


def _days(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 3660:
        raise argparse.ArgumentTypeError(f'"{text}" is no number of days from 1 to 3660')
    return int(text)


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The command and its options; ends the process with 2 where they make no sense."""
    top = parser()
    parsed = top.parse_args(arguments)
    if parsed.command == "ask" and (parsed.text is None) == (not parsed.jsonl):
        top.error("ask: give either TEXT or --jsonl")
    return parsed
