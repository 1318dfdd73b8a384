"""Words as outlines, for the card that stands in when nothing was understood."""

from functools import lru_cache
from pathlib import Path

import skia

from gpu_worker.engines.storyboard.drawing.surface import Path as Outline

Line = tuple[Outline, float]


def letters(words: str, size: float, limit: float, *, most: int, font_file: Path) -> list[Line]:
    """Lines of outlines no wider than `limit` pixels, at most `most` of them, with their widths."""
    font = skia.Font(_typeface(font_file), size)
    lines: list[str] = []
    for word in words.split()[:80]:
        text = (
            word
            if font.measureText(word) <= limit
            else word[: max(1, int(len(word) * limit / font.measureText(word)) - 1)] + "…"
        )
        if lines and font.measureText(f"{lines[-1]} {text}") <= limit:
            lines[-1] = f"{lines[-1]} {text}"
        else:
            lines.append(text)
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1].rstrip(" …") + "…"]
    return [(_outline(font, line), float(font.measureText(line))) for line in lines]


def _outline(font: skia.Font, line: str) -> Outline:
    glyphs = font.textToGlyphs(line)
    path = Outline()
    for glyph, offset in zip(glyphs, font.getPos(glyphs), strict=True):
        outline = font.getPath(glyph)
        if outline is not None:
            path.addPath(outline, offset.x(), offset.y())
    return path


@lru_cache(maxsize=4)
def _typeface(file: Path) -> skia.Typeface:
    return skia.Typeface.MakeFromFile(str(file))
