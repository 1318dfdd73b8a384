"""The whole PDF."""

from collections.abc import Iterator, Mapping
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

from core.comics.export.model import Book
from core.comics.export.pdf.content import edge_operators, numbers, step_operators
from core.comics.export.pdf.fonts import Embedded, embed, used_fonts
from core.comics.export.pdf.pictures import embed_picture, shown_part
from core.comics.export.pdf.tags import Tagged, add_structure, tag_of
from core.comics.export.xml import legal
from core.comics.geometry import Box
from core.comics.lettering.fonts import Fonts
from core.comics.render.drawing import Glyphs, Part, Picture, drawing
from core.comics.render.model import FinishedPage

_POINTS = 72  # an inch
_PRODUCER = "Inkhearth"


def pdf(book: Book, pictures: Mapping[int, Image.Image], *, fonts: Fonts) -> bytes:
    """Return a comic as PDF 1.7: vector lettering with embedded fonts, tagged, with title, language and alt texts.

    Args:
        book: the comic.
        pictures: the whole picture of each panel, by panel; those that are missing leave an empty frame.
        fonts: the fonts that its pages are lettered with.
    """
    document = pikepdf.new()
    used = used_fonts((span for page in book.pages for item in page.lettering.items for span in item.spans), fonts)
    embedded = Dictionary({f"/{font.name}": embed(document, font) for font in used.values()})
    writer = _Writer(document, book, pictures, used, embedded)
    add_structure(document, [writer.add(page) for page in book.pages], book.language)
    _describe(document, book)
    out = BytesIO()
    document.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate, min_version="1.7")
    return out.getvalue()


class _Writer:
    """Adds pages to a document."""

    def __init__(
        self,
        document: pikepdf.Pdf,
        book: Book,
        pictures: Mapping[int, Image.Image],
        used: dict[str, Embedded],
        embedded: Dictionary,
    ) -> None:
        self._document = document
        self._book = book
        self._pictures = pictures
        self._used = used
        self._fonts = embedded

    def add(self, page: FinishedPage) -> Tagged:
        """Add one page and return it with its parts."""
        present = tuple(art for art in page.art if art.panel in self._pictures)
        parts = drawing(FinishedPage(page.layout, page.lettering, present))
        objects: dict[str, pikepdf.Object] = {}
        placed: dict[int, tuple[str, Box]] = {}
        for step in (step for part in parts for step in part.steps if isinstance(step, Picture)):
            shown, box = shown_part(step, self._pictures[step.panel])
            placed[step.panel] = (f"I{step.panel}", box)
            objects[f"/I{step.panel}"] = embed_picture(self._document, shown, self._book.marks)
        resources = Dictionary(Font=self._fonts, XObject=Dictionary(objects))
        made = Dictionary(Type=Name.Page, Resources=resources)
        for name, edges in _boxes(page).items():
            made[f"/{name}"] = edges
        made.Contents = self._document.make_stream(self._content(page, parts, placed))
        self._document.pages.append(pikepdf.Page(self._document.make_indirect(made)))
        return Tagged(self._document.pages[-1].obj, page, parts)

    def _content(self, page: FinishedPage, parts: tuple[Part, ...], placed: dict[int, tuple[str, Box]]) -> bytes:
        sheet = page.layout.sheet
        scale = f"{_POINTS / sheet.dpi:.8f}"  # a page's width times an eighth decimal is nothing
        operators = [f"{scale} 0 0 -{scale} 0 {numbers(sheet.height * _POINTS / sheet.dpi)} cm\n"]
        for index, part in enumerate(parts):
            drawn = [step for step in part.steps if part.shape is None or not isinstance(step, Glyphs)]
            said = [step for step in part.steps if step not in drawn]
            lines = "".join(step_operators(step, self._used, placed) for step in drawn)
            if part.shape is not None:
                lines += "".join(edge_operators(step, self._used) for step in said)
                operators.append(f"/Artifact BMC\n{lines}EMC\n")
                lines = "".join(step_operators(step, self._used, placed) for step in said)
            operators.append(f"/{tag_of(part)} <</MCID {index}>> BDC\n{lines}EMC\n")
        return "".join(operators).encode()


def _boxes(page: FinishedPage) -> dict[str, Array]:
    """Return the page's boxes in points; what bleeds lies beyond the trim, where viewers don't look."""
    sheet = page.layout.sheet
    scale = _POINTS / sheet.dpi
    trim = Array([0, 0, round(sheet.width * scale, 2), round(sheet.height * scale, 2)])
    if not any(frame.bleed for frame in page.layout.frames):
        return {"MediaBox": trim, "TrimBox": trim}
    edge = sheet.bleed * scale
    media = Array(
        [round(value, 2) for value in (-edge, -edge, sheet.width * scale + edge, sheet.height * scale + edge)]
    )
    return {"MediaBox": media, "BleedBox": media, "TrimBox": trim, "CropBox": trim}


def _describe(document: pikepdf.Pdf, book: Book) -> None:
    """Write what the document is, once for old readers and once as XMP."""
    root = document.Root
    root.Lang = String(book.language)
    root.ViewerPreferences = Dictionary(
        DisplayDocTitle=True, Direction=Name.R2L if book.is_mirrored else Name.L2R
    )  # fmt: skip
    root.PageLayout = Name.SinglePage
    stamp = f"D:{book.made_at:%Y%m%d%H%M%S}Z"
    facts = {
        "Title": book.title, "Author": book.author, "Subject": book.summary, "Creator": _PRODUCER,
        "Producer": _PRODUCER, "CreationDate": stamp, "ModDate": stamp,
    }  # fmt: skip
    document.docinfo = document.make_indirect(
        Dictionary({f"/{name}": String(legal(text)) for name, text in facts.items() if legal(text)})
    )
    root.Metadata = document.make_stream("".join(_xmp(book)).encode(), Type=Name.Metadata, Subtype=Name.XML)


def _xmp(book: Book) -> Iterator[str]:
    """Yield the document's XMP packet (ISO 16684-1), with the same provenance mark as its pictures."""
    title, author = (_escaped(text) for text in (book.title, book.author))
    made = f"{book.made_at:%Y-%m-%dT%H:%M:%SZ}"
    yield '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
    yield '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    yield '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    yield 'xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" '
    yield 'xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" '
    yield f'xmp:CreatorTool="{_PRODUCER}" xmp:CreateDate="{made}" xmp:ModifyDate="{made}" pdf:Producer="{_PRODUCER}" '
    yield f'Iptc4xmpExt:DigitalSourceType="{book.source}">'
    yield f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>'
    if author:
        yield f"<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>"
    yield f"<dc:language><rdf:Bag><rdf:li>{book.language}</rdf:li></rdf:Bag></dc:language>"
    yield '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>'


def _escaped(text: str) -> str:
    return legal(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
