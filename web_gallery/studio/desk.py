"""One comic on its maker's desk: its script, its newest pages, what is under way and what can be done next."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from core.comics import histories, making, queries
from core.comics.continuing import card_of as model_of
from core.comics.making import ScriptUnfinished
from core.comics.models import Comic
from core.comics.ordering import script_of
from core.i18n import Translator
from core.jobs import histories as jobs
from core.jobs.models import Job
from core.media.models import Media
from core.media.queries import derivatives
from core.privacy import VISIBILITY_NAMES
from web_gallery.addresses import own_addresses
from web_gallery.comic_views import offered_files
from web_gallery.site import Site
from web_gallery.studio.cards import JobCard, Way, cards_of, known_of, ways_from
from web_gallery.viewers import Viewer
from web_gallery.views import Frame, card_of, listed_of


@dataclass(frozen=True, slots=True)
class Desk:
    """A comic as its maker sees it.

    ``pages`` are those of the newest version that has any, ``is_draft`` says that it is a storyboard. ``job`` is the
    newest version's where it is under way or came to nothing. ``undrawn`` panels would cost ``cost`` credits to draw,
    one panel again ``panel_cost``.
    """

    id: str
    slug: str
    title: str
    script: str
    size: str
    style: str
    reach: str
    reach_note: str
    pages: tuple[Frame, ...]
    is_draft: bool
    job: JobCard | None
    undrawn: int
    cost: int
    panels: int
    panel_cost: int
    ways: tuple[Way, ...]
    files: tuple[tuple[str, str, str], ...]


async def desk_of(
    session: AsyncSession, site: Site, viewer: Viewer, comic: Comic, *, say: Translator, now: datetime
) -> Desk:
    """Read a comic's desk."""
    shown = await queries.latest(session, comic)
    script = script_of(comic)
    card = await model_of(session, comic, now=now)
    undrawn, cost = await _undrawn(session, viewer, comic, now=now)
    is_draft = shown is None or shown.version.draft
    return Desk(
        id=str(comic.id),
        slug=comic.slug,
        title=comic.title,
        script=comic.script,
        size=comic.size,
        style=comic.style,
        reach=comic.visibility_name,
        reach_note=say.gettext(VISIBILITY_NAMES[comic.visibility]),
        pages=await _frames(session, site, viewer, shown.pages if shown else (), say=say),
        is_draft=is_draft,
        job=await _job(session, site, viewer, comic, say=say, now=now),
        undrawn=undrawn,
        cost=cost,
        panels=len(script.panels) if script else 0,
        panel_cost=card.cost,
        ways=ways_from(comic.visibility, say),
        files=offered_files(comic.slug, is_draft=is_draft, say=say) if shown else (),
    )


async def newest_job(session: AsyncSession, comic: Comic) -> Job | None:
    """Return the job of a comic's newest version, finished or not."""
    newest = await histories.newest_jobs(session, [comic.id])
    found = await jobs.own(session, comic.owner_id, list(newest.values()))
    return found[0] if found else None


async def _job(
    session: AsyncSession, site: Site, viewer: Viewer, comic: Comic, *, say: Translator, now: datetime
) -> JobCard | None:
    job = await newest_job(session, comic)
    if job is None:
        return None
    (card,) = await cards_of(site, [job], await known_of(session, [job], now=now), name=viewer.user.name, say=say)
    return card if card.is_open or card.has_failed else None


async def _undrawn(session: AsyncSession, viewer: Viewer, comic: Comic, *, now: datetime) -> tuple[int, int]:
    try:
        return await making.missing(session, viewer.user, comic, await model_of(session, comic, now=now))
    except ScriptUnfinished:
        return 0, 0


async def _frames(
    session: AsyncSession, site: Site, viewer: Viewer, pages: tuple[Media, ...], *, say: Translator
) -> tuple[Frame, ...]:
    copies = await derivatives(session, [page.id for page in pages])
    keys = [key for page in pages for key in (page.key, *(copy.key for copy in copies[page.id]))]
    links = await own_addresses(site, keys)
    return tuple(
        card_of(listed_of(page, viewer.user.name, copies[page.id]), say=say, address=links.__getitem__).frame
        for page in pages
    )
