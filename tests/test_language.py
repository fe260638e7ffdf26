"""A customer's text made comparable, and the language it is written in. Refuses word lists of its own."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shop.catalogue import Catalogue
from shop.language import MAX_CHARACTERS, LanguageGuess, fold, is_devanagari, normalise, sentences, words_of

MANY = settings(max_examples=200, deadline=None)
INVISIBLE = "\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202e\u2060\u2066\u2069\ufe0f\ufeff"
# What customers' keyboards write: Latin, Devanagari without accents of chanted verse, signs, and what cannot be seen.
KEYBOARD = st.text(
    st.one_of(
        st.characters(min_codepoint=0x20, max_codepoint=0x7E),
        st.characters(min_codepoint=0x900, max_codepoint=0x94F),
        st.characters(min_codepoint=0x958, max_codepoint=0x970),
        st.sampled_from(f"{INVISIBLE}\n\t₹’‘´–…"),
    ),
    max_size=60,
)


@pytest.fixture(scope="module")
def guess(catalogue: Catalogue) -> LanguageGuess:
    """The guess with the shop's word lists."""
    return LanguageGuess(catalogue.words.hinglish_words, catalogue.words.english_words)


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("PRICE of Mugs", "price of mugs"),
        ("ｐｒｉｃｅ １００", "price 100"),
        ("pri\u200bce", "price"),
        ("\u202eprice\u202c", "price"),
        ("\ufeffprice", "price"),
        ("pri\u00adce", "price"),
        ("१२३४५६७८९०", "1234567890"),
        ("कीमत १००", "कीमत 100"),
        ("ज़्यादा", "ज्यादा"),
        ("ज\u093c्यादा", "\u095b्यादा"),
        ("क\u093cीमत", "कीमत"),
        ("हाँ", "हां"),
        ("don't", "dont"),
        ("it’s", "its"),
        ("g.s.t. bill", "gst bill"),
        ("M.O.Q", "moq"),
        ("pleeeease", "please"),
        ("haaan", "han"),
        ("ﬁne", "fine"),
    ],
)
def test_spellings_that_look_or_mean_the_same_become_one(written: str, same: str) -> None:
    """Case, width, invisible signs, nukta, chandrabindu, apostrophes and stretched letters make no difference."""
    assert normalise(written) == normalise(same)


@pytest.mark.parametrize("text", ["good", "1000", "2.5", "50.5 kg", "aadha", "", "₹500/-"])
def test_what_is_plain_stays(text: str) -> None:
    """Double letters, repeated digits and decimals are left alone."""
    assert normalise(text) == text


@pytest.mark.parametrize("sign", INVISIBLE)
def test_what_cannot_be_seen_is_not_read(sign: str) -> None:
    """A sign without a shape neither stays nor divides a word or a number."""
    assert words_of(f"{sign}woo{sign}den 1{sign}00{sign}") == ["wooden", "100"]


def test_a_long_text_is_cut() -> None:
    """No more than a message's worth of characters is read."""
    assert len(normalise("ab" * MAX_CHARACTERS)) == MAX_CHARACTERS


@MANY
@given(KEYBOARD)
def test_normalising_twice_changes_nothing(text: str) -> None:
    """What is normalised is in its one form already."""
    once = normalise(text)
    assert normalise(once) == once


@MANY
@given(KEYBOARD, st.integers(0, 60), st.sampled_from(INVISIBLE))
def test_an_invisible_sign_anywhere_changes_nothing(text: str, place: int, sign: str) -> None:
    """A text reads the same with a hidden sign in it."""
    # Between two halves of one letter a hidden sign keeps them apart: only whole letters are looked at.
    whole = unicodedata.normalize("NFKC", text).replace("\u0929", "न").replace("\u0931", "र").replace("\u0934", "ळ")
    assert normalise(whole[:place] + sign + whole[place:]) == normalise(whole)


@MANY
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=120))
def test_any_text_can_be_taken_apart(text: str) -> None:
    """No text makes the reading of words fail, no word is empty, and sentences lie one behind the other."""
    words = words_of(text)
    assert all(words)
    places = [place for span in sentences(words) for place in span]
    assert places == sorted(places)
    assert all(start < end <= len(words) for start, end in sentences(words))
    assert all(is_devanagari(word) == ("\u0900" <= word[0] <= "\u097f") for word in words)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("price of 100 wooden coasters?", ["price", "of", "100", "wooden", "coaster", "?"]),
        ("1,00,000 pens, 1.5k mugs", ["1,00,000", "pen", ",", "1.5", "k", "mug"]),
        ("₹500/- per pc", ["₹", "500", "/-", "per", "pc"]),
        ("350ml", ["350", "ml"]),
        ("100 लकड़ी के कोस्टर", ["100", "लकडी", "के", "कोस्टर"]),
        ("कोस्टर।दाम", ["कोस्टर", "।", "दाम"]),
        ("hi🙂there", ["hi", "there"]),
        ("   ", []),
    ],
)
def test_a_text_falls_into_words_numbers_and_signs(text: str, words: list[str]) -> None:
    """A number keeps its commas and its point; a unit written close to it is a word of its own."""
    assert words_of(text) == words


@pytest.mark.parametrize(
    ("word", "folded"),
    [
        ("coasters", "coaster"),
        ("diaries", "diary"),
        ("glass", "glass"),
        ("bus", "bus"),
        ("its", "its"),
        ("gas", "gas"),
        ("is", "is"),
        ("बोतलें", "बोतल"),
        ("कोस्टरों", "कोस्टर"),
        ("में", "में"),
        ("मग", "मग"),
        ("100", "100"),
    ],
)
def test_a_plural_ending_is_left_out(word: str, folded: str) -> None:
    """Longer words lose their plural, short ones and those that only look like one keep their letters."""
    assert fold(word) == folded


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("hi. price? thanks", [(0, 1), (2, 3), (4, 5)]),
        ("कीमत क्या है। धन्यवाद", [(0, 3), (4, 5)]),
        ("one\ntwo", [(0, 1), (2, 3)]),
        ("?!", []),
        ("", []),
        ("one two", [(0, 2)]),
    ],
)
def test_sentences_end_at_their_signs(text: str, spans: list[tuple[int, int]]) -> None:
    """A full stop, a question mark, a danda or a new line ends a sentence; empty ones do not count."""
    assert sentences(words_of(text)) == spans


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("what is the price", "en"),
        ("do you have mugs", "en"),
        ("need mugs urgently for office", "en"),
        ("kya price hai", "hinglish"),
        ("100 pens chahiye", "hinglish"),
        ("namaste", "hinglish"),
        ("mujhe marble coaster ka rate batao", "hinglish"),
        ("can you batao price kitna hai", "hinglish"),
        ("क्या दाम है", "hi"),
        ("मुझे 100 mug चाहिए", "hi"),
        ("price क्या है bhai", "hi"),
        ("कोस्टर", "hi"),
        ("नमस्ते please tell me the price of this", "en"),
        ("hi", None),
        ("ok", None),
        ("100", None),
        ("mug", None),
        ("wooden coaster", None),
        ("₹ 500 ?", None),
        ("🙂", None),
        ("", None),
    ],
)
def test_the_language_is_guessed_from_telling_words(guess: LanguageGuess, text: str, language: str | None) -> None:
    """Script and telling words decide; what is the same in all three languages tells none."""
    assert guess.guess(words_of(text)) == language


@MANY
@given(text=KEYBOARD)
def test_any_text_has_a_language_or_none(guess: LanguageGuess, text: str) -> None:
    """The guess never fails, and Hindi is guessed only where Devanagari stands."""
    words = words_of(text)
    language = guess.guess(words)
    assert language in ("en", "hinglish", "hi", None)
    assert language != "hi" or any(map(is_devanagari, words))
