"""Which job goes to which worker next: the fair choice, grouped by what can share a batch."""

from collections.abc import Mapping, Sequence
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

ORDERS_AHEAD = 2  # orders a slot holds at a time: one drawn, one waiting, so that the order stays decided here
_DISPATCHERS = 7_301_001  # advisory lock: one dispatch at a time over all conductors
_CLAIM = text((Path(__file__).parent / "claim.sql").read_text(encoding="utf-8")).bindparams(
    bindparam("targets", type_=ARRAY(String)),
    bindparam("now", type_=TIMESTAMP(timezone=True)),
    bindparam("lease_until", type_=TIMESTAMP(timezone=True)),
    bindparam("width", type_=BigInteger),
)
# One trip for both: another conductor's commit between snapshot and lock costs at most an order too many in a queue.
_LOCK_AND_LOOK = text("""
    SELECT pg_try_advisory_xact_lock(:key) AS mine, (
        SELECT jsonb_object_agg(worker, orders) FROM (
            SELECT worker, count(DISTINCT order_id) AS orders FROM jobs
            WHERE state IN ('dispatched', 'running') GROUP BY worker) held) AS held
""").bindparams(bindparam("key", type_=Integer))


@dataclass(frozen=True, slots=True)
class Dispatch:
    """An order and the worker's queue that it goes to."""

    queue: str
    order: RenderOrder


async def next_batches(
    session: AsyncSession, workers: Sequence[WorkerCard], *, lease: timedelta, now: datetime
) -> list[Dispatch]:
    """Claim the next orders for workers that have room, the emptiest worker first.

    Returns nothing when another conductor dispatches at this moment.
    """
    if not workers:
        return []
    look = (await session.execute(_LOCK_AND_LOOK, {"key": _DISPATCHERS})).one()
    if not look.mine:
        return []
    room = _room(workers, look.held or {})
    batches: list[Dispatch] = []
    while room:
        worker = max(room, key=lambda card: room[card] / card.slots)
        order = await claim(session, worker, lease=lease, now=now)
        if order is None:
            del room[worker]
            continue
        batches.append(Dispatch(worker.queue, order))
        room[worker] -= 1
        if not room[worker]:
            del room[worker]
    return batches


async def claim(session: AsyncSession, worker: WorkerCard, *, lease: timedelta, now: datetime) -> RenderOrder | None:
    """Claim the fairest order that a worker can draw, or None when nothing fits it.

    Least-recently-served person first, then the weight of the role, then who waits longest. The batch is as wide
    as the worker's widest model; a batch takes one job of each person before a second one of anybody.
    """
    order_id = new_id()
    rows = await session.execute(
        _CLAIM,
        {
            "targets": [card.target for card in worker.models],
            "now": now,
            "width": max(card.batch_width for card in worker.models),
            "order_id": order_id,
            "worker": worker.holder,
            "lease_until": now + lease,
        },
    )
    items = tuple(Item(job=row.id, attempt=row.attempt, kind=row.kind, spec=row.spec) for row in rows)
    return RenderOrder(id=order_id, lease_s=lease.total_seconds(), items=items) if items else None


def _room(workers: Sequence[WorkerCard], held: Mapping[str, int]) -> dict[WorkerCard, int]:
    """Return how many orders each worker may still be sent, for those that have room."""
    room = {card: card.slots * ORDERS_AHEAD - held.get(card.holder, 0) for card in workers}
    return {card: orders for card, orders in room.items() if orders > 0}


def jobs_of(batches: Sequence[Dispatch]) -> list[tuple[UUID, int]]:
    """Return the job and attempt of everything in some batches."""
    return [(item.job, item.attempt) for batch in batches for item in batch.order.items]
