"""PromiseWords: how answers word what a shop may or may not promise, in English, Hinglish and Hindi.

Patterns over texts that plain_text.fold has folded, so without nukta and chandrabindu.
Refuses to understand sentences: promises.py tells whether one of them is offered, denied or conditional.
"""

from __future__ import annotations

import re

from providers.any_of import AnyOf

DENIED = AnyOf(
    r"\b(?:not(?! (?:worry|hesitate))|no(?! (?:problem|issue|worr|doubt|tension))|without|never|none|nor"
    r"|neither|unable|unfortunately)\b",
    r"\b(?:cannot|cant|dont(?! (?:worry|hesitate))|doesnt|isnt|arent|wont|didnt)\b",
    r"\b(?:nahi|nahin|nhi|na|mat|bina|bagair)\b",
    r"नहीं|नही|(?<![\u0900-\u097f])(?:न|ना|बिना|मत|बगैर)(?![\u0900-\u097f])",
)
CONDITIONAL = AnyOf(
    r"\b(?:if|when|once|after|before|until|above|over|or more|orders? of|upwards|minimum)\b",
    r"\b(?:agar|jab|baad|pehle|hone par|hone ke|se zyada|se upar|ya zyada|ya usse|tab hi)\b",
    r"अगर|यदि|जब|बाद|पहले|से ज्यादा|से ऊपर|या ज्यादा|या उससे|होने पर",
)
# To say that one does not know promises nothing.
UNSURE = AnyOf(
    r"\bnot sure|\bdo ?not know|\bdont know|\b(?:can ?not|cant) (?:say|promise|confirm|tell)|\bwhether\b",
    r"\bno (?:information|details?)\b"
    r"|\b(?:do not|dont) have (?:that|this|the|any|its|exact) (?:\w+ ){0,3}(?:details?|information|here"
    r"|length|number)",
    r"\bpata nahi|\bnahi bata sakt|\bbata nahi sakt|\b(?:keh|bol) nahi sakt|\bnahi (?:keh|bol) sakt"
    r"|\bjaankari nahi|\bdetail nahi",
    r"\b(?:jaa?nkaa?ri|details?) (?:\w+ ){0,4}(?:nahi|nahin)\b|जानकारी (?:\S+ ){0,4}नहीं|पता नहीं|बता नहीं सक"
    r"|नहीं बता सक|कह नहीं सक|वादा नहीं",
)
PLAIN_FREE = ("free", "muft", "complimentary", "मुफ्त", "फ्री", "निशुल्क")
FREE = AnyOf(
    r"(?<!feel )(?<!duty )(?<!lead )(?<!toll )(?<!bpa )\bfree\b(?! to\b)",
    r"\bwaive|\bwe (?:will )?(?:bear|cover|absorb|pay)\b|\bon us\b",
    r"\bcosts? nothing|\bnothing extra|\bhamari taraf se|हमारी तरफ से",
    r"\b(?:muft|complimentary|on the house|nishulk)\b|मुफ्त|फ्री(?![\u0900-\u097f])|निशुल्क|निःशुल्क",
    r"\b(?:no|without|zero|nil) (?:any )?(?:(?:extra|set-?up|delivery|printing) )?(?:cost|charge|fee)s?\b",
    r"बिना (?:किसी )?(?:शुल्क|चार्ज|खर्च|पैसे)|\b(?:ek|1) rup\w+ bhi nahin?\b",
    r"\b(?:charges?|cost|fees?|paisa|paise) (?:\w+ )?nahin?\b|(?:चार्ज|शुल्क|पैसे) नहीं",
    r"\bour treat\b|\bat our (?:own )?(?:cost|expense)\b|\bcompliments of\b|\b(?:charge|take|pay) nothing\b",
    r"\bhamari (?:oar|or|aur) se\b|\bbhent\b|\btohfe (?:mein|me) (?:de|mil)|\b(?:kuchh?|paisa) nahin? (?:le"
    r"|lag|dena)",
    r"भेंट|(?:उपहार|तोहफे) में (?:दे|मिल)|कुछ (?:भी )?नहीं (?:ले|लग|देना)|(?:पैसा|रुपया) (?:भी )?नहीं (?:ले|लग|दे)",
)
FREE_THINGS = {
    "delivery": re.compile(r"deliver|shipping|courier|transit|dispatch|डिलीवरी|डिलिवरी|कूरियर"),
    "sample": re.compile(r"sample|सैंपल|नमून"),
    "set-up": re.compile(r"set-?up|सेट-?अप"),
    "branding": re.compile(r"logo|engrav|print|brand|naam\b|लोगो|एनग्रेव|प्रिंट"),
    "packing": re.compile(r"gift box|packing|packaging|wrapp|पैकिंग|बॉक्स"),
    "proof": re.compile(r"proof|mock-?up|design|प्रूफ|डिजाइन"),
}
# What makes a price lower for everybody.
BY_QUANTITY = AnyOf(
    r"\bquantit|\bbulk|\b(?:more|larger|bigger|higher|fewer) (?:pieces|order|quantit|number)|\bthe more\b"
    r"|\bsteps?\b|\bpieces\b|\bmatra|\bzyada\b|\bpiece (?:badh|lene|par)|मात्रा|ज्यादा|पीस|थोक",
)
_PAY = (
    r"(?:pay|paid|settle|settled|clear|release|hand over|hand|transfer|balance|amount|half|rest|remaining"
    r"|paise|paisa|payment"
    r"|rakam|bhugtan|hisaab|hisab|aadha|aadhe|baaki)"
)
_ONCE_RECEIVED = (
    r"(?:(?:once|when|after|as soon as|until|till) .{0,30}\b(?:with you|reach\w*|arriv\w*|receiv\w*"
    r"|in (?:your )?hand|at your"
    r"|deliver\w*|inspect\w*|check\w*|happy|satisf\w*|unpack\w*|open\w*)"
    r"|(?:of|upon|on|at|after) (?:receiving|receipt|arrival|collecting)|to (?:the |our )?(?:rider|courier"
    r"|delivery|driver)"
    r"|(?:milne|pahunchne|dekhne|haath (?:mein|me) aane|saamaan aane|maal aane) (?:par|pe|ke baad)"
    r"|(?:ghar|haath|saamaan|samaan|maal|parcel) (?:\w+ ){0,3}(?:aa|aane|aaye|aayega|jaye|mil|mile|milne"
    r"|dekh\w*|pahunch\w*)\b"
    r"|(?:delivery|courier) (?:wale|boy|bhaiya) ko)"
)
_PAY_HI = r"(?:पैस|भुगतान|रकम|पेमेंट|बाकी|आधी|आधा|राशि)"
_RECEIVED_HI = (
    r"(?:(?:मिलने|पहुंचने|देखने|हाथ में आने|सामान आने|माल आने|हाथ आने) (?:पर|के बाद)|डिलीवरी वाले को"
    r"|(?:सामान|माल|पार्सल|घर) (?:\S+ ){0,2}(?:देख|मिल|आ जा|आने|आए|पहुंच))"
)
KINDS = {
    "cash on delivery": AnyOf(
        r"\bcod\b|\bcash[- ]on[- ]delivery|\bpay(?:ment)? (?:on|at|after|upon) delivery",
        r"\bcash\b(?! ?back)|\bdoorstep|\bpay\b.{0,30}\b(?:the courier|after (?:you )?(?:receiv|deliver|get))",
        r"\b(?:delivery|milne|pahunchne) (?:par|pe|ke (?:time|baad)) (?:payment|paise|paisa|pay|de|kar)",
        r"\bafter (?:you )?(?:receive|see|get) (?:it|them|the)|\b(?:paise|paisa|payment) baad (?:mein|me) de",
        r"\b(?:paisa|paise|payment)\b.{0,20}\b(?:milne|delivery|pahunchne) (?:ke baad|par|pe)\b",
        r"\bbaad (?:mein|me) (?:paise|paisa|payment) de|मिलने (?:पर|के बाद).{0,15}(?:पैसे|पेमेंट|भुगतान)",
        r"घर पर पैसे|(?:पैसे|पेमेंट|भुगतान) बाद में दे|मिलने के बाद (?:पैसे|दे)",
        r"कैश|नकद|सीओडी|डिलीवरी (?:पर|के बाद) (?:पेमेंट|भुगतान|पैसे)",
        # To pay, and to have received, in any words and either order.
        rf"\b{_PAY}\b.{{0,60}}\b{_ONCE_RECEIVED}",
        rf"\b{_ONCE_RECEIVED}.{{0,60}}\b{_PAY}\b",
        rf"{_PAY_HI}.{{0,40}}{_RECEIVED_HI}|{_RECEIVED_HI}.{{0,40}}{_PAY_HI}",
    ),
    "discount": AnyOf(
        r"\bdiscount|\brebate|\bcash ?back|\bcoupon|\bpromo code|\bsale\b|\bhalf (?:the )?(?:price|rate|cost)",
        r"\b(?:percent|flat|rupees|half) off\b|[%\d] off\b",
        r"\b(?:an?|this|our|the|any|current|some) offers?\b|\boffers? (?:price|hai|chal|mil|valid|ends|today)",
        r"\bby (?:a|one) (?:half|third|quarter|fifth|tenth)\b",
        r"\b(?:special|limited|festive|diwali|best|great|exclusive|introductory) (?:\w+ )?(?:offer|deal|price|rate)",
        r"\b(?:lowest|reduced|cheaper) (?:price|rate)|\bnegotiab|\bconcession|\bcompetitor"
        r"|\bmatch (?:\w+ ){0,2}price",
        r"\bbuy (?:\w+ ){1,3}get\b|\bfreebie|\bbonus\b|\bthrow in\b",
        r"\bextra (?:piece|unit|coaster|mug|pen)|\bas a gift (?:from|with)",
        r"\b(?:little|bit) (?:cheaper|less)\b|\bspecial favou?r\b",
        r"\b(?:reduce|lower|drop|cut) (?:(?:the|our|your|it) )?(?:price|rate|cost)",
        r"\bchh?oot|\baadh[aei] (?:daam|price|rate|keemat)|\b(?:rate|price|daam|keemat) (?:\w+ )?kam kar (?:d|sak)",
        r"\b(?:kuch|kuchh|thoda|thodi|aur) (?:rate |price |daam )?kam (?:kar|ho)",
        r"छूट|डिस्काउंट|ऑफर|आध[ेी] (?:दाम|कीमत|रेट)|(?:दाम|रेट|कीमत) (?:\S+ )?कम कर|(?:कुछ"
        r"|थोडा) (?:\S+ )?कम (?:कर|हो)",
    ),
    # No facts speak of these, however much they say of discounts.
    "further discount": AnyOf(
        r"\b(?:double|twice|triple|thrice)\b(?![- ]?(?:wall|check))|\bdugn\w+|\bdo ?gun\w+|दुगन|दोगुन",
        r"\bknock\b|\bshav\w+ (?:\w+ )?off|\bround (?:\w+ ){0,2}(?:down|off)\b|\b(?:little|something|bit) off\b",
        r"\b(?:come|go) down (?:a |for you|on (?:the )?price)|\bsweeten|\bbeat (?:\w+ ){0,3}(?:price|rate"
        r"|offer)|\bmeet (?:that|their|your)",
    ),
    "guarantee": AnyOf(r"\bguarant|\bgaranti|\bassure|\b(?:i|we) promise|\bvaada\b", r"गारंटी|गारन्टी|वादा"),
    "warranty": AnyOf(r"\bwarrant|वारंटी|वॉरंटी"),
    "refund": AnyOf(
        r"\b(?:money|amount|everything|price|rupees|full) (?:\w+ ){0,2}(?:back|again)\b|\b(?:khate"
        r"|account) (?:mein|me) (?:wapas|lauta|aa)",
        r"खाते में|\brefund|\bmoney[- ]back|\bpais[ae] (?:wapas|vapas)|रिफंड|पैसे वापस",
    ),
    "replacement": AnyOf(
        r"\b(?:give|send|get) (?:you )?(?:a|an|another) (?:new|fresh)? ?(?:one|piece)\b",
        r"\b(?:doosra|dusra|naya) (?:piece )?(?:bhej|de)",
        r"\bsend another\b|दूसरा (?:पीस )?(?:भेज|दे)|नया (?:पीस )?(?:भेज|दे)",
        r"\breplac|\bexchange|\bbadal (?:de|kar|ke de)|बदल (?:दे|कर|के दे)|रिप्लेस|एक्सचेंज",
    ),
    "return": AnyOf(
        r"\breturn(?:ed|able|s)?\b(?! gifts?| favou?rs?)",
        r"\b(?:send|take|bring|courier|give|ship)(?:ing|s)? (?:(?:it|them|that|those|any|the|all|unused"
        r"|unsold|your|pieces?|lot) ){0,4}back\b",
        r"\bcome back to us\b|\b(?:swap|swapp?ed|switch) ",
        r"\b(?:wapas|vapas) (?:le|kar|ho|bhej)|वापस (?:ले|कर|हो|भेज)|\blauta|लौटा",
    ),
    "express": AnyOf(
        r"\bexpress\b|\b(?:same|next)[- ]day|\bover ?night|\brush\b|\btatkal",
        r"\burgent(?:ly)? (?:deliver|dispatch|ship|order)|\bfast(?:er|est)? (?:deliver|shipping)",
        r"\b(?:in|within) (?:a few )?(?:hours|minutes)",
        r"\bturant (?:deliver|bhej|pahunch|dispatch)|\b(?:agle|usi) (?:hi )?din",
        r"एक्सप्रेस|तुरंत (?:डिलीवर|भेज|पहुंच)|उसी दिन|अगले (?:ही )?दिन",
    ),
    "at all hours": AnyOf(
        r"\b24 ?[x/*] ?7\b|\bround the clock|\b24 (?:hours|ghante)|\bchaubis(?:on?)? ghante",
        r"चौबीसों? घंटे|24 घंटे",
    ),
    "agreed": AnyOf(
        r"\b(?:is|are|been|now|stands|it) (?:now )?(?:confirmed|booked|reserved|placed|accepted|agreed|locked)",
        r"\b(?:order|booking|deal|price) (?:confirmed|booked|accepted|done|final|pakka|locked)",
        r"\b(?:i|we) (?:(?:have|will|can) )?(?:confirm|book|reserve|accept|agree)(?:ed|d)?\b",
        r"\b(?:ive|weve) (?:confirmed|booked|reserved|accepted|agreed)\b",
        r"\b(?:confirm|book|reserve|pakk[ai]|final|done|lock) (?:kar (?:diy|det|deng|raha|lete|liy)|ho (?:gay|chuk))",
        r"\bman(?:z|j)o+r\b|\b(?:rupaye|rs|₹ ?[\d,]+) (?:\w+ )?(?:done|pakka|final|fix|fixed|okay|ok)\b"
        r"|\bdone (?:hai|ji|deal)\b",
        r"\bnote kar (?:raha|rahi|liy|let)|\b(?:keep|kept|set|put|hold|holding) (?:\w+ ){0,3}aside"
        r"|\ball yours\b|\bit is yours\b",
        r"\baapk[ei] (?:hue|hua|ho gay)|आपके (?:हुए|हो गए)|मंजूर\", r\"\b(?:rate|price|daam"
        r"|offer) (?:\w+ )?chalega|(?:दाम|रेट|कीमत) (?:\S+ )?चलेगा",
        r"\bbaat maan (?:l|li)|\bhalf now\b|बात मान ल",
        r"\bdeal\b(?! (?:with|in))|\byour (?:price|rate) (?:works|is (?:fine|ok|okay|final))\b|\bwhat you said",
        r"\b(?:you|we) can have (?:it|them) (?:for|at)\b",
        r"(?:कन्फर्म|बुक|पक्का|पक्की|रिजर्व|फाइनल|मंजूर) (?:कर (?:दि|दे|ली|लि|रह)|हो (?:गय|गई|चुक))|स्वीकार",
    ),
    "credit": AnyOf(
        r"\b(?:on|give|get|days|company|have) credit\b|\bnet ?\d+\b|\bpay later|\bemi\b|\binstal?ments?|\budhaa?r",
        r"\bcredit (?:period|terms?|facility|ki|par|pe|available|for|is|days|milt|nahi|dete)",
        r"उधार|क्रेडिट(?! कार्ड)|किस्त",
    ),
    "no advance": AnyOf(
        r"\b(?:no|without|zero|bina) (?:any )?advance|\badvance (?:\w+ )?(?:nahi|not)",
        r"एडवांस (?:\S+ )?नहीं|बिना एडवांस",
    ),
    "no minimum": AnyOf(
        r"\bno minimum|\bany quantity|\b(?:even|just) (?:one|1|a single)\b|\b(?:1|ek) (?:piece|pcs) bhi",
        r"\bkoi minimum nahi|कोई न्यूनतम नहीं|(?:1|एक) पीस भी",
    ),
    "no tax": AnyOf(
        r"\b(?:tax|gst)[- ]free|\bno (?:gst|tax)\b|\b(?:gst|tax) nahin? (?:lag|dena)",
        r"\b(?:gst|tax(?:es)?) (?:does not|doesnt|do not|dont|will not|wont|need not|is not|are not) (?:apply"
        r"|be |charged?|added|needed)",
        r"\b(?:leave|leaving|skip|drop|waiv\w+|minus|without) (?:\w+ )?(?:the )?(?:gst|tax)\b|\b(?:cash"
        r"|plain) (?:memo|bill|receipt)\b",
        r"\bwithout (?:a )?bill|\bbina bill|\bkacch?a bill|बिना बिल|जीएसटी नहीं लग",
    ),
    "stock": AnyOf(r"\bin stock\b|\bready stock|\bstock (?:mein|me|available)|स्टॉक"),
    "abroad": AnyOf(
        r"\babroad\b|\bdesh (?:ke|se) bahar|\bacross (?:the )?(?:globe|borders?)|\bany country|\bgulf\b"
        r"|\bemirates|\bsaudi|\bqatar|\bkuwait|\boman\b|खाड़ी|खाडी|देश (?:के|से) बाहर|\b\boverseas\b"
        r"|\bworld ?wide|\binternation|\boutside (?:india|the country)|\bvidesh|विदेश",
        r"\b(?:dubai|uae|usa|america|uk|london|canada|australia|singapore|nepal|germany|europe)\b|दुबई"
        r"|अमेरिका|लंदन|नेपाल|काठमांडू|सिंगापुर",
        r"\b(?:kathmandu|new jersey|new york|sydney|toronto|colombo|dhaka|thimphu|bhutan|muscat|doha|sharjah)\b"
        r"|\babu dhabi\b|\bsri lanka\b|\bbangladesh\b",
    ),
    "person told": AnyOf(
        r"\b(?:told|informed|notified|alerted|asked) (?:(?:our|the|my) )?(?:team|owner|manager|colleague"
        r"|staff|person)",
        r"\bget back to you|\bcall you back|\b(?:ill|i will|we will) (?:check|ask|talk|speak)\b",
        r"\b(?:passed|forwarded) (?:\w+ ){0,3}to (?:(?:our|the|my) )?(?:team|owner|manager|colleague|staff|person)",
        r"\b(?:team|someone|person|we|they|i|manager) (?:will|shall) (?:\w+ )?(?:call|contact|reach out|get back)",
        r"\b(?:team|someone|person|we|they|executive|manager) (?:will|shall) (?:\w+ )?(?:reply|revert|respond"
        r"|message)",
        r"\bteam ko (?:\w+ )?(?:bata|bol|de) (?:diy|di\b)|\b(?:team|koi) (?:\w+ ){0,4}(?:call|reply|sampark) kareg",
        r"टीम (?:को|से) (?:\S+ )?(?:बता|बोल|दे|कह) (?:दिया|दी)|टीम .{0,30}(?:जवाब देगी|कॉल करेगी|संपर्क करेगी)",
    ),
    "order status": AnyOf(
        r"\b(?:parcel|order|package|courier) (?:has|is|was) (?:\w+ )?(?:left|shipped|dispatched|in|on|out)\b",
        r"\bout for delivery|\b(?:parcel|order|courier) (?:nikal|bhej|dispatch) (?:\w+ )?(?:gay|chuk|diy)",
    ),
    "included": AnyOf(
        r"\b(?:gst|tax(?:es)?|delivery|logo|printing|branding)\b.{0,30}\b(?:inclu\w+|shamil)\b",
        r"\binclu\w+ (?:of )?(?:the )?(?:gst|tax|delivery|logo|printing|branding)",
        r"\b(?:prices?|rates?) already (?:have|hold|contain)\b|\bexempt\b",
        r"\b(?:gst|tax|prices?|rates?)\b.{0,40}\b(?:takes?|taken) care\b|\b(?:gst|tax(?:es)?) (?:is"
        r"|are) (?:covered|built|absorbed)",
        r"\b(?:prices?|rates?|amount) (?:already )?(?:covers?|absorbs?|includes?|account for)\b"
        r"|\bnothing (?:more|extra|else) (?:to pay|on top)",
        r"\b(?:no need to|do not|dont) (?:worry|think) (?:about|of) (?:the )?(?:gst|tax)|\b(?:gst"
        r"|tax) ki (?:chinta|tension) (?:mat|na)",
        r"₹ ?[\d,.]+ (?:with|ke saath) (?:\d+% )?(?:gst|tax|delivery)\b(?! extra)|\bsab (?:mila|jod)\w+"
        r"|\ball[ -]in\b",
        r"(?:जीएसटी|टैक्स|डिलीवरी|लोगो).{0,30}शामिल|शामिल.{0,20}(?:जीएसटी|टैक्स|डिलीवरी)|सब (?:मिला|जोड़)",
    ),
    "no bill": AnyOf(
        r"\bskip (?:it|the (?:gst|tax))\b|\bneed a bill\b|\b(?:without|bina|no) (?:\w+ )?(?:bill|invoice)\b",
        r"बिना (?:\S+ )?(?:बिल|इनवॉइस)",
    ),
    "elsewhere": AnyOf(
        r"\b(?:amazon|flipkart|vistaprint|indiamart|meesho|alibaba|aliexpress)\b",
        r"अमेज़न|अमेजन|फ्लिपकार्ट",
    ),
    "certified": AnyOf(r"\bcertifi|\biso[ -]?\d|\baward"),
}
