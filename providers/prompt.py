"""Prompt: what a model gets to read, and what its answer will be held against.

Everything in it is already masked: phone numbers, addresses and card numbers of customers do not stand here.
Refuses to know vendors: each wire turns a Prompt into its own request.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import ceil
from typing import TYPE_CHECKING, Literal

from shop.fact import Fact
from shop.local_text import Language

# What reads a model's answer: a shop without models does not need its word lists.
if TYPE_CHECKING:
    from providers.claims import Knowledge
    from providers.subject_words import SubjectWords

# The longest answer that a model may give, in tokens; 60 words of Hindi take about 250.
ANSWER_TOKENS = 500
ANSWER_WORDS = 60
# What vendors wrap around the messages (roles, a preamble of their own), seen at most: gpt-oss about 80 tokens.
WRAPPING_TOKENS = 90
ASCII_LETTERS_A_TOKEN = 3.2
# Parts our rules from what the shop knows, in the instructions.
FACTS_HEADING = "\n\nFACTS\n"


@dataclass(frozen=True, slots=True)
class Utterance:
    """What one side said; ``said_by`` is customer, shop or owner."""

    said_by: Literal["customer", "shop", "owner"]
    text: str


@dataclass(frozen=True, kw_only=True)
class Prompt:
    """``turns`` were said before, oldest first, the customer's and ours alternating, the first one the customer's.

    ``facts`` are all numbers that may be said this turn; ``names`` are words of this turn's products, quantities,
    cities and other slots, which an answer may repeat from the customer's text.
    ``marks`` are the names of facts that an answer may hold in brackets, with the text that code puts in their place.
    ``shop_names`` is what the shop is called; no other shop may be named.
    ``places`` are links, phone numbers and mail addresses of the shop that an answer may hold.
    ``products`` and ``brandings`` tell by which words an answer names each, so that no fact is said of another one.
    ``about`` are the ids of the turn's products; ``knowledge`` is what the owner's files say of all goods.
    ``say_together`` are the lines of a quote: an answer that holds one of them must hold all.
    """

    instructions: str
    turns: tuple[Utterance, ...] = ()
    text: str
    language: Language
    facts: tuple[Fact, ...] = ()
    names: tuple[str, ...] = ()
    marks: Mapping[str, str] = field(default_factory=dict)
    shop_names: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    products: tuple[SubjectWords, ...] = ()
    brandings: tuple[SubjectWords, ...] = ()
    say_together: tuple[Fact, ...] = ()
    about: tuple[str, ...] = ()
    knowledge: Knowledge | None = None
    answer_tokens: int = ANSWER_TOKENS

    @cached_property
    def rules_text(self) -> str:
        """How to answer: what no customer should read."""
        return self.instructions.partition(FACTS_HEADING)[0]

    @cached_property
    def facts_text(self) -> str:
        """What the shop knows: what an answer may say; empty where there is none."""
        return self.instructions.partition(FACTS_HEADING)[2]

    @cached_property
    def tokens(self) -> int:
        """How many tokens the request takes, estimated on the safe side."""
        texts = (self.instructions, self.text, *(turn.text for turn in self.turns))
        return WRAPPING_TOKENS + sum(map(estimated_tokens, texts))

    @cached_property
    def most_tokens(self) -> int:
        """More tokens than any tokenizer could make of it: no token is shorter than a byte."""
        texts = (self.instructions, self.text, *(turn.text for turn in self.turns))
        return WRAPPING_TOKENS + sum(len(text.encode()) for text in texts)


def estimated_tokens(text: str) -> int:
    """Tokens of a text on the safe side: English takes about four letters a token, Devanagari one or two."""
    ascii_letters = sum(map(str.isascii, text))
    return ceil(ascii_letters / ASCII_LETTERS_A_TOKEN + (len(text) - ascii_letters))
