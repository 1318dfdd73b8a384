"""Making things from a program: an automation or a script asks for pictures with a token of its owner."""

from datetime import timedelta
from random import Random
from typing import Annotated
from uuid import UUID

import orjson
from fastapi import APIRouter, Header, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.ext.asyncio import AsyncSession

from core.auth import access
from core.auth.tokens import Scope, TokenUnknown
from core.clock import new_id, utc_now
from core.frames import service as frames
from core.frames.models import Frame
from core.jobs import queries as jobs
from core.jobs.models import Job
from core.jobs.service import JobNotFound, Policy, submit
from core.jobs.service import Request as Ask
from core.jobs.specs import PROMPT_LENGTH, Wish, draw_spec
from core.media import queries as media
from core.media.models import Media
from core.privacy import checked_visibility
from core.quotas.limits import limits_with
from core.users.models import User
from web_gallery.answers import NEVER
from web_gallery.reading import reading
from web_gallery.settings import WebSettings
from web_gallery.site import Site, TheSite

_ACCEPTED, _OK = 202, 200
_BEARER = "bearer "
_MOST_KEY = 100
router = APIRouter(prefix="/api/v1")


class Creation(BaseModel):
    """What a program asks for; what is left out is as the token's owner usually has it.

    ``frame`` names the owner's picture frame that shows the result.
    """

    model_config = ConfigDict(extra="forbid", strict=True)

    prompt: str = Field(max_length=PROMPT_LENGTH * 4)
    style: str | None = Field(None, max_length=60)
    shape: str | None = Field(None, max_length=60)
    count: int = 1
    model: str | None = Field(None, max_length=200)
    seed: int | None = None
    visibility: str | None = Field(None, max_length=60)
    frame: str | None = Field(None, max_length=60)


@router.post("/creations")
async def create(
    request: Request, site: TheSite, wanted: Creation, idempotency_key: Annotated[str, Header()] = ""
) -> Response:
    """Take a wish and answer at once with where its result will be.

    The same ``Idempotency-Key`` again is answered with the creation that it made the first time.
    """
    now = utc_now()
    async with reading(site.database) as session:
        owner = await _bearer(request, site, session, Scope.CREATE)
        spec = draw_spec(_wish(wanted, owner), await jobs.models(session, now=now), dice=Random())  # noqa: S311 - seeds are no secrets
        reach = checked_visibility(wanted.visibility) if wanted.visibility else owner.visibility
        key = f"api:{owner.id}:{idempotency_key[:_MOST_KEY] or new_id()}"
        job = await submit(session, owner, spec=spec, request=Ask(key, reach), policy=_policy(site.settings), now=now)
        frame = await frames.hang(session, owner, name=wanted.frame, job=job, now=now) if wanted.frame else None
    return _answer(site, job, (), _ACCEPTED, frame=frame)


@router.api_route("/creations/{which}", methods=["GET", "HEAD"])
async def creation(request: Request, site: TheSite, which: UUID) -> Response:
    """Tell how a creation stands, with its pictures once they are drawn."""
    async with reading(site.database) as session:
        owner = await _bearer(request, site, session, Scope.READ)
        job = await jobs.by_id(session, which)
        if job is None or job.owner_id != owner.id:
            raise JobNotFound
        pictures = await media.of_job(session, job.id)
    return _answer(site, job, pictures, _OK)


async def _bearer(request: Request, site: Site, session: AsyncSession, scope: Scope) -> User:
    """Return whose token came with a request."""
    given = request.headers.get("authorization", "")
    if not given.lower().startswith(_BEARER):
        raise TokenUnknown
    proof = given[len(_BEARER) :].strip()
    return await access.bearer(session, proof, scope=scope, keys=site.identity.keys, now=utc_now())


def _wish(wanted: Creation, owner: User) -> Wish:
    return Wish(
        prompt=wanted.prompt,
        style=wanted.style or owner.default_style,
        shape=wanted.shape,
        count=wanted.count,
        model=wanted.model or owner.default_model,
        seed=wanted.seed,
    )


def _policy(settings: WebSettings) -> Policy:
    return Policy(limits_with(settings.credits_a_day), timedelta(hours=settings.job_expiry_hours))


def _answer(
    site: Site, job: Job, pictures: list[Media] | tuple[()], status: int, *, frame: Frame | None = None
) -> Response:
    address = f"{site.settings.origin}/api/v1/creations/{job.id}"
    content = {
        "id": str(job.id),
        "url": address,
        "state": job.state.value,
        "error": job.error,
        "cost": job.cost,
        "pictures": [
            {
                "url": f"{site.settings.origin}/i/{picture.slug}",
                "width": picture.width,
                "height": picture.height,
                "seed": picture.seed,
                "alt": picture.alt,
            }
            for picture in pictures
        ],
        **({"frame": f"{site.settings.origin}/frames/{frame.slug}.png"} if frame else {}),
    }
    headers = {"cache-control": NEVER, "location": address}
    return Response(orjson.dumps(content), status, media_type="application/json", headers=headers)
