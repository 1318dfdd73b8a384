"""The audit log and usage, for programs of admins."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import AwareDatetime

from core.admin import logbook, usage
from core.admin.usage import MOST_DAYS, Spread
from core.audit.areas import AREAS
from core.audit.queries import Filter, Seen, entries
from core.clock import utc_now
from core.platforms import Platform
from web_gallery.reading import reading
from web_gallery.refusals import AddressDamaged
from web_gallery.routes.admin.log import guard_of
from web_gallery.routes.api.admin_people import Limit, admin_of
from web_gallery.routes.api.admin_shapes import DayTold, EntriesTold, EntryTold, SpreadTold, UsageTold, VerdictTold
from web_gallery.routes.api.speaking import PREFIX, answered, problems
from web_gallery.site import TheSite

Moment = Annotated[AwareDatetime | None, Query()]
router = APIRouter(prefix=f"{PREFIX}/admin", tags=["admin"])
_LAST = 2**63 - 1


@router.get("/audit", response_model=EntriesTold, responses=problems(), summary="Read the log")
async def listed(
    request: Request,
    site: TheSite,
    limit: Limit = 30,
    before: Annotated[int | None, Query(ge=1, le=_LAST, description="The last number of the page before.")] = None,
    area: Annotated[str, Query(max_length=40, description=f"One of: {', '.join(AREAS)}.")] = "",
    actor: Annotated[UUID | None, Query(description="Only what this person did.")] = None,
    since: Moment = None,
    until: Moment = None,
) -> Response:
    """List entries, newest first."""
    if area not in {"", *AREAS}:
        raise AddressDamaged
    wanted = Filter(area, user_id=actor, since=_kept(since), until=_kept(until))
    async with reading(site.database) as session:
        await admin_of(request, site, session)
        found = await entries(session, wanted, limit=limit + 1, before=before)
    page, following = found[:limit], None
    if len(found) > limit:
        onward = request.url.include_query_params(before=page[-1].seq)
        following = f"{site.settings.origin}{onward.path}?{onward.query}"
    told = [_told(seen) for seen in page]
    return answered(request, EntriesTold(items=told, next=following))


@router.post("/audit/verification", response_model=VerdictTold, responses=problems(), summary="Verify the log")
async def verify(request: Request, site: TheSite) -> Response:
    """Go through the whole log now and say how far it holds."""
    async with reading(site.database) as session:
        admin = await admin_of(request, site, session)
    verdict = await logbook.verify(guard_of(site), admin, origin=Platform.WEB, now=utc_now())
    broken = verdict.broken
    told = VerdictTold(
        entries=verdict.entries,
        seq=broken.seq if broken else verdict.seq,
        fault=broken.fault.value if broken else None,
    )
    return answered(request, told)


@router.get("/usage", response_model=UsageTold, responses=problems(), summary="Usage by day")
async def used(request: Request, site: TheSite, days: Annotated[int, Query(ge=1, le=MOST_DAYS)] = 30) -> Response:
    """Tell jobs, credits and times of the last days, oldest first, today last."""
    async with reading(site.database) as session:
        await admin_of(request, site, session)
        found = await usage.days(session, number=days, now=utc_now())
    told = [
        DayTold(
            day=one.day,
            jobs={kind.value: number for kind, number in one.jobs.items()},
            done=one.done,
            failed=one.failed,
            people=one.people,
            credits=one.credits,
            waited=_spread(one.waited),
            drawn=_spread(one.drawn),
        )
        for one in found
    ]
    return answered(request, UsageTold(items=told))


def _told(seen: Seen) -> EntryTold:
    return EntryTold.model_validate(
        {
            "seq": seen.seq,
            "at": seen.at,
            "actor": seen.user_id,
            "action": seen.action,
            "resource": seen.resource,
            "old": seen.old,
            "new": seen.new,
            "origin": seen.origin,
        }
    )


def _spread(spread: Spread | None) -> SpreadTold | None:
    return SpreadTold(median=spread.median, p95=spread.slow) if spread else None


def _kept(moment: datetime | None) -> datetime | None:
    """Return a moment that the database can compare with: years that it knows and every zone has.

    Raises:
        AddressDamaged: it is none.
    """
    if moment is not None and not 2000 <= moment.year < 9000:  # noqa: PLR2004 - before us, and before the end
        raise AddressDamaged
    return moment
