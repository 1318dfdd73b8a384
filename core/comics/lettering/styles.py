"""How each kind of lettering is set and drawn, in numbers; all lengths in em of the page (L9, L19)."""

from dataclasses import dataclass, replace
from enum import StrEnum

from core.comics.lettering.fonts import Role
from core.comics.script.model import Caption, Item, Say, Sound, Voice


class Air(StrEnum):
    """How much room there is around the words: less where a panel is crowded."""

    FREE = "free"
    SNUG = "snug"
    TIGHT = "tight"


class Kind(StrEnum):
    """What is drawn around the words."""

    OVAL = "oval"
    BURST = "burst"
    CLOUD = "cloud"
    JAGGED = "jagged"
    BOX = "box"
    BARE = "bare"


@dataclass(frozen=True, slots=True)
class Style:
    """The measures of one kind.

    ``size`` multiplies the page's type. ``bend`` is the superellipse's exponent. ``side`` and ``lid`` are the room
    between words and outline beside and above them, ``shoulder`` the share of an oval's usual height beyond its lines.
    ``reach`` is how far the outline's teeth stand out further.
    """

    kind: Kind
    roles: tuple[Role, Role] = (Role.SPEECH, Role.STRONG)
    size: float = 1.0
    bend: float = 2.4
    side: float = 0.78
    lid: float = 0.46
    shoulder: float = 1.0
    reach: float = 0.0


_VOICES: dict[Voice, Style] = {
    Voice.SPEECH: Style(Kind.OVAL),
    Voice.WHISPER: Style(Kind.OVAL, size=0.8),
    Voice.SHOUT: Style(Kind.BURST, size=1.15, bend=2.2, side=0.66, lid=0.44, reach=0.95),
    Voice.THOUGHT: Style(Kind.CLOUD, bend=2.2, side=0.6, lid=0.42, reach=0.55),
    Voice.OFF: Style(Kind.OVAL),
    Voice.VOICE_OVER: Style(Kind.BOX, roles=(Role.CAPTION, Role.CAPTION_STRONG), side=0.55, lid=0.45),
    Voice.RADIO: Style(Kind.JAGGED, bend=3.4, side=0.72, lid=0.5, reach=0.42),
}
_CAPTION = Style(Kind.BOX, roles=(Role.CAPTION, Role.CAPTION_STRONG), side=0.55, lid=0.45)
_SOUND = Style(Kind.BARE, roles=(Role.SOUND, Role.SOUND), size=2.1, side=0.14, lid=0.14)
_SQUARE, _FLAT = 4.0, 0.4  # bend and shoulder of a tight balloon
_STEP = 1.15  # one step of ``loud`` or ``small``
_SOUND_STEP = 1.4


def style_of(item: Item) -> Style:
    """Return how an item is set, before ``loud`` and ``small``."""
    match item:
        case Say():
            return _VOICES[item.voice]
        case Caption():
            return _CAPTION
        case Sound():
            return _SOUND


def aired(style: Style, air: Air) -> Style:
    """Return a style with as little air around the words as still looks drawn on purpose (L1 asks for .3 em).

    Tight balloons are nearly square as well: their corners hold what an oval's height would. Clouds never are, whose
    lobes cut corners.
    """
    if air is Air.FREE:
        return style
    less = replace(style, side=0.7 * style.side, lid=0.9 * style.lid, reach=0.6 * style.reach)
    if air is Air.SNUG or style.kind in {Kind.BOX, Kind.BARE, Kind.CLOUD}:
        return less
    return replace(less, bend=_SQUARE, shoulder=_FLAT)


def type_size(item: Item, *, em: float, least_em: float) -> float:
    """Return an item's type as a multiple of the page's; nothing read is smaller than the floor of L9."""
    size = style_of(item).size
    if isinstance(item, Say | Sound):
        step = _SOUND_STEP if isinstance(item, Sound) else _STEP
        size *= step ** (int(item.loud) - int(item.small))
    return max(size, min(1.0, least_em / em))
