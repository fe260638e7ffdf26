"""Whole conversations as they go over the wire: the running bot, people on played channels, who said what.

    python -m tests.bench.transcripts enquiry|handoff

The bot is a process of its own, keyless. Another scene is a line in SCENES. Refuses to leave the machine.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from tests.bench import enquiry_scene, handoff_scene

Lines = Sequence[tuple[str, str]]
SCENES: dict[str, Callable[[Path], Awaitable[Lines]]] = {
    "enquiry": enquiry_scene.played,
    "handoff": handoff_scene.played,
}


def written(lines: Lines) -> str:
    """A transcript as it is printed."""
    return "\n\n".join(f"{who}: {text}".replace("\n", "\n    ") for who, text in lines)


async def played(name: str, folder: Path) -> Lines:
    """The lines of a scene. Raises TimeoutError where the bot does not answer."""
    return await SCENES[name](folder)


def main() -> int:
    """Play one scene and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scene", choices=sorted(SCENES), help="what is played")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="transcript-") as folder:
        print(written(asyncio.run(played(arguments.scene, Path(folder)))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
