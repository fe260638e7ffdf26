"""README, config.yaml and --help say what is true: what could drift from the code is compared with it."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from handlers import command_line
from settings import Keys, Settings
from tests.bot_process import BotProcess
from tests.slip import mistakes_of

FOLDER = Path(__file__).resolve().parent.parent
README = (FOLDER / "README.md").read_text(encoding="utf-8")
CONFIG = (FOLDER / "config.yaml").read_text(encoding="utf-8")
COMMANDS = ("run", "chat", "ask", "check", "catalogue", "stats", "import", "drill")


def blocks(kind: str) -> list[str]:
    """The code blocks of one kind in the README."""
    return re.findall(rf"```{kind}\n(.*?)```", README, flags=re.DOTALL)


def without_figures(text: str) -> str:
    """The text with every number masked: the owner's prices may change, what is said may not."""
    return re.sub(r"₹?[\d,.]*\d", "#", text)


def test_the_transcript_in_the_readme_is_real(tmp_path: Path) -> None:
    """The conversation that the README opens with is what the bot says, figures aside."""
    command, *shown = blocks("console")[0].splitlines()
    piped = re.search(r"printf '(.*)' \| make -s run", command)
    assert piped
    said = BotProcess(tmp_path).run("run", stdin=piped[1].replace("\\n", "\n")).stdout.splitlines()
    assert [without_figures(line) for line in said] == [without_figures(line) for line in shown]


@pytest.mark.parametrize("line", [line for line in "\n".join(blocks("sh")).splitlines() if "bot.py" in line])
def test_each_command_in_the_readme_runs(tmp_path: Path, line: str) -> None:
    """Every command line in the README ends well and prints something."""
    *before, after = line.split("|") if "echo" in line else [line]
    stdin = shlex.split(before[0])[1] + "\n" if before else ""
    words = shlex.split(after)
    ran = BotProcess(tmp_path).run(*words[words.index("bot.py") + 1 :], stdin=stdin)
    assert (ran.returncode, bool(ran.stdout)) == (0, True), ran.stderr


@pytest.mark.parametrize(
    ("file", "find", "put"),
    [
        ("products/wooden-coaster.yaml", "moq: 25", 'moq: "1,000"'),
        ("products/metal-pen.yaml", "moq: 100", "moq:100"),
        ("intents/cod.yaml", "<advance_percent>", "<advanced_percent>"),
    ],
)
def test_a_mistake_in_the_readme_is_told_so(templates_copy: Path, file: str, find: str, put: str) -> None:
    """The three mistakes that the README shows are told in those words, with those lines."""
    path = templates_copy / file
    text = path.read_text(encoding="utf-8")
    assert find in text
    path.write_text(text.replace(find, put, 1), encoding="utf-8")
    assert mistakes_of(templates_copy)[0] in README.splitlines()


def test_the_readme_lists_every_command() -> None:
    """README and --help name the same commands."""
    listed = re.findall(r"^\| `bot\.py (\w+)` \|", README, flags=re.MULTILINE)
    text = command_line.parser().format_help()
    assert tuple(listed) == COMMANDS
    assert re.findall(r"^    (\w+)(?: |$)", text, flags=re.MULTILINE) == list(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_help(tmp_path: Path, command: str) -> None:
    """`--help` of a command ends with 0, and each of its options is explained."""
    assert BotProcess(tmp_path).run(command, "--help").returncode == 0
    (commands,) = [action for action in command_line.parser()._actions if action.dest == "command"]  # noqa: SLF001
    assert isinstance(commands.choices, dict)
    assert all(action.help for action in commands.choices[command]._actions)  # noqa: SLF001


def test_every_setting_stands_in_config() -> None:
    """Each setting of the code is in config.yaml, and .env.example names every key."""
    for name in Settings.model_fields:
        assert name == "keys" or re.search(rf"^{name}:", CONFIG, flags=re.MULTILINE), name
    example = (FOLDER / ".env.example").read_text(encoding="utf-8")
    for key in Keys.model_fields:
        assert f"{key.upper()}=\n" in example


def test_the_rooms_in_the_readme_exist() -> None:
    """Each file and folder on the README's map is there."""
    plan = next(block for block in blocks("text") if "front door" in block)
    for name in re.findall(r"^(\w+(?:\.py|/))", plan, flags=re.MULTILINE):
        assert (FOLDER / name).exists(), name


def test_no_file_names_a_registry_or_a_key() -> None:
    """Neither the locks nor the docs carry an address of a package registry."""
    for name in (*(path.name for path in FOLDER.glob("requirements*.txt")), "pyproject.toml", "Makefile", "README.md"):
        text = (FOLDER / name).read_text(encoding="utf-8")
        assert not re.search(r"://(?!bot\.example\.com|127\.0\.0\.1)", text), name


def test_the_lock_is_whole() -> None:
    """Every dependency of pyproject.toml is pinned with hashes."""
    project = (FOLDER / "pyproject.toml").read_text(encoding="utf-8")
    lock = (FOLDER / "requirements.txt").read_text(encoding="utf-8")
    wanted = project.split("dependencies = [", 1)[1].split("]", 1)[0]
    for name in re.findall(r'"([A-Za-z0-9-]+)[<>=]', wanted):
        assert re.search(rf"^{name.lower()}==\S+ \\\n    --hash=sha256:", lock, flags=re.MULTILINE), name
