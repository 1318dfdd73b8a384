"""Who may make what, before it is looked at any further."""

from core.errors import DomainError, Refusal
from core.i18n import N_
from core.jobs.abilities import ClipTooLong
from core.jobs.specs import DrawSpec
from core.quotas.limits import Limits
from core.roles import Permission, require
from core.users.models import User
from core.users.service import Blocked


class Frozen(DomainError):
    """A moderator's decision keeps the person from making anything new."""

    refusal = Refusal.FORBIDDEN
    code = "frozen"
    msgid = N_("You can't make anything new at the moment: a moderator decided so. The reason is in our private chat.")


def require_making(person: User, *, closed: frozenset[str]) -> None:
    """Refuse who may make nothing new; ``closed`` are the permissions that their place has closed.

    Raises:
        Blocked, Frozen: an admin has shut the person out, a moderator's decision stands against it.
        NotAllowed, NotAllowedHere: the role or the space does not permit it.
    """
    if person.blocked_at is not None:
        raise Blocked
    if person.frozen_at is not None:
        raise Frozen
    require(person.role, Permission.DRAW, closed=closed)


def require_length(owner: User, spec: DrawSpec, limits: Limits) -> None:
    """Refuse a clip that is longer than the person's role allows.

    Raises:
        ClipTooLong: it is.
    """
    limit = limits.seconds[owner.role]
    if spec.motion is not None and spec.motion.seconds > limit:
        raise ClipTooLong(seconds=f"{spec.motion.seconds:g}", limit=f"{limit:g}")
