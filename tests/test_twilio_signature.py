"""Twilio's signature: the vectors that its own library is tested with, and everything that must not pass."""

from __future__ import annotations

import pytest

from handlers.twilio_signature import FRAGMENT, SETTINGS_HEADER, SIGNATURE_HEADER, TwilioSignature

SECRET = "12345"  # noqa: S105 - of Twilio's public vectors
PATH, QUERY = "/myapp.php", "foo=1&bar=2"
CALL = [
    ("CallSid", "CA1234567890ABCDE"),
    ("Digits", "1234"),
    ("From", "+14158675309"),
    ("To", "+18005551212"),
    ("Caller", "+14158675309"),
]
TWICE = [("Sid", "CA123"), ("SidAccount", "AC123"), ("Digits", "5678"), ("Digits", "1234")]
PLAIN = "RSOYDt4T1cUTdK1PDd93/VVr8B8="
SHA256 = {SETTINGS_HEADER: "key=webhooks_key,algorithm=HMAC_SHA256"}


def fits(
    signature: str,
    public_url: str | None = "https://mycompany.com",
    fields: list[tuple[str, str]] = CALL,
    headers: dict[str, str] | None = None,
) -> bool:
    """Whether a request with this signature is taken for Twilio's."""
    signed = {SIGNATURE_HEADER: signature, **(headers or {})}
    return TwilioSignature(public_url, SECRET).fits(PATH, QUERY, fields, signed)


@pytest.mark.parametrize(
    ("public_url", "signature"),
    [
        ("https://mycompany.com", PLAIN),
        ("https://mycompany.com:443", PLAIN),
        ("https://mycompany.com:1234", PLAIN),
        ("https://mycompany.com", "kvajT1Ptam85bY51eRf/AJRuM3w="),
        ("http://mycompany.com", "0ZXoZLH/DfblKGATFgpif+LLRf4="),
        ("http://mycompany.com:1234", "Zmvh+3yNM1Phv2jhDCwEM3q5ebU="),
    ],
)
def test_the_public_vectors_pass(public_url: str, signature: str) -> None:
    """With the port, without it and with the default one: Twilio does all of that."""
    assert fits(signature, public_url)


def test_a_repeated_field_is_signed_by_its_values_in_order() -> None:
    """The signature itself allows repeats; the form's reader refuses them afterwards."""
    signature = TwilioSignature("https://mycompany.com", SECRET)
    headers = {SIGNATURE_HEADER: "IK+Dwps556ElfBT0I3Rgjkr1wJU="}
    assert signature.fits(PATH, QUERY, TWICE, headers)
    assert signature.fits(PATH, QUERY, TWICE[::-1], headers)


def test_the_second_scheme_passes_where_its_header_names_it() -> None:
    """HMAC-SHA256 counts with the settings header alone, and SHA-1 not with it."""
    signature = "033hgUJA9M/hXIZsYjwkerEP/DBm35nEri5FhCYjA5s="
    assert fits(signature, headers=SHA256)
    assert not fits(signature)
    assert not fits(PLAIN, headers=SHA256)
    assert not fits(signature, headers={SETTINGS_HEADER: "key=k,algorithm=HMAC_MD5"})


def test_the_fragment_may_be_signed_or_not() -> None:
    """How Twilio treats the address is written behind a #, and whether it signs that is not settled."""
    with_fragment = TwilioSignature("https://mycompany.com", SECRET)
    made = with_fragment.make(f"{PATH}?{QUERY}#{FRAGMENT}", CALL)
    assert made != PLAIN
    assert fits(made)
    assert with_fragment.make(f"{PATH}?{QUERY}", CALL) == PLAIN


@pytest.mark.parametrize(
    ("signature", "fields"),
    [
        ("", CALL),
        ("RSOYDt4T1cUTdK1PDd93/VVr8B9=", CALL),
        (PLAIN.lower(), CALL),
        ("ünicode", CALL),
        (PLAIN, [*CALL, ("Extra", "1")]),
        (PLAIN, CALL[1:]),
        (PLAIN, [(name, value.strip("+")) for name, value in CALL]),
        (PLAIN, []),
    ],
)
def test_nothing_else_passes(signature: str, fields: list[tuple[str, str]]) -> None:
    """A missing, another or a damaged signature, and fields that were added, left out or changed."""
    assert not fits(signature, fields=fields)


def test_without_a_public_address_nothing_passes(caplog: pytest.LogCaptureFixture) -> None:
    """What cannot be checked is refused, and the log says once what to set."""
    assert not fits(PLAIN, public_url=None)
    assert "whatsapp_cannot_receive" in caplog.text


def test_another_address_does_not_pass() -> None:
    """The configured address counts, whatever Host or a proxy say."""
    assert not fits(PLAIN, public_url="https://elsewhere.example")
    assert not fits(PLAIN, headers={"X-Forwarded-Host": "mycompany.com"}, public_url="https://elsewhere.example")


@pytest.mark.parametrize("path", ["http://elsewhere.example/myapp.php", "*", "[", "/\udcff"])
def test_a_path_that_makes_no_address_is_refused(path: str) -> None:
    """Whatever stands in the request line, a stranger gets a refusal and no failure of ours."""
    signature = TwilioSignature("https://mycompany.com:8443", SECRET)
    assert not signature.fits(path, QUERY, CALL, {SIGNATURE_HEADER: PLAIN})
