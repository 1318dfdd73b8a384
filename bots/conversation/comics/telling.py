"""What is said of a comic: what was understood of its script, its storyboard, its pages, and the buttons below."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bots.conversation import results
from bots.conversation.actions import Action
from bots.conversation.replies import Button, Reply, Tone
from core.comics import making, queries
from core.comics.export.formats import Format
from core.comics.making import ScriptUnfinished
from core.comics.models import Comic
from core.comics.queries import Shown
from core.comics.script import Parsed
from core.comics.script.faults import Severity
from core.comics.script.model import PageSize, Script
from core.engines import ModelCard
from core.errors import DomainError
from core.i18n import N_, Translator
from core.jobs import queries as jobs
from core.jobs.models import Job
from core.jobs.states import Kind, State
from core.media.models import Media
from core.privacy import Visibility
from core.users.models import User

KINDS = frozenset({Kind.COMIC, Kind.EXPORT})
MOST_SHOWN = 10  # pictures that one message holds on either platform
SIZE_NAMES = {
    PageSize.SQUARE: N_("square, for the chat"),
    PageSize.STRIP: N_("strip, one row"),
    PageSize.WEBTOON: N_("webtoon, to scroll"),
    PageSize.US: N_("comic book page"),
    PageSize.A4: N_("A4 page"),
    PageSize.A5: N_("A5 page"),
    PageSize.MANGA: N_("manga page"),
}
_MOST_FAULTS = 6
_FILES = {
    Format.PDF: "PDF",
    Format.CBZ: "CBZ",
    Format.EPUB: "EPUB",
    Format.PICTURES: "PNG",
}
_CHAT_FILES = {Format.SLICES: "Webtoon", Format.STRIP: N_("Strip")}


def understood(say: Translator, script: Script) -> str:
    """Say what a script was taken for, before anything is charged."""
    panels = len(script.panels)
    speakers = list(dict.fromkeys(name for panel in script.panels for name in panel.speakers))
    told = say.ngettext("{count} panel", "{count} panels", panels, count=panels)
    if not speakers:
        return say.gettext("{panels}, nobody speaks.", panels=told)
    return say.gettext("{panels}, speakers: {names}.", panels=told, names=", ".join(speakers))


def noticed(say: Translator, parsed: Parsed) -> tuple[str, ...]:
    """Return what was noticed in a script, line by line, the errors first."""
    order = list(Severity)
    found = sorted(parsed.diagnostics, key=lambda each: (order.index(each.severity), each.line))
    lines = [
        say.gettext("Line {line}: {sentence}", line=each.line, sentence=each.sentence(say))
        for each in found[:_MOST_FAULTS]
    ]
    more = len(found) - _MOST_FAULTS
    if more > 0:
        lines.append(say.ngettext("… and {count} more.", "… and {count} more.", more, count=more))
    return tuple(lines)


def faulty(say: Translator, comic: Comic, parsed: Parsed) -> Reply:
    """Say what has to be mended, and offer the script for it."""
    edit = Button(say.gettext("Edit script"), str(Action("comicedit", comic.id)), "✏️", Tone.STRONG)
    text = say.gettext("I can't draw this script yet. Nothing was charged.")
    return Reply(text=text, lines=noticed(say, parsed), rows=((edit,),), private=True)


async def finished(
    session: AsyncSession, say: Translator, job: Job, pictures: list[Media], *, public_url: str, most_level: int,
    now: datetime,
) -> Reply:  # fmt: skip
    """Return the answer to a comic's job: its storyboard, its pages, a file, or why there are none."""
    told = results.outcome(say, job, pictures, public_url=public_url, most_level=most_level)
    if job.kind is Kind.EXPORT:
        return _file(say, told, pictures) if job.state is State.SUCCEEDED else replace(told, rows=())
    shown = await queries.by_job(session, job.id)
    if shown is None:
        return replace(told, rows=())
    if job.state is not State.SUCCEEDED:
        return replace(told, rows=((_try_again(say, shown),),))
    if told.withdraws or not pictures:
        return replace(told, rows=(_last_row(say, shown),))
    owner = await session.get_one(User, shown.comic.owner_id)
    undrawn = await _undrawn(session, owner, shown, now=now)
    return _shown(say, told, shown, undrawn, public_url=public_url)


async def card_of(session: AsyncSession, comic: Comic, *, now: datetime) -> ModelCard:
    """Return the model that draws a comic: the one that began it while it is known, else the everyday one."""
    cards = await jobs.models(session, now=now, makes=Kind.IMAGE)
    return next((card for card in cards if card.target == comic.target), cards[0])


async def _undrawn(session: AsyncSession, owner: User, shown: Shown, *, now: datetime) -> tuple[int, int]:
    try:
        return await making.missing(session, owner, shown.comic, await card_of(session, shown.comic, now=now))
    except ScriptUnfinished:
        return 0, 0


def _shown(say: Translator, told: Reply, shown: Shown, undrawn: tuple[int, int], *, public_url: str) -> Reply:
    draft = shown.version.draft
    lines = []
    if draft:
        lines.append(say.gettext("This is the storyboard. Shall I draw it?"))
    elif undrawn[0]:
        lines.append(
            say.ngettext("{count} panel is missing.", "{count} panels are missing.", undrawn[0], count=undrawn[0])
        )
    hidden = len(shown.pages) - MOST_SHOWN
    if hidden > 0:
        lines.append(
            say.ngettext(
                "{count} more page is in the file.", "{count} more pages are in the file.", hidden, count=hidden
            )
        )
    rows = _draft_rows(say, shown, undrawn) if draft else _rows(say, shown, undrawn, public_url)
    return replace(told, lines=tuple(lines), small="", pictures=told.pictures[:MOST_SHOWN], rows=rows)


def _draft_rows(say: Translator, shown: Shown, undrawn: tuple[int, int]) -> tuple[tuple[Button, ...], ...]:
    first = draw_button(say, shown.comic, undrawn[1])
    return ((first, *_changes(say, shown.comic), _words(say, shown.comic)), _last_row(say, shown))


def draw_button(say: Translator, comic: Comic, cost: int) -> Button:
    """Return the button that has a comic drawn, with what it costs."""
    label = say.ngettext("Draw it · {cost} credit", "Draw it · {cost} credits", cost, cost=cost)
    return Button(label if cost else say.gettext("Draw it"), str(Action("comicdraw", comic.id)), "🖌️", Tone.STRONG)


def _rows(say: Translator, shown: Shown, undrawn: tuple[int, int], public_url: str) -> tuple[tuple[Button, ...], ...]:
    comic = shown.comic
    first = (draw_button(say, comic, undrawn[1]),) if undrawn[0] else ()
    redraw = Button(say.gettext("Redraw a panel"), str(Action("comicpick", comic.id)), "🔄")
    go_on = Button(say.gettext("Continue"), str(Action("comicnext", comic.id)), "➡️")
    return (
        (*first, redraw, *_changes(say, comic)),
        (*_reaches(say, shown, public_url), _words(say, comic), go_on),
        tuple(_file_button(comic, wanted, label) for wanted, label in _FILES.items()),
        (
            *(_file_button(comic, wanted, say.gettext(label)) for wanted, label in _CHAT_FILES.items()),
            *_last_row(say, shown),
        ),
    )


def _words(say: Translator, comic: Comic) -> Button:
    return Button(say.gettext("Other words"), str(Action("comicwords", comic.id)), "💬")


def _file_button(comic: Comic, wanted: Format, label: str) -> Button:
    return Button(label, str(Action("comicfile", comic.id, wanted.value)), "⬇️")


def _changes(say: Translator, comic: Comic) -> tuple[Button, ...]:
    return (
        Button(say.gettext("Edit script"), str(Action("comicedit", comic.id)), "✏️"),
        Button(say.gettext("Layout"), str(Action("comicsizes", comic.id)), "📐"),
        Button(say.gettext("Style"), str(Action("comicstyles", comic.id)), "🎨"),
    )


def _reaches(say: Translator, shown: Shown, public_url: str) -> tuple[Button, ...]:
    names = {
        Visibility.PUBLIC: (say.gettext("Make public"), "🌐"),
        Visibility.UNLISTED: (say.gettext("Only with link"), "🔗"),
        Visibility.PRIVATE: (say.gettext("Make private"), "🔒"),
    }
    comic = shown.comic
    buttons = [
        Button(label, str(Action("comicreach", comic.id, reach.value)), emoji)
        for reach, (label, emoji) in names.items()
        if reach is not comic.visibility
    ]
    if comic.visibility is not Visibility.PRIVATE:
        buttons.append(Button(say.gettext("Read"), url=f"{public_url}/c/{comic.slug}", emoji="📖"))
    return tuple(buttons)


def _last_row(say: Translator, shown: Shown) -> tuple[Button, ...]:
    report = Button(say.gettext("Report"), str(Action("report", shown.job.id)), "🚩")
    delete = Button(say.gettext("Delete"), str(Action("comicdrop", shown.comic.id)), "🗑️", Tone.DANGER)
    return (delete,) if shown.version.draft else (report, delete)


def _try_again(say: Translator, shown: Shown) -> Button:
    verb = "comicboard" if shown.version.draft else "comicdraw"
    return Button(say.gettext("Try again"), str(Action(verb, shown.comic.id)), "🔄")


def _file(say: Translator, told: Reply, files: Iterable[Media]) -> Reply:
    made = tuple(results.shown(file, say) for file in files)
    return Reply(text=say.gettext("Here you are."), pictures=made, as_files=True, job=told.job)


def refused(say: Translator, error: DomainError, comic: Comic) -> Reply:
    """Say why a comic is not made now, and keep its script within reach."""
    edit = Button(say.gettext("Edit script"), str(Action("comicedit", comic.id)), "✏️")
    return Reply(text=say.error(error), rows=((edit,),), private=True)
