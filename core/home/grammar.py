"""Free words become a wish (H10): our own small grammar of English and Polish commands, which either fits or doesn't.

A verb, the name of a thing, perhaps a value: "turn on the kitchen light", "zgaś światło w salonie", "set the bedroom
lamp to 40%", "ustaw ogrzewanie na 21 stopni". Nothing else is understood, so nothing else can be asked for.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from core.home.verbs import Setting, Verb, is_colour
from core.home.words import folded

LONGEST = 200
# Longest phrases first, so that "turn off" is not "turn" and a name.
_VERBS: Mapping[str, Verb] = MappingProxyType(
    dict(
        sorted(
            {
                phrase: verb
                for verb, phrases in {
                    Verb.ON: "turn on|switch on|put on|wlacz|zapal|zaswiec|odpal",
                    Verb.OFF: "turn off|switch off|put out|wylacz|zgas|pogas",
                    Verb.TOGGLE: "toggle|przelacz",
                    Verb.OPEN: "open|raise|otworz|podnies|odslon|unies",
                    Verb.CLOSE: "close|shut|lower|zamknij|opusc|zaslon|spusc",
                    Verb.STOP: "stop|halt|zatrzymaj",
                    Verb.LOCK: "lock|zarygluj|zaklucz|zamknij na klucz",
                    Verb.UNLOCK: "unlock|odrygluj|odklucz|odblokuj",
                    Verb.ARM: "arm|uzbroj",
                    Verb.DISARM: "disarm|rozbroj",
                    Verb.RUN: "activate|run|start|aktywuj|uruchom|scene|script|scena|skrypt",
                    Verb.SET: "set|change|make|dim|brighten|ustaw|zmien|przyciemnij|rozjasnij|sciemnij|scisz",
                }.items()
                for phrase in phrases.split("|")
            }.items(),
            key=lambda pair: -len(pair[0]),
        )
    )
)
_POLITE = re.compile(r"^(?:(?:please|prosze|could you|can you|czy mozesz|mozesz|hey|hej|ok)\b[ ,]*)+")
_SPLIT_ON = re.compile(r"^(?:turn|switch|put)\s+(?P<name>.+)\s+(?P<how>on|off)$")
_VALUE = re.compile(
    r"(?:\s+(?:to|at|na|do))?\s+(?P<number>[0-9]{1,5}(?:[.,][0-9]{1,2})?)\s*"
    r"(?P<unit>%|percent|procent|proc|°\s*c?|c|degrees?|stopni\w*|st)?\s*$"
)
_HEX = re.compile(r"(?:\s+(?:to|na))?\s+(?P<hex>#[0-9a-f]{6})\s*$")
_SETTING_WORDS: Mapping[str, Setting] = MappingProxyType(
    {
        "brightness": Setting.BRIGHTNESS,
        "jasnosc": Setting.BRIGHTNESS,
        "temperature": Setting.TEMPERATURE,
        "temperatura": Setting.TEMPERATURE,
        "temperature of": Setting.TEMPERATURE,
        "temperature in": Setting.TEMPERATURE,
        "colour": Setting.COLOUR,
        "color": Setting.COLOUR,
        "kolor": Setting.COLOUR,
        "position": Setting.POSITION,
        "pozycja": Setting.POSITION,
        "pozycje": Setting.POSITION,
        "volume": Setting.VOLUME,
        "glosnosc": Setting.VOLUME,
        "speed": Setting.SPEED,
        "predkosc": Setting.SPEED,
    }
)
_DEGREES = re.compile(r"°|c$|degree|stopni|st$")


@dataclass(frozen=True, slots=True)
class Wish:
    """What was understood: a verb, the name as it was said, what of it is set and to what.

    ``setting`` is None with a value whose kind the thing itself decides: "40" dims a lamp and half opens a blind.
    """

    verb: Verb
    name: str
    setting: Setting | None = None
    value: str = ""


def read(said: str) -> Wish | None:
    """Return the wish in some words, or None; in time linear in their length, which is cut at 200 letters."""
    words = " ".join(folded(said[:LONGEST]).replace("’", "'").split()).rstrip(" .!?")
    words = _POLITE.sub("", words)
    split = _SPLIT_ON.fullmatch(words)
    if split is not None:
        return Wish(Verb(split["how"]), split["name"])
    for phrase, verb in _VERBS.items():
        if words.startswith(phrase) and words[len(phrase) :].startswith(" "):
            return _wish(verb, words[len(phrase) :].strip())
    return None


def _wish(verb: Verb, rest: str) -> Wish | None:
    if verb not in {Verb.SET, Verb.ON, Verb.OPEN, Verb.CLOSE}:
        return Wish(verb, rest) if rest else None
    setting, rest = _setting(rest)
    name, value, guessed = _value(rest)
    if not name:
        return None
    if not value:
        return Wish(verb, name) if verb is not Verb.SET else None
    return Wish(Verb.SET, name, setting or guessed, value)


def _setting(rest: str) -> tuple[Setting | None, str]:
    """Return what is set where it is said ("jasność lampy …", "the volume of …"), and the words after it."""
    plain = rest.removeprefix("the ")
    word, _, after = plain.partition(" ")
    found = _SETTING_WORDS.get(word)
    return (found, after.removeprefix("of ").strip()) if found is not None else (None, rest)


def _value(rest: str) -> tuple[str, str, Setting | None]:
    """Return the name and the value at its end, and which setting the value's unit gives away."""
    coded = _HEX.search(rest)
    if coded is not None and coded.start():
        return rest[: coded.start()].strip(), coded["hex"], Setting.COLOUR
    number = _VALUE.search(rest)
    if number is not None and number.start():
        unit = number["unit"] or ""
        guessed = Setting.TEMPERATURE if _DEGREES.search(unit) else None
        return rest[: number.start()].strip(), number["number"], guessed
    last = rest.rpartition(" ")
    if last[0] and is_colour(last[2]):
        name = re.sub(r"\s+(?:to|na|in|kolor|colou?r)(?:\s+kolor|\s+colou?r)?$", "", last[0])
        return name.strip(), last[2], Setting.COLOUR
    return rest.strip(), "", None


def setting_for(domain: str) -> Setting | None:
    """Return what a bare number sets on a kind of thing."""
    return {
        "light": Setting.BRIGHTNESS,
        "climate": Setting.TEMPERATURE,
        "cover": Setting.POSITION,
        "media_player": Setting.VOLUME,
        "fan": Setting.SPEED,
    }.get(domain)
