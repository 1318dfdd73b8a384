"""The house and pictures: lamps in a picture's colours, and the house's day as a comic."""

from bots.conversation.comics import asking
from bots.conversation.declaration import Options
from bots.conversation.home import cards
from bots.conversation.home.guard import on_record, request_of
from bots.conversation.replies import Reply
from bots.conversation.turns import Context
from core.errors import DomainError, Refusal
from core.home.asking import bridge_of, propose
from core.home.catalogue import Entity, read_house
from core.home.naming import find
from core.home.rules import Call, read_rules, seen_house
from core.home.stories import day_of, script
from core.home.watching import zone_of
from core.i18n import N_
from core.media import queries as media
from core.media.models import Media
from core.pictures.palette import for_lamp, palette

_MOST_COLOURS = 5
_COLOUR_MODES = frozenset({"rgb", "rgbw", "rgbww", "hs", "xy"})


class NoPicture(DomainError):
    """No picture to take colours from."""

    refusal = Refusal.NOT_FOUND
    code = "home-no-picture"
    msgid = N_("I find no picture of yours to take colours from. Draw one, or name one of yours.")


@on_record("match")
async def match(context: Context, options: Options) -> Reply:
    """Set lamps to the colours of a picture: each to the next one."""
    house = seen_house(await read_house(context.session), await read_rules(context.session))
    meant = find(str(options.get("name") or ""), house, able=_has_colours)
    lamps = {lamp.entity_id: lamp for choice in meant.choices for lamp in choice.entities}
    picture = await _picture(context, str(options.get("picture") or "").strip())
    colours = palette(picture.thumbhash, most=_MOST_COLOURS)
    if not colours:
        raise NoPicture
    calls = [_lit(lamp, colours[place % len(colours)]) for place, lamp in enumerate(lamps.values())]
    request = await request_of(context, "match", dry=options.get("dry") == "yes", shown=not meant.is_clear)
    proposal = await propose(context.session, context.person, calls, request=request, now=context.now)
    return cards.proposed(context, proposal)


@on_record("comic")
async def comic(context: Context, _options: Options) -> Reply:
    """Make a comic of the house's last day."""
    bridge = await bridge_of(context.session)
    moments = await day_of(context.session, now=context.now)
    name = bridge.house_name if bridge is not None and bridge.house_name else ""
    text = script(moments, context.say, house_name=name, zone=zone_of(bridge))
    return await asking.comic(context, {"script": text})


def _has_colours(entity: Entity) -> bool:
    modes = entity.attributes.get("supported_color_modes")
    return entity.domain == "light" and isinstance(modes, list) and any(mode in _COLOUR_MODES for mode in modes)


def _lit(lamp: Entity, colour: tuple[int, int, int]) -> Call:
    shown, percent = for_lamp(colour)
    return Call(lamp.entity_id, "turn_on", {"rgb_color": shown, "brightness_pct": percent})


async def _picture(context: Context, given: str) -> Media:
    """Return one of the person's own pictures, by its address or the latest."""
    own = await media.mine(context.session, context.person.id, limit=100)
    slug = given.rstrip("/").rpartition("/")[2]
    found = next((picture for picture in own if not given or slug in {picture.slug, str(picture.id)}), None)
    if found is None:
        raise NoPicture
    return found
