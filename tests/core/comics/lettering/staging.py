"""Panels made by dice: frames of four shapes, one to three heads, and what is said in English or Polish."""

from dataclasses import dataclass, replace
from random import Random

from core.comics.geometry import Box, Point
from core.comics.layout.model import Frame, PageLayout
from core.comics.layout.sheets import SHEETS
from core.comics.lettering.model import Face
from core.comics.script.model import Caption, Direction, Item, PageSize, Panel, Place, Run, Say, Sound, Voice

SHAPES = {"wide": (1808, 720), "tall": (590, 1350), "square": (886, 900), "big": (1808, 1420)}
_EN = [
    "we",
    "should",
    "not",
    "have",
    "come",
    "here",
    "tonight",
    "look",
    "at",
    "that",
    "light",
    "over",
    "the",
    "water",
    "it",
    "moves",
    "again",
    "and",
    "nobody",
    "answers",
    "my",
    "dear",
    "friend",
    "I",
    "told",
    "you",
    "about",
    "the",
    "old",
    "lighthouse",
    "keeper",
    "who",
    "never",
    "slept",
    "what",
    "do",
    "you",
    "want",
    "from",
    "me",
    "run",
    "the",
    "boat",
    "is",
    "leaving",
    "without",
    "us",
    "wait",
    "a",
    "minute",
    "listen",
    "somebody",
    "knocked",
    "three",
    "times",
    "on",
    "the",
    "door",
    "tomorrow",
    "morning",
    "we",
    "will",
    "know",
    "everything",
    "or",
    "nothing",
    "extraordinary",
    "a",
    "cat",
]
_PL = [
    "nie",
    "powinniśmy",
    "tu",
    "dzisiaj",
    "przychodzić",
    "spójrz",
    "na",
    "to",
    "światło",
    "nad",
    "wodą",
    "znowu",
    "się",
    "rusza",
    "i",
    "nikt",
    "nie",
    "odpowiada",
    "mówiłam",
    "ci",
    "o",
    "starym",
    "latarniku",
    "który",
    "nigdy",
    "nie",
    "spał",
    "czego",
    "ode",
    "mnie",
    "chcesz",
    "uciekaj",
    "łódź",
    "odpływa",
    "bez",
    "nas",
    "poczekaj",
    "chwilę",
    "posłuchaj",
    "ktoś",
    "zapukał",
    "trzy",
    "razy",
    "w",
    "drzwi",
    "jutro",
    "rano",
    "dowiemy",
    "się",
    "wszystkiego",
    "albo",
    "niczego",
    "źdźbło",
    "żółć",
    "niezwykłe",
    "z",
    "kotem",
]
_ENDS = (".", "!", "?", "...", "?!", "")
_CLOSENESS = ((0.2, 0.3), (0.17, 0.25), (0.14, 0.2))  # a head's height in the panel, by how many share it
_NAMES = ("ANNA", "KOT", "MARK")
_VOICES = (*([Voice.SPEECH] * 6), *Voice)
_SOUNDS = {"en": ("CRASH", "KNOCK KNOCK", "BZZZT", "SPLASH!"), "pl": ("ŁUP", "TRZASK", "PUK PUK", "CHLUP!")}


@dataclass(frozen=True, slots=True)
class Stage:
    """One panel ready to be lettered, alone on its page."""

    layout: PageLayout
    panel: Panel
    faces: tuple[Face, ...]
    language: str
    seed: int


def stage(seed: int, *, crowded: bool = False, voices: bool = True, rtl: bool | None = None) -> Stage:
    """Return the panel of a seed: crowded ones are small and hold three to six balloons."""
    dice = Random(seed)
    language = dice.choice(("en", "pl"))
    size = (dice.randint(600, 780), dice.randint(640, 900)) if crowded else dice.choice(list(SHAPES.values()))
    speakers = _NAMES[: dice.randint(1, 3)]
    count = dice.randint(3, 6) if crowded else dice.randint(1, 5)
    items = said(dice, speakers, count, language=language, most=5 if crowded else 13, voices=voices)
    mirrored = dice.random() < 0.15 if rtl is None else rtl
    direction = Direction.RIGHT_TO_LEFT if mirrored else Direction.LEFT_TO_RIGHT
    return Stage(page_of(size, direction), Panel("", items), heads(dice, size, speakers), language, seed)


def page_of(size: tuple[int, int], direction: Direction = Direction.LEFT_TO_RIGHT, *, slant: int = 0) -> PageLayout:
    """Return a US page with one frame; ``slant`` moves the right edge's top inwards."""
    box = Box(90, 90, 90 + size[0], 90 + size[1])
    corners = (
        Point(box.left, box.top),
        Point(box.right - slant, box.top),
        Point(box.right, box.bottom),
        Point(box.left, box.bottom),
    )
    return PageLayout(1, SHEETS[PageSize.US], (Frame(0, box, corners, 6, size),), direction)


def heads(dice: Random, size: tuple[int, int], speakers: tuple[str, ...]) -> tuple[Face, ...]:
    """Return one head a speaker, side by side, in the panel's lower two thirds."""
    width, height = size
    high = dice.uniform(*_CLOSENESS[len(speakers) - 1]) * min(height, 900, 1.1 * width)
    slot = width / len(speakers)
    order = list(speakers)
    dice.shuffle(order)
    found = []
    for at, name in enumerate(order):
        half = min(0.4 * high, 0.42 * slot)
        x = slot * (at + 0.5) + dice.uniform(-0.5, 0.5) * (slot - 2 * half) * 0.8
        y = height * dice.uniform(0.5, 0.72)
        found.append(Face(Box(x - half, y - high / 2, x + half, y + high / 2), Point(x, y + 0.26 * high), name))
    return tuple(found)


def said(
    dice: Random, speakers: tuple[str, ...], count: int, *, language: str, most: int, voices: bool
) -> tuple[Item, ...]:
    """Return what is said, now and then with a caption before it and a sound in it."""
    items: list[Item] = []
    left = 3 * most
    if voices and dice.random() < 0.25:
        items.append(Caption(words(dice, language, dice.randint(2, max(2, most // 2)))))
    while len(items) < count:
        speaker = dice.choice(speakers)
        voice = dice.choice(_VOICES) if voices else Voice.SPEECH
        left -= (wordy := min(dice.randint(1, most), dice.randint(2, most), max(1, left)))
        items.append(Say(speaker, words(dice, language, wordy), voice))
        if dice.random() < 0.06:
            items[-1] = replace(items[-1], place=dice.choice(list(Place)))
    if voices and len(items) < 7 and dice.random() < 0.2:
        items.insert(dice.randint(0, len(items)), Sound((Run(dice.choice(_SOUNDS[language])),)))
    return tuple(items)


def words(dice: Random, language: str, count: int) -> tuple[Run, ...]:
    """Return a sentence of so many words, one of them strong now and then."""
    source = _PL if language == "pl" else _EN
    start = dice.randrange(len(source))
    text = [source[(start + at) % len(source)] for at in range(count)]
    text[-1] += dice.choice(_ENDS)
    if count > 2 and dice.random() < 0.3:
        at = dice.randrange(1, count - 1)
        return (Run(" ".join(text[:at]) + " "), Run(text[at], strong=True), Run(" " + " ".join(text[at + 1 :])))
    return (Run(" ".join(text)),)
