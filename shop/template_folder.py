"""TemplateFolder: which files of the owner's folder count, which lie in the wrong place, and whether any has changed.

What editors leave behind for a while (backups, half-written copies) does not count.
Refuses to read what the files say, but for the mark of a draft: loader.py does.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

# A whole shop has these; in pinned.yaml stand pinned answers that were not written by hand.
FILES = ("shop.yaml", "words.yaml", "wording.yaml", "menu.yaml", "enquiry.yaml")
PINNED_FILE = "pinned.yaml"
SUBFOLDERS = ("products", "intents")
LEFT_BEHIND = re.compile(
    r"\..*|__pycache__|#.*|.*~|4913|sed\w{6}|.*___jb_\w+___"
    r"|.*\.(?:bak|backup|tmp|temp|sw[a-z]|orig|rej|save|old|part|crdownload|lock)|thumbs\.db|desktop\.ini",
    re.IGNORECASE | re.DOTALL,
)
DRAFT = re.compile(rb"(?im)^(?:\xef\xbb\xbf)?draft:[ \t]*[\"']?(?:yes|true|on|y)\b")
YAML_ENDINGS = (".yaml", ".yml")

# What tells one state of the folder from another: each file's name, times, size and inode, or why it cannot be seen.
Snapshot = tuple[tuple[object, ...], ...]


@dataclass(frozen=True, slots=True)
class TemplateFolder:
    """The owner's templates at ``path``."""

    path: Path

    def snapshot(self) -> Snapshot:
        """The folder as it stands now; equal to another one where nothing was written in between. Never raises."""
        return tuple(sorted(self._stamps(), key=repr))

    def files(self, subfolder: str) -> list[Path]:
        """The files of one subfolder that are read, drafts included, in the order of their names. Never raises."""
        folder = self.path / subfolder
        return [folder / name for name in _names(folder) if name.endswith(".yaml") and not _is_folder(folder / name)]

    def why_none(self, subfolder: str) -> str:
        """Why a subfolder gives no file to the shop, and what to do."""
        if self.files(subfolder):
            return "holds drafts alone; take the line with draft: yes out of one that is whole"
        try:
            (self.path / subfolder).stat()
            next((self.path / subfolder).iterdir(), None)
        except FileNotFoundError:
            return "is not there; make this folder and put one .yaml file for each in it"
        except OSError as error:
            return f"cannot be read ({error.strerror}); let the bot read this folder"
        return "holds no .yaml file; put one file for each in it"

    def strays(self) -> Iterator[str]:
        """A sentence for each file and folder that is not read where it lies, though it may be meant to be."""
        for name in _names(self.path):
            if name not in (*FILES, PINNED_FILE, *SUBFOLDERS):
                yield from _stray_beside(self.path / name)
        for subfolder in SUBFOLDERS:
            folder = self.path / subfolder
            read = {path.name for path in self.files(subfolder)}
            for name in _names(folder):
                if name not in read:
                    yield f"{subfolder}/{name}: {_stray_within(folder / name, subfolder)}"

    def _stamps(self) -> Iterator[tuple[object, ...]]:
        for folder in (self.path, *(self.path / name for name in SUBFOLDERS)):
            within = "" if folder == self.path else folder.name
            try:
                names = [entry.name for entry in os.scandir(folder)]
            except OSError as error:
                yield within, error.errno
                continue
            for name in names:
                if not LEFT_BEHIND.fullmatch(name) and (within or name not in SUBFOLDERS):
                    yield within, name, *_stamp(folder / name)


def is_draft(path: Path) -> bool:
    """Whether a product's file says `draft: yes`, whatever else it holds. Never raises."""
    try:
        return DRAFT.search(path.read_bytes()) is not None
    except OSError:
        return False


def _stamp(path: Path) -> tuple[object, ...]:
    try:
        found = path.stat()
    except OSError as error:
        return (error.errno,)
    # The time of change as well: it moves with a right that was given, and cannot be set back by a copy.
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino


def _names(folder: Path) -> list[str]:
    try:
        return sorted(path.name for path in folder.iterdir() if not LEFT_BEHIND.fullmatch(path.name))
    except OSError:
        return []


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False


def _stray_beside(path: Path) -> Iterator[str]:
    """About something that lies beside shop.yaml."""
    if _is_folder(path):
        if any(name.lower().endswith(YAML_ENDINGS) for name in _names(path)):
            close = get_close_matches(path.name.lower(), SUBFOLDERS, n=1, cutoff=0.5)
            meant = f"did you mean {close[0]}/?" if close else "files are read from products/ and intents/"
            yield f"{path.name}/: this folder is not read; {meant}"
        return
    wanted = f"{path.name.lower().split('.')[0]}.yaml"
    if wanted in (*FILES, PINNED_FILE):
        yield f"{path.name}: is not read; name it {wanted}"
    elif path.name.lower().endswith(YAML_ENDINGS):
        stems = [name.removesuffix(".yaml") for name in (*FILES, PINNED_FILE)]
        close = get_close_matches(wanted.removesuffix(".yaml"), stems, n=1, cutoff=0.7)
        meant = f"did you mean {close[0]}.yaml?" if close else "move a product into products/, an intent into intents/"
        yield f"{path.name}: is not read here; {meant}"


def _stray_within(path: Path, subfolder: str) -> str:
    """About something in products/ or intents/."""
    if _is_folder(path):
        return f"is a folder, and what lies in it is not read; move its files into {subfolder}/ itself"
    name, _, endings = path.name.partition(".")
    if re.fullmatch(r"(?i)ya?ml|txt|ya?ml\.txt|", endings):
        return f"is not read; name it {name}.yaml"
    return f"is not read; move it out of {subfolder}/, where every file is a .yaml file"
