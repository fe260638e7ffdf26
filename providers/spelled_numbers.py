"""SpelledNumbers: numbers written in words of English, Hinglish and Hindi, as an answer might hold them.

Unlike the customer's words (shop/numbers.py), which are read kindly, an answer's words are read suspiciously: every
number word counts. Refuses to look at what a number is for: figures.py does.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

_ENGLISH = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_ENGLISH_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_HINGLISH = (
    "shunya ek do teen char paanch chhe saat aath nau das gyarah barah terah chaudah pandrah solah satrah atharah "
    "unnis bees ikkis bais teis chaubis pachees chhabbis sattais atthais untis tees iktis battis taintis chauntis "
    "paintis chhattis saintis adtis untalis chalis iktalis bayalis taintalis chavalis paintalis chhiyalis saintalis "
    "adtalis unchas pachas ikyavan bavan tirpan chauvan pachpan chhappan sattavan atthavan unsath saath iksath basath "
    "tirsath chaunsath painsath chhiyasath sadsath adsath unhattar sattar ikhattar bahattar tihattar chauhattar "
    "pachhattar chhihattar sathattar athhattar unasi assi ikyasi bayasi tirasi chaurasi pachasi chhiyasi sattasi "
    "atthasi navasi nabbe ikyanve banve tiranve chauranve pachanve chhiyanve sattanve atthanve ninyanve"
)
# Without nukta and chandrabindu, as plain_text.fold leaves them.
_HINDI = (
    "शून्य एक दो तीन चार पांच छह सात आठ नौ दस ग्यारह बारह तेरह चौदह पंद्रह सोलह सत्रह अठारह उन्नीस बीस "
    "इक्कीस बाईस तेईस चौबीस पच्चीस छब्बीस सत्ताईस अट्ठाईस उनतीस तीस इकतीस बत्तीस तैंतीस चौंतीस पैंतीस "
    "छत्तीस सैंतीस अडतीस उनतालीस चालीस इकतालीस बयालीस तैंतालीस चवालीस पैंतालीस छियालीस सैंतालीस अडतालीस "
    "उनचास पचास इक्यावन बावन तिरपन चौवन पचपन छप्पन सत्तावन अट्ठावन उनसठ साठ इकसठ बासठ तिरसठ चौंसठ पैंसठ "
    "छियासठ सडसठ अडसठ उनहत्तर सत्तर इकहत्तर बहत्तर तिहत्तर चौहत्तर पचहत्तर छिहत्तर सतहत्तर अठहत्तर उनासी "
    "अस्सी इक्यासी बयासी तिरासी चौरासी पचासी छियासी सत्तासी अट्ठासी नवासी नब्बे इक्यानवे बानवे तिरानवे "
    "चौरानवे पचानवे छियानवे सत्तानवे अट्ठानवे निन्यानवे"
)
_OTHER_SPELLINGS = {
    spelling: value
    for value, spellings in {
        3: "tin",
        4: "chaar",
        5: "panch paach",
        6: "che chhah छः छे",
        7: "sat",
        8: "ath",
        10: "dus",
        11: "gyara",
        12: "bara",
        15: "pandra पन्द्रह",
        19: "unnees",
        20: "bis",
        22: "बाइस",
        25: "pachis pacchis",
        30: "tis tees",
        40: "chalees fourty",
        50: "pachaas",
        60: "sath",
        75: "pichattar pachattar",
        90: "navve",
        95: "पचानबे",
    }.items()
    for spelling in spellings.split()
}
UNITS: dict[str, Decimal] = {
    word: Decimal(value)
    for words in (_ENGLISH, _HINGLISH, _HINDI)
    for value, word in reversed(tuple(enumerate(words.split())))
}
UNITS |= {word: Decimal(20 + 10 * place) for place, word in enumerate(_ENGLISH_TENS.split())}
UNITS |= {word: Decimal(value) for word, value in _OTHER_SPELLINGS.items()}
ENGLISH = frozenset(f"{_ENGLISH} {_ENGLISH_TENS}".split())
TIMES: dict[str, Decimal] = {
    word: Decimal(value)
    for value, words in {
        12: "dozen dozens darjan दर्जन",
        100: "hundred hundreds sau saw सौ",
        1000: "k thousand thousands hazar hazaar hajar hajaar हजार",
        100_000: "lakh lakhs lac lacs laakh लाख",
        10_000_000: "crore crores cr करोड",
    }.items()
    for word in words.split()
}
# What stands for, or is added to, the number behind it.
HALVES: dict[str, Decimal] = {
    word: Decimal(value)
    for value, words in {"1.5": "dedh derh डेढ", "2.5": "dhai dhaai adhai ढाई अढाई"}.items()
    for word in words.split()
}
ADDED: dict[str, Decimal] = {
    word: Decimal(value)
    for value, words in {"0.5": "saadhe sadhe साढे", "0.25": "sava sawa सवा", "-0.25": "paune पौने"}.items()
    for word in words.split()
}


def spelled_at(words: Sequence[str], start: int) -> tuple[Decimal, int] | None:
    """The number that begins at a word, and where it ends; None where no number word stands."""
    word, after = words[start], words[start + 1] if start + 1 < len(words) else ""
    if word in HALVES:
        return scaled(words, HALVES[word], start + 1)
    if word in ADDED and (after in UNITS or after in TIMES):
        base = UNITS.get(after)
        return scaled(words, (Decimal(1) if base is None else base) + ADDED[word], start + 1 + (base is not None))
    if word in TIMES and word not in ("k", "cr", "saw"):
        return scaled(words, Decimal(1), start)
    if word not in UNITS:
        return None
    value, end = UNITS[word], start + 1
    if after in UNITS and word in ENGLISH and after in ENGLISH:
        # "twenty five", and "one twenty" as people say prices.
        value, end = (value + UNITS[after] if value >= 20 else value * 100 + UNITS[after]), start + 2
    return scaled(words, value, end)


def scaled(words: Sequence[str], value: Decimal, end: int) -> tuple[Decimal, int]:
    """The number with the multipliers behind it and what is added after them: 2 lakh, do sau pachas, 1.2k."""
    while end < len(words) and words[end] in TIMES:
        value *= TIMES[words[end]]
        end += 1
        at = end + 1 if end + 1 < len(words) and words[end] == "and" else end
        if at < len(words) and words[at] in UNITS and value >= 100 and UNITS[words[at]] >= 10:
            rest, rest_end = UNITS[words[at]], at + 1
            if rest_end < len(words) and words[rest_end] in UNITS and words[at] in ENGLISH and rest >= 20:
                rest, rest_end = rest + UNITS[words[rest_end]], rest_end + 1
            value, end = value + rest, rest_end
    return value, end
