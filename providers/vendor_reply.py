"""VendorReply: what a vendor answered with success, and whether it is an answer at all.

Refuses half an answer: what was cut off, blocked, empty or of another shape is a failure, with the usage it told.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from providers.failures import NO_USAGE, Blocked, CallFailed, CutOff, Empty, Garbled, QuotaReading, Usage
from providers.model import Completion
from providers.prompt import Prompt, estimated_tokens

STOP, PROMPT_BLOCKED, ANOTHER_SHAPE = "stop", "prompt_blocked", "another shape"
# Why a model stopped, in the words of all vendors, in lower case. Any other word is none that a whole answer ends with.
_WHOLE = {STOP, "end_turn", "stop_sequence"}
_CUT_OFF = {"length", "max_tokens", "model_context_window_exceeded", "continuation"}
_BLOCKED = {
    *("content_filter", "refusal", PROMPT_BLOCKED),
    *("safety", "recitation", "language", "blocklist", "prohibited_content", "spii", "other"),
    *("escalation", "image_safety", "model_armor", "pup_limited_disabled"),
}
_WORD = re.compile(r"\w{1,60}", re.ASCII)


@dataclass(frozen=True, slots=True)
class VendorReply:
    """``stopped`` is why the model stopped, in the vendor's word; tokens are None where the vendor does not say."""

    text: str
    stopped: str
    tokens_in: int | None
    tokens_out: int | None

    @classmethod
    def of(
        cls, pieces: Iterable[object], stopped: object, *, tokens_in: int | None, tokens_out: int | None
    ) -> VendorReply:
        """From the pieces of text as they stand in the JSON; None is no text, what else is none is another shape."""
        told = [piece for piece in pieces if piece is not None]
        texts = [piece for piece in told if isinstance(piece, str) and _is_unicode(piece)]
        is_word = isinstance(stopped, str) and _WORD.fullmatch(stopped) is not None
        word = str(stopped) if is_word and len(texts) == len(told) else ANOTHER_SHAPE
        return cls("".join(texts), word, tokens_in, tokens_out)

    def completion(self, prompt: Prompt, readings: tuple[QuotaReading, ...]) -> Completion:
        """The answer with its usage, estimated where it is not told. Raises CutOff, Blocked, Empty or Garbled."""
        failure = self._failure()
        if failure is not None:
            usage = NO_USAGE if self.tokens_in is None else Usage(self.tokens_in, self.tokens_out or 0)
            raise failure(self.stopped, usage=usage, readings=readings)
        return Completion(
            text=self.text,
            tokens_in=self.tokens_in or prompt.tokens,
            tokens_out=self.tokens_out or estimated_tokens(self.text),
            readings=readings,
        )

    def _failure(self) -> type[CallFailed] | None:
        stopped = self.stopped.lower()
        if stopped in _BLOCKED:
            return Blocked
        if stopped in _CUT_OFF:
            return CutOff
        if stopped not in _WHOLE:
            return Garbled
        return None if self.text.strip() else Empty


def parsed(body: str | None) -> Mapping[str, Any]:
    """The JSON object of a body. Raises Garbled for anything else."""
    try:
        found = json.loads(body or "")
    except (ValueError, RecursionError) as error:
        raise Garbled("no JSON") from error
    if not isinstance(found, Mapping):
        raise Garbled(ANOTHER_SHAPE)
    return found


def at(value: object, *path: str | int) -> Any:
    """What stands in JSON at a path of keys and places; None where there is nothing."""
    for step in path:
        if isinstance(value, Mapping):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return None
    return value


def tokens(*counts: object) -> int | None:
    """The sum of a vendor's counts, of which the first must be there; None where one of them can be none."""
    told = [count for place, count in enumerate(counts) if count is not None or place == 0]
    whole = [count for count in told if isinstance(count, int) and not isinstance(count, bool) and count >= 0]
    return sum(whole) if len(whole) == len(told) else None


def _is_unicode(text: str) -> bool:
    """JSON may hold half a letter, which no channel could send."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
