"""A model's wording where a person is called: it must say so, in whatever words and language, or it is not used."""

from __future__ import annotations

import pytest

from providers import person_words
from providers.failures import Rejected


@pytest.mark.parametrize(
    "text",
    [
        "Sorry about that! Our team has been told and will reply today.",
        "I’ve passed this to the team.",
        "Someone will get back to you here.",
        "A person will look at your order.",
        "Maine team ko bata diya hai, wo yahin reply karenge.",
        "Hamari team aapko jawab degi.",
        "मैंने टीम को बता दिया है।",
    ],
)
def test_who_says_that_a_person_was_called_passes(text: str) -> None:
    """The customer knows that somebody will answer."""
    person_words.check(text)


@pytest.mark.parametrize(
    "text",
    [
        "Sorry about that! Please send a photo of the broken coaster.",
        "I will check your order and let you know.",
        "Order number bhej dijiye, main dekhta hoon.",
        "ऑर्डर नंबर भेज दीजिए।",
        "Perfect for a team lunch. How many pieces?",
    ],
)
def test_who_says_nothing_of_a_person_does_not(text: str) -> None:
    """The customer would wait for the bot, and nobody would have promised anything."""
    with pytest.raises(Rejected):
        person_words.check(text)
