"""Going on with a comic: which model draws it, what a change of it asks for, and the script of its next part."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from core.comics import making
from core.comics.models import Comic
from core.comics.ordering import script_of
from core.comics.script import format_script
from core.comics.script.model import PageSize
from core.comics.script.vocabulary import Keyword, written
from core.engines import ModelCard
from core.jobs import queries as jobs
from core.jobs.models import Job
from core.jobs.service import Policy, Request
from core.jobs.states import Kind
from core.users.models import User


async def card_of(session: AsyncSession, comic: Comic, *, now: datetime) -> ModelCard:
    """Return the model that draws a comic: the one that began it while it is known, else the everyday one."""
    cards = await jobs.models(session, now=now, makes=Kind.IMAGE)
    return next((card for card in cards if card.target == comic.target), cards[0])


async def after_change(
    session: AsyncSession, owner: User, comic: Comic, *, request: Request, policy: Policy, now: datetime
) -> Job | None:
    """Have a changed comic made as far as that is free of surprise.

    A storyboard where nothing was drawn yet, pages at once where every panel has its picture; None where panels have
    to be drawn first, which costs something and is for the person to say.

    Raises:
        ScriptUnfinished: the script has mistakes.
        DomainError: as ``core.jobs.service.submit``.
    """
    if not comic.target:
        return await making.storyboard(session, owner, comic, request=request, policy=policy, now=now)
    card = await card_of(session, comic, now=now)
    undrawn, _ = await making.missing(session, owner, comic, card)
    if undrawn:
        return None
    return await making.draw(session, owner, comic, card=card, request=request, policy=policy, now=now)


def next_part(comic: Comic, title: str) -> str:
    """Return the beginning of a script that goes on with the same characters, look and size; "" without a script.

    ``title`` is what the next part is called, "" for a comic that has none.
    """
    script = script_of(comic)
    if script is None:
        return ""
    begun = replace(script, title=title, pages=(), size=PageSize(comic.size), style=comic.style, seed=comic.seed)
    return f"{format_script(begun).strip()}\n\n{written(Keyword.PANEL, script.language)} 1: "
