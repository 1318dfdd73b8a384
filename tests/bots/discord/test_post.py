"""The courier's hand on Discord: progress within its budget, results in the right message."""

import asyncio
from uuid import UUID

import pytest
import simcord
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle

from bots.conversation.replies import Button, Reply
from bots.deliveries import Later, Unreachable
from bots.discord.bot import Client
from bots.discord.recent import Recent
from core.users.queries import by_name
from tests.bots.discord.house import House

JOB = UUID(int=7)


async def accepted(channel: ChannelHandle, ann: MemberActor) -> str:
    """Return the message that accepted a picture."""
    asked = await ann.slash(channel, "draw", prompt="a fox")
    assert asked.response is not None
    return str(asked.response.id)


def content(channel: ChannelHandle) -> str:
    """Return the newest message's text."""
    assert channel.last_message is not None
    return channel.last_message.content


async def test_progress_beyond_the_budget_is_dropped_and_results_are_not(
    channel: ChannelHandle, ann: MemberActor, discord_bot: Client
) -> None:
    message = await accepted(channel, ann)

    await discord_bot.post.progress(str(channel.id), message, Reply(text="one"))
    await discord_bot.post.progress(str(channel.id), message, Reply(text="two"))
    assert content(channel) == "one"

    assert await discord_bot.post.answer(str(channel.id), message, Reply(text="done")) == message
    assert content(channel) == "done"


async def test_a_preview_is_shown_as_a_picture(channel: ChannelHandle, ann: MemberActor, discord_bot: Client) -> None:
    message = await accepted(channel, ann)

    await discord_bot.post.progress(str(channel.id), message, Reply(text="half", preview="UklGRg=="))

    assert channel.last_message is not None
    assert [file.filename for file in channel.last_message.attachments] == ["preview.webp"]


async def test_an_edit_that_changes_nothing_is_a_success(
    channel: ChannelHandle, ann: MemberActor, discord_bot: Client
) -> None:
    message = await accepted(channel, ann)

    for _ in range(2):
        assert await discord_bot.post.answer(str(channel.id), message, Reply(text="done")) == message


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [(503, 0, Later), (429, 0, Later), (401, 0, Later), (403, 50001, Unreachable), (404, 10003, Unreachable)],
)
async def test_each_refusal_of_discords_is_said_to_pass_or_not(
    channel: ChannelHandle, env: simcord.Env, discord_bot: Client, *, status: int, code: int, expected: type[Exception]
) -> None:
    env.inject_error("*", "/channels/*", status=status, code=code, times=None)

    with pytest.raises(expected):
        await discord_bot.post.answer(str(channel.id), "123", Reply(text="done"))


async def test_an_address_that_discord_dislikes_does_not_cost_the_answer(
    channel: ChannelHandle, env: simcord.Env, discord_bot: Client
) -> None:
    env.inject_error("POST", "/channels/*/messages", status=400, code=50035)

    await discord_bot.post.answer(
        str(channel.id), None, Reply(text="done", rows=((Button("Open", url="http://house.local"),),))
    )

    assert content(channel) == "done"


async def test_a_channel_that_was_never_named_is_out_of_reach(discord_bot: Client, env: simcord.Env) -> None:
    assert env.bot is discord_bot

    with pytest.raises(Unreachable):
        await discord_bot.post.answer("", None, Reply(text="done"))


async def test_a_result_faster_than_the_acceptance_waits_for_its_message() -> None:
    recent = Recent()

    async def accept() -> None:
        async with recent.turn():
            await asyncio.sleep(0.05)
            recent.note(42, webhook=None, job=JOB)  # type: ignore[arg-type]  # its token is not used here

    accepting = asyncio.ensure_future(accept())
    await asyncio.sleep(0)

    assert await recent.message_of(JOB, patience_s=5) == "42"
    assert await recent.message_of(UUID(int=8), patience_s=5) is None
    await accepting


async def test_only_so_much_is_remembered() -> None:
    recent = Recent()

    assert all(recent.is_new(event) for event in range(5000))
    assert not recent.is_new(4999)
    assert recent.is_new(0), "the oldest are forgotten"


async def test_people_are_known_by_their_discord_name(channel: ChannelHandle, ann: MemberActor, house: House) -> None:
    await accepted(channel, ann)

    async with house.database.transaction() as session:
        assert [person.name for person in await by_name(session, "ann")] == ["ann"]


async def test_a_message_is_taken_away_and_one_that_is_gone_is_no_trouble(
    channel: ChannelHandle, ann: MemberActor, discord_bot: Client
) -> None:
    message = await accepted(channel, ann)
    await discord_bot.post.remove(str(channel.id), message)
    assert channel.last_message is None or str(channel.last_message.id) != message
    await discord_bot.post.remove(str(channel.id), message)
    with pytest.raises(Unreachable):
        await discord_bot.post.remove(str(channel.id), "")


async def test_somebody_is_told_in_private(ann: MemberActor, discord_bot: Client) -> None:
    private = await discord_bot.post.private_channel(str(ann.id))
    assert await discord_bot.post.answer(private, None, Reply(text="It is ready."))
    with pytest.raises(Unreachable):
        await discord_bot.post.private_channel("nobody")
