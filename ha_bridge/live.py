"""The house as it is at this moment, kept up to date by the events of the one socket."""

from collections.abc import Mapping
from datetime import datetime

from core.home.catalogue import Area
from core.home.seeing import Seen
from ha_bridge.registries import House
from ha_bridge.waiting import Waiter
from ha_bridge.wire import Device, Entity, EntityState, StateChange

UNKNOWN = "unknown"


class Live:
    """States by entity, what of them is not written down yet, and who waits for which."""

    def __init__(self) -> None:
        """Start with an empty house."""
        self.house: House | None = None
        self.states: dict[str, EntityState] = {}
        self.is_stale = False
        self._changed: dict[str, StateChange] = {}
        self._waiters: dict[str, set[Waiter]] = {}

    def read_in(self, house: House) -> None:
        """Put a house that was read in whole in place of what was known."""
        self.house = house
        self.states = dict(house.states)
        self._changed.clear()
        self.is_stale = True
        for waiter in [one for waiters in self._waiters.values() for one in waiters]:
            if state := self.states.get(waiter.entity_id):
                waiter.see(state)

    def change(self, change: StateChange) -> None:
        """Note one change and tell who waits for it."""
        if change.new_state is None:
            self.states.pop(change.entity_id, None)
            return
        self.states[change.entity_id] = change.new_state
        first = self._changed.pop(change.entity_id, change)
        # Of several changes the oldest "before" and the newest "after" are kept.
        self._changed[change.entity_id] = change.model_copy(update={"old_state": first.old_state})
        for waiter in self._waiters.get(change.entity_id, ()):
            waiter.see(change.new_state)

    def take_changes(self) -> list[StateChange]:
        """Return what changed since the last call, each entity once."""
        changes = list(self._changed.values())
        self._changed.clear()
        return changes

    def put_back(self, changes: list[StateChange]) -> None:
        """Take back changes that could not be written down, unless there are newer ones."""
        for change in changes:
            self._changed.setdefault(change.entity_id, change)

    def attend(self, waiter: Waiter) -> None:
        """Have a waiter told of its entity's changes."""
        self._waiters.setdefault(waiter.entity_id, set()).add(waiter)

    def dismiss(self, waiter: Waiter) -> None:
        """Tell a waiter nothing more."""
        waiters = self._waiters.get(waiter.entity_id, set())
        waiters.discard(waiter)
        if not waiters:
            self._waiters.pop(waiter.entity_id, None)


def areas_of(house: House) -> list[Area]:
    """Return the areas with the names of their floors."""
    floors = {floor.floor_id: floor.name for floor in house.floors}
    return [Area(one.area_id, one.name, one.aliases, floors.get(one.floor_id or "")) for one in house.areas]


def labels_of(house: House) -> list[tuple[str, str]]:
    """Return pairs of id and name."""
    return [(label.label_id, label.name) for label in house.labels]


def entities_of(house: House, states: Mapping[str, EntityState], *, now: datetime) -> list[Seen]:
    """Return every entity that a person may see: neither disabled nor hidden in Home Assistant."""
    devices = {device.id: device for device in house.devices}
    areas = {area.area_id for area in house.areas}
    names = sorted(states.keys() | house.entities.keys())
    entries = [(name, house.entities.get(name) or Entity(entity_id=name)) for name in names]
    shown = [(name, entry) for name, entry in entries if not entry.disabled_by and not entry.hidden_by]
    return [
        _seen(entry, states.get(name), device=devices.get(entry.device_id or ""), areas=areas, now=now)
        for name, entry in shown
    ]


def seen_state(state: EntityState) -> Seen:
    """Return how an entity is, without the names that only the registries know."""
    return Seen(state.entity_id, state.entity_id, state.state, state.attributes, state.last_changed)


def _seen(entry: Entity, state: EntityState | None, *, device: Device | None, areas: set[str], now: datetime) -> Seen:
    area = entry.area_id or (device.area_id if device else None)
    friendly = state.attributes.get("friendly_name") if state else None
    name = str(friendly or entry.name or entry.original_name or entry.entity_id)
    called = (*entry.aliases, *([entry.name] if entry.name and entry.name != name else []))
    return Seen(
        entity_id=entry.entity_id,
        name=name,
        state=state.state if state else UNKNOWN,
        attributes=state.attributes if state else {},
        changed_at=state.last_changed if state else now,
        aliases=called,
        area_id=area if area in areas else None,
        device_name=(device.name_by_user or device.name) if device else None,
        labels=tuple(sorted({*entry.labels, *(device.labels if device else ())})),
    )
