"""Topics told by examples: what the index holds, what the words' evidence says, and what an edit of examples costs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from shop import phrase_index
from shop.catalogue import Catalogue
from shop.entities import EntityReader
from shop.examples import Examples, digest_of
from shop.intent_choice import IntentChoice
from shop.intent_evidence import IntentEvidence
from shop.intent_matcher import IntentMatcher
from shop.kept_index import index_of
from shop.phrase_index import MOST_EXAMPLES, PhraseIndex, features
from shop.slots import Slots

SMALL = {
    "price": [["what", "price", "<product>"], ["price", "please"]],
    "hours": [["what", "open", "sunday"], ["open", "today"]],
}


@pytest.fixture(name="small")
def _small() -> PhraseIndex:
    return PhraseIndex(phrase_index.build(SMALL, {"hours": [["closed", "when"]]}))


def test_a_feature_leads_to_its_examples_by_intent(small: PhraseIndex) -> None:
    """A word that both intents use is found in both, a pair only where it stands; nothing is made up."""
    found = {small.intents[intent]: list(rows) for intent, rows in small.by_intent(small.rows_of("what"))}
    assert found == {"price": [0], "hours": [2]}
    assert list(small.rows_of("open")) == [2, 3]
    assert not small.rows_of("never heard")


def test_a_word_of_one_intent_speaks_for_it(small: PhraseIndex) -> None:
    """The shares of all intents are one together, and nothing is said where no word is known."""
    shares = IntentEvidence(small).shares(features(["open", "when"]))
    assert shares[0][0] == "hours"
    assert sum(share for _, share in shares) == pytest.approx(1.0)
    assert IntentEvidence(small).shares(features(["never", "heard"])) == []


def test_an_example_word_for_word_is_the_best_there_is(small: PhraseIndex) -> None:
    """And a signal counts though no example is alike."""
    matcher = IntentMatcher(small)
    alike, other = matcher.scores(["price", "please"])
    assert alike.intent == "price"
    assert alike.value > 0.4 > other.value
    assert matcher.scores(["closed", "when", "what"])[0].intent == "hours"


def test_more_examples_than_can_be_numbered_are_refused() -> None:
    """Two bytes number an example; a shop with more is told, not misread."""
    with pytest.raises(ValueError, match="at most 65535"):
        phrase_index.build({"price": [["price"]] * (MOST_EXAMPLES + 1)}, {})


def test_one_example_more_is_one_reading_more(catalogue: Catalogue, tmp_path: Path) -> None:
    """An edit of the examples reads what is new; the new one then tells its topic."""
    texts = {name: list(many[:20]) for name, many in catalogue.examples.by_intent.items()}
    read: list[str] = []

    class Counting(EntityReader):
        def example(self, text: str) -> list[str]:
            read.append(text)
            return super().example(text)

    def shop() -> Catalogue:
        return replace(catalogue, compiled_at=tmp_path, examples=Examples(digest_of(texts), lambda: texts))

    reader = Counting(catalogue)
    index_of(shop(), reader)
    before = len(read)
    texts["warranty"] = [*texts["warranty"], "zarbakht ki muddat"]
    matcher = IntentMatcher(index_of(shop(), reader))
    signals = sum(len(intent.signals) for intent in catalogue.intents.values())
    assert len(read) - before == 1 + signals
    told = reader.lexicon.heard(reader.read("zarbakht ki muddat").meanings)
    assert matcher.scores(told)[0].intent == "warranty"


@pytest.mark.parametrize(("one", "other"), [("भेजोगे", "bhejoge"), ("दुकानदार", "dukaandar"), ("bulwaya", "bulvaya")])
def test_a_word_that_no_list_explains_is_told_by_its_sound(catalogue: Catalogue, one: str, other: str) -> None:
    """Both scripts and all spellings of it are one word to the examples; a known meaning stays what it is."""
    lexicon = EntityReader(catalogue).lexicon
    assert lexicon.heard([one]) == lexicon.heard([other])
    assert lexicon.heard(["price", "<product>", "@diary"]) == ["price", "<product>", "@diary"]


@pytest.mark.parametrize("text", ["please stop by with the mugs", "stop, I meant 200", "bas ab aur kya"])
def test_nobody_is_silenced_for_a_guess(catalogue: Catalogue, text: str) -> None:
    """The end of all messages is said plainly, or not meant."""
    reader = EntityReader(catalogue)
    wants = IntentChoice(catalogue, reader).wants(reader.read(text), Slots(), chosen=False)
    assert "opt_out" not in [intent for intent, _ in wants]
