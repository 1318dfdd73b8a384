"""What a person may do: five roles as levels, and named permissions with the least role each asks for."""

from enum import IntEnum, StrEnum

from core.errors import DomainError, Refusal
from core.i18n import N_


class Role(IntEnum):
    """The five levels; a higher one includes what the lower ones may."""

    GUEST = 1
    USER = 2
    CREATOR = 3
    ADMIN = 4
    SUPER_ADMIN = 5


class Permission(StrEnum):
    """What can be allowed; a space may narrow these, never widen them."""

    LOOK = "look"
    DRAW = "draw"
    REFERENCE = "reference"
    PUBLISH = "publish"
    HOME = "home"
    MODERATE = "moderate"
    MANAGE_OTHERS = "manage-others"
    MANAGE_USERS = "manage-users"
    MANAGE_SPACES = "manage-spaces"
    ANNOUNCE = "announce"


LEAST_ROLE = {
    Permission.LOOK: Role.GUEST,
    Permission.DRAW: Role.USER,
    Permission.REFERENCE: Role.USER,
    Permission.PUBLISH: Role.USER,
    Permission.HOME: Role.ADMIN,
    Permission.MODERATE: Role.CREATOR,
    Permission.MANAGE_OTHERS: Role.ADMIN,
    Permission.MANAGE_USERS: Role.ADMIN,
    Permission.MANAGE_SPACES: Role.ADMIN,
    Permission.ANNOUNCE: Role.ADMIN,
}

ROLE_NAMES = {
    Role.GUEST: N_("guest"),
    Role.USER: N_("user"),
    Role.CREATOR: N_("creator"),
    Role.ADMIN: N_("admin"),
    Role.SUPER_ADMIN: N_("super admin"),
}


class NotAllowed(DomainError):
    """The person's role is too low."""

    refusal = Refusal.FORBIDDEN
    code = "not-allowed"
    msgid = N_("Your role does not allow this. Ask an admin of this server if you need it.")


class NotAllowedHere(DomainError):
    """The space has closed this permission."""

    refusal = Refusal.FORBIDDEN
    code = "not-allowed-here"
    msgid = N_("This is switched off in this chat. Write to me in a private chat instead.")


def may(role: Role, permission: Permission) -> bool:
    """Tell whether a role includes a permission."""
    return role >= LEAST_ROLE[permission]


def require(role: Role, permission: Permission, *, closed: frozenset[str] = frozenset()) -> None:
    """Refuse unless the role includes the permission and the space has not closed it.

    Raises:
        NotAllowed: the role is too low.
        NotAllowedHere: the permission is among ``closed``.
    """
    if not may(role, permission):
        raise NotAllowed
    if permission in closed:
        raise NotAllowedHere
