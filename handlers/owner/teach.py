"""Teaching: an owner looks at the questions that wait, answers one, sees the preview and saves it; or takes one back.

    /unanswered [N]   the list, or one question        a reply "2 our answer", or /answer 2 our answer   its preview
    /forget_question N   not needed                    "yes", "no" or a button below the preview         saved, or not
    /taught   what was saved                           /undo   the latest is taken back

Refuses to say that an answer is in effect before it is.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from handlers.delivery import sent_parts
from handlers.delivery.message import Beside, Message
from handlers.owner import drafts, lesson, pinned_book, preview, teach_words, unanswered
from handlers.owner.commands import Command
from handlers.owner.drafts import Draft, Entry
from handlers.owner.lesson import Lesson, NotUnderstood
from handlers.owner.pinned_book import MeanwhileAnswered, NotWritten, PinnedBook
from handlers.owner.unanswered import OpenQuestion
from handlers.talk.current_shop import CurrentShop
from shop.template_folder import PINNED_FILE
from storage.clock import Clock
from storage.database import Database

# What the keys of a list, of one question and of a preview begin with.
LIST, QUESTION, DRAFT = "unanswered", "question", "draft"
# How the folder's readers begin to tell of a question that another file answers.
PINNED = "is pinned in"
ABOUT_TEACHING = (LIST, QUESTION, DRAFT)
Reload = Callable[[], Awaitable[tuple[str, ...]]]
Carry = Callable[[Message, str], Awaitable[Command]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Teaching:
    """``reload`` has the templates read at once; it gives the mistakes that keep them from being in effect."""

    database: Database
    shops: CurrentShop
    book: PinnedBook
    reload: Reload
    clock: Clock
    timezone: str

    async def command(self, message: Message, key: str) -> Command | None:
        """What comes of a command, or of what follows a preview or the list; None for others. Raises StorageError."""
        first, *rest = message.text.split(maxsplit=1)[:2] or [""]
        name, argument = first.casefold().partition("@")[0], rest[0] if rest else ""
        carry: dict[str, Carry] = {
            "/unanswered": self._list,
            "/answer": self._answer,
            "/forget_question": self._forget,
            "/taught": self._taught,
            "/undo": self._undo,
            "/save": self._save,
            "/discard": self._discard,
        }
        if name in carry:
            return await carry[name](message, argument)
        return None if key else await self._right_after(message)

    async def _right_after(self, message: Message) -> Command | None:
        """What comes of "yes" right after a preview, or of "2 our answer" right after the list, without replying."""
        numbers, rest = lesson.numbers_before(message.text)
        wanted = DRAFT if _word(message.text) in teach_words.YES | teach_words.NO else LIST if numbers and rest else ""
        last = await sent_parts.last_key(self.database, message) if wanted else ""
        if not wanted or last.partition(":")[0] != wanted:
            return None
        if wanted == LIST and numbers[0] not in {each.id for each in await self._waiting()}:
            return None
        return await self.replied(message, last)

    async def replied(self, message: Message, key: str) -> Command | None:
        """What comes of a reply to the list, to one question or to a preview. Raises StorageError."""
        kind, _, number = key.partition(":")
        if message.text.startswith("/") or not message.text.strip():
            return None
        if kind == DRAFT:
            return await self._settled(message, int(number))
        if kind == LIST:
            return await self._answer(message, message.text)
        numbers, rest = lesson.numbers_before(message.text)
        starts_with_own = numbers == (int(number),) and bool(rest)
        return await self._taught_for((int(number),), rest if starts_with_own else message.text)

    async def _list(self, _message: Message, argument: str) -> Command:
        now_ms, zone = self.clock.now_ms(), ZoneInfo(self.timezone)
        waiting = await self._waiting()
        if argument.strip():
            numbers, _ = lesson.numbers_before(argument)
            found = next((each for each in waiting if each.id in numbers[:1]), None)
            if found is None:
                return Command(teach_words.NO_SUCH.format(number=argument.strip()[:20]))
            return Command(teach_words.detailed(found, now_ms, zone), beside=Beside(key=f"{QUESTION}:{found.id}"))
        return Command(teach_words.listed(waiting, now_ms, zone), beside=Beside(key=f"{LIST}:"))

    async def _answer(self, _message: Message, argument: str) -> Command:
        """Behind the command stands "2 our answer" or "2,5 our answer"; no number where only one question waits."""
        numbers, text = lesson.numbers_before(argument)
        waiting = {each.id for each in await self._waiting()}
        if len(numbers) > 1 and not waiting.issuperset(numbers) and numbers[0] in waiting:
            # "2, 5 days": the answer begins with a number.
            numbers, text = numbers[:1], argument.strip().removeprefix(str(numbers[0])).lstrip(" ,+&.):")
        if not numbers and len(waiting) == 1:
            numbers = tuple(waiting)
        if not numbers:
            return Command(teach_words.WHICH)
        return await self._taught_for(numbers, text)

    async def _taught_for(self, numbers: Sequence[int], text: str) -> Command:
        if _word(text) in teach_words.NOT_NEEDED:
            return await self._drop(numbers[0])
        waiting = {each.id: each for each in await self._waiting()}
        missing = [number for number in numbers if number not in waiting]
        if missing:
            return Command(teach_words.NO_SUCH.format(number=missing[0]))
        try:
            read = lesson.read(text, self.shops.now.understander.language_of)
        except NotUnderstood as told:
            return Command(str(told))
        return await self._previewed([waiting[number] for number in numbers], read)

    async def _previewed(self, questions: Sequence[OpenQuestion], read: Lesson) -> Command:
        asked = [question.texts[0] for question in questions]
        return await self._drafted([question.id for question in questions], asked, read)

    async def _drafted(self, ids: Sequence[int], asked: Sequence[str], read: Lesson) -> Command:
        """The preview, stored as a draft; the questions of an answer that it replaces go along."""
        shop = self.shops.now
        try:
            replaced = pinned_book.answering(await self.book.entries(), asked, self._answered_as)
            asked = [*(each for entry in replaced for each in entry["questions"]), *asked]
            entry: Entry = {"questions": self._once(asked), "answer": dict(read.answer)}
            mistakes = await self.book.check(entry, replaced)
        except NotWritten as told:
            return Command(str(told))
        own = [mistake for mistake in mistakes if mistake.startswith(PINNED_FILE)]
        if own:
            wrong = "\n".join(dict.fromkeys(mistake.partition(": ")[2] for mistake in own))
            return Command(
                (teach_words.PINNED_ALREADY if PINNED in wrong else teach_words.MISTAKES).format(mistakes=wrong)
            )
        (draft_id,) = await self.database.write(
            lambda connection: drafts.keep(connection, ids, entry, replaced, self.clock.now_ms()), name="draft"
        )
        yes, no = preview.BUTTONS
        buttons = (((yes, f"/save {draft_id}"), (no, f"/discard {draft_id}")),)
        text = preview.shown(shop, entry["questions"], read, replaced)
        return Command(text, beside=Beside(buttons=buttons, key=f"{DRAFT}:{draft_id}"))

    async def _settled(self, message: Message, draft_id: int) -> Command:
        word = _word(message.text)
        if word in teach_words.YES:
            return await self._save(message, str(draft_id))
        if word in teach_words.NO | teach_words.NOT_NEEDED:
            return await self._discard(message, str(draft_id))
        draft = await self._draft(str(draft_id))
        if draft is None:
            return Command(teach_words.NO_DRAFT)
        try:
            read = lesson.read(message.text, self.shops.now.understander.language_of)
        except NotUnderstood as told:
            return Command(str(told))
        return await self._drafted(draft.question_ids, draft.entry["questions"], read)

    async def _save(self, message: Message, argument: str) -> Command:
        draft = await self._draft(argument)
        if draft is None or draft.state == "discarded":
            return Command(teach_words.NO_DRAFT if draft is None else teach_words.WAS_DISCARDED)
        try:
            if draft.state == "saved":
                standing = [_said(entry) for entry in await self.book.entries()]
                is_there = _said(draft.entry) in standing
                return Command(teach_words.ALREADY if is_there else teach_words.WAS_TAKEN_BACK)
            now = datetime.fromtimestamp(self.clock.now_ms() / 1000, ZoneInfo(self.timezone))
            entry = {**draft.entry, "taught_on": f"{now:%Y-%m-%d %H:%M:%S}", "taught_by": message.chat}
            await self.book.put(entry, draft.replaced, self._answered_as)
        except MeanwhileAnswered as meanwhile:
            return await self._looked_at_again(draft, meanwhile)
        except NotWritten as told:
            return Command(str(told))
        mistakes = await self.reload()
        question = preview.quoted(draft.entry["questions"][0])
        only = teach_words.SAVED_ONLY.format(mistakes="\n".join(mistakes))
        return Command(
            only if mistakes else teach_words.SAVED.format(question=question),
            (
                lambda connection: drafts.set_state(connection, draft.id, "saved"),
                lambda connection: unanswered.mark_taught(connection, draft.question_ids),
            ),
        )

    async def _looked_at_again(self, draft: Draft, meanwhile: MeanwhileAnswered) -> Command:
        """Another owner, or the owner in an editor, was faster: what stands there now is shown first."""
        read = Lesson(draft.entry["answer"], frozenset(draft.entry["answer"]))
        again = await self._drafted(draft.question_ids, draft.entry["questions"], read)
        standing = teach_words.answer_of(meanwhile.standing[0]) if meanwhile.standing else "nothing"
        text = teach_words.SOMEBODY_ELSE.format(answer=preview.quoted(standing), preview=again.text)
        return Command(text, again.steps, again.beside)

    async def _discard(self, _message: Message, argument: str) -> Command:
        draft = await self._draft(argument)
        if draft is None:
            return Command(teach_words.NO_DRAFT)
        if draft.state == "saved":
            return Command(teach_words.SAVED_BEFORE)
        numbers = ", ".join(map(str, draft.question_ids))
        return Command(
            teach_words.DISCARDED.format(numbers=numbers),
            (lambda connection: drafts.set_state(connection, draft.id, "discarded"),),
        )

    async def _undo(self, message: Message, _argument: str) -> Command:
        """Which one it takes back is stored first: should the bot die on the way, it is the same one again."""
        name = f"{message.channel}:{message.bot_id}:{message.external_id}"
        try:
            found = await self.database.read(lambda connection: drafts.undone_by(connection, name))
            entry = found or pinned_book.latest_taught(await self.book.entries())
            if entry is None:
                return Command(teach_words.NOTHING_TAUGHT)
            await self.database.write(lambda connection: drafts.keep_undone(connection, name, entry), name="undo")
            saved = await self.database.read(drafts.saved)
            restored = next((draft.replaced for draft in saved if _said(draft.entry) == _said(entry)), ())
            await self.book.take_out(entry, restored)
        except NotWritten as told:
            return Command(str(told))
        mistakes = await self.reload()
        if mistakes:
            return Command(teach_words.UNDONE_ONLY.format(mistakes="\n".join(mistakes)))
        question, answer = preview.quoted(entry["questions"][0]), preview.quoted(teach_words.answer_of(entry))
        text = teach_words.UNDONE.format(question=question, answer=answer)
        return Command(f"{text} {teach_words.RESTORED}" if restored else text)

    async def _taught(self, _message: Message, _argument: str) -> Command:
        try:
            return Command(teach_words.taught(await self.book.entries()))
        except NotWritten as told:
            return Command(str(told))

    async def _forget(self, _message: Message, argument: str) -> Command:
        numbers, _ = lesson.numbers_before(argument)
        return await self._drop(numbers[0]) if numbers else Command(teach_words.WHICH)

    async def _drop(self, number: int) -> Command:
        question = next((each for each in await self._waiting() if each.id == number), None)
        if question is None:
            return Command(teach_words.NO_SUCH.format(number=number))
        text = teach_words.FORGOTTEN.format(number=number, question=preview.quoted(question.texts[0]))
        return Command(text, (lambda connection: unanswered.drop(connection, number),))

    async def _waiting(self) -> list[OpenQuestion]:
        """The questions without an answer that is in effect."""
        now_ms, shop = self.clock.now_ms(), self.shops.now
        found = await self.database.read(lambda connection: unanswered.open_questions(connection, now_ms))
        pinned = shop.understander.pinned
        return [each for each in found if each.is_disliked or pinned.find_text(each.texts[0]) is None]

    async def _draft(self, argument: str) -> Draft | None:
        numbers, _ = lesson.numbers_before(argument)
        return None if not numbers else await self.database.read(lambda connection: drafts.find(connection, numbers[0]))

    def _answered_as(self, question: str) -> object:
        """The same for questions that get the same answer: the one that is in effect, or the one of this form."""
        shop = self.shops.now
        pinned = shop.understander.pinned
        found = pinned.find_text(question)
        return pinned.content(question).form if found is None else shop.catalogue.pinned[found].questions

    def _once(self, questions: Sequence[str]) -> list[str]:
        """One wording for each form, the first one."""
        content = self.shops.now.understander.pinned.content
        return list({content(question).form: question for question in reversed(questions)}.values())[::-1]


def _said(entry: Entry) -> tuple[object, object]:
    return entry["questions"], entry["answer"]


def _word(text: str) -> str:
    return text.strip().rstrip(".!").casefold()
