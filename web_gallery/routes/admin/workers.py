"""Engines and workers: who announced themselves, with which models, what each holds, and when it was last heard."""

from functools import partial

from fastapi import APIRouter, Request, Response

from core.jobs import monitoring, pausing
from core.jobs.pausing import Breadth
from web_gallery.admin.gate import READ, Desk, Said, shown
from web_gallery.admin.wording import JOB_STATES, span
from web_gallery.site import TheSite
from web_gallery.studio.wording import KIND_NAMES

router = APIRouter(prefix="/admin/workers")


@router.api_route("", methods=READ)
async def listed(request: Request, site: TheSite) -> Response:
    """Show every worker."""
    return await shown(request, site, _listed)


async def _listed(desk: Desk, said: Said) -> str:
    pauses = await pausing.pauses(desk.session)
    return desk.render(
        "workers", said, machines=await monitoring.machines(desk.session, now=desk.now), kinds=KIND_NAMES,
        states=JOB_STATES, span=partial(span, desk.visit.say),
        paused={one.name: one.reason for one in pauses if one.breadth_name == Breadth.WORKER},
    )  # fmt: skip
