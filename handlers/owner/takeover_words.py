"""TakeoverWords: what an owner reads about taking a chat over, answering in it and giving it back.

Refuses to leave an owner guessing whether words went out.
"""

from __future__ import annotations

from handlers.delivery.buttons import Buttons
from handlers.talk.kept_replies import KEPT_DAYS

TAKE_OVER: Buttons = ((("Take over", "/take"),),)
GIVE_BACK: Buttons = ((("Give back to the bot", "/release"),),)
CALLED: Buttons = ((("Take over", "/take"), ("Done", "/done")),)
SEND_TEMPLATE: Buttons = ((("Send the template", "/template"),),)

WHICH_CHAT = (
    "Which chat? Reply to a message about it, or add its number or name: /{name} 12, /{name} whatsapp:+919800000000. "
    "/waiting lists who waits."
)
NOBODY_WAITS = "Nobody waits for a person."
ONLY_WORDS = "Only words can be passed on, so nothing was sent to {chat}. Write what they should read."
WORDS_ALONE = "Your words went to {chat}; what was attached cannot be passed on."
STOPPED = "{chat} wrote STOP: nothing is sent there until they write START. Your words were not sent."
NOT_CONNECTED = "{chat} cannot be reached now: that channel is not connected. Your words were not sent."
NO_TEMPLATE = (
    "There is no approved template to send. Make one in Twilio's console (Content Template Builder, for WhatsApp), "
    "wait until it is approved, set twilio.template_sid in config.yaml to its ContentSid (HX...), and restart."
)
NOT_BY_TEMPLATE = "{chat} is not on WhatsApp: only there a template opens a chat again."
TEMPLATE_SENT = "The template is on its way to {chat}. What you wrote follows as soon as they answer it."
NO_LONGER = "Nobody had {chat}, and it did not wait."
CLOSED = "{chat} waits no more."
GIVEN_BACK = "The bot answers {chat} again."
KEPT = (
    "WhatsApp does not let your words through to {chat}: their last message is more than 24 hours old. They are kept "
    f"for {KEPT_DAYS} days and sent as soon as they write again."
)
OFFERED = "To ask them to write, send them your approved template: press the button, or reply /template."
NOT_OFFERED = "Or call them. (With an approved template, see twilio.template_sid in config.yaml, I could ask them.)"
LOST = {
    "blocked": "{chat} has blocked the bot or left, so your words did not arrive. Reach them in another way.",
    "unknown": "Nobody knows whether your words reached {chat}: they were sent twice, without an answer. Ask them.",
}
REFUSED = "Your words did not reach {chat}: the channel refused them ({code}). Reach them in another way."
OVERDUE = "You have been silent in {chat}, so the bot answers there again. To go on yourself, reply to this."
UNREACHED = "What {chat} wrote did not reach whoever had the chat, so the bot answers there again."


def taken(chat: str, minutes: float, *, by_words: bool) -> str:
    """An owner has a chat from now on; ``by_words`` where it was by answering."""
    how = "Passed on. From now on you have this chat" if by_words else "You have this chat now"
    return (
        f"{how}: the bot is silent in {chat}. What they write comes to you; reply to it and your words go to them. "
        f"The bot answers again when you give it back (reply /release), or when you have said nothing for {minutes:g} "
        "minutes."
    )


def undelivered(chat: str, code: str) -> str:
    """An owner's words did not arrive, for good."""
    return LOST.get(code, REFUSED).format(chat=chat, code=code)


def kept(chat: str, *, has_template: bool) -> str:
    """An owner's words wait for the customer."""
    return f"{KEPT.format(chat=chat)} {OFFERED if has_template else NOT_OFFERED}"


def said(chat: str, kind: str, text: str) -> str:
    """What a customer wrote to a person; what is no text is named."""
    named = "" if kind in ("text", "edited", "command", "button") else f"[{kind}] "
    return f"{chat}: {named}{text}".rstrip()
