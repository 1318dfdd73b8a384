"""Drafts for the studio's pages: what a wish or a script would look like, drawn small while somebody types."""

from collections.abc import Mapping
from random import Random
from time import time

from fastapi import APIRouter, Request, Response

from core.clock import utc_now
from core.errors import DomainError
from core.jobs.drafts import DRAFT_CARD, Draft, drafted
from core.jobs.specs import DrawSpec, Wish, draw_spec
from core.roles import Permission, require
from core.screening.screen import refuse
from web_gallery.reading import reading
from web_gallery.site import Site, TheSite
from web_gallery.studio import answers
from web_gallery.viewers import SignInFirst, Viewer, own_form, viewer_of
from web_gallery.visits import visit_of

_USUAL_SEED = 1  # a draft whose seed is not chosen does not jump from word to word
router = APIRouter()


@router.post("/studio/draft")
async def draft(request: Request, site: TheSite) -> Response:
    """Draw a draft of a wish; 204 where a later one was asked for meanwhile."""
    visit = visit_of(request, site.settings.default_locale)
    try:
        viewer, fields = await owner_and_fields(request, site)
        spec = _spec(fields)
        made = await drafted(site.bus.redis, _owner(viewer), spec, asked_at=time())
    except DomainError as error:
        return answers.refusal(visit, error)
    return _answer(made, visit.locale)


async def owner_and_fields(request: Request, site: Site) -> tuple[Viewer, Mapping[str, str]]:
    """Return who types, and what.

    Raises:
        SignInFirst: nobody is signed in.
        NotAllowed: they may not draw.
    """
    async with reading(site.database) as session:
        viewer = await viewer_of(request, site.settings, session, now=utc_now())
    if viewer is None:
        raise SignInFirst
    require(viewer.user.role, Permission.DRAW)
    return viewer, await own_form(request, site.settings, viewer)


def _owner(viewer: Viewer) -> str:
    """Return whose drafts supersede one another: those of one browser."""
    return str(viewer.session_id)


def _spec(fields: Mapping[str, str]) -> DrawSpec:
    seed = fields.get("seed", "").strip()
    wish = Wish(
        prompt=fields.get("prompt", ""),
        style=fields.get("style") or None,
        shape=fields.get("shape") or None,
        seed=int(seed) if seed.isascii() and seed.isdecimal() and len(seed) <= len(str(2**32)) else _USUAL_SEED,
    )
    spec = draw_spec(wish, [DRAFT_CARD], dice=Random(0))  # noqa: S311 - the seed is given
    refuse(spec.prompt)
    return spec


def _answer(made: Draft, locale: str) -> Response:
    if not made.pictures:
        return Response(status_code=204)
    picture = made.pictures[0]
    facts = {
        "picture": f"data:image/webp;base64,{picture.data}",
        "width": picture.width,
        "height": picture.height,
        "alt": picture.alt.get(locale) or picture.alt.get("en") or "",
        "left_out": list(made.left_out),
    }
    return answers.fragment(facts)
