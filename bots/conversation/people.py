"""Finding a person by what somebody calls them."""

import re

from bots.conversation.turns import Context
from core.errors import DomainError, Refusal
from core.i18n import N_
from core.users import queries as users
from core.users.models import User

_MENTION = re.compile(r"<@!?(\d{1,20})>")
_SHOWN = 60


class PersonNotFound(DomainError):
    """Nobody is called so."""

    refusal = Refusal.NOT_FOUND
    code = "person-not-found"
    msgid = N_("I know nobody called “{name}”. They have to write to me once; or give their number on the platform.")


class PersonAmbiguous(DomainError):
    """Several people are called so."""

    refusal = Refusal.INVALID
    code = "person-ambiguous"
    msgid = N_("{number} people are called “{name}”. Give the number that the platform knows them by.")


async def person_called(context: Context, name: str) -> User:
    """Return a person by name, mention, number on a platform, or id.

    Raises:
        PersonNotFound, PersonAmbiguous: what is wrong with the name.
    """
    mention = _MENTION.fullmatch(name.strip())
    found = await users.by_name(context.session, mention[1] if mention else name.strip())
    if not found:
        raise PersonNotFound(name=name[:_SHOWN])
    if len(found) > 1:
        raise PersonAmbiguous(name=name[:_SHOWN], number=len(found))
    return found[0]
