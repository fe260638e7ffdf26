"""SetPhrases: turns of several words that say what one or two others say: "how heavy is" asks for the weight.

Refuses phrases that need their neighbours to be understood: each stands here as it is meant wherever it stands.
"""

from __future__ import annotations

from collections.abc import Iterator

# The words of the key, then every phrase that stands for them.
PHRASES = """
tell: batayein, bataein, batayiye, bataiyega, bata dijiye, bata dein, batana, batayenge, बता दीजिए, बताएंगे, बताइएगा
weight: how heavy, kitna bhari, kitne bhari, kitni bhari, kitna bhaari, कितना भारी, कितने भारी, कितनी भारी
thickness: how thick, kitna mota, kitne mote, kitni moti, कितना मोटा, कितने मोटे, कितनी मोटी
size: how big, how large, kitna bada, kitne bade, kitni badi, कितना बड़ा, कितने बड़े, कितनी बड़ी
height: how tall, how high, kitna ooncha, kitna uncha, oonchai, unchai, ऊंचाई, ऊँचाई
width: how wide, kitna chauda, chaudai, चौड़ाई
sample: sample piece, sample pieces, trial piece, trial pieces, test piece
deliver charge: courier charge, courier charges, courier cost, freight, freight charge, freight charges, \
transport charge, transport charges, delivery cost, shipping cost, shipping rate, delivery kharcha, delivery kharch, \
delivery ka kharcha, delivery ka kharch, कूरियर चार्ज, डिलीवरी का खर्च, डिलीवरी का खर्चा
milega: mil sakta, mil sakti, mil sakte, mil skta, mil skte, mil sakega, मिल सकता, मिल सकती, मिल सकते
hoga: ho jayega, ho jayegi, ho jaega, ho jaegi, ho jaayega, ho jaayegi, ho jayenge, ho jaenge, hojayega, ho sakta, \
ho sakti, ho sakte, ho skta, हो जाएगा, हो जायेगा, हो जाएगी, हो जायेगी, हो जाएंगे, हो सकता, हो सकती, हो सकते
possible: sambhav, mumkin, संभव, मुमकिन
how_much time: how much time, how long will, how long would
how_much time do: how long do, how long does
how_much time for: how long for
how_much time to: how long to
"""
# Ways to pay, each spelling of one between commas.
WAYS_TO_PAY = """
upi, यूपीआई
card
credit card
debit card
cheque, check, चेक
cash, कैश
cod, cash on delivery
google pay, gpay, g pay
phonepe, phone pe
paytm
neft
rtgs
imps
bank transfer
net banking, netbanking
"""
_WHO_PAYS = ("can i", "can we", "could i", "may i", "may we", "i can", "we can")
_HOW = ("pay by", "pay with", "pay using", "pay via", "pay through", "pay in")
PAYING = (
    *("you accept {}", "you take {}", "do you accept {}", "do you take {}", "{} accepted", "is {} accepted"),
    *("are {} accepted", "is payment by {} possible", "is payment by {} accepted", "payment by {} possible"),
    *(f"{who} {how} {{}}" for who in _WHO_PAYS for how in _HOW),
)
PAYS = "pay by "
THINGS = ("height", "width", *(f"{PAYS}{line.split(',')[0]}" for line in WAYS_TO_PAY.strip().splitlines()))


def phrases() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each phrase with the words that it stands for."""
    for line in PHRASES.strip().splitlines():
        words, listed = line.split(":")
        yield from ((phrase.strip(), tuple(words.split())) for phrase in listed.split(","))
    for line in WAYS_TO_PAY.strip().splitlines():
        spellings = [spelling.strip() for spelling in line.split(",")]
        for spelling in spellings:
            yield from ((phrase.format(spelling), (f"{PAYS}{spellings[0]}",)) for phrase in PAYING)
