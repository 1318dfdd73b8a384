"""Questions about cases: what waits, what is known of one, what somebody did, who decides how fast and how well."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from core.db import Json
from core.jobs.models import Job
from core.moderation.cases import standing_decisions
from core.moderation.models import Appeal, Case, CaseNote, Decision, Report, Strike
from core.moderation.refusals import CaseNotFound
from core.moderation.service import APPEALABLE
from core.moderation.standing import may_moderate, spaces_of
from core.moderation.words import FLAGGED, WAITING, CaseState, Verdict
from core.users.models import User

_WAITING = [state.value for state in WAITING]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A case in the queue with the number and weight of its reports."""

    case: Case
    reports: int
    weight: float


@dataclass(frozen=True, slots=True)
class File:
    """Everything that is known of a case, oldest first."""

    case: Case
    job: Job | None
    reports: tuple[Report, ...]
    decisions: tuple[Decision, ...]
    notes: tuple[CaseNote, ...]
    appeal: Appeal | None


@dataclass(frozen=True, slots=True)
class Record:
    """What stands against a person now: strikes that count, and their latest cases."""

    strikes: int
    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class Against:
    """What was last decided of a case, as its owner may know it: ``prompt`` is how they know the result."""

    case: Case
    decision: Decision
    appeal: Appeal | None
    prompt: str
    may_appeal: bool


@dataclass(frozen=True, slots=True)
class Work:
    """A moderator's work: cases decided, seconds from opening to decision (median), decisions taken back on appeal."""

    moderator_id: UUID
    decided: int
    seconds: float
    overturned: int


async def queue(session: AsyncSession, moderator: User, *, limit: int) -> list[Waiting]:
    """Return what waits for somebody's decision where they may decide: danger to minors first, then the oldest."""
    spaces = await spaces_of(session, moderator)
    standing = (
        select(Report.case_id, func.count().label("reports"), func.sum(Report.weight).label("weight"))
        .where(Report.withdrawn_at.is_(None))
        .group_by(Report.case_id)
        .subquery()
    )
    query = (
        select(Case, func.coalesce(standing.c.reports, 0), func.coalesce(standing.c.weight, 0.0))
        .outerjoin(standing, standing.c.case_id == Case.id)
        .where(Case.state_name.in_(_WAITING))
        .order_by(Case.quarantined.desc(), Case.opened_at, Case.id)
        .limit(limit)
    )
    if spaces is not None:
        query = query.where(Case.space_id.in_(spaces))
    return [Waiting(case, int(reports), float(weight)) for case, reports, weight in await session.execute(query)]


async def waiting_count(session: AsyncSession, moderator: User) -> int:
    """Return how many cases wait where somebody may decide."""
    spaces = await spaces_of(session, moderator)
    query = select(func.count(Case.id)).where(Case.state_name.in_(_WAITING))
    if spaces is not None:
        query = query.where(Case.space_id.in_(spaces))
    return await session.scalar(query) or 0


async def file_of(session: AsyncSession, moderator: User, case_id: UUID) -> File:
    """Return what is known of a case.

    Raises:
        CaseNotFound: there is none, or it is not theirs to see.
    """
    case = await session.get(Case, case_id)
    if case is None or not await may_moderate(session, moderator, case.space_id):
        raise CaseNotFound
    reports = await session.scalars(
        select(Report).where(Report.case_id == case_id, Report.withdrawn_at.is_(None)).order_by(Report.heard_at)
    )
    decisions = await session.scalars(select(Decision).where(Decision.case_id == case_id).order_by(Decision.id))
    notes = await session.scalars(select(CaseNote).where(CaseNote.case_id == case_id).order_by(CaseNote.id))
    objection = await session.scalar(select(Appeal).where(Appeal.case_id == case_id))
    job = await session.get(Job, case.job_id) if case.job_id is not None else None
    return File(case, job, tuple(reports), tuple(decisions), tuple(notes), objection)


async def own_case(session: AsyncSession, person: User, case_id: UUID) -> Case:
    """Return the case about a person's own result.

    Raises:
        CaseNotFound: there is none, or it is about somebody else's.
    """
    case = await session.get(Case, case_id)
    if case is None or case.owner_id != person.id:
        raise CaseNotFound
    return case


async def decided_about(session: AsyncSession, person: User, *, now: datetime, limit: int) -> list[Against]:
    """Return what was decided about a person's own results, the latest case first, each by its last decision."""
    rows = await session.execute(
        select(Case, Decision, Appeal, Job.spec)
        .join(Decision, Decision.case_id == Case.id)
        .outerjoin(Appeal, Appeal.case_id == Case.id)
        .outerjoin(Job, Job.id == Case.job_id)
        .where(Case.owner_id == person.id)
        .ext(distinct_on(Case.id))
        .order_by(Case.id.desc(), Decision.id.desc())
        .limit(limit)
    )
    return [_against(case, decision, appeal, spec, now=now) for case, decision, appeal, spec in rows]


def _against(case: Case, decision: Decision, appeal: Appeal | None, spec: Json | None, *, now: datetime) -> Against:
    stands = decision.reversed_at is None and decision.purged_at is None and decision.verdict is not Verdict.DISMISS
    in_time = now - decision.decided_at <= APPEALABLE
    may_appeal = case.state is CaseState.DECIDED and appeal is None and stands and in_time
    told = "" if case.quarantined or not spec else str(spec.get("prompt") or "")
    return Against(case, decision, appeal, told, may_appeal)


async def record_of(session: AsyncSession, person_id: UUID, *, now: datetime, limit: int = 10) -> Record:
    """Return what stands against a person, with their latest cases."""
    strikes = await session.scalar(
        select(func.count(Strike.id)).where(
            Strike.user_id == person_id, Strike.withdrawn_at.is_(None), Strike.decays_at > now
        )
    )
    rows = await session.scalars(select(Case).where(Case.owner_id == person_id).order_by(Case.id.desc()).limit(limit))
    return Record(strikes or 0, tuple(rows))


async def by_receipt(session: AsyncSession, receipt: str) -> tuple[CaseState, Decision | None] | None:
    """Return how a stranger's report stands, by the hash of its code."""
    case = await session.scalar(select(Case).join(Report, Report.case_id == Case.id).where(Report.receipt == receipt))
    if case is None:
        return None
    final = await standing_decisions(session, case.id) if case.decided_at is not None else []
    return case.state, final[0] if final else None


async def statistics(session: AsyncSession, *, since: datetime) -> list[Work]:
    """Return what each moderator decided since a moment, the busiest first.

    Flags and automatic hiding don't count, nor does what was decided about somebody who was erased since.
    """
    took = func.extract("epoch", Decision.decided_at - Case.opened_at)
    overturned = func.count(Appeal.id).filter(Appeal.granted.is_(True))
    rows = await session.execute(
        select(Decision.moderator_id, func.count(Decision.id), func.percentile_cont(0.5).within_group(took), overturned)
        .join(Case, Case.id == Decision.case_id)
        .outerjoin(Appeal, Appeal.decision_id == Decision.id)
        .where(Decision.moderator_id.is_not(None), Decision.decided_at >= since, Decision.reason.not_in((FLAGGED, "")))
        .group_by(Decision.moderator_id)
        .order_by(func.count(Decision.id).desc(), Decision.moderator_id)
    )
    return [Work(moderator, number, float(seconds), lost) for moderator, number, seconds, lost in rows]
