"""Reports: one way in for reactions, menus, buttons, commands and the web, each person once a result."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from core.audit.service import record
from core.clock import new_id
from core.jobs.models import Job
from core.media import queries as media
from core.moderation import cases, hiding, telling, trust
from core.moderation.models import Case, Decision, Report
from core.moderation.refusals import OwnResult, ResultNotFound, TooLateToWithdraw, TooManyReports
from core.moderation.standing import may_moderate
from core.moderation.words import FLAGGED, WEIGHED, CaseState, Concern, Source, Verdict
from core.users.models import User

AN_HOUR = timedelta(hours=1)
MOST_AN_HOUR = 5
TO_THINK = timedelta(minutes=10)
LONGEST_NOTE = 1000
_GRAVITY = tuple(Concern)  # declared from the gravest to the least


@dataclass(frozen=True, slots=True)
class Reporter:
    """Who reports: a member, or a stranger by a key that stands for them for some days; ``origin`` is a front end."""

    locale: str
    origin: str
    person: User | None = None
    stranger: str | None = None


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is said, and how it came; ``receipt`` is the hash of a stranger's code."""

    source: Source
    concern: Concern = Concern.OTHER
    note: str = ""
    receipt: str | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of a report: the case, whether it is a new report, and whether the result is hidden now."""

    case_id: UUID
    is_new: bool
    hidden: bool
    flag: bool = False


async def report(session: AsyncSession, job_id: UUID, *, by: Reporter, complaint: Complaint, now: datetime) -> Heard:
    """Take a report; the same person's second one of the same result changes nothing.

    A moderator's hides at once, members' by their weight together, suspected danger to minors sooner.

    Raises:
        ResultNotFound: there is nothing of it left.
        OwnResult: it is the reporter's own.
        TooManyReports: the reporter's hour is used up.
    """
    job = await cases.lock_job(session, job_id)
    if job is None or not await media.of_job(session, job_id):
        raise ResultNotFound
    known = await _known(session, job_id, by)
    if known is not None and known.withdrawn_at is None:
        return Heard(known.case_id, is_new=False, hidden=await hiding.is_hidden(session, job_id), flag=known.flag)
    if by.person is not None and by.person.id == job.owner_id:
        raise OwnResult
    space_id = await cases.space_of(session, job_id)
    flag = by.person is not None and await may_moderate(session, by.person, space_id)
    if not flag:
        await _check_rate(session, by, now=now)
    case = await _case(session, job, space_id, complaint, now=now)
    await _write(session, case, known, by=by, complaint=complaint, flag=flag, now=now)
    await _weigh(session, case, flagged_by=by if flag else None, now=now)
    return Heard(case.id, is_new=True, hidden=await hiding.is_hidden(session, job_id), flag=flag)


async def withdraw(session: AsyncSession, job_id: UUID, person: User, *, origin: str, now: datetime) -> None:
    """Take one's own report back within ten minutes; what it alone had hidden comes back.

    Raises:
        TooLateToWithdraw: there is none, it is older, or the case is decided.
    """
    await cases.lock_job(session, job_id)
    mine = await _known(session, job_id, Reporter("", origin, person))
    case = await cases.undecided(session, job_id)
    if mine is None or mine.withdrawn_at is not None or case is None or case.id != mine.case_id:
        raise TooLateToWithdraw
    if now - mine.heard_at > TO_THINK:
        raise TooLateToWithdraw
    mine.withdrawn_at = now
    await session.flush()
    await record(session, person.id, "report.withdrawn", f"case:{case.id}", origin=origin, now=now)
    await _relent(session, case, now=now)


async def _known(session: AsyncSession, job_id: UUID, by: Reporter) -> Report | None:
    mine = Report.reporter_id == by.person.id if by.person is not None else Report.stranger == by.stranger
    return await session.scalar(
        select(Report).where(Report.job_id == job_id, mine).execution_options(populate_existing=True)
    )


async def _check_rate(session: AsyncSession, by: Reporter, *, now: datetime) -> None:
    """Count withdrawn reports as well, else flags could be waved without end."""
    mine = Report.reporter_id == by.person.id if by.person is not None else Report.stranger == by.stranger
    heard = await session.scalar(select(func.count()).where(mine, Report.heard_at > now - AN_HOUR))
    if (heard or 0) >= MOST_AN_HOUR:
        raise TooManyReports(limit=MOST_AN_HOUR)


async def _case(session: AsyncSession, job: Job, space_id: UUID | None, complaint: Complaint, *, now: datetime) -> Case:
    case = await cases.undecided(session, job.id)
    if case is None:
        case = Case(
            id=new_id(),
            job_id=job.id,
            owner_id=job.owner_id,
            space_id=space_id,
            state_name=CaseState.NEW.value,
            concern_name=complaint.concern.value,
            opened_at=now,
        )
        session.add(case)
        await session.flush()
    elif _GRAVITY.index(complaint.concern) < _GRAVITY.index(case.concern):
        case.concern_name = complaint.concern.value
    return case


async def _write(
    session: AsyncSession,
    case: Case,
    known: Report | None,
    *,
    by: Reporter,
    complaint: Complaint,
    flag: bool,
    now: datetime,
) -> None:
    row = known or Report(id=new_id(), job_id=case.job_id)
    row.case_id = case.id
    row.reporter_id = by.person.id if by.person is not None else None
    row.stranger = by.stranger
    row.receipt = complaint.receipt
    row.source_name = complaint.source.value
    row.concern_name = complaint.concern.value
    row.note = _plain(complaint.note)
    row.weight = await trust.weigh(session, by.person, now=now) if by.person is not None else trust.STRANGER
    if flag:
        row.weight = max(row.weight, trust.QUARANTINE_AT)  # a moderator needs no record to be believed
    row.flag = flag
    row.locale = by.locale
    row.heard_at = now
    row.withdrawn_at = None
    session.add(row)
    await session.flush()


async def _weigh(session: AsyncSession, case: Case, *, flagged_by: Reporter | None, now: datetime) -> None:
    """Hide what a moderator flagged or what enough people reported, unless a moderator let it stand before."""
    if case.job_id is None:
        return
    approved = await _was_approved(session, case.job_id)
    danger = await trust.weight_against(session, case.id, Concern.MINOR_SAFETY.value) >= trust.QUARANTINE_AT
    quarantine = danger and not case.quarantined and (flagged_by is not None or not approved)
    heavy = not approved and await trust.weight_against(session, case.id) >= trust.HIDE_AT
    if flagged_by is None and (approved or not (heavy or quarantine)):
        return
    if await hiding.is_hidden(session, case.job_id) and not quarantine:
        return
    await _hide_until_decided(session, case, flagged_by=flagged_by, quarantine=quarantine, now=now)


async def _hide_until_decided(
    session: AsyncSession, case: Case, *, flagged_by: Reporter | None, quarantine: bool, now: datetime
) -> None:
    """Hide a result by a decision that holds until a moderator makes the real one."""
    moderator = flagged_by.person if flagged_by is not None else None
    decision = Decision(
        id=new_id(),
        case_id=case.id,
        moderator_id=moderator.id if moderator is not None else None,
        automated=moderator is None,
        verdict_name=Verdict.HIDE.value,
        reason=WEIGHED if moderator is None else FLAGGED,
        decided_at=now,
    )
    session.add(decision)
    case.quarantined = case.quarantined or quarantine
    await session.flush()
    if case.job_id is not None:
        await hiding.hide(session, case.job_id, by=decision.id, quarantine=quarantine, now=now)
    action = "case.quarantined" if quarantine else "case.hidden"
    origin = flagged_by.origin if flagged_by is not None else "moderation"
    change = f"job:{case.job_id}"
    await record(session, decision.moderator_id, action, f"case:{case.id}", new=change, origin=origin, now=now)
    await telling.tell_owner(session, case, decision, now=now)


async def _relent(session: AsyncSession, case: Case, *, now: datetime) -> None:
    """After a withdrawal, bring back what nothing keeps hidden any more, and close a case that nobody reports."""
    rows = list(await session.scalars(select(Report).where(Report.case_id == case.id, Report.withdrawn_at.is_(None))))
    heavy = await trust.weight_against(session, case.id) >= trust.HIDE_AT
    danger = await trust.weight_against(session, case.id, Concern.MINOR_SAFETY.value) >= trust.QUARANTINE_AT
    if not (heavy or danger or any(row.flag for row in rows)):
        for decision in await cases.standing_decisions(session, case.id):
            decision.reversed_at = now
            await hiding.show(session, by=decision.id, now=now)
        case.quarantined = False
    if not rows:
        case.state_name = CaseState.CLOSED.value
        case.closed_at = now
    await session.flush()


async def _was_approved(session: AsyncSession, job_id: UUID) -> bool:
    """Tell whether a moderator looked at a result and let it stand."""
    found = await session.scalar(
        select(Decision.id)
        .join(Case, Case.id == Decision.case_id)
        .where(
            Case.job_id == job_id,
            Decision.automated.is_(False),
            Decision.reversed_at.is_(None),
            Decision.verdict_name.in_((Verdict.DISMISS.value, Verdict.RATE.value)),
        )
        .limit(1)
    )
    return found is not None


def _plain(note: str) -> str:
    """Return a note without what the database can't keep, and not too long."""
    return note.encode(errors="replace").decode().replace("\0", "")[:LONGEST_NOTE].strip()
