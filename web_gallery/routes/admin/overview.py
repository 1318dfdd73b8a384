"""The first of admins' pages: how everything is, in a few figures that lead further."""

from fastapi import APIRouter, Request, Response

from core.admin import directory, logbook, usage
from core.home.asking import bridge_of
from core.jobs import monitoring, pausing
from core.jobs.reasons import said_of_pause
from core.moderation import queries as cases
from web_gallery.admin.charts import charts_of
from web_gallery.admin.gate import READ, Desk, Said, shown
from web_gallery.site import TheSite
from web_gallery.studio.wording import KIND_NAMES

_DAYS = 14
router = APIRouter(prefix="/admin")


@router.api_route("", methods=READ)
async def overview(request: Request, site: TheSite) -> Response:
    """Show how everything is."""
    return await shown(request, site, _page)


async def _page(desk: Desk, said: Said) -> str:
    session, now = desk.session, desk.now
    loads = await monitoring.loads(session, now=now)
    days = await usage.days(session, number=_DAYS, now=now)
    kinds = [kind for kind in KIND_NAMES if any(kind in day.jobs for day in days)]
    return desk.render(
        "overview", said, today=days[-1],
        charts=charts_of(desk.visit.say, days, kinds)[:2], machines=await monitoring.machines(session, now=now),
        waiting=sum(load.waiting for load in loads), running=sum(load.running for load in loads),
        failed=sum(load.failed for load in loads), done=sum(load.done for load in loads),
        pauses=await pausing.pauses(session), said_of_pause=said_of_pause, kinds=KIND_NAMES,
        cases=await cases.waiting_count(session, desk.admin), bridge=await bridge_of(session),
        people=await directory.count(session), verified=await logbook.last_verified(session),
    )  # fmt: skip
