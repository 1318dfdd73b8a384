"""What must hold after any fault: nothing lost, nothing charged or answered twice, no file without its picture."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select, text

from core.db import Database
from core.jobs.models import Delivery, Job
from core.jobs.states import ENDED, State
from core.media.models import Derivative, Media

_OPEN = text("SELECT count(*) FROM jobs WHERE state IN ('queued', 'dispatched', 'running')")
_TWICE = text(
    "SELECT count(*) FROM (SELECT job_id FROM ledger GROUP BY job_id HAVING count(*) <> 2 OR sum(credits) NOT IN "
    "(SELECT CASE WHEN j.state = 'succeeded' THEN -j.cost ELSE 0 END FROM jobs j WHERE j.id = job_id)) AS wrong"
)


@dataclass(frozen=True, slots=True)
class Count:
    """What a run came to."""

    jobs: int
    succeeded: int
    lost: int
    charged_wrong: int
    pictures_wrong: int
    answered: int
    orphans: int


async def count(database: Database, store: Path) -> Count:
    """Count what is in the database and in the folder store."""
    async with database.transaction() as session:
        jobs = await session.scalar(select(func.count(Job.id))) or 0
        ended = await session.scalar(
            select(func.count(Job.id)).where(Job.state_name.in_([state.value for state in ENDED]))
        )
        succeeded = await session.scalar(select(func.count(Job.id)).where(Job.state_name == State.SUCCEEDED.value))
        pictures = await session.scalar(select(func.count(Media.id))) or 0
        expected = await session.scalar(select(func.sum(Job.pictures)).where(Job.state_name == State.SUCCEEDED.value))
        answered = await session.scalar(select(func.count(Delivery.id)).where(Delivery.state == "delivered"))
        keys = set(await session.scalars(select(Media.key))) | set(await session.scalars(select(Derivative.key)))
        wrong = await session.scalar(_TWICE)
    files = await asyncio.to_thread(_files, store)
    return Count(
        jobs,
        succeeded or 0,
        jobs - (ended or 0),
        wrong or 0,
        abs(pictures - (expected or 0)),
        answered or 0,
        len(files - keys),
    )


async def still_open(database: Database) -> int:
    """Return how many jobs are not ended."""
    async with database.transaction() as session:
        return await session.scalar(_OPEN) or 0


def _files(store: Path) -> set[str]:
    return {f"{path.parent.name}/{path.name}" for path in store.glob("??/*") if not path.name.startswith(".")}
