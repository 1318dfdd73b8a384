"""Roles, credits and blocks."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from core.audit.service import record
from core.errors import DomainError, Refusal
from core.i18n import N_
from core.platforms import Platform
from core.quotas import service as quotas
from core.roles import NotAllowed, Permission, Role, require
from core.users import service as users
from core.users.models import User

MOST_CREDITS = 1_000_000


class LastSuperAdmin(DomainError):
    """Nobody would be left who can give roles back."""

    refusal = Refusal.CONFLICT
    code = "last-super-admin"
    msgid = N_("You are the only super admin. Make somebody else one first.")


class CreditsOutOfRange(DomainError):
    """Negative, or more than anybody needs."""

    refusal = Refusal.INVALID
    code = "credits-range"
    msgid = N_("Credits are a number from 0 to {most}.")


class BlockedThemselves(DomainError):
    """Who blocks themselves can't undo it."""

    refusal = Refusal.CONFLICT
    code = "block-itself"
    msgid = N_("You can't block yourself.")


async def set_role(
    session: AsyncSession, actor: User, *, to: User, role: Role, origin: Platform, now: datetime
) -> Role:
    """Give a person a role; returns what they were.

    Raises:
        NotAllowed: the actor may not manage people, or the role or the person stands above them.
        LastSuperAdmin: no super admin would be left.
    """
    others = await _super_admins(session) - {to.id}  # locked first: two who demote each other wait for one another
    await session.refresh(to, with_for_update=True)
    before = to.role
    _require_power(actor, to)
    if before is role:
        return before
    if before is Role.SUPER_ADMIN and role is not Role.SUPER_ADMIN and not others:
        raise LastSuperAdmin
    await users.grant_role(session, actor, to=to, role=role)
    await session.flush()
    what = {"old": before.name.lower(), "new": role.name.lower()}
    await record(session, actor.id, "role.changed", f"user:{to.id}", **what, origin=origin, now=now)
    return before


async def set_credits(
    session: AsyncSession, actor: User, *, to: User, credits_a_day: int | None, origin: Platform, now: datetime
) -> None:
    """Give a person their own credits a day, or None for those of their role.

    Raises:
        NotAllowed: the actor may not manage people, or the person stands above them.
        CreditsOutOfRange: the number is.
    """
    _require_power(actor, to)
    _check_credits(credits_a_day)
    before = to.credits_a_day
    if before == credits_a_day:
        return
    to.credits_a_day = credits_a_day
    await session.flush()
    what = {"old": before, "new": credits_a_day}
    await record(session, actor.id, "quota.changed", f"user:{to.id}", **what, origin=origin, now=now)


async def add_credits(
    session: AsyncSession, actor: User, *, to: User, credits_: int, origin: Platform, now: datetime
) -> None:
    """Add credits to a person's present day.

    Raises:
        NotAllowed, CreditsOutOfRange: as in ``set_credits``.
    """
    _require_power(actor, to)
    _check_credits(credits_)
    await quotas.grant(session, to.id, credits_=credits_, now=now)
    await record(session, actor.id, "quota.granted", f"user:{to.id}", new=credits_, origin=origin, now=now)


async def set_role_credits(
    session: AsyncSession, actor: User, role: Role, *, credits_a_day: int | None, origin: Platform, now: datetime
) -> None:
    """Give a role its credits a day, or None for those of the settings.

    Raises:
        NotAllowed: the actor may not manage people, or the role stands above them.
        CreditsOutOfRange: the number is.
    """
    require(actor.role, Permission.MANAGE_USERS)
    if role > actor.role:
        raise NotAllowed
    _check_credits(credits_a_day)
    before = await quotas.set_for_role(session, role, credits_a_day)
    if before == credits_a_day:
        return
    what = {"old": before, "new": credits_a_day}
    await record(session, actor.id, "quota.changed", f"role:{role.name.lower()}", **what, origin=origin, now=now)


async def set_blocked(
    session: AsyncSession, actor: User, *, to: User, blocked: bool, origin: Platform, now: datetime
) -> None:
    """Block a person, who then gets nothing but what they have a right to, or let them in again.

    Raises:
        NotAllowed: the actor may not manage people, or the person does not stand below them.
        BlockedThemselves: they are the same.
    """
    if actor.id == to.id:
        raise BlockedThemselves
    _require_power(actor, to)
    if to.role == actor.role and actor.role is not Role.SUPER_ADMIN:
        raise NotAllowed
    was = to.blocked_at is not None
    if was == blocked:
        return
    to.blocked_at = now if blocked else None
    await session.flush()
    await record(session, actor.id, "block.changed", f"user:{to.id}", old=was, new=blocked, origin=origin, now=now)


def _require_power(actor: User, to: User) -> None:
    require(actor.role, Permission.MANAGE_USERS)
    if to.role > actor.role:
        raise NotAllowed


def _check_credits(number: int | None) -> None:
    if number is not None and not 0 <= number <= MOST_CREDITS:
        raise CreditsOutOfRange(most=MOST_CREDITS)


async def _super_admins(session: AsyncSession) -> set[UUID]:
    rows = await session.scalars(
        select(User.id).where(User.role_level == Role.SUPER_ADMIN.value).order_by(User.id).with_for_update()
    )
    return set(rows)
