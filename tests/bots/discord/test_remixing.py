"""Drawing on from a picture of the gallery on Discord, where a command takes what a link takes elsewhere."""

from simcord.actors import MemberActor
from simcord.builders import ChannelHandle

from bots.discord.bot import Client
from tests.bots.discord.house import House
from tests.bots.discord.scene import drawn


async def test_g5_a_picture_of_the_gallery_is_remixed_by_its_address(
    channel: ChannelHandle, ann: MemberActor, ben: MemberActor, house: House, discord_bot: Client
) -> None:
    await drawn(ann, channel, house, discord_bot, visibility="public")
    (picture,) = await house.pictures()

    card = await ben.slash(channel, "remix", picture=f"https://gallery.example/i/{picture.slug}")
    (shown,) = [one for one in (card.response, *card.followups) if one is not None and one.attachments]
    assert shown.ephemeral
    assert await house.charged() == 1
    asked = await ben.click(shown, label="Change the words")
    assert asked.modal is not None
    await ben.submit_modal(asked, {"prompt": "a red boat"})
    await ben.click(shown, label="Vary a lot")

    assert [job.draw.after for job in await house.jobs()] == [None, picture.key, picture.key]
    assert [job.draw.prompt for job in await house.jobs()] == ["a fox", "a red boat", "a fox"]
