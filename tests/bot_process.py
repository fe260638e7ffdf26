"""Runs the real command line as a real process, with a database and an environment of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent.parent
TIMEOUT_S = 30


class BotProcess:
    """One place to run commands in; ``environment`` is all that the process sees beside PATH."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.database = folder / "bot.db"
        self.environment = {
            "PATH": os.environ.get("PATH", ""),
            "BOT__STORAGE__PATH": str(self.database),
            **environment,
        }

    def run(
        self, *arguments: str, stdin: str | bytes = "", script: Sequence[str] = ("bot.py",)
    ) -> subprocess.CompletedProcess[str]:
        """The ended process, with its output as text."""
        ran = subprocess.run(
            [sys.executable, *script, *arguments],
            cwd=FOLDER,
            env=self.environment,
            input=stdin if isinstance(stdin, bytes) else stdin.encode(),
            capture_output=True,
            timeout=TIMEOUT_S,
            check=False,
        )
        return subprocess.CompletedProcess(ran.args, ran.returncode, ran.stdout.decode(), ran.stderr.decode())

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """A running process that reads and writes pipes; the caller ends it."""
        return subprocess.Popen(
            [sys.executable, "bot.py", *arguments],
            cwd=FOLDER,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def ask(self, text: str, *arguments: str) -> dict[str, Any]:
        """One reply, as `ask --json` prints it."""
        ran = self.run("ask", "--json", *arguments, text)
        assert ran.returncode == 0, ran.stderr
        reply: dict[str, Any] = json.loads(ran.stdout)
        return reply
