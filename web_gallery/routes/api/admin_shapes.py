"""What the API tells admins: people, the queue, workers, the log, usage."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field, JsonValue

from core.jobs.states import Kind, State

RoleName = Literal["guest", "user", "creator", "admin", "super_admin"]


class PersonTold(BaseModel):
    """A person as admins see them; ``credits_a_day`` is null where the role's hold."""

    id: UUID
    name: str
    role: RoleName
    platforms: list[str]
    credits_a_day: int | None
    blocked: bool
    frozen: bool
    created_at: datetime


class PeopleTold(BaseModel):
    """Some people, the newest first."""

    items: list[PersonTold]
    next: str | None = None


class PauseTold(BaseModel):
    """Something that stands still; ``name`` is a kind or a worker, empty for the whole queue."""

    breadth: Literal["queue", "kind", "worker"]
    name: str
    reason: str
    since: datetime


class LoadTold(BaseModel):
    """Jobs of one kind for one model; done and failed in the last day."""

    kind: Kind
    target: str
    waiting: int
    running: int
    done: int
    failed: int
    oldest: datetime | None


class QueueTold(BaseModel):
    """How the queue is."""

    loads: list[LoadTold]
    pauses: list[PauseTold]


class WatchedTold(BaseModel):
    """A job as admins see it: never what was asked for."""

    id: UUID
    owner: UUID
    kind: Kind
    target: str
    state: State
    error: str | None
    failures: int
    cost: int
    worker: str | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


class WatchedJobs(BaseModel):
    """Some jobs, the newest first."""

    items: list[WatchedTold]
    next: str | None = None


class HeldTold(BaseModel):
    """A job that a worker holds."""

    job: UUID
    kind: Kind
    state: State


class WorkerTold(BaseModel):
    """A worker: its models by target, those that are loaded, and what it holds."""

    name: str
    awake: bool
    paused: bool
    seen_at: datetime
    slots: int
    models: list[str]
    loaded: list[str]
    held: list[HeldTold]


class WorkersTold(BaseModel):
    """Every worker that was ever heard of, by name."""

    items: list[WorkerTold]


class EntryTold(BaseModel):
    """An entry of the log; ``actor`` is null for the machine and for people who were erased."""

    seq: int
    at: datetime
    actor: UUID | None
    action: str
    resource: str
    old: JsonValue
    new: JsonValue
    origin: str


class EntriesTold(BaseModel):
    """Some entries, the newest first."""

    items: list[EntryTold]
    next: str | None = None


class VerdictTold(BaseModel):
    """How far the log holds: entries that verify, the number where that ended, and what broke it (null for nothing)."""

    entries: int
    seq: int
    fault: str | None


class SpreadTold(BaseModel):
    """Seconds: the median, and what 95 of 100 stay below."""

    median: float
    p95: float


class DayTold(BaseModel):
    """A day (UTC)."""

    day: date
    jobs: dict[str, int] = Field(examples=[{"image": 12, "comic": 2}])
    done: int
    failed: int
    people: int
    credits: int
    waited: SpreadTold | None
    drawn: SpreadTold | None


class UsageTold(BaseModel):
    """The last days, oldest first."""

    items: list[DayTold]
