"""A server with a result, somebody who reports it, a moderator and an admin, and what each of them is told."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from bots.conversation.actions import Action
from bots.conversation.replies import Reply
from core.errands.models import Errand
from core.jobs.models import Job
from core.moderation.models import Case, Report
from core.privacy import Visibility
from core.roles import Role
from tests.bots.conversation.conftest import Speaker, Talk

SPACE = "guild"
REASON = {"reason": "Rule 3: be kind."}


@dataclass
class Scene:
    """Anna's result in a server, Mod who moderates there, Bea who looks on, and an admin."""

    talk: Talk
    anna: Speaker
    bea: Speaker
    mod: Speaker
    chief: Speaker
    job: Job

    async def case(self) -> Case:
        """Return the one case."""
        async with self.talk.database.transaction() as session:
            return (await session.scalars(select(Case))).one()

    async def reports(self) -> list[Report]:
        """Return all reports."""
        async with self.talk.database.transaction() as session:
            return list(await session.scalars(select(Report)))

    async def said_to(self, speaker: Speaker) -> list[Reply]:
        """Return what somebody is told in private, and forget it."""
        account = await speaker.account()
        async with self.talk.database.transaction() as session:
            errands = list(await session.scalars(select(Errand).where(Errand.user_id == account.id)))
            replies = [self.talk.assistant.errand(errand) for errand in errands]
            for errand in errands:
                await session.delete(errand)
        return [reply for reply in replies if reply is not None]

    async def complain(self, concern: str = "hate") -> Reply:
        """Have Bea report by button."""
        return await self.bea.press(str(Action("complain", self.job.id, concern)))

    async def rule(self, verdict: str, by: Speaker | None = None) -> Reply:
        """Have a moderator decide by button and form."""
        case = await self.case()
        asked = await (by or self.mod).press(str(Action("rule", case.id, verdict)))
        assert asked.form is not None, asked.text
        return await self.talk.assistant.form((by or self.mod).turn, asked.form.action, REASON)


async def convened(talk: Talk) -> Scene:
    """A result that nobody has reported yet."""
    people = {name: talk.person(name, space=SPACE) for name in ("anna", "bea", "mod", "chief")}
    await people["mod"].become(Role.CREATOR)
    await people["chief"].become(Role.ADMIN)
    job = await talk.drawn(people["anna"], visibility=Visibility.PUBLIC)
    said = await people["chief"].say("mod appoint", who="mod")
    assert "moderates here" in said.text
    return Scene(talk, **people, job=job)


def verbs(reply: Reply) -> list[str]:
    """Return what a reply's buttons do."""
    return [button.action.partition(":")[0] for row in reply.rows for button in row if button.action]


def lines(replies: Sequence[Reply]) -> str:
    """Return everything that is said."""
    return "\n".join(text for reply in replies for text in (reply.text, reply.quote, *reply.lines))
