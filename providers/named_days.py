"""NamedDays: weekdays and words such as "tomorrow" in a text, and whether a sentence promises something for them.

It reads texts that plain_text.fold has folded. Refuses to compute dates: a day is known by its name alone.
"""

from __future__ import annotations

import re

from shop.calendar_words import WEEKDAYS

# In these the sun shines; alone it is a day.
_SUNSHINE = re.compile(r"\b(?:the|strong|direct|bright|full|hot|harsh) sun\b")
_WORD = re.compile(r"[a-z]+|[\u0900-\u0963\u0966-\u097f]+")
_SPAN = re.compile(r"([a-z]+|[\u0900-\u097f]+) ?(?:-|to|se|से) ?([a-z]+|[\u0900-\u097f]+)")
_ABOUT_HOURS = re.compile(
    r"\b(?:opens?|closed?|closes|hours|shop|visit|call|phone|reply|replies|timings?|reach us|time"
    r"|off|rest|holiday|chhutti|answer|answers|available|work|baje)\b|छुट्टी|बजे"
    r"|\b(?:khul\w*|band|dukaan|dukan|samay)\b|खुल|बंद|दुकान|समय|कॉल|फोन|जवाब"
)
_CLOSED = re.compile(r"\b(?:closed?|closes|off|rest|holiday|band|chhutti|not|nahi|nahin)\b|बंद|छुट्टी|नहीं")
_ABOUT_GOODS = re.compile(
    r"\b(?:deliver|arriv|dispatch|ship|reach(?! us)|receiv|pahunch|bhej|mil jay)"
    r"|\b(?:ready|courier|milega|milegi|milenge)\b|\bget (?:it|them|your)\b|\bta[iy]+yar\b"
    r"|डिलीवर|पहुंच|मिल(?:ेग|ेंग| जा)|भेज|तैयार"
)
_NEAR_DAY = re.compile(
    r"\b(?:today|tonight|tomorrow|yesterday|day after|(?:this|next) (?:week|weekend|month))\b"
    r"|\bmonth end\b|\bthis (?:morning|afternoon|evening|night)\b"
    r"|\b(?:by|before|in time for) (?:the )?(?:diwali|holi|rakhi|eid|christmas|new year|weekend|month|end)"
    r"|\b(?:diwali|holi|rakhi|eid|shaadi|mahine) (?:se pehle|tak)\b|(?:दिवाली|होली|ईद|शादी) (?:से पहले|तक)"
    r"|\b(?:aaj|kal|parson?|(?:is|agle) hafte)\b"
    r"|(?<![\u0900-\u097f])(?:आज|कल|परसों|इस हफ्ते|अगले हफ्ते|अगले महीने)(?![\u0900-\u097f])"
)
# The facts of an answer in Hindi are told in English.
_IN_ENGLISH = {"aaj": "today", "kal": "tomorrow", "आज": "today", "कल": "tomorrow"}
_ASKS = re.compile(r"\b(?:help|looking for|like to|mind|do for you|madad|chahiye|dekh rahe)\b|मदद|चाहिए")


def weekdays(text: str) -> frozenset[int]:
    """The weekdays (Monday is 0) that a folded text names, those within "Mon-Sat" included."""
    text = _SUNSHINE.sub(" ", text)
    found = {WEEKDAYS[word] for word in _WORD.findall(text) if word in WEEKDAYS}
    for match in _SPAN.finditer(text):
        first, last = WEEKDAYS.get(match[1]), WEEKDAYS.get(match[2])
        if first is not None and last is not None and first < last:
            found |= set(range(first, last + 1))
    return frozenset(found)


def _closed_days(facts: str) -> frozenset[int]:
    """The weekdays that the facts call closed."""
    parts = (part for part in re.split(r"[,\n]", facts) if re.search(r"\bclosed\b|\bband\b|बंद", part))
    return frozenset(day for part in parts for day in weekdays(part))


def names_a_day(sentence: str) -> bool:
    """Whether a folded sentence names any day."""
    return _NEAR_DAY.search(sentence) is not None or bool(weekdays(sentence))


def promises_a_day(sentence: str, facts: str, known: frozenset[int]) -> bool:
    """Whether a folded sentence names a day for anything but the shop's hours; ``known`` are the facts' weekdays."""
    named = weekdays(sentence)
    if named & _closed_days(facts) and not _CLOSED.search(sentence):
        return True
    if named and (not named <= known or _ABOUT_GOODS.search(sentence) or not _ABOUT_HOURS.search(sentence)):
        return True
    near = {match[0] for match in _NEAR_DAY.finditer(sentence)}
    is_harmless = _ASKS.search(sentence) and not _ABOUT_GOODS.search(sentence)
    return (
        bool(near) and not is_harmless and not all(day in facts or _IN_ENGLISH.get(day, day) in facts for day in near)
    )
