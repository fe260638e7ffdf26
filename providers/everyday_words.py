"""EverydayWords: words of talk that say nothing of goods, prices or what a shop does; any answer may use them.

They stand beside the words of the owner's files (familiar_words.py). Refuses words that could claim something.
"""

from __future__ import annotations

ENGLISH = """
a able about absolutely actually add advice afraid again ah ahead aim aiming allow also although always amount
answer anybody anyone anything anyway appreciate apologies apologise around ask attractive auspicious available
average aware based beautiful beautifully because begin believe besides best better between beyond big bigger
biggest birthday bit bold both brief bright brilliant bring broad bulk busy calculate care careful cater celebrate
celebration certain certainly charm charming cheer cheerful cheers choice choose chosen classic clearly close come
comes comfortable complete compliment confident congratulations consider correct cosy count couple cover creative
crisp curious dear decent decide decision definitely delight delighted delightful depend depends describe detail
difference different directly discuss doubt durable each earlier early easily easy effort either elegance elegant
else enjoy enough ensure especially essential even event ever everyday everyone everything everywhere evening exact
exactly excellent excited exciting expect explain explore express extra eye eyecatching fair fairly familiar family
famous fancy fantastic far favourite favorite feel feeling festive few figure final finally find fine first fit fits
fix fixed flexible follow following forget formal forward fresh friday friend friendly full fully fun further
generous gesture get gift gives glad go goes good gorgeous grace graceful grand grander great greet group guess
guest guide half hand handy happen happily happy hard hear heart heartfelt heavier heavy hello help helpful here
hesitate hey honest honestly hope host idea ideal image imagine immediately impress impression impressive including
indeed individual inform instance instead intend interested interesting invite joy joyful just keen keep kind kindly
know large larger largest last later latest lean least leave lend less lighter like likely line list listed listen
little lively long longer look looking looks lot love lovely luck lucky made main make makes many mark matter may
maybe mean meaningful means meanwhile measure memorable memory mention middle might mind minimal minute miss mix
modern moment monday month morning mostly move much naturally near nearby neat necessary need new next nice nicely
night none normal normally note nothing notice now number occasion offer often okay once online only open opt option
order otherwise overall own pair part particular perfect perfectly perhaps person personal pick picture piece place
plain plan planning playful pleasant please pleased pleasure plenty pocket point pop popular possible practical
precise prefer present pretty price prompt promise properly proud purpose put question quick quickly quite range
rather reach ready real really reason receive recommend regards relax remember reply request respond rest result
rich right round rustic safe same saturday save say says season second see seem seems selection send sense sentiment
serve set several shade share shine short should show simple simply since sit small smart smile smooth sober soft
soon sophisticated sorry sort sound sounds speak special specific spend stand stands start starts stay step still
style stylish subtle suggest suggestion suit suitable suits sum summary sunday super sure surely sweet taken talk
tasteful team tell terms thank thanks that then there therefore thing think thought thoughtful thursday tidy tight
time timeless tiny today together too top total touch touching traditional treat trendy tricky true trust try
tuesday turn type understand understandable unfortunately unique unsure upto use useful usual usually value vary
versatile very view visit vibrant wait want warm warmer warmest warmly way wednesday week weekend weigh weighs
welcome well whatever whenever whether while whole wide wider wish wishes within without wonder wonderful wondering
word work works worry worth would write wrong yeah year yes yet young yours advise lets ones cannot assist
assistance anytime choosing chat requirement requirements quantity
january february march april may june july august september october november december
"""
HINGLISH = """
aadha aage aaiye aam aana aani aap aapas aaram aasan aasani abhi accha acche acchi achhe achha achhi afsos agar agla
agle alag andaaz apna apne apni asaan asal aur aya ayega baad baaki baare baat badal badhai badhiya badhein bade
badi badiya bahar bahut bana banaye bane banega banta bante banti bas bataiye batana bataya batayein batayenge
batata bata bataiyega behtar behtareen bematlab bhala bhari bharosa bhi bhula bilkul bolein boliye bura chahe
chahein chahenge chahiye chaliye chalo chalta chunein chuniye chunna daal daale daalein dekh dekhein dekhiye dekho
dena denge deti deta dete dhanyavaad dhyaan dijiye dijiyega dikha dikhate dikhayein dikhenge din dono doosra doosre
dukh dusra ek ekdum faayda fark farmaiye fikar gaya gayi ghabraiye ghar ghate ghata guzarish halka halki hamesha
haan hai hain hisaab hisab hoga hogi hoti hota hote honge hum humein hume hazir ichha idhar ijazat inhein inka inke
isi isliye iske istemal jaan jaana jaankar jaata jaate jaati jab jabki jagah jaise jaldi jawab ji jise jinhe jitna
jitne jo kaam kaafi kab kabhi kaise kar karein karenge karke karna karta karte karti karo khaas khareed khas khatm
khoobsurat khud khushi khush kijiye kisi koi koshish kripya kuch kuchh kul kya kyonki lag lagega lagenge lagta lagte
lagti lagwana lagwa lagayenge lagbhag lekin lena lenge lijiye likh likhiye log maaf maafi mad madad mangwa mangwana
manga mausam mauka mauke mazedaar mein milenge milega milegi milkar milta milte milti mujhe mutabik naam naya naye
niche nikal nikaal nikalta nikalti ooper paas padta padega pahle pahli pahunch pahunchta pahunchte pahunchti pakka
paaye payega payenge payegi pehle phir pasand poora poore poori poochh pooch poochhiye poochiye pyaar pyara pyare
raha rahega rahenge rahegi rahe rahein rahi rahta rehta rehte rehti rehne sabse sach sahi sakta sakte sakti salah
samajh samay saath saaf saral sasta seedha shaam shaan shaandaar shaayad shukriya shuru shuruaat sirf soch socha
subah sujhav sundar suniye swagat taiyar tak tarah tareeka tareeke tay thoda thode thodi tohfa umda unhe unka unke
upar usi uska uske uspar vaise wahi wahan waise yaad yaani yadi yahan yahi yahin yeh zaroor zaroori zarurat zindagi
zyada somvaar mangalvaar budhvaar guruvaar shukravaar shanivaar ravivaar itvaar
"""
HINDI = """
जनवरी फरवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर
अपना अपनी अपने अब अभी अच्छा अच्छी अच्छे अगर अगला अगली अगले अंदाज असर आइए आगे आज आदि आप आपका आपकी आपके आपको आपस आराम
आसान आसानी इतना इतनी इतने इनका इनके इनमें इन्हें इस इसका इसकी इसके इसमें इसलिए इसी उन उनका उनके उन्हें उपयोगी उम्मीद
उस उसका उसकी उसके उसमें उसी ऊंचा ऊंचे एक और करके करना करने करें करेंगे कहना कहा कहें कब कभी कम का काफी काम किस किसी
कीजिए कुछ कुल के को कोई कौन क्या क्यों क्योंकि खास खुद खुशी खूब खूबसूरत घट घटता घटा घटती घर चलता चाहते चाहें चाहिए
चुन चुनना चुनिए चौडा चौडे छोटा छोटे जगह जब जबकि जल्द जल्दी जवाब जाएगा जाएगी जाएंगे जाता जाती जाते जान जानकारी जिस जी
जैसे जो ज्यादा ठीक डालिए डालना तक तब तय तरह तरीका तरीके तैयार तो थोडा थोडी थोडे दिखाऊं दिखाएं दीजिए दीजिएगा दूसरा
दूसरी दूसरे देख देखना देखिए देते देना देने दोनों धन्यवाद ध्यान नमस्ते नया नीचे पडता पडती पडेगा पता पर पसंद पहुंचता
पहुंचती पहले पाएगा पाएंगे पाते पास पूछ पूछिए पूरा पूरी पूरे पोंछिए प्यारा फिर बडा बडी बडे बढाइए बढिया बताइए बताऊं
बताएं बता बना बनता बनती बनते बनी बने बल्कि बस बहुत बाकी बात बाद बारे बिल्कुल बुरा बेहतर बेहतरीन भी भेज भेजना भेजिए
मगर मतलब मदद मन मान माफ माफी मिल मिलकर मिलता मिलती मिलते मुझे मेरा मेरे में मैं मैंने मौका मौके यदि यह यहां यहीं
यादगार यानी ये रख रखना रखिए रखें रहता रहती रहते रहा रही रहे रहेगा रहेगी रहेंगे राशि रकम लग लगता लगती लगते लगभग लगेगा
लगेंगे लाजवाब लायक लिए लिख लिखिए लीजिए लेकिन लेना लोग लोगों वह वही वहां वाला वाली वाले वे शानदार शायद शुक्रिया शुभ
शुरू सकता सकती सकते संख्या संपर्क संभव सब सबसे समझ समय सही साथ सादा सामान सिर्फ सीधा सुंदर सुझाव सुबह शाम से सोच
सोमवार मंगलवार बुधवार गुरुवार शुक्रवार शनिवार रविवार स्वागत हर हम हमारा हमारी हमारे हमें हां ही हैं है हो होकर होगा
होगी होंगे होता होती होते होना हुआ हुई हुए निकल निकलता निकलती निकालना मंगवा मंगवाना बचाइए खेद क्षमा
"""
