"""PinnedBook: templates/pinned.yaml changed by the bot: whole or not at all, and only to what the shop can use.

The file is read anew before each change, so that what was edited by hand meanwhile stays. What is about to stand in it
is first loaded together with the whole folder, then written beside it, synced, and renamed over it.
Refuses to touch any other file, and to write while the folder holds a mistake: the owner is told which.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

import strict_yaml
from handlers.owner import pinned_text
from handlers.owner.drafts import Entry
from shop import loader
from shop.template_folder import PINNED_FILE

MOST_TRIES = 5
COPY = f"{PINNED_FILE}.bak"
# The name is one that the folder's readers pass over.
WRITTEN_BESIDE = f".{PINNED_FILE}.tmp"
BEING_WRITTEN = f"{PINNED_FILE} is being written by somebody else just now. Close it there, then try once more."
CANNOT_WRITE = (
    "{file} cannot be written ({reason}). Nothing has changed. Free some space, or let the bot write in the folder "
    "{folder}, then try once more."
)
# Gives the same for two questions that get the same answer.
FormOf = Callable[[str], object]
Change = Callable[[str], str | None]


class NotWritten(Exception):
    """The file stands as it stood; the message says why, and what to do."""


class MeanwhileAnswered(Exception):
    """Other answers stand for these questions than were seen before: ``standing``."""

    def __init__(self, standing: Sequence[Entry]) -> None:
        super().__init__("other answers stand in the file")
        self.standing = tuple(standing)


class PinnedBook:
    """The file in the templates' ``folder``; one change at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder / PINNED_FILE
        self._changing = asyncio.Lock()

    async def entries(self) -> list[Entry]:
        """What stands in the file now. Raises NotWritten where it cannot be read."""
        return await asyncio.to_thread(lambda: _read_entries(self._text()))

    async def check(self, entry: Entry, replacing: Sequence[Entry]) -> tuple[str, ...]:
        """What the folder's readers would find wrong with the entry in place of others. Raises NotWritten."""

        def mistakes() -> tuple[str, ...]:
            text = _with(self._text(), entry, replacing)
            return self._mistakes(text)

        return await asyncio.to_thread(mistakes)

    async def put(self, entry: Entry, expected: Sequence[Entry], form_of: FormOf) -> None:
        """Have the entry stand in the file in place of ``expected``; nothing where it stands there already.

        Raises MeanwhileAnswered where other answers stand for its questions, NotWritten where it cannot be done.
        """

        def change(text: str) -> str | None:
            standing = answering(_read_entries(text), entry["questions"], form_of)
            if [_said(each) for each in standing] == [_said(entry)]:
                return None
            if standing != list(expected):
                raise MeanwhileAnswered(standing)
            return _with(text, entry, standing)

        await self._change(change)

    async def take_out(self, entry: Entry, restored: Sequence[Entry]) -> None:
        """Have the entry stand there no more, and what it had replaced stand there again. Raises NotWritten."""

        def change(text: str) -> str | None:
            entries = _read_entries(text)
            if entry not in entries:
                return None
            text = pinned_text.without_entry(text, entries.index(entry))
            missing = [each for each in restored if each not in entries]
            return pinned_text.with_entries(text, missing) if missing else text

        await self._change(change)

    async def _change(self, change: Change) -> None:
        async with self._changing:
            await asyncio.to_thread(self._changed, change)

    def _changed(self, change: Change) -> None:
        for _ in range(MOST_TRIES):
            seen, before = self._stamp(), self._text()
            after = change(before)
            if after is None:
                return
            if mistakes := self._mistakes(after):
                told = "\n".join(mistakes)
                raise NotWritten(f"Not saved: the templates hold a mistake. Mend it, then try once more.\n{told}")
            try:
                if self._replaced(seen, before, after):
                    return
            except OSError as error:
                reason = error.strerror or type(error).__name__
                told = CANNOT_WRITE.format(file=PINNED_FILE, reason=reason, folder=self._folder)
                raise NotWritten(told) from error
        raise NotWritten(BEING_WRITTEN)

    def _replaced(self, seen: object, before: str, after: str) -> bool:
        """Write the new text in place of the old one; false where somebody has changed the file since it was seen."""
        if _comments(before) - _comments(after):
            _write(self._folder / COPY, before)
        beside = self._folder / WRITTEN_BESIDE
        try:
            _write(beside, after)
            if self._path.exists():
                beside.chmod(self._path.stat().st_mode & 0o777)
            if self._stamp() != seen:
                return False
            beside.replace(self._path)
        finally:
            beside.unlink(missing_ok=True)
        _sync_folder(self._folder)
        return True

    def _text(self) -> str:
        try:
            return self._path.read_bytes().decode("utf-8-sig")
        except FileNotFoundError:
            return ""
        except UnicodeDecodeError as error:
            raise NotWritten(f"{PINNED_FILE} is not UTF-8 text; save it as UTF-8, then try once more.") from error
        except OSError as error:
            raise NotWritten(f"{PINNED_FILE} cannot be read ({error.strerror}). Nothing has changed.") from error

    def _stamp(self) -> object:
        try:
            found = self._path.stat()
        except FileNotFoundError:
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino

    def _mistakes(self, text: str) -> tuple[str, ...]:
        try:
            loader.load(self._folder, {PINNED_FILE: text})
        except loader.CatalogueMistakes as mistakes:
            return mistakes.mistakes
        return ()


def answering(entries: Sequence[Entry], questions: Collection[str], form_of: FormOf) -> list[Entry]:
    """Those entries that answer one of the questions."""
    forms = {form_of(question) for question in questions}
    return [entry for entry in entries if not forms.isdisjoint(map(form_of, entry["questions"]))]


def latest_taught(entries: Sequence[Entry]) -> Entry | None:
    """The entry that was taught last; None where none was taught in a chat."""
    taught = [entry for entry in entries if entry.get("taught_on")]
    return max(reversed(taught), key=lambda entry: str(entry["taught_on"]), default=None)


def _said(entry: Entry) -> tuple[object, object]:
    return entry["questions"], entry["answer"]


def _read_entries(text: str) -> list[Entry]:
    try:
        return pinned_text.entries_in(text)
    except strict_yaml.YamlMistake as mistake:
        raise NotWritten(f"Nothing has changed: {mistake}. Mend it, then try once more.") from mistake


def _with(text: str, entry: Entry, replacing: Sequence[Entry]) -> str:
    entries = _read_entries(text)
    for each in replacing:
        if each in entries:
            text = pinned_text.without_entry(text, entries.index(each))
            entries.remove(each)
    return pinned_text.with_entries(text, [entry])


def _comments(text: str) -> set[str]:
    return {line.strip() for line in text.splitlines() if "#" in line}


def _write(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError:
        return  # some file systems cannot; the rename stands all the same
    finally:
        os.close(descriptor)
