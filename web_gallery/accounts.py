"""The page of one's account: the ways in, where one is signed in, the tokens of one's programs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from core.auth import grants, local, sessions, tokens
from core.auth.models import Grant, WebSession
from core.auth.passwords import LONGEST, SHORTEST
from core.auth.registering import Registration
from core.auth.tokens import SCOPE_NAMES, Scope
from core.clock import utc_now
from core.errors import DomainError
from core.platforms import Platform
from core.roles import Permission, may
from core.users import queries as users
from web_gallery.devices import device_name
from web_gallery.site import Site
from web_gallery.viewers import Viewer
from web_gallery.visits import Visit

_LABELS = {Platform.DISCORD: "Discord", Platform.TELEGRAM: "Telegram"}


@dataclass(frozen=True, slots=True)
class Said:
    """What the page says beside one of its forms.

    ``at`` names the form, ``trouble`` is what was wrong with it, ``done`` what came of it. ``typed`` is what was in
    its fields, never a password. ``key`` is a secret that is shown this once.
    """

    at: str = ""
    trouble: DomainError | None = None
    done: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    wanted: tuple[Scope, ...] = (Scope.CREATE,)
    key: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """A way into the account."""

    id: UUID
    label: str
    name: str


@dataclass(frozen=True, slots=True)
class Place:
    """A browser or a program that is signed in; ``end`` is where to sign it out, empty for this browser."""

    name: str
    seen: str
    end: str


async def account_page(site: Site, visit: Visit, viewer: Viewer, session: AsyncSession, *, said: Said) -> str:
    """Return the page with what has just been said."""
    now, user = utc_now(), viewer.user
    account = await local.of_person(session, user)
    identities = await users.identities(session, user.id)
    here = await sessions.sessions_of(session, user, now=now)
    programs = await grants.grants_of(session, user, now=now)
    met = {identity.platform.value for identity in identities}
    return site.pages.render(
        "account.html",
        visit,
        viewer=viewer,
        said=said,
        trouble=visit.say.error(said.trouble) if said.trouble else "",
        ways=[Way(one.id, _LABELS.get(one.platform, one.platform.capitalize()), one.name) for one in identities],
        may_part=len(identities) + (account is not None) > 1,
        providers=[one for name, one in site.identity.providers.items() if name not in met],
        address=local.address_of(account, site.identity.sealing) if account else "",
        lengths=(SHORTEST, LONGEST),
        places=[*(_browser(visit, viewer, one) for one in here), *(_program(visit, one) for one in programs)],
        tokens=await tokens.tokens_of(session, user),
        scopes=[
            (scope, visit.say.gettext(name))
            for scope, name in SCOPE_NAMES.items()
            if scope is not Scope.ADMIN or may(user.role, Permission.MANAGE_USERS)
        ],
        may_invite=site.settings.registration is Registration.INVITED and may(user.role, Permission.MANAGE_USERS),
    )


def _browser(visit: Visit, viewer: Viewer, one: WebSession) -> Place:
    end = "" if one.id == viewer.session_id else f"/me/sessions/{one.id}/end"
    return Place(device_name(visit.say, one.device), visit.say.moment(one.seen_at), end)


def _program(visit: Visit, one: Grant) -> Place:
    name = one.name or visit.say.gettext("A program that gave no name")
    return Place(name, visit.say.moment(one.seen_at), f"/me/programs/{one.id}/end")
