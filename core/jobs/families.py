"""Jobs that wait for others: a comic waits for its panels, and is composed of what came of them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from core import bus
from core.db import after_commit, happened
from core.happenings import Figure, Happening
from core.jobs.models import Delivery, Job, Turn
from core.jobs.orders import Failure, Progress
from core.jobs.pages import Part, heads_of
from core.jobs.specs import DrawSpec
from core.jobs.states import OPEN, State
from core.jobs.telling import tell_owner
from core.media.models import Media
from core.nudges import Nudge
from core.quotas import service as quotas

WAITING = "parts"  # the target of a job that waits for its parts: no worker announces it
_OPEN_NAMES = [state.value for state in OPEN]
PANELS_SHARE = 0.95  # of the progress: the rest is the composing


async def settle(session: AsyncSession, parent_id: UUID, *, now: datetime) -> bool:
    """Look whether all parts of a waiting job have ended; then it can be sent, or has failed with all of them.

    Called whenever a part ends. The parent's row is locked first, so that the last of two parts that end at the same
    moment sees the other. Returns whether the parent waits no longer.
    """
    parent = await session.scalar(
        select(Job).where(Job.id == parent_id).with_for_update().execution_options(populate_existing=True)
    )
    if parent is None or parent.state is not State.QUEUED or parent.target != WAITING:
        return False
    await session.flush()
    rows = await session.execute(select(Job.state_name, Job.error).where(Job.parent_id == parent_id).order_by(Job.id))
    children = list(rows)
    ended = [error for state, error in children if state not in _OPEN_NAMES]
    if len(ended) < len(children):
        _show(session, parent, len(ended) / len(children) * PANELS_SHARE)
        return False
    parts = await _drawn_parts(session, parent.draw)
    if any(part.key for part in parts):
        await _release(session, parent, parts, now=now)
    else:
        await _fail(session, parent, next((error for error in ended if error), None), now=now)
    return True


def _show(session: AsyncSession, parent: Job, done: float) -> None:
    progress = Progress(job=parent.id, attempt=parent.attempt, done=done)
    after_commit(session, Nudge(bus.progress_channel(parent.id), progress.model_dump_json()))


async def _drawn_parts(session: AsyncSession, spec: DrawSpec) -> tuple[Part, ...]:
    """Return the parts with the pictures that their jobs brought."""
    wanted = spec.pages.parts if spec.pages else ()
    rows = await session.scalars(
        select(Media).where(
            Media.job_id.in_([part.job for part in wanted if part.job]), Media.deleted_at.is_(None), Media.position == 0
        )
    )
    drawn = {media.job_id: media for media in rows}
    language = spec.pages.language if spec.pages else "en"
    return tuple(_filled(part, drawn[part.job], language) if part.job in drawn else part for part in wanted)


def _filled(part: Part, media: Media, language: str) -> Part:
    alt = str(media.alt.get(language) or media.alt.get("en") or "")
    return part.model_copy(
        update={
            "key": media.key,
            "width": media.width,
            "height": media.height,
            "heads": heads_of(media.scene or {}),
            "alt": alt,
            "level": media.level if media.judged else None,
        }
    )


async def _release(session: AsyncSession, parent: Job, parts: tuple[Part, ...], *, now: datetime) -> None:
    """Let a parent be sent with the pictures of its parts."""
    spec = parent.draw
    if spec.pages is None:
        raise ValueError(parent.id)
    complete = spec.model_copy(update={"pages": spec.pages.model_copy(update={"parts": parts})})
    parent.spec = complete.model_dump(mode="json")
    parent.target = spec.target
    await session.flush()
    await session.execute(
        update(Turn)
        .where(Turn.user_id == parent.owner_id)
        .values(waiting=True, since=now)
        .execution_options(synchronize_session=False)
    )
    after_commit(session, Nudge(bus.JOBS))


async def _fail(session: AsyncSession, parent: Job, error: str | None, *, now: datetime) -> None:
    parent.state_name = State.FAILED.value
    parent.error = error or Failure.ENGINE.value
    parent.finished_at = now
    happened(session, Happening(Figure.ENDED, (parent.kind_name, parent.state_name)))
    await session.flush()
    await quotas.refund(session, parent.id, now=now)
    tell_owner(session, parent.owner_id, parent.id)
    for platform in await session.scalars(select(Delivery.platform).where(Delivery.job_id == parent.id)):
        after_commit(session, Nudge(bus.deliveries_channel(platform), str(parent.id)))


async def open_parts(session: AsyncSession, parent_id: UUID) -> list[UUID]:
    """Return the parts of a job that have not ended, oldest first."""
    found = await session.scalars(
        select(Job.id).where(Job.parent_id == parent_id, Job.state_name.in_(_OPEN_NAMES)).order_by(Job.id)
    )
    return list(found)


async def waiting_for_nothing(session: AsyncSession, *, limit: int) -> list[UUID]:
    """Return jobs that wait for parts that have all ended: somebody was killed between the two."""
    part = aliased(Job)
    undone = exists().where(part.parent_id == Job.id, part.state_name.in_(_OPEN_NAMES))
    found = await session.scalars(
        select(Job.id).where(Job.state_name == State.QUEUED.value, Job.target == WAITING, ~undone).limit(limit)
    )
    return list(found)
