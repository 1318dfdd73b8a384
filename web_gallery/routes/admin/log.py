"""The audit log: found by area, person, resource and day; verified and taken along on request."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse
from sqlalchemy.ext.asyncio import AsyncSession

from core.admin import logbook
from core.audit.areas import AREAS
from core.audit.exporting import MEDIA_TYPE
from core.audit.guarding import Guard
from core.audit.queries import Filter, Seen, entries
from core.clock import utc_now
from core.platforms import Platform
from core.users import queries as users
from web_gallery.admin.gate import PAGE, READ, Desk, Said, acted, address, asked, sender, shown
from web_gallery.answers import NEVER
from web_gallery.reading import reading
from web_gallery.refusals import AddressDamaged
from web_gallery.site import Site, TheSite

PATH = "/admin/audit"
NAMES = ("area", "person", "resource", "since", "until")
_LATEST = date(9000, 1, 1)
_LONGEST = 400
_NUMBER = 18  # digits of an entry's number
router = APIRouter(prefix=PATH)


@router.api_route("", methods=READ)
async def listed(request: Request, site: TheSite) -> Response:
    """Show what was done, newest first."""
    return await shown(request, site, _page)


@router.post("/verify")
async def verify(request: Request, site: TheSite) -> Response:
    """Go through the whole log now."""

    async def do(desk: Desk, _fields: Mapping[str, str]) -> str:
        await logbook.verify(guard_of(site), desk.admin, origin=Platform.WEB, now=desk.now)
        return PATH

    return await acted(request, site, do, again=_page)


@router.post("/export")
async def export(request: Request, site: TheSite) -> Response:
    """Take along what the filters find, as lines of JSON."""
    viewer, fields = await sender(request, site)
    now = utc_now()
    async with reading(site.database) as session:
        wanted = await filter_of(session, fields)
    told = await logbook.taken_along(site.database, viewer.user, wanted, origin=Platform.WEB, now=now)
    name = f"audit-{now:%Y%m%d-%H%M}.jsonl"
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": NEVER}
    return StreamingResponse(told, media_type=MEDIA_TYPE, headers=headers)


def guard_of(site: Site) -> Guard:
    """Return what verifies the log."""
    return Guard(site.database, site.settings.audit_key, site.settings.checkpoint_folder)


async def filter_of(session: AsyncSession, given: Mapping[str, str]) -> Filter:
    """Return what an address or a form looks for; a person may be named, and nobody of that name finds nothing.

    Raises:
        AddressDamaged: a day is none, or an area is not ours.
    """
    area, since, until = asked(given, "area"), _day(asked(given, "since")), _day(asked(given, "until"))
    if area not in {"", *AREAS}:
        raise AddressDamaged
    person = asked(given, "person")
    found = await users.by_name(session, person) if person else []
    return Filter(
        area,
        asked(given, "resource"),
        (found[0].id if len(found) == 1 else UUID(int=0)) if person else None,
        datetime.combine(since, time(), UTC) if since else None,
        datetime.combine(until + timedelta(days=1), time(), UTC) if until else None,
    )


async def _page(desk: Desk, said: Said) -> str:
    before = desk.asked("before")
    if before and not (before.isascii() and before.isdigit() and len(before) <= _NUMBER):
        raise AddressDamaged
    wanted = await filter_of(desk.session, desk.query)
    found = await entries(desk.session, wanted, limit=PAGE + 1, before=int(before) if before else None)
    page, given = found[:PAGE], {name: desk.asked(name) for name in NAMES}
    return desk.render(
        "audit", said, page=page, given=given, areas=AREAS, is_first=not before, brief=_brief,
        names=await _names(desk.session, page), verified=await logbook.last_verified(desk.session),
        older=address(PATH, **given, before=page[-1].seq) if len(found) > PAGE else "",
    )  # fmt: skip


async def _names(session: AsyncSession, page: Sequence[Seen]) -> dict[str, str]:
    """Return the names of people on a page, by "user:" and their id."""
    ids = {seen.user_id for seen in page if seen.user_id}
    for seen in page:
        kind, _, name = seen.resource.partition(":")
        if kind == "user" and name != "gone":
            ids.add(UUID(name))
    return {f"user:{person}": name for person, name in (await users.names(session, list(ids))).items()}


def _brief(value: object) -> str:
    """Return a value in a line."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _day(given: str) -> date | None:
    if not given:
        return None
    try:
        day = date.fromisoformat(given)
    except ValueError:
        raise AddressDamaged from None
    if not date(2000, 1, 1) <= day <= _LATEST:
        raise AddressDamaged
    return day
