"""Copies of one's data: the link shows a button, the button downloads, once."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from core.clock import utc_now
from core.rights import exports
from web_gallery.answers import NEVER, own_page
from web_gallery.pages import file_size
from web_gallery.reading import reading
from web_gallery.refusals import StoreAway
from web_gallery.site import TheSite
from web_gallery.viewers import own_form
from web_gallery.visits import visit_of

router = APIRouter()


@router.api_route("/exports/{secret}", methods=["GET", "HEAD"])
async def offer(request: Request, site: TheSite, secret: str) -> Response:
    """Offer the download, which a link must not start by itself: chat platforms open every link that they see."""
    visit = visit_of(request, site.settings.default_locale)
    async with reading(site.database) as session:
        export = await exports.found(session, secret, now=utc_now())
    ends = export.ready_at + exports.LIFETIME if export.ready_at else utc_now()
    html = site.pages.render(
        "export.html", visit, size=file_size(visit.say, export.bytes), ends=visit.say.moment(ends), secret=secret
    )
    return own_page(visit, html)


@router.post("/exports/{secret}")
async def download(request: Request, site: TheSite, secret: str) -> Response:
    """Use the link up and send the copy."""
    await own_form(request, site.settings, None)
    async with reading(site.database) as session:
        export = await exports.collect(session, secret, now=utc_now())
        if export.key is None or not await site.store.exists(export.key):
            raise StoreAway  # the transaction goes back, and with it the link's use
    headers = {
        "cache-control": NEVER,
        "content-length": str(export.bytes),
        "content-disposition": f'attachment; filename="inkhearth-{export.asked_at:%Y-%m-%d}.zip"',
        "x-robots-tag": "noindex",
    }
    return StreamingResponse(site.store.pieces(export.key), media_type="application/zip", headers=headers)
