"""Asking for a comic: ``/comic`` with a script, a file, an idea or nothing, and the forms that bring a script back."""

from dataclasses import replace
from typing import cast

from bots.conversation import results
from bots.conversation.actions import Action
from bots.conversation.comics import telling
from bots.conversation.declaration import Options
from bots.conversation.replies import Button, Field, Form, Reply, Tone
from bots.conversation.turns import Context
from bots.conversation.writing import asking as writing
from core.comics import making, service
from core.comics.inventing import USUAL_PANELS, invent
from core.comics.models import Comic
from core.comics.script import FILE, Limits, Parsed, parse
from core.comics.script.model import PageSize
from core.comics.script.parsing import MESSAGE_PANELS
from core.comics.service import Look, UnknownPageSize, Written
from core.errors import DomainError, Refusal
from core.i18n import N_
from core.jobs import families
from core.jobs.models import Job
from core.jobs.permits import require_making
from core.jobs.service import Request
from core.privacy import Visibility, checked_visibility
from core.screening.screen import refuse

FORM_LENGTH = 4000  # a Discord modal's text input
TYPED = Limits(6000, MESSAGE_PANELS)  # a Discord option holds 6,000 characters


class TooLongToEdit(DomainError):
    """The script does not fit a form."""

    refusal = Refusal.INVALID
    code = "script-too-long-to-edit"
    msgid = N_(
        "This script has {length} characters; a form holds {limit}. Change it in a .txt file and send that with /comic."
    )


async def comic(context: Context, options: Options) -> Reply:
    """Take a ``/comic``."""
    require_making(context.person, closed=context.closed)
    file, idea = cast("str | None", options.get("file")), cast("str | None", options.get("idea"))
    text = file or cast("str | None", options.get("script")) or ""
    look = _look(context, options)
    if text.strip():
        return await _taken(context, text, look, FILE if file else TYPED)
    if idea and idea.strip():
        panels = cast("int | None", options.get("panels")) or USUAL_PANELS
        return await _invented(context, idea, panels, look)
    return ask_for_script(context)


def ask_for_script(context: Context, *, text: str = "", action: Action | None = None) -> Reply:
    """Offer a form for a script, with a text to begin from.

    Raises:
        TooLongToEdit: the text does not fit it.
    """
    if len(text) > FORM_LENGTH:
        raise TooLongToEdit(length=len(text), limit=FORM_LENGTH)
    say = context.say
    label = say.gettext("The script: one picture a line, --- between panels, NAME: words")
    field = Field("script", label, text, FORM_LENGTH)
    return Reply(form=Form(say.gettext("Comic"), str(action or Action("comicnew")), (field,)))


async def written_new(context: Context, _action: Action, fields: dict[str, str]) -> Reply:
    """Take a script that was written into an empty form."""
    require_making(context.person, closed=context.closed)
    look = Look(visibility=context.usual_reach)
    return await _taken(context, fields.get("script", ""), look, TYPED)


async def rewritten(context: Context, action: Action, fields: dict[str, str]) -> Reply:
    """Take a changed script: set anew at once where nothing has to be drawn, else shown with what that costs."""
    require_making(context.person, closed=context.closed)
    own = await service.owned(context.session, context.person, action.subject)
    parsed = parse(fields.get("script", ""), limits=FILE, language=context.say.locale)
    service.rewrite(own, Written(fields.get("script", ""), parsed.script, context.say.locale))
    await context.session.flush()
    if parsed.script is None:
        return telling.faulty(context.say, own, parsed)
    return await again(context, own, parsed)


async def again(context: Context, own: Comic, parsed: Parsed | None = None) -> Reply:
    """Show a comic after a change: pages at once where its panels are drawn, else a storyboard, else what it costs."""
    card = await telling.card_of(context.session, own, now=context.now)
    undrawn, cost = await making.missing(context.session, context.person, own, card)
    if not own.target:
        return await storyboard(context, own, parsed)
    if not undrawn:
        return await draw(context, own)
    say = context.say
    text = say.ngettext(
        "{count} panel has to be drawn for this.", "{count} panels have to be drawn for this.", undrawn, count=undrawn
    )
    lines = telling.noticed(say, parsed) if parsed else ()
    return Reply(text=text, lines=lines, rows=((telling.draw_button(say, own, cost),),), private=True)


async def storyboard(context: Context, own: Comic, parsed: Parsed | None = None) -> Reply:
    """Have the storyboard drawn, saying what was understood."""
    job = await making.storyboard(
        context.session, context.person, own, request=_request(context, own), policy=context.setting.policy,
        now=context.now,
    )  # fmt: skip
    said = await results.accepted(context, job)
    lines: tuple[str, ...] = ()
    if parsed is not None and parsed.script is not None:
        lines = (telling.understood(context.say, parsed.script), *telling.noticed(context.say, parsed))
    return replace(said, lines=lines)


async def draw(context: Context, own: Comic, *, panel: int | None = None) -> Reply:
    """Have a comic drawn, or one of its panels again."""
    card = await telling.card_of(context.session, own, now=context.now)
    job = await making.draw(
        context.session, context.person, own, card=card, request=_request(context, own),
        policy=context.setting.policy, now=context.now, again=panel,
    )  # fmt: skip
    return await waiting(context, job)


async def waiting(context: Context, job: Job) -> Reply:
    """Say that a comic is being made, when its panels will be there and what they cost together."""
    parts = await families.open_parts(context.session, job.id)
    if not parts:
        return await results.accepted(context, job)
    first = await context.session.get_one(Job, parts[0])
    said = await results.accepted(context, first)
    own = await results.accepted(context, job)
    cost = first.cost * len(parts)
    say = context.say
    small = [say.ngettext("{count} panel", "{count} panels", len(parts), count=len(parts))]
    if cost:
        small.append(say.ngettext("costs {cost} credit", "costs {cost} credits", cost, cost=cost))
    return replace(own, text=said.text, eta=said.eta, small=" · ".join(small))


async def _taken(context: Context, text: str, look: Look, limits: Limits) -> Reply:
    parsed = parse(text, limits=limits, language=context.say.locale)
    if parsed.script is None and len(text) > limits.characters:
        return Reply(text=parsed.errors[0].sentence(context.say), private=True)
    written = Written(text, parsed.script, context.say.locale)
    own = await service.begin(
        context.session, context.person, written, look=look, key=context.turn.key, now=context.now, dice=context.dice
    )
    if parsed.script is None:
        return telling.faulty(context.say, own, parsed)
    return await storyboard(context, own, parsed)


async def _invented(context: Context, idea: str, panels: int, look: Look) -> Reply:
    """Write a script and show it; nothing is drawn or charged before it is approved."""
    refuse(idea, allowed=context.allowed)
    if await writing.has_model(context):
        return await writing.script(context, idea, panels=panels, look=look)
    text = invent(idea, panels=panels, language=context.say.locale, dice=context.dice)
    parsed = parse(text, language=context.say.locale)
    own = await service.begin(
        context.session, context.person, Written(text, parsed.script, context.say.locale), look=look,
        key=context.turn.key, now=context.now, dice=context.dice,
    )  # fmt: skip
    if parsed.script is None:
        return telling.faulty(context.say, own, parsed)
    say = context.say
    buttons = (
        Button(say.gettext("Storyboard"), str(Action("comicboard", own.id)), "🎬", Tone.STRONG),
        Button(say.gettext("Edit script"), str(Action("comicedit", own.id)), "✏️"),
    )
    return Reply(text=say.gettext("Here is a script. Shall I draw its storyboard?"), quote=own.script, rows=(buttons,))


def _look(context: Context, options: Options) -> Look:
    size, reach = cast("str | None", options.get("size")), cast("str | None", options.get("visibility"))
    return Look(
        _page_size(size) if size else None,
        cast("str | None", options.get("style")),
        checked_visibility(reach) if reach else context.usual_reach,
    )


def _page_size(size: str) -> PageSize:
    try:
        return PageSize(size)
    except ValueError:
        raise UnknownPageSize(size=size[:60], known=", ".join(PageSize)) from None


def _request(context: Context, own: Comic) -> Request:
    return Request(context.turn.key, Visibility(own.visibility), context.reply_to, context.closed, context.allowed)
