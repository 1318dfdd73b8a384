"""What pages show of a comic, worked out before any template runs."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlencode

from core.comics.export.formats import Format
from core.comics.script.model import Direction, PageSize
from core.comics.shown import ShownComic, ShownPage
from core.i18n import N_, Translator
from core.pictures.renditions import MEDIA_TYPES
from core.privacy import Visibility
from web_gallery.pages import long_date
from web_gallery.views import Address, Frame, Preview, Source
from web_gallery.visits import LANGUAGE_NAMES

MOST_PREVIEWS = 4  # gallery.md G7
_SMALL, _MIDDLE = 320, 960
_TALL_SHARE = 86  # of the window's height that a page takes in the reader (reader.css)
_FORMATS = {
    Format.PDF: ("PDF", N_("for printing, with text that can be searched and read aloud")),
    Format.CBZ: ("CBZ", N_("for comic readers")),
    Format.EPUB: ("EPUB", N_("for e-readers")),
    Format.PICTURES: ("PNG", N_("every page as a picture, in a zip file")),
    Format.STRIP: (N_("Strip"), N_("all pages beside one another, as one picture for a chat")),
}


class View(StrEnum):
    """How many pages are seen at a time."""

    PAGE = "page"
    DOUBLE = "double"
    SCROLL = "scroll"


_VIEWS = {View.PAGE: N_("One page"), View.DOUBLE: N_("Two pages"), View.SCROLL: N_("Scroll")}


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page.

    ``path`` is its address in the reader, ``sizes`` how wide it is shown there, ``small`` a picture of it, ``original``
    the page itself, a file whose name ends with ``extension``.
    """

    number: int
    path: str
    frame: Frame
    sizes: str
    small: str
    original: str
    extension: str


@dataclass(frozen=True, slots=True)
class Download:
    """A file to take along."""

    label: str
    path: str
    purpose: str


@dataclass(frozen=True, slots=True)
class Comic:
    """A comic as its pages show it; ``way`` is "ltr" or "rtl", ``view`` how it is read unless asked otherwise.

    ``report`` is where it is reported: by its first page, since a report speaks of the whole job.
    """

    slug: str
    file_name: str
    title: str
    creator: str
    language: str
    language_name: str
    way: str
    view: str
    made_on: str
    created_at: datetime
    leaves: tuple[Leaf, ...]
    downloads: tuple[Download, ...]
    is_listed: bool
    reach_note: str
    report: str


@dataclass(frozen=True, slots=True)
class Way:
    """One of the views to change to."""

    name: str
    label: str
    path: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Reader:
    """The reader at one page; ``previous`` and ``following`` are addresses, None at the ends."""

    view: str
    way: str
    numbers: tuple[int, ...]
    shown: tuple[Leaf, ...]
    leaves: tuple[Leaf, ...]
    views: tuple[Way, ...]
    other_way: str
    previous: str | None
    following: str | None


def comic_of(shown: ShownComic, *, say: Translator, address: Address) -> Comic:
    """Return what the comic's own page shows; ``address`` says where a file is fetched."""
    leaves = tuple(_leaf(shown.slug, page, address) for page in shown.pages)
    return Comic(
        slug=shown.slug,
        file_name=f"inkhearth-{shown.slug[:8]}",
        title=shown.title or say.gettext("A comic by {creator}", creator=shown.creator),
        creator=shown.creator,
        language=shown.language,
        language_name=LANGUAGE_NAMES.get(shown.language, shown.language),
        way=shown.direction.value,
        view=_usual_view(shown).value,
        made_on=long_date(say, shown.created_at),
        created_at=shown.created_at,
        leaves=leaves,
        downloads=tuple(
            Download(say.gettext(label), f"/c/{shown.slug}/download/{format_.value}", say.gettext(purpose))
            for format_, (label, purpose) in _FORMATS.items()
            if format_ in offered(shown)
        ),
        is_listed=shown.visibility is Visibility.PUBLIC,
        reach_note=_reach_note(shown.visibility, say),
        report=f"/i/{shown.pages[0].slug}/report",
    )


def offered(shown: ShownComic) -> frozenset[Format]:
    """Return the formats that a comic can be had in; a draft has no pictures of its own to set into a PDF."""
    return frozenset(_FORMATS) - ({Format.PDF} if shown.is_draft else frozenset())


def offered_files(slug: str, *, is_draft: bool, say: Translator) -> tuple[tuple[str, str, str], ...]:
    """Return what a comic can be taken along as: a label, what it is for, and an address each."""
    left_out = {Format.PDF} if is_draft else set()
    return tuple(
        (say.gettext(label), say.gettext(purpose), f"/c/{slug}/download/{each.value}")
        for each, (label, purpose) in _FORMATS.items()
        if each not in left_out
    )


def reader_of(comic: Comic, number: int, *, view: View, way: Direction, say: Translator) -> Reader:
    """Return the reader at a page that exists."""
    total = len(comic.leaves)
    numbers = _together(number, total, view)

    def path(page: int, seen: View = view, read: Direction = way) -> str:
        return _path(comic, page, seen, read)

    other = Direction.LEFT_TO_RIGHT if way is Direction.RIGHT_TO_LEFT else Direction.RIGHT_TO_LEFT
    leaves = tuple(replace(leaf, path=path(leaf.number)) for leaf in comic.leaves)
    return Reader(
        view=view.value,
        way=way.value,
        numbers=numbers,
        shown=tuple(leaves[each - 1] for each in numbers),
        leaves=leaves,
        views=tuple(
            Way(each.value, say.gettext(label), path(number, each), each is view) for each, label in _VIEWS.items()
        ),
        other_way=path(number, view, other),
        previous=path(_together(numbers[0] - 1, total, view)[0]) if numbers[0] > 1 else None,
        following=path(numbers[-1] + 1) if numbers[-1] < total else None,
    )


def previews_of(shown: ShownComic, address: Address) -> tuple[Preview, ...]:
    """Return the files that other sites show: the first pages as WebP, which they all read and AVIF they don't."""
    return tuple(_preview(page, address) for page in shown.pages[:MOST_PREVIEWS])


def _usual_view(shown: ShownComic) -> View:
    """Return how a comic is meant to be read: a webtoon is one long strip."""
    return View.SCROLL if shown.size == PageSize.WEBTOON else View.PAGE


def _together(number: int, total: int, view: View) -> tuple[int, ...]:
    """Return the pages seen with one: in a book the first lies alone, then two lie side by side."""
    match view:
        case View.SCROLL:
            return tuple(range(1, total + 1))
        case View.DOUBLE if number > 1:
            left = number - number % 2
            return tuple(range(left, min(left + 1, total) + 1))
        case _:
            return (number,)


def _path(comic: Comic, number: int, view: View, way: Direction) -> str:
    asked = [("view", view.value)] * (view.value != comic.view) + [("read", way.value)] * (way.value != comic.way)
    query = f"?{urlencode(asked)}" if asked else ""
    part = f"#page-{number}" if view is View.SCROLL else ""
    return f"/c/{comic.slug}/{number}{query}{part}"


def _leaf(slug: str, page: ShownPage, address: Address) -> Leaf:
    frame = Frame(
        sources=_sources(page, address),
        src=address(_copy(page, _MIDDLE)),
        width=page.width,
        height=page.height,
        alt=page.alt,
        thumbhash=page.thumbhash,
    )
    wide = round(_TALL_SHARE * page.width / page.height)
    sizes = f"(max-width: 40rem) 100vw, min(95vw, {wide}vh)"
    small = address(_copy(page, _SMALL))
    return Leaf(
        page.number, f"/c/{slug}/{page.number}", frame, sizes, small, address(page.key), page.key.rpartition(".")[2]
    )


def _sources(page: ShownPage, address: Address) -> tuple[Source, ...]:
    """Return AVIF before WebP: a browser takes the first that it can read."""
    sets = {
        media_type: [f"{address(copy.key)} {copy.width}w" for copy in page.copies if copy.media_type == media_type]
        for media_type in MEDIA_TYPES
    }
    return tuple(Source(media_type, ", ".join(found)) for media_type, found in sets.items() if found)


def _copy(page: ShownPage, width: int) -> str:
    """Return the WebP nearest to a width, or the page itself where there are no copies yet."""
    webp = [copy for copy in page.copies if copy.media_type == "image/webp"]
    return min(webp, key=lambda copy: abs(copy.width - width)).key if webp else page.key


def _preview(page: ShownPage, address: Address) -> Preview:
    webp = [copy for copy in page.copies if copy.media_type == "image/webp"]
    if not webp:
        return Preview(address(page.key), page.media_type, page.width, page.height)
    widest = max(webp, key=lambda copy: copy.width)
    return Preview(address(widest.key), "image/webp", widest.width, round(page.height * widest.width / page.width))


def _reach_note(visibility: Visibility, say: Translator) -> str:
    if visibility is Visibility.UNLISTED:
        return say.gettext("This comic is unlisted: only people with its address can see it.")
    return say.gettext("This comic is private: only you can see it.")
