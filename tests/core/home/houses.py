"""A house for tests: rooms and things with English and Polish names, rules, and a hand in the bridge's place."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from core.clock import new_id, utc_now
from core.home import seeing, sending
from core.home.catalogue import Area, Entity, House, read_house
from core.home.effects import Snap, target_of
from core.home.models import HomeEntity, HomeRule
from core.home.seeing import Health, Seen
from core.home.sending import Came, Order
from core.home.states import Mode, Risk

AREAS = {
    area.id: area
    for area in (
        Area("kuchnia", "Kuchnia", ("kitchen",)),
        Area("salon", "Salon", ("living room",)),
        Area("sypialnia", "Sypialnia"),
        Area("lazienka", "Łazienka"),
        Area("pokoj_zosi", "Pokój Zosi"),
        Area("wjazd", "Wjazd"),
    )
}
LAMP = {"supported_color_modes": ["rgb"], "brightness": 128, "rgb_color": [255, 120, 0], "color_mode": "rgb"}
THINGS: tuple[tuple[str, str, str, str, dict[str, object]], ...] = (
    ("light.kuchnia_sufit", "Lampa sufitowa", "kuchnia", "off", {}),
    ("light.kuchnia_blat", "Blat", "kuchnia", "on", LAMP),
    ("light.salon_stojaca", "Lampa stojąca", "salon", "off", {}),
    ("light.salon_kinkiet", "Kinkiet", "salon", "off", {}),
    ("light.nocna", "Lampka nocna", "sypialnia", "off", {}),
    ("light.zosia", "Lampka Zosi", "pokoj_zosi", "off", {}),
    ("switch.ekspres", "Ekspres do kawy", "kuchnia", "off", {}),
    ("switch.shelly_7", "Brama wjazdowa", "wjazd", "off", {}),
    ("cover.roleta_salon", "Roleta", "salon", "closed", {"current_position": 0, "device_class": "shutter"}),
    ("cover.roleta_sypialnia", "Roleta", "sypialnia", "open", {"current_position": 100, "device_class": "shutter"}),
    ("cover.garage", "Garage door", "wjazd", "closed", {"device_class": "garage"}),
    ("climate.salon", "Termostat", "salon", "heat", {"temperature": 21.0, "min_temp": 10, "max_temp": 28}),
    ("media_player.salon", "Telewizor", "salon", "on", {"volume_level": 0.4}),
    ("fan.lazienka", "Wentylator", "lazienka", "off", {}),
    ("lock.front_door", "Front Door", "", "locked", {}),
    ("alarm_control_panel.dom", "Alarm", "", "armed_away", {}),
    ("camera.wjazd", "Kamera na wjeździe", "wjazd", "idle", {}),
    ("sensor.temperatura_lazienka", "Temperatura", "lazienka", "22.5", {"unit_of_measurement": "°C"}),
    ("scene.film", "Film", "salon", "unknown", {"entity_id": ["light.salon_kinkiet", "light.salon_stojaca"]}),
    ("script.dobranoc", "Dobranoc", "", "off", {}),
    ("light.secret_room", "Hidden light", "", "off", {}),
)
OPEN_DOMAINS = (
    "light",
    "switch",
    "cover",
    "climate",
    "media_player",
    "fan",
    "lock",
    "alarm_control_panel",
    "camera",
    "sensor",
)


def entity(entity_id: str, name: str = "Thing", *, state: str = "off", area: str = "", **more: object) -> Entity:
    """Return an entity with only what matters."""
    return Entity(entity_id, name, state, area=AREAS.get(area), **more)  # type: ignore[arg-type]  # as given


def house(*entities: Entity) -> House:
    """Return a house of some entities, or the whole one."""
    found = entities or tuple(
        Entity(entity_id, name, state, attributes, (), AREAS.get(area))  # type: ignore[arg-type]  # JSON as Home Assistant's
        for entity_id, name, area, state, attributes in THINGS
    )
    return House({one.entity_id: one for one in found}, AREAS, {"guests": "Guests"})


async def furnish(session: AsyncSession, *, mode: Mode = Mode.CONTROL, now: datetime | None = None) -> None:
    """Put the house, its bridge and rules that open all but the hidden light into the database."""
    moment = now or utc_now()
    seen = [
        Seen(entity_id, name, state, dict(attributes), moment, area_id=area or None)
        for entity_id, name, area, state, attributes in THINGS
    ]
    await seeing.keep_house(
        session, areas=list(AREAS.values()), labels=[("guests", "Guests")], entities=seen, now=moment
    )
    await seeing.note_health(session, Health(connected=True, time_zone="Europe/Warsaw"), mode=mode, now=moment)
    for domain in OPEN_DOMAINS:
        session.add(rule_row(domain=domain, now=moment))
    session.add(rule_row(domain="scene", risk=Risk.LOW, now=moment))
    session.add(rule_row(entity_id="script.dobranoc", now=moment))
    session.add(rule_row(entity_id="light.secret_room", allows=False, now=moment))
    await session.flush()


def rule_row(
    *, now: datetime, allows: bool = True, risk: Risk | None = None, services: Sequence[str] = (), **aim: str
) -> HomeRule:
    """Return a rule's row."""
    return HomeRule(
        id=new_id(),
        allows=allows,
        services=list(services),
        risk_level=risk.value if risk else None,
        created_at=now,
        **aim,
    )


async def set_state(session: AsyncSession, entity_id: str, state: str, /, **attributes: object) -> None:
    """Have the bridge see a change."""
    now = utc_now()
    known = (await read_house(session)).entities[entity_id]
    seen = Seen(entity_id, known.name, state, {**known.attributes, **attributes}, now)
    await seeing.note_state(session, seen, now=now)


async def act(session: AsyncSession, order: Order, *, confirmed: bool = True, error: str | None = None) -> None:
    """Do in the bridge's place what an order says, and report it."""
    came = []
    for one in order.calls:
        known = (await read_house(session)).entities[one.call.entity_id]
        before = {"state": known.state, "attributes": dict(known.attributes)}
        target = target_of(one.call, Snap(known.state, known.attributes))
        after = {
            "state": min(target.states, default=known.state),
            "attributes": {**known.attributes, **target.attributes},
        }
        if error is None:
            await set_state(session, one.call.entity_id, after["state"], **after["attributes"])  # type: ignore[arg-type]  # as read
        came.append(
            Came(
                one.call.entity_id,
                one.call.service,
                confirmed=confirmed and error is None,
                before=before,
                after=after if error is None else None,
                context_id="01CONTEXT",
                latency_ms=7,
                error=error,
            )
        )
    await sending.finish(session, order.action_id, came, now=utc_now())


async def add_things(session: AsyncSession, things: Sequence[tuple[str, str, str]]) -> None:
    """Have the bridge see more things: ids, names and areas."""
    now = utc_now()
    for entity_id, name, area in things:
        session.add(
            HomeEntity(
                entity_id=entity_id, name=name, area_id=area, state="off", attributes={}, changed_at=now, seen_at=now
            )
        )
    await session.flush()
