"""What a person can wish of a thing, and the calls that this comes to for each kind of thing; pure."""

import re
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from core.errors import DomainError, Refusal
from core.home.catalogue import Entity
from core.home.rules import Call
from core.home.services import SERVICES, Datum
from core.home.words import is_form, tokens
from core.i18n import N_


class Verb(StrEnum):
    """What is wished."""

    ON = "on"
    OFF = "off"
    TOGGLE = "toggle"
    OPEN = "open"
    CLOSE = "close"
    STOP = "stop"
    LOCK = "lock"
    UNLOCK = "unlock"
    ARM = "arm"
    DISARM = "disarm"
    RUN = "run"
    SET = "set"


class Setting(StrEnum):
    """What of a thing is set."""

    BRIGHTNESS = "brightness"
    COLOUR = "colour"
    TEMPERATURE = "temperature"
    POSITION = "position"
    VOLUME = "volume"
    SPEED = "speed"


class NotAValue(DomainError):
    """A value that can't be read."""

    refusal = Refusal.INVALID
    code = "home-not-a-value"
    msgid = N_("I don't understand “{value}”. Brightness, position, volume and speed are percents, temperature is in "
               "degrees, a colour is a name or like #ff8800.")  # fmt: skip


_SERVICES: Mapping[Verb, Mapping[str, str]] = MappingProxyType(
    {
        Verb.ON: {domain: "turn_on" for domain, name in SERVICES if name == "turn_on"},
        Verb.OFF: {domain: "turn_off" for domain, name in SERVICES if name == "turn_off"},
        Verb.TOGGLE: {domain: "toggle" for domain, name in SERVICES if name == "toggle"},
        Verb.OPEN: {"cover": "open_cover", "valve": "open_valve", "lock": "open"},
        Verb.CLOSE: {"cover": "close_cover", "valve": "close_valve", "lock": "lock"},
        Verb.STOP: {"cover": "stop_cover", "valve": "stop_valve", "media_player": "media_stop"},
        Verb.LOCK: {"lock": "lock"},
        Verb.UNLOCK: {"lock": "unlock"},
        Verb.ARM: {"alarm_control_panel": "alarm_arm_away"},
        Verb.DISARM: {"alarm_control_panel": "alarm_disarm"},
        Verb.RUN: {"scene": "turn_on", "script": "turn_on"},
    }
)
_SETTINGS: Mapping[Setting, tuple[str, str, str]] = MappingProxyType(
    {
        Setting.BRIGHTNESS: ("light", "turn_on", "brightness_pct"),
        Setting.COLOUR: ("light", "turn_on", "rgb_color"),
        Setting.TEMPERATURE: ("climate", "set_temperature", "temperature"),
        Setting.POSITION: ("cover", "set_cover_position", "position"),
        Setting.VOLUME: ("media_player", "volume_set", "volume_level"),
        Setting.SPEED: ("fan", "set_percentage", "percentage"),
    }
)
# CSS Color Module Level 4, § 6.1, and the two whites that lamps know by their warmth.
COLOURS: Mapping[str, tuple[int, int, int]] = MappingProxyType(
    {
        "red": (255, 0, 0), "czerwony": (255, 0, 0),
        "green": (0, 128, 0), "zielony": (0, 128, 0),
        "blue": (0, 0, 255), "niebieski": (0, 0, 255),
        "yellow": (255, 255, 0), "zolty": (255, 255, 0),
        "orange": (255, 165, 0), "pomaranczowy": (255, 165, 0),
        "purple": (128, 0, 128), "fioletowy": (128, 0, 128), "violet": (238, 130, 238),
        "pink": (255, 192, 203), "rozowy": (255, 192, 203),
        "turquoise": (64, 224, 208), "turkusowy": (64, 224, 208),
        "cyan": (0, 255, 255), "gold": (255, 215, 0), "zloty": (255, 215, 0),
    }
)  # fmt: skip
WHITES: Mapping[str, int] = MappingProxyType(
    {"white": 4000, "bialy": 4000, "warm": 2700, "cieply": 2700, "cold": 6000, "cool": 6000, "zimny": 6000}
)
_HEX = re.compile(r"#?([0-9a-f]{6})", re.IGNORECASE | re.ASCII)
_NUMBER = re.compile(r"([0-9]{1,5})(?:[.,]([0-9]{1,2}))?\s*(?:%|°\s*[cC]?|[cC]|[a-zA-Zńśćż]{0,9})?", re.ASCII)


def able(entity: Entity, verb: Verb, setting: Setting | None = None) -> bool:
    """Tell whether a wish means anything for an entity."""
    if setting is not None:
        return entity.domain == _SETTINGS[setting][0]
    return entity.domain in _SERVICES.get(verb, {})


def call_for(entity: Entity, verb: Verb, setting: Setting | None = None, value: str = "") -> Call:
    """Return the call that a wish comes to for an entity that is ``able``.

    Raises:
        NotAValue: the value can't be read as the setting's.
    """
    if setting is None:
        return Call(entity.entity_id, _SERVICES[verb][entity.domain], {})
    _, service, name = _SETTINGS[setting]
    if setting is Setting.COLOUR:
        return Call(entity.entity_id, service, _colour(value))
    return Call(entity.entity_id, service, {name: _number(setting, value)})


def is_colour(word: str) -> bool:
    """Tell whether a folded word names a colour or a white."""
    return any(is_form(word, name) for name in (*COLOURS, *WHITES))


def _colour(value: str) -> dict[str, Datum]:
    found = _HEX.fullmatch(value.strip())
    if found is not None:
        red, green, blue = bytes.fromhex(found[1])
        return {"rgb_color": (red, green, blue)}
    for word in tokens(value):
        for name, rgb in COLOURS.items():
            if is_form(word, name):
                return {"rgb_color": rgb}
        for name, kelvin in WHITES.items():
            if is_form(word, name):
                return {"color_temp_kelvin": kelvin}
    raise NotAValue(value=value[:40])


def _number(setting: Setting, value: str) -> float | int:
    found = _NUMBER.fullmatch(value.strip())
    if found is None:
        raise NotAValue(value=value[:40])
    number = float(f"{found[1]}.{found[2] or 0}")
    match setting:
        case Setting.TEMPERATURE:
            return number
        case Setting.VOLUME:
            return round(number / 100, 4)
        case _:
            if not number.is_integer():
                raise NotAValue(value=value[:40])
            return int(number)
