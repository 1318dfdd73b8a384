"""Asking for a job and taking it back: what a person does to jobs; each is one step of one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import bindparam, select, text
from sqlalchemy.dialects.postgresql import TIMESTAMP
from sqlalchemy.ext.asyncio import AsyncSession

from core import bus
from core.clock import new_id
from core.db import after_commit, happened
from core.errors import DomainError, Refusal
from core.happenings import Figure, Happening
from core.i18n import N_, NN_
from core.jobs import families
from core.jobs.models import Delivery, Job
from core.jobs.permits import require_length, require_making
from core.jobs.specs import DrawSpec
from core.jobs.states import OPEN, Kind, State
from core.jobs.telling import tell_owner
from core.nudges import Nudge
from core.platforms import Platform
from core.privacy import Visibility
from core.quotas import service as quotas
from core.quotas.limits import Limits
from core.roles import Permission, may, require
from core.screening.screen import refuse
from core.users.models import User


class TooManyWaiting(DomainError):
    """The person's queue is full."""

    refusal = Refusal.EXHAUSTED
    code = "too-many-waiting"
    msgid, msgid_plural = NN_(
        "You have {limit} job waiting already. Wait for it, or cancel it.",
        "You have {limit} jobs waiting already. Wait for one of them, or cancel one.",
    )
    count = "limit"


class JobNotFound(DomainError):
    """No such job, or not this person's."""

    refusal = Refusal.NOT_FOUND
    code = "job-not-found"
    msgid = N_("I can't find this job among yours.")


class JobEnded(DomainError):
    """There is nothing left to cancel."""

    refusal = Refusal.CONFLICT
    code = "job-ended"
    msgid = N_("This job is finished already, there is nothing to cancel.")


_NO_PARTS: Mapping[int, DrawSpec] = MappingProxyType({})
# Built once: making a statement of its parts for every request costs more than running it.
_LOCK_TURN = text("""
    INSERT INTO turns (user_id, waiting, since, weight, most_running)
    VALUES (:owner, true, :now, :weight, :most_running)
    ON CONFLICT (user_id) DO UPDATE SET waiting = true, since = COALESCE(turns.since, EXCLUDED.since),
                                        weight = EXCLUDED.weight, most_running = EXCLUDED.most_running
""").bindparams(bindparam("now", type_=TIMESTAMP(timezone=True)))
_LOOK = text("""
    SELECT (SELECT id FROM jobs WHERE key = :key AND owner_id = :owner) AS known, (
        SELECT count(*) FROM (
            SELECT 1 FROM jobs
            WHERE owner_id = :owner AND state = 'queued' AND parent_id IS NULL LIMIT :limit) w) AS waiting,
       (SELECT credits_a_day FROM role_quotas WHERE role = :role) AS role_credits
""")


@dataclass(frozen=True, slots=True)
class Policy:
    """How much people may ask for and how long a job may wait.

    ``engines`` is the order in which they are tried, ``writers`` that of what writes texts.
    """

    limits: Limits = field(default_factory=Limits)
    expiry: timedelta = timedelta(hours=24)
    engines: tuple[str, ...] = ()
    writers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReplyTo:
    """Where the answer goes: a channel (of a space), and the message that becomes the answer once it is known."""

    platform: Platform
    channel_id: str
    locale: str
    message_id: str | None = None
    space_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """What comes with a spec: the event that asked (``key``), how far results reach, and what the space closed.

    ``allowed`` are the screened categories that the space lets through.
    """

    key: str
    visibility: Visibility = Visibility.PRIVATE
    reply_to: ReplyTo | None = None
    closed: frozenset[str] = frozenset()
    allowed: frozenset[str] = frozenset()


async def submit(
    session: AsyncSession,
    owner: User,
    *,
    spec: DrawSpec,
    request: Request,
    policy: Policy,
    now: datetime,
    kind: Kind | None = None,
    parts: Mapping[int, DrawSpec] = _NO_PARTS,
) -> Job:
    """Take a job: permission, words, place in the queue and credits are checked, rows written, the conductor nudged.

    The same ``request.key`` again returns the job that it made the first time, and charges nothing. ``parts`` are the
    pictures that its pages wait for, by panel: each is a job of its own, counted and charged with this one.

    Raises:
        Blocked, Frozen: an admin has shut the person out, a moderator's decision stands against it.
        NotAllowed, NotAllowedHere: the role or the space does not permit it.
        ClipTooLong: the role allows shorter clips.
        ScreenedOut: the prompt asks for what is not drawn here.
        TooManyWaiting: the person's queue is full.
        OutOfCredits: the day's credits do not cover it.
    """
    require_rights(owner, spec, request)
    require_length(owner, spec, policy.limits)
    refuse(spec.prompt, allowed=request.allowed)
    await _lock_turn(session, owner, policy=policy, now=now)
    limit = policy.limits.waiting[owner.role]
    asked = {"owner": owner.id, "key": request.key, "limit": limit, "role": owner.role_level}
    look = (await session.execute(_LOOK, asked)).one()
    if look.known is not None:
        return await session.get_one(Job, look.known)
    if look.waiting >= limit:
        raise TooManyWaiting(limit=limit)
    job = new_job(owner, spec, request, policy, now)
    job.kind_name = (kind or spec.kind).value
    family = [job, *_parts(owner, job, parts, request=request, policy=policy, now=now)]
    allowance = quotas.allowance_of(owner, look.role_credits, policy.limits)
    await _write_down(session, family, request, allowance=allowance, now=now)
    return job


async def _write_down(
    session: AsyncSession, family: Sequence[Job], request: Request, *, allowance: int, now: datetime
) -> None:
    """Charge a job with its parts, write all of them down, and nudge the conductor.

    Raises:
        OutOfCredits: the day's credits do not cover it.
    """
    job, *parts = family
    cost = sum(one.cost for one in family)
    await quotas.require_left(session, job.owner_id, allowance=allowance, cost=cost, now=now)
    session.add(job)
    await session.flush()
    session.add_all(parts)
    for one in family:
        quotas.take(session, job.owner_id, job_id=one.id, cost=one.cost, now=now)
    if request.reply_to is not None:
        session.add(_delivery(job, request.reply_to))
    await session.flush()
    after_commit(session, Nudge(bus.JOBS))
    tell_owner(session, job.owner_id, job.id)


async def cancel(session: AsyncSession, person: User, job_id: UUID, *, now: datetime) -> Job:
    """Cancel a job and give its credits back; a worker that draws it stops within one step.

    Raises:
        JobNotFound: it does not exist or belongs to somebody else.
        JobEnded: it is finished.
    """
    job = await session.scalar(
        select(Job).where(Job.id == job_id).with_for_update().execution_options(populate_existing=True)
    )
    if job is None or not (job.owner_id == person.id or may(person.role, Permission.MANAGE_OTHERS)):
        raise JobNotFound
    if job.state not in OPEN:
        raise JobEnded
    await _end(session, job, now=now)
    for part_id in await families.open_parts(session, job.id):
        await _end(session, await session.get_one(Job, part_id, with_for_update=True), now=now)
    if job.parent_id is not None:
        await families.settle(session, job.parent_id, now=now)
    await nudge_deliveries(session, job.id)
    return job


async def _end(session: AsyncSession, job: Job, *, now: datetime) -> None:
    job.state_name = State.CANCELLED.value
    job.finished_at = now
    job.lease_until = None
    happened(session, Happening(Figure.ENDED, (job.kind_name, job.state_name)))
    await session.flush()
    await quotas.refund(session, job.id, now=now)
    after_commit(session, Nudge(bus.cancel_flag(job.id), "1", keep_s=bus.FLAG_SECONDS))
    tell_owner(session, job.owner_id, job.id, parent_id=job.parent_id)


async def nudge_deliveries(session: AsyncSession, job_id: UUID) -> None:
    """Have the bots that owe an answer to this job hurry."""
    platforms = await session.scalars(select(Delivery.platform).where(Delivery.job_id == job_id))
    for platform in platforms:
        after_commit(session, Nudge(bus.deliveries_channel(platform), str(job_id)))


def require_rights(owner: User, spec: DrawSpec, request: Request) -> None:
    """Refuse what the person may not ask for, or not here.

    Raises:
        Blocked, Frozen, NotAllowed, NotAllowedHere: as in ``submit``.
    """
    require_making(owner, closed=request.closed)
    if spec.needed():
        require(owner.role, Permission.REFERENCE, closed=request.closed)
    if request.visibility is Visibility.PUBLIC:
        require(owner.role, Permission.PUBLISH, closed=request.closed)


async def _lock_turn(session: AsyncSession, owner: User, *, policy: Policy, now: datetime) -> None:
    """Lock the person's row, so that what they ask for at the same moment is taken one after the other."""
    running = policy.limits.running[owner.role]
    await session.execute(
        _LOCK_TURN, {"owner": owner.id, "now": now, "weight": owner.role.value, "most_running": running}
    )


def new_job(owner: User, spec: DrawSpec, request: Request, policy: Policy, now: datetime) -> Job:
    """Return a job that waits, not yet in the session."""
    return Job(
        id=new_id(),
        key=request.key,
        owner_id=owner.id,
        kind_name=Kind.IMAGE.value,
        state_name=State.QUEUED.value,
        spec=spec.model_dump(mode="json"),
        target=spec.target,
        batch_key=spec.batch_key,
        pictures=spec.count,
        cost=spec.cost,
        visibility_name=request.visibility.value,
        hide_prompt=owner.hide_prompts,
        embed_prompt=owner.embed_prompts and not owner.hide_prompts,
        created_at=now,
        expires_at=now + policy.expiry,
    )


def _parts(
    owner: User, parent: Job, specs: Mapping[int, DrawSpec], *, request: Request, policy: Policy, now: datetime
) -> list[Job]:
    """Return the jobs of a job's parts; the parent's order names them, and it waits for them."""
    made: dict[int, Job] = {}
    for panel, spec in specs.items():
        child = new_job(owner, spec, replace(request, key=f"{request.key}:{panel}"), policy, now)
        child.kind_name, child.parent_id = Kind.PANEL.value, parent.id
        child.visibility_name = Visibility.PRIVATE.value
        made[panel] = child
    if made:
        waiting = parent.draw
        if waiting.pages is None:
            raise ValueError(parent.id)
        named = tuple(
            part.model_copy(update={"job": made[part.panel].id}) if part.panel in made else part
            for part in waiting.pages.parts
        )
        whole = waiting.model_copy(update={"pages": waiting.pages.model_copy(update={"parts": named})})
        parent.spec = whole.model_dump(mode="json")
        parent.target = families.WAITING
    return list(made.values())


def _delivery(job: Job, reply_to: ReplyTo) -> Delivery:
    return Delivery(
        job_id=job.id,
        platform=reply_to.platform.value,
        channel_id=reply_to.channel_id,
        message_id=reply_to.message_id,
        space_id=reply_to.space_id,
        locale=reply_to.locale,
    )
