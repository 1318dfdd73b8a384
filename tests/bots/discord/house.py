"""A house without a worker: jobs end because a test says so, through the same functions as in the conductor."""

import asyncio
import io
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

from PIL import Image
from sqlalchemy import func, select

from bots.conversation.assistant import Assistant
from bots.deliveries import Courier, Post
from core.bus import Bus
from core.clock import utc_now
from core.engines import STORYBOARD, WorkerCard
from core.jobs import dispatch, outcomes
from core.jobs.models import Delivery, Job
from core.jobs.orders import Artefact, Event, Outcome, RenderOrder
from core.media.models import Media
from core.pictures.writing import COMPOSITE, Marks, write_picture
from core.platforms import Platform
from core.quotas.models import Entry
from tests.beside import beside

_LEASE = timedelta(seconds=60)
WORKER = WorkerCard(name="hand", incarnation="1", queue="gpu", slots=4, models=(STORYBOARD,))


def picture_bytes(width: int = 96, height: int = 64, *, colour: str = "orange", media_type: str = "image/png") -> bytes:
    """Return a real picture."""
    return write_picture(Image.new("RGB", (width, height), colour), media_type, Marks(COMPOSITE))


def noise_bytes(width: int, height: int) -> bytes:
    """Return a PNG that compresses badly."""
    return write_picture(Image.effect_noise((width, height), 90).convert("RGB"), "image/png", Marks(COMPOSITE))


class House:
    """The assistant with its database, store and bus."""

    def __init__(self, assistant: Assistant, bus: Bus) -> None:
        """Hold what the tests look into."""
        self.assistant = assistant
        self.bus = bus
        self.database = assistant.setting.database
        self.store = assistant.setting.store

    async def jobs(self) -> list[Job]:
        """Return all jobs, oldest first."""
        async with self.database.transaction() as session:
            return list(await session.scalars(select(Job).order_by(Job.id)))

    async def deliveries(self) -> list[Delivery]:
        """Return all deliveries."""
        async with self.database.transaction() as session:
            return list(await session.scalars(select(Delivery).order_by(Delivery.id)))

    async def pictures(self) -> list[Media]:
        """Return all pictures."""
        async with self.database.transaction() as session:
            return list(await session.scalars(select(Media).order_by(Media.id)))

    async def charged(self) -> int:
        """Return how many credits are taken altogether."""
        async with self.database.transaction() as session:
            return -int(await session.scalar(select(func.coalesce(func.sum(Entry.credits), 0))) or 0)

    async def rate(self, level: int) -> None:
        """Rate every picture."""
        async with self.database.transaction() as session:
            for media in await session.scalars(select(Media)):
                media.level = level

    async def claim(self) -> RenderOrder:
        """Take the next order as a worker would."""
        async with self.database.transaction() as session:
            order = await dispatch.claim(session, WORKER, lease=_LEASE, now=utc_now())
        if order is None:
            message = "nothing waits"
            raise LookupError(message)
        return order

    async def draw(self, *, data: bytes | None = None) -> None:
        """Finish every job of the next order, each picture being ``data``."""
        order = await self.claim()
        for item in order.items:
            drawn = [
                await self._stored(data or picture_bytes(colour=f"hsl({40 * index}, 80%, 50%)"), item.spec.seed + index)
                for index in range(item.spec.count)
            ]
            await self._end(
                Outcome(
                    job=item.job, attempt=item.attempt, worker="hand", event=Event.SUCCEEDED, artefacts=tuple(drawn)
                )
            )

    async def fail(self) -> None:
        """Let every job of the next order fail for good."""
        for item in (await self.claim()).items:
            await self._end(
                Outcome(job=item.job, attempt=item.attempt, worker="hand", event=Event.FAILED, error="engine")
            )

    @asynccontextmanager
    async def courier(self, post: Post) -> AsyncIterator[None]:
        """Deliver while the block lasts."""
        async with beside(Courier(Platform.DISCORD, assistant=self.assistant, bus=self.bus, post=post).run()):
            yield

    async def delivered(self, post: Post) -> None:
        """Deliver what is due, until nothing is."""

        async def nothing_due() -> bool:
            return all(delivery.state != "due" for delivery in await self.deliveries())

        async with self.courier(post):
            await eventually(nothing_due, "everything is delivered")

    async def _stored(self, data: bytes, seed: int) -> Artefact:
        key = await self.store.put(data, "image/png")
        with Image.open(io.BytesIO(data)) as picture:
            width, height = picture.size
        return Artefact(
            key=key, media_type="image/png", width=width, height=height, bytes=len(data), seed=seed,
            alt={"en": "an orange plane", "pl": "pomarańczowa płaszczyzna"}, level=0,
        )  # fmt: skip

    async def _end(self, outcome: Outcome) -> None:
        async with self.database.transaction() as session:
            await outcomes.apply(session, outcome, lease=_LEASE, now=utc_now())


async def eventually(is_so: Callable[[], Awaitable[bool]], what: str, *, within_s: float = 60.0) -> None:
    """Wait until something holds.

    Raises:
        TimeoutError: naming ``what`` did not come true.
    """
    deadline = time.perf_counter() + within_s
    while not await is_so():
        if time.perf_counter() > deadline:
            raise TimeoutError(what)
        await asyncio.sleep(0.02)
