"""PDF: pdfium reads and paints it as our pixels are, and its objects are what the standard asks."""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO

import numpy as np
import pikepdf
import pypdfium2
import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from core.comics.export.model import Book
from core.comics.export.pdf.document import pdf
from core.comics.geometry import Box, Point
from core.comics.layout.model import PageLayout
from core.comics.lettering.model import Segment
from core.comics.render.model import FinishedPage
from core.comics.render.pixels import render_page
from core.comics.script.model import Direction
from core.pictures.writing import COMPOSITE, TRAINED
from tests.core.comics.pages import (
    FONTS,
    US,
    all_pictures,
    balloon,
    book,
    caption,
    finished,
    frame,
    grid,
    pictures,
    sound,
    spans,
)


def _written(whole: Book) -> bytes:
    return pdf(whole, all_pictures(whole), fonts=FONTS)


def _opened(whole: Book) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(_written(whole)))


def _text(whole: Book, page: int = 0) -> str:
    return str(pypdfium2.PdfDocument(_written(whole))[page].get_textpage().get_text_range()).replace("\r\n", "\n")


def _rich() -> FinishedPage:
    """A page with everything on it."""
    corners = (Point(1012, 1100), Point(1898, 1100), Point(1898, 1980), Point(1112, 1980))
    slanted = frame(2, Box(1012, 1100, 1898, 1980), outline=corners)
    layout = grid(1, 2, 1)
    layout = PageLayout(1, US, (*layout.frames[:2], slanted, layout.frames[3]))
    quadratic = (
        Segment("M", (Point(300, 2500),)),
        Segment("Q", (Point(500, 2300), Point(700, 2500))),
        Segment("Q", (Point(500, 2700), Point(300, 2500))),
        Segment("Z"),
    )
    return finished(
        layout,
        balloon("Hello there,\nwhere is breakfast?", 500, 220),
        balloon("I said\nMEOW!", 760, 380, item=1, joined=(0,)),
        caption("Meanwhile…", 120, 1120, panel=1),
        sound("BOOM!", 1200, 1500, panel=2),
        balloon("Zażółć gęślą jaźń", 900, 2300, panel=3, dash=(14.0, 10.0)),
        balloon("Hm?", 450, 2460, panel=3, item=1, outline=quadratic),
    )


def test_the_pdf_shows_what_the_pixels_show() -> None:
    """Comics.md § 3: one layout JSON, one drawing for pixels and vectors; judged by pdfium's own painter."""
    page = _rich()
    whole = book(page)
    painted = pypdfium2.PdfDocument(_written(whole))[0].render(scale=300 / 72).to_pil().convert("RGB")
    ours = render_page(page, pictures(page), fonts=FONTS)
    assert painted.size == ours.size
    apart = np.abs(np.asarray(painted, np.float32) - np.asarray(ours, np.float32)).max(axis=2)
    assert apart.mean() < 1
    assert (apart > 80).mean() < 0.003


def test_the_words_are_text_in_the_order_of_reading() -> None:
    page = finished(grid(1), balloon("Zażółć gęślą\njaźń, -- proszę…", 400, 300), sound("ŁUBUDU!", 500, 1500, item=1))
    assert _text(book(page)) == "Zażółć gęślą\njaźń, -- proszę…\nŁUBUDU!"


def test_ligatures_and_drawn_variants_are_read_as_their_letters() -> None:
    """Shantell's ``calt`` draws one letter in several ways, which no character map knows."""
    lines = spans("office office zaraz, aaa ooo", 300, 300, font="shantell")
    whole = book(finished(grid(1), balloon("x", 300, 300, spans=lines)))
    assert _text(whole) == "office office zaraz, aaa ooo"
    known = _meanings(_opened(whole))
    assert "".join(known).count("o") >= 1
    assert all(known)


def _meanings(document: pikepdf.Pdf) -> list[str]:
    """Return what each glyph of the only font stands for, by the document's own map."""
    (font,) = document.pages[0].Resources.Font.values()
    listed = font.ToUnicode.read_bytes().decode().split("beginbfchar\n")[1:]
    pairs = [line.split() for block in listed for line in block.split("\nendbfchar")[0].splitlines()]
    glyphs = [item for item in font.DescendantFonts[0].W if not isinstance(item, pikepdf.Array)]
    assert len(pairs) == len(glyphs)
    return [bytes.fromhex(meaning.strip("<>")).decode("utf-16-be") for _, meaning in pairs]


def test_every_font_is_embedded_as_the_subset_that_is_used() -> None:
    document = _opened(book(_rich()))
    fonts = document.pages[0].Resources.Font
    names = set()
    for font in fonts.values():
        descendant = font.DescendantFonts[0]
        names.add(str(descendant.BaseFont).partition("+")[2])
        data = descendant.FontDescriptor.FontFile2.read_bytes()
        assert len(data) < 30_000
        assert TTFont(BytesIO(data))["maxp"].numGlyphs > 0
        assert font.Encoding == "/Identity-H"
    assert names == {"ComicNeue-Bold", "Bangers-Regular"}


def test_the_structure_goes_from_panel_to_panel_picture_first() -> None:
    document = _opened(book())
    first, second = document.Root.StructTreeRoot.K.K
    assert [str(element.S) for element in first.K] == ["/Figure", "/P", "/Figure", "/Figure"]
    assert [str(element.Alt) for element in first.K if element.S == "/Figure"] == [
        "Picture 1",
        "Picture 2",
        "Picture 3",
    ]
    assert [str(element.S) for element in second.K] == ["/Figure", "/Figure", "/Figure", "/P"]
    assert str(second.K[3].Alt) == "ŁUBUDU!"
    assert document.Root.MarkInfo.Marked
    assert str(document.Root.Lang) == "en"
    assert [float(value) for value in first.K[0].A.BBox] == pytest.approx([21.6, 374.88, 455.52, 716.4], abs=0.5)


def test_every_mark_in_a_page_leads_to_its_element() -> None:
    document = _opened(book())
    numbers = list(document.Root.StructTreeRoot.ParentTree.Nums)
    for page, elements in zip(document.pages, numbers[1::2], strict=True):
        marks = [
            int(step.operands[1].MCID)
            for step in pikepdf.parse_content_stream(page)
            if str(step.operator) == "BDC" and "/MCID" in step.operands[1]
        ]
        assert marks == list(range(len(elements)))
        assert all(element.Pg.objgen == page.obj.objgen for element in elements)
        assert [int(element.K) for element in elements] == marks


def test_nothing_on_a_page_is_untagged_but_artifacts() -> None:
    depth, loose = 0, []
    document = _opened(book(_rich()))
    for step in pikepdf.parse_content_stream(document.pages[0]):
        depth += {"BDC": 1, "BMC": 1, "EMC": -1}.get(str(step.operator), 0)
        if depth == 0:
            loose.append(str(step.operator))
    assert loose[0] == "cm"
    assert set(loose) == {"cm", "EMC"}


def test_title_people_and_language_are_in_the_document() -> None:
    document = _opened(book(title="Kot & <miska>", author="Żaneta", language="pl", summary="O śniadaniu"))
    assert (str(document.docinfo.Title), str(document.docinfo.Author)) == ("Kot & <miska>", "Żaneta")
    assert document.Root.ViewerPreferences.DisplayDocTitle
    with document.open_metadata() as facts:
        assert facts["dc:title"] == "Kot & <miska>"
        assert facts["dc:language"] == {"pl"}
        assert facts["dc:creator"] == ["Żaneta"]
        assert facts["{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}DigitalSourceType"] == COMPOSITE


def _pictures_in(document: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    for page in document.pages:
        yield from page.Resources.XObject.values()


def test_every_picture_says_where_it_comes_from() -> None:
    document = _opened(book(source=TRAINED))
    found = list(_pictures_in(document))
    assert len(found) == 6
    assert all(TRAINED.encode() in picture.Metadata.read_bytes() for picture in found)


def test_painted_art_is_coded_as_jpeg_with_its_marks_inside() -> None:
    page = finished(PageLayout(1, US, (frame(0, Box(100, 100, 500, 500)),)))
    noise = Image.effect_noise((400, 400), 90).convert("RGB")
    document = pikepdf.open(BytesIO(pdf(book(page), {0: noise}, fonts=FONTS)))
    (picture,) = _pictures_in(document)
    assert picture.Filter == "/DCTDecode"
    assert COMPOSITE.encode() in picture.read_raw_bytes()


def test_only_what_a_frame_shows_is_in_the_file() -> None:
    page = finished(PageLayout(1, US, (frame(0, Box(100, 100, 500, 500)),)))
    (art,) = page.art
    part = replace(art, size=(4000, 3000), window=Box(1000.5, 200, 1400.5, 600))
    document = _opened_with(replace(page, art=(part,)), (4000, 3000))
    (picture,) = _pictures_in(document)
    assert (int(picture.Width), int(picture.Height)) == (401, 400)
    document = _opened_with(replace(page, art=(replace(part, window=Box(0, 0, 3000, 3000)),)), (4000, 3000))
    (picture,) = _pictures_in(document)
    assert (int(picture.Width), int(picture.Height)) == (500, 500)


def _opened_with(page: FinishedPage, size: tuple[int, int]) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(pdf(book(page), {0: Image.new("RGB", size, "red")}, fonts=FONTS)))


def test_a_page_that_bleeds_has_its_trim_within_its_bleed() -> None:
    bleeding = finished(PageLayout(1, US, (frame(0, Box(-38, -38, 2026, 3113), border=0, bleed=True),)))
    plain = finished(grid(1), number=2)
    document = _opened(book(bleeding, plain))
    first, second = document.pages
    assert [float(value) for value in first.TrimBox] == [0, 0, 477.12, 738]
    assert [float(value) for value in first.MediaBox] == [-9.12, -9.12, 486.24, 747.12]
    assert first.BleedBox == first.MediaBox
    assert first.CropBox == first.TrimBox
    assert second.MediaBox == second.TrimBox


def test_a_comic_read_from_the_right_says_so() -> None:
    assert _opened(book(direction=Direction.RIGHT_TO_LEFT)).Root.ViewerPreferences.Direction == "/R2L"


def test_a_missing_picture_leaves_an_empty_frame() -> None:
    document = pikepdf.open(BytesIO(pdf(book(), {}, fonts=FONTS)))
    assert not list(_pictures_in(document))
    assert str(document.Root.StructTreeRoot.K.K[0].K[0].Alt) == " "


@settings(max_examples=40, deadline=None)
@given(text=st.text(st.characters(), max_size=40))
def test_whatever_was_typed_makes_a_sound_file(text: str) -> None:
    item = sound("BOOM", 300, 300)
    typed = replace(item, spans=(replace(item.spans[0], text=text),))
    page = finished(grid(1), typed, balloon("Hm", 500, 900, item=1), language="pl")
    page = replace(page, art=tuple(replace(art, alt=text) for art in page.art))
    document = pikepdf.open(BytesIO(pdf(book(page, title=text, author=text, summary=text), {}, fonts=FONTS)))
    assert document.check_pdf_syntax() == []
    assert len(document.pages) == 1


def test_the_same_comic_is_the_same_pdf() -> None:
    assert _written(book()) == _written(book())


def test_the_file_has_no_fault_that_qpdf_finds() -> None:
    assert _opened(book(_rich())).check_pdf_syntax() == []
