"""A signed text may be read as Twilio wrote it, and in no other way, whatever a customer puts into it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.twilio_cuts import is_cut_by_twilio
from handlers.twilio_signature import SIGNATURE_HEADER, TwilioSignature
from rehearsal.twilio_webhooks import MESSAGE_PATH, TwilioWebhooks
from tests.test_whatsapp_webhook import ACCOUNT, ASHA, SID, opened

OTHER, OTHER_SID = "+919999999999", f"SM{'b' * 32}"
BEGINNING = "where is my order"
# What stands behind the words that the forger leaves in Body: the fields of a message that another customer never sent.
AS_ANOTHER = f"Fromwhatsapp:{OTHER}MessageSid{OTHER_SID}NumMedia0Towhatsapp:{ACCOUNT.number}"
FORGED = {
    "AccountSid": ACCOUNT.sid,
    "ApiVersion": "2010-04-01",
    "Body": BEGINNING,
    "From": f"whatsapp:{OTHER}",
    "MessageSid": OTHER_SID,
    "NumMedia": "0",
    "To": f"whatsapp:{ACCOUNT.number}",
}


def signed_text(fields: dict[str, str]) -> str:
    """The fields as they are signed."""
    return "".join(name + value for name, value in sorted(fields.items()))


@pytest.mark.parametrize("rest", ["Z", "WaId", "Zzz.unread", "ToCustomer"])
async def test_words_do_not_become_the_fields_of_another_customers_message(tmp_path: Path, rest: str) -> None:
    """Fields hidden in a message, with the real ones as the value of some last name, pass the signature and no more."""
    async with opened(tmp_path) as bot:
        genuine = bot.twilio.message(ASHA, f"{BEGINNING}{AS_ANOTHER}{rest}", SID)
        made = bot.twilio.signature(MESSAGE_PATH, genuine)
        text = signed_text(dict(genuine))
        forged = FORGED | {rest: text[text.index(AS_ANOTHER) + len(AS_ANOTHER + rest) :]}
        assert signed_text(forged) == text
        signature = TwilioSignature(bot.twilio.public_url, ACCOUNT.auth_token)
        assert signature.fits(MESSAGE_PATH, "", list(forged.items()), {SIGNATURE_HEADER: made})
        assert (await bot.twilio.post(MESSAGE_PATH, list(forged.items()), signature=made)).status == 403
        assert (await bot.stored(), bot.heard) == ([], [])


def test_a_pair_does_not_hide_between_two_fields() -> None:
    """The real sender cut in the middle of its name still stands in the signed text."""
    forged = FORGED | {"Z": "Fro", "mwhatsapp": f":{ASHA}"}
    assert is_cut_by_twilio("", FORGED)
    assert not is_cut_by_twilio("", forged)


def test_fields_do_not_hide_in_the_address() -> None:
    """An address with a query is signed right before the fields: none of them can move into it."""
    assert is_cut_by_twilio("shop=1", FORGED)
    assert not is_cut_by_twilio(f"shop=1AccountSid{ACCOUNT.sid}BodyhiFromwhatsapp:{ASHA}", FORGED)


def test_an_older_message_that_was_quoted_does_not_become_new() -> None:
    """The id of the quoted message is no id of this one, however the name in front of it is cut."""
    quoted = FORGED | {"OriginalRepliedMessageSid": SID, "SmsMessageSid": OTHER_SID}
    assert is_cut_by_twilio("", quoted)
    del quoted["OriginalRepliedMessageSid"]
    recut = quoted | {"Message": f"Sid{OTHER_SID}OriginalReplied", "MessageSid": SID}
    assert not is_cut_by_twilio("", recut)


@given(
    st.text(max_size=60) | st.sampled_from(["From: me To: you", "NumMedia 3", "the ProfileName", "AccountSid?"]),
    st.text(max_size=20),
    st.dictionaries(
        st.from_regex(r"New[A-Z][a-z]{0,8}", fullmatch=True),
        st.text(max_size=20).filter(lambda text: "sapp" not in text),
    ),
)
def test_whatever_customers_write_passes(body: str, name: str, more: dict[str, str]) -> None:
    """Words, names and fields that Twilio may add one day do not make a message suspicious."""
    twilio = TwilioWebhooks("http://127.0.0.1:1", ACCOUNT.sid, ACCOUNT.auth_token, ACCOUNT.number, None)  # type: ignore[arg-type]  # nothing is posted
    fields = dict(twilio.message(ASHA, body, SID, ProfileName=name, ParentMessageSid=OTHER_SID, **more))
    assert is_cut_by_twilio("", fields)
