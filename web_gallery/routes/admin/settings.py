"""Settings: what the gallery was started with, and what may change while it runs; announcements."""

from collections.abc import Mapping
from functools import partial

from fastapi import APIRouter, Request, Response

from core.admin import people, places
from core.admin.people import MOST_CREDITS
from core.admin.places import MOST_WORDS
from core.admin.shown import shown as settings_shown
from core.home import ruling
from core.home.asking import bridge_of
from core.home.states import MODE_NAMES, Mode
from core.platforms import Platform
from core.quotas.service import credits_of_role
from core.roles import ROLE_NAMES, Role
from core.spaces import service as spaces
from web_gallery.admin.gate import READ, Desk, Said, acted, shown
from web_gallery.refusals import ChoiceUnknown, NothingHere
from web_gallery.routes.admin.people import ROLES, number_of
from web_gallery.site import TheSite
from web_gallery.studio.asking import policy_of

PATH = "/admin/settings"
router = APIRouter(prefix=PATH)


@router.api_route("", methods=READ)
async def listed(request: Request, site: TheSite) -> Response:
    """Show settings."""
    return await shown(request, site, _page)


@router.post("/{deed}")
async def act(request: Request, site: TheSite, deed: str) -> Response:
    """Change what may change at run time, or announce something."""
    return await acted(request, site, partial(_do, deed), again=partial(_page, at=deed))


async def _page(desk: Desk, said: Said, *, at: str = "") -> str:
    limits = policy_of(desk.site.settings).limits
    given = {role: await credits_of_role(desk.session, role) for role in Role}
    bridge = await bridge_of(desk.session)
    return desk.render(
        "settings", said, at=at, settings=settings_shown(desk.site.settings), roles=ROLES, role_names=ROLE_NAMES,
        usual=limits.credits, credits=given, most=MOST_CREDITS, longest=MOST_WORDS, modes=MODE_NAMES,
        mode=bridge.mode if bridge else None, listening=len(await spaces.announced(desk.session)),
    )  # fmt: skip


async def _do(deed: str, desk: Desk, fields: Mapping[str, str]) -> str | Said:
    match deed:
        case "credits":
            await _set_credits(desk, fields)
        case "mode":
            mode = fields.get("mode", "")
            if mode not in set(Mode):
                raise ChoiceUnknown
            await ruling.set_mode(desk.session, desk.admin, Mode(mode), origin=Platform.WEB, now=desk.now)
        case "announcement":
            number = await places.announce(
                desk.session, desk.admin, words=fields.get("words", ""), origin=Platform.WEB, now=desk.now
            )
            return Said(at=deed, done=_sent(desk, number))
        case _:
            raise NothingHere
    return PATH


async def _set_credits(desk: Desk, fields: Mapping[str, str]) -> None:
    role, given = ROLES.get(fields.get("role", "")), fields.get("credits", "").strip()
    if role is None:
        raise ChoiceUnknown
    await people.set_role_credits(
        desk.session, desk.admin, role, credits_a_day=number_of(given) if given else None, origin=Platform.WEB,
        now=desk.now,
    )  # fmt: skip


def _sent(desk: Desk, number: int) -> str:
    return desk.visit.say.ngettext(
        "It goes to {number} channel.", "It goes to {number} channels, one after the other.", number, number=number
    )
