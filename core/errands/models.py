"""Table of errands."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.clock import new_id
from core.db import Json, Model


class Task(StrEnum):
    """What is to be done: ``TELL`` a person in private, ``ANNOUNCE`` in a channel, ``REMOVE`` a message of ours."""

    TELL = "tell"
    ANNOUNCE = "announce"
    REMOVE = "remove"


_TASKS = ", ".join(f"'{task}'" for task in Task)


class Errand(Model):
    """One thing for a bot to do; the row goes when it is done or given up, so that nothing of it is kept.

    ``place`` is a channel's id, for ``TELL`` the person's id on the platform. ``topic`` names what is told, and
    ``body`` fills it. ``user_id`` is whom a tell is for: erasing the person takes it back.
    """

    __tablename__ = "errands"
    __table_args__ = (
        CheckConstraint(f"task IN ({_TASKS})", name="task"),
        CheckConstraint("(task = 'remove') = (message_id IS NOT NULL)", name="message"),
        Index("ix_errands_due", "platform", "not_before"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    platform: Mapped[str]
    task_name: Mapped[str] = mapped_column("task")
    place: Mapped[str]
    message_id: Mapped[str | None]
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id"), index=True)
    locale: Mapped[str]
    topic: Mapped[str] = mapped_column(default="")
    body: Mapped[Json] = mapped_column(default=dict)
    created_at: Mapped[datetime]
    not_before: Mapped[datetime]
    claimed_until: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)

    @property
    def task(self) -> Task:
        """What is to be done."""
        return Task(self.task_name)
