"""PlainText: an answer without the marks of a text format, and texts folded so that they can be compared.

Refuses to change words: only marks, spaces and invisible letters go.
"""

from __future__ import annotations

import re
import unicodedata

_THOUGHTS = re.compile(r"<think>.*?</think>", re.DOTALL)
_FENCE = re.compile(r"^\s*```\w*\s*$", re.MULTILINE)
_HEADING = re.compile(r"^[ \t]*#{1,6}[ \t]+", re.MULTILINE)
_BULLET = re.compile(r"^[ \t]*[*•●▪][ \t]+", re.MULTILINE)
_QUOTED_LINE = re.compile(r"^[ \t]*>[ \t]?", re.MULTILINE)
_STRONG = re.compile(r"\*\*|__|`+|~~")
_EMPHASIS = re.compile(r"(?<![\w*])\*([^\s*][^*\n]*)\*(?![\w*])")
_LINK = re.compile(r"\[([^\[\]\n]{1,200})\]\(([^()\s]{1,300})\)")
_LABEL = re.compile(r"^(?:shop|assistant|answer|reply|जवाब|उत्तर)\s*:\s*", re.IGNORECASE)
_INVISIBLE = re.compile(r"[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
# Joiners shape Devanagari letters and stand inside emoji: they may be shown, and count for nothing in comparison.
_HARMFUL = re.compile(r"[\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_ODD_SPACE = re.compile(r"[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
_SPACES = re.compile(r"[ \t]+")
_BLANK_LINES = re.compile(r"\s*\n\s*\n\s*")
_QUOTES = '"“”'
_WOULD = re.compile(r"\b(we|i|you|they|it)['’]d\b", re.IGNORECASE)
_FOLDED = str.maketrans({"ँ": "ं", "़": None, "'": None, "’": None, "‘": None, "`": None} | dict.fromkeys("‐‑‒–—−", "-"))


def clean(text: str) -> str:
    """A model's answer as a chat shows it: no thoughts, no Markdown, plain spaces."""
    text = _ODD_SPACE.sub(" ", _HARMFUL.sub("", _THOUGHTS.sub("", text)))
    text = _HEADING.sub("", _QUOTED_LINE.sub("", _FENCE.sub("", text)))
    text = _STRONG.sub("", _BULLET.sub("- ", text))
    text = _LINK.sub(_spelled_link, _EMPHASIS.sub(r"\1", text))
    text = _BLANK_LINES.sub("\n\n", _SPACES.sub(" ", text)).strip()
    text = _LABEL.sub("", text)
    if len(text) > 2 and text[0] in _QUOTES and text[-1] in _QUOTES and not any(mark in text[1:-1] for mark in _QUOTES):
        text = text[1:-1].strip()
    return text


def fold(text: str) -> str:
    """Lower case, one form for each letter, dash and space, nothing invisible; for comparison alone."""
    # "We'd" without its apostrophe would be a weekday.
    text = _WOULD.sub(r"\1 would", text)
    if text.isascii():
        return text.lower().replace("'", "").replace("`", "")
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).lower().translate(_FOLDED)


def _spelled_link(match: re.Match[str]) -> str:
    return match[2] if match[1] in match[2] else f"{match[1]} {match[2]}"
