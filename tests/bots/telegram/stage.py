"""A stage for the Telegram front end: the real database, Redis and store, and the Bot API server of the tests."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

import redis.asyncio
from PIL import Image
from sqlalchemy import func, select

from bots.__main__ import make_setting
from bots.conversation.assistant import Assistant
from bots.conversation.turns import Setting
from bots.settings import BotSettings
from bots.telegram.bot import run_telegram
from core.bus import Bus, progress_channel
from core.clock import utc_now
from core.engines import STORYBOARD, ModelCard, WorkerCard
from core.jobs import deliveries, outcomes
from core.jobs.dispatch import claim
from core.jobs.models import Delivery, Job
from core.jobs.orders import Artefact, Event, Item, Outcome, Progress
from core.jobs.sweeps import note_workers
from core.platforms import Platform
from core.quotas.models import Entry
from tests.bots.telegram.schema import Json
from tests.bots.telegram.server import TOKEN, BotApi

SIGNING_KEY = "a key of the tests that is long enough to sign"  # it signs nothing real
MANY = 20
LEASE = timedelta(seconds=60)
_WORKER = WorkerCard(name="pc", incarnation="1", queue="gpu.pc", slots=4, models=(STORYBOARD,))


def png(seed: int = 1, size: tuple[int, int] = (96, 64)) -> bytes:
    """Return a small real picture; every seed another one."""
    dice = Random(seed)
    picture = Image.new("RGB", size, tuple(dice.randrange(256) for _ in range(3)))
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


@dataclass(frozen=True, slots=True)
class Stage:
    """What a test holds: the server, what the bot stands on, and hands that play conductor and worker."""

    api: BotApi
    settings: BotSettings
    setting: Setting
    bus: Bus

    def environment(self) -> dict[str, str]:
        """Return the settings as the environment of a process."""
        secrets = {
            "telegram_token": TOKEN,
            "signing_key": SIGNING_KEY,
            "audit_key": SIGNING_KEY,
            "sealing_keys": SIGNING_KEY,
            "ask_consent": "false",
            "telegram_webhook_secret": _revealed(self.settings.telegram_webhook_secret),
        }
        plain = {name: value for name, value in self.settings.model_dump().items() if value is not None}
        wanted = {"redis_url", "database_url", "data_folder", "public_url"}
        wanted |= {name for name in plain if name.startswith("telegram_")}
        return {name.upper(): str(plain[name]) for name in wanted if name in plain} | {
            name.upper(): value for name, value in secrets.items() if value
        }

    async def jobs(self) -> list[Job]:
        """Return every job, oldest first."""
        async with self.setting.database.transaction() as session:
            return list(await session.scalars(select(Job).order_by(Job.id)))

    async def one_job(self) -> Job:
        """Return the one job that there is."""
        (job,) = await self.jobs()
        return job

    async def deliveries(self) -> list[Delivery]:
        """Return every delivery."""
        async with self.setting.database.transaction() as session:
            return list(await session.scalars(select(Delivery).order_by(Delivery.id)))

    async def charges(self) -> int:
        """Return how many entries the ledger has."""
        async with self.setting.database.transaction() as session:
            return await session.scalar(select(func.count()).select_from(Entry)) or 0

    async def has_job(self, count: int = 1) -> list[Job]:
        """Wait for jobs whose status message is known, and return them."""
        for _ in range(600):
            rows = [row for row in await self.deliveries() if row.message_id is not None]
            if len(rows) >= count:
                return await self.jobs()
            await asyncio.sleep(0.01 if count < MANY else 0.1)
        raise TimeoutError([request.parameters for request in self.api.requests[-5:]])

    async def settled(self, state: str) -> Delivery:
        """Return the one delivery once it is in a state; the newest where there are several."""
        for _ in range(1500):
            row = (await self.deliveries())[-1]
            if row.state == state:
                return row
            await asyncio.sleep(0.01)
        raise TimeoutError(await self.deliveries())

    async def take_order(self) -> Sequence[Item]:
        """Claim an order as the conductor does for a worker."""
        async with self.setting.database.transaction() as session:
            order = await claim(session, _WORKER, lease=LEASE, now=utc_now())
        return order.items if order else ()

    async def draw(self, data: Sequence[bytes] | None = None, *, media_type: str = "image/png") -> list[Artefact]:
        """Play a worker that draws what waits, one picture a seed unless given."""
        drawn: list[Artefact] = []
        for item in await self.take_order():
            pictures = data or [png(seed) for seed in item.spec.seeds()]
            artefacts = [await self._keep(one, media_type, seed) for one, seed in zip(pictures, range(9), strict=False)]
            await self.end(item, Event.SUCCEEDED, artefacts=tuple(artefacts))
            drawn += artefacts
        return drawn

    async def end(self, item: Item, event: Event, **more: Any) -> None:  # noqa: ANN401 - fields of Outcome
        """Write an outcome down as the conductor does."""
        outcome = Outcome(job=item.job, attempt=item.attempt, worker="pc", event=event, **more)
        async with self.setting.database.transaction() as session:
            assert await outcomes.apply(session, outcome, lease=LEASE, now=utc_now())

    async def report(self, item: Item, done: float) -> None:
        """Publish progress as a worker does."""
        body = Progress(job=item.job, attempt=item.attempt, done=done).model_dump_json()
        async with redis.asyncio.Redis.from_url(self.settings.redis_url) as client:
            await client.publish(progress_channel(str(item.job)), body)

    async def wake_worker(self, card: ModelCard = STORYBOARD) -> None:
        """Have a worker heard of, so that places come with a time."""
        async with self.setting.database.transaction() as session:
            await note_workers(session, [_WORKER.model_copy(update={"models": (card,)})], now=utc_now())

    async def rate(self, job: Job, level: int) -> None:
        """Rate a job's pictures, as the classifiers of later will."""
        async with self.setting.database.transaction() as session:
            from core.media import queries  # noqa: PLC0415 - this hand alone needs it

            for picture in await queries.of_job(session, job.id):
                picture.level = level

    async def due_again(self, job: Job) -> None:
        """Forget that an answer was to wait."""
        async with self.setting.database.transaction() as session:
            for row in await deliveries.of_job(session, job.id, Platform.TELEGRAM):
                row.not_before = None

    async def _keep(self, data: bytes, media_type: str, seed: int) -> Artefact:
        key = await self.setting.store.put(data, media_type)
        width, height = 64, 48  # of a clip, whose bytes nobody reads here
        if media_type.startswith("image/"):
            with Image.open(BytesIO(data)) as picture:
                width, height = picture.size
        return Artefact(key=key, media_type=media_type, width=width, height=height, bytes=len(data), seed=seed, level=0)


def _revealed(secret: Any) -> str:  # noqa: ANN401 - a SecretStr or None
    return secret.get_secret_value() if secret is not None else ""


def settings_for(api: BotApi, *, database_url: str, redis_url: str, data_folder: Path, **more: Any) -> BotSettings:  # noqa: ANN401 - settings
    """Return the settings of a bot that speaks to the tests' server."""
    values: Json = {
        "database_url": database_url, "redis_url": redis_url, "data_folder": data_folder, "signing_key": SIGNING_KEY,
        "audit_key": SIGNING_KEY, "sealing_keys": SIGNING_KEY,
        "telegram_token": TOKEN, "telegram_api_url": api.url, "telegram_file_url": api.file_url,
        "public_url": "https://ink.example.org", "ask_consent": False,
    }  # fmt: skip
    return BotSettings(**(values | more))


@asynccontextmanager
async def staged(api: BotApi, settings: BotSettings) -> AsyncIterator[Stage]:
    """Yield a stage on which no bot speaks yet."""
    bus = Bus(settings.redis_url)
    stage = Stage(api, settings, make_setting(settings, bus), bus)
    try:
        yield stage
    finally:
        await stage.setting.database.close()
        await bus.close()


@asynccontextmanager
async def speaking(stage: Stage, **changes: Any) -> AsyncIterator[asyncio.Task[None]]:  # noqa: ANN401 - fields of Setting
    """Run the front end in this process."""
    assistant = Assistant(replace(stage.setting, **changes))
    task = asyncio.ensure_future(run_telegram(assistant, stage.bus, stage.settings))
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.wait({task})
        if not task.cancelled() and task.exception() is not None:
            await task
