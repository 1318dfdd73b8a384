"""Jobs that are done as soon as they are asked for: nothing waits or is charged; the answer is kept like others."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from core.jobs.models import Job
from core.jobs.service import Policy, Request, new_job, require_rights
from core.jobs.specs import DrawSpec
from core.jobs.states import State
from core.screening.screen import refuse
from core.users.models import User


async def note_done(
    session: AsyncSession,
    owner: User,
    *,
    spec: DrawSpec,
    words: Mapping[str, str],
    request: Request,
    policy: Policy,
    now: datetime,
) -> Job:
    """Write down a job with its words by language; the same ``request.key`` again returns the first one.

    Raises:
        DomainError: as ``core.jobs.service.submit``, bar credits and the queue.
    """
    require_rights(owner, spec, request)
    refuse(spec.prompt, allowed=request.allowed)
    known = await session.scalar(select(Job).where(Job.key == request.key, Job.owner_id == owner.id))
    if known is not None:
        return known
    job = new_job(owner, spec, request, policy, now)
    job.kind_name, job.state_name = spec.kind.value, State.SUCCEEDED.value
    job.started_at = job.finished_at = now
    job.words = dict(words)
    session.add(job)
    await session.flush()
    return job
