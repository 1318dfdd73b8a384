"""How much harm a call can do (H2), from what a thing is and from what it is called."""

import re
import unicodedata
from collections.abc import Iterable
from types import MappingProxyType

from core.home.catalogue import Entity, House
from core.home.states import Risk

_DOMAINS = MappingProxyType(
    {
        "light": Risk.LOW,
        "fan": Risk.LOW,
        "media_player": Risk.LOW,
        "input_boolean": Risk.LOW,
        "climate": Risk.MEDIUM,
        "cover": Risk.MEDIUM,
        "switch": Risk.MEDIUM,
    }
)
_WAYS_IN = frozenset({"garage", "gate", "door", "garage_door", "lock"})
# What a name gives away, folded; a relay called "Brama" opens a gate whatever its domain says.
_ANYWHERE = ("garage", "garaz", "alarm", "furtk", "drzwi", "brama")
_AT_AN_END = ("gate", "door", "lock")
_AT_THE_START = ("bram", "zamek", "zamk", "wrot", "rygl", "rygiel")
_HARMLESS = frozenset(
    {"outdoor", "outdoors", "indoor", "indoors", "clock", "block", "blocks", "gateway", "investigate", "navigate"}
)
_WORDS = re.compile(r"[^\W\d_]+")
# Letters of other scripts that look like Latin ones (a part of Unicode's confusables.txt).
_LOOKALIKES = str.maketrans("аеорсхуіјѕкгԁӏԛԝɡαοερτινκłø", "aeopcxyijskrdlqwgaoeptivklo")


def risk_of(entity: Entity, house: House, *, declared: Risk | None = None) -> Risk:
    """Return the risk of switching an entity.

    Scenes and scripts take the highest that was declared for them (HIGH where nobody did) and of what a scene is
    known to switch.
    """
    if is_way_in(entity):
        return Risk.HIGH
    if entity.domain in {"scene", "script"}:
        members = (house.entities.get(member) for member in _members(entity))
        risks = (risk_of(member, house) for member in members if member is not None and member.domain != "scene")
        return max([declared or Risk.HIGH, *risks])
    return _DOMAINS.get(entity.domain, Risk.HIGH)


def is_way_in(entity: Entity) -> bool:
    """Tell whether somebody could come in through it: by its domain, its class, its id or anything it is called."""
    if entity.domain in {"lock", "alarm_control_panel", "valve"} or entity.device_class in _WAYS_IN:
        return True
    called = (entity.entity_id, *entity.names, entity.device_name or "")
    return any(_gives_away(word) for word in _words(called))


def _gives_away(word: str) -> bool:
    if any(part in word for part in _ANYWHERE):
        return True
    if word in _HARMLESS:
        return False
    return word.startswith((*_AT_AN_END, *_AT_THE_START)) or word.removesuffix("s").endswith(_AT_AN_END)


def _words(called: Iterable[str]) -> Iterable[str]:
    for words in called:
        plain = unicodedata.normalize("NFKD", words).casefold().translate(_LOOKALIKES)
        letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
        yield from _WORDS.findall("".join(letter for letter in letters if unicodedata.category(letter) != "Cf"))


def _members(entity: Entity) -> list[str]:
    members = entity.attributes.get("entity_id")
    return [member for member in members if isinstance(member, str)] if isinstance(members, list) else []
