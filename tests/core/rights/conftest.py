"""A person with something in every corner: pictures in the store, jobs in all states, messages, links, wishes."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from core.audit.service import record
from core.auth import local
from core.auth.linking import make_code
from core.auth.models import LocalAccount
from core.bus import Bus
from core.clock import new_id
from core.comics.models import Character, Comic
from core.db import Database
from core.home.models import HomeWatch
from core.jobs import deliveries, outcomes
from core.jobs.celery import make_celery, order_queue
from core.jobs.models import Delivery, Job
from core.jobs.orders import RENDER_TASK, Artefact, Event, Item, Rendition
from core.jobs.service import ReplyTo, Request, submit
from core.moderation.models import Appeal, Case, CaseNote, Decision, Report
from core.pictures.renditions import copies, thumbhash
from core.pictures.writing import COMPOSITE, Marks, write_picture
from core.platforms import Platform
from core.privacy import Visibility
from core.rights import consents
from core.roles import Role
from core.storage import FolderStore
from core.users import service as users
from core.users.models import User
from core.users.service import Face
from tests.factories import NOON, POLICY, SEALING, order, report, spec, success
from tests.web_gallery.seeds import drawn

WALRUS = "a planted walrus in a top hat"
NAME = "Wanda Plantowska"
MAIL = "plantowska@example.org"
DISCORD_ID, TELEGRAM_ID = "987654321098765432", "1234567890123"
PLANTED = ("walrus", "Plantowska", DISCORD_ID, TELEGRAM_ID)


@dataclass(frozen=True, slots=True)
class House:
    """Everything that remembers something."""

    database: Database
    bus: Bus
    store: FolderStore
    folder: Path
    redis_url: str

    def files(self) -> list[Path]:
        """Return what lies in the object store."""
        return [path for path in (self.folder / "store").rglob("*") if path.is_file()]

    async def person(self, external_id: str, name: str) -> User:
        """Meet somebody on Discord."""
        async with self.database.transaction() as session:
            return await users.meet(session, Face(Platform.DISCORD, external_id, name), first_role=Role.USER, now=NOON)

    async def picture(
        self, owner: User, prompt: str, *, colour: str = "#c65a2e", platform: Platform | None = None
    ) -> Job:
        """Have a picture drawn, stored with its copies, and delivered as message 77."""
        async with self.database.transaction() as session:
            job = await self.asked(session, owner, prompt, platform=platform)
        made = await self.stored(colour)
        async with self.database.transaction() as session:
            item = await _sent(session, job)
            await outcomes.finish(session, success(item, made), now=NOON)
            late = report(item, Event.RENDITIONS, artefacts=(made,))
            await outcomes.apply(session, late, lease=POLICY.expiry, now=NOON)
            if platform is not None:
                await deliveries.note_message(session, job.id, platform, message_id="77")
                await session.execute(update(Delivery).values(state="delivered", delivered_at=NOON))
        return job

    async def asked(self, session: AsyncSession, owner: User, prompt: str, *, platform: Platform | None = None) -> Job:
        """Submit a job."""
        reply_to = ReplyTo(platform, "5551234", "pl") if platform else None
        request = Request(f"event:{prompt}:{owner.id}", Visibility.PUBLIC, reply_to)
        return await submit(session, owner, spec=spec(prompt), request=request, policy=POLICY, now=NOON)

    async def stored(self, colour: str) -> Artefact:
        """Store a picture with its copies as the worker does."""
        picture, marks = drawn(400, 300, colour), Marks(COMPOSITE)
        data = write_picture(picture, "image/png", marks)
        made = [
            Rendition(
                key=await self.store.put(copy.data, copy.media_type),
                media_type=copy.media_type,
                width=copy.width,
                height=copy.height,
                bytes=len(copy.data),
            )
            for copy in copies(picture, marks)
        ]
        return Artefact(
            key=await self.store.put(data, "image/png"),
            media_type="image/png",
            width=400,
            height=300,
            bytes=len(data),
            seed=1,
            thumbhash=thumbhash(picture),
            alt={"en": "A walrus", "pl": "Mors"},
            renditions=tuple(made),
        )

    async def send(self, job: Job) -> None:
        """Put the next order into the broker, as the conductor does, for a worker that sleeps."""
        async with self.database.transaction() as session:
            claimed = await order(session)
        assert claimed is not None
        assert job.id in {item.job for item in claimed.items}
        celery = make_celery(self.redis_url)
        queue: Any = order_queue("gpu.pc")  # celery-types knows names only
        celery.send_task(RENDER_TASK, args=[claimed.model_dump(mode="json")], queue=queue)
        celery.close()


async def _sent(session: AsyncSession, job: Job) -> Item:
    """Return what a worker gets of a job; others' jobs may have been sent before."""
    while claimed := await order(session):
        for item in claimed.items:
            if item.job == job.id:
                return item
    raise LookupError(job.id)


@pytest.fixture
async def house(database: Database, redis_url: str, tmp_path: Path) -> AsyncIterator[House]:
    """An empty house."""
    bus = Bus(redis_url)
    store = FolderStore(tmp_path / "store", base_url="http://x.test", signing_key=SecretStr("k" * 40))
    yield House(database, bus, store, tmp_path, redis_url)
    await bus.close()


async def _talked_about(house: House, wanda: User) -> None:
    """Leave what moderators, comics and the house remember of somebody."""
    friend = await house.person("66", "A moderator")
    async with house.database.transaction() as session:
        theirs = await session.scalar(select(Job.id).where(Job.owner_id == wanda.id).limit(1))
        case = Case(job_id=theirs, owner_id=wanda.id, assignee_id=friend.id, concern_name="other", opened_at=NOON)
        session.add(case)
        await session.flush()
        decided = Decision(
            case_id=case.id, moderator_id=friend.id, verdict_name="hide", reason="too loud", decided_at=NOON
        )
        words = f"{NAME} says: my walrus is harmless"
        session.add_all([
            decided,
            Report(case_id=case.id, job_id=theirs, reporter_id=wanda.id, source_name="command", concern_name="other",
                   note=words, weight=1.0, locale="pl", heard_at=NOON),
            CaseNote(case_id=case.id, author_id=wanda.id, words="seen", made_at=NOON),
        ])  # fmt: skip
        await session.flush()
        session.add(Appeal(case_id=case.id, decision_id=decided.id, user_id=wanda.id, words=words, made_at=NOON))
        comic = Comic(
            owner_id=wanda.id, key="c", title=f"{NAME}'s comic", script=WALRUS, language="pl", size="a4",
            style="flat", target="storyboard/storyboard", seed=1, visibility_name="private", created_at=NOON,
        )  # fmt: skip
        session.add_all(
            [comic, Character(owner_id=wanda.id, name=NAME, word="wanda", looks="planted", created_at=NOON)]
        )
        session.add(HomeWatch(entity_id="light.hall", user_id=wanda.id, platform="telegram", channel_id=TELEGRAM_ID,
                              locale="pl", created_at=NOON))  # fmt: skip


def _account(person: User) -> LocalAccount:
    """Return an e-mail account as it is kept."""
    account_id = new_id()
    return LocalAccount(
        id=account_id, user_id=person.id, mark=local.marks_of(MAIL, SEALING)[0], password=MAIL, changed_at=NOON,
        address=SEALING.seal(local.SEALED, str(account_id), MAIL.encode()), created_at=NOON,
    )  # fmt: skip


@pytest.fixture
async def wanda(house: House) -> User:
    """Somebody who left something everywhere."""
    wanda = await house.person(DISCORD_ID, NAME)
    await house.picture(wanda, WALRUS, platform=Platform.DISCORD)
    async with house.database.transaction() as session:
        await users.add_identity(session, wanda, Face(Platform.TELEGRAM, TELEGRAM_ID, NAME), now=NOON)
        await make_code(session, wanda, now=NOON)
        session.add(_account(wanda))
        await consents.agree(session, wanda.id, platform=Platform.DISCORD, locale="pl", now=NOON)
        asked = consents.Request("draw", {"prompt": WALRUS})
        await consents.put_aside(session, wanda.id, asked, now=NOON)
        await record(session, wanda.id, "role.changed", f"user:{wanda.id}", old=1, new=2, origin="discord", now=NOON)
    async with house.database.transaction() as session:
        waiting = await house.asked(session, wanda, f"{WALRUS}, waiting")
    await house.send(waiting)
    await _talked_about(house, wanda)
    async with house.database.transaction() as session:
        await house.asked(session, wanda, f"{WALRUS}, later", platform=Platform.TELEGRAM)
    return wanda
