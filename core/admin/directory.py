"""Questions of whoever looks after people: who is here, found by words, role and standing, and one of them whole."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Text, cast, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from core.jobs.models import Job
from core.jobs.states import OPEN
from core.quotas.limits import Limits
from core.quotas.service import Balance, allowance_now, balance
from core.roles import Role
from core.users.models import Identity, User
from core.users.queries import identities

LONGEST_SEARCH = 100


class Standing(StrEnum):
    """How somebody stands."""

    BLOCKED = "blocked"
    FROZEN = "frozen"


@dataclass(frozen=True, slots=True)
class Sought:
    """Who is looked for: words in a name, or a whole number on a platform, id or handle; a role; a standing."""

    words: str = ""
    role: Role | None = None
    standing: Standing | None = None


@dataclass(frozen=True, slots=True)
class Met:
    """A person in the list, with the platforms they are met on."""

    person: User
    platforms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Whole:
    """A person with where they are met, today's credits, and how many jobs they have under way and ever had."""

    person: User
    identities: tuple[Identity, ...]
    today: Balance
    under_way: int
    jobs: int


async def people(
    session: AsyncSession, sought: Sought = Sought(), *, limit: int, before: UUID | None = None
) -> list[Met]:
    """Return people, the newest first, who came before ``before``."""
    query = select(User).order_by(User.id.desc()).limit(limit)
    if before is not None:
        query = query.where(User.id < before)
    if sought.role is not None:
        query = query.where(User.role_level == sought.role.value)
    match sought.standing:
        case Standing.BLOCKED:
            query = query.where(User.blocked_at.is_not(None))
        case Standing.FROZEN:
            query = query.where(User.frozen_at.is_not(None))
    words = _words(sought.words)
    if words:
        query = query.where(
            func.lower(User.name).contains(words, autoescape=True)
            | (User.handle == words)
            | (cast(User.id, Text) == words)
            | exists().where(
                Identity.user_id == User.id,
                func.lower(Identity.name).contains(words, autoescape=True) | (Identity.external_id == words),
            )
        )
    found = list(await session.scalars(query))
    platforms = await _platforms(session, [person.id for person in found])
    return [Met(person, tuple(platforms.get(person.id, ()))) for person in found]


async def count(session: AsyncSession) -> int:
    """Return how many people there are."""
    return await session.scalar(select(func.count()).select_from(User)) or 0


async def whole(session: AsyncSession, person: User, *, limits: Limits, now: datetime) -> Whole:
    """Return what a person's page tells."""
    allowance = await allowance_now(session, person, limits)
    open_states = [state.value for state in OPEN]
    counts = await session.execute(
        select(func.count().filter(Job.state_name.in_(open_states)), func.count()).where(
            Job.owner_id == person.id, Job.parent_id.is_(None)
        )
    )
    under_way, jobs = counts.one()
    return Whole(
        person,
        tuple(await identities(session, person.id)),
        await balance(session, person.id, allowance=allowance, now=now),
        under_way,
        jobs,
    )


def _words(typed: str) -> str:
    """Return what was typed as the database can look for it."""
    return typed.replace("\0", "").strip().removeprefix("@").lower()[:LONGEST_SEARCH]


async def _platforms(session: AsyncSession, ids: list[UUID]) -> dict[UUID, list[str]]:
    rows = await session.execute(
        select(Identity.user_id, Identity.platform_name).where(Identity.user_id.in_(ids)).order_by(Identity.id)
    )
    found: dict[UUID, list[str]] = {}
    for user_id, platform in rows:
        names = found.setdefault(user_id, [])
        if platform not in names:
            names.append(platform)
    return found
