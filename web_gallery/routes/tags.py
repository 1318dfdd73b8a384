"""Tags: all of them, the pictures of one, and those that owners give."""

from http import HTTPStatus

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from core.clock import utc_now
from core.gallery import tags
from core.gallery.listing import list_next
from core.gallery.tags import LONGEST, TagWithoutWords, TooManyTags, key_of, name_of
from web_gallery import walls
from web_gallery.answers import NEVER, own_page, page, page_later
from web_gallery.reading import reading
from web_gallery.refusals import NothingHere, status_of
from web_gallery.routes.feed import models_shown
from web_gallery.routes.pictures import look_of, looked_at, visible
from web_gallery.site import TheSite
from web_gallery.viewers import SignInFirst, own_form, viewer_of
from web_gallery.views import shortened
from web_gallery.visits import visit_of
from web_gallery.walls import read_leaf
from web_gallery.wishes import wish_of

_READ = ["GET", "HEAD"]
_MOST_SHOWN = 300
_TITLE_BYTES = 70  # gallery.md G7
router = APIRouter()


@router.api_route("/tags", methods=_READ)
async def all_tags(request: Request, site: TheSite) -> Response:
    """Show the tags that most pictures bear."""
    visit = visit_of(request, site.settings.default_locale)
    async with reading(site.database) as session:
        borne = await tags.most_borne(session, visit.locale, limit=_MOST_SHOWN)
    return page(
        request, site, visit, facts=("tags", borne), render=lambda: site.pages.render("tags.html", visit, borne=borne)
    )


@router.api_route("/tags/{tag}", methods=_READ)
async def tagged(request: Request, site: TheSite, tag: str, before: str = "") -> Response:
    """Show the pictures that bear a tag; a tag by another of its names is sent to its own address."""
    visit = visit_of(request, site.settings.default_locale)
    key = key_of(tag[: LONGEST * 2], visit.locale)
    if not key:
        raise NothingHere
    if key != tag:
        return RedirectResponse(f"/tags/{key}", HTTPStatus.TEMPORARY_REDIRECT, headers={"cache-control": NEVER})
    wish = wish_of(f"/tags/{key}", request.query_params, tag=key)
    leaf = await read_leaf(site, wish.wanted, before)
    async with reading(site.database) as session:
        name = name_of(key, await tags.label_of(session, key), visit.locale)
    if not leaf.stubs and wish.is_plain and leaf.is_first:
        raise NothingHere
    models, today = await models_shown(site), utc_now().date()

    async def render() -> str:
        return site.pages.render(
            "gathered.html",
            visit,
            title=name,
            share_title=shortened(name, _TITLE_BYTES),
            told=visit.say.gettext("Pictures and comics that show this: {tag}", tag=name),
            leaf=leaf,
            cards=await walls.cards(site, visit, leaf),
            wish=wish,
            choices=wish.choices(visit.say, models, today),
        )

    return await page_later(request, site, visit, facts=(leaf.facts, name, models, today), render=render)


@router.post("/i/{slug}/tags")
async def set_tags(request: Request, site: TheSite, slug: str) -> Response:
    """Give one's own picture the tags that a form names; what is wrong with them is said beside them."""
    visit = visit_of(request, site.settings.default_locale)
    async with reading(site.database) as session:
        viewer = await viewer_of(request, site.settings, session, now=utc_now())
        if viewer is None:
            raise SignInFirst
        fields = await own_form(request, site.settings, viewer)
        media, creator = await visible(session, slug, viewer)
    typed = fields.get("tags", "")
    try:
        async with reading(site.database) as session:
            await tags.set_own(session, viewer.user, media.id, names=tags.split(typed), locale=visit.locale)
            await session.flush()
            await list_next(session)
    except (TagWithoutWords, TooManyTags) as refusal:
        async with reading(site.database) as session:
            look = await look_of(session, site, visit, media, creator)
        html = looked_at(site, visit, look, own=viewer, typed=typed, trouble=visit.say.error(refusal))
        return own_page(visit, html, status=status_of(refusal))
    return RedirectResponse(f"/i/{slug}", HTTPStatus.SEE_OTHER, headers={"cache-control": NEVER})
