"""Reads the owner's YAML as it was written: every scalar stays text, and every mistake names its line.

`no`, `10:30` and `0123` keep their letters; an empty value, `null` and `~` mean none. Types come later, from pydantic.
Refuses duplicate keys, anchors and aliases, tags, values that are not text, lists or mappings, and files over 1 MB.
A leaf: imports nothing of ours but mistake_words and yaml_slips, which are leaves too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

import yaml_slips

MAX_BYTES = 1_000_000
MAX_DEPTH = 20
MAX_BRACKETS = 5000
NONE_WORDS = ("", "null", "~")
DEEP_LINE = re.compile(rf"(?m)^[ \t]*(?:[-?][ \t]+){{{MAX_DEPTH + 1}}}")
PLAIN_TAGS = tuple(f"tag:yaml.org,2002:{kind}" for kind in ("str", "seq", "map"))

Place = tuple[str | int, ...]


class Mistakes(Exception):
    """What an owner wrote cannot be used; ``mistakes`` says why, one sentence each, with its place."""

    def __init__(self, mistakes: Iterable[str]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n".join(self.mistakes))


class YamlMistake(Exception):
    """Something in a YAML file is not allowed; the message says where and what to write instead."""


@dataclass(frozen=True, slots=True)
class Document:
    """One file's content: ``data`` of text, None, lists and dicts; ``lines`` gives the line of each place in it."""

    name: str
    data: Any
    lines: Mapping[Place, int]

    def where(self, place: Iterable[str | int]) -> str:
        """`file line N` of the place, or of the nearest place around it that stands in the file."""
        path = tuple(place)
        while path and path not in self.lines:
            path = path[:-1]
        return f"{self.name} line {self.lines.get(path, 1)}"

    def explain(self, mistakes: ValidationError, model: type[BaseModel]) -> list[str]:
        """One sentence for each thing that ``model`` found wrong."""
        import mistake_words  # noqa: PLC0415 -- sound files need no words for mistakes

        told = mistake_words.sentences(mistakes.errors(), model)
        return [f"{self.where(self._place(error))}: {sentence}" for error, sentence in told]

    def _place(self, error: ErrorDetails) -> Place:
        """Where a mistake is; one of several keys together begins with the key that it is about."""
        about = error["msg"].removeprefix("Value error, ").split(maxsplit=1)[0].rstrip(":")
        return (*error["loc"], about) if (*error["loc"], about) in self.lines else tuple(error["loc"])


def read(path: Path, name: str) -> Document:
    """The file's content; ``name`` is what messages call it. Raises YamlMistake."""
    return parse(text_of(path, name), name)


def text_of(path: Path, name: str) -> str:
    """The file's text, not yet looked into. Raises YamlMistake."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise YamlMistake(f"{name}: {_unread(error)}") from error
    if len(raw) > MAX_BYTES:
        raise YamlMistake(f"{name}: larger than {MAX_BYTES} bytes; split it")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise YamlMistake(
            f"{name} line {line}: not UTF-8 text; save the file as UTF-8 (in Notepad: Save as, Encoding)"
        ) from error


def _unread(error: OSError) -> str:
    match error:
        case FileNotFoundError():
            return "cannot be read, for it is not there; put the file there"
        case PermissionError():
            return "cannot be read, for the bot may not; allow it (chmod a+r, and a+x for its folder)"
        case IsADirectoryError():
            return "cannot be read, for it is a folder; put a file of this name there"
        case _:
            return f"cannot be read ({error.strerror}); put the file there anew"


def parse(text: str, name: str) -> Document:
    """The content of one YAML text. Raises YamlMistake."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    # The parser's own recursion ends the process long before MAX_DEPTH could be told from its result.
    if text.count("[") + text.count("{") > MAX_BRACKETS:
        raise YamlMistake(f"{name}: holds more than {MAX_BRACKETS} brackets; write lists a line each, with - before")
    deep = DEEP_LINE.search(text)
    if deep:
        line = text.count("\n", 0, deep.start()) + 1
        raise YamlMistake(f"{name} line {line}: nested more than {MAX_DEPTH} levels deep")
    try:
        root = yaml.compose(text, Loader=yaml.CBaseLoader)
    except yaml.MarkedYAMLError as error:
        places = [mark.line + 1 for mark in (error.context_mark, error.problem_mark) if mark]
        line, slip = yaml_slips.likely(text, places or [1], str(error.problem))
        raise YamlMistake(f"{name} line {line}: {slip}") from error
    except yaml.YAMLError as error:
        line, slip = yaml_slips.unreadable(text)
        raise YamlMistake(f"{name} line {line}: {slip}") from error
    lines: dict[Place, int] = {}
    data = None if root is None else _Builder(name, text.split("\n"), lines).build(root, ())
    return Document(name, data, lines)


class _Builder:
    """Turns YAML nodes into plain data and notes the line of each."""

    def __init__(self, name: str, written: Sequence[str], lines: dict[Place, int]) -> None:
        self._name = name
        self._written = written
        self._lines = lines
        self._seen: set[int] = set()

    def build(self, node: yaml.Node, place: Place) -> Any:
        line = node.start_mark.line + 1
        self._lines.setdefault(place, line)
        if id(node) in self._seen:
            raise YamlMistake(f"{self._name} line {line}: & and * references are not allowed; write it out")
        self._seen.add(id(node))
        if len(place) > MAX_DEPTH:
            raise YamlMistake(f"{self._name} line {line}: nested more than {MAX_DEPTH} levels deep")
        if node.tag not in PLAIN_TAGS:
            raise YamlMistake(f"{self._name} line {line}: a text that begins with ! must be quoted")
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, place)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(child, (*place, index)) for index, child in enumerate(node.value)]
        if not isinstance(node, yaml.ScalarNode) or node.style:
            return node.value
        rest = "".join(self._written[node.end_mark.line : node.end_mark.line + 1])[node.end_mark.column :]
        slip = yaml_slips.in_plain_text(node.value, rest)
        if slip:
            raise YamlMistake(f"{self._name} line {node.end_mark.line + 1}: {slip}")
        return None if node.value in NONE_WORDS else node.value

    def _mapping(self, node: yaml.MappingNode, place: Place) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                raise YamlMistake(f"{self._name} line {line}: a key must be plain text; quote it")
            key = key_node.value
            inner = (*place, key)
            if key in result:
                first = self._lines[inner]
                raise YamlMistake(f'{self._name} line {line}: "{key}" stands twice (first in line {first}); keep one')
            self._lines[inner] = line
            result[key] = self.build(value_node, inner)
        return result
