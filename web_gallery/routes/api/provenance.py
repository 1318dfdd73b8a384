"""Where a file comes from, for programs."""

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from core.pictures.provenance import Standing
from core.pictures.reading import MOST_BYTES, check_size
from web_gallery.origins import Looked
from web_gallery.routes.api.speaking import PREFIX, answered, problems
from web_gallery.site import Site, TheSite

_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
router = APIRouter(prefix=PREFIX, tags=["catalogue"])


class AlikeTold(BaseModel):
    """A public picture that the file looks like; ``apart`` of 64 bits of its looks differ."""

    url: str
    apart: int


class OriginTold(BaseModel):
    """What a file says of its origin, and what it looks like.

    Only ``ours`` can't be a lie: this house signed the file, and nothing of it has changed since.
    """

    standing: Standing
    signed_by: str = Field(description="Whom the signature names, or nothing.")
    source: str = Field(description="An IPTC digital source type, or nothing.")
    tool: str = Field(description="The program that says it wrote the file, or nothing.")
    alike: list[AlikeTold]


@router.post(
    "/provenance", response_model=OriginTold, responses=problems(), summary="Tell where a file comes from",
    openapi_extra=_BODY,
)  # fmt: skip
async def look(request: Request, site: TheSite) -> Response:
    """Look at a picture, clip, PDF, EPUB or CBZ of at most 20 MB, sent as it is; nothing of it is kept."""
    looked = await site.origins.look(site.database, await _body(request))
    return answered(request, _told(site, looked), headers={})


async def _body(request: Request) -> bytes:
    """Return what was sent, refusing it as soon as it is too much.

    Raises:
        PictureTooLarge: more than 20 MB.
    """
    length = request.headers.get("content-length", "")
    check_size(int(length) if length.isdecimal() and len(length) < len(str(MOST_BYTES)) + 4 else 0)
    data = bytearray()
    async for piece in request.stream():
        data += piece
        check_size(len(data))
    return bytes(data)


def _told(site: Site, looked: Looked) -> OriginTold:
    origin = looked.origin
    return OriginTold(
        standing=origin.standing,
        signed_by=origin.signed_by,
        source=origin.source,
        tool=origin.tool,
        alike=[AlikeTold(url=f"{site.settings.origin}/i/{one.slug}", apart=one.apart) for one in looked.alike],
    )
