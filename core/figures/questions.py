"""What is asked of the database for figures; each answer is a few rows, however large the house."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncSession

from core.engines import WorkerCard

_WAITING = text("""
    SELECT kind, target, state, count(*) AS jobs, min(created_at) AS oldest FROM jobs
    WHERE state IN ('queued', 'dispatched', 'running') GROUP BY kind, target, state
""")
_DELIVERIES = text("""
    SELECT platform, count(*) AS due, count(*) FILTER (WHERE tries > 3) AS troubled FROM deliveries
    JOIN jobs ON jobs.id = deliveries.job_id AND jobs.finished_at IS NOT NULL
    WHERE deliveries.state = 'due' GROUP BY platform
""")
_ERRANDS = text(
    "SELECT platform, task, count(*) AS due, min(created_at) AS oldest FROM errands GROUP BY platform, task"
)
_CASES = text("""
    SELECT state, count(*) AS cases, count(*) FILTER (WHERE quarantined) AS quarantined, min(opened_at) AS oldest
    FROM cases WHERE state IN ('new', 'assigned', 'appealed') GROUP BY state
""")
_AUDIT = text("SELECT seq, at FROM audit_log ORDER BY seq DESC LIMIT 1")
_RETENTION = text("SELECT rule, ran_at, removed_in_all FROM retention_runs")
_HOME = text("SELECT connected, beat_at FROM home_bridge")
_WORKERS = text("SELECT card, seen_at FROM workers")
_LEDGER = text("SELECT kind, count(*) AS entries, sum(credits) AS credits FROM ledger GROUP BY kind")


@dataclass(frozen=True, slots=True)
class Waiting:
    """Open jobs of a kind, model and state; ``oldest`` is when the first of them was asked for."""

    kind: str
    target: str
    state: str
    jobs: int
    oldest: datetime


@dataclass(frozen=True, slots=True)
class Answers:
    """One look at the database; ``workers`` are the cards of all that were ever heard of and when that was."""

    waiting: tuple[Waiting, ...] = ()
    deliveries: tuple[tuple[str, int, int], ...] = ()
    errands: tuple[tuple[str, str, int, datetime], ...] = ()
    cases: tuple[tuple[str, int, int, datetime], ...] = ()
    audit: tuple[int, datetime] | None = None
    retention: tuple[tuple[str, datetime, int], ...] = ()
    home: tuple[bool, datetime | None] | None = None
    workers: tuple[tuple[WorkerCard, datetime], ...] = field(default_factory=tuple)


async def look(session: AsyncSession) -> Answers:
    """Ask everything that is cheap to ask."""
    audit, home = (await _rows(session, _AUDIT)), (await _rows(session, _HOME))
    return Answers(
        waiting=tuple(Waiting(*_plain(row)) for row in await _rows(session, _WAITING)),
        deliveries=tuple(_plain(row) for row in await _rows(session, _DELIVERIES)),
        errands=tuple(_plain(row) for row in await _rows(session, _ERRANDS)),
        cases=tuple(_plain(row) for row in await _rows(session, _CASES)),
        audit=_plain(audit[0]) if audit else None,
        retention=tuple(_plain(row) for row in await _rows(session, _RETENTION)),
        home=_plain(home[0]) if home else None,
        workers=tuple((WorkerCard.model_validate(row.card), row.seen_at) for row in await _rows(session, _WORKERS)),
    )


async def ledger(session: AsyncSession) -> tuple[tuple[str, int, int], ...]:
    """Return entries and credits by kind; reads the whole ledger, so it is asked for seldom."""
    return tuple(_plain(row) for row in await _rows(session, _LEDGER))


async def _rows(session: AsyncSession, question: Any) -> list[Row[Any]]:  # noqa: ANN401 - SQLAlchemy's text() has no public type of its rows
    return list((await session.execute(question)).all())


def _plain(row: Row[Any]) -> Any:  # noqa: ANN401 - as above: the columns of each question are declared in Answers
    return tuple(row)
