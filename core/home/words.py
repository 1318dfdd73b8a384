"""Words of a house in English and Polish, brought to forms that can be compared: stems, and what means the same.

simplemma's Polish dictionary takes 400 MB, too much for a bot on a small box, and knows no names ("Zosi"); so endings
are cut by rule, with the changes of stem that Polish makes before them (łazienka – łazience, ogród – ogrodzie).
``tests/core/home/test_words.py`` holds the rules against simplemma's own answers.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from types import MappingProxyType

_TOKEN = re.compile(r"[^\W_]+")
_PLAIN = str.maketrans("łŁđø", "lLdo")


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Longest first; what is left must keep three letters.
_ENDINGS = (
    "owego", "owych", "iami", "owie", "owej", "ego", "emu", "ymi", "imi", "ami", "ach", "iem", "owi", "ow", "om", "em",
    "ie", "ej", "ym", "im", "ia", "ii", "io", "iu", "ych", "ich", "a", "e", "i", "o", "u", "y",
)  # fmt: skip
# What a stem's last letters are before a softening ending, and what they were.
_SOFTENED = (("dz", ("d", "g")), ("rz", ("r",)), ("sz", ("ch",)), ("c", ("k", "t")), ("z", ("g", "s")), ("s", ("ch",)))
_IRREGULAR = MappingProxyType({"swietl": "swiatl"})
_LEAST = 3
_LONGEST = 40
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


def folded(words: str) -> str:
    """Return words in lower case without diacritics ("Łóżko" is "lozko")."""
    plain = unicodedata.normalize("NFKD", words.translate(_PLAIN))
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold()


def tokens(words: str) -> list[str]:
    """Return the words and numbers in a phrase, folded."""
    return [token[:_LONGEST] for token in _TOKEN.findall(folded(words.replace("'s", "").replace("’s", "")))]


@cache
def keys(token: str) -> frozenset[str]:
    """Return everything by which a folded word can be recognised: itself, its possible stems, what it means."""
    stems = _stems(token)
    meant = {f"={_MEANINGS[stem]}" for stem in stems if stem in _MEANINGS}
    return stems | meant


def is_form(one: str, other: str) -> bool:
    """Tell whether two folded words are forms of one."""
    return not _stems(one).isdisjoint(_stems(other))


def same(one: str, other: str) -> bool:
    """Tell whether two folded words are forms of one, or mean the same thing in a house."""
    return not keys(one).isdisjoint(keys(other))


def is_plural(token: str) -> bool:
    """Tell whether a folded word names several things of a kind."""
    return token in _PLURALS


def kinds(domain: str, device_class: str | None) -> Iterable[str]:
    """Return the words for what an entity is."""
    return _KINDS.get(device_class or "") or _KINDS.get(domain, ())  # a garage door is a cover, and no blind


@cache
def _stems(token: str) -> frozenset[str]:
    """Return a word without its ending, and what it may have been before the ending softened it."""
    if not token.isalpha() or len(token) <= _LEAST:
        return frozenset({token})
    stem = _cut(token)
    found = {token, stem, _IRREGULAR.get(stem, stem)}
    if token.endswith("s"):
        found |= {token[:-1], _cut(token[:-1])}
        if token.endswith("es"):
            found.add(token[:-2])
    for ending, before in _SOFTENED:
        if stem.endswith(ending):
            found |= {stem.removesuffix(ending) + one for one in before}
            break
    if len(stem) > _LEAST and stem[-2] == "e":  # zamek – zamka, swiatel – swiatla
        found.add(stem[:-2] + stem[-1])
    return frozenset(one for one in found if len(one) >= _LEAST)


def _cut(token: str) -> str:
    for ending in _ENDINGS:
        if token.endswith(ending) and len(token) - len(ending) >= _LEAST:
            return token.removesuffix(ending)
    return token


def _meanings() -> dict[str, str]:
    found: dict[str, str] = {}
    for line in _SAME:
        first, *others = line.split()
        for word in (first, *others):
            found.setdefault(word, first)
            found.setdefault(_cut(word), first)
    return found


_MEANINGS = MappingProxyType(_meanings())
