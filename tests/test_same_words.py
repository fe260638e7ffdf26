"""Which spellings are one word in the cache's key, and which slips are no other word."""

from __future__ import annotations

from itertools import combinations

import pytest

from providers import hinglish_forms, set_phrases
from providers.plain_slip import is_plain_slip
from providers.same_words import SameWords
from shop.catalogue import Catalogue
from shop.language import words_of


@pytest.fixture(scope="module")
def same(catalogue: Catalogue) -> SameWords:
    """The tables with the real word lists."""
    return SameWords(catalogue.words)


def read(same: SameWords, text: str) -> list[str]:
    """The words of a text, each by the name that its spellings share."""
    words, told, place = words_of(text), list[str](), 0
    while place < len(words):
        match = same.table.at(words, place)
        told += match.value if match else (words[place],)
        place = match.end if match else place + 1
    return told


@pytest.mark.parametrize(
    "spellings",
    [
        *("kare karein karen", "jayegi jaega jaayega", "likhte", "rakhta rakhti", "chhapte chapte", "tutega tootegi"),
        *("banane banana_", "muze muje mujhe", "paas pas", "bhari bhaari", "करें करे", "बनेगी बनेगा", "जायेगा जाएगा"),
        *("lena leni lene", "chiz cheez chij", "uper upar", "milega milegi", "hoga hongi"),
    ],
)
def test_spellings_of_a_word_are_one(same: SameWords, spellings: str) -> None:
    """Forms that differ in the gender of a thing, in long vowels or in habit of spelling alone."""
    assert len({tuple(read(same, spelling)) for spelling in spellings.split() if spelling[-1] != "_"}) == 1


@pytest.mark.parametrize(
    "words",
    [
        *("doge denge", "karta karega kare karna", "likhna likhwana", "chhapte chhapwate", "ban bana", "jata aata"),
        *(
            "kam kaam",
            "mota moti",
            "pila peela",
            "ata ate",
            "aenge aaunga",
            "upar neeche",
            "करेगा करोगे करूंगा",
            "बनना बनाना",
        ),
        *("kitna kitni_baar", "charge chargeable", "size shape height width length", "wash clean"),
    ],
)
def test_other_words_stay_apart(same: SameWords, words: str) -> None:
    """Persons, times, wish and fact, doing and having done, and what only sounds alike."""
    told = [tuple(read(same, word.replace("_", " "))) for word in words.split()]
    assert all(one != other for one, other in combinations(told, 2))


def test_a_spelling_has_one_name() -> None:
    """No spelling stands for two words, whichever of the tables it is in."""
    names: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
    for spelling, name in hinglish_forms.spellings():
        names.setdefault(tuple(words_of(spelling)), set()).add((name,))
    for phrase, words in set_phrases.phrases():
        names.setdefault(tuple(words_of(phrase)), set()).add(words)
    assert {phrase: each for phrase, each in names.items() if len(each) > 1} == {}


def test_no_spelling_joins_what_the_owner_parts(catalogue: Catalogue, same: SameWords) -> None:
    """Words that words.yaml lists under different meanings have different names here."""
    meanings: dict[tuple[str, ...], str] = {}
    for meaning, spellings in catalogue.words.meanings.items():
        meanings |= {tuple(words_of(spelling)): meaning for spelling in spellings}
    joined: dict[str, set[str]] = {}
    for spelling, name in hinglish_forms.spellings():
        listed_as = meanings.get(tuple(words_of(spelling)))
        if listed_as is not None:
            joined.setdefault(name, set()).add(listed_as)
    assert {name: each for name, each in joined.items() if len(each) > 1} == {}
    assert same.table.vocabulary


@pytest.mark.parametrize(
    ("phrase", "words"),
    [
        *(("how heavy is", "weight is"), ("kitna bhari hai", "weight is"), ("how thick", "thickness")),
        *(
            ("courier charges", "deliver charge"),
            ("do you accept upi", "pay by upi"),
            ("can i pay by upi", "pay by upi"),
        ),
        *(("mil sakta hai", "milega is"), ("how long do mugs take", "how_much time do mug take")),
        *(("do you pay by upi", "do you pay on upi"), ("accept cash on delivery", "accept cod")),
    ],
)
def test_a_set_phrase_says_what_its_words_say(same: SameWords, phrase: str, words: str) -> None:
    """Each is read as what it stands for, unless somebody else is meant to pay."""
    if phrase.startswith("do you pay"):
        assert "pay by upi" not in read(same, phrase)
    else:
        assert " ".join(read(same, phrase)) == words


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("delivry", "delivery"),
        ("materail", "material"),
        ("custmized", "customized"),
        ("adddress", "address"),
        ("sampel", "sample"),
    ],
)
def test_a_plain_slip_is_the_word(written: str, meant: str) -> None:
    """Neighbours swapped, a vowel left out, a letter doubled."""
    assert is_plain_slip(written, meant)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        *(
            ("parking", "packing"),
            ("welding", "wedding"),
            ("picking", "packing"),
            ("trail", "trial"),
            ("coler", "color"),
        ),
        *(
            ("printer", "printed"),
            ("unprinted", "printed"),
            ("simple", "sample"),
            ("charger", "charge"),
            ("elivery", "delivery"),
        ),
    ],
)
def test_every_other_difference_may_be_another_word(written: str, meant: str) -> None:
    """Another letter, a consonant more or less, a short word: what was written stands."""
    assert not is_plain_slip(written, meant)
