"""Texts by the house's writers: better words for a picture, a comic's script of an idea, other words for a comic."""

from datetime import datetime
from random import Random
from typing import Literal
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from core.auth.tokens import Scope
from core.clock import new_id, utc_now
from core.comics import service as comics
from core.comics.inventing import LONGEST_IDEA, MOST_PANELS, checked_idea
from core.comics.service import Look
from core.jobs.models import Job
from core.jobs.prompts import PROMPT_LENGTH, checked_prompt
from core.jobs.service import Request as Ask
from core.jobs.specs import Wish
from core.jobs.states import State
from core.jobs.writing import NO_WISH, Task
from core.privacy import Visibility
from core.users.models import User
from core.writing import service, using
from web_gallery.reading import reading
from web_gallery.refusals import KeyReused
from web_gallery.routes.api.creations import Key
from web_gallery.routes.api.speaking import PREFIX, Shape, answered, owner_of, problems
from web_gallery.site import Site, TheSite
from web_gallery.studio.asking import policy_of
from web_gallery.visits import visit_of

Spoken = Literal["en", "pl"]
router = APIRouter(prefix=PREFIX, tags=["texts"])


class TextWanted(Shape):
    """What is to be written: ``expand`` makes a prompt for a picture richer, ``script`` makes a comic of an idea.

    ``language`` is the one that is written in, as a rule the asker's.
    """

    task: Literal["expand", "script"]
    words: str = Field(max_length=max(PROMPT_LENGTH, LONGEST_IDEA) * 4, examples=["a cat who wants to fly"])
    panels: int | None = Field(None, ge=1, le=MOST_PANELS, description="Of a script.")
    language: Spoken | None = None


class WordsWanted(Shape):
    """How a comic's people shall talk; nothing leaves it to the writer."""

    wish: str = Field("", max_length=PROMPT_LENGTH * 4, examples=["funnier, and shorter"])


class TextTold(BaseModel):
    """A text: ``text`` is null until it is written; nothing of anybody's changes by it.

    ``model`` wrote it; ``wished`` is who was asked first, where it could not.
    """

    id: UUID
    url: str
    task: Task
    state: State
    error: str | None
    language: Spoken
    prompt: str
    text: str | None
    model: str
    wished: str | None
    cost: int
    comic: UUID | None
    created_at: datetime
    finished_at: datetime | None


@router.post("/texts", status_code=202, response_model=TextTold, responses=problems(422), summary="Have a text written")
async def ask(request: Request, site: TheSite, wanted: TextWanted, idempotency_key: Key = "") -> Response:
    """Take a wish and answer at once; where no model writes here, the text is in the answer.

    The same ``Idempotency-Key`` again is answered with the text that it made the first time.
    """
    locale = wanted.language or visit_of(request, site.settings.default_locale).locale
    async with reading(site.database) as session:
        owner = await owner_of(request, site, session, scope=Scope.CREATE)
        asking = _asking(site, owner, idempotency_key, locale)
        prompt = checked_prompt(checked_idea(wanted.words) if wanted.task == Task.SCRIPT.value else wanted.words)
        job = await _known(session, owner, asking, prompt=prompt, task=Task(wanted.task), panels=wanted.panels)
        if job is None and wanted.task == Task.EXPAND.value:
            job = await service.better_words(session, owner, Wish(wanted.words), asking=asking)
        elif job is None:
            look = Look(None, owner.default_style, owner.visibility)
            job = await service.script_from(
                session, owner, wanted.words, panels=wanted.panels, look=look, asking=asking
            )
        told = _told(site, job)
    return answered(request, told, status=202, headers={"location": told.url})


@router.post(
    "/comics/{which}/texts", status_code=202, response_model=TextTold, responses=problems(409, 422),
    summary="Have a comic's words written",
)  # fmt: skip
async def reword(
    request: Request, site: TheSite, which: UUID, wanted: WordsWanted, idempotency_key: Key = ""
) -> Response:
    """Have other words written for a comic; ``PATCH`` the comic with the script to take them."""
    async with reading(site.database) as session:
        owner = await owner_of(request, site, session, scope=Scope.CREATE)
        comic = await comics.own(session, owner, which)
        asking = _asking(site, owner, idempotency_key, comic.language)
        prompt = checked_prompt(wanted.wish) if wanted.wish.strip() not in {"", NO_WISH} else NO_WISH
        job = await _known(session, owner, asking, prompt=prompt, task=Task.DIALOGUE, comic=which)
        job = job or await service.other_words(session, owner, comic, wish=wanted.wish, asking=asking)
        told = _told(site, job)
    return answered(request, told, status=202, headers={"location": told.url})


@router.get("/texts/{which}", response_model=TextTold, responses=problems(), summary="Look at a text")
async def text(request: Request, site: TheSite, which: UUID) -> Response:
    """Tell how a text stands, and what it says once it is written."""
    async with reading(site.database) as session:
        owner = await owner_of(request, site, session, scope=Scope.READ)
        told = _told(site, await using.own_request(session, owner, which))
    return answered(request, told)


def _asking(site: Site, owner: User, key: str, locale: str) -> service.Asking:
    asked = Ask(f"api:{owner.id}:{key or new_id()}", Visibility.PRIVATE)
    return service.Asking(locale, asked, policy_of(site.settings), utc_now(), Random())  # noqa: S311 - seeds are no secrets


async def _known(
    session: AsyncSession,
    owner: User,
    asking: service.Asking,
    *,
    prompt: str,
    task: Task,
    panels: int | None = None,
    comic: UUID | None = None,
) -> Job | None:
    """Return the text that a key made before.

    Raises:
        KeyReused: it made something else.
    """
    known = await session.scalar(select(Job).where(Job.key == asking.request.key, Job.owner_id == owner.id))
    if known is None:
        return None
    writing = known.draw.writing
    if writing is None or (writing.task, writing.comic, known.draw.prompt) != (task, comic, prompt):
        raise KeyReused
    if panels is not None and writing.panels != panels:
        raise KeyReused
    return known


def _told(site: Site, job: Job) -> TextTold:
    spec, writing = job.draw, using.writing_of(job)
    return TextTold.model_validate(
        {
            "id": job.id, "url": f"{site.settings.origin}{PREFIX}/texts/{job.id}", "task": writing.task,
            "state": job.state, "error": job.error, "language": writing.language, "prompt": spec.prompt,
            "text": using.text_of(job) or None, "model": spec.model, "wished": spec.wished or None, "cost": job.cost,
            "comic": writing.comic, "created_at": job.created_at, "finished_at": job.finished_at,
        }
    )  # fmt: skip
