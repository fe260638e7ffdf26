"""How well the keyless bot serves the conversations of questions.jsonl; those of the set "aside" were never tuned on.

Run by `python -m tests.bench.questions [--failures [tune|aside|all]]`. Expectations name products, quantities and
fields; every figure is worked out from `catalogue --json`. Refuses to pass or fail: it is a measurement and exits 0.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent.parent.parent
QUESTIONS = Path(__file__).with_suffix(".jsonl")
COLUMNS = ("intent", "quote", "slot", "language", "handoff", "fact", "sound")
KEYS = ("GROQ_API_KEY", "GEMINI_API_KEY", "ANTHROPIC_API_KEY")
AMOUNT = re.compile(r"₹\s?(\d[\d,]*(?:\.\d+)?)")
PERCENT = re.compile(r"(\d+(?:\.\d+)?)\s?%")
DAYS = re.compile(r"(\d+)(?:\s*(?:to|se|से|-|–)\s*(\d+))?\s*(?:working |business )?(?:days?\b|din\b|दिन)")
DEVANAGARI = re.compile(r"[\u0900-\u097F]")
HINDI_WORDS = re.compile(r"\b(hai|hain|aap|aapka|aapke|aapki|ke|ki|ka|mein|nahi|kya|kitne|liye|bataiye|karein)\b")
FORBIDDEN = re.compile(
    r"try again|koshish kar|दोबारा कोशिश|फिर से कोशिश|\b(groq|gemini|claude|anthropic|openai|gpt|llama)\b", re.IGNORECASE
)
ASKS = {
    "product": r"which|what (product|item)|kaun|kis |konsa|kya chahiye|कौन|किस|क्या चाहिए",
    "quantity": r"how many|quantity|pieces|kitne|kitni|quantity|कितने|कितनी|संख्या|मात्रा",
}
ASKING = re.compile(r"\?|tell|bata|बता", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Verdict:
    """One check of one reply: the column it counts in, and why it failed (empty if it held)."""

    column: str
    fault: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One customer message with its reply and all its verdicts."""

    conversation: str
    chosen: str
    language: str
    said: tuple[str, ...]
    reply: dict[str, Any]
    verdicts: tuple[Verdict, ...]

    @property
    def helpful(self) -> bool:
        """Whether every expectation of the turn is met; the checks of every reply count apart, as sound."""
        return not any(verdict.fault for verdict in self.verdicts if verdict.column != "sound")


class Shelf:
    """The catalogue as the scorer needs it: unit prices, branding prices and fields by dotted path."""

    def __init__(self, catalogue: dict[str, Any]) -> None:
        self.products: dict[str, dict[str, Any]] = {}
        for product in catalogue["products"]:
            prices = list(product["prices"].values())
            least, _, most = str(product["make_days"]).partition(" to ")
            more = {"first_price": prices[0], "last_price": prices[-1], "make_least": least, "make_most": most or least}
            self.products[product["id"]] = product | more
        self.root: dict[str, Any] = {"shop": catalogue["shop"], "policies": catalogue["policies"], **self.products}

    def unit_price_inr(self, product_id: str, quantity: int) -> Decimal:
        """The price of one piece at a quantity, before tax and branding."""
        steps = self.products[product_id]["prices"].items()
        return Decimal([price for least, price in steps if int(least) <= quantity][-1])

    def branding_inr(self, method: str | bool, product_id: str, quantity: int) -> set[Decimal]:
        """Amounts that show that branding was priced, by the named method or (True) any: for one piece or for all."""
        methods = self.products[product_id]["branding"]
        each = {Decimal(methods[name]["per_piece"]) for name in methods if method in (True, name)}
        return each | {price * quantity for price in each}

    def filled(self, pattern: str) -> str:
        """A text whose {dotted.path} marks are replaced by the catalogue's values."""

        def value(mark: re.Match[str]) -> str:
            found: Any = self.root
            for key in mark[1].split("."):
                found = found[key]
            return str(found)

        return re.sub(r"\{([^{}]+)\}", value, pattern)


def bare(text: str) -> str:
    """A text without the commas inside numbers, in one case."""
    return re.sub(r"(?<=\d),(?=\d)", "", text).casefold()


def holds(text: str, wanted: str) -> bool:
    """Whether a bare text holds the wanted words; a number at either end must not be a part of a longer one."""
    wanted = bare(wanted)
    before = r"(?<![\d.])" if wanted[0].isdigit() else ""
    after = r"(?!\.?\d)" if wanted[-1].isdigit() else ""
    return re.search(before + re.escape(wanted) + after, text) is not None


def amounts_inr(text: str) -> set[Decimal]:
    """Every amount in rupees that a text states."""
    return {Decimal(found.replace(",", "")) for found in AMOUNT.findall(text)}


def counts(facts: dict[str, str], product_id: str, quantity: int) -> bool:
    """Whether a quote counts this many pieces of a product, alone or as one of several quotes."""
    return any(name.endswith(f"{product_id}.quantity") and value == str(quantity) for name, value in facts.items())


def judge_quote(expect: dict[str, Any], reply: dict[str, Any], shelf: Shelf) -> Iterator[Verdict]:
    """Whether unit price and unit price x quantity stand there for each product, and branding where it is due."""
    stated, facts = amounts_inr(reply["text"]), reply["facts"]
    if "quote" in expect:
        wanted: set[Decimal] = set()
        for product_id, quantity in expect["quote"].items():
            unit = shelf.unit_price_inr(product_id, quantity)
            wanted |= {unit, unit * quantity}
        counted = {fact["name"]: fact["value"] for fact in facts}
        missed = [product for product, number in expect["quote"].items() if not counts(counted, product, number)]
        yield Verdict("slot", f"{', '.join(missed)} is not counted as {expect['quote']}" if missed else "")
        absent = ", ".join(f"{amount:f}" for amount in sorted(wanted - stated))
        yield Verdict("quote", f"quote {expect['quote']} lacks {absent}" if absent else "")
    if expect.get("branded"):
        method = expect["branded"]
        priced = any(shelf.branding_inr(method, *line) & stated for line in expect["quote"].items())
        yield Verdict("quote", "" if priced else f"no branding price ({method})")


def judge_words(expect: dict[str, Any], text: str, shelf: Shelf) -> Iterator[Verdict]:
    """Facts of the catalogue, a question back, the least quantity, silence."""
    plain = bare(text)
    asked = expect.get("contains_any", [])
    groups = asked if asked and isinstance(asked[0], list) else [asked] if asked else []
    for group in groups:
        known = any(holds(plain, shelf.filled(pattern)) for pattern in group)
        yield Verdict("fact", "" if known else f"none of {[shelf.filled(pattern) for pattern in group]}")
    if "asks" in expect:
        sentences = [part for part in re.split(r"(?<=[.?!।])\s|\n", plain) if ASKING.search(part)]
        asks = any(re.search(ASKS[expect["asks"]], part) for part in sentences)
        yield Verdict("slot", "" if asks else f"does not ask for the {expect['asks']}")
    if expect.get("quote_only"):
        priced = len(re.findall(r"^[\d,]+ [^\n:]+ x ₹", text, re.MULTILINE))
        wanted = len(expect["quote"])
        yield Verdict("slot", f"quotes {priced} lines instead of {wanted}" if priced > wanted else "")
    for pattern in expect.get("lacks_any", []):
        yield Verdict("fact", f"says {pattern}" if holds(plain, shelf.filled(pattern)) else "")
    if "below_moq" in expect:
        least = str(shelf.products[expect["below_moq"]]["moq"])
        yield Verdict("slot", "" if holds(plain, least) else f"does not say the least quantity {least}")
    if "empty" in expect:
        right = expect["empty"] == (not text)
        yield Verdict("fact", "" if right else f"empty should be {expect['empty']}")


def language_fault(wanted: str, reply: dict[str, Any]) -> str:
    """What is wrong with the reply's language: by its own word, by its script, and by its little words."""
    text = reply["text"]
    if reply["language"] != wanted:
        return f"language {reply['language']} instead of {wanted}"
    if not text or (wanted == "hi") == bool(DEVANAGARI.search(text)):
        hindi = bool(HINDI_WORDS.search(text.casefold()))
        return f"words are not {wanted}" if text and wanted != "hi" and hindi != (wanted == "hinglish") else ""
    return f"script is not that of {wanted}"


def judge_expected(expect: dict[str, Any], reply: dict[str, Any], shelf: Shelf) -> Iterator[Verdict]:
    """All expectations of one turn."""
    if "intents_any" in expect:
        right = set(expect["intents_any"]) & set(reply["intents"])
        yield Verdict("intent", "" if right else f"intents {reply['intents']}, not one of {expect['intents_any']}")
    if "language" in expect:
        yield Verdict("language", language_fault(expect["language"], reply))
    if "handoff" in expect:
        right_hand = reply["handoff"] == expect["handoff"]
        yield Verdict("handoff", "" if right_hand else f"handoff should be {expect['handoff']}")
    if "not_tier" in expect:
        yield Verdict("fact", f"tier {reply['tier']}" if reply["tier"] == expect["not_tier"] else "")
    yield from judge_quote(expect, reply, shelf)
    yield from judge_words(expect, reply["text"], shelf)


def judge_sound(reply: dict[str, Any]) -> Verdict:
    """What must hold for every reply: script, every figure among its facts, no forbidden words."""
    text, known = reply["text"], set()
    for fact in reply["facts"]:
        if re.fullmatch(r"-?\d+(\.\d+)?", str(fact["value"])):
            known.add(Decimal(str(fact["value"])))
    days = {Decimal(number) for pair in DAYS.findall(text.casefold()) for number in pair if number}
    stray = (amounts_inr(text) | {Decimal(number) for number in PERCENT.findall(text)} | days) - known
    faults = [f"{number} is not among the facts" for number in sorted(stray)]
    if reply["language"] != "hi" and DEVANAGARI.search(text):
        faults.append("Devanagari in a reply that is not Hindi")
    if forbidden := FORBIDDEN.search(text):
        faults.append(f"says {forbidden[0]!r}")
    return Verdict("sound", "; ".join(faults))


def bot(folder: Path, *arguments: str, stdin: str = "") -> str:
    """What bot.py prints, in a process without keys and with a database of its own."""
    environment = os.environ | dict.fromkeys(KEYS, "") | {"BOT__STORAGE__PATH": str(folder / "bench.db")}
    command = [sys.executable, "bot.py", *arguments]
    done = subprocess.run(
        command, cwd=FOLDER, env=environment, input=stdin, capture_output=True, text=True, timeout=600, check=False
    )
    if done.returncode:
        raise SystemExit(f"bot.py {' '.join(arguments)} ended with {done.returncode}:\n{done.stderr[-2000:]}")
    return done.stdout


def ask_all(lines: list[dict[str, Any]]) -> tuple[Shelf, dict[str, list[dict[str, Any]]]]:
    """The catalogue, and the replies to all conversations from one process."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shelf = Shelf(json.loads(bot(folder, "catalogue", "--json")))
        asked = "".join(json.dumps({"id": line["id"], "turns": line["turns"]}) + "\n" for line in lines)
        answers = map(json.loads, bot(folder, "ask", "--jsonl", stdin=asked).splitlines())
        return shelf, {answer["id"]: answer["replies"] for answer in answers}


def score(lines: list[dict[str, Any]]) -> list[Turn]:
    """Every turn of every conversation with its verdicts."""
    shelf, replies = ask_all(lines)
    turns = []
    for line in lines:
        for number, expect in enumerate(line["expect"]):
            reply = replies[line["id"]][number]
            verdicts = (*judge_expected(expect or {}, reply, shelf), judge_sound(reply))
            said = tuple(line["turns"][: number + 1])
            turns.append(
                Turn(
                    conversation=line["id"],
                    chosen=line["set"],
                    language=line["language"],
                    said=said,
                    reply=reply,
                    verdicts=verdicts,
                )
            )
    return turns


def share(verdicts: list[bool]) -> str:
    """A share as "37/40  92%", or a dash where nothing was expected."""
    return f"{sum(verdicts)}/{len(verdicts)} {100 * sum(verdicts) / len(verdicts):4.0f}%" if verdicts else "-"


def table(turns: list[Turn]) -> Iterator[str]:
    """The shares by set and language, a line each, with totals."""
    yield f"{'set':<6}{'language':<10}{'turns':>6}" + "".join(f"{column:>14}" for column in (*COLUMNS, "helpful"))
    for chosen in ("tune", "aside", "all"):
        for language in ("en", "hinglish", "hi", "total"):
            rows = [turn for turn in turns if chosen in (turn.chosen, "all") and language in (turn.language, "total")]
            verdicts = [verdict for turn in rows for verdict in turn.verdicts]
            cells = [share([not v.fault for v in verdicts if v.column == column]) for column in COLUMNS]
            cells.append(share([turn.helpful for turn in rows]))
            yield f"{chosen:<6}{language:<10}{len(rows):>6}" + "".join(f"{cell:>14}" for cell in cells)


def failures(turns: list[Turn], wanted: str) -> Iterator[str]:
    """Each failing turn of the wanted set: what was said before, the message, what is wrong, the reply."""
    for turn in turns:
        faults = [f"{verdict.column}: {verdict.fault}" for verdict in turn.verdicts if verdict.fault]
        if faults and wanted in (turn.chosen, "all"):
            before = "".join(f"  after: {said}\n" for said, _ in pairwise(turn.said))
            wrong = "".join(f"  ! {fault}\n" for fault in faults)
            told = f"[{turn.reply['tier']} {turn.reply['intents']}] {turn.reply['text']!r}"
            yield f"{turn.conversation}#{len(turn.said)} {turn.said[-1]}\n{before}{wrong}  -> {told}\n"


def main() -> None:
    """Feed, score, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--failures", nargs="?", const="tune", choices=("tune", "aside", "all"), default="")
    chosen = parser.parse_args()
    lines = [json.loads(line) for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    turns = score(lines)
    if chosen.failures:
        print("\n".join(failures(turns, chosen.failures)))
    print("\n".join(table(turns)))


if __name__ == "__main__":
    main()
