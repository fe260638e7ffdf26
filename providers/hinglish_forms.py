"""HinglishForms: how Hindi verbs and the small words around them are written, each spelling with one name for it.

"karein", "karen" and "kare" say the same, and so do "jayegi" and "jaega", which differ in the gender of a thing alone.
Refuses to join persons ("doge" is you, "denge" is we), times, and wish and fact: those may be other questions.
"""

from __future__ import annotations

from collections.abc import Iterator

# Roots: what customers write, the first one the name.
ROOTS = """
kar, kr
ja, jaa
aa, a
rakh
likh
likhwa, likhva
chhap, chap
chhapwa, chapwa, chhapva, chapva
karwa, karva
mangwa, mangva
lagwa, lagva
bana
ban
toot, tut
pahunch, pahuch, pohch, pahonch
khul
chal
bik
nikal
utar
badal
bech
kharid
dho
dhul
le
bhej
"""
HINDI_ROOTS = """
कर
जा
आ
रख
लिख
लिखवा
छप
छपवा
करवा
मंगवा
लगवा
बना
बन
टूट
पहुंच
खुल
चल
बिक
निकल
उतर
बदल
बेच
खरीद
धो
धुल
भेज
"""
# Endings: each row one time and person, whatever the gender; "-" stands where nothing follows the root.
ENDINGS = """
future, ega, egi, yega, yegi, aega, aegi
futures, enge, engi, yenge, yengi, aenge
you will, oge, ogi, yoge
i will, unga, ungi, oonga, oongi
habit, ta, ti
habits, te, tein
wish, e, ein, en, ye, yein, yen
please, iye, iyega, iyen, ie, iyo
infinitive, na, ni, ne
"""
HINDI_ENDINGS = """
future, ेगा, ेगी, एगा, एगी, येगा, येगी
futures, ेंगे, ेंगी, एंगे, एंगी, येंगे, येंगी
you will, ोगे, ोगी, ओगे, ओगी
i will, ूंगा, ूंगी, ऊंगा, ऊंगी
habit, ता, ती
habits, ते, तीं
wish, े, ें, ए, एं, ये, यें
please, िए, िये, िएगा, िइए, इए, इये, इएगा
infinitive, ना, नी, ने
"""
# Roots whose forms are other words as well: "an" and "ate" are English, "ana" is a coin.
UNCLEAR = frozenset("ate ane ana ani ae aen ata banana".split())
# What stands beside the verbs. Adjectives agree with their thing: "bada", "badi" and "bade" are one word.
SPELLINGS = """
hoga, hongi
lega, legi
lenge, lengi
loge, logi
dega, degi
denge, dengi
doge, dogi
dena, deni, dene
toot, tut
paas, pas, पास
mujhe, muze, muje
bhari, bhaari
mota, mote
bada, badi, bade
chhota, chhoti, chhote, chota, choti, chote
upar, uper, oopar, ऊपर
neeche, niche, नीचे
andar, ander
bahar, baahar, बाहर
zyada, jyada, zada, jada, ज्यादा, ज़्यादा
saath, sath, साथ
pani, paani, पानी
naam, nam
cheez, chiz, chij, cheej, chiiz
cheezein, cheeze, cheezen, chize
kharab, khraab, kharaab
kala, kaala, kali, kaali, kale, kaale
neela, neeli, neele, nila, nili, nile
peela, peeli, peele
laal, lal
safed, safaid, safeed
mehnga, mehenga, mahanga, mehngi, mehnge
achha, acha, accha, achcha
kharcha, kharch
chaukor, chokor, choukor
khushbu, khushboo
diya, diye
"""


def roots() -> Iterator[str]:
    """Each root in every spelling."""
    for line in (*ROOTS.strip().splitlines(), *HINDI_ROOTS.strip().splitlines()):
        yield from _cells(line)


def spellings() -> Iterator[tuple[str, str]]:
    """Each spelling with the one name that it and the others have."""
    for line in SPELLINGS.strip().splitlines():
        name, *others = _cells(line)
        yield from ((each, name) for each in (name, *others))
    yield from _conjugated(ROOTS, ENDINGS)
    yield from _conjugated(HINDI_ROOTS, HINDI_ENDINGS)


def _conjugated(roots: str, endings: str) -> Iterator[tuple[str, str]]:
    for root_line in roots.strip().splitlines():
        name, *others = _cells(root_line)
        for ending_line in endings.strip().splitlines():
            time, *written = _cells(ending_line)
            for root in (name, *others):
                for ending in written:
                    is_of_vowel = ending[0] != "a" or root[-1] in "aeiou"
                    if is_of_vowel and root + ending not in UNCLEAR:
                        yield root + ending, f"{name}+{time}"


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split(",")]
