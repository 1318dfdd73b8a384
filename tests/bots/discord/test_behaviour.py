"""What people see on Discord, played by simcord with discord.py's real parsers and views."""

import struct
import zlib

import pytest
import simcord
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle

from bots.discord.bot import Client
from tests.bots.discord.house import House, picture_bytes
from tests.bots.discord.scene import drawn, last


def bomb() -> bytes:
    """Return a PNG of a few hundred bytes that claims 30,000 × 30,000 pixels."""
    header = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b"")]
    body = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + body


async def test_a_picture_comes_into_the_message_that_accepted_it(
    channel: ChannelHandle, ann: MemberActor, house: House, discord_bot: Client
) -> None:
    asked = await ann.slash(channel, "draw", prompt="a fox @everyone **reading**", count=2)
    assert asked.response is not None
    assert not asked.ephemeral
    assert "\\*\\*reading" in asked.response.content
    assert "@everyone" not in asked.response.content

    await house.draw()
    await house.delivered(discord_bot.post)

    message = last(channel)
    assert message.id == asked.response.id
    assert [file.description for file in message.attachments] == ["an orange plane"] * 2
    assert await house.charged() == 2


@pytest.mark.parametrize(
    ("prompt", "said"),
    [
        ("   ", "Say what to draw"),
        ("?!… --", "I found no words in this"),
        ("x" * 6000, "This prompt has 6000 characters; at most 2000 fit"),
    ],
)
async def test_a_bad_prompt_is_refused_privately_and_costs_nothing(
    channel: ChannelHandle, ann: MemberActor, house: House, *, prompt: str, said: str
) -> None:
    asked = await ann.slash(channel, "draw", prompt=prompt)

    assert asked.response is None, "nothing public is left"
    assert asked.followups[0].ephemeral
    assert said in asked.followups[0].content
    assert await house.jobs() == []
    assert await house.charged() == 0


async def test_refusals_come_in_the_language_that_was_chosen(channel: ChannelHandle, ann: MemberActor) -> None:
    chosen = await ann.slash(channel, "language", language="pl")
    assert chosen.ephemeral

    asked = await ann.slash(channel, "draw", prompt=" ", reference=("a.png", picture_bytes()))
    broken = await ann.slash(channel, "draw", prompt="lis", reference=("a.png", b"GIF89a nothing"))

    assert "Powiedz" in asked.followups[0].content or "Napisz" in asked.followups[0].content
    assert "PNG" in broken.followups[0].content


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"%PDF-1.7 no picture", "not a picture that I can read"),
        (b"", "not a picture that I can read"),
        (bomb(), "too large"),
        (b"\0" * (21 * 1024 * 1024), "too large"),
        (picture_bytes(), "can't start from a picture"),
    ],
    ids=["text", "empty", "bomb", "bytes", "model"],
)
async def test_a_file_that_is_of_no_use_is_refused_with_a_sentence(
    channel: ChannelHandle, ann: MemberActor, house: House, *, data: bytes, said: str
) -> None:
    asked = await ann.slash(channel, "draw", prompt="a fox", reference=("fox.png", data))

    assert said in asked.followups[0].content
    assert asked.followups[0].ephemeral
    assert await house.charged() == 0


async def test_buttons_of_old_messages_work_after_a_restart(
    env: simcord.Env, channel: ChannelHandle, ann: MemberActor, house: House, discord_bot: Client
) -> None:
    await drawn(ann, channel, house, discord_bot)
    old = last(channel)
    await env.restart_bot(Client(house.assistant, guild_ready_timeout=0.05))

    pressed = await ann.click(old, label="Redo")

    assert not pressed.followups[0].ephemeral
    assert len(await house.jobs()) == 2


async def test_a_form_filled_in_after_a_restart_draws_the_changed_prompt(
    env: simcord.Env, channel: ChannelHandle, ann: MemberActor, house: House, discord_bot: Client
) -> None:
    await drawn(ann, channel, house, discord_bot)
    shown = await ann.click(last(channel), label="Edit")
    assert shown.modal is not None
    await env.restart_bot(Client(house.assistant, guild_ready_timeout=0.05))

    await ann.submit_modal(shown, {"prompt": "a red boat"})

    assert [job.draw.prompt for job in await house.jobs()] == ["a fox", "a red boat"]


async def test_somebody_elses_private_picture_is_not_found(
    channel: ChannelHandle, ann: MemberActor, ben: MemberActor, house: House, discord_bot: Client
) -> None:
    await drawn(ann, channel, house, discord_bot)

    for label in ("Redo", "Make public", "Delete", "Original", "Vary a little"):
        pressed = await ben.click(last(channel), label=label)
        assert pressed.followups[0].ephemeral
        assert "I can't find this" in pressed.followups[0].content
    refused = await ben.click(last(channel), label="Edit")

    assert refused.modal is None
    assert refused.response is not None
    assert refused.response.ephemeral
    assert len(await house.jobs()) == 1


async def test_making_a_picture_public_changes_the_message_in_place(
    channel: ChannelHandle, ann: MemberActor, house: House, discord_bot: Client
) -> None:
    await drawn(ann, channel, house, discord_bot, visibility="private")
    before = last(channel)

    await ann.click(before, label="Make public")

    after = last(channel)
    assert after.id == before.id
    assert [file.id for file in after.attachments] == [file.id for file in before.attachments]
    assert "public" in after.content
    assert [picture.visibility_name for picture in await house.pictures()] == ["public"]


async def test_deleting_asks_first_and_takes_the_message_away(
    channel: ChannelHandle, ann: MemberActor, house: House, discord_bot: Client
) -> None:
    await drawn(ann, channel, house, discord_bot)
    asked = await ann.click(last(channel), label="Delete")

    done = await ann.click(asked.followups[0], label="Delete")

    assert done.response is None or "Deleted" in done.response.content
    assert [message.content for message in channel.history() if "fox" in message.content] == []
    assert (await house.pictures())[0].deleted_at is not None


async def test_the_original_comes_untouched_and_privately(
    channel: ChannelHandle, ann: MemberActor, house: House, discord_bot: Client
) -> None:
    await drawn(ann, channel, house, discord_bot)

    pressed = await ann.click(last(channel), label="Original")

    assert pressed.followups[0].ephemeral
    picture = (await house.pictures())[0]
    assert await pressed.followups[0].attachments[0].read() == await house.store.get(picture.key)


async def test_rated_pictures_are_veiled(
    channel: ChannelHandle, ann: MemberActor, house: House, discord_bot: Client
) -> None:
    await ann.slash(channel, "draw", prompt="a fox")
    await house.draw()
    await house.rate(1)

    await house.delivered(discord_bot.post)

    assert last(channel).attachments[0].is_spoiler()


async def test_a_failed_job_says_why_and_gives_the_credits_back(
    channel: ChannelHandle, ann: MemberActor, house: House, discord_bot: Client
) -> None:
    await ann.slash(channel, "draw", prompt="a fox")

    await house.fail()
    await house.delivered(discord_bot.post)

    assert "This did not work" in last(channel).content
    assert await house.charged() == 0


async def test_models_and_pictures_are_suggested_while_typing(
    channel: ChannelHandle, ann: MemberActor, house: House, discord_bot: Client
) -> None:
    await drawn(ann, channel, house, discord_bot)

    models = await ann.autocomplete(channel, "draw", "model", "story", prompt="x")
    pictures = await ann.autocomplete(channel, "show", "picture", "fo")

    assert [choice["value"] for choice in models] == ["storyboard"]
    assert [choice["name"] for choice in pictures] == ["a fox"]


async def test_every_command_answers_only_the_asker(
    channel: ChannelHandle, ann: MemberActor, house: House, discord_bot: Client
) -> None:
    await drawn(ann, channel, house, discord_bot)
    for name in ("queue", "quota", "mine", "settings", "language", "link", "help", "about", "cancel"):
        asked = await ann.slash(channel, name)
        assert asked.ephemeral, name
        assert asked.response is not None
        assert asked.response.content, name


async def test_commands_are_registered_once_with_polish_names(
    env: simcord.Env, house: House, discord_bot: Client
) -> None:
    registered = {command["name"]: command for command in env.backend.commands[None].values()}
    await env.restart_bot(Client(house.assistant, guild_ready_timeout=0.05))

    puts = [request for request in env.http_requests if request.method == "PUT"]
    assert len(puts) == 1, "the second start finds nothing to change"
    assert registered["draw"]["name_localizations"]["pl"] != "draw"
    assert discord_bot.intents.value & (1 << 15 | 1 << 1 | 1 << 8) == 0, "no privileged intents"


async def test_in_a_private_chat_pictures_come_as_well(env: simcord.Env, house: House, discord_bot: Client) -> None:
    ann = env.create_user("ann")
    chat = ann.dm_channel
    await ann.slash("draw", prompt="a fox")
    await house.draw()

    await house.delivered(discord_bot.post)

    assert len(last(chat).attachments) == 1


async def test_a_comic_is_written_into_a_form_drawn_and_changed_in_one_that_holds_it(
    channel: ChannelHandle, ann: MemberActor, house: House, discord_bot: Client
) -> None:
    """chat.md, ``/comic``: without a script it asks for one, and the script comes back with "Edit script"."""
    asked = await ann.slash(channel, "comic")
    assert asked.modal is not None
    assert asked.response is None

    await ann.submit_modal(asked, {"script": "A cat at a bowl\nCAT: Hungry.\n---\nSFX: THUD"})
    await house.draw()
    await house.delivered(discord_bot.post)

    board = last(channel)
    assert "This is the storyboard" in board.content
    assert len(board.attachments) == 1
    again = await ann.click(board, label="Edit script")
    assert again.modal is not None
    assert "CAT: Hungry." in str(again.modal)
    await ann.submit_modal(again, {"script": "A cat at a bowl\nCAT: Fed."})
    assert [job.kind_name for job in await house.jobs()] == ["comic", "comic"]


async def test_a_script_with_mistakes_is_told_by_line_and_keeps_its_words(
    channel: ChannelHandle, ann: MemberActor, house: House
) -> None:
    asked = await ann.slash(channel, "comic")

    faulty = await ann.submit_modal(asked, {"script": "A cat\n---\n: hello"})

    assert faulty.followups[0].ephemeral
    assert "Line 3" in faulty.followups[0].content
    assert await house.jobs() == []
    edit = await ann.click(faulty.followups[0], label="Edit script")
    assert edit.modal is not None
    assert ": hello" in str(edit.modal)
