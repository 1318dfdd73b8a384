"""Tables of reports, cases, what was decided, appeals, and what stands against people."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.clock import new_id
from core.db import Json, Model
from core.jobs.models import Job
from core.moderation.words import CaseState, Concern, Source, Verdict
from core.spaces.models import Space
from core.users.models import User


def _one_of(column: str, words: type[CaseState] | type[Concern] | type[Source] | type[Verdict]) -> str:
    return f"{column} IN ({', '.join(repr(word.value) for word in words)})"


class Moderator(Model):
    """Somebody who may decide in one space; admins may everywhere without standing here."""

    __tablename__ = "moderators"

    space_id: Mapped[UUID] = mapped_column(ForeignKey(Space.id), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey(User.id), primary_key=True, index=True)
    granted_by: Mapped[UUID | None] = mapped_column(ForeignKey(User.id))
    granted_at: Mapped[datetime]


class Case(Model):
    """What is to be decided about one result (a job with all its pictures); one at a time is undecided.

    ``space_id`` is where the result was posted, whose moderators may decide; None leaves it to admins.
    ``quarantined`` results are shown nowhere, not even to who decides, without that standing on record.
    """

    __tablename__ = "cases"
    __table_args__ = (
        CheckConstraint(_one_of("state", CaseState), name="state"),
        CheckConstraint(_one_of("concern", Concern), name="concern"),
        Index("uq_cases_undecided", "job_id", unique=True, postgresql_where=text("state IN ('new', 'assigned')")),
        Index("ix_cases_job_id", "job_id"),
        Index(
            "ix_cases_waiting",
            "space_id",
            "opened_at",
            postgresql_where=text("state IN ('new', 'assigned', 'appealed')"),
        ),
        Index("ix_cases_owner_id", "owner_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    job_id: Mapped[UUID | None] = mapped_column(ForeignKey(Job.id))
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey(User.id))
    space_id: Mapped[UUID | None] = mapped_column(ForeignKey(Space.id))
    state_name: Mapped[str] = mapped_column("state", default=CaseState.NEW.value)
    concern_name: Mapped[str] = mapped_column("concern")
    quarantined: Mapped[bool] = mapped_column(default=False)
    assignee_id: Mapped[UUID | None] = mapped_column(ForeignKey(User.id), index=True)
    opened_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]

    @property
    def state(self) -> CaseState:
        """Where the case stands."""
        return CaseState(self.state_name)

    @property
    def concern(self) -> Concern:
        """The gravest thing that was reported."""
        return Concern(self.concern_name)


class Report(Model):
    """What one person says of one result, once; ``stranger`` stands for somebody without an account.

    ``weight`` is how much it counts towards hiding by itself; ``flag`` marks a moderator's. ``upheld`` is what came
    of it, None until then. ``receipt`` is the hash of the code by which a stranger asks.
    """

    __tablename__ = "reports"
    __table_args__ = (
        CheckConstraint(_one_of("concern", Concern), name="concern"),
        CheckConstraint(_one_of("source", Source), name="source"),
        CheckConstraint("reporter_id IS NULL OR stranger IS NULL", name="reporter"),
        Index(
            "uq_reports_job_id_reporter_id",
            "job_id",
            "reporter_id",
            unique=True,
            postgresql_where=text("reporter_id IS NOT NULL"),
        ),
        Index(
            "uq_reports_job_id_stranger",
            "job_id",
            "stranger",
            unique=True,
            postgresql_where=text("stranger IS NOT NULL"),
        ),
        Index("ix_reports_reporter_id_heard_at", "reporter_id", "heard_at"),
        Index("ix_reports_stranger_heard_at", "stranger", "heard_at", postgresql_where=text("stranger IS NOT NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    job_id: Mapped[UUID | None] = mapped_column(ForeignKey(Job.id))
    reporter_id: Mapped[UUID | None] = mapped_column(ForeignKey(User.id))
    stranger: Mapped[str | None]
    receipt: Mapped[str | None] = mapped_column(unique=True)
    source_name: Mapped[str] = mapped_column("source")
    concern_name: Mapped[str] = mapped_column("concern")
    note: Mapped[str] = mapped_column(default="")
    weight: Mapped[float]
    flag: Mapped[bool] = mapped_column(default=False)
    locale: Mapped[str]
    heard_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    upheld: Mapped[bool | None]

    @property
    def concern(self) -> Concern:
        """What it is about."""
        return Concern(self.concern_name)


class Decision(Model):
    """What was decided of a case, by a moderator or (``automated``) by the weight of reports; taken back, it stays.

    ``before`` holds the ratings that it changed, by picture. ``purge_at`` is when a deletion or suspension becomes
    final.
    """

    __tablename__ = "decisions"
    __table_args__ = (
        CheckConstraint(_one_of("verdict", Verdict), name="verdict"),
        CheckConstraint("(verdict = 'rate') = (level IS NOT NULL)", name="level"),
        Index("ix_decisions_moderator_id_decided_at", "moderator_id", "decided_at"),
        Index(
            "ix_decisions_purge_at",
            "purge_at",
            postgresql_where=text("purge_at IS NOT NULL AND purged_at IS NULL AND reversed_at IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    moderator_id: Mapped[UUID | None] = mapped_column(ForeignKey(User.id))
    automated: Mapped[bool] = mapped_column(default=False)
    verdict_name: Mapped[str] = mapped_column("verdict")
    level: Mapped[int | None] = mapped_column(SmallInteger)
    reason: Mapped[str]
    before: Mapped[Json] = mapped_column(default=dict)
    decided_at: Mapped[datetime]
    purge_at: Mapped[datetime | None]
    purged_at: Mapped[datetime | None]
    reversed_at: Mapped[datetime | None]
    reversed_by: Mapped[UUID | None] = mapped_column(ForeignKey(User.id), index=True)

    @property
    def verdict(self) -> Verdict:
        """What was decided."""
        return Verdict(self.verdict_name)


class Appeal(Model):
    """The one objection to a decision, and what somebody else decided of it."""

    __tablename__ = "appeals"
    __table_args__ = (UniqueConstraint("case_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"))
    decision_id: Mapped[UUID] = mapped_column(ForeignKey("decisions.id"), index=True)
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey(User.id), index=True)
    words: Mapped[str]
    made_at: Mapped[datetime]
    decided_by: Mapped[UUID | None] = mapped_column(ForeignKey(User.id), index=True)
    decided_at: Mapped[datetime | None]
    granted: Mapped[bool | None]
    reason: Mapped[str] = mapped_column(default="")


class CaseNote(Model):
    """What moderators tell one another about a case."""

    __tablename__ = "case_notes"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("cases.id"), index=True)
    author_id: Mapped[UUID | None] = mapped_column(ForeignKey(User.id), index=True)
    words: Mapped[str]
    made_at: Mapped[datetime]


class Strike(Model):
    """A warning that stands against a person until it decays or its decision is taken back."""

    __tablename__ = "strikes"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey(User.id), index=True)
    decision_id: Mapped[UUID] = mapped_column(ForeignKey("decisions.id"), unique=True)
    made_at: Mapped[datetime]
    decays_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
