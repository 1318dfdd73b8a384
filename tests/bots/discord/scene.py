"""What several tests of a chat do and look at."""

import discord
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle

from bots.discord.bot import Client
from tests.bots.discord.house import House


def last(channel: ChannelHandle) -> discord.Message:
    """Return the newest message of a channel."""
    message = channel.last_message
    assert message is not None
    return message


async def drawn(ann: MemberActor, channel: ChannelHandle, house: House, bot: Client, **options: object) -> None:
    """Have a picture asked for, drawn and delivered."""
    await ann.slash(channel, "draw", **({"prompt": "a fox"} | options))
    await house.draw()
    await house.delivered(bot.post)
