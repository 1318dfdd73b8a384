"""What people see when something is in the way: lost messages, closed channels, dead tokens, late answers."""

import pytest
import simcord
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle

from bots.discord.bot import Client
from tests.bots.discord.house import House, picture_bytes
from tests.bots.discord.scene import drawn, last


async def test_a_deleted_message_is_replaced_by_a_new_one(
    channel: ChannelHandle, ann: MemberActor, house: House, discord_bot: Client, env: simcord.Env
) -> None:
    asked = await ann.slash(channel, "draw", prompt="a fox")
    assert asked.response is not None
    accepted = asked.response.id
    env.backend.delete_message(channel.id, accepted)
    await house.draw()

    await house.delivered(discord_bot.post)

    assert last(channel).id != accepted
    assert len(last(channel).attachments) == 1


async def test_where_the_bot_itself_may_not_write_the_fresh_token_does(
    channel: ChannelHandle, ann: MemberActor, house: House, discord_bot: Client, env: simcord.Env
) -> None:
    await ann.slash(channel, "draw", prompt="a fox")
    env.inject_error("PATCH", "/channels/*/messages/*", status=403, code=50001, times=None)
    await house.draw()

    await house.delivered(discord_bot.post)

    assert len(last(channel).attachments) == 1


async def test_a_channel_that_is_gone_ends_the_delivery(
    channel: ChannelHandle, ann: MemberActor, house: House, discord_bot: Client, env: simcord.Env
) -> None:
    await ann.slash(channel, "draw", prompt="a fox")
    env.inject_error("*", "/channels/*", status=404, code=10003, times=None)
    env.inject_error("*", "/webhooks/*", status=404, code=10015, times=None)
    await house.draw()

    await house.delivered(discord_bot.post)

    assert [delivery.state for delivery in await house.deliveries()] == ["abandoned"]


@pytest.mark.parametrize("refusal", [(40060, 400), (10062, 404)])
async def test_a_refused_acknowledgement_loses_no_picture_r3(
    channel: ChannelHandle,
    ann: MemberActor,
    house: House,
    discord_bot: Client,
    *,
    env: simcord.Env,
    refusal: tuple[int, int],
) -> None:
    env.inject_error("POST", "/interactions/*", status=refusal[1], code=refusal[0])

    await ann.slash(channel, "draw", prompt="a fox")

    assert len(await house.jobs()) == 1
    await house.draw()
    await house.delivered(discord_bot.post)
    assert len(last(channel).attachments) == 1
    assert len(channel.history()) == 1


@pytest.mark.parametrize("command", ["quota", "settings"])
async def test_a_private_answer_is_never_written_into_a_server_for_all(
    channel: ChannelHandle, ann: MemberActor, env: simcord.Env, *, command: str
) -> None:
    env.inject_error("POST", "/interactions/*", status=404, code=10062)

    await ann.slash(channel, command)

    assert channel.history() == []


async def test_a_dead_token_sends_the_answer_by_channel(
    channel: ChannelHandle, ann: MemberActor, house: House, env: simcord.Env
) -> None:
    env.inject_error("PATCH", "/webhooks/*", status=404, code=10015)

    await ann.slash(channel, "draw", prompt="a fox")

    assert "a fox" in last(channel).content
    assert [delivery.message_id for delivery in await house.deliveries()] == [str(last(channel).id)]


async def test_a_message_that_thinks_becomes_the_picture_though_the_answer_failed_r2(
    channel: ChannelHandle, ann: MemberActor, house: House, discord_bot: Client, env: simcord.Env
) -> None:
    env.inject_error("PATCH", "/webhooks/*", status=400, code=0)
    await ann.slash(channel, "draw", prompt="a fox")
    await house.draw()

    await house.delivered(discord_bot.post)

    (message,) = channel.history()
    assert len(message.attachments) == 1


async def test_a_form_that_comes_too_late_breaks_nothing(
    channel: ChannelHandle, ann: MemberActor, house: House, discord_bot: Client, *, env: simcord.Env
) -> None:
    await drawn(ann, channel, house, discord_bot)
    env.inject_error("POST", "/interactions/*", status=404, code=10062)

    shown = await ann.click(last(channel), label="Edit")

    assert shown.modal is None
    assert env.errors == []


@pytest.mark.parametrize("status", [403, 404, 500])
async def test_deleting_ends_well_whatever_becomes_of_the_message(
    channel: ChannelHandle,
    ann: MemberActor,
    house: House,
    discord_bot: Client,
    *,
    env: simcord.Env,
    status: int,
) -> None:
    await drawn(ann, channel, house, discord_bot)
    message = last(channel)
    asked = await ann.click(message, label="Delete")
    env.inject_error("DELETE", "/channels/*", status=status, code=10008 if status == 404 else 0)

    await ann.click(asked.followups[0], label="Delete")

    assert (await house.pictures())[0].deleted_at is not None
    assert (message.id in [shown.id for shown in channel.history()]) == (status != 403), "the token deletes it"


async def test_a_file_that_discord_does_not_hand_out_is_asked_for_again(
    channel: ChannelHandle, ann: MemberActor, house: House, env: simcord.Env, *, discord_bot: Client
) -> None:
    elsewhere = Client(house.assistant, file_hosts=frozenset({"other.example"}), guild_ready_timeout=0.05)
    assert env.bot is discord_bot
    await env.restart_bot(elsewhere)

    asked = await ann.slash(channel, "draw", prompt="a fox", reference=("fox.png", picture_bytes()))

    assert "could not get your file" in asked.followups[0].content
    assert await house.jobs() == []
