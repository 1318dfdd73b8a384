"""Comics in conversations of tests: asked for, drawn, and what their messages become."""

from uuid import UUID

from sqlalchemy import select

from bots.conversation.actions import parse_action
from bots.conversation.replies import Button, Reply
from core.comics.models import Comic
from core.jobs.deliveries import Due
from core.roles import Role
from tests.bots.conversation.conftest import Speaker, Talk

SCRIPT = "The cat looks at a bowl | CAT: Hungry. || The cat jumps | SFX: THUD || The cat eats | ANNA: Good."


def buttons(reply: Reply) -> dict[str, Button]:
    """Return a reply's buttons by what they say, without what they cost."""
    return {button.label.partition(" · ")[0]: button for row in reply.rows for button in row}


def verbs(reply: Reply) -> set[str]:
    """Return what a reply's buttons do."""
    actions = [parse_action(button.action) for row in reply.rows for button in row if button.action]
    return {action.verb for action in actions if action}


async def outcome(talk: Talk, reply: Reply, locale: str = "en") -> Reply:
    """Return what a job's message becomes."""
    job = await talk.job(reply)
    return await talk.assistant.outcome(Due(UUID(int=0), job, "channel", "1", locale, 1))


async def the_comic(talk: Talk) -> Comic:
    """Return the only comic."""
    async with talk.database.transaction() as session:
        comic: Comic | None = await session.scalar(select(Comic))
    assert comic is not None
    return comic


async def storyboard(talk: Talk, who: Speaker, script: str = SCRIPT) -> Reply:
    """Return a finished storyboard."""
    asked = await who.say("comic", script=script)
    await talk.draw(level=0)
    return await outcome(talk, asked)


async def finished(talk: Talk, who: Speaker, script: str = SCRIPT) -> Reply:
    """Return a finished comic."""
    board = await storyboard(talk, who, script)
    asked = await who.press(buttons(board)["Draw it"].action)
    await talk.draw(level=0)
    await talk.draw(level=0)
    return await outcome(talk, asked)


async def creator(talk: Talk, locale: str = "en") -> Speaker:
    """Return somebody whose panels may all be drawn at once."""
    who = talk.person("ada", locale)
    await who.become(Role.CREATOR)
    return who
