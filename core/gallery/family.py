"""Where a picture comes from and what came of it, as far as everybody may know; and how it was made."""

from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from core.jobs.models import Job
from core.media.models import Media
from core.privacy import Visibility
from core.users.models import User

_MOST_KIN = 8


@dataclass(frozen=True, slots=True)
class Kin:
    """A related picture: its address and what stands for it until it is loaded."""

    slug: str
    key: str
    width: int
    height: int
    thumbhash: str


@dataclass(frozen=True, slots=True)
class Making:
    """How a picture was made (``steps`` as the model counts them), whose it is, its public parents and children."""

    steps: int
    guidance: float
    handle: str
    parents: tuple[Kin, ...]
    children: tuple[Kin, ...]


async def making_of(session: AsyncSession, media: Media) -> Making:
    """Return how a picture was made, with its kin."""
    spec = await session.scalar(select(Job.spec).where(Job.id == media.job_id)) or {}
    handle = await session.scalar(select(User.handle).where(User.id == media.owner_id))
    sources = [key for key in (spec.get("reference"), spec.get("after")) if isinstance(key, str)]
    parents = await _kin(session, _shown().where(Media.key.in_(sources))) if sources else ()
    drawn_from = (Job.spec["reference"].astext == media.key) | (Job.spec["after"].astext == media.key)
    children = await _kin(session, _shown().join(Job, Job.id == Media.job_id).where(drawn_from))
    return Making(
        steps=int(spec.get("steps") or 1),
        guidance=float(spec.get("guidance") or 0),
        handle=handle or "",
        parents=tuple(kin for kin in parents if kin.slug != media.slug),
        children=children,
    )


def _shown() -> Select[Media]:
    return select(Media).where(
        Media.visibility_name == Visibility.PUBLIC.value,
        Media.deleted_at.is_(None),
        Media.level == 0,
        Media.part.is_(False),
    )


async def _kin(session: AsyncSession, which: Select[Media]) -> tuple[Kin, ...]:
    found = await session.scalars(which.order_by(Media.published_at.desc(), Media.id.desc()).limit(_MOST_KIN))
    return tuple(Kin(one.slug, one.key, one.width, one.height, one.thumbhash) for one in found)
