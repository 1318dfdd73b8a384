"""Using a text that was written, once its person has seen it: a picture, a new comic, other words in one."""

from datetime import datetime
from random import Random
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from core.comics import service as comics
from core.comics.models import Comic
from core.comics.ordering import script_of
from core.comics.script import FILE, Parsed, format_script, parse
from core.comics.script.model import PageSize
from core.comics.service import Look, Written
from core.errors import DomainError, Refusal
from core.i18n import N_
from core.jobs.models import Job
from core.jobs.service import JobNotFound
from core.jobs.specs import Wish
from core.jobs.states import Kind
from core.jobs.writing import Task, Writing
from core.users.models import User


class TextGone(DomainError):
    """The text was not written, or is kept no longer."""

    refusal = Refusal.NOT_FOUND
    code = "text-gone"
    msgid = N_("This text is no longer kept. Ask for it again.")


class ScriptChanged(DomainError):
    """The comic is not what the words were written for."""

    refusal = Refusal.CONFLICT
    code = "script-changed"
    msgid = N_("The script has changed since these words were written. Ask for words again.")


async def own_text(session: AsyncSession, person: User, job_id: UUID | None, *, task: Task | None = None) -> Job:
    """Return the job of a text of the person's own.

    Raises:
        JobNotFound: there is none, or it is somebody else's.
        TextGone: it holds no words.
    """
    job = await own_request(session, person, job_id)
    if not text_of(job):
        raise TextGone
    if task is not None and writing_of(job).task is not task:
        raise JobNotFound
    return job


async def own_request(session: AsyncSession, person: User, job_id: UUID | None) -> Job:
    """Return the job of a text that the person asked for, written or not.

    Raises:
        JobNotFound: there is none, or it is somebody else's.
        TextGone: what was asked is kept no longer.
    """
    job = await session.get(Job, job_id) if job_id else None
    if job is None or job.owner_id != person.id or job.kind is not Kind.SCRIPT:
        raise JobNotFound
    writing_of(job)
    return job


def text_of(job: Job) -> str:
    """Return the text of a job, "" while there is none."""
    return str(next(iter((job.words or {}).values()), ""))


def writing_of(job: Job) -> Writing:
    """Return what was asked of the writer.

    Raises:
        TextGone: it is kept no longer.
    """
    writing = job.draw.writing
    if writing is None:
        raise TextGone
    return writing


def wish_of(job: Job, prompt: str) -> Wish:
    """Return the wish for the picture that better words were asked for, with these words."""
    spec, writing = job.draw, writing_of(job)
    return Wish(
        prompt=prompt,
        style=spec.style or None,
        shape=spec.shape.value,
        count=writing.count,
        model=writing.model or None,
        seed=spec.seed,
        reference=spec.reference,
        strength=round(spec.strength * 100) if spec.reference else None,
        tuning=spec.tuning,
    )


def read(job: Job, text: str) -> Parsed:
    """Read a script as it was written or changed."""
    return parse(text, limits=FILE, language=writing_of(job).language)


async def comic_of(session: AsyncSession, owner: User, job: Job, text: str, *, now: datetime, dice: Random) -> Comic:
    """Return the comic of a written script, with this text: made the first time, changed after that."""
    writing = writing_of(job)
    written = Written(text, read(job, text).script, writing.language)
    size = PageSize(writing.size) if writing.size else None
    look = Look(size, job.draw.style or None, job.visibility)
    comic = await comics.begin(session, owner, written, look=look, key=f"words:{job.id}", now=now, dice=dice)
    if comic.deleted_at is not None:
        raise comics.ComicNotFound
    if comic.script != text:
        comics.rewrite(comic, written)
        await session.flush()
    return comic


async def reworded(session: AsyncSession, person: User, job: Job, text: str) -> Comic:
    """Return the comic that words were written for, with them.

    Raises:
        ComicNotFound: it is gone or not the person's.
        ScriptChanged: somebody changed the comic since.
    """
    writing = writing_of(job)
    comic = await comics.own(session, person, writing.comic)
    script = script_of(comic)
    if script is None or format_script(script) not in {writing.script, text_of(job)}:
        raise ScriptChanged
    comics.rewrite(comic, Written(text, read(job, text).script, comic.language))
    await session.flush()
    return comic
