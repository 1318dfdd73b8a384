"""What pages show of a picture, worked out before any template runs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.engines import STYLES
from core.i18n import Translator
from core.media.models import Derivative, Media
from core.media.queries import Copied, Listed
from core.pictures.renditions import MEDIA_TYPES
from web_gallery.pages import file_size, long_date

COLUMN_ROWS = 20  # a column of the grid is as wide as this many of its rows are high (grid.css)
_LEAST_ROWS, _MOST_ROWS = 10, 44
_FALLBACK_WIDTH = 640
Address = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Source:
    """The copies of one media type."""

    media_type: str
    srcset: str


@dataclass(frozen=True, slots=True)
class Frame:
    """A picture as the ``<picture>`` element wants it."""

    sources: tuple[Source, ...]
    src: str
    width: int
    height: int
    alt: str
    thumbhash: str


@dataclass(frozen=True, slots=True)
class Enclosed:
    """The file that readers' programs take along: a clip itself, of a picture the copy in its frame."""

    address: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Card:
    """A picture in the feed; ``rows`` is its height in rows of the grid, ``path`` where it leads.

    ``language`` is that of a comic's title, ``badge`` says what else than a picture it is; a veiled card shows no more
    than a blur.
    """

    id: str
    slug: str
    path: str
    title: str
    language: str
    creator: str
    handle: str
    badge: str
    is_veiled: bool
    published_at: datetime | None
    frame: Frame
    enclosed: Enclosed
    rows: int
    is_wide: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """The file that other sites show beside a link."""

    address: str
    media_type: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Detail:
    """A picture on its own page; ``prompt`` and ``not_drawn`` (words of the prompt) are empty where it is hidden.

    ``gif`` is where a clip's GIF is fetched, for browsers that play no video; empty where there is none.
    """

    card: Card
    prompt: str
    model: str
    style: str
    seed: int
    size: str
    weight: str
    made_on: str
    created_at: datetime
    not_drawn: tuple[str, ...]
    original: str
    media_type: str
    gif: str
    file_name: str
    share: Preview
    is_listed: bool

    @property
    def is_clip(self) -> bool:
        """Whether it moves and a ``<video>`` plays it."""
        return self.media_type.startswith("video/")


def open_address(key: str) -> str:
    """Return the lasting address of a file that is public."""
    return f"/files/{key}"


def card_of(picture: Listed, *, say: Translator, address: Address, may_be_wide: bool = False) -> Card:
    """Return the card of a picture; ``address`` says where a file is fetched.

    A wide card spans two columns; only the first of the feed may be one, for further down it would leave a hole.
    """
    title = title_of(picture, say)
    is_wide = may_be_wide and picture.width >= picture.height
    rows = round(COLUMN_ROWS * (2 if is_wide else 1) * picture.height / picture.width)
    frame = Frame(
        sources=_sources(picture, address),
        src=address(_fallback(picture)),
        width=picture.width,
        height=picture.height,
        alt=_alt(picture, title, say),
        thumbhash=picture.thumbhash,
    )
    return Card(
        id=str(picture.id),
        slug=picture.slug,
        path=f"/c/{picture.comic}" if picture.comic else f"/i/{picture.slug}",
        title=title,
        language=picture.language,
        creator=picture.creator,
        handle=picture.handle or "",
        badge=_badge(picture, say),
        is_veiled=picture.level > 0,
        published_at=picture.published_at,
        frame=frame,
        enclosed=_enclosed(picture, address),
        rows=min(max(rows, _LEAST_ROWS), _MOST_ROWS),
        is_wide=is_wide,
    )


def detail_of(media: Media, creator: str, copies: Sequence[Derivative], *, say: Translator, address: Address) -> Detail:
    """Return everything that the picture's own page shows."""
    share = _share(media, copies)
    return Detail(
        card=card_of(listed_of(media, creator, copies), say=say, address=address),
        prompt="" if media.prompt_hidden else media.prompt,
        model=media.target.rpartition("/")[2],
        style=say.gettext(STYLES[media.style]) if media.style in STYLES else media.style,
        seed=media.seed,
        size=f"{media.width} × {media.height}",
        weight=file_size(say, media.bytes),
        made_on=long_date(say, media.created_at),
        created_at=media.created_at,
        not_drawn=() if media.prompt_hidden else tuple(media.not_drawn),
        original=address(media.key),
        media_type=media.media_type,
        gif=next((address(copy.key) for copy in copies if copy.media_type == "image/gif"), ""),
        file_name=f"inkhearth-{media.slug[:8]}.{media.key.rpartition('.')[2]}",
        share=Preview(address(share.key), share.media_type, share.width, share.height),
        is_listed=media.published_at is not None,
    )


def title_of(picture: Listed, say: Translator) -> str:
    """Return the words by which a picture is called: its prompt, or its maker where that is hidden."""
    if picture.comic:
        return picture.title or say.gettext("A comic by {creator}", creator=picture.creator)
    if picture.prompt_hidden or not picture.prompt or picture.level > 0:
        return say.gettext("A picture by {creator}", creator=picture.creator)
    return picture.prompt


def _badge(picture: Listed, say: Translator) -> str:
    if picture.comic:
        return say.ngettext("Comic, {pages} page", "Comic, {pages} pages", picture.pages, pages=picture.pages)
    return say.gettext("Animation") if picture.moves else ""


def shortened(text: str, most_bytes: int) -> str:
    """Return a text cut to a number of UTF-8 bytes, at a word where one ends near (gallery.md G7 counts bytes)."""
    if len(text.encode()) <= most_bytes:
        return text
    ellipsis = "…"
    room = most_bytes - len(ellipsis.encode())
    cut = text.encode()[:room].decode(errors="ignore")
    words, blank, _ = cut.rpartition(" ")
    return (words if blank and len(words) > len(cut) * 2 // 3 else cut).rstrip(" ,;:-–") + ellipsis


def listed_of(media: Media, creator: str, copies: Sequence[Derivative]) -> Listed:
    """Return a picture in the form of the feed's rows."""
    return Listed(
        id=media.id,
        slug=media.slug,
        key=media.key,
        width=media.width,
        height=media.height,
        prompt=media.prompt,
        prompt_hidden=media.prompt_hidden,
        thumbhash=media.thumbhash,
        alt=media.alt,
        published_at=media.published_at,
        creator=creator,
        copies=tuple(Copied(copy.key, copy.media_type, copy.width) for copy in copies),
        media_type=media.media_type,
    )


def _alt(picture: Listed, title: str, say: Translator) -> str:
    """Return the description in the reader's language; what hides the prompt hides it too, for it tells the same."""
    if picture.prompt_hidden or picture.level > 0:
        return title
    return str(picture.alt.get(say.locale) or picture.alt.get("en") or title)


def _sources(picture: Listed, address: Address) -> tuple[Source, ...]:
    """Return AVIF before WebP: a browser takes the first that it can read."""
    sets: dict[str, list[str]] = {media_type: [] for media_type in MEDIA_TYPES}
    for copy in picture.copies:
        if copy.media_type in sets:
            sets[copy.media_type].append(f"{address(copy.key)} {copy.width}w")
    return tuple(Source(media_type, ", ".join(found)) for media_type, found in sets.items() if found)


def _fallback(picture: Listed) -> str:
    """Return the file for browsers without ``<picture>``: a WebP of middle size."""
    webp = [copy for copy in picture.copies if copy.media_type == "image/webp"]
    return min(webp, key=lambda copy: abs(copy.width - _FALLBACK_WIDTH)).key if webp else picture.key


def _enclosed(picture: Listed, address: Address) -> Enclosed:
    key = picture.key if picture.moves else _fallback(picture)
    return Enclosed(address(key), picture.media_type if key == picture.key else "image/webp")


def _share(media: Media, copies: Sequence[Derivative]) -> Derivative | Media:
    """Return the file that other sites preview: the largest WebP, which they all read and AVIF they don't."""
    webp = [copy for copy in copies if copy.media_type == "image/webp"]
    return max(webp, key=lambda copy: copy.width, default=media)
