"""EnquiryFile: templates/enquiry.yaml, what is asked of a customer who wants to order, and how customers answer.

Refuses a question or a piece that is missing, so that no enquiry stops half way.
"""

from __future__ import annotations

from typing import Literal, get_args

from pydantic import model_validator

from shop.enquiry import FieldName
from shop.local_text import LocalText, NonEmpty, Strict

AskName = Literal["product", "quantity", "logo", "place", "date", "name_and_contact", "name", "contact"]
SayName = Literal[
    "opened",
    "another",
    "with_team",
    "skip_hint",
    "not_understood",
    "contact_incomplete",
    "file_received",
    "read_back",
    "still_open",
    "what_to_change",
    "confirmed",
    "cancelled",
    "item",
    "logo",
    "place",
    "date",
    "name",
    "contact",
    "with_logo",
    "plain",
    "open",
    "no_hurry",
    "this_chat",
    "soon",
    "asks_person",
]
# The `<marks>` that these texts may hold beside the slots of every template.
MARKS = frozenset("summary details short total number name value method quantity product usual_days".split())

Phrases = tuple[NonEmpty, ...]


class EnquiryWords(Strict):
    """How customers answer; ``vague`` maps the days from now in which a time ends to the words for it."""

    yes: Phrases
    no: Phrases
    change: Phrases
    cancel: Phrases
    skip: Phrases
    no_hurry: Phrases
    plain: Phrases
    beside: Phrases
    question: Phrases
    fields: dict[FieldName, Phrases]
    before_name: Phrases
    before_name_maybe: Phrases
    around_name: Phrases
    days_from_today: dict[int, Phrases]
    spans: dict[int, Phrases]
    vague: dict[int, Phrases]
    beside_day: Phrases


class EnquiryFile(Strict):
    """The whole of templates/enquiry.yaml."""

    ask: dict[AskName, LocalText]
    say: dict[SayName, LocalText]
    words: EnquiryWords

    @model_validator(mode="after")
    def _nothing_missing(self) -> EnquiryFile:
        for key, texts, wanted in (("ask", self.ask, get_args(AskName)), ("say", self.say, get_args(SayName))):
            missing = [name for name in wanted if name not in texts]
            if missing:
                raise ValueError(f"{key}: {', '.join(missing)} has no wording")
        return self
