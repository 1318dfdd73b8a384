"""Which job goes to which worker next: the fair choice, grouped by what can share a batch."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, Integer, String, bindparam, text
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.ext.asyncio import AsyncSession

from core.clock import new_id
from core.engines import WorkerCard
from core.jobs.orders import Item, RenderOrder
from core.jobs.pausing import stopped_by

ORDERS_AHEAD = 2  # orders a slot holds at a time: one drawn, one waiting, so that the order stays decided here
MOST_BYPASSED = 16  # orders that may go before somebody's because a worker has their model loaded (performance.md)
_NEAREST = 64  # people among whom somebody with a loaded model is looked for
_DISPATCHERS = 7_301_003  # advisory lock: one dispatch at a time over all conductors
_CLAIM = text((Path(__file__).parent / "claim.sql").read_text(encoding="utf-8")).bindparams(
    bindparam("targets", type_=ARRAY(String)),
    bindparam("warm", type_=ARRAY(String)),
    bindparam("elsewhere", type_=ARRAY(String)),
    bindparam("paused", type_=ARRAY(String)),
    bindparam("most_bypassed", type_=Integer),
    bindparam("nearest", type_=BigInteger),
    bindparam("now", type_=TIMESTAMP(timezone=True)),
    bindparam("lease_until", type_=TIMESTAMP(timezone=True)),
    bindparam("width", type_=BigInteger),
)
# One trip for both: another conductor's commit between snapshot and lock costs at most an order too many in a queue.
_LOCK_AND_LOOK = text("""
    SELECT pg_try_advisory_xact_lock(:key) AS mine, (
        SELECT jsonb_object_agg(worker, jsonb_build_object('orders', orders, 'last', last)) FROM (
            SELECT worker, count(DISTINCT order_id) AS orders,
                   (array_agg(target ORDER BY dispatched_at DESC))[1] AS last
            FROM jobs WHERE state IN ('dispatched', 'running') GROUP BY worker) held) AS held,
        (SELECT jsonb_agg(jsonb_build_array(breadth, name)) FROM pauses) AS pauses
""").bindparams(bindparam("key", type_=Integer))


@dataclass(frozen=True, slots=True)
class Dispatch:
    """An order and the worker's queue that it goes to."""

    queue: str
    order: RenderOrder


@dataclass(frozen=True, slots=True)
class Held:
    """What a worker has been sent and not finished: so many orders, the last of them for a target."""

    orders: int = 0
    last: str = ""


@dataclass(frozen=True, slots=True)
class Affinity:
    """What is loaded here (``warm``), and what rather waits for another worker (``elsewhere``)."""

    warm: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()


async def next_batches(
    session: AsyncSession, workers: Sequence[WorkerCard], *, lease: timedelta, now: datetime
) -> list[Dispatch]:
    """Claim the next orders for workers that have room, the emptiest worker first.

    What admins have paused stays where it is: the queue, kinds of jobs, workers. Returns nothing when another conductor
    dispatches at this moment.
    """
    if not workers:
        return []
    look = (await session.execute(_LOCK_AND_LOOK, {"key": _DISPATCHERS})).one()
    stopped = stopped_by(look.pauses or ())
    if not look.mine or stopped.queue:
        return []
    going = [card for card in workers if card.name not in stopped.workers]
    held = {card: Held(**(look.held or {}).get(card.holder, {})) for card in going}
    batches: list[Dispatch] = []
    while room := _room(held):
        worker = max(room, key=lambda card: room[card] / card.slots)
        order = await claim(
            session, worker, lease=lease, now=now, affinity=_affinity(worker, held), paused=stopped.kinds
        )
        if order is None:
            del held[worker]
            continue
        batches.append(Dispatch(worker.queue, order))
        held[worker] = Held(held[worker].orders + 1, order.items[0].spec.target)
    return batches


async def claim(
    session: AsyncSession,
    worker: WorkerCard,
    *,
    lease: timedelta,
    now: datetime,
    affinity: Affinity = Affinity(),
    paused: Collection[str] = (),
) -> RenderOrder | None:
    """Claim the fairest order that a worker can draw, or None when nothing fits it.

    Least-recently-served person first, then the weight of the role, then who waits longest; what is loaded may go
    before it as ``claim.sql`` says. The batch is as wide as the worker's widest model; a batch takes one job of each
    person before a second one of anybody. Kinds of jobs in ``paused`` are passed over.
    """
    order_id = new_id()
    asked = _asked(worker, affinity) | {"paused": sorted(paused), "now": now, "lease_until": now + lease}
    rows = await session.execute(_CLAIM, asked | {"order_id": order_id})
    items = tuple(
        Item(job=row.id, attempt=row.attempt, kind=row.kind, spec=row.spec, embed_prompt=row.embed_prompt)
        for row in rows
    )
    return RenderOrder(id=order_id, lease_s=lease.total_seconds(), items=items) if items else None


def _asked(worker: WorkerCard, affinity: Affinity) -> dict[str, object]:
    """Return what the claim asks for on behalf of a worker."""
    return {
        "targets": [card.target for card in worker.models],
        "warm": list(affinity.warm),
        "elsewhere": list(affinity.elsewhere),
        "most_bypassed": MOST_BYPASSED,
        "nearest": _NEAREST,
        "width": max(card.batch_width for card in worker.models),
        "worker": worker.holder,
    }


def _room(held: Mapping[WorkerCard, Held]) -> dict[WorkerCard, int]:
    """Return how many orders each worker may still be sent, for those that have room."""
    room = {card: card.slots * ORDERS_AHEAD - there.orders for card, there in held.items()}
    return {card: orders for card, orders in room.items() if orders > 0}


def _affinity(worker: WorkerCard, held: Mapping[WorkerCard, Held]) -> Affinity:
    """Return what a worker draws without loading anything; a busy one leaves the others what they have loaded."""
    warm = _warm(worker, held[worker])
    if not held[worker].orders:
        return Affinity(warm)
    others = {target for other, there in held.items() if other is not worker for target in _warm(other, there)}
    return Affinity(warm, tuple(sorted(others.difference(warm))))


def _warm(worker: WorkerCard, there: Held) -> tuple[str, ...]:
    """Return the targets that will be loaded when what was sent is drawn.

    Where the last order brings another model, nobody knows which ones stay beside it.
    """
    return worker.warm if not there.last or there.last in worker.warm else (there.last,)


def jobs_of(batches: Sequence[Dispatch]) -> list[tuple[UUID, int]]:
    """Return the job and attempt of everything in some batches."""
    return [(item.job, item.attempt) for batch in batches for item in batch.order.items]
