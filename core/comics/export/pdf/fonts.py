"""Fonts in a PDF: the glyphs that are used, by their ids, with what each of them means."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from io import BytesIO

import pikepdf
from fontTools.agl import toUnicode
from fontTools.pens.basePen import BasePen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name

from core.comics.geometry import Point
from core.comics.lettering.fonts import Font, Fonts
from core.comics.lettering.model import Path, Segment, Span

_SYMBOLIC = 4  # ISO 32000-1, table 123: its glyphs are chosen by id
_STEM = 110  # of 1,000: no font says it, and viewers use it only to imitate a font that is missing


@dataclass(frozen=True)
class Embedded:
    """A font that a document uses; ``name`` is what its pages call it, ``glyphs`` the ids of all that is used."""

    name: str
    font: Font
    glyphs: frozenset[int]
    _outlines: dict[int, Path] = field(default_factory=dict)

    @cached_property
    def file(self) -> TTFont:
        """The font as fontTools reads it."""
        return _opened(self.font)

    def width(self, glyph: int) -> float:
        """Return a glyph's advance in thousandths of an em."""
        advance: float = self.file["hmtx"][self.file.getGlyphName(glyph)][0]
        return round(advance * 1000 / self.font.upem, 3)

    def outline(self, glyph: int) -> Path:
        """Return a glyph's outline in the font's units, y up."""
        if glyph not in self._outlines:
            pen = _Outline(self.file.getGlyphSet())
            self.file.getGlyphSet()[self.file.getGlyphName(glyph)].draw(pen)
            self._outlines[glyph] = tuple(pen.drawn)
        return self._outlines[glyph]

    def placed(self, glyph: int, em: float, at: Point) -> Path:
        """Return a glyph's outline on the page, in pixels with y down."""
        scale = em / self.font.upem
        return tuple(
            Segment(step.verb, tuple(Point(at.x + x * scale, at.y - y * scale) for x, y in step.points))
            for step in self.outline(glyph)
        )

    def text(self, glyph: int) -> str:
        """Return the characters that a glyph stands for, by the font's own table or else by its name."""
        name = self.file.getGlyphName(glyph)
        known = self._characters.get(name)
        return known if known is not None else toUnicode(name)

    @cached_property
    def _characters(self) -> dict[str, str]:
        return {name: chr(code) for code, name in sorted(self.file.getBestCmap().items(), reverse=True)}


class _Outline(BasePen):  # type: ignore[misc] # fontTools has no types
    """Writes a glyph down as a path; the pen it is made of raises quadratic curves to cubic ones."""

    def __init__(self, glyph_set: object) -> None:
        super().__init__(glyph_set)
        self.drawn: list[Segment] = []

    def _moveTo(self, point: tuple[float, float]) -> None:  # noqa: N802 - fontTools' name
        self.drawn.append(Segment("M", (Point(*point),)))

    def _lineTo(self, point: tuple[float, float]) -> None:  # noqa: N802
        self.drawn.append(Segment("L", (Point(*point),)))

    def _curveToOne(self, *points: tuple[float, float]) -> None:  # noqa: N802
        self.drawn.append(Segment("C", tuple(Point(*point) for point in points)))

    def _closePath(self) -> None:  # noqa: N802
        self.drawn.append(Segment("Z"))


def used_fonts(spans: Iterable[Span], fonts: Fonts) -> dict[str, Embedded]:
    """Return the fonts of some text by their key, each with the glyphs that it needs."""
    glyphs: dict[str, set[int]] = {}
    for span in spans:
        glyphs.setdefault(span.font, set()).update(glyph for glyph, _, _ in span.glyphs)
    named = enumerate(sorted(glyphs.items()))
    return {key: Embedded(f"F{number}", fonts[key], frozenset(ids)) for number, (key, ids) in named}


def embed(document: pikepdf.Pdf, font: Embedded) -> pikepdf.Object:
    """Add a font to a document and return it: a Type 0 font over the subset's glyph ids (ISO 32000-1, § 9.7)."""
    data = _subset(font)
    title = f"{_tag(data)}+{font.file['name'].getDebugName(6)}"
    descendant = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=Name(f"/{title}"),
        CIDSystemInfo=Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0),
        FontDescriptor=document.make_indirect(_descriptor(document, font, title, data)),
        CIDToGIDMap=Name.Identity,
        W=Array([item for glyph in sorted(font.glyphs) for item in (glyph, Array([font.width(glyph)]))]),
    )
    return document.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=Name(f"/{title}"),
            Encoding=Name("/Identity-H"),
            DescendantFonts=Array([document.make_indirect(descendant)]),
            ToUnicode=document.make_stream(_meanings(font)),
        )
    )


def _opened(font: Font) -> TTFont:
    """Return a font read from memory: fontTools leaves files open."""
    return TTFont(BytesIO(font.path.read_bytes()), recalcTimestamp=False)


def _subset(font: Embedded) -> bytes:
    options = Options(
        retain_gids=True, hinting=False, layout_features=[], name_IDs=[], notdef_outline=True, glyph_names=False,
        drop_tables=["GSUB", "GPOS", "GDEF", "DSIG", "STAT", "cmap", "post", "OS/2", "name", "MVAR", "HVAR"],
    )  # fmt: skip
    file = _opened(font.font)
    subsetter = Subsetter(options)
    subsetter.populate(gids=sorted(font.glyphs))
    subsetter.subset(file)
    out = BytesIO()
    file.save(out)
    return out.getvalue()


def _tag(data: bytes) -> str:
    """Return six capital letters that tell subsets of one font apart (ISO 32000-1, § 9.6.4)."""
    return "".join(chr(ord("A") + byte % 26) for byte in hashlib.sha256(data).digest()[:6])


def _descriptor(document: pikepdf.Pdf, font: Embedded, title: str, data: bytes) -> Dictionary:
    head, across, os2 = font.file["head"], font.file["hhea"], font.file["OS/2"]
    scale = 1000 / font.font.upem
    box = [round(value * scale) for value in (head.xMin, head.yMin, head.xMax, head.yMax)]
    stream = document.make_stream(data)
    stream.Length1 = len(data)
    return Dictionary(
        Type=Name.FontDescriptor,
        FontName=Name(f"/{title}"),
        Flags=_SYMBOLIC,
        FontBBox=Array(box),
        ItalicAngle=round(font.file["post"].italicAngle),
        Ascent=round(across.ascent * scale),
        Descent=round(across.descent * scale),
        CapHeight=round(getattr(os2, "sCapHeight", across.ascent) * scale),
        StemV=_STEM,
        FontFile2=stream,
    )


def _meanings(font: Embedded) -> bytes:
    """Return the map from glyphs to characters (ISO 32000-1, § 9.10.3), a hundred entries a block at most."""
    known = [(glyph, text) for glyph in sorted(font.glyphs) if (text := font.text(glyph))]
    entries = [f"<{glyph:04X}> <{text.encode('utf-16-be').hex().upper()}>" for glyph, text in known]
    blocks = [entries[start : start + 100] for start in range(0, len(entries), 100)]
    listed = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
        f"1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n{listed}\n"
        "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"
    ).encode()
