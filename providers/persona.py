"""Persona: whether an answer speaks as somebody else than this shop's assistant, or of how it came to be.

It reads texts that plain_text.fold has folded. Refuses a first name and another shop's name: whoever answers has none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from providers.any_of import AnyOf
from providers.plain_text import fold

_PERSONA = AnyOf(
    r"\bas an ai\b|\b(?:ai|large|language) (?:language )?model\b|knowledge cut-?off|training data"
    r"|\b(?:i am|im) (?:an ai|a real|a human|human|a person)\b"
    r"|\b(?:google|microsoft|meta|amazon|apple) (?:ka|ki|ke|ne|का|की|के|ने|assistant|model|ai|bot)(?!\w)"
    r"|\b(?:by|from) (?:google|microsoft)\b"
    r"|\bmain (?:ek )?(?:ai|virtual|language model)\b|मैं (?:एक )?(?:एआई|ai)\b|मैं (?:एक )?एआई"
    r"|(?:गूगल|माइक्रोसॉफ्ट|जेमिनी|क्लॉड|ओपनएआई|चैटजीपीटी)"
    r"|\bmain (?:ek )?insaan (?:hoon|hu)\b|मैं (?:एक )?इंसान हूं"
    r"|\b(?:groq|gemini|claude|anthropic|openai|chatgpt|gpt|llama|mistral|deepseek|google ai|meta ai)\b"
    r"|\b(?:stupid|idiot|fool|shut up)\b|बेवकूफ"
    r"|system prompt|\b(?:my|these|the|your) (?:instructions|rules|prompt|guidelines)\b"
    r"|\bi was (?:told|instructed|trained|programmed)"
    r"|\b(?:can ?not|cant|unable to) (?:help|assist) (?:you )?with (?:that|this)"
    r"|(?:provided|given|listed) (?:facts|information|context)|according to the facts"
    r"|try again|again later|technical (?:issue|problem|difficult|error)|server (?:error|problem)"
    r"|koshish kar|dobara koshish|baad mein koshish|दोबारा कोशिश|फिर से कोशिश|बाद में कोशिश"
)
# "Main Rohit hoon"; what may stand there instead is no name.
_NAMED = AnyOf(
    r"\b(?:main|mai) (?!ya?ha|yahin|bot|hazir|haazir|hamesha|ready|khush|ek|aap|dukaan|dukan|automatic|chat"
    r"|tai?yy?ar|sirf|bhi"
    r"|to|toh|is|us|koi|abhi|samajh|jaan|sun|dekh|kar|bata|madad)[a-z]+ (?:hoon|hun|hu|bol|baat)\b"
    r"|\bmy name is\b|\bmera naam\b(?! likh)|\bthis is [a-z]+ (?:speaking|from (?:the |our )?(?:sales|team"
    r"|shop|store))\b|\b(?:im|i am) [a-z]+ from\b"
    r"|\b[a-z]+ (?:speaking|this side)[,.!] |\bregards\b|मेरा नाम|मैं \S+ (?:बोल|बात कर)"
)
_TRADE = (
    "handicrafts? creations? enterprises? emporium traders mart industries exports novelties boutique sweets "
    "स्वीट्स गिफ्ट्स हैंडीक्राफ्ट्स ट्रेडर्स स्टोर्स एम्पोरियम क्रिएशन्स"
).replace(" ", "|")
_TRADES = AnyOf(rf"\b(?:{_TRADE})")
# "Shree Ganesh Handicrafts", "Priya Gifts" and whoever welcomes.
_SHOP = re.compile(rf"(?:[^\W\d_]+ ){{1,3}}(?:{_TRADE})(?![^\W\d_])")
_CAPITAL_SHOP = re.compile(
    r"(?:[Ww]elcome to|[Ff]rom|[Hh]ere at|[Tt]his is|[Tt]eam|[Aa]t|[Nn]amaste,?) ((?:[A-Z]\w+ ){1,3}(?:Gifts"
    r"|Gifting|Crafts|Stores?|Sweets|Gallery))"
)
_WELCOME = re.compile(
    r"(?<!are )(?<!youre )\bwelcome to (?:the |our )?([^.!?,\n]{3,40})|((?:\S+ ){1,4})(?:mein|me|में"
    r"|मे) (?:aapk[ai]|आपका) (?:hardik |हार्दिक )?(?:swagat|स्वागत)"
)
_OWN_PLACE = re.compile(r"\b(?:shop|store|chat|range|world|dukaan|dukan|family|team|online)\b|दुकान|चैट")


def is_strange(text: str, folded: str, known: Iterable[str]) -> bool:
    """Whether an answer, as it stands and folded, gives itself away; ``known`` texts hold the shop's own names."""
    if _PERSONA.search(folded) or _NAMED.search(folded):
        return True
    said = [match[0] for match in _SHOP.finditer(folded)] if _TRADES.search(folded) else []
    said += [fold(match[1]) for match in _CAPITAL_SHOP.finditer(text)]
    if any(greeting in folded for greeting in ("welcome", "swagat", "स्वागत")):
        said += [match[1] or match[2] for match in _WELCOME.finditer(folded)]
    if not said:
        return False
    names = [fold(name) for name in known]
    return not all(
        any(name in each for name in names) or (_OWN_PLACE.search(each) and not _SHOP.search(each)) for each in said
    )
