"""Deciding cases: taking one, noting, deciding, taking back; each told to those it concerns and put on record."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from core.audit.service import record
from core.clock import new_id
from core.media import queries as media
from core.moderation import cases, effects, hiding, telling
from core.moderation.models import Appeal, Case, CaseNote, Decision, Report
from core.moderation.refusals import (
    CaseDecided,
    LevelMissing,
    NothingToReverse,
    NotYourCase,
    PictureMissing,
    ReasonMissing,
)
from core.moderation.words import UNDECIDED, CaseState, Verdict
from core.users.models import User

LONGEST_REASON = 1000
APPEALABLE = timedelta(days=180)  # Regulation (EU) 2022/2065, article 20: at least six months
MOST_LEVEL = 3
_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Ruling:
    """What somebody decides: ``level`` (0 to 3) belongs to a rating alone; ``reason`` is read by the person.

    ``only`` are the places (from 1) of the pictures to hide, where the others of the result may stay.
    """

    verdict: Verdict
    reason: str
    level: int | None = None
    only: frozenset[int] = frozenset()


async def assign(session: AsyncSession, moderator: User, case_id: UUID, *, origin: str, now: datetime) -> Case:
    """Take a case; who comes second takes it over, for the first may have gone to bed.

    Raises:
        CaseNotFound, CaseDecided: as in ``decide``.
    """
    case = await cases.lock_case(session, moderator, case_id)
    if case.state not in UNDECIDED:
        raise CaseDecided
    if case.assignee_id != moderator.id:
        case.assignee_id = moderator.id
        case.state_name = CaseState.ASSIGNED.value
        await session.flush()
        await record(session, moderator.id, "case.assigned", f"case:{case.id}", origin=origin, now=now)
    return case


async def note(
    session: AsyncSession, moderator: User, case_id: UUID, *, words: str, origin: str, now: datetime
) -> CaseNote:
    """Write something beside a case for other moderators.

    Raises:
        CaseNotFound: there is none, or it is not theirs to see.
        ReasonMissing: there is nothing written.
    """
    case = await cases.lock_case(session, moderator, case_id)
    written = CaseNote(id=new_id(), case_id=case.id, author_id=moderator.id, words=checked_reason(words), made_at=now)
    session.add(written)
    await session.flush()
    await record(session, moderator.id, "case.noted", f"case:{case.id}", origin=origin, now=now)
    return written


async def decide(
    session: AsyncSession, moderator: User, case_id: UUID, *, ruling: Ruling, origin: str, now: datetime
) -> Decision:
    """Decide a case; what was hidden until then is hidden by this decision or comes back.

    Raises:
        CaseNotFound: there is none, or it is not theirs to see.
        CaseDecided: somebody was faster.
        NotYourCase: it is about the moderator's own result.
        ReasonMissing, LevelMissing: what the ruling lacks.
    """
    case = await cases.lock_case(session, moderator, case_id)
    if case.state not in UNDECIDED:
        raise CaseDecided
    if case.owner_id == moderator.id:
        raise NotYourCase
    decision = _written(case, moderator, ruling, now=now)
    provisional = await cases.standing_decisions(session, case.id)
    session.add(decision)
    await session.flush()
    await effects.apply(session, case, decision, only=await _places(session, case, ruling), now=now)
    for earlier in provisional:
        earlier.reversed_at = now
        await hiding.show(session, by=earlier.id, now=now)
    await _close(session, case, moderator, decision, now=now)
    old = [str(earlier.id) for earlier in provisional]
    new = {
        "verdict": decision.verdict.value,
        "level": decision.level,
        "decision": str(decision.id),
        "only": sorted(ruling.only),
    }
    await record(session, moderator.id, "case.decided", f"case:{case.id}", old=old, new=new, origin=origin, now=now)
    await telling.tell_owner(session, case, decision, now=now)
    await telling.tell_reporters(session, case, decision, now=now)
    return decision


async def reverse(
    session: AsyncSession, moderator: User, case_id: UUID, *, reason: str, origin: str, now: datetime
) -> Decision:
    """Take back what was decided of a case; everything is as it was before, and its owner is told.

    Raises:
        CaseNotFound: there is none, or it is not theirs to see.
        NotYourCase: it is about the moderator's own result.
        NothingToReverse: nothing stands, or it is final.
        ReasonMissing: nothing says why.
    """
    why = checked_reason(reason)
    case = await cases.lock_case(session, moderator, case_id)
    if case.owner_id == moderator.id:
        raise NotYourCase
    standing = await cases.standing_decisions(session, case.id)
    if not standing or standing[0].purged_at is not None or case.state in UNDECIDED:
        raise NothingToReverse
    decision = standing[0]
    await take_back(session, case, decision, by=moderator, now=now)
    change = {"decision": str(decision.id), "reason": why}
    await record(session, moderator.id, "case.reversed", f"case:{case.id}", old=change, origin=origin, now=now)
    await telling.tell_reversal(session, case, decision, now=now)
    return decision


async def take_back(session: AsyncSession, case: Case, decision: Decision, *, by: User, now: datetime) -> None:
    """Undo a decision and close its case; the reports count as not upheld."""
    await effects.undo(session, case, decision, by=by, now=now)
    case.state_name = CaseState.CLOSED.value
    case.closed_at = now
    case.quarantined = False
    await _settle_reports(session, case, upheld=decision.verdict is Verdict.DISMISS)


async def purge_due(session: AsyncSession, *, now: datetime) -> int:
    """Make final what nobody took back or appealed in time; returns how many decisions."""
    rows = await session.scalars(
        select(Decision)
        .where(Decision.purge_at <= now, Decision.purged_at.is_(None), Decision.reversed_at.is_(None))
        .order_by(Decision.purge_at)
        .limit(_AT_ONCE)
    )
    done = 0
    for decision in list(rows):
        case = await cases.hold(session, await session.get_one(Case, decision.case_id))
        await session.refresh(decision)
        pending = await session.scalar(select(Appeal.id).where(Appeal.case_id == case.id, Appeal.decided_at.is_(None)))
        if pending is None and decision.reversed_at is None and decision.purged_at is None:
            await effects.purge(session, case, decision, now=now)
            change = f"decision:{decision.id}"
            await record(session, None, "case.purged", f"case:{case.id}", new=change, origin="conductor", now=now)
            done += 1
    return done


async def close_old(session: AsyncSession, *, now: datetime) -> int:
    """Close decided cases that can't be appealed any more; returns how many. What was decided stands."""
    closed = await session.scalars(
        update(Case)
        .where(Case.state_name == CaseState.DECIDED.value, Case.decided_at <= now - APPEALABLE)
        .values(state_name=CaseState.CLOSED.value, closed_at=now)
        .returning(Case.id)
        .execution_options(synchronize_session=False)
    )
    done = list(closed)
    for case_id in done:
        await record(session, None, "case.closed", f"case:{case_id}", origin="conductor", now=now)
    return len(done)


def checked_reason(reason: str, *, most: int = LONGEST_REASON) -> str:
    """Return a reason as it is kept: ``most`` letters of it.

    Raises:
        ReasonMissing: there is none.
    """
    kept = reason.encode(errors="replace").decode().replace("\0", "").strip()[:most]
    if not kept:
        raise ReasonMissing
    return kept


async def _places(session: AsyncSession, case: Case, ruling: Ruling) -> frozenset[int]:
    """Return which pictures a ruling hides; none stands for all of them.

    Raises:
        PictureMissing: a place where there is no picture.
    """
    if ruling.verdict is not Verdict.HIDE or not ruling.only or case.job_id is None:
        return frozenset()
    there = {picture.position + 1 for picture in await media.of_job(session, case.job_id)}
    if not ruling.only <= there:
        raise PictureMissing
    return ruling.only


def _written(case: Case, moderator: User, ruling: Ruling, *, now: datetime) -> Decision:
    rates = ruling.verdict is Verdict.RATE
    if rates and (ruling.level is None or not 0 <= ruling.level <= MOST_LEVEL):
        raise LevelMissing
    return Decision(
        id=new_id(),
        case_id=case.id,
        moderator_id=moderator.id,
        automated=False,
        verdict_name=ruling.verdict.value,
        level=ruling.level if rates else None,
        reason=checked_reason(ruling.reason),
        before={},
        decided_at=now,
    )


async def _close(session: AsyncSession, case: Case, moderator: User, decision: Decision, *, now: datetime) -> None:
    case.state_name = CaseState.DECIDED.value
    case.decided_at = now
    case.assignee_id = moderator.id
    if decision.verdict in {Verdict.DISMISS, Verdict.RATE}:
        case.quarantined = False
    await session.flush()
    await _settle_reports(session, case, upheld=decision.verdict is not Verdict.DISMISS)


async def _settle_reports(session: AsyncSession, case: Case, *, upheld: bool) -> None:
    await session.execute(
        update(Report)
        .where(Report.case_id == case.id, Report.withdrawn_at.is_(None))
        .values(upheld=upheld)
        .execution_options(synchronize_session=False)
    )
