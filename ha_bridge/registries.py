"""Reading the house in: floors, areas, labels, devices, entities and their states, through raw registry commands.

homeassistant-api knows only the entity registry, and that of newer versions (it asks for ``created_at``).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from pydantic import JsonValue, TypeAdapter

from ha_bridge.connection import Connection
from ha_bridge.troubles import Declined
from ha_bridge.wire import Area, Device, Entities, Entity, EntityState, Floor, Label

_AREAS = TypeAdapter(list[Area])
_DEVICES = TypeAdapter(list[Device])
_ENTITIES = TypeAdapter(list[Entity])
_FLOORS = TypeAdapter(list[Floor])
_LABELS = TypeAdapter(list[Label])
_FULL: TypeAdapter[Entities] = TypeAdapter(dict[str, Entity | None])
_STATES = TypeAdapter(list[EntityState])
_LONG_S = 30.0  # a big house answers with megabytes
REGISTRY_EVENTS = tuple(f"{noun}_registry_updated" for noun in ("area", "device", "entity", "floor", "label"))
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class House:
    """Everything that has a name, and how each entity is."""

    floors: tuple[Floor, ...]
    labels: tuple[Label, ...]
    areas: tuple[Area, ...]
    devices: tuple[Device, ...]
    entities: Mapping[str, Entity]
    states: Mapping[str, EntityState]


async def read_house(connection: Connection) -> House:
    """Read all registries and states; raises as ``Connection.ask`` does."""
    entities = await connection.ask("config/entity_registry/list", _ENTITIES, within_s=_LONG_S)
    states = await connection.ask("get_states", _STATES, within_s=_LONG_S)
    return House(
        floors=tuple(await _list(connection, "floor", _FLOORS)),
        labels=tuple(await _list(connection, "label", _LABELS)),
        areas=tuple(await _list(connection, "area", _AREAS)),
        devices=tuple(await _list(connection, "device", _DEVICES)),
        entities={entity.entity_id: entity for entity in await _with_aliases(connection, entities)},
        states={state.entity_id: state for state in states},
    )


async def _list(connection: Connection, noun: str, of: TypeAdapter[list[T]]) -> list[T]:
    try:
        return await connection.ask(f"config/{noun}_registry/list", of, within_s=_LONG_S)
    except Declined as declined:
        if declined.code != "unknown_command":
            raise
        return []  # floors and labels came with 2024.4


async def _with_aliases(connection: Connection, listed: list[Entity]) -> list[Entity]:
    """Return the entities as the registry knows them in full; the list leaves their aliases out."""
    ids: list[JsonValue] = [entity.entity_id for entity in listed if entity.disabled_by is None]
    try:
        full = await connection.ask("config/entity_registry/get_entries", _FULL, within_s=_LONG_S, entity_ids=ids)
    except Declined as declined:
        if declined.code != "unknown_command":
            raise
        return listed
    return [full.get(entity.entity_id) or entity for entity in listed]
