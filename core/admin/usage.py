"""How much was asked for day by day: jobs by kind, credits, how long people waited and machines drew."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from core.jobs.states import Kind

MOST_DAYS = 90
# By the day (UTC) on which something was asked for; panels are a part of their comics. Waiting ends when a worker
# begins, so what was tried again counts its last begin; a median and the slowest twentieth, linearly between two.
_DAYS = text("""
    SELECT (created_at AT TIME ZONE 'UTC')::date AS day, kind, count(*) AS jobs,
           count(*) FILTER (WHERE state = 'succeeded') AS done,
           count(*) FILTER (WHERE state IN ('failed', 'expired')) AS failed
    FROM jobs WHERE created_at >= :since AND created_at < :until AND parent_id IS NULL
    GROUP BY 1, 2 ORDER BY 1, 2
""")
_TIMES = text("""
    SELECT (created_at AT TIME ZONE 'UTC')::date AS day, count(DISTINCT owner_id) AS people,
           COALESCE(sum(cost) FILTER (WHERE state = 'succeeded'), 0) AS credits,
           percentile_cont(ARRAY[0.5, 0.95]) WITHIN GROUP (
               ORDER BY extract(epoch FROM started_at - created_at)) FILTER (WHERE started_at IS NOT NULL) AS waited,
           percentile_cont(ARRAY[0.5, 0.95]) WITHIN GROUP (
               ORDER BY extract(epoch FROM finished_at - started_at))
               FILTER (WHERE state = 'succeeded' AND started_at IS NOT NULL) AS drawn
    FROM jobs WHERE created_at >= :since AND created_at < :until
    GROUP BY 1 ORDER BY 1
""")


@dataclass(frozen=True, slots=True)
class Spread:
    """Seconds: the median, and what 95 of 100 stay below."""

    median: float
    slow: float


@dataclass(frozen=True, slots=True)
class Day:
    """A day: jobs by kind, how many of them were done and failed, people, credits spent, seconds waited and drawn.

    ``waited`` and ``drawn`` are None where nothing was drawn.
    """

    day: date
    jobs: Mapping[Kind, int]
    done: int
    failed: int
    people: int
    credits: int
    waited: Spread | None
    drawn: Spread | None

    @property
    def total(self) -> int:
        """Jobs of all kinds."""
        return sum(self.jobs.values())


async def days(session: AsyncSession, *, number: int, now: datetime) -> list[Day]:
    """Return the last days, oldest first, today last; days on which nothing was asked for are there as well.

    ``number`` is from 1 to ``MOST_DAYS``.
    """
    last = now.astimezone(UTC).date()
    first = last - timedelta(days=number - 1)
    asked = {"since": _midnight(first), "until": _midnight(last + timedelta(days=1))}
    counts = (await session.execute(_DAYS, asked)).all()
    times = {row.day: row for row in await session.execute(_TIMES, asked)}
    found = []
    for day in (first + timedelta(days=offset) for offset in range(number)):
        of_day = [row for row in counts if row.day == day]
        row = times.get(day)
        found.append(
            Day(
                day,
                MappingProxyType({Kind(one.kind): one.jobs for one in of_day}),
                sum(one.done for one in of_day),
                sum(one.failed for one in of_day),
                row.people if row else 0,
                int(row.credits) if row else 0,
                _spread(row.waited) if row else None,
                _spread(row.drawn) if row else None,
            )
        )
    return found


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _spread(parts: Sequence[float] | None) -> Spread | None:
    """Return seconds; clocks of two machines may make them a little less than nothing."""
    return Spread(max(parts[0], 0.0), max(parts[1], 0.0)) if parts else None
