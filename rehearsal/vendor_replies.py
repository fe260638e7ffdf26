"""VendorReplies: what each vendor of models sends back, by case, and good answers with a text of one's own.

The cases stand in vendor_replies.json as recorded: status, body and headers for each of the three wires.
Refuses to soften anything: a broken body is sent as broken as it came.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

Wire = Literal["groq", "gemini", "anthropic"]
WIRES: tuple[Wire, ...] = ("groq", "gemini", "anthropic")


@dataclass(frozen=True, slots=True)
class Sent:
    """An HTTP answer; ``body`` is sent as it stands where it is text or bytes, and as JSON otherwise."""

    status: int = 200
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


_RECORDED = json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))
CASES: tuple[str, ...] = tuple(_RECORDED["cases"])


def recorded(wire: Wire, case: str) -> Sent:
    """What the vendor sends in this case. Raises KeyError for a case that nobody recorded."""
    status, body, headers = _RECORDED["cases"][case][wire]
    return Sent(status, body, {**_RECORDED["headers"][wire], **headers})


def said(wire: Wire, text: str, tokens_in: int = 300, tokens_out: int = 60) -> Sent:
    """A good answer with this text and usage; it says nothing of windows."""
    body = json.loads(json.dumps(_RECORDED["cases"]["ok"][wire][1]))
    if wire == "groq":
        body["choices"][0]["message"]["content"] = text
        body["usage"] |= {
            "prompt_tokens": tokens_in,
            "completion_tokens": tokens_out,
            "total_tokens": tokens_in + tokens_out,
        }
    elif wire == "gemini":
        body["candidates"][0]["content"]["parts"] = [{"text": text}]
        body["usageMetadata"] = {
            "promptTokenCount": tokens_in,
            "candidatesTokenCount": tokens_out,
            "totalTokenCount": tokens_in + tokens_out,
        }
    else:
        body["content"] = [{"type": "text", "text": text}]
        body["usage"] |= {"input_tokens": tokens_in, "output_tokens": tokens_out}
    return Sent(200, body)
