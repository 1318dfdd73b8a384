"""Comics as rows and files, with only what a test cares about named."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from PIL import Image

from core.clock import new_id
from core.comics.models import Comic, ComicVersion
from core.db import Database
from core.jobs.models import Job
from core.jobs.pages import Pages, Part
from core.jobs.states import Kind
from core.media.models import Media
from core.privacy import Visibility
from core.users.models import User
from tests.web_gallery.seeds import NOON, Coded, Seeds, plain

SCRIPT = "A cat at an empty bowl\nCAT: Breakfast is late.\n---\nSFX: THUD"
ALT = "Panel 1. A cat at an empty bowl. CAT: Breakfast is late.\nPanel 2. Sound: THUD"


@dataclass(frozen=True, slots=True)
class Planted:
    """A comic and the rows of its pages in order."""

    comic: Comic
    pages: tuple[Media, ...]

    @property
    def path(self) -> str:
        """The address of its own page."""
        return f"/c/{self.comic.slug}"


class ComicSeeds:
    """Puts comics where the gallery finds them."""

    def __init__(self, database: Database, seeds: Seeds) -> None:
        """Plant in the database of some seeds."""
        self._database = database
        self._seeds = seeds

    async def comic(
        self,
        owner: User,
        *,
        visibility: Visibility = Visibility.PUBLIC,
        pages: Sequence[Coded | None] = (None, None, None),
        script: str = SCRIPT,
        deleted: bool = False,
        level: int = 0,
        draft: bool = True,
        size: str = "us",
        **fields: object,
    ) -> Planted:
        """Add a comic; ``fields`` are columns of ``Comic``."""
        rows = await self._pages(owner, pages, visibility=visibility, deleted=deleted, level=level)
        comic = Comic(**_columns(owner, script, visibility, NOON if deleted else None) | fields)
        version = {"number": 1, "script": script, "size": size, "style": "flat", "draft": draft, "created_at": NOON}
        async with self._database.transaction() as session:
            session.add(comic)
            await session.flush()
            if rows:
                (await session.get_one(Job, rows[0].job_id)).kind_name = Kind.COMIC.value
                session.add(ComicVersion(comic_id=comic.id, job_id=rows[0].job_id, **version))
        return Planted(comic, tuple(rows))

    async def note_parts(self, planted: Planted, *, pictures: Sequence[Coded]) -> None:
        """Write down, in the job of a comic's pages, the pictures that its panels have."""
        async with self._database.transaction() as session:
            job = await session.get_one(Job, planted.pages[0].job_id)
            parts = tuple(
                Part(panel=panel, key=coded.key, width=coded.width, height=coded.height)
                for panel, coded in enumerate(pictures)
            )
            pages = Pages(script=planted.comic.script, size="us", parts=parts)
            job.spec = {**job.spec, "width": 1024, "height": 1024, "pages": pages.model_dump(mode="json")}

    async def _pages(
        self, owner: User, pages: Sequence[Coded | None], *, visibility: Visibility, deleted: bool, level: int
    ) -> list[Media]:
        rows: list[Media] = []
        for position, coded in enumerate(pages):
            seen = coded or await self._seeds.code(sheet(), with_copies=False)
            family: dict[str, object] = {"job_id": rows[0].job_id} if rows else {}
            alt = {"en": ALT, "pl": f"Strona {position + 1}"}
            rows.append(
                await self._seeds.picture(
                    owner,
                    visibility=visibility,
                    coded=seen,
                    deleted=deleted,
                    level=level,
                    position=position,
                    part=position > 0,
                    alt=alt,
                    **family,  # type: ignore[arg-type] # columns of Media
                )
            )
        return rows


def sheet(width: int = 198, height: int = 307) -> Image.Image:
    """Return a small page that no other is like."""
    return plain(new_id(), width, height)


def _columns(owner: User, script: str, visibility: Visibility, deleted_at: datetime | None) -> dict[str, object]:
    return {
        "id": new_id(),
        "owner_id": owner.id,
        "key": f"seed:{new_id()}",
        "title": "The Empty Bowl",
        "script": script,
        "language": "en",
        "size": "us",
        "style": "flat",
        "target": "storyboard/storyboard",
        "seed": 7,
        "visibility_name": visibility.value,
        "version": 1,
        "created_at": NOON,
        "deleted_at": deleted_at,
    }
