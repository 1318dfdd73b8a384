"""Making things from a program: an automation or a script asks for pictures with a token of its owner."""

from random import Random
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Header, Request, Response
from pydantic import Field
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from core.auth.tokens import Scope
from core.clock import new_id, utc_now
from core.frames import service as frames
from core.jobs import queries as jobs
from core.jobs.models import Job
from core.jobs.prompts import PROMPT_LENGTH
from core.jobs.service import JobNotFound, submit
from core.jobs.service import Request as Ask
from core.jobs.specs import LARGEST_SEED, MOST_PICTURES, DrawSpec, Wish, draw_spec
from core.privacy import Visibility, checked_visibility
from core.users.models import User
from web_gallery.reading import reading
from web_gallery.refusals import KeyReused
from web_gallery.routes.api.shapes import CreationTold
from web_gallery.routes.api.speaking import PREFIX, Shape, answered, owner_of, problems
from web_gallery.routes.api.telling import jobs_told
from web_gallery.site import Site, TheSite
from web_gallery.studio.asking import policy_of

MOST_KEY = 100
Key = Annotated[str, Header(max_length=MOST_KEY, description="The same key again is the same wish, taken once.")]
router = APIRouter(prefix=PREFIX, tags=["creations"])


class Creation(Shape):
    """What a program asks for; what is left out is as the token's owner usually has it.

    ``frame`` names the owner's picture frame that shows the result.
    """

    prompt: str = Field(max_length=PROMPT_LENGTH * 4, examples=["a fox reading under a tree at night"])
    style: str | None = Field(None, max_length=60, examples=["ink"])
    shape: str | None = Field(None, max_length=60, examples=["square"])
    count: int = Field(1, description=f"1 to {MOST_PICTURES} pictures.")
    model: str | None = Field(None, max_length=200, examples=["auto"])
    seed: int | None = Field(None, description=f"0 to {LARGEST_SEED}; a new one is thrown where there is none.")
    visibility: str | None = Field(None, max_length=60, examples=["private"])
    frame: str | None = Field(None, max_length=60, examples=["living-room"])


@router.post(
    "/creations", status_code=202, response_model=CreationTold, responses=problems(409, 422), summary="Draw pictures"
)
async def create(request: Request, site: TheSite, wanted: Creation, idempotency_key: Key = "") -> Response:
    """Take a wish and answer at once with where its result will be.

    The same ``Idempotency-Key`` again is answered with the creation that it made the first time; with another wish it
    is refused.
    """
    now = utc_now()
    async with reading(site.database) as session:
        owner = await owner_of(request, site, session, scope=Scope.CREATE)
        reach = await reach_of(request, site, session, owner, wanted.visibility)
        cards = await jobs.models(session, now=now, engines=site.settings.engine_order)
        spec = draw_spec(_wish(wanted, owner), cards, dice=Random())  # noqa: S311 - seeds are no secrets
        asked = Ask(f"api:{owner.id}:{idempotency_key or new_id()}", reach)
        known = await session.scalar(select(Job).where(Job.key == asked.key, Job.owner_id == owner.id))
        if known is not None and not _is_same(known, spec, wanted, reach):
            raise KeyReused
        job = known or await submit(session, owner, spec=spec, request=asked, policy=policy_of(site.settings), now=now)
        frame = await frames.hang(session, owner, name=wanted.frame, job=job, now=now) if wanted.frame else None
        told = await _told(
            session, site, job, frame=f"{site.settings.origin}/frames/{frame.slug}.png" if frame else None
        )
    return answered(request, told, status=202, headers={"location": told.url})


@router.api_route(
    "/creations/{which}", methods=["GET"], response_model=CreationTold, responses=problems(), summary="Look at one"
)
async def creation(request: Request, site: TheSite, which: UUID) -> Response:
    """Tell how a creation stands, with its pictures once they are drawn."""
    async with reading(site.database) as session:
        owner = await owner_of(request, site, session, scope=Scope.READ)
        job = await jobs.by_id(session, which)
        if job is None or job.owner_id != owner.id:
            raise JobNotFound
        told = await _told(session, site, job, frame=None)
    return answered(request, told)


async def reach_of(request: Request, site: Site, session: AsyncSession, owner: User, wanted: str | None) -> Visibility:
    """Return how far results shall reach; making public asks for a token that may.

    Raises:
        UnknownVisibility, TokenTooNarrow: there is none of this name, or the token is for other things.
    """
    reach = checked_visibility(wanted) if wanted else owner.visibility
    if wanted and reach is Visibility.PUBLIC:
        await owner_of(request, site, session, scope=Scope.PUBLISH)
    return reach


def _wish(wanted: Creation, owner: User) -> Wish:
    return Wish(
        prompt=wanted.prompt,
        style=wanted.style or owner.default_style,
        shape=wanted.shape,
        count=wanted.count,
        model=wanted.model or owner.default_model,
        seed=wanted.seed,
    )


def _is_same(known: Job, spec: DrawSpec, wanted: Creation, reach: Visibility) -> bool:
    """Tell whether a known job was asked for in the same words; what was left out may have been chosen otherwise."""
    was = known.draw
    alike = (was.prompt, was.count, was.shape, known.visibility) == (spec.prompt, spec.count, spec.shape, reach)
    style = not wanted.style or was.style == spec.style
    model = not wanted.model or wanted.model == "auto" or was.target == spec.target
    return alike and style and model and (wanted.seed is None or was.seed == wanted.seed)


async def _told(session: AsyncSession, site: Site, job: Job, *, frame: str | None) -> CreationTold:
    (told,) = await jobs_told(session, site, [job], now=utc_now())
    url = f"{site.settings.origin}{PREFIX}/creations/{job.id}"
    return CreationTold.model_validate({**told.model_dump(), "url": url, "frame": frame})
