"""People, for programs of admins: found, looked at, given roles and credits, blocked, signed out."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field
from sqlalchemy.ext.asyncio import AsyncSession

from core.admin import directory, people
from core.admin.directory import LONGEST_SEARCH, Sought
from core.admin.people import MOST_CREDITS
from core.auth import ending
from core.auth.tokens import Scope
from core.clock import utc_now
from core.platforms import Platform
from core.roles import Permission, Role, require
from core.users import queries as users
from core.users.models import User
from web_gallery.reading import reading
from web_gallery.refusals import NothingHere
from web_gallery.routes.api.admin_shapes import PeopleTold, PersonTold, RoleName
from web_gallery.routes.api.speaking import (
    MOST,
    PREFIX,
    Shape,
    answered,
    check_match,
    next_of,
    owner_of,
    place_of,
    problems,
)
from web_gallery.site import Site, TheSite

Limit = Annotated[int, Query(ge=1, le=MOST)]
After = Annotated[str, Query(max_length=60, description="Where the page before ended, as its `next` says.")]
Search = Annotated[str, Query(max_length=LONGEST_SEARCH, description="A part of a name, or a whole number or id.")]
router = APIRouter(prefix=f"{PREFIX}/admin", tags=["admin"])


class Change(Shape):
    """What is to change of somebody; what is left out stays. ``credits_a_day`` -1 gives those of the role again."""

    role: RoleName | None = Field(None, examples=["creator"])
    credits_a_day: int | None = Field(None, ge=-1, le=MOST_CREDITS)
    blocked: bool | None = None


class Grant(Shape):
    """Credits more for today alone."""

    credits: int = Field(ge=1, le=MOST_CREDITS, examples=[50])


@router.get("/people", response_model=PeopleTold, responses=problems(), summary="Find people")
async def listed(
    request: Request, site: TheSite, limit: Limit = 30, after: After = "", q: Search = "", role: RoleName | None = None
) -> Response:
    """List people, the newest first."""
    async with reading(site.database) as session:
        await admin_of(request, site, session)
        sought = Sought(q, Role[role.upper()] if role else None)
        found = await directory.people(session, sought, limit=limit + 1, before=place_of(site.settings, after))
    page = found[:limit]
    last = page[-1].person.id if len(found) > limit else None
    told = [_told(met.person, list(met.platforms)) for met in page]
    return answered(request, PeopleTold(items=told, next=next_of(site, "/admin/people", last=last, limit=limit)))


@router.get("/people/{which}", response_model=PersonTold, responses=problems(), summary="One person")
async def one(request: Request, site: TheSite, which: UUID) -> Response:
    """Tell of one person."""
    async with reading(site.database) as session:
        await admin_of(request, site, session)
        told = await _whole(session, await _person(session, which))
    return answered(request, told)


@router.patch(
    "/people/{which}", response_model=PersonTold, responses=problems(409, 412), summary="Change role, credits, block"
)
async def change(request: Request, site: TheSite, which: UUID, wanted: Change) -> Response:
    """Change what is given; all of it or nothing."""
    now = utc_now()
    async with reading(site.database) as session:
        admin = await admin_of(request, site, session)
        person = await _person(session, which)
        check_match(request, await _whole(session, person))
        if wanted.role is not None:
            role = Role[wanted.role.upper()]
            await people.set_role(session, admin, to=person, role=role, origin=Platform.WEB, now=now)
        if wanted.credits_a_day is not None:
            given = None if wanted.credits_a_day < 0 else wanted.credits_a_day
            await people.set_credits(session, admin, to=person, credits_a_day=given, origin=Platform.WEB, now=now)
        if wanted.blocked is not None:
            await people.set_blocked(session, admin, to=person, blocked=wanted.blocked, origin=Platform.WEB, now=now)
        told = await _whole(session, person)
    return answered(request, told)


@router.post("/people/{which}/credits", status_code=204, responses=problems(), summary="More for today")
async def add(request: Request, site: TheSite, which: UUID, wanted: Grant) -> Response:
    """Add credits to somebody's present day."""
    now = utc_now()
    async with reading(site.database) as session:
        admin = await admin_of(request, site, session)
        person = await _person(session, which)
        await people.add_credits(session, admin, to=person, credits_=wanted.credits, origin=Platform.WEB, now=now)
    return Response(status_code=204)


@router.delete("/people/{which}/sessions", status_code=204, responses=problems(), summary="Sign somebody out")
async def sign_out(request: Request, site: TheSite, which: UUID) -> Response:
    """End every browser's and program's sign-in of somebody; personal tokens stay."""
    async with reading(site.database) as session:
        admin = await admin_of(request, site, session)
        person = await _person(session, which)
        await ending.sign_out(session, admin, of=person, origin=Platform.WEB, now=utc_now())
    return Response(status_code=204)


async def admin_of(request: Request, site: Site, session: AsyncSession) -> User:
    """Return which admin's token came with a request.

    Raises:
        TokenUnknown, TokenTooNarrow: the token is none, or is for something else.
        NotAllowed: its owner is no admin.
    """
    owner = await owner_of(request, site, session, scope=Scope.ADMIN)
    require(owner.role, Permission.MANAGE_USERS)
    return owner


async def _person(session: AsyncSession, which: UUID) -> User:
    person = await users.by_id(session, which)
    if person is None:
        raise NothingHere
    return person


async def _whole(session: AsyncSession, person: User) -> PersonTold:
    met = [one.platform_name for one in await users.identities(session, person.id)]
    return _told(person, list(dict.fromkeys(met)))


def _told(person: User, platforms: list[str]) -> PersonTold:
    return PersonTold.model_validate(
        {
            "id": person.id,
            "name": person.name,
            "role": person.role.name.lower(),
            "platforms": platforms,
            "credits_a_day": person.credits_a_day,
            "blocked": person.blocked_at is not None,
            "frozen": person.frozen_at is not None,
            "created_at": person.created_at,
        }
    )
