"""The ledger: a job reserves once and is settled or refunded once, by constraint; rows are never changed."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from core.clock import new_id
from core.db import Model


class Entry(Model):
    """One movement of credits: what a job takes is negative, what comes back or is granted is positive.

    ``day`` is the day (UTC) whose allowance it counts against; a refund carries its reservation's day.
    """

    __tablename__ = "ledger"
    __table_args__ = (
        CheckConstraint("kind IN ('grant', 'reserve', 'settle', 'refund')", name="kind"),
        CheckConstraint("(kind = 'reserve') = (credits < 0)", name="sign"),
        CheckConstraint("(kind = 'grant') = (job_id IS NULL)", name="job"),
        Index("uq_ledger_reserved", "job_id", unique=True, postgresql_where=text("kind = 'reserve'")),
        Index("uq_ledger_ended", "job_id", unique=True, postgresql_where=text("kind IN ('settle', 'refund')")),
        Index("ix_ledger_user_id_day", "user_id", "day"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"))
    job_id: Mapped[UUID | None] = mapped_column(ForeignKey("jobs.id"))
    kind: Mapped[str]
    credits: Mapped[int]
    day: Mapped[date]
    created_at: Mapped[datetime]


class RoleQuota(Model):
    """Credits a day that admins gave a role, in place of what the settings say."""

    __tablename__ = "role_quotas"
    __table_args__ = (
        CheckConstraint("role BETWEEN 1 AND 5", name="role"),
        CheckConstraint("credits_a_day >= 0", name="credits"),
    )

    role: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    credits_a_day: Mapped[int]
