"""People, jobs and pictures for tests, with only the arguments that matter."""

from datetime import UTC, datetime
from itertools import count
from random import Random
from uuid import UUID

from pydantic import SecretStr
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from core.engines import STORYBOARD, ModelCard, WorkerCard
from core.jobs import outcomes
from core.jobs.dispatch import claim
from core.jobs.models import Job
from core.jobs.orders import Artefact, Event, Item, Outcome, RenderOrder
from core.jobs.service import Policy, ReplyTo, Request, submit
from core.jobs.specs import DrawSpec, Wish, draw_spec
from core.media.models import Media
from core.platforms import Platform
from core.privacy import Visibility
from core.roles import Role
from core.sealing import Sealing
from core.users import service as users
from core.users.models import User
from core.users.service import Face

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
LEASE = outcomes.BACKOFF * 5
POLICY = Policy()
SEALING = Sealing(SecretStr("a sealing key of the tests of 32 or more"))
_numbers = count(1)


def worker(name: str = "pc", *, slots: int = 1, width: int = 4, incarnation: str = "1", **card: object) -> WorkerCard:
    """Return a worker that draws storyboards in batches of up to ``width`` pictures."""
    model = STORYBOARD.model_copy(update={"batch_width": width, **card})
    return WorkerCard(name=name, incarnation=incarnation, queue=f"gpu.{name}", slots=slots, models=(model,))


def spec(prompt: str = "a fox", *, count: int = 1, seed: int = 1, cards: list[ModelCard] | None = None) -> DrawSpec:
    """Return a checked spec."""
    wish = Wish(prompt, count=count, seed=seed)
    return draw_spec(wish, cards or [STORYBOARD], dice=Random(0))


async def person(session: AsyncSession, name: str = "", *, role: Role = Role.USER) -> User:
    """Return a person who was just met on Discord."""
    number = next(_numbers)
    face = Face(Platform.DISCORD, f"{number}", name or f"person {number}")
    return await users.meet(session, face, first_role=role, now=NOON)


async def job(
    session: AsyncSession,
    owner: User,
    *,
    wanted: DrawSpec | None = None,
    visibility: Visibility = Visibility.PRIVATE,
    key: str = "",
    platform: Platform | None = None,
    now: datetime = NOON,
) -> Job:
    """Return a submitted job; with a platform it owes an answer there."""
    reply_to = ReplyTo(platform, "channel", "en") if platform else None
    request = Request(key or f"event:{next(_numbers)}", visibility, reply_to)
    return await submit(session, owner, spec=wanted or spec(), request=request, policy=POLICY, now=now)


async def order(session: AsyncSession, by: WorkerCard | None = None, *, now: datetime = NOON) -> RenderOrder | None:
    """Claim the next order for a worker."""
    return await claim(session, by or worker(), lease=LEASE, now=now)


def artefact(content: str = "1", *, seed: int = 1) -> Artefact:
    """Return a finished picture as a worker reports it; the file itself is not there."""
    digest = content.rjust(64, "0")
    return Artefact(key=f"00/{digest}.png", media_type="image/png", width=64, height=48, bytes=100, seed=seed, level=0)


def success(item: Item, *pictures: Artefact) -> Outcome:
    """Return the report that an item's pictures are there."""
    made = pictures or tuple(artefact(f"{seed}", seed=seed) for seed in item.spec.seeds())
    return Outcome(job=item.job, attempt=item.attempt, worker=worker().holder, event=Event.SUCCEEDED, artefacts=made)


def report(item: Item, event: Event, **fields: object) -> Outcome:
    """Return any other report on an item."""
    return Outcome.model_validate(
        {"job": item.job, "attempt": item.attempt, "worker": worker().holder, "event": event, **fields}
    )


async def finished(session: AsyncSession, owner: User, **fields: object) -> Job:
    """Return a job whose pictures are there."""
    made = await job(session, owner, **fields)  # type: ignore[arg-type]  # passed on as given
    claimed = await order(session)
    assert claimed is not None
    await outcomes.finish(session, success(claimed.items[0]), now=NOON)
    await session.refresh(made)
    return made


async def shown_to_all(session: AsyncSession) -> list[UUID]:
    """Return the pictures that the feed may show: public, there, for everybody, and no part of a comic."""
    listed = Media.visibility_name == Visibility.PUBLIC.value, Media.deleted_at.is_(None), Media.level == 0
    return list(await session.scalars(select(Media.id).where(*listed, Media.part.is_(False))))
