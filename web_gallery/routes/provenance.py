"""Showing the house a file and hearing where it comes from."""

from dataclasses import dataclass

from fastapi import APIRouter, Request, Response
from markupsafe import Markup

from core.clock import utc_now
from core.errors import DomainError
from core.gallery import feed
from core.i18n import N_, Translator
from core.pictures.provenance import Origin, Standing
from core.pictures.reading import MOST_BYTES
from core.pictures.writing import COMPOSITE, TRAINED
from web_gallery.answers import own_page, page
from web_gallery.origins import Looked
from web_gallery.reading import reading
from web_gallery.refusals import status_of
from web_gallery.site import Site, TheSite
from web_gallery.uploads import own_upload
from web_gallery.viewers import viewer_of
from web_gallery.views import card_of, open_address
from web_gallery.visits import Visit, visit_of

_HEADS = {
    Standing.OURS: N_("Made here"),
    Standing.OTHERS: N_("Signed by somebody else"),
    Standing.BROKEN: N_("Changed since it was signed"),
    Standing.NONE: N_("Not signed"),
}
_TELLS = {
    Standing.OURS: N_("This house signed it, and not a byte has changed since."),
    Standing.OTHERS: N_("Its signature is whole, but this house does not know who stands behind it."),
    Standing.BROKEN: N_("It carries a signature that does not fit: somebody changed the file, or damaged it."),
    Standing.NONE: N_(
        "That proves nothing: chats and editors remove signatures. A file that was made here may come back without one."
    ),
}
_SOURCES = {
    TRAINED: N_("It says that a model drew it (IPTC: trainedAlgorithmicMedia)."),
    COMPOSITE: N_("It says that software composed it of drawn parts (IPTC: compositeSynthetic)."),
}
router = APIRouter()


@router.api_route("/provenance", methods=["GET", "HEAD"])
async def form(request: Request, site: TheSite) -> Response:
    """Ask for a file."""
    visit = visit_of(request, site.settings.default_locale)
    async with reading(site.database) as session:
        viewer = await viewer_of(request, site.settings, session, now=utc_now())
    if viewer is None:
        return page(request, site, visit, facts=("provenance",), render=lambda: _rendered(site, visit, ""))
    return own_page(visit, _rendered(site, visit, viewer.csrf))


@router.post("/provenance")
async def look(request: Request, site: TheSite) -> Response:
    """Look at a file and tell; what is wrong with it is told on the page."""
    visit = visit_of(request, site.settings.default_locale)
    async with reading(site.database) as session:
        viewer = await viewer_of(request, site.settings, session, now=utc_now())
    csrf = viewer.csrf if viewer else ""
    try:
        sent = await own_upload(request, site.settings, viewer)
        looked = await site.origins.look(site.database, sent.data)
    except DomainError as error:
        html = _rendered(site, visit, csrf, trouble=visit.say.error(error))
        return own_page(visit, html, status=status_of(error))
    return own_page(visit, _rendered(site, visit, csrf, verdict=await _verdict(site, visit, looked)))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the page says of a file; ``standing`` also names its looks."""

    standing: Standing
    head: str
    told: tuple[str, ...]
    cards: Markup


def said_of(origin: Origin, say: Translator) -> tuple[str, ...]:
    """Return what there is to say of a file's own words, in sentences."""
    lines = [say.gettext(_TELLS[origin.standing])]
    if origin.standing is Standing.OTHERS and origin.signed_by:
        lines.append(say.gettext("The signature names “{name}”.", name=origin.signed_by))
    if origin.source:
        unknown = say.gettext("It says how it was made: {source}.", source=origin.source)
        lines.append(say.gettext(_SOURCES[origin.source]) if origin.source in _SOURCES else unknown)
    if origin.tool and origin.standing is Standing.NONE:
        lines.append(say.gettext("It says that “{tool}” wrote it. Anybody can write that.", tool=origin.tool))
    return tuple(lines)


async def _verdict(site: Site, visit: Visit, looked: Looked) -> Verdict:
    """Return the verdict, with the cards of the public pictures that the file looks like."""
    origin = looked.origin
    listed = await feed.cards(site.database, [one.id for one in looked.alike])
    cards = [
        site.pages.render(
            "_card.html", visit, eager=True, pieces=None,
            card=card_of(listed[one.id], say=visit.say, address=open_address),
        )
        for one in looked.alike
        if one.id in listed
    ]  # fmt: skip
    head = visit.say.gettext(_HEADS[origin.standing])
    return Verdict(origin.standing, head, said_of(origin, visit.say), Markup("".join(cards)))  # noqa: S704 - of templates


def _rendered(site: Site, visit: Visit, csrf: str, *, verdict: Verdict | None = None, trouble: str = "") -> str:
    megabytes = MOST_BYTES // 1024**2
    return site.pages.render("provenance.html", visit, csrf=csrf, verdict=verdict, trouble=trouble, megabytes=megabytes)
