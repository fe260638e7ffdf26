"""The chat on a real terminal, and at the ends of pipes that close."""

from __future__ import annotations

import os
import pty
import select
import signal
import socket
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest

from tests.bot_process import FOLDER, BotProcess

WAIT_S = 30.0


def read_until(descriptor: int, text: str) -> str:
    """What a terminal shows, up to and with ``text``."""
    shown = ""
    until_s = time.monotonic() + WAIT_S
    while text not in shown:
        ready, _, _ = select.select([descriptor], [], [], max(0.0, until_s - time.monotonic()))
        assert ready, f"the terminal shows {shown!r}"
        shown += os.read(descriptor, 65536).decode(errors="replace")
    return shown


@pytest.mark.parametrize(("ending", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130), (None, 0)])
def test_a_terminal_is_left_as_it_was_found(tmp_path: Path, ending: signal.Signals | None, code: int) -> None:
    """A prompt, the answer with its tier, and at the end, however it comes, a terminal that still echoes."""
    outer, inner = pty.openpty()
    before = termios.tcgetattr(inner)
    environment = BotProcess(tmp_path, TERM="xterm").environment
    process = subprocess.Popen(
        [sys.executable, "bot.py", "chat"], cwd=FOLDER, env=environment, stdin=inner, stdout=inner, stderr=inner
    )
    try:
        read_until(outer, "you> ")
        os.write(outer, b"hi\n")
        assert "cache" in read_until(outer, " ms")
        read_until(outer, "you> ")
        if ending is None:
            os.write(outer, b"\x04")
        else:
            process.send_signal(ending)
        assert process.wait(WAIT_S) == code
        assert termios.tcgetattr(inner)[3] == before[3]
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
        os.close(outer)
        os.close(inner)


def test_a_pipe_stops_when_it_is_told(tmp_path: Path) -> None:
    """SIGTERM ends a chat whose input never ends, with what it accepted answered."""
    bot = BotProcess(tmp_path)
    process = bot.start("chat")
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(b"hi\n" * 3000)
    process.stdin.flush()
    process.stdout.readline()
    process.send_signal(signal.SIGTERM)
    said, _ = process.communicate(timeout=WAIT_S)
    assert process.returncode == 0
    assert said.count(b"\n") < 2900


def test_ctrl_c_while_a_model_is_asked_still_answers(tmp_path: Path) -> None:
    """Ctrl-C during a call: the customer has the rules' answer, the exit code is 130, and there is no traceback."""
    with socket.create_server(("127.0.0.1", 0)) as never_answers:
        port = never_answers.getsockname()[1]
        bot = BotProcess(tmp_path, GROQ_API_KEY="test-key", BOT__PROVIDERS__GROQ__BASE_URL=f"http://127.0.0.1:{port}")
        with (tmp_path / "errors").open("wb+") as errors:
            process = subprocess.Popen(
                [sys.executable, "bot.py", "chat"],
                cwd=FOLDER,
                env=bot.environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
            )
            assert process.stdin is not None
            process.stdin.write(b"which coaster suits a poet who writes at night?\n")
            process.stdin.flush()
            never_answers.settimeout(WAIT_S)
            call, _ = never_answers.accept()
            with call:
                process.send_signal(signal.SIGINT)
                said, _ = process.communicate(timeout=WAIT_S)
            errors.seek(0)
            assert (process.returncode, said.count(b"\n")) == (130, 1)
            assert b"Traceback" not in errors.read()


def test_an_output_that_nobody_reads_ends_the_chat(tmp_path: Path) -> None:
    """Where standard output cannot be written the chat ends with 3 and one sentence, without a traceback."""
    with Path("/dev/full").open("wb") as full:
        ran = subprocess.run(
            [sys.executable, "bot.py", "chat"],
            cwd=FOLDER,
            env=BotProcess(tmp_path).environment,
            input=b"hi\n" * 20,
            stdout=full,
            stderr=subprocess.PIPE,
            timeout=WAIT_S,
            check=False,
        )
    assert ran.returncode == 3
    assert b"Traceback" not in ran.stderr


def test_broken_text_does_not_hang_a_strict_terminal(tmp_path: Path) -> None:
    """A byte that is no UTF-8 is a message like any other, whatever the environment says of encodings."""
    bot = BotProcess(tmp_path, PYTHONIOENCODING="utf-8:strict", LC_ALL="C.UTF-8")
    ran = bot.run("chat", stdin=b"hi\n\xff\nthanks")
    assert (ran.returncode, len(ran.stdout.splitlines())) == (0, 3)


@pytest.mark.parametrize("arguments", [["chat"], ["ask", "--jsonl"]])
def test_a_closed_input_is_an_empty_one(tmp_path: Path, arguments: list[str]) -> None:
    """Without any standard input a chat ends at once, as at the end of its input."""
    ran = subprocess.run(
        ["sh", "-c", 'exec "$@" <&-', "sh", sys.executable, "bot.py", *arguments],
        cwd=FOLDER,
        env=BotProcess(tmp_path).environment,
        capture_output=True,
        timeout=WAIT_S,
        check=False,
    )
    assert (ran.returncode, ran.stdout) == (0, b"")
