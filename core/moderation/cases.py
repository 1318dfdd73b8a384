"""Finding and locking what a step is about, always in the same order: the result, its case, its decisions."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from core.jobs.models import Delivery, Job
from core.moderation.models import Case, Decision
from core.moderation.refusals import CaseNotFound
from core.moderation.standing import may_moderate
from core.moderation.words import UNDECIDED
from core.users.models import User

_UNDECIDED = [state.value for state in UNDECIDED]


async def lock_job(session: AsyncSession, job_id: UUID) -> Job | None:
    """Return a job, held until the transaction ends: what is done about one result is done one after the other."""
    return await session.scalar(
        select(Job).where(Job.id == job_id).with_for_update(key_share=True).execution_options(populate_existing=True)
    )


async def lock_case(session: AsyncSession, moderator: User, case_id: UUID) -> Case:
    """Return a case for somebody who may decide it, with its result held.

    Raises:
        CaseNotFound: there is none, or it is not theirs to see.
    """
    case = await session.get(Case, case_id)
    if case is None or not await may_moderate(session, moderator, case.space_id):
        raise CaseNotFound
    return await hold(session, case)


async def hold(session: AsyncSession, case: Case) -> Case:
    """Return a case as it stands once its result and itself are held."""
    if case.job_id is not None:
        await lock_job(session, case.job_id)
    await session.refresh(case, with_for_update=True)
    return case


async def undecided(session: AsyncSession, job_id: UUID) -> Case | None:
    """Return the case of a result that waits for a decision."""
    return await session.scalar(select(Case).where(Case.job_id == job_id, Case.state_name.in_(_UNDECIDED)))


async def space_of(session: AsyncSession, job_id: UUID) -> UUID | None:
    """Return the space in which a result was posted."""
    return await session.scalar(
        select(Delivery.space_id).where(Delivery.job_id == job_id, Delivery.space_id.is_not(None)).limit(1)
    )


async def standing_decisions(session: AsyncSession, case_id: UUID) -> list[Decision]:
    """Return the decisions of a case that were not taken back, the latest first."""
    found = await session.scalars(
        select(Decision)
        .where(Decision.case_id == case_id, Decision.reversed_at.is_(None))
        .order_by(Decision.id.desc())
        .execution_options(populate_existing=True)
    )
    return list(found)
