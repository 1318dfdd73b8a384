"""Texts on Discord: better words in a message with buttons, changed in a form, drawn only then."""

import simcord
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle

from core.jobs.states import Kind
from tests.bots.discord.house import House
from tests.bots.discord.scene import last


async def test_better_words_are_shown_changed_in_a_form_and_only_then_drawn(
    channel: ChannelHandle, ann: MemberActor, ben: MemberActor, house: House
) -> None:
    asked = await ann.slash(channel, "draw", prompt="a fox", enhance="yes")
    assert asked.response is not None
    assert "a fox, " in asked.response.content
    assert [job.kind for job in await house.jobs()] == [Kind.SCRIPT]
    shown = await ann.click(last(channel), label="Edit")
    assert shown.modal is not None
    await ann.submit_modal(shown, {"prompt": "a fox in a small boat"})
    assert [job.draw.prompt for job in await house.jobs()][1:] == ["a fox in a small boat"]
    strange = await ben.click(asked.response, label="Draw it")
    assert strange.followups[0].ephemeral
    assert len(await house.jobs()) == 2


async def test_an_idea_becomes_a_script_with_buttons(channel: ChannelHandle, ann: MemberActor, house: House) -> None:
    asked = await ann.slash(channel, "comic", idea="a cat who wants to fly")
    assert asked.response is not None
    assert "CAT:" in asked.response.content
    pressed: simcord.InteractionResult = await ann.click(last(channel), label="Storyboard")
    assert pressed is not None
    assert [job.kind for job in await house.jobs()] == [Kind.COMIC]
