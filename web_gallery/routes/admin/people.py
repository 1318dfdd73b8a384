"""People: found by words, role and standing; one of them with their role, credits, block and sign-ins."""

from collections.abc import Mapping
from functools import partial
from uuid import UUID

from fastapi import APIRouter, Request, Response

from core.admin import directory, people
from core.admin.directory import Sought, Standing
from core.admin.people import MOST_CREDITS, CreditsOutOfRange
from core.auth import ending, grants, sessions
from core.errors import DomainError, Refusal
from core.i18n import N_
from core.platforms import Platform
from core.roles import ROLE_NAMES, Role, may
from core.roles import Permission as Right
from core.users import queries as users
from core.users.models import User
from web_gallery.admin.gate import PAGE, READ, Desk, Said, acted, address, shown
from web_gallery.admin.wording import PERSON_STANDINGS, PLATFORM_NAMES
from web_gallery.refusals import AddressDamaged, NothingHere
from web_gallery.site import TheSite
from web_gallery.studio.asking import policy_of

PATH = "/admin/people"
ROLES = {role.name.lower(): role for role in Role}
router = APIRouter(prefix=PATH)


class RoleChanged(DomainError):
    """Somebody else changed the role between the question and the answer."""

    refusal = Refusal.CONFLICT
    code = "role-changed"
    msgid = N_("Somebody changed this person's role meanwhile. Look again before you change it.")


@router.api_route("", methods=READ)
async def listed(request: Request, site: TheSite) -> Response:
    """List people, the newest first."""
    return await shown(request, site, _listed)


@router.api_route("/{which}", methods=READ)
async def one(request: Request, site: TheSite, which: UUID) -> Response:
    """Show one person."""
    return await shown(request, site, partial(_one, which))


@router.post("/{which}/{deed}")
async def act(request: Request, site: TheSite, which: UUID, deed: str) -> Response:
    """Change something about a person; a role is asked about twice."""
    return await acted(request, site, partial(_do, which, deed), again=partial(_one, which, at=deed))


async def _listed(desk: Desk, _said: Said) -> str:
    role, standing = desk.asked("role"), desk.asked("standing")
    if role not in {"", *ROLES} or standing not in {"", *Standing}:
        raise AddressDamaged
    sought = Sought(desk.asked("q"), ROLES.get(role), Standing(standing) if standing else None)
    found = await directory.people(desk.session, sought, limit=PAGE + 1, before=desk.place())
    page = found[:PAGE]
    asked = {"q": sought.words, "role": role, "standing": standing}
    older = address(PATH, **asked, before=page[-1].person.id) if len(found) > PAGE else ""
    return desk.render(
        "people", page=page, older=older, is_first=desk.place() is None, sought=sought, role=role, standing=standing,
        roles=ROLES, role_names=ROLE_NAMES, standings=PERSON_STANDINGS, platforms=PLATFORM_NAMES,
    )  # fmt: skip


async def _one(which: UUID, desk: Desk, said: Said, *, at: str = "") -> str:
    person = await _person(desk, which)
    whole = await directory.whole(desk.session, person, limits=policy_of(desk.site.settings).limits, now=desk.now)
    browsers = await sessions.sessions_of(desk.session, person, now=desk.now)
    programs = await grants.grants_of(desk.session, person, now=desk.now)
    wanted = ROLES.get(said.typed.get("role", "")) if at == "role" and not said.trouble else None
    return desk.render(
        "person", said, at=at, whole=whole, person=person, wanted=wanted, browsers=len(browsers),
        programs=len(programs), may_change=_may_change(desk.admin, person), is_self=person.id == desk.admin.id,
        may_block=_may_block(desk.admin, person), most=MOST_CREDITS, role_names=ROLE_NAMES,
        roles={name: role for name, role in ROLES.items() if role <= desk.admin.role}, platforms=PLATFORM_NAMES,
    )  # fmt: skip


async def _do(which: UUID, deed: str, desk: Desk, fields: Mapping[str, str]) -> str | Said:
    person = await _person(desk, which)
    match deed:
        case "role":
            return await _change_role(desk, person, fields)
        case "credits":
            given = fields.get("credits", "").strip()
            await people.set_credits(
                desk.session, desk.admin, to=person, credits_a_day=number_of(given) if given else None,
                origin=Platform.WEB, now=desk.now,
            )  # fmt: skip
        case "today":
            given_today = number_of(fields.get("today", "").strip())
            await people.add_credits(
                desk.session, desk.admin, to=person, credits_=given_today, origin=Platform.WEB, now=desk.now
            )
        case "block" | "unblock":
            await people.set_blocked(
                desk.session, desk.admin, to=person, blocked=deed == "block", origin=Platform.WEB, now=desk.now
            )
        case "sign-out":
            await ending.sign_out(desk.session, desk.admin, of=person, origin=Platform.WEB, now=desk.now)
        case _:
            raise NothingHere
    return f"{PATH}/{which}"


async def _change_role(desk: Desk, person: User, fields: Mapping[str, str]) -> str | Said:
    """Ask whether the role is meant, then change it, if the person still is what the question said."""
    role = ROLES.get(fields.get("role", ""))
    if role is None:
        raise AddressDamaged
    if role is not person.role:
        if fields.get("sure") != "yes":
            return Said(at="role", typed=fields)
        if fields.get("was") != person.role.name.lower():
            raise RoleChanged
        await people.set_role(desk.session, desk.admin, to=person, role=role, origin=Platform.WEB, now=desk.now)
    return f"{PATH}/{person.id}"


async def _person(desk: Desk, which: UUID) -> User:
    person = await users.by_id(desk.session, which)
    if person is None:
        raise NothingHere
    return person


def _may_change(admin: User, person: User) -> bool:
    return may(admin.role, Right.MANAGE_USERS) and person.role <= admin.role


def _may_block(admin: User, person: User) -> bool:
    return admin.id != person.id and (person.role < admin.role or admin.role is Role.SUPER_ADMIN)


def number_of(typed: str) -> int:
    """Return a number that was typed.

    Raises:
        CreditsOutOfRange: it is none, or more than anybody needs.
    """
    if not (typed.isascii() and typed.isdigit() and len(typed) <= len(str(MOST_CREDITS))):
        raise CreditsOutOfRange(most=MOST_CREDITS)
    return int(typed)
