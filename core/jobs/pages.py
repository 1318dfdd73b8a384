"""What a job is told that sets pictures into pages: the script, and the pictures its panels have."""

from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

LONGEST_SCRIPT = 70_000
MOST_PARTS = 400


class Head(BaseModel):
    """A head in a part's picture, in its pixels: ``box`` is left, top, right, bottom; ``name`` may be "".

    ``mouth`` is None where only the head is known.
    """

    model_config = ConfigDict(frozen=True)

    box: tuple[float, float, float, float]
    mouth: tuple[float, float] | None = None
    name: str = ""


class Part(BaseModel):
    """The picture of one panel: drawn by a job of its own, ``key`` is "" until it is there or where it failed."""

    model_config = ConfigDict(frozen=True)

    panel: int = Field(ge=0)
    job: UUID | None = None
    key: str = ""
    width: int = 0
    height: int = 0
    heads: tuple[Head, ...] = ()
    alt: str = ""


class Pages(BaseModel):
    """Pages to compose.

    Attributes:
        script: the comic's text, in the grammar of comics.md § 1.
        size: a name of core.comics.script.model.PageSize.
        parts: the panels' pictures; a draft has none and is drawn with its pages, by the storyboard.
        file: the format of a whole file to make instead of pages; "" for pages.
    """

    model_config = ConfigDict(frozen=True)

    script: str = Field(max_length=LONGEST_SCRIPT)
    size: str
    language: Literal["en", "pl"] = "en"
    draft: bool = False
    parts: tuple[Part, ...] = Field((), max_length=MOST_PARTS)
    file: str = ""
    author: str = ""
    comic: UUID | None = None
