"""EventLog: how log lines look: when, how grave, where, the event and its fields.

Refuses multi-line values: a field that holds a line break is written escaped, so that one event is one line.
"""

from __future__ import annotations

import logging

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class EventFormatter(logging.Formatter):
    """The event with its fields as `name=value`."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 -- the name is logging's
        """The line without its traceback."""
        extra = {name: value for name, value in vars(record).items() if name not in _STANDARD}
        shown = "".join(f" {name}={value!a}" for name, value in sorted(extra.items()))
        return super().formatMessage(record) + shown


def start(level: str) -> None:
    """Log to standard error from ``level`` on."""
    handler = logging.StreamHandler()
    handler.setFormatter(EventFormatter())
    logging.basicConfig(level=level, handlers=[handler])
    logging.getLogger("aiosqlite").setLevel(logging.WARNING)  # it logs every statement with its values
