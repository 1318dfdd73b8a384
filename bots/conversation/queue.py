"""What waits: ``/queue``, ``/cancel`` and the cancel button."""

from datetime import timedelta
from typing import cast
from uuid import UUID

from babel.dates import format_timedelta

from bots.conversation.actions import Action
from bots.conversation.declaration import Options
from bots.conversation.replies import Button, Reply, Suggestion
from bots.conversation.turns import Context
from core.jobs import queries as jobs
from core.jobs import service
from core.jobs.models import Job
from core.jobs.reasons import said_of_pause
from core.jobs.service import JobNotFound
from core.jobs.states import State

_PROMPT_SHOWN = 60
_MOST_SHOWN = 10


async def queue(context: Context, _options: Options) -> Reply:
    """List what the person has waiting and running, with place and expected time."""
    say = context.say
    open_jobs = await jobs.open_jobs(context.session, context.person.id)
    if not open_jobs:
        return Reply(text=say.gettext("You have nothing in the queue. Ask for a picture with /draw."), private=True)
    lines = [await _line(context, job) for job in open_jobs[:_MOST_SHOWN]]
    buttons = tuple(
        Button(say.gettext("Cancel {number}", number=number), str(Action("cancel", job.id)), "✖️")
        for number, job in enumerate(open_jobs[:5], 1)
    )
    text = say.ngettext(
        "You have {count} job in the queue.",
        "You have {count} jobs in the queue.",
        len(open_jobs),
        count=len(open_jobs),
    )
    return Reply(text=text, lines=tuple(lines), rows=(buttons,), private=True)


async def cancel(context: Context, options: Options) -> Reply:
    """Cancel a job by its id, or the person's latest."""
    given = cast("str | None", options.get("job"))
    if given is None:
        open_jobs = await jobs.open_jobs(context.session, context.person.id)
        if not open_jobs:
            return Reply(text=context.say.gettext("There is nothing to cancel."), private=True)
        return await _cancel(context, open_jobs[-1].id)
    try:
        return await _cancel(context, UUID(given.strip()))
    except ValueError:
        raise JobNotFound from None


async def press_cancel(context: Context, action: Action) -> Reply:
    """Cancel by button."""
    if action.subject is None:
        raise JobNotFound
    return await _cancel(context, action.subject)


async def complete_job(context: Context, typed: str) -> list[Suggestion]:
    """Suggest the person's open jobs."""
    wanted = typed.strip().lower()
    open_jobs = await jobs.open_jobs(context.session, context.person.id)
    labels = [(str(job.id), shortened(job.draw.prompt)) for job in open_jobs]
    return [Suggestion(key, label) for key, label in labels if wanted in label.lower() or key.startswith(wanted)]


def shortened(prompt: str) -> str:
    """Return a prompt on one line, cut where it is long."""
    return prompt if len(prompt) <= _PROMPT_SHOWN else prompt[: _PROMPT_SHOWN - 1].rstrip() + "…"


async def _cancel(context: Context, job_id: UUID) -> Reply:
    job = await service.cancel(context.session, context.person, job_id, now=context.now)
    text = context.say.gettext("Cancelled. Your credits are back.")
    return Reply(text=text, quote=shortened(job.draw.prompt), private=True)


async def _line(context: Context, job: Job) -> str:
    say = context.say
    prompt = shortened(job.draw.prompt)
    if job.state is State.RUNNING:
        return say.gettext("being drawn: {prompt}", prompt=prompt)
    place = await jobs.place(context.session, job, now=context.now)
    if place is None:
        return say.gettext("about to be drawn: {prompt}", prompt=prompt)
    if place.paused is not None:
        paused = said_of_pause(say, place.paused)
        return say.gettext(
            "place {position}: {prompt} ({paused})", position=place.position, prompt=prompt, paused=paused
        )
    if place.seconds is None:
        return say.gettext("place {position}: {prompt}", position=place.position, prompt=prompt)
    wait = format_timedelta(timedelta(seconds=place.seconds), locale=say.locale, threshold=1.2)
    return say.gettext("place {position}, in about {wait}: {prompt}", position=place.position, wait=wait, prompt=prompt)
