"""What a job is told that sets pictures into pages: the script, and the pictures its panels have."""

from datetime import datetime
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
    """The picture of one panel: drawn by a job of its own, ``key`` is "" until it is there or where it failed.

    ``level`` is its rating, None where nobody judged it.
    """

    model_config = ConfigDict(frozen=True)

    panel: int = Field(ge=0)
    job: UUID | None = None
    key: str = ""
    width: int = 0
    height: int = 0
    heads: tuple[Head, ...] = ()
    alt: str = ""
    level: int | None = None


class Pages(BaseModel):
    """Pages to compose.

    Attributes:
        script: the comic's text, in the grammar of comics.md § 1.
        size: a name of core.comics.script.model.PageSize.
        parts: the panels' pictures; a draft has none and is drawn with its pages, by the storyboard.
        file: the format of a whole file to make instead of pages; "" for pages.
        comic, author, made_at: what a file says of the whole.
        source: what the pictures are by IPTC's words; "" for what the engine that composes makes.
    """

    model_config = ConfigDict(frozen=True)

    script: str = Field(max_length=LONGEST_SCRIPT)
    size: str
    language: Literal["en", "pl"] = "en"
    draft: bool = False
    parts: tuple[Part, ...] = Field((), max_length=MOST_PARTS)
    file: str = ""
    comic: UUID | None = None
    author: str = ""
    made_at: datetime | None = None
    source: str = ""


def heads_of(scene: dict[str, object]) -> tuple[Head, ...]:
    """Return the heads of a scene graph as a worker writes it, each with its mouth and name."""
    heads, mouths, names = (scene.get(key) for key in ("heads", "mouths", "names"))
    if not isinstance(heads, dict):
        return ()
    places = mouths if isinstance(mouths, dict) else {}
    called = {thing: name for name, thing in names.items()} if isinstance(names, dict) else {}
    return tuple(
        Head.model_validate({"box": box, "mouth": places.get(thing), "name": called.get(thing, "")})
        for thing, box in heads.items()
    )
