"""What the API tells of a comic."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from core.comics import histories, making, queries
from core.comics.continuing import card_of
from core.comics.export.formats import Format
from core.comics.making import ScriptUnfinished
from core.comics.models import Comic
from core.media.models import Media
from core.users.models import User
from web_gallery.routes.api.shapes import ComicTold, PageTold
from web_gallery.routes.api.speaking import PREFIX
from web_gallery.site import Site

_DRAFTS = (
    Format.CBZ,
    Format.EPUB,
    Format.PICTURES,
    Format.STRIP,
)  # a draft has no pictures of its own to set into a PDF


async def comic_told(session: AsyncSession, site: Site, owner: User, comic: Comic, *, now: datetime) -> ComicTold:
    """Return what is told of a comic."""
    origin = site.settings.origin
    shown = await queries.latest(session, comic)
    newest = await histories.newest_jobs(session, [comic.id])
    undrawn, cost = await _undrawn(session, owner, comic, now=now)
    draft = shown is None or shown.version.draft
    formats = (_DRAFTS if draft else (Format.PDF, *_DRAFTS)) if shown else ()
    return ComicTold(
        id=comic.id,
        url=f"{origin}{PREFIX}/comics/{comic.id}",
        read=f"{origin}/c/{comic.slug}",
        title=comic.title,
        script=comic.script,
        language=comic.language,
        size=comic.size,
        style=comic.style,
        visibility=comic.visibility,
        version=comic.version,
        draft=draft,
        pages=[_page(number, page, origin) for number, page in enumerate(shown.pages if shown else (), 1)],
        undrawn=undrawn,
        cost=cost,
        job=newest.get(comic.id),
        formats=[each.value for each in formats],
        created_at=comic.created_at,
    )


async def _undrawn(session: AsyncSession, owner: User, comic: Comic, *, now: datetime) -> tuple[int, int]:
    try:
        return await making.missing(session, owner, comic, await card_of(session, comic, now=now))
    except ScriptUnfinished:
        return 0, 0


def _page(number: int, page: Media, origin: str) -> PageTold:
    alt = next(iter(page.alt.values()), "")
    return PageTold(number=number, width=page.width, height=page.height, alt=str(alt), url=f"{origin}/i/{page.slug}")
