"""One's comics: made of a script or an idea, changed, deleted; and scripts checked before anything is made."""

from random import Random
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from core.auth.tokens import Scope
from core.clock import new_id, utc_now
from core.comics import continuing, histories, making, service
from core.comics.inventing import LONGEST_IDEA, MOST_PANELS, USUAL_PANELS, invent
from core.comics.making import ScriptUnfinished
from core.comics.models import Comic, ComicVersion
from core.comics.script import format_script
from core.comics.script.model import PageSize
from core.comics.service import Look, Written
from core.engines import STYLES
from core.jobs.service import Request as Ask
from core.jobs.specs import UnknownStyle
from core.screening.screen import refuse
from web_gallery.reading import reading
from web_gallery.refusals import KeyReused
from web_gallery.routes.api.comic_telling import comic_told
from web_gallery.routes.api.creations import Key, reach_of
from web_gallery.routes.api.jobs import After, Limit
from web_gallery.routes.api.shapes import Checkup, ComicLine, Comics, ComicTold, Noticed, Reach
from web_gallery.routes.api.speaking import (
    PREFIX,
    Shape,
    answered,
    check_match,
    next_of,
    owner_of,
    place_of,
    problems,
)
from web_gallery.site import TheSite
from web_gallery.studio.asking import policy_of
from web_gallery.studio.scripts import LONGEST, read
from web_gallery.visits import visit_of

Sizes = Literal["square", "strip", "webtoon", "us", "a4", "a5", "manga"]
Language = Annotated[Literal["en", "pl"], Query(description="Of a script that neither says nor shows its own.")]
router = APIRouter(prefix=PREFIX, tags=["comics"])


class Scripted(Shape):
    """A script alone."""

    script: str = Field(max_length=LONGEST, examples=["A cat at an empty bowl\nCAT: Breakfast is late."])


class NewComic(Shape):
    """What a comic is made of: a script, or an idea that one is written from."""

    script: str | None = Field(None, max_length=LONGEST, examples=["A cat at an empty bowl\nCAT: Breakfast is late."])
    idea: str | None = Field(None, max_length=LONGEST_IDEA * 2, examples=["a cat who wants to fly"])
    panels: int = Field(USUAL_PANELS, ge=1, le=MOST_PANELS)
    size: Sizes | None = None
    style: str | None = Field(None, max_length=60, examples=["ink"])
    visibility: Reach | None = None


class ComicChange(Shape):
    """What shall become of a comic; what is left out stays."""

    script: str | None = Field(None, max_length=LONGEST)
    size: Sizes | None = None
    style: str | None = Field(None, max_length=60)
    visibility: Reach | None = None


@router.post("/scripts/check", response_model=Checkup, responses=problems(), summary="Check a script")
async def check(request: Request, site: TheSite, wanted: Scripted, language: Language = "en") -> Response:
    """Say line by line what is to be mended or was guessed; nothing is kept."""
    say = visit_of(request, site.settings.default_locale).say
    async with reading(site.database) as session:
        await owner_of(request, site, session, scope=Scope.READ)
    parsed = read(wanted.script, language)
    script = parsed.script
    noticed = [
        Noticed.model_validate({"line": one.line, "severity": one.severity.value, "sentence": one.sentence(say)})
        for one in parsed.diagnostics[:100]
    ]
    speakers = dict.fromkeys(name for panel in script.panels for name in panel.speakers) if script else {}
    told = Checkup(
        ready=script is not None,
        panels=len(script.panels) if script else 0,
        speakers=list(speakers),
        noticed=noticed,
        formatted=format_script(script) if script else "",
    )
    return answered(request, told)


@router.get("/comics", response_model=Comics, responses=problems(), summary="List comics")
async def listed(request: Request, site: TheSite, limit: Limit = 30, after: After = "") -> Response:
    """List one's own comics, newest first."""
    place = place_of(site.settings, after)
    async with reading(site.database) as session:
        owner = await owner_of(request, site, session, scope=Scope.READ)
        found = await histories.mine(session, owner.id, limit=limit + 1, before=place)
    lines = [
        ComicLine(
            id=one.id,
            url=f"{site.settings.origin}{PREFIX}/comics/{one.id}",
            title=one.title,
            visibility=one.visibility,
            version=one.version,
            created_at=one.created_at,
        )
        for one in found[:limit]
    ]
    last = found[limit - 1].id if len(found) > limit else None
    return answered(request, Comics(items=lines, next=next_of(site, "/comics", last=last, limit=limit)))


@router.post("/comics", status_code=202, response_model=ComicTold, responses=problems(409, 422), summary="Make a comic")
async def make(
    request: Request, site: TheSite, wanted: NewComic, language: Language = "en", idempotency_key: Key = ""
) -> Response:
    """Keep a comic and have its storyboard drawn; drawing it for good is another step.

    The same ``Idempotency-Key`` again is answered with the comic that it made; with another script it is refused.
    """
    now = utc_now()
    dice = Random()  # noqa: S311 - seeds and plots are no secrets
    async with reading(site.database) as session:
        owner = await owner_of(request, site, session, scope=Scope.CREATE)
        reach = await reach_of(request, site, session, owner, wanted.visibility)
        asked = Ask(f"api:{owner.id}:comic:{idempotency_key or new_id()}", reach)
        known = await session.scalar(select(Comic).where(Comic.key == asked.key, Comic.owner_id == owner.id))
        if known is None:
            written = _written(wanted, language, dice)
            look = Look(PageSize(wanted.size) if wanted.size else None, _style(wanted.style), reach)
            known = await service.begin(session, owner, written, look=look, key=asked.key, now=now, dice=dice)
            await making.storyboard(session, owner, known, request=asked, policy=policy_of(site.settings), now=now)
        elif wanted.script is not None and wanted.script != await _first_script(session, known):
            raise KeyReused
        told = await comic_told(session, site, owner, known, now=now)
    return answered(request, told, status=202, headers={"location": told.url})


@router.get("/comics/{which}", response_model=ComicTold, responses=problems(), summary="Look at a comic")
async def comic(request: Request, site: TheSite, which: UUID) -> Response:
    """Tell how a comic stands."""
    async with reading(site.database) as session:
        owner = await owner_of(request, site, session, scope=Scope.READ)
        own = await service.own(session, owner, which)
        told = await comic_told(session, site, owner, own, now=utc_now())
    return answered(request, told)


@router.patch("/comics/{which}", response_model=ComicTold, responses=problems(409, 412), summary="Change a comic")
async def change(
    request: Request, site: TheSite, which: UUID, wanted: ComicChange, language: Language = "en"
) -> Response:
    """Change a comic's words, pages, style or reach; what needs no new picture is set anew at once."""
    now = utc_now()
    async with reading(site.database) as session:
        owner = await owner_of(request, site, session, scope=Scope.CREATE)
        own = await service.own(session, owner, which)
        check_match(request, await comic_told(session, site, owner, own, now=now))
        if _rewritten(own, wanted, language):
            await session.flush()
            asked = Ask(f"api:{owner.id}:{new_id()}", own.visibility)
            await continuing.after_change(session, owner, own, request=asked, policy=policy_of(site.settings), now=now)
        if wanted.visibility is not None:
            reach = await reach_of(request, site, session, owner, wanted.visibility)
            await service.set_visibility(session, owner, own, visibility=reach, closed=frozenset(), now=now)
        await session.flush()
        told = await comic_told(session, site, owner, own, now=now)
    return answered(request, told)


@router.delete("/comics/{which}", status_code=204, responses=problems(412), summary="Delete a comic")
async def delete(request: Request, site: TheSite, which: UUID) -> Response:
    """Take a comic away with every page and panel of all its versions."""
    now = utc_now()
    async with reading(site.database) as session:
        owner = await owner_of(request, site, session, scope=Scope.CREATE)
        own = await service.own(session, owner, which)
        check_match(request, await comic_told(session, site, owner, own, now=now))
        await service.delete(session, owner, own, now=now)
    return Response(status_code=204)


def _written(wanted: NewComic, language: str, dice: Random) -> Written:
    """Return the script that a comic is made of.

    Raises:
        ScriptUnfinished, IdeaEmpty, IdeaTooLong, ScreenedOut: what the person can change.
    """
    text = wanted.script
    if text is None:
        refuse(wanted.idea or "")
        text = invent(wanted.idea or "", panels=wanted.panels, language=language, dice=dice)
    script = read(text, language).script
    if script is None:
        raise ScriptUnfinished
    return Written(text, script, language)


def _rewritten(own: Comic, wanted: ComicChange, language: str) -> bool:
    """Change words, pages and style; tell whether anything has to be set anew.

    Raises:
        ScriptUnfinished, UnknownStyle: what the person can change.
    """
    if wanted.script is not None:
        script = read(wanted.script, language).script
        if script is None:
            raise ScriptUnfinished
        service.rewrite(own, Written(wanted.script, script, language))
    if wanted.size is not None:
        own.size = wanted.size
    if wanted.style is not None:
        own.style = _style(wanted.style) or ""
    return any(each is not None for each in (wanted.script, wanted.size, wanted.style))


def _style(name: str | None) -> str | None:
    if name and name not in STYLES:
        raise UnknownStyle(style=name[:60], known=", ".join(STYLES))
    return name or None


async def _first_script(session: AsyncSession, own: Comic) -> str | None:
    return await session.scalar(
        select(ComicVersion.script).where(ComicVersion.comic_id == own.id).order_by(ComicVersion.number).limit(1)
    )
