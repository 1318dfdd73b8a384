"""Signing somebody else out: every browser and every program, by whoever looks after people."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from core.audit.service import record
from core.auth import grants, sessions
from core.roles import NotAllowed, Permission, require
from core.users.models import User


async def sign_out(session: AsyncSession, actor: User, *, of: User, origin: str, now: datetime) -> int:
    """End all of a person's sessions and programs' sign-ins; returns how many there were. Personal tokens stay.

    Raises:
        NotAllowed: the actor may not manage people, or the person stands above them.
    """
    require(actor.role, Permission.MANAGE_USERS)
    if of.role > actor.role:
        raise NotAllowed
    programs = len(await grants.grants_of(session, of, now=now))
    ended = await sessions.end_sessions(session, of) + programs
    await grants.end_all(session, of)
    if ended:
        await record(session, actor.id, "sessions.ended", f"user:{of.id}", new=ended, origin=origin, now=now)
    return ended
