"""A comic script as it was understood: pages of panels, and what is said, told and heard in each."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias


class PageSize(StrEnum):
    """The formats that a comic can be made in (comics.md § 2)."""

    US = "us"
    A4 = "a4"
    A5 = "a5"
    MANGA = "manga"
    WEBTOON = "webtoon"
    SQUARE = "square"
    STRIP = "strip"


class Direction(StrEnum):
    """Which way panels and balloons are read."""

    LEFT_TO_RIGHT = "ltr"
    RIGHT_TO_LEFT = "rtl"


class Voice(StrEnum):
    """How a balloon is said, which decides how it is drawn (L19)."""

    SPEECH = "speech"
    WHISPER = "whisper"
    SHOUT = "shout"
    THOUGHT = "thought"
    OFF = "off"
    VOICE_OVER = "vo"
    RADIO = "radio"


class Place(StrEnum):
    """Where the writer wants an item to stand in its panel."""

    LEFT = "left"
    RIGHT = "right"
    TOP = "top"
    BOTTOM = "bottom"


class Hint(StrEnum):
    """What a panel's brackets ask of its frame."""

    WIDE = "wide"
    TALL = "tall"
    BIG = "big"
    SMALL = "small"
    SPLASH = "splash"
    INSET = "inset"
    BLEED = "bleed"
    BORDERLESS = "borderless"


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of words; ``strong`` is set bold italic (L20)."""

    text: str
    strong: bool = False


Words: TypeAlias = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Say:
    """One balloon.

    ``speaker`` is spelled as in the Cast, or as it was first written. ``joined`` continues the balloon before it,
    which has the same speaker (L18). ``loud`` and ``small`` change the size of the type by one step.
    """

    speaker: str
    words: Words
    voice: Voice = Voice.SPEECH
    place: Place | None = None
    joined: bool = False
    loud: bool = False
    small: bool = False
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Caption:
    """One caption box, without a speaker."""

    words: Words
    place: Place | None = None
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Sound:
    """A sound effect, lettered into the picture."""

    words: Words
    place: Place | None = None
    loud: bool = False
    small: bool = False
    line: int = field(default=0, compare=False)


Item: TypeAlias = Say | Caption | Sound


@dataclass(frozen=True, slots=True)
class Panel:
    """One picture of the comic and what is lettered on it, in reading order."""

    description: str = ""
    items: tuple[Item, ...] = ()
    hints: frozenset[Hint] = frozenset()
    line: int = field(default=0, compare=False)

    @property
    def speakers(self) -> tuple[str, ...]:
        """Who speaks, each once, by first mention."""
        return tuple(dict.fromkeys(item.speaker for item in self.items if isinstance(item, Say)))

    @property
    def players(self) -> tuple[str, ...]:
        """Who of them is in the picture: not those that are only heard from outside it."""
        says = [item for item in self.items if isinstance(item, Say)]
        return tuple(dict.fromkeys(say.speaker for say in says if say.voice not in {Voice.OFF, Voice.VOICE_OVER}))


@dataclass(frozen=True, slots=True)
class Page:
    """A page that the writer marked; ``tiers`` are the panels a row, () when the layout decides."""

    panels: tuple[Panel, ...]
    tiers: tuple[int, ...] = ()
    splash: bool = False
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Script:
    """A whole script.

    ``pages`` is one page when the writer marked none (``paged`` is False then and the layout breaks it). ``cast``
    maps a name to its looks in the writer's words. ``language`` is "en" or "pl".
    """

    pages: tuple[Page, ...]
    title: str = ""
    style: str = ""
    size: PageSize | None = None
    direction: Direction = Direction.LEFT_TO_RIGHT
    language: str = "en"
    cast: dict[str, str] = field(default_factory=dict)
    seed: int | None = None
    rating: int = 0
    paged: bool = False

    @property
    def panels(self) -> tuple[Panel, ...]:
        """Every panel of every page in reading order."""
        return tuple(panel for page in self.pages for panel in page.panels)
