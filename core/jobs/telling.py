"""Telling a person's open pages that one of their jobs has changed; losing it costs them a look at the rows."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from core import bus
from core.db import after_commit
from core.nudges import Nudge


def tell_owner(session: AsyncSession, owner_id: UUID, job_id: UUID, *, parent_id: UUID | None = None) -> None:
    """Name a changed job to its owner after the commit; a panel's change is its comic's."""
    after_commit(session, Nudge(bus.owner_channel(owner_id), str(parent_id or job_id)))
