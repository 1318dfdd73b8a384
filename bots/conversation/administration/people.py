"""Roles, credits and blocks: ``/admin role``, ``/admin quota``, ``/admin block``."""

from typing import cast

from bots.conversation.declaration import Options
from bots.conversation.people import person_called
from bots.conversation.replies import Reply, Suggestion
from bots.conversation.turns import Context
from core.admin import people
from core.errors import DomainError, Refusal
from core.i18n import N_
from core.quotas.service import allowance_now, balance, credits_of_role
from core.roles import ROLE_NAMES, Permission, Role, may, require
from core.users import queries as users
from core.users.models import User

_MOST_SUGGESTED = 25
ROLES = {role.name.lower(): role for role in Role}


class QuotaUnclear(DomainError):
    """Neither a person nor a role, or both."""

    refusal = Refusal.INVALID
    code = "quota-unclear"
    msgid = N_("Say whose credits: a person or a role, not both.")


async def role(context: Context, options: Options) -> Reply:
    """Give a person a role, or say what they are."""
    require(context.person.role, Permission.MANAGE_USERS)
    person = await find_person(context, cast("str", options.get("person") or ""))
    wanted = ROLES.get(str(options.get("role") or ""))
    if wanted is None:
        return await _card(context, person)
    await people.set_role(
        context.session, context.person, to=person, role=wanted, origin=context.turn.platform, now=context.now
    )
    return await _card(context, person)


async def quota(context: Context, options: Options) -> Reply:
    """Set credits a day of a person or a role, or add some to a person's today; say how many there are."""
    require(context.person.role, Permission.MANAGE_USERS)
    name, role_name = options.get("person"), ROLES.get(str(options.get("role") or ""))
    if bool(name) == (role_name is not None):
        raise QuotaUnclear
    credits_a_day = cast("int | None", options.get("credits"))
    if role_name is not None:
        return await _role_quota(context, role_name, credits_a_day)
    person = await find_person(context, str(name))
    today = cast("int | None", options.get("today"))
    origin, now = context.turn.platform, context.now
    if credits_a_day is not None:
        given = None if credits_a_day < 0 else credits_a_day
        await people.set_credits(
            context.session, context.person, to=person, credits_a_day=given, origin=origin, now=now
        )
    if today:
        await people.add_credits(context.session, context.person, to=person, credits_=today, origin=origin, now=now)
        await context.session.flush()
    return await _card(context, person)


async def block(context: Context, options: Options) -> Reply:
    """Block a person, or let them in again."""
    person = await find_person(context, cast("str", options.get("person") or ""))
    blocked = options.get("what") != "unblock"
    await people.set_blocked(
        context.session, context.person, to=person, blocked=blocked, origin=context.turn.platform, now=context.now
    )
    return await _card(context, person)


async def complete_person(context: Context, typed: str) -> list[Suggestion]:
    """Suggest people by the beginning of their names, to whoever manages them."""
    if not may(context.person.role, Permission.MANAGE_USERS):
        return []
    found = await users.named_like(context.session, typed, limit=_MOST_SUGGESTED)
    return [Suggestion(str(person.id), person.name) for person in found]


async def find_person(context: Context, name: str) -> User:
    """Return a person by name, mention, number on a platform, or id.

    Raises:
        NotAllowed: the asker doesn't manage people.
        PersonNotFound, PersonAmbiguous: what is wrong with the name.
    """
    require(context.person.role, Permission.MANAGE_USERS)
    return await person_called(context, name)


async def _role_quota(context: Context, role_: Role, credits_a_day: int | None) -> Reply:
    say = context.say
    limits = context.setting.policy.limits
    if credits_a_day is not None:
        given = None if credits_a_day < 0 else credits_a_day
        await people.set_role_credits(
            context.session, context.person, role_, credits_a_day=given, origin=context.turn.platform, now=context.now
        )
    set_by_admins = await credits_of_role(context.session, role_)
    allowance = limits.credits[role_] if set_by_admins is None else set_by_admins
    text = say.ngettext(
        "{role}: {credits} credit a day", "{role}: {credits} credits a day", allowance,
        role=say.gettext(ROLE_NAMES[role_]), credits=allowance,
    )  # fmt: skip
    return Reply(text=text, private=True)


async def _card(context: Context, person: User) -> Reply:
    """Say what a person is and may."""
    say = context.say
    allowance = await allowance_now(context.session, person, context.setting.policy.limits)
    today = await balance(context.session, person.id, allowance=allowance, now=context.now)
    own = say.gettext("their own") if person.credits_a_day is not None else say.gettext("of the role")
    lines = [
        say.gettext("Role: {role}", role=say.gettext(ROLE_NAMES[person.role])),
        say.gettext(
            "Credits a day: {credits} ({whose}); left today: {left}", credits=allowance, whose=own, left=today.left
        ),
    ]
    if person.blocked_at is not None:
        lines.append(say.gettext("Blocked since {moment} UTC", moment=say.moment(person.blocked_at)))
    return Reply(text=person.name, lines=tuple(lines), private=True)
