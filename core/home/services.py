"""Every call that can ever be made: a closed list of Home Assistant's services, with what each takes.

Names and ranges: https://www.home-assistant.io/integrations/light/ and the pages of the other domains. The bridge
calls nothing that is not here, whatever the rules say.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from core.errors import DomainError, Refusal
from core.home.catalogue import Entity
from core.i18n import N_

Datum = int | float | str | tuple[int, ...]
Data = Mapping[str, Datum]
_KELVIN = (1500, 9000)
_BYTE = 255


class Takes(StrEnum):
    """What a field of a service takes."""

    WHOLE = "whole"
    NUMBER = "number"
    COLOUR = "colour"


@dataclass(frozen=True, slots=True)
class Range:
    """A field's least and most; an entity may narrow them through the named attributes."""

    takes: Takes
    least: float = 0
    most: float = 100
    least_of: str = ""
    most_of: str = ""


@dataclass(frozen=True, slots=True)
class Service:
    """One service of a domain. ``needs`` are fields without which it means nothing."""

    domain: str
    name: str
    fields: Mapping[str, Range] = field(default_factory=dict)
    needs: frozenset[str] = frozenset()


class NoSuchService(DomainError):
    """The thing can't do that."""

    refusal = Refusal.INVALID
    code = "home-service"
    msgid = N_("“{name}” can't do that.")


class ValueOutOfRange(DomainError):
    """A value that the thing does not take."""

    refusal = Refusal.INVALID
    code = "home-value"
    msgid = N_("“{name}” takes {field} from {least} to {most}; you asked for {value}.")


class ValueNotUnderstood(DomainError):
    """A value of another kind than the field's, or none where one is needed."""

    refusal = Refusal.INVALID
    code = "home-value-kind"
    msgid = N_("I don't understand the value for {field} of “{name}”.")


_PERCENT = Range(Takes.WHOLE, 0, 100)
_LIGHT = {
    "brightness_pct": Range(Takes.WHOLE, 1, 100),
    "rgb_color": Range(Takes.COLOUR, 0, _BYTE),
    "color_temp_kelvin": Range(Takes.WHOLE, *_KELVIN, "min_color_temp_kelvin", "max_color_temp_kelvin"),
}
_POSITION = {"position": _PERCENT}
_LISTED = (
    Service("light", "turn_on", _LIGHT),
    *(Service(domain, "turn_on") for domain in ("switch", "fan", "input_boolean", "media_player", "climate")),
    *(
        Service(domain, name)
        for domain in ("light", "switch", "fan", "input_boolean", "media_player")
        for name in ("turn_off", "toggle")
    ),
    Service("climate", "turn_off"),
    Service("fan", "set_percentage", {"percentage": _PERCENT}, frozenset({"percentage"})),
    Service("media_player", "volume_set", {"volume_level": Range(Takes.NUMBER, 0, 1)}, frozenset({"volume_level"})),
    *(Service("media_player", name) for name in ("media_play", "media_pause", "media_stop")),
    Service(
        "climate",
        "set_temperature",
        {"temperature": Range(Takes.NUMBER, 5, 35, "min_temp", "max_temp")},
        frozenset({"temperature"}),
    ),
    *(Service("cover", f"{verb}_cover") for verb in ("open", "close", "stop")),
    Service("cover", "toggle"),
    Service("cover", "set_cover_position", _POSITION, frozenset(_POSITION)),
    *(Service("lock", name) for name in ("lock", "unlock", "open")),
    *(Service("alarm_control_panel", f"alarm_{verb}") for verb in ("arm_home", "arm_away", "arm_night", "disarm")),
    *(Service("valve", f"{verb}_valve") for verb in ("open", "close", "stop")),
    Service("scene", "turn_on"),
    Service("script", "turn_on"),
)
SERVICES: Mapping[tuple[str, str], Service] = MappingProxyType(
    {(service.domain, service.name): service for service in _LISTED}
)
# Looking: nothing is called, and a rule may allow it alone.
LOOK, SNAPSHOT = "look", "snapshot"
# What makes a house safer or leaves it as it is; everything else of high risk needs a code as well (H4).
CLOSING = frozenset(
    {
        ("lock", "lock"),
        ("cover", "close_cover"),
        ("cover", "stop_cover"),
        ("valve", "close_valve"),
        ("valve", "stop_valve"),
        *(("alarm_control_panel", f"alarm_arm_{how}") for how in ("home", "away", "night")),
    }
)

# What may ask for a code of the thing's own, which Home Assistant compares. It is no field of a call: calls are kept.
_ARMING = frozenset(("alarm_control_panel", f"alarm_arm_{how}") for how in ("home", "away", "night"))
PINNED = _ARMING | {("alarm_control_panel", "alarm_disarm"), ("lock", "lock"), ("lock", "unlock"), ("lock", "open")}


def takes_pin(entity: Entity, service: str) -> bool:
    """Tell whether an entity has a code of its own that a service asks for."""
    asked = (entity.domain, service)
    if asked not in PINNED or not entity.attributes.get("code_format"):
        return False
    return asked not in _ARMING or entity.attributes.get("code_arm_required") is not False


def service_names(domain: str) -> tuple[str, ...]:
    """Return what can be called on a domain."""
    return tuple(name for owner, name in SERVICES if owner == domain)


def checked_data(entity: Entity, service: str, data: Data) -> Data:
    """Return a call's data as Home Assistant takes it.

    Raises:
        NoSuchService: the entity's domain has no such service, or the service no such field.
        ValueOutOfRange, ValueNotUnderstood: a value is wrong.
    """
    found = SERVICES.get((entity.domain, service))
    if found is None or not data.keys() <= found.fields.keys():
        raise NoSuchService(name=entity.name)
    missing = next(iter(sorted(found.needs - data.keys())), None)
    if missing is not None:
        raise ValueNotUnderstood(name=entity.name, field=missing)
    return {name: _checked(entity, name, found.fields[name], given) for name, given in sorted(data.items())}


def bounds(entity: Entity, limits: Range) -> tuple[float, float]:
    """Return a field's least and most for one entity, which may narrow but never widen them."""
    least = _number(entity.attributes.get(limits.least_of), limits.least)
    most = _number(entity.attributes.get(limits.most_of), limits.most)
    return max(least, limits.least), min(most, limits.most)


def _checked(entity: Entity, name: str, limits: Range, given: Datum) -> Datum:
    least, most = bounds(entity, limits)
    if limits.takes is Takes.COLOUR:
        if not isinstance(given, tuple) or [type(part) for part in given] != [int] * 3:
            raise ValueNotUnderstood(name=entity.name, field=name)
        parts: tuple[float, ...] = given
    else:
        wanted = (int,) if limits.takes is Takes.WHOLE else (int, float)
        if isinstance(given, bool) or not isinstance(given, wanted):
            raise ValueNotUnderstood(name=entity.name, field=name)
        parts = (given,)
    if not all(least <= part <= most for part in parts):
        raise ValueOutOfRange(name=entity.name, field=name, least=_plain(least), most=_plain(most), value=str(given))
    return given


def _number(value: object, default: float) -> float:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else default


def _plain(value: float) -> str:
    return f"{value:g}"
