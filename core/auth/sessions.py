"""Browser sessions: opened by a sign-in, found by their cookie's secret, listed and ended by their owner."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from core.auth.keys import digest_of, new_key
from core.auth.models import WebSession
from core.users.models import User

IDLE = timedelta(days=30)  # unseen for this long, a session is over
LONGEST = timedelta(days=180)
FRESH = timedelta(minutes=10)  # what can't be taken back asks for a sign-in this recent
_SEEN_STEP = timedelta(minutes=5)  # a page must not cost a write
_DEVICE_LENGTH = 200


async def open_session(session: AsyncSession, user: User, *, device: str, now: datetime) -> str:
    """Return the secret of a new browser session; ``device`` is the browser's own name for itself."""
    key = new_key()
    shown = "".join(letter for letter in device if letter.isprintable())[:_DEVICE_LENGTH]
    session.add(WebSession(digest=digest_of(key), user_id=user.id, device=shown, created_at=now, seen_at=now))
    await session.flush()
    return key


async def find_session(session: AsyncSession, key: str, *, now: datetime) -> tuple[WebSession, User] | None:
    """Return the living session with this secret and its owner, and note that it was seen."""
    found = (
        await session.execute(
            select(WebSession, User)
            .join(User, User.id == WebSession.user_id)
            .where(
                WebSession.digest == digest_of(key),
                WebSession.seen_at > now - IDLE,
                WebSession.created_at > now - LONGEST,
            )
        )
    ).one_or_none()
    if found is None:
        return None
    opened, user = found
    if opened.seen_at < now - _SEEN_STEP:
        await session.execute(update(WebSession).where(WebSession.id == opened.id).values(seen_at=now))
    return opened, user


async def sessions_of(session: AsyncSession, user: User, *, now: datetime) -> list[WebSession]:
    """Return a person's living sessions, the last seen first."""
    living = (
        WebSession.user_id == user.id,
        WebSession.seen_at > now - IDLE,
        WebSession.created_at > now - LONGEST,
    )
    found = await session.scalars(select(WebSession).where(*living).order_by(WebSession.seen_at.desc()))
    return list(found)


async def end_session(session: AsyncSession, user: User, *, which: UUID) -> bool:
    """End one of a person's own sessions; False where it is not theirs or over already."""
    ended = await session.scalar(
        delete(WebSession).where(WebSession.id == which, WebSession.user_id == user.id).returning(WebSession.id)
    )
    return ended is not None


async def end_sessions(session: AsyncSession, user: User, *, but: UUID | None = None) -> int:
    """End all of a person's sessions (but one); return how many."""
    ended = await session.scalars(
        delete(WebSession).where(WebSession.user_id == user.id, WebSession.id != but).returning(WebSession.id)
        if but is not None
        else delete(WebSession).where(WebSession.user_id == user.id).returning(WebSession.id)
    )
    return len(ended.all())
