"""The buttons below a comic: draw, edit, redraw, layout, style, reach, files, going on, deleting."""

from dataclasses import replace

from bots.conversation.actions import Action
from bots.conversation.comics import asking, telling
from bots.conversation.replies import Button, Reply, Tone
from bots.conversation.turns import Context
from core.audit.service import record
from core.comics import making, queries, service
from core.comics.export.formats import Format
from core.comics.models import Comic
from core.comics.ordering import script_of
from core.comics.script import format_script
from core.comics.script.model import PageSize
from core.comics.script.vocabulary import Keyword, written
from core.engines import STYLES
from core.jobs.permits import require_making
from core.jobs.service import Request
from core.privacy import VISIBILITY_NAMES, Visibility

_IN_A_ROW = 4
_MOST_BUTTONS = 20  # of one message, with room for the other rows


async def board(context: Context, action: Action) -> Reply:
    """Have the storyboard drawn."""
    return await asking.storyboard(context, await _changed(context, action))


async def draw(context: Context, action: Action) -> Reply:
    """Have what is missing drawn, and the pages set."""
    return await asking.draw(context, await _changed(context, action))


async def edit(context: Context, action: Action) -> Reply:
    """Offer the script for changing."""
    own = await _changed(context, action)
    return asking.ask_for_script(context, text=own.script, action=Action("comicedited", own.id))


async def pick(context: Context, action: Action) -> Reply:
    """Ask which panel is to be drawn again."""
    own = await _changed(context, action)
    script = script_of(own)
    count = len(script.panels) if script else 0
    buttons = [
        Button(str(number), str(Action("comicpanel", own.id, str(number))), "🔄")
        for number in range(1, min(count, _MOST_BUTTONS) + 1)
    ]
    card = await telling.card_of(context.session, own, now=context.now)
    cost = context.say.ngettext("costs {cost} credit", "costs {cost} credits", card.cost, cost=card.cost)
    text = context.say.gettext("Which panel shall I draw again? The old picture is kept.")
    return Reply(text=text, small=cost, rows=_in_rows(buttons), private=True)


async def panel(context: Context, action: Action) -> Reply:
    """Draw one panel again."""
    return await asking.draw(context, await _changed(context, action), panel=int(action.detail))


async def sizes(context: Context, action: Action) -> Reply:
    """Offer the page sizes."""
    own = await _changed(context, action)
    say = context.say
    buttons = [
        Button(say.gettext(name), str(Action("comicsize", own.id, size.value)))
        for size, name in telling.SIZE_NAMES.items()
        if size.value != own.size
    ]
    text = say.gettext("Which pages? What is drawn already is only set anew.")
    return Reply(text=text, rows=_in_rows(buttons), private=True)


async def size(context: Context, action: Action) -> Reply:
    """Set the comic on other pages."""
    own = await _changed(context, action)
    own.size = PageSize(action.detail).value
    return await asking.again(context, own)


async def styles(context: Context, action: Action) -> Reply:
    """Offer the styles."""
    own = await _changed(context, action)
    say = context.say
    buttons = [
        Button(say.gettext(label), str(Action("comicstyle", own.id, name)))
        for name, label in STYLES.items()
        if name != own.style
    ]
    text = say.gettext("Which style? Every panel is drawn anew in it.")
    return Reply(text=text, rows=_in_rows(buttons), private=True)


async def style(context: Context, action: Action) -> Reply:
    """Have the comic in another style."""
    own = await _changed(context, action)
    if action.detail not in STYLES:
        raise ValueError(action.detail)
    own.style = action.detail
    return await asking.again(context, own)


async def reach(context: Context, action: Action) -> Reply:
    """Change how far the comic reaches, and the buttons with it."""
    own = await _own(context, action)
    visibility = Visibility(action.detail)
    await service.set_visibility(
        context.session, context.person, own, visibility=visibility, closed=context.closed, now=context.now
    )
    await context.session.flush()
    shown = await queries.latest(context.session, own)
    note = context.say.gettext(VISIBILITY_NAMES[visibility])
    if shown is None:
        return Reply(text=note, private=True)
    told = await telling.finished(
        context.session, context.say, shown.job, list(shown.pages), public_url=context.setting.public_url,
        most_level=context.most_level, now=context.now,
    )  # fmt: skip
    return replace(told, text=note, in_place=True)


async def file(context: Context, action: Action) -> Reply:
    """Have the comic as one file."""
    own = await _changed(context, action)
    wanted = Format(action.detail)
    request = Request(context.turn.key, Visibility.PRIVATE, context.reply_to, context.closed, context.allowed)
    job = await making.make_file(
        context.session, context.person, own, file=wanted.value, request=request, policy=context.setting.policy,
        now=context.now,
    )  # fmt: skip
    return Reply(text=context.say.gettext("I am making the file…"), quote=own.title, job=job.id)


async def next_part(context: Context, action: Action) -> Reply:
    """Offer a script that goes on with the same characters, look and size."""
    own = await _changed(context, action)
    script = script_of(own)
    text = ""
    if script is not None:
        title = context.say.gettext("{title}, part 2", title=script.title) if script.title else ""
        empty = replace(script, title=title, pages=(), size=PageSize(own.size), style=own.style, seed=own.seed)
        panel_word = written(Keyword.PANEL, script.language)
        text = f"{format_script(empty).strip()}\n\n{panel_word} 1: "
    return asking.ask_for_script(context, text=text)


async def ask_drop(context: Context, action: Action) -> Reply:
    """Ask before deleting: it can't be undone."""
    own = await _own(context, action)
    sure = Button(context.say.gettext("Delete"), str(Action("comicgone", own.id)), "🗑️", Tone.DANGER)
    text = context.say.gettext("Delete this comic with every version of it? This can't be undone.")
    return Reply(text=text, rows=((sure,),), private=True)


async def drop(context: Context, action: Action) -> Reply:
    """Delete a comic from chat, gallery and store."""
    own = await _own(context, action)
    shown = await queries.latest(context.session, own)
    await service.delete(context.session, context.person, own, now=context.now)
    job = shown.job.id if shown else None
    return Reply(text=context.say.gettext("Deleted."), private=True, in_place=True, removes=job is not None, job=job)


async def _changed(context: Context, action: Action) -> Comic:
    """Return the comic of a button that makes or changes something: for those alone who may call ``/comic``."""
    require_making(context.person, closed=context.closed)
    return await _own(context, action)


async def _own(context: Context, action: Action) -> Comic:
    """Return the comic of a button; that an admin looks at somebody's private one is put on record."""
    comic = await service.owned(context.session, context.person, action.subject)
    if comic.owner_id != context.person.id and comic.visibility is Visibility.PRIVATE:
        seen, by = f"comic:{comic.id}", context.person.id
        await record(context.session, by, "private.viewed", seen, origin=context.turn.platform, now=context.now)
    return comic


def _in_rows(buttons: list[Button]) -> tuple[tuple[Button, ...], ...]:
    return tuple(tuple(buttons[start : start + _IN_A_ROW]) for start in range(0, len(buttons), _IN_A_ROW))
