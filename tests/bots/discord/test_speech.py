"""Words in a private talk on Discord: an admin's go to the house, everybody else's are left alone."""

import simcord
from sqlalchemy import func, select

from bots.discord.bot import Client
from core.clock import utc_now
from core.home.models import HomeAction
from core.home.states import State
from core.platforms import Platform
from core.roles import Role
from core.users import service
from core.users.models import User
from core.users.service import Face
from tests.bots.discord.house import House
from tests.bots.discord.scene import last
from tests.core.home import houses

WORDS = "turn off the blat"


async def _actions(house: House) -> list[HomeAction]:
    async with house.database.transaction() as session:
        return list(await session.scalars(select(HomeAction).order_by(HomeAction.id)))


async def _furnish(house: House) -> None:
    async with house.database.transaction() as session:
        await houses.furnish(session)


async def test_an_admin_speaks_to_the_house_and_confirms_by_button(
    env: simcord.Env, house: House, discord_bot: Client
) -> None:
    await _furnish(house)
    ann = env.create_user("ann")
    async with house.database.transaction() as session:
        face = Face(Platform.DISCORD, str(ann.id), "ann")
        await service.meet(session, face, first_role=Role.ADMIN, now=utc_now())
    said = await ann.send_dm(WORDS)
    card = last(ann.dm_channel)
    assert "Shall I do this?" in card.content
    assert [action.state for action in await _actions(house)] == [State.ASKED]
    await discord_bot.on_message(said)
    assert last(ann.dm_channel).id == card.id, "the same message heard again changes nothing"
    await ann.click(card, label="Do it")
    assert [action.state for action in await _actions(house)] == [State.READY]


async def test_what_anybody_else_writes_is_left_alone(env: simcord.Env, house: House) -> None:
    """Not in a server, where nothing of what is said reaches us, nor from somebody who is no admin."""
    await _furnish(house)
    stranger = env.create_user("stranger")
    said = await stranger.send_dm(WORDS)
    assert last(stranger.dm_channel).id == said.id
    assert await _actions(house) == []
    async with house.database.transaction() as session:
        assert await session.scalar(select(func.count(User.id))) == 0
