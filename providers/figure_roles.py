"""FigureRoles: a figure is said of what it is of: transit days not of all days, a piece's price not of all pieces.

The names of the facts behind a figure tell what it is of, the words around it what an answer says it of.
Refuses to reason about sentences: for each sort of fact it knows words that must, or must not, stand beside it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from providers.step_prices import Behind
from shop.fact import Fact

_MADE = (
    r"\b(?:ready|mak(?:e|es|ing)|made|produc\w+|prepar\w+|craft\w*|workshop|print\w*|banne|banane|ban (?:ke"
    r"|kar|jate|jayenge)"
    r"|bante|bana|bann\w*|tai?yy?ar)\b|बन|तैयार"
)
_REACHED = re.compile(
    r"\b(?:reach\w*|arriv\w+|deliver(?:ed|s)?|receiv\w+|(?:have|get) (?:it|them|your)|with you|your (?:door"
    r"|hands?|desk)"
    r"|pahunch (?:ja|sak)\w*|mil (?:ja|sak)\w*|milenge|milega|milegi|ghar)\b|पहुंच (?:जा|सक)|मिल (?:जा|सक)|मिलें?ग|घर"
)
_WHOLE_TIME = re.compile(
    r"\b(?:in all|altogether|in total|all in all|total|kul|mila ?kar|milake|including|included|sab kuch)\b"
    r"|कुल|मिलाकर|समेत|सहित"
)
_FROM_ORDER = re.compile(
    r"\b(?:of|from|after|since|once|when|as soon as) (?:\w+ ){0,4}?(?:order\w*|confirm\w*|pay(?:ing|ment)?"
    r"|book\w*|today|now)\b"
    r"|\border(?:ing)? (?:\w+ )?(?:ke|se|dene|karne|hone|hote|karte|date)\b|\b(?:aaj|abhi) se\b"
    r"|\bplace (?:the|an|your) order\b|ऑर्डर (?:\S+ )?(?:के|से|देने|करने|होने|होते)|(?:आज|अभी) से"
)
# Words of which one must stand in the sentence, or the one before, for days of that fact.
_DAYS_OF = {
    "transit_days": re.compile(
        r"\b(?:dispatch\w*|despatch\w*|transit|courier|way|road|then|after that|another|further|plus|phir"
        r"|uske baad|baad"
        r"|raast\w*|banne ke baad|travel\w*|shipping|ship|delivery|aur)\b|डिस्पैच|कूरियर|रास्ते|फिर|उसके बाद"
        r"|बाद|डिलीवरी|ट्रांज़िट"
        r"|ट्रांजिट|पहुंचने"
    ),
    "make_days": re.compile(_MADE),
    "valid_days": re.compile(r"\bvalid|\bhold|\bgood for|\bstand|\bprice|\bquot|\brate|\bdaam|मान्य|दाम|कोटेशन|वैध"),
    "proof_days": re.compile(r"\bproof|\bdesign|\bmock|\bpreview|प्रूफ|डिजाइन|मॉकअप"),
    "sample.days": re.compile(r"\bsampl|\bnamuna|सैंपल|नमून"),
    "damage_report_days": re.compile(
        r"\bdamag|\bbroken?\b|\bbreak|\btell|\btold|\breport|\bphoto|\bwrite|\blet us|\bcontact|\btoot|\btut"
        r"|\bbata|\bdifferent"
        r"|\bwrong|\bkharab|टूट|बता|फोटो|तस्वीर|खराब|गलत|अलग"
    ),
}
_ONE_PIECE = (".unit_price", ".moq_price", ".price_from", ".per_piece")
_ALL_PIECES = (".subtotal", "quote.total", "quote.gst", "quote.before_gst", ".moq_total", "branding.total")
_ALL = re.compile(
    r"\b(?:in all|altogether|all together|in total|whole|entire|complete|the lot|full (?:set|lot|order)|total"
    r"|p(?:oo|u)r[aei]|kul|sab(?:ke|hi)?|set ka|mila ?kar)\b|पूर[ेाी]|कुल|सभी|सब |मिलाकर|सारे"
)
_EACH = re.compile(
    r"\b(?:each|per|apiece|piece ka|ek ka|rate|ek piece)\b|\ba piece\b|[x×*@/]|प्रति|हर |एक का|रेट|\bhar\b"
)
_PIECES_FOR = re.compile(
    r"\b\d[\d,]* (?:\w+ ){0,3}(?:for|cost|costs|come to|comes to) (?:only |just "
    r"|about )?₹ ?([\d,]+(?:\.\d+)?)(?![\d,]*\d)"
)
_EACH_AFTER = re.compile(
    r"(?:₹|\brs\.?) ?([\d,]+(?:\.\d+)?)(?:/-)? ?(?:each\b|a ?piece\b|apiece\b|per (?:piece|pc|unit|person"
    r"|head)\b|/ ?(?:piece|pc)\b"
    r"|प्रति)"
)
# What an amount is called right before it; the last such word counts.
_CALLED = re.compile(
    r"\b(gst|tax|delivery|courier|shipping|set-?up|total)\b|(जीएसटी|टैक्स)|(डिलीवरी|कूरियर)|(सेट-?अप)|(कुल)"
)
_AMOUNT = re.compile(r"₹ ?([\d,]*\d(?:\.\d+)?)")
_CALLS = {
    "gst": ("gst",),
    "delivery": ("delivery",),
    "set-up": ("setup",),
    "total": ("total", "subtotal", "before_gst", "moq_total"),
}
_NAME_OF = {
    **dict.fromkeys(("gst", "tax", "जीएसटी", "टैक्स"), "gst"),
    **dict.fromkeys(("delivery", "courier", "shipping", "डिलीवरी", "कूरियर"), "delivery"),
    **dict.fromkeys(("set-up", "setup", "सेट-अप", "सेटअप"), "set-up"),
    **dict.fromkeys(("total", "कुल"), "total"),
}
_NEAR = 14
_NAMED_BEFORE = re.compile(r"₹ ?[\d,.]+ (?:of |for |ki |ka )?$")
_JOINS = re.compile(
    r"\b(?:with|before|after|without|incl\w*|plus|ke saath|se pehle|jod ?kar|mila ?kar|alag|free|and|aur|=|x)\b"
    r"|के साथ|से पहले|मिलाकर|जोड़कर|जोडकर|और|मुफ्त|[=+]"
)
_ADVANCE = re.compile(r"\badvance|\bupfront|\bpehle\b|एडवांस|अग्रिम|पहले")
_TAX = re.compile(r"\bgst\b|\btax|जीएसटी|टैक्स")


def misread_days(clause: str, sentence: str, before: str, found: Sequence[Behind]) -> bool:
    """Whether a clause says days of something else than they are of; ``before`` is the sentence before."""
    for figure, behind in found:
        names = [fact.name for fact in behind]
        if not names or not figure.kind.endswith("days"):
            continue
        if not any(_are_days_of(name, clause, sentence, before) for name in names):
            return True
        is_transit = all("transit_days" in name for name in names)
        if is_transit and _FROM_ORDER.search(clause) and not re.search(r"dispatch|डिस्पैच", clause):
            return True
        if all("_days" in name for name in names) and _WHOLE_TIME.search(clause):
            return True
    return False


def misread_amounts(clause: str, found: Sequence[Behind]) -> bool:
    """Whether a clause calls one piece's price that of all, a sum that of one piece, or one line of a quote another."""
    money = [(figure, behind) for figure, behind in found if figure.kind == "money" and behind]
    if not money:
        return False
    values = {figure.low: behind for figure, behind in money}
    of_one = {value for value, behind in values.items() if all(map(_is_of_one, behind))}
    if len(of_one) == len(values) and _ALL.search(clause) and not _EACH.search(clause):
        return True
    for match in _PIECES_FOR.finditer(clause):
        if _value(match[1]) in of_one and not _EACH.search(clause):
            return True
    for match in _EACH_AFTER.finditer(clause):
        behind = values.get(_value(match[1]))
        if behind and all(fact.name.endswith(_ALL_PIECES) for fact in behind):
            return True
    return _is_miscalled(clause, values)


def misread_percent(clause: str, found: Sequence[Behind]) -> bool:
    """Whether a clause calls an advance a tax, or a tax an advance."""
    for figure, behind in found:
        if figure.kind != "percent" or not behind:
            continue
        is_advance = all("advance" in fact.name for fact in behind)
        is_tax = all("gst" in fact.name for fact in behind)
        if is_advance and not _ADVANCE.search(clause) and _TAX.search(clause):
            return True
        if is_tax and not _TAX.search(clause) and _ADVANCE.search(clause):
            return True
    return False


def _are_days_of(name: str, clause: str, sentence: str, before: str) -> bool:
    role = next((role for role in _DAYS_OF if role in name), None)
    if role is None:
        return True
    if _DAYS_OF[role].search(sentence) is not None:
        return True
    if role == "make_days":
        return not _REACHED.search(clause)
    if _DAYS_OF[role].search(before) is not None:
        return True
    # "For ₹200, in 3 to 5 days" claims nothing else.
    return role != "transit_days" and not _REACHED.search(sentence) and not _DAYS_OF["make_days"].search(sentence)


def _is_of_one(fact: Fact) -> bool:
    return fact.name.endswith(_ONE_PIECE) or ".price." in fact.name


def _is_miscalled(clause: str, values: dict[Decimal, tuple[Fact, ...]]) -> bool:
    for match in _AMOUNT.finditer(clause):
        behind = values.get(_value(match[1]), ())
        lead = clause[max(0, match.start() - _NEAR) : match.start()]
        called = next((found for found in reversed(list(_CALLED.finditer(lead)))), None)
        if called is None or not behind or _JOINS.search(lead) or "," in lead[called.end() :]:
            continue
        # "₹250 delivery" has its amount already.
        if _NAMED_BEFORE.search(clause[: match.start() - len(lead) + called.start()]):
            continue
        wanted = _CALLS[_NAME_OF[called[0]]]
        if not any(_part(fact).startswith(wanted) for fact in behind):
            return True
    return False


def _part(fact: Fact) -> str:
    """The telling part of a fact's name: "total" of "quote.total", "delivery" of "delivery.charge"."""
    first, _, last = fact.name.rpartition(".")
    if last.replace("_", "").isdecimal():
        return _part(Fact(first, fact.value))
    return "delivery" if "delivery" in (first, last) or first.endswith(".delivery") else last


def _value(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))
