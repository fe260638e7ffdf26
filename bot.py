#!/usr/bin/env python3
"""The front door: the command line, and open_shop(), the one place that builds and closes everything.

Exit codes: 0 done; 1 `check` found a fault, or `ask --jsonl` or `import` met what it could not take; 2 it could not
start (command line, settings, templates, database in use); 3 the output could not be written; 130 ended by Ctrl-C.
Refuses logic of its own: each command calls the room that knows.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import io
import os
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, aclosing, asynccontextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import settings as settings_room
import strict_yaml
from handlers import (
    ask,
    command_line,
    event_log,
    service_window,
    terminal_session,
    unreachable_chats,
    whatsapp_statuses,
)
from handlers.channels import Channels, Ground
from handlers.delivery import mailbox as mailbox_room
from handlers.delivery.exchange import NoReply
from handlers.delivery.mailbox import Mailbox
from handlers.delivery.worker import Worker
from handlers.opened import Opener, OpenShop
from handlers.owner import drafts, notices, owners, reports, unanswered
from handlers.owner.office import open_office
from handlers.owner.reloader import Reloader
from handlers.talk import consent as consent_room
from handlers.talk import enquiry, handoff, holds, kept_replies, memory
from handlers.talk.conversation import Conversation
from handlers.talk.current_shop import CurrentShop, Shop
from handlers.talk.enquiry import EnquiryNumbers
from handlers.talk.enquiry_talk import EnquiryTalk
from handlers.telegram_faults import TelegramNotStarted
from handlers.terminal import OutputClosed
from handlers.twilio_account import VARIABLES, missing_of
from handlers.web import PortTaken
from providers import bench, ledger, limits, stored_answers
from providers.cache import Cache, PinnedAnswers
from providers.chain import open_chain
from providers.router import Router
from providers.rules import Rules
from providers.stored_answers import StoredAnswers
from providers.tier import Tier
from settings import Settings
from shop import loader
from shop.catalogue import Catalogue
from shop.template_folder import TemplateFolder
from shop.understanding import Understander
from storage.clock import Clock, SystemClock
from storage.database import Database, StorageError, ignore
from storage.errors import DatabaseMissing
from storage.lock import hold_lock

if TYPE_CHECKING:
    from providers.prompt_writer import PromptWriter

FOLDER = Path(__file__).resolve().parent
MIGRATIONS = (
    *mailbox_room.MIGRATIONS,
    *memory.MIGRATIONS,
    *handoff.MIGRATIONS,
    *consent_room.MIGRATIONS,
    *enquiry.MIGRATIONS,
    *ledger.MIGRATIONS,
    *limits.MIGRATIONS,
    *bench.MIGRATIONS,
    *stored_answers.MIGRATIONS,
    *owners.MIGRATIONS,
    *notices.MIGRATIONS,
    *unanswered.MIGRATIONS,
    *drafts.MIGRATIONS,
    *unreachable_chats.MIGRATIONS,
    *service_window.MIGRATIONS,
    *whatsapp_statuses.MIGRATIONS,
    *holds.MIGRATIONS,
    *kept_replies.MIGRATIONS,
)
# Channels whose readers are gone with their process: what they left open is answered into the database alone.
PASSING_CHANNELS = ("terminal", "ask")
# With what the web server and the worker then still allow, the bot has ended 30 seconds after SIGTERM.
DRAIN_S = 18.0
# Customers there have no buttons: they pick from the menu by typing a number.
TYPED_MENUS = ("whatsapp",)
OnCommit = Callable[[str], None]


def build_shop(catalogue: Catalogue, stored: StoredAnswers, tiers: Sequence[Tier]) -> Shop:
    """What one version of the catalogue brings; ``tiers`` are the models between the cache and the rules."""
    rules = Rules(catalogue)
    cache = Cache(PinnedAnswers(catalogue), stored if tiers else None)
    router = Router(rules, cache=cache, prompts=_prompts(catalogue, tiers), tiers=tiers)
    understander = Understander(catalogue)
    return Shop(catalogue, understander, rules, router, EnquiryTalk(catalogue, understander))


def _prompts(catalogue: Catalogue, tiers: Sequence[Tier]) -> PromptWriter | None:
    if not tiers:
        return None
    from providers.prompt_writer import PromptWriter  # noqa: PLC0415 -- for models alone

    return PromptWriter(catalogue)


@asynccontextmanager
async def open_shop(
    config: Settings, channels: Channels, on_commit: OnCommit = ignore, clock: Clock | None = None
) -> AsyncIterator[OpenShop]:
    """Lock, templates, database, owner's room, chain, channels and worker, opened in this order, closed in the reverse.

    Raises CatalogueMistakes or StorageError before anything has changed.
    """
    clock, templates = clock or SystemClock(), config.templates.path
    async with AsyncExitStack() as stack:
        stack.enter_context(hold_lock(config.storage.path))
        seen, catalogue = TemplateFolder(templates).snapshot(), loader.load(templates)
        database = await stack.enter_async_context(Database.open(config.storage.path, MIGRATIONS, on_commit=on_commit))
        mailbox = Mailbox(database)
        await mailbox.recover(clock.now_ms(), PASSING_CHANNELS)
        stored = await stack.enter_async_context(StoredAnswers.open(database, clock))
        office = await stack.enter_async_context(open_office(config, database, channels.names, catalogue, clock))
        mailbox.outbox.failures = office.undelivered
        chain = await stack.enter_async_context(
            open_chain(config, database, clock, timezone=catalogue.shop.timezone, alarm=office.events.alarm)
        )
        build = partial(build_shop, stored=stored, tiers=chain.tiers)
        shops = await stack.enter_async_context(aclosing(CurrentShop(build(catalogue))))
        reloader = Reloader(templates, seen, shops, build, office.events, clock=clock)
        conversation = Conversation(
            *(database, shops, office.consent, clock),
            desk=office.desk(chain, shops, reloader),
            enquiry_numbers=await EnquiryNumbers.load(database),
            typed_menus=TYPED_MENUS,
            deadline_s=config.answers.deadline_s,
        )
        ground = Ground(database, mailbox, shops, clock, office.events.alarm, office.pictures.png)
        opened = {each.name: each for each in await stack.enter_async_context(channels.open(ground))}
        working = Worker(database, mailbox, conversation, opened, clock, concurrency=config.answers.concurrency)
        worker = await stack.enter_async_context(working)
        office.events.wake_with(worker.look_for_unsent)
        _collect_again()
        await stack.enter_async_context(office.watching(chain))
        yield OpenShop(database, shops, chain, mailbox, worker, office, clock, reloader)
        await worker.drain(DRAIN_S)


def _collect_again() -> None:
    """What stands now stands for good: the collector need not look at it again."""
    gc.freeze()
    gc.enable()


async def run_bot(config: Settings, opener: Opener) -> int:
    """All channels whose keys are set; with none, the terminal."""
    # Only a bot with channels needs all that they are made of.
    from handlers import live_session  # noqa: PLC0415
    from handlers.live import LiveChannels  # noqa: PLC0415

    missing = [f"{name} ({config.key_variable(name)})" for name in config.chain if config.key_of(name) is None]
    if missing:
        print(f"Left out for want of a key: {', '.join(missing)}.", file=sys.stderr)
    halves = missing_of(config.keys)
    if 0 < len(halves) < len(VARIABLES):
        print(f"WhatsApp is left out for want of {' and '.join(halves)}.", file=sys.stderr)
    channels = LiveChannels(config)
    if channels.names:
        return await live_session.run(config, opener, channels)
    print("No channel is connected; opening the chat on this terminal.", file=sys.stderr)
    return await terminal_session.run(config, opener)


async def run_drill(config: Settings, opener: Opener) -> int:
    """Every failure of every vendor against the real chain, on loopback; 1 if a customer was served badly."""
    from rehearsal import drill  # noqa: PLC0415 -- the rehearsal brings servers that no other command needs

    return await drill.run(config, opener, sys.stdout)


def _dispatch(parsed: argparse.Namespace, config: Settings, on_commit: OnCommit) -> int:
    if parsed.command == "catalogue":
        return reports.catalogue(config, sys.stdout, as_json=parsed.json)
    if parsed.command == "import":
        from handlers.owner import importing  # noqa: PLC0415 - no other command reads product lists

        return importing.run(parsed.file, config.templates.path, sys.stdout)

    def opener(config: Settings, channels: Channels) -> AbstractAsyncContextManager[OpenShop]:
        return open_shop(config, channels, on_commit)

    commands: dict[str, Callable[[], Coroutine[None, None, int]]] = {
        "run": lambda: run_bot(config, opener),
        "chat": lambda: terminal_session.run(config, opener),
        "ask": lambda: ask.run(config, opener, parsed),
        "check": lambda: reports.check(config, MIGRATIONS, sys.stdout, as_json=parsed.json),
        "stats": lambda: reports.stats(config, MIGRATIONS, sys.stdout, days=parsed.days, as_json=parsed.json),
        "drill": lambda: run_drill(config, opener),
    }
    return asyncio.run(commands[parsed.command]())


def main(
    arguments: Sequence[str], environment: Mapping[str, str], folder: Path = FOLDER, on_commit: OnCommit = ignore
) -> int:
    """Run one command; returns the exit code. ``on_commit`` sees every commit (see Database.open)."""
    # Opening the shop makes much and throws nothing away; open_shop lets the collector work again.
    gc.disable()
    parsed = command_line.parse(arguments)
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        config = settings_room.load(environment, folder)
        # A drill breaks things on purpose, hundreds of times: its table tells what came of it.
        event_log.start("CRITICAL" if parsed.command == "drill" else config.log_level)
        return _dispatch(parsed, config, on_commit)
    except strict_yaml.Mistakes as mistakes:
        for mistake in mistakes.mistakes:
            print(mistake, file=sys.stderr)
    except DatabaseMissing as error:
        print(error, file=sys.stderr)
        return 0
    except (StorageError, NoReply, TelegramNotStarted, PortTaken) as error:
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
