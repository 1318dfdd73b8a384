"""What the owner of the machine may do without being asked: name the first administrators."""

import asyncio
from collections.abc import Mapping

from pydantic import SecretStr

from core.audit.service import record
from core.clock import utc_now
from core.db import Database
from core.roles import Role
from core.users import queries, service
from launcher.configuration import AUDIT_KEY, DATABASE, read_in, settings
from launcher.folders import Folders
from launcher.house import embedded
from launcher.lock import holder
from launcher.sentences import N_, Trouble
from launcher.speech import say


def grant(folders: Folders, name: str, role_name: str) -> int:
    """Give the person called ``name`` (or with that platform id) a role.

    Raises:
        Trouble: when the house isn't running, or the name fits nobody or several.
    """
    role = _role(role_name)
    given = read_in(settings(folders))
    urls = embedded(folders, given)
    if urls and not holder(folders.lock):
        raise Trouble(N_("Inkhearth is not running. Start ./run in another terminal first."))
    asyncio.run(_grant(given | urls, name, role))
    say(N_("{name} is now {role}."), name=name, role=role.name.lower().replace("_", " "))
    return 0


def _role(name: str) -> Role:
    try:
        return Role[name.upper().replace("-", "_").replace(" ", "_")]
    except KeyError:
        names = ", ".join(role.name.lower() for role in Role)
        raise Trouble(N_("There is no role {name}; the roles are {names}."), name=name, names=names) from None


async def _grant(given: Mapping[str, str], name: str, role: Role) -> None:
    database = Database(given[DATABASE], pool_size=1, audit_key=SecretStr(given[AUDIT_KEY]))
    try:
        async with database.transaction() as session:
            found = await queries.by_name(session, name)
            if not found:
                raise Trouble(N_("Nobody called {name} has written to Inkhearth yet."), name=name)
            if len(found) > 1:
                raise Trouble(
                    N_("{number} people are called {name}: give a platform id."), number=len(found), name=name
                )
            was, person = found[0].role, f"user:{found[0].id}"
            await service.appoint(session, found[0], role=role)
            change = {"old": was.name.lower(), "new": role.name.lower()}
            await record(session, None, "role.changed", person, **change, origin="cli", now=utc_now())
    finally:
        await database.close()
