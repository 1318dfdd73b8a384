"""What the bridge tells of the house: what there is, how it is, and whether Home Assistant can be reached."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import case, delete, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from core.db import Json
from core.home.catalogue import KEPT_ATTRIBUTES, Area
from core.home.models import HomeArea, HomeBridge, HomeEntity, HomeLabel
from core.home.states import Mode

_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Seen:
    """An entity as the bridge reads it: ``area_id`` is its own or its device's, ``labels`` are the ids of both."""

    entity_id: str
    name: str
    state: str
    attributes: Json
    changed_at: datetime
    aliases: tuple[str, ...] = ()
    area_id: str | None = None
    device_name: str | None = None
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Health:
    """How the bridge and Home Assistant are."""

    connected: bool
    error: str | None = None
    version: str | None = None
    house_name: str | None = None
    time_zone: str = "UTC"
    token_is_admin: bool = False
    token_ends_at: datetime | None = None


async def keep_house(
    session: AsyncSession,
    *,
    areas: Sequence[Area],
    labels: Sequence[tuple[str, str]],
    entities: Sequence[Seen],
    now: datetime,
) -> None:
    """Put the house as it is now in place of what was known; ``labels`` are pairs of id and name."""
    for table in (HomeArea, HomeLabel, HomeEntity):
        await session.execute(delete(table))
    if areas:
        rows = [{"id": one.id, "name": one.name, "aliases": list(one.aliases), "floor": one.floor} for one in areas]
        await session.execute(insert(HomeArea), rows)
    if labels:
        await session.execute(insert(HomeLabel), [{"id": name, "name": called} for name, called in labels])
    for begin in range(0, len(entities), _AT_ONCE):
        rows = [_row(one, now) for one in entities[begin : begin + _AT_ONCE]]
        await session.execute(insert(HomeEntity), rows)


async def note_state(session: AsyncSession, seen: Seen, *, now: datetime) -> bool:
    """Write down how an entity that is known is now; False where it is not known."""
    changed = await session.execute(
        update(HomeEntity)
        .where(HomeEntity.entity_id == seen.entity_id)
        .values(state=seen.state, attributes=kept(seen.attributes), changed_at=seen.changed_at, seen_at=now)
        .returning(HomeEntity.entity_id)
        .execution_options(synchronize_session=False)
    )
    return changed.first() is not None


async def note_health(session: AsyncSession, health: Health, *, mode: Mode = Mode.DRY_RUN, now: datetime) -> None:
    """Write down how the bridge is, and that it lives; ``mode`` is only for the very first time."""
    values = asdict(health) | {"beat_at": now}
    row = insert(HomeBridge).values(id=1, mode_name=mode.value, since=now, **values)
    since = case((HomeBridge.connected == row.excluded.connected, HomeBridge.since), else_=now)
    await session.execute(row.on_conflict_do_update(index_elements=["id"], set_=values | {"since": since}))


def kept(attributes: Json) -> Json:
    """Return those attributes that are kept."""
    return {name: attributes[name] for name in KEPT_ATTRIBUTES if attributes.get(name) is not None}


def _row(seen: Seen, now: datetime) -> Json:
    return {
        "entity_id": seen.entity_id,
        "name": seen.name,
        "aliases": list(seen.aliases),
        "area_id": seen.area_id,
        "device_name": seen.device_name,
        "labels": list(seen.labels),
        "state": seen.state,
        "attributes": kept(seen.attributes),
        "changed_at": seen.changed_at,
        "seen_at": now,
    }
