"""People and pictures as rows and files, with only what a test cares about named."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from uuid import UUID

import numpy as np
from PIL import Image, ImageDraw

from core.clock import new_id
from core.db import Database
from core.engines import Shape
from core.jobs.models import Job
from core.jobs.specs import DrawSpec
from core.jobs.states import Kind, State
from core.jobs.writing import Task, Writing
from core.media.models import Derivative, Media
from core.pictures.renditions import copies, thumbhash
from core.pictures.writing import COMPOSITE, Marks, mark_clip, write_picture
from core.privacy import Visibility
from core.roles import Role
from core.storage import Store
from core.users.models import User
from gpu_worker.engines.clips import Clip

MP4, GIF = "video/mp4", "image/gif"
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
FOX = "a fox reading under a tree at night"


@dataclass(frozen=True, slots=True)
class Coded:
    """A picture in the store with its copies."""

    key: str
    bytes: int
    width: int
    height: int
    thumbhash: str
    copies: tuple[Derivative, ...]

    @property
    def keys(self) -> list[str]:
        """The keys of all files."""
        return [self.key, *(copy.key for copy in self.copies)]


class Seeds:
    """Puts people and pictures where the gallery finds them."""

    def __init__(self, database: Database, store: Store) -> None:
        """Plant in one database and one store."""
        self._database = database
        self._store = store

    async def person(self, name: str = "Ada") -> User:
        """Add a person."""
        user = User(id=new_id(), name=name, role_level=Role.USER, created_at=NOON)
        async with self._database.transaction() as session:
            session.add(user)
        return user

    async def code(self, picture: Image.Image, *, with_copies: bool = True) -> Coded:
        """Store a picture and its copies as the worker does."""
        marks = Marks(COMPOSITE)
        data = write_picture(picture, "image/png", marks)
        made = list(copies(picture, marks)) if with_copies else []
        rows = [
            Derivative(
                key=await self._store.put(copy.data, copy.media_type),
                media_type=copy.media_type,
                width=copy.width,
                height=copy.height,
                bytes=len(copy.data),
            )
            for copy in made
        ]
        key = await self._store.put(data, "image/png")
        return Coded(key, len(data), picture.width, picture.height, thumbhash(picture), tuple(rows))

    async def film(self) -> Coded:
        """Store a clip of four frames with everything that the worker stores beside it, its GIF last."""
        dots = [drawn(64, 48, f"#c6{number:02x}2e") for number in range(4)]
        clip = Clip(tuple(np.asarray(dot) for dot in dots), fps=8)
        poster = await self.code(dots[0])
        data, moving = (
            mark_clip(made, kind, Marks(COMPOSITE)) for made, kind in ((clip.mp4(), MP4), (clip.gif(), GIF))
        )
        gif = Derivative(key=await self._store.put(moving, GIF), media_type=GIF, width=64, height=48, bytes=len(moving))
        key = await self._store.put(data, MP4)
        return replace(poster, key=key, bytes=len(data), copies=(*poster.copies, gif))

    async def picture(
        self,
        owner: User,
        *,
        visibility: Visibility = Visibility.PUBLIC,
        prompt: str = FOX,
        at: datetime = NOON,
        coded: Coded | None = None,
        deleted: bool = False,
        **fields: object,
    ) -> Media:
        """Add a picture; ``fields`` are columns of ``Media``."""
        coded = coded or await self.code(plain(new_id()), with_copies=False)
        job = _job(owner, prompt, visibility)
        media = Media(
            **{"judged": True} | _columns(job, coded, prompt, at) | _reach(visibility, at=at, deleted=deleted) | fields
        )
        async with self._database.transaction() as session:
            session.add(job)
            await session.flush()
            session.add(media)
            await session.flush()
            session.add_all(_copy_rows(coded.copies, media.id))
        return media

    async def text(self, owner: User, words: str) -> Job:
        """Add better words that somebody asked for."""
        job = _job(owner, words, Visibility.PRIVATE)
        job.kind_name, job.words = Kind.SCRIPT.value, {"en": words}
        job.spec = job.spec | {
            "kind": Kind.SCRIPT.value,
            "writing": Writing(task=Task.EXPAND, language="en").model_dump(mode="json"),
        }
        async with self._database.transaction() as session:
            session.add(job)
        return job

    async def reach(self, media: Media, visibility: Visibility, *, at: datetime = NOON) -> None:
        """Change how far a picture reaches."""
        async with self._database.transaction() as session:
            row = await session.get_one(Media, media.id)
            row.visibility_name = visibility.value
            row.published_at = at if visibility is Visibility.PUBLIC else None


def plain(seed: UUID, width: int = 48, height: int = 32) -> Image.Image:
    """Return a small picture that no other seed has."""
    picture = Image.new("RGB", (width, height), f"#{seed.hex[-6:]}")
    for column, value in enumerate(seed.bytes):
        picture.putpixel((column, 0), (value, value, value))
    return picture


def drawn(width: int, height: int, colour: str = "#c65a2e") -> Image.Image:
    """Return a picture large enough to have copies at every width."""
    picture = Image.new("RGB", (width, height), "#f3e3c7")
    ImageDraw.Draw(picture).ellipse((width // 4, height // 4, width * 3 // 4, height * 3 // 4), fill=colour)
    return picture


def decoded(data: bytes) -> Image.Image:
    """Return the picture in some bytes."""
    with Image.open(BytesIO(data)) as picture:
        picture.load()
        return picture


def _columns(job: Job, coded: Coded, prompt: str, at: datetime) -> dict[str, object]:
    return {
        "id": new_id(),
        "job_id": job.id,
        "owner_id": job.owner_id,
        "position": 0,
        "key": coded.key,
        "media_type": "image/png",
        "width": coded.width,
        "height": coded.height,
        "bytes": coded.bytes,
        "seed": 7,
        "prompt": prompt,
        "prompt_hidden": False,
        "target": "storyboard/storyboard",
        "style": "flat",
        "thumbhash": coded.thumbhash,
        "alt": {},
        "not_drawn": [],
        "created_at": at,
    }


def _reach(visibility: Visibility, *, at: datetime, deleted: bool) -> dict[str, object]:
    return {
        "visibility_name": (Visibility.PRIVATE if deleted else visibility).value,
        "published_at": at if visibility is Visibility.PUBLIC and not deleted else None,
        "deleted_at": at + timedelta(hours=1) if deleted else None,
    }


def _job(owner: User, prompt: str, visibility: Visibility) -> Job:
    spec = DrawSpec.model_construct(
        prompt=prompt,
        engine="storyboard",
        model="storyboard",
        shape=Shape.LANDSCAPE,
        width=48,
        height=32,
        seed=7,
        cost=1,
    )
    return Job(
        id=new_id(),
        key=f"seed:{new_id()}",
        owner_id=owner.id,
        kind_name=Kind.IMAGE.value,
        state_name=State.SUCCEEDED.value,
        spec=spec.model_dump(mode="json", warnings=False),
        target="storyboard/storyboard",
        batch_key="seed",
        pictures=1,
        cost=1,
        visibility_name=visibility.value,
        created_at=NOON,
        expires_at=NOON + timedelta(days=1),
        finished_at=NOON,
    )


def _copy_rows(rows: Sequence[Derivative], media_id: UUID) -> list[Derivative]:
    return [
        Derivative(
            media_id=media_id,
            key=row.key,
            media_type=row.media_type,
            width=row.width,
            height=row.height,
            bytes=row.bytes,
        )
        for row in rows
    ]
