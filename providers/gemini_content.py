"""GeminiContent: Google's format of what was said and of what comes back, the same from both of its SDKs.

Refuses thoughts: a part that is marked as one is never text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from providers.chat_completion import TEMPERATURE
from providers.prompt import Prompt
from providers.vendor_reply import ANOTHER_SHAPE, PROMPT_BLOCKED, STOP, VendorReply, at, tokens

_VERSION = re.compile(r"gemini-(\d+)(?:\.(\d+))?")


def contents(prompt: Prompt) -> list[dict[str, Any]]:
    """What was said, oldest first, the customer's text last; the customer is the user, we are the model."""
    said = [("user" if turn.said_by == "customer" else "model", turn.text) for turn in prompt.turns]
    return [{"role": role, "parts": [{"text": text}]} for role, text in (*said, ("user", prompt.text))]


def manner(model: str) -> dict[str, Any]:
    """How a model of this name is told to think as little as it can, and to be sober where it may be told.

    From version 3 on Google advises against any temperature but its own, and 3.5 takes no other.
    """
    version = _VERSION.match(model)
    major, minor = (int(version[1]), int(version[2] or 0)) if version else (0, 0)
    is_pro = "pro" in model
    if major >= 3 or (model.startswith("gemini") and model.endswith("-latest")):
        return {"thinking_config": {"thinking_level": "LOW" if is_pro else "MINIMAL"}}
    if (major, minor) == (2, 5):
        # The least that 2.5 pro takes; the others can do without.
        return {"thinking_config": {"thinking_budget": 128 if is_pro else 0}, "temperature": TEMPERATURE}
    return {"temperature": TEMPERATURE}


def read(body: Mapping[str, Any]) -> VendorReply:
    """The text parts of the first candidate, in their order."""
    parts = at(body, "candidates", 0, "content", "parts")
    texts = [at(part, "text") for part in parts if not at(part, "thought")] if isinstance(parts, list) else []
    return VendorReply.of(
        texts,
        _stopped(body) if isinstance(parts, list | None) else ANOTHER_SHAPE,
        tokens_in=tokens(at(body, "usageMetadata", "promptTokenCount")),
        tokens_out=_tokens_out(body),
    )


def _stopped(body: Mapping[str, Any]) -> object:
    if at(body, "promptFeedback", "blockReason"):
        return PROMPT_BLOCKED
    candidates = body.get("candidates")
    if not candidates:
        return STOP if "candidates" in body or "usageMetadata" in body else ANOTHER_SHAPE
    return at(candidates, 0, "finishReason")


def _tokens_out(body: Mapping[str, Any]) -> int | None:
    """Thoughts are paid as output; where they are not told, the total holds them. A count of nothing is left out."""
    told = at(body, "usageMetadata")
    spoken = tokens(at(told, "candidatesTokenCount") or 0, at(told, "thoughtsTokenCount"))
    total, asked = tokens(at(told, "totalTokenCount")), tokens(at(told, "promptTokenCount"))
    return spoken if spoken is None or total is None or asked is None else max(spoken, total - asked)
