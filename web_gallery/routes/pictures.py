"""The page of one picture."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.ext.asyncio import AsyncSession

from core.clock import utc_now
from core.comics.shown import comic_of_page
from core.gallery.family import Making, making_of
from core.gallery.tags import Borne, of_picture
from core.media import queries
from core.media.models import Derivative, Media
from core.privacy import Visibility, can_see
from core.rights.addresses import was_erased
from core.spaces.ratings import GENERAL_LEVEL
from core.storage.store import LONGEST_LINK
from web_gallery.answers import NEVER, SHORTLY, own_page, page
from web_gallery.placeholders import blurred
from web_gallery.reading import reading
from web_gallery.refusals import NothingHere, PictureGone
from web_gallery.site import Site, TheSite
from web_gallery.viewers import SignInFirst, Viewer, own_form, viewer_of
from web_gallery.views import Address, Detail, detail_of, open_address, shortened
from web_gallery.visits import Visit, language_cookie, visit_of

_TITLE_BYTES, _DESCRIPTION_BYTES = 70, 350  # gallery.md G7
_SLUG = re.compile(r"[A-Za-z0-9_-]{1,64}")
router = APIRouter()


@dataclass(frozen=True, slots=True)
class Look:
    """Everything that a picture's page shows; ``telegram`` is where it is remixed there, "" where it can't be."""

    detail: Detail
    making: Making
    borne: tuple[Borne, ...]
    is_private: bool
    telegram: str


@router.api_route("/i/{slug}", methods=["GET", "HEAD"])
async def picture(request: Request, site: TheSite, slug: str) -> Response:
    """Show a picture that is public, unlisted to whoever knows its address, or the viewer's own; rated ones veiled."""
    visit = visit_of(request, site.settings.default_locale)
    async with reading(site.database) as session:
        viewer = await viewer_of(request, site.settings, session, now=utc_now())
        media, creator = await visible(session, slug, viewer)
        comic = await comic_of_page(session, media)
        look = await look_of(session, site, visit, media, creator)
    if comic is not None:
        return RedirectResponse(f"/c/{comic}", HTTPStatus.TEMPORARY_REDIRECT, headers={"cache-control": NEVER})
    if is_veiled(media, viewer):
        return own_page(visit, _veiled(site, visit, media, creator, viewer=viewer))
    own = viewer if viewer is not None and viewer.user.id == media.owner_id else None

    def render() -> str:
        return looked_at(site, visit, look, own=own)

    if look.detail.is_listed and media.level == 0 and own is None:
        return page(request, site, visit, facts=look, render=render)
    headers = {"content-language": visit.locale, "cache-control": NEVER, "x-robots-tag": "noindex"}
    if visit.newly_chosen:
        headers["set-cookie"] = language_cookie(visit.locale, secure=site.settings.behind_tls)
    return Response(render(), media_type="text/html", headers=headers)


async def look_of(session: AsyncSession, site: Site, visit: Visit, media: Media, creator: str) -> Look:
    """Return everything that a picture's page shows."""
    copies = (await queries.derivatives(session, [media.id]))[media.id]
    detail = detail_of(media, creator, copies, say=visit.say, address=await _addresses(site, media, copies))
    borne = tuple(await of_picture(session, media.id, visit.locale))
    telegram = await site.telegram.link(media.slug) if detail.prompt and not detail.is_clip else ""
    return Look(detail, await making_of(session, media), borne, media.visibility is Visibility.PRIVATE, telegram)


def looked_at(
    site: Site, visit: Visit, look: Look, *, own: Viewer | None, typed: str | None = None, trouble: str = ""
) -> str:
    """Return a picture's page; ``own`` is its owner, ``typed`` the tags that they wrote where these can't be given."""
    shown = ", ".join(tag.name for tag in look.borne if tag.own) if typed is None else typed
    return site.pages.render(
        "picture.html", visit, detail=look.detail, making=look.making, borne=look.borne, own=own, typed=shown,
        trouble=trouble, is_private=look.is_private, telegram=look.telegram, **_share(look.detail),
    )  # fmt: skip


@router.post("/i/{slug}/reveal")
async def reveal(request: Request, site: TheSite, slug: str) -> Response:
    """Show a rated picture to who asks for it on its page; a form, so that no crawler and no preview does."""
    visit = visit_of(request, site.settings.default_locale)
    async with reading(site.database) as session:
        viewer = await viewer_of(request, site.settings, session, now=utc_now())
        await own_form(request, site.settings, viewer)
        media, creator = await visible(session, slug, viewer)
        look = await look_of(session, site, visit, media, creator)
    if not may_reveal(media, viewer):
        raise SignInFirst
    return own_page(visit, looked_at(site, visit, look, own=None))


@router.api_route("/i/{slug}/veil.webp", methods=["GET", "HEAD"])
async def veil(request: Request, site: TheSite, slug: str) -> Response:
    """Return the blur that other sites show in a rated picture's place (gallery.md G7, G9)."""
    async with reading(site.database) as session:
        viewer = await viewer_of(request, site.settings, session, now=utc_now())
        media, _ = await visible(session, slug, viewer)
    return Response(blurred(media.thumbhash), media_type="image/webp", headers={"cache-control": SHORTLY})


async def visible(session: AsyncSession, slug: str, viewer: Viewer | None) -> tuple[Media, str]:
    """Return a picture that somebody may know of, with its maker's name; whether it is veiled is another question.

    Raises:
        NothingHere: there is none, or it is not for this person.
        PictureGone: it was deleted, or moderators have hidden it.
    """
    found = await queries.shown(session, slug) if _SLUG.fullmatch(slug) else None
    if found is None:
        raise PictureGone if await was_erased(session, slug) else NothingHere
    media, creator = found
    if media.deleted_at is not None or media.hidden_at is not None:
        raise PictureGone
    if not can_see(media.visibility, owner=media.owner_id, viewer=viewer.user.id if viewer else None):
        raise NothingHere
    return media, creator


def is_veiled(media: Media, viewer: Viewer | None) -> bool:
    """Tell whether a picture is shown as a blur first: rated ones are, but to their owner."""
    return media.level > 0 and (viewer is None or viewer.user.id != media.owner_id)


def may_reveal(media: Media, viewer: Viewer | None) -> bool:
    """Tell whether somebody may lift the veil: what is for adults alone asks for an account."""
    return media.level <= GENERAL_LEVEL or viewer is not None


def _veiled(site: Site, visit: Visit, media: Media, creator: str, *, viewer: Viewer | None) -> str:
    """Return the page of a rated picture, which holds neither its words nor the address of any file of it."""
    return site.pages.render(
        "veiled.html",
        visit,
        title=visit.say.gettext("A picture by {creator}", creator=creator),
        slug=media.slug,
        lifting=f"/i/{media.slug}/reveal",
        width=media.width,
        height=media.height,
        thumbhash=media.thumbhash,
        level=media.level,
        may_reveal=may_reveal(media, viewer),
        csrf=viewer.csrf if viewer else "",
    )


async def _addresses(site: Site, media: Media, copies: Sequence[Derivative]) -> Address:
    """Return where the files of a picture are fetched: lasting addresses if it is public, else signed ones."""
    if media.visibility is Visibility.PUBLIC and media.level == 0:
        return open_address
    now = utc_now()
    links = {
        key: (await site.store.link(key, lifetime=LONGEST_LINK, now=now)).removeprefix(site.settings.origin)
        for key in (media.key, *(copy.key for copy in copies))
    }
    return links.__getitem__


def _share(detail: Detail) -> dict[str, str]:
    """Return the texts that other sites show beside a link."""
    card = detail.card
    return {
        "share_title": shortened(card.title, _TITLE_BYTES),
        "share_text": shortened(card.frame.alt, _DESCRIPTION_BYTES),
    }
