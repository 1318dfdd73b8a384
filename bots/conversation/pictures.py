"""One's finished pictures: ``/show``, ``/mine``, and the buttons that change how far they reach."""

import re
from typing import cast
from uuid import UUID

from bots.conversation.actions import Action
from bots.conversation.comics import telling as comics
from bots.conversation.declaration import Options
from bots.conversation.queue import shortened
from bots.conversation.replies import Button, Reply, Suggestion, Tone
from bots.conversation.results import extras_for, outcome, shown
from bots.conversation.turns import Context
from core.audit.service import record
from core.jobs.models import Job
from core.jobs.service import JobNotFound
from core.media import queries as media
from core.media import service
from core.media.models import Media
from core.media.service import PictureNotFound
from core.privacy import VISIBILITY_NAMES, Visibility

_PAGE = 6
_MOST_SUGGESTED = 25
_ADDRESS = re.compile(r"[A-Za-z0-9_-]{1,64}")


async def show(context: Context, options: Options) -> Reply:
    """Show a picture again, with its buttons."""
    given = cast("str", options.get("picture") or "").strip()
    return await _show(context, await find_picture(context, given))


async def press_show(context: Context, action: Action) -> Reply:
    """Show a picture by button."""
    if action.subject is None:
        raise PictureNotFound
    return await _show(context, await service.owned(context.session, context.person, action.subject))


async def mine(context: Context, _options: Options) -> Reply:
    """List the person's pictures, newest first."""
    return await _page(context, before=None, in_place=False)


async def press_more(context: Context, action: Action) -> Reply:
    """Turn the page of ``/mine``."""
    return await _page(context, before=action.subject, in_place=True)


async def reach(context: Context, action: Action) -> Reply:
    """Change how far all pictures of a job reach, and the buttons with it."""
    job, pictures = await _own_result(context, action)
    visibility = Visibility(action.detail)
    for picture in pictures:
        await service.set_visibility(
            context.session, context.person, picture.id, visibility=visibility, closed=context.closed, now=context.now
        )
    changed = await _outcome(context, job, pictures)
    note = context.say.gettext(VISIBILITY_NAMES[visibility])
    return Reply(
        text=note,
        rows=changed.rows,
        lines=changed.lines,
        quote=changed.quote,
        small=changed.small,
        pictures=changed.pictures,
        job=job.id,
        in_place=True,
    )


async def original(context: Context, action: Action) -> Reply:
    """Send the pictures as files, untouched, to the asker alone."""
    _, pictures = await _own_result(context, action)
    await _note_look(context, pictures)
    files = tuple(shown(picture, context.say) for picture in pictures)  # whole, so without smaller forms
    return Reply(text=context.say.gettext("Here you are."), pictures=files, as_files=True, private=True)


async def ask_delete(context: Context, action: Action) -> Reply:
    """Ask before deleting: it can't be undone."""
    say = context.say
    job, pictures = await _own_result(context, action)
    text = say.ngettext(
        "Delete this picture everywhere? This can't be undone.",
        "Delete these {count} pictures everywhere? This can't be undone.",
        len(pictures),
        count=len(pictures),
    )
    sure = Button(say.gettext("Delete"), str(Action("remove", job.id)), "🗑️", Tone.DANGER)
    return Reply(text=text, rows=((sure,),), private=True)


async def remove(context: Context, action: Action) -> Reply:
    """Delete all pictures of a job from chat, gallery and store."""
    job, pictures = await _own_result(context, action)
    for picture in pictures:
        await service.delete(context.session, context.person, picture.id, now=context.now)
    return Reply(text=context.say.gettext("Deleted."), private=True, in_place=True, removes=True, job=job.id)


async def complete_picture(context: Context, typed: str) -> list[Suggestion]:
    """Suggest the person's pictures by their prompts."""
    wanted = typed.strip().lower()
    recent = await media.mine(context.session, context.person.id, limit=100)
    found = [Suggestion(picture.slug, shortened(picture.prompt)) for picture in recent]
    return [item for item in found if wanted in item.label.lower() or item.value == typed.strip()][:_MOST_SUGGESTED]


def slug_in(given: str) -> str:
    """Return the last part of an address, which names a picture; "" where it can't be one."""
    slug = given.partition("?")[0].partition("#")[0].strip().rstrip("/").rpartition("/")[2]
    return slug if _ADDRESS.fullmatch(slug) else ""


async def find_picture(context: Context, given: str) -> Media:
    """Return a picture of the person by its slug, its address on the web, or its id.

    Raises:
        PictureNotFound: there is none that the person may change.
    """
    slug = slug_in(given)
    if not slug:
        raise PictureNotFound
    picture = await media.by_slug(context.session, slug)
    if picture is None:
        try:
            return await service.owned(context.session, context.person, UUID(given))
        except ValueError:
            raise PictureNotFound from None
    return await service.owned(context.session, context.person, picture.id)


async def _show(context: Context, picture: Media) -> Reply:
    job = await context.session.get_one(Job, picture.job_id)
    pictures = await media.of_job(context.session, job.id)
    await _note_look(context, pictures)
    if job.kind in comics.KINDS:
        reply = await comics.finished(
            context.session, context.say, job, pictures, public_url=context.setting.public_url,
            most_level=context.most_level, now=context.now,
        )  # fmt: skip
    else:
        reply = await _outcome(context, job, pictures)
    return Reply(
        text=reply.text,
        quote=reply.quote,
        lines=reply.lines,
        small=reply.small,
        rows=reply.rows,
        pictures=reply.pictures,
        private=True,
    )


async def _outcome(context: Context, job: Job, pictures: list[Media]) -> Reply:
    extras = await extras_for(context.session, job, pictures, now=context.now)
    return outcome(
        context.say,
        job,
        pictures,
        public_url=context.setting.public_url,
        most_level=context.most_level,
        extras=extras,
    )


async def _note_look(context: Context, pictures: list[Media]) -> None:
    """Put on record that an admin looks at somebody's private pictures."""
    for picture in pictures:
        if picture.owner_id != context.person.id and picture.visibility is Visibility.PRIVATE:
            await record(
                context.session,
                context.person.id,
                "private.viewed",
                f"media:{picture.id}",
                origin=context.turn.platform,
                now=context.now,
            )


async def _page(context: Context, *, before: UUID | None, in_place: bool) -> Reply:
    say = context.say
    found = await media.mine(context.session, context.person.id, limit=_PAGE + 1, before=before)
    if not found:
        text = say.gettext("You have no pictures yet. Ask for one with /draw.")
        return Reply(text=text, private=True, in_place=in_place)
    page = found[:_PAGE]
    lines = tuple(f"{number}. {shortened(picture.prompt)}" for number, picture in enumerate(page, 1))
    buttons = tuple(Button(str(number), str(Action("show", picture.id)), "🖼️") for number, picture in enumerate(page, 1))
    more = ((Button(say.gettext("Older"), str(Action("more", page[-1].id)), "➡️"),),) if len(found) > _PAGE else ()
    rows = (buttons[:3], buttons[3:], *more) if buttons[3:] else (buttons, *more)
    return Reply(
        text=say.gettext("Your pictures, newest first:"), lines=lines, rows=rows, private=True, in_place=in_place
    )


async def _own_result(context: Context, action: Action) -> tuple[Job, list[Media]]:
    """Return a job and its pictures for somebody who may change them."""
    if action.subject is None:
        raise JobNotFound
    job = await context.session.get(Job, action.subject)
    pictures = await media.of_job(context.session, action.subject)
    if job is None or not pictures:
        raise PictureNotFound
    for picture in pictures:
        await service.owned(context.session, context.person, picture.id)
    return job, pictures
