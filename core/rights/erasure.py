"""Being forgotten: asking for it, changing one's mind, and the day it happens.

Each step may be killed and is done again from the start: first the person is shut out and their jobs end, then what
other memories hold goes, last the rows, in one transaction that also writes down which files and messages are to go.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import CompoundSelect, delete, func, literal, select, text, union, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from core import bus
from core.audit import service as audit
from core.db import after_commit
from core.errands import service as errands
from core.gallery.listing import uncount
from core.home.models import HomeAction
from core.jobs.models import Delivery, Job
from core.jobs.states import OPEN, State
from core.media.models import Media, Purge
from core.nudges import Nudge
from core.platforms import Platform
from core.rights.addresses import bury_addresses
from core.rights.models import Erasure, ShownMessage, Tombstone
from core.rights.registry import TIES
from core.rights.ties import Erase, Tie, loose_ends, rows_of
from core.rights.tombstones import digest_of
from core.users.models import User

TIME_TO_THINK = timedelta(hours=24)
_OPEN_NAMES = [state.value for state in OPEN]


@dataclass(frozen=True, slots=True)
class Erased:
    """What went: how many jobs, pictures and messages, and how many rows in all."""

    jobs: int
    pictures: int
    messages: int
    rows: int


async def ask(
    session: AsyncSession, person: User, *, platform: Platform, locale: str, at_once: bool, now: datetime
) -> Erasure:
    """Note that a person wants to be forgotten, a day from now or at once; asking again moves the day."""
    due = now if at_once else now + TIME_TO_THINK
    asked = insert(Erasure).values(user_id=person.id, platform=platform.value, locale=locale, asked_at=now, due_at=due)
    await session.execute(asked.on_conflict_do_update(index_elements=[Erasure.user_id], set_={"due_at": due}))
    await audit.record(
        session, person.id, "erasure.asked", f"user:{person.id}", new={"at_once": at_once}, origin=platform, now=now
    )
    return await session.get_one(Erasure, person.id, populate_existing=True)


async def take_back(session: AsyncSession, person: User, *, platform: Platform, now: datetime) -> bool:
    """Forget that a person wanted to be forgotten; False when they had not asked."""
    gone = await session.execute(delete(Erasure).where(Erasure.user_id == person.id).returning(Erasure.user_id))
    if gone.one_or_none() is None:
        return False
    await audit.record(session, person.id, "erasure.taken-back", f"user:{person.id}", origin=platform, now=now)
    return True


async def asked_by(session: AsyncSession, user_id: UUID) -> Erasure | None:
    """Return a person's wish to be forgotten."""
    return await session.get(Erasure, user_id)


async def due(session: AsyncSession, *, now: datetime, limit: int = 20) -> list[UUID]:
    """Return whose day has come."""
    found = await session.scalars(
        select(Erasure.user_id).where(Erasure.due_at <= now).order_by(Erasure.due_at).limit(limit)
    )
    return list(found)


async def shut_out(session: AsyncSession, user_id: UUID, *, now: datetime) -> list[UUID]:
    """Take no more from a person and end what is drawn for them; returns all their jobs, which workers may know."""
    await session.execute(update(User).where(User.id == user_id).values(blocked_at=now))
    ended = await session.scalars(
        update(Job)
        .where(Job.owner_id == user_id, Job.state_name.in_(_OPEN_NAMES))
        .values(state_name=State.CANCELLED.value, finished_at=now, lease_until=None)
        .returning(Job.id)
        .execution_options(synchronize_session=False)
    )
    for job_id in ended:
        after_commit(session, Nudge(bus.cancel_flag(job_id), "1", keep_s=bus.FLAG_SECONDS))
    return list(await session.scalars(select(Job.id).where(Job.owner_id == user_id)))


async def erase(session: AsyncSession, user_id: UUID, *, now: datetime) -> Erased | None:
    """Forget a person: every row, and a note of each file and message that is to go. None where there is nobody."""
    person = await session.get(User, user_id, with_for_update=True)
    if person is None:
        return None
    counted = Erased(
        jobs=await _count(session, "jobs", user_id),
        pictures=await session.scalar(select(func.count(Media.id)).where(Media.owner_id == user_id)) or 0,
        messages=await _take_messages_back(session, user_id, now=now),
        rows=0,
    )
    await _note_files(session, user_id, now=now)
    await bury_addresses(session, user_id, now=now)
    await uncount(session, user_id)
    session.expunge(person)
    rows = await _delete_rows(session, user_id)
    buried = insert(Tombstone).values(digest=digest_of(user_id), erased_at=now)
    await session.execute(buried.on_conflict_do_nothing())
    told = {"jobs": counted.jobs, "pictures": counted.pictures, "messages": counted.messages, "rows": rows}
    await audit.record(session, None, "person.erased", "user", new=told, origin="conductor", now=now)
    return Erased(counted.jobs, counted.pictures, counted.messages, rows)


async def _count(session: AsyncSession, table: str, user_id: UUID) -> int:
    tie = next(tie for tie in TIES if tie.table == table)
    query = select(func.count()).select_from(tie.rows).where(rows_of(tie, user_id, TIES))
    return await session.scalar(query) or 0


async def _take_messages_back(session: AsyncSession, user_id: UUID, *, now: datetime) -> int:
    """Send the bots to take away every message with something of the person."""
    answers = (
        select(Delivery.platform, Delivery.channel_id, Delivery.message_id, Delivery.locale)
        .join(Job, Job.id == Delivery.job_id)
        .where(Job.owner_id == user_id)
    )
    switched = select(HomeAction.platform, HomeAction.channel_id, HomeAction.message_id, HomeAction.locale).where(
        HomeAction.user_id == user_id
    )
    shown = select(ShownMessage.platform, ShownMessage.channel_id, ShownMessage.message_id, ShownMessage.locale).where(
        ShownMessage.user_id == user_id
    )
    everywhere: CompoundSelect[Any] = union(answers, switched, shown)
    found = (await session.execute(everywhere)).all()
    posted = [row for row in found if row.message_id is not None and _can_be_taken_back(row.platform)]
    for row in posted:
        await errands.remove(
            session, Platform(row.platform), row.channel_id, message_id=row.message_id, locale=row.locale, now=now
        )
    return len(posted)


def _can_be_taken_back(platform: str) -> bool:
    """Tell the platforms on which a message of ours stays from those on which it was only shown."""
    return platform in {Platform.DISCORD.value, Platform.TELEGRAM.value}


async def _note_files(session: AsyncSession, user_id: UUID, *, now: datetime) -> None:
    """Write down every file that the person's rows hold; whether others need them is seen when they are deleted."""
    held = [
        select(column.label("key")).where(rows_of(tie, user_id, TIES), column.is_not(None))
        for tie in TIES
        for column in tie.file_columns()
    ]
    keys = union(*held).subquery()
    noted = insert(Purge).from_select(["key", "since"], select(keys.c.key, literal(now)))
    await session.execute(noted.on_conflict_do_nothing())


async def _delete_rows(session: AsyncSession, user_id: UUID) -> int:
    """Delete the person's rows, those first that hang on others; returns how many."""
    await session.flush()
    await session.execute(text("SELECT set_config('inkhearth.erasing', 'on', true)"))
    await _cut_loose(session, user_id)
    order = {table.name: place for place, table in enumerate(Tie("users", "id").rows.metadata.sorted_tables)}
    rows = 0
    for tie in sorted(TIES, key=lambda tie: order[tie.table], reverse=True):
        mine = rows_of(tie, user_id, TIES)
        if changed := _nameless(tie):
            await session.execute(update(tie.rows).where(mine).values(changed))
        elif tie.erase is Erase.DELETE:
            gone = await session.execute(delete(tie.rows).where(mine).returning(literal(1)))
            rows += len(gone.all())
    return rows


def _nameless(tie: Tie) -> dict[str, str | None]:
    """Return what erasing changes in rows that stay."""
    words: dict[str, str | None] = dict.fromkeys(tie.blanked, "")
    return {tie.person: None, **words} if tie.erase is Erase.FORGET else words


async def _cut_loose(session: AsyncSession, user_id: UUID) -> None:
    """Have other people's rows let go of the person's."""
    for column, target, tie in loose_ends(TIES):
        mine = select(target).where(rows_of(tie, user_id, TIES))
        await session.execute(update(column.table).where(column.in_(mine)).values({column.name: None}))
