"""TextParts: within the limit, in order, nothing lost, cut where a reader pauses."""

from hypothesis import given
from hypothesis import strategies as st

from handlers.text_parts import length, split, utf16_units

LIMIT = 4096
LETTERS = st.sampled_from("ab. \n\t!?।😀क्षि\u200d\u0301👩‍👩‍👧")
TEXTS = st.text(max_size=120) | st.text(LETTERS, max_size=200)


def bare(text: str) -> str:
    """The text without any white space."""
    return "".join(text.split())


def units(text: str) -> int:
    """Length as Telegram counts it."""
    return len(text.encode("utf-16-le")) // 2


@given(TEXTS, st.integers(2, 40))
def test_nothing_is_lost_and_no_part_is_empty_or_too_long(text: str, limit: int) -> None:
    """The parts are pieces of the text in order; only white space between them is left out."""
    parts = split(text, limit)
    assert bare("".join(parts)) == bare(text)
    at = 0
    for part in parts:
        assert part
        assert part == part.strip()
        assert units(part) <= limit
        at = text.index(part, at) + len(part)


@given(st.text(alphabet=st.characters(min_codepoint=0x1F300, max_codepoint=0x1F64F), min_size=1), st.integers(2, 9))
def test_a_surrogate_pair_is_never_torn(text: str, limit: int) -> None:
    """Parts of emoji alone hold whole emoji within an odd limit too."""
    parts = split(text, limit)
    assert "".join(parts) == text
    assert all(part.encode("utf-16-le").decode("utf-16-le") == part for part in parts)
    assert all(units(part) <= limit for part in parts)


def test_short_text_stays_whole() -> None:
    """What fits goes out in one part, with its paragraphs."""
    assert split("one\n\ntwo ", LIMIT) == ["one\n\ntwo"]


def test_full_text_stays_whole_and_one_more_unit_makes_two() -> None:
    """The limit itself still fits; an emoji counts two."""
    assert len(split("x" * LIMIT, LIMIT)) == 1
    assert len(split("x" * (LIMIT + 1), LIMIT)) == 2
    assert len(split("😀" * (LIMIT // 2), LIMIT)) == 1
    assert len(split("x" + "😀" * (LIMIT // 2), LIMIT)) == 2


def test_paragraphs_come_first() -> None:
    """A paragraph is kept together although a later line would have fitted."""
    assert split("aaa aa\n\nbbb bbb\nccc ccc", 18) == ["aaa aa", "bbb bbb\nccc ccc"]


def test_then_lines_then_sentences_then_words() -> None:
    """Each finer pause is used only where no coarser one is in reach."""
    assert split("first line\nsecond. third fourth", 24) == ["first line", "second. third fourth"]
    assert split("One is here. Two is there and far", 24) == ["One is here.", "Two is there and far"]
    assert split("यह एक है। यह दूसरा वाक्य है", 18) == ["यह एक है।", "यह दूसरा वाक्य है"]
    assert split("some words without any end", 13) == ["some words", "without any", "end"]


def test_a_pause_right_at_the_limit_is_used() -> None:
    """A word that ends exactly at the limit is not cut off before it."""
    assert split("aaaa bbbb cccc", 9) == ["aaaa bbbb", "cccc"]


def test_a_tiny_first_paragraph_does_not_go_alone() -> None:
    """A greeting before a long paragraph stays with the sentences that follow it."""
    long = "This is a sentence of some length. " * 10
    assert split(f"Hi!\n\n{long}", 200)[0].startswith("Hi!\n\nThis")


def test_a_letter_keeps_its_marks() -> None:
    """A word without any pause is cut between letters, never before a vowel sign or inside a joined emoji."""
    assert split("किकिकि", 3) == ["कि", "कि", "कि"]
    assert split("👩‍👧👩‍👧", 6) == ["👩‍👧", "👩‍👧"]


def test_marks_without_end_are_cut_all_the_same() -> None:
    """Text made of marks alone still ends: the limit holds above all."""
    assert [len(part) for part in split("a" + "\u0301" * 9, 4)] == [4, 4, 2]


def test_another_measure_can_be_given() -> None:
    """A channel that counts bytes gets parts within its bytes."""
    parts = split("दाम क्या है " * 20, 50, lambda character: len(character.encode()))
    assert all(len(part.encode()) <= 50 for part in parts)
    assert bare("".join(parts)) == bare("दाम क्या है " * 20)


def test_nothing_but_white_space_gives_no_part() -> None:
    """Channels refuse empty messages, so there is none."""
    assert split("", LIMIT) == split(" \n\t ", LIMIT) == []


@given(st.text())
def test_length_is_counted_as_telegram_does(text: str) -> None:
    """In units of UTF-16: one for a character of the basic plane, two for any other."""
    assert length(text) == units(text)
    assert [utf16_units(character) for character in "aक😀"] == [1, 1, 2]
