"""What the feed tells programs."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field

from web_gallery.wishes import FILTERS

_ABOUT = {
    "kind": "`picture`, `comic` or `animation`.",
    "style": "A style that it was drawn in.",
    "shape": "A shape, such as `square`.",
    "model": "The target of the model that drew it.",
    "space": "The id of the community that it was made in.",
    "day": "The day on which it was published (UTC).",
    "rated": "`1` for what is not for everybody, without its pictures.",
}
PARAMETERS = {
    "parameters": [
        {"name": name, "in": "query", "required": False, "schema": {"type": "string"}, "description": _ABOUT[name]}
        for name in FILTERS
    ]
}


class Shown(BaseModel):
    """A public picture, animation or comic; ``image`` is null where it is rated."""

    id: UUID
    kind: Literal["picture", "comic", "animation"]
    url: str
    title: str
    creator: str
    published: datetime | None
    alt: str
    image: str | None
    width: int
    height: int
    thumbhash: str = Field(description="A placeholder in 33 bytes or fewer, as base64 (evanw/thumbhash).")


class Shelf(BaseModel):
    """A page of what is public, newest first; ``next`` is the address of the next page."""

    pictures: list[Shown]
    next: str | None
