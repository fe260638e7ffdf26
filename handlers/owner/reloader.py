"""Reloader: an edit of the templates takes effect while the bot runs.

It looks at the folder every LOOK_S seconds and reads it once it has stood still for one look. A broken edit changes
nothing: the owner is told what is wrong, once, and hears when it is mended.
Refuses to read twice what did not change, and to hold up the event loop: files are read in a thread.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from handlers.owner.events import Events
from handlers.talk.current_shop import CurrentShop, Shop
from shop import loader
from shop.catalogue import Catalogue
from shop.template_folder import Snapshot, TemplateFolder
from storage.clock import Clock

LOOK_S = 0.25
# A mistake that is gone after so many looks was a file half written, or one of several files: nobody is told.
LOOKS_BEFORE_TOLD = 3
MOST_READINGS = 5
UNFORESEEN = "the templates cannot be read for a reason that stands in the bot's log"
log = logging.getLogger(__name__)


def nobody(_line: str) -> None:
    """The usual one to hear what an edit came to: it stands in the log."""


class Reloader:
    """Keeps ``shops`` at what the folder says; ``build`` makes a shop of a catalogue and is called in a thread.

    ``seen`` is the folder's snapshot from before its catalogue was read.
    """

    def __init__(  # noqa: PLR0913 - built once, by open_shop
        self,
        path: Path,
        seen: Snapshot,
        shops: CurrentShop,
        build: Callable[[Catalogue], Shop],
        events: Events,
        *,
        clock: Clock,
    ) -> None:
        self._folder = TemplateFolder(path)
        self._seen = self._read = seen
        self._shops = shops
        self._build = build
        self._events = events
        self._clock = clock
        self._reading = asyncio.Lock()
        self._say: Callable[[str], None] = nobody
        self._mistakes: tuple[str, ...] = ()
        self._looks = 0
        self._broken_since_ms: int | None = None
        self._told: set[tuple[str, ...]] = set()

    @property
    def path(self) -> Path:
        """The folder of the templates."""
        return self._folder.path

    @property
    def mistakes(self) -> tuple[str, ...]:
        """What keeps the folder, as it was read last, from being in effect; empty where it is."""
        return self._mistakes

    async def reload_now(self) -> tuple[str, ...]:
        """Read the folder without waiting for it to stand still; its mistakes, none where it is now in effect.

        For whoever has just written a file and wants to know what came of it. A mistake that is mended at once is not
        told to the owner. Where files are being written all the while, the last reading counts.
        """
        async with self._reading:
            for _ in range(MOST_READINGS):
                before = await asyncio.to_thread(self._folder.snapshot)
                if before == self._read or await self._take(before):
                    break
            return self._mistakes

    @asynccontextmanager
    async def watching(self, say: Callable[[str], None] = nobody) -> AsyncIterator[None]:
        """Edits take effect until the end of the block; ``say`` hears in one line what each came to."""
        self._say = say
        task = asyncio.create_task(self._watch(), name="templates")
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(LOOK_S)
            try:
                await self.look()
            except Exception:
                log.exception("look_failed")

    async def look(self) -> None:
        """One look: read the folder if it has changed and stands still, and tell what has been wrong for a while."""
        async with self._reading:
            seen, self._seen = self._seen, await asyncio.to_thread(self._folder.snapshot)
            if self._seen != seen:
                return
            if seen != self._read:
                await self._take(seen)
            elif self._mistakes:
                self._looks += 1
                if self._looks >= LOOKS_BEFORE_TOLD:
                    self._tell()

    async def _take(self, before: Snapshot) -> bool:
        """Read the folder, whose snapshot was ``before``; False where it was written to meanwhile."""
        shop = self._shops.now
        found = await asyncio.to_thread(self._load, shop.catalogue.version)
        if await asyncio.to_thread(self._folder.snapshot) != before:
            return False
        self._read = before
        if isinstance(found, tuple):
            self._mistakes, self._looks = found, 0
            return True
        self._mistakes = ()
        if found is not None:
            self._shops.change(found)
            log.info("templates_in_effect", extra={"version": found.catalogue.version})
        self._mended(is_new=found is not None)
        return True

    def _load(self, version: str) -> Shop | tuple[str, ...] | None:
        """The new shop, the mistakes, or None where the content is that of ``version`` again."""
        try:
            catalogue = loader.load(self._folder.path)
            return None if catalogue.version == version else self._build(catalogue)
        except loader.CatalogueMistakes as mistakes:
            return mistakes.mistakes
        except Exception:
            log.exception("templates_unreadable")
            return (UNFORESEEN,)

    def _tell(self) -> None:
        if self._broken_since_ms is None:
            self._broken_since_ms = self._clock.now_ms()
        if self._mistakes in self._told:
            return
        self._told.add(self._mistakes)
        self._events.templates_broken(self._mistakes, self._broken_since_ms)
        self._say("\n".join(("The last edit of the templates is not in effect:", *self._mistakes)))

    def _mended(self, *, is_new: bool) -> None:
        if self._broken_since_ms is not None:
            self._events.templates_mended(self._broken_since_ms)
            self._say("The templates can be used again and are in effect.")
        elif is_new:
            self._say("The edit of the templates is in effect.")
        self._broken_since_ms = None
        self._told.clear()
