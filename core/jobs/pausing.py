"""Stopping the queue, a kind of job or a worker for a while, and letting it go on; what was begun is finished."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from core import bus
from core.db import after_commit
from core.engines import WorkerCard
from core.jobs.models import Pause
from core.jobs.states import Kind
from core.nudges import Nudge


class Breadth(StrEnum):
    """How much a pause stops."""

    QUEUE = "queue"
    KIND = "kind"
    WORKER = "worker"


@dataclass(frozen=True, slots=True)
class Stopped:
    """What stands still: all of it, kinds of jobs by value, workers by name."""

    queue: bool = False
    kinds: frozenset[str] = frozenset()
    workers: frozenset[str] = frozenset()


def stopped_by(pauses: Iterable[Sequence[str]]) -> Stopped:
    """Return what pairs of breadth and name stop; a comic's panels stand still with it."""
    told = [(breadth, name) for breadth, name in pauses]
    kinds = {name for breadth, name in told if breadth == Breadth.KIND}
    if Kind.COMIC in kinds:
        kinds.add(Kind.PANEL.value)
    return Stopped(
        (Breadth.QUEUE.value, "") in told,
        frozenset(kinds),
        frozenset(name for breadth, name in told if breadth == Breadth.WORKER),
    )


def reason_of(stopping: Iterable[Pause], kind: Kind) -> str | None:
    """Return why jobs of a kind stand still ("" where nobody said), None where they don't."""
    for one in stopping:
        stopped = stopped_by([(one.breadth_name, one.name)])
        if stopped.queue or kind in stopped.kinds:
            return one.reason
    return None


def going(workers: Iterable[WorkerCard], stopping: Iterable[Pause]) -> list[WorkerCard]:
    """Return the workers that nobody has paused."""
    stopped = stopped_by([(one.breadth_name, one.name) for one in stopping])
    return [card for card in workers if card.name not in stopped.workers]


async def pauses(session: AsyncSession) -> list[Pause]:
    """Return what is paused, the whole queue before kinds and workers."""
    found = await session.scalars(select(Pause).execution_options(populate_existing=True))
    order = list(Breadth)
    return sorted(found, key=lambda one: (order.index(Breadth(one.breadth_name)), one.name))


async def pause(session: AsyncSession, breadth: Breadth, name: str, *, reason: str, now: datetime) -> str | None:
    """Stop something; returns the reason it had been stopped for already, None where it was not.

    A second pause only changes the reason: since when it stands still stays true.
    """
    before = await _locked(session, breadth, name)
    row = insert(Pause).values(breadth_name=breadth.value, name=name, reason=reason, since=now)
    await session.execute(
        row.on_conflict_do_update(index_elements=[Pause.breadth_name, Pause.name], set_={"reason": reason})
    )
    return before


async def resume(session: AsyncSession, breadth: Breadth, name: str) -> str | None:
    """Let something go on and hurry the conductor; returns the reason it was stopped for, None where it was not."""
    gone = await session.scalar(
        delete(Pause).where(Pause.breadth_name == breadth.value, Pause.name == name).returning(Pause.reason)
    )
    if gone is not None:
        after_commit(session, Nudge(bus.JOBS))
    return gone


async def _locked(session: AsyncSession, breadth: Breadth, name: str) -> str | None:
    return await session.scalar(
        select(Pause.reason).where(Pause.breadth_name == breadth.value, Pause.name == name).with_for_update()
    )
