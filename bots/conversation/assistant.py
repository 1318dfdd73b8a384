"""The door to the conversation: each platform calls these few methods and renders what comes back."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping

from redis.exceptions import RedisError
from sqlalchemy.exc import DBAPIError

from bots.conversation import consent, results
from bots.conversation.actions import parse_action
from bots.conversation.comics import telling as comics
from bots.conversation.commands import BY_NAME, COMMANDS, FORMS, GROUPS, MAKING, PRESSES
from bots.conversation.declaration import Kind, Options, Value
from bots.conversation.doors import require_open
from bots.conversation.help import UnknownCommand, explained
from bots.conversation.home import hearing
from bots.conversation.replies import Reply, Suggestion, Upload
from bots.conversation.telling import worded
from bots.conversation.turns import Context, Setting, Turn, speech, take
from bots.conversation.writing import telling as writing
from bots.metrics import FAULT, NOT_OURS, OUTAGE, BotMetrics, Seen, make_metrics
from core.clock import utc_now
from core.db import DATABASE_OUTAGES, will_pass
from core.errands import service as errands
from core.errands.models import Errand
from core.errors import DomainError, Refusal
from core.home import deliveries as house
from core.i18n import N_, Translator, translator
from core.jobs import deliveries
from core.jobs.deliveries import Due
from core.jobs.models import Job
from core.jobs.states import Kind as JobKind
from core.logs import about
from core.media import queries as media
from core.pictures.reading import read_picture
from core.pictures.writing import UNKNOWN, Marks, write_picture
from core.platforms import Platform
from core.rights.shown import note_shown
from core.roles import Permission, may
from core.spaces import service as spaces
from core.spaces.ratings import highest_shown
from core.texts import read_text
from core.users import queries as users

_log = logging.getLogger(__name__)
Step = Callable[[Context], Awaitable[Reply]]


class ButtonOutdated(DomainError):
    """The button is none of ours, or of a version that is gone."""

    refusal = Refusal.INVALID
    code = "button-outdated"
    msgid = N_("This button no longer works. Use the command again.")


class Assistant:
    """Answers commands, presses and forms; every refusal and every fault becomes a private reply."""

    def __init__(self, setting: Setting, metrics: BotMetrics | None = None) -> None:
        """Hold what the conversation stands on, and where it counts."""
        self.setting = setting
        self.metrics = metrics or make_metrics()

    async def command(
        self, turn: Turn, name: str, options: Options, *, uploads: Mapping[str, Upload] | None = None
    ) -> Reply:
        """Answer a command by its English words ("draw", "home on"); a group's word alone is explained.

        ``uploads`` holds the files of picture and file options.
        """
        command = BY_NAME.get(name)
        kept: dict[str, Value] = {}

        async def step(context: Context) -> Reply:
            if command is not None:
                require_open(context, command.key)
                if await consent.is_due(context, command):
                    return await consent.ask(context, command, {**options, **kept})
                return await command.handler(context, {**options, **kept})
            if name in GROUPS:
                return explained(context, [tuple(other for other in COMMANDS if other.group is GROUPS[name])])
            raise UnknownCommand

        async def prepare() -> None:
            for key, upload in (uploads or {}).items():
                option = command.option(key) if command else None
                is_text = option is not None and option.kind is Kind.FILE
                kept[key] = read_text(upload.data) if is_text else await self.keep_upload(upload)

        known = command.key if command else NOT_OURS
        return await self._answer(turn, step, prepare, seen=Seen(turn.platform, "command", known))

    async def said(self, turn: Turn, words: str) -> Reply | None:
        """Answer plain words of a private chat that are no prompt: an admin's to the house; None for all others."""
        heard: list[Reply] = []
        if not await self._is_admin(turn):
            return None

        async def step(context: Context) -> Reply:
            heard.extend(reply for reply in [await hearing.hear(context, words)] if reply is not None)
            return Reply(private=True)

        answered = await self._answer(turn, step, seen=Seen(turn.platform, "words", "home"))
        return heard[0] if heard else (answered if answered.text else None)

    async def press(self, turn: Turn, action: str) -> Reply:
        """Answer a button."""

        async def step(context: Context) -> Reply:
            parsed = parse_action(action)
            handler = PRESSES.get(parsed.verb) if parsed else None
            if parsed is None or handler is None:
                raise ButtonOutdated
            require_open(context, parsed.verb)
            if parsed.verb in MAKING and await consent.is_unknown(context):
                return await consent.ask_for_button(context, action)
            return await _guarded(handler(context, parsed))

        return await self._answer(turn, step, seen=Seen(turn.platform, "press", _verb(action, PRESSES)))

    async def form(self, turn: Turn, action: str, fields: Mapping[str, str]) -> Reply:
        """Answer a filled form."""

        async def step(context: Context) -> Reply:
            parsed = parse_action(action)
            handler = FORMS.get(parsed.verb) if parsed else None
            if parsed is None or handler is None:
                raise ButtonOutdated
            require_open(context, parsed.verb)
            return await _guarded(handler(context, parsed, dict(fields)))

        return await self._answer(turn, step, seen=Seen(turn.platform, "form", _verb(action, FORMS)))

    async def complete(self, turn: Turn, name: str, option: str, typed: str) -> list[Suggestion]:
        """Suggest values for an option while it is typed; nothing on any trouble."""
        command = BY_NAME.get(name)
        declared = command.option(option) if command else None
        if declared is None or declared.complete is None:
            return []
        try:
            async with take(self.setting, turn) as context:
                return await declared.complete(context, typed)
        except DATABASE_OUTAGES:
            _log.warning("no suggestions while the database is away")
            return []

    def errand(self, errand: Errand) -> Reply | None:
        """Return what an errand says; None for what this version knows nothing of."""
        return worded(errand)

    async def first_notice(self, turn: Turn) -> Reply | None:
        """Return the notice for somebody who speaks here for the first time, where nobody has to agree to it."""
        try:
            async with take(self.setting, turn) as context:
                return await consent.note_shown(context)
        except DATABASE_OUTAGES:
            return None

    async def outcome(self, due: Due, platform: Platform = Platform.CONSOLE, *, age_restricted: bool = False) -> Reply:
        """Return the answer to a finished job as it may be shown in its place at this moment."""
        async with self.setting.database.transaction() as session:
            pictures = await media.of_job(session, due.job.id)
            chosen = await spaces.chosen_level(session, due.space_id, due.channel_id) if due.space_id else None
            level = highest_shown(
                platform, in_space=due.space_id is not None, chosen=chosen, age_restricted=age_restricted
            )
            say = translator(due.locale)
            if due.job.kind is JobKind.SCRIPT:
                return writing.finished(say, due.job)
            if due.job.kind in comics.KINDS:
                return await comics.finished(
                    session, say, due.job, pictures, public_url=self.setting.public_url, most_level=level, now=utc_now()
                )
            extras = await results.extras_for(session, due.job, pictures, now=utc_now())
        return results.outcome(
            say, due.job, pictures, public_url=self.setting.public_url, most_level=level, extras=extras
        )

    async def progress(self, locale: str, job: Job, *, done: float, preview: str = "") -> Reply:
        """Return how far a job is."""
        return results.progress(translator(locale), job, done=done, preview=preview)

    async def posted(self, reply: Reply, platform: Platform, *, message_id: str) -> bool:
        """Remember the message in which a job was accepted; it becomes the answer. False: another one has."""
        if reply.job is None:
            return True
        async with self.setting.database.transaction() as session:
            await house.note_message(session, reply.job, message_id=message_id)
            return await deliveries.note_message(session, reply.job, platform, message_id=message_id)

    async def showed(self, turn: Turn, reply: Reply, *, message_id: str, channel_id: str = "") -> None:
        """Remember a message that stays and shows somebody's pictures, so that erasing them takes it away too."""
        keys = {picture.key for picture in reply.pictures if picture.key}
        if not keys or reply.job is not None:
            return
        try:
            async with self.setting.database.transaction() as session:
                await note_shown(
                    session,
                    keys,
                    platform=turn.platform,
                    channel_id=channel_id or turn.channel_id,
                    message_id=message_id,
                    locale=turn.face.locale or self.setting.default_locale,
                    now=utc_now(),
                )
        except DATABASE_OUTAGES as outage:
            _log.warning("a message with pictures is not noted: %s", outage)

    async def remove_later(self, platform: Platform, channel_id: str, *, message_id: str) -> None:
        """Have a message of ours taken away that could not be just now; it is tried again until it is gone."""
        async with self.setting.database.transaction() as session:
            await errands.remove(
                session,
                platform,
                channel_id,
                message_id=message_id,
                locale=self.setting.default_locale,
                now=utc_now(),
            )

    async def language_of(self, turn: Turn) -> Translator:
        """Return the language that the person of a turn reads."""
        async with take(self.setting, turn) as context:
            return context.say

    async def keep_upload(self, upload: Upload) -> str:
        """Check a picture that somebody sent, and keep a clean copy without its metadata.

        Raises:
            NotAPicture, PictureTooLarge, PictureTooSmall: what is wrong with it.
        """
        clean = await asyncio.to_thread(_cleaned, upload.data)  # decoding 25 megapixels takes a second
        return await self.setting.store.put(clean, "image/png")

    async def _is_admin(self, turn: Turn) -> bool:
        """Tell whether somebody who speaks may switch the house; a stranger does not become an account by this."""
        try:
            async with self.setting.database.transaction() as session:
                person = await users.by_identity(session, turn.platform, turn.face.external_id)
        except DATABASE_OUTAGES:
            return False
        return person is not None and may(person.role, Permission.HOME)

    async def _answer(
        self, turn: Turn, step: Step, prepare: Callable[[], Awaitable[None]] | None = None, *, seen: Seen
    ) -> Reply:
        with self.metrics.turn(seen), about(request=seen.number):
            return await self._answered(turn, step, prepare, seen=seen)

    async def _answered(
        self, turn: Turn, step: Step, prepare: Callable[[], Awaitable[None]] | None, *, seen: Seen
    ) -> Reply:
        say = speech(self.setting, turn)
        try:
            if prepare is not None:
                say = await self.language_of(turn)  # what is wrong with a file is said before the turn is taken
                await prepare()
            async with take(self.setting, turn) as context:
                say = context.say
                return await step(context)
        except DomainError as refusal:
            seen.end = refusal.refusal.value
            return Reply(text=say.error(refusal), private=True)
        except (*DATABASE_OUTAGES, RedisError) as outage:
            if isinstance(outage, DBAPIError) and not will_pass(outage):
                seen.end = FAULT
                return _fault(say, seen.number)
            seen.end = OUTAGE
            _log.warning("a turn fails on an outage: %s", outage)
            return Reply(text=say.gettext("I can't reach my memory right now. Try again in a minute."), private=True)
        except Exception:  # noqa: BLE001 - the edge: whatever it is, the person gets an answer and a number
            seen.end = FAULT
            return _fault(say, seen.number)


def _verb(action: str, known: Mapping[str, object]) -> str:
    """Return the verb of an action string if there is such a verb, for a label that nobody can make up."""
    parsed = parse_action(action)
    return parsed.verb if parsed and parsed.verb in known else NOT_OURS


def _cleaned(data: bytes) -> bytes:
    return write_picture(read_picture(data), "image/png", Marks(UNKNOWN))


async def _guarded(reply: Awaitable[Reply]) -> Reply:
    """Turn a button's wrong detail (an old version's, or forged) into a refusal."""
    try:
        return await reply
    except ValueError:
        raise ButtonOutdated from None


def _fault(say: Translator, number: str) -> Reply:
    _log.exception("fault %s", number)
    text = say.gettext("Something went wrong on my side. Tell an admin this number: {number}", number=number)
    return Reply(text=text, private=True)
