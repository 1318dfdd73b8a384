"""The conversation on a real database and a real store, with people who speak to it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import func, select

from bots.conversation.assistant import Assistant
from bots.conversation.replies import Reply, Upload
from bots.conversation.turns import Keys, Setting, Turn
from core.clock import utc_now
from core.db import Database
from core.engines import WorkerCard
from core.jobs import outcomes, sweeps
from core.jobs.dispatch import claim
from core.jobs.models import Job
from core.jobs.service import Policy
from core.media.models import Media
from core.platforms import Platform
from core.privacy import Visibility
from core.quotas.models import Entry
from core.roles import Role
from core.sealing import Sealing
from core.storage import FolderStore
from core.users import service as users
from core.users.models import User
from core.users.service import Face
from tests.factories import LEASE, artefact, success, worker

_events = count(1)


@dataclass
class Speaker:
    """Somebody who speaks to the assistant from one place."""

    talk: "Talk"
    name: str
    locale: str | None = "en"
    platform: Platform = Platform.DISCORD
    space: str | None = None

    @property
    def turn(self) -> Turn:
        """A new event of this person."""
        face = Face(self.platform, self.name, self.name, self.locale)
        return Turn(face, str(next(_events)), "channel", self.space)

    async def say(
        self,
        command: str,
        /,
        *,
        uploads: dict[str, Upload] | None = None,
        **options: Any,  # noqa: ANN401 - whatever a platform might pass on
    ) -> Reply:
        """Give a command."""
        return await self.talk.assistant.command(self.turn, command, options, uploads=uploads)

    async def press(self, action: str) -> Reply:
        """Press a button."""
        return await self.talk.assistant.press(self.turn, action)

    async def account(self) -> User:
        """Return the person's account."""
        async with self.talk.database.transaction() as session:
            face = self.turn.face
            return await users.meet(session, face, first_role=Role.USER, now=utc_now())

    async def become(self, role: Role) -> None:
        """Get a role."""
        account = await self.account()
        async with self.talk.database.transaction() as session:
            await users.appoint(session, account, role=role)


@dataclass
class Talk:
    """The assistant and what it stands on."""

    assistant: Assistant
    database: Database
    speakers: dict[str, Speaker] = field(default_factory=dict)

    def person(self, name: str, locale: str | None = "en", **fields: object) -> Speaker:
        """Return somebody who speaks."""
        return Speaker(self, name, locale, **fields)  # type: ignore[arg-type]  # as given

    async def worker_awake(self, *cards: WorkerCard) -> None:
        """Have workers announce themselves."""
        async with self.database.transaction() as session:
            await sweeps.note_workers(session, cards or (worker(),), now=utc_now())

    async def send(self) -> None:
        """Send everything that waits to a worker."""
        async with self.database.transaction() as session:
            while await claim(session, worker(), lease=LEASE, now=utc_now()):
                pass

    async def begin(self) -> None:
        """Have the worker begin everything."""
        await self.send()
        async with self.database.transaction() as session:
            for job in await session.scalars(select(Job)):
                await outcomes.start(session, job.id, job.attempt, lease=LEASE, now=utc_now())

    async def draw(self, **details: object) -> None:
        """Draw everything that waits."""
        async with self.database.transaction() as session:
            while order := await claim(session, worker(), lease=LEASE, now=utc_now()):
                for item in order.items:
                    made = tuple(
                        artefact(f"{item.job.int % 16**30:x}{seed:x}", seed=seed).model_copy(update=details)
                        for seed in item.spec.seeds()
                    )
                    await outcomes.finish(session, success(item, *made), now=utc_now())

    async def drawn(self, who: Speaker, *, visibility: Visibility = Visibility.PRIVATE, **options: Any) -> Job:  # noqa: ANN401 - as above
        """Return a finished job of somebody."""
        reply = await who.say("draw", **({"prompt": "a planted fox", "visibility": visibility.value} | options))
        await self.draw()
        return await self.job(reply)

    async def job(self, reply: Reply) -> Job:
        """Return the job that a reply speaks of."""
        assert reply.job is not None, reply
        async with self.database.transaction() as session:
            return await session.get_one(Job, reply.job)

    async def pictures(self) -> list[Media]:
        """Return all pictures."""
        async with self.database.transaction() as session:
            return list(await session.scalars(select(Media).order_by(Media.id)))

    async def counts(self) -> tuple[int, int]:
        """Return how many jobs and ledger entries there are."""
        async with self.database.transaction() as session:
            jobs = await session.scalar(select(func.count(Job.id)))
            return jobs or 0, await session.scalar(select(func.count(Entry.id))) or 0


@pytest.fixture
async def talk(database_url: str, tmp_path: Path) -> AsyncIterator[Talk]:
    """An assistant that nobody has spoken to yet."""
    database = Database(database_url, audit_key=SecretStr("a" * 40))
    store = FolderStore(tmp_path / "store", base_url="http://gallery.test", signing_key=SecretStr("k" * 40))
    keys = Keys(SecretStr("k" * 40), Sealing(SecretStr("e" * 40)))
    yield Talk(Assistant(Setting(database, store, Policy(), "http://gallery.test", keys=keys)), database)
    await database.close()
