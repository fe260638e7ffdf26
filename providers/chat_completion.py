"""ChatCompletion: OpenAI's chat format, which Groq and many servers speak: messages there, choices back.

Refuses the fields of any one vendor: those are added by its wire.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from providers.prompt import Prompt
from providers.vendor_reply import ANOTHER_SHAPE, STOP, VendorReply, at, tokens

# Facts are to be worded, not invented.
TEMPERATURE = 0.2


def turns(prompt: Prompt) -> list[dict[str, str]]:
    """What was said, oldest first, the customer's text last; the customer is the user, we are the assistant."""
    said = [
        {"role": "user" if turn.said_by == "customer" else "assistant", "content": turn.text} for turn in prompt.turns
    ]
    return [*said, {"role": "user", "content": prompt.text}]


def request(model: str, prompt: Prompt) -> dict[str, Any]:
    """The fields that every server of this format knows."""
    messages = [{"role": "system", "content": prompt.instructions}, *turns(prompt)]
    return {"model": model, "messages": messages, "temperature": TEMPERATURE}


def read(body: Mapping[str, Any]) -> VendorReply:
    """The text of the first choice; a list without any is an answer without text."""
    choices = body.get("choices")
    none_told = STOP if choices == [] else ANOTHER_SHAPE
    return VendorReply.of(
        [at(choices, 0, "message", "content")],
        at(choices, 0, "finish_reason") if choices else none_told,
        tokens_in=tokens(at(body, "usage", "prompt_tokens")),
        tokens_out=tokens(at(body, "usage", "completion_tokens")),
    )
