"""Promises: what a text offers or denies beyond numbers: free things, cash on delivery, discounts, guarantees, orders.

Each is found by its words in three languages, with whether its clause denies it or makes it depend on something.
It reads texts that plain_text.fold has folded. Refuses to judge: guard.py compares an answer's with the facts'.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

Mood = Literal["said", "denied", "conditional"]

_SENTENCE_END = re.compile(r"(?<!\brs)(?<!\binr)(?<!\bno)[.;!?\u0964]+(?=\s|$)|\n")
_CLAUSE_END = re.compile(r",(?=\s|$)|\s-\s|\b(?:but|lekin|magar|however)\b|लेकिन|मगर")
_DENIED = re.compile(
    r"\b(?:not|no|cannot|cant|dont|doesnt|isnt|arent|wont|didnt|without|never|none|nor|neither|unable|unfortunately|nahi"
    r"|nahin|nhi|na|mat|bina|bagair)\b|नहीं|नही|(?<![\u0900-\u097f])(?:न|ना|बिना|मत|बगैर)(?![\u0900-\u097f])"
)
_CONDITIONAL = re.compile(
    r"\b(?:if|when|once|after|before|until|above|over|or more|orders? of|upwards|minimum|agar|jab|baad|pehle|hone par"
    r"|hone ke|se zyada|se upar|ya zyada|ya usse|tab hi)\b|अगर|यदि|जब|बाद|पहले|से ज्यादा|से ऊपर|या ज्यादा|या उससे|होने पर"
)
# To say that one does not know promises nothing.
_UNSURE = re.compile(
    r"\b(?:not sure|do not know|dont know|(?:can ?not|cant) (?:say|promise|confirm|tell)|no (?:information|detail)s?"
    r"|do not have (?:that|this|the|any) (?:detail|information)|dont have (?:that|this|the|any) (?:detail|information)"
    r"|whether|pata nahi|nahi bata sakt|bata nahi sakt|keh nahi sakt|jaankari nahi|detail nahi)"
    r"|जानकारी नहीं|पता नहीं|बता नहीं सक|नहीं बता सक|कह नहीं सक|वादा नहीं"
)
_FREE = re.compile(
    r"(?<!feel )(?<!duty )(?<!lead )(?<!toll )(?<!bpa )\bfree\b(?! to\b)|\b(?:muft|complimentary|on the house|nishulk)\b|मुफ्त|फ्री|निशुल्क"
    r"|निःशुल्क|\b(?:no|without|zero|nil) (?:any )?(?:extra |additional |set-?up |delivery |shipping |printing )?(?:cost|charges?|fees?)\b"
    r"|\b(?:charges?|cost|fees?|paisa|paise) (?:\w+ )?(?:nahi|nahin)\b|(?:चार्ज|शुल्क|पैसे) नहीं"
)
_OBJECTS = {
    "delivery": re.compile(r"deliver|shipping|courier|transit|dispatch|डिलीवरी|डिलिवरी|कूरियर"),
    "sample": re.compile(r"sample|सैंपल|नमून"),
    "set-up": re.compile(r"set-?up|सेट-?अप"),
    "branding": re.compile(r"logo|engrav|print|brand|naam\b|लोगो|एनग्रेव|प्रिंट"),
    "packing": re.compile(r"gift box|packing|packaging|wrapp|पैकिंग|बॉक्स"),
    "proof": re.compile(r"proof|mock-?up|design|प्रूफ|डिजाइन"),
}
_KINDS = {
    kind: re.compile(pattern)
    for kind, pattern in {
        "cash on delivery": r"\bcod\b|cash[- ]on[- ]delivery|pay(?:ment)? (?:on|at|after|upon) delivery|delivery (?:par|pe|ke (?:time|baad)) "
        r"(?:cash|payment|paise|paisa)|कैश ऑन|सीओडी|डिलीवरी (?:पर|के बाद) (?:कैश|पेमेंट|भुगतान|पैसे)",
        "discount": r"\bdiscount|\brebate|cash ?back|\bcoupon|promo code|\b(?:percent|%|₹ ?[\d,]+|rs\.? ?[\d,]+|flat|rupees) off\b|\bhalf (?:price|rate|off)"
        r"|\b(?:an?|this|our|the|any|current|some) offers?\b|\boffers? (?:price|hai|chal|mil|valid|ends|today)"
        r"|\b(?:special|limited|festive|diwali|best|great|exclusive|introductory) (?:\w+ )?(?:offer|deal|price|rate)|\b(?:lowest|reduced|cheaper) (?:price|rate)"
        r"|\b(?:reduce|lower|drop|cut) (?:the |our |your |it )?(?:price|rate|cost)|\bchh?oot|\baadh[ae] (?:daam|price|rate|keemat)"
        r"|(?:rate|price|daam|keemat) (?:\w+ )?kam kar (?:d|sak)|छूट|डिस्काउंट|ऑफर|आधे? (?:दाम|कीमत|रेट)|(?:दाम|रेट|कीमत) (?:\S+ )?कम कर|\bsale\b",
        "guarantee": r"guarant|\bgaranti|गारंटी|गारन्टी|\bassure|\bi promise|\bwe promise|\bvaada\b|वादा",
        "warranty": r"\bwarrant|वारंटी|वॉरंटी",
        "refund": r"\brefund|money[- ]back|paise? (?:wapas|vapas)|रिफंड|पैसे वापस",
        "replacement": r"\breplac|\bexchange|\bbadal (?:de|kar|ke de)|बदल (?:दे|कर|के दे)|रिप्लेस|एक्सचेंज",
        "return": r"\breturn(?:ed|able|s)?\b(?! gifts?| favou?rs?)|\b(?:wapas|vapas) (?:le|kar|ho|bhej)|वापस (?:ले|कर|हो|भेज)",
        "express": r"\bexpress\b|same[- ]day|next[- ]day|over ?night|\burgent(?:ly)? (?:deliver|dispatch|ship|order)|\brush\b|fast(?:er|est)? (?:deliver|shipping)"
        r"|\b(?:in|within) (?:a few )?(?:hours|minutes)|\bturant (?:deliver|bhej|pahunch|dispatch)|\b(?:agle|usi) (?:hi )?din|tatkal|एक्सप्रेस|तुरंत (?:डिलीवर|भेज|पहुंच)|उसी दिन|अगले (?:ही )?दिन",
        "at all hours": r"\b24 ?[x/*] ?7\b|round the clock|24 (?:hours|ghante)|चौबीसों? घंटे|24 घंटे|chaubis(?:o|on)? ghante",
        "agreed": r"\b(?:is|are|has been|have been|been|now|stands|ho gaya|it) (?:now )?(?:confirmed|booked|reserved|placed|accepted|approved|agreed|processed|locked)"
        r"|\b(?:order|booking|deal|price) (?:confirmed|booked|accepted|done|final|pakka|locked)|\b(?:i|we)(?: have|ve| will| can)? (?:confirm|book|reserve|accept|agree)(?:ed|d)?\b"
        r"|\b(?:confirm|book|reserve|pakk[ai]|final|done|lock) (?:kar (?:diy|dety?|deng|raha|lete|liy)|ho (?:gay|chuk))|\b(?:you can|we can) have (?:it|them) (?:for|at)\b"
        r"|(?:कन्फर्म|बुक|पक्का|पक्की|रिजर्व|फाइनल|मंजूर) (?:कर (?:दि|दे|ली|लि|रह)|हो (?:गय|गई|चुक))|स्वीकार",
        "credit": r"\b(?:on|give|get|days|company|have) credit\b|\bcredit (?:period|terms?|facility|ki|par|pe|available|for|is|days|milt|nahi|dete)|\bnet ?\d+\b|pay later|\bemi\b|instal?ments?|\budhaa?r|उधार|क्रेडिट(?! कार्ड)|किस्त",
        "no advance": r"\b(?:no|without|zero|bina) (?:any )?advance|advance (?:\w+ )?(?:nahi|not)|एडवांस (?:\S+ )?नहीं|बिना एडवांस",
        "no minimum": r"\bno minimum|\bany quantity|\b(?:even|just) (?:one|1|a single)\b|\b(?:1|ek) (?:piece|pcs) bhi|koi minimum nahi|कोई न्यूनतम नहीं|(?:1|एक) पीस भी",
        "no tax": r"\b(?:tax|gst)[- ]free|\bno (?:gst|tax)\b|\b(?:gst|tax) (?:nahi|nahin) (?:lag|dena)|without (?:a )?bill|bina bill|kacch?a bill|बिना बिल|जीएसटी नहीं लग",
        "stock": r"\bin stock\b|ready stock|\bstock (?:mein|me|available)|स्टॉक",
        "abroad": r"\babroad\b|\boverseas\b|world ?wide|internation|outside (?:india|the country)|\bvidesh|विदेश",
        "person told": r"\b(?:told|informed|notified|alerted|asked|passed (?:\w+ ){1,3}to|forwarded (?:\w+ ){0,3}to) (?:our |the |my )?(?:team|owner|manager|colleague|staff|person)"
        r"|team ko (?:\w+ )?(?:bata|bol|de) (?:diy|di\b)|टीम (?:को|से) (?:\S+ )?(?:बता|बोल|दे|कह) (?:दिया|दी)|\b(?:team|someone|person|we|they|i|executive|manager) (?:will|shall) (?:\w+ )?"
        r"(?:call|contact|reach out|get back|reply|revert|respond|message|confirm)|\b(?:team|koi) (?:\w+ ){0,4}(?:call|contact|reply|sampark) kar(?:eg|eng)|टीम .{0,30}(?:जवाब देगी|कॉल करेगी|संपर्क करेगी)",
        "certified": r"certifi|\biso[ -]?\d|\baward",
    }.items()
}


_PLAIN_FREE = ("free", "muft", "complimentary", "मुफ्त", "फ्री", "निशुल्क")


@dataclass(frozen=True, slots=True)
class Promise:
    """``kind`` is what is offered; ``mood`` how its clause speaks of it."""

    kind: str
    mood: Mood


def sentences(text: str) -> list[str]:
    """The sentences and lines of a folded text."""
    return [part for part in _SENTENCE_END.split(text) if part.strip()]


def promises(text: str) -> frozenset[Promise]:
    """What a folded text promises or denies."""
    named = {kind: pattern for kind, pattern in _KINDS.items() if pattern.search(text)}
    if not named and not _FREE.search(text):
        return frozenset()
    return frozenset(
        promise
        for sentence in sentences(text)
        for clause in _CLAUSE_END.split(sentence)
        for promise in _of_clause(clause, sentence, named)
    )


def is_covered(promise: Promise, told: frozenset[Promise]) -> bool:
    """Whether the facts, which promise what is ``told``, allow a promise. What depends on something may be weaker."""
    if promise in told:
        return True
    if promise.mood != "conditional":
        return False
    if promise.kind == "free thing":
        return any(other.kind.startswith("free") for other in told)
    return promise.kind == "agreed" or Promise(promise.kind, "said") in told


def _of_clause(clause: str, sentence: str, named: Mapping[str, re.Pattern[str]]) -> Iterator[Promise]:
    if _UNSURE.search(clause):
        return
    mood: Mood = "denied" if _DENIED.search(clause) else "conditional" if _CONDITIONAL.search(clause) else "said"
    for kind, pattern in named.items():
        if pattern.search(clause):
            yield Promise(kind, mood)
    for match in _FREE.finditer(clause):
        # "No set-up charge" denies the charge, not that it is free.
        is_plain = match[0] in _PLAIN_FREE or mood == "conditional"
        thing = _object(clause, match.start(), match.end()) or _object(sentence, 0, 0) or "thing"
        yield Promise(f"free {thing}", mood if is_plain else "said")


def _object(text: str, start: int, end: int) -> str | None:
    """The thing named nearest to a place."""
    near = [
        (min(abs(found.start() - end), abs(start - found.end())), name)
        for name, pattern in _OBJECTS.items()
        for found in pattern.finditer(text)
    ]
    return min(near)[1] if near else None
