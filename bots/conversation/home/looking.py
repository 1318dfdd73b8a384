"""Looking at the house: ``/home status``, ``camera`` and ``history``."""

from typing import cast

from bots.conversation.actions import Action
from bots.conversation.declaration import Options
from bots.conversation.home.cards import on_its_way
from bots.conversation.home.guard import on_record, request_of
from bots.conversation.home.wording import described
from bots.conversation.replies import Button, Reply, Suggestion
from bots.conversation.turns import Context
from core.errors import DomainError, Refusal
from core.home import choosing
from core.home.asking import bridge_of, inquire, is_there
from core.home.catalogue import Area, Entity, House, read_house
from core.home.models import HomeBridge
from core.home.naming import areas_called, find
from core.home.rules import read_rules, seen_house
from core.home.sending import HomeIsOff
from core.home.states import MODE_NAMES, Kind, Mode
from core.i18n import N_
from core.roles import Permission, may

MOST_HOURS = 168
_USUAL_HOURS = 24
_MOST_LINES = 40
_MOST_SUGGESTED = 25
_A_ROW = 3
_WARN_DAYS = 30


class AreaUnknown(DomainError):
    """No area of this name has anything that may be seen."""

    refusal = Refusal.NOT_FOUND
    code = "home-area-unknown"
    msgid = N_("I know no area called “{name}”. There are: {known}.")


class OnlyInPrivate(DomainError):
    """A camera, asked for where others look."""

    refusal = Refusal.FORBIDDEN
    code = "home-camera-public"
    msgid = N_("I show cameras only in a private chat with me.")


@on_record("status")
async def status(context: Context, options: Options) -> Reply:
    """Show how the house is, or one area of it."""
    bridge = await bridge_of(context.session)
    if bridge is not None and bridge.mode is Mode.OFF:
        raise HomeIsOff
    house = seen_house(await read_house(context.session), await read_rules(context.session))
    wanted = str(options.get("area") or "").strip()
    if not wanted:
        return _overview(context, house, bridge)
    found = areas_called(wanted, house)
    if not found:
        known = ", ".join(area.name for area in house.areas.values())
        raise AreaUnknown(name=wanted[:60], known=known[:300] or "–")
    return area_card(context, house, house.areas[found[0]])


@on_record("status")
async def press_status(context: Context, action: Action) -> Reply:
    """Show one area by its place in the overview."""
    house = seen_house(await read_house(context.session), await read_rules(context.session))
    areas = list(house.areas.values())
    place = int(action.detail) if action.detail.isdigit() else len(areas)
    if place >= len(areas):
        raise AreaUnknown(name="", known=", ".join(area.name for area in areas)[:300] or "–")
    return area_card(context, house, areas[place])


def area_card(context: Context, house: House, area: Area) -> Reply:
    """Return everything of an area."""
    inside = [entity for entity in house.entities.values() if entity.area is not None and entity.area.id == area.id]
    return Reply(text=area.name, lines=_lines(context, inside), private=True)


@on_record("camera")
async def camera(context: Context, options: Options) -> Reply:
    """Send what a camera sees, to the asker alone; it is never stored."""
    if context.turn.space_id is not None:
        raise OnlyInPrivate
    return await _inquire(context, str(options.get("name") or ""), Kind.SNAPSHOT)


@on_record("history")
async def history(context: Context, options: Options) -> Reply:
    """Draw how something was over some hours."""
    hours = cast("int | None", options.get("hours")) or _USUAL_HOURS
    return await _inquire(context, str(options.get("name") or ""), Kind.HISTORY, hours=hours)


@on_record("look")
async def press_look(context: Context, action: Action) -> Reply:
    """Go on with the camera or the history that was meant."""
    place, _, hours = action.detail.partition("-")
    chosen = await choosing.choose(
        context.session, context.person, action.subject or context.person.id, place=int(place), now=context.now
    )
    kind = Kind.HISTORY if hours else Kind.SNAPSHOT
    if kind is Kind.SNAPSHOT and context.turn.space_id is not None:
        raise OnlyInPrivate
    return await _ask(context, chosen.entity_ids[0], kind, hours=int(hours) if hours else None)


async def complete_name(context: Context, typed: str) -> list[Suggestion]:
    """Suggest what may be reached, to admins only."""
    if not may(context.person.role, Permission.HOME):
        return []
    house = seen_house(await read_house(context.session), await read_rules(context.session))
    wanted = typed.strip().lower()
    labels = [
        (one.entity_id, f"{one.name} · {one.area.name}" if one.area else one.name) for one in house.entities.values()
    ]
    return [Suggestion(key, label) for key, label in labels if wanted in label.lower() or wanted in key][
        :_MOST_SUGGESTED
    ]


async def complete_area(context: Context, typed: str) -> list[Suggestion]:
    """Suggest areas, to admins only."""
    if not may(context.person.role, Permission.HOME):
        return []
    house = seen_house(await read_house(context.session), await read_rules(context.session))
    wanted = typed.strip().lower()
    return [Suggestion(area.name, area.name) for area in house.areas.values() if wanted in area.name.lower()]


def bridge_lines(context: Context, bridge: HomeBridge | None) -> tuple[str, ...]:
    """Return how the bridge is, with what its owner should know about the token (H8)."""
    say = context.say
    if bridge is None:
        return (say.gettext("The bridge to Home Assistant has never been there. Set HA_URL and HA_TOKEN_FILE."),)
    lines = [say.gettext(MODE_NAMES[bridge.mode])]
    if not is_there(bridge, context.now):
        lines.append(say.gettext("Home Assistant can't be reached right now; this is what I last saw."))
    if bridge.token_is_admin:
        lines.append(say.gettext("The token belongs to an administrator of Home Assistant: make one of a plain user."))
    if bridge.token_ends_at is not None and (bridge.token_ends_at - context.now).days < _WARN_DAYS:
        lines.append(say.gettext("The token ends on {moment} UTC.", moment=say.moment(bridge.token_ends_at)))
    return tuple(lines)


def _overview(context: Context, house: House, bridge: HomeBridge | None) -> Reply:
    say = context.say
    loose = [entity for entity in house.entities.values() if entity.area is None]
    buttons = [
        Button(area.name, str(Action("homearea", None, str(place)))) for place, area in enumerate(house.areas.values())
    ]
    rows = tuple(tuple(buttons[begin : begin + _A_ROW]) for begin in range(0, min(len(buttons), 12), _A_ROW))
    lines = _lines(context, loose) if house.areas else _lines(context, list(house.entities.values()))
    if not house.entities:
        lines = (say.gettext("No rule allows anything yet: /home allow opens the house, thing by thing."),)
    text = bridge.house_name if bridge is not None and bridge.house_name else say.gettext("The house")
    return Reply(text=text, lines=(*bridge_lines(context, bridge), *lines), rows=rows, private=True)


def _lines(context: Context, entities: list[Entity]) -> tuple[str, ...]:
    lines = [f"{entity.name}: {described(context.say, entity)}" for entity in entities[:_MOST_LINES]]
    if len(entities) > _MOST_LINES:
        lines.append(context.say.gettext("… and {number} more", number=len(entities) - _MOST_LINES))
    return tuple(lines)


async def _inquire(context: Context, name: str, kind: Kind, *, hours: int | None = None) -> Reply:
    house = seen_house(await read_house(context.session), await read_rules(context.session))
    meant = find(name, house, able=lambda entity: (entity.domain == "camera") is (kind is Kind.SNAPSHOT))
    single = [choice for choice in meant.choices if not choice.is_group]
    if meant.is_clear and single:
        return await _ask(context, single[0].entities[0].entity_id, kind, hours=hours)
    kept = await choosing.keep(
        context.session,
        context.person,
        wish={},
        options=[[choice.entities[0].entity_id] for choice in single],
        now=context.now,
    )
    suffix = f"-{hours}" if hours else ""
    buttons = [
        Button(choice.entities[0].name, str(Action("homelook", kept, f"{place}{suffix}")))
        for place, choice in enumerate(single)
    ]
    rows = tuple(tuple(buttons[begin : begin + _A_ROW]) for begin in range(0, len(buttons), _A_ROW))
    return Reply(text=context.say.gettext("Which one do you mean?"), rows=rows, private=True)


async def _ask(context: Context, entity_id: str, kind: Kind, *, hours: int | None = None) -> Reply:
    request = await request_of(context, f"{kind}: {entity_id}")
    action = await inquire(
        context.session, context.person, entity_id, kind=kind, hours=hours, request=request, now=context.now
    )
    return on_its_way(context, action)
