"""Reads the owner's YAML as it was written: every scalar stays text, and every mistake names its line.

`no`, `10:30` and `0123` keep their letters; an empty value, `null` and `~` mean none. Types come later, from pydantic.
Refuses duplicate keys, anchors and aliases, tags, values that are not text, lists or mappings, and files over 1 MB.
A leaf: imports nothing of ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

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
        return [f"{self.where(self._place(error))}: {describe(error, model)}" for error in mistakes.errors()]

    def _place(self, error: ErrorDetails) -> Place:
        """Where a mistake is; one of several keys together begins with the key that it is about."""
        about = error["msg"].removeprefix("Value error, ").split(maxsplit=1)[0].rstrip(":")
        return (*error["loc"], about) if (*error["loc"], about) in self.lines else tuple(error["loc"])


def read(path: Path, name: str) -> Document:
    """The file's content; ``name`` is what messages call it. Raises YamlMistake."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise YamlMistake(f"{name}: cannot be read ({error.strerror}); put the file there") from error
    if len(raw) > MAX_BYTES:
        raise YamlMistake(f"{name}: larger than {MAX_BYTES} bytes; split it")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise YamlMistake(f"{name} line {line}: not UTF-8 text; save the file as UTF-8") from error
    return parse(text, name)


def parse(text: str, name: str) -> Document:
    """The content of one YAML text. Raises YamlMistake."""
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
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        written = text.splitlines()[line - 1 : line]
        hint = "a tab stands where spaces belong" if "\t" in "".join(written) else str(error.problem)
        raise YamlMistake(f"{name} line {line}: not valid YAML ({hint}); quote texts that hold : or #") from error
    except yaml.YAMLError as error:
        raise YamlMistake(f"{name}: not valid YAML ({error})") from error
    lines: dict[Place, int] = {}
    data = None if root is None else _Builder(name, lines).build(root, ())
    return Document(name, data, lines)


class _Builder:
    """Turns YAML nodes into plain data and notes the line of each."""

    def __init__(self, name: str, lines: dict[Place, int]) -> None:
        self._name = name
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
        plain = isinstance(node, yaml.ScalarNode) and not node.style
        return None if plain and node.value in NONE_WORDS else node.value

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
                raise YamlMistake(f'{self._name} line {line}: "{key}" stands twice (first in line {first})')
            self._lines[inner] = line
            result[key] = self.build(value_node, inner)
        return result


_SENTENCES = {
    "int_parsing": '{key} "{given}" is not a whole number',
    "decimal_parsing": '{key} "{given}" is not a number',
    "float_parsing": '{key} "{given}" is not a number',
    "int_type": "{key} must be a whole number and is {kind}",
    "decimal_type": "{key} must be a number and is {kind}",
    "float_type": "{key} must be a number and is {kind}",
    "bool_parsing": '{key} "{given}" must be yes or no',
    "too_short": "{key} needs at least {min_length} entries",
    "string_too_short": "{key} is empty",
    "string_pattern_mismatch": '{key} "{given}" is not written as it must be',
    "greater_than_equal": '{key} "{given}" must be at least {ge}',
    "less_than_equal": '{key} "{given}" must be at most {le}',
    "greater_than": '{key} "{given}" must be more than {gt}',
    "path_type": "{key} must be a path and is {kind}",
    "bool_type": "{key} must be yes or no",
    "string_type": "{key} must be text and is {kind}",
    "list_type": "{key} must be a list and is {kind}",
    "tuple_type": "{key} must be a list and is {kind}",
    "dict_type": "{key} must hold keys and values and is {kind}",
    "model_type": "{key} must hold keys and values and is {kind}",
}
_KINDS = {type(None): "empty", str: "one text", list: "a list", dict: "a mapping"}


def describe(error: ErrorDetails, model: type[BaseModel]) -> str:
    """What is wrong in words an owner understands, with the nearest known word where one is close."""
    place = tuple(part for part in error["loc"] if part != "[key]")
    key = ".".join(str(part) for part in place)
    limits = error.get("ctx", {})
    given = error["input"]
    if error["type"] == "extra_forbidden":
        return _unknown_key(key, place, model)
    if error["type"] == "missing":
        return f'needs "{key}"'
    if error["type"] == "literal_error":
        return f'{key} "{given}" must be {error["ctx"]["expected"]}'
    sentence = _SENTENCES.get(error["type"])
    if sentence is None:
        message = error["msg"].removeprefix("Value error, ")
        # What was given is not repeated: a key may have been put in the wrong place.
        return f"{key}: {message}" if key else message
    kind = _KINDS.get(type(given), "something else")
    text = sentence.format(key=key or "the file", given=given, kind=kind, **limits)
    return f"{text}; write {given.replace(',', '')}" if _has_thousands_comma(given) else text


def _has_thousands_comma(given: Any) -> bool:
    return isinstance(given, str) and "," in given and given.replace(",", "").replace(".", "", 1).isdigit()


def _unknown_key(key: str, place: Place, model: type[BaseModel]) -> str:
    known = sorted(_keys_at(model, place[:-1]))
    close = get_close_matches(str(place[-1]), known, n=1, cutoff=0.6)
    if close:
        return f'unknown key "{key}"; did you mean "{close[0]}"?'
    return f'unknown key "{key}"' + (f"; known here: {', '.join(known)}" if known else "")


def _keys_at(model: Any, place: Place) -> list[str]:
    """The keys that ``model`` knows at a place, found by walking its type annotations."""
    if get_origin(model) is Annotated:
        return _keys_at(get_args(model)[0], place)
    if isinstance(model, type) and issubclass(model, BaseModel):
        if not place:
            return list(model.model_fields)
        field = model.model_fields.get(str(place[0]))
        return _keys_at(field.annotation, place[1:]) if field else []
    arguments = [argument for argument in get_args(model) if argument not in (type(None), ...)]
    if get_origin(model) in (Union, UnionType):
        return [key for argument in arguments for key in _keys_at(argument, place)]
    return _keys_at(arguments[-1], place[1:]) if arguments and place else []
