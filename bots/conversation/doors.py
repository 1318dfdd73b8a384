"""Who may come in: not who is blocked, not in channels where we do not work; one's rights are open to everyone."""

from bots.conversation.turns import Context
from core.errors import DomainError, Refusal
from core.i18n import N_
from core.roles import Permission, may
from core.users.service import Blocked

# What every person may do everywhere: find their way, speak their language, use their rights.
OPEN_COMMANDS = frozenset({"help", "about", "language", "privacy notice", "privacy export", "privacy erase"})
OPEN_VERBS = frozenset({"language", "agree", "export", "erase", "erasenow", "erased", "appeal", "appealed"})


class NotInThisChannel(DomainError):
    """Admins have chosen other channels for us."""

    refusal = Refusal.FORBIDDEN
    code = "not-in-this-channel"
    msgid = N_("I don't work in this channel. Use one that the admins chose for me, or write to me in private.")


def require_open(context: Context, name: str) -> None:
    """Refuse a command (by its English words), a button or a form (by its verb) to whom it is closed here.

    Raises:
        Blocked, NotInThisChannel: why it is closed.
    """
    if name in OPEN_COMMANDS or name in OPEN_VERBS:
        return
    if context.person.blocked_at is not None:
        raise Blocked
    if context.place is None or context.place.is_open or may(context.person.role, Permission.MANAGE_SPACES):
        return
    raise NotInThisChannel
