"""A person's comics as the studio lists them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from core.comics import histories
from core.comics.models import Comic
from core.i18n import Translator
from core.jobs import histories as jobs
from core.jobs.models import Job
from core.jobs.states import OPEN
from core.media.models import Derivative, Media
from core.media.queries import derivatives
from core.privacy import VISIBILITY_NAMES
from web_gallery.addresses import own_addresses
from web_gallery.pages import long_date
from web_gallery.site import Site
from web_gallery.studio.cards import known_of
from web_gallery.studio.wording import standing
from web_gallery.viewers import Viewer
from web_gallery.views import Frame, card_of, listed_of

_LENGTH = 18


@dataclass(frozen=True, slots=True)
class Spine:
    """A comic in the list; ``cover`` is its newest version's first page, None until there is one."""

    id: str
    title: str
    cover: Frame | None
    words: str
    reach: str
    made_on: str
    job: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class Shelf:
    """One page of the list; ``older`` is where the next one begins."""

    spines: tuple[Spine, ...]
    older: str


async def shelf_of(
    session: AsyncSession, site: Site, viewer: Viewer, *, say: Translator, before: UUID | None, now: datetime
) -> Shelf:
    """Read one page of a person's comics."""
    found = await histories.mine(session, viewer.user.id, limit=_LENGTH + 1, before=before)
    comics = found[:_LENGTH]
    newest = await histories.newest_jobs(session, [comic.id for comic in comics])
    rows = {job.id: job for job in await jobs.own(session, viewer.user.id, list(newest.values()))}
    known = await known_of(session, list(rows.values()), now=now)
    covers = {job_id: pictures[0] for job_id, pictures in known.pictures.items() if pictures}
    copies = await derivatives(session, [media.id for media in covers.values()])
    frames = await _frames(site, viewer, covers, copies, say=say)
    spines = []
    for comic in comics:
        job = rows.get(newest[comic.id]) if comic.id in newest else None
        words = (
            standing(say, job, place=known.places.get(job.id), parts=known.parts.get(job.id))
            if job is not None and job.id not in covers
            else ""
        )
        spines.append(_spine(comic, job, frames, words=words, say=say))
    return Shelf(tuple(spines), str(comics[-1].id) if len(found) > _LENGTH else "")


async def _frames(
    site: Site, viewer: Viewer, covers: Mapping[UUID, Media], copies: Mapping[UUID, Sequence[Derivative]], *,
    say: Translator,
) -> dict[UUID, Frame]:  # fmt: skip
    keys = [key for media in covers.values() for key in (media.key, *(copy.key for copy in copies[media.id]))]
    links = await own_addresses(site, keys)
    return {
        job_id: card_of(listed_of(media, viewer.user.name, copies[media.id]), say=say, address=links.__getitem__).frame
        for job_id, media in covers.items()
    }


def _spine(comic: Comic, job: Job | None, frames: Mapping[UUID, Frame], *, words: str, say: Translator) -> Spine:
    return Spine(
        id=str(comic.id),
        title=comic.title or say.gettext("A comic without words yet"),
        cover=frames.get(job.id) if job else None,
        words=words,
        reach=say.gettext(VISIBILITY_NAMES[comic.visibility]),
        made_on=long_date(say, comic.created_at),
        job=str(job.id) if job else "",
        is_open=job is not None and job.state in OPEN,
    )
