"""What the API tells of one thing that is shown: what its page says, and no more."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field

from core.privacy import Visibility


class ShownPicture(BaseModel):
    """A picture as its page shows it; of a veiled one only what the veil tells, all else is null or empty.

    ``parents`` and ``children`` are the addresses of public pictures that it was drawn from and that came of it.
    """

    id: UUID
    url: str
    title: str
    creator: str
    handle: str | None = Field(description="Whose it is in the gallery; null where it is not listed.")
    visibility: Visibility
    level: int = Field(description="Age rating from 0 (everybody) to 3 (adults).")
    veiled: bool = Field(description="Whether it is rated and you are not its owner.")
    prompt: str | None = Field(description="Null where its owner hides it.")
    alt: str
    left_out: list[str] = Field(description="Words of the prompt that could not be drawn.")
    model: str | None
    style: str | None
    seed: int | None
    steps: int | None
    width: int
    height: int
    bytes: int | None
    media_type: str | None
    file: str | None
    tags: list[str]
    parents: list[str]
    children: list[str]
    created_at: datetime | None
    published_at: datetime | None


class ShownPage(BaseModel):
    """A page of a comic; ``alt`` is its captions and dialogue, ``image`` its file."""

    number: int
    url: str
    width: int
    height: int
    alt: str
    image: str


class ComicShown(BaseModel):
    """A comic as its page shows it; a veiled one has no pages here, and its maker for a title."""

    id: UUID
    url: str
    title: str
    creator: str
    language: str
    direction: str = Field(description="`ltr` or `rtl`: which way its pages follow one another.")
    visibility: Visibility
    level: int
    veiled: bool
    pages: list[ShownPage]
    formats: list[str] = Field(description="As what it can be taken along.")
    created_at: datetime
