"""EPUB 3 with a fixed layout: one picture a page, read aloud by its alt text.

Source: EPUB 3.3 (w3.org/TR/epub-33), § 8.2 for fixed layouts, and EPUB Accessibility 1.1.
"""

from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape, quoteattr

from core.comics.export.archive import Entry, archive
from core.comics.export.model import Book
from core.comics.export.pages import file_name
from core.comics.export.xml import legal
from core.i18n import translator
from core.pictures.renditions import Copy

_CONTAINER = (
    '<?xml version="1.0" encoding="utf-8"?>\n'
    '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="book/package.opf" media-type="application/oebps-package+xml"/></rootfiles></container>\n'
)
_XHTML = (
    '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
    '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="{language}" '
    'xml:lang="{language}"><head><title>{title}</title>{head}</head><body{body}>{content}</body></html>\n'
)
_STYLE = "html,body{margin:0;padding:0;background:#fff}img{display:block;width:100%;height:100%}\n"


def epub(book: Book, pages: Sequence[Copy], alts: Sequence[str]) -> bytes:
    """Return the comic as EPUB; ``pages`` are its pages coded as PNG or JPEG, ``alts`` what each of them tells."""
    files = [
        Entry("mimetype", b"application/epub+zip"),  # the first, stored: EPUB 3.3, § 4.2.5
        Entry("META-INF/container.xml", _CONTAINER.encode(), packed=True),
        Entry("book/package.opf", _package(book, pages).encode(), packed=True),
        Entry("book/nav.xhtml", _contents(book, len(pages)).encode(), packed=True),
        Entry("book/page.css", _STYLE.encode(), packed=True),
    ]
    for number, (picture, alt) in enumerate(zip(pages, alts, strict=True), 1):
        name = file_name(number, len(pages), picture.media_type)
        files.append(Entry(f"book/{_stem(name)}.xhtml", _page(book, picture, alt=alt, name=name).encode(), packed=True))
        files.append(Entry(f"book/{name}", picture.data))
    return archive(files)


def _stem(name: str) -> str:
    return name.rpartition(".")[0]


def _title(book: Book) -> str:
    return legal(book.title).strip() or translator(book.language).gettext("Untitled comic")


def _page(book: Book, picture: Copy, *, alt: str, name: str) -> str:
    head = (
        f'<meta name="viewport" content="width={picture.width}, height={picture.height}"/>'
        '<link rel="stylesheet" href="page.css"/>'
    )
    content = f"<div><img src={quoteattr(name)} alt={quoteattr(legal(alt))}/></div>"
    return _XHTML.format(
        language=book.language, title=escape(_title(book)), head=head, body=' epub:type="bodymatter"', content=content
    )


def _contents(book: Book, total: int) -> str:
    say = translator(book.language)
    listed = "".join(
        f'<li><a href="{_stem(file_name(number, total, "image/png"))}.xhtml">'
        f"{escape(say.gettext('Page {number}', number=number))}</a></li>"
        for number in range(1, total + 1)
    )
    title = escape(_title(book))
    content = f'<nav epub:type="toc" id="toc"><h1>{title}</h1><ol>{listed}</ol></nav>'
    return _XHTML.format(language=book.language, title=title, head="", body="", content=content)


def _package(book: Book, pages: Sequence[Copy]) -> str:
    turned = ' page-progression-direction="rtl"' if book.is_mirrored else ""
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<package xmlns="http://www.idpf.org/2007/opf" version="3.0" '
        f'unique-identifier="id" xml:lang="{book.language}">\n'
        f'<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">{"".join(_metadata(book))}</metadata>\n'
        f"<manifest>{''.join(_manifest(pages))}</manifest>\n"
        f"<spine{turned}>{''.join(_spine(book, pages))}</spine>\n</package>\n"
    )


def _metadata(book: Book) -> Iterator[str]:
    yield f'<dc:identifier id="id">urn:uuid:{book.id}</dc:identifier>'
    yield f"<dc:title>{escape(_title(book))}</dc:title><dc:language>{book.language}</dc:language>"
    for name, text in (("creator", book.author), ("description", book.summary)):
        if legal(text).strip():
            yield f"<dc:{name}>{escape(legal(text))}</dc:{name}>"
    yield f"<dc:source>{escape(book.source)}</dc:source>"
    facts = {
        "dcterms:modified": f"{book.made_at:%Y-%m-%dT%H:%M:%SZ}",
        "rendition:layout": "pre-paginated",
        "rendition:orientation": "auto",
        "rendition:spread": "auto",
        "schema:accessModeSufficient": "textual",
        "schema:accessibilityFeature": "alternativeText",
        "schema:accessibilityHazard": "none",
        "schema:accessibilitySummary": translator(book.language).gettext(
            "Each page is a picture; its alternative text holds the captions and the dialogue in reading order."
        ),
    }
    for mode in ("textual", "visual"):
        yield f'<meta property="schema:accessMode">{mode}</meta>'
    for name, text in facts.items():
        yield f'<meta property="{name}">{escape(text)}</meta>'


def _manifest(pages: Sequence[Copy]) -> Iterator[str]:
    yield '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>'
    yield '<item id="css" href="page.css" media-type="text/css"/>'
    for number, picture in enumerate(pages, 1):
        name = file_name(number, len(pages), picture.media_type)
        cover = ' properties="cover-image"' if number == 1 else ""
        yield f'<item id="p{number}" href="{_stem(name)}.xhtml" media-type="application/xhtml+xml"/>'
        yield f'<item id="i{number}" href="{name}" media-type="{picture.media_type}"{cover}/>'


def _spine(book: Book, pages: Sequence[Copy]) -> Iterator[str]:
    """Yield the pages in order; the first stands alone, as a cover does, and then two lie side by side."""
    for number in range(1, len(pages) + 1):
        on_left = (number % 2 == 0) != book.is_mirrored
        side = "rendition:page-spread-center" if number == 1 else f"page-spread-{'left' if on_left else 'right'}"
        yield f'<itemref idref="p{number}" properties="{side}"/>'
