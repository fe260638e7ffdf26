"""Buttons: what may be pressed below a message, and how a row of the database holds it.

Refuses to know how a channel shows them, and whether it can.
"""

from __future__ import annotations

import json

# Row by row, each button as its label and the words that it says for whoever presses it.
Buttons = tuple[tuple[tuple[str, str], ...], ...]


def written(buttons: Buttons) -> str:
    """The buttons as one line; "" for none."""
    return json.dumps(buttons) if buttons else ""


def buttons_in(text: str) -> Buttons:
    """The buttons that ``written`` wrote."""
    rows = json.loads(text) if text else ()
    return tuple(tuple((label, says) for label, says in row) for row in rows)
