"""What a call does to an entity, as far as it can be said: shown before, awaited after, and taken back by undo."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from core.home.catalogue import GONE, Attribute, Entity
from core.home.rules import Call
from core.home.services import Data, Datum

_BRIGHTEST = 255
# Home Assistant rounds on its way to the device and back: brightness in 255ths, percent, degrees, kelvin.
_TOLERANCE = {"brightness": 2.0, "color_temp_kelvin": 60.0, "current_position": 2.0, "percentage": 2.0}
_FINE = 0.051
_TURNED_ON = frozenset({"on", "playing", "paused", "idle", "buffering", "open", "opening", "unlocked"})
_UNDOABLE = frozenset({"light", "switch", "input_boolean", "fan", "media_player", "climate", "cover"})


@dataclass(frozen=True, slots=True)
class Snap:
    """How an entity is at one moment."""

    state: str
    attributes: Mapping[str, Attribute] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Target:
    """How an entity should be afterwards: one of some states (none given means any), and some attributes."""

    states: frozenset[str] = frozenset()
    attributes: Mapping[str, Attribute] = field(default_factory=dict)


_STATES: Mapping[tuple[str, str], frozenset[str]] = {
    ("light", "turn_on"): frozenset({"on"}),
    ("light", "turn_off"): frozenset({"off"}),
    ("switch", "turn_on"): frozenset({"on"}),
    ("switch", "turn_off"): frozenset({"off"}),
    ("input_boolean", "turn_on"): frozenset({"on"}),
    ("input_boolean", "turn_off"): frozenset({"off"}),
    ("fan", "turn_on"): frozenset({"on"}),
    ("fan", "turn_off"): frozenset({"off"}),
    ("media_player", "turn_off"): frozenset({"off", "standby"}),
    ("media_player", "turn_on"): frozenset({"on", "idle", "playing", "paused", "buffering"}),
    ("media_player", "media_play"): frozenset({"playing", "buffering"}),
    ("media_player", "media_pause"): frozenset({"paused"}),
    ("media_player", "media_stop"): frozenset({"idle", "off", "on", "standby"}),
    ("climate", "turn_off"): frozenset({"off"}),
    ("cover", "open_cover"): frozenset({"open", "opening"}),
    ("cover", "close_cover"): frozenset({"closed", "closing"}),
    ("lock", "lock"): frozenset({"locked", "locking"}),
    ("lock", "unlock"): frozenset({"unlocked", "unlocking"}),
    ("lock", "open"): frozenset({"open", "opening", "unlocked"}),
    ("alarm_control_panel", "alarm_arm_home"): frozenset({"armed_home", "arming"}),
    ("alarm_control_panel", "alarm_arm_away"): frozenset({"armed_away", "arming"}),
    ("alarm_control_panel", "alarm_arm_night"): frozenset({"armed_night", "arming"}),
    ("alarm_control_panel", "alarm_disarm"): frozenset({"disarmed"}),
    ("valve", "open_valve"): frozenset({"open", "opening"}),
    ("valve", "close_valve"): frozenset({"closed", "closing"}),
}
_OPPOSITE = {
    "cover": (frozenset({"open", "opening"}), frozenset({"closed", "closing"})),
    "media_player": (frozenset({"on", "idle", "playing", "paused", "buffering"}), frozenset({"off", "standby"})),
}


def snap(entity: Entity) -> Snap:
    """Return how an entity is."""
    return Snap(entity.state, entity.attributes)


def target_of(call: Call, before: Snap) -> Target:
    """Return how a call's entity should be afterwards; empty where nothing can be foretold (scenes, scripts, stop)."""
    domain = call.entity_id.partition(".")[0]
    if call.service == "toggle":
        on, off = _OPPOSITE.get(domain, (frozenset({"on"}), frozenset({"off"})))
        return Target(off if before.state in on | _TURNED_ON else on)
    states = _STATES.get((domain, call.service), frozenset())
    attributes = _attributes(call.data)
    if call.service == "set_percentage":
        states = frozenset({"on"}) if attributes.get("percentage") else frozenset({"off"})
    if attributes.get("percentage") == 0:
        attributes = {}
    return Target(states, attributes)


def is_reached(target: Target, now: Snap) -> bool:
    """Tell whether an entity is as it should be (H7); what can't be foretold is never reached by looking."""
    if not target.states and not target.attributes:
        return False
    if target.states and now.state not in target.states:
        return False
    return all(_close(name, wanted, now.attributes.get(name)) for name, wanted in target.attributes.items())


def undoing(entity: Entity, before: Snap) -> tuple[Call, ...]:
    """Return the calls that bring an entity back to how it was; none where that can't be done (H11)."""
    if entity.domain not in _UNDOABLE or before.state in GONE:
        return ()
    back = _BACK.get(entity.domain, _switched_back)
    return back(entity.entity_id, before)


def _attributes(data: Data) -> dict[str, Attribute]:
    found: dict[str, Attribute] = {}
    for name, value in data.items():
        match name, value:
            case "brightness_pct", int():
                found["brightness"] = round(value * _BRIGHTEST / 100)
            case "position", int():
                found["current_position"] = value
            case _, tuple():
                found[name] = list(value)
            case _:
                found[name] = value
    return found


def _close(name: str, wanted: Attribute, now: Attribute) -> bool:
    if isinstance(wanted, list):
        return isinstance(now, list) and len(now) == len(wanted) and all(map(_near, wanted, now))
    if isinstance(wanted, int | float) and isinstance(now, int | float):
        return abs(wanted - now) <= _TOLERANCE.get(name, _FINE)
    return wanted == now


def _near(wanted: Attribute, now: Attribute) -> bool:
    return isinstance(wanted, int | float) and isinstance(now, int | float) and abs(wanted - now) <= 4  # noqa: PLR2004 - of 255: colour spaces are turned into one another


def _switched_back(name: str, before: Snap) -> tuple[Call, ...]:
    return (Call(name, "turn_on" if before.state == "on" else "turn_off", {}),)


def _lit_back(name: str, before: Snap) -> tuple[Call, ...]:
    return (Call(name, "turn_on", _lit(before)),) if before.state == "on" else _switched_back(name, before)


def _blown_back(name: str, before: Snap) -> tuple[Call, ...]:
    speed = _whole(before, "percentage")
    if before.state == "on" and speed:
        return (Call(name, "set_percentage", {"percentage": speed}),)
    return _switched_back(name, before)


def _lit(before: Snap) -> dict[str, Datum]:
    data: dict[str, Datum] = {}
    brightness = before.attributes.get("brightness")
    if isinstance(brightness, int | float):
        data["brightness_pct"] = max(1, round(brightness * 100 / _BRIGHTEST))
    colour, kelvin = before.attributes.get("rgb_color"), before.attributes.get("color_temp_kelvin")
    if before.attributes.get("color_mode") == "color_temp" and isinstance(kelvin, int):
        data["color_temp_kelvin"] = kelvin
    elif isinstance(colour, list) and all(type(part) is int for part in colour):
        data["rgb_color"] = tuple(part for part in colour if isinstance(part, int))
    return data


def _moved_back(name: str, before: Snap) -> tuple[Call, ...]:
    position = before.attributes.get("current_position")
    if isinstance(position, int):
        return (Call(name, "set_cover_position", {"position": position}),)
    return (Call(name, "open_cover" if before.state in {"open", "opening"} else "close_cover", {}),)


def _warmed_back(name: str, before: Snap) -> tuple[Call, ...]:
    if before.state == "off":
        return (Call(name, "turn_off", {}),)
    warmth = before.attributes.get("temperature")
    back = (Call(name, "set_temperature", {"temperature": float(warmth)}),) if isinstance(warmth, int | float) else ()
    return (Call(name, "turn_on", {}), *back)


def _played_back(name: str, before: Snap) -> tuple[Call, ...]:
    if before.state in {"off", "standby"}:
        return (Call(name, "turn_off", {}),)
    volume = before.attributes.get("volume_level")
    back = (Call(name, "volume_set", {"volume_level": float(volume)}),) if isinstance(volume, int | float) else ()
    resume = {"playing": "media_play", "paused": "media_pause"}.get(before.state, "turn_on")
    return (Call(name, resume, {}), *back)


def _whole(before: Snap, name: str) -> int:
    value = before.attributes.get(name)
    return round(value) if isinstance(value, int | float) else 0


_BACK: Mapping[str, Callable[[str, Snap], tuple[Call, ...]]] = {
    "light": _lit_back,
    "fan": _blown_back,
    "cover": _moved_back,
    "climate": _warmed_back,
    "media_player": _played_back,
}
