"""ClaimTable: finds what a text claims without figures: materials, colours, ways of branding, traits, goods, services.

The words are those of claim_words.py and of the owner's files. A claim is said or denied, as its clause has it.
Refuses to judge: claims.py holds an answer's claims against the facts'.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from providers.any_of import AnyOf
from providers.claim_words import GOODS, HARMS, NO_SIGN, PREVENTED, SERVICES, THINGS, TRAITS, UNDONE
from providers.plain_text import fold
from providers.promise_words import DENIED, UNSURE
from providers.promises import sentences
from providers.same_words import rows
from shop import language
from shop.catalogue import Catalogue
from shop.local_text import LANGUAGES, LocalText
from shop.product import FactKey

Kind = Literal["thing", "trait", "harm", "goods", "service"]

LEAST_LETTERS = 3
# A piece of so few words between commas says nothing by itself: "no microwave, oven or freezer".
FRAGMENT_WORDS = 3
OWNERS_WORDS: tuple[FactKey, ...] = ("material", "colours", "finish")
# Words of the owner's texts on material and looks that are said of anything.
_EVERYDAY = frozenset(
    "natural clear solid soft smooth base top front inside pattern tone edge hand made two one colour any colours "
    "body sheet board cover ring each red with and neeche andar aage upar saath dark white black high free round "
    "matt polish polished paper gsm printed gift box single rigid pressed feet pearl ocean wine antique cast "
    "painting har jisme alike kinara mazboot naram tho based barrel trim felt foam shred double wall coloured "
    "varies vein veins haath charcoal stone patthar metal gloss "
    "प्राकृतिक ठोस नरम चिकनी नीचे ऊपर अंदर आगे हाथ रंग गहरा गहरे कागज डिब्बा बॉक्स गिफ्ट साथ जिसमें किनारे पत्थर "
    "कवर शीट जिसम किनारा धारिय बेस्ड बॉडी वॉटर वॉल हाई पेपर पैटर्न ट्रिम रिंग जीएसएम समुद्री मोती वाइन डबल पैड "
    "फोम फेल्ट श्रेड बोर्ड बेस मजबूत हिस्सा".split()
)
_WORD = re.compile(r"[a-z]+|\d+|[\u0900-\u0963\u0966-\u097f]+")
_CLAUSE_END = re.compile(
    r",(?=\s|$)|\s-\s|;|:(?=\s)|\b(?:but|lekin|magar|however|while|whereas|although|though|jabki)\b"
    r"|\b(?=rather than\b|instead of\b)|(?<=ki jagah)\b|(?<=ke bajay)\b|(?<=की जगह)|(?<=के बजाय)"
    r"|लेकिन|मगर|जबकि|(?<![\u0900-\u097f])पर(?= हम| आप| ये| यह)"
)
# "No problem" grants, "avoid" denies.
_GRANTED = re.compile(
    r"\b(?:no|not an?|never an?|without (?:any|an?)|koi|kuchh?|bina(?: kisi)?) "
    r"(?:problem|issue|worr\w+|doubt|tension|trouble|fear|dikkat|pareshani|fikar|dar|nuks?aan|chinta|hoga)"
    r"(?: (?:nahi|nahin))?|\b(?:kuchh?|kuch bhi) nahi (?:hoga|hota)|\b(?:dont|do not) worry\b|\bno need to\b"
    r"|\bnot (?:only|just)\b|(?:कोई|कुछ|किसी|बिना(?: किसी)?) (?:दिक्कत|परेशानी|डर|नुकसान|चिंता|समस्या)(?: (?:के|नहीं))?"
)
_ASKED = re.compile(r"\b(?:how|which|what|whether|if|kitn\w+|kya|kaun\w*|kaise)\b|कितन|क्या|कौन|कैसे")
# "About the dishwasher:" claims nothing.
_MENTIONED = re.compile(r"^\W*(?:about|regarding|as for|for) (?:\w+ ){0,3}\w+\W*$|\bke baare mein\W*$|के बारे में\W*$")
_ONES = frozenset("one ones wala wale wali waala waale vala vale वाला वाले वाली".split())
_SUPPOSED = re.compile(r"\b(?:if|in case|agar)\b|अगर|यदि")
_AVOIDED = AnyOf(
    r"\bavoid|\b(?:keep|stay)\b.{0,12}\b(?:away|out|off)\b|\brather than|\binstead of\b|\bbetter not\b|\bunlike\b"
    r"|\bki jagah\b|\bbacha|\bdoor rakh|\bke bajay|\bnothing\b|\bse bach|\bafraid\b|\bsorry\b|\btoo (?:much|hot)\b"
    r"|बचाइ|बचाए|बचें|बचा कर|दूर रख|की जगह|के बजाय|से बच"
)


@dataclass(frozen=True, slots=True)
class Claim:
    """``concept`` is the row's name; ``is_hedged``: its clause knows nothing, or only supposes or mentions it;
    ``is_naming``: "the steel ones".
    """

    concept: str
    kind: Kind
    denied: bool
    is_hedged: bool = False
    is_naming: bool = False


@dataclass(frozen=True, slots=True)
class Clause:
    """A piece of a sentence with the claims in it; ``may_be`` the moods that its neighbours allow as well."""

    text: str
    claims: tuple[Claim, ...]
    is_fragment: bool


class ClaimTable:
    """The words of one catalogue."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], str, Kind]]] = {}
        tables: tuple[tuple[str, Kind], ...] = (
            (TRAITS, "trait"),
            (HARMS, "harm"),
            (THINGS, "thing"),
            (SERVICES, "service"),
        )
        for table, kind in tables:
            for concept, spellings in rows(table):
                for spelling in spellings:
                    self._add(spelling, concept, kind)
        for word, concept in UNDONE.items():
            self._add(word, f"{PREVENTED[0]} {concept}", "harm")
        self._add_owners(catalogue)
        own = {tuple(_words(fold(name))) for product in catalogue.products.values() for name in product.names}
        for spelling in map(str.strip, (*catalogue.words.meanings.get("other_goods", ()), *GOODS.split(","))):
            if spelling not in NO_SIGN and tuple(_words(fold(spelling))) not in own:
                self._add(spelling, spelling, "goods")
        for listed in self._by_first.values():
            listed.sort(key=lambda each: -len(each[0]))

    def clauses(self, text: str) -> Iterator[list[Clause]]:
        """The clauses of each sentence of a folded text, those of one sentence together."""
        for sentence in sentences(text):
            parts = [part for part in _CLAUSE_END.split(sentence) if part and part.strip()]
            is_unsure = UNSURE.search(sentence) is not None
            yield [self._clause(part, unsure=is_unsure and _is_unsure(part)) for part in parts]

    def claims(self, text: str) -> frozenset[Claim]:
        """All claims of a folded text."""
        return frozenset(
            claim
            for clauses in self.clauses(text)
            for claims in in_context(clauses)
            for each in claims
            for claim in each
        )

    def holds_any(self, text: str) -> bool:
        """Whether a folded text may hold a claim at all."""
        return not self._by_first.keys().isdisjoint(_words(text))

    def _clause(self, text: str, *, unsure: bool) -> Clause:
        words = _words(text)
        found = list(self._found(words))
        claims: tuple[Claim, ...] = ()
        if found:
            denied = is_denied(text)
            hedged = unsure or _MENTIONED.search(text) is not None
            supposed = _SUPPOSED.search(text) is not None
            claims = tuple(
                Claim(concept, kind, denied is not undone, hedged or (supposed and kind == "harm"), naming)
                for concept, kind, undone, naming in found
            )
        return Clause(text, claims, len(words) <= FRAGMENT_WORDS)

    def _found(self, words: list[str]) -> Iterator[tuple[str, Kind, bool, bool]]:
        at = 0
        while at < len(words):
            for phrase, concept, kind in self._by_first.get(words[at], ()):
                end = at + len(phrase)
                if tuple(words[at:end]) == phrase:
                    undone = concept.removeprefix(f"{PREVENTED[0]} ")
                    is_undone = undone != concept or (
                        kind == "harm" and any(map(PREVENTED.__contains__, words[end : end + 1]))
                    )
                    yield undone, kind, is_undone, any(map(_ONES.__contains__, words[end : end + 1]))
                    at = end - 1
                    break
            at += 1

    def _add(self, spelling: str, concept: str, kind: Kind) -> None:
        phrase = tuple(_words(fold(spelling)))
        listed = self._by_first.setdefault(phrase[0], []) if phrase else []
        if phrase and phrase not in (other for other, _, _ in listed):
            listed.append((phrase, concept, kind))

    def _add_owners(self, catalogue: Catalogue) -> None:
        """What the goods are made of and look like, in the owner's own words, and the ways of branding."""
        words = catalogue.words
        lists = (words.filler, words.hinglish_words, words.english_words, words.known_words, *words.meanings.values())
        of_talk = {part for listed in lists for spelling in listed for part in _words(fold(spelling))} | _EVERYDAY
        for product in catalogue.products.values():
            texts = [product.facts[key] for key in OWNERS_WORDS if key in product.facts]
            for word in {word for text in texts for wording in wordings(text) for word in _words(fold(wording))}:
                if len(word) >= LEAST_LETTERS and word not in of_talk and not word.isdecimal():
                    self._add(word, word, "thing")
            for way in product.branding.values():
                for wording in wordings(way.name):
                    self._add(wording, fold(way.name.en), "thing")


def in_context(clauses: list[Clause]) -> Iterator[list[tuple[Claim, ...]]]:
    """For each clause the claims that it may be read as; a fragment may take its mood from a neighbour."""
    for place, clause in enumerate(clauses):
        readings = [clause.claims]
        # "No microwave, oven or freezer": the oven is denied as well; what is denied itself stays so.
        if clause.is_fragment and clause.claims and not is_denied(clause.text):
            near = [*clauses[max(0, place - 1) : place], *clauses[place + 1 : place + 2]]
            moods = {is_denied(other.text) for other in near}
            readings += [tuple(_with_mood(claim, denied) for claim in clause.claims) for denied in moods]
        yield list(dict.fromkeys(readings))


def is_denied(text: str) -> bool:
    """Whether a folded clause denies what it speaks of."""
    without = _GRANTED.sub(" ", text)
    return DENIED.search(without) is not None or _AVOIDED.search(without) is not None


def _is_unsure(clause: str) -> bool:
    """Whether a clause of a sentence that knows nothing is what it does not know: "how many, I cannot say"."""
    return UNSURE.search(clause) is not None or _ASKED.search(clause) is not None


def wordings(text: LocalText) -> Iterable[str]:
    """A text in all languages, each wording once."""
    return dict.fromkeys(text.in_(language_) for language_ in LANGUAGES)


def _with_mood(claim: Claim, denied: bool) -> Claim:
    return replace(claim, denied=denied)


@lru_cache(maxsize=8192)
def _stem(word: str) -> str:
    return language.fold(word)


def _words(text: str) -> list[str]:
    return [_stem(word) for word in _WORD.findall(text)]
