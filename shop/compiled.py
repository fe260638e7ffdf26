"""Compiled: what is worked out from the templates, kept beside them as Python keeps its compiled modules.

A file belongs to one version of the templates and of this code; another version makes a new one and drops the old.
Refuses to matter: where it cannot be read or written, everything is worked out anew.
"""

from __future__ import annotations

import marshal
import os
from collections.abc import Callable, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

CODE = Path(__file__).resolve().parent


def kept(folder: Path, name: str, version: str, work_out: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What ``work_out`` returned for this version of the templates, from ``folder`` if it is kept there.

    ``name`` tells what it is. What ``work_out`` raises is raised, and nothing kept.
    """
    path = _path(folder, name, version)
    with suppress(OSError, ValueError, EOFError, TypeError):
        with path.open("rb") as file:
            loaded = marshal.load(file)  # noqa: S302 - written by this code, in the owner's own folder
        if isinstance(loaded, dict):
            return loaded
    made = work_out()
    with suppress(OSError):
        _keep(path, name, marshal.dumps(made))
    return made


def kept_for(
    folder: Path, name: str, version: str, wanted: Sequence[str], work_out: Callable[[str], Any]
) -> dict[str, Any]:
    """What ``work_out`` returned for each of the texts ``wanted``; only those that are not kept yet are worked out.

    What nobody wants any more is dropped.
    """
    before = kept(folder, name, version, dict)
    found = {text: before[text] if text in before else work_out(text) for text in wanted}
    if found.keys() != before.keys():
        with suppress(OSError):
            _keep(_path(folder, name, version), name, marshal.dumps(found))
    return found


def _path(folder: Path, name: str, version: str) -> Path:
    return folder / f"{name}-{version}-{_version_of_code()}.marshal"


def _keep(path: Path, name: str, data: bytes) -> None:
    path.parent.mkdir(exist_ok=True)
    old = [other for other in path.parent.glob(f"{name}-*.marshal") if other != path]
    # Two processes that make it at once write the same.
    new = path.with_suffix(f".{os.getpid()}.new")
    try:
        new.write_bytes(data)
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)
    for other in old:
        with suppress(OSError):
            other.unlink()


def _version_of_code() -> str:
    """A digest of the modules as they are on the disk: their names, sizes and times."""
    stats = sorted((entry.name, entry.stat()) for entry in os.scandir(CODE) if entry.name.endswith(".py"))
    return sha256(repr([(name, stat.st_size, stat.st_mtime_ns) for name, stat in stats]).encode()).hexdigest()[:12]
