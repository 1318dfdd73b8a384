"""Tables of consents, exports, erasures, tombstones, and of what retention did."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from core.clock import new_id
from core.db import Json, Model


class Consent(Model):
    """That a person was shown a version of the notice, and how they answered: agreed by button, or it was shown."""

    __tablename__ = "consents"
    __table_args__ = (CheckConstraint("manner IN ('agreed', 'shown')", name="manner"),)

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    version: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    manner: Mapped[str]
    platform: Mapped[str]
    locale: Mapped[str]
    created_at: Mapped[datetime]


class Asked(Model):
    """What a person asked before they had agreed to the notice, so that agreeing is one button; gone within a day."""

    __tablename__ = "asked"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    command: Mapped[str]
    options: Mapped[Json]
    created_at: Mapped[datetime]


class Export(Model):
    """A copy of everything about a person, asked for, packed, fetched once.

    ``digest`` is the SHA-256 of the link's secret. ``key`` is the file in the store; it goes after a day.
    """

    __tablename__ = "exports"
    __table_args__ = (
        Index("ix_exports_waiting", "asked_at", postgresql_where=text("ready_at IS NULL AND failed_at IS NULL")),
        Index("uq_exports_digest", "digest", unique=True),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), index=True)
    locale: Mapped[str]
    asked_at: Mapped[datetime]
    claimed_until: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(SmallInteger, default=0)
    ready_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    key: Mapped[str | None] = mapped_column(index=True)
    bytes: Mapped[int] = mapped_column(BigInteger, default=0)
    digest: Mapped[str | None]
    collected_at: Mapped[datetime | None]


class Erasure(Model):
    """That a person asked to be forgotten, and when it will happen; the row goes with them."""

    __tablename__ = "erasures"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    platform: Mapped[str]
    locale: Mapped[str]
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime] = mapped_column(index=True)


class Tombstone(Model):
    """That an account was erased, as the SHA-256 of its id: an old backup that is restored must not bring it back."""

    __tablename__ = "tombstones"

    digest: Mapped[str] = mapped_column(primary_key=True)
    erased_at: Mapped[datetime]


class RetentionRun(Model):
    """When a rule of the retention table last ran, and how much it removed, then and in all."""

    __tablename__ = "retention_runs"

    rule: Mapped[str] = mapped_column(primary_key=True)
    ran_at: Mapped[datetime]
    removed: Mapped[int]
    removed_in_all: Mapped[int] = mapped_column(BigInteger)


class ShownMessage(Model):
    """A message of ours that shows somebody's pictures without being the answer to a job: to be taken away with them.

    ``user_id`` is whose pictures they are, whoever asked to see them.
    """

    __tablename__ = "shown_messages"

    platform: Mapped[str] = mapped_column(primary_key=True)
    channel_id: Mapped[str] = mapped_column(primary_key=True)
    message_id: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), primary_key=True, index=True)
    locale: Mapped[str]
    shown_at: Mapped[datetime]


class GoneAddress(Model):
    """That a picture or a comic which others could see was erased: the SHA-256 of its random address."""

    __tablename__ = "gone_addresses"

    digest: Mapped[str] = mapped_column(primary_key=True)
    gone_at: Mapped[datetime]
