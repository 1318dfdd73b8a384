"""The one objection to a decision, decided by somebody else."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from core.audit.chain import Value
from core.audit.service import record
from core.clock import new_id
from core.moderation import cases, service, telling
from core.moderation.models import Appeal, Case, Decision
from core.moderation.refusals import AlreadyAppealed, CaseDecided, CaseNotFound, NothingToAppeal, NotYourCase
from core.moderation.words import CaseState, Verdict
from core.users.models import User

LONGEST_APPEAL = 4000


async def appeal(
    session: AsyncSession, person: User, case_id: UUID, *, words: str, origin: str, now: datetime
) -> Appeal:
    """Object to what was decided of one's own result, once.

    Raises:
        CaseNotFound: there is none, or it is about somebody else.
        AlreadyAppealed: the one appeal was made.
        NothingToAppeal: nothing stands against the person, or its time is over.
        ReasonMissing: nothing is said.
    """
    said = service.checked_reason(words, most=LONGEST_APPEAL)
    case = await session.get(Case, case_id)
    if case is None or case.owner_id != person.id:
        raise CaseNotFound
    await cases.hold(session, case)
    if await session.scalar(select(Appeal.id).where(Appeal.case_id == case.id)) is not None:
        raise AlreadyAppealed
    decision = await _against(session, case, now=now)
    made = Appeal(id=new_id(), case_id=case.id, decision_id=decision.id, user_id=person.id, words=said, made_at=now)
    session.add(made)
    case.state_name = CaseState.APPEALED.value
    case.assignee_id = None
    await session.flush()
    await record(session, person.id, "case.appealed", f"case:{case.id}", origin=origin, now=now)
    return made


async def decide_appeal(
    session: AsyncSession, moderator: User, case_id: UUID, *, granted: bool, reason: str, origin: str, now: datetime
) -> Appeal:
    """Grant an appeal, which takes the decision back, or let the decision stand.

    Raises:
        CaseNotFound: there is none, or it is not theirs to see.
        CaseDecided: there is no appeal that waits.
        NotYourCase: the decision, or the result, is the moderator's own.
        ReasonMissing: nothing says why.
    """
    why = service.checked_reason(reason)
    case = await cases.lock_case(session, moderator, case_id)
    waiting = await session.scalar(select(Appeal).where(Appeal.case_id == case.id, Appeal.decided_at.is_(None)))
    if waiting is None or case.state is not CaseState.APPEALED:
        raise CaseDecided
    decision = await session.get_one(Decision, waiting.decision_id)
    if moderator.id in {decision.moderator_id, case.owner_id}:
        raise NotYourCase
    waiting.decided_by, waiting.decided_at = moderator.id, now
    waiting.granted, waiting.reason = granted, why
    if granted:
        await service.take_back(session, case, decision, by=moderator, now=now)
    case.state_name = CaseState.CLOSED.value
    case.closed_at = now
    await session.flush()
    change: Value = {"granted": granted, "decision": str(decision.id)}
    await record(session, moderator.id, "appeal.decided", f"case:{case.id}", new=change, origin=origin, now=now)
    await telling.tell_appellant(session, case, decision, granted=granted, reason=why, now=now)
    return waiting


async def _against(session: AsyncSession, case: Case, *, now: datetime) -> Decision:
    standing = await cases.standing_decisions(session, case.id)
    against = case.state is CaseState.DECIDED and standing and standing[0].verdict is not Verdict.DISMISS
    if not against or standing[0].purged_at is not None or now - standing[0].decided_at > service.APPEALABLE:
        raise NothingToAppeal
    return standing[0]
