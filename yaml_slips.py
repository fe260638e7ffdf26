"""YamlSlips: what an owner most likely mistyped where a YAML text cannot be read, or is read as less than was written.

Refuses the parser's own words: each slip is told with what to write instead.
A leaf: imports nothing of ours.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

MOST_SHOWN = 60
# In a value that is not in quotes these mean something else when they stand first.
SPECIAL_FIRST = "&*!|>%@`"
KEY = r"[^\W\d_][\w .+/-]*?|\d+"
_HIDDEN = "\u200b\u2060\ufeff"
_CURLY = "“”„‘’‚"
_REMARK_CUT = re.compile(r"[ \t]+#(?=[^\s#=*~-])")
_UNREADABLE = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

UNCLEAR = "cannot be understood; compare its blanks, colon and quotation marks with the lines around it"

Lines = Sequence[str]
Look = Callable[[str], str | None]


def in_plain_text(value: str, rest_of_line: str) -> str | None:
    """What is wrong with a value without quotes, though it can be read; ``rest_of_line`` stands behind it."""
    cut = _REMARK_CUT.match(rest_of_line)
    if cut:
        lost = _shown(rest_of_line.strip())
        return f'"{lost}" is read as a remark; put the whole text into "...", or write a blank after the #'
    if any(letter in value for letter in _HIDDEN):
        return "an invisible character stands in this line; type the line anew"
    if value[:1] in tuple(_CURLY) and value[-1:] in tuple(_CURLY):
        return f'curly quotation marks; write straight ones: "{_shown(value.strip(_CURLY))}"'
    return None


def unreadable(text: str) -> tuple[int, str]:
    """The line of a character that no YAML may hold, and what to do."""
    found = _UNREADABLE.search(text)
    line = text.count("\n", 0, found.start()) + 1 if found else 1
    return line, "an unreadable character stands in this line; type the line anew"


def likely(text: str, places: Sequence[int], problem: str) -> tuple[int, str]:
    """The line and the sentence for a text that cannot be read.

    ``places`` are lines, from 1, that the parser named, the last one being where it gave up; ``problem`` is its word.
    """
    lines = text.split("\n")
    first, last = places[0], min(places[-1], len(lines))
    nearby, above = range(last, max(0, last - 3), -1), range(last - 3, 0, -1)
    return (
        _named(lines, first, last, problem)
        or _found(lines, nearby, (*_LOOKS, _colon))
        or _misplaced(lines, last)
        or _found(lines, above, (*_LOOKS, _odd))
        or (last, UNCLEAR)
    )


def _named(lines: Lines, first: int, last: int, problem: str) -> tuple[int, str] | None:
    """What the parser itself knows."""
    if "another document" in problem:
        second = next((at for at, line in enumerate(lines, 1) if at > 1 and line.startswith(("---", "..."))), last)
        return second, "--- begins another document; take it out, one file holds one"
    # A quotation mark or a bracket that is never closed: the parser names where it was opened.
    if "end of stream" in problem or "document indicator" in problem or "',' or" in problem:
        return first, _bracket(lines[first - 1]) if "',' or" in problem else _opened(lines[first - 1])
    if "node content" in problem:
        commas = _commas(lines[last - 1])
        line = last if commas else _line_left_open(lines, last)
        return line, commas or _bracket(lines[line - 1])
    if "'-' indicator" in problem:
        return last, 'has no "- " before it like the line above; write a dash before each of them, or before none'
    return None


def _found(lines: Lines, order: Sequence[int], looks: Sequence[Look]) -> tuple[int, str] | None:
    """The first line, in this order, that looks like a slip."""
    for line in order:
        written = lines[line - 1]
        for look in looks:
            slip = None if written.lstrip().startswith("#") else look(written)
            if slip and not _is_inside_text(lines, line):
                return line, slip
    return None


def _blanks(line: str) -> str | None:
    begin = line[: len(line) - len(line.lstrip())]
    if "\t" in begin:
        return "begins with a tab; write blanks instead"
    if begin.strip(" "):
        return "begins with an invisible character that is no blank; delete it and type blanks"
    if re.search(r":[^\S \t\r\n]", line):
        return "an invisible character stands behind the colon; delete it and type a blank"
    return None


def _commas(line: str) -> str | None:
    if re.search(r"[\[{].*,\s*,", line) or re.search(r"[\[{]\s*,", line):
        return "two commas with nothing between them; take one out"
    return None


def _colon(line: str) -> str | None:
    """A key whose colon is missing, or has no blank behind it."""
    glued = re.fullmatch(rf"(\s*(?:- )?)({KEY}):([^\s:/].*)", line)
    if glued:
        return f"no blank after the colon; write {_shown(f'{glued[2]}: {glued[3]}')}"
    odd = re.fullmatch(rf"(\s*(?:- )?)({KEY})\s*[：=]\s*(.*)", line)
    if odd:
        return f"a key is followed by a colon and a blank; write {_shown(f'{odd[2]}: {odd[3]}')}"
    bare = re.fullmatch(r"\s*([a-z0-9_]+)(?: ([^:]*))?", line.split(" #", maxsplit=1)[0].rstrip())
    return f"the colon is missing; write {_shown(f'{bare[1]}: {bare[2] or str()}')}" if bare else None


def _dash(line: str) -> str | None:
    found = re.fullmatch(r"\s*-([^\s\d-].*)", line)
    return f"no blank after the dash; write - {_shown(found[1])}" if found else None


def _quotes(line: str) -> str | None:
    """A text in quotation marks with one of them inside it or missing, or with a backslash."""
    value = _value(line)
    if value[:1] == '"' and re.search(r'(?<!\\)(?:\\\\)*\\[^"\\/nt]', value):
        return "a \\ inside \"...\"; write \\\\ for it, or '...' around the text"
    if value[:1] == '"' and not re.fullmatch(r'"(?:[^"\\]|\\.)*"\s*,?(?:\s+#.*)?', value):
        inner = value.strip('"')
        if '"' not in inner and not value.rstrip().endswith('"'):
            return _opened(line)
        return "a \" inside \"...\"; write ' inside, or '...' around the text"
    if value[:1] == "'" and not re.fullmatch(r"'(?:[^']|'')*'\s*,?(?:\s+#.*)?", value):
        return "an ' inside '...'; put the text into \"...\" instead"
    return None


def _special(line: str) -> str | None:
    value = _value(line)
    if value[:1] in tuple(SPECIAL_FIRST) and not re.fullmatch(r"[|>][-+\d]*", value):
        return f'a text that begins with {value[0]} must stand in quotation marks: "{_shown(value)}"'
    if value[:1] in tuple(_CURLY):
        return f'curly quotation marks; write straight ones: "{_shown(value.strip(_CURLY))}"'
    if value[:1] not in tuple("\"'[{") and re.search(r":(?:\s|$)", value):
        return f'a text that holds a colon must stand in quotation marks: "{_shown(value)}"'
    return None


_LOOKS: tuple[Look, ...] = (_blanks, _commas, _dash, _quotes, _special)


def _odd(line: str) -> str | None:
    """A line at the margin that is nothing of what may stand there."""
    is_known = re.match(rf"\s|$|- |-$|---|\.\.\.|[\"'\]}}]|(?:{KEY}):(?:\s|$)", line)
    return None if is_known else 'is no "key: value"; see whether a colon or the blanks before it are missing'


def _value(line: str) -> str:
    """What stands behind the key or the dash of a line."""
    found = re.match(rf"\s*(?:- +)?(?:(?:{KEY}|\"[^\"]*\"|'[^']*'):(?:\s+|$))?", line)
    return line[found.end() :].strip() if found else ""


def _opened(line: str) -> str:
    if "'" in line and '"' not in line:
        return "a ' is opened here and never closed; write a second one at the end of the text"
    if '"' in line:
        return 'a " is opened here and never closed; write a second one at the end of the text'
    return _bracket(line)


def _bracket(line: str) -> str:
    if _commas(line):
        return str(_commas(line))
    opening = "{" if line.count("{") > line.count("}") else "["
    closing = "}" if opening == "{" else "]"
    if re.search(r"(?:^|[\s,\[{])#", line):
        return f'a # begins a remark that hides the closing {closing}; put the text that holds # into "..."'
    return f"the {opening} that is opened here is not closed, or a comma is missing; write {closing} at its end"


def _misplaced(lines: Lines, last: int) -> tuple[int, str] | None:
    """A line that begins deeper or less deep than those it belongs to."""
    own = _depth(lines[last - 1])
    above = [_depth(line) for line in lines[: last - 1] if re.match(rf"\s*(?:- |(?:- )?(?:{KEY}):(?:\s|$))", line)]
    if not above or not lines[last - 1].strip():
        return None
    begins = f"begins with {own} blank{'' if own == 1 else 's'}"
    if own > above[-1]:
        return last, f"{begins}, the line above it with {above[-1]}; write both with {above[-1]}"
    if own != above[-1] and (own or lines[last - 1].startswith("- ")):
        near = min({0, *above[-20:]} - {own}, key=lambda depth: (abs(depth - own), depth != above[-1]))
        return last, f"{begins}, which fits no line above it; write it with {near}"
    return None


def _is_inside_text(lines: Lines, line: int) -> bool:
    """Whether a line is part of a text or a list over several lines that was begun above it."""
    if _opened_in(_without_quotes_and_remark("\n".join(lines[: line - 1]))) > 0:
        return True
    depth = _depth(lines[line - 1])
    for above in reversed(lines[: line - 1]):
        if above.strip() and _depth(above) < depth:
            return re.search(r":\s*[|>][-+\d]*\s*$", above) is not None
    return False


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _line_left_open(lines: Lines, last: int) -> int:
    """The last line, up to ``last``, that opens more brackets than it closes."""
    bare = [_without_quotes_and_remark(line) for line in lines[:last]]
    open_more = [number for number, line in enumerate(bare, 1) if _opened_in(line) > 0]
    return open_more[-1] if open_more else last


def _opened_in(text: str) -> int:
    return sum(text.count(bracket) for bracket in "[{") - sum(text.count(bracket) for bracket in "]}")


def _without_quotes_and_remark(text: str) -> str:
    return re.sub(r"\"[^\"]*\"|#.*", "", text)


def _shown(text: str) -> str:
    text = text.strip()
    return text if len(text) <= MOST_SHOWN else f"{text[: MOST_SHOWN - 1]}…"
