"""ChatKeys: the keys of what the owner is told about one chat, so that a reply to it leads back to that chat.

    BEGINNING:WHICH:CHAT, where WHICH holds no ":" and CHAT may

Refuses to know what is told: whoever makes a key names its beginning.
"""

from __future__ import annotations

# A customer needs a person; what a customer wrote to a person; what came of a command; what did not reach a customer.
CALL, SAID, COMMANDED, UNDELIVERED = "call", "said", "commanded", "undelivered"
ABOUT_A_CHAT = (CALL, SAID, COMMANDED, UNDELIVERED)
# An owner's words on their way to a customer.
WORDS = "words"


def key(beginning: str, which: str, chat: str) -> str:
    """The key of what is told about ``chat``."""
    return f"{beginning}:{which.replace(':', '-')}:{chat}"


def beginning_of(text: str) -> str:
    """What a key begins with; "" for none."""
    return text.partition(":")[0]


def chat_in(text: str) -> str | None:
    """The chat that a key is about; None for a key of another kind."""
    beginning, _, rest = text.partition(":")
    return rest.partition(":")[2] or None if beginning in (*ABOUT_A_CHAT, WORDS) else None
