"""Tables of jobs, of whose turn it is, and of where each answer goes."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.clock import new_id
from core.db import Json, Model
from core.jobs.specs import DrawSpec
from core.jobs.states import Kind, State
from core.privacy import Visibility
from core.spaces.models import Space

_STATES = ", ".join(f"'{state}'" for state in State)
_QUEUED = text("state = 'queued'")
_HELD = text("state IN ('dispatched', 'running')")


class Job(Model):
    """One thing that somebody asked for.

    ``attempt`` counts dispatches and fences outcomes; ``failures`` counts attempts that went wrong;
    ``key`` is the event that asked, so that an event heard twice makes one job; ``words`` is the answer by language
    where words were asked for.
    """

    __tablename__ = "jobs"
    __table_args__ = (
        CheckConstraint(f"state IN ({_STATES})", name="state"),
        CheckConstraint("(state IN ('dispatched', 'running')) = (lease_until IS NOT NULL)", name="lease"),
        CheckConstraint(
            "(state IN ('succeeded', 'failed', 'cancelled', 'expired')) = (finished_at IS NOT NULL)", name="finished"
        ),
        Index("ix_jobs_waiting", "owner_id", "id", postgresql_where=_QUEUED),
        Index("ix_jobs_expiring", "expires_at", postgresql_where=_QUEUED),
        Index("ix_jobs_held", "lease_until", postgresql_where=_HELD),
        Index("ix_jobs_held_by_owner", "owner_id", postgresql_where=_HELD),
        Index("ix_jobs_owner_id_id", "owner_id", "id"),
        Index(
            "ix_jobs_reference",
            text("(spec ->> 'reference')"),
            postgresql_where=text("(spec ->> 'reference') IS NOT NULL"),
        ),
        Index("ix_jobs_after", text("(spec ->> 'after')"), postgresql_where=text("(spec ->> 'after') IS NOT NULL")),
        Index("ix_jobs_target_finished_at", "target", "finished_at", postgresql_where=text("state = 'succeeded'")),
        Index("ix_jobs_failed", "id", postgresql_where=text("state IN ('failed', 'expired')")),
        Index("ix_jobs_created_at", "created_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    key: Mapped[str] = mapped_column(unique=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("jobs.id"), index=True)
    kind_name: Mapped[str] = mapped_column("kind")
    state_name: Mapped[str] = mapped_column("state", default=State.QUEUED.value)
    spec: Mapped[Json]
    target: Mapped[str]
    batch_key: Mapped[str]
    pictures: Mapped[int] = mapped_column(SmallInteger)
    cost: Mapped[int]
    visibility_name: Mapped[str] = mapped_column("visibility")
    hide_prompt: Mapped[bool] = mapped_column(default=False)
    embed_prompt: Mapped[bool] = mapped_column(default=False, server_default="false")

    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    not_before: Mapped[datetime | None]
    dispatched_at: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]

    attempt: Mapped[int] = mapped_column(default=0)
    failures: Mapped[int] = mapped_column(SmallInteger, default=0)
    order_id: Mapped[UUID | None]
    worker: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    error: Mapped[str | None]
    words: Mapped[Json | None]

    @property
    def state(self) -> State:
        """Where the job stands."""
        return State(self.state_name)

    @property
    def kind(self) -> Kind:
        """What the job makes."""
        return Kind(self.kind_name)

    @property
    def visibility(self) -> Visibility:
        """How far its results reach."""
        return Visibility(self.visibility_name)

    @property
    def draw(self) -> DrawSpec:
        """The spec of an image job."""
        return DrawSpec.model_validate(self.spec)


class Turn(Model):
    """Whose turn it is: one row a person, locked by whoever changes what that person has waiting.

    ``waiting`` may be true for somebody who has nothing ready (the claim passes over them), never false for
    somebody who has. ``bypassed`` counts the orders that went before theirs since ``bypassed_at`` only because a
    worker had the other model loaded.
    """

    __tablename__ = "turns"
    __table_args__ = (
        Index(
            "ix_turns_fair",
            text("served_at NULLS FIRST"),
            text("weight DESC"),
            "since",
            postgresql_where=text("waiting"),
        ),
    )

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    waiting: Mapped[bool] = mapped_column(default=False)
    since: Mapped[datetime | None]
    served_at: Mapped[datetime | None]
    weight: Mapped[int] = mapped_column(SmallInteger)
    most_running: Mapped[int] = mapped_column(SmallInteger)
    bypassed: Mapped[int] = mapped_column(SmallInteger, server_default="0", default=0)
    bypassed_at: Mapped[datetime | None]


class Delivery(Model):
    """Where the answer to a job goes, in which language, and whether it has arrived.

    ``message_id`` is the message that is edited into the answer; None means that a new one is posted.
    ``claimed_until`` keeps two bots from answering at once. ``space_id`` is the space that the channel belongs to.
    ``renewed_at`` is when an answer that had arrived became another (hidden, shown again) and was owed anew.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("job_id", "platform", "channel_id"),
        CheckConstraint("state IN ('due', 'delivered', 'abandoned')", name="state"),
        Index("ix_deliveries_due", "platform", "not_before", postgresql_where=text("state = 'due'")),
        Index("ix_deliveries_messages", text("string_to_array(message_id, ',')"), postgresql_using="gin"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    job_id: Mapped[UUID] = mapped_column(ForeignKey("jobs.id"))
    platform: Mapped[str]
    channel_id: Mapped[str]
    message_id: Mapped[str | None]
    space_id: Mapped[UUID | None] = mapped_column(ForeignKey(Space.id))
    locale: Mapped[str]
    state: Mapped[str] = mapped_column(default="due")
    tries: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime | None]
    claimed_until: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]
    renewed_at: Mapped[datetime | None]
    error: Mapped[str | None]


class Pause(Model):
    """What an admin has stopped for a while: the whole queue, one kind of job, or one worker; the row is the pause.

    ``name`` is the kind or the worker, "" for the queue. ``reason`` is read by who waits, "" for none. Who did it
    stands in the audit log.
    """

    __tablename__ = "pauses"
    __table_args__ = (
        CheckConstraint("breadth IN ('queue', 'kind', 'worker')", name="breadth"),
        CheckConstraint("(breadth = 'queue') = (name = '')", name="name"),
    )

    breadth_name: Mapped[str] = mapped_column("breadth", primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    reason: Mapped[str]
    since: Mapped[datetime]


class Worker(Model):
    """What was last heard of a worker; it stays when the worker sleeps, so that its models can still be chosen."""

    __tablename__ = "workers"

    name: Mapped[str] = mapped_column(primary_key=True)
    incarnation: Mapped[str]
    card: Mapped[Json]
    seen_at: Mapped[datetime]
