"""Reporting a result: ``/report``, the button below it, the menu of its message, a reaction."""

from types import MappingProxyType
from typing import cast
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from bots.conversation.actions import Action
from bots.conversation.declaration import Choice, Command, Feature, Option, Options
from bots.conversation.replies import Button, Reply
from bots.conversation.turns import Context, Setting, Turn, take
from core.errors import DomainError
from core.i18n import N_, Translator
from core.jobs import deliveries
from core.jobs.models import Job
from core.media import queries as media
from core.moderation import reports
from core.moderation.refusals import ResultNotFound
from core.moderation.reports import Complaint, Heard, Reporter
from core.moderation.words import CONCERN_NAMES, Concern, Source

_IN_A_ROW = 3


async def report(context: Context, options: Options) -> Reply:
    """Report a result by its address or id; without a concern, ask for it."""
    job_id = await _job_of(context.session, cast("str", options.get("result") or ""))
    about = cast("str | None", options.get("about"))
    if about is None:
        return concerns(context.say, job_id)
    note = cast("str | None", options.get("note")) or ""
    complaint = Complaint(Source.COMMAND, _concern(about), note)
    return _thanks(context.say, job_id, await _report(context, job_id, complaint))


async def press_report(context: Context, action: Action) -> Reply:
    """Ask what is wrong with a result."""
    if action.subject is None:
        raise ResultNotFound
    return concerns(context.say, action.subject)


async def complain(context: Context, action: Action) -> Reply:
    """Take a report by button."""
    if action.subject is None:
        raise ResultNotFound
    complaint = Complaint(Source.BUTTON, Concern(action.detail))
    heard = await _report(context, action.subject, complaint)
    return _thanks(context.say, action.subject, heard, in_place=True)


async def take_back(context: Context, action: Action) -> Reply:
    """Take one's own report back."""
    if action.subject is None:
        raise ResultNotFound
    await reports.withdraw(
        context.session, action.subject, context.person, origin=context.turn.platform.value, now=context.now
    )
    return Reply(text=context.say.gettext("Your report is taken back."), private=True, in_place=True)


def concerns(say: Translator, job_id: UUID) -> Reply:
    """Ask what is wrong, with a button for each answer."""
    buttons = [
        Button(say.gettext(name), str(Action("complain", job_id, concern.value)))
        for concern, name in CONCERN_NAMES.items()
    ]
    rows = tuple(tuple(buttons[start : start + _IN_A_ROW]) for start in range(0, len(buttons), _IN_A_ROW))
    text = say.gettext("What is wrong with this result? Moderators read it; its owner does not learn who you are.")
    return Reply(text=text, rows=rows, private=True)


class Flags:
    """What platforms hear about messages of any age: reactions, and the menu of a message."""

    def __init__(self, setting: Setting) -> None:
        """Hold what the conversation stands on."""
        self._setting = setting

    async def raised(self, turn: Turn, *, chat: str, message_id: str) -> Heard | None:
        """Take a flag; None where the message is no result of ours or the flag does not count."""
        job_id = await self.result_of(turn, chat=chat, message_id=message_id)
        if job_id is None:
            return None
        try:
            async with take(self._setting, turn) as context:
                if context.person.blocked_at is not None:
                    return None
                return await _report(context, job_id, Complaint(Source.REACTION))
        except DomainError:
            return None  # a reaction can't be answered; the button says what is wrong

    async def lowered(self, turn: Turn, *, chat: str, message_id: str) -> None:
        """Take one's own flag back."""
        job_id = await self.result_of(turn, chat=chat, message_id=message_id)
        if job_id is None:
            return
        try:
            async with take(self._setting, turn) as context:
                await reports.withdraw(
                    context.session, job_id, context.person, origin=turn.platform.value, now=context.now
                )
        except DomainError:
            return

    async def result_of(self, turn: Turn, *, chat: str, message_id: str) -> UUID | None:
        """Return the job whose result a message of any age is."""
        async with self._setting.database.transaction() as session:
            return await deliveries.by_message(session, turn.platform, chat, message_id=message_id)


async def _report(context: Context, job_id: UUID, complaint: Complaint) -> Heard:
    by = Reporter(context.say.locale, context.turn.platform.value, context.person)
    return await reports.report(context.session, job_id, by=by, complaint=complaint, now=context.now)


def _thanks(say: Translator, job_id: UUID, heard: Heard, *, in_place: bool = False) -> Reply:
    if not heard.is_new:
        return Reply(text=say.gettext("You have reported this already. Thank you."), private=True, in_place=in_place)
    if heard.flag:
        text = say.gettext("It is hidden everywhere. Decide the case with /mod queue.")
    elif heard.hidden:
        text = say.gettext("Thank you. It is hidden until a moderator has looked at it.")
    else:
        text = say.gettext("Thank you. A moderator looks at it, and I tell you what was decided.")
    back = Button(say.gettext("Take it back"), str(Action("unreport", job_id)), "↩️")
    return Reply(text=text, rows=((back,),), private=True, in_place=in_place)


async def _job_of(session: AsyncSession, given: str) -> UUID:
    """Return the job of a result by its address on the web, or by the id of a picture or of the job itself."""
    word = given.strip().rstrip("/").rpartition("/")[2].partition("?")[0]
    picture = await media.by_slug(session, word) if 0 < len(word) <= 64 and word.isprintable() else None  # noqa: PLR2004 - longer is no slug
    if picture is not None:
        return picture.job_id
    try:
        identifier = UUID(word)
    except ValueError:
        raise ResultNotFound from None
    job = await session.get(Job, identifier)
    if job is None:
        raise ResultNotFound
    return job.id


def _concern(name: str) -> Concern:
    try:
        return Concern(name.strip().lower())
    except ValueError:
        return Concern.OTHER


REPORTING = Feature(
    commands=(
        Command(
            N_("report"),
            N_("Report a result to the moderators"),
            report,
            (
                Option(N_("result"), N_("Its address or id"), required=True),
                Option(
                    N_("about"),
                    N_("What is wrong with it"),
                    choices=tuple(Choice(concern.value, name) for concern, name in CONCERN_NAMES.items()),
                ),
                Option(N_("note"), N_("What moderators should know"), most=reports.LONGEST_NOTE, rest=True),
            ),
        ),
    ),
    presses=MappingProxyType({"report": press_report, "complain": complain, "unreport": take_back}),
)
