"""Words of a house in English and Polish: which mean the same, and what kind of thing each names."""

from collections.abc import Iterable
from functools import cache
from types import MappingProxyType

from core.words import cut, folded, stems, tokens

__all__ = ["ALL", "STOP", "folded", "is_form", "is_plural", "keys", "kinds", "same", "tokens"]


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# One line: words that mean the same thing in a house; the first names it.
_SAME = """
light lights lamp lamps swiatlo swiatla lampa lampy lampka oswietlenie zarowka bulb kinkiet
kitchen kuchnia
living salon lounge
bedroom sypialnia
bathroom lazienka
hall hallway przedpokoj korytarz corridor
office biuro gabinet study
garage garaz
garden ogrod
terrace taras patio
balcony balkon
attic strych poddasze
basement piwnica cellar
stairs schody
dining jadalnia
nursery kids dzieciecy
bed lozko
desk biurko
table stol
ceiling sufit
wall sciana
door drzwi
gate brama furtka
window okno
floor podloga
entrance wejscie
tv telewizor television
fan wentylator wiatrak
blind blinds shade shades roleta rolety zaluzja zaluzje shutter
curtain curtains zaslona zaslony firana
heating heater thermostat termostat ogrzewanie grzejnik kaloryfer
switch wlacznik przelacznik
socket outlet gniazdko plug wtyczka
lock zamek
alarm
valve zawor
camera kamera
scene scena
script skrypt
speaker glosnik
radio
room pokoj
front przedni frontowy
back tylny
left lewy
right prawy
upper gorny
lower dolny
big large duzy
small maly
""".strip().splitlines()
STOP = _set(
    "a an the in on at of to my our please into from for with and i w we na do ze z u od przy po ten ta "
    "to te prosze mi moj moja moje nasz is are jest sa"
)

ALL = _set("all every everything whole wszystkie wszystko wszystkich caly cala cale calej calym")
# What a thing is, by domain or class, in the words above.
_KINDS = MappingProxyType(
    {
        "light": ("light",),
        "fan": ("fan",),
        "switch": ("switch", "socket"),
        "input_boolean": ("switch",),
        "cover": ("blind", "curtain"),
        "climate": ("heating",),
        "media_player": ("tv", "speaker", "radio"),
        "lock": ("lock", "door"),
        "alarm_control_panel": ("alarm",),
        "valve": ("valve",),
        "camera": ("camera",),
        "scene": ("scene",),
        "script": ("script",),
        "garage": ("gate", "door", "garage"),
        "gate": ("gate",),
        "door": ("door",),
    }
)
_PLURALS = _set(
    "lights lamps swiatla lampy lampki zarowki blinds shades shutters curtains rolety zaluzje zaslony "
    "fans wentylatory switches wlaczniki sockets gniazdka doors locks cameras kamery speakers glosniki "
    "heaters grzejniki kaloryfery"
)


@cache
def keys(token: str) -> frozenset[str]:
    """Return everything by which a folded word can be recognised: itself, its possible stems, what it means."""
    found = stems(token)
    meant = {f"={_MEANINGS[stem]}" for stem in found if stem in _MEANINGS}
    return found | meant


def is_form(one: str, other: str) -> bool:
    """Tell whether two folded words are forms of one."""
    return not stems(one).isdisjoint(stems(other))


def same(one: str, other: str) -> bool:
    """Tell whether two folded words are forms of one, or mean the same thing in a house."""
    return not keys(one).isdisjoint(keys(other))


def is_plural(token: str) -> bool:
    """Tell whether a folded word names several things of a kind."""
    return token in _PLURALS


def kinds(domain: str, device_class: str | None) -> Iterable[str]:
    """Return the words for what an entity is."""
    return _KINDS.get(device_class or "") or _KINDS.get(domain, ())  # a garage door is a cover, and no blind


def _meanings() -> dict[str, str]:
    found: dict[str, str] = {}
    for line in _SAME:
        first, *others = line.split()
        for word in (first, *others):
            found.setdefault(word, first)
            found.setdefault(cut(word), first)
    return found


_MEANINGS = MappingProxyType(_meanings())
