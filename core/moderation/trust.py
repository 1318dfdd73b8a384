"""How much a report counts: by what came of the reporter's earlier ones, and by how well we know them."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from core.moderation.models import Report
from core.roles import Role
from core.users.models import User

HIDE_AT = 3.0  # trust.md: hidden by itself at weighted three
QUARANTINE_AT = 1.0  # suspected danger to minors: one person whom we know suffices
STRANGERS_COUNT = 1.0  # all reports without an account together count no more, since anybody can send many
STRANGER = 0.25
NEW_ACCOUNT = timedelta(days=1)
_LEAST, _MOST = 0.25, 2.0


def weight_of(*, upheld: int, dismissed: int, fresh: bool) -> float:
    """Return what a member's report counts.

    Twice the share of earlier reports that were upheld, with one of each assumed before the first (Laplace's rule of
    succession), so that who is new to it counts 1; between a quarter and two. A guest, or an account of less than a
    day, counts half.
    """
    share = (upheld + 1) / (upheld + dismissed + 2)
    return min(max(2 * share, _LEAST), _MOST) * (0.5 if fresh else 1.0)


async def weigh(session: AsyncSession, person: User, *, now: datetime) -> float:
    """Return what a member's report counts today."""
    rows = await session.execute(
        select(Report.upheld, func.count())
        .where(Report.reporter_id == person.id, Report.upheld.is_not(None), Report.withdrawn_at.is_(None))
        .group_by(Report.upheld)
    )
    counts = {bool(upheld): number for upheld, number in rows}
    fresh = person.role is Role.GUEST or now - person.created_at < NEW_ACCOUNT
    return weight_of(upheld=counts.get(True, 0), dismissed=counts.get(False, 0), fresh=fresh)


async def weight_against(session: AsyncSession, case_id: UUID, *concerns: str) -> float:
    """Return what the standing reports of a case count together, or those of some concerns alone."""
    members = func.coalesce(func.sum(Report.weight).filter(Report.reporter_id.is_not(None)), 0.0)
    strangers = func.coalesce(func.sum(Report.weight).filter(Report.reporter_id.is_(None)), 0.0)
    query = select(members, strangers).where(Report.case_id == case_id, Report.withdrawn_at.is_(None))
    if concerns:
        query = query.where(Report.concern_name.in_(concerns))
    known, unknown = (await session.execute(query)).one()
    return float(known) + min(float(unknown), STRANGERS_COUNT)
