"""Servers and groups: which there are, and what each and each of its channels has set."""

from collections.abc import Mapping
from functools import partial
from uuid import UUID

from fastapi import APIRouter, Request, Response

from core.admin import settling
from core.admin.settling import LEVELS, SettingUnknown, Settled, check_channel, settled_of
from core.platforms import Platform
from core.screening.reasons import CATEGORY_NAMES, SWITCHABLE
from core.spaces import queries
from web_gallery.admin.gate import PAGE, READ, Desk, Said, acted, address, shown
from web_gallery.admin.wording import CLOSABLE_NAMES, PLATFORM_NAMES, REACHES
from web_gallery.refusals import NothingHere
from web_gallery.site import TheSite
from web_gallery.visits import LANGUAGE_NAMES

PATH = "/admin/spaces"
router = APIRouter(prefix=PATH)


@router.api_route("", methods=READ)
async def listed(request: Request, site: TheSite) -> Response:
    """List servers and groups, the newest first."""
    return await shown(request, site, _listed)


@router.api_route("/{which}", methods=READ)
async def one(request: Request, site: TheSite, which: UUID) -> Response:
    """Show what a server or group has set."""
    return await shown(request, site, partial(_one, which))


@router.post("/{which}")
async def settle(request: Request, site: TheSite, which: UUID) -> Response:
    """Set it: for the whole place, or for the channel that the form names."""
    return await acted(request, site, partial(_settle, which), again=partial(_one, which))


async def _listed(desk: Desk, _said: Said) -> str:
    found = await queries.listed(desk.session, limit=PAGE + 1, before=desk.place())
    page = found[:PAGE]
    return desk.render(
        "spaces", page=page, platforms=PLATFORM_NAMES, languages=LANGUAGE_NAMES, is_first=desk.place() is None,
        older=address(PATH, before=page[-1].space.id) if len(found) > PAGE else "",
    )  # fmt: skip


async def _one(which: UUID, desk: Desk, said: Said) -> str:
    space = await queries.by_id(desk.session, which)
    if space is None:
        raise NothingHere
    whole = await settling.settled(desk.session, which)
    channels = {row.channel_id: settled_of(row) for row in await queries.channels_of(desk.session, which)}
    return desk.render(
        "space", said, space=space, whole=whole, channels=channels, platforms=PLATFORM_NAMES, levels=LEVELS,
        languages=LANGUAGE_NAMES, reaches=REACHES, closable=CLOSABLE_NAMES, fresh=Settled(),
        categories={one: CATEGORY_NAMES[one] for one in sorted(SWITCHABLE)},
    )  # fmt: skip


async def _settle(which: UUID, desk: Desk, fields: Mapping[str, str]) -> str:
    channel = fields.get("channel", "").strip() if "channel" in fields else None
    if channel is not None:
        check_channel(channel)
    before = await settling.settled(desk.session, which, channel)
    await settling.settle(
        desk.session, desk.admin, which, _wanted(fields, before, is_channel=channel is not None),
        mark=fields.get("mark", ""), channel_id=channel, origin=Platform.WEB, now=desk.now,
    )  # fmt: skip
    return f"{PATH}/{which}"


def _wanted(fields: Mapping[str, str], before: Settled, *, is_channel: bool) -> Settled:
    """Return what a form asks for; permissions that it does not offer stay as they are."""
    level = fields.get("level", "")
    if level and not (level.isascii() and level.isdigit() and len(level) == 1):
        raise SettingUnknown(value=level[:60])
    offered = {name.value for name in CLOSABLE_NAMES}
    closed = {name for name in before.closed if name not in offered}
    closed |= {name for name in offered if f"close-{name}" in fields}
    common = Settled(
        fields.get("locale") or None, int(level) if level else None, fields.get("visibility") or None,
        tuple(sorted(closed)),
    )  # fmt: skip
    if is_channel:
        return common
    return Settled(
        common.locale, common.level, common.visibility, common.closed,
        tuple(sorted(set(fields.get("channels", "").replace(",", " ").split()))),
        fields.get("announce", "").strip() or None,
        tuple(sorted(name for name in SWITCHABLE if f"allow-{name}" in fields)),
    )  # fmt: skip
