"""ModelVoice: what a well-behaved model makes of a prompt: the shop's own answer, in nearly its own words.

Refuses to know the shop: like a model it has the prompt and nothing else.
"""

from __future__ import annotations

from providers.prompt_rules import OUR_ANSWER
from rehearsal.vendor import Play
from rehearsal.vendor_replies import Sent, Wire, said
from rehearsal.vendor_request import Asked


def worded(asked: Asked) -> str:
    """The answer that stands in the prompt; a sentence of one's own where it holds none."""
    _, _, after = asked.instructions.partition(OUR_ANSWER)
    # The line after the answer opens the shop's own facts: its name and phone.
    answer = after.partition(": phone ")[0].rpartition("\n")[0]
    return answer.strip() or "Thank you for writing! What may I show you today?"


def obliging(wire: Wire) -> Play:
    """A vendor that answers every question at once, with usage counted from what arrived."""

    async def play(asked: Asked) -> Sent:
        text = worded(asked)
        return said(wire, text, asked.tokens_in, len(text.encode()) // 4 + 1)

    return play
