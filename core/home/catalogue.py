"""The house as values: its areas and entities with their names and how they are, as the bridge last saw them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from core.home.models import HomeArea, HomeEntity, HomeLabel

Attribute = str | int | float | bool | None | list["Attribute"]
# What of an entity's attributes is kept: enough to show, to plan, to confirm and to undo.
KEPT_ATTRIBUTES = (
    "brightness",
    "code_arm_required",
    "code_format",
    "color_mode",
    "color_temp_kelvin",
    "current_position",
    "current_temperature",
    "device_class",
    "entity_id",
    "hvac_action",
    "hvac_modes",
    "max_color_temp_kelvin",
    "max_temp",
    "media_title",
    "min_color_temp_kelvin",
    "min_temp",
    "percentage",
    "rgb_color",
    "supported_color_modes",
    "supported_features",
    "target_temp_step",
    "temperature",
    "unit_of_measurement",
    "volume_level",
)
# Home Assistant's own form (homeassistant/core.py, VALID_ENTITY_ID), without its leading and double underscores' rules.
_ENTITY_ID = re.compile(r"[a-z0-9_]{1,64}\.[a-z0-9_]{1,255}", re.ASCII)
GONE = frozenset({"unavailable", "unknown"})


@dataclass(frozen=True, slots=True)
class Area:
    """A room or other area."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    floor: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """All that it is called."""
        return (self.name, *self.aliases)


@dataclass(frozen=True, slots=True)
class Entity:
    """A thing that can be looked at or switched."""

    entity_id: str
    name: str
    state: str = "unknown"
    attributes: Mapping[str, Attribute] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    area: Area | None = None
    device_name: str | None = None
    labels: frozenset[str] = frozenset()

    @property
    def domain(self) -> str:
        """What it is, in Home Assistant's word: the part of its id before the dot."""
        return self.entity_id.partition(".")[0]

    @property
    def device_class(self) -> str | None:
        """What kind of its domain it is ("garage", "blind"), if Home Assistant says."""
        kind = self.attributes.get("device_class")
        return kind if isinstance(kind, str) else None

    @property
    def names(self) -> tuple[str, ...]:
        """All that it is called."""
        return (self.name, *self.aliases)


@dataclass(frozen=True, slots=True)
class House:
    """Everything that has a name."""

    entities: Mapping[str, Entity] = field(default_factory=dict)
    areas: Mapping[str, Area] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)


def is_entity_id(words: str) -> bool:
    """Tell whether words are an entity's id: two parts of a–z, 0–9 and _, which no path or template fits through."""
    return _ENTITY_ID.fullmatch(words) is not None


async def read_house(session: AsyncSession) -> House:
    """Return the house as the bridge last saw it."""
    rows = (await session.scalars(select(HomeArea).order_by(HomeArea.name))).all()
    areas = {row.id: Area(row.id, row.name, tuple(row.aliases), row.floor) for row in rows}
    labels = {row.id: row.name for row in await session.scalars(select(HomeLabel))}
    entities = {
        row.entity_id: entity_of(row, areas.get(row.area_id or ""))
        for row in await session.scalars(select(HomeEntity).order_by(HomeEntity.name, HomeEntity.entity_id))
    }
    return House(entities, areas, labels)


async def read_part(session: AsyncSession, entity_ids: Sequence[str]) -> House:
    """Return of the house only some entities, with what their scenes switch; enough to decide on them.

    A house may have thousands of entities, and the bridge decides on few at a time.
    """
    rows = await _rows(session, entity_ids)
    members = [member for row in rows for member in row.attributes.get("entity_id") or () if isinstance(member, str)]
    rows += await _rows(session, [name for name in members if name not in set(entity_ids)])
    wanted = {row.area_id for row in rows if row.area_id}
    found = await session.scalars(select(HomeArea).where(HomeArea.id.in_(wanted))) if wanted else ()
    areas = {row.id: Area(row.id, row.name, tuple(row.aliases), row.floor) for row in found}
    return House({row.entity_id: entity_of(row, areas.get(row.area_id or "")) for row in rows}, areas)


async def _rows(session: AsyncSession, entity_ids: Sequence[str]) -> list[HomeEntity]:
    if not entity_ids:
        return []
    return list(await session.scalars(select(HomeEntity).where(HomeEntity.entity_id.in_(entity_ids))))


def entity_of(row: HomeEntity, area: Area | None) -> Entity:
    """Return a row's entity."""
    return Entity(
        row.entity_id,
        row.name,
        row.state,
        row.attributes,
        tuple(row.aliases),
        area,
        row.device_name,
        frozenset(row.labels),
    )
