"""Telling people what was decided and why, in their language, in private: the statement of reasons."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from core.errands import service as errands
from core.errands.service import Told
from core.i18n import DEFAULT_LOCALE
from core.jobs.models import Delivery, Job
from core.moderation.models import Case, Decision, Report
from core.users.models import User

TO_OWNER = "moderation.owner"
TO_REPORTER = "moderation.reporter"
TO_APPELLANT = "moderation.appeal"
TAKEN_BACK = "moderation.reversed"
_PROMPT_SHOWN = 80


async def tell_owner(session: AsyncSession, case: Case, decision: Decision, *, now: datetime) -> None:
    """Tell the owner of a result what was decided of it, by which rule, by whom or what, and how to appeal."""
    await _to_owner(session, case, TO_OWNER, decision, now=now)


async def tell_reversal(session: AsyncSession, case: Case, decision: Decision, *, now: datetime) -> None:
    """Tell the owner that a decision was taken back."""
    await _to_owner(session, case, TAKEN_BACK, decision, now=now)


async def tell_appellant(
    session: AsyncSession, case: Case, decision: Decision, *, granted: bool, reason: str, now: datetime
) -> None:
    """Tell the owner what became of the appeal."""
    await _to_owner(session, case, TO_APPELLANT, decision, granted=int(granted), answer=reason, now=now)


async def tell_reporters(session: AsyncSession, case: Case, decision: Decision, *, now: datetime) -> None:
    """Tell everybody who reported what came of it; strangers look with their receipt."""
    rows = await session.scalars(
        select(Report).where(Report.case_id == case.id, Report.withdrawn_at.is_(None), Report.reporter_id.is_not(None))
    )
    for report in rows:
        if report.reporter_id is not None and report.reporter_id != decision.moderator_id:
            told = Told(TO_REPORTER, {"verdict": decision.verdict.value, "concern": report.concern.value})
            await errands.tell(session, report.reporter_id, told, locale=report.locale, now=now)


async def locale_of(session: AsyncSession, user_id: UUID, job_id: UUID | None) -> str:
    """Return the language that somebody reads: chosen, or that in which they were answered last time."""
    chosen = await session.scalar(select(User.locale).where(User.id == user_id))
    if chosen or job_id is None:
        return chosen or DEFAULT_LOCALE
    answered = await session.scalar(select(Delivery.locale).where(Delivery.job_id == job_id).limit(1))
    return answered or DEFAULT_LOCALE


async def _to_owner(
    session: AsyncSession, case: Case, topic: str, decision: Decision, *, now: datetime, **more: str | int
) -> None:
    if case.owner_id is None:
        return
    body: dict[str, str | int] = {
        "case": str(case.id),
        "verdict": decision.verdict.value,
        "concern": case.concern.value,
        "reason": decision.reason,
        "automated": int(decision.automated),
        "level": decision.level or 0,
        "prompt": await _prompt(session, case),
        **more,
    }
    locale = await locale_of(session, case.owner_id, case.job_id)
    await errands.tell(session, case.owner_id, Told(topic, body), locale=locale, now=now)


async def _prompt(session: AsyncSession, case: Case) -> str:
    """Return how the owner knows the result; what is in quarantine is not quoted."""
    job = await session.get(Job, case.job_id) if case.job_id and not case.quarantined else None
    told = job.spec.get("prompt") if job is not None else None
    return str(told)[:_PROMPT_SHOWN] if told else ""
