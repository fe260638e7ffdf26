"""Updates: every kind has an outcome, and no JSON there could be raises. Refuses sockets: it is all reading."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.delivery.message import Message
from handlers.telegram_updates import (
    ALLOWED_UPDATES,
    BIGGEST_ID,
    KINDS,
    LEFT_ALONE,
    Heard,
    Ignored,
    Incoming,
    Membership,
    UpdateReader,
    chat_id_of,
    chat_name,
    update_id_of,
)
from tests.delivery_peers import HandClock

CHAT = {"id": 7, "type": "private", "first_name": "Asha"}
ASHA = {"id": 7, "is_bot": False, "first_name": "Asha"}
READER = UpdateReader("1234", HandClock())
CONTENT: dict[str, Any] = {
    "sticker": {"file_id": "s", "emoji": "👍"},
    "photo": [{"file_id": "p", "width": 1, "height": 1}],
    "voice": {"file_id": "v", "duration": 2},
    "contact": {"phone_number": "+919812345678", "first_name": "Asha", "last_name": "Rao"},
    "venue": {"title": "Mitra Bazaar", "address": "Jaipur", "location": {"latitude": 26.9, "longitude": 75.8}},
    "location": {"latitude": 26.9, "longitude": 75.8},
}


def message(**content: Any) -> dict[str, Any]:
    """A message of Asha's with any content."""
    return {"message_id": 40, "date": 1_700_000_000, "chat": CHAT, "from": ASHA, **content}


def read(kind: str, body: Any) -> Incoming:
    """What an update of that kind means."""
    return READER.read({"update_id": 900, kind: body})


def heard(kind: str, body: Any) -> Message:
    """The message that an update brings."""
    incoming = read(kind, body)
    assert isinstance(incoming, Heard)
    return incoming.message


def test_text_becomes_a_message() -> None:
    """Every field of the Message comes from the update, the bot and the clock."""
    got = heard("message", message(text="price of 100 coasters?"))
    assert got == Message(
        channel="telegram",
        bot_id="1234",
        external_id="900",
        message_key=got.message_key,
        chat="telegram:7",
        position=900,
        kind="text",
        text="price of 100 coasters?",
        received_at_ms=HandClock().now_ms(),
    )
    assert got.message_key.startswith("7:40:")


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("/start", "command", "/start"),
        ("/start mugs_diwali", "command", "/start mugs_diwali"),
        ("/Help@shop_bot please", "command", "/help please"),
        ("/stats 7", "command", "/stats 7"),
        ("/", "text", "/"),
        ("/नमस्ते", "text", "/नमस्ते"),
        ("100 pcs 5/6 mm", "text", "100 pcs 5/6 mm"),
        ("", "text", ""),
        ("half \ud83d", "text", "half \ud83d"),
    ],
)
def test_commands_are_told_from_text(text: str, kind: str, words: str) -> None:
    """A command loses the bot's name and its capitals, and keeps what follows it."""
    got = heard("message", message(text=text))
    assert (got.kind, got.text) == (kind, words)


@pytest.mark.parametrize("field", KINDS)
def test_what_is_no_text_is_a_message_of_its_kind(field: str) -> None:
    """Sticker, photo, voice and the others reach the conversation; a caption is the customer's words."""
    without = heard("message", message(**{field: CONTENT.get(field, {})}))
    with_caption = heard("message", message(**{field: CONTENT.get(field, {})}, caption="this one?"))
    assert without.kind == with_caption.kind == KINDS[field]
    assert with_caption.text == "this one?"


def test_words_are_found_in_stickers_and_places() -> None:
    """A sticker stands for its emoji, a place for its name; a number to call is nobody's question."""
    found = {field: heard("message", message(**{field: content})).text for field, content in CONTENT.items()}
    assert found == {
        "sticker": "👍",
        "photo": "",
        "voice": "",
        "contact": "",
        "venue": "Mitra Bazaar, Jaipur",
        "location": "",
    }


def test_the_telling_field_wins() -> None:
    """An animation comes with a document, a venue with a location: the first says what it is."""
    assert heard("message", message(document={}, animation={})).kind == "animation"
    assert heard("message", message(location={}, venue={"title": "Shop"})).text == "Shop"


def test_a_forwarded_text_is_a_text() -> None:
    """Who forwards a question asks it."""
    assert heard("message", message(text="rate?", forward_origin={"type": "hidden_user"})).text == "rate?"


@pytest.mark.parametrize(("after_s", "is_heard"), [(1, True), (60, True), (61, False)])
def test_an_edit_is_answered_while_it_is_fresh(after_s: int, *, is_heard: bool) -> None:
    """Within a minute it is a correction; later it is history."""
    edit = message(text="50 coasters", edit_date=1_700_000_000 + after_s)
    incoming = read("edited_message", edit)
    if is_heard:
        assert isinstance(incoming, Heard)
        assert (incoming.message.kind, incoming.message.text) == ("edited", "50 coasters")
    else:
        assert incoming == Ignored("late edit")


def test_an_edit_counts_only_where_the_words_are_new() -> None:
    """Message and edit share their key while the words are the same, so the mailbox drops what says nothing new."""
    original = heard("message", message(text="50 coasters"))
    same = heard("edited_message", message(text="50 coasters", edit_date=1_700_000_005))
    other = heard("edited_message", message(text="60 coasters", edit_date=1_700_000_009))
    assert original.message_key == same.message_key != other.message_key


def test_an_edit_without_words_is_left_alone() -> None:
    """A live location is edited every few seconds."""
    edit = message(location=CONTENT["location"], edit_date=1_700_000_005)
    assert read("edited_message", edit) == Ignored("edit without words")
    assert heard("edited_message", {**edit, "caption": "here"}).kind == "location"


def test_a_pressed_button_says_its_words() -> None:
    """Also where the message that it hung on is gone; the press is named for its acknowledgement."""
    gone = {"chat": CHAT, "message_id": 3, "date": 0}
    incoming = read("callback_query", {"id": "55", "from": ASHA, "message": gone, "data": "talk to the team"})
    assert isinstance(incoming, Heard)
    assert (incoming.message.kind, incoming.message.text, incoming.button_id) == ("button", "talk to the team", "55")
    assert incoming.message.message_key == "button:55"


def test_blocking_and_unblocking_are_noted() -> None:
    """The bot's own membership in a private chat is whether it may write there."""
    change = {"chat": CHAT, "from": ASHA, "date": 1, "new_chat_member": {"status": "kicked"}}
    assert read("my_chat_member", change) == Membership("telegram:7", is_blocked=True)
    change["new_chat_member"] = {"status": "member"}
    assert read("my_chat_member", change) == Membership("telegram:7", is_blocked=False)


@pytest.mark.parametrize("kind", ["group", "supergroup", "channel"])
@pytest.mark.parametrize("update", ALLOWED_UPDATES)
def test_groups_and_channels_are_left_alone(kind: str, update: str) -> None:
    """Nothing of a group is answered, not even a command meant for this bot."""
    body = message(text="/price@shop_bot", edit_date=1_700_000_001)
    body["chat"] = {"id": -100, "type": kind, "title": "Office"}
    wrapped = {"id": "1", "data": "x", "message": body} if update == "callback_query" else body
    assert read(update, wrapped) == Ignored("group or channel")


@pytest.mark.parametrize(
    ("update", "reason"),
    [
        ({"update_id": 1, "message": message(pinned_message={})}, "nothing said"),
        ({"update_id": 1, "message": message(new_chat_members=[ASHA])}, "nothing said"),
        ({"update_id": 1, "message": {**message(text="hi"), "from": {"id": 8, "is_bot": True}}}, "from a bot"),
        ({"update_id": 1, "message": message(text="hi", business_connection_id="b")}, "business message"),
        ({"update_id": 1, "callback_query": {"id": "1", "message": message(), "data": ""}}, "button without words"),
        ({"update_id": 1, "callback_query": {"id": "1", "inline_message_id": "2"}}, "malformed"),
        ({"update_id": 1, "hologram": {}}, "unknown kind"),
        ({"update_id": 1}, "unknown kind"),
        ({"update_id": BIGGEST_ID + 1, "message": message(text="hi")}, "malformed"),
        ({"update_id": True, "message": message(text="hi")}, "malformed"),
        ({"message": message(text="hi")}, "malformed"),
        ([], "malformed"),
        (None, "malformed"),
    ],
)
def test_what_is_not_answered_says_why(update: object, reason: str) -> None:
    """Service messages, bots, businesses, the future and the broken each have their reason."""
    assert READER.read(update) == Ignored(reason)


def test_known_kinds_that_were_not_asked_for_are_named() -> None:
    """They are counted under their own names."""
    for kind in LEFT_ALONE:
        assert read(kind, {}) == Ignored(kind)


def test_names_of_chats() -> None:
    """A name leads back to its number; what is no Telegram chat leads nowhere."""
    assert chat_id_of(chat_name(7)) == 7
    for other in (
        "whatsapp:7",
        "telegram:",
        "telegram:-7",
        "telegram:७",
        "telegram:7x",
        "telegram",
        f"telegram:{10**20}",
    ):
        assert chat_id_of(other) is None


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
FIELDS = st.sampled_from(
    [*ALLOWED_UPDATES, *KINDS, *"chat id type from text data date edit_date caption message message_id".split()]
) | st.text(max_size=4)
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(FIELDS, inner, max_size=4), max_leaves=12
)


@given(JSON)
def test_no_json_raises(update: Any) -> None:
    """Anything at all has an outcome."""
    update_id_of(update)
    assert isinstance(READER.read(update), Incoming)


GOOD = [
    {"update_id": 1, "message": message(text="hello")},
    {"update_id": 2, "edited_message": message(text="hello", edit_date=1_700_000_002)},
    {"update_id": 3, "message": message(**CONTENT)},
    {"update_id": 4, "callback_query": {"id": "1", "from": ASHA, "message": message(), "data": "hello"}},
    {"update_id": 5, "my_chat_member": {"chat": CHAT, "new_chat_member": {"status": "kicked"}}},
]


@given(st.sampled_from(GOOD), st.data())
def test_no_spoiled_update_raises(update: dict[str, Any], data: st.DataObject) -> None:
    """A good update with any one place replaced has an outcome too, and what is heard can be stored."""
    spoiled: Any = copy.deepcopy(update)
    place: Any = spoiled
    while True:
        key = data.draw(st.sampled_from(list(place) if isinstance(place, dict) else range(len(place))))
        if not isinstance(place[key], dict | list) or not place[key] or data.draw(st.booleans()):
            place[key] = data.draw(JSON)
            break
        place = place[key]
    incoming = READER.read(spoiled)
    assert isinstance(incoming, Incoming)
    if isinstance(incoming, Heard):
        got = incoming.message
        assert chat_id_of(got.chat) is not None
        assert all(isinstance(words, str) for words in (got.text, got.kind, got.external_id, got.message_key))
        assert isinstance(got.position, int)
        assert 0 <= got.position <= BIGGEST_ID
