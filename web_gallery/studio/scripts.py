"""What the script editor says of a text: its diagnostics by line, what was understood, where the panels will stand."""

from dataclasses import dataclass

from core.comics.layout import lay_out, usual_size
from core.comics.layout.model import Frame, PageLayout
from core.comics.script import Limits, Parsed, format_script, parse
from core.comics.script.faults import Severity
from core.comics.script.model import PageSize, Script
from core.comics.script.parsing import FILE_PANELS
from core.comics.service import UnknownPageSize
from core.i18n import N_, Translator

LONGEST = 40_000
LIMITS = Limits(LONGEST, FILE_PANELS)
SIZE_NAMES = {
    PageSize.SQUARE: N_("square, for the chat"),
    PageSize.STRIP: N_("strip, one row"),
    PageSize.WEBTOON: N_("webtoon, to scroll"),
    PageSize.US: N_("comic book page"),
    PageSize.A4: N_("A4 page"),
    PageSize.A5: N_("A5 page"),
    PageSize.MANGA: N_("manga page"),
}
_MOST_SHOWN = 30
_MOST_PAGES = 12
_WIDTH = 100


@dataclass(frozen=True, slots=True)
class Found:
    """Something that was noticed at a line."""

    line: int
    severity: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Place:
    """One panel on a page of the layout, in hundredths of the page's width."""

    number: int
    points: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of the layout; its width is 100."""

    number: int
    height: float
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """A script as the editor shows it; ``is_ready`` says that it can be drawn."""

    is_ready: bool
    understood: str
    found: tuple[Found, ...]
    more: int
    sheets: tuple[Sheet, ...]
    hidden_sheets: int


def read(text: str, language: str) -> Parsed:
    """Read a script as the studio takes it."""
    return parse(text.replace("\r\n", "\n"), limits=LIMITS, language=language)


def checked(text: str, size: str, say: Translator) -> Checked:
    """Return what is to be said of a script; an empty one has nothing wrong with it yet."""
    if not text.strip():
        return Checked(is_ready=False, understood="", found=(), more=0, sheets=(), hidden_sheets=0)
    parsed = read(text, say.locale)
    order = list(Severity)
    noticed = sorted(parsed.diagnostics, key=lambda each: (order.index(each.severity), each.line))
    sheets = _sheets(parsed.script, page_size(size) if size else None) if parsed.script else ()
    return Checked(
        is_ready=parsed.script is not None,
        understood=understood(parsed.script, say) if parsed.script else "",
        found=tuple(Found(each.line, each.severity.value, each.sentence(say)) for each in noticed[:_MOST_SHOWN]),
        more=max(0, len(noticed) - _MOST_SHOWN),
        sheets=sheets[:_MOST_PAGES],
        hidden_sheets=max(0, len(sheets) - _MOST_PAGES),
    )


def formatted(text: str, language: str) -> str:
    """Return a script in its plainest spelling; what has mistakes stays as it is."""
    script = read(text, language).script
    return format_script(script) if script else text


def page_size(name: str) -> PageSize:
    """Return a paper by its name.

    Raises:
        UnknownPageSize: there is none of this name.
    """
    try:
        return PageSize(name)
    except ValueError:
        raise UnknownPageSize(size=name[:60], known=", ".join(PageSize)) from None


def understood(script: Script, say: Translator) -> str:
    """Say what a script was taken for, before anything is charged."""
    panels = len(script.panels)
    speakers = list(dict.fromkeys(name for panel in script.panels for name in panel.speakers))
    told = say.ngettext("{count} panel", "{count} panels", panels, count=panels)
    if not speakers:
        return say.gettext("{panels}, nobody speaks.", panels=told)
    return say.gettext("{panels}, speakers: {names}.", panels=told, names=", ".join(speakers))


def _sheets(script: Script, size: PageSize | None) -> tuple[Sheet, ...]:
    return tuple(_sheet(layout) for layout in lay_out(script, size=size or usual_size(script)))


def _sheet(layout: PageLayout) -> Sheet:
    width = layout.sheet.width
    places = tuple(_place(frame, width) for frame in layout.frames)
    return Sheet(layout.number, round(layout.sheet.height / width * _WIDTH, 2), places)


def _place(frame: Frame, width: int) -> Place:
    points = " ".join(f"{point.x / width * _WIDTH:.2f},{point.y / width * _WIDTH:.2f}" for point in frame.outline)
    centre = frame.box.centre
    return Place(frame.panel + 1, points, round(centre.x / width * _WIDTH, 2), round(centre.y / width * _WIDTH, 2))
