"""SameWords: which of the owner's spellings (templates/words.yaml) say so much the same that one answer does for both.

words.yaml joins words for finding out what is wanted: "height" and "width" both ask for a size. Here they stay apart.
Refuses to join what words.yaml keeps apart, and to guess: a word that stands in no row is a word of its own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from providers import hinglish_forms, set_phrases
from shop.phrase_table import PhraseTable
from shop.words import Words

# Meanings of words.yaml all of whose spellings say the same: things and qualities, and the words between them.
WHOLE_THINGS = ("quote", "quantity", "colour", "care", "warranty", "quality", "hsn", "policy")
WHOLE_LINKS = ("how_much", "how_many", "where", "why", "of", "to", "for", "from", "or", "hello", "thanks")

# A row a word, each spelling between commas, the first one its name.
THINGS = """
price, prices, pricing, cost, costs, prise, praice, pric, prc, daam, dam, keemat, kimat, qimat, mulya, \
कीमत, क़ीमत, दाम, प्राइस, मूल्य
rate, rates, rete, bhav, bhaav, रेट, भाव
discount, discounts, diskount, dicount, disc, chhoot, chhut, chut, छूट, डिस्काउंट
bulk, थोक, बल्क, thok
free, muft, मुफ्त, फ्री
minimum, min, minumum, minimun, mimimum, kam se kam, kamse kam, kamsekam, न्यूनतम, मिनिमम, कम से कम
moq, एमओक्यू
order, orders, oder, ordr, ordar, ऑर्डर, आर्डर
piece, pieces, pcs, pc, pice, peice, peices, nos, unit, units, nag, पीस, नग
product, products, item, items, प्रोडक्ट
gift, gifts, gft, गिफ्ट, गिफ्ट्स
return gift, return gifts, रिटर्न गिफ्ट
idea, ideas
catalogue, catalog, cataloge, catlog, catalouge, catelog, कैटलॉग
price list, pricelist, rate list, ratelist, rate card, प्राइस लिस्ट, रेट लिस्ट
photo, photos, pic, pics, picture, pictures, image, images, foto, फोटो, फ़ोटो
design, designs, dizain, desain, डिज़ाइन, डिजाइन
size, sizes, saiz, sise, dimension, dimensions, dimention, साइज, साइज़, नाप, माप
weight, wt, wazan, vajan, vazan, वजन, वज़न
thickness, thick, motai, मोटाई
material, materials, मटेरियल
capacity, क्षमता, कैपेसिटी
hot, garam, गरम, गर्म
heatproof, heat proof
waterproof, water proof, वाटरप्रूफ, वॉटरप्रूफ
clean, cleaning, saaf, saf, साफ, साफ़
wash, washing, dho, dhona, dhone, धो, धोना, धोने
washable
detail, details, detial, info, information, jankari, jaankari, जानकारी, विवरण, डिटेल
specification, specifications, specs
stock, stok, स्टॉक, in stock, instock
sasta, saste, sasti, सस्ता, सस्ते, सस्ती
budget, bajat, बजट
logo, logos, logoo, लोगो
print, printing, printed, prnt, chhapai, chapai, chhap, छपाई, प्रिंट, प्रिंटिंग
engrave, engraved, engraving, ingraving, engravings, engrav, khudai, एनग्रेविंग, एनग्रेव, खुदाई
custom, customise, customize, customised, customized, customisation, customization, customizable, customisable, कस्टम, \
कस्टमाइज, कस्टमाइज़
personalise, personalize, personalised, personalized, personalisation, personalization
setup, set up, set-up, सेटअप
charge, charges, chrg, fee, fees, shulk, शुल्क, चार्ज
file, files, फाइल
format, formats, फॉर्मेट
sample, samples, sampel, smaple, namuna, नमूना, सैंपल, सैम्पल
deliver, delivers, delivery, deliveries, delivering, delivary, dilivery, delevery, dilevery, ship, ships, shipping, \
डिलीवरी, डिलिवरी, डिलीवर, शिपिंग
courier, couriers, कूरियर, कुरियर
day, days, din, dino, dinon, दिन, दिनों
time, samay, samai, waqt, समय, टाइम, वक्त
address, adress, addres, एड्रेस
pickup, pick up, pick-up, self pickup, पिकअप
packing, packaging, paking, पैकिंग, पैकेजिंग
gift wrap, giftwrap
gift box, giftbox
box, dibba, dabba, डिब्बा, बॉक्स
gst, g.s.t, g s t, जीएसटी
tax, taxes, टैक्स
included, including, include, includes, inclusive, incl, shamil, शामिल, सहित
invoice, invoices, invoce, bill, billing, bil, बिल, इनवॉइस, इन्वॉइस
pay, payment, payments, paying, paymnt, pement, payemnt, bhugtan, पेमेंट, भुगतान
advance, advanc, adavance, agrim, एडवांस, अग्रिम
cod, c.o.d, cash on delivery, cash on dilivery, सीओडी, कैश ऑन डिलीवरी
upi, यूपीआई
return, returns, vapas, wapas, wapis, vapis, वापस, वापसी, रिटर्न
replacement, replace
shop, store, stores, dukan, dukaan, दुकान, दूकान, स्टोर, शॉप
location, located, लोकेशन
contact number, phone number, mobile number, phone no, mobile no, फोन नंबर, मोबाइल नंबर
"""
LINKS = """
what, whats, wat, wht
kya, kia, क्या
which, konsa, kaunsa, konsi, kaunsi, konse, kaunse, कौनसा, कौनसी, कौन सा, कौन सी
how, kaise, kese, कैसे
when, kab, कब
kab tak, kabtak, कब तक
is, are, hai, hain, he, h, hein, है, हैं
hoga, hogi, honge, होगा, होगी, होंगे
hota, hoti, hote, होता, होती, होते
me, mein, mei, में, मे
on, par, pe, पर, पे
and, n, aur, &, और
not, nahi, nahin, nhi, nai, नहीं, नही
without, bina, बिना
you, u, aap, ap, आप
your, ur, aapka, aapke, aapki, apka, apke, apki, आपका, आपके, आपकी
my, mera, mere, meri, मेरा, मेरे, मेरी
our, hamara, hamare, hamari, हमारा, हमारे, हमारी
mujhe, mujhko, मुझे
can, could
sakte, skte, सकते
sakta, skta, sakti, सकता, सकती
want, wants, need, needs, require, chahiye, chaiye, chahie, chahye, chaie, चाहिए, चाहिये
do, does
karte, krte, करते
have, has
get, getting
milega, milegi, milenge, milta, milti, milte, mil jayega, mil jayegi, mil jayenge, mil jaega, मिलेगा, मिलेगी, \
मिलेंगे, मिलता, मिलती, मिलते
available, availability, avail, avl, uplabdh, उपलब्ध, अवेलेबल
give, provide
dete, देते
dijiye, dijie, dijiyega, dedo, de do, दीजिए, दीजिये
tell, batao, bataiye, btao, btaiye, batado, bata do, bataye, batayen, bata, inform, बताओ, बताइए, बताइये, बता, बताएं, \
बताएँ
show, dikhao, dikha, dikhaiye, dikhaye, dikhado, दिखाओ, दिखाइए, दिखाएं
send, share, bhejo, bhej, bhejiye, bhejdo, bheje, bhej do, भेजो, भेज, भेजिए, भेजें, भेज दो
difference, diffrence, antar, farak, fark, अंतर, फर्क, फ़र्क
better, behtar, बेहतर
under, below
andar, ke andar, अंदर, के अंदर
tak, तक
lagega, lagenge, lagta, lagti
padega, padegi, padenge, पड़ेगा, पड़ेंगे
"""
# Spellings of an occasion that name it and nothing more special.
OCCASIONS = """
diwali, deepawali, deepavali, divali, diwalli, dipawali, दिवाली, दीपावली, दीवाली
wedding, weddings, marriage, shaadi, shadi, vivah, शादी, विवाह
birthday, bday, b'day, janamdin, janmdin, जन्मदिन, बर्थडे
anniversary, anniversry, salgirah, सालगिरह, एनिवर्सरी
housewarming, house warming, griha pravesh, grih pravesh, greh pravesh, गृह प्रवेश
new year, newyear, naya saal, नया साल, नए साल
rakhi, raksha bandhan, राखी, रक्षाबंधन
"""
SAME_WORDS_VERSION = hashlib.sha256(
    repr(
        (WHOLE_THINGS, WHOLE_LINKS, THINGS, LINKS, OCCASIONS, *hinglish_forms.spellings(), *set_phrases.phrases())
    ).encode()
).hexdigest()[:12]


def rows(table: str) -> Iterator[tuple[str, list[str]]]:
    """Each word of a table with all its spellings."""
    for line in table.strip().splitlines():
        spellings = [spelling.strip() for spelling in line.split(",")]
        yield spellings[0], spellings


class SameWords:
    """The tables as one dictionary, with the whole meanings taken from the owner's words: spelling -> words."""

    def __init__(self, words: Words) -> None:
        whole = ((name, [name.replace("_", " "), *words.meanings[name]]) for name in (*WHOLE_THINGS, *WHOLE_LINKS))
        occasions = ((f"occasion:{name}", spellings) for name, spellings in rows(OCCASIONS))
        spelled = [*rows(THINGS), *rows(LINKS), *occasions, *whole]
        joined = ((spelling, (name,)) for name, spellings in spelled for spelling in spellings)
        forms = ((spelling, (name,)) for spelling, name in hinglish_forms.spellings())
        self.table = PhraseTable((*set_phrases.phrases(), *joined, *forms))
        self.things = frozenset((*WHOLE_THINGS, *(name for name, _ in rows(THINGS)), *set_phrases.THINGS))
