"""MistakeWords: what a model found wrong in a file, in words that an owner understands, with what to write instead.

Refuses a library's own words: what has no sentence here is told as not written as it must be.
A leaf: imports nothing of ours.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import ErrorDetails

_SENTENCES = {
    "int_parsing": '{key} "{given}" is not a whole number',
    "int_parsing_size": '{key} "{given}" is too large a number',
    "int_from_float": '{key} "{given}" is not a whole number',
    "decimal_parsing": '{key} "{given}" is not a number',
    "decimal_max_places": '{key} "{given}" has more than {decimal_places} digits after the point',
    "decimal_max_digits": '{key} "{given}" has too many digits',
    "decimal_whole_digits": '{key} "{given}" has too many digits',
    "finite_number": '{key} "{given}" is not a number',
    "float_parsing": '{key} "{given}" is not a number',
    "int_type": "{key} must be a whole number and is {kind}",
    "decimal_type": "{key} must be a number and is {kind}",
    "float_type": "{key} must be a number and is {kind}",
    "bool_parsing": '{key} "{given}" must be yes or no',
    "time_parsing": '{key} "{given}" is no time of day; write it like 10:00',
    "too_short": "{key} needs at least {min_length} entries",
    "too_long": "{key} holds more than {max_length} entries",
    "string_too_short": "{key} is empty",
    "string_too_long": "{key} is longer than {max_length} characters",
    "string_pattern_mismatch": '{key} "{given}" is not written as it must be',
    "greater_than_equal": '{key} "{given}" must be at least {ge}',
    "less_than_equal": '{key} "{given}" must be at most {le}',
    "greater_than": '{key} "{given}" must be more than {gt}',
    "path_type": "{key} must be a path and is {kind}",
    "bool_type": "{key} must be yes or no and is {kind}",
    "string_type": "{key} must be text and is {kind}",
    "list_type": "{key} must be a list and is {kind}",
    "tuple_type": "{key} must be a list and is {kind}",
    "dict_type": "{key} must hold keys and values and is {kind}",
    "model_type": "{key} must hold keys and values and is {kind}",
}
_KINDS = {type(None): "empty", str: "one text", list: "a list", dict: "a mapping"}
_NUMBERS = ("int_parsing", "int_from_float", "decimal_parsing", "float_parsing", "finite_number", "value_error")
# What people call a thing, and the key it has here.
_ALSO_CALLED = {
    "hindi": "hi",
    "english": "en",
    "eng": "en",
    "roman": "hinglish",
    "aliases": "also_called",
    "alias": "also_called",
    "price": "prices",
    "rates": "prices",
    "minimum": "moq",
    "gst": "gst_percent",
    "tax": "gst_percent",
    "colors": "colours",
    "color": "colours",
    "days": "make_days",
}
_UNITS = r"(?:pcs?|pieces?|nos?|units?|per ?piece|each|rupees|rs|inr|days?|percent)"
_AROUND_A_NUMBER = re.compile(rf"(?i)[\"'“”‘’]|₹|%|/-|\b{_UNITS}\b\.?|\+$|^\+|,$|=")


def sentences(
    found: Sequence[ErrorDetails], model: type[BaseModel], *, one_by_one: bool = False
) -> list[tuple[ErrorDetails, str]]:
    """Each mistake with its sentence, without those that only follow from another one.

    Keys that are missing beside each other are told in one sentence, unless ``one_by_one``.
    """
    meant = _misspelt(found, model)
    misspelt = {(*place[:-1], key) for place, key in meant.items()}
    told: list[tuple[ErrorDetails, str]] = []
    lacking: dict[tuple[str | int, ...], int] = {}
    for error in found:
        place = error["loc"]
        if error["type"] == "extra_forbidden" and place in meant:
            told.append((error, f'unknown key "{_key(place)}"; did you mean "{meant[place]}"?'))
        elif error["type"] == "missing" and place[:-1] in lacking and not one_by_one:
            index = lacking[place[:-1]]
            first, sentence = told[index]
            told[index] = first, f'{sentence.partition(";")[0]}, "{_key(place)}"; add a line for each'
        elif error["type"] == "missing" and place not in misspelt:
            lacking[place[:-1]] = len(told)
            told.append((error, describe(error, model)))
        elif error["type"] != "missing" and not _only_follows(error, found):
            told.append((error, describe(error, model)))
    return told


def _misspelt(found: Sequence[ErrorDetails], model: type[BaseModel]) -> dict[tuple[str | int, ...], str]:
    """For each unknown key the one that was meant: a close one, or the only one missing beside it."""
    meant: dict[tuple[str | int, ...], str] = {}
    for error in found:
        place = error["loc"]
        beside = [other for other in found if other["loc"][:-1] == place[:-1]]
        lacking = [str(other["loc"][-1]) for other in beside if other["type"] == "missing"]
        unknown = [other for other in beside if other["type"] == "extra_forbidden"]
        if error in unknown:
            only = lacking[0] if len(unknown) == len(lacking) == 1 else None
            close = _nearest(str(place[-1]), _keys_at(model, place[:-1])) or only
            if close:
                meant[place] = close
    return meant


def _only_follows(error: ErrorDetails, found: Sequence[ErrorDetails]) -> bool:
    """Whether a list seems too short since its entries are wrong."""
    inside = (other["loc"][: len(error["loc"])] == error["loc"] and other is not error for other in found)
    return error["type"] == "too_short" and any(inside)


def _key(place: Sequence[str | int]) -> str:
    """A place as people say it: entries are counted from 1."""
    return ".".join(str(part + 1 if isinstance(part, int) else part) for part in place if part != "[key]")


def describe(error: ErrorDetails, model: type[BaseModel]) -> str:
    """What is wrong, with the nearest known word where one is close, and with what to write where that is clear."""
    place = tuple(part for part in error["loc"] if part != "[key]")
    key = _key(place)
    given = error["input"]
    if error["type"] == "extra_forbidden":
        return _unknown_key(key, place, model)
    if error["type"] == "missing":
        return f'needs "{key}"; add {place[-1]}: with its value'
    if error["type"] == "literal_error":
        return _none_of(key, given, error)
    sentence = _SENTENCES.get(error["type"])
    if sentence is None:
        # What was given is not repeated: a key may have been put in the wrong place.
        own = error["type"] in ("value_error", "assertion_error")
        message = error["msg"].removeprefix("Value error, ") if own else "not written as it must be"
        sentence = f"{key}: {message}" if key else message
    else:
        kind = _KINDS.get(type(given), "something else")
        sentence = sentence.format(key=key or "the file", given=given, kind=kind, **error.get("ctx", {}))
    remedy = _remedy(error, place)
    return f"{sentence}; {remedy}" if remedy and "; write" not in sentence else sentence


def plain_number(written: str, *, whole: bool = False) -> str | None:
    """The number that a text such as "₹1,299" or "१०० pcs" means, as it must be written; None where it is none."""
    digits = "".join(str(unicodedata.digit(letter, letter)) for letter in written)
    bare = _AROUND_A_NUMBER.sub("", digits).strip()
    if not whole and re.fullmatch(r"\d+,\d{1,2}", bare):
        return bare.replace(",", ".")
    bare = bare.replace(",", "").replace(" ", "")
    return bare if re.fullmatch(r"\d+(\.\d+)?", bare) and bare != written else None


def _remedy(error: ErrorDetails, place: tuple[str | int, ...]) -> str:
    """What to write instead, where that is clear from what was given."""
    given, kind = error["input"], error["type"]
    name = str(place[-1]) if place else ""
    if isinstance(given, str) and kind in _NUMBERS:
        return _number_remedy(given, place, whole=kind.startswith("int"), must=kind != "value_error")
    if kind in ("list_type", "tuple_type") and given is not None:
        return f"write {name}: [{given}]" if isinstance(given, str) else 'put "- " before each entry'
    if kind in ("dict_type", "model_type"):
        return _lines_remedy(name, given)
    return f"write a value after {name}:" if given is None and kind != "value_error" else ""


def _number_remedy(given: str, place: tuple[str | int, ...], *, whole: bool, must: bool) -> str:
    number = plain_number(given, whole=whole)
    if number and not (whole and "." in number):
        return f"write {number}"
    if "prices" in place and re.search(r"\d\s*(?:-|–|to)\s*\d", given):
        return "write one number; a price holds from that quantity up to the next line's"
    return "write it in digits" if must and not re.search(r"\d", given) else ""


def _lines_remedy(name: str, given: Any) -> str:
    if not name:
        return "fill it, or remove the file" if given is None else 'write lines such as "id: steel-pen"'
    example = "100: 55" if name == "prices" else "name: value"
    return f'write lines such as "{example}" under {name}:, each with blanks before it and no "- "'


def _none_of(key: str, given: Any, error: ErrorDetails) -> str:
    known = re.findall(r"'([^']*)'", error.get("ctx", {}).get("expected", ""))
    wording = error.get("ctx", {}).get("expected", "")
    if error["loc"][-1:] == ("[key]",):
        key = key.rpartition(".")[0]
    if given is None:
        return f"{key} is empty and must be {wording}"
    close = _nearest(str(given), known)
    return f'{key} "{given}" must be {wording}' + (f'; did you mean "{close}"?' if close else "")


def _unknown_key(key: str, place: tuple[str | int, ...], model: type[BaseModel]) -> str:
    known = sorted(_keys_at(model, place[:-1]))
    close = _nearest(str(place[-1]), known)
    if close:
        return f'unknown key "{key}"; did you mean "{close}"?'
    return f'unknown key "{key}"' + (f"; known here: {', '.join(known)}" if known else "")


def _nearest(written: str, known: Iterable[str]) -> str | None:
    """The known word that was probably meant."""
    by_form = {_plain(word): word for word in known}
    form = _plain(written)
    also = _ALSO_CALLED.get(form)
    if also in by_form.values():
        return also
    close = get_close_matches(form, by_form, n=1, cutoff=0.6)
    return by_form[close[0]] if close else None


def _plain(word: str) -> str:
    return re.sub(r"[\s_-]+", "_", word.strip(" ,.;:\"'").lower())


def _keys_at(model: Any, place: tuple[str | int, ...]) -> list[str]:
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
