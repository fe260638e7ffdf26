"""Alarms: the notices by what is the matter, each with its exact next step.

    from below     a tier's key, credit or model; Telegram; WhatsApp (Twilio); templates broken by an edit
    from the watch money nearly or wholly spent, a vendor in trouble for long
    from a talk    a customer who asks for a person, or has confirmed an enquiry

Refuses to be vague: whoever reads one knows which setting, which variable or which page comes next.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Sequence
from zoneinfo import ZoneInfo

from handlers.owner import chat_keys
from handlers.owner.notices import Notice
from handlers.owner.reasons import plain
from handlers.owner.stats_brief import dollars
from handlers.owner.takeover_words import CALLED
from handlers.talk.handoff import Call
from providers.answer import usd_text
from providers.budget import Span, month_of
from providers.failures import CreditSpent, KeyRefused, ModelRetired, NotInstalled
from providers.moment import day_name
from providers.prompt import Utterance
from settings import Settings

TELEGRAM, WHATSAPP = "telegram", "whatsapp"
MEANWHILE = "Customers are answered all the same: the other tiers and the rules go on."
MOST_TURN_CHARACTERS, MOST_TURNS = 180, 4
# A customer who calls again for the same within this time is not news.
CALL_AGAIN_MS = 600_000
MOST_MISTAKES = 5
# Why a customer is to be spoken to, by intent; whatever else calls a person "needs a person".
_WANTS = {
    "bulk_quote": "asks for more pieces than the price list holds",
    "complaint": "complains",
    "crisis": "may be in danger",
    "delivery_time": "needs goods sooner than they can be there",
    "human": "asks for a person",
    "legal": "asks for a contract or a legal paper",
    "opt_out": "wants no more messages",
    "order_cancel": "wants to cancel an order",
    "order_change": "wants to change an order",
    "order_place": "wants to order",
    "order_status": "asks after an order",
    "payment_status": "speaks of a payment",
    "price_query": "asks for more pieces than the price list holds",
    "privacy": "asks about personal data",
    "proforma": "wants a proforma invoice",
    "refund": "asks for money back",
    "sales_visit": "wants a visit or a call",
    "unclear": "is not understood by the bot",
    "urgent": "needs goods sooner than they can be there",
}
_THIS: dict[Span, str] = {"day": "today's", "month": "this month's"}
_NEXT: dict[Span, str] = {"day": "midnight", "month": "the month ends"}

_CHANNEL_TROUBLES = {
    (TELEGRAM, "another receiver"): (
        "Another program takes this bot's messages from Telegram (409 Conflict), so some customers go unheard. "
        "Next: stop the other copy of the bot. If you know of none, let @BotFather make a new token (/revoke), set "
        "TELEGRAM_BOT_TOKEN to it and restart."
    ),
    (TELEGRAM, "token refused"): (
        "Telegram does not accept the bot's token, so nothing is received or sent there. "
        "Next: set TELEGRAM_BOT_TOKEN to what @BotFather shows for your bot, and restart."
    ),
    (WHATSAPP, "63015"): (
        "Twilio did not deliver a reply: that number has not joined the WhatsApp sandbox, or its three days are over "
        "(63015). Next: send the join message that Twilio's console shows under Messaging, Try it out, from that phone."
    ),
    (WHATSAPP, "63016"): (
        "WhatsApp did not take a reply: the customer's last message is older than 24 hours (63016). "
        "Next: wait until the customer writes again, or write from the WhatsApp Business app."
    ),
    (WHATSAPP, "63007"): (
        "Twilio does not know the number that replies are sent from (63007). "
        "Next: set TWILIO_WHATSAPP_FROM to the WhatsApp sender that Twilio's console shows, and restart."
    ),
    (WHATSAPP, "63038"): (
        "Twilio sends no more today: the account's limit of messages a day is reached (63038). "
        "Next: nothing, it goes on tomorrow; a trial account is upgraded in Twilio's console."
    ),
    (WHATSAPP, "20003"): (
        "Twilio does not accept the account's keys, so nothing is sent on WhatsApp (20003). "
        "Next: copy TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN again from Twilio's console, and restart."
    ),
    (WHATSAPP, "signature"): (
        "Posts to the WhatsApp address do not carry Twilio's signature, so they are refused. "
        "Next: compare TWILIO_AUTH_TOKEN with the primary token in Twilio's console, and web.public_url with the "
        "address that is set there, letter by letter."
    ),
}
# Other codes of Twilio's with the same meaning.
_SAME = {(WHATSAPP, code): (WHATSAPP, "63007") for code in ("21212", "21603", "21606", "21659")}


class Alarms:
    """Words the notices for the shop in ``timezone``, whose days they are told once in."""

    def __init__(self, settings: Settings, timezone: str) -> None:
        self._settings = settings
        self._zone = ZoneInfo(timezone)

    def of(self, subject: str, kind: str, now_ms: int) -> Notice:
        """What a tier ("groq", "key refused") or a channel ("whatsapp", "63015") cannot mend by itself."""
        text = self._tier(subject, kind) if subject in self._settings.providers else None
        if text is None:
            subject, kind = _SAME.get((subject, kind), (subject, kind))
            text = _CHANNEL_TROUBLES.get((subject, kind)) or f"{subject}: {kind}. Next: look into the bot's log."
        return self._daily(f"{kind}:{subject}", text, now_ms)

    def broken_templates(self, mistakes: Sequence[str], since_ms: int) -> Notice:
        """An edit of the templates that cannot be used; ``mistakes`` name file and line.

        The same mistakes are news again once they were mended: ``since_ms`` is when the first of them was told.
        """
        shown = "\n".join(f"- {mistake}" for mistake in mistakes[:MOST_MISTAKES])
        more = f"\nand {len(mistakes) - MOST_MISTAKES} more" if len(mistakes) > MOST_MISTAKES else ""
        text = f"The last edit of the templates cannot be used, so what was there before goes on.\n{shown}{more}"
        key = f"templates:{zlib.crc32((shown + more).encode()):08x}:{since_ms}"
        return Notice(key, f"{text}\nNext: correct this and save; it is read again by itself.")

    def mended_templates(self, since_ms: int) -> Notice:
        """What was told by ``broken_templates`` with the same ``since_ms`` is over."""
        return Notice(
            f"templates mended:{since_ms}", "The templates can be used again, and what you wrote is in effect."
        )

    def money_near(self, span: Span, spent_micro_usd: int, cap_micro_usd: int, now_ms: int) -> Notice:
        """Most of the ``span``'s money is spent."""
        spent, cap = dollars(usd_text(spent_micro_usd)), dollars(usd_text(cap_micro_usd))
        text = (
            f"The paid tiers have used {spent} of {_THIS[span]} {cap}. When all of it is used they are left out until "
            f"{_NEXT[span]}. {_allow_more(span)}"
        )
        return Notice(f"money near:{self._period(span, now_ms)}", text)

    def money_reached(self, span: Span, cap_micro_usd: int, now_ms: int) -> Notice:
        """The ``span``'s money does not reach for one more call."""
        cap = dollars(usd_text(cap_micro_usd))
        text = (
            f"Of {_THIS[span]} {cap} for paid tiers, what is left does not reach for one more answer, so they are left "
            f"out until {_NEXT[span]}. {MEANWHILE} {_allow_more(span)}"
        )
        return Notice(f"money reached:{self._period(span, now_ms)}", text)

    def outage(self, tier: str, reason: str, minutes: int, now_ms: int) -> Notice:
        """A vendor has failed for ``minutes`` without a good answer in between."""
        text = (
            f"{tier} has given no answer for {minutes} minutes ({plain(reason)}). {MEANWHILE} {tier} is tried again "
            f"every few minutes. Next: nothing; if it goes on, look at the vendor's status page, or send /pause {tier}."
        )
        return self._daily(f"outage:{tier}", text, now_ms)

    def call(self, call: Call, turns: Sequence[Utterance]) -> Notice:
        """A customer needs a person; ``turns`` are what was said last, oldest first."""
        said = "\n".join(f"{turn.said_by}: {_short(turn.text)}" for turn in turns[-MOST_TURNS:])
        title = f"A customer {wants(call.intent)}: {call.chat} (number {call.number})"
        key = chat_keys.key(chat_keys.CALL, f"{call.intent}-{call.called_at_ms // CALL_AGAIN_MS}", call.chat)
        return Notice(key, f"{title}\n\n{said}\n\n{_how_to_reach(call.chat)}", CALLED)

    def enquiry(self, call: Call, number: int, lines: Sequence[str]) -> Notice:
        """A customer has confirmed an enquiry; ``lines`` tell all of it."""
        told = "\n".join(lines)
        text = f"Enquiry {number} from {call.chat} (number {call.number})\n\n{told}\n\n{_how_to_reach(call.chat)}"
        return Notice(chat_keys.key(chat_keys.CALL, f"enquiry-{number}", call.chat), text, CALLED)

    def _tier(self, tier: str, kind: str) -> str | None:
        texts: dict[str, Callable[[str], str]] = {
            KeyRefused.kind: self._key_refused,
            CreditSpent.kind: self._credit_spent,
            ModelRetired.kind: self._model_retired,
            NotInstalled.kind: self._not_installed,
        }
        return texts[kind](tier) if kind in texts else None

    def _key_refused(self, tier: str) -> str:
        return (
            f"{tier}'s vendor refuses the key. {MEANWHILE} "
            f"Next: copy the key again into {self._settings.key_variable(tier)} (in .env or the environment) and "
            f"restart. To do without, take {tier} out of chain in config.yaml."
        )

    def _credit_spent(self, tier: str) -> str:
        return (
            f"The account behind {tier} has no credit left. {MEANWHILE} "
            f"Next: add credit at the vendor, then send /resume {tier} to use it at once."
        )

    def _model_retired(self, tier: str) -> str:
        return (
            f'{tier}\'s vendor does not offer the model "{self._settings.providers[tier].model}", or no longer. '
            f"{MEANWHILE} Next: set providers.{tier}.model in config.yaml to a model that the vendor lists now, and "
            "restart; `bot.py check` shows whether it answers."
        )

    def _not_installed(self, tier: str) -> str:
        return (
            f"What {tier} needs to call its vendor is not installed. {MEANWHILE} Next: set providers.{tier}.kind in "
            "config.yaml to one that is (the README tells what each needs), or install it and restart."
        )

    def _daily(self, key: str, text: str, now_ms: int) -> Notice:
        return Notice(f"{key}:{day_name(now_ms, self._zone)}", text)

    def _period(self, span: Span, now_ms: int) -> str:
        day = day_name(now_ms, self._zone)
        return f"day:{day}" if span == "day" else f"month:{month_of(day)}"


def _allow_more(span: Span) -> str:
    return f"Next: to allow more, set budget.{span}_usd in config.yaml and restart; else nothing."


def _short(text: str) -> str:
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= MOST_TURN_CHARACTERS else f"{one_line[: MOST_TURN_CHARACTERS - 1]}…"


def wants(intent: str) -> str:
    """Why a customer is to be spoken to, as what stands behind "a customer"."""
    return _WANTS.get(intent, "needs a person")


def _how_to_reach(chat: str) -> str:
    number = re.fullmatch(rf"{WHATSAPP}:\+(\d{{8,15}})", chat)
    direct = f" Or write to them yourself: https://wa.me/{number[1]}." if number else ""
    return (
        "Next: reply to this message, and your words go to them. Until then the bot goes on answering; /take as a "
        f"reply silences it, /done closes the call, /waiting lists all who wait.{direct}"
    )
