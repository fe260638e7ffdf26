"""SentParts: which of a channel's own ids belong to parts that it is known to have taken.

For a channel that can look up what it sent: what it finds there and nobody knows of is what was in doubt.
Refuses to change anything: outbox.py does.
"""

from __future__ import annotations

import json
from collections.abc import Collection

from storage.reader import Reader

SELECT_KNOWN = """
SELECT provider_id FROM outbox WHERE channel = :channel AND chat = :chat AND provider_id IN
    (SELECT value FROM json_each(:provider_ids))
"""


async def known(database: Reader, channel: str, chat: str, provider_ids: Collection[str]) -> set[str]:
    """Those of ``provider_ids`` that stand at a part for ``chat``. Raises StorageError."""
    values = {"channel": channel, "chat": chat, "provider_ids": json.dumps(list(provider_ids))}
    rows = await database.read(lambda connection: connection.execute(SELECT_KNOWN, values).fetchall())
    return {provider_id for (provider_id,) in rows}
