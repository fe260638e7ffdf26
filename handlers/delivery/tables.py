"""The tables of the mailbox: inbox (what customers wrote) and outbox (the parts of each reply).

Refuses to change a released migration: a new column is a new Migration at the end.
"""

from storage.migrations import Migration

INBOX_AND_OUTBOX = """
CREATE TABLE inbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    channel TEXT NOT NULL,
    bot_id TEXT NOT NULL,
    external_id TEXT NOT NULL,
    message_key TEXT,
    chat TEXT NOT NULL,
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    received_at_ms INTEGER NOT NULL,
    text TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'new' CHECK (state IN
        ('new', 'leased', 'answered', 'closed', 'merged', 'parked', 'skipped', 'forwarded')),
    lease_until_ms INTEGER,
    token INTEGER NOT NULL DEFAULT 0,
    attempts INTEGER NOT NULL DEFAULT 0,
    deliver INTEGER NOT NULL DEFAULT 1 CHECK (deliver IN (0, 1)),
    merged_into INTEGER,
    reply TEXT,
    answered_at_ms INTEGER,
    UNIQUE (channel, bot_id, external_id),
    UNIQUE (channel, bot_id, message_key)
) STRICT;
CREATE UNIQUE INDEX inbox_one_lease_a_chat ON inbox (chat) WHERE state = 'leased';
CREATE INDEX inbox_waiting ON inbox (state, id) WHERE state = 'new';
CREATE INDEX inbox_open ON inbox (chat, position, id, state, deliver, channel)
    WHERE state IN ('new', 'leased', 'answered');
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    inbox_id INTEGER NOT NULL REFERENCES inbox (id) ON DELETE CASCADE,
    part INTEGER NOT NULL,
    channel TEXT NOT NULL,
    chat TEXT NOT NULL,
    body TEXT NOT NULL,
    body_crc32 INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('ready', 'sending', 'sent', 'unknown', 'failed', 'expired')),
    token INTEGER NOT NULL DEFAULT 0,
    tries INTEGER NOT NULL DEFAULT 0,
    started_at_ms INTEGER,
    next_at_ms INTEGER,
    provider_id TEXT,
    maybe_duplicate INTEGER NOT NULL DEFAULT 0 CHECK (maybe_duplicate IN (0, 1)),
    code TEXT,
    UNIQUE (inbox_id, part)
) STRICT;
CREATE INDEX outbox_open ON outbox (inbox_id, part) WHERE state IN ('ready', 'sending', 'unknown');
"""

PICTURES = "ALTER TABLE outbox ADD COLUMN picture TEXT NOT NULL DEFAULT ''"

REPLIES = """
ALTER TABLE inbox ADD COLUMN reply_to TEXT NOT NULL DEFAULT '';
ALTER TABLE outbox ADD COLUMN buttons TEXT NOT NULL DEFAULT '';
ALTER TABLE outbox ADD COLUMN key TEXT NOT NULL DEFAULT '';
CREATE INDEX outbox_replied_to ON outbox (chat, provider_id) WHERE key != '';
"""

HANDED_OVER = """
ALTER TABLE inbox ADD COLUMN language_code TEXT NOT NULL DEFAULT '';
ALTER TABLE outbox ADD COLUMN template TEXT NOT NULL DEFAULT '';
CREATE INDEX inbox_forwarded ON inbox (chat, id) WHERE state = 'forwarded';
"""

MIGRATIONS = (
    Migration("delivery-001-inbox-and-outbox", INBOX_AND_OUTBOX),
    Migration("delivery-002-pictures", PICTURES),
    Migration("delivery-003-replies", REPLIES),
    Migration("delivery-004-handed-over", HANDED_OVER),
)
