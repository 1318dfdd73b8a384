"""The log of the house: who asked for what, when, what came of it, and whether the answer arrived."""

from functools import partial

from fastapi import APIRouter, Request, Response

from core.home import log
from core.home.asking import bridge_of
from core.home.log import Wanted
from core.home.states import MODE_NAMES, RISK_NAMES, State
from core.users import queries as users
from web_gallery.admin.gate import PAGE, READ, Desk, Said, address, shown
from web_gallery.admin.wording import ANSWERS, HOME_STATES, PLATFORM_NAMES, span
from web_gallery.refusals import AddressDamaged
from web_gallery.site import TheSite

PATH = "/admin/home"
router = APIRouter(prefix=PATH)


@router.api_route("", methods=READ)
async def listed(request: Request, site: TheSite) -> Response:
    """Show what was asked of the house, newest first."""
    return await shown(request, site, _page)


async def _page(desk: Desk, said: Said) -> str:
    state, person, entity = desk.asked("state"), desk.asked("person"), desk.asked("entity")
    if state not in {"", *State}:
        raise AddressDamaged
    named = await users.by_name(desk.session, person) if person else []
    nobody = bool(person) and len(named) != 1
    wanted = Wanted(State(state) if state else None, named[0].id if named else None, entity)
    found = [] if nobody else await log.entries(desk.session, wanted, limit=PAGE + 1, before=desk.place())
    page = found[:PAGE]
    given = {"state": state, "person": person, "entity": entity}
    return desk.render(
        "home", said, page=page, given=given, bridge=await bridge_of(desk.session), is_first=desk.place() is None,
        older=address(PATH, **given, before=page[-1].action.id) if len(found) > PAGE else "", states=HOME_STATES,
        risks=RISK_NAMES, modes=MODE_NAMES, answers=ANSWERS, platforms=PLATFORM_NAMES,
        span=partial(span, desk.visit.say),
    )  # fmt: skip
