"""People: what somebody chose to show."""

import re

from fastapi import APIRouter, Request, Response

from core.clock import utc_now
from core.gallery import people
from core.gallery.people import MOST_COUNTED, Person
from core.i18n import Translator
from web_gallery import walls
from web_gallery.answers import page_later
from web_gallery.reading import reading
from web_gallery.refusals import NothingHere
from web_gallery.routes.feed import models_shown
from web_gallery.site import Site, TheSite
from web_gallery.views import shortened
from web_gallery.visits import visit_of
from web_gallery.walls import read_leaf
from web_gallery.wishes import wish_of

_TITLE_BYTES = 70  # gallery.md G7
_HANDLE = re.compile(r"[a-z0-9-]{1,60}")
router = APIRouter()


@router.api_route("/u/{handle}", methods=["GET", "HEAD"])
async def person(request: Request, site: TheSite, handle: str, before: str = "") -> Response:
    """Show somebody's public pictures and comics; who shows nothing has no page."""
    visit = visit_of(request, site.settings.default_locale)
    found, count = await known(site, handle)
    wish = wish_of(f"/u/{handle}", request.query_params, person=found.id)
    leaf = await read_leaf(site, wish.wanted, before)
    models, today = await models_shown(site), utc_now().date()

    async def render() -> str:
        return site.pages.render(
            "gathered.html",
            visit,
            title=found.name,
            share_title=shortened(found.name, _TITLE_BYTES),
            told=_told(count, visit.say),
            leaf=leaf,
            cards=await walls.cards(site, visit, leaf),
            wish=wish,
            choices=wish.choices(visit.say, models, today),
        )

    return await page_later(request, site, visit, facts=(leaf.facts, found, count, models, today), render=render)


async def known(site: Site, handle: str) -> tuple[Person, int]:
    """Return who has an address, and how many public pictures they have.

    Raises:
        NothingHere: nobody has it, or they show nothing.
    """
    if not _HANDLE.fullmatch(handle):
        raise NothingHere
    async with reading(site.database) as session:
        found = await people.by_handle(session, handle)
        if found is None:
            raise NothingHere
        return found, await people.count_shown(session, found.id)


def _told(count: int, say: Translator) -> str:
    if count >= MOST_COUNTED:
        return say.gettext("More than {count} pictures and comics", count=say.number(MOST_COUNTED))
    return say.ngettext("{count} picture or comic", "{count} pictures and comics", count, count=count)
