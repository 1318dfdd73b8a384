"""The page of a comic, its reader, and its files."""

import re
from collections.abc import Callable
from uuid import UUID

from fastapi import APIRouter, Request, Response

from core.clock import utc_now
from core.comics.script.model import Direction
from core.comics.shown import ShownComic, shown
from core.privacy import Visibility, can_see
from core.rights.addresses import was_erased
from core.spaces.ratings import GENERAL_LEVEL
from core.storage.store import LONGEST_LINK
from web_gallery.answers import NEVER, own_page, page
from web_gallery.comic_views import Comic, View, comic_of, previews_of, reader_of
from web_gallery.reading import reading
from web_gallery.refusals import AddressDamaged, ComicGone, NothingHere
from web_gallery.site import Site, TheSite
from web_gallery.viewers import SignInFirst, Viewer, own_form, viewer_of
from web_gallery.views import Address, open_address, shortened
from web_gallery.visits import Visit, language_cookie, visit_of

_TITLE_BYTES, _DESCRIPTION_BYTES = 70, 350  # gallery.md G7
_SLUG = re.compile(r"[A-Za-z0-9_-]{1,64}")
_NUMBER = re.compile(r"[1-9][0-9]{0,3}")
_READ = ["GET", "HEAD"]
router = APIRouter()


@router.api_route("/c/{slug}", methods=_READ)
async def comic(request: Request, site: TheSite, slug: str) -> Response:
    """Show a comic that is public, unlisted to whoever knows its address, or the viewer's own."""
    whole, viewer = await known(request, site, slug)
    visit = visit_of(request, site.settings.default_locale)
    if is_veiled(whole, viewer):
        return own_page(visit, _veiled(site, visit, whole, viewer))
    address = await addresses_of(site, whole)
    found = comic_of(whole, say=visit.say, address=address)
    share = _share(whole, found, address)

    def render() -> str:
        return site.pages.render("comic.html", visit, comic=found, **share)

    return _answer(request, site, visit, facts=found, render=render, is_open=found.is_listed and whole.level == 0)


@router.api_route("/c/{slug}/{number}", methods=_READ)
async def comic_page(
    request: Request, site: TheSite, slug: str, number: str, view: str = "", read: str = ""
) -> Response:
    """Show a page of a comic in the reader; ``view`` and ``read`` say how, else as its maker meant it."""
    whole, viewer = await known(request, site, slug)
    place = _number(number, len(whole.pages))
    visit = visit_of(request, site.settings.default_locale)
    if is_veiled(whole, viewer):
        return own_page(visit, _veiled(site, visit, whole, viewer))
    address = await addresses_of(site, whole)
    found = comic_of(whole, say=visit.say, address=address)
    reader = reader_of(found, place, view=_view(view or found.view), way=_way(read, whole.direction), say=visit.say)
    told = visit.say.gettext("Page {number} of {total}", number=place, total=len(whole.pages))
    share = _share(whole, found, address)

    def render() -> str:
        return site.pages.render("reader.html", visit, comic=found, reader=reader, place=told, **share)

    return _answer(
        request, site, visit, facts=(found, reader), render=render, is_open=found.is_listed and whole.level == 0
    )


@router.post("/c/{slug}/reveal")
async def reveal(request: Request, site: TheSite, slug: str) -> Response:
    """Show all of a rated comic to who asks for it on its page; a form, so that no crawler and no preview does."""
    whole, viewer = await revealed(request, site, slug)
    visit = visit_of(request, site.settings.default_locale)
    address = await addresses_of(site, whole)
    found = comic_of(whole, say=visit.say, address=address)
    reader = reader_of(found, 1, view=View.SCROLL, way=whole.direction, say=visit.say)
    csrf = viewer.csrf if viewer else ""
    return own_page(visit, site.pages.render("unveiled.html", visit, comic=found, reader=reader, csrf=csrf))


async def known(request: Request, site: Site, slug: str) -> tuple[ShownComic, Viewer | None]:
    """Return a comic that the viewer may know of, and the viewer; whether it is veiled is another question.

    Raises:
        NothingHere: no such comic, not for this viewer, or without a finished page.
        ComicGone: it was deleted, or moderators have hidden it.
    """
    if not _SLUG.fullmatch(slug):
        raise NothingHere
    async with reading(site.database) as session:
        viewer = await viewer_of(request, site.settings, session, now=utc_now())
        found = await shown(session, slug)
        if found is None and await was_erased(session, slug):
            raise ComicGone
    return visible_comic(found, viewer.user.id if viewer else None), viewer


async def revealed(request: Request, site: Site, slug: str) -> tuple[ShownComic, Viewer | None]:
    """Return a comic whose veil the viewer lifts with a form of ours.

    Raises:
        DomainError: as ``known`` and ``own_form``.
        SignInFirst: it is for adults.
    """
    whole, viewer = await known(request, site, slug)
    await own_form(request, site.settings, viewer)
    if not may_reveal(whole, viewer):
        raise SignInFirst
    return whole, viewer


def is_veiled(whole: ShownComic, viewer: Viewer | None) -> bool:
    """Tell whether a comic is shown as a blur first: rated ones are, but to their owner."""
    return whole.level > 0 and (viewer is None or viewer.user.id != whole.owner_id)


def may_reveal(whole: ShownComic, viewer: Viewer | None) -> bool:
    """Tell whether somebody may lift the veil: what is for adults alone asks for an account."""
    return whole.level <= GENERAL_LEVEL or viewer is not None


def _veiled(site: Site, visit: Visit, whole: ShownComic, viewer: Viewer | None) -> str:
    """Return the page of a rated comic, which holds neither its words nor the address of any file of it."""
    first = whole.pages[0]
    return site.pages.render(
        "veiled.html",
        visit,
        title=visit.say.gettext("A comic by {creator}", creator=whole.creator),
        slug=first.slug,
        lifting=f"/c/{whole.slug}/reveal",
        width=first.width,
        height=first.height,
        thumbhash=first.thumbhash,
        level=whole.level,
        may_reveal=may_reveal(whole, viewer),
        csrf=viewer.csrf if viewer else "",
    )


def visible_comic(found: ShownComic | None, viewer: UUID | None) -> ShownComic:
    """Return a comic that somebody may know of.

    Raises:
        NothingHere, ComicGone: as ``known``.
    """
    if found is None:
        raise NothingHere
    if found.deleted_at is not None:
        raise ComicGone
    if found.is_taken and found.owner_id != viewer:
        raise ComicGone
    if not found.pages or not can_see(found.visibility, owner=found.owner_id, viewer=viewer):
        raise NothingHere
    return found


async def addresses_of(site: Site, whole: ShownComic) -> Address:
    """Return where files are fetched: lasting addresses if the comic is public, else signed ones."""
    if whole.visibility is Visibility.PUBLIC and whole.level == 0:
        return open_address
    now = utc_now()
    keys = [key for each in whole.pages for key in (each.key, *(copy.key for copy in each.copies))]
    links = {
        key: (await site.store.link(key, lifetime=LONGEST_LINK, now=now)).removeprefix(site.settings.origin)
        for key in keys
    }
    return links.__getitem__


def _answer(
    request: Request, site: Site, visit: Visit, *, facts: object, render: Callable[[], str], is_open: bool
) -> Response:
    if is_open:
        return page(request, site, visit, facts=facts, render=render)
    headers = {"content-language": visit.locale, "cache-control": NEVER, "x-robots-tag": "noindex"}
    if visit.newly_chosen:
        headers["set-cookie"] = language_cookie(visit.locale, secure=site.settings.behind_tls)
    return Response(render(), media_type="text/html", headers=headers)


def _share(whole: ShownComic, comic: Comic, address: Address) -> dict[str, object]:
    """Return what other sites show beside a link."""
    text = whole.pages[0].alt.replace("\n", " ") or comic.title
    return {
        "share_title": shortened(comic.title, _TITLE_BYTES),
        "share_text": shortened(text, _DESCRIPTION_BYTES),
        "previews": previews_of(whole, address),
    }


def _number(text: str, total: int) -> int:
    if not (_NUMBER.fullmatch(text) and int(text) <= total):
        raise NothingHere
    return int(text)


def _view(text: str) -> View:
    try:
        return View(text)
    except ValueError:
        raise AddressDamaged from None


def _way(text: str, usual: Direction) -> Direction:
    try:
        return Direction(text or usual)
    except ValueError:
        raise AddressDamaged from None
