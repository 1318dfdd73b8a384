"""The structure of a PDF: who reads it aloud goes from panel to panel, picture first, then what is said."""

from collections.abc import Sequence
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from core.comics.export.xml import legal
from core.comics.lettering.model import Shape
from core.comics.render.drawing import Part
from core.comics.render.model import FinishedPage


@dataclass(frozen=True, slots=True)
class Tagged:
    """One page and what stands on it; a part's index is its number in the page's marked content."""

    page: pikepdf.Object
    source: FinishedPage
    parts: Sequence[Part]


def tag_of(part: Part) -> str:
    """Return the structure type of a part (ISO 32000-1, § 14.8.4)."""
    return "Figure" if part.shape is None else "P"


def add_structure(document: pikepdf.Pdf, pages: Sequence[Tagged], language: str) -> None:
    """Add the structure tree, one section a page, in reading order."""
    root = document.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    whole = document.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, P=root, Lang=String(language)))
    numbers = Array()
    sections = Array()
    for index, tagged in enumerate(pages):
        section, elements = _section(document, tagged, whole)
        sections.append(section)
        numbers.append(index)
        numbers.append(document.make_indirect(elements))
        tagged.page.StructParents = index
        tagged.page.Tabs = Name.S
    whole.K = sections
    root.K = whole
    root.ParentTree = document.make_indirect(Dictionary(Nums=numbers))
    root.ParentTreeNextKey = len(pages)
    document.Root.StructTreeRoot = root
    document.Root.MarkInfo = Dictionary(Marked=True)


def _section(document: pikepdf.Pdf, tagged: Tagged, whole: pikepdf.Object) -> tuple[pikepdf.Object, Array]:
    """Return a page's section, and its elements by their number in the page."""
    section = document.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Sect, P=whole))
    elements = [document.make_indirect(_element(tagged, number, section)) for number in range(len(tagged.parts))]
    order = {frame.panel: place for place, frame in enumerate(tagged.source.layout.frames)}
    read = sorted(
        range(len(elements)), key=lambda number: (order.get(tagged.parts[number].panel, 0), tagged.parts[number].item)
    )
    section.K = Array([elements[number] for number in read])
    return section, Array(elements)


def _element(tagged: Tagged, number: int, section: pikepdf.Object) -> Dictionary:
    part = tagged.parts[number]
    element = Dictionary(
        Type=Name.StructElem, S=Name(f"/{tag_of(part)}"), P=section, Pg=tagged.page, K=number
    )  # fmt: skip
    if part.shape is None:
        element.Alt = String(legal(part.text) or " ")
        element.A = Dictionary(O=Name.Layout, Placement=Name.Block, BBox=_bounds(tagged, part))
    elif part.shape is Shape.SOUND:
        element.Alt = String(legal(part.text) or " ")
    return element


def _bounds(tagged: Tagged, part: Part) -> Array:
    """Return a frame's bounds in points from the page's lower left corner."""
    sheet = tagged.source.layout.sheet
    scale = 72 / sheet.dpi
    box = next(frame.box for frame in tagged.source.layout.frames if frame.panel == part.panel)
    return Array(
        [round(value * scale, 2) for value in (box.left, sheet.height - box.bottom, box.right, sheet.height - box.top)]
    )
