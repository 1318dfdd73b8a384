"""What decisions do to results and people, and how that is undone."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from core.clock import new_id
from core.comics import service as comics
from core.comics.models import Comic
from core.comics.queries import of_job
from core.jobs import deliveries
from core.media import service as media
from core.media.models import Media
from core.moderation import hiding
from core.moderation.models import Case, Decision, Strike
from core.moderation.words import HIDING, STRIKING, Verdict
from core.users.models import User

STRIKE_LASTS = timedelta(days=180)
UNTIL_PURGED = timedelta(days=30)
_PURGED = frozenset({Verdict.DELETE, Verdict.SUSPEND})
_FREEZING = (Verdict.FREEZE.value, Verdict.SUSPEND.value)


async def apply(
    session: AsyncSession, case: Case, decision: Decision, *, only: Collection[int] = (), now: datetime
) -> None:
    """Let a decision take effect on its result and on the person; ``decision`` is in the session already.

    ``only`` hides some pictures of the result and leaves the others.
    """
    if decision.verdict in HIDING:
        if case.job_id is not None:
            await hiding.hide(session, case.job_id, by=decision.id, quarantine=case.quarantined, only=only, now=now)
        if decision.verdict in _PURGED:
            decision.purge_at = now + UNTIL_PURGED
    elif decision.verdict is Verdict.RATE:
        await _rate(session, case, decision, now=now)
    await _against_person(session, case, decision, now=now)
    await session.flush()


async def undo(session: AsyncSession, case: Case, decision: Decision, *, by: User | None, now: datetime) -> None:
    """Take a decision back: what it hid or rated is as before, its strike and its freeze are gone."""
    decision.reversed_at = now
    decision.reversed_by = by.id if by is not None else None
    await session.flush()
    await hiding.show(session, by=decision.id, now=now)
    if decision.verdict is Verdict.RATE and case.job_id is not None:
        for picture in await _rated(session, case.job_id):
            picture.level = int(decision.before.get(str(picture.id), picture.level))
        await deliveries.renew(session, case.job_id, now=now)
    strike = await session.scalar(select(Strike).where(Strike.decision_id == decision.id))
    if strike is not None:
        strike.withdrawn_at = now
    await session.flush()
    await _thaw(session, case, decision)


async def _rate(session: AsyncSession, case: Case, decision: Decision, *, now: datetime) -> None:
    if case.job_id is None or decision.level is None:
        return
    pictures = await _rated(session, case.job_id)
    decision.before = {str(picture.id): picture.level for picture in pictures}
    for picture in pictures:
        picture.level = decision.level
        picture.judged = True
    await deliveries.renew(session, case.job_id, now=now)


async def _rated(session: AsyncSession, job_id: UUID) -> list[Media]:
    """Return what is rated with a result; a comic's panels too, since its next pages are rated by theirs."""
    family = await hiding.family_of(session, job_id)
    found = await session.scalars(select(Media).where(Media.job_id.in_(family), Media.deleted_at.is_(None)))
    return list(found)


async def _against_person(session: AsyncSession, case: Case, decision: Decision, *, now: datetime) -> None:
    if case.owner_id is None or decision.verdict not in STRIKING:
        return
    session.add(
        Strike(
            id=new_id(),
            user_id=case.owner_id,
            decision_id=decision.id,
            made_at=now,
            decays_at=now + STRIKE_LASTS,
        )
    )
    if decision.verdict in {Verdict.FREEZE, Verdict.SUSPEND}:
        owner = await session.get_one(User, case.owner_id, with_for_update=True)
        owner.frozen_at = owner.frozen_at or now
    if decision.verdict is Verdict.SUSPEND:
        await hiding.hide_all(session, case.owner_id, by=decision.id, now=now)


async def _thaw(session: AsyncSession, case: Case, decision: Decision) -> None:
    """Let the person make things again, unless another decision keeps them from it."""
    if case.owner_id is None or decision.verdict.value not in _FREEZING:
        return
    other = await session.scalar(
        select(Decision.id)
        .join(Case, Case.id == Decision.case_id)
        .where(
            Case.owner_id == case.owner_id,
            Decision.verdict_name.in_(_FREEZING),
            Decision.reversed_at.is_(None),
            Decision.id != decision.id,
        )
        .limit(1)
    )
    if other is None:
        owner = await session.get_one(User, case.owner_id, with_for_update=True)
        owner.frozen_at = None


async def purge(session: AsyncSession, case: Case, decision: Decision, *, now: datetime) -> None:
    """Make a deletion or a suspension final: pictures and comics go for good, a suspended person is shut out."""
    if decision.verdict is Verdict.SUSPEND:
        await comics.bury(session, Comic.owner_id == case.owner_id, now=now)
        await media.bury(session, Media.owner_id == case.owner_id, now=now)
    elif case.job_id is not None:
        comic = await of_job(session, case.job_id)
        if comic is not None:
            await comics.bury(session, Comic.id == comic.id, now=now)
        await media.bury(session, Media.job_id == case.job_id, now=now)
    if decision.verdict is Verdict.SUSPEND and case.owner_id is not None:
        owner = await session.get_one(User, case.owner_id, with_for_update=True)
        owner.blocked_at = owner.blocked_at or now
    decision.purged_at = now
    await session.flush()
