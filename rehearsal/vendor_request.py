"""Asked: one request as a vendor of models received it, read alike on all three wires.

Refuses to trust what the sender meant: tokens are counted from the bytes that arrived.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any

from rehearsal.vendor_replies import Wire

# English takes about four bytes a token, and each message a few more for its role.
BYTES_A_TOKEN = 4
MESSAGE_TOKENS = 4


@dataclass(frozen=True, slots=True)
class Asked:
    """``at_s`` is the moment of arrival on the monotonic clock, in seconds."""

    wire: Wire
    path: str
    headers: Mapping[str, str]
    body: Mapping[str, Any]
    at_s: float

    @property
    def instructions(self) -> str:
        """The system prompt."""
        if self.wire == "groq":
            return "\n".join(message["content"] for message in self._messages() if message["role"] == "system")
        if self.wire == "anthropic":
            system = self.body.get("system", "")
            return system if isinstance(system, str) else "\n".join(block["text"] for block in system)
        parts = (self.body.get("systemInstruction") or {}).get("parts", ())
        return "\n".join(part["text"] for part in parts)

    @property
    def turns(self) -> tuple[tuple[str, str], ...]:
        """What was said, oldest first: (user or assistant, text); the last one is the question."""
        if self.wire == "gemini":
            return tuple(
                (
                    "assistant" if content["role"] == "model" else "user",
                    "".join(part["text"] for part in content["parts"]),
                )
                for content in self.body["contents"]
            )
        return tuple(
            (message["role"], _text(message["content"])) for message in self._messages() if message["role"] != "system"
        )

    @property
    def text(self) -> str:
        """The question."""
        return self.turns[-1][1]

    @property
    def prompt_bytes(self) -> int:
        """Bytes of all texts in UTF-8."""
        return len(self.instructions.encode()) + sum(len(text.encode()) for _, text in self.turns)

    @property
    def tokens_in(self) -> int:
        """Tokens of the prompt, from its bytes."""
        return ceil(self.prompt_bytes / BYTES_A_TOKEN) + MESSAGE_TOKENS * (1 + len(self.turns))

    @property
    def most_tokens_out(self) -> int | None:
        """The cap on the answer; None where the request sets none."""
        if self.wire == "gemini":
            cap = self.body.get("generationConfig", {}).get("maxOutputTokens")
        else:
            cap = self.body.get("max_completion_tokens", self.body.get("max_tokens"))
        return None if cap is None else int(cap)

    def _messages(self) -> list[dict[str, Any]]:
        return list(self.body["messages"])


def _text(content: Any) -> str:
    return content if isinstance(content, str) else "".join(block["text"] for block in content)
