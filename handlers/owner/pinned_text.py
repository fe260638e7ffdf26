"""PinnedText: the text of templates/pinned.yaml with one answer more or less.

All else stays as it stands: what the owner wrote there by hand keeps its comments, its order and its blank lines.
Refuses to guess: where the text cannot be changed in place and still say what it must, it is written anew as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import yaml

import strict_yaml
from handlers.owner.drafts import Entry
from shop.template_folder import PINNED_FILE

HEADER = """\
# Answers that the owner taught in a chat, by /answer. Each is given to whoever asks one of its questions, whatever the
# spelling and the courtesies around it. You may edit this file as well; an edit takes effect within seconds.
#   questions: as customers wrote them; one is enough, more may be added below it
#   answer:    the text for customers who write in English, in Hinglish and in Hindi; <hours>, <phone> and the other
#              slots of shop.yaml may stand in it
#   taught_on, taught_by: when and in which chat; /undo takes back the latest one
"""
WIDTH = 1000
_MARK = re.compile(r"^(\s*)-\s")


class _Dumper(yaml.SafeDumper):
    """Block style, texts of several lines as such, lists indented under their key."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        """PyYAML's own would put a list at the margin of its key."""
        super().increase_indent(flow, indentless=False)


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def entries_in(text: str) -> list[Entry]:
    """The answers that a text holds, as they are written. Raises strict_yaml.YamlMistake."""
    data = strict_yaml.parse(text, PINNED_FILE).data
    listed = data.get("pinned") if isinstance(data, dict) else data
    if listed is None:
        return []
    if not isinstance(listed, list) or not all(isinstance(entry, dict) and _asked(entry) for entry in listed):
        raise strict_yaml.YamlMistake(f"{PINNED_FILE}: every answer needs its questions, in a list below pinned:")
    return listed


def _asked(entry: Entry) -> bool:
    questions = entry.get("questions")
    return isinstance(questions, list) and all(isinstance(question, str) for question in questions)


def with_entries(text: str, added: Sequence[Entry]) -> str:
    """The text with answers added at its end. Raises strict_yaml.YamlMistake where it cannot be read."""
    wanted = [*entries_in(text), *added]
    document = strict_yaml.parse(text, PINNED_FILE)
    lines = text.splitlines()
    first = document.lines.get(("pinned", 0))
    mark = _MARK.match(lines[first - 1]) if first else None
    if mark is None:
        return _anew(text, wanted)
    block = _dumped(list(added), mark[1])
    return _checked("\n".join([*lines, block, ""]) if lines else block, wanted) or _anew(text, wanted)


def without_entry(text: str, place: int) -> str:
    """The text without the answer at ``place``. Raises strict_yaml.YamlMistake where it cannot be read."""
    entries = entries_in(text)
    wanted = entries[:place] + entries[place + 1 :]
    document, lines = strict_yaml.parse(text, PINNED_FILE), text.splitlines()
    if not wanted:
        return _anew(text, wanted)
    start = document.lines["pinned", place] - 1
    following = document.lines.get(("pinned", place + 1))
    end = len(lines) if following is None else following - 1
    # Comments above the next answer, or at the end, are not this one's.
    while end > start + 1 and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#")):
        end -= 1
    return _checked("\n".join([*lines[:start], *lines[end:], ""]), wanted) or _anew(text, wanted)


def _checked(text: str, wanted: Sequence[Entry]) -> str | None:
    """The text, if it says exactly what is wanted."""
    try:
        return text if entries_in(text) == list(wanted) else None
    except strict_yaml.YamlMistake:
        return None


def _anew(text: str, entries: Sequence[Entry]) -> str:
    """The comments at the top of the text, or ours, and the answers below."""
    top: list[str] = []
    for line in text.splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            break
        top.append(line)
    opening = "\n".join(top).rstrip()
    body = f"pinned:\n{_dumped(list(entries), '  ')}\n" if entries else "pinned: []\n"
    return f"{opening or HEADER.rstrip()}\n{body}"


def _dumped(entries: list[Entry], indent: str) -> str:
    options: dict[str, Any] = {"allow_unicode": True, "sort_keys": False, "width": WIDTH, "default_flow_style": False}
    lines = yaml.dump(entries, Dumper=_Dumper, **options).rstrip("\n").splitlines()
    margin = min(len(line) - len(line.lstrip()) for line in lines if line.strip())
    return "\n".join(f"{indent}{line[margin:]}" if line.strip() else "" for line in lines)
