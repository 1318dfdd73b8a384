"""Words as glyphs: fallback to a font that has every character, then HarfBuzz (L22). All lengths are in em."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

import uharfbuzz as hb

from core.comics.geometry import Box
from core.comics.lettering.fonts import Font, Fonts, Role

_JOINER = "\u200d"
_SKINS = range(0x1F3FB, 0x1F400)
_FLAGS = range(0x1F1E6, 0x1F200)
_TAGS = range(0xE0020, 0xE0080)


@dataclass(frozen=True, slots=True)
class Piece:
    """Shaped text in one font: glyphs as (id, x, y) from its start, y down; ``ink`` holds every glyph's box."""

    text: str
    font: str
    glyphs: tuple[tuple[int, float, float], ...]
    advance: float
    ink: Box


@dataclass(frozen=True, slots=True)
class Shaper:
    """Shapes text in one language, each piece once. Safe to share between threads."""

    fonts: Fonts
    language: str
    _pieces: dict[tuple[str, str], Piece] = field(default_factory=dict)

    def piece(self, text: str, font: str) -> Piece:
        """Return that text shaped in that font."""
        key = (text, font)
        found = self._pieces.get(key)
        if found is None:
            found = self._pieces[key] = _shape(text, self.fonts[font], self.language)
        return found

    def fonts_of(self, text: str, role: Role) -> list[tuple[str, str]]:
        """Return stretches of a run with the key of the font for each.

        Letters keep together: when the role's own font misses one, the whole run's letters fall back. Signs and emoji
        are taken one by one from whichever font has them.
        """
        chain = self.fonts.chain(role)
        clusters = _clusters(text)
        letters = _letters_font([cluster for cluster in clusters if not _is_sign(cluster)], chain)
        keyed = [(cluster, _font_of(cluster, letters, chain).key) for cluster in clusters]
        return [("".join(part for part, _ in group), key) for key, group in groupby(keyed, key=lambda pair: pair[1])]


def _letters_font(clusters: list[str], chain: Sequence[Font]) -> Font:
    text = "".join(clusters)
    return next((font for font in chain if font.covers(text)), chain[0])


def _font_of(cluster: str, letters: Font, chain: Sequence[Font]) -> Font:
    if letters.covers(cluster):
        return letters
    return next((font for font in chain if font.covers(cluster)), letters)


def _is_sign(cluster: str) -> bool:
    return unicodedata.category(cluster[0]) in {"So", "Sm", "Sk", "Cn"} or ord(cluster[0]) in _SKINS


def _clusters(text: str) -> list[str]:
    """Return what is read as one character each: letters with their marks, emoji with skin, joins and flags."""
    clusters: list[str] = []
    for char in text:
        if clusters and _continues(clusters[-1], char):
            clusters[-1] += char
        else:
            clusters.append(char)
    return clusters


def _continues(cluster: str, char: str) -> bool:
    if cluster.endswith(_JOINER) or char == _JOINER or unicodedata.category(char) in {"Mn", "Me"}:
        return True
    if ord(char) in _SKINS or ord(char) in _TAGS:
        return True
    return ord(char) in _FLAGS and len(cluster) == 1 and ord(cluster) in _FLAGS


def _shape(text: str, font: Font, language: str) -> Piece:
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.direction = "ltr"
    buffer.language = language
    hb.shape(font.hb, buffer)
    scale = 1 / font.upem
    glyphs: list[tuple[int, float, float]] = []
    boxes: list[Box] = []
    pen = 0.0
    for info, place in zip(buffer.glyph_infos or (), buffer.glyph_positions or (), strict=True):
        x, y = (pen + place.x_offset) * scale, -place.y_offset * scale
        glyphs.append((info.codepoint, x, y))
        boxes.extend(_ink(font, info.codepoint, x, y))
        pen += place.x_advance
    return Piece(text, font.key, tuple(glyphs), pen * scale, united(boxes) or Box(0, 0, pen * scale, 0))


def _ink(font: Font, glyph: int, x: float, y: float) -> list[Box]:
    extents = font.hb.get_glyph_extents(glyph)
    if extents is None or not extents.width or not extents.height:
        return []
    left, top = x + extents.x_bearing / font.upem, y - extents.y_bearing / font.upem
    return [Box(left, top, left + extents.width / font.upem, top - extents.height / font.upem)]


def united(boxes: Sequence[Box]) -> Box | None:
    """Return the box that holds all of them; None for none."""
    if not boxes:
        return None
    return Box(
        min(box.left for box in boxes),
        min(box.top for box in boxes),
        max(box.right for box in boxes),
        max(box.bottom for box in boxes),
    )
