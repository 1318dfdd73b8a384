"""Finding a person by what somebody calls them."""

from bots.conversation.turns import Context
from core.errors import DomainError, Refusal
from core.i18n import N_
from core.users import queries as users
from core.users.models import User


class PersonNotFound(DomainError):
    """Nobody of this name, or several."""

    refusal = Refusal.NOT_FOUND
    code = "person-not-found"
    msgid = N_("I know nobody by this name alone. Use their name or number on this platform.")


async def person_called(context: Context, given: str) -> User:
    """Return the one person of a name, or of a number on a platform.

    Raises:
        PersonNotFound: there is none, or there are several.
    """
    found = await users.by_name(context.session, given)
    if len(found) != 1:
        raise PersonNotFound
    return found[0]
