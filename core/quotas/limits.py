"""How much each role may ask for; a deployment overrides the credits by settings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from core.roles import Role

_CREDITS = {Role.GUEST: 0, Role.USER: 100, Role.CREATOR: 400, Role.ADMIN: 1000, Role.SUPER_ADMIN: 10_000}
_WAITING = {Role.GUEST: 0, Role.USER: 10, Role.CREATOR: 30, Role.ADMIN: 100, Role.SUPER_ADMIN: 10_000}
_SECONDS = {Role.GUEST: 0.0, Role.USER: 6.0, Role.CREATOR: 10.0, Role.ADMIN: 30.0, Role.SUPER_ADMIN: 60.0}
_RUNNING = {Role.GUEST: 0, Role.USER: 2, Role.CREATOR: 4, Role.ADMIN: 8, Role.SUPER_ADMIN: 64}


@dataclass(frozen=True, slots=True)
class Limits:
    """Credits a day, the most jobs waiting and running at a time, and the longest clip in seconds, by role."""

    credits: Mapping[Role, int] = field(default_factory=lambda: MappingProxyType(_CREDITS))
    waiting: Mapping[Role, int] = field(default_factory=lambda: MappingProxyType(_WAITING))
    running: Mapping[Role, int] = field(default_factory=lambda: MappingProxyType(_RUNNING))
    seconds: Mapping[Role, float] = field(default_factory=lambda: MappingProxyType(_SECONDS))


def limits_with(credits_by_role: Mapping[str, int]) -> Limits:
    """Return the limits with some roles' credits a day replaced, named as in settings ("user", "super_admin").

    Raises:
        KeyError: a role's name is unknown.
    """
    changed = {Role[name.upper()]: amount for name, amount in credits_by_role.items()}
    return Limits(credits=MappingProxyType({**_CREDITS, **changed}))
