"""The queue: what waits, runs and failed by kind and model, what is paused, and each job's next try or end."""

from collections.abc import Mapping
from functools import partial
from uuid import UUID

from fastapi import APIRouter, Request, Response

from core.admin import queue
from core.admin.queue import LONGEST_REASON, PAUSABLE
from core.jobs import monitoring, pausing
from core.jobs.monitoring import STATES, Standing, Wanted
from core.jobs.pausing import Breadth
from core.jobs.reasons import reason_of
from core.jobs.states import OPEN, Kind, State
from core.platforms import Platform
from web_gallery.admin.gate import PAGE, READ, Desk, Said, acted, address, shown
from web_gallery.admin.wording import JOB_STATES, STANDINGS, span
from web_gallery.refusals import AddressDamaged, ChoiceUnknown, NothingHere
from web_gallery.site import TheSite
from web_gallery.studio.asking import policy_of
from web_gallery.studio.wording import KIND_NAMES

PATH = "/admin/queue"
router = APIRouter(prefix=PATH)


@router.api_route("", methods=READ)
async def listed(request: Request, site: TheSite) -> Response:
    """Show how the queue is, and its jobs."""
    return await shown(request, site, page)


@router.post("/pause")
async def pause(request: Request, site: TheSite) -> Response:
    """Stop the queue, a kind or a worker."""
    return await acted(request, site, _pause, again=partial(page, at="pause"))


@router.post("/resume")
async def resume(request: Request, site: TheSite) -> Response:
    """Let it go on."""
    return await acted(request, site, _resume, again=page)


@router.post("/jobs/{which}/{deed}")
async def act(request: Request, site: TheSite, which: UUID, deed: str) -> Response:
    """Try a job again, or cancel it."""
    return await acted(request, site, partial(_do, which, deed), again=partial(page, at="job"))


async def page(desk: Desk, said: Said, *, at: str = "") -> str:
    """Return the page of the queue."""
    standing, kind, model = desk.asked("state"), desk.asked("kind"), desk.asked("model")
    if standing not in {"", *Standing} or kind not in {"", *Kind}:
        raise AddressDamaged
    wanted = Wanted(Standing(standing) if standing else None, Kind(kind) if kind else None, model)
    found = await monitoring.listed(desk.session, wanted, limit=PAGE + 1, before=desk.place())
    jobs, asked = found[:PAGE], {"state": standing, "kind": kind, "model": model}
    pauses = await pausing.pauses(desk.session)
    say = desk.visit.say
    return desk.render(
        "queue", said, at=at, jobs=jobs, asked=asked, is_first=desk.place() is None,
        older=address(PATH, **asked, before=jobs[-1].job.id) if len(found) > PAGE else "",
        here=address(PATH, **asked, before=desk.asked("before")),
        loads=await monitoring.loads(desk.session, now=desk.now), pauses=pauses,
        is_stopped=any(one.breadth_name == Breadth.QUEUE for one in pauses),
        machines=await monitoring.machines(desk.session, now=desk.now), pausable=PAUSABLE, kinds=KIND_NAMES,
        standings=STANDINGS, states=JOB_STATES, open=OPEN, failed=STATES[Standing.FAILED], longest=LONGEST_REASON,
        span=partial(span, say), why=lambda job: say.gettext(reason_of(job.error)) if job.state is State.FAILED else "",
    )  # fmt: skip


async def _pause(desk: Desk, fields: Mapping[str, str]) -> str:
    breadth, name = _aim(fields)
    await queue.pause(
        desk.session, desk.admin, breadth, name=name, reason=fields.get("reason", ""), origin=Platform.WEB, now=desk.now
    )
    return _back(fields)


async def _resume(desk: Desk, fields: Mapping[str, str]) -> str:
    breadth, name = _aim(fields)
    await queue.resume(desk.session, desk.admin, breadth, name=name, origin=Platform.WEB, now=desk.now)
    return _back(fields)


async def _do(which: UUID, deed: str, desk: Desk, fields: Mapping[str, str]) -> str:
    match deed:
        case "retry":
            expiry = policy_of(desk.site.settings).expiry
            await queue.retry(desk.session, desk.admin, which, expiry=expiry, origin=Platform.WEB, now=desk.now)
        case "cancel":
            await queue.cancel(desk.session, desk.admin, which, origin=Platform.WEB, now=desk.now)
        case _:
            raise NothingHere
    return _back(fields)


def _aim(fields: Mapping[str, str]) -> tuple[Breadth, str]:
    """Return what a form is about: "queue:", "kind:video", "worker:pc"."""
    breadth, _, name = fields.get("what", "").partition(":")
    if breadth not in set(Breadth):
        raise ChoiceUnknown
    return Breadth(breadth), name


def _back(fields: Mapping[str, str]) -> str:
    """Return to the page that the form stood on: one of ours, whatever the field says."""
    here = fields.get("here", "")
    known = here in {"/admin/workers", PATH} or here.startswith(f"{PATH}?")
    return here if known and here.isascii() and here.isprintable() else PATH
