"""A community's place is met once, and may close what people can do there."""

import asyncio

from sqlalchemy import func, select

from core.clock import new_id
from core.db import Database
from core.platforms import Platform
from core.roles import Permission
from core.spaces.models import Space
from core.spaces.service import close_permissions, enter
from tests.factories import NOON


async def test_a_place_is_met_once_even_by_many_at_once(database: Database) -> None:
    async def meet() -> object:
        async with database.transaction() as session:
            return (await enter(session, Platform.DISCORD, "1", now=NOON)).id

    assert len(set(await asyncio.gather(*(meet() for _ in range(8))))) == 1
    async with database.transaction() as session:
        assert await session.scalar(select(func.count(Space.id))) == 1
        other = await enter(session, Platform.TELEGRAM, "1", now=NOON)
        assert other.id != (await enter(session, Platform.DISCORD, "1", now=NOON)).id


async def test_what_a_place_closes_is_closed_there_until_it_opens_it(database: Database) -> None:
    async with database.transaction() as session:
        place = await enter(session, Platform.DISCORD, "1", now=NOON)
        assert (place.closed, place.locale) == (frozenset(), None)
        for closed in ({Permission.DRAW, Permission.PUBLISH}, {Permission.DRAW}, set()):
            await close_permissions(session, place.id, closed=frozenset(closed))
            assert (await enter(session, Platform.DISCORD, "1", now=NOON)).closed == frozenset(closed)
        assert (await enter(session, Platform.DISCORD, str(new_id()), now=NOON)).closed == frozenset()
