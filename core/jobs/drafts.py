"""Drafts: what a page shows while somebody types. They are drawn at once or not at all, are never stored, cost nothing.

They go beside the queue, on a list of their own in Redis: a job that is being drawn must not make anybody's typing
wait, and a draft that comes late is worth nothing.
"""

import logging
from random import Random
from uuid import UUID

from pydantic import Field, ValidationError
from redis.asyncio import Redis

from core import bus
from core.clock import new_id
from core.engines import STORYBOARD
from core.errors import DomainError, Refusal
from core.i18n import N_
from core.jobs.orders import Wire
from core.jobs.specs import DrawSpec, Wish, draw_spec

DRAFT_CARD = STORYBOARD.model_copy(update={"pixels": 672 * 448, "cost": 0})
PATIENCE_S = 4.0  # a draft that is not there by then is given up
MOST_WAITING = 64
_MOST_IN_WINDOW, _WINDOW_S = 60, 10
_LIFE_S = 30
_log = logging.getLogger(__name__)


class DraftsAsleep(DomainError):
    """No worker draws drafts at the moment."""

    refusal = Refusal.UNAVAILABLE
    code = "drafts-asleep"
    msgid = N_("There is no draft now: the computer that draws is asleep or busy.")


class DraftsTooFast(DomainError):
    """More drafts than anybody types."""

    refusal = Refusal.EXHAUSTED
    code = "drafts-too-fast"
    msgid = N_("Drafts come too fast. Wait a moment.")


class DraftOrder(Wire):
    """A wish for a draft; ``asked_at`` is in seconds since 1970, ``owner`` whose later draft makes this one useless."""

    id: UUID
    owner: str
    asked_at: float
    spec: DrawSpec


class DraftPicture(Wire):
    """One picture or page: WebP as base64."""

    data: str
    width: int
    height: int
    alt: dict[str, str] = Field(default_factory=dict)


class Draft(Wire):
    """A drawn draft; without pictures it was superseded or could not be drawn."""

    pictures: tuple[DraftPicture, ...] = ()
    left_out: tuple[str, ...] = ()


async def wake(redis: Redis) -> None:
    """Have whoever draws drafts get ready: loading the art takes seconds, and somebody is about to type."""
    order = DraftOrder(id=new_id(), owner="", asked_at=0, spec=draw_spec(Wish("a fox"), [DRAFT_CARD], dice=Random(0)))  # noqa: S311 - nobody looks at it
    async with redis.pipeline(transaction=False) as pipe:
        pipe.lpush(bus.DRAFTS, order.model_dump_json())
        pipe.ltrim(bus.DRAFTS, 0, MOST_WAITING - 1)
        pipe.expire(bus.DRAFTS, _LIFE_S)
        await pipe.execute()


async def drafted(redis: Redis, owner: str, spec: DrawSpec, *, asked_at: float) -> Draft:
    """Have a draft drawn and wait for it; what the same owner asked for before is dropped.

    Raises:
        DraftsAsleep: nobody draws it in time, or in a way that is understood.
        DraftsTooFast: more than six a second.
    """
    order = DraftOrder(id=new_id(), owner=owner, asked_at=asked_at, spec=spec)
    rate = f"{bus.PREFIX}draft-rate:{owner}:{int(asked_at) // _WINDOW_S}"
    async with redis.pipeline(transaction=False) as pipe:
        pipe.incr(rate)
        pipe.expire(rate, _WINDOW_S * 2)
        pipe.set(bus.latest_draft(owner), str(order.id), ex=_LIFE_S)
        counted, *_ = await pipe.execute()
    if counted > _MOST_IN_WINDOW:
        raise DraftsTooFast
    async with redis.pipeline(transaction=False) as pipe:
        pipe.lpush(bus.DRAFTS, order.model_dump_json())
        pipe.ltrim(bus.DRAFTS, 0, MOST_WAITING - 1)
        pipe.expire(bus.DRAFTS, _LIFE_S)
        await pipe.execute()
    answer = await redis.blpop([bus.draft_answer(order.id)], timeout=PATIENCE_S)
    if answer is None:
        raise DraftsAsleep
    try:
        return Draft.model_validate_json(answer[1])
    except ValidationError as error:
        _log.warning("a draft is not understood: %s", error)
        raise DraftsAsleep from error
