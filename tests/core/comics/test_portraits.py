"""Pictures of characters: shown to models that look at pictures, and to no other."""

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from core.comics import cast, making, queries
from core.comics.models import Comic
from core.comics.ordering import panel_orders, script_of
from core.engines import STORYBOARD
from core.jobs.models import Job
from core.jobs.states import Kind
from core.roles import NotAllowedHere, Permission
from core.users.models import User
from tests.core.comics.comics import begun, finish_all, maker, request
from tests.factories import NOON, POLICY

LOOKER = STORYBOARD.model_copy(update={"engine": "diffusers", "name": "looker", "most_references": 1})
TEXT = "The cat looks at a bowl || ANNA: Good. | The cat eats || A moon"


async def _panels(session: AsyncSession) -> list[tuple[str, ...]]:
    """Return the pictures that each panel is drawn from, as the comic is read."""
    found = await session.scalars(select(Job).where(Job.kind_name == Kind.PANEL.value).order_by(Job.id))
    return [job.draw.edit.references if job.draw.edit else () for job in found]


async def _marks(session: AsyncSession, owner: User, comic: Comic) -> list[str]:
    """Return what each panel's picture depends on, for a model that looks at pictures."""
    script = script_of(comic)
    assert script is not None
    told = replace(script, cast={"Cat": "grey"})
    orders = panel_orders(comic, told, LOOKER, pictures=await queries.portraits(session, owner.id))
    return [asked.mark for _, asked in sorted(orders.items())]


async def test_a_panel_is_drawn_from_the_pictures_of_those_who_are_in_it(session: AsyncSession) -> None:
    owner = await maker(session)
    await cast.add(session, owner, "Anna", looks="red coat", picture="00/anna.png", now=NOON)
    await cast.add(session, owner, "Cat", looks="grey", picture="00/cat.png", now=NOON)
    comic = await begun(session, owner, TEXT)
    await making.draw(session, owner, comic, card=LOOKER, request=request(), policy=POLICY, now=NOON)
    panels = await _panels(session)
    assert panels[0] == ("00/cat.png",)
    assert len(panels[1]) == 1, "the model looks at one picture at most"
    assert panels[2] == ()


async def test_the_storyboard_looks_at_none(session: AsyncSession) -> None:
    owner = await maker(session)
    await cast.add(session, owner, "Cat", looks="grey", picture="00/cat.png", now=NOON)
    comic = await begun(session, owner, TEXT)
    await making.draw(session, owner, comic, card=STORYBOARD, request=request(), policy=POLICY, now=NOON)
    assert await _panels(session) == [(), (), ()]


async def test_another_picture_asks_for_the_panels_with_its_character_again(session: AsyncSession) -> None:
    owner = await maker(session)
    await cast.add(session, owner, "Cat", looks="grey", picture="00/cat.png", now=NOON)
    comic = await begun(session, owner, TEXT)
    await making.draw(session, owner, comic, card=STORYBOARD, request=request(), policy=POLICY, now=NOON)
    await finish_all(session)
    assert (await making.missing(session, owner, comic, STORYBOARD))[0] == 0
    before = await _marks(session, owner, comic)
    await cast.add(session, owner, "Cat", looks="grey", picture="00/other.png", now=NOON)
    assert (await making.missing(session, owner, comic, STORYBOARD))[0] == 0
    after = await _marks(session, owner, comic)
    assert [one == other for one, other in zip(before, after, strict=True)] == [False, False, True]


async def test_other_looks_keep_the_picture(session: AsyncSession) -> None:
    owner = await maker(session)
    await cast.add(session, owner, "Cat", looks="grey", picture="00/cat.png", now=NOON)
    kept = await cast.add(session, owner, "CAT", looks="black", now=NOON)
    assert (kept.looks, kept.picture) == ("black", "00/cat.png")
    assert await queries.portraits(session, owner.id) == {"cat": "00/cat.png"}


async def test_where_pictures_are_closed_no_comic_is_drawn_from_them(session: AsyncSession) -> None:
    owner = await maker(session)
    await cast.add(session, owner, "Cat", looks="grey", picture="00/cat.png", now=NOON)
    comic = await begun(session, owner, TEXT)
    closed = request(closed=frozenset({Permission.REFERENCE}))
    with pytest.raises(NotAllowedHere):
        await making.draw(session, owner, comic, card=LOOKER, request=closed, policy=POLICY, now=NOON)
    await making.draw(session, owner, comic, card=STORYBOARD, request=closed, policy=POLICY, now=NOON)
