"""From rows to what the API tells of them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from core.clock import utc_now
from core.gallery import tags
from core.jobs.models import Job
from core.media.models import Media
from core.users.models import User
from web_gallery.addresses import own_addresses
from web_gallery.live.stream import Told
from web_gallery.routes.api.shapes import Drawn, JobTold, Parts, PictureTold, Standing
from web_gallery.routes.api.speaking import PREFIX
from web_gallery.site import Site
from web_gallery.studio.cards import Known, known_of, mark_of


async def jobs_told(session: AsyncSession, site: Site, jobs: Sequence[Job], *, now: datetime) -> list[JobTold]:
    """Return what is told of jobs."""
    known = await known_of(session, jobs, now=now)
    return [job_told(site, job, known) for job in jobs]


def job_told(site: Site, job: Job, known: Known) -> JobTold:
    """Return what is told of a job."""
    origin, place, parts = site.settings.origin, known.places.get(job.id), known.parts.get(job.id)
    comic = known.comics.get(job.id)
    return JobTold(
        id=job.id,
        url=f"{origin}{PREFIX}/jobs/{job.id}",
        kind=job.kind,
        state=job.state,
        error=job.error,
        prompt=job.draw.prompt,
        model=job.draw.model,
        seed=job.draw.seed,
        cost=job.cost,
        place=Standing(position=place.position, seconds=place.seconds, paused=place.paused) if place else None,
        parts=Parts(done=parts[0], total=parts[1]) if parts else None,
        comic=comic.id if comic else None,
        pictures=[_drawn(media, origin) for media in known.pictures[job.id]],
        created_at=job.created_at,
        finished_at=job.finished_at,
    )


def _drawn(media: Media, origin: str) -> Drawn:
    return Drawn(
        id=media.id,
        url=f"{origin}/i/{media.slug}",
        width=media.width,
        height=media.height,
        seed=media.seed,
        alt={name: str(words) for name, words in media.alt.items()},
    )


async def pictures_told(
    session: AsyncSession, site: Site, pictures: Sequence[Media], *, locale: str
) -> list[PictureTold]:
    """Return what is told of one's own pictures."""
    origin = site.settings.origin
    links = await own_addresses(site, [media.key for media in pictures])
    told = []
    for media in pictures:
        borne = await tags.of_picture(session, media.id, locale)
        told.append(_picture(media, origin, link=links[media.key], borne=[tag.name for tag in borne]))
    return told


def _picture(media: Media, origin: str, *, link: str, borne: list[str]) -> PictureTold:
    return PictureTold(
        id=media.id,
        url=f"{origin}/i/{media.slug}",
        file=link if "://" in link else f"{origin}{link}",
        job=media.job_id,
        media_type=media.media_type,
        width=media.width,
        height=media.height,
        seed=media.seed,
        prompt=media.prompt,
        style=media.style,
        model=media.target.rpartition("/")[2],
        visibility=media.visibility,
        level=media.level,
        alt={name: str(words) for name, words in media.alt.items()},
        left_out=list(media.not_drawn),
        tags=borne,
        hidden=media.hidden_at is not None,
        created_at=media.created_at,
        published_at=media.published_at,
    )


class ApiTeller:
    """Tells jobs to a program as the API writes them."""

    def __init__(self, site: Site, owner_id: UUID) -> None:
        """Tell one person's jobs."""
        self._site = site
        self._owner_id = owner_id

    async def may_listen(self, session: AsyncSession) -> bool:
        """Tell whether the owner is still there and not shut out; a withdrawn token ends with the next connection."""
        owner = await session.get(User, self._owner_id, populate_existing=True)
        return owner is not None and owner.blocked_at is None

    async def told(self, session: AsyncSession, jobs: Sequence[Job]) -> list[Told]:
        """Return each job."""
        known = await known_of(session, jobs, now=utc_now())
        return [Told(mark_of(job, known), job_told(self._site, job, known).model_dump(mode="json")) for job in jobs]
