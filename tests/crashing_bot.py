"""The real bot, killed with SIGKILL at the n-th time that a commit reaches a named point.

    python tests/crashing_bot.py answer.before 2 chat

Refuses to clean up anything: the process dies where it stands, as after kill -9 or a power cut.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import bot


def main(point: str, times: int, arguments: list[str]) -> int:
    """Run the bot's command line until the point is reached for the n-th time."""
    left = times

    def on_commit(reached: str) -> None:
        nonlocal left
        if reached == point:
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    return bot.main(arguments, os.environ, on_commit=on_commit)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]), sys.argv[3:]))
