"""Moderating from the chat: ``/mod queue``, ``/mod decide``, ``/mod history``, the buttons of a case, and appeals."""

from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType
from typing import cast
from uuid import UUID

from bots.conversation import casework
from bots.conversation.actions import Action
from bots.conversation.declaration import Choice, Command, Feature, Group, Kind, Option, Options
from bots.conversation.people import person_called
from bots.conversation.replies import Field, Form, Reply
from bots.conversation.turns import Context
from core.audit.service import record
from core.i18n import N_
from core.media import queries as media
from core.moderation import appeals, queries, service
from core.moderation.refusals import CaseNotFound
from core.moderation.service import LONGEST_REASON, Ruling
from core.moderation.standing import spaces_of
from core.moderation.words import VERDICT_DEEDS, Verdict
from core.roles import NotAllowed, Permission
from core.users import queries as users

_SHOWN = 5
_MONTH = timedelta(days=30)
_REASON, _WORDS = "reason", "words"


async def queue(context: Context, _options: Options) -> Reply:
    """List the cases that wait for this moderator."""
    await _require(context)
    waiting = await queries.queue(context.session, context.person, limit=_SHOWN)
    if not waiting:
        return Reply(text=context.say.gettext("No case waits. Thank you for looking."), private=True)
    count = await queries.waiting_count(context.session, context.person)
    return casework.queue_card(context.say, waiting, more=max(count - len(waiting), 0))


async def press_case(context: Context, action: Action) -> Reply:
    """Show a case."""
    return await _card(context, _case_id(action))


async def take(context: Context, action: Action) -> Reply:
    """Take a case, and show it so."""
    case_id = _case_id(action)
    await service.assign(context.session, context.person, case_id, origin=_origin(context), now=context.now)
    return await _card(context, case_id)


async def decide(context: Context, options: Options) -> Reply:
    """Decide a case by its number."""
    case_id = _read_id(cast("str", options.get("case") or ""))
    verdict = Verdict(cast("str", options.get("verdict")))
    ruling = Ruling(verdict, cast("str", options.get("reason") or ""), cast("int | None", options.get("level")))
    return await _decide(context, case_id, ruling)


async def rule(context: Context, action: Action) -> Reply:
    """Ask for the reason of a decision."""
    case_id = _case_id(action)
    ruling = _ruling(action.detail)
    await queries.file_of(context.session, context.person, case_id)
    title = context.say.gettext(VERDICT_DEEDS[ruling.verdict])
    return _asks(title, Action("ruled", case_id, action.detail), label=context.say.gettext("Why (they read it)"))


async def ruled(context: Context, action: Action, fields: dict[str, str]) -> Reply:
    """Decide a case with the reason that was filled in."""
    ruling = _ruling(action.detail)
    return await _decide(context, _case_id(action), replace(ruling, reason=fields.get(_REASON, "")))


async def undo(context: Context, action: Action) -> Reply:
    """Ask why a decision is taken back."""
    case_id = _case_id(action)
    await queries.file_of(context.session, context.person, case_id)
    title = context.say.gettext("Take the decision back")
    return _asks(title, Action("undone", case_id), label=context.say.gettext("Why"))


async def undone(context: Context, action: Action, fields: dict[str, str]) -> Reply:
    """Take a decision back."""
    reason = fields.get(_REASON, "")
    await service.reverse(
        context.session, context.person, _case_id(action), reason=reason, origin=_origin(context), now=context.now
    )
    return Reply(text=context.say.gettext("Taken back. Everything is as it was before."), private=True)


async def casenote(context: Context, action: Action) -> Reply:
    """Ask for a note."""
    await queries.file_of(context.session, context.person, _case_id(action))
    say = context.say
    return _asks(say.gettext("Note"), Action("casenoted", action.subject), label=say.gettext("For moderators alone"))


async def casenoted(context: Context, action: Action, fields: dict[str, str]) -> Reply:
    """Write a note beside a case."""
    words = fields.get(_REASON, "")
    await service.note(
        context.session, context.person, _case_id(action), words=words, origin=_origin(context), now=context.now
    )
    return Reply(text=context.say.gettext("Noted."), private=True)


async def answer(context: Context, action: Action) -> Reply:
    """Ask for the reason of what is decided of an appeal."""
    case_id = _case_id(action)
    await queries.file_of(context.session, context.person, case_id)
    say = context.say
    title = say.gettext("Grant the appeal") if action.detail == "grant" else say.gettext("Let it stand")
    return _asks(title, Action("answered", case_id, action.detail), label=say.gettext("Why (they read it)"))


async def answered(context: Context, action: Action, fields: dict[str, str]) -> Reply:
    """Decide an appeal."""
    await appeals.decide_appeal(
        context.session,
        context.person,
        _case_id(action),
        granted=action.detail == "grant",
        reason=fields.get(_REASON, ""),
        origin=_origin(context),
        now=context.now,
    )
    return Reply(text=context.say.gettext("Decided. They are told."), private=True)


async def appeal(context: Context, action: Action) -> Reply:
    """Ask what is wrong with a decision."""
    say = context.say
    await queries.own_case(context.session, context.person, _case_id(action))
    field = Field(_WORDS, say.gettext("Why the decision is wrong"), most=appeals.LONGEST_APPEAL)
    form = Form(say.gettext("Appeal"), str(Action("appealed", _case_id(action))), (field,))
    return Reply(form=form, private=True)


async def appealed(context: Context, action: Action, fields: dict[str, str]) -> Reply:
    """Take an appeal."""
    words = fields.get(_WORDS, "")
    await appeals.appeal(
        context.session, context.person, _case_id(action), words=words, origin=_origin(context), now=context.now
    )
    text = context.say.gettext("Your appeal is made. Somebody who had no part in the decision looks at it.")
    return Reply(text=text, private=True)


async def history(context: Context, options: Options) -> Reply:
    """Show what stands against a person, or what moderators did of late."""
    await _require(context)
    given = cast("str | None", options.get("who"))
    if not given:
        works = await queries.statistics(context.session, since=context.now - _MONTH)
        return casework.work_card(
            context.say, [(await _name(context, work.moderator_id), work) for work in works[: _SHOWN * 2]]
        )
    person = await person_called(context, given)
    known = await queries.record_of(context.session, person.id, now=context.now)
    await record(
        context.session,
        context.person.id,
        "person.history",
        f"user:{person.id}",
        origin=_origin(context),
        now=context.now,
    )
    return casework.history_card(context.say, person.name, known)


async def _require(context: Context) -> None:
    """Refuse who moderates nowhere.

    Raises:
        NotAllowed: the role alone is not enough.
    """
    if await spaces_of(context.session, context.person) == frozenset():
        raise NotAllowed


async def _card(context: Context, case_id: UUID) -> Reply:
    """Show a case; that somebody looked at what may be private stands on record."""
    file = await queries.file_of(context.session, context.person, case_id)
    known = queries.Record(0, ())
    owner = context.say.gettext("somebody who left")
    if file.case.owner_id is not None:
        known = await queries.record_of(context.session, file.case.owner_id, now=context.now)
        owner = await _name(context, file.case.owner_id)
    pictures = await media.of_job(context.session, file.case.job_id) if file.case.job_id is not None else []
    await record(
        context.session, context.person.id, "case.viewed", f"case:{case_id}", origin=_origin(context), now=context.now
    )
    return casework.card(context.say, file, known, pictures, owner=owner)


async def _decide(context: Context, case_id: UUID, ruling: Ruling) -> Reply:
    await service.decide(
        context.session, context.person, case_id, ruling=ruling, origin=_origin(context), now=context.now
    )
    return Reply(text=context.say.gettext("Decided. They are told."), private=True)


async def _name(context: Context, user_id: UUID) -> str:
    person = await users.by_id(context.session, user_id)
    return person.name if person is not None else context.say.gettext("somebody who left")


def _asks(title: str, action: Action, *, label: str) -> Reply:
    field = Field(_REASON, label, most=LONGEST_REASON)
    return Reply(form=Form(title, str(action), (field,)), private=True)


def _ruling(detail: str) -> Ruling:
    """Return what a button decides: "hide", "hide.3" for the third picture alone, or "rate.2".

    Raises:
        ValueError: none of ours.
    """
    name, _, level = detail.partition(".")
    number = int(level) if level else None
    if Verdict(name) is Verdict.HIDE:
        return Ruling(Verdict.HIDE, "", only=frozenset({number} if number else ()))
    return Ruling(Verdict(name), "", number)


def _case_id(action: Action) -> UUID:
    if action.subject is None:
        raise CaseNotFound
    return action.subject


def _read_id(given: str) -> UUID:
    try:
        return UUID(given.strip())
    except ValueError:
        raise CaseNotFound from None


def _origin(context: Context) -> str:
    return context.turn.platform.value


MOD = Group(N_("mod"), N_("For moderators"))
MODERATING = Feature(
    commands=(
        Command(N_("queue"), N_("Cases that wait for a decision"), queue, permission=Permission.MODERATE, group=MOD),
        Command(
            N_("decide"),
            N_("Decide a case by its number"),
            decide,
            (
                Option(N_("case"), N_("The case's number"), required=True),
                Option(
                    N_("verdict"),
                    N_("What is decided"),
                    required=True,
                    choices=tuple(Choice(verdict.value, deed) for verdict, deed in VERDICT_DEEDS.items()),
                ),
                Option(N_("reason"), N_("Why, in a sentence that they read"), required=True, most=1000, rest=True),
                Option(N_("level"), N_("For a rating: 0 to 3"), Kind.NUMBER, least=0, most=3),
            ),
            Permission.MODERATE,
            group=MOD,
        ),
        Command(
            N_("history"),
            N_("What stands against somebody; without a name, what moderators did"),
            history,
            (Option(N_("who"), N_("Their name or number"), rest=True),),
            Permission.MODERATE,
            group=MOD,
        ),
    ),
    presses=MappingProxyType(
        {
            "case": press_case,
            "take": take,
            "rule": rule,
            "undo": undo,
            "casenote": casenote,
            "answer": answer,
            "appeal": appeal,
        }
    ),
    forms=MappingProxyType(
        {"ruled": ruled, "undone": undone, "casenoted": casenoted, "answered": answered, "appealed": appealed}
    ),
    asking=frozenset({"rule", "undo", "casenote", "answer", "appeal"}),
)
