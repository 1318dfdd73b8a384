"""Usage: jobs, credits and times day by day, as charts drawn here and as tables."""

from functools import partial

from fastapi import APIRouter, Request, Response

from core.admin import usage
from web_gallery.admin.charts import charts_of
from web_gallery.admin.gate import READ, Desk, Said, shown
from web_gallery.admin.wording import span
from web_gallery.refusals import AddressDamaged
from web_gallery.site import TheSite
from web_gallery.studio.wording import KIND_NAMES

SPANS = (7, 30, 90)
router = APIRouter(prefix="/admin/usage")


@router.api_route("", methods=READ)
async def listed(request: Request, site: TheSite) -> Response:
    """Show the last days."""
    return await shown(request, site, _page)


async def _page(desk: Desk, said: Said) -> str:
    asked = desk.asked("days") or "30"
    if asked not in {str(number) for number in SPANS}:
        raise AddressDamaged
    days = await usage.days(desk.session, number=int(asked), now=desk.now)
    say = desk.visit.say
    kinds = [kind for kind in KIND_NAMES if any(kind in day.jobs for day in days)]
    return desk.render(
        "usage", said, days=days, kinds=kinds, kind_names=KIND_NAMES, spans=SPANS, number=int(asked),
        charts=charts_of(say, days, kinds), span=partial(span, say),
    )  # fmt: skip
