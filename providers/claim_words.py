"""ClaimWords: words by which an answer claims something of goods or of the shop without any figure.

A row a concept: its name, then how else it is written in English, Hinglish and Hindi. The owner's files add to them
(claim_table.py): what goods are made of, their colours and ways of branding, and goods that the shop does not sell.
Refuses to know what is true: that is what the facts of a turn say.
"""

from __future__ import annotations

# What a thing is, has or comes in: to deny it is harmless unless the facts say it.
THINGS = """
leather, chamda, chamde, chamre, real leather, genuine leather, asli chamda, asli chamde, चमड़ा, चमड़े, लेदर
pu leather, pu, faux leather, vegan leather, artificial leather, पीयू लेदर, पीयू, rexine
wood, wooden, lakdi, lakadi, lakri, लकड़ी, वुडन
sheesham, shisham, rosewood, शीशम
mango wood, aam ki lakdi, आम की लकड़ी
teak, teak wood, sagwan, saagwan, sagaun, सागौन, सागवान
plywood, ply, प्लाईवुड
oak, pine wood, sandalwood, chandan, चंदन
bamboo, baans, बांस, बैम्बू
marble, sangmarmar, मार्बल, संगमरमर
makrana, मकराना
granite, ग्रेनाइट
ceramic, सिरेमिक, सेरामिक
porcelain, bone china, chini mitti, चीनी मिट्टी
terracotta, mitti, clay, मिट्टी, टेराकोटा
glass, kaanch, kanch, कांच
crystal, क्रिस्टल
plastic, प्लास्टिक
rubber, silicone, सिलिकॉन
brass, pital, peetal, पीतल
copper, tamba, tambe, taamba, taambe, copper lined, तांबा, तांबे
bronze, kansa, कांसा, कांसे
iron, loha, lohe, cast iron, लोहा, लोहे
aluminium, aluminum, एल्युमिनियम, एल्यूमिनियम
titanium, platinum
silver, chandi, chaandi, silver coloured, चांदी, सिल्वर
gold, golden, sona, sone, sunehra, sunehri, सोना, सोने, सुनहरा, सुनहरी, गोल्ड
gold plated, gold plating, silver plated
jute, जूट
cotton, sooti, suti, सूती, कॉटन
canvas, कैनवास, कैनवस
linen, silk, resham, रेशम, रेशमी
velvet, makhmal, makhmali, मखमल, मखमली
polyester, nylon, नायलॉन
black, kaala, kala, kaale, kale, kaali, काला, काले, काली, ब्लैक
white, safed, सफेद, व्हाइट
red, laal, lal, लाल
blue, neela, neele, neeli, nila, नीला, नीले, नीली, ब्लू
navy, navy blue, नेवी ब्लू, नेवी
green, hara, hare rang, हरा, हरे, हरी, ग्रीन
yellow, peela, peele, peeli, पीला, पीले, पीली
orange, narangi, नारंगी
pink, gulabi, गुलाबी, पिंक
purple, violet, baingani, jamuni, बैंगनी, जामुनी
brown, bhura, bhoora, bhure, भूरा, भूरे, ब्राउन
grey, gray, slate grey, धूसर, ग्रे
maroon, मैरून
turquoise, teal, beige, magenta, indigo, lavender, फिरोज़ी
transparent, see through, पारदर्शी
full colour, full color, four colour, multicolour, multicolor, any colour, all colours, फुल कलर, हर रंग, har rang
glossy, gloss, high gloss, chamakdar, चमकदार, ग्लॉसी
matt, matte, मैट
chrome, क्रोम
heart shaped, heart shape, dil ke aakar, दिल के आकार
star shaped, star shape
oval, triangular, triangle, rectangular, custom shape, custom shaped, any shape
hexagon, hexagonal, षट्कोण
engraving, engrave, engraved, laser, laser engraving, laser engraved, khudai, etching, etched, एनग्रेविंग, एनग्रेव, \
लेज़र, लेजर, लेज़र एनग्रेविंग, खुदाई, नक्काशी
embossing, emboss, embossed, debossed, debossing, एम्बॉस, एम्बॉसिंग
embroidery, embroider, embroidered, kadhai, kadhayi, kashidakari, कढ़ाई, कशीदाकारी
foil, foil stamping, foil printing, foil stamped, फॉइल
uv, uv print, uv printing, uv printed, यूवी, यूवी प्रिंट, यूवी प्रिंटिंग
sublimation, sublimation print, sublimation printing, सब्लिमेशन
screen print, screen printing, screen printed, स्क्रीन प्रिंट, स्क्रीन प्रिंटिंग
pad print, pad printing, पैड प्रिंट
heat transfer, heat transfer print, हीट ट्रांसफर
hand painting, hand paint, hand painted, haath ki painting, हाथ की पेंटिंग, हाथ से पेंट
digital print, digital printing, offset print, offset printing, dtf, dtg, vinyl, decal, डिजिटल प्रिंट
3d print, 3d printing, 3d printed
sleeve print, sleeve printing, स्लीव प्रिंट
straw, स्ट्रॉ
zip, zipper, ज़िप
zip pocket, side pocket, inner pocket, outer pocket, front pocket
strap, shoulder strap, sling
lock, taala, ताला
drawer, daraz, दराज
led, led light
usb, usb port, charger, wireless charging, charging, यूएसबी
bluetooth, speaker, स्पीकर
thermometer, temperature display, digital display
infuser, strainer, chhanni
stylus, pointer, laser pointer, torch, टॉर्च
refill, रिफिल
unruled, blank pages, plain pages, dotted pages, unlined
holder, coaster holder, होल्डर
pouch, thaili, थैली
bubble wrap, बबल रैप
ribbon, रिबन
lid, dhakkan, ढक्कन
card slot, calculator, calendar, कैलेंडर
"""
# What goods stand and suffer: that they do as well as that they do not must be told by the facts.
TRAITS = """
dishwasher, dish washer, dishwashing machine, डिशवॉशर
microwave, माइक्रोवेव
oven, ओवन
freezer, freeze, freezing, deep freeze, deep freezer, fridge, refrigerator, फ्रीज़र, फ्रिज
waterproof, water proof, water resistant, water repellent, paani se kharab, pani se kharab, वाटरप्रूफ, वॉटरप्रूफ, \
पानी का असर
soak, soaked, soaking, submerge, submerged, immerse, bhigo, bhigoyein, bhigokar, bhigona, bhigoye, dubo, dubokar, \
duboyein, भिगो, भिगोकर, भिगोएं, भिगोना, डुबो, डुबोकर, डुबाकर
hand wash, wash by hand, washed by hand, washing by hand, haath se dho, haath se dhona, haath se dhoyein, \
haath se dhoiye, haath se dhoye, हाथ से धो, हाथ से धोएं, हाथ से धोना, हाथ से धोइए
machine wash, washing machine, machine washable, washable, वॉशिंग मशीन
withstand, withstands, survive, survives, endure, endures, indestructible, everlasting, float, floats
keep dry, dry rakhein, sookha rakhein, sookhe rakhein, sukha rakhein, सूखा रखें, सूखे रखें
kettle, ketli, केतली
boiling, ublta, ubalta, ubalte, उबलता, उबलते
pan, pans, tawa, bartan, तवा, बर्तन
stove, gas stove, chulha, chulhe, flame, चूल्हे, चूल्हा
heatproof, heat proof, heat resistant, हीटप्रूफ
food grade, food safe, bpa, bpa free, lead free, non toxic, nontoxic, toxin free, फूड ग्रेड
child safe, kid safe, baby safe, kids safe
recycled, recyclable, upcycled, रीसाइकल
biodegradable, compostable
organic, vegan, carbon neutral, fair trade
imported, import, videshi, आयातित
china, chinese, cheen, चीन
italian, italy, german, germany, turkish
vacuum, insulated, thermal, वैक्यूम
hallmarked, patented, antibacterial, anti bacterial, antimicrobial, hypoallergenic
handmade, hand made, handcrafted, hand crafted, haath se bana, haath se bane, haath se bani, hath se bana, \
hath se bane, \
hastnirmit, हाथ से बना, हाथ से बने, हाथ से बनी, हस्तनिर्मित
eco friendly, ecofriendly, sustainable, environment friendly, planet friendly, पर्यावरण के अनुकूल, इको फ्रेंडली
"""
# What may happen to them; of an "if" nothing is claimed.
HARMS = """
harm, harms, harmed, ruin, ruins, ruined, spoil, spoils, spoiled, destroy, destroys, khatam ho, नष्ट
break, breaks, broken, damage, damaged, damages, toot phoot, टूट फूट, breaking, shatter, shatters, toot, toota, \
toote, tootta, tootte, tootega, tootenge, tut, tute, \
tutta, tutte, tutega, टूट, टूटा, टूटे, टूटता, टूटते, टूटती, टूटेगा, टूटेंगे
crack, cracks, cracked, phat, phatta, phatega, chatak, फट, फटता, चटक, चटकता
chip, chips, chipped, chipping
rust, rusts, rusting, zang, jang, ज़ंग
stain, stains, staining, daag, दाग, धब्बा, धब्बे
fade, fades, fading, faded, feeka, pheeka, फीका, फीके, rang utar, rang nikal, रंग उतर
scratch, scratches, scratched, kharoch, kharonch, खरोंच
leak, leaks, leaking, tapakta, लीक
melt, melts, pighal, pighalta, पिघल
warp, warps, swell, swells
termite, termites, deemak, दीमक
fire, aag, आग
"""
# Each of these is there without what it names: "stain-proof" denies the stain.
PREVENTED = ("proof", "resistant", "free", "प्रूफ")
UNDONE = {
    "unbreakable": "break",
    "shatterproof": "break",
    "scratchproof": "scratch",
    "rustproof": "rust",
    "fadeproof": "fade",
    "stainproof": "stain",
    "leakproof": "leak",
    "fireproof": "fire",
    "rustfree": "rust",
}
# What a shop may offer beside its goods: only what the facts name.
SERVICES = """
paypal, crypto, bitcoin, western union
cheque, check payment, चेक
emi, installments, किस्त
loyalty, loyalty points, reward points, rewards, लॉयल्टी
membership, subscription, सदस्यता
referral, refer
voucher, gift card, gift voucher, store credit, वाउचर
revision, revisions, redesign
priority, priority slot, fast track
insurance, insured, बीमा
showroom, branch, outlet, warehouse, second shop, शोरूम, ब्रांच, शाखा
parking, पार्किंग
mobile app, our app, ऐप
customs, custom duty, air parcel, air cargo, freight, sea freight, हवाई
across the globe, all over the world, any country, every country, gulf, emirates, खाड़ी
exception, for you alone, apvaad, अपवाद
fedex, dhl, india post, speed post, xpressbees, ecom express, shadowfax
blue dart, bluedart, ब्लू डार्ट
dtdc, डीटीडीसी
delhivery, डेल्हीवरी
"""
# Goods that words.yaml may not know.
GOODS = """
tumbler, tumblers, dry fruits, dry fruit, dryfruit, sookhe meve, meve, mewa, scented candle, mombatti, agarbatti, \
incense, \
gulal, pichkari, diffuser, essential oil, sweet box, name badge, lanyard, paperweight, mousepad, table lamp, \
lantern, \
chandi ke sikke, silver coin, silver coins, parker, cross pens, tableware, bedsheets, wall hanging, सूखे मेवे, मेवे, \
गुलाल, पिचकारी, मोमबत्तियां, अगरबत्ती, टंबलर, गिलास
"""
# Also names of other things, verbs, or words of everyday talk: no sign that goods are offered.
NO_SIGN = frozenset(
    "tea coffee book books watch tie game games mobile plate plates bowl glasses stamp cream plant plants "
    "laptop clock "
    "calendar calendars toy puzzle led phone stand card thermos flask notebook notebooks notepad jar mirror "
    "envelope knife "
    "spoon badge flex speaker charger basket mat sticker stickers visiting business pillow bag".split()
)
