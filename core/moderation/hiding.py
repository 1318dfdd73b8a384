"""Taking results out of sight everywhere at once, and bringing them back as they were."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, false, func, null, select, true, update
from sqlalchemy.ext.asyncio import AsyncSession

from core.comics import queries as comics
from core.jobs import deliveries
from core.jobs.models import Job
from core.jobs.states import OPEN
from core.media.models import Media
from core.privacy import Visibility


async def hide(
    session: AsyncSession,
    job_id: UUID,
    *,
    by: UUID,
    quarantine: bool = False,
    only: Collection[int] = (),
    now: datetime,
) -> None:
    """Hide a result by a decision: gallery, feed and files with this transaction, chat messages within a moment.

    What is hidden already passes to the new decision. ``only`` names some of its pictures by their places, from 1;
    else a comic is hidden with its other versions and its panels, and what is being made of it will be private.
    """
    family = await family_of(session, job_id)
    some = (Media.job_id == job_id) & Media.position.in_([place - 1 for place in only])
    which = some if only else Media.job_id.in_(family)
    await _keep_private(session, family)
    hidden = await _hide(session, which, by=by, quarantine=quarantine, now=now)
    for shown in {job_id, *hidden}:
        await deliveries.renew(session, shown, now=now)


async def family_of(session: AsyncSession, job_id: UUID) -> list[UUID]:
    """Return the jobs that are decided about as one: all versions and panels of a comic, else the result alone."""
    comic = await comics.of_job(session, job_id)
    return [job_id] if comic is None else await comics.owned_job_ids(session, comic.id)


async def _keep_private(session: AsyncSession, jobs: Sequence[UUID]) -> None:
    under_way = Job.id.in_(jobs) & Job.state_name.in_([state.value for state in OPEN])
    await session.execute(update(Job).where(under_way).values(visibility_name=Visibility.PRIVATE.value))


async def hide_all(session: AsyncSession, owner_id: UUID, *, by: UUID, now: datetime) -> None:
    """Hide everything of a person that is not hidden yet."""
    jobs = await _hide(session, (Media.owner_id == owner_id) & Media.hidden_at.is_(None), by=by, now=now)
    for job_id in jobs:
        await deliveries.renew(session, job_id, now=now)


async def show(session: AsyncSession, *, by: UUID, now: datetime) -> None:
    """Bring back what a decision hid, as visible as it was before."""
    jobs = await session.scalars(
        update(Media)
        .where(Media.hidden_by == by)
        .values(
            visibility_name=func.coalesce(Media.shown_as, Visibility.PRIVATE.value),
            published_at=Media.shown_at,
            hidden_at=null(),
            hidden_by=null(),
            shown_as=null(),
            shown_at=null(),
            quarantined=false(),
        )
        .returning(Media.job_id)
        .execution_options(synchronize_session=False)
    )
    for job_id in set(jobs):
        await deliveries.renew(session, job_id, now=now)
    await _read_again(session)


async def is_hidden(session: AsyncSession, job_id: UUID) -> bool:
    """Tell whether a result is hidden."""
    found = await session.scalar(select(Media.id).where(Media.job_id == job_id, Media.hidden_at.is_not(None)).limit(1))
    return found is not None


async def _hide(
    session: AsyncSession, which: ColumnElement[bool], *, by: UUID, quarantine: bool = False, now: datetime
) -> Sequence[UUID]:
    values = {
        "shown_as": func.coalesce(Media.shown_as, Media.visibility_name),
        "shown_at": func.coalesce(Media.shown_at, Media.published_at),
        "visibility_name": Visibility.PRIVATE.value,
        "published_at": null(),
        "hidden_at": func.coalesce(Media.hidden_at, now),
        "hidden_by": by,
    }
    if quarantine:
        values["quarantined"] = true()
    jobs = await session.scalars(
        update(Media)
        .where(which, Media.deleted_at.is_(None))
        .values(values)
        .returning(Media.job_id)
        .execution_options(synchronize_session=False)
    )
    found = list(set(jobs))
    await _read_again(session)
    return found


async def _read_again(session: AsyncSession) -> None:
    """Have pictures that this transaction looked at before know what the statement changed."""
    for known in list(session.identity_map.values()):
        if isinstance(known, Media):
            await session.refresh(known)
