"""Having comics made: storyboards, panels and pages, files; what is drawn already is used again."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from core.comics import queries
from core.comics.models import Comic, ComicVersion, PanelDrawing
from core.comics.ordering import Asked, draft_spec, file_spec, pages_spec, panel_orders, script_of
from core.comics.script.model import Script
from core.comics.script.vocabulary import fold
from core.engines import STORYBOARD, ModelCard
from core.errors import DomainError, Refusal
from core.i18n import N_
from core.jobs.models import Job
from core.jobs.pages import Part, heads_of
from core.jobs.service import Policy, Request, submit
from core.jobs.specs import LARGEST_SEED, DrawSpec
from core.jobs.states import Kind
from core.media.models import Media
from core.pictures.writing import COMPOSITE, TRAINED
from core.privacy import Visibility
from core.roles import Permission, require
from core.screening.screen import refuse
from core.users.models import User


class ScriptUnfinished(DomainError):
    """Something in the script has to be mended first."""

    refusal = Refusal.INVALID
    code = "script-unfinished"
    msgid = N_("The script still has mistakes. Edit it first; nothing was charged.")


class NoSuchPanel(DomainError):
    """The comic has no panel of that number."""

    refusal = Refusal.INVALID
    code = "no-such-panel"
    msgid = N_("This comic has panels 1 to {most}; there is no panel {number}.")


class NotDrawnYet(DomainError):
    """There are no pages to hand out."""

    refusal = Refusal.CONFLICT
    code = "comic-not-drawn"
    msgid = N_("This comic has no pages yet. Let me draw it first.")


async def storyboard(
    session: AsyncSession, owner: User, comic: Comic, *, request: Request, policy: Policy, now: datetime
) -> Job:
    """Have all panels drawn small and set into pages at once.

    Raises:
        ScriptUnfinished: the script has mistakes.
        DomainError: as ``core.jobs.service.submit``.
    """
    script = await _ready(session, owner, comic, request)
    reaching = await _reaching(session, comic, request)
    job = await submit(
        session, owner, spec=draft_spec(comic, script), request=reaching, policy=policy, now=now, kind=Kind.COMIC
    )
    await _note_version(session, comic, job, draft=True, now=now)
    return job


async def missing(session: AsyncSession, owner: User, comic: Comic, card: ModelCard) -> tuple[int, int]:
    """Return how many panels are still to be drawn, and the credits that they cost."""
    script = await _cast_in(session, owner, _finished(comic))
    orders = panel_orders(comic, script, card, pictures=await queries.portraits(session, owner.id))
    known = await queries.drawings(session, comic.id, {asked.mark for asked in orders.values()})
    undrawn = [asked for asked in orders.values() if asked.mark not in known]
    return len(undrawn), sum(asked.spec.cost for asked in undrawn)


async def draw(
    session: AsyncSession, owner: User, comic: Comic, *, card: ModelCard, request: Request, policy: Policy,
    now: datetime, again: int | None = None,
) -> Job:  # fmt: skip
    """Have a comic drawn: the panels that have no picture yet, then the pages; where all have one, only the pages.

    So this is also how words, layout and missing panels are mended. ``again`` is a panel, counted from 1, that gets a
    new picture; its old ones are kept.

    Raises:
        ScriptUnfinished: the script has mistakes.
        NoSuchPanel: there is none of that number.
        DomainError: as ``core.jobs.service.submit``.
    """
    script = await _ready(session, owner, comic, request)
    comic.target = card.target
    orders = panel_orders(comic, script, card, pictures=await queries.portraits(session, owner.id))
    if any(asked.spec.needed() for asked in orders.values()):
        require(owner.role, Permission.REFERENCE, closed=request.closed)
    if again is not None and not 1 <= again <= len(orders):
        raise NoSuchPanel(number=again, most=len(orders))
    known = await queries.drawings(session, comic.id, {asked.mark for asked in orders.values()})
    wanted = {at: asked for at, asked in orders.items() if asked.mark not in known or at + 1 == again}
    specs = {at: await _varied(session, comic, asked, again=at + 1 == again) for at, asked in wanted.items()}
    parts = tuple(_part(at, known.get(asked.mark), script.language) for at, asked in sorted(orders.items()))
    job = await submit(
        session, owner, spec=pages_spec(comic, script, parts, source=_source(card)),
        request=await _reaching(session, comic, request), policy=policy, now=now, kind=Kind.COMIC, parts=specs,
    )  # fmt: skip
    if await _note_version(session, comic, job, draft=False, now=now):
        _note_drawings(session, comic, job, wanted, now=now)
    return job


async def make_file(
    session: AsyncSession, owner: User, comic: Comic, *, file: str, request: Request, policy: Policy, now: datetime
) -> Job:
    """Have the newest finished version made into one file (a format's name).

    Raises:
        NotDrawnYet: there are no pages.
    """
    shown = await queries.latest(session, comic)
    script = script_of(comic)
    if shown is None or script is None:
        raise NotDrawnYet
    pages = shown.job.draw.pages
    spec = file_spec(
        comic, await _cast_in(session, owner, script), pages.parts if pages else (),
        source=pages.source if pages else "", file=file, author=owner.name,
    )  # fmt: skip
    private = replace(request, visibility=Visibility.PRIVATE)
    return await submit(session, owner, spec=spec, request=private, policy=policy, now=now, kind=Kind.EXPORT)


def _finished(comic: Comic) -> Script:
    script = script_of(comic)
    if script is None:
        raise ScriptUnfinished
    return script


async def _ready(session: AsyncSession, owner: User, comic: Comic, request: Request) -> Script:
    """Return a script that may be drawn: whole, screened, with the looks of the person's characters."""
    script = _finished(comic)
    refuse(comic.script, allowed=request.allowed)
    return await _cast_in(session, owner, script)


async def _cast_in(session: AsyncSession, owner: User, script: Script) -> Script:
    """Return the script with those of the person's characters in its Cast who appear in it."""
    told = fold(" ".join([*(panel.description for panel in script.panels), *_speakers(script)]))
    named = [one for one in await queries.cast(session, owner.id) if one.word in told]
    own = {fold(name) for name in script.cast}
    added = {one.name: one.looks for one in named if one.word not in own}
    return replace(script, cast={**script.cast, **added}) if added else script


def _speakers(script: Script) -> Sequence[str]:
    return [name for panel in script.panels for name in panel.speakers]


async def _reaching(session: AsyncSession, comic: Comic, request: Request) -> Request:
    """Return a request that reaches as far as its comic; new pages don't bring back what moderators have hidden."""
    taken = await queries.is_taken(session, comic.id)
    return replace(request, visibility=Visibility.PRIVATE if taken else comic.visibility)


async def _varied(session: AsyncSession, comic: Comic, asked: Asked, *, again: bool) -> DrawSpec:
    """Return a panel's order, with another seed where the panel is drawn again."""
    if not again:
        return asked.spec
    times = await queries.times_drawn(session, comic.id, asked.mark)
    return asked.spec.model_copy(update={"seed": (asked.spec.seed + times) % (LARGEST_SEED + 1)})


def _part(panel: int, picture: Media | None, language: str) -> Part:
    if picture is None:
        return Part(panel=panel)
    return Part(
        panel=panel,
        key=picture.key,
        width=picture.width,
        height=picture.height,
        heads=heads_of(picture.scene or {}),
        alt=str(picture.alt.get(language) or picture.alt.get("en") or ""),
        level=picture.level if picture.judged else None,
    )


def _source(card: ModelCard) -> str:
    return COMPOSITE if card.engine == STORYBOARD.engine else TRAINED


async def _note_version(session: AsyncSession, comic: Comic, job: Job, *, draft: bool, now: datetime) -> bool:
    """Write a version down; False for an event that was heard before."""
    if await queries.by_job(session, job.id) is not None:
        return False
    comic.version += 1
    session.add(
        ComicVersion(
            comic_id=comic.id,
            number=comic.version,
            job_id=job.id,
            script=comic.script,
            size=comic.size,
            style=comic.style,
            draft=draft,
            created_at=now,
        )
    )
    await session.flush()
    return True


def _note_drawings(
    session: AsyncSession, comic: Comic, job: Job, wanted: Mapping[int, Asked], *, now: datetime
) -> None:
    """Write down which job draws which panel."""
    pages = job.draw.pages
    for part in pages.parts if pages else ():
        if part.job is not None and part.panel in wanted:
            session.add(
                PanelDrawing(
                    comic_id=comic.id, panel=part.panel, asked=wanted[part.panel].mark, job_id=part.job, created_at=now
                )
            )
